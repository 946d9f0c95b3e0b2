"""What a process loaded stays out of the collector's way, and what replaced it takes its place."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot import lasting


class Loaded:
    """Something with a circle in it, which only the collector takes away."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_the_collector_looks_through_nothing_that_was_loaded() -> None:
    lasting.keep()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 1_000


def test_what_was_replaced_goes_at_the_next_time() -> None:
    loaded = Loaded()
    gone = weakref.ref(loaded)
    lasting.keep()
    del loaded
    gc.collect()
    assert gone() is not None, "the collector does not look there"
    lasting.keep()
    assert gone() is None
