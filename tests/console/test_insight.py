"""Insight: nothing below five, nothing exact, nothing to subtract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.engine import Engine

from bot.conversations import inbox
from bot.store import audit, growth_questions, insight, now, writing
from tests.console.conftest import Desk
from tests.store.records import record

SINCE, UNTIL = now() - timedelta(days=1), now() + timedelta(days=1)


def fill(store: Engine, municipality: str, need: str, number: int, start: int) -> None:
    with writing(store) as connection:
        for i in range(start, start + number):
            made = record(f"GV-2026-{i:06d}", municipality, need)
            growth_questions.put_record(connection, made, "entrepreneur")


@pytest.fixture()
def filled(shop: Engine) -> Engine:
    fill(shop, "urk", "lead_delegeren", 13, 0)
    fill(shop, "urk", "fin_liquiditeit", 4, 100)
    fill(shop, "dronten", "lead_delegeren", 1, 200)
    return shop


def test_small_and_exact_numbers_are_not_given(filled: Engine) -> None:
    counts = insight.triples(filled, SINCE, UNTIL)
    assert sum(n for _, n in counts) == 18
    table = insight.table(counts, 0, 2)
    assert table.cells == {("lead_delegeren", "urk"): 10}
    assert table.rows == ("lead_delegeren",) and table.columns == ("urk",)
    assert insight.by(filled, "need", SINCE, UNTIL) == {
        "lead_delegeren": 10, "fin_liquiditeit": None,
    }  # fmt: skip
    assert insight.unmet(filled, SINCE, UNTIL) == {"lead_delegeren": (10, 10)}


def test_one_more_cannot_be_told_from_totals(filled: Engine) -> None:
    """With 14 in all and 13 in one cell, neither says that there is one elsewhere."""
    total = insight.by(filled, "need", SINCE, UNTIL)["lead_delegeren"]
    cell = insight.table(insight.triples(filled, SINCE, UNTIL), 0, 2).cells
    assert total == cell["lead_delegeren", "urk"]


def test_page_and_files(desk: Callable[[str], Desk], filled: Engine) -> None:
    inbox.begin(filled, "website")
    sam, lies = desk("sam"), desk("lies")
    page = sam.get("/inzicht")
    assert page.status_code == 200 and "Loslaten en een laag eronder" in page.text
    assert "Dronten" not in page.text and ">13<" not in page.text and ">4<" not in page.text
    assert lies.get("/inzicht").status_code == 200
    assert lies.get("/inzicht/behoeften.csv").status_code == 403
    triple = sam.get("/inzicht/behoefte-sector-gemeente.csv").text.splitlines()
    assert triple[0].endswith("behoefte;sector;gemeente;minstens") and len(triple) == 2
    assert triple[1].endswith(";Urk;10")
    for name in ("trechter", "behoeften", "behoefte-gemeente", "zekerheid", "routes"):
        answer = sam.get(f"/inzicht/{name}.csv?jaar=2026")
        assert answer.status_code == 200 and answer.text.startswith("\ufeff"), name
    assert sam.get("/inzicht/iets.csv").status_code == 404
    assert sam.get("/inzicht?jaar=%00' or 1").status_code == 200
    assert audit.newest(filled)[0]["action"] == "insight.export"


def test_nothing_yet(desk: Callable[[str], Desk], shop: Engine) -> None:
    assert "Nog te weinig" in desk("sam").get("/inzicht").text
    assert insight.years(shop) is None
    long_ago = datetime(2020, 1, 1, tzinfo=timezone.utc)
    assert insight.triples(shop, long_ago, SINCE) == []
    steps = insight.funnel(shop, long_ago, SINCE)
    assert [n for _, n in steps] == [None] * 5
