"""What has to be set for Telegram, and what is made of it. Loads no library: `bot run` asks too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Mapping

from sqlalchemy.engine import Engine

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.registry import Connection

WEBHOOK = "/webhooks/telegram"

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""What Telegram takes for a webhook's secret."""


def missing(settings: Settings) -> list[str]:
    """The variables that are not set yet."""
    lacking = []
    if not settings.telegram_token:
        lacking.append("BOT_TELEGRAM_TOKEN")
    # Nobody calls us while we ask for messages ourselves.
    if not settings.telegram_polling and not SECRET.fullmatch(settings.telegram_secret):
        lacking.append("BOT_TELEGRAM_SECRET")
    return lacking


def link(settings: Settings, code: str) -> str | None:
    """An address that opens the bot with a code; Telegram takes no hyphen lightly in it."""
    if not settings.telegram_name:
        return None
    return f"https://t.me/{settings.telegram_name.lstrip('@')}?start={code.replace('-', '')}"


def connect(settings: Settings, texts: Mapping[str, str], store: Engine) -> Connection:
    """The platform, its pace, and what it does besides sending."""
    # Here and not above: the registry knows us, and the library is only for who sends.
    from bot.channels.registry import Connection
    from bot.channels.telegram.api import Api
    from bot.channels.telegram.pace import Bursts
    from bot.channels.telegram.platform import Telegram
    from bot.channels.telegram.upkeep import Upkeep

    api = Api(settings.telegram_token, settings.telegram_api)
    return Connection(
        Telegram(api, texts, store), Bursts(), Upkeep(api, settings, texts, store).run
    )
