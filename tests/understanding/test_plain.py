"""What most people say: short and plain, the obvious words for each need; never learnt from.

``plain_statements.txt`` is by the writer of the voice that was added for it, and so flatters;
``plain_by_others.txt`` is by two others, of whom the other half of what they wrote is learnt from.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.talk import Talk
from tests.understanding.parsing import parse

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "least_first", "least_among_three"),
    [("plain_statements.txt", 0.93, 0.95), ("plain_by_others.txt", 0.80, 0.90)],
)
def test_plain_statements(
    talk: Talk, name: str, least_first: float, least_among_three: float
) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    lines = [line.split("|", 1) for line in text.splitlines()]
    assert len({need for need, _ in lines}) == 30
    first = among = 0
    missed = []
    for need, said in lines:
        needs = [n["id"] for n in parse(talk, said)["needs"]]
        first += needs[:1] == [need]
        among += need in needs[:3]
        if needs[:1] != [need]:
            missed.append((said, needs[:1]))
    assert first / len(lines) >= least_first, missed
    assert among / len(lines) >= least_among_three, missed
