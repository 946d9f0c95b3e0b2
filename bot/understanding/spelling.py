"""Typing errors mended against the words of the examples: for understanding only, never stored."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

LEAST_COUNT = 3
"""Examples that must have a word before others are taken for a slip of it."""

SHORTEST = 5
"""Letters of a word that is mended; shorter ones are too often another word."""

TWO_SLIPS = 9
"""Letters from which two slips are believed."""


class Spelling:
    """Knows the words of the examples."""

    def __init__(self) -> None:
        self.known: frozenset[str] = frozenset()
        self._common: dict[str, list[str]] = {}
        self._cached = lru_cache(maxsize=4096)(self._mend)

    def fit(self, texts: Sequence[str], names: Iterable[str] = ()) -> Spelling:
        """Learn the words.

        Args:
            texts: normalised texts.
            names: words that are names of places, people and companies: never mended.
        """
        counts = Counter(word for text in texts for word in set(text.split()))
        self.known = frozenset(counts) | frozenset(names)
        self._common = {}
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            if count >= LEAST_COUNT and len(word) >= SHORTEST - 1 and word.isalpha():
                self._common.setdefault(word[0], []).append(word)
        self._cached.cache_clear()
        return self

    def mend(self, text: str) -> str:
        """A normalised text with its slips mended."""
        words = text.split(" ")
        if all(word in self.known for word in words):
            return text
        return " ".join(word if word in self.known else self._cached(word) for word in words)

    def _mend(self, word: str) -> str:
        if len(word) < SHORTEST or not word.isalpha():
            return word
        slips = 2 if len(word) >= TWO_SLIPS else 1
        # People hardly ever miss the first letter; and a swap of two letters is one slip (OSA).
        found = process.extractOne(
            word,
            self._common.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=slips,
        )
        return found[0] if found else word

    def __getstate__(self) -> dict[str, object]:
        return {"known": self.known, "_common": self._common}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._cached = lru_cache(maxsize=4096)(self._mend)
