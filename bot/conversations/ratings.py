"""What people thought of it: asked once in a talk, with one tap, and never of who is in trouble.

It stands beside the dialogue: the question is put when a talk has been quiet for a while and the
bot waits for nothing, and the taps are taken here, whoever has the talk. Words that somebody wants
to add are taken only after they said so, and only where they hold nothing that is for the bot (a
cry for help, "wis alles").
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from datetime import timezone
from typing import Any, Literal, Mapping

from sqlalchemy import DateTime, bindparam, insert, select, text, update
from sqlalchemy.engine import Connection, Engine

from bot.conversations.outbox import Reply, put
from bot.privacy import contacts, masking
from bot.store import now, reading, writing
from bot.store.tables import conversations, messages, trackers
from bot.store.work_tables import ratings, work_items

Cause = Literal["question", "takeover"]

QUIET_S: Mapping[str, float] = {"question": 60.0, "takeover": 300.0}
"""Seconds without a word after which it is asked: after a person gave the talk back the bot's own
question goes first."""

OVER_S = 12 * 3600.0
"""Seconds after which it is not asked any more: they have left, and WhatsApp's day is half over."""

WORDS_S = 3600.0
"""Seconds within which words may be added."""

LONGEST = 2000
SCORES = {"good": 3, "ok": 2, "bad": 1}
CHANNELS = ("website", "whatsapp", "telegram")
ANSWER = re.compile(r'/rate_talk\{"choice":\s*"(good|ok|bad|say|no)"\}')

FOR_THE_BOT = frozenset({
    "crisis_personal", "crisis_business", "ask_human", "erase_data", "ask_own_data", "ask_privacy",
    "stop", "restart",
})  # fmt: skip
"""Intents of words that are no remark about the talk."""

UNSURE = 0.2
"""Confidence from which words count as such: a cry for help must not end up as a remark."""

DUE = text(
    "insert into ratings (conversation_id, record_id, cause, state, due_at, created_at) "
    "values (:conversation_id, :record_id, :cause, 'due', :due_at, :created_at) "
    "on conflict do nothing"
).bindparams(bindparam("created_at", type_=DateTime(timezone=True)))


@dataclass(frozen=True)
class Words:
    """What is said about it."""

    asks: str
    good: str
    ok: str
    bad: str
    more: str
    say: str
    no: str
    type: str
    thanks: str
    over: str


def due(
    connection: Connection, conversation_id: str, cause: Cause, record_id: str | None = None
) -> None:
    """There is something to ask about, in the caller's transaction. Once for each talk."""
    connection.execute(
        DUE,
        {
            "conversation_id": conversation_id,
            "record_id": record_id,
            "cause": cause,
            "due_at": time.time() + QUIET_S[cause],
            "created_at": now(),
        },
    )


def ask_due(engine: Engine, words: Words, limit: int = 100) -> list[str]:
    """Ask where it is time; ids of the talks in which it was asked."""
    t = ratings.c
    query = select(t.conversation_id).where(t.state == "due", t.due_at <= time.time())
    with reading(engine) as connection:
        ids = list(connection.execute(query.order_by(t.due_at).limit(limit)).scalars())
    asked = []
    for conversation_id in ids:
        with writing(engine) as connection:
            if _ask(connection, conversation_id, words):
                asked.append(conversation_id)
    return asked


def _ask(connection: Connection, conversation_id: str, words: Words) -> bool:
    t, at = ratings.c, time.time()
    this = (t.conversation_id == conversation_id) & (t.state == "due")
    row = connection.execute(
        select(t.cause, t.created_at, conversations.c.owner, conversations.c.channel)
        .join(conversations, conversations.c.id == t.conversation_id)
        .where(this)
    ).first()
    if row is None:
        return False
    intake = _intake(connection, conversation_id)
    over = at - _seconds(row.created_at) > OVER_S
    if over or row.channel not in CHANNELS or _in_trouble(connection, conversation_id, intake):
        connection.execute(update(ratings).where(this).values(state="done"))
        return False
    wait = max(0.0, _last_in(connection, conversation_id) + QUIET_S[row.cause] - at)
    waits_for_answer = bool(intake.get("pending")) and row.cause == "question"
    if row.owner != "bot" or waits_for_answer:
        wait = max(wait, QUIET_S["question"])
    if wait > 0:
        connection.execute(update(ratings).where(this).values(due_at=at + wait))
        return False
    if not connection.execute(update(ratings).where(this).values(state="asked")).rowcount:
        return False
    _say(connection, conversation_id, words.asks, ("good", "ok", "bad"), words)
    return True


class Taps:
    """Takes the taps out of what people choose (`bot.conversations.router.Decides`)."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def may_take(self, choice: str) -> bool:
        """Whether the payload of an option is such a tap."""
        return ANSWER.fullmatch(choice) is not None

    def take(self, connection: Connection, message_id: int) -> bool:
        """Take it, in the caller's transaction. False if it was taken before."""
        t, words = messages, self._words
        row = connection.execute(
            select(t.c.conversation_id, t.c.text).where(
                t.c.id == message_id, t.c.kind == "choice", t.c.status == "received"
            )
        ).first()
        found = ANSWER.fullmatch(row.text) if row is not None else None
        if row is None or found is None:
            return False
        connection.execute(update(t).where(t.c.id == message_id).values(status="answered"))
        talk, tapped = str(row.conversation_id), found[1]
        if tapped in SCORES:
            score = {"score": SCORES[tapped], "answered_at": now()}
            if _move(connection, talk, ("asked",), "scored", **score):
                _say(connection, talk, words.more, ("say", "no"), words)
            else:
                _tell(connection, talk, words.over)
        elif tapped == "say":
            until = time.time() + WORDS_S
            if _move(connection, talk, ("scored",), "words", due_at=until):
                _tell(connection, talk, words.type)
            else:
                _tell(connection, talk, words.over)
        else:
            _move(connection, talk, ("scored",), "done")
            _tell(connection, talk, words.thanks)
            _go_on(connection, talk)
        return True

    def awaits(self, engine: Engine, message_id: int) -> str | None:
        """The words of a message, where they may be what somebody wants to add; else None."""
        t, m = ratings.c, messages.c
        query = (
            select(m.text)
            .join(ratings, t.conversation_id == m.conversation_id)
            .where(
                m.id == message_id, m.kind == "text", m.status == "received",
                t.state == "words", t.due_at > time.time(),
            )
        )  # fmt: skip
        with reading(engine) as connection:
            found = connection.execute(query).scalar()
        return str(found) if found is not None else None

    def hear(self, connection: Connection, message_id: int, for_the_bot: bool) -> None:
        """Keep the words of a message, masked; or leave them to the bot, and await no others."""
        m = messages.c
        row = connection.execute(
            select(m.conversation_id, m.text).where(m.id == message_id, m.status == "received")
        ).first()
        if row is None:
            return
        talk = str(row.conversation_id)
        if for_the_bot:
            _move(connection, talk, ("words",), "done")
            return
        left = [contacts.find(connection, place) for place in _places(connection, talk)]
        names = [details["name"] for details in left if details.get("name")]
        kept = masking.mask(row.text[:LONGEST], names)
        if _move(connection, talk, ("words",), "done", words=kept):
            connection.execute(update(messages).where(m.id == message_id).values(status="answered"))
            _tell(connection, talk, self._words.thanks)
            _go_on(connection, talk)


def of_record(engine: Engine, record_id: str, conversation_id: str) -> dict[str, Any] | None:
    """``score`` and ``words`` of a growth question's talk; None where nothing was answered."""
    t = ratings.c
    query = select(t.score, t.words, t.answered_at, t.cause).where(
        (t.record_id == record_id) | (t.conversation_id == conversation_id), t.score.is_not(None)
    )
    with reading(engine) as connection:
        row = connection.execute(query).mappings().first()
    return dict(row) if row is not None else None


def _places(connection: Connection, conversation_id: str) -> list[str]:
    """Under what is kept how to reach somebody."""
    records = select(work_items.c.record_id).where(work_items.c.conversation_id == conversation_id)
    return [conversation_id, *connection.execute(records).scalars()]


def _move(
    connection: Connection, talk: str, was: tuple[str, ...], state: str, **values: Any
) -> bool:
    """One statement decides, so that of two taps at once one counts."""
    this = (ratings.c.conversation_id == talk) & ratings.c.state.in_(was)
    changed = connection.execute(update(ratings).where(this).values(state=state, **values))
    return bool(changed.rowcount)


def _say(
    connection: Connection, talk: str, asks: str, options: tuple[str, ...], words: Words
) -> None:
    buttons = tuple(
        {"title": getattr(words, name), "payload": f"/rate_talk{json.dumps({'choice': name})}"}
        for name in options
    )
    put(connection, talk, [Reply(asks, buttons, {"asks": "choice", "about": "rating"})], None)


def _tell(connection: Connection, talk: str, words: str) -> None:
    put(connection, talk, [Reply(words)], None)


def _go_on(connection: Connection, talk: str) -> None:
    """Where the bot was waiting for an answer, it asks again: its options had made place."""
    with_bot = conversations.c.owner == "bot"
    found = connection.execute(
        select(conversations.c.id).where(conversations.c.id == talk, with_bot)
    ).first()
    if found is None or not _intake(connection, talk).get("pending"):
        return
    connection.execute(
        insert(messages).values(
            conversation_id=talk, direction="in", author="system", kind="resume", text="",
            payload={"quiet": False}, status="received", created_at=now(),
        )
    )  # fmt: skip


def _intake(connection: Connection, conversation_id: str) -> dict[str, Any]:
    state = connection.execute(
        select(trackers.c.state).where(trackers.c.conversation_id == conversation_id)
    ).scalar()
    found = json.loads(state)["slots"].get("intake") if state else None
    return dict(found or {})


def _in_trouble(connection: Connection, conversation_id: str, intake: Mapping[str, Any]) -> bool:
    t = work_items.c
    urgent = select(t.id).where(
        t.conversation_id == conversation_id, (t.urgent == 2) | (t.route == "safety_net")
    )
    told = bool(intake.get("flags") or intake.get("resting") or intake.get("erase"))
    withdrawn = intake.get("withdrawn_at") is not None
    return told or withdrawn or connection.execute(urgent).first() is not None


def _last_in(connection: Connection, conversation_id: str) -> float:
    m = messages.c
    last = connection.execute(
        select(m.created_at)
        .where(m.conversation_id == conversation_id, m.author.in_(("entrepreneur", "broker")))
        .order_by(m.id.desc())
        .limit(1)
    ).scalar()
    return _seconds(last) if last is not None else 0.0


def _seconds(moment: Any) -> float:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return float(aware.timestamp())
