"""How often the angle that was told is the one that lies nearest; stories never learnt from.

Their writer saw what an entrepreneur wants to do and was told to use none of its words, so it is
harder than a talk. `pytest -s` prints the figures of docs/diagnosis.md.
"""

from __future__ import annotations

import json
from pathlib import Path

from bot.growth_question import angle
from bot.knowledge import Knowledge
from bot.understanding.current import near

STORIES = Path(__file__).with_name("angles_by_others.jsonl")


def test_the_right_angle_stands_among_the_first(knowledge: Knowledge) -> None:
    places = []
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        order = angle.rank(knowledge.needs_by_id[story["need"]].angles, [story["text"]], near)
        places.append([one.angle.act for one in order].index(story["act"]))
    shares = [sum(place < n for place in places) / len(places) for n in (1, 2, 3, 4)]
    print(f"\n{len(places)} stories: among the first 1, 2, 3, 4: {[round(s, 2) for s in shares]}")
    assert shares[0] >= 0.25 and shares[3] >= 0.70, "chance is 0.15 and 0.62"
