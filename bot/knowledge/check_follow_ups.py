"""Finds every mistake in the questions that are asked on, with what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Collection, Iterator, Mapping

LEAST_OF_NEED = 4
"""Questions to go deeper into a need; two are asked, and which ones differs."""

LONGEST = 110
"""Characters of such a question: it is read on a phone, behind a few words that say back."""

SHORTEST_WORD = 3
"""Letters of a word that names a thing."""

FIRST_WORDS = re.compile(
    r"(?:is|zijn|ben|heb|hebben|kun|kan|wil|moet|mag|doe|ga|weet|krijg)\b", re.IGNORECASE
)
"""How a question begins that a yes would answer."""

Mistake = tuple[Any, str]
"""The node it stands at, or a mapping with the key; and what is wrong."""


def mistakes(follow_ups: Mapping[str, Any], needs: Collection[str]) -> Iterator[Mistake]:
    """All of them.

    Args:
        follow_ups: data/knowledge/follow_ups.yml.
        needs: ids of all needs.
    """
    of_needs, topics = follow_ups["needs"], follow_ups["topics"]
    for need in needs:
        if len(of_needs.get(need, ())) < LEAST_OF_NEED:
            yield of_needs, f"{need}: minder dan {LEAST_OF_NEED} vragen om door te vragen"
    for need, questions in of_needs.items():
        if need not in needs:
            yield (of_needs, need), f"onbekende behoefte {need!r}"
        for text in questions:
            yield from ((questions, f"{need}: {wrong}") for wrong in question_mistakes(text))
    asked = Counter(text for questions in of_needs.values() for text in questions)
    asked += Counter(text for topic in topics for text in topic["ask"])
    words = Counter(word for topic in topics for word in topic["words"])
    ids = Counter(topic["id"] for topic in topics)
    for topic in topics:
        for wrong in _topic(topic, needs):
            yield topic, f"{topic['id']}: {wrong}"
        twice = [word for word in topic["words"] if words[word] > 1]
        for what in twice + ([topic["id"]] if ids[topic["id"]] > 1 else []):
            yield topic, f"{topic['id']}: {what!r} staat er twee keer"
    for text in (text for text, times in asked.items() if times > 1):
        yield follow_ups, f"deze vraag staat er twee keer: {text!r}"


def _topic(topic: Mapping[str, Any], needs: Collection[str]) -> Iterator[str]:
    for key in ("needs", "words", "ask"):
        if not topic.get(key):
            yield f"{key} ontbreekt"
    for need in topic["needs"]:
        if need not in needs:
            yield f"onbekende behoefte {need!r}"
    for word in topic["words"]:
        if word != word.lower() or len(word.rstrip("*")) < SHORTEST_WORD or "*" in word[:-1]:
            yield f"{word!r}: kleine letters, minstens {SHORTEST_WORD}, een * alleen aan het eind"
    for text in topic["ask"]:
        yield from question_mistakes(text)


def question_mistakes(text: str) -> Iterator[str]:
    """What is wrong with a question that is asked on."""
    if not text.endswith("?") or text.count("?") != 1:
        yield f"dit is niet één vraag: {text!r}"
    if len(text) > LONGEST:
        yield f"{len(text)} tekens, hooguit {LONGEST}: {text!r}"
    if FIRST_WORDS.match(text):
        yield f"met ja of nee te beantwoorden: {text!r}"
    if re.search(r"\b(?:u|uw)\b", text):
        yield f"u in plaats van je: {text!r}"
