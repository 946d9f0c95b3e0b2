"""The reader that this process understands with.

The engine reads each message as it comes in. What somebody told so far, read as one story, says
more about needs than its parts do (docs/diagnosis.md), so the conversation reads that too.
"""

from __future__ import annotations

from typing import Mapping

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
