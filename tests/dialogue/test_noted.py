"""Whether something was noted, why help fits, and what the confirmed sentence is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import noted
from bot.dialogue.parts import for_broker
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def text(words: str) -> Understood:
    return Understood(words, "text", "1", AT)


@pytest.mark.parametrize(
    "words",
    ["heb je die 5 man genoteerd?", "staat er nu 5 of 6?", "hebt ge gezien dat ik Ermelo zei",
     "en die 5 man?", "hoeveel mensen staan er nu bij mij"],
)  # fmt: skip
def test_who_asks_whether_it_was_noted(words: str) -> None:
    assert noted.asked(text(words))


@pytest.mark.parametrize(
    "words",
    ["in de werkplaats staat er een machine te wachten", "heb je dat ook wel eens",
     "er staat een rij klanten buiten", "we zijn met 5 man"],
)  # fmt: skip
def test_who_tells_something(words: str) -> None:
    assert not noted.asked(text(words))


def test_the_answer_says_what_stands_there(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear("we zijn met 6 mensen", "inform", employees=6)
    said = chat.hear("heb je die 5 man nou genoteerd?", "chitchat", 0.4, employees=5)
    assert "mensen: 5" in said and chat.state.facts["employees"].value == 5
    said = chat.hear("hoeveel mensen staan er nu bij mij?", "chitchat", 0.4)
    assert "mensen: 5" in said
    assert "for_broker" not in chat.state.facts


def test_sneers_are_no_notes_for_the_broker() -> None:
    assert not for_broker("krijg ik ook nog antwoord of is dit een papegaai")
    assert not for_broker("lees je wel wat ik typ?")
    assert for_broker("kan de makelaar ook engels?")


def test_when_to_call_and_what_not_is_told_back(chat: Chat) -> None:
    chat.to_route()
    said = chat.hear("bel mij maar, na 5en. en ze weten er op kantoor nog niks van", "inform", 0.4)
    assert "na 5en" in said and "niks van" in said
    assert chat.about == "contact"


def test_help_says_what_it_does_for_this_need(chat: Chat) -> None:
    chat.to_route()
    shown = next(said for said in chat.said if "•" in said and "makelaar" not in said[:20])
    reasons = [i.reasons["lead_delegeren"] for i in chat.k.instruments
               if "lead_delegeren" in i.reasons]  # fmt: skip
    assert sum(reason in "\n".join(chat.said) for reason in reasons) >= 2, shown


def test_what_they_wrote_adds_where_help_is_looked_for(chat: Chat) -> None:
    chat.context = replace(
        chat.context,
        read=lambda words: {"markt_klantwerving": 0.9} if "horecaklanten" in words else {},
    )
    chat.to("growth_question")
    chat.hear("Hoe kan ik 3 horecaklanten binnenhalen, zodat ik nee durf te zeggen?", "correct")
    said = chat.hear("ja klopt zo", "affirm")
    assert chat.state.needs == ["markt_klantwerving", "lead_delegeren"]
    assert "meer verkopen" in said.lower()


def test_a_sentence_about_the_same_need_changes_nothing(chat: Chat) -> None:
    chat.context = replace(chat.context, read=lambda words: {"lead_delegeren": 0.9})
    chat.to("growth_question")
    chat.hear("Hoe kan ik werk aan mijn voorman overlaten, zodat ik vrijdag vrij ben?", "correct")
    chat.hear("ja klopt zo", "affirm")
    assert chat.state.needs[0] == "lead_delegeren"


def test_who_asks_whether_they_were_understood_is_shown_it(chat: Chat) -> None:
    chat.hear("er zijn drie lijstjes en elke klant heeft een eigen versie", "express_need",
              needs={"str_koers": 0.9})  # fmt: skip
    chat.hear("zeven dingen staan half af en er komt nooit iets klaar", "express_need",
              needs={"str_koers": 0.9})  # fmt: skip
    about = chat.about
    said = chat.hear(
        "Het gaat me niet om een functieprofiel. Heb je dat begrepen?", "complain", 0.5
    )
    assert "niet om een functieprofiel" in said
    assert "drie lijstjes" in said and "zeven dingen staan half af" in said
    assert chat.about == about


def test_nothing_is_said_to_be_understood_where_nothing_was_told(chat: Chat) -> None:
    chat.hear("hoi", "greet")
    said = chat.hear("snap je het?", "chitchat", 0.4)
    assert "begrepen" not in said
