"""What an intake may know of other records: how busy brokers are, and whether its own arrived."""

from __future__ import annotations

import time
from functools import lru_cache

from sqlalchemy.engine import Engine

from bot.handoff import state
from bot.knowledge import Knowledge
from bot.moments import day_in_words
from bot.privacy import holds, own_words
from bot.privacy import own_data as own
from bot.privacy.periods import periods
from bot.settings import load as load_settings
from bot.store import connect, growth_questions, reading

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


def own_data(k: Knowledge, conversation_id: str) -> list[str]:
    """What is kept of somebody, in words, with a link to all of it."""
    settings = load_settings()
    known = own.in_short(_database(), conversation_id, periods(settings))
    if known is None:
        return [k.texts.get("own_data.nothing")[0]]
    token = own.make_link(_database(), conversation_id)
    base = settings.public_url or f"http://127.0.0.1:{settings.port}"
    return own_words.lines(known, f"{base.rstrip('/')}/gegevens/{token}", k.texts)


def held(conversation_id: str) -> tuple[str, str] | None:
    """Why what is kept of somebody may not be erased now, and until what day."""
    with reading(_database()) as connection:
        found = holds.of_talk(connection, conversation_id)
    return (found[0], day_in_words(found[1])) if found else None


@lru_cache(maxsize=1)
def _load(_minute: int) -> dict[str, int]:
    return growth_questions.in_hand(_database())


def _database() -> Engine:
    # An action server of its own has no engine to tell it.
    if _store is None:
        use(connect(load_settings().database))
    assert _store is not None
    return _store
