"""The outbox: what bot or broker said, stored with the turn, read by the channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from bot.store import now, reading, writing
from bot.store.tables import messages

ADD = insert(messages)


@dataclass(frozen=True)
class Reply:
    """One message to the entrepreneur."""

    text: str
    buttons: tuple[dict[str, str], ...] = ()
    """Each with ``title`` (what is shown) and ``payload`` (what comes back)."""
    custom: dict[str, Any] | None = None
    """What is asked: ``{"asks": ..., "about": ...}`` (see the contract)."""

    def payload(self) -> dict[str, Any] | None:
        """The part of the row that is not text."""
        if not self.buttons and not self.custom:
            return None
        return {"buttons": list(self.buttons), "custom": self.custom or {}}


def put(
    connection: Connection,
    conversation_id: str,
    replies: Sequence[Reply],
    in_reply_to: int | None,
    author: str = "bot",
    kind: str = "text",
) -> None:
    """Store replies in the caller's transaction, in their order."""
    if not replies:
        return
    moment = now()
    connection.execute(
        ADD,
        [
            {
                "conversation_id": conversation_id,
                "direction": "out",
                "author": author,
                "kind": kind,
                "text": reply.text,
                "payload": reply.payload(),
                "status": "ready",
                "in_reply_to": in_reply_to,
                "created_at": moment,
            }
            for reply in replies
        ],
    )


def say(engine: Engine, conversation_id: str, reply: Reply, author: str, kind: str) -> None:
    """Store one message in a transaction of its own."""
    with writing(engine) as connection:
        put(connection, conversation_id, [reply], None, author=author, kind=kind)


def transcript(engine: Engine, conversation_id: str, after: int = 0) -> list[dict[str, Any]]:
    """All messages of a conversation with an id above ``after``, oldest first."""
    query = (
        select(messages)
        .where(messages.c.conversation_id == conversation_id, messages.c.id > after)
        .order_by(messages.c.id)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def title_of_choice(engine: Engine, conversation_id: str, payload: str) -> str | None:
    """What stood on the button with this payload, if it was offered lately in this conversation."""
    query = (
        select(messages.c.payload)
        .where(messages.c.conversation_id == conversation_id, messages.c.direction == "out")
        .order_by(messages.c.id.desc())
        .limit(20)
    )
    with reading(engine) as connection:
        for row in connection.execute(query):
            for button in (row.payload or {}).get("buttons", ()):
                if button["payload"] == payload:
                    return str(button["title"])
    return None
