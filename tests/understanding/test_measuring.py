"""The measuring itself: what the figures of an evaluation rest on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.nlu import encoded, report
from benchmarks.nlu.__main__ import _robustness, _typed_otherwise
from benchmarks.nlu.entities import entity_figures
from benchmarks.nlu.figures import Answer
from benchmarks.nlu.heldout import chance_ece
from bot.knowledge.examples import Example, Marked
from bot.understanding.features import encode


def test_few_answers_have_an_error_of_calibration_by_chance_alone() -> None:
    assert chance_ece([0.6, 0.8, 0.9] * 10) > 0.03
    assert chance_ece([0.6, 0.8, 0.9] * 3000) < 0.01


def test_a_remembered_sentence_vector_is_the_encoders_own() -> None:
    texts = ["we zoeken personeel", "de bank zegt nee", "we zoeken personeel"]
    first = encoded.encode(texts)
    assert np.allclose(first, encode(texts), atol=1e-6)
    assert np.array_equal(first, encoded.encode(texts))


def test_an_answer_that_changes_with_the_typing_is_counted() -> None:
    typed = [("typos", "een", "eem"), ("typos", "twee", "tee"), ("fillers", "drie", "drie hoor")]
    same = Answer({"express_need": 0.9, "inform": 0.1}, {"a": 0.8, "b": 0.2})
    other = Answer({"express_need": 0.2, "inform": 0.8}, {"a": 0.8, "b": 0.2})
    rows = {r["changed"]: r for r in _robustness(typed, [same, same, same, other, same, same])}
    assert rows["typos"]["same_intent"] == 0.5
    assert rows["fillers"]["same_intent"] == 1.0
    assert rows["all of these"]["messages"] == 3


def test_the_same_messages_are_typed_again_each_time() -> None:
    texts = [f"wij zoeken al {n} jaar een goede monteur in de polder" for n in range(30)]
    assert _typed_otherwise(texts) == _typed_otherwise(texts)
    assert all(old != new for _, old, new in _typed_otherwise(texts))


def test_a_sector_within_the_companys_name_needs_no_mark() -> None:
    text = "haal mij uit jullie bestand, Slagerij van 't Hof"
    name = text[29:]
    marked = Example(text, "erase_data", None, (Marked("company_name", name, 29, len(text)),))
    assert [m["entity"] for m in entity_figures([marked])["mistakes"]] == []


def test_the_tables_in_docs_hold_what_was_measured(tmp_path: Path) -> None:
    target = tmp_path / "figures.md"
    calibration = {"bins": [{"sure": 0.9, "right": 0.8, "count": 5}]}
    rows = [{"system": "ours", "accuracy": 0.8617}]
    report.markdown({"about": "12 examples", "systems": rows, "calibration": calibration}, target)
    text = target.read_text()
    assert "| ours | 0.862 |" in text
    assert "| 0.900 | 0.800 | 5 |" in text
