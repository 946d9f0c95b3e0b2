"""What people who played entrepreneurs ran into: a roofer, a salon, a software firm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue import offering
from bot.dialogue.agreeing import lets_stand
from bot.dialogue.spoken_to import act_to_assistant
from bot.dialogue.understood import Understood
from bot.growth_question import acts, changing, edits
from bot.growth_question.clause import (
    from_the_wish,
    is_infinitive,
    reads_well,
    result_clause,
)
from bot.growth_question.leaving_out import without
from bot.knowledge import Knowledge
from bot.language.extract import extract
from bot.language.named_times import black_friday
from bot.matching import Match
from tests.dialogue.test_turns import AT, Chat

TODAY = date(2026, 11, 28)
STANDS = (
    "Hoe kan ik zorgen dat er een besluit ligt, zodat ik niet met een half plan en een halve"
    " compagnon die aanbesteding in ga, voor 1 februari?"
)


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


@pytest.mark.parametrize(
    "text, act",
    [
        ("laatste keer is denk 2017. daarna nooit meer gekeken. weet niet of ik er wat aan hou",
         None),
        ("mm 3 denk ik cijfers ja en dat met die baas die 2 horen bij elkaar", None),
        ("vaste koers wil ik niet ik wil iemand die de leiding heeft in buiten",
         "iemand vinden die de leiding heeft in buiten"),
        ("er moet in dat er iemand de baas is als ik er niet ben",
         "zorgen dat er iemand de baas is als ik er niet ben"),
        ("samen met mark besluiten: duitsland of meer klanten hier",
         "samen met mark kiezen tussen duitsland en meer klanten hier"),
        ("ik wil dat er een besluit ligt voor het voorjaar. duitsland of meer klanten hier",
         "zorgen dat er gekozen is tussen duitsland en meer klanten hier"),
    ],
)  # fmt: skip
def test_what_they_want_to_do(text: str, act: str | None) -> None:
    told = acts.finished(text) if act is not None else edits.new_act(text)
    found = told.act if isinstance(told, acts.Act) else told
    assert found == act


@pytest.mark.parametrize(
    "text, clause",
    [
        ("dan sta ik niet meer zelf op t dak en loopt er niemand meer weg om 400 euro",
         "ik niet meer zelf op het dak sta en er niemand meer wegloopt om 400 euro"),
        ("geen van die eigenlijk. en dat ik die meiden niet hoef te wantrouwen.",
         "ik die meiden niet hoef te wantrouwen"),
    ],
)  # fmt: skip
def test_what_it_brings_is_dutch(text: str, clause: str) -> None:
    assert result_clause(from_the_wish(text)) == clause


def test_what_was_done_is_no_infinitive() -> None:
    assert not is_infinitive("gekeken") and not is_infinitive("weggelopen")
    assert is_infinitive("gebruiken") and is_infinitive("vergeten")


@pytest.mark.parametrize(
    "text", ["'halve compagnon' moet eruit, dan heb ik ruzie", "haal 'halve compagnon' weg"]
)
def test_one_of_two_things_goes(text: str) -> None:
    left = without(STANDS, text)
    assert left is not None
    assert "half plan die aanbesteding" in left and "compagnon" not in left


def test_several_changes_without_a_mark_between_them() -> None:
    text = (
        "binnen een maand ging over het pand van de verhuurder. dit kan nooit in een maand doe maar"
        " voor de zomer en vaste koers wil ik er echt niet in ik wil iemand die de leiding heeft"
    )
    made = {change.part: change.words for change in changing.changes(text, STANDS, TODAY).made}
    assert made == {"term": "voor de zomer", "act": "iemand vinden die de leiding heeft"}


def test_this_one_is_a_yes() -> None:
    assert lets_stand("ja die. had je 10 minuten eerder kunnen bedenken maar goed")
    assert not lets_stand("ja die, maar zonder die klant")


def test_a_whole_sentence_goes_before_what_is_to_be_taken_out(chat: Chat) -> None:
    chat.to_question()
    own = (
        "Hoe kan ik samen met Mark kiezen tussen Duitsland en meer klanten in Nederland,"
        " zodat we niet meer op 2 klanten leunen, voor 1 februari?"
    )
    chat.hear(f"nee. haal dat stuk weg. schrijf: {own}", "correct")
    assert chat.state.question == own


def test_all_that_was_noted_is_shown(chat: Chat) -> None:
    chat.to_question()
    said = chat.hear("wat heb je nu van mij genoteerd?", "ask_own_data")
    assert str(chat.state.question) in said
    assert chat.k.needs_by_id[chat.state.needs[0]].label.lower() in said


def test_who_is_called_by_name_is_not_asked_about_themselves(chat: Chat) -> None:
    chat.hear("ik wil een derde zaak openen", "express_need", needs={"str_koers": 0.4})
    said = chat.hear(
        "ik word zes keer per dag gebeld van shanti waar liggen de handdoeken, niemand wil iets"
        " zelf doen", "express_need", needs={"lead_delegeren": 0.6})  # fmt: skip
    assert "Shanti" not in said


@pytest.mark.parametrize(
    "text, people",
    [
        ("dat wil iedereen nu ik heb er al 2 salons in stad met 7 meiden in dienst en 3 zzpers", 7),
        ("ik ben begonnen in 2014 in mn eentje en in 2021 is de tweede erbij gekomen", None),
        ("ik werk nog steeds in mijn eentje", 1),
    ],
)
def test_with_how_many_they_are(knowledge: Knowledge, text: str, people: int | None) -> None:
    found = [f.value for f in extract(text, TODAY, knowledge.gazetteer) if f.entity == "employees"]
    assert found == ([people] if people is not None else [])


def test_a_term_that_somebody_else_sets_is_not_theirs(chat: Chat) -> None:
    chat.hear("ik wil een derde salon, de verhuurder wil voor het eind van de maand antwoord",
              "express_need", needs={"loc_ruimte": 0.6})  # fmt: skip
    assert "horizon_months" not in chat.state.facts


def test_a_question_for_a_subsidy_that_comes_back_is_answered(chat: Chat) -> None:
    chat.hear("is er subsidie voor een derde salon", "ask_instrument")
    again = "is er nou subsidie ja of nee, het wordt hier te klein voor ons"
    said = chat.hear(again, "express_need", needs={"loc_ruimte": 0.5})
    assert "zelden subsidie" in said


def test_who_types_the_sentence_asks_nothing_of_us(knowledge: Knowledge) -> None:
    asks_price = [("price_how", 0.9, 0.95)]
    chat = Chat(knowledge)
    chat.to_question()
    chat.context = replace(chat.context, asked_of_firm=lambda texts: asks_price * len(texts))
    own = (
        "Hoe kan ik per order zien wat ik echt verdien na korting en retour, zodat er elke maand"
        " geld overblijft, voor eind maart?"
    )
    chat.choose("change")
    chat.hear(own, "express_need")
    assert chat.state.question == own


def test_a_number_with_a_wish_behind_it_is_the_wish(chat: Chat) -> None:
    chat.to_question()
    chat.choose("change")
    chat.hear("2. ik wil de planning uit mn kop krijgen zodat de jongens zelf zien wat er moet",
              "express_need")  # fmt: skip
    assert "de planning uit mijn kop krijgen" in str(chat.state.question)


def test_the_word_for_a_person_counts_in_front_as_well(chat: Chat) -> None:
    chat.to_question()
    chat.hear("mens. straks heb ik dit hele ding voor niks gebouwd haha", "chitchat")
    assert chat.state.route == "human_now"


def test_what_weighs_on_them_besides_is_kept_and_asked_about(chat: Chat) -> None:
    chat.to_question()
    chat.choose("yes")
    assert chat.about == "second"
    said = chat.hear(
        "staat er niet bij. ik heb mijn broer nog nooit gezegd dat ik die hal niet zie zitten",
        "express_need")  # fmt: skip
    assert "je broer" in said
    assert any("broer" in str(one) for one in chat.state.facts["for_broker"].value)


def test_who_laughs_at_an_option_does_not_choose_it(chat: Chat) -> None:
    chat.to("desired_result")
    assert chat.state.pending is not None
    title = chat.state.pending.options[0].title
    chat.hear(f"{title} haha ik verkoop potten eiwit", "chitchat")
    wish = chat.state.facts.get("desired_result")
    assert wish is None or wish.source != "chosen"


def test_a_refusal_is_no_result(chat: Chat) -> None:
    chat.to_question()
    before = str(chat.state.question)
    chat.hear("nee!! ik wil helemaal geen mensen uit polen, ik vroeg wat je bedoelde", "deny")
    assert "ik vroeg" not in str(chat.state.question), before


def test_who_wants_no_loan_is_shown_none(chat: Chat) -> None:
    chat.to_need()
    chat.state.needs = ["fin_groeikapitaal"]
    kinds = [chat.k.instruments_by_id[m.instrument].kind for m in _matches(chat)]
    assert "fund" in kinds
    chat.hear("een lening wil ik niet, ik heb al schuld zat", "inform")
    kinds = [chat.k.instruments_by_id[m.instrument].kind for m in _matches(chat)]
    assert "fund" not in kinds


def _matches(chat: Chat) -> list[Match]:
    return offering.matches(chat.state, chat.k, chat.context)


@pytest.mark.parametrize(
    "clause, fine",
    [
        ("ik helemaal geen mensen uit het buitenland, ik vroeg heb wat je bedoelde", False),
        ("ik ze niet te kan missen", False),
        ("we het samen aan te kunnen", True),
    ],
)
def test_what_may_stand_in_a_sentence(clause: str, fine: bool) -> None:
    assert reads_well(clause) is fine


def test_black_friday_is_a_term(knowledge: Knowledge) -> None:
    found = extract("voor black friday, dan gaat alles eruit", date(2026, 10, 1),
                    knowledge.gazetteer, asked="horizon_months")  # fmt: skip
    assert [f.value for f in found if f.entity == "period_months"] == [2]
    assert black_friday(2025) == date(2025, 11, 28)


def test_three_it_is(knowledge: Knowledge) -> None:
    told = "heb ik al verteld. gert, ik en jan. 3 dus. en in de winkel niemand behalve ik"
    found = extract(told, TODAY, knowledge.gazetteer, asked="employees")
    assert [f.value for f in found if f.entity == "employees"] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "nee wacht we zijn met 7 hoor anita en ik samen. erachter komen wat meer lucht",
        "alleen ja.. vinden is 1 ding, houden is 2",
        "ik ga hem liever niet zelf schrijven, daar ben ik juist onzeker over",
        "ik wil eigenlijk niet in loondienst",
    ],
)
def test_what_is_no_act_of_theirs(text: str) -> None:
    assert acts.finished(text) is None and acts.outright(text) is None


@pytest.mark.parametrize(
    "text, act",
    [
        ("wat ik wil doen is met anita eerlijk praten over de zaak",
         "met anita eerlijk praten over de zaak"),
        ("nee. ik zei toch ik wil met mijn zus praten", "met mijn zus praten"),
        ("ik wil het gesprek met kees aangaan", "het gesprek met kees aangaan"),
        ("ik wil nee zeggen tegen die korting", "nee zeggen tegen die korting"),
    ],
)  # fmt: skip
def test_what_is_one(text: str, act: str) -> None:
    told = acts.outright(text)
    assert told is not None and told.act == act


def test_our_own_slip_thrown_back_is_no_sentence_of_theirs(chat: Chat) -> None:
    chat.to_question()
    chat.hear("hoe kan ik alleen ja ga ik op een tegeltje zetten. nee. je doet er niks mee", "deny")
    assert "tegeltje" not in str(chat.state.question)


def test_what_is_told_beside_the_sentence_is_asked_on_about(chat: Chat) -> None:
    chat.to_question()
    before = chat.state.question
    said = chat.hear("die twee zijn weggegaan en dat was niet om het geld, ze wisten nooit wanneer"
                     " ze moesten werken", "express_need")  # fmt: skip
    assert chat.about == "deepen" and "“" in said
    assert chat.state.question == before


def test_what_is_not_for_the_broker_goes(chat: Chat) -> None:
    chat.to_route()
    chat.hear("ik kijk soms ook naar vacatures in loondienst", "inform")
    kept = chat.state.facts.get("for_broker")
    assert kept is not None and "vacatures" in str(kept.value)
    said = chat.hear("vertel alsjeblieft niet aan hem dat ik naar vacatures kijk", "correct")
    assert "vacatures" in said
    kept = chat.state.facts.get("for_broker")
    assert kept is None or "vacatures" not in str(kept.value)


def test_a_part_of_the_sentence_that_is_to_go_erases_nothing(chat: Chat) -> None:
    chat.to_question()
    said = chat.hear("haal dat stuk weg", "erase_data")
    assert not chat.state.erase and "wissen" not in said


def test_when_to_call_is_kept_whole(chat: Chat) -> None:
    chat.to_route()
    said = (
        "bel mij maar, niet op het vaste nummer van de zaak want daar neemt anita op, liefst op"
        " maandag of dinsdag in de ochtend, dan sta ik niet in de keuken"
    )
    chat.hear(said, "ask_human")
    assert "niet op het vaste nummer" in str(chat.state.facts["call_when"].value)


def test_how_they_are_goes_before_an_answer_about_the_firm(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
              needs={"lead_delegeren": 0.5})  # fmt: skip
    asks = [("ill_owner", 0.9, 0.95)]
    chat.context = replace(chat.context, asked_of_firm=lambda texts: asks * len(texts))
    chat.hear("dokter zegt drie maanden rust, wie betaalt dat dan", "crisis_personal")
    assert chat.about in ("grey", "care")


def test_a_fact_is_set_right_where_a_person_was_asked_for_first(chat: Chat) -> None:
    """Random users met it: there was a record, and nothing of what it is about yet."""
    chat.hear("we vinden al maanden geen monteurs, we zitten in Urk met 12 man", "express_need",
              needs={"tal_werven": 0.7}, municipality="urk")  # fmt: skip
    chat.hear("mens", "ask_human")
    assert chat.state.question is not None and not chat.state.needs
    chat.hear("sla over", "skip")
    chat.hear("sorry, het is Zeewolde en niet Urk", "correct", municipality="zeewolde")
    assert chat.state.facts["municipality"].value == "zeewolde"


def test_who_asks_for_more_help_where_there_is_none_is_told_so(chat: Chat) -> None:
    chat.to_route()
    chat.k = replace(chat.k, instruments=chat.k.instruments[:1])
    said = chat.hear("laat maar meer hulp zien", "ask_instrument")
    assert chat.k.texts.get("match.no_more")[0] in said


@pytest.mark.parametrize(
    "text, act",
    [
        ("uitschrijven ben je gek die mannen moeten door kunnen", None),
        ("ben je gek", "complain"),
    ],
)
def test_who_exclaims_asks_for_nobody(text: str, act: str | None) -> None:
    """ "Ben je gek" is said to nobody; of who says no more than that, five hundredths are no
    wish for a person."""
    ranking = {"ask_human": 0.05, "complain": 0.04}
    u = Understood(text, "text", "1", AT, "express_need", 0.6, ranking=ranking)
    assert act_to_assistant(u) == act
