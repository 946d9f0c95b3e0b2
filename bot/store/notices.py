"""The emergency notice: one text that everybody hears for a while, on every channel."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.engine import Connection, Engine

from bot.store import audit
from bot.store.database import now, reading
from bot.store.tables import brokers
from bot.store.work import Actor
from bot.store.work_tables import notices

LONGEST = 300
"""Characters: it goes before every answer, and is read out whole."""

# Written out once: every message that a platform brings asks for it.
ACTIVE = (
    select(notices.c.id, notices.c.text, notices.c.ends_at)
    .where(notices.c.ended_at.is_(None), notices.c.ends_at > bindparam("at"))
    .order_by(notices.c.id.desc())
    .limit(1)
)
TOLD = text(
    "insert into notices_told (notice_id, conversation_id) values (:notice_id, :conversation_id) "
    "on conflict do nothing"
)


def active_in(connection: Connection) -> Any:
    """The notice that counts now as a row with ``id``, ``text`` and ``ends_at``, or None."""
    return connection.execute(ACTIVE, {"at": time.time()}).first()


def active(engine: Engine) -> Any:
    """The same in a transaction of its own."""
    with reading(engine) as connection:
        return active_in(connection)


def first_time(connection: Connection, notice_id: int, conversation_id: str) -> bool:
    """Write down that it is said in this talk; False where it was said before."""
    told = {"notice_id": notice_id, "conversation_id": conversation_id}
    return bool(connection.execute(TOLD, told).rowcount)


def begin(connection: Connection, actor: Actor, words: str, ends_at: float) -> None:
    """Put a notice on all channels; it takes the place of the one that was there.

    Args:
        ends_at: when it ends by itself, in seconds since the epoch.
    """
    _end(connection, actor)
    added = connection.execute(
        insert(notices).values(text=words, broker_id=actor.id, created_at=now(), ends_at=ends_at)
    )
    number = str(added.inserted_primary_key[0])
    detail = {"text": words, "until": round(ends_at)}
    audit.note(connection, actor.id, actor.name, "notice.begin", number, detail)


def end(connection: Connection, actor: Actor) -> bool:
    """End it by hand. False: there was none (any more)."""
    ended = _end(connection, actor)
    for number in ended:
        audit.note(connection, actor.id, actor.name, "notice.end", str(number))
    return bool(ended)


def newest(engine: Engine, limit: int = 20) -> list[dict[str, Any]]:
    """Notices with the ``name`` of who made each, the newest first."""
    query = (
        select(notices, brokers.c.name)
        .join(brokers, brokers.c.id == notices.c.broker_id)
        .order_by(notices.c.id.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _end(connection: Connection, actor: Actor) -> list[int]:
    open_ones = notices.c.ended_at.is_(None) & (notices.c.ends_at > time.time())
    ids = list(connection.execute(select(notices.c.id).where(open_ones)).scalars())
    connection.execute(
        update(notices)
        .where(notices.c.id.in_(ids), notices.c.ended_at.is_(None))
        .values(ended_at=now(), ended_by=actor.id)
    )
    return ids
