"""`make eval-diagnosis`: simulated entrepreneurs talk with the diagnosis, and with plain forms.

Prints tables, writes ``var/bench/diagnosis.json`` and ``var/bench/diagnosis.png``. The world is
described in `benchmarks.diagnosis.world`; the stories are read by the ranker of the trained model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.diagnosis import play, stories
from benchmarks.diagnosis.play import Interview
from benchmarks.diagnosis.stories import Read
from benchmarks.diagnosis.world import REALISTIC, Hardness, Person, people
from benchmarks.nlu.figures import ece
from bot.diagnosis.belief import posterior_of, tables
from bot.diagnosis.learned import count, with_counts
from bot.knowledge import Knowledge, load
from bot.model_files import model_path
from bot.paths import VAR
from bot.training import train
from bot.understanding.stored import reader_of

AT = (0, 3, 5, 6, 9)
MOST = 9
SECOND_SHOWN = 4
"""Needs in the list of the question for a second one."""
PERTURBED_BY = 0.3
SEED = 7
LEARNT_FROM = (0, 400, 1600)


def main() -> None:
    """Measure, print, write."""
    args = _arguments()
    train()
    k = load()
    told = stories.load(writers=args.writers)
    read = Read(reader_of(model_path()))
    result: dict[str, Any] = {
        "world": REALISTIC.__dict__,
        "stories": len(told),
        "writers": sorted({s.writer for s in told}),
        "ranker_on_stories": _ranker(told, read),
    }
    drawn = _draw(k, told, args.people, args.worlds, REALISTIC)
    form = play.best_form(k, people(k, told, 800, np.random.default_rng(99), REALISTIC), MOST + 1)
    rng = np.random.default_rng(SEED)
    plain = [q.id for q in k.questions[:10]]
    askers = {
        "ours": play.ours(k),
        "best form": play.in_order(k, form),
        "our open questions, then the best form": play.in_order(
            k, [*[q.id for q in k.open_questions[: k.policy.max_open]], *form]
        ),
        "form of 10 in the order of the file": play.in_order(k, plain),
        "at random": play.at_random(k, rng),
    }
    result["curves"] = []
    for context in (True, False):
        known = "known" if context else "not known"
        for name, choose in askers.items():
            talks = [play.interview(k, p, read, choose, MOST, context) for p in drawn]
            result["curves"] += _curve(k, name, known, talks)
            if name == "ours":
                result[f"ours, firm {known}"] = _ours(k, talks, read, args.most)
    result["by_opening"] = _by_opening(k, drawn, read, args.most)
    result["likelihoods_off_by_30_percent"] = _sensitivity(k, drawn, read, args.most)
    result["learning"] = _learning(k, told, read, args.most)
    result["ms_to_choose_a_question"] = _speed(k, drawn, read)
    _print(result)
    target = VAR / "bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / "diagnosis.json").write_text(json.dumps(result, ensure_ascii=False, indent=1))
    _plot(result, target / "diagnosis.png")
    print(f"\nwritten: {target / 'diagnosis.json'} and .png")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make eval-diagnosis", description=__doc__)
    parser.add_argument("--people", type=int, default=800, help="in each world")
    parser.add_argument("--worlds", type=int, default=4)
    parser.add_argument("--most", type=int, default=6, help="questions after the opening")
    parser.add_argument("--writers", nargs="*", default=[], help="only their stories")
    return parser.parse_args()


def _draw(
    k: Knowledge, told: Sequence[stories.Story], count: int, worlds: int, hardness: Hardness
) -> list[Person]:
    drawn = []
    for world in range(worlds):
        drawn += people(k, told, count, np.random.default_rng([SEED, world]), hardness)
    return drawn


def _ranker(told: Sequence[stories.Story], read: Read) -> list[dict[str, Any]]:
    """How often the ranker names the need of a story from one of its texts."""
    rows = []
    for name in ("opening", *stories.FIELD.values()):
        for misleading in (False, True) if name == "opening" else (None,):
            some = [
                s
                for s in told
                if name in s.texts and (misleading is None or s.misleading == misleading)
            ]
            heard = [read.alone(s.texts[name]) or {} for s in some]
            order = [sorted(n, key=lambda x: -n[x]) for n in heard]
            rows.append(
                {
                    "text": name
                    + {None: "", True: " (misleading)", False: " (honest)"}[misleading],
                    "texts": len(some),
                    "says_something": _share([bool(n) for n in heard]),
                    "top1": _share([o[:1] == [s.need] for o, s in zip(order, some, strict=True)]),
                    "top3": _share([s.need in o[:3] for o, s in zip(order, some, strict=True)]),
                }
            )
    return rows


def _share(values: Sequence[bool]) -> float:
    return round(float(np.mean(values)), 3) if values else float("nan")


def _curve(k: Knowledge, name: str, known: str, talks: list[Interview]) -> list[dict[str, Any]]:
    row: dict[str, Any] = {"asker": name, "firm": known}
    for questions in AT:
        top1, top3 = _hits(k, [t.belief_after(questions) for t in talks], talks)
        row[f"top1@{questions}"], row[f"top3@{questions}"] = _share(top1), _share(top3)
    return [row]


def _hits(
    k: Knowledge, beliefs: Sequence[Any], talks: Sequence[Interview]
) -> tuple[list[bool], list[bool]]:
    t = tables(k)
    order = [np.argsort(-b, kind="stable") for b in beliefs]
    true = [t.index[talk.person.need] for talk in talks]
    top1 = [bool(o[0] == i) for o, i in zip(order, true, strict=True)]
    return top1, [i in o[:3] for o, i in zip(order, true, strict=True)]


def _ours(k: Knowledge, talks: list[Interview], read: Read, most: int) -> dict[str, Any]:
    """All figures of the assistant with its own stopping rule and at most so many questions."""
    t = tables(k)
    stops = [min(talk.stopped_after or 0, most) for talk in talks]
    beliefs = [talk.belief_after(n) for talk, n in zip(talks, stops, strict=True)]
    top1, top3 = _hits(k, beliefs, talks)
    sure = [float(b.max()) for b in beliefs]
    after, seconds = [], []
    for talk, belief, n in zip(talks, beliefs, stops, strict=True):
        heard = talk.logs[n]
        final = posterior_of(t, [*heard, *play.read_back(k, talk, belief)])
        main = t.needs[int(final.argmax())]
        after.append(main == talk.person.need)
        if talk.person.second is not None:
            cut = replace(talk, log=heard)
            seconds.append(
                play.second_found(k, cut, main, read, SECOND_SHOWN)
                in (talk.person.second, talk.person.need)
            )
    unsure = [s < 0.45 for s in sure]
    certain = [hit for hit, u in zip(top1, unsure, strict=True) if not u]
    return {
        "people": len(talks),
        "questions": round(float(np.mean(stops)), 2),
        "questions_p90": float(np.percentile(stops, 90)),
        "top1": _share(top1),
        "top3": _share(top3),
        "ece": round(ece(sure, top1)["ece"], 3),
        "calibration": ece(sure, top1)["bins"],
        "after_read_back": _share(after),
        "second_need_found": _share(seconds),
        "not_sure": _share(unsure),
        "top1_when_sure": _share(certain),
        "by_need": _by_need(talks, top1, top3),
    }


def _by_need(
    talks: Sequence[Interview], top1: Sequence[bool], top3: Sequence[bool]
) -> dict[str, dict[str, float]]:
    rows = {}
    for need in sorted({talk.person.need for talk in talks}):
        at = [i for i, talk in enumerate(talks) if talk.person.need == need]
        rows[need] = {
            "people": len(at),
            "top1": _share([top1[i] for i in at]),
            "top3": _share([top3[i] for i in at]),
        }
    return rows


def _by_opening(
    k: Knowledge, drawn: Sequence[Person], read: Read, most: int
) -> list[dict[str, Any]]:
    rows = []
    for misleading in (False, True):
        some = [p for p in drawn if p.misleading == misleading]
        talks = [play.interview(k, p, read, play.ours(k), MOST, True) for p in some]
        top1, top3 = _hits(k, [t.belief_after(most) for t in talks], talks)
        rows.append(
            {
                "opening": "misleading" if misleading else "honest",
                "people": len(some),
                "top1": _share(top1),
                "top3": _share(top3),
            }
        )
    return rows


def _sensitivity(
    k: Knowledge, drawn: Sequence[Person], read: Read, most: int, times: int = 3
) -> list[dict[str, Any]]:
    """The same people, our likelihoods each off by a random factor of up to 30%."""
    rows = []
    for time_ in range(times):
        rng = np.random.default_rng([SEED, 50 + time_])
        changed = replace(
            k,
            questions=tuple(
                replace(
                    q,
                    options=tuple(
                        replace(
                            o,
                            lr={
                                n.id: o.lr.get(n.id, 1.0)
                                * float(np.exp(rng.uniform(-1, 1) * np.log(1 + PERTURBED_BY)))
                                for n in k.needs
                            },
                        )
                        for o in q.options
                    ),
                )
                for q in k.questions
            ),
        )
        some = drawn[:: max(1, len(drawn) // 800)]
        talks = [play.interview(changed, p, read, play.ours(changed), most, True) for p in some]
        top1, top3 = _hits(changed, [t.belief_after(most) for t in talks], talks)
        rows.append({"draw": time_ + 1, "top1": _share(top1), "top3": _share(top3)})
    return rows


def _learning(
    k: Knowledge, told: Sequence[stories.Story], read: Read, most: int
) -> list[dict[str, Any]]:
    """The same world after so many confirmed intakes, a tenth of them confirmed wrongly."""
    rng = np.random.default_rng([SEED, 70])
    everybody = people(k, told, max(LEARNT_FROM) + 800, rng, REALISTIC)
    teachers, tested = everybody[: max(LEARNT_FROM)], everybody[max(LEARNT_FROM) :]
    records = []
    for person in teachers:
        talk = play.interview(k, person, read, play.ours(k), most, False)
        need = person.need if rng.random() >= 0.1 else k.needs[int(rng.integers(len(k.needs)))].id
        evidence = [
            {
                "question_id": line.question,
                "answer": next(
                    o.text
                    for o in k.questions_by_id[str(line.question)].options
                    if o.id == line.option
                ),
            }
            for line in talk.log
            if line.kind == "answer"
        ]
        records.append({"needs": [{"id": need, "confirmed": True, "evidence": evidence}]})
    rows = []
    for intakes in LEARNT_FROM:
        learnt = with_counts(k, count(k, records[:intakes]))
        talks = [play.interview(learnt, p, read, play.ours(learnt), most, False) for p in tested]
        top1, top3 = _hits(learnt, [t.belief_after(most) for t in talks], talks)
        rows.append({"confirmed intakes": intakes, "top1": _share(top1), "top3": _share(top3)})
    return rows


def _speed(k: Knowledge, drawn: Sequence[Person], read: Read) -> float:
    """Median CPU-ms of choosing a question, halfway an interview."""
    choose = play.ours(k)
    spent = []
    for person in drawn[:200]:
        talk = play.interview(k, person, read, choose, 4, True)
        started = time.process_time()
        choose(talk.log, talk.asked, person)
        spent.append((time.process_time() - started) * 1000)
    return round(float(np.median(spent)), 2)


def _print(result: Mapping[str, Any]) -> None:
    print(f"{result['stories']} stories of {', '.join(result['writers'])}; {result['world']}")
    tables_ = {
        "what the ranker hears": result["ranker_on_stories"],
        "top-1 and top-3 after so many questions": result["curves"],
        "honest and misleading openings": result["by_opening"],
        "our likelihoods off by up to 30%": result["likelihoods_off_by_30_percent"],
        "after learning from confirmed intakes": result["learning"],
        "ours, with its stopping rule": [
            {"firm": name.split(", ")[1]}
            | {key: v for key, v in result[name].items() if not isinstance(v, (dict, list))}
            for name in ("ours, firm known", "ours, firm not known")
        ],
    }
    for title, rows in tables_.items():
        print(f"\n## {title}\n")
        names = list(rows[0])
        print("| " + " | ".join(names) + " |\n|" + "---|" * len(names))
        for row in rows:
            print("| " + " | ".join(str(row[name]) for name in names) + " |")
    print(f"\nchoosing a question: {result['ms_to_choose_a_question']} CPU-ms")


def _plot(result: Mapping[str, Any], target: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.5))
    for row in result["curves"]:
        if row["firm"] == "known":
            left.plot(AT, [row[f"top1@{n}"] for n in AT], marker="o", label=row["asker"])
    left.set(xlabel="questions after the opening", ylabel="top-1", ylim=(0, 1))
    left.legend(fontsize=8)
    bins = result["ours, firm known"]["calibration"]
    right.plot([0, 1], [0, 1], color="#999", linewidth=1)
    right.scatter(
        [b["sure"] for b in bins], [b["right"] for b in bins], s=[b["count"] / 4 for b in bins]
    )
    right.set(xlabel="how sure", ylabel="how often right", xlim=(0, 1), ylim=(0, 1))
    figure.tight_layout()
    figure.savefig(target, dpi=120)


if __name__ == "__main__":
    main()
