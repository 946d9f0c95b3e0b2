"""What people type in place of a tap when they are asked how it was (``ratings.yml``)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any, Iterator, Mapping


@dataclass(frozen=True)
class RatingWords:
    """Phrases, each as its words in lower case; what each list is for stands in the file."""

    good: frozenset[tuple[str, ...]]
    ok: frozenset[tuple[str, ...]]
    bad: frozenset[tuple[str, ...]]
    unclear: frozenset[tuple[str, ...]]
    more: frozenset[tuple[str, ...]]
    enough: frozenset[tuple[str, ...]]
    around: frozenset[tuple[str, ...]]
    """Single words that may stand around a phrase."""


LISTS = tuple(field.name for field in fields(RatingWords))
SCORES = ("good", "ok", "bad", "unclear")


def load_rating_words(data: Mapping[str, Any]) -> RatingWords:
    """Read ``ratings.yml``.

    Raises:
        KeyError: a list that is not there; `bot check` says which.
    """
    return RatingWords(
        **{name: frozenset(tuple(str(p).lower().split()) for p in data[name]) for name in LISTS}
    )


def mistakes(data: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in ``ratings.yml``."""
    missing = [name for name in LISTS if not data.get(name)]
    for name in missing:
        yield f"{name} ontbreekt"
    if missing:
        return
    words = load_rating_words(data)
    counted = Counter(phrase for name in SCORES for phrase in getattr(words, name))
    for phrase, number in counted.items():
        if number > 1:
            yield f"{' '.join(phrase)!r} staat bij twee oordelen"
    for phrase in words.around:
        if len(phrase) != 1 or phrase in counted:
            yield f"around: {' '.join(phrase)!r} moet één woord zijn, en zelf geen oordeel"
