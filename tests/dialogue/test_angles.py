"""The angle of a need gives the growth question its verb: told, chosen, or said to be another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.growth_question import angle
from bot.growth_question.quality import shortcomings
from bot.growth_question.wording import growth_question
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


def shared_words(texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
    """Nearness by words in common: enough to choose by, and without a model."""
    sets = [{w.strip(".,") for w in other.lower().split()} for other in others]
    return [
        [len(set(text.lower().split()) & s) / max(1, min(len(text.split()), len(s))) for s in sets]
        for text in texts
    ]


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    made = Chat(knowledge)
    made.context = replace(made.context, near=shared_words)
    made.tells = "ze bellen mij voor elk wissewasje"
    return made


def test_every_angle_makes_a_good_growth_question(knowledge: Knowledge) -> None:
    for need in knowledge.needs:
        for one in need.angles:
            made = growth_question(
                need,
                {"horizon_months": 6, "desired_result": "dat ik vrijdag vrij ben"},
                False,
                one.act,
            )
            assert set(shortcomings(made)) <= {"concrete"}, made


def to_question(chat: Chat) -> None:
    """To the growth question; "ik kom nergens aan toe" was told."""
    chat.to("growth_question")


def test_the_angle_that_was_told_is_in_the_question(chat: Chat) -> None:
    chat.to("angle")
    chat.hear("weet ik niet", "dont_know")
    chat.go_to("growth_question")
    act = "tijd vrijmaken om zelf aan het bedrijf te werken"
    assert f"Hoe kan ik {act}, zodat" in str(chat.state.question)
    record = chat.outcome.record if chat.outcome else None
    assert record is not None
    told = record["fields"]["approach"]
    assert told["source"] == "inferred" and told["value"] == act


def test_their_own_words_come_before_any_angle(chat: Chat) -> None:
    chat.to("angle")
    chat.hear("tja, ik wil dat bianca de offertes zelf verstuurt zodat ik thuis eet. durf het niet")
    assert chat.about == "deepen" and "bang" in chat.said[-1], "what they dare not is asked on"
    chat.hear("dat ze dan een fout maakt")
    chat.go_to("growth_question")
    begins = "Hoe kan ik zorgen dat Bianca de offertes zelf verstuurt, zodat ik thuis eet, binnen"
    assert str(chat.state.question).startswith(begins)
    assert chat.state.facts["approach"].source == "said"


def test_without_a_clear_one_it_is_asked(chat: Chat) -> None:
    chat.context = replace(
        chat.context, near=lambda texts, others: [[0.3] * len(others)] * len(texts)
    )
    chat.to("angle")
    chosen = chat.state.pending.options[2] if chat.state.pending else None
    assert chosen is not None
    chat.choose(chosen.value)
    angles = chat.k.needs_by_id["lead_delegeren"].angles
    act = next(one.act for one in angles if one.short == chosen.value)
    chat.go_to("growth_question")
    assert act in str(chat.state.question)
    assert chat.state.facts["approach"].source == "chosen"


def test_a_story_without_an_angle_gets_the_general_words(chat: Chat) -> None:
    chat.context = replace(
        chat.context, near=lambda texts, others: [[0.3] * len(others)] * len(texts)
    )
    chat.to("angle")
    chat.choose("none")
    chat.hear("weet ik niet", "dont_know")
    chat.go_to("growth_question")
    assert "approach" not in chat.state.facts and chat.state.question is not None


def test_it_can_be_another_angle_by_saying_so(chat: Chat) -> None:
    to_question(chat)
    chat.hear("nee ik durf het niet los te laten, dat is het", "express_need", 0.6)
    assert "echt zelf laten beslissen" in str(chat.state.question)
    assert chat.state.facts["approach"].source == "said"


@pytest.mark.parametrize(
    "words",
    ["kun jij dat niet doen ik ben bakker geen schrijver", "weet niet jij kan dat toch beter"],
)
def test_who_wants_us_to_find_the_words_gets_some_to_choose_from(chat: Chat, words: str) -> None:
    to_question(chat)
    chat.choose("change")
    before = chat.state.question
    said = chat.hear(words, "chitchat", 0.3)
    assert chat.about == "other_angle" and said.count("•") == 3
    chat.choose(chat.state.pending.options[0].value if chat.state.pending else "")
    assert chat.state.question != before and chat.about == "growth_question"


def test_the_topic_can_be_another_one_from_there(chat: Chat) -> None:
    to_question(chat)
    chat.choose("change")
    chat.choose("angle")
    assert chat.about == "other_angle"
    chat.choose("need")
    assert chat.about == "own_words" and chat.state.pending is not None
    assert len(chat.state.pending.options) == 4


def test_who_is_asked_again_and_again_may_leave_it(chat: Chat) -> None:
    to_question(chat)
    said = ""
    for _ in range(5):
        said = chat.hear("nee, dat vind ik niet", "deny", 0.9)
    asked = [text for text in chat.said if text.startswith("Wat wil je anders")]
    assert len(asked) <= 2 and "makelaar" in said


@pytest.mark.parametrize(
    "words",
    ["ja. en nu die subsidie?", "niks, hij klopt zei ik", "ja zo is hij goed, dank je wel",
     "prachtig zo", "niks hoor sorry, hij klopt zo"],
)  # fmt: skip
def test_a_yes_with_something_behind_it_confirms(chat: Chat, words: str) -> None:
    to_question(chat)
    chat.hear(words, "chitchat", 0.4)
    assert chat.state.confirmed()


@pytest.mark.parametrize(
    "words", ["bijna, maar dat van die managers mist nog", "nee dat is onzin", "klopt niet"]
)
def test_what_is_no_yes_confirms_nothing(chat: Chat, words: str) -> None:
    to_question(chat)
    wish = chat.state.facts["desired_result"].value
    chat.hear(words, "deny", 0.6)
    assert not chat.state.confirmed() and chat.state.facts["desired_result"].value == wish


def test_a_term_that_was_never_said_goes(chat: Chat) -> None:
    to_question(chat)
    chat.hear("binnen een maand heb ik nooit gezegd", "complain", 0.5, period_months=1)
    assert chat.about == "horizon_months" and "horizon_months" not in chat.state.facts


def test_nothing_is_near_without_words(knowledge: Knowledge) -> None:
    angles = knowledge.needs_by_id["tal_werven"].angles
    assert [n.near for n in angle.rank(angles, ["ja"], shared_words)] == [0.0] * len(angles)
    assert [n.near for n in angle.rank(angles, ["we vinden niemand"], None)] == [0.0] * len(angles)
