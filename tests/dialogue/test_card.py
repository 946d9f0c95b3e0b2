"""What was written down as a card: each row can be asked again; and how far the talk is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import Understood
from bot.dialogue.understood import from_parse
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def card(chat: Chat) -> dict[str, dict[str, Any]]:
    """The rows of the card of this turn, by field."""
    assert chat.outcome is not None
    cards = [say.card for say in chat.outcome.says if say.card]
    assert len(cards) == 1
    return {row["field"]: row for row in cards[0]}


def press(chat: Chat, field: str) -> str:
    """Press "aanpassen" on a row; the payload goes the way that the engine takes it."""
    payload = chat.outcome and next(
        row["change"]["payload"]
        for say in chat.outcome.says
        for row in say.card or ()
        if row["field"] == field
    )
    assert payload is not None and len(payload.encode()) <= 64
    return chat._take(from_parse({"text": payload}, "choice", "99", AT))


def test_the_card_tells_what_the_text_tells(chat: Chat) -> None:
    chat.to_question()
    rows = card(chat)
    assert chat.outcome is not None
    overview = next(say for say in chat.outcome.says if say.card)
    lines = overview.text.splitlines()[1:]
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows.values(), strict=True):
        assert row["label"] in line and row["value"] in line and (row["how"] or "") in line
    assert rows["need"]["how"] is None
    assert rows["municipality"]["change"]["title"] == "Gemeente aanpassen"


def test_only_a_channel_that_shows_cards_gets_one(chat: Chat) -> None:
    chat.to_question()
    assert chat.outcome is not None
    overview = next(say for say in chat.outcome.says if say.card)
    assert set(overview.custom(rich=True)) == {"card"}
    assert overview.custom() == {}
    question = chat.outcome.says[-1]
    assert set(question.custom()) == {"asks", "about"}
    assert set(question.custom(rich=True)) == {"asks", "about", "progress"}


def test_a_field_is_asked_again_and_the_new_card_has_it(chat: Chat) -> None:
    chat.to_question()
    before = chat.state.facts["municipality"].value
    press(chat, "municipality")
    assert chat.about == "municipality"
    assert chat.state.facts["municipality"].value == before, "kept until there is an answer"
    chat.hear("Almere", municipality="almere")
    assert chat.about == "growth_question"
    assert card(chat)["municipality"]["value"] == "Almere"


def test_who_skips_keeps_what_there_was(chat: Chat) -> None:
    chat.to_question()
    before = chat.state.facts["employees"].value
    press(chat, "employees")
    chat.hear("sla over", "skip")
    assert chat.about == "growth_question"
    assert chat.state.facts["employees"].value == before
    assert chat.outcome is not None
    assert not any(say.card for say in chat.outcome.says), "nothing changed, so no new card"


@pytest.mark.parametrize("field", ["need", "second"])
def test_a_need_is_asked_again(chat: Chat, field: str) -> None:
    chat.to_need(second_is_asked=True)
    assert chat.state.pending is not None
    chat.choose(chat.state.pending.options[0].value)
    chat.hear("nee", "deny")
    chat.go_to("growth_question")
    press(chat, field)
    assert chat.about == {"need": "own_words", "second": "second"}[field]
    pending = chat.state.pending
    assert pending is not None
    chosen = pending.options[0].value if field == "need" else "none"
    assert chosen != "lead_delegeren", "what it is not is not offered again"
    chat.choose(chosen)
    if field == "need":
        assert chat.about == "desired_result", "the one that was chosen belonged to the other need"
        assert chat.state.pending is not None
        chat.choose(chat.state.pending.options[0].value)
    assert chat.about == "growth_question"
    assert "second" not in card(chat)
    assert chat.state.needs == [chosen if field == "need" else "lead_delegeren"]


def test_what_is_asked_as_a_door_is_kept_in_the_records_form(chat: Chat) -> None:
    chat.to_need()
    chat.hear("we zijn een bv", legal_form="bv")
    while chat.about != "growth_question":
        assert chat.state.pending is not None
        if chat.state.pending.options:
            chat.choose(chat.state.pending.options[1].value)
        else:
            value = {"municipality": "urk", "sector": "zorg"}[str(chat.about)]
            chat.hear({"urk": "Urk", "zorg": "thuiszorg"}[value], **{str(chat.about): value})
    press(chat, "legal_form")
    chat.choose("b")
    assert chat.state.facts["legal_form"].value == "vof"
    assert "door" not in chat.state.asked, "the door question proper may still come"


def test_the_name_of_a_firm_is_any_few_words(chat: Chat) -> None:
    chat.to_need()
    chat.hear("mijn zaak heet De Groene Gaard", company_name="De Groene Gaard")
    while chat.about != "growth_question":
        assert chat.state.pending is not None
        if chat.state.pending.options:
            chat.choose(chat.state.pending.options[1].value)
        else:
            value = {"municipality": "urk", "sector": "zorg"}[str(chat.about)]
            chat.hear({"urk": "Urk", "zorg": "thuiszorg"}[value], **{str(chat.about): value})
    press(chat, "company_name")
    assert "heet je bedrijf" in chat.said[-1]
    assert "aanpassen" in chat.hear("waarom vraag je dat?", "ask_why")
    chat.hear("Jansen en Zonen")
    assert chat.state.facts["company_name"].value == "Jansen en Zonen"


def test_after_the_yes_a_change_is_said_in_words(chat: Chat) -> None:
    chat.to_question()
    chat.choose("yes")
    asked = chat.about
    pressed = from_parse({"text": '/correct{"choice":"change:need"}'}, "choice", "99", AT)
    said = chat._take(pressed)
    assert "Wat klopt er niet" in said and chat.about == asked
    assert chat.state.confirmed()


def test_a_payload_that_is_typed_is_no_button() -> None:
    typed = from_parse({"text": '/correct{"choice":"change:need"}'}, "text", "1", AT)
    assert typed.change is None


def test_other_channels_hear_the_overview_once(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.context = replace(chat.context, channel="whatsapp")
    chat.to_question()
    said = chat.hear("nee, op Urk zitten we niet, in Almere", "correct", municipality="almere")
    assert "Zo staat het er nu" not in said and "Gemeente" not in said


def test_progress_promises_nothing_that_is_not_kept(chat: Chat) -> None:
    seen: list[dict[str, Any]] = []

    def note(u: Understood | None = None) -> None:
        assert chat.outcome is not None
        seen.extend(say.progress for say in chat.outcome.says if say.progress)

    take = chat._take

    def taking(u: Understood) -> str:
        said = take(u)
        note()
        return said

    chat._take = taking  # type: ignore[method-assign]
    chat.to_question()
    steps = [shown["step"] for shown in seen]
    assert steps == sorted(steps) and set(steps) == {1, 2, 3, 4}
    counted = [shown for shown in seen if "question" in shown]
    numbers = [shown["question"] for shown in counted]
    assert numbers == sorted(numbers) and numbers[0] == 1
    assert all(shown["question"] <= shown["most"] for shown in counted)
    chat.choose("yes")
    assert seen[-1]["label"] == "Je groeivraag staat"
