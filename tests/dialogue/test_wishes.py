"""Who tells a wish is asked about one; a quote tells most; two questions get two answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.steps import telling
from bot.dialogue.wishes import is_wish
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("ik wil een tweede koffiebar openen in Almere", True),
        ("We gaan volgend jaar ook in België verkopen", True),
        ("Er ligt een mooi plan voor een nieuwe hal", True),
        ("ik zou heel graag een keer op tv komen", True),
        ("ik wil uitbreiden maar krijg het geld niet rond", False),
        ("ik zoek personeel, er reageert niemand", False),
        ("ik wil dat het gedoe in mijn team stopt", False),
        ("mijn beste monteur loopt weg", False),
        ("nou daar gaan we weer, een computer", False),
        ("hallo", False),
    ],
)
def test_wish_or_trouble(text: str, wish: bool) -> None:
    assert is_wish(text) is wish


def test_a_wish_is_not_told_of_trouble_and_is_asked_about_the_plan(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    said = chat.hear(
        "ik wil een tweede koffiebar openen", "express_need", needs={"fin_groeikapitaal": 0.8}
    )
    assert "niet los" not in said
    assert "houdt je" in said and "vorige week" not in said
    said = chat.hear("ik heb een pand op het oog", "express_need", needs={"fin_groeikapitaal": 0.8})
    assert "meeste last" not in said


def test_a_vague_trouble_is_asked_for_an_example(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    said = chat.hear("het loopt niet lekker", "express_need", needs={"tal_werven": 0.2})
    assert "vorige week" in said


def test_two_questions_in_one_message_get_two_answers(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    said = chat.hear("wie zitten hierachter en wat kost dit?", "ask_capabilities", 0.5)
    assert "provincie" in said and "kost" in said.lower()
    assert chat.about == "opening"


def test_the_quote_is_the_part_that_tells_most(knowledge: Knowledge) -> None:
    context = replace(
        Chat(knowledge).context,
        read=lambda text: {"tal_werven": 0.9} if "lassers" in text else {"lead_balans": 0.5},
    )
    text = (
        "Mijn vader begon hier in 1968 met een schuurtje en een lintzaag, toen was alles klei, "
        "maar we vinden geen lassers. En mijn vrouw doet de boeken aan de keukentafel."
    )
    assert telling(text, "tal_werven", context)[0] == "we vinden geen lassers"
    assert telling(text, "opv_opvolging", context)[0] == text, "nothing tells of it"
    assert telling("we vinden niemand", "tal_werven", context)[0] == "we vinden niemand"


@pytest.mark.parametrize("text", ["zoek geld", "ik wil geld lenen", "geld nodig voor een machine"])
def test_who_asks_for_money_is_told_of_no_other_trouble(knowledge: Knowledge, text: str) -> None:
    chat = Chat(knowledge)
    chat.open()
    said = chat.hear(text, "express_need", needs={"loc_ruimte": 0.9})
    assert "pand" not in said and chat.state.asks_money


def test_money_that_is_no_trouble_is_not_asked_for(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    chat.hear("aan geld ligt het niet, wel aan mensen", "express_need", needs={"tal_werven": 0.9})
    assert not chat.state.asks_money
