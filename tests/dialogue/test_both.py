"""Two troubles in one message: both are heard, and one is asked about first."""

from __future__ import annotations

from dataclasses import replace
from typing import Mapping

import pytest

from bot.diagnosis import belief
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat

TWO = "de gasrekening vreet me op, daarnaast kan ik geen mensen krijgen voor de oogst"
GAS, STAFF = "duur_verduurzamen", "tal_werven"


def read(text: str) -> Mapping[str, float]:
    told = {}
    if "gas" in text:
        told[GAS] = 0.9
    if "mensen" in text:
        told[STAFF] = 0.9
    return {need: p / len(told) for need, p in told.items()} or {"str_koers": 0.3}


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    chat = Chat(knowledge)
    chat.context = replace(chat.context, read=read)
    chat.open()
    return chat


def test_both_are_said_back_and_one_is_asked_for(chat: Chat) -> None:
    said = chat.hear(TWO, "express_need", needs={GAS: 0.9})
    assert "energie en groener werken" in said and "niemand vindt" in said and said.count("?") == 1
    assert chat.about == "both"


def test_the_one_that_weighs_most_leads_and_the_other_comes_back(
    chat: Chat, knowledge: Knowledge
) -> None:
    chat.hear(TWO, "express_need", needs={GAS: 0.9})
    chat.choose(STAFF)
    first, second = (need for need, _ in belief(knowledge, chat.state.log).top(2))
    assert (first, second) == (STAFF, GAS)
    quotes = [line.quote for line in chat.state.log if line.kind == "text"]
    assert quotes == ["de gasrekening vreet me op", "kan ik geen mensen krijgen voor de oogst"]


@pytest.mark.parametrize("said", ["allebei even erg", "beide"])
def test_both_may_be_the_answer(chat: Chat, knowledge: Knowledge, said: str) -> None:
    chat.hear(TWO, "express_need", needs={GAS: 0.9})
    chat.hear(said, "inform")
    assert chat.about != "both"
    assert {need for need, _ in belief(knowledge, chat.state.log).top(2)} == {GAS, STAFF}


def test_neither_makes_both_less_likely(chat: Chat, knowledge: Knowledge) -> None:
    chat.hear(TWO, "express_need", needs={GAS: 0.9})
    before = belief(knowledge, chat.state.log).probabilities
    chat.choose("none")
    after = belief(knowledge, chat.state.log).probabilities
    assert after[GAS] < before[GAS] and after[STAFF] < before[STAFF]


def test_one_trouble_is_not_made_two(chat: Chat) -> None:
    chat.hear("de gasrekening vreet me op, daarnaast betaal ik veel voor gas", "express_need",
              needs={GAS: 0.9})  # fmt: skip
    assert chat.about != "both" and not chat.state.both


def test_an_example_later_may_tell_two_things(chat: Chat) -> None:
    chat.hear("we vinden geen mensen voor de oogst", "express_need", needs={STAFF: 0.9})
    chat.hear(TWO, "express_need", needs={GAS: 0.9})
    assert not chat.state.both, "asked about only where a talk begins with two"
