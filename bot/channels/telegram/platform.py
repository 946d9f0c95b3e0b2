"""Brings messages to Telegram: texts in parts, options as buttons below the last of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Engine
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, MessageLimit

from bot.channels.port import NotSent, Undeliverable
from bot.channels.shown import offers_web, pieces, text_of
from bot.channels.telegram.api import Api
from bot.channels.telegram.updates import Receipt
from bot.conversations import outbox
from bot.conversations.arrivals import WEB_LINK
from bot.conversations.sending import Noticed, Outgoing
from bot.store import reading
from bot.store.tables import messages

LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)
"""Of a text, in UTF-16 units: an emoji counts for two."""

SHORT_LABEL = 16
"""Characters of a label with which two fit beside each other on a phone."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

FINE = ("message is not modified", "query is too old", "message can't be edited", "not found")
"""What Telegram says when what we wanted to show is so already, or does not matter any more."""


@dataclass(frozen=True)
class Part:
    """One message of Telegram."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


class Telegram:
    """The platform (see ``bot.channels.port``)."""

    channel = "telegram"

    def __init__(self, api: Api, texts: Mapping[str, str], store: Engine) -> None:
        self._api, self._texts, self._store = api, texts, store

    def parts(self, out: Outgoing) -> Sequence[Part]:
        """The message in as many parts as it needs."""
        *texts, last = self._pieces(out.author, out.text, out.custom)
        return [*map(Part, texts), Part(last, self._keyboard(out))]

    def _pieces(self, author: str, text: str, custom: Mapping[str, Any]) -> list[str]:
        return pieces(text_of(author, text, custom, self._texts), LONGEST, units) or [""]

    def _keyboard(self, out: Outgoing) -> InlineKeyboardMarkup | None:
        rows = keyboard(out.message_id, [button["title"] for button in out.buttons])
        if offers_web(out.custom, self._texts):
            label = self._texts["channel.web_option"]
            rows.append([InlineKeyboardButton(label, callback_data=WEB_LINK)])
        return InlineKeyboardMarkup(rows) if rows else None

    async def send(self, out: Outgoing, part: Part) -> str | None:
        """Send one part. Never as Markdown or HTML: what people typed is not interpreted."""
        async with self._api.problems(out.address):
            sent = await self._api.bot.send_message(
                int(out.address),
                part.text,
                reply_markup=part.keyboard,
                link_preview_options=NO_PREVIEW,
            )
        return _platform_id(out.address, sent.message_id)

    async def nudge(self, out: Outgoing) -> bool:
        """Telegram has no window outside which we may not write."""
        return False

    async def noticed(self, message: Noticed) -> None:
        """Show that an answer is being made; and which button was pressed, in place of them all."""
        receipt = Receipt.of(message.receipt) if message.receipt else None
        doing = [self._typing(message)]
        if receipt is not None and receipt.press_id is not None:
            doing.append(self._answer_press(message, receipt.press_id))
            if message.pressed is not None:
                doing.append(self._take_buttons_off(message, receipt.message_id))
        problems = [p for p in await asyncio.gather(*doing, return_exceptions=True) if p]
        for problem in problems:
            if not isinstance(problem, NotSent):
                raise problem
            if not _does_not_matter(problem):
                raise problem

    async def _typing(self, message: Noticed) -> None:
        # Once the answer is there it would stand below it.
        if await asyncio.to_thread(self._is_waiting, message.message_id):
            async with self._api.problems(message.address):
                await self._api.bot.send_chat_action(int(message.address), ChatAction.TYPING)

    async def _answer_press(self, message: Noticed, press_id: str) -> None:
        async with self._api.problems(message.address):
            await self._api.bot.answer_callback_query(press_id)

    async def _take_buttons_off(self, message: Noticed, message_id: int) -> None:
        asked = await asyncio.to_thread(self._text_of, _platform_id(message.address, message_id))
        text = f"{asked}\n\n✓ {message.pressed}"
        async with self._api.problems(message.address):
            if asked is not None and units(text) <= LONGEST:
                await self._api.bot.edit_message_text(
                    text, int(message.address), message_id, link_preview_options=NO_PREVIEW
                )
            else:
                await self._api.bot.edit_message_reply_markup(int(message.address), message_id)

    async def close(self) -> None:
        """Let go of connections."""
        await self._api.close()

    def _is_waiting(self, message_id: int) -> bool:
        query = select(messages.c.status).where(messages.c.id == message_id)
        with reading(self._store) as connection:
            return bool(connection.execute(query).scalar() == "received")

    def _text_of(self, platform_id: str) -> str | None:
        """The last part of a message, as it was sent."""
        query = select(messages.c.text, messages.c.payload, messages.c.author).where(
            messages.c.platform_id == platform_id
        )
        with reading(self._store) as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        custom = (row.payload or {}).get("custom") or {}
        return self._pieces(row.author, row.text, custom)[-1]


def keyboard(message_id: int, titles: Sequence[str]) -> list[list[InlineKeyboardButton]]:
    """Rows of buttons: one a row when labels are long, else two."""
    buttons = [
        InlineKeyboardButton(title, callback_data=outbox.key(message_id, n))
        for n, title in enumerate(titles)
    ]
    width = 2 if all(len(title) <= SHORT_LABEL for title in titles) else 1
    return [buttons[i : i + width] for i in range(0, len(buttons), width)]


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _platform_id(address: str, message_id: int) -> str:
    """Telegram counts messages per chat."""
    return f"{address}:{message_id}"


def _does_not_matter(problem: NotSent) -> bool:
    said = str(problem).lower()
    return isinstance(problem, Undeliverable) and any(fine in said for fine in FINE)
