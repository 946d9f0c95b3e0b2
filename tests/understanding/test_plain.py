"""What most people say: short and plain, the obvious words for each need; never learnt from."""

from __future__ import annotations

from pathlib import Path

from tests.talk import Talk
from tests.understanding.parsing import parse

FILE = Path(__file__).parent / "plain_statements.txt"
LEAST_TOP1, LEAST_TOP3 = 0.93, 0.95


def test_plain_statements(talk: Talk) -> None:
    lines = [line.split("|") for line in FILE.read_text(encoding="utf-8").splitlines()]
    assert len({need for need, _ in lines}) == 30
    first = among = 0
    missed = []
    for need, text in lines:
        needs = [n["id"] for n in parse(talk, text)["needs"]]
        first += needs[:1] == [need]
        among += need in needs[:3]
        if needs[:1] != [need]:
            missed.append((text, needs[:1]))
    assert first / len(lines) >= LEAST_TOP1, missed
    assert among / len(lines) >= LEAST_TOP3, missed
