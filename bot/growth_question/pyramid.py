"""Where a firm stands on the growth pyramid, and why.

The stages are those of needs.yml (Churchill and Lewis 1983 and Greiner 1972, merged); each has a
level of the pyramid, of which the Groeiversneller is the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from bot.knowledge import Knowledge, Stage


@dataclass(frozen=True)
class Position:
    """A stage with what it rests on."""

    stage: str
    level: int | None
    """1 to 5; None where growth is not what is wanted (handing over)."""
    because: str


def position(k: Knowledge, need: str, employees: int | list[int] | None) -> Position | None:
    """The stage that fits the number of people, of those in which the need is common.

    Returns:
        None while the number of people is unknown: a need alone says too little.
    """
    if employees is None:
        return None
    people = sum(employees) / 2 if isinstance(employees, list) else employees
    common = k.needs_by_id[need].stages
    label = k.needs_by_id[need].label.lower()
    first = next(s for s in k.stages if s.id == common[0])
    if first.people is None:
        return Position(first.id, first.level, f"de vraag gaat over {label}")
    in_order = [s for s in k.stages if s.id in common] or list(k.stages)
    best = min(in_order, key=lambda s: _distance(s, people))
    if _distance(best, people) > 0:
        best = min(k.stages, key=lambda s: _distance(s, people))
    who = "je werkt alleen" if people <= 1 else f"je werkt met {_people(employees)} mensen"
    return Position(best.id, best.level, f"{who} en de vraag gaat over {label}")


def _distance(stage: Stage, people: float) -> float:
    """0 inside the stage's range, else how far outside; of two that fit the narrower is nearer."""
    if stage.people is None:
        return 1000.0
    low, high = stage.people
    return max(low - people, people - high, 0.0)


def _people(employees: int | Sequence[int]) -> str:
    return str(employees) if isinstance(employees, int) else f"{employees[0]} tot {employees[1]}"
