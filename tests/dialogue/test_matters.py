"""Questions about their own firm: answered shortly, and heard as told."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import pytest

from bot.dialogue.asides import LEAST_ASKED
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat

QUESTION = "mag hij zomaar voor de buurman gaan werken"


def _reads(texts: Sequence[str]) -> list[tuple[str, float, float]]:
    """As a classifier that knows one question."""
    known = ("non_compete", 0.9, 0.95)
    return [known if "zomaar" in text else ("worth", 0.01, 0.1) for text in texts]


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    made = Chat(knowledge)
    made.context = replace(made.context, asked_of_firm=_reads)
    return made


def test_who_begins_with_one_is_answered_and_asked_on(chat: Chat) -> None:
    said = chat.hear(f"mijn beste monteur gaat weg. {QUESTION}", "express_need",
                     needs={"tal_behouden": 0.7})  # fmt: skip
    assert chat.k.texts.get("aside.non_compete")[0] in said
    assert chat.state.pending is not None and chat.state.pending.asks == "need_question"
    assert any(line.kind == "text" for line in chat.state.log), "it counts as told"


def test_under_a_closed_question_it_comes_back(chat: Chat) -> None:
    chat.to("horizon_months")
    said = chat.hear(f"{QUESTION}?", "express_need", needs={"tal_behouden": 0.6})
    assert chat.k.texts.get("aside.non_compete")[0] in said
    assert chat.about == "horizon_months"


@pytest.mark.parametrize("asked", ["hoe snel kan dat zomaar?", "en mag dat nu zomaar?"])
def test_a_question_that_names_nothing_is_none(asked: str, chat: Chat) -> None:
    chat.to("horizon_months")
    assert chat.k.texts.get("aside.non_compete")[0] not in chat.hear(asked, "express_need")


def test_it_is_kept_for_the_broker(chat: Chat) -> None:
    assert chat.k.asides_by_id["non_compete"].noted
    chat.to("horizon_months")
    chat.hear(f"{QUESTION}?", "express_need")
    assert QUESTION in str(chat.state.facts["for_broker"].value)


def test_a_word_of_ours_that_comes_back_is_no_question(chat: Chat) -> None:
    chat.to("horizon_months")
    said = chat.hear("wat, zomaar?", "chitchat")
    assert len("wat, zomaar?".split()) < LEAST_ASKED
    assert chat.k.texts.get("aside.non_compete")[0] not in said


def test_every_matter_has_an_answer_that_fits_a_phone(knowledge: Knowledge) -> None:
    matters = [aside for aside in knowledge.asides if aside.told]
    assert len(matters) >= 50
    for matter in matters:
        for text in knowledge.texts.get(f"aside.{matter.id}"):
            assert len(text) <= 210, (matter.id, len(text))
