"""The sentence encoder with a memory: an evaluation reads the same texts again for every fold."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import encode as encode_anew

PIECE = 1000
"""Texts that one process encodes at a time."""

_KNOWN: dict[str, NDArray[Any]] = {}


def encode(texts: Sequence[str]) -> NDArray[Any]:
    """What `bot.understanding.features.encode` gives, one row of 512 a text."""
    new = [text for text in dict.fromkeys(texts) if text not in _KNOWN]
    if new:
        _KNOWN.update(zip(new, encode_anew(new), strict=True))
    return np.array([_KNOWN[text] for text in texts])


def remember(texts: Sequence[str], pool: Executor) -> None:
    """Encode texts in the processes of ``pool``, and know them here."""
    new = [text for text in dict.fromkeys(texts) if text not in _KNOWN]
    pieces = [new[i : i + PIECE] for i in range(0, len(new), PIECE)]
    for piece, rows in zip(pieces, pool.map(encode_anew, pieces), strict=True):
        _KNOWN.update(zip(piece, rows, strict=True))
