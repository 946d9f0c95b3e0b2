"""What a platform (WhatsApp, Telegram) brings: stored once, in the right conversation, at once.

A channel reads its platform's request into an :class:`Arrival`; :func:`store` stores it in one
transaction. It does not think and does not talk to anybody, so a webhook is acknowledged at once.
Whatever must be said about it by us (a voice message we cannot hear, a code that is not known) is
stored as a message that goes out like any other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Literal, Mapping, Sequence

from sqlalchemy import bindparam, delete, exists, insert, select, text, update
from sqlalchemy.engine import Connection, Engine

from bot.conversations import outbox, transfers
from bot.conversations.inbox import Channel, ensure_conversation, new_id
from bot.conversations.outbox import Reply
from bot.store import notices, now, writing
from bot.store.tables import (
    STUCK,
    channel_receipts,
    channel_users,
    conversations,
    in_state,
    messages,
)

MOST_IN_WINDOW, WINDOW_S = 20, 60.0
"""Messages that one person may send in a minute; more are not taken, which is said once."""

RECEIPTS_KEPT_S = 30 * 86400.0
"""How long ids are remembered. Older messages are refused by their own time (see below)."""

OLDEST_S, NEWEST_S = 14 * 86400.0, 86400.0
"""Platforms deliver late (WhatsApp tries for a week), and clocks differ; beyond this it is forged
or a mistake."""

WEB_LINK = "door:web"
"""Key of the option that moves a conversation to a web page; no answer for the engine."""

# Written out once: a burst of webhooks has no time to have them made again for each message.
NOTE_RECEIPT = text(
    "insert into channel_receipts (channel, external_id, at) values (:channel, :external_id, :at) "
    "on conflict do nothing"
)
WITH_WHAT_WAITS = select(
    channel_users,
    exists()
    .where(
        messages.c.conversation_id == channel_users.c.conversation_id,
        in_state(*STUCK),
        messages.c.status == "held",
    )
    .correlate(channel_users)
    .label("holds"),
    notices.ACTIVE.with_only_columns(notices.ACTIVE.selected_columns.id)
    .scalar_subquery()
    .label("notice"),
)
"""Rows of people, whether messages for them are held back, and the notice that counts now."""
BY_ADDRESS = WITH_WHAT_WAITS.where(
    channel_users.c.channel == bindparam("channel"), channel_users.c.address == bindparam("address")
)
WROTE = (
    update(channel_users)
    .where(channel_users.c.id == bindparam("person"))
    .values(
        address=bindparam("new_address"),
        alias=bindparam("new_alias"),
        last_in_at=bindparam("last"),
        window_started_at=bindparam("started"),
        window_count=bindparam("count"),
        blocked=0,
        nudged=0,
    )
)
CAME_IN_HERE = (
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(channel=bindparam("here"), updated_at=bindparam("moment"))
)
ADD = insert(messages)

Kind = Literal["text", "key", "intent", "start", "media"]
Outcome = Literal["stored", "duplicate", "limited", "refused"]


@dataclass(frozen=True)
class Arrival:
    """One thing that a platform brought."""

    channel: Channel
    external_id: str
    """The platform's own id of it; what comes again with the same id is not taken again."""
    address: str
    """Who sent it, as the platform knows them; where answers go."""
    kind: Kind
    """``text`` typed; ``key`` an option pressed; ``intent`` a command with a meaning of its own;
    ``start`` the conversation was opened; ``media`` something that we cannot read."""
    text: str
    """What was typed, the key of the option (:func:`bot.conversations.outbox.key`), the intent's
    name, the start's code or nothing, or what kind of media it was."""
    alias: str | None = None
    """Another name by which the platform may know the same person."""
    title: str | None = None
    """What the person saw or typed, where ``text`` is not that."""
    sent_at: float | None = None
    """Seconds since the epoch, by the platform's clock."""
    receipt: str | None = None
    """What the platform wants back to show that it was read (see ``Platform.noticed``)."""


def store(
    connection: Connection, arrival: Arrival, texts: Mapping[str, str], longest: int
) -> Outcome:
    """Store it, in the caller's transaction; when that is over it will be answered.

    Args:
        texts: what we say ourselves, by key (``channel.*`` in data/texts).
        longest: characters of the longest message that is taken.

    Raises:
        IntegrityError: somebody stored something of this person at the same moment; do it again.
    """
    at = time.time()
    if arrival.sent_at is not None and not at - OLDEST_S < arrival.sent_at < at + NEWEST_S:
        return "refused"
    receipt = {"channel": arrival.channel, "external_id": arrival.external_id, "at": at}
    if connection.execute(NOTE_RECEIPT, receipt).rowcount == 0:
        return "duplicate"
    arrival = replace(arrival, text=arrival.text.replace("\x00", ""))
    return _TakingIn(connection, arrival, texts, longest, at).run()


def rename(
    connection: Connection, channel: Channel, was: Sequence[str], address: str, alias: str | None
) -> bool:
    """Somebody is known by other names from now on (WhatsApp: a new number), and keeps their
    conversation.

    Returns:
        Whether they were known, and nobody was known by the new name yet.
    """
    t = channel_users
    of_channel = t.c.channel == channel
    others = of_channel & t.c.alias.in_(was) & (t.c.address != address)
    taken = connection.execute(select(t.c.id).where(of_channel, t.c.address == address)).first()
    person = None
    if taken is None:
        known = select(t.c.id).where(of_channel, t.c.address.in_(was) | t.c.alias.in_(was))
        person = connection.execute(known.order_by(t.c.last_in_at.desc())).scalar()
    if person is not None:
        connection.execute(update(t).where(t.c.id == person).values(address=address, alias=alias))
    # Somebody else gets that number some day.
    connection.execute(update(t).where(others).values(alias=None))
    return person is not None


def forget_old_receipts(engine: Engine) -> int:
    """Remove ids that are too old to come again; how many there were."""
    with writing(engine) as connection:
        old = channel_receipts.c.at < time.time() - RECEIPTS_KEPT_S
        return int(connection.execute(delete(channel_receipts).where(old)).rowcount)


class _TakingIn:
    """One arrival, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        arrival: Arrival,
        texts: Mapping[str, str],
        longest: int,
        at: float,
    ) -> None:
        self._db, self._arrival, self._texts = connection, arrival, texts
        self._longest, self._at = longest, at

    def run(self) -> Outcome:
        person = self._person()
        self._person_id = int(person["id"])
        self._conversation_id = str(person["conversation_id"])
        if person["window_count"] > MOST_IN_WINDOW:
            if person["window_count"] == MOST_IN_WINDOW + 1:
                self._say("channel.too_many")
            return "limited"
        self._came_in_here()
        if person["holds"]:
            outbox.release_held(self._db, self._conversation_id)
        if person["notice"] is not None:
            self._tell_notice()
        getattr(self, f"_{self._arrival.kind}")()
        return "stored"

    def _tell_notice(self) -> None:
        """What everybody must hear now, once in each talk: they wrote just now, so they may."""
        notice = notices.active_in(self._db)
        if notice and notices.first_time(self._db, notice.id, self._conversation_id):
            self._say("channel.notice", text=notice.text)

    def _came_in_here(self) -> None:
        """From now on the answers go here."""
        here = {"here": self._arrival.channel, "moment": now()}
        self._db.execute(CAME_IN_HERE, {**here, "conversation": self._conversation_id})

    def _person(self) -> Mapping[str, Any]:
        """The sender's row as it is with this message, made at the first one."""
        arrival, t = self._arrival, channel_users
        who = {"channel": arrival.channel, "address": arrival.address, "at": self._at}
        person = self._db.execute(BY_ADDRESS, who).mappings().first()
        address = arrival.address
        if person is None and arrival.alias:
            # Known by the other name so far. Whoever has another first name and the same second
            # one is somebody else: numbers are given out again.
            known = t.c.address == arrival.alias
            if arrival.alias == address:
                known = known | (t.c.alias == arrival.alias)
            of_channel = WITH_WHAT_WAITS.where(t.c.channel == arrival.channel, known)
            latest = of_channel.order_by(t.c.last_in_at.desc())
            person = self._db.execute(latest, {"at": self._at}).mappings().first()
            if person is not None and arrival.alias == address:
                address = person["address"]
        if arrival.alias and (person is None or person["alias"] != arrival.alias):
            # What we send to this number must not reach who had it before, or the other way.
            others = (t.c.channel == arrival.channel) & (t.c.alias == arrival.alias)
            self._db.execute(update(t).where(others, t.c.address != address).values(alias=None))
        if person is None:
            person = self._new_person()
        started, count = person["window_started_at"], person["window_count"]
        # A clock that was set back must not shut anybody out for long.
        if not 0.0 <= self._at - started < WINDOW_S:
            started, count = self._at, 0
        # WhatsApp's 24 hours count from when they wrote, not from when we heard of it.
        wrote_at = min(self._at, arrival.sent_at or self._at)
        changes = {
            "person": person["id"],
            "new_address": address,
            "new_alias": arrival.alias or person["alias"],
            "last": max(wrote_at, person["last_in_at"]),
            "started": started,
            "count": count + 1,
        }
        self._db.execute(WROTE, changes)
        return {**person, "window_count": count + 1}

    def _new_person(self) -> Mapping[str, Any]:
        conversation_id = new_id()
        ensure_conversation(self._db, conversation_id, self._arrival.channel)
        row: dict[str, Any] = {
            "channel": self._arrival.channel,
            "address": self._arrival.address,
            "conversation_id": conversation_id,
            "last_in_at": 0.0,
            "created_at": now(),
        }
        added = self._db.execute(insert(channel_users), row)
        notice = notices.active_in(self._db)
        fresh = {"alias": None, "window_started_at": 0.0, "window_count": 0, "holds": False}
        return {
            **row,
            **fresh,
            "id": added.inserted_primary_key[0],
            "notice": notice and notice.id,
        }

    def _text(self) -> None:
        text = self._arrival.text
        if not text.strip():
            self._media()
        elif len(text) > self._longest:
            self._store("text", text[: self._longest], status="answered")
            self._say("input.too_long")
        elif transfers.looks_like_code(text) and self._redeem(text):
            return
        elif text.strip().lower().rstrip(".!") in self._texts["channel.web_words"].split("|"):
            self._offer_web_link()
        else:
            option = outbox.typed_option(self._db, self._conversation_id, text)
            if option is None:
                self._store("text", text)
            else:
                self._store("choice", option["payload"], title=option["title"])

    def _key(self) -> None:
        if self._arrival.text == WEB_LINK:
            self._offer_web_link()
            return
        option = outbox.option_with_key(self._db, self._conversation_id, self._arrival.text)
        if option is not None and not outbox.is_open(self._db, self._conversation_id, option):
            # Of a question that is over: its "ja" must not be the answer to the one asked now.
            words = self._texts["channel.changed"].format(title=option["title"])
            self._store("text", words, title=option["title"])
        elif option is not None:
            self._store("choice", option["payload"], title=option["title"])
        elif self._arrival.title:
            # Of a conversation that went on elsewhere; what stood on it still says something.
            self._store("text", self._arrival.title)
        else:
            self._store("text", "?", status="answered")
            self._say("channel.old_option")

    def _intent(self) -> None:
        self._store("choice", f"/{self._arrival.text}", title=self._arrival.title)

    def _start(self) -> None:
        code = self._arrival.text
        if code and transfers.looks_like_code(code) and self._redeem(code):
            return
        self._store("open", "")

    def _media(self) -> None:
        """Something that cannot be read: it stands in the transcript, and we say what can be."""
        kind = self._arrival.text if self._arrival.kind == "media" else "unknown"
        if f"channel.media.{kind}" not in self._texts:
            kind = "unknown"
        self._store("text", self._texts[f"channel.media_shown.{kind}"], status="answered")
        self._say(f"channel.media.{kind}")

    def _redeem(self, code: str) -> bool:
        """Go on with the conversation of a code. False if it is an ordinary message after all."""
        try:
            conversation_id = transfers.redeem(self._db, code)
        except transfers.UnknownCode:
            if code.strip().replace("-", "").isdigit():
                return False  # a KVK number, a telephone number
            self._store("text", code, status="answered")
            self._say("channel.code_unknown")
            return True
        t = channel_users
        # Who continued it on this channel before no longer does, and begins afresh.
        fresh = new_id()
        ensure_conversation(self._db, fresh, self._arrival.channel)
        self._db.execute(
            update(t)
            .where(t.c.channel == self._arrival.channel, t.c.conversation_id == conversation_id)
            .values(conversation_id=fresh)
        )
        self._db.execute(
            update(t).where(t.c.id == self._person_id).values(conversation_id=conversation_id)
        )
        # What was still on its way to where it was must not come before the words below.
        self._db.execute(
            update(messages)
            .where(messages.c.conversation_id == conversation_id, messages.c.status == "queued")
            .values(status="held")
        )
        self._conversation_id = conversation_id
        self._came_in_here()
        # On this channel nobody said yet that a computer is talking.
        self._say("channel.continued")
        self._store("open", "")
        return True

    def _offer_web_link(self) -> None:
        self._store("text", self._arrival.title or self._arrival.text, status="answered")
        if not self._texts.get("channel.web_address"):
            self._say("channel.no_web")
            return
        code = transfers.make(self._db, self._conversation_id)
        link = f"{self._texts['channel.web_address']}/verder/{code.text}"
        self._say("channel.web_link", link=link, code=code.text)

    def _store(self, kind: str, text: str, title: str | None = None, status: str = "") -> None:
        payload = {"title": title, "receipt": self._arrival.receipt}
        row = {
            "conversation_id": self._conversation_id,
            "direction": "in",
            "author": "entrepreneur",
            "kind": kind,
            "text": text,
            "payload": {k: v for k, v in payload.items() if v} or None,
            "external_id": self._arrival.external_id,
            "status": status or "received",
            "created_at": now(),
        }
        self._db.execute(ADD, row)

    def _say(self, key: str, **values: str) -> None:
        said = [Reply(self._texts[key].format(**values))]
        if key != "channel.continued" and outbox.is_silent(self._db, self._conversation_id):
            # Whatever somebody does first: they hear first that a computer is talking.
            said.insert(0, Reply(self._texts["channel.computer"]))
        outbox.put(self._db, self._conversation_id, said, None, author="system", kind="notice")
