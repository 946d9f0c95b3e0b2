"""The inbox: a message is stored before it is acknowledged, once per id of the platform."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.conversations import outbox
from bot.store import now, reading, writing
from bot.store.tables import conversations, messages, visitor_keys

Channel = Literal["website", "whatsapp", "telegram", "cli", "rest"]
Kind = Literal["open", "text", "choice"]


class UnknownConversation(LookupError):
    """There is no such conversation, or the key does not fit it."""


@dataclass(frozen=True)
class Received:
    """What became of a message that came in."""

    message_id: int
    duplicate: bool
    """The platform sent this one before; it is answered once."""


@dataclass(frozen=True)
class NewConversation:
    """A conversation that was just begun."""

    id: str
    key: str
    """Secret of the visitor's device; only its hash is stored."""


def begin(engine: Engine, channel: Channel) -> NewConversation:
    """Begin a conversation, with an ``open`` message that makes the assistant say hello."""
    conversation_id, key = new_id(), secrets.token_urlsafe(24)
    with writing(engine) as connection:
        ensure_conversation(connection, conversation_id, channel, key)
        connection.execute(
            insert(messages).values(_incoming(conversation_id, "open", "", "open", None))
        )
    return NewConversation(conversation_id, key)


def new_id() -> str:
    """An id for a conversation, not to be guessed."""
    return secrets.token_hex(12)


def ensure_conversation(
    connection: Connection, conversation_id: str, channel: str, key: str | None = None
) -> None:
    """Store the conversation's row if there is none yet."""
    found = connection.execute(
        select(conversations.c.id).where(conversations.c.id == conversation_id)
    ).first()
    if found is None:
        moment = now()
        connection.execute(
            insert(conversations).values(
                id=conversation_id,
                channel=channel,
                key_hash=hash_key(key) if key else None,
                created_at=moment,
                updated_at=moment,
            )
        )


def hash_key(key: str) -> str:
    """SHA-256 of a visitor's key (long and random, so it needs no salt)."""
    return hashlib.sha256(key.encode()).hexdigest()


def authorise(engine: Engine, conversation_id: str, key: str) -> None:
    """Check that ``key`` opens the conversation.

    Raises:
        UnknownConversation: no such conversation or another key; the two look the same from
            outside, so that nobody can find out which conversations exist.
    """
    with reading(engine) as connection:
        stored = connection.execute(
            select(conversations.c.key_hash).where(conversations.c.id == conversation_id)
        ).scalar()
        given = hash_key(key)
        if stored and secrets.compare_digest(stored, given):
            return
        # A device that came in with a code has a key of its own.
        theirs = visitor_keys.c.conversation_id == conversation_id
        found = connection.execute(
            select(visitor_keys.c.key_hash).where(visitor_keys.c.key_hash == given, theirs)
        ).first()
    if found is None:
        raise UnknownConversation(conversation_id)


def receive(
    engine: Engine,
    conversation_id: str,
    kind: Kind,
    text: str,
    external_id: str,
    payload: dict[str, Any] | None = None,
    channel: Channel | None = None,
) -> Received:
    """Store a message of the entrepreneur; when this returns, it is on disk.

    Args:
        text: what was typed, or the payload of the option that was chosen.
        external_id: the platform's (or the browser's) own id of this message.
        payload: for a choice, its ``title`` as the entrepreneur saw it.
        channel: where it came from, for a conversation that can go on in several places.

    Raises:
        UnknownConversation: there is none with this id.
        StoreUnavailable: it could not be stored; the sender must try again.
    """
    try:
        with writing(engine) as connection:
            touched = connection.execute(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(updated_at=now())
            )
            if touched.rowcount == 0:
                raise UnknownConversation(conversation_id)
            if channel == "website":
                answer_on_website(connection, conversation_id)
            stored = connection.execute(
                insert(messages).values(
                    _incoming(conversation_id, kind, text, external_id, payload)
                )
            )
            return Received(int(stored.inserted_primary_key[0]), duplicate=False)
    except IntegrityError:
        with reading(engine) as connection:
            earlier = connection.execute(
                select(messages.c.id).where(
                    messages.c.conversation_id == conversation_id,
                    messages.c.external_id == external_id,
                )
            ).scalar()
        if earlier is None:
            raise
        return Received(int(earlier), duplicate=True)


def answer_on_website(connection: Connection, conversation_id: str) -> None:
    """From now on the answers are read on the website, those still to be sent as well."""
    of_conversation = conversations.c.id == conversation_id
    changed = connection.execute(
        update(conversations)
        .where(of_conversation, conversations.c.channel.in_(outbox.OUTSIDE))
        .values(channel="website")
    )
    if changed.rowcount:
        connection.execute(
            update(messages)
            .where(
                messages.c.conversation_id == conversation_id,
                messages.c.status.in_(("queued", "held")),
            )
            .values(status="ready")
        )


class TakenChoice(NamedTuple):
    """An option that the bot need not answer."""

    conversation_id: str
    found: re.Match[str]
    """Its payload."""


def take_choice(
    connection: Connection, message_id: int, payload: re.Pattern[str]
) -> TakenChoice | None:
    """Take a message, in the caller's transaction, where it is an option with such a payload; None
    where it is not, or was taken before."""
    t = messages.c
    row = connection.execute(
        select(t.conversation_id, t.text).where(
            t.id == message_id, t.kind == "choice", t.status == "received"
        )
    ).first()
    found = payload.fullmatch(row.text) if row is not None else None
    if row is None or found is None:
        return None
    connection.execute(update(messages).where(t.id == message_id).values(status="answered"))
    return TakenChoice(row.conversation_id, found)


FIRST = 2_000_000_000
"""Taken off the id of a message that goes before all others of its conversation."""


class Waiting(NamedTuple):
    """A message whose turn it is."""

    conversation_id: str
    message_id: int
    owner: str
    """Who has the talk: ``bot`` or ``broker``."""
    choice: str | None
    """Payload of the option that was chosen, where one was."""


def waiting_conversations(engine: Engine, at: float, limit: int = 200) -> list[Waiting]:
    """The oldest unanswered message of each conversation, if its time has come. That a person gave
    the talk back (``resume``) goes before what they left unanswered.

    Args:
        at: the moment, in seconds since the epoch; messages that failed wait for theirs.

    Returns:
        Longest waiting first.
    """
    rank = case((messages.c.kind == "resume", messages.c.id - FIRST), else_=messages.c.id)
    oldest = (
        select(func.min(rank).label("rank"))
        .where(messages.c.status == "received")
        .group_by(messages.c.conversation_id)
        .subquery()
    )
    of_rank = case((oldest.c.rank < 0, oldest.c.rank + FIRST), else_=oldest.c.rank)
    choice = case((messages.c.kind == "choice", messages.c.text))
    query = (
        select(messages.c.conversation_id, messages.c.id, conversations.c.owner, choice)
        .join(oldest, messages.c.id == of_rank)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(messages.c.next_attempt_at <= at)
        .order_by(messages.c.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [Waiting(*row) for row in connection.execute(query)]


def _incoming(
    conversation_id: str,
    kind: str,
    text: str,
    external_id: str,
    payload: dict[str, Any] | None,
) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "direction": "in",
        "author": "entrepreneur",
        "kind": kind,
        "text": text,
        "payload": payload,
        "external_id": external_id,
        "status": "received",
        "created_at": now(),
    }
