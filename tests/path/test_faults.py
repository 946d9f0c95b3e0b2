"""A few of the faults of ``make faults``, so that none of them comes back unnoticed.

All of them, on both databases and with 20,000 messages: ``make faults``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.faults import kinds
from benchmarks.faults.__main__ import one
from benchmarks.faults.kinds import Kind
from benchmarks.faults.world import NotHere, World
from tests.channels import telegram_server, whatsapp_server
from tests.conftest import need


@pytest.fixture(scope="module")
def world(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    platforms = whatsapp_server.specified() and telegram_server.specified()
    made = World("sqlite", tmp_path_factory.mktemp("faults"), platforms)
    yield made
    made.close()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", [k for k in kinds.KINDS if k.quick], ids=lambda k: k.name)
def test_nothing_is_lost_doubled_or_out_of_order(world: World, kind: Kind) -> None:
    try:
        verdict = one(world, kind, 40)
    except NotHere as missing:
        need(False, str(missing))
    assert verdict.good, verdict
    assert verdict.messages >= 40 and verdict.answers >= verdict.messages


def test_there_are_at_least_forty_kinds_on_each_database() -> None:
    for database in ("sqlite", "postgresql"):
        assert sum(k.only in ("", database) for k in kinds.KINDS) >= 40
