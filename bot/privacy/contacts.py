"""Names, telephone numbers and mail addresses: one table, sealed."""

from __future__ import annotations

import json
from typing import Any, Mapping

from cryptography.fernet import Fernet
from sqlalchemy import Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.privacy.covering import Cover
from bot.store import now, reading, writing
from bot.store.growth_questions import DETAILS
from bot.store.sealed import ring
from bot.store.tables import (
    contacts,
    erasures,
    growth_question_versions,
    growth_questions,
    messages,
    tracker_events,
)

Details = Mapping[str, str]
"""``name``, ``phone`` and ``email``, those that were left."""

FIND = select(contacts.c.details).where(contacts.c.id == bindparam("of"))


def details_of(contact: Details | None) -> dict[str, str]:
    """What of a contact goes into the table; how somebody likes to be reached does not."""
    return {name: contact[name] for name in DETAILS if contact and contact.get(name)}


def put(connection: Connection, key: str, conversation_id: str, details: Details) -> None:
    """Keep how to reach somebody; without details, forget it.

    Args:
        key: reference of the record, or id of the conversation while there is none.
    """
    connection.execute(delete(contacts).where(contacts.c.id == key))
    if details:
        connection.execute(
            insert(contacts).values(
                id=key, conversation_id=conversation_id, details=dict(details), updated_at=now()
            )
        )


def find(connection: Connection, key: str) -> dict[str, str]:
    """How to reach somebody; empty where that is not known.

    Raises:
        KeyProblem: they were sealed with another key.
    """
    found = connection.execute(FIND, {"of": key}).scalar()
    return dict(found) if found else {}


def filled_in(store: Engine, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as its readers see it: with the details of who may be reached.

    Args:
        record: as it is stored, without them.
    """
    if record.get("contact") is None:
        return dict(record)
    with reading(store) as connection:
        details = find(connection, record["id"])
    return {**record, "contact": {**details, **record["contact"]}}


def cover_earlier(connection: Connection, conversation_id: str, cover: Cover) -> int:
    """Cover in what was stored of a talk before it was known; how many rows changed."""
    changed = 0
    for table, mine in _tables_of(conversation_id):
        keys = list(table.primary_key.columns)
        texts = [c for c in table.columns if c.name in COVERED]
        for row in connection.execute(select(*keys, *texts).where(mine)).mappings().all():
            kept = {c.name: row[c.name] for c in texts}
            covered = {name: _covered(name, value, cover) for name, value in kept.items()}
            if covered != kept:
                this = and_(*(key == row[key.name] for key in keys))
                connection.execute(update(table).where(this).values(**covered))
                changed += 1
    return changed


COVERED = ("text", "payload", "events", "record", "question")
"""Columns that hold what was said."""


def _tables_of(conversation_id: str) -> list[tuple[Table, Any]]:
    records = select(growth_questions.c.id).where(
        growth_questions.c.conversation_id == conversation_id
    )
    return [
        *((t, t.c.conversation_id == conversation_id) for t in (messages, tracker_events)),
        (growth_questions, growth_questions.c.conversation_id == conversation_id),
        (growth_question_versions, growth_question_versions.c.id.in_(records)),
    ]


def _covered(name: str, value: Any, cover: Cover) -> Any:
    if name == "events":
        return json.dumps(cover.inside(json.loads(value)), ensure_ascii=False)
    return cover.inside(value, "text")


def cover_message(connection: Connection, message_id: int, cover: Cover) -> None:
    """Cover in the message that was answered: what was typed, and what stood on a chosen option."""
    row = connection.execute(
        select(messages.c.text, messages.c.payload).where(messages.c.id == message_id)
    ).one()
    covered = {"text": cover.text(row.text), "payload": cover.inside(row.payload)}
    if covered != {"text": row.text, "payload": row.payload}:
        connection.execute(update(messages).where(messages.c.id == message_id).values(**covered))


def reseal(connection: Connection) -> int:
    """Seal all of it with the current key; how many rows there are."""
    number = 0
    for table, column in ((contacts, contacts.c.details), (erasures, erasures.c.sought)):
        rows = connection.execute(
            select(table.c.id, column.label("kept")).where(column.is_not(None))
        ).all()
        for row in rows:
            connection.execute(
                update(table).where(table.c.id == row.id).values({column.name: row.kept})
            )
        number += len(rows)
    return number


def rotate(store: Engine) -> int:
    """Seal all of it with a new key; with the first one of ``BOT_DATA_KEYS`` where that is set.

    Whoever works meanwhile goes on: the old keys are dropped only when nothing needs them.

    Returns:
        How many rows were sealed anew.

    Raises:
        KeyProblem: a row cannot be read; what is stored did not change then.
    """
    keys = ring()
    if keys.from_file:
        keys.put([Fernet.generate_key().decode(), *keys.keys()])
    with writing(store) as connection:
        number = reseal(connection)
    if keys.from_file:
        keys.put(keys.keys()[:1])
    return number
