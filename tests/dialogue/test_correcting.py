"""What was written down wrongly is set right by who says so, and told back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import correcting
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def corrected(text: str, k: Knowledge, **facts: tuple[Any, str]) -> tuple[IntakeState, str | None]:
    """The state after a correction, and what is left of the message, if one was heard."""
    state = IntakeState()
    state.facts = {name: Fact(value, "said", quote, "1") for name, (value, quote) in facts.items()}
    u = Understood(text, "text", "2", AT)
    rest = correcting.heard(state, u, Speaker(k.texts, state), k, Chat(k).context)
    return state, rest.text if rest is not None else None


SHOP = {
    "sector": ("detailhandel", "webshop"),
    "employees": (14, "14 man"),
    "municipality": ("dronten", "swifterbant"),
    "place": ("Swifterbant", "swifterbant"),
}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("nee niet webshop bedoel ik, ik maak granola", "sector", "overig"),
        ("ik zit in dronten niet swifterbant", "municipality", "dronten"),
        ("ik zit in lelystad, niet in dronten", "municipality", "lelystad"),
        ("14 klopt niet, ik zei 16", "employees", 16),
        ("niet 14 maar 16 mensen", "employees", 16),
        ("ik zei nooit dat wij een webshop zijn", "sector", None),
        ("haal dat webshop weg", "sector", None),
    ],
)
def test_a_value_that_is_denied(text: str, field: str, value: Any, knowledge: Knowledge) -> None:
    state, rest = corrected(text, knowledge, **SHOP)
    assert rest is not None
    fact = state.facts.get(field)
    assert (fact.value if fact is not None else None) == value
    if field == "sector" and value is not None:
        assert fact is not None and fact.quote == "granola"
    if field == "municipality":
        assert "place" not in state.facts, "it follows from what is said now"


@pytest.mark.parametrize(
    "text",
    [
        "via mijn webshop verkoop ik niet veel",
        "met 14 man red ik het niet",
        "in swifterbant loopt het niet",
        "we zijn met 14 en dat is genoeg",
        "daar heb ik niks over gezegd",
        "niet 14 maanden maar 9 maanden",
    ],
)
def test_what_denies_no_value(text: str, knowledge: Knowledge) -> None:
    state, rest = corrected(text, knowledge, **SHOP)
    assert rest is None and set(state.facts) == set(SHOP)


def test_what_is_told_beside_it_is_heard_as_well(knowledge: Knowledge) -> None:
    told = "14 klopt niet, ik zei 16. en het geld is niet het probleem denk ik"
    state, rest = corrected(told, knowledge, **SHOP)
    assert state.facts["employees"].value == 16
    assert rest == "en het geld is niet het probleem denk ik"


def test_a_number_of_some_of_them_is_not_that_of_all(chat: Chat) -> None:
    chat.hear("de boel ligt stil", "express_need", needs={"inno_product": 0.8}, employees=35)
    chat.state.facts["employees"] = Fact(35, "said", "35 man", "1")
    chat.hear("ik zei drie engineers, het zijn er vier", "correct", 0.4)
    assert chat.state.facts["employees"].value == 35


def test_the_correction_is_told_back_and_the_sentence_follows(chat: Chat) -> None:
    chat.to_question()
    chat.state.facts["sector"] = Fact("detailhandel", "said", "webshop", "1")
    chat.state = replace(chat.state)
    said = chat.hear("wij zijn geen webshop, wij maken granola", "correct", 0.5)
    assert "granola" in said and chat.about == "growth_question"
    assert chat.state.facts["sector"].quote == "granola"
