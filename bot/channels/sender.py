"""Brings the stored messages to the platforms: in order, with retries, at the platform's pace."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from dataclasses import dataclass, field
from typing import Any, Callable

from sqlalchemy.engine import Engine

from bot import logs
from bot.channels.port import (
    Blocked,
    NotAllowed,
    NotSent,
    OutsideWindow,
    Platform,
    TryLater,
    Undeliverable,
)
from bot.conversations import sending
from bot.conversations.sending import Outgoing
from bot.conversations.wake import set_within
from bot.store import StoreUnavailable
from bot.store.clock import Clock
from bot.store.together import Together

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.15
"""How often is looked for something to send; more often would cost more than it shows."""

MOST_AT_ONCE = 20
"""Messages on their way at the same time, each of another conversation."""

WRITTEN_AT_ONCE = 4
"""Of them in one transaction: this process gives way to others, also while they wait for it."""

NOTICED_AT_ONCE = 4
"""Messages that are shown as read at the same time. Where more came in since the last look none is:
whoever writes in a burst waits for an answer, and showing takes as much of this machine."""

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 300.0
"""Back-off with full jitter: M. Brooker, "Exponential Backoff and Jitter" (AWS, 2015)."""

NOT_ALLOWED_WAIT_S = 60.0

GIVE_UP_AFTER_S = 3 * 86400.0
"""An answer that could not be sent for so long helps nobody; it stays in the transcript."""


@dataclass
class Pace:
    """How fast a platform takes messages."""

    per_second: float
    """Messages a second, to everybody together."""
    apart_s: float = 0.0
    """Seconds between two messages to the same person."""
    next_at: float = 0.0
    paused_until: float = 0.0
    last_to: dict[str, float] = field(default_factory=dict)

    async def wait(self, address: str) -> None:
        """Wait for a turn."""
        at = time.monotonic()
        turn = max(at, self.next_at, self.paused_until)
        if self.apart_s:
            turn = max(turn, self.last_to.get(address, 0.0) + self.apart_s)
            self.last_to[address] = turn
            if len(self.last_to) > 10_000:
                self.last_to = {a: t for a, t in self.last_to.items() if t > at - self.apart_s}
        self.next_at = max(at, self.next_at) + 1.0 / self.per_second
        await asyncio.sleep(turn - at)


class Sender:
    """Sends until it is cancelled.

    Args:
        platforms: each with its pace.
    """

    def __init__(
        self,
        store: Engine,
        platforms: dict[str, tuple[Platform, Pace]],
        rng: random.Random | None = None,
    ) -> None:
        self._store, self._platforms = store, platforms
        self._together = Together(store, most=WRITTEN_AT_ONCE)
        self._rng = rng or random.Random()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._claimed: set[int] = set()
        self._notices: set[asyncio.Task[None]] = set()
        self._look = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled."""
        seen: int | None = None
        clock = Clock(self._store)
        renewing = asyncio.create_task(self._renew())
        try:
            while True:
                try:
                    if await asyncio.to_thread(clock.look) or seen is None:
                        await self._write(sending.release_in_window)
                    if seen is None:
                        seen = await asyncio.to_thread(sending.newest_message, self._store)
                    seen = await self._notice(seen)
                    await self._send_waiting()
                except StoreUnavailable as problem:
                    log.warning("nothing can be sent now: %s", problem)
                await set_within(self._look, LOOK_EVERY_S)
                self._look.clear()
        finally:
            # What is on its way is waited for: sent and not written down would be sent twice.
            working = [*self._busy.values(), *self._notices]
            for task in self._notices:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
            renewing.cancel()
            self._together.close()

    async def _send_waiting(self) -> None:
        now = time.monotonic()
        channels = [name for name, (_, pace) in self._platforms.items() if pace.paused_until <= now]
        if not channels or len(self._busy) >= MOST_AT_ONCE:
            return
        for message_id in await asyncio.to_thread(sending.waiting, self._store, channels):
            if len(self._busy) >= MOST_AT_ONCE:
                return
            if message_id not in self._busy:
                self._busy[message_id] = asyncio.create_task(self._send(message_id))

    async def _send(self, message_id: int) -> None:
        try:
            out = await self._write(sending.claim, message_id)
            if out is not None:
                self._claimed.add(message_id)
                await self._bring(out)
        except StoreUnavailable as problem:
            # The lease ends by itself; then it is sent, perhaps for the second time.
            log.warning("message %s: %s", message_id, problem)
        except Exception:
            log.exception("message %s", message_id)
        finally:
            self._claimed.discard(message_id)
            self._busy.pop(message_id, None)
            self._look.set()

    async def _renew(self) -> None:
        """Keep the leases of what takes long: a platform that hangs, a long pause for its pace."""
        while True:
            await asyncio.sleep(sending.LEASE_S / 3)
            try:
                await self._write(sending.renew, list(self._claimed))
            except StoreUnavailable as problem:
                log.warning("leases not renewed: %s", problem)

    async def _bring(self, out: Outgoing) -> None:
        platform, pace = self._platforms[out.channel]
        logs.talk.set(out.conversation_id)
        try:
            parts = platform.parts(out)
            for number in range(out.parts_sent, len(parts)):
                await pace.wait(out.address)
                platform_id = await platform.send(out, parts[number])
                last = number + 1 == len(parts)
                await self._write(sending.part_sent, out, number + 1, platform_id, last)
            if out.parts_sent >= len(parts):
                await self._write(sending.sent, out)
        except OutsideWindow as problem:
            await self._outside_window(out, platform, str(problem))
        except Blocked as problem:
            await self._write(sending.blocked, out, str(problem))
        except Undeliverable as problem:
            log.error("message %s will not arrive: %s", out.message_id, problem)
            await self._write(sending.failed, out, str(problem))
        except NotAllowed as problem:
            log.error("%s: %s", out.channel, problem)
            pace.paused_until = time.monotonic() + NOT_ALLOWED_WAIT_S
            await self._write(sending.later, out, str(problem), NOT_ALLOWED_WAIT_S, False)
        except TryLater as problem:
            await self._try_later(out, pace, problem)
        except StoreUnavailable:
            raise
        except Exception as problem:
            # A fault of ours: said aloud, and not repeated without end.
            log.exception("message %s", out.message_id)
            await self._try_later(
                out, pace, TryLater(f"onverwachte fout: {type(problem).__name__}")
            )

    async def _try_later(self, out: Outgoing, pace: Pace, problem: TryLater) -> None:
        if time.time() - out.created_at > GIVE_UP_AFTER_S:
            await self._write(sending.failed, out, str(problem))
            return
        longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(out.attempts, 30))
        wait = max(self._rng.uniform(0.0, longest), problem.wait_s or 0.0)
        if problem.for_all:
            pace.paused_until = max(pace.paused_until, time.monotonic() + wait)
        await self._write(sending.later, out, str(problem), wait)

    async def _outside_window(self, out: Outgoing, platform: Platform, why: str) -> None:
        """Hold it back; and tell them by a template that it waits, if there is one."""
        if not out.nudged and await self._write(sending.nudge, out, True):
            try:
                await platform.nudge(out)
            except TryLater as problem:
                await self._write(sending.nudge, out, False)
                await self._try_later(out, self._platforms[out.channel][1], problem)
                return
            except NotSent as problem:
                log.warning("message %s: no template could be sent: %s", out.message_id, problem)
        await self._write(sending.held, out, why)

    async def _write(self, what: Callable[..., Any], *values: Any) -> Any:
        [result] = await self._together.do([lambda connection: what(connection, *values)])
        return result

    async def _notice(self, seen: int) -> int:
        """Show what came in as read. Best effort: nothing depends on it."""
        channels = list(self._platforms)
        came = await asyncio.to_thread(sending.came_in, self._store, channels, seen)
        for message in came:
            seen = message.message_id
            if len(came) <= NOTICED_AT_ONCE and len(self._notices) < NOTICED_AT_ONCE:
                task = asyncio.create_task(self._show(message))
                self._notices.add(task)
                task.add_done_callback(self._notices.discard)
        return seen

    async def _show(self, message: sending.Noticed) -> None:
        try:
            await self._platforms[message.channel][0].noticed(message)
        except NotSent as problem:
            log.info("message %s not shown as read: %s", message.message_id, problem)
        except Exception:
            log.exception("message %s", message.message_id)
