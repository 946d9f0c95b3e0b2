"""Moments that went wrong when helpers played entrepreneurs, November 2026, eighth session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.asides import _parts
from bot.dialogue.parts import PLAIN, parts_of
from bot.dialogue.state import Fact, IntakeState
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
    assert "staat vast" in said and "kosten je niets" in said and "wanneer het jou past" in said
    assert chat.about == "route"


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


def test_an_answer_in_doubt_is_no_question() -> None:
    parts = parts_of("beetje 1 en 2 denk ik? ik hou minder over en weet niet goed wat ik moet")
    assert not parts.asked and "beetje 1 en 2" in parts.told
    assert parts_of("wat kost dit denk ik?").asked


def test_words_are_put_into_the_sentence() -> None:
    question = "Hoe kan ik kiezen tussen bol en mijn prijzen, zodat ik iets overhoud, voor kerst?"
    made = edits.with_added(question, "zet erin: nu 70% van mn verkoop via bol loopt")
    assert made == (
        "Hoe kan ik kiezen tussen bol en mijn prijzen, nu 70% van mijn verkoop via bol loopt, "
        "zodat ik iets overhoud, voor kerst?"
    )
    assert edits.with_added(made, "zet erin: nu 70% van mn verkoop via bol loopt") is None
    assert edits.with_added("Hoe kan ik x?", "doe er nog bij: zonder mijn broer te kwetsen") == (
        "Hoe kan ik x, zonder mijn broer te kwetsen?"
    )


def test_something_else_is_asked_for(chat: Chat) -> None:
    chat.context = replace(chat.context, near=lambda of, others: [[0.3] * len(others)] * len(of))
    chat.to("angle")
    said = chat.choose("none")
    assert "Wat dan wel?" in said and chat.about == "angle" and not chat.state.pending.options
    chat.hear("ik wil wilma haar planning laten overdragen aan kees")
    chat.go_to("growth_question")
    assert "Hoe kan ik Wilma haar planning laten overdragen aan Kees" in str(chat.state.question)


def test_what_it_is_not_about_is_not_read_back_again(chat: Chat) -> None:
    chat.context = replace(
        chat.context,
        read=lambda text: {"lead_delegeren": 0.9} if "loslaten" in text else {"opv_eigendom": 0.9},
    )
    chat.to("desired_result")
    said = chat.hear(
        "nee het gaat niet om loslaten. t is dat ik mien broer wil uitkopen",
        "express_need",
        needs={"opv_eigendom": 0.6},
    )
    assert chat.about == "readback" and chat.state.shown[0] == "opv_eigendom", said
    assert "lead_delegeren" not in chat.state.shown


def test_no_money_is_no_refusal(chat: Chat) -> None:
    chat.context = replace(chat.context, read=lambda text: {"lead_delegeren": 0.9})
    chat.to("tried")
    chat.hear("daar heb ik nog niks aan gedaan, geld is er niet")
    assert chat.about != "own_words" and chat.state.needs == ["lead_delegeren"]


def test_first_words_with_a_question_tell_what_it_is_about(chat: Chat) -> None:
    heard_as(chat, alleen_voor="too_small")
    said = chat.hear(
        "ik heb een webshop en alles loopt via mij. is dit alleen voor grote bedrijven?",
        "express_need",
        needs={"lead_delegeren": 0.8},
    )
    assert "klein" in said and chat.state.presenting is not None
    assert "alles loopt via mij" in str(chat.state.presenting.value)
    assert chat.about != "opening"


def test_questions_that_were_dictated_without_marks_are_heard() -> None:
    said = (
        "ja dat zeg ik toch al de hele tijd dan wordt het op de planning alleen maar drukker en "
        "wie er nou eigenlijk straks belt is dat een mens die wat van transport weet"
    )
    parts = _parts(said)
    assert parts[-2:] == [
        "wie er nou eigenlijk straks belt?",
        "is dat een mens die wat van transport weet?",
    ]
    assert "drukker" in parts[0]


def test_who_chooses_and_asks_gets_both(chat: Chat) -> None:
    chat.to_route()
    heard_as(chat, na_zeven="call_moment")
    said = chat.hear("mooi dan maar bellen maar kan dat ook na zeven uur", "ask_human")
    assert "Zeg maar wanneer" in said and chat.about == "contact"
    assert chat.state.route == "broker"


def test_when_to_call_is_kept_and_not_all_around_it(chat: Chat) -> None:
    chat.to_route()
    chat.choose("broker")
    chat.hear(
        "mijn nummer is nul zes twaalf vierendertig vijf zes zeven acht dus 0612345678 maar graag "
        "na zeven uur savonds dus en zeg nou nog eens of het wat kost want dat weet ik nog niet",
        phone="0612345678",
    )
    kept = str(chat.state.facts["call_when"].value)
    assert "na zeven uur" in kept and "twaalf" not in kept and "weet ik nog niet" not in kept


def test_what_somebody_keeps_to_themselves_is_asked_on(chat: Chat) -> None:
    chat.to("desired_result")
    said = chat.hear(
        "dat mijn broer meewerkt, maar daar heb ik het nog tegen niemand over gehad hoor"
    )
    assert "voor je houdt" in said


def test_our_own_option_in_their_words_is_no_cry_for_help(chat: Chat) -> None:
    chat.to("tried")
    pending = chat.state.pending
    assert pending is not None
    pending.options[1].title = "Op mezelf"
    chat.hear("op mezelf denk ik. schuif t voor me uut", "crisis_personal", 1.0)
    assert not chat.state.flags and chat.about not in ("care", "grey")


@pytest.mark.parametrize("said", ["huh? 113?? nee joh ik mankeer niks haha", "zo erg is het niet"])
def test_an_alarm_is_taken_back(chat: Chat, said: str) -> None:
    chat.to("desired_result")
    chat.hear("ik ben helemaal op en zie het niet meer zitten", "crisis_personal", 0.97)
    assert chat.state.flags
    chat.hear(said, "deny")
    assert not chat.state.flags and chat.about == "desired_result"


def test_what_it_will_be_like_is_no_question() -> None:
    parts = parts_of("Dan kan ik een keer nee zeggen. En moet ik dan nog iemand aannemen?")
    assert parts.told == "Dan kan ik een keer nee zeggen."
    assert parts.asked == ("En moet ik dan nog iemand aannemen?",)
    assert clause.result_clause("nee kunnen zeggen") == "ik nee kan zeggen"


@pytest.mark.parametrize(
    "said",
    [
        "niet een half jaar maar 3 maanden, en wie leest dit?",
        "de termijn is 3 maanden",
        "ik zei binnen 3 maanden",
    ],
)
def test_a_term_is_set_right_whatever_is_asked(chat: Chat, said: str) -> None:
    chat.to("growth_question")
    assert chat.state.facts["horizon_months"].value == 6
    chat.hear(said, period_months="3 maanden")
    # The test's own parse gives the words; the engine gives the number.
    assert str(chat.state.facts["horizon_months"].quote).endswith("3 maanden")


def test_their_own_sentence_is_heard_behind_other_words() -> None:
    from bot.growth_question.wording import own_question_in

    said = (
        "of gebruik gewoon mijn zin: Hoe beslis ik binnen 3 maanden of we één product maken of een "
        "bureau blijven?"
    )
    assert str(own_question_in(said)).startswith("Hoe beslis ik binnen 3 maanden of we")


def test_being_called_is_chosen_and_each_question_answered(chat: Chat) -> None:
    chat.to_route()
    heard_as(chat, wie_belt="who_calls", compagnon="partner")
    said = chat.hear("Bel mij. Wie belt me? Mag mijn compagnon erbij zitten?", "ask_human")
    assert "binnen vijf werkdagen" in said and "Dat mag" in said
    assert chat.about == "contact" and chat.state.route == "broker"


@pytest.mark.parametrize(
    "said",
    [
        "ik wil de kassa weghalen uit de winkel",
        "sinds hij weg is, is de kassa weg",
        "haal jan bij de kassa vandaan zei ik",
        "kan ik de kassa er nog uit laten halen",
    ],
)
def test_nothing_is_taken_out_where_nobody_asks_it_of_us(chat: Chat, said: str) -> None:
    chat.to("desired_result")
    chat.state.facts["situation"] = Fact(["de kassa hapert"], "said", "de kassa hapert", "8")
    chat.hear(said)
    assert "de kassa hapert" in chat.state.facts["situation"].value


def test_a_cry_for_help_with_words_of_an_option_is_one(chat: Chat) -> None:
    chat.to("tried")
    assert chat.state.pending is not None
    chat.state.pending.options[1].title = "Op mezelf"
    said = "ik kan nergens op mezelf meer terugvallen en wil het niet meer"
    chat.hear(said, "crisis_personal", 0.97)
    assert chat.about == "care"


def test_what_was_noted_before_an_update_is_kept() -> None:
    slot = {**IntakeState().to_slot(), "notes": ["telt wbso mee?"]}
    assert IntakeState.from_slot(slot).facts["for_broker"].value == ["telt wbso mee?"]


@pytest.mark.parametrize(
    ("said", "intent"),
    [("nee nog nooit.", "deny"), ("ja hoor", "affirm"), ("ja nog niet", None), ("ja maar", None)],
)
def test_a_plain_yes_or_no_beside_a_question(said: str, intent: str | None) -> None:
    found = PLAIN.fullmatch(said)
    heard = None if found is None else "deny" if found["no"] else "affirm"
    assert heard == intent
