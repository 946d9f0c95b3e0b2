"""`make eval-nlu`: everything about understanding in one run.

Prints tables, writes ``var/bench/nlu.json`` and ``var/bench/nlu.html``. Any file in Rasa's NLU
format or JSON lines (``{"text", "intent", "need"?, "entities"?, "voice"?}``) can take the place of
the project's own examples, or be the set that is tested on (``--test``).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.nlu import cost, encoded, perturb, report
from benchmarks.nlu.entities import entity_figures
from benchmarks.nlu.figures import Answer, intent_figures, need_figures
from benchmarks.nlu.folds import SEED, folds
from benchmarks.nlu.systems import EncoderOnly, NGramSvm, Ours, RasaDefault, System
from bot.knowledge.examples import NEED, Example, read
from bot.paths import DATA, ROOT, VAR
from bot.understanding.features import regular
from bot.understanding.reader import VAGUE

DOCS = ROOT / "docs" / "understanding_figures.md"
HELD_OUT = ROOT / "tests" / "understanding" / "values_held_out.jsonl"
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

CORES = 2
"""Processes that learn at the same time."""


@dataclass(frozen=True)
class Task:
    """Texts to answer with what was learnt from some of the examples."""

    system: System
    train: Sequence[Example]
    texts: Sequence[str]


def main() -> None:
    """Run what was asked for."""
    args = _arguments()
    started, cpu = time.perf_counter(), _cpu()
    examples = read(args.data)
    if args.test:
        test = read(args.test)
        splits = [
            (list(range(len(examples))), list(range(len(examples), len(examples) + len(test))))
        ]
        examples = [*examples, *test]
        about = f"{len(splits[0][0])} examples, tested on the {len(test)} of {args.test.name}"
    else:
        splits = list(folds(examples, args.folds, by_voice=args.by_voice))
        kept = "voices and near-duplicates" if args.by_voice else "near-duplicates"
        about = f"{len(examples)} examples, {args.folds} folds, {kept} kept together"
    print(about, flush=True)
    result: dict[str, Any] = {"about": about, "systems": []}
    systems: list[System] = [Ours()]
    if not args.quick:
        systems += [NGramSvm(), EncoderOnly()]
    _encode_first([e.text for e in examples], raw=not args.quick)
    typed = [] if args.quick else _typed_otherwise([examples[i].text for i in splits[0][1]])
    tasks = _tasks(systems, examples, splits, typed, curve=not args.quick)
    answers = _answer(tasks, args.processes)
    for system in systems:
        figures = _cross_validation(system, examples, splits, answers)
        if system.name == "ours":
            ours = figures
        result["systems"].append(_row(system.name, figures))
        print(result["systems"][-1], flush=True)
    if args.diet:
        _add_diet(result, examples, splits, args.diet, args.diet_epochs, answers)
    _add_ours(result, ours)
    _add_values(result, examples)
    if not args.quick:
        result["robustness"] = _robustness(typed, answers["ours", 0][len(splits[0][1]) :])
        result["learning_curve"], result["most_to_gain"] = _learning_curve(
            examples, splits[0], answers
        )
        result["cost"] = [cost.measure(args.data)]
    result["took"] = [{"minutes": (time.perf_counter() - started) / 60, "cpu_s": _cpu() - cpu}]
    _print(result)
    target = VAR / "bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{args.name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1))
    report.write(result, target / f"{args.name}.html")
    if not args.quick and args.data == DATA / "nlu" and not args.test:
        report.markdown(result, DOCS)
    print(f"\nwritten: {target / args.name}.json and .html")


def _add_values(result: dict[str, Any], examples: Sequence[Example]) -> None:
    """Values on all examples, and in the sentences that no rule was written from."""
    for key, marked in (("entities", examples), ("held_out_values", read(HELD_OUT))):
        figures = entity_figures(marked)
        result[key] = [{"entity": name, **row} for name, row in figures["by_entity"].items()]
        if key == "entities":
            result["entity_mistakes"] = figures["mistakes"]


def _cpu() -> float:
    """CPU seconds of this process and of those that it started and that ended."""
    return sum(os.times()[:4])


def _encode_first(texts: Sequence[str], raw: bool) -> None:
    """Encode every text once, before the processes that will need it are split off."""
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        encoded.remember([regular(text) for text in texts], pool)
        if raw:
            encoded.remember(texts, pool)


def _tasks(
    systems: Sequence[System],
    examples: Sequence[Example],
    splits: Sequence[tuple[list[int], list[int]]],
    typed: Sequence[tuple[str, str, str]],
    curve: bool,
) -> dict[tuple[str, float], Task]:
    """All there is to learn, by (system, fold), and by ("curve", share); the longest first.

    What is learnt from a fold answers for the messages typed otherwise too, and is the last point
    of the curve: nothing is learnt twice.
    """
    tasks: dict[tuple[str, float], Task] = {}
    for system in systems:
        for number, (train, test) in enumerate(splits):
            texts = [examples[i].text for i in test]
            if system.name == "ours" and number == 0:
                texts += [text for _, old, new in typed for text in (old, new)]
            tasks[system.name, number] = Task(system, [examples[i] for i in train], texts)
    if curve:
        train, test = splits[0]
        order = random.Random(SEED).sample(train, len(train))
        for share in CURVE[:-1]:
            part = [examples[i] for i in order[: int(share * len(order))]]
            tasks["curve", share] = Task(Ours(), part, [examples[i].text for i in test])
    return tasks


_TASKS: dict[tuple[str, float], Task] = {}
"""What the processes that are split off find here, so that nothing large is sent to them."""


def _answer(
    tasks: dict[tuple[str, float], Task], processes: int
) -> dict[tuple[str, float], list[Answer]]:
    """The answers of each task."""
    _TASKS.update(tasks)
    answers: dict[tuple[str, float], list[Answer]] = {}
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        for key, made in zip(tasks, pool.map(_one, list(tasks)), strict=True):
            answers[key] = made
            print(f"# {key[0]} {key[1]}", flush=True)
    return answers


def _one(key: tuple[str, float]) -> list[Answer]:
    task = _TASKS[key]
    with threadpool_limits(1):
        task.system.fit(task.train)
        return task.system.answer(task.texts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make eval-nlu", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "nlu", help="examples to learn from")
    parser.add_argument("--test", type=Path, help="examples to test on, in place of folds")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--by-voice", action="store_true", help="nobody's sentences on both sides")
    parser.add_argument("--quick", action="store_true", help="ours only, and no curve or cost")
    parser.add_argument("--processes", type=int, default=CORES)
    parser.add_argument("--diet", type=int, default=0, metavar="FOLDS", help="folds for DIET")
    parser.add_argument("--diet-epochs", type=int, default=100)
    parser.add_argument("--name", default="nlu", help="name of the files that are written")
    return parser.parse_args()


def _cross_validation(
    system: System,
    examples: Sequence[Example],
    splits: Sequence[tuple[list[int], list[int]]],
    answers: dict[tuple[str, float], list[Answer]],
) -> dict[str, Any]:
    """Figures over the test parts of all folds."""
    gold = [examples[i] for _, test in splits for i in test]
    said = [
        answer
        for number, (_, test) in enumerate(splits)
        for answer in answers[system.name, number][: len(test)]
    ]
    figures = _figures(gold, said)
    alone = [i for i, e in enumerate(gold) if not e.answer]
    if 0 < len(alone) < len(gold):
        # An answer to an open question is read with the story before it, not by itself.
        figures["alone"] = _figures([gold[i] for i in alone], [said[i] for i in alone])
    return figures


def _add_diet(
    result: dict[str, Any],
    examples: Sequence[Example],
    splits: Sequence[tuple[list[int], list[int]]],
    count: int,
    epochs: int,
    answers: dict[tuple[str, float], list[Answer]],
) -> None:
    """Rasa's default on the first folds, and ours on the same."""
    few = splits[:count]
    diet, ours = RasaDefault(epochs), Ours()
    for number, (train, test) in enumerate(few):
        diet.fit([examples[i] for i in train])
        answers[diet.name, number] = diet.answer([examples[i].text for i in test])
    for system in (diet, ours):
        figures = _cross_validation(system, examples, few, answers)
        result["systems"].append(_row(f"{system.name}, the same {count} fold(s)", figures))
        print(result["systems"][-1], flush=True)


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


def _typed_otherwise(texts: Sequence[str]) -> list[tuple[str, str, str]]:
    """(kind of change, as it was, as it is typed then), for a fixed sample of the texts."""
    rng = random.Random(SEED)
    chosen = rng.sample(list(texts), min(PERTURBED, len(texts)))
    return [
        (name, old, new)
        for name, change in perturb.KINDS.items()
        for old in chosen
        if (new := change(old, rng)) != old
    ]


def _robustness(
    typed: Sequence[tuple[str, str, str]], answers: Sequence[Answer]
) -> list[dict[str, Any]]:
    """How often the answer stays the same; in messages that were not learnt from."""
    rows = []
    for name in (*perturb.KINDS, "all of these"):
        pairs = [
            (answers[2 * i], answers[2 * i + 1])
            for i, (kind, *_) in enumerate(typed)
            if kind == name or name == "all of these"
        ]
        needs = [(b, a) for b, a in pairs if b.intent() == NEED and a.intent() == NEED]
        rows.append(
            {
                "changed": name,
                "messages": len(pairs),
                "same_intent": _share(b.intent() == a.intent() for b, a in pairs),
                "same_need": _share(b.top_needs(1) == a.top_needs(1) for b, a in needs),
                "need_in_top_3": _share(b.top_needs(1)[0] in a.top_needs(3) for b, a in needs),
            }
        )
    return rows


def _share(right: Iterable[bool]) -> float:
    return round(float(np.mean(list(right))), 4)


def _learning_curve(
    examples: Sequence[Example],
    split: tuple[list[int], list[int]],
    answers: dict[tuple[str, float], list[Answer]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Figures with part of the examples, and the needs that gain most from the last half."""
    train, test = split
    points, by_need = [], {}
    for share in CURVE:
        said = answers["ours", 0] if share == CURVE[-1] else answers["curve", share]
        figures = _figures([examples[i] for i in test], said[: len(test)])
        by_need[share] = figures["needs"]["by_need"]
        points.append(
            {
                "examples": int(share * len(train)),
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
        "held_out_values",
        "need_confusions",
        "intent_confusions",
        "cost",
        "took",
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
