"""Questions to us, by writers whose sentences are not learnt from, and what only looks like one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue import safety
from bot.dialogue.asides import CARES, asked_in
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge, load_aside_examples
from bot.knowledge.examples import read
from bot.understanding.asides import NONE
from bot.understanding.current import asked, asked_of_firm
from tests.dialogue.test_turns import AT, Chat
from tests.talk import Talk
from tests.understanding.parsing import parse

HERE = Path(__file__).parent
BY_OTHERS = [json.loads(line) for line in (HERE / "asides_by_others.jsonl").open()]


@pytest.fixture()
def names(talk: Talk, knowledge: Knowledge) -> Any:
    """What a text asks of us, by the model of today."""
    context = Chat(knowledge).context
    both = {"asked": asked, "asked_of_firm": asked_of_firm}
    context = type(context)(**{**context.__dict__, **both})

    def of(text: str, in_story: bool = False) -> Any:
        return asked_in(Understood(text, "text", "1", AT), knowledge, context, in_story)

    return of


def test_questions_of_a_stranger_are_heard(names: Any) -> None:
    asking = [line for line in BY_OTHERS if line["aside"]]
    heard = [names(line["text"]).names for line in asking]
    answered = [(h, line) for h, line in zip(heard, asking, strict=True) if h]
    right = [h for h, line in answered if line["aside"] in h]
    share, precision = len(answered) / len(asking), len(right) / len(answered)
    print(f"{len(asking)} questions: {share:.2f} heard, {precision:.2f} of them rightly")
    assert share >= 0.8 and precision >= 0.93


def test_questions_of_money_and_of_who_hears_it(names: Any) -> None:
    """Subsidy before or after, tax, leasing, wages, and who else gets to know: by one more writer
    whose sentences are not learnt from. To be silent is better than to answer something else."""
    lines = [json.loads(line) for line in (HERE / "asides_by_others_2.jsonl").open()]
    asking = [line for line in lines if line["aside"]]
    heard = [(names(line["text"]).names, line["aside"]) for line in asking]
    answered = [(h, aside) for h, aside in heard if h]
    # Of an apprentice's wage there is an answer of its own since.
    right = [h for h, aside in answered if {aside, ALSO.get(aside, aside)} & set(h)]
    share, precision = len(answered) / len(asking), len(right) / len(answered)
    print(f"{len(asking)} questions: {share:.2f} heard, {precision:.2f} of them rightly")
    assert share >= 0.45 and precision >= 0.8
    others = [line["text"] for line in lines if not line["aside"]]
    taken = [text for text in others if names(text, in_story=True).names]
    assert len(taken) <= 0.1 * len(others), taken


ALSO = {"wage": "apprentice"}
"""What is right as well."""


def test_questions_about_their_own_firm(names: Any) -> None:
    """Five for each of 52 matters, and stories, sighs and answers that look like one: by a writer
    whose sentences are not learnt from. To answer something else is worse than to be silent."""
    lines = [json.loads(line) for line in (HERE / "matter_by_others.jsonl").open()]
    asking = [line for line in lines if line["aside"]]
    heard = [(names(line["text"], in_story=True).names, line["aside"]) for line in asking]
    answered = [(h, aside) for h, aside in heard if h]
    right = [h for h, aside in answered if aside in h]
    share, precision = len(answered) / len(asking), len(right) / len(answered)
    others = [line["text"] for line in lines if not line["aside"]]
    taken = [text for text in others if names(text, in_story=True).names]
    print(
        f"{len(asking)} questions: {share:.2f} heard, {precision:.2f} of them rightly;"
        f" {len(taken)} of {len(others)} others taken for one: {taken}"
    )
    assert share >= 0.5 and precision >= 0.9
    assert len(taken) <= 0.06 * len(others)


def test_what_is_an_act_of_its_own_is_no_question(names: Any) -> None:
    others = [line["text"] for line in BY_OTHERS if not line["aside"]]
    taken = [text for text in others if names(text).alone]
    assert len(taken) <= 0.15 * len(others), taken


def test_stories_and_answers_are_no_questions(names: Any) -> None:
    lines = (HERE / "no_asides.txt").read_text().splitlines()
    taken = [line for line in lines if names(line, in_story=True).names]
    print(f"{len(taken)} of {len(lines)} taken for a question: {taken}")
    assert len(taken) <= 0.05 * len(lines)


def test_no_cry_for_help_is_taken_for_a_question(names: Any) -> None:
    cries = [
        example.text
        for path in sorted(HERE.glob("heldout_*.jsonl"))
        for example in read(path)
        if example.intent.startswith("crisis")
    ]
    assert len(cries) > 60
    assert not [text for text in cries if names(text).clearly]


def test_hardly_any_question_to_us_raises_an_alarm(names: Any, talk: Talk) -> None:
    written = load_aside_examples()
    asked_so = [
        text
        for by in written.values()
        for aside, said in by.items()
        if aside not in (NONE, *CARES)
        for text in said
    ]
    sounds = [
        text
        for text in asked_so
        for intent in [parse(talk, text)["intent"]]
        if intent["confidence"] >= safety.CLEAR.get(intent["name"], 2.0)
    ]
    left = [text for text in sounds if not names(text).clearly]
    print(f"{len(asked_so)} questions: {len(sounds)} sound like a crisis, {len(left)} still do")
    assert len(left) <= 0.005 * len(asked_so), left
