"""Growth questions in the database: the newest version, and every earlier one."""

from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store.database import now, reading
from bot.store.tables import growth_question_versions, growth_questions

URGENT = ("human_now", "safety_net")
"""Routes of who waits for a person now."""

DETAILS = ("name", "phone", "email")
"""What makes somebody reachable: it stands in `contacts` and in no record."""

IN_HAND = ("confirmed", "handed_over", "in_progress")

OPEN = ("draft", "confirmed")
"""Statuses of what no broker took up yet."""


def put_record(connection: Connection, record: Mapping[str, Any], author: str) -> None:
    """Store a record in the caller's transaction; its versions before it are kept.

    Args:
        record: as in ``growth_question.schema.json``.
        author: ``entrepreneur``, or ``broker:<id>``.
    """
    record = without_details(record)
    moment = now()
    fields = record["fields"]
    row = {
        "version": record["version"],
        "status": record["status"],
        "record": dict(record),
        "question": record["question"],
        "need": record["needs"][0]["id"],
        "municipality": _value(fields, "municipality"),
        "sector": _value(fields, "sector"),
        "updated_at": moment,
    }
    stored = connection.execute(
        select(growth_questions.c.version).where(growth_questions.c.id == record["id"])
    ).scalar()
    if stored is None:
        connection.execute(
            insert(growth_questions).values(
                id=record["id"],
                conversation_id=record["conversation_id"],
                created_at=moment,
                **row,
            )
        )
    elif record["version"] <= stored:
        # The same version again (a turn that changed nothing in it).
        return
    else:
        connection.execute(
            update(growth_questions).where(growth_questions.c.id == record["id"]).values(**row)
        )
    connection.execute(
        insert(growth_question_versions).values(
            id=record["id"],
            version=record["version"],
            record=dict(record),
            author=author,
            created_at=moment,
        )
    )


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
    broker = growth_questions.c.record["broker"]["id"].as_string()
    query = (
        select(broker.label("broker"), func.count().label("number"))
        .where(growth_questions.c.status.in_(IN_HAND))
        .group_by(broker)
    )
    with reading(engine) as connection:
        rows = connection.execute(query)
        return {row.broker: int(row.number) for row in rows if row.broker is not None}


def versions(engine: Engine, record_id: str) -> list[dict[str, Any]]:
    """All versions of one record, oldest first."""
    query = (
        select(growth_question_versions.c.record)
        .where(growth_question_versions.c.id == record_id)
        .order_by(growth_question_versions.c.version)
    )
    with reading(engine) as connection:
        return [dict(row.record) for row in connection.execute(query)]


def newest(engine: Engine, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Rows to list (without the records themselves): who waits for a person now, and then the
    newest change first. Each row has its ``route`` beside its columns."""
    columns = [c for c in growth_questions.c if c.name != "record"]
    route = growth_questions.c.record["route"].as_string()
    waits = route.in_(URGENT) & growth_questions.c.status.in_(OPEN)
    with reading(engine) as connection:
        rows = connection.execute(
            select(*columns, route.label("route"))
            .order_by(case((waits, 0), else_=1), growth_questions.c.updated_at.desc())
            .limit(limit)
            .offset(offset)
        )
        return [dict(row) for row in rows.mappings()]


def _value(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name, {}).get("value")
    return None if value is None else str(value)
