"""What an intake may know of other records: how busy brokers are, and whether its own arrived."""

from __future__ import annotations

import time
from functools import lru_cache

from sqlalchemy.engine import Engine

from bot.handoff import state
from bot.knowledge import Knowledge
from bot.settings import load as load_settings
from bot.store import connect, growth_questions

COUNTED_FOR_S = 60.0
"""Seconds that a count of the brokers' work is used."""

_store: Engine | None = None


def use(store: Engine) -> None:
    """Read from this database from now on: the engine's own."""
    global _store
    _store = store
    _load.cache_clear()


def broker_load() -> dict[str, int]:
    """Broker → growth questions in hand, at most a minute old."""
    return _load(int(time.monotonic() // COUNTED_FOR_S))


def deliveries(k: Knowledge, reference: str) -> list[str]:
    """How the handing over of a growth question stands, in words."""
    return [delivery["text"] for delivery in state.of_record(_database(), k, reference)]


@lru_cache(maxsize=1)
def _load(_minute: int) -> dict[str, int]:
    return growth_questions.in_hand(_database())


def _database() -> Engine:
    # An action server of its own has no engine to tell it.
    if _store is None:
        use(connect(load_settings().database))
    assert _store is not None
    return _store
