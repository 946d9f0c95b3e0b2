"""What somebody wants in a message without full stops, as a farmer's wife typed it."""

from __future__ import annotations

import pytest

from bot.growth_question import acts, clause, run_on, wording
from bot.knowledge import Knowledge


@pytest.mark.parametrize(
    ("told", "act"),
    [
        ("geen van drie, het gaat over of en wanneer jeroen het bedrijf overneemt en dat we daar "
         "met z'n drieën over praten",
         "erachter komen of en wanneer jeroen het bedrijf overneemt"),
        ("koers en keuzes, zo zou ik het zelf niet noemen hoor, ik bedoel dat ze niet praten, en "
         "wat ik wil is dat we aan tafel gaan zitten dat zei ik net ook al, met z'n drieën",
         "zorgen dat we aan tafel gaan zitten"),
        ("nee dit klopt toch niet, ik wil niet kiezen waar ik mee doorga, ik wil met piet en "
         "jeroen aan tafel om het over later te hebben, en we zijn akkerbouwers",
         "met piet en jeroen aan tafel gaan om het over later te hebben"),
    ],
)  # fmt: skip
def test_the_wish_in_it_is_found(told: str, act: str) -> None:
    found = acts.outright(told, acts.TELLING)
    assert found is not None and found.act == act


@pytest.mark.parametrize(
    "told",
    ["ik wil niet kiezen, ik wil geen gedoe", "ze willen dat ik stop, en dat is het",
     "piet zegt hoe het gaat en zo gaat het dan"],
)  # fmt: skip
def test_what_they_do_not_want_is_none(told: str) -> None:
    assert run_on.wish_in(told) is None


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ("dan weet iedereen wie wat doet, dat jeroen weet waar ie aan toe is en of het ooit van "
         "hem wordt en wat hij nu al zelf mag beslissen, de winkel bijvoorbeeld",
         "iedereen weet wie wat doet"),
        ("een paar woorden daar ben ik niet zo van haha, nou goed, dat we weten wie wat doet",
         "we weten wie wat doet"),
        ("nou dat zei ik eigenlijk net al, dat ik er niet meer tussen sta en dat ik weer slaap",
         "ik er niet meer tussen sta en ik weer slaap"),
    ],
)  # fmt: skip
def test_a_long_answer_gives_a_result(told: str, result: str) -> None:
    assert clause.result_clause(told) == result


def test_no_sentence_is_longer_than_a_record_takes(knowledge: Knowledge) -> None:
    need = knowledge.needs[0]
    long = "a" * 3000
    made = wording.growth_question(
        need, {"desired_result": f"dat ik {long} heb"}, act=f"{long} doen"
    )
    assert len(made) <= 400
