"""The reader that this process understands with.

The engine reads each message as it comes in. What somebody told so far, read as one story, says
more about needs than its parts do (docs/diagnosis.md), so the conversation reads that too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.understanding.asides import AsideReader
from bot.understanding.features import encode, regular
from bot.understanding.reader import Reader

_reader: Reader | None = None
_asides: AsideReader | None = None
_matters: AsideReader | None = None


def use(
    reader: Reader, asides: AsideReader | None = None, matters: AsideReader | None = None
) -> None:
    """Read with these from now on.

    Args:
        asides, matters: None for a model of before there was one.
    """
    global _reader, _asides, _matters
    _reader, _asides, _matters = reader, asides, matters


def needs_in(text: str) -> Mapping[str, float] | None:
    """Need → probability that a text tells it, or None where no model is loaded here (an action
    server of its own)."""
    return None if _reader is None else _reader.needs_in(text)


def asked(texts: Sequence[str]) -> list[tuple[str, float, float]] | None:
    """For each text which question to us it is likeliest to be (see `AsideReader.ask`), or None
    where no model is loaded that knows them."""
    return None if _asides is None else _asides.ask(texts)


def asked_of_firm(texts: Sequence[str]) -> list[tuple[str, float, float]] | None:
    """The same for questions about their own firm."""
    return None if _matters is None else _matters.ask(texts)


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
