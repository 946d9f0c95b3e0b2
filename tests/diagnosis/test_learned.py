"""Learning from confirmed intakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.diagnosis.belief import tables
from bot.diagnosis.learned import STRENGTH, Counts, count, with_counts
from bot.knowledge import Knowledge


def intake(need: str, confirmed: bool, **answers: str) -> dict[str, Any]:
    evidence = [
        {"kind": "chosen", "question_id": question, "answer": answer}
        for question, answer in answers.items()
    ]
    return {"needs": [{"id": need, "confirmed": confirmed, "evidence": evidence}]}


def test_only_recognised_needs_and_chosen_answers_count(knowledge: Knowledge) -> None:
    option = knowledge.questions_by_id["h_te_druk"].options[1]
    counts = count(
        knowledge,
        [
            intake("lead_delegeren", True, h_te_druk=option.text),
            intake("lead_delegeren", True, h_te_druk=option.text, readback="Ja"),
            intake("lead_delegeren", False, h_te_druk=option.text),
            intake("taken_out", True, h_te_druk=option.text),
            intake("tal_werven", True, h_te_druk="iets heel anders"),
        ],
    )
    assert counts.intakes == 3
    assert counts.answers == {"h_te_druk": {"lead_delegeren": {option.id: 2}}}


def test_many_intakes_move_the_table_and_only_there(knowledge: Knowledge) -> None:
    option = knowledge.questions_by_id["h_te_druk"].options[1].id
    before = tables(knowledge)
    need, column = before.index["lead_delegeren"], before.option_index["h_te_druk"][option]
    expected = knowledge.questions_by_id["h_te_druk"].options
    row = [o.base * o.lr.get("lead_delegeren", 1.0) for o in expected]
    p = row[column] / sum(row)
    for times in (1, 100):
        counts = Counts(times, {"h_te_druk": {"lead_delegeren": {option: times}}})
        after = tables(with_counts(knowledge, counts))
        noise = knowledge.policy.answer_noise
        wanted = (STRENGTH * p + times) / (STRENGTH + times)
        assert after.likelihood["h_te_druk"][need, column] == pytest.approx(
            (1 - noise) * wanted + noise / len(expected)
        )
        other = before.index["tal_werven"]
        assert after.likelihood["h_te_druk"][other] == pytest.approx(
            before.likelihood["h_te_druk"][other]
        )
        assert after.likelihood["h_geld"] == pytest.approx(before.likelihood["h_geld"])


def test_a_file_of_counts(tmp_path: Path) -> None:
    counts = Counts(2, {"h_geld": {"tal_werven": {"a": 2}}})
    file = tmp_path / "counts.json"
    file.write_text(counts.to_json())
    assert Counts.read(file) == counts and Counts.read(file).version == counts.version
    file.write_text("[]")
    with pytest.raises(ValueError, match="geen telling"):
        Counts.read(file)


def test_counts_are_used_only_when_a_coordinator_says_so(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actions.intake import knowledge_in_use

    option = knowledge.questions_by_id["h_te_druk"].options[1].id
    file = tmp_path / "counts.json"
    file.write_text(Counts(50, {"h_te_druk": {"lead_delegeren": {option: 50}}}).to_json())
    knowledge_in_use.cache_clear()
    assert knowledge_in_use() is knowledge
    monkeypatch.setenv("BOT_LEARNED", str(file))
    knowledge_in_use.cache_clear()
    try:
        used = knowledge_in_use()
        assert used.questions_by_id["h_te_druk"] != knowledge.questions_by_id["h_te_druk"]
        assert used.questions_by_id["h_geld"] == knowledge.questions_by_id["h_geld"]
    finally:
        knowledge_in_use.cache_clear()
