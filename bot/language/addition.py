"""Where a message goes on to a second thing: "... , daarnaast kan ik geen mensen krijgen"."""

from __future__ import annotations

import re

ADDS = re.compile(
    r"(?:[,;.!?:\n-]+\s*|\s+)(?:(?:en|maar|oh?|ow)\s+)?"
    r"(?:daarnaast|bovendien|ten tweede|punt twee|verder|daarbij(?: komt(?: nog)?(?: dat)?)?"
    r"|en (?:dan )?ook nog|en dan nog|ook nog(?: eens)?|tevens|tegelijk(?:ertijd)?|plus(?: dat)?"
    r"|nog iets|nog wat|ander punt|en ook)\b[\s:,]*",
    re.IGNORECASE,
)
"""Words that add a thing to what was said; a new clause begins after them."""

SHORTEST_PART = 3
"""Words of the shortest part that can tell something by itself."""


def parts(text: str) -> list[str]:
    """The things that a message tells one after the other, literally; the whole text where it adds
    nothing. Parts too short to tell something belong to the one before."""
    markers = list(ADDS.finditer(text))
    starts = [0, *(marker.end() for marker in markers)]
    ends = [*(marker.start() for marker in markers), len(text)]
    kept: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        if kept and (_is_short(text[start:end]) or _is_short(text[slice(*kept[-1])])):
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    return [text[start:end].strip(" \n,;-") for start, end in kept]


def _is_short(part: str) -> bool:
    return len(part.split()) < SHORTEST_PART
