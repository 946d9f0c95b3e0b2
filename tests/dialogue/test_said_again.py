"""Who says again what we did not go into is asked about just that."""

from __future__ import annotations

import pytest

from bot.dialogue.parts import said_again, to_note
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


@pytest.mark.parametrize(
    "text, words",
    [
        ("wat maakt wát lastig. ik zeg net dat 70% op 2 klanten hangt", "70% op 2 klanten hangt"),
        ("half. maar ik zeg net dat ze weglopen om het geld ook", "ze weglopen om het geld"),
        ("ho, ik zei toch al dat mijn broer het niet wil en jij begint over rust",
         "mijn broer het niet wil"),
        ("ik zeg net ja", None),
        ("ik zeg altijd dat het goed komt met de klanten", None),
    ],
)  # fmt: skip
def test_what_is_said_again(text: str, words: str | None) -> None:
    assert said_again(text) == words


def test_it_is_asked_on_about(chat: Chat) -> None:
    chat.hear("we willen meer klanten, het is stil de laatste tijd", "express_need",
              needs={"markt_klantwerving": 0.5})  # fmt: skip
    chat.hear("we hangen op twee klanten en die ene besteedt opnieuw aan", "express_need",
              needs={"markt_afhankelijkheid": 0.6})  # fmt: skip
    again = "ik zeg net dat 70% van de omzet op 2 klanten hangt. daar mag je best op ingaan"
    said = chat.hear(again, "complain", needs={"markt_afhankelijkheid": 0.6})
    assert chat.about == "deepen"
    assert "daar ging ik overheen" in said
    assert any("70%" in line.quote for line in chat.state.log if line.quote), "it counts as told"


def test_a_person_we_did_not_go_into_is_asked_about(chat: Chat) -> None:
    chat.to_need()
    chat.go_to("desired_result")
    said = chat.hear("ho, ik zeg net dat mijn compagnon het niet wil en jij begint over slapen."
                     " vraag je daar niks over?", "complain")  # fmt: skip
    assert "compagnon" in said and chat.about == "deepen"
    assert "desired_result" not in chat.state.asked, "what was asked comes again later"
    note = chat.state.facts.get("for_broker")
    assert note is None or not any("vraag je daar" in str(one) for one in note.value)


def test_a_grumble_is_no_note_for_the_broker() -> None:
    said = "je herhaalt jezelf en geeft geen antwoord. is er iemand die met mark kan praten?"
    assert to_note(said) == "is er iemand die met mark kan praten?"
    assert to_note("kan het ook na zessen") == "kan het ook na zessen"
