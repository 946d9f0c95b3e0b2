"""The trained model on the writers that it never learnt from.

Run with ``python -m benchmarks.nlu.heldout``; prints the tables of docs/understanding.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.nlu.entities import entity_figures
from benchmarks.nlu.figures import Answer, ece, intent_figures, need_figures
from bot.knowledge.examples import NEED, Example, read
from bot.paths import DATA, ROOT
from bot.training import model_path
from bot.understanding.reader import VAGUE, Reader
from bot.understanding.stored import reader_of

FILES = ROOT / "tests" / "understanding"
WRITERS = ("a", "b", "c", "d", "e")
CRISES = ("crisis_business", "crisis_personal")
DRAWS = 200


def main() -> None:
    """Read, and print one column a writer and one for all; then the values."""
    learnt = {e.text.lower() for e in read(DATA / "nlu")}
    reader = reader_of(model_path())
    sets: dict[str, list[Example]] = {}
    for name in WRITERS:
        every = read(FILES / f"heldout_{name}.jsonl")
        sets[name.upper()] = [
            e for e in every if len(e.text.split()) <= 3 or e.text.lower() not in learnt
        ]
    sets["all"] = [e for part in list(sets.values()) for e in part]
    columns = {name: _figures(part, _answers(reader, part)) for name, part in sets.items()}
    print("| figure | " + " | ".join(f"{n} ({len(sets[n])})" for n in sets) + " |")
    print("|---|" + "---:|" * len(sets))
    for figure in columns["all"]:
        print(f"| {figure} | " + " | ".join(f"{c[figure]:.3f}" for c in columns.values()) + " |")
    for title, examples in (
        ("examples", read(DATA / "nlu")),
        ("held out", read(FILES / "values_held_out.jsonl")),
        ("firms, looked at", read(FILES / "values_firms.jsonl")),
        ("firms, never looked at", read(FILES / "values_firms_closed.jsonl")),
    ):
        print(f"\nvalues, {title} ({len(examples)} sentences)")
        for entity, row in entity_figures(examples)["by_entity"].items():
            print(f"| {entity} | " + " | ".join(f"{value:.3f}" for value in row.values()) + " |")


def _answers(reader: Reader, examples: Sequence[Example]) -> list[Answer]:
    readings = [reader.read(e.text) for e in examples]
    return [
        Answer(
            {r.name: r.confidence for r in reading.intents},
            {r.name: r.confidence for r in reading.needs},
        )
        for reading in readings
    ]


def _figures(examples: Sequence[Example], answers: Sequence[Answer]) -> dict[str, float]:
    intents: dict[str, Any] = intent_figures([e.intent for e in examples], answers)
    told = [i for i, e in enumerate(examples) if e.intent == NEED and e.need not in (None, VAGUE)]
    needs = need_figures([str(examples[i].need) for i in told], [answers[i] for i in told])
    recall = {name: row["recall"] for name, row in intents["by_label"].items()}
    crises = [a for e, a in zip(examples, answers, strict=True) if e.intent in CRISES]
    said = [e for e, a in zip(examples, answers, strict=True) if a.intent() in CRISES]
    return {
        "intent accuracy": intents["accuracy"],
        "intent macro-F1": intents["macro_f1"],
        "needs top-1": needs["top1"],
        "needs top-3": needs["top3"],
        "crises heard": float(np.mean([a.intent() in CRISES for a in crises])),
        "heard as a crisis, right": float(np.mean([e.intent in CRISES for e in said])),
        "ask_human": recall.get("ask_human", float("nan")),
        "erase_data": recall.get("erase_data", float("nan")),
        "ECE of intents": intents["ece"],
        "ECE of needs": needs["calibration"]["ece"],
        "ECE of needs that chance alone gives": chance_ece(
            [max(answers[i].needs.values()) for i in told]
        ),
    }


def chance_ece(confidences: Sequence[float], draws: int = DRAWS, seed: int = 7) -> float:
    """Mean ECE of answers that are right exactly as often as they are sure.

    A few hundred answers in ten bins never come out at 0: below this nothing can be told.
    """
    rng = np.random.default_rng(seed)
    sure = np.asarray(confidences)
    return float(
        np.mean(
            [
                ece(sure.tolist(), (rng.random(len(sure)) < sure).tolist())["ece"]
                for _ in range(draws)
            ]
        )
    )


if __name__ == "__main__":
    main()
