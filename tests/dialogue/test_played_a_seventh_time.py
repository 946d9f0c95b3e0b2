"""What a caterer of the seventh round said, and what was made of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import pytest

from bot.diagnosis import Evidence
from bot.dialogue import (
    alike,
    consents,
    counts,
    door,
    drawing_out,
    offering,
    overview,
    remarks,
    rival,
    schemes,
    steps,
)
from bot.dialogue.answering.closing import CONSENTS, MAY_ASK
from bot.dialogue.hearing import LISTENERS
from bot.dialogue.parts import worth_noting
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact
from bot.growth_question import acts, clause, ends, wording
from bot.knowledge import Knowledge
from bot.language.extract import extract
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def typed_to_readback(chat: Chat) -> None:
    """To the read-back, as who says the same all the time and taps nothing."""
    chat.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
              needs={"lead_delegeren": 0.9})  # fmt: skip
    for _ in range(9):
        if chat.about == "readback":
            break
        chat.hear("het komt altijd bij mij terecht zoals gezegd", "express_need",
                  needs={"lead_delegeren": 0.9})  # fmt: skip
    assert chat.about == "readback"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("oh nee wacht ik zei 6 man, zijn er 8 nu, 2 erbij sinds sept", 8),
        ("nee 8 man bro, niet 6. maar ja dat van kiezen klopt wel", 8),
        ("er staat nog steeds 6 man, tis 8!!", 8),
        ("8 mensen. niet 6", 8),
        ("bel maar, en zet erbij 8 man", 8),
        ("weet ie dat het 8 man is", 8),
        ("we zoeken 2 man erbij", 6),
        ("6 man, waarvan 2 op kantoor", 6),
        ("ik zei 6 jaar geleden al dat 8 te veel was", 6),
    ],
)
@pytest.mark.parametrize("at", ["readback", "growth_question"])
def test_a_number_that_is_set_right_is_set_right(
    said: str, number: int, at: str, chat: Chat
) -> None:
    chat.to(at) if at != "readback" else chat.to_need()
    chat.state.facts["employees"] = Fact(6, "said", "6 man", "0")
    found = extract(said, AT.date(), chat.k.gazetteer)
    chat.hear(
        said, "correct" if number == 8 else "inform", 0.6, **{f.entity: f.value for f in found}
    )
    assert chat.state.facts["employees"].value == number
    if number == 8:
        assert "8" in chat.said[-1] and "aangepast: 6" not in chat.said[-1]


@pytest.mark.parametrize(
    ("wish", "act"),
    [
        ("ik wil 5 bedrijven met vaste lunch elke week",
         "5 bedrijven met vaste lunch elke week krijgen"),
        ("ik wil vijf vaste klanten uit de buurt", "vijf vaste klanten uit de buurt krijgen"),
        ("ik wil vier dagen werken in plaats van zes",
         "vier dagen werken in plaats van zes"),
        ("ik wil 2 mensen aannemen voor de werkplaats",
         "2 mensen aannemen voor de werkplaats"),
    ],
)  # fmt: skip
def test_what_is_counted_is_no_verb(wish: str, act: str) -> None:
    told = acts.outright(wish, acts.TELLING)
    assert told is not None and told.act == act


def test_help_follows_what_they_do_and_keeps_what_they_recognised(chat: Chat) -> None:
    """What it is all for tells no need: "zodat ik vrijdags vrij ben"."""
    chat.to("growth_question")
    first = chat.state.needs[0]

    def read(text: str) -> dict[str, float]:
        return {"lead_balans": 0.95} if "zodat" in text else {"fin_rendement": 0.9}

    chat.context = replace(chat.context, read=read)
    chat.state.own_words = True
    chat.choose("yes")
    assert chat.state.needs == ["fin_rendement", first]
    assert chat.about != "second"


@pytest.mark.parametrize(
    "said", ["nee geen van deze. de vorige zin was goed, die wil ik houden", "nee laat staan. hij "
             "was goed"],
)  # fmt: skip
def test_who_keeps_the_sentence_keeps_it(said: str, chat: Chat) -> None:
    chat.context = replace(chat.context, near=near)
    chat.to("growth_question")
    before = chat.state.question
    chat.hear("die zin loopt niet", "complain", 0.4)
    assert chat.about == "other_angle"
    chat.hear(said, "deny", 0.5)
    assert chat.state.confirmed() and chat.state.question == before


def test_who_asks_for_somebody_for_something_else_is_shown_it(chat: Chat) -> None:
    chat.to_route()
    chat.context = replace(chat.context, read=lambda text: {"fin_sturing": 0.9})
    said = chat.hear("heb je niet iemand die meekijkt naar mn cijfers en retouren?",
                     "ask_instrument", 0.4)  # fmt: skip
    assert chat.k.needs_by_id["fin_sturing"].label.lower() in said


def test_what_is_told_in_doubt_gets_no_name_of_ours(chat: Chat) -> None:
    chat.to("growth_question")
    chat.choose("yes")
    assert chat.about == "second"
    said = chat.hear("dat ik nog nooit een bedrijf gebeld heb", "express_need",
                     needs={"fin_sturing": 0.55})  # fmt: skip
    assert "cijfers" not in said and chat.state.needs[1:] == []
    note = chat.state.facts["for_broker"]
    assert "nooit een bedrijf gebeld" in str(note.value)


@pytest.mark.parametrize(
    ("said", "no"),
    [
        ("subsidie nee nooit gehad", True),
        ("nee", True),
        ("nog nooit iets gekregen", True),
        ("ja vorig jaar een voucher", False),
        ("die nieuwe niet", False),
    ],
)
def test_a_no_beside_other_words(said: str, no: bool) -> None:
    assert door.has_no(said, "earlier_aid") is no
    assert not door.has_no(said, "employees")


def test_a_second_point_that_is_refused_goes_and_the_rest_is_heard(chat: Chat) -> None:
    chat.to("growth_question")
    chat.choose("yes")
    chat.state.needs = [chat.state.needs[0], "fin_sturing"]
    chat.state.asked.update({"second": "answered", door.ASKED: "earlier_aid"})
    chat.state.pending = None
    door.ask(chat.state, Speaker(chat.k.texts, chat.state), chat.k, "earlier_aid")
    chat.hear("cijfers? dat zei ik niet. subsidie nee nooit gehad", "deny", 0.4)
    assert chat.state.needs[1:] == []
    assert chat.state.facts["earlier_aid"].value == 0


@pytest.mark.parametrize(
    ("said", "yes"),
    [("je mag wel over paar maanden vragen", True), ("ja hoor", True), ("jullie mogen best bellen",
     True), ("je mag me niet bellen", False), ("wie mag dat zien", False)],
)  # fmt: skip
def test_a_yes_to_being_asked_later(said: str, yes: bool) -> None:
    assert (MAY_ASK.search(said) is not None) is yes


@pytest.mark.parametrize(
    "said", ["je mag me wel bellen", "ja. maar niet doorgeven", "ze mogen best vragen"]
)
def test_to_share_takes_a_yes_that_nothing_takes_back(said: str) -> None:
    assert CONSENTS.match(said) is None


def test_who_only_wants_to_be_called_is_not_asked_to_share(chat: Chat) -> None:
    chat.to_route()
    chat.choose("broker")
    chat.state.contact, chat.state.complaints = {"phone": "0612345678"}, 0
    assert consents.next_to_ask(chat.state, chat.k, chat.context) == "follow_up"
    chat.state.route = "broker_and_instrument"
    assert consents.next_to_ask(chat.state, chat.k, chat.context) == "share_with_partner"


def test_why_this_broker(chat: Chat) -> None:
    chat.to_route()
    assert chat.state.broker is not None
    said = chat.hear("waarom een makelaar voor geld? ik wil bedrijven leren binnenhalen",
                     "ask_instrument", 0.5)  # fmt: skip
    assert chat.state.broker["because"] in said and chat.about == "route"
    assert "bedrijven leren binnenhalen" in str(chat.state.facts["for_broker"].value)
    assert schemes.OF_A_PERSON.search("die geld gast")


def test_what_is_asked_of_who_calls_goes_along(chat: Chat) -> None:
    chat.to_route()
    said = chat.hear("bel maar, maar dan iemand die snapt van verkopen", "ask_human", 0.8)
    assert "geef ik door" in said
    assert "iemand die snapt van verkopen" in str(chat.state.facts["for_broker"].value)


def test_who_is_only_named_is_not_asked_about(chat: Chat) -> None:
    told = "die receptioniste had gegeten op een feestje van me neef. nu willen ze elke week lunch"
    speaker = Speaker(chat.k.texts, chat.state)
    assert drawing_out.about_person(told, chat.state, speaker, chat.k) is None
    other = "mijn neef wil niet dat we verhuizen"
    assert drawing_out.about_person(other, chat.state, speaker, chat.k) is not None


def test_who_has_nothing_to_do_with_it_is_a_mistake_of_ours(chat: Chat) -> None:
    chat.hear("mijn neef Ali wil liever niet dat we groter worden", "express_need",
              needs={"str_koers": 0.6})  # fmt: skip
    assert "Ali" in chat.said[-1]
    lines = len(chat.state.log)
    said = chat.hear("ali? die heeft er niks mee te maken man", "chitchat", 0.5)
    assert any(text in said for text in chat.k.texts.get("listen.my_mistake"))
    assert len(chat.state.log) == lines


@pytest.mark.parametrize(
    "said",
    ["nee man daar valt niks over te vertellen", "laat me gwn die vraag zien met krijgen erin",
     "er staat nog steeds het oude", "die zin loopt niet", "die heeft er niks mee te maken man"],
)  # fmt: skip
def test_what_is_said_to_us_is_no_note(said: str) -> None:
    assert worth_noting(said) is None


def test_a_need_that_was_shown_second_is_taken_from_words(chat: Chat) -> None:
    typed_to_readback(chat)
    shown = chat.state.shown[1]
    said = chat.hear("nee. je luistert niet. het is dit andere", "deny", 0.7, needs={shown: 0.8})
    assert chat.state.needs == [shown], said


def test_help_is_looked_for_under_both(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.needs = ["str_koers", "markt_klantwerving"]
    found = offering.matches(chat.state, chat.k, chat.context)
    of = {need for m in found for need in chat.k.instruments_by_id[m.instrument].needs}
    assert {"str_koers", "markt_klantwerving"} <= of


LOON = "normaal loon verdienen en om 6 uur thuis voor het eten"


def near(texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
    """The first text is nearest."""
    return [[0.5 - 0.1 * i for _ in others] for i, _ in enumerate(texts)]


def test_what_it_is_for_comes_behind_zodat_and_what_to_do_is_asked(chat: Chat) -> None:
    chat.context = replace(chat.context, near=near)
    chat.to("angle")
    said = chat.hear(LOON, "express_need", needs={"lead_balans": 0.4})
    assert "waar zou je beginnen" in said.lower() and chat.about == "angle"
    assert chat.state.pending is not None and len(chat.state.pending.options) > 2
    chosen = chat.state.pending.options[1].value
    chat.choose(chosen)
    chat.go_to("growth_question")
    angle = next(a for a in chat.k.needs_by_id[chat.state.needs[0]].angles if a.short == chosen)
    assert chat.state.question is not None
    assert angle.act in chat.state.question
    assert "zodat ik normaal loon verdien en om 6 uur thuis ben voor het eten" in (
        chat.state.question
    )


def test_who_typed_all_of_it_gets_what_lies_nearest(chat: Chat) -> None:
    chat.context = replace(chat.context, near=near)
    chat.to("angle")
    chat.state.log = [line for line in chat.state.log if line.kind != "answer"]
    for i in range(7):
        chat.state.add_evidence(
            Evidence("text", f"t{i}", f"en dat is nog zo iets dat speelt {i}", None, None, {})
        )
    chat.hear(LOON, "express_need", needs={"lead_balans": 0.4})
    assert chat.about != "angle"
    chat.go_to("growth_question")
    first = chat.k.needs_by_id[chat.state.needs[0]].angles[0].act
    assert chat.state.question is not None and first in chat.state.question
    assert chat.state.facts["approach"].source == "inferred"


@pytest.mark.parametrize(
    "said",
    ["nee dat is gewoon wat ik zelf zei, 2x hetzelfde. en krom nederlands. daar heb ik niks aan",
     "die zin loopt niet"],
)  # fmt: skip
def test_a_sentence_that_is_no_good_gets_other_words(said: str, chat: Chat) -> None:
    chat.context = replace(chat.context, near=near)
    chat.to("growth_question")
    chat.hear(said, "complain", 0.4)
    assert chat.about == "other_angle"


@pytest.mark.parametrize(
    ("said", "people"),
    [("ik, dennis, en ina op zaterdag", 3), ("ik en mijn vrouw", 2), ("ik", None),
     ("ik heb er tien, en een stagiair", None), ("dennis en ina", None),
     ("ik ben druk, en moe", None)],
)  # fmt: skip
def test_people_who_are_named_are_counted(said: str, people: int | None) -> None:
    assert counts.people_named(said) == people


def test_the_same_is_not_asked_in_other_words(chat: Chat) -> None:
    alike.note("Aan welk werk of product hou je goed over, en hoe weet je dat?", chat.state)
    again = "Aan welk werk hield je laatst goed over, en hoe kwam dat?"
    assert alike.asked_alike(again, chat.state)
    for other in ("Hoe kom je nu aan je prijs, als iemand je iets vraagt?", "Wat zit daarachter?"):
        assert not alike.asked_alike(other, chat.state)


def test_what_they_told_apart_is_put_side_by_side(chat: Chat) -> None:
    told = ["de werkplaats staat helemaal vol en ik sta er tot acht uur",
            "lekke band 15, beurtje 25, dat reken ik al jaren",
            "heb nooit uitgerekend wat een reparatie me kost"]  # fmt: skip
    words = remarks.clauses_told(told, chat.k, 3)
    assert len(words) == 3 and "nooit uitgerekend" in words[-1]


def test_their_own_question_goes_in() -> None:
    said = "die vraag moet anders. waarom hou ik niks over terwijl het bomvol zit. zet dat erin"
    told = acts.finished(said)
    assert told is not None
    assert told.act == "erachter komen waarom ik niks over hou"


def test_a_rival_is_named_in_their_own_words(chat: Chat) -> None:
    chat.state.presenting = Fact("omzet zakt de laatste 2 jaar", "said", "x", "1")
    chat.state.stated_theme = "markt"
    speaker = Speaker(chat.k.texts, chat.state)
    rival.ask(chat.state, speaker, chat.k, chat.k.needs_by_id["fin_rendement"])
    assert "Je begon met “omzet zakt de laatste 2 jaar”" in speaker.finish()[0].text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("vroeg je al. weet ik niet, heb nooit uitgerekend wat het me kost",
         "weet ik niet, heb nooit uitgerekend wat het me kost"),
        ("weet ik veel. beurtje is 25 euro", "beurtje is 25 euro"),
        ("en nu", None),
        ("zie vorige. loon en op tijd thuis", "loon en op tijd thuis"),
    ],
)  # fmt: skip
def test_grumbles_are_no_notes(said: str, kept: str | None) -> None:
    assert worth_noting(said) == kept


def test_what_the_broker_must_know_goes_along_with_a_yes(chat: Chat) -> None:
    chat.to_route()
    chat.choose("broker")
    chat.hear("ronald 0612345678", "inform", phone="0612345678")
    assert chat.about == "follow_up"
    chat.hear("ja best. maar die makelaar moet wel weten dat het om die 25 euro gaat, niet die "
              "online fietsen", "inform", 0.4)  # fmt: skip
    assert chat.state.consents[-1]["given"] is True
    assert "25 euro" in str(chat.state.facts["for_broker"].value)


def test_what_it_costs_is_no_question_for_money() -> None:
    assert schemes.COSTS.sub(" ", "schakelteam wat is dat. kost dat geld").count("geld") == 0
    assert "geld" in schemes.COSTS.sub(" ", "is daar geld voor")


STORY = ("er staan zeven dingen half af", "iedereen bepaalt hier wat er gebouwd wordt",
         "niemand zegt nee, ook ik niet")  # fmt: skip


def test_who_asks_what_we_think_is_told(chat: Chat) -> None:
    for text in STORY:
        chat.hear(f"{text}, al een jaar of wat", "express_need", needs={"str_koers": 0.9})
    said = chat.hear("waar zit het volgens jou dan?", "ask_capabilities", 0.5)
    assert "zeven dingen half af" in said and "niemand zegt nee" in said
    again = chat.hear("en wat is jouw indruk?", "ask_capabilities", 0.5)
    assert "Dit zie ik naast elkaar" not in again


def test_what_we_should_have_asked_is_asked(chat: Chat) -> None:
    chat.to("growth_question")
    said = chat.hear("je hebt nog niet één keer gevraagd hoe het bij ons dan bepaald wordt",
                     "complain", 0.6)  # fmt: skip
    assert "“hoe het bij ons dan bepaald wordt”. Hoe zit dat?" in said and chat.about == "deepen"


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("Haal dat eruit en zet erin dat één iemand beslist wat er gebouwd wordt",
         "zorgen dat één iemand beslist wat er gebouwd wordt"),
        ("er moet in dat één iemand beslist", "zorgen dat één iemand beslist"),
    ],
)  # fmt: skip
def test_what_is_to_be_in_it(said: str, act: str) -> None:
    told = acts.finished(said)
    assert told is not None and told.act == act


def test_what_is_to_be_in_it_comes_in_it(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear("nee. zet erin dat één iemand beslist wat er gebouwd wordt", "correct", 0.6)
    assert "Hoe kan ik zorgen dat één iemand beslist wat er gebouwd wordt" in (
        chat.state.question or ""
    )


def test_a_term_stands_there_once() -> None:
    twice = "Hoe kan ik kiezen, zodat ik klanten voor de zomer kan zeggen wat komt, voor de zomer?"
    once = "Hoe kan ik kiezen, zodat ik klanten kan zeggen wat komt, voor de zomer?"
    assert wording.with_term_once(twice) == once
    assert wording.with_term_once(once) == once


def test_all_of_them_come_in_place_of_a_part(chat: Chat) -> None:
    chat.hear("vijf developers en ze zijn altijd druk, er komt niks af", "express_need",
              needs={"str_koers": 0.9})  # fmt: skip
    of = chat.state.log[0].message_id
    chat.state.facts["employees"] = Fact(5, "said", "vijf", of)
    chat.hear("Lelystad. 11 man, software voor zorgplanning", "inform", employees=11)
    assert chat.state.facts["employees"].value == 11


def test_a_state_is_the_end_of_it_with_all_they_want_besides() -> None:
    said = "Ik wil dat er elke maand één ding echt af is. En dat ik klanten kan zeggen wat er komt."
    told = acts.outright(said, acts.TELLING)
    assert told is not None and ends.is_end(told.act)
    assert ends.with_more(ends.as_result(told.act), said) == (
        "er elke maand één ding echt af is en ik klanten kan zeggen wat er komt"
    )


def test_what_is_said_again_is_kept() -> None:
    said = "Dat zei ik net: elke maand iets af, en dat ik klanten kan zeggen wat er komt."
    assert worth_noting(said) == "elke maand iets af, en dat ik klanten kan zeggen wat er komt."


def test_help_is_looked_for_anew_where_they_refuse_its_name(chat: Chat) -> None:
    chat.to_route()
    label = chat.k.needs_by_id[chat.state.needs[0]].label
    said = chat.hear(f"{label}? ik heb drie lijsten en niemand die nee zegt", "complain", 0.4,
                     needs={"lead_structuur": 0.7})  # fmt: skip
    assert chat.state.needs == ["lead_structuur"]
    assert chat.k.needs_by_id["lead_structuur"].label.lower() in said and chat.about == "route"


def test_accents_hide_no_remark(chat: Chat) -> None:
    speaker = Speaker(chat.k.texts, chat.state)
    assert remarks.about("het probleem is dat er niks áf komt", None, chat.state, speaker, chat.k)


def test_what_is_told_in_place_of_another_sentence_is_asked_on_about(chat: Chat) -> None:
    chat.to_question()
    chat.hear("nee, dat kan niet want mijn zus moet ook tekenen en die wil niet", "deny", 0.5)
    assert chat.about == "deepen"
    said = chat.hear("daar praten we nooit over thuis", "inform", 0.4)
    assert chat.about == "deepen" and "?" in said
    chat.hear("ja ik schuif het voor me uit", "inform", 0.4)
    chat.hear("tja ik kom er gewoon niet aan toe", "inform", 0.4)
    assert chat.about != "deepen", "twice is enough"


def test_how_it_goes_is_shown_by_what_it_comes_down_to(chat: Chat) -> None:
    told = [
        "vroeg je al. heb nooit uitgerekend wat een reparatie me kost, ik gok maar wat",
        "ja op dat dus. en er blijft bijna niks van over aan het eind van het jaar",
    ]
    words = overview.value_in_words("situation", Fact(told, "said", told[-1], "1"), chat.k)
    assert words.index("nooit uitgerekend") < words.index("niks")
    assert "op dat dus" not in words and len(words.split()) <= 30


def test_a_no_that_says_it_again_is_a_no(chat: Chat) -> None:
    typed_to_readback(chat)
    shown = chat.state.shown[0]
    chat.hear("nee zo is het niet echt, ik zeg net dat er bij ons maar één kiest en dat is piet",
              "express_need", needs={shown: 0.6})  # fmt: skip
    assert any(line.kind == "rejected" and shown in (line.needs or {}) for line in chat.state.log)


def test_a_no_behind_a_word_takes_no_need_up_again(chat: Chat) -> None:
    typed_to_readback(chat)
    shown = chat.state.shown[0]
    chat.hear("nou nee, het gaat niet om alles zelf doen", "deny", 0.8, needs={shown: 0.7})
    assert not [e for e in chat.state.log if e.question == "own_words" and e.value == shown]
    assert any(line.kind == "rejected" and shown in (line.needs or {}) for line in chat.state.log)


def test_who_asks_for_help_is_shown_it_in_place_of_a_second_point(chat: Chat) -> None:
    chat.to("growth_question")
    chat.choose("yes")
    assert chat.about == "second"
    said = chat.hear("en wat is er dan aan hulp voor ons", "ask_capabilities", 0.6)
    assert chat.about == "route" and "zou dit kunnen passen" in said


def test_a_sentence_that_did_not_change_is_not_called_changed(chat: Chat) -> None:
    chat.to("growth_question")
    said = chat.hear("we zitten in dronten", "inform", municipality="dronten")
    assert not any(
        text.split("\n")[0] in said for text in chat.k.texts.get("confirm.propose_again")
    )


def test_how_they_want_to_be_reached_goes_along(chat: Chat) -> None:
    chat.to_route()
    chat.choose("broker")
    chat.hear("gerda@boerderij.nl, mailen is het fijnst want als piet opneemt krijgen we dat weer",
              "inform", email="gerda@boerderij.nl")  # fmt: skip
    assert "mailen is het fijnst" in str(chat.state.facts["for_broker"].value)


def test_who_confides_something_is_not_just_thanked(chat: Chat) -> None:
    said = chat.hear("jeroen zoekt ander werk, ik heb niks gezegd en ik lig er wakker van",
                     "express_need", needs={"opv_opvolging": 0.6})  # fmt: skip
    assert any(text in said for text in chat.k.texts.get("listen.heavy"))


def test_the_end_of_a_season_is_a_term() -> None:
    assert wording.said_term("voor het eind van de winter, dat zei ik") == (
        "voor het eind van de winter"
    )


@pytest.mark.parametrize(
    ("said", "people"), [("wij drieën, en in het seizoen een paar polen erbij", 3),
                         ("met z'n vieren, dus 2 tot 9", 4)],
)  # fmt: skip
def test_how_many_they_are_together(said: str, people: int, chat: Chat) -> None:
    chat.to("growth_question")
    chat.choose("change")
    chat.state.pending = None
    chat.state.facts.pop("employees", None)
    steps.ask_fact("employees", chat.state, Speaker(chat.k.texts, chat.state), chat.k)
    chat.hear(said, "inform", employees=2)
    assert chat.state.facts["employees"].value == people


def test_the_rest_of_a_long_sentence_is_heard_beside_a_correction(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.facts["municipality"] = Fact("noordoostpolder", "said", "emmeloord", "1")
    chat.state.facts["place"] = Fact("Emmeloord", "said", "emmeloord", "1")
    said = ("nee dit klopt toch niet, ik wil met piet en jeroen aan tafel om het over later te "
            "hebben, en we zitten bij dronten hoor niet in emmeloord")  # fmt: skip
    chat.hear(said, "correct", 0.6)
    assert chat.state.facts["municipality"].value == "dronten"
    assert "aan tafel gaan om het over later te hebben" in (chat.state.question or "")


def test_a_number_that_is_set_right_hides_no_cry(chat: Chat) -> None:
    """Safety comes before it, and hears all of the message."""
    chat.to("growth_question")
    chat.state.facts["employees"] = Fact(6, "said", "6 man", "0")
    chat.hear("nee 8 man, niet 6. ik wil dood", "crisis_personal", 0.95)
    assert chat.state.resting
    words = [one.__name__ for one in LISTENERS]
    assert words.index("may_be_in_danger") < words.index("sets_counts_right")


def test_who_makes_something_for_people_puts_no_number_down() -> None:
    assert counts.PUTS.search("ik maak taarten voor 12 mensen") is None
    assert counts.PUTS.search("zet er 8 man neer") is not None


def test_what_would_be_is_told_as_it_will_be(chat: Chat) -> None:
    said = "dan zou ik vrijdags vrij zijn met de kinderen"
    assert clause.result_clause(said) == "ik vrijdags vrij ben met de kinderen"
    assert clause.result_clause("dan zouden we rust hebben") == "we rust hebben"


def test_what_stands_between_marks_comes_behind_zodat(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.facts["desired_result"] = Fact("dat ik vrijdags vrij zijn heb", "said", "x", "1")
    chat.state.question = "Hoe kan ik x doen, zodat ik vrijdags vrij zijn met de kinderen heb?"
    chat.hear("het is 'vrijdags vrij ben met de kinderen'", "correct", 0.5)
    assert "zodat ik vrijdags vrij ben met de kinderen" in (chat.state.question or "")


def test_what_is_told_when_asked_on_is_no_small_talk(chat: Chat) -> None:
    chat.to_need(asks_on=True)
    lines = len(chat.state.log)
    told = "haha het gaat om die retouren, 4 van de 10 pakketjes komt terug"
    chat.hear(told, "out_of_scope", 0.8)
    assert len(chat.state.log) > lines


def test_their_own_sentence_is_not_called_the_same(chat: Chat) -> None:
    chat.to("growth_question")
    said = chat.hear("Hoe kan ik weten op welke merken ik verdien, zodat ik vrij ben in de zomer?",
                     "correct", 0.6)  # fmt: skip
    assert not any(text.split("\n")[0] in said for text in chat.k.texts.get("confirm.unchanged"))


def test_who_chooses_to_be_called_asks_nothing(chat: Chat) -> None:
    chat.to_route()
    chat.context = replace(chat.context, asked=lambda texts: [("stuck", 0.99, 0.99) for _ in texts])
    chat.hear("doe maar bellen dan, maar na 8 uur savonds of vrijdagochtend", "ask_human", 0.7)
    assert chat.about == "contact" and chat.state.route == "broker"


def test_what_is_to_be_added_comes_behind_what_it_brings(chat: Chat) -> None:
    chat.to("growth_question")
    chat.state.own_words = False
    chat.state.facts["desired_result"] = Fact("dat de jongens blijven", "said", "x", "1")
    chat.hear("ja dat is m. zet er nog bij dat niemand mij belt voor acht uur", "affirm", 0.8)
    assert "zodat de jongens blijven en niemand mij belt voor acht uur" in (
        chat.state.question or ""
    )


def test_who_is_still_there_did_not_leave(chat: Chat) -> None:
    told = ("drie goeie jongens weg in een jaar. een is voor zichzelf begonnen. ze zaten bij mij "
            "onder sjoerd. mijn voorman wil wel helpen")  # fmt: skip
    speaker = Speaker(chat.k.texts, chat.state)
    question = drawing_out.about_remark(told, chat.state, speaker, chat.k)
    assert question is not None and "voorman" not in question


def test_how_it_goes_is_no_wish() -> None:
    told = ("bellen. de jongens bellen waar ze heen moeten, welke ketel, of ze mogen bijbestellen. "
            "klanten bellen")  # fmt: skip
    assert acts.outright(told, acts.TELLING) is None
