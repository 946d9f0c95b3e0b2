"""The work list: growth questions by tab, filter and words, in trouble first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Iterator, Literal, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from bot.store import search
from bot.store.database import reading
from bot.store.growth_questions import OPEN
from bot.store.tables import brokers, conversations, deliveries
from bot.store.work_tables import record_tags, work_items

Tab = Literal["new", "mine", "waiting", "promised", "all"]
TABS: tuple[Tab, ...] = ("new", "mine", "waiting", "promised", "all")

DONE = ("closed", "withdrawn")

CERTAINTY = {"low": (0.0, 0.5), "middle": (0.5, 0.8), "high": (0.8, 1.01)}
"""How sure the main need is, from and up to (not with)."""

CRM = ("none", "waiting", "delivered", "dead")
"""How handing over stands; ``none``: it was not asked for."""

NOBODY = "none"
"""In place of a broker: nobody's."""

MOST_COUNTED = 1000

HERE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Filter:
    """What is to be shown; None or empty: no matter which."""

    tab: Tab = "all"
    words: str = ""
    in_talks: bool = True
    """Whether the words are looked for in what was said as well, or in the question alone."""
    needs: tuple[str, ...] | None = None
    municipality: str | None = None
    sector: str | None = None
    stage: str | None = None
    channel: str | None = None
    owner: int | str | None = None
    """A broker's account, or ``none``."""
    since: date | None = None
    """First day on which it began."""
    until: date | None = None
    """Last day on which it began."""
    status: str | None = None
    crm: str | None = None
    certainty: str | None = None
    tag: str | None = None


def rows(engine: Engine, me: int, wanted: Filter, limit: int, offset: int) -> list[dict[str, Any]]:
    """One page. Each row is a work item with its owner's name (``owner``), when the entrepreneur
    began to wait for a person (``waiting_since``, epoch seconds), and the message in which the
    words stand (``hit``), where they were found in the talk."""
    with reading(engine) as connection:
        query = _query(connection, me, wanted, limit, offset)
        shown = connection.execute(query).mappings().all()
        talks = [row["conversation_id"] for row in shown] if wanted.in_talks else []
        hits = search.in_talks(connection, wanted.words, talks)
        return [{**row, "hit": hits.get(row["conversation_id"])} for row in shown]


def every(
    engine: Engine, me: int, wanted: Filter, page: int = 1000
) -> Iterator[list[dict[str, Any]]]:
    """All of it, a page at a time."""
    offset = 0
    while found := rows(engine, me, wanted, page, offset):
        yield found
        offset += page


def counts(engine: Engine, me: int) -> dict[str, int]:
    """Number of growth questions under each tab but ``all``, without the other filters; at most
    `MOST_COUNTED`."""
    with reading(engine) as connection:
        result: dict[str, int] = {}
        for tab in TABS[:-1]:
            some = _where(select(work_items.c.id), me, Filter(tab)).limit(MOST_COUNTED).subquery()
            result[tab] = int(
                connection.execute(select(func.count()).select_from(some)).scalar_one()
            )
        return result


def needed(engine: Engine) -> dict[str, int]:
    """Open growth questions that nobody took up yet: of who is in trouble (``trouble``), and of who
    wants a person now (``person``)."""
    t = work_items.c
    query = (
        select(t.urgent, func.count())
        .where(t.owner_id.is_(None), t.status.in_(OPEN), t.urgent > 0)
        .group_by(t.urgent)
    )
    with reading(engine) as connection:
        found = {int(urgent): int(number) for urgent, number in connection.execute(query)}
    return {"trouble": found.get(2, 0), "person": found.get(1, 0)}


def newest_change(engine: Engine) -> str:
    """Something that differs once any work item changed, a talk was taken or somebody waits."""
    with reading(engine) as connection:
        changed = connection.execute(select(func.max(work_items.c.updated_at))).scalar()
        waits = connection.execute(
            select(func.count(), func.max(conversations.c.waiting_since)).where(
                conversations.c.broker_id.is_not(None)
            )
        ).one()
    return f"{changed}|{waits[0]}|{waits[1]}"


def _query(connection: Connection, me: int, wanted: Filter, limit: int, offset: int) -> Select:
    t = work_items
    query = (
        select(t, brokers.c.name.label("owner"), conversations.c.waiting_since)
        .outerjoin(brokers, brokers.c.id == t.c.owner_id)
        .outerjoin(conversations, conversations.c.id == t.c.conversation_id)
    )
    order: tuple[Any, ...] = (t.c.urgent.desc(), t.c.updated_at.desc(), t.c.id.desc())
    if wanted.tab == "promised":
        order = (t.c.promised_on, t.c.id)
    if not wanted.words.strip():
        return _where(query, me, wanted).order_by(*order).limit(limit).offset(offset)
    if not wanted.in_talks:
        found = query.where(search.in_questions(wanted.words, t.c.question))
        return _where(found, me, wanted).order_by(*order).limit(limit).offset(offset)
    # Words may stand in thousands of talks: only their ids are put in order, and whole rows are
    # read of one page (a third of the time on SQLite).
    listed = _where(select(t.c.id, t.c.conversation_id, t.c.record_id), me, wanted)
    ids = search.among(connection, wanted.words, listed.order_by(*order), limit, offset)
    return query.where(t.c.id.in_(ids)).order_by(*order)


def _where(query: Select, me: int, wanted: Filter) -> Select:
    t = work_items
    if wanted.tab == "new":
        query = query.where(t.c.owner_id.is_(None), t.c.status.in_(OPEN))
    elif wanted.tab == "mine":
        query = query.where(t.c.owner_id == me, t.c.status.not_in(DONE))
    elif wanted.tab == "waiting":
        waits = select(conversations.c.id).where(
            conversations.c.broker_id == me, conversations.c.waiting_since.is_not(None)
        )
        query = query.where(t.c.conversation_id.in_(waits))
    elif wanted.tab == "promised":
        query = query.where(t.c.promised_on.is_not(None), t.c.status.not_in(DONE))
        if wanted.owner is None:
            query = query.where(t.c.owner_id == me)
    if wanted.needs is not None:
        query = query.where(t.c.need.in_(wanted.needs))
    for name in ("municipality", "sector", "stage", "channel", "status"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(t.c[name] == value)
    if wanted.owner is not None:
        nobody = wanted.owner == NOBODY
        query = query.where(t.c.owner_id.is_(None) if nobody else t.c.owner_id == wanted.owner)
    if wanted.since is not None:
        query = query.where(t.c.created_at >= _begin(wanted.since))
    if wanted.until is not None:
        query = query.where(t.c.created_at < _begin(wanted.until + timedelta(days=1)))
    if wanted.crm is not None:
        query = query.where(_crm(wanted.crm))
    if wanted.certainty is not None:
        low, high = CERTAINTY[wanted.certainty]
        query = query.where(t.c.certainty >= low, t.c.certainty < high)
    if wanted.tag is not None:
        tagged = select(record_tags.c.record_id).where(record_tags.c.tag == wanted.tag)
        query = query.where(t.c.record_id.in_(tagged))
    return query


def _crm(state: str) -> Any:
    delivery = select(deliveries.c.id).where(deliveries.c.record_id == work_items.c.record_id)
    if state == "none":
        return ~delivery.exists()
    return delivery.where(deliveries.c.status == state).exists()


def _begin(day: date) -> datetime:
    # SQLite compares moments as text, and ours are in UTC.
    return datetime.combine(day, time(), HERE).astimezone(ZoneInfo("UTC"))


def names(engine: Engine) -> list[dict[str, Any]]:
    """Accounts whose work it can be: ``id`` and ``name``."""
    b = brokers.c
    query = select(b.id, b.name).where(b.active == 1, b.role != "lezer").order_by(b.name)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def owners(engine: Engine) -> list[dict[str, Any]]:
    """The same with ``role``, ``capacity``, ``absent_from``, ``absent_to``, and how many growth
    questions they have in hand (``load``)."""
    load = (
        select(work_items.c.owner_id, func.count().label("load"))
        .where(work_items.c.owner_id.is_not(None), work_items.c.status.not_in(DONE))
        .group_by(work_items.c.owner_id)
        .subquery()
    )
    b = brokers.c
    columns = (b.id, b.name, b.role, b.capacity, b.absent_from, b.absent_to)
    query = (
        select(*columns, func.coalesce(load.c.load, 0).label("load"))
        .outerjoin(load, load.c.owner_id == b.id)
        .where(b.active == 1, b.role != "lezer")
        .order_by(b.name)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def is_away(row: Any, day: date) -> bool:
    """Whether an account (``absent_from``, ``absent_to``) is away on that day."""
    first, last = row["absent_from"], row["absent_to"]
    return first is not None and first <= day and (last is None or day <= last)


def tags(engine: Engine) -> Sequence[str]:
    """Tags in use, by the alphabet."""
    with reading(engine) as connection:
        query = select(record_tags.c.tag).distinct().order_by(record_tags.c.tag).limit(200)
        return list(connection.execute(query).scalars())
