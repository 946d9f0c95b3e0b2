"""What the language package gives back: pieces of text, and values found in them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Iterable


@dataclass(frozen=True)
class Span:
    """A piece of a text; ``text`` is exactly the original's ``[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Found:
    """A value that somebody wrote, with the words at ``[start:end]`` of the original text.

    ``confidence`` lies between 0 and 1. Above 0.6 the words can be taken as said about the own
    company; below it they are a hint to ask about (a customer's town, a fuzzy nickname).
    ``role`` says what an amount is where the words tell: ``"turnover"``.
    """

    entity: str
    value: Any
    start: int
    end: int
    confidence: float
    role: str | None = None


def without_overlap(found: Iterable[Found]) -> list[Found]:
    """Of findings that share characters, keep the surest and then the longest; in text order.

    Findings with exactly the same span and different entities (a place and its municipality)
    do not exclude each other.
    """
    kept: dict[tuple[int, int, str], Found] = {}
    taken: list[tuple[int, int]] = []
    for new in sorted(found, key=lambda f: (-f.confidence, f.start - f.end, f.start)):
        span = (new.start, new.end)
        at = bisect_left(taken, span)
        if at < len(taken) and taken[at] == span:
            kept.setdefault((new.start, new.end, new.entity), new)
            continue
        if (at and taken[at - 1][1] > new.start) or (at < len(taken) and taken[at][0] < new.end):
            continue
        taken.insert(at, span)
        kept[new.start, new.end, new.entity] = new
    return [kept[key] for key in sorted(kept)]
