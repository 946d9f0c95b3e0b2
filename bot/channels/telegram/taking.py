"""Stores what was read of an update; the same for webhook and polling."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace
from typing import Any, Mapping

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from bot.channels.telegram.updates import Edit, Group, Membership, Nothing, Read
from bot.conversations import arrivals
from bot.conversations.arrivals import Arrival, Outcome
from bot.store.tables import channel_users, messages
from bot.store.together import at_once

CHANNEL = "telegram"

LOOK_BACK = 200
"""Messages of one person among which a changed one is looked for."""

GROUP_EVERY_S = 86400.0
"""How often we explain in a group that we do not talk there."""

MOST_GROUPS = 1000


def take(engine: Engine, read: Read, texts: Mapping[str, str], longest: int) -> Outcome | None:
    """Store it in a transaction of its own; None where there is nothing to store.

    Raises:
        StoreUnavailable: it must come again.
    """
    outcome: Outcome | None = at_once(
        engine, lambda connection: store(connection, read, texts, longest)
    )
    return outcome


def store(
    connection: Connection, read: Read, texts: Mapping[str, str], longest: int
) -> Outcome | None:
    """The same in the caller's transaction.

    Raises:
        IntegrityError: somebody stored something of this person at the same moment; do it again.
    """
    if isinstance(read, Arrival):
        return arrivals.store(connection, read, texts, longest)
    if isinstance(read, Edit):
        corrected = _correction(connection, read.arrival, texts)
        return arrivals.store(connection, corrected, texts, longest) if corrected else None
    if isinstance(read, Membership):
        return _membership(connection, read)
    assert isinstance(read, (Group, Nothing))
    return None


def _correction(
    connection: Connection, arrival: Arrival, texts: Mapping[str, str]
) -> Arrival | None:
    """What an edit says, in words that correct; None where no words changed.

    Telegram also tells of an edit when it made a preview of a link, and people mend a capital.
    """
    query = (
        select(messages.c.text, messages.c.payload)
        .join(channel_users, channel_users.c.conversation_id == messages.c.conversation_id)
        .where(
            channel_users.c.channel == CHANNEL,
            channel_users.c.address == arrival.address,
            messages.c.direction == "in",
        )
        .order_by(messages.c.id.desc())
        .limit(LOOK_BACK)
    )
    rows = connection.execute(query).all()
    before = next(
        (row.text for row in rows if (row.payload or {}).get("receipt") == arrival.receipt), None
    )
    corrected = texts["channel.telegram.edited"].format(text=arrival.text)
    if before is None or _bare(before) in (_bare(arrival.text), _bare(corrected)):
        return None
    return replace(arrival, text=corrected)


def _bare(text: str) -> str:
    """Without what does not change what is said."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _membership(connection: Connection, read: Membership) -> Outcome:
    """Write down whether they shut us out. What waits for them waits until they write again."""
    receipt = {"channel": CHANNEL, "external_id": read.external_id, "at": time.time()}
    if connection.execute(arrivals.NOTE_RECEIPT, receipt).rowcount == 0:
        return "duplicate"
    of_person = (channel_users.c.channel == CHANNEL) & (channel_users.c.address == read.address)
    connection.execute(update(channel_users).where(of_person).values(blocked=int(read.blocked)))
    return "stored"


@dataclass
class Groups:
    """What is done in groups: say once that we do not talk there, and leave. Nothing is stored."""

    texts: Mapping[str, str]
    told: dict[int, tuple[float, int]] = field(default_factory=dict)
    """Per group: since when, and how much was done."""

    def next_call(self, group: Group) -> dict[str, Any] | None:
        """The method to call now, with its parameters; None when all was done today."""
        at = time.monotonic()
        since, done = self.told.get(group.chat_id, (at, 0))
        if at - since > GROUP_EVERY_S:
            since, done = at, 0
        # In a channel it would be read by everybody in it: there we only leave.
        calls: list[dict[str, Any]] = [{"method": "leaveChat", "chat_id": group.chat_id}]
        if not group.is_channel:
            said = self.texts["channel.telegram.group"]
            calls.insert(0, {"method": "sendMessage", "chat_id": group.chat_id, "text": said})
        if done >= len(calls):
            return None
        self.told.pop(group.chat_id, None)
        self.told[group.chat_id] = since, done + 1
        if len(self.told) > MOST_GROUPS:
            del self.told[next(iter(self.told))]
        return calls[done]
