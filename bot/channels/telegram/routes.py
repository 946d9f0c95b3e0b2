"""Telegram's webhook: is it Telegram? It does not talk to Telegram."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from bot.channels.telegram import setup
from bot.settings import Settings

router = APIRouter()


def prepare(settings: Settings) -> None:
    """Load Telegram's library, where it is used: a second that no message should wait for."""
    if _is_on(settings):
        from bot.channels.telegram import receiving  # noqa: F401


@router.post(setup.WEBHOOK, include_in_schema=False)
async def receive(request: Request) -> Response:
    """Take one update. Once this answers 200 it is stored, and will be answered."""
    settings: Settings = request.app.state.settings
    if not _is_on(settings):
        raise HTTPException(404, "Telegram staat hier niet aan.")
    given = request.headers.get("x-telegram-bot-api-secret-token", "")
    if not hmac.compare_digest(given.encode(), settings.telegram_secret.encode()):
        raise HTTPException(403, "Dit komt niet van Telegram.")
    from bot.channels.telegram import receiving

    return await receiving.receive(await request.body(), request.app.state)


def _is_on(settings: Settings) -> bool:
    return not setup.missing(settings) and not settings.telegram_polling
