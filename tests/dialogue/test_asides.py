"""Questions to us at any moment: they are answered, and the talk goes on where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


def heard_as(chat: Chat, **names: str) -> None:
    """From now on texts that hold one of these words (``_`` for a blank) are heard as its
    question."""
    known = {word.replace("_", " "): name for word, name in names.items()}

    def asked(texts: Sequence[str]) -> list[tuple[str, float, float]]:
        found = [next((n for word, n in known.items() if word in text), None) for text in texts]
        return [(name, 0.9, 0.95) if name else ("cost", 0.01, 0.3) for name in found]

    chat.context = replace(chat.context, asked=asked)


def test_every_question_has_an_answer_in_every_state(knowledge: Knowledge) -> None:
    for aside in knowledge.asides:
        for far in ("begin", "need", "end"):
            chat = Chat(knowledge)
            if far == "begin":
                chat.hear("alles loopt via mij", "express_need", needs={"lead_delegeren": 0.8})
            elif far == "need":
                chat.to_need()
            else:
                chat.to_route()
            before = chat.about
            heard_as(chat, noem_eens=aside.id)
            said = chat.hear("noem eens even iets?", "chitchat")
            assert said.strip() and "{" not in said, (aside.id, far)
            small_talk = knowledge.texts.get("side.chitchat")
            assert not any(text in said for text in small_talk), (aside.id, far, "not heard")
            assert chat.about == before, (aside.id, far, chat.about)


def test_a_wish_for_the_broker_stands_in_the_record(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    heard_as(chat, na_zessen="call_moment")
    said = chat.hear("overdag sta ik op de steiger, kan het ook na zessen", "ask_human")
    assert "wanneer het jou past" in said and chat.about == "route"
    assert chat.outcome is not None and chat.outcome.record is not None
    field = chat.outcome.record["fields"]["for_broker"]
    assert field["value"] == ["overdag sta ik op de steiger, kan het ook na zessen"]
    assert field["evidence"][0]["quote"] == field["value"][0]
    chat.hear("overdag sta ik op de steiger, kan het ook na zessen", "ask_human")
    assert chat.outcome.record["fields"]["for_broker"]["value"] == field["value"], "once"


def test_what_one_can_do_oneself_goes_with_the_need(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    heard_as(chat, zelf_doen="myself")
    need = knowledge.needs_by_id[chat.state.needs[0]]
    assert need.first_step in chat.hear("wat kan ik zelf doen deze week")


def test_what_comes_next_depends_on_how_far_it_is(knowledge: Knowledge) -> None:
    early, late = Chat(knowledge), Chat(knowledge)
    early.hear("alles loopt via mij", "express_need", needs={"lead_delegeren": 0.8})
    late.to_route()
    for chat in (early, late):
        heard_as(chat, wat_nu="next")
    assert "schrijven we samen" in early.hear("wat nu joh")
    assert "staat vast" in late.hear("wat nu joh")


def test_who_asks_for_more_help_sees_the_rest(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    heard_as(chat, is_dit_alles="more")
    chat.hear("is dit alles? had meer verwacht", "complain")
    assert chat.about == "route"
    assert "more" not in [o.value for o in chat.state.pending.options if chat.state.pending]


def test_a_question_is_no_cry_for_help(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    heard_as(chat, doet_niks_meer="stuck")
    said = chat.hear("hij doet niks meer, wat nu", "crisis_personal", 0.97)
    assert "is bewaard" in said and not chat.state.flags


@pytest.mark.parametrize(
    "text", ["ik wil er niet meer zijn, hij doet niks meer", "we gaan failliet, wat nu"]
)
def test_listed_words_of_danger_go_before_any_question(knowledge: Knowledge, text: str) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    heard_as(chat, niks_meer="stuck", wat_nu="next", wil_er="stuck", gaan="next")
    chat.hear(text, "crisis_personal", 0.97)
    assert chat.about == "care" and chat.state.flags


def test_trouble_is_trouble_also_as_a_question(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    heard_as(chat, water="in_trouble")
    chat.hear(
        "het water staat ons aan de lippen, kunnen jullie dan nog wat", "crisis_business", 0.97
    )
    assert chat.about == "care"


def test_an_answer_that_is_an_option_is_no_question(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    assert chat.state.pending is not None
    title = chat.state.pending.options[0].title
    heard_as(chat, **{title.lower().split()[0]: "cost"})
    chat.hear(title)
    assert chat.state.route is not None


def test_a_story_beside_a_question_is_kept(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to("desired_result")
    heard_as(chat, rekening="cost")
    said = chat.hear(
        "dat ik eindelijk een dag in de week vrij ben. krijg ik hier een rekening van?"
    )
    assert "kosten je niets" in said
    assert "vrij ben" in str(chat.state.facts["desired_result"].value)


def test_who_asks_and_wants_a_person_gets_both(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.to_route()
    heard_as(chat, robot="bot")
    said = chat.hear("ben jij een robot? ik wil liever iemand aan de lijn", "ask_human")
    assert "computer" in said and chat.about == "contact"
