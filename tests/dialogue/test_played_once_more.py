"""Moments that went wrong when helpers played entrepreneurs, November 2026, eighth session."""

from __future__ import annotations

import pytest

from bot.dialogue.asides import _parts
from bot.dialogue.parts import parts_of
from bot.dialogue.state import Fact
from bot.growth_question import clause, edits, leaving_out
from bot.knowledge import Knowledge
from bot.language import in_passing
from tests.dialogue.test_asides import heard_as
from tests.dialogue.test_turns import Chat

WITH_ALL = (
    "Hoe kan ik bij mijn loodgietersbedrijf tijd vrijmaken om mijn 11 mensen op te leiden, zodat "
    "ik geen warmtepompen meer af hoef te zeggen, voor de winter?"
)


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def test_the_result_stands_behind_zodat_and_not_behind_om() -> None:
    read = edits.read(WITH_ALL)
    assert read is not None
    assert read.result == "ik geen warmtepompen meer af hoef te zeggen"
    assert read.act.endswith("om mijn 11 mensen op te leiden")


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("nee. niet 11 man opleiden ben je gek. gaat om 1, dylan. de rest niet", "dylan"),
        ("staat nog steeds 11. het gaat om 1 monteur, dylan", "een monteur"),
        ("haal dat van die 11 mensen eruit", "mijn mensen"),
    ],
)
def test_a_number_that_is_refused_goes(said: str, whom: str) -> None:
    made = edits.with_fewer(WITH_ALL, said)
    assert made is not None and f"om {whom} op te leiden, zodat" in made
    assert edits.with_fewer(WITH_ALL, "11 mensen klopt wel") is None


def test_what_is_left_of_a_sentence_keeps_its_spaces() -> None:
    question = "Hoe krijg ik dylan erbij zonder dat het stil valt zodat x doet voor de winter?"
    made = leaving_out._put(question, (question.index(" zodat"), question.index("voor")), None, ())
    assert "valt voor de winter" in made


def test_what_leads_up_to_a_wish_is_no_part_of_it() -> None:
    said = "Ik heb zojuist al verteld wat ik eraan zou hebben, namelijk mijn weekenden terug"
    assert "verteld" not in clause.result_clause(said)
    assert "weekenden terug" in clause.result_clause(said)


@pytest.mark.parametrize(
    "said",
    [
        "Dat is helaas geen antwoord op mijn vraag, die ik nu voor de derde keer heb gesteld.",
        "U heeft overigens nog geen antwoord gegeven op mijn vraag of het mensen uit Almere zijn.",
        "dat was weer geen antwoord.",
    ],
)
def test_who_got_no_answer_tells_nothing(said: str) -> None:
    parts = parts_of(f"{said} De vacature staat op onze site.")
    assert parts.objected and "antwoord" not in parts.told and "vacature" in parts.told


def test_who_left_is_not_how_many_there_are() -> None:
    said = "van de negen mensen die ik vorig jaar heb aangenomen zijn er zes weer vertrokken"
    assert not in_passing.is_of_firm(said, said.index("negen"))
    assert in_passing.is_of_firm("we werken met 38 mensen", 14)


def test_each_question_of_a_long_sentence_is_heard() -> None:
    said = (
        "Wat gebeurt er precies als ik mij laat bellen, kost dat iets, en kan er dan op mijn "
        "mobiel gebeld worden?"
    )
    assert [part.split()[0] for part in _parts(said)] == ["wat", "kost", "kan"]
    polite = "Maar zou u mij alstublieft eerst kunnen vertellen wie dit precies kan lezen?"
    assert _parts(polite) == ["wie dit precies kan lezen?"]


def test_three_questions_in_one_get_their_answers(chat: Chat) -> None:
    chat.to_route()
    heard_as(chat, laat_bellen="next", kost_dat="cost", gebeld_worden="call_moment")
    said = chat.hear(
        "Wat gebeurt er als ik mij laat bellen, kost dat iets, en kan er na zeven gebeld worden?",
        "ask_human",
    )
    assert "staat vast" in said and "kosten je niets" in said and chat.about == "route"


def test_what_somebody_begins_with_is_no_question_to_us(chat: Chat) -> None:
    heard_as(chat, aanvragen="apply")
    said = chat.hear("ik heb subsidie nodig voor een cursus, waar kan ik dat aanvragen")
    assert "Aanvragen doe je zelf" not in said


def test_something_is_taken_out_and_that_is_said(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.facts["place"] = Fact("Almere Poort", "said", "almere poort", "8")
    chat.state.note_for_broker("het gaat om sandra in almere poort", "9")
    said = chat.hear("kunt u almere poort weghalen, omdat men dan weet over wie het gaat?")
    assert "staat niet meer in wat ik opschreef" in said
    assert "almere poort" not in str(chat.state.values()).lower()
    again = chat.hear("is almere poort nu weggehaald, ja of nee?")
    assert again.startswith("Ja,") and chat.about == "growth_question"
    assert "weg" not in chat.hear("kun je dat veranderen"), "nothing of that kind was asked"


def test_the_answer_beside_a_question_is_kept(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    assert chat.about == "deepen"
    heard_as(chat, zelf_aanvragen="apply")
    said = chat.hear(
        "warmtepompen plaatsen en inregelen natuurlijk. kan ik die cursus niet zelf aanvragen?"
    )
    assert "Aanvragen doe je zelf" in said
    assert "warmtepompen plaatsen" in str(chat.state.facts["situation"].value)


def test_a_question_of_their_own_is_no_small_talk(chat: Chat) -> None:
    chat.to_route()
    asked = "als dylan op cursus is wie doet dan de ketels?"
    said = chat.hear(asked, "chitchat")
    assert "voor de makelaar" in said and "Gezellig" not in said
    assert asked in chat.state.facts["for_broker"].value


def test_good_enough_is_a_yes(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear("staat 2x voor de winter maar laat maar. ja goed genoeg. is er nou subsidie of niet")
    assert chat.state.confirmed()


def test_a_term_is_shown_as_it_was_said(chat: Chat) -> None:
    chat.to("horizon_months")
    chat.hear("voor de winter", period_months=1)
    chat.go_to("growth_question")
    said = "\n".join(chat.said)
    assert "voor de winter" in said and "binnen een maand" not in said
