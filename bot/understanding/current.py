"""The reader that this process understands with.

The engine reads each message as it comes in. What somebody told so far, read as one story, says
more about needs than its parts do (docs/diagnosis.md), so the conversation reads that too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import encode, regular
from bot.understanding.reader import Reader

_reader: Reader | None = None


def use(reader: Reader) -> None:
    """Read with this one from now on."""
    global _reader
    _reader = reader


def needs_in(text: str) -> Mapping[str, float] | None:
    """Need → probability that a text tells it, or None where no model is loaded here (an action
    server of its own)."""
    return None if _reader is None else _reader.needs_in(text)


def near(texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
    """For each of the texts how near (cosine, -1 to 1) each of the others is in meaning.

    Args:
        texts: our own, that come again and again.
        others: what somebody said.
    """
    cosines = _kept(tuple(texts)) @ _vectors(others).T
    found: list[list[float]] = cosines.tolist()
    return found


def _vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    vectors: NDArray[np.float32] = encode([regular(text) for text in texts])
    return vectors


@lru_cache(maxsize=64)
def _kept(texts: tuple[str, ...]) -> NDArray[np.float32]:
    """Those of our own texts, that are asked for again and again; what people say is not kept."""
    return _vectors(texts)
