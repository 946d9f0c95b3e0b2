"""Worked cases: facts → verdicts with their reasons, one YAML file a subject.

Legend of a case:
    case      what it is about, in Dutch
    needs     ids of needs
    facts     field → value, as in the record; ``in_trouble: true`` for a firm in trouble
    today     the day of asking; 2026-11-26 where left out
    expect    instrument → verdict, or {verdict, "yes", "no", unknown: criteria, what_if: words
              in it}; YAML takes yes and no without quotes for something else
    absent    instruments that are not offered at all
    first     the instrument that comes first
    asks      the field that `most_telling` would ask for; none where nothing settles anything
    rule      the rule of the province's sources that it shows, if it does
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge import Knowledge
from bot.matching.match import match, most_telling
from bot.matching.models import CRITERIA

HERE = Path(__file__).resolve().parent
TODAY = date(2026, 11, 26)
LEAST = 120
KEYS = frozenset("case needs facts today expect absent first asks rule".split())
EXPECTED = frozenset("verdict yes no unknown what_if".split())

RULES = frozenset(
    """de-minimis sectorregels rechtsvorm niet-gestart indirecte-aanvrager zwaar-weer
    woonplaats-vs-vestiging openstellingsvenster""".split()
)
"""Exclusion rules of the province's sources (flevoland.yml, matching_rules)."""

CASES: list[tuple[str, dict[str, Any]]] = [
    (f"{file.stem}: {case['case']}", case)
    for file in sorted(HERE.glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", [c for _, c in CASES], ids=[name for name, _ in CASES])
def test_case(knowledge: Knowledge, case: dict[str, Any]) -> None:
    facts = case.get("facts") or {}
    found = match(knowledge, case["needs"], facts, case.get("today", TODAY))
    by_id = {one.instrument: one for one in found}
    assert set(case) <= KEYS, set(case) - KEYS
    for name, wanted in (case.get("expect") or {}).items():
        assert name in by_id, f"{name} is not there, but {list(by_id)}"
        wanted = wanted if isinstance(wanted, dict) else {"verdict": wanted}
        assert set(wanted) <= EXPECTED, f"{set(wanted) - EXPECTED} (quote yes and no)"
        one = by_id[name]
        assert one.verdict == wanted["verdict"], (name, one.criteria)
        for outcome in ("yes", "no", "unknown"):
            criteria = {c["criterion"] for c in one.criteria if c["outcome"] == outcome}
            missing = set(wanted.get(outcome, ())) - criteria
            assert not missing, f"{name}: {missing} not {outcome}: {one.criteria}"
        if "what_if" in wanted:
            assert wanted["what_if"] in (one.what_if or ""), (name, one.what_if)
        for criterion in one.criteria:
            assert criterion["because"], "every criterion has its words"
            assert "in aanmerking" not in criterion["because"]
    if case.get("rule") == "indirecte-aanvrager":
        assert any(by_id[name].via for name in case["expect"]), "who must apply"
    for name in case.get("absent", ()):
        assert name in knowledge.instruments_by_id, f"no such instrument: {name}"
        assert name not in by_id, by_id[name].verdict
    if "first" in case:
        assert found[0].instrument == case["first"], [(m.instrument, m.score) for m in found]
    if "asks" in case:
        assert most_telling(found, facts) == case["asks"]


def test_there_are_enough_and_every_rule_is_shown(knowledge: Knowledge) -> None:
    assert len(CASES) >= LEAST
    assert len({name for name, _ in CASES}) == len(CASES)
    assert {case["rule"] for _, case in CASES if "rule" in case} >= RULES
    refused = {
        criterion
        for _, case in CASES
        for wanted in (case.get("expect") or {}).values()
        if isinstance(wanted, dict)
        for criterion in wanted.get("no", ())
    }
    used = {c.name for i in knowledge.instruments for c in i.criteria}
    assert used <= set(CRITERIA) and used - refused <= {"budget"}, "each criterion refuses once"
    needs = {need for _, case in CASES for need in case["needs"]}
    assert needs == set(knowledge.needs_by_id), "every need"
