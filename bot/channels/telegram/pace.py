"""How fast Telegram takes messages."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from bot.channels.sender import Pace

PER_SECOND = 25.0
"""To everybody together; Telegram says "30 messages per second or so"."""

APART_S = 1.0
"""Between two messages in one chat, by the same page, which "may allow short bursts"."""

BURST = 4
"""Messages in one chat that may go at once after a silence: a greeting is three, an ending four."""

MOST_CHATS = 10_000


@dataclass
class Bursts(Pace):
    """A pace that lets a few messages through at once (the generic cell rate algorithm)."""

    per_second: float = PER_SECOND
    full_at: dict[str, float] = field(default_factory=dict)
    """Per chat: when it has its whole burst again."""

    async def wait(self, address: str) -> None:
        """Wait for a turn."""
        at = time.monotonic()
        full = max(self.full_at.get(address, 0.0), at)
        turn = max(at, self.next_at, self.paused_until, full - (BURST - 1) * APART_S)
        self.full_at[address] = max(full, turn) + APART_S
        if len(self.full_at) > MOST_CHATS:
            self.full_at = {a: t for a, t in self.full_at.items() if t > at}
        self.next_at = max(at, self.next_at) + 1.0 / self.per_second
        await asyncio.sleep(turn - at)
