"""`make eval-nlu`: everything about understanding in one run.

Prints tables, writes ``var/bench/nlu.json`` and ``var/bench/nlu.html``. Any file in Rasa's NLU
format or JSON lines (``{"text", "intent", "need"?, "entities"?, "voice"?}``) can take the place of
the project's own examples, or be the set that is tested on (``--test``).
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nlu import cost, perturb, report
from benchmarks.nlu.entities import entity_figures
from benchmarks.nlu.figures import Answer, intent_figures, need_figures
from benchmarks.nlu.folds import SEED, folds
from benchmarks.nlu.systems import EncoderOnly, NGramSvm, Ours, RasaDefault, System
from bot.knowledge.examples import NEED, Example, read
from bot.paths import DATA, VAR
from bot.understanding.reader import VAGUE

TARGETS = (
    ("intent accuracy", "accuracy", 0.94),
    ("intent macro-F1", "macro_f1", 0.92),
    ("needs top-1", "top1", 0.72),
    ("needs top-3", "top3", 0.90),
)
RECALLS = (
    ("crisis_business", 0.98),
    ("crisis_personal", 0.98),
    ("ask_human", 0.97),
    ("erase_data", 0.97),
)
CURVE = (0.1, 0.25, 0.5, 0.75, 1.0)
PERTURBED = 1000
"""Messages that are typed again in each other way."""


def main() -> None:
    """Run what was asked for."""
    args = _arguments()
    examples = read(args.data)
    if args.test:
        test = read(args.test)
        splits = [
            (list(range(len(examples))), list(range(len(examples), len(examples) + len(test))))
        ]
        examples = [*examples, *test]
        about = f"{len(splits[0][0])} examples of {args.data}, tested on {len(test)} of {args.test}"
    else:
        splits = list(folds(examples, args.folds, by_voice=args.by_voice))
        kept = "voices and near-duplicates" if args.by_voice else "near-duplicates"
        about = f"{len(examples)} examples of {args.data}, {args.folds} folds, {kept} kept together"
    print(about)
    systems: list[System] = [Ours()]
    if not args.quick:
        systems += [EncoderOnly(), NGramSvm()]
    result: dict[str, Any] = {"about": about, "systems": []}
    details: dict[str, Any] = {}
    for system in systems:
        figures = _cross_validate(system, examples, splits)
        details[system.name] = figures
        result["systems"].append(_row(system.name, figures))
        print(result["systems"][-1], flush=True)
    if args.diet:
        few = splits[: args.diet]
        system = RasaDefault(args.diet_epochs)
        result["systems"].append(
            _row(f"{system.name}, {len(few)} fold(s)", _cross_validate(system, examples, few))
        )
        print(result["systems"][-1], flush=True)
        if len(few) < len(splits):
            result["systems"].append(
                _row(f"ours, the same {len(few)} fold(s)", _cross_validate(Ours(), examples, few))
            )
            print(result["systems"][-1], flush=True)
    _add_ours(result, details["ours"])
    entities = entity_figures(examples)
    result["entities"] = [
        {"entity": name, **figures} for name, figures in entities["by_entity"].items()
    ]
    result["entity_mistakes"] = entities["mistakes"]
    if not args.quick:
        result["robustness"] = _robustness(examples, splits[0])
        result["learning_curve"], result["most_to_gain"] = _learning_curve(examples, splits[0])
        result["cost"] = [cost.measure(args.data)]
    _print(result)
    target = VAR / "bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{args.name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1))
    report.write(result, target / f"{args.name}.html")
    print(f"\nwritten: {target / args.name}.json and .html")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make eval-nlu", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "nlu", help="examples to learn from")
    parser.add_argument("--test", type=Path, help="examples to test on, in place of folds")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--by-voice", action="store_true", help="nobody's sentences on both sides")
    parser.add_argument("--quick", action="store_true", help="ours only, and no curve or cost")
    parser.add_argument("--diet", type=int, default=0, metavar="FOLDS", help="folds for DIET")
    parser.add_argument("--diet-epochs", type=int, default=100)
    parser.add_argument("--name", default="nlu", help="name of the files that are written")
    return parser.parse_args()


def _cross_validate(
    system: System, examples: Sequence[Example], splits: Iterable[tuple[list[int], list[int]]]
) -> dict[str, Any]:
    gold: list[Example] = []
    answers: list[Answer] = []
    for train, test in splits:
        system.fit([examples[i] for i in train])
        answers += system.answer([examples[i].text for i in test])
        gold += [examples[i] for i in test]
    figures = _figures(gold, answers)
    alone = [i for i, e in enumerate(gold) if not e.answer]
    if 0 < len(alone) < len(gold):
        # An answer to an open question is read with the story before it, not by itself.
        figures["alone"] = _figures([gold[i] for i in alone], [answers[i] for i in alone])
    return figures


def _figures(gold: Sequence[Example], answers: Sequence[Answer]) -> dict[str, Any]:
    told = [i for i, e in enumerate(gold) if e.intent == NEED and e.need != VAGUE]
    vague = [a for e, a in zip(gold, answers, strict=True) if e.need == VAGUE]
    return {
        "intents": intent_figures([e.intent for e in gold], answers),
        "needs": need_figures([str(gold[i].need) for i in told], [answers[i] for i in told])
        if told
        else None,
        # How sure a need is heard in texts that tell none; lower is better.
        "vague_mean_top_need": float(np.mean([max(a.needs.values()) for a in vague]))
        if vague
        else None,
    }


def _row(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    intents, needs = figures["intents"], figures["needs"]
    row = {
        "system": name,
        "accuracy": intents["accuracy"],
        "macro_f1": intents["macro_f1"],
        "intent_ece": intents["ece"],
    }
    if needs:
        row |= {
            "top1": needs["top1"],
            "top3": needs["top3"],
            "need_ece": needs["calibration"]["ece"],
        }
    if figures["vague_mean_top_need"] is not None:
        row["vague_top_need"] = figures["vague_mean_top_need"]
    row = {
        key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()
    }
    if "alone" in figures:
        only = _row("", figures["alone"])
        row |= {f"{key}_alone": only[key] for key in ("accuracy", "macro_f1", "top1", "top3")}
    return row


def _add_ours(result: dict[str, Any], figures: dict[str, Any]) -> None:
    intents, needs = figures["intents"], figures["needs"]
    row = result["systems"][0]
    targets = [
        {
            "figure": name,
            "to_reach": least,
            "reached": row[key],
            "ok": "yes" if row[key] >= least else "no",
        }
        for name, key, least in TARGETS
        if key in row
    ]
    for intent, least in RECALLS:
        if intent in intents["by_label"]:
            recall = intents["by_label"][intent]["recall"]
            targets.append(
                {
                    "figure": f"recall of {intent}",
                    "to_reach": least,
                    "reached": recall,
                    "ok": "yes" if recall >= least else "no",
                }
            )
    result["targets"] = targets
    result["by_intent"] = [{"intent": name, **f} for name, f in intents["by_label"].items()]
    result["intent_confusions"] = intents["confusions"]
    if needs:
        result["calibration"] = needs["calibration"]
        result["by_need"] = [{"need": name, **f} for name, f in needs["by_need"].items()]
        result["need_confusions"] = needs["confusions"]


def _robustness(
    examples: Sequence[Example], split: tuple[list[int], list[int]]
) -> list[dict[str, Any]]:
    """How often the answer stays the same; in messages that were not learnt from."""
    system = Ours()
    train, test = split
    system.fit([examples[i] for i in train])
    rng = random.Random(SEED)
    texts = [examples[i].text for i in rng.sample(test, min(PERTURBED, len(test)))]
    before = system.answer(texts)
    rows = []
    for name, change in perturb.KINDS.items():
        changed = [change(text, rng) for text in texts]
        after = system.answer(changed)
        pairs = [
            (b, a)
            for b, a, old, new in zip(before, after, texts, changed, strict=True)
            if old != new
        ]
        needs = [(b, a) for b, a in pairs if b.intent() == NEED and a.intent() == NEED]
        rows.append(
            {
                "changed": name,
                "messages": len(pairs),
                "same_intent": round(
                    float(np.mean([b.intent() == a.intent() for b, a in pairs])), 4
                ),
                "same_need": round(
                    float(np.mean([b.top_needs(1) == a.top_needs(1) for b, a in needs])), 4
                ),
                "need_in_top_3": round(
                    float(np.mean([b.top_needs(1)[0] in a.top_needs(3) for b, a in needs])), 4
                ),
            }
        )
    return rows


def _learning_curve(
    examples: Sequence[Example], split: tuple[list[int], list[int]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Figures with part of the examples, and the needs that gain most from the last half."""
    train, test = split
    order = random.Random(SEED).sample(train, len(train))
    points, by_need = [], {}
    for share in CURVE:
        system = Ours()
        system.fit([examples[i] for i in order[: int(share * len(order))]])
        figures = _figures(
            [examples[i] for i in test], system.answer([examples[i].text for i in test])
        )
        by_need[share] = figures["needs"]["by_need"]
        points.append(
            {
                "examples": int(share * len(order)),
                "accuracy": figures["intents"]["accuracy"],
                "top1": figures["needs"]["top1"],
                "top3": figures["needs"]["top3"],
            }
        )
    gains = [
        {
            "need": need,
            "top1": now["top1"],
            "gain_from_last_half": round(now["top1"] - by_need[0.5][need]["top1"], 4),
        }
        for need, now in by_need[1.0].items()
    ]
    gains.sort(key=lambda row: row["top1"] - row["gain_from_last_half"])
    return points, gains[:10]


def _print(result: dict[str, Any]) -> None:
    for key in (
        "targets",
        "systems",
        "robustness",
        "learning_curve",
        "most_to_gain",
        "entities",
        "need_confusions",
        "intent_confusions",
        "cost",
    ):
        rows = result.get(key)
        if not rows:
            continue
        print(f"\n## {key.replace('_', ' ')}")
        names = list(rows[0])
        print("| " + " | ".join(names) + " |")
        print("|" + "---|" * len(names))
        for row in rows:
            print(
                "| "
                + " | ".join(
                    f"{row[n]:.3f}" if isinstance(row[n], float) else str(row[n]) for n in names
                )
                + " |"
            )


if __name__ == "__main__":
    main()
