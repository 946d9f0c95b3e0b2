"""How many people there are is set right in words, and told back; what is denied is no need."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import closing, drawing_out
from bot.dialogue.answering.closing import route_in
from bot.dialogue.parts import for_broker, parts_of
from bot.dialogue.understood import Understood
from bot.growth_question.acts import finished
from bot.growth_question.clause import from_the_wish
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    made = Chat(knowledge)
    made.hear("kapsalon in dronten met 6 meiden, alles loopt via mij", "express_need",
              needs={"lead_delegeren": 0.8}, employees=6)  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("told", "people"),
    [
        ("oh wacht zijn er trouwens 7 meiden", 7),
        ("nee. en we zijn met 7 had ik gezegd", 7),
        ("7!! en ook schoonheidssalon", 7),
        ("en 8 meiden ipv 6", 8),
        ("het zijn geen 6 man meer maar 9", 9),
        ("niet 6 maar zeven", 7),
    ],
)
def test_another_number_is_taken_and_told(chat: Chat, told: str, people: int) -> None:
    said = chat.hear(told, "chitchat", 0.4)
    assert chat.state.facts["employees"].value == people
    assert str(people) in said


@pytest.mark.parametrize(
    "told",
    ["vroeger zijn er 12 geweest", "het zijn er nu 12 mensen",
     "over 7 maanden zijn er 3 klanten minder", "we zijn met 2 bussen",
     "niet 6 maanden maar 9 maanden", "het is 3 keer misgegaan", "we waren toen met 4"],
)  # fmt: skip
def test_other_numbers_are_left(chat: Chat, told: str) -> None:
    chat.hear(told, "chitchat", 0.4)
    assert chat.state.facts["employees"].value == 6


def test_what_is_denied_is_not_what_it_is_about(knowledge: Knowledge) -> None:
    assert drawing_out.denies("man lees es. ik zoek GEEN mensen", "tal_werven", knowledge)
    assert drawing_out.denies("nee. niet mensen vinden", "tal_werven", knowledge)
    assert not drawing_out.denies("ik kan geen mensen vinden", "tal_werven", knowledge)


def test_a_denied_need_is_not_asked_about_late(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_need(asks_on=True)
    chat.context = replace(chat.context, near=None)
    chat.hear("mensen vinden? ik zoek geen mensen, ik heb er 22, het gaat over mijn zoons",
              "express_need", 0.9, needs={"tal_werven": 0.97})  # fmt: skip
    assert chat.about != "turning" and chat.state.needs[0] != "tal_werven"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("gelukkig. nou dat ik gezegd heb wat ik vind", "nou dat ik gezegd heb wat ik vind"),
        ("welke vraag. ik heb niks gevraagd. heb ik toch net gezegd: duidelijk wie de baas is",
         "duidelijk wie de baas is"),
        ("nee ik bedoel iets anders. dan weet ik wat ik kies", "dan weet ik wat ik kies"),
        ("rust in de tent", "rust in de tent"),
    ],
)  # fmt: skip
def test_a_wish_begins_where_it_is_told(text: str, wish: str) -> None:
    assert from_the_wish(text) == wish


def test_what_is_wanted_goes_before_what_is_said_around_it() -> None:
    told = finished("je slaat mijn twee vragen over. ik wil kiezen tussen drie wegen")
    assert told is not None and told.act == "kiezen tussen drie wegen"


def test_their_own_sentence_keeps_the_term(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to("horizon_months")
    chat.hear("voor de zomervakantie", "inform", period_months=8)
    chat.go_to("growth_question")
    chat.hear("hoe kan ik met chantal praten zodat duidelijk is dat ik over de roosters beslis",
              "correct", 0.6)  # fmt: skip
    assert str(chat.state.question).endswith("voor de zomervakantie?"), chat.state.question
    own = "Hoe kan ik rust krijgen, zodat ik slaap, binnen een jaar?"
    assert closing.with_term(own, chat.state) == own


@pytest.mark.parametrize("words", ["ja maar waarom die 3", "en wat kost dat dan?"])
def test_a_question_is_no_choice_to_be_called(words: str) -> None:
    assert route_in(Understood(words, "text", "1", AT, "affirm", 0.9)) is None


def test_who_tells_what_it_is_like_then_asks_nothing() -> None:
    told = "dan is duidelijk wie de baas is en kan ik een week weg zonder dat het stilvalt."
    assert not parts_of(told).asked
    assert not for_broker("wat moet ik met bekender worden")
    assert for_broker("moet ik mijn recept laten vastleggen?")
