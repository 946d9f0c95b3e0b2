"""What still has to go out to a platform: claimed one at a time and in order per conversation.

A claim is a lease: while it lasts nobody else sends that message, and whoever dies with it leaves
it to the next one. The platforms know no idempotency keys, so a message whose sender died between
sending and writing that down goes out a second time: better twice than never.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Sequence

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store import reading
from bot.store.tables import (
    STUCK,
    TO_SEND,
    channel_users,
    conversations,
    in_state,
    messages,
)

LEASE_S = 15.0
"""Seconds that somebody waits whose sender died; one that lives renews it (see :func:`renew`)."""


WINDOW_S = 24 * 3600.0
"""How long after somebody wrote WhatsApp takes free text for them."""

# Made once: to make them costs more than to do them, and others wait meanwhile.
TAKE = (
    update(messages)
    .where(
        messages.c.id == bindparam("message"),
        messages.c.status.in_(TO_SEND),
        messages.c.next_attempt_at <= bindparam("at"),
    )
    .values(status="sending", next_attempt_at=bindparam("until"), attempts=messages.c.attempts + 1)
)
_before = messages.alias()
TAKEN = (
    select(
        messages, conversations.c.channel, channel_users.c.address, channel_users.c.alias,
        channel_users.c.last_in_at, channel_users.c.nudged,
        select(func.max(_before.c.problem))
        .where(
            _before.c.conversation_id == messages.c.conversation_id,
            _before.c.id < messages.c.id,
            _before.c.status == "held",
        )
        .scalar_subquery()
        .label("held_before"),
    )
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .outerjoin(
        channel_users,
        (channel_users.c.conversation_id == conversations.c.id)
        & (channel_users.c.channel == conversations.c.channel),
    )
    .where(messages.c.id == bindparam("message"))
)  # fmt: skip
_oldest = (
    select(func.min(messages.c.id).label("id"))
    .where(in_state(*TO_SEND))
    .group_by(messages.c.conversation_id)
    .subquery()
)
WAITING = (
    select(messages.c.id)
    .join(_oldest, messages.c.id == _oldest.c.id)
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .where(
        messages.c.next_attempt_at <= bindparam("at"),
        conversations.c.channel.in_(bindparam("channels", expanding=True)),
    )
    .order_by(messages.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Outgoing:
    """One message on its way out."""

    message_id: int
    conversation_id: str
    channel: str
    address: str
    alias: str | None
    text: str
    buttons: tuple[dict[str, str], ...]
    custom: dict[str, Any]
    author: str
    """bot, broker or system."""
    parts_sent: int
    """How many of its parts are out already (see ``Platform.parts``)."""
    attempts: int
    last_in_at: float
    """When the entrepreneur last wrote, in seconds since the epoch."""
    nudged: bool
    """They were told by a template that something waits for them."""
    created_at: float


@dataclass(frozen=True)
class Noticed:
    """A message that came in and was not shown as read yet."""

    message_id: int
    channel: str
    address: str
    alias: str | None
    external_id: str
    receipt: str | None
    pressed: str | None = field(default=None)
    """The title of the option that was chosen."""


def waiting(engine: Engine, channels: list[str], limit: int = 100) -> list[int]:
    """Ids of the messages whose turn it is, at most one for each conversation, oldest first."""
    asked = {"at": time.time(), "channels": channels, "most": limit}
    with reading(engine) as connection:
        return [int(row[0]) for row in connection.execute(WAITING, asked)]


def claim(connection: Connection, message_id: int) -> Outgoing | None:
    """Take a message to send it; None if somebody else has it, there is nobody to send it to, or
    something before it is held: then this waits as well, until they write again."""
    at = time.time()
    mine = {"message": message_id}
    taken = connection.execute(TAKE, {**mine, "at": at, "until": at + LEASE_S})
    if taken.rowcount != 1:
        return None
    row = connection.execute(TAKEN, mine).mappings().one()
    if row["address"] is None:
        connection.execute(
            update(messages)
            .where(messages.c.id == message_id)
            .values(status="failed", problem="niemand om het aan te sturen")
        )
        return None
    if row["held_before"] is not None:
        _hold(connection, row["conversation_id"], row["held_before"])
        return None
    payload = row["payload"] or {}
    return Outgoing(
        message_id=message_id,
        conversation_id=row["conversation_id"],
        channel=row["channel"],
        address=row["address"],
        alias=row["alias"],
        text=row["text"],
        buttons=tuple(payload.get("buttons") or ()),
        custom=payload.get("custom") or {},
        author=row["author"],
        parts_sent=row["parts_sent"],
        attempts=row["attempts"],
        last_in_at=row["last_in_at"],
        nudged=bool(row["nudged"]),
        created_at=row["created_at"].timestamp(),
    )


def renew(connection: Connection, message_ids: Sequence[int]) -> None:
    """Keep what the caller claimed and is still busy with."""
    if not message_ids:
        return
    t = messages
    mine = t.c.id.in_(message_ids) & (t.c.status == "sending")
    connection.execute(update(t).where(mine).values(next_attempt_at=time.time() + LEASE_S))


def part_sent(
    connection: Connection, out: Outgoing, parts: int, platform_id: str | None, last: bool
) -> None:
    """Write down that the first ``parts`` parts are out, and the platform's id of the last of them;
    with the ``last`` of all the message is sent."""
    whole = {"status": "sent", "problem": None} if last else {}
    _change(connection, out, "sending", parts_sent=parts, platform_id=platform_id, **whole)


def sent(connection: Connection, out: Outgoing) -> None:
    """All of it was out already."""
    _change(connection, out, "sending", status="sent", problem=None)


def later(
    connection: Connection, out: Outgoing, problem: str, wait_s: float, counts: bool = True
) -> None:
    """It goes out later, after ``wait_s`` seconds."""
    attempts = out.attempts if counts else out.attempts - 1
    at = time.time() + wait_s
    _change(
        connection,
        out,
        status="queued",
        problem=problem[:200],
        next_attempt_at=at,
        attempts=attempts,
    )


def held(connection: Connection, out: Outgoing, problem: str) -> None:
    """It waits until the entrepreneur writes again, and all that stands behind it as well; unless
    they wrote while it was tried: then it is tried again."""
    wrote_at = connection.execute(
        select(channel_users.c.last_in_at).where(
            channel_users.c.channel == out.channel, channel_users.c.address == out.address
        )
    ).scalar()
    if wrote_at is not None and wrote_at > out.last_in_at:
        connection.execute(
            update(messages)
            .where(messages.c.id == out.message_id)
            .values(status="queued", next_attempt_at=0.0, problem=problem[:200])
        )
        return
    _hold(connection, out.conversation_id, problem)


def _hold(connection: Connection, conversation_id: str, problem: str) -> None:
    connection.execute(
        update(messages)
        .where(messages.c.conversation_id == conversation_id, messages.c.status.in_(TO_SEND))
        .values(status="held", problem=problem[:200])
    )


def release_in_window(connection: Connection) -> None:
    """Send what is held for somebody who wrote within a day and did not shut us out: a clock that
    was wrong held it."""
    users = channel_users
    theirs = (
        select(conversations.c.id)
        .join(
            users,
            (users.c.conversation_id == conversations.c.id)
            & (users.c.channel == conversations.c.channel),
        )
        .where(users.c.last_in_at > time.time() - WINDOW_S, users.c.blocked == 0)
    )
    connection.execute(
        update(messages)
        .where(
            in_state(*STUCK), messages.c.status == "held", messages.c.conversation_id.in_(theirs)
        )
        .values(status="queued", next_attempt_at=0.0, attempts=0, problem=None)
    )


def failed(connection: Connection, out: Outgoing, problem: str) -> None:
    """It will never arrive; the transcript shows that, and why."""
    _change(connection, out, status="failed", problem=problem[:200])


def blocked(connection: Connection, out: Outgoing, problem: str) -> None:
    """They shut us out: what waits for them waits until they write again."""
    connection.execute(
        update(channel_users)
        .where(channel_users.c.channel == out.channel, channel_users.c.address == out.address)
        .values(blocked=1)
    )
    held(connection, out, problem)


def nudge(connection: Connection, out: Outgoing, on: bool) -> bool:
    """Write down that they are told that something waits; once, until they write again.

    Args:
        on: False takes it back, because it did not work out.

    Returns:
        Whether that was not so yet: of two senders one is to tell them.
    """
    changed = connection.execute(
        update(channel_users)
        .where(
            channel_users.c.channel == out.channel,
            channel_users.c.address == out.address,
            channel_users.c.nudged == int(not on),
        )
        .values(nudged=int(on))
    )
    return bool(changed.rowcount)


def change_status(
    connection: Connection,
    platform_id: str,
    status: str,
    problem: str | None,
    message_id: int | None = None,
) -> bool:
    """A platform told how a message fared: ``delivered``, ``read``, ``failed`` or ``held``.

    Statuses come late and out of order; one that says less than what is known changes nothing.
    While a message is on its way only bad news counts: that a part of it was delivered does not
    say that the others went out.

    Args:
        message_id: our own id of it, where the platform gives that back: it may tell before we
            have written down its id.

    Returns:
        Whether it is a message of ours and something changed.
    """
    earlier = {
        "delivered": ("sent",),
        "read": ("sent", "delivered"),
        "failed": ("sending", "sent"),
        "held": ("sending", "sent"),
    }[status]
    t = messages
    this = t.c.platform_id == platform_id
    if message_id is not None:
        this = this | ((t.c.id == message_id) & (t.c.direction == "out"))
    changed = connection.execute(
        update(t)
        .where(this, t.c.status.in_(earlier))
        .values(
            status=status,
            problem=(problem or "")[:200] or None,
            # What is held goes out again from its beginning.
            **({"parts_sent": 0} if status == "held" else {}),
        )
    )
    return bool(changed.rowcount)


def newest_message(engine: Engine) -> int:
    """The highest id of all messages; 0 when there is none."""
    with reading(engine) as connection:
        return int(connection.execute(select(func.max(messages.c.id))).scalar() or 0)


def came_in(engine: Engine, channels: list[str], after: int, limit: int = 200) -> list[Noticed]:
    """What came in on these channels since message ``after``, oldest first."""
    t, users = messages, channel_users
    query = (
        select(
            t.c.id, t.c.external_id, t.c.payload, users.c.channel, users.c.address, users.c.alias
        )
        .join(conversations, conversations.c.id == t.c.conversation_id)
        .join(
            users,
            (users.c.conversation_id == t.c.conversation_id)
            & (users.c.channel == conversations.c.channel),
        )
        .where(
            t.c.id > after,
            t.c.direction == "in",
            t.c.author == "entrepreneur",
            conversations.c.channel.in_(channels),
        )
        .order_by(t.c.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [
            Noticed(
                message_id=row.id,
                channel=row.channel,
                address=row.address,
                alias=row.alias,
                external_id=row.external_id,
                receipt=(row.payload or {}).get("receipt"),
                pressed=(row.payload or {}).get("title"),
            )
            for row in connection.execute(query)
        ]


def _change(
    connection: Connection, out: Outgoing, only_while: str | None = None, **values: Any
) -> None:
    """Change its row; with ``only_while`` nothing that its platform told meanwhile is undone."""
    this = messages.c.id == out.message_id
    if only_while:
        this = this & (messages.c.status == only_while)
    connection.execute(update(messages).where(this).values(**values))
