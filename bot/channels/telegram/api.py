"""Telegram's Bot API, by its library; its errors as ours."""

from __future__ import annotations

import contextlib
import logging
import time
from datetime import timedelta
from typing import Any, AsyncIterator

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.port import Blocked, NotAllowed, NotSent, TryLater, Undeliverable
from bot.channels.telegram.updates import ALLOWED

log = logging.getLogger(__name__)

TIMEOUT_S = 10.0
"""For one request; shorter than the lease on a message (``sending.LEASE_S``)."""

CONNECTIONS = 64

POLL_S = 25
"""How long Telegram keeps a question for messages open."""

NOBODY = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
"""What Telegram says, in a bad request, of somebody who is not there."""

# Both write whole requests to the log when asked for everything: words of people, and the token.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("telegram").setLevel(logging.WARNING)


class Api:
    """One bot.

    Args:
        address: of the Bot API, Telegram's or one's own.
    """

    def __init__(self, token: str, address: str) -> None:
        base = address.rstrip("/")
        # The first is for getUpdates, which stays open.
        self._requests = [_request(1), _request(CONNECTIONS)]
        # Not initialised: that would ask who we are first, and fail where Telegram is away.
        self.bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._flooded: dict[str, float] = {}

    async def close(self) -> None:
        """Let go of connections."""
        for request in self._requests:
            await request.shutdown()

    async def updates(self, offset: int | None) -> list[Any]:
        """Wait for updates, as they come (in JSON); those below the offset are done with."""
        wanted: dict[str, Any] = {"timeout": POLL_S, "allowed_updates": ALLOWED}
        if offset is not None:
            wanted["offset"] = offset
        async with self.problems(""):
            # Not its method of that name: that reads all of them at once, so that one that it
            # cannot read would hold up the others for ever. Spelt so that it does not object.
            found = await self.bot.do_api_request(
                "get_Updates", api_kwargs=wanted, read_timeout=POLL_S + TIMEOUT_S
            )
        return found if isinstance(found, list) else []

    @contextlib.asynccontextmanager
    async def problems(self, address: str) -> AsyncIterator[None]:
        """What goes wrong inside, as our errors.

        Args:
            address: whom it concerns; empty where it is nobody in particular.
        """
        try:
            yield
        except TelegramError as problem:
            raise self._problem(problem, address) from None

    def _problem(self, problem: TelegramError, address: str) -> NotSent:
        why = f"Telegram: {type(problem).__name__}: {problem}"[:180]
        if isinstance(problem, RetryAfter):
            wait = _seconds(problem.retry_after)
            return TryLater(why, wait, self._for_all(address, wait))
        if isinstance(problem, (Forbidden, ChatMigrated)):
            return Blocked(why)
        if isinstance(problem, (InvalidToken, EndPointNotFound)):
            return NotAllowed("Telegram: het token wordt geweigerd")
        if isinstance(problem, BadRequest):
            if any(said in str(problem).lower() for said in NOBODY):
                return Blocked(why)
            return Undeliverable(why)
        return TryLater(why)  # time-outs, connections, 5xx, another one that polls

    def _for_all(self, address: str, wait_s: float) -> bool:
        """Whether "too many requests" concerns everybody.

        Telegram says how long to wait before "the request can be repeated", not whom it is about.
        Mostly it is one chat, and somebody who floods us must not hold up the others; when a
        second chat meets it meanwhile, it is the bot.
        """
        at = time.monotonic()
        self._flooded = {a: until for a, until in self._flooded.items() if until > at}
        others = self._flooded.keys() - {address}
        self._flooded[address] = at + wait_s
        return bool(others) or not address


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=TIMEOUT_S,
        write_timeout=TIMEOUT_S,
        connect_timeout=TIMEOUT_S,
        pool_timeout=TIMEOUT_S,
    )


def _seconds(value: int | timedelta) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(value)
