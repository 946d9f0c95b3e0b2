"""Reads a message: its intent, and the needs that it speaks of, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.language import clauses, negation
from bot.understanding.classifier import LinearClassifier
from bot.understanding.features import NGrams, encode

LONGEST = 2000
"""Characters that are read of one message; stories longer than this are rare and cost time."""

MAX_CLAUSES = 12
SHORT_CLAUSE = 3
"""Clauses of fewer words say too little to be read by themselves."""

WHOLE_WEIGHT = 0.6
"""Weight of the message as a whole against its clauses, tuned out of fold."""


@dataclass(frozen=True)
class Ranked:
    """A label with its calibrated probability."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What a message seems to say."""

    intents: tuple[Ranked, ...]
    """All intents, highest first; they add up to 1."""
    needs: tuple[Ranked, ...]
    """Needs, highest first; they add up to at most 1 (to how likely it is that one is told)."""


class Reader:
    """Intent classifier and need ranker over the same features of a text."""

    def __init__(self) -> None:
        self._ngrams = NGrams()
        self._intents = LinearClassifier()
        self._needs = LinearClassifier()

    def fit(
        self, texts: Sequence[str], intents: Sequence[str], needs: Sequence[str | None]
    ) -> None:
        """Learn from examples.

        Args:
            needs: the need of each ``express_need`` example, None for the others.
        """
        sparse, dense = self._ngrams.fit(texts).transform(texts), encode(texts)
        self._intents.fit(sparse, dense, intents)
        told = [i for i, need in enumerate(needs) if need is not None]
        self._needs.fit(sparse[told], dense[told], [str(needs[i]) for i in told])

    def read(self, text: str) -> Reading:
        """Understand one message."""
        text = text[:LONGEST]
        parts = [span for span in clauses.split(text) if len(span.text.split()) >= SHORT_CLAUSE][
            :MAX_CLAUSES
        ]
        rows = [text] + ([span.text for span in parts] if len(parts) > 1 else [])
        sparse, dense = self._ngrams.transform(rows), encode(rows)
        intents = self._intents.probabilities(sparse[:1], dense[:1])[0]
        needs = self._needs.probabilities(sparse, dense)
        negated = (
            [negation.is_negated(text, span.start, span.end) for span in parts]
            if len(rows) > 1
            else []
        )
        combined = _combine(needs, negated)
        told = float(intents[self._intents.labels.index("express_need")])
        return Reading(
            _ranked(self._intents.labels, intents),
            _ranked(self._needs.labels, combined * told),
        )


def _combine(rows: NDArray[Any], negated: Sequence[bool]) -> NDArray[Any]:
    """One distribution out of that of the whole message and those of its clauses.

    A sharp clause weighs more than a vague one (by the information it gives); a negated clause
    lowers the needs that it names.
    """
    whole = rows[0]
    if len(rows) == 1:
        only: NDArray[Any] = whole
        return only
    clauses_p = rows[1:]
    entropy = -(clauses_p * np.log(np.clip(clauses_p, 1e-9, 1))).sum(axis=1)
    sharpness = np.maximum(np.log(clauses_p.shape[1]) - entropy, 1e-3)
    said = np.array([not no for no in negated])
    weights = sharpness * said
    mixed = whole
    if weights.sum() > 0:
        weights = weights / weights.sum()
        mixed = WHOLE_WEIGHT * whole + (1 - WHOLE_WEIGHT) * (weights @ clauses_p)
    for row, no in zip(clauses_p, negated, strict=True):
        if no:
            mixed = mixed * (1 - row)
    result: NDArray[Any] = mixed / mixed.sum()
    return result


def _ranked(labels: Sequence[str], confidences: NDArray[Any]) -> tuple[Ranked, ...]:
    order = np.argsort(-confidences)
    return tuple(Ranked(labels[i], float(confidences[i])) for i in order)
