"""A person takes over a talk, on whichever channel, and gives it back.

Who answers stands in one column (``conversations.owner``). From the moment it says ``broker`` the
router takes nothing to the engine, and a turn that the engine was busy with is not stored
(`bot.engine.tracker_store`). What comes in meanwhile is the person's; when they give the talk back,
what they did not answer is the bot's, after one message of kind ``resume`` that tells it what was
said in between.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.conversations import ratings
from bot.conversations.outbox import Reply, put
from bot.store import audit, now, reading
from bot.store.tables import brokers, conversations, messages
from bot.store.work import Actor

LONGEST = 4000
"""Characters of one message of a broker."""

MOST_SAID = 6000
"""Characters of what was said in between that the bot gets to read."""


class NoSuchTalk(LookupError):
    """There is no such conversation."""


class HasTalk(RuntimeError):
    """Somebody else has taken it over; ``name`` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotTaken(RuntimeError):
    """It is not (any more) with this broker."""


def find(engine: Engine, conversation_id: str) -> dict[str, Any] | None:
    """The talk with the name of the broker who has it (``broker``), or None."""
    query = (
        select(conversations, brokers.c.name.label("broker"))
        .outerjoin(brokers, brokers.c.id == conversations.c.broker_id)
        .where(conversations.c.id == conversation_id)
    )
    with reading(engine) as connection:
        row = connection.execute(query).mappings().first()
    return dict(row) if row is not None else None


def take(connection: Connection, conversation_id: str, actor: Actor, said: str) -> bool:
    """Take a talk over, in the caller's transaction.

    Args:
        said: the first thing that the entrepreneur hears of the person.

    Returns:
        False where the actor had it already (nothing is said again).

    Raises:
        NoSuchTalk
        HasTalk: somebody else has it.
    """
    t = conversations
    changed = connection.execute(
        update(t)
        .where(t.c.id == conversation_id, t.c.owner == "bot")
        .values(owner="broker", broker_id=actor.id, taken_at=now(), updated_at=now())
    )
    if changed.rowcount == 0:
        row = connection.execute(
            select(t.c.broker_id, brokers.c.name)
            .outerjoin(brokers, brokers.c.id == t.c.broker_id)
            .where(t.c.id == conversation_id)
        ).first()
        if row is None:
            raise NoSuchTalk(conversation_id)
        if row.broker_id != actor.id:
            raise HasTalk(row.name)
        return False
    waits = _hand_to_person(connection, conversation_id)
    if waits:
        _waits(connection, conversation_id)
    _say(connection, conversation_id, actor, said)
    audit.note(connection, actor.id, actor.name, "talk.take", conversation_id)
    return True


DraftUse = Literal["as_is", "edited"]
"""What became of a draft of the bot that a person sent."""


def answer(
    connection: Connection,
    conversation_id: str,
    actor: Actor,
    words: str,
    draft: DraftUse | None = None,
) -> None:
    """Say something to the entrepreneur as a person.

    Args:
        draft: the bot had drafted it; that is kept with the message.

    Raises:
        NotTaken: the actor has not (or no longer) taken it over.
    """
    t = conversations
    changed = connection.execute(
        update(t)
        .where(t.c.id == conversation_id, t.c.owner == "broker", t.c.broker_id == actor.id)
        .values(waiting_since=None, updated_at=now())
    )
    if changed.rowcount == 0:
        raise NotTaken(conversation_id)
    _hand_to_person(connection, conversation_id)
    _say(connection, conversation_id, actor, words, draft)
    if draft is not None:
        detail = {"as": draft}
        audit.note(connection, actor.id, actor.name, "talk.draft", conversation_id, detail)


def give_back(
    connection: Connection, conversation_id: str, actor: Actor, said: str, broker_id: int
) -> None:
    """Give a talk back to the bot: it goes on where it was, and knows what was said in between.

    Args:
        said: what the entrepreneur is told, before the bot goes on.
        broker_id: who has it now.

    Raises:
        NotTaken: that broker has it no longer.
    """
    t = conversations
    row = connection.execute(
        select(t.c.taken_at).where(
            t.c.id == conversation_id, t.c.owner == "broker", t.c.broker_id == broker_id
        )
    ).first()
    if row is None:
        raise NotTaken(conversation_id)
    connection.execute(
        update(t)
        .where(t.c.id == conversation_id)
        .values(owner="bot", broker_id=None, taken_at=None, waiting_since=None, updated_at=now())
    )
    _hand_to_person(connection, conversation_id)
    last = connection.execute(
        select(func.max(messages.c.id)).where(
            messages.c.conversation_id == conversation_id, messages.c.author == "broker"
        )
    ).scalar()
    unanswered = (
        (messages.c.conversation_id == conversation_id)
        & (messages.c.direction == "in")
        & (messages.c.id > (last or 0))
        & (messages.c.status == "answered")
        & (messages.c.created_at >= row.taken_at)
    )
    waits = connection.execute(select(messages.c.id).where(unanswered)).first() is not None
    ratings.due(connection, conversation_id, "takeover")
    told = _said_in_between(connection, conversation_id, row.taken_at, last or 0)
    put(connection, conversation_id, [Reply(said)], None, author="system", kind="notice")
    moment = now()
    connection.execute(
        insert(messages).values(
            conversation_id=conversation_id,
            direction="in",
            author="system",
            kind="resume",
            text=told,
            # Where words still wait for an answer, that answer is the way on; else the bot asks on.
            payload={"quiet": waits},
            status="received",
            created_at=moment,
        )
    )
    # They come after the message above: their turn is when the bot knows what was said.
    for old in connection.execute(select(messages).where(unanswered)).mappings().all():
        connection.execute(update(messages).where(messages.c.id == old["id"]).values(
            status="received"))  # fmt: skip
    audit.note(connection, actor.id, actor.name, "talk.give_back", conversation_id)


def pass_on(
    connection: Connection, conversation_id: str, actor: Actor, to: Actor, said: str
) -> None:
    """Give a talk that the actor has to a colleague.

    Raises:
        NotTaken
    """
    t = conversations
    changed = connection.execute(
        update(t)
        .where(t.c.id == conversation_id, t.c.owner == "broker", t.c.broker_id == actor.id)
        .values(broker_id=to.id, updated_at=now())
    )
    if changed.rowcount == 0:
        raise NotTaken(conversation_id)
    _say(connection, conversation_id, to, said)
    audit.note(connection, actor.id, actor.name, "talk.pass_on", conversation_id, {"to": to.id})


def give_back_all(connection: Connection, broker_id: int, actor: Actor, said: str) -> int:
    """Give back every talk that a broker has; how many there were."""
    ids = connection.execute(
        select(conversations.c.id).where(conversations.c.broker_id == broker_id)
    ).scalars().all()  # fmt: skip
    for conversation_id in ids:
        give_back(connection, conversation_id, actor, said, broker_id)
    return len(ids)


@dataclass(frozen=True)
class ToDraft:
    """What the bot is to think of an answer to, while a person has the talk."""

    conversation_id: str
    channel: str
    message_id: int
    kind: str
    """As in ``messages``; ``resume`` where the bot answered the last message before the person
    came: it would go on where it was."""
    text: str
    payload: dict[str, Any] | None
    between: str
    """What was typed to the person before that."""


def to_draft(engine: Engine, conversation_id: str) -> ToDraft | None:
    """What a draft of the bot would answer; None where no person has the talk."""
    t = messages
    of_talk = t.c.conversation_id == conversation_id
    said = of_talk & (t.c.direction == "out") & (t.c.author == "bot")
    with reading(engine) as connection:
        talk = connection.execute(
            select(conversations.c.channel, conversations.c.taken_at).where(
                conversations.c.id == conversation_id, conversations.c.owner == "broker"
            )
        ).first()
        if talk is None:
            return None
        answered = connection.execute(select(func.max(t.c.id)).where(said)).scalar() or 0
        last = connection.execute(
            select(t.c.id, t.c.kind, t.c.text, t.c.payload)
            .where(of_talk, t.c.author == "entrepreneur", t.c.kind.in_(("text", "choice")))
            .order_by(t.c.id.desc())
            .limit(1)
        ).first()
        newest = last.id if last is not None else 0
        fresh = newest > answered
        # What is answered itself was not said in between.
        until = newest - 1 if fresh else newest
        between = _said_in_between(connection, conversation_id, talk.taken_at, until)
    if last is None or not fresh:
        return ToDraft(conversation_id, talk.channel, 0, "resume", "", None, between)
    return ToDraft(
        conversation_id, talk.channel, last.id, last.kind, last.text, last.payload, between
    )


def too_quiet(engine: Engine, seconds: float) -> list[dict[str, Any]]:
    """Talks in which the entrepreneur has waited this long for a person, longest first: ``id``,
    ``broker_id`` and ``waiting_since``."""
    t = conversations
    query = (
        select(t.c.id, t.c.broker_id, t.c.waiting_since)
        .where(t.c.broker_id.is_not(None), t.c.waiting_since <= time.time() - seconds)
        .order_by(t.c.waiting_since)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def came_in(connection: Connection, conversation_id: str) -> bool:
    """Something came in for the person who has the talk: it is theirs, and they are waited for.

    Returns:
        Whether there was anything.
    """
    if not _hand_to_person(connection, conversation_id):
        return False
    _waits(connection, conversation_id)
    return True


def _waits(connection: Connection, conversation_id: str) -> None:
    t = conversations
    connection.execute(
        update(t)
        .where(t.c.id == conversation_id, t.c.owner == "broker", t.c.waiting_since.is_(None))
        .values(waiting_since=time.time())
    )


def _hand_to_person(connection: Connection, conversation_id: str) -> bool:
    """What waits for the bot needs no turn of it any more."""
    t = messages
    changed = connection.execute(
        update(t)
        .where(
            t.c.conversation_id == conversation_id, t.c.status == "received", t.c.kind != "resume"
        )
        .values(status="answered")
    )
    return bool(changed.rowcount)


def _say(
    connection: Connection,
    conversation_id: str,
    actor: Actor,
    words: str,
    draft: DraftUse | None = None,
) -> None:
    note = {"draft": draft} if draft else None
    put(
        connection,
        conversation_id,
        [Reply(words, custom={"name": actor.name}, note=note)],
        None,
        author="broker",
    )


def _said_in_between(connection: Connection, conversation_id: str, since: Any, until: int) -> str:
    """What the entrepreneur typed while a person had the talk, as the bot reads it."""
    t = messages
    rows = connection.execute(
        select(t.c.text)
        .where(
            t.c.conversation_id == conversation_id,
            t.c.direction == "in",
            t.c.kind == "text",
            t.c.created_at >= since,
            t.c.id <= until,
        )
        .order_by(t.c.id)
    ).scalars()
    return "\n".join(rows)[-MOST_SAID:]
