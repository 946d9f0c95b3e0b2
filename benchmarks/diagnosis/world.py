"""The simulated world: the realistic one (M1) of the diagnosis' own evaluation design.

Fixed before anything was measured with it, after needs.md section 5 and its simulation: the true
tables differ from ours at random, a tenth of the answers is random, some are "weet ik niet", and a
third of the people has a second need, out of which they give a third of their answers. Answers in
free words follow the same rules: the words are those of a story that was written for the test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.diagnosis.stories import FIELD, Story
from bot.diagnosis.belief import tables
from bot.knowledge import Knowledge, Question


@dataclass(frozen=True)
class Hardness:
    """What makes a world hard."""

    name: str
    kappa: float = 12.0
    """Concentration of the Dirichlet around our likelihoods: the lower, the more ours are wrong."""
    random: float = 0.10
    """Answers that have nothing to do with the need."""
    dont_know: float = 0.07
    two: float = 0.35
    """People with a second need."""
    from_second: float = 0.35
    """Part of their answers that come out of it."""


REALISTIC = Hardness("M1 realistic")


@dataclass
class Person:
    """One entrepreneur."""

    need: str
    second: str | None
    options: dict[str, str | None]
    """Question → the option they choose; None is "weet ik niet"."""
    opening: str
    spoken: dict[str, str | None]
    """Open question → what they say; None is "weet ik niet"."""
    second_words: str
    """What somebody with a second need says of it when asked."""
    misleading: bool
    luck: float
    """A number from 0 to 1 that decides how they take the read-back."""
    luck_second: float
    pick: int
    """Which of the three they take when they take a wrong one."""


def people(
    k: Knowledge, stories: Sequence[Story], count: int, rng: Generator, hardness: Hardness
) -> list[Person]:
    """Draw a world and the people in it."""
    t = tables(k)
    questions = [*k.context_questions, *k.questions]
    truth = {q.id: _true_table(q, t.needs, hardness.kappa, rng) for q in questions}
    by_need = {n: [s for s in stories if s.need == n] for n in t.needs}
    talking = {n: [s for s in by_need[n] if "more" in s.texts] for n in t.needs}
    mixed_up = _mixed_up(k)
    drawn = []
    for _ in range(count):
        i = int(rng.choice(len(t.needs), p=t.prior))
        second = None
        if rng.random() < hardness.two:
            p = 0.6 * mixed_up[i] + 0.4 * t.prior
            p[i] = 0
            second = int(rng.choice(len(t.needs), p=p / p.sum()))
        opened = _any(by_need[t.needs[i]], rng)
        first = opened if "more" in opened.texts else _any(talking[t.needs[i]], rng)
        other = None if second is None else _any(talking[t.needs[second]], rng)

        def source(second: int | None = second, i: int = i) -> int:
            return second if second is not None and rng.random() < hardness.from_second else i

        options: dict[str, str | None] = {}
        for q in questions:
            row = truth[q.id][source()]
            chosen = int(rng.choice(len(row), p=row))
            if rng.random() < hardness.random:
                chosen = int(rng.integers(len(row)))
            unknown = q.kind != "context" and rng.random() < hardness.dont_know
            options[q.id] = None if unknown else q.options[chosen].id
        spoken: dict[str, str | None] = {}
        for name, field in FIELD.items():
            teller = other if other is not None and source() == second else first
            if rng.random() < hardness.random:
                teller = _any(talking[t.needs[int(rng.integers(len(t.needs)))]], rng)
            unknown = rng.random() < hardness.dont_know
            spoken[name] = None if unknown else teller.texts[field]
        drawn.append(
            Person(
                need=t.needs[i],
                second=None if second is None else t.needs[second],
                options=options,
                opening=opened.texts["opening"],
                spoken=spoken,
                second_words=other.texts["more"] if other else "",
                misleading=opened.misleading,
                luck=float(rng.random()),
                luck_second=float(rng.random()),
                pick=int(rng.integers(3)),
            )
        )
    return drawn


def _any(stories: Sequence[Story], rng: Generator) -> Story:
    return stories[int(rng.integers(len(stories)))]


def _true_table(
    question: Question, needs: Sequence[str], kappa: float, rng: Generator
) -> NDArray[Any]:
    rows = []
    for need in needs:
        row = np.array([o.base * o.lr.get(need, 1.0) for o in question.options])
        rows.append(rng.dirichlet(np.maximum(kappa * row / row.sum(), 0.05)))
    return np.stack(rows)


def _mixed_up(k: Knowledge) -> NDArray[Any]:
    """Where second needs come from: the listed confusions, half as much the other way round."""
    t = tables(k)
    result = np.zeros((len(t.needs), len(t.needs)))
    for i, need in enumerate(k.needs):
        for other in need.confusions:
            result[i, t.index[other]] += 1
            result[t.index[other], i] += 0.5
    normalised: NDArray[Any] = result / result.sum(axis=1, keepdims=True)
    return normalised
