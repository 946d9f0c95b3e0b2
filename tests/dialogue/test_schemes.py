"""Questions about help that was shown: each gets an answer of its own, and an honest one."""

from __future__ import annotations

import pytest

from bot.dialogue.schemes import subject_of
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


@pytest.fixture()
def offered(knowledge: Knowledge) -> Chat:
    """A talk in which help was shown."""
    chat = Chat(knowledge)
    chat.to_route()
    return chat


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("wat is die slim dan, hoeveel krijg je", "amount"),
        ("is dat wat voor mij", "fit"),
        ("kan ik daar een coach van betalen, is dat voor mijn advertenties", "fit"),
        ("waar vraag ik dat aan", "apply"),
        ("gecheckt in 2017?? bestaat dat nog", "still"),
        ("wat is dat schakelteam", "what"),
    ],
)
def test_what_is_asked(text: str, subject: str) -> None:
    assert subject_of(text) == subject


def test_whether_it_is_for_them_gets_reasons(offered: Chat) -> None:
    said = offered.hear("die voucherregeling. is dat wat voor mij?", "ask_instrument", 0.6,
                        instrument="voucherregeling-2024-2028")  # fmt: skip
    assert "Voucherregeling" in said and ("hangt" in said or "past" in said)
    assert offered.about == "route", "and the question that stood is still there"


def test_how_much_is_told_where_a_source_says_so(offered: Chat) -> None:
    said = offered.hear("hoeveel krijg je van die slim", "ask_instrument", 0.6,
                        instrument="slim-regeling")  # fmt: skip
    assert "60%" in said and "vraag het na" in said


def test_the_next_question_is_about_the_same_one(offered: Chat) -> None:
    offered.hear("wat is de slim-regeling?", "ask_instrument", 0.6, instrument="slim-regeling")
    said = offered.hear("en is dat iets voor mij of niet", "ask_status", 0.6)
    assert "SLIM" in said


def test_help_that_is_no_money_says_so(offered: Chat) -> None:
    said = offered.hear("hoeveel krijg ik van dat schakelteam", "ask_instrument", 0.6)
    assert "MKB-Schakelteam" in said and "geen geld" in said
    said = offered.hear("en wat kost dat schakelteam", "ask_instrument", 0.6)
    assert "weet ik niet zeker" in said, "what no source says is not made up"


def test_two_things_asked_of_one_get_two_answers(offered: Chat) -> None:
    said = offered.hear("wat is dat mkb schakelteam dan, is dat iets voor een garage?",
                        "ask_instrument", 0.6)  # fmt: skip
    assert "Ondersteunt kleine bedrijven" in said and "past bij" in said


def test_money_that_was_put_off_comes_back_with_the_offer(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.9})
    chat.hear("ik moet steeds nee zeggen tegen klanten en dat kost me werk. is er subsidie?",
              "express_need", 0.8, needs={"tal_werven": 0.9})  # fmt: skip
    for _ in range(25):
        if chat.about == "route":
            break
        pending = chat.state.pending
        assert pending is not None
        if pending.about in ("readback", "second", "growth_question"):
            wanted = {"second": "none", "growth_question": "yes"}.get(pending.about)
            chat.choose(wanted or pending.options[0].value)
        elif pending.options:
            chat.choose(pending.options[-1].value)
        else:
            value = {"municipality": "urk", "sector": "zorg"}.get(pending.about)
            words = {"urk": "Urk", "zorg": "thuiszorg"}.get(value or "", "we vinden niemand")
            if value is None:
                chat.hear(words, "express_need", needs={"tal_werven": 0.9})
            else:
                chat.hear(words, **{pending.about: value})
    assert chat.about == "route"
    told = " ".join(chat.said)
    assert "Je vroeg ook naar geld" in told or "ken ik nu niet" in told


def test_a_subsidy_is_no_loan(offered: Chat) -> None:
    said = offered.hear("is er subsidie voor het opleiden van chauffeurs?", "ask_instrument", 0.6)
    assert "SLIM" in said and "lening" not in said.lower()
    said = offered.hear("en een lening, bestaat daar wat voor?", "ask_instrument", 0.6)
    assert "ening" in said, "of who asks for a loan it is told"


def test_a_question_about_the_call_is_not_about_a_scheme(offered: Chat) -> None:
    offered.hear("wat is de slim-regeling?", "ask_instrument", 0.6, instrument="slim-regeling")
    said = offered.hear("en wie belt me dan?", "ask_status", 0.5)
    assert "SLIM" not in said and "makelaar" in said


def test_is_there_money_gets_a_yes_or_a_no(offered: Chat) -> None:
    said = offered.hear("is er subsidie voor een planner, ja of nee", "ask_instrument", 0.6)
    assert said.startswith(("Misschien wel", "Nee, een subsidie"))


def test_money_before_the_need_is_known_is_put_off_once(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.9})
    said = chat.hear("ik moet steeds nee zeggen tegen klanten en dat kost me werk. is er subsidie?",
                     "express_need", 0.8, needs={"tal_werven": 0.9})  # fmt: skip
    assert ("geld" in said.lower() and "straks" in said) or "zo op terug" in said
