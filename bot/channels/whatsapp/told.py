"""What WhatsApp told us, whoever brought it, and what that changes in the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Mapping, Union

from sqlalchemy.engine import Connection

from bot.conversations import arrivals, sending
from bot.conversations.arrivals import Arrival
from bot.store.together import Work

LONGEST_ID = 128
"""Characters of an id that fit in the database."""

LONGEST_ADDRESS = 160


@dataclass(frozen=True)
class NewName:
    """Somebody has another number, and with it another id."""

    was: tuple[str, ...]
    """By which they may be known."""
    address: str
    alias: str | None


@dataclass(frozen=True)
class Status:
    """How a message of ours fared."""

    platform_id: str
    status: str
    """delivered, read, failed or held (see ``sending.change_status``)."""
    problem: str | None = None
    message_id: int | None = None
    """Our own id of it, if it came back."""


Told = Union[Arrival, NewName, Status]


def work(told: Told, texts: Mapping[str, str], longest: int) -> Work:
    """What is to be done about it, in a transaction."""

    def take_in(connection: Connection) -> str:
        if isinstance(told, Arrival):
            return arrivals.store(connection, told, texts, longest)
        if isinstance(told, NewName):
            known = arrivals.rename(connection, "whatsapp", told.was, told.address, told.alias)
            return "renamed" if known else "unknown"
        changed = sending.change_status(
            connection, told.platform_id, told.status, told.problem, told.message_id
        )
        return told.status if changed else "nothing new"

    return take_in


def short_id(platform_id: str) -> str:
    """An id as it is stored: itself, or its hash where it is longer than fits."""
    if len(platform_id) <= LONGEST_ID:
        return platform_id
    return hashlib.sha256(platform_id.encode()).hexdigest()


def clean(value: Any) -> str:
    """A text from outside as a database takes it; nothing for what is no text.

    JSON can hold a zero character and half a surrogate pair, which no database stores.
    """
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def opaque(message_id: int, part: int) -> str:
    """What a provider carries for us and gives back with a status."""
    return f"{message_id}.{part}"


def from_opaque(value: Any) -> int | None:
    """Our id of a message from what came back; None where it is not of ours."""
    number = value.partition(".")[0] if isinstance(value, str) else ""
    # Not more digits than an id in the database can have.
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
