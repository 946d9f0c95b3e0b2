"""Telegram's webhook: is it Telegram, what is it, store it. It does not talk to Telegram."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from bot.channels.telegram import setup

if TYPE_CHECKING:
    from bot.channels.telegram.taking import Groups

log = logging.getLogger(__name__)
router = APIRouter()


@router.post(setup.WEBHOOK, include_in_schema=False)
async def receive(request: Request) -> Response:
    """Take one update. Once this answers 200 it is stored, and will be answered."""
    state = request.app.state
    settings = state.settings
    if setup.missing(settings) or settings.telegram_polling:
        raise HTTPException(404, "Telegram staat hier niet aan.")
    given = request.headers.get("x-telegram-bot-api-secret-token", "")
    if not hmac.compare_digest(given.encode(), settings.telegram_secret.encode()):
        raise HTTPException(403, "Dit komt niet van Telegram.")
    body = await request.body()
    outcome, call = await asyncio.to_thread(_take, state, body)
    if outcome == "stored":
        state.router.poke()
    # Telegram reads a method to call from the answer.
    return JSONResponse(call) if call else Response()


def _take(state: Any, body: bytes) -> tuple[str | None, dict[str, Any] | None]:
    """Read and store an update; what became of it, and what Telegram is to do at once."""
    # Telegram's library, only where it is used.
    from bot.channels.telegram import taking, updates

    try:
        read = updates.read(json.loads(body), state.words)
    except (ValueError, RecursionError) as problem:
        why = str(problem) if isinstance(problem, updates.NotAnUpdate) else type(problem).__name__
        log.warning("telegram: not an update (%s)", why)
        raise HTTPException(400, "Dit is geen bericht van Telegram.") from None
    if isinstance(read, updates.Group):
        return None, _groups(state).next_call(read)
    if isinstance(read, updates.Nothing):
        log.warning("telegram: nothing for us in %s", read.what)
    settings = state.settings
    longest = settings.max_message_characters
    return taking.store(state.store, read, state.words, longest), None


def _groups(state: Any) -> Groups:
    from bot.channels.telegram.taking import Groups

    if not hasattr(state, "telegram_groups"):
        state.telegram_groups = Groups(state.words)
    groups: Groups = state.telegram_groups
    return groups
