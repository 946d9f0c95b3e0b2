"""Which of the questions that have a fixed answer somebody asks us, if any.

Two classifiers of their own beside the reader: what is asked of us is no intent of the contract,
and decides the answer. One knows what is asked about us, the other what is asked about their own
firm, which looks like what people tell. Each takes some 4 CPU-ms a message.
"""

from __future__ import annotations

from typing import Iterable, Mapping, Sequence

import numpy as np

from bot.understanding.classifier import LinearClassifier
from bot.understanding.features import NGrams, encode, regular

NONE = "none"
"""Label of what is no such question: a story, an answer, something asked of oneself."""

MOST_OF_EACH = 110
"""Sentences of an intent that are taken as examples of no such question."""

MOST = {
    "express_need": 2000,
    "crisis_business": 700, "crisis_personal": 700,
    "inform": 600, "correct": 400, "affirm": 300, "deny": 300,
}  # fmt: skip
"""The same where more is needed: a cry for help must not be taken for a question, nor an answer."""

SAME = {"ask_bot": "bot", "ask_capabilities": "abilities"}
"""Intents that are such a question by another name."""

ASKS = ("ask_privacy", "ask_status", "ask_instrument")
"""Intents whose examples may well be such questions; they are examples of neither."""


class AsideReader:
    """Says which question is asked, from examples in many voices."""

    def __init__(self) -> None:
        self._ngrams = NGrams()
        self._classifier = LinearClassifier()

    def fit(self, examples: Sequence[tuple[str, str]]) -> AsideReader:
        """Learn from texts with their question, or `NONE`."""
        plain = [regular(text) for text, _ in examples]
        self._ngrams.fit(plain)
        labels = [label for _, label in examples]
        self._classifier.fit(self._ngrams.transform(plain), encode(plain), labels, scored=1)
        return self

    def ask(self, texts: Sequence[str]) -> list[tuple[str, float, float]]:
        """For each text the likeliest question, how likely it is that one, and how likely among
        the questions, if it is any."""
        plain = [regular(text) for text in texts]
        rows = self._classifier.probabilities(self._ngrams.transform(plain), encode(plain))
        labels = self._classifier.labels
        none = labels.index(NONE)
        found = []
        for row in rows:
            among = row.copy()
            among[none] = 0.0
            best = int(among.argmax())
            found.append((labels[best], float(row[best]), float(row[best] / among.sum())))
        return found


def examples(
    written: Mapping[str, Mapping[str, Sequence[str]]], others: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """What there is to learn from.

    Args:
        written: voice → question → how that voice asks it (data/knowledge/aside_examples.yml).
        others: texts with their intent, of which an even share shows what is no such question.
    """
    taken: dict[str, list[str]] = {}
    asked: list[tuple[str, str]] = []
    for text, intent in others:
        if intent in SAME:
            asked.append((text, SAME[intent]))
        elif intent not in ASKS:
            taken.setdefault(intent, []).append(text)
    none = [
        texts[i]
        for intent, texts in sorted(taken.items())
        for i in _spread(len(texts), MOST.get(intent, MOST_OF_EACH))
    ]
    asked += [
        (text, aside) for by in written.values() for aside, said in by.items() for text in said
    ]
    return [*asked, *((text, NONE) for text in none)]


MOST_MATTERS = {
    "express_need": 600, "crisis_business": 300, "crisis_personal": 300, "inform": 200,
    "correct": 100, "deny": 100, "affirm": 60,
}  # fmt: skip
MOST_OTHERS, MOST_ASIDES = 40, 400
"""Sentences of an intent, of any other one, and of questions about us, that are no question about
their own firm. With 1,200 of needs and 500 about us, 0.04 to 0.06 fewer questions were heard, and a
third fewer told needs taken for one (two of the four writers, `matter_by_others.jsonl`)."""


def matter_examples(
    written: Mapping[str, Mapping[str, Sequence[str]]],
    asides: Mapping[str, Mapping[str, Sequence[str]]],
    others: Iterable[tuple[str, str]],
) -> list[tuple[str, str]]:
    """What there is to learn questions about their own firm from.

    Args:
        written: voice → question → how that voice asks it (data/knowledge/matter_examples.yml).
        asides: the same of questions about us, which are none of these.
        others: texts with their intent, of which an even share shows what is no such question.
    """
    taken: dict[str, list[str]] = {}
    for text, intent in others:
        taken.setdefault(intent, []).append(text)
    of_us = [text for by in asides.values() for said in by.values() for text in said]
    none = [of_us[i] for i in _spread(len(of_us), MOST_ASIDES)]
    none += [
        texts[i]
        for intent, texts in sorted(taken.items())
        for i in _spread(len(texts), MOST_MATTERS.get(intent, MOST_OTHERS))
    ]
    asked = [(text, name) for by in written.values() for name, said in by.items() for text in said]
    return [*asked, *((text, NONE) for text in none)]


def _spread(count: int, most: int) -> Sequence[int]:
    """At most so many of the indices, evenly spread, so that every voice has its share."""
    if count <= most:
        return range(count)
    return [int(i) for i in np.linspace(0, count - 1, most)]
