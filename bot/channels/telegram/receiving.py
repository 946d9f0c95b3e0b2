"""One update of Telegram: what is it, store it. Loads Telegram's library."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Mapping

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response

from bot.channels.telegram import taking, updates

log = logging.getLogger(__name__)


async def receive(body: bytes, state: Any) -> Response:
    """Take one update that is really Telegram's, in JSON.

    Args:
        state: of the web application.
    """
    read = await asyncio.to_thread(_read, body, state.words)
    if isinstance(read, updates.Group):
        call = _groups(state).next_call(read)
        # Telegram reads a method to call from the answer.
        return JSONResponse(call) if call else Response()
    if isinstance(read, updates.Nothing):
        log.warning("telegram: nothing for us in %s", read.what)
        return Response()
    longest = state.settings.max_message_characters
    [outcome] = await state.together.do(
        [lambda connection: taking.store(connection, read, state.words, longest)]
    )
    if outcome == "stored":
        state.router.poke()
    return Response()


def _read(body: bytes, words: Mapping[str, str]) -> updates.Read:
    try:
        return updates.read(json.loads(body), words)
    except (ValueError, RecursionError) as problem:
        why = str(problem) if isinstance(problem, updates.NotAnUpdate) else type(problem).__name__
        log.warning("telegram: not an update (%s)", why)
        raise HTTPException(400, "Dit is geen bericht van Telegram.") from None


def _groups(state: Any) -> taking.Groups:
    if not hasattr(state, "telegram_groups"):
        state.telegram_groups = taking.Groups(state.words)
    groups: taking.Groups = state.telegram_groups
    return groups
