"""Which platforms there are, and which of them are set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Mapping

from sqlalchemy.engine import Engine

from bot.channels.port import Platform
from bot.channels.sender import Pace
from bot.channels.telegram import setup as telegram
from bot.channels.whatsapp import setup as whatsapp
from bot.settings import Settings


@dataclass(frozen=True)
class Connection:
    """A platform that is set up, as the sender's process needs it."""

    platform: Platform
    pace: Pace
    background: Callable[[], Awaitable[Any]] | None = None
    """Work beside sending, until cancelled: telling the platform where we are, or asking it for
    messages where it cannot reach us."""


Connect = Callable[[Settings, Mapping[str, str], Engine], Connection]


@dataclass(frozen=True)
class Channel:
    """A platform, set up or not."""

    title: str
    """As people know it."""
    missing: Callable[[Settings], list[str]]
    """The variables that are not set yet; empty when it can work."""
    connect: Connect
    link: Callable[[Settings, str], str | None]
    """An address that opens the platform with a transfer code; None where it is not known."""


def _whatsapp(settings: Settings, texts: Mapping[str, str], _: Engine) -> Connection:
    return Connection(whatsapp.platform(settings, texts), whatsapp.pace(settings))


CHANNELS: dict[str, Channel] = {
    "telegram": Channel("Telegram", telegram.missing, telegram.connect, telegram.link),
    "whatsapp": Channel("WhatsApp", whatsapp.missing, _whatsapp, whatsapp.link),
}
"""By their names in the contract."""


def connected(settings: Settings, texts: Mapping[str, str], store: Engine) -> dict[str, Connection]:
    """The platforms that are set up."""
    return {
        name: channel.connect(settings, texts, store)
        for name, channel in CHANNELS.items()
        if not channel.missing(settings)
    }


def links(settings: Settings, code: str) -> dict[str, str]:
    """Where somebody can go on with a transfer code, by channel."""
    found = {
        name: channel.link(settings, code)
        for name, channel in CHANNELS.items()
        if not channel.missing(settings)
    }
    return {name: link for name, link in found.items() if link}
