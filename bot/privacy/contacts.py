"""Names, telephone numbers and mail addresses: one table, sealed."""

from __future__ import annotations

import json
import time
from typing import Any, Mapping

from cryptography.fernet import Fernet
from sqlalchemy import (
    Table,
    Text,
    and_,
    bindparam,
    delete,
    insert,
    literal,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.engine import Connection, Engine

from bot.privacy.covering import Cover
from bot.store import now, reading, writing
from bot.store.growth_questions import DETAILS
from bot.store.sealed import KeyProblem, ring
from bot.store.tables import (
    brokers,
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


SEALED: tuple[tuple[Table, Any], ...] = (
    (contacts, contacts.c.details),
    (erasures, erasures.c.sought),
    (brokers, brokers.c.totp_secret),
)
"""Every column that is sealed with the keys that can be changed."""

PAUSE_S = 0.3
"""Between two passes of a change of key: for a text that somebody sealed just before the new key
was there and that is on its way to the database."""

MOST_PASSES = 20


def reseal(connection: Connection) -> int:
    """Seal with the current key what is not; how many rows that were.

    On PostgreSQL whoever writes these tables is waited for first, and others wait meanwhile: what
    they sealed with an older key would not be seen.
    """
    number, keys = 0, ring()
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table, _ in SEALED)
        connection.execute(text(f"lock table {names} in share row exclusive mode"))
    for table, column in SEALED:
        rows = connection.execute(
            select(table.c.id, type_coerce(column, Text).label("kept")).where(column.is_not(None))
        ).all()
        for row in rows:
            if keys.is_current(row.kept):
                continue
            again = type_coerce(literal(keys.seal(keys.open(row.kept))), Text)
            connection.execute(
                update(table).where(table.c.id == row.id).values({column.name: again})
            )
            number += 1
    return number


def rotate(store: Engine) -> int:
    """Seal all of it with a new key; with the first one of ``BOT_DATA_KEYS`` where that is set.

    Whoever works meanwhile goes on. The old keys are dropped only after a look at everything, a
    moment later, found nothing that needs them.

    Returns:
        How many rows were sealed anew.

    Raises:
        KeyProblem: a row cannot be read, or others keep on writing with an older key; no key is
            dropped then, and all that is stored can be read.
    """
    keys = ring()
    if keys.from_file:
        keys.put([Fernet.generate_key().decode(), *keys.keys()])
    number = 0
    for turn in range(MOST_PASSES):
        with writing(store) as connection:
            changed = reseal(connection)
        number += changed
        if turn and not changed:
            break
        time.sleep(PAUSE_S)
    else:
        raise KeyProblem(
            "er wordt nog met een oude sleutel versleuteld: herstart wat nog met de vorige "
            "BOT_DATA_KEYS werkt, en probeer het opnieuw"
        )
    if keys.from_file:
        keys.put(keys.keys()[:1])
    return number
