"""Beside sending: tell Telegram where we are, or ask it for messages where it cannot reach us."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Mapping

from sqlalchemy.engine import Engine
from telegram import BotCommand

from bot.channels.port import NotSent, TryLater
from bot.channels.telegram import taking, updates
from bot.channels.telegram.api import Api
from bot.channels.telegram.setup import WEBHOOK
from bot.settings import Settings
from bot.store import StoreUnavailable

log = logging.getLogger(__name__)

FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 300.0

MOST_AT_ONCE = 10
"""Messages that Telegram brings at the same time, each of another chat."""


class Upkeep:
    """What a bot needs to be reached."""

    def __init__(
        self, api: Api, settings: Settings, texts: Mapping[str, str], store: Engine
    ) -> None:
        self._api, self._settings, self._texts, self._store = api, settings, texts, store
        self._groups = taking.Groups(texts)

    async def run(self) -> None:
        """Do what must be done once; and ask for messages without end, if that is our way."""
        if self._settings.telegram_polling:
            await self._until_done(self._no_webhook)
            await self._until_done(self._introduce)
            await self._poll()
            return
        if webhook_url(self._settings) is None:
            log.warning("telegram: BOT_PUBLIC_URL is no https address, so it cannot reach us")
        else:
            await self._until_done(self._webhook)
        await self._until_done(self._introduce)

    async def _until_done(self, what: Any) -> None:
        wait = FIRST_WAIT_S
        while True:
            try:
                await what()
                return
            except NotSent as problem:
                log.warning("telegram: %s", problem)
                asked = problem.wait_s or 0.0 if isinstance(problem, TryLater) else 0.0
                await asyncio.sleep(max(wait, asked))
                wait = min(LONGEST_WAIT_S, wait * 2)

    async def _webhook(self) -> None:
        url = webhook_url(self._settings)
        assert url is not None
        async with self._api.problems(""):
            await self._api.bot.set_webhook(
                url,
                secret_token=self._settings.telegram_secret,
                allowed_updates=updates.ALLOWED,
                max_connections=MOST_AT_ONCE,
                drop_pending_updates=False,
            )

    async def _no_webhook(self) -> None:
        async with self._api.problems(""):
            await self._api.bot.delete_webhook(drop_pending_updates=False)

    async def _introduce(self) -> None:
        """What people read about us in Telegram itself."""
        texts = self._texts
        names = [c for c in updates.COMMANDS if c != "website" or texts["channel.web_address"]]
        commands = [BotCommand(c, texts[f"channel.telegram.command.{c}"]) for c in names]
        async with self._api.problems(""):
            await self._api.bot.set_my_commands(commands)
            await self._api.bot.set_my_description(texts["channel.telegram.description"])
            await self._api.bot.set_my_short_description(texts["channel.telegram.about"])

    async def _poll(self) -> None:
        offset: int | None = None
        wait = FIRST_WAIT_S
        while True:
            try:
                for update in await self._api.updates(offset):
                    await self._take(update)
                    # Only now: what is not stored yet must come again.
                    offset = int(update["update_id"]) + 1
                wait = FIRST_WAIT_S
            except (NotSent, StoreUnavailable) as problem:
                log.warning("telegram: %s", problem)
                asked = problem.wait_s or 0.0 if isinstance(problem, TryLater) else 0.0
                await asyncio.sleep(max(wait, asked))
                wait = min(LONGEST_WAIT_S, wait * 2)

    async def _take(self, update: Any) -> None:
        try:
            read = updates.read(update, self._texts)
        except updates.NotAnUpdate as problem:
            # It would come for ever, and all others after it never.
            log.error("telegram: an update that cannot be read is passed over (%s)", problem)
            return
        if isinstance(read, updates.Group):
            await self._leave(read)
        else:
            longest = self._settings.max_message_characters
            await asyncio.to_thread(taking.take, self._store, read, self._texts, longest)

    async def _leave(self, group: updates.Group) -> None:
        """Say that we do not talk there, and leave. Best effort."""
        while call := self._groups.next_call(group):
            try:
                async with self._api.problems(""):
                    if call["method"] == "sendMessage":
                        await self._api.bot.send_message(call["chat_id"], call["text"])
                    else:
                        await self._api.bot.leave_chat(call["chat_id"])
            except NotSent as problem:
                log.info("telegram: in a group: %s", problem)


def webhook_url(settings: Settings) -> str | None:
    """Where Telegram brings messages; None where it cannot, because we have no https address."""
    base = settings.public_url.rstrip("/")
    return base + WEBHOOK if base.startswith("https://") else None
