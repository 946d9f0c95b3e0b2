"""Wakes who waits for news of a conversation, inside one process.

Only a hint: whoever waits also looks at the database by itself now and then, because the news may
come from another process.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait until the event is set, or so long; whether it is set.

    Python 3.10's ``wait_for`` loses a cancellation that comes in the moment in which the event is
    set (python/cpython#86296): whoever waited for us to end would wait for ever.
    """
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait([waiting], timeout=seconds)
    finally:
        waiting.cancel()
    return event.is_set()


class Wake:
    """One event loop's waiting room."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def news(self, conversation_id: str) -> None:
        """Something new stands in the database for this conversation."""
        for event in self._waiting.get(conversation_id, ()):
            event.set()

    async def wait(self, conversation_id: str, timeout_s: float) -> None:
        """Return at the next news, or after ``timeout_s`` seconds."""
        event = asyncio.Event()
        self._waiting[conversation_id].add(event)
        try:
            await set_within(event, timeout_s)
        finally:
            waiting = self._waiting[conversation_id]
            waiting.discard(event)
            if not waiting:
                del self._waiting[conversation_id]
