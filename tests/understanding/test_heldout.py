"""Messages of strangers, written apart from all examples and never learnt from.

Each file holds the sentences of one writer in many voices; the figures to reach are those of
`make eval-nlu`, within three points.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from benchmarks.nlu.figures import Answer, need_figures
from bot.knowledge.examples import NEED, read
from bot.paths import DATA
from tests.talk import Talk
from tests.understanding.parsing import parse

FILES = sorted(Path(__file__).parent.glob("heldout_*.jsonl"))
CRISIS = {"crisis_business", "crisis_personal"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_strangers_are_understood(path: Path, talk: Talk) -> None:
    examples = read(path)
    parsed = [parse(talk, example.text) for example in examples]
    said = [p["intent"]["name"] for p in parsed]
    accuracy = np.mean([e.intent == s for e, s in zip(examples, said, strict=True)])
    told = [i for i, e in enumerate(examples) if e.intent == NEED]
    needs = need_figures(
        [str(examples[i].need) for i in told],
        [Answer({}, {n["id"]: n["confidence"] for n in parsed[i]["needs"]}) for i in told],
    )
    figures = {
        "accuracy": round(float(accuracy), 3),
        "top1": round(needs["top1"], 3),
        "top3": round(needs["top3"], 3),
    }
    assert accuracy >= 0.90, figures
    assert needs["top1"] >= 0.80, figures
    assert needs["top3"] >= 0.92, figures


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_somebody_in_trouble_is_heard(path: Path, talk: Talk) -> None:
    known = yaml.safe_load((path.parent / "still_wrong.yml").read_text(encoding="utf-8"))
    misunderstood = {text for entries in known.values() for text in entries}
    missed = [
        example.text
        for example in read(path)
        if example.intent in CRISIS and parse(talk, example.text)["intent"]["name"] not in CRISIS
    ]
    assert set(missed) <= misunderstood, missed


def test_no_held_out_message_is_an_example() -> None:
    def plain(texts: Any) -> set[str]:
        return {" ".join(text.lower().split()) for text in texts}

    examples = plain(e.text for e in read(DATA / "nlu"))
    for path in FILES:
        held_out = plain(e.text for e in read(path) if len(e.text.split()) > 3)
        assert held_out & examples == set()
