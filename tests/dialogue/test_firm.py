"""The firm is asked about in one question, and what it leaves out by itself."""

from __future__ import annotations

import pytest

from bot.dialogue import firm
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def test_one_question_for_all_of_it(chat: Chat) -> None:
    chat.to("municipality")
    assert "Waar zit het, wat doen jullie, en met hoeveel mensen" in chat.said[-1]
    assert chat.outcome is not None and not chat.outcome.says[-1].options
    chat.hear("flimpers zetten in urk, met 12 man", municipality="urk", employees=12)
    facts = chat.state.facts
    assert facts["municipality"].value == "urk" and facts["employees"].value == 12
    assert facts["sector"].value == "overig" and facts["sector"].quote == "flimpers zetten"
    assert not {"municipality", "sector", "employees"} & {chat.about}


def test_what_is_left_out_is_asked_by_itself(chat: Chat) -> None:
    chat.to("municipality")
    chat.hear("urk", municipality="urk")
    assert chat.about == "sector" and "wat doen jullie" in chat.said[-1].lower()
    chat.hear("thuiszorg", sector="zorg")
    assert chat.about == "employees" and chat.state.pending is not None
    assert chat.state.pending.options, "a number can be tapped"
    chat.choose(chat.state.pending.options[1].value)
    assert firm.missing(chat.state) == []


def test_a_skip_skips_all_of_it(chat: Chat) -> None:
    chat.to("municipality")
    chat.hear("sla over", "skip")
    assert chat.about not in firm.FIELDS and firm.missing(chat.state) == []


def test_who_says_yes_and_more_is_heard_first(chat: Chat) -> None:
    chat.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
              needs={"lead_delegeren": 0.95})  # fmt: skip
    chat.tap_to_readback()
    told = "ja en ik durf mijn voorman dus niks te laten beslissen terwijl hij dat wel wil"
    chat.hear(told, "affirm")
    assert chat.about not in firm.FIELDS, "what they told goes before where they are"
    chat.go_to("growth_question")
    assert "municipality" in chat.state.facts, "and that is asked before the sentence"


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("wij maken granola, emmeloord, 3 man", "maken granola"),
        ("emmeloord en we zijn met 3 man", None),
        ("dakdekkers uit emmeloord", "dakdekkers"),
    ],
)
def test_what_the_firm_does(text: str, trade: str | None) -> None:
    spans = [(text.index(w), text.index(w) + len(w)) for w in ("emmeloord", "3 man") if w in text]
    assert firm.trade_in(text, spans) == trade
