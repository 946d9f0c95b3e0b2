"""Growth questions in the database: the newest version, every earlier one, and the work item."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Callable, Collection, Mapping

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.growth_question.merge import merged
from bot.store.database import now, reading
from bot.store.tables import growth_question_versions, growth_questions
from bot.store.work_tables import record_texts, work_items

URGENT = ("human_now", "safety_net")
"""Routes of who waits for a person now."""

DETAILS = ("name", "phone", "email")
"""What makes somebody reachable: it stands in `contacts` and in no record."""

IN_HAND = ("confirmed", "handed_over", "in_progress")

OPEN = ("draft", "confirmed")
"""Statuses of what no broker took up yet."""

ENTREPRENEUR = "entrepreneur"
"""Author of the versions that the bot builds."""


class NoSuchRecord(LookupError):
    """There is no growth question with this id."""


class Outdated(RuntimeError):
    """Somebody changed it meanwhile; nothing was stored."""


def put_record(
    connection: Connection, record: Mapping[str, Any], author: str
) -> dict[str, Any] | None:
    """Store a record as the bot builds it, in the caller's transaction; earlier versions are kept.

    What a broker wrote stays as it is (`bot.growth_question.merge`); the stored version counts on
    from the newest one, whoever made that.

    Args:
        record: as in ``growth_question.schema.json``; its ``version`` is the bot's own count.
        author: ``entrepreneur``, or ``broker:<id>``.

    Returns:
        The version that was stored; None where it is one that was stored before (a turn that
        changed nothing in it).
    """
    record = without_details(record)
    row = _locked(connection, record["id"])
    if row is None:
        new = dict(record)
        moment = now()
        connection.execute(
            insert(growth_questions).values(
                id=record["id"],
                conversation_id=record["conversation_id"],
                created_at=moment,
                **_row(new, moment),
            )
        )
        connection.execute(
            insert(work_items).values(
                record_id=record["id"],
                held=[],
                bot_version=record["version"],
                conversation_id=record["conversation_id"],
                created_at=moment,
                **_item(new, moment),
            )
        )
        connection.execute(
            insert(record_texts).values(record_id=record["id"], part="record", body=_words(new))
        )
        _keep_version(connection, new, author, moment)
        return new
    if record["version"] <= row.bot_version:
        return None
    new = merged(row.record, record, row.held)
    _store(connection, new, author, bot_version=record["version"])
    return new


def change(
    connection: Connection,
    record_id: str,
    author: str,
    edit: Callable[[dict[str, Any]], None],
    holds: Collection[str] = (),
    version: int | None = None,
) -> dict[str, Any]:
    """Have a person change a record, in the caller's transaction, as a version of its own.

    Args:
        edit: changes the record it is given.
        holds: parts that are the broker's from now on (`bot.growth_question.merge.HOLDABLE`).
        version: the version that the person saw, where a change since then must not be lost.

    Raises:
        NoSuchRecord, Outdated
    """
    row = _locked(connection, record_id)
    if row is None:
        raise NoSuchRecord(record_id)
    if version is not None and row.record["version"] != version:
        raise Outdated(record_id)
    new: dict[str, Any] = deepcopy(row.record)
    edit(new)
    new["version"] = row.record["version"] + 1
    _store(connection, new, author, held=sorted({*row.held, *holds}))
    return new


def _locked(connection: Connection, record_id: str) -> Any:
    return connection.execute(
        select(growth_questions.c.record, work_items.c.held, work_items.c.bot_version)
        .join(work_items, work_items.c.record_id == growth_questions.c.id)
        .where(growth_questions.c.id == record_id)
        .with_for_update()
    ).first()


def _store(connection: Connection, new: dict[str, Any], author: str, **of_item: Any) -> None:
    moment, of = now(), new["id"]
    connection.execute(
        update(growth_questions).where(growth_questions.c.id == of).values(**_row(new, moment))
    )
    connection.execute(
        update(work_items)
        .where(work_items.c.record_id == of)
        .values(**_item(new, moment), **of_item)
    )
    connection.execute(
        update(record_texts)
        .where(record_texts.c.record_id == of, record_texts.c.part == "record")
        .values(body=_words(new))
    )
    _keep_version(connection, new, author, moment)


def _keep_version(connection: Connection, record: dict[str, Any], author: str, at: Any) -> None:
    connection.execute(
        insert(growth_question_versions).values(
            id=record["id"],
            version=record["version"],
            record=record,
            author=author,
            created_at=at,
        )
    )


def _row(record: dict[str, Any], moment: Any) -> dict[str, Any]:
    fields = record["fields"]
    return {
        "version": record["version"],
        "status": record["status"],
        "record": record,
        "question": record["question"],
        "need": record["needs"][0]["id"],
        "municipality": _value(fields, "municipality"),
        "sector": _value(fields, "sector"),
        "updated_at": moment,
    }


def _item(record: dict[str, Any], moment: Any) -> dict[str, Any]:
    fields = record["fields"]
    waits = {"safety_net": 2, "human_now": 1}.get(record["route"], 0)
    return {
        "question": record["question"],
        "status": record["status"],
        "need": record["needs"][0]["id"],
        "certainty": record["needs"][0]["probability"],
        "municipality": _value(fields, "municipality"),
        "sector": _value(fields, "sector"),
        "stage": _value(fields, "stage"),
        "channel": record["channel"],
        "route": record["route"],
        "urgent": waits if record["status"] in OPEN else 0,
        "proposed_broker": (record.get("broker") or {}).get("id"),
        "updated_at": moment,
    }


def _words(record: Mapping[str, Any]) -> str:
    """What a broker may search for in a record."""
    contact = record.get("contact") or {}
    quotes = [e.get("quote") for need in record["needs"] for e in need["evidence"]]
    values = [field["value"] for field in record["fields"].values()]
    parts = [
        record["id"], record["question"], record["presenting_problem"]["value"],
        *quotes, *values, *contact.values(),
    ]  # fmt: skip
    return "\n".join(str(part) for part in dict.fromkeys(map(str, filter(None, parts))))


def without_details(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record, or the state of a talk, as it may be stored."""
    contact = record.get("contact")
    if not contact:
        return dict(record)
    kept = {name: value for name, value in contact.items() if name not in DETAILS}
    return {**record, "contact": kept}


def find(engine: Engine, record_id: str) -> dict[str, Any] | None:
    """The newest version of one record, or None."""
    with reading(engine) as connection:
        found = connection.execute(
            select(growth_questions.c.record).where(growth_questions.c.id == record_id)
        ).scalar()
    return dict(found) if found is not None else None


def in_hand(engine: Engine) -> dict[str, int]:
    """Broker → growth questions that are theirs and not closed."""
    broker = work_items.c.proposed_broker
    query = (
        select(broker, func.count().label("number"))
        .where(work_items.c.status.in_(IN_HAND), broker.is_not(None))
        .group_by(broker)
    )
    with reading(engine) as connection:
        rows = connection.execute(query)
        return {row.proposed_broker: int(row.number) for row in rows}


def versions(engine: Engine, record_id: str) -> list[dict[str, Any]]:
    """All versions of one record, oldest first."""
    return [row["record"] for row in history(engine, record_id)]


def history(engine: Engine, record_id: str) -> list[dict[str, Any]]:
    """All versions with their ``author`` and when they were made (``created_at``), oldest first."""
    query = (
        select(growth_question_versions)
        .where(growth_question_versions.c.id == record_id)
        .order_by(growth_question_versions.c.version)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def newest(engine: Engine, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Rows to list (without the records themselves): who waits for a person now, and then the
    newest change first. Each row has its ``route`` beside its columns."""
    columns = [c for c in growth_questions.c if c.name != "record"]
    urgent = case((work_items.c.urgent > 0, 0), else_=1)
    with reading(engine) as connection:
        rows = connection.execute(
            select(*columns, work_items.c.route)
            .join(work_items, work_items.c.record_id == growth_questions.c.id)
            .order_by(urgent, growth_questions.c.updated_at.desc())
            .limit(limit)
            .offset(offset)
        )
        return [dict(row) for row in rows.mappings()]


def _value(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name, {}).get("value")
    return None if value is None else str(value)
