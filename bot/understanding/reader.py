"""Reads a message: its intent, its language, and the needs that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.language import clauses
from bot.language.found import Span
from bot.language.identify import asked_for, foreign
from bot.language.negation import denied_clauses
from bot.understanding.classifier import LinearClassifier
from bot.understanding.features import NGrams, encode, regular
from bot.understanding.spelling import Spelling

LONGEST = 2000
"""Characters up to which a message is read whole; of a longer one its most telling clauses are."""

MAX_CLAUSES = 12
"""Clauses that deny something and are read for themselves."""

CRISIS = ("crisis_business", "crisis_personal")

CRISIS_ODDS = 4.0
"""How much sooner somebody is thought to be in trouble than the examples alone would have it: to
miss one is worse than to ask once too often (docs/understanding.md)."""

OTHER_LANGUAGE = "other_language"

FOREIGN = 0.95
"""How sure it is that a text is in another language once `bot.language.identify` says so."""


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
    """Needs, highest first; they add up to at most 1 (less when none may be told at all)."""
    language: str | None = None
    """ISO 639-1 code of another language that it is in, or that is asked for."""


class Reader:
    """Intent classifier and need ranker over the same features of a text."""

    def __init__(self) -> None:
        self._spelling = Spelling()
        self._ngrams = NGrams()
        # Most of what people say tells a need, and most examples do: no balance here.
        self._intents = LinearClassifier(balanced=False)
        self._needs = LinearClassifier()

    def fit(
        self,
        texts: Sequence[str],
        intents: Sequence[str],
        needs: Sequence[str | None],
        voices: Sequence[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        """Learn from examples.

        Args:
            needs: the need of each ``express_need`` example, None for the others.
            voices: who wrote each example, where that is known.
            names: words that are no slips of the thumb, whatever they look like.
        """
        plain = [regular(text) for text in texts]
        dutch = [p for p, i in zip(plain, intents, strict=True) if i != OTHER_LANGUAGE]
        self._spelling.fit(dutch, [w for name in names for w in regular(name).split()])
        sparse, dense = self._ngrams.fit(plain).transform(plain), encode(plain)
        writers = sorted(set(voices))
        groups = [writers.index(voice) for voice in voices] if voices else None
        self._intents.fit(sparse, dense, intents, groups)
        told = [i for i, need in enumerate(needs) if need is not None]
        self._needs.fit(
            sparse[told],
            dense[told],
            [str(needs[i]) for i in told],
            [groups[i] for i in told] if groups else None,
        )

    def read(self, text: str) -> Reading:
        """Understand one message."""
        text = text.encode("utf-8", "replace").decode("utf-8")  # half characters
        whole = text if len(text) <= LONGEST else self._most_telling(clauses.split(text))
        language = foreign(whole, self._is_dutch)
        plain = self._spelling.mend(regular(whole)) if language is None else regular(whole)
        sparse, dense = self._ngrams.transform([plain]), encode([plain])
        intents = self._intent_probabilities(sparse, dense)
        needs = self._needs.probabilities(sparse, dense)[0]
        if language is not None:
            intents = intents * (1 - FOREIGN)
            intents[self._intents.labels.index(OTHER_LANGUAGE)] += FOREIGN
        else:
            needs = self._without_denied(needs, whole)
        told = float(intents[self._intents.labels.index("express_need")])
        return Reading(
            _ranked(self._intents.labels, intents),
            # What is most likely told, is told: then they add up to 1.
            _ranked(self._needs.labels, needs * min(1.0, 2 * told)),
            language or asked_for(whole),
        )

    def _intent_probabilities(self, sparse: csr_matrix, dense: NDArray[Any]) -> NDArray[Any]:
        p = self._intents.probabilities(sparse, dense)[0]
        for name in CRISIS:
            if name in self._intents.labels:
                p[self._intents.labels.index(name)] *= CRISIS_ODDS
        result: NDArray[Any] = p / p.sum()
        return result

    def _without_denied(self, needs: NDArray[Any], text: str) -> NDArray[Any]:
        """Lower the needs that a clause names only to deny them ("personeel is het probleem niet").

        Read clause by clause and mixed, needs are ranked worse than from the whole message
        (docs/understanding.md), so only clauses that deny something are read for themselves.
        """
        denied = [self._spelling.mend(regular(span.text)) for span in denied_clauses(text)]
        if not denied or denied == [self._spelling.mend(regular(text))]:
            return needs
        denied = denied[:MAX_CLAUSES]
        for row in self._needs.probabilities(self._ngrams.transform(denied), encode(denied)):
            needs = needs * (1 - row)
        result: NDArray[Any] = needs / needs.sum()
        return result

    def _most_telling(self, parts: Sequence[Span]) -> str:
        """Of a message that is too long to read whole, the clauses that say most, in their order.

        Judged by their n-grams alone, which cost little, wherever in the message they stand.
        """
        rows = [self._spelling.mend(regular(span.text[:LONGEST])) for span in parts]
        told = self._needs.certainty(self._ngrams.transform(rows))
        kept: list[int] = []
        length = 0
        for i in np.argsort(-told, kind="stable"):
            if length + len(parts[i].text) <= LONGEST or not kept:
                kept.append(int(i))
                length += len(parts[i].text)
        return " ".join(parts[i].text[:LONGEST] for i in sorted(kept))

    def _is_dutch(self, word: str) -> bool:
        return word in self._spelling.known


def _ranked(labels: Sequence[str], confidences: NDArray[Any]) -> tuple[Ranked, ...]:
    order = np.argsort(-confidences)
    return tuple(Ranked(labels[i], float(confidences[i])) for i in order)
