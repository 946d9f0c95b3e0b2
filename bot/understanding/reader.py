"""Reads a message: its intent, its language, and the needs that it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Sequence

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

CRISIS_ODDS = 2.0
"""How much sooner somebody is thought to be in trouble than the examples alone would have it: to
miss one is worse than to ask once too often (docs/understanding.md)."""

FIRST = ("ask_human", "erase_data")
"""Acts that go before what the rest of a message says (contract, intents). A crisis does too, but
one short sentence is soon taken for one, and the whole message shows it well enough."""

PART, FIRST_PART, MOST_PARTS = 0.7, 0.98, 8
"""How sure an act must be in one part of a message to be named, and to count for the whole; parts
that are read."""

TELLS_NEED = "express_need"

OTHER_LANGUAGE = "other_language"

VAGUE = "vaag"
"""Label of texts in which something is told, but no need can be heard yet ("het loopt niet
lekker"): what it takes is taken from all needs."""

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
    """Needs, highest first; they add up to at most 1: less when it is vague, or when none may be
    told at all."""
    language: str | None = None
    """ISO 639-1 code of another language that it is in, or that is asked for."""
    also: tuple[str, ...] = ()
    """Intents of single sentences in it, other than its own: "wie leest dit?" in a story."""


class Reader:
    """Intent classifier and need ranker in one: every need is a label beside the other intents.

    So that "does this tell a need" and "which one" are weighed by the same words: taken apart, what
    sounds like no need in particular was taken for one all the same (docs/understanding.md).
    """

    def __init__(self, encoder: Callable[[Sequence[str]], NDArray[Any]] = encode) -> None:
        """
        Args:
            encoder: sentence vectors of texts, one row a text (`bot.understanding.features.encode`,
                or the same with a memory, for who reads the same texts again and again).
        """
        self._encode = encoder
        self._spelling = Spelling()
        self._ngrams = NGrams()
        self._classifier = LinearClassifier()
        self._intents: tuple[str, ...] = ()
        self._needs: tuple[str, ...] = ()

    def fit(
        self,
        texts: Sequence[str],
        intents: Sequence[str],
        needs: Sequence[str | None],
        voices: Sequence[str] = (),
        names: Iterable[str] = (),
        scored: int | None = None,
    ) -> None:
        """Learn from examples.

        Args:
            needs: the need of each ``express_need`` example, None for the others.
            voices: who wrote each example, where that is known.
            names: words that are no slips of the thumb, whatever they look like.
            scored: see `bot.understanding.classifier.LinearClassifier.fit`.
        """
        plain = [regular(text) for text in texts]
        dutch = [p for p, i in zip(plain, intents, strict=True) if i != OTHER_LANGUAGE]
        self._spelling.fit(dutch, [w for name in names for w in regular(name).split()])
        sparse, dense = self._ngrams.fit(plain).transform(plain), self._encode(plain)
        writers = sorted(set(voices))
        groups = [writers.index(voice) for voice in voices] if voices else None
        labels = [_label(intent, need) for intent, need in zip(intents, needs, strict=True)]
        self._classifier.fit(sparse, dense, labels, groups, scored=scored)
        self._intents = tuple(sorted(set(intents)))
        self._needs = tuple(sorted({need for need in needs if need is not None}))

    def read(self, text: str) -> Reading:
        """Understand one message."""
        whole = self._whole(text)
        language = foreign(whole, self._is_dutch)
        if language is None:
            plain = self._plain(whole)
            parts = [self._plain(part) for part in parts_of(whole)[:MOST_PARTS]]
            denied = self._denied(whole, plain)
        else:
            plain, parts, denied = regular(whole), [], []
        # In one batch: the encoder costs little more for some sentences than for one.
        sparse, dense = self._features([plain, *parts, *denied])
        acts, told_in = self._split(self._classifier.probabilities(sparse, dense))
        intents = self._leaning_to_crisis(acts[0])
        also = self._acts_in(acts[1 : 1 + len(parts)], intents)
        needs = told_in[0]
        if language is not None:
            intents = intents * (1 - FOREIGN)
            intents[self._intents.index(OTHER_LANGUAGE)] += FOREIGN
        else:
            needs = self._without(needs, told_in[1 + len(parts) :])
        told = float(intents[self._intents.index(TELLS_NEED)])
        return Reading(
            _ranked(self._intents, intents),
            # What is most likely told, is told: then they add up to 1.
            tuple(
                ranked
                for ranked in _ranked(self._needs, needs * min(1.0, 2 * told))
                if ranked.name != VAGUE
            ),
            language or asked_for(whole),
            also,
        )

    def needs_in(self, text: str) -> dict[str, float]:
        """Need → probability, given that the text tells one; together less than 1 where it is
        vague."""
        whole = self._whole(text)
        plain = self._plain(whole)
        rows = self._classifier.probabilities(*self._features([plain, *self._denied(whole, plain)]))
        _, needs = self._split(rows)
        ranked = _ranked(self._needs, self._without(needs[0], needs[1:]))
        return {r.name: r.confidence for r in ranked if r.name != VAGUE}

    def _split(self, rows: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Probabilities of labels → those of intents, and of needs given that one is told."""
        column = {label: i for i, label in enumerate(self._classifier.labels)}
        needs = rows[:, [column[_label(TELLS_NEED, need)] for need in self._needs]]
        told = needs.sum(axis=1)
        intents = [
            told if intent == TELLS_NEED else rows[:, column[intent]] for intent in self._intents
        ]
        return np.stack(intents, axis=1), needs / np.maximum(told, 1e-12)[:, None]

    def _plain(self, text: str) -> str:
        return self._spelling.mend(regular(text))

    def _features(self, texts: Sequence[str]) -> tuple[csr_matrix, NDArray[Any]]:
        return self._ngrams.transform(texts), self._encode(texts)

    def _whole(self, text: str) -> str:
        """The text without half characters, or where it is too long the part that tells most."""
        text = text.encode("utf-8", "replace").decode("utf-8")
        return text if len(text) <= LONGEST else self._most_telling(clauses.split(text))

    def _leaning_to_crisis(self, intents: NDArray[Any]) -> NDArray[Any]:
        p = intents.copy()
        for name in CRISIS:
            if name in self._intents:
                p[self._intents.index(name)] *= CRISIS_ODDS
        result: NDArray[Any] = p / p.sum()
        return result

    def _acts_in(self, rows: NDArray[Any], intents: NDArray[Any]) -> tuple[str, ...]:
        """The intents of single sentences; one that goes first is made that of the message.

        Args:
            rows: probabilities of the intents of each sentence, as the examples have it: one short
                sentence is soon taken for a cry for help.
            intents: those of the message, changed in place.
        """
        if len(rows) < 2:
            return ()
        labels = self._intents
        found: dict[str, float] = {}
        for row in rows:
            i = int(row.argmax())
            if row[i] >= PART:
                found[labels[i]] = max(found.get(labels[i], 0.0), float(row[i]))
        for name in FIRST:
            if found.get(name, 0.0) >= FIRST_PART:
                intents *= 1 - found[name]
                intents[labels.index(name)] += found[name]
        own = labels[int(intents.argmax())]
        return tuple(name for name in found if name != own)

    def _denied(self, text: str, plain: str) -> list[str]:
        """Clauses that deny something, where they are not all that is said.

        Read clause by clause and mixed, needs are ranked worse than from the whole message
        (docs/understanding.md), so only clauses that deny something are read for themselves.
        """
        denied = [self._plain(span.text) for span in denied_clauses(text)]
        return [] if denied == [plain] else denied[:MAX_CLAUSES]

    def _without(self, needs: NDArray[Any], denied: NDArray[Any]) -> NDArray[Any]:
        """Lower the needs that are named only to deny them ("personeel is het probleem niet")."""
        for row in denied:
            needs = needs * (1 - row)
        result: NDArray[Any] = needs / needs.sum()
        return result

    def _most_telling(self, parts: Sequence[Span]) -> str:
        """Of a message that is too long to read whole, the clauses that say most, in their order.

        Judged by their n-grams alone, which cost little, wherever in the message they stand.
        """
        rows = [self._plain(span.text[:LONGEST]) for span in parts]
        needs = [_label(TELLS_NEED, need) for need in self._needs]
        told = self._classifier.certainty(self._ngrams.transform(rows), needs)
        kept: list[int] = []
        length = 0
        for i in np.argsort(-told, kind="stable"):
            if length + len(parts[i].text) <= LONGEST or not kept:
                kept.append(int(i))
                length += len(parts[i].text)
        return " ".join(parts[i].text[:LONGEST] for i in sorted(kept))

    def _is_dutch(self, word: str) -> bool:
        return word in self._spelling.known


_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def parts_of(text: str) -> list[str]:
    """The sentences of a message; of a single one its short beginning up to a comma ("geen idee,
    wisselt elke week"); empty when it has no parts."""
    sentences = [s.strip() for s in _SENTENCE_END.split(text) if len(s.split()) > 1]
    if len(sentences) > 1:
        return sentences
    start, comma, rest = text.partition(",")
    short = 1 < len(start.split()) <= SHORT_BEGINNING
    return [start.strip(), rest.strip()] if comma and short and rest.strip() else []


SHORT_BEGINNING = 4
"""Words of a beginning that is read by itself."""


def _label(intent: str, need: str | None) -> str:
    return intent if need is None else f"{intent}/{need}"


def _ranked(labels: Sequence[str], confidences: NDArray[Any]) -> tuple[Ranked, ...]:
    order = np.argsort(-confidences)
    return tuple(Ranked(labels[i], float(confidences[i])) for i in order)
