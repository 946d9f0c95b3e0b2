"""A probability for every need, from the log of evidence.

``P(need | log)`` is the prior times the likelihood of each line (needs.md, section 4.2). An answer
to a question has the likelihood of its table with a uniform noise term; a text is virtual evidence
in Pearl's sense: the ranker's probabilities divided by those of an average text, capped, so that
no single sentence decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.diagnosis.evidence import Evidence
from bot.knowledge import Knowledge, Question

TEXT_CAP = 100.0
"""A text makes no need more than this much likelier than another."""

TEXT_ALONE, TEXT_IN_STORY, STORY = 1.0, 0.3, 0.7
"""Weight of one text where it stands alone; of one text, and of all of them read as one story,
where they were (chosen with two of the four writers of the test, docs/diagnosis.md)."""

CONFIRMED, REJECTED = 400.0, 0.05
"""How much likelier a need becomes when it is recognised in a read-back, or is not."""


@dataclass(frozen=True)
class Belief:
    """How likely each need is the main one."""

    probabilities: Mapping[str, float]
    """All needs; they add up to 1."""

    def top(self, count: int) -> list[tuple[str, float]]:
        """The likeliest needs, the likeliest first."""
        ordered = sorted(self.probabilities.items(), key=lambda item: (-item[1], item[0]))
        return ordered[:count]


@dataclass(frozen=True)
class EvidenceWeight:
    """How much one line of the log says about one need."""

    evidence: Evidence
    bits: float
    """Base-2 logarithm of its likelihood against the average over all needs; > 0 points to it."""


class Tables:
    """The questions of a `Knowledge` as arrays."""

    def __init__(self, k: Knowledge) -> None:
        self.needs = [need.id for need in k.needs]
        self.index = {need: i for i, need in enumerate(self.needs)}
        weights = np.array([need.prior for need in k.needs])
        self.prior = weights / weights.sum()
        self.questions: dict[str, Question] = {
            q.id: q for q in (*k.context_questions, *k.questions)
        }
        self.likelihood = {
            q.id: self._table(q, k.policy.answer_noise) for q in self.questions.values()
        }
        """Question → P(option | need), needs × options, with noise."""
        # All diagnostic questions side by side, so that their gains are one matrix product.
        self.asking = list(k.questions)
        self.all_likelihood = np.hstack([self.likelihood[q.id] for q in self.asking])
        self.first_column = np.cumsum([0] + [len(q.options) for q in self.asking[:-1]])
        self.all_entropy = np.add.reduceat(
            -self.all_likelihood * np.log2(self.all_likelihood), self.first_column, axis=1
        )
        """Entropy in bits of the answer to each question for each need, needs × questions."""
        self.option_index = {
            q.id: {option.id: i for i, option in enumerate(q.options)}
            for q in self.questions.values()
        }

        self.heard = {q.id: self._heard(k, q.right) for q in k.open_questions}
        """P(need that the ranker names | need), needs × needs, for each open question."""

    def open_gain(self, question: str, p: NDArray[Any]) -> float:
        """Mutual information of need and what is heard in an open answer, in bits."""
        table = self.heard[question]
        heard = p @ table
        entropy = -(table * np.log2(table)).sum(axis=1)
        return float(-(heard * np.log2(heard)).sum() - p @ entropy)

    def gains(self, p: NDArray[Any]) -> NDArray[Any]:
        """Mutual information of need and answer for every question, in bits, as in `asking`."""
        answers = p @ self.all_likelihood
        entropy = np.add.reduceat(-answers * np.log2(answers), self.first_column)
        result: NDArray[Any] = entropy - p @ self.all_entropy
        return result

    def _heard(self, k: Knowledge, right: float) -> NDArray[Any]:
        """The right need as often as measured; else half the time one that it is mixed up with."""
        others = np.tile(self.prior, (len(self.needs), 1))
        for i, need in enumerate(k.needs):
            mixed_up = [self.index[other] for other in need.confusions]
            others[i] *= 0.5
            others[i, mixed_up] += 0.5 / len(mixed_up)
        np.fill_diagonal(others, 0.0)
        others /= others.sum(axis=1, keepdims=True)
        table: NDArray[Any] = right * np.eye(len(self.needs)) + (1 - right) * others + 1e-9
        return table

    def _table(self, question: Question, noise: float) -> NDArray[Any]:
        table = np.array(
            [
                [option.base * option.lr.get(need, 1.0) for option in question.options]
                for need in self.needs
            ]
        )
        table /= table.sum(axis=1, keepdims=True)
        result: NDArray[Any] = (1 - noise) * table + noise / len(question.options)
        return result


@lru_cache(maxsize=4)
def tables(k: Knowledge) -> Tables:
    """The arrays of a `Knowledge`, made once."""
    return Tables(k)


def belief(k: Knowledge, log: Sequence[Evidence]) -> Belief:
    """The belief after everything in the log; the same for the same log."""
    t = tables(k)
    posterior = posterior_of(t, log)
    return Belief(dict(zip(t.needs, (float(p) for p in posterior), strict=True)))


def posterior_of(t: Tables, log: Sequence[Evidence]) -> NDArray[Any]:
    """The belief as an array, in the order of ``t.needs``."""
    log_p = np.log(t.prior)
    for line, weight in _weighted(log):
        log_p = log_p + weight * np.log(likelihood_of(t, line))
    log_p -= log_p.max()
    p = np.exp(log_p)
    result: NDArray[Any] = p / p.sum()
    return result


def likelihood_of(t: Tables, line: Evidence) -> NDArray[Any]:
    """Likelihood of one line for each need, up to a factor."""
    if line.kind in ("answer", "context"):
        column = t.option_index.get(line.question or "", {}).get(line.option or "")
        if column is None:
            # An answer to a question that was since taken out says nothing.
            return np.ones(len(t.needs))
        result: NDArray[Any] = t.likelihood[line.question or ""][:, column]
        return result
    named = line.needs or {}
    if line.kind in ("text", "story"):
        return _text_likelihood(t, named)
    if line.kind == "weighed":
        return np.array([named.get(need, 1.0) for need in t.needs])
    if line.kind == "second":
        return np.ones(len(t.needs))  # says what there is besides, nothing about the main need
    factor = CONFIRMED if line.kind == "confirmed" else REJECTED
    return np.array([factor if need in named else 1.0 for need in t.needs])


def explain(k: Knowledge, log: Sequence[Evidence], need: str) -> list[EvidenceWeight]:
    """What each line says about a need, what points to it most first."""
    t = tables(k)
    i = t.index[need]
    weights = []
    for line, weight in _weighted(log):
        likelihood = likelihood_of(t, line)
        bits = weight * float(np.log2(likelihood[i] / (t.prior @ likelihood)))
        weights.append(EvidenceWeight(line, bits))
    return sorted(weights, key=lambda w: -w.bits)


def _weighted(log: Sequence[Evidence]) -> list[tuple[Evidence, float]]:
    alone = not any(line.kind == "story" for line in log)
    weights = {"text": TEXT_ALONE if alone else TEXT_IN_STORY, "story": STORY}
    return [(line, weights.get(line.kind, 1.0)) for line in log]


def _text_likelihood(t: Tables, named: Mapping[str, float]) -> NDArray[Any]:
    """The ranker was trained on equally many examples of each need, so its probabilities are
    likelihoods up to a factor; what it does not give is spread over the needs it does not name."""
    p = np.array([named.get(need, 0.0) for need in t.needs])
    rest = max(1.0 - p.sum(), 0.0)
    # The unnamed mass says nothing: it belongs to every need alike.
    p = p + rest / len(t.needs) + 1e-6
    result: NDArray[Any] = np.maximum(p, p.max() / TEXT_CAP)
    return result
