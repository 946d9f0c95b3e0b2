"""How often the angle that was told is the one that lies nearest; stories never learnt from.

Their writer saw what an entrepreneur wants to do and was told to use none of its words, so it is
harder than a talk. `pytest -s` prints the figures of docs/diagnosis.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.dialogue.steps import CLEAR_ANGLE, CLEAR_LEAD
from bot.growth_question import angle
from bot.knowledge import Knowledge
from bot.understanding.current import near

STORIES = Path(__file__).with_name("angles_by_others.jsonl")


@pytest.fixture(scope="module")
def ranked(knowledge: Knowledge) -> list[tuple[int, bool]]:
    """For each story the place of its angle, and whether it would be taken without asking."""
    found = []
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        angles = knowledge.needs_by_id[story["need"]].angles
        order = angle.rank(angles, [story["text"]], near)
        place = [one.angle.act for one in order].index(story["act"])
        lead = order[0].near - order[1].near
        found.append((place, order[0].near >= CLEAR_ANGLE and lead >= CLEAR_LEAD))
    return found


def test_the_right_angle_stands_among_the_first(ranked: list[tuple[int, bool]]) -> None:
    places = [place for place, _ in ranked]
    shares = [sum(place < n for place in places) / len(places) for n in (1, 2, 3, 4)]
    taken = [place == 0 for place, clear in ranked if clear]
    print(f"\n{len(places)} stories: among the first 1, 2, 3, 4: {[round(s, 2) for s in shares]}; "
          f"taken without asking {len(taken)}, right {sum(taken)}")  # fmt: skip
    assert shares[0] >= 0.25 and shares[3] >= 0.70, "chance is 0.15 and 0.62"


def test_hardly_any_is_taken_without_asking(ranked: list[tuple[int, bool]]) -> None:
    assert sum(clear for _, clear in ranked) <= 0.1 * len(ranked), "these are told too vaguely"
