"""What people thought of it: asked once in a talk, with one tap, and never of who is in trouble.

It stands beside the dialogue: the question is put when a talk has been quiet for a while and the
bot waits for nothing, and the taps are taken here, whoever has the talk. A score in words ("prima")
is taken only as the answer to the question, and only where it is all that was said. Words that
somebody wants to add are taken only after they said so, and only where they hold nothing that is
for the bot (a cry for help, "wis alles").
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

from bot.conversations import typed_ratings
from bot.conversations.inbox import take_choice
from bot.conversations.outbox import Reply, put
from bot.knowledge.ratings import RatingWords
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
    which: str
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
    _say(connection, conversation_id, words.asks, tuple(SCORES), words)
    return True


@dataclass(frozen=True)
class Heard:
    """A message that may be for us."""

    words: str
    tap: str | None
    """The tap that it stands for; None where it may be what somebody wants to add."""


class Taps:
    """Takes what people choose, or type in place of it (`bot.conversations.router.Decides`).

    Args:
        typed: what they type.
    """

    def __init__(self, words: Words, typed: RatingWords) -> None:
        self._words, self._typed = words, typed

    def may_take(self, choice: str) -> bool:
        """Whether the payload of an option is such a tap."""
        return ANSWER.fullmatch(choice) is not None

    def take(self, connection: Connection, message_id: int) -> bool:
        """Take it, in the caller's transaction. False if it was taken before."""
        taken = take_choice(connection, message_id, ANSWER)
        if taken is None:
            return False
        self._tapped(connection, taken.conversation_id, taken.found[1])
        return True

    def awaits(self, engine: Engine, message_id: int) -> Heard | None:
        """A message, where it may answer what we asked; else None."""
        t, m = ratings.c, messages.c
        query = (
            select(m.conversation_id, m.text, t.state, t.due_at)
            .join(ratings, t.conversation_id == m.conversation_id)
            .where(
                m.id == message_id, m.kind == "text", m.status == "received",
                t.state.in_(("asked", "scored", "words")),
            )
        )  # fmt: skip
        with reading(engine) as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            if row.state == "words":
                return Heard(row.text, None) if row.due_at > time.time() else None
            tap = self._stands_for(row.text, row.state)
            if tap is None or not _just_asked(connection, row.conversation_id, message_id):
                return None
            waits = bool(_intake(connection, row.conversation_id).get("pending"))
        if waits and row.text.strip().casefold() != self._title(tap).casefold():
            return None  # "ja" and "4" may well be the answer that the bot waits for
        return Heard(row.text, tap)

    def hear(
        self, connection: Connection, message_id: int, heard: Heard, for_the_bot: bool
    ) -> None:
        """Take the words of a message; or leave them to the bot, and await no others."""
        m = messages.c
        talk = connection.execute(
            select(m.conversation_id).where(m.id == message_id, m.status == "received")
        ).scalar()
        if talk is None:
            return
        if for_the_bot:
            _move(connection, talk, ("words",), "done")
            return
        done = update(messages).where(m.id == message_id).values(status="answered")
        if heard.tap is not None:
            connection.execute(done)
            self._tapped(connection, talk, heard.tap)
            return
        left = [contacts.find(connection, place) for place in _places(connection, talk)]
        names = [details["name"] for details in left if details.get("name")]
        kept = masking.mask(heard.words[:LONGEST], names)
        if _move(connection, talk, ("words",), "done", words=kept):
            connection.execute(done)
            _tell(connection, talk, self._words.thanks)
            _go_on(connection, talk)

    def _tapped(self, connection: Connection, talk: str, tapped: str) -> None:
        words = self._words
        if tapped == "unclear":
            _say(connection, talk, words.which, tuple(SCORES), words)
        elif tapped in SCORES:
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

    def _stands_for(self, text: str, state: str) -> str | None:
        """The tap, or ``unclear``."""
        if state == "asked":
            return typed_ratings.score(self._typed, text)
        meant = typed_ratings.says_more(self._typed, text)
        return None if meant is None else {"more": "say", "enough": "no"}[meant]

    def _title(self, tap: str) -> str:
        """What stands on its button."""
        return "" if tap == "unclear" else str(getattr(self._words, tap))


def of_record(engine: Engine, record_id: str, conversation_id: str) -> dict[str, Any] | None:
    """``score`` and ``words`` of a growth question's talk; None where nothing was answered."""
    t = ratings.c
    query = select(t.score, t.words, t.answered_at, t.cause).where(
        (t.record_id == record_id) | (t.conversation_id == conversation_id), t.score.is_not(None)
    )
    with reading(engine) as connection:
        row = connection.execute(query).mappings().first()
    return dict(row) if row is not None else None


def _just_asked(connection: Connection, conversation_id: str, message_id: int) -> bool:
    """Whether our question is the last thing that was said before this message."""
    m = messages.c
    before = connection.execute(
        select(m.payload)
        .where(m.conversation_id == conversation_id, m.direction == "out", m.id < message_id)
        .order_by(m.id.desc())
        .limit(1)
    ).scalar()
    return ((before or {}).get("custom") or {}).get("about") == "rating"


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
