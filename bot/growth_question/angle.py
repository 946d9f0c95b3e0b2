"""Which angle of a need it is for this entrepreneur: by what was told, in words.

"Goede mensen gaan weg" is for one a matter of planning, for another of pay. The angle that lies
nearest to what somebody told gives the growth question its verb (data/knowledge/angles.yml); where
none lies near, the general words of the need stay (`bot.growth_question.wording.actions`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Sequence

from bot.language import clauses

if TYPE_CHECKING:
    from bot.knowledge.models import Angle

Near = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""Texts and other texts → for each of the first how near (-1 to 1) each of the others is."""

NEAR = 0.68
"""How near an angle must be to be taken from a story. Of 90 stories whose writer avoided the words
of the angle the nearest was right in 27, and 3 were as near as this (docs/diagnosis.md): so it is
mostly asked (`bot.dialogue.steps.wants_angle`), and what is taken stands there to be changed."""

NAMED = 0.65
"""The same for words that say what the growth question is to be about instead."""

SHORTEST, MOST_PARTS = 3, 40
"""Words of a part of a story that is looked at, and parts."""


@dataclass(frozen=True)
class Nearest:
    """An angle with the words that it lies nearest to."""

    angle: Angle
    near: float
    words: str


def rank(angles: Sequence[Angle], told: Sequence[str], near: Near | None) -> list[Nearest]:
    """The angles with how near each is to what was told, the nearest first.

    Args:
        told: all that somebody said of it.
        near: None where texts cannot be compared; then there is no order, and nothing is near.
    """
    parts = parts_of(told)
    if near is None or not parts or not angles:
        return [Nearest(angle, 0.0, "") for angle in angles]
    said = [(angle, words) for angle in angles for words in (angle.act, *angle.says)]
    best: dict[str, Nearest] = {}
    for (angle, _), row in zip(said, near([words for _, words in said], parts), strict=True):
        at = max(range(len(parts)), key=lambda i: row[i])
        if angle.act not in best or row[at] > best[angle.act].near:
            best[angle.act] = Nearest(angle, row[at], parts[at])
    return sorted(best.values(), key=lambda one: -one.near)


def parts_of(told: Sequence[str]) -> list[str]:
    """The sentences of what was told, and the parts of the long ones, each once."""
    parts: list[str] = []
    for text in told:
        for sentence in re.split(r"[.!?\n]+", text):
            parts += [span.text for span in clauses.split(sentence)] + [sentence]
    parts = [part.strip(" ,;:") for part in parts if len(part.split()) >= SHORTEST]
    return list(dict.fromkeys(parts))[-MOST_PARTS:]
