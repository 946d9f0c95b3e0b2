"""One to five words, as a busy owner types them; by a writer that was never learnt from."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.examples import read
from bot.paths import DATA
from tests.talk import Talk
from tests.understanding.parsing import parse

FILE = Path(__file__).parent / "short_by_others.tsv"
NEED, INTENT = "need:", "intent:"
CRISES = ("crisis_business", "crisis_personal")


def messages() -> list[tuple[str, str]]:
    """What each means (``need:<id>``, ``intent:<name>`` or ``vaag``), and the message."""
    rows = (line.partition("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return [(meaning, said) for meaning, _, said in rows]


def test_short_messages_are_understood(talk: Talk) -> None:
    right, first, among, missed = [], [], [], []
    for meaning, said in messages():
        if meaning == "vaag":
            continue
        parsed = parse(talk, said)
        intent, needs = parsed["intent"]["name"], [n["id"] for n in parsed["needs"]]
        if meaning.startswith(NEED):
            need = meaning.removeprefix(NEED)
            right.append(intent == "express_need")
            first.append(needs[:1] == [need])
            among.append(need in needs[:3])
        else:
            right.append(intent == meaning.removeprefix(INTENT))
        if not right[-1]:
            missed.append((said, meaning, intent))
    assert sum(right) / len(right) >= 0.90, missed
    assert sum(first) / len(first) >= 0.90
    assert sum(among) / len(among) >= 0.95


def test_a_short_cry_for_help_is_heard(talk: Talk) -> None:
    cries = [said for meaning, said in messages() if meaning.removeprefix(INTENT) in CRISES]
    assert len(cries) >= 15
    assert [s for s in cries if parse(talk, s)["intent"]["name"] not in CRISES] == []


def test_none_of_them_is_learnt_from() -> None:
    learnt = {example.text.lower() for example in read(DATA / "nlu")}
    assert [said for _, said in messages() if said.lower() in learnt] == []
