"""What brokers do to growth questions: claim, assign, promise, note, tag, edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Callable, Collection

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store import audit, growth_questions
from bot.store.database import now, reading, writing
from bot.store.growth_questions import NoSuchRecord
from bot.store.tables import brokers
from bot.store.work_tables import record_notes, record_tags, record_texts, work_items


@dataclass(frozen=True)
class Actor:
    """Who does it."""

    id: int
    name: str

    @property
    def author(self) -> str:
        """As author of a version."""
        return f"broker:{self.id}"


class Taken(RuntimeError):
    """Somebody else has it; ``owner`` says who."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


def item(engine: Engine, record_id: str) -> dict[str, Any] | None:
    """The work item of a record with its owner's name (``owner``), or None."""
    with reading(engine) as connection:
        row = connection.execute(_with_owner(record_id)).mappings().first()
    return dict(row) if row is not None else None


def item_in(connection: Connection, record_id: str) -> Any:
    """The same in the caller's transaction, as a row."""
    return connection.execute(_with_owner(record_id)).first()


def claim(connection: Connection, record_id: str, actor: Actor) -> None:
    """Make it the actor's own, in the caller's transaction. Doing it twice is fine.

    Raises:
        NoSuchRecord
        Taken: it is somebody else's.
    """
    changed = connection.execute(
        update(work_items)
        .where(work_items.c.record_id == record_id, work_items.c.owner_id.is_(None))
        .values(owner_id=actor.id, claimed_at=now(), updated_at=now())
    )
    if changed.rowcount == 1:
        audit.note(connection, actor.id, actor.name, "record.claim", record_id)
        return
    row = connection.execute(_with_owner(record_id)).mappings().first()
    if row is None:
        raise NoSuchRecord(record_id)
    if row["owner_id"] != actor.id:
        raise Taken(row["owner"])


def assign(connection: Connection, record_id: str, actor: Actor, owner_id: int | None) -> None:
    """Give it to somebody, or back to the list (None).

    Raises:
        NoSuchRecord
    """
    changed = connection.execute(
        update(work_items)
        .where(work_items.c.record_id == record_id)
        .values(
            owner_id=owner_id,
            claimed_at=now() if owner_id is not None else None,
            updated_at=now(),
        )
    )
    if changed.rowcount == 0:
        raise NoSuchRecord(record_id)
    audit.note(connection, actor.id, actor.name, "record.assign", record_id, {"owner": owner_id})


def give_back_all(connection: Connection, broker_id: int, actor: Actor) -> int:
    """Everything that this account has in hand goes back to the list; how many there were."""
    theirs = work_items.c.owner_id == broker_id
    ids = connection.execute(select(work_items.c.record_id).where(theirs)).scalars().all()
    connection.execute(
        update(work_items).where(theirs).values(owner_id=None, claimed_at=None, updated_at=now())
    )
    for record_id in ids:
        audit.note(connection, actor.id, actor.name, "record.assign", record_id, {"owner": None})
    return len(ids)


def promise(
    connection: Connection, record_id: str, actor: Actor, on: date | None, what: str
) -> None:
    """Write down what was promised and for when; None: it was kept, or taken back."""
    connection.execute(
        update(work_items)
        .where(work_items.c.record_id == record_id)
        .values(promised_on=on, promised=what[:200] if on else None, updated_at=now())
    )
    detail = {"on": on.isoformat() if on else None}
    audit.note(connection, actor.id, actor.name, "record.promise", record_id, detail)


def edit(
    connection: Connection,
    record_id: str,
    actor: Actor,
    what: str,
    change: Callable[[dict[str, Any]], None],
    holds: Collection[str] = (),
    version: int | None = None,
) -> dict[str, Any]:
    """A new version by a broker, with a note in the audit log of what was changed.

    Args:
        what: name of the field or part.

    Raises:
        NoSuchRecord, Outdated: see `growth_questions.change`.
    """
    stored = growth_questions.change(connection, record_id, actor.author, change, holds, version)
    detail = {"what": what, "version": stored["version"]}
    audit.note(connection, actor.id, actor.name, "record.edit", record_id, detail)
    return stored


def add_note(connection: Connection, record_id: str, actor: Actor, words: str) -> None:
    """Add a note for colleagues; the entrepreneur does not see it."""
    connection.execute(
        insert(record_notes).values(
            record_id=record_id, broker_id=actor.id, text=words, created_at=now()
        )
    )
    _search_notes(connection, record_id)
    audit.note(connection, actor.id, actor.name, "record.note", record_id)


def set_tags(connection: Connection, record_id: str, actor: Actor, tags: Collection[str]) -> None:
    """These tags and no others."""
    connection.execute(delete(record_tags).where(record_tags.c.record_id == record_id))
    for tag in sorted(set(tags)):
        connection.execute(insert(record_tags).values(record_id=record_id, tag=tag))
    _search_notes(connection, record_id)
    audit.note(connection, actor.id, actor.name, "record.tags", record_id, {"tags": sorted(tags)})


def notes(engine: Engine, record_id: str) -> list[dict[str, Any]]:
    """Notes of a record with the ``name`` of who wrote each, oldest first."""
    query = (
        select(record_notes, brokers.c.name)
        .join(brokers, brokers.c.id == record_notes.c.broker_id)
        .where(record_notes.c.record_id == record_id)
        .order_by(record_notes.c.id)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def tags(engine: Engine, record_id: str) -> list[str]:
    """Tags of a record, by the alphabet."""
    query = (
        select(record_tags.c.tag)
        .where(record_tags.c.record_id == record_id)
        .order_by(record_tags.c.tag)
    )
    with reading(engine) as connection:
        return list(connection.execute(query).scalars())


def names(engine: Engine) -> dict[int, str]:
    """Account → name, of all there ever were."""
    with reading(engine) as connection:
        return {r.id: r.name for r in connection.execute(select(brokers.c.id, brokers.c.name))}


def as_actor(engine: Engine, broker_id: int) -> Actor | None:
    """The account as somebody who acts; None if there is none."""
    name = names(engine).get(broker_id)
    return Actor(broker_id, name) if name is not None else None


def do(engine: Engine, work: Callable[[Connection], Any]) -> Any:
    """Do it in a transaction of its own."""
    with writing(engine) as connection:
        return work(connection)


def _with_owner(record_id: str) -> Any:
    return (
        select(work_items, brokers.c.name.label("owner"))
        .outerjoin(brokers, brokers.c.id == work_items.c.owner_id)
        .where(work_items.c.record_id == record_id)
    )


def _search_notes(connection: Connection, record_id: str) -> None:
    """What stands in notes and tags, for the search."""
    found = connection.execute(
        select(record_notes.c.text).where(record_notes.c.record_id == record_id)
    ).scalars()
    tagged = connection.execute(
        select(record_tags.c.tag).where(record_tags.c.record_id == record_id)
    ).scalars()
    body = "\n".join([*found, *tagged])
    this = (record_texts.c.record_id == record_id) & (record_texts.c.part == "notes")
    if connection.execute(update(record_texts).where(this).values(body=body)).rowcount == 0:
        connection.execute(
            insert(record_texts).values(record_id=record_id, part="notes", body=body)
        )
