"""Values in sentences that no rule was written from, marked before the extractors read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.nlu.entities import entity_figures
from bot.knowledge.examples import read

HELD_OUT = read(Path(__file__).parent / "values_held_out.jsonl")
LEAST = {
    "municipality": 0.97,
    "place": 0.97,
    "amount_eur": 0.97,
    "employees": 0.92,
    "period_months": 0.92,
    "legal_form": 0.85,
    "sector": 0.70,
}
"""F1 that is held, a little under what is reached (docs/understanding.md)."""


@pytest.mark.parametrize("entity", LEAST)
def test_held_out_values_are_found(entity: str) -> None:
    assert entity_figures(HELD_OUT)["by_entity"][entity]["f1"] >= LEAST[entity]
