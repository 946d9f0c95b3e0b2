"""Where a message goes on to a second thing: "... , daarnaast kan ik geen mensen krijgen"."""

from __future__ import annotations

import itertools
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
    found = [0, *(match.end() for match in ADDS.finditer(text)), len(text)]
    kept: list[tuple[int, int]] = []
    for start, end in itertools.pairwise(found):
        if kept and len(text[start:end].split()) < SHORTEST_PART:
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    if len(kept) > 1 and len(text[kept[0][0] : kept[0][1]].split()) < SHORTEST_PART:
        kept[:2] = [(kept[0][0], kept[1][1])]
    return [_without_marker(text[start:end]) for start, end in kept]


def _without_marker(part: str) -> str:
    """A part without the words at its end that lead to the next one."""
    end = len(part)
    for match in ADDS.finditer(part):
        end = match.start() if match.end() == len(part) else end
    return part[:end].strip(" \n,;-")
