"""The outbox: what bot or broker said, stored with the turn, read by the channels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Sequence

from sqlalchemy import bindparam, case, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store import now, reading, writing
from bot.store.tables import conversations, messages

OUTSIDE = ("telegram", "whatsapp")
"""Channels to which messages must be brought; the others come and read."""

UNSEEN = ("open", "resume")
"""Kinds of messages that are for the engine alone: nobody said them."""

ADD = insert(messages).values(
    # Spelt out: a list cannot stand in a statement for many rows.
    status=select(case(*((conversations.c.channel == c, "queued") for c in OUTSIDE), else_="ready"))
    .where(conversations.c.id == bindparam("of"))
    .scalar_subquery()
)

RELEASE = (
    update(messages)
    .where(messages.c.conversation_id == bindparam("held_in"), messages.c.status == "held")
    .values(status="queued", next_attempt_at=0.0, attempts=0, problem=None)
)

SHOWN_AS_NUMBERS = 11
"""Options from which a channel without enough buttons shows them with numbers."""


@dataclass(frozen=True)
class Reply:
    """One message to the entrepreneur."""

    text: str
    buttons: tuple[dict[str, str], ...] = ()
    """Each with ``title`` (what is shown) and ``payload`` (what comes back)."""
    custom: dict[str, Any] | None = None
    """What is asked: ``{"asks": ..., "about": ...}`` (see the contract)."""

    note: dict[str, Any] | None = None
    """What is kept with it for the console; no channel shows it."""

    def payload(self) -> dict[str, Any] | None:
        """The part of the row that is not text."""
        if not self.buttons and not self.custom and not self.note:
            return None
        noted = {"note": self.note} if self.note else {}
        return {"buttons": list(self.buttons), "custom": self.custom or {}, **noted}


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
                "of": conversation_id,
                "in_reply_to": in_reply_to,
                "created_at": moment,
            }
            for reply in replies
        ],
    )


def is_silent(connection: Connection, conversation_id: str) -> bool:
    """Whether nothing was said to the entrepreneur yet."""
    said = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id, messages.c.direction == "out"
    )
    return connection.execute(said.limit(1)).first() is None


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


def key(message_id: int, option: int) -> str:
    """What a platform carries for an option of a message: short, and without any meaning."""
    return f"m{message_id}.{option}"


def option_with_key(
    connection: Connection, conversation_id: str, of_key: str
) -> dict[str, str] | None:
    """The option (``title``, ``payload``) with this key, if this conversation was offered it."""
    found = re.fullmatch(r"m(\d{1,18})\.(\d{1,3})", of_key)
    if found is None:
        return None
    payload = connection.execute(
        select(messages.c.payload).where(
            messages.c.id == int(found[1]),
            messages.c.conversation_id == conversation_id,
            messages.c.direction == "out",
        )
    ).scalar()
    buttons: list[dict[str, str]] = (payload or {}).get("buttons") or []
    number = int(found[2])
    return buttons[number] if number < len(buttons) else None


def is_open(connection: Connection, conversation_id: str, option: dict[str, str]) -> bool:
    """Whether the last question of this conversation still offers this option."""
    rows = connection.execute(
        select(messages.c.payload)
        .where(messages.c.conversation_id == conversation_id, messages.c.direction == "out")
        .order_by(messages.c.id.desc())
        .limit(20)
    )
    for row in rows:
        payload = row.payload or {}
        if payload.get("buttons"):
            return any(button["payload"] == option["payload"] for button in payload["buttons"])
        if (payload.get("custom") or {}).get("asks"):
            return False
    return False


def typed_option(connection: Connection, conversation_id: str, text: str) -> dict[str, str] | None:
    """The option that somebody chose by its letter, or by its number where numbers were shown.

    A number is an option only where there were too many for buttons: under "met hoeveel mensen
    werk je?" it is a number.
    """
    found = re.fullmatch(r"\s*(?:([A-Za-z])|(\d{1,2}))\s*[.)]?\s*", text)
    if found is None:
        return None
    last = connection.execute(
        select(messages.c.payload)
        .where(messages.c.conversation_id == conversation_id, messages.c.direction == "out")
        .order_by(messages.c.id.desc())
        .limit(1)
    ).scalar()
    buttons: list[dict[str, str]] = (last or {}).get("buttons") or []
    if found[2] and len(buttons) < SHOWN_AS_NUMBERS:
        return None
    number = int(found[2]) - 1 if found[2] else ord(found[1].upper()) - ord("A")
    return buttons[number] if 0 <= number < len(buttons) else None


def release_held(connection: Connection, conversation_id: str) -> None:
    """Send what was held back until the entrepreneur wrote again."""
    connection.execute(RELEASE, {"held_in": conversation_id})
