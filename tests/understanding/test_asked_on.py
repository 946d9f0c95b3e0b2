"""What people answer when they are asked on, and tell of fear: by writers who saw no example."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

from bot.dialogue import safety
from bot.dialogue.understood import Understood, from_parse
from bot.knowledge import Knowledge
from tests.talk import Talk
from tests.understanding.parsing import parse

HERE = Path(__file__).parent


def lines(name: str) -> list[tuple[str, str]]:
    """Need or crisis, and what was said."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [(need, said) for need, _, said in (line.partition("|") for line in text.splitlines())]


def understood(text: str, talk: Talk) -> Understood:
    at = datetime(2026, 11, 27, tzinfo=timezone.utc)
    return from_parse(parse(talk, text), kind="text", message_id="1", at=at)


def test_what_is_behind_it_is_heard_in_the_answer(talk: Talk) -> None:
    """120 answers to "hoe komt dat, denk je?" and the like, four for each need."""
    told = lines("answers_by_others.txt")
    first = among = 0
    missed: Counter[tuple[str, str]] = Counter()
    for need, said in told:
        ranked = [n["id"] for n in parse(talk, said)["needs"]]
        first += ranked[:1] == [need]
        among += need in ranked[:3]
        if ranked[:1] != [need]:
            missed[need, str(ranked[:1])] += 1
    print(f"\nanswers: {first / len(told):.2f} first, {among / len(told):.2f} among three")
    assert first / len(told) >= 0.55, missed
    assert among / len(told) >= 0.75, missed


def test_fear_of_a_conversation_is_no_cry_for_help(talk: Talk, knowledge: Knowledge) -> None:
    told = lines("fears_by_others.txt")
    heard = {said: safety.signal(understood(said, talk), knowledge) for _, said in told}
    fears = [said for need, said in told if not need.startswith("crisis")]
    cries = [said for need, said in told if need.startswith("crisis")]
    alarms = [said for said in fears if heard[said] is not None]
    lost = [said for said in cries if heard[said] is None]
    print(f"\nof {len(fears)} fears {len(alarms)} alarm; of {len(cries)} cries {len(lost)} do not")
    assert len(alarms) <= 3, alarms
    assert len(lost) <= 1, lost
