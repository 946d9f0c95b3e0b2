"""What people said who played entrepreneurs with it, and was taken the wrong way at first."""

from __future__ import annotations

import pytest

from bot.dialogue.names import name_beside_contact
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def to_readback(chat: Chat) -> None:
    chat.hear("alles loopt via mij en ik kom nergens aan toe", "express_need",
              needs={"lead_delegeren": 0.95})  # fmt: skip
    for _ in range(12):
        if chat.about == "readback":
            return
        pending = chat.state.pending
        assert pending is not None
        if pending.options:
            chat.choose(pending.options[0].value)
        else:
            chat.hear("alles wacht op mij", "express_need", needs={"lead_delegeren": 0.97})
    raise AssertionError(f"no read-back, but {chat.about}")


def test_a_yes_with_more_behind_it_is_a_yes(chat: Chat) -> None:
    to_readback(chat)
    shown = chat.state.shown[0]
    chat.hear("klopt. maak de vraag maar", "express_need", 0.58, needs={"ops_capaciteit": 0.85})
    assert chat.state.needs == [shown] and chat.state.need_confirmed
    assert chat.about != "second", "who wants to go on is not asked what else there is"


def test_yes_and_no_is_asked_about_and_rules_nothing_out(chat: Chat) -> None:
    to_readback(chat)
    chat.hear("ja en nee. het is nu ook wel krap", "express_need", 0.6)
    assert chat.about == "own_words" and not chat.state.need_confirmed
    assert not [line for line in chat.state.log if line.kind == "rejected"]


@pytest.mark.parametrize(
    "words", ["klopt niet", "zeker niet", "dat is het niet", "ja nee niet echt"]
)
def test_a_no_that_begins_like_a_yes(chat: Chat, words: str) -> None:
    to_readback(chat)
    chat.hear(words, "deny", 0.9)
    assert not chat.state.need_confirmed


def test_who_keeps_saying_partly_is_not_asked_without_end(chat: Chat) -> None:
    to_readback(chat)
    for _ in range(12):
        if chat.state.needs:
            return
        if chat.about == "readback":
            chat.hear("deels", "inform", 0.5)
        elif chat.state.pending is not None and chat.state.pending.options:
            chat.choose(chat.state.pending.options[0].value)
        else:
            chat.hear("alles wacht op mij", "express_need", needs={"lead_delegeren": 0.97})
    raise AssertionError("no need after twelve turns")


def test_yes_but_rather_this(chat: Chat) -> None:
    to_readback(chat)
    shown = chat.state.shown[0]
    chat.hear("ja dat ook maar het zit 'm erin dat een klant twee derde van mijn omzet is",
              "express_need", needs={"markt_afhankelijkheid": 0.95})  # fmt: skip
    assert chat.state.needs == ["markt_afhankelijkheid", shown]


def test_what_sets_right_is_no_yes(chat: Chat) -> None:
    to_readback(chat)
    chat.hear("ik doe niet alles zelf, ik wil weten wie wat beslist", "express_need",
              needs={chat.state.shown[0]: 0.9})  # fmt: skip
    assert not chat.state.need_confirmed and chat.about in ("own_words", "deepen")


def test_what_was_refused_comes_back_when_they_say_so(chat: Chat) -> None:
    to_readback(chat)
    first = chat.state.shown[0]
    chat.choose("none")
    chat.hear("gewoon geld", "express_need", needs={"fin_groeikapitaal": 0.9})
    for _ in range(8):
        if chat.about == "readback":
            break
        assert chat.state.pending is not None
        chat.choose(chat.state.pending.options[-1].value)
    chat.hear("geen van drieën. wat je net zei was goed: alles loopt via mij", "express_need",
              needs={first: 0.99})  # fmt: skip
    assert chat.state.needs == [first]
    assert not [e for e in chat.state.log if e.kind == "rejected" and first in (e.needs or {})]


def test_the_need_can_be_changed_by_saying_so(chat: Chat) -> None:
    chat.to_question()
    assert chat.state.needs[0] == "lead_delegeren"
    said = chat.hear("nee. dit gaat niet over loslaten, het gaat over mensen houden",
                     "express_need", 0.7, needs={"tal_behouden": 0.3})  # fmt: skip
    assert chat.state.needs == ["tal_behouden"] and "mensen houden" in said
    assert chat.about == "desired_result", "the result was one of those of the other need"


def test_that_it_is_about_something_else_is_asked_on(chat: Chat) -> None:
    chat.to_question()
    chat.hear("eigenlijk gaat het niet om die planning, laat maar", "chitchat", 0.4)
    assert chat.about == "own_words" and chat.state.needs == []


@pytest.mark.parametrize(
    "words", ["de zin klopt zo", "KLOPT", "nee niet stoppen, de zin is goed zo", "ja klopt zo"]
)
def test_the_sentence_is_right_after_all(chat: Chat, words: str) -> None:
    chat.to_question()
    chat.choose("change")
    assert chat.about == "change_question"
    chat.hear(words, "affirm" if "nee" not in words else "express_need", 0.9)
    assert chat.state.confirmed()


def test_an_own_sentence_is_not_thrown_away_for_a_remark(chat: Chat) -> None:
    chat.to_question()
    chat.hear("hoe zorg ik dat het bedrijf een week zonder mij kan", "express_need")
    own, term = chat.state.question, chat.state.facts["horizon_months"].value
    chat.hear("nee dat ze niet na anderhalf jaar weer weggaan staat er nu niet bij", "correct",
              period_months=18)  # fmt: skip
    assert chat.state.question == own and chat.state.facts["horizon_months"].value == term


def test_make_it_so(chat: Chat) -> None:
    chat.to_question()
    chat.hear("lol die zin klopt niet. maak er van: zodat ik mezelf 2000 per maand kan betalen",
              "chitchat", 0.8)  # fmt: skip
    assert "mezelf 2000 per maand kan betalen" in str(chat.state.question)


def test_options_by_rank(chat: Chat) -> None:
    to_readback(chat)
    assert chat.state.pending is not None
    second = chat.state.pending.options[1].value
    chat.hear("de tweede", "inform", 0.5)
    assert chat.state.needs == [second]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("niets van dat. dat de zaak doordraait zonder mij", "dat de zaak doordraait zonder mij"),
        ("da zeg ik net. dat de freesbanken doordraaien", "dat de freesbanken doordraaien"),
        ("dat heb ik gezegd: rust in de tent", "rust in de tent"),
    ],
)
def test_a_wish_without_what_is_said_around_it(chat: Chat, said: str, kept: str) -> None:
    chat.to_need()
    while chat.about != "desired_result":
        assert chat.state.pending is not None
        chat.choose(chat.state.pending.options[-1].value)
    chat.hear(said, "inform", 0.5)
    assert chat.state.facts["desired_result"].value == kept


def test_what_was_second_comes_first(chat: Chat) -> None:
    chat.to_need(second_is_asked=True)
    assert chat.state.pending is not None
    first, other = chat.state.needs[0], chat.state.pending.options[0].value
    chat.choose(other)
    assert chat.state.needs == [first, other]
    chat.hear("tweede? nee das juist t eerste", "correct", 0.5)
    assert chat.state.needs == [other, first]
    assert "desired_result" not in chat.state.facts


@pytest.mark.parametrize(
    "words", ["een advertentie op een site", "dit is de eerste keer", "niet de tweede vestiging"]
)
def test_ordinary_words_swap_nothing(chat: Chat, words: str) -> None:
    chat.to_need(second_is_asked=True)
    assert chat.state.pending is not None
    chat.choose(chat.state.pending.options[0].value)
    needs = chat.state.needs
    chat.hear(words, "inform", 0.5)
    assert len(needs) == 2 and chat.state.needs == needs


def test_a_second_place_is_a_wish(chat: Chat) -> None:
    chat.to_need()
    while chat.about != "desired_result":
        assert chat.state.pending is not None
        chat.choose(chat.state.pending.options[-1].value)
    chat.hear("dat ik een tweede winkel kan openen", "inform", 0.5)
    assert chat.state.facts["desired_result"].value == "dat ik een tweede winkel kan openen"


def test_the_place_of_somebody_else_is_no_contradiction(chat: Chat) -> None:
    chat.hear("in Urk met 12 man loopt alles via mij", "express_need",
              needs={"lead_delegeren": 0.8}, municipality="urk", employees=12)  # fmt: skip
    chat.hear("er gaan twee monteurs weg naar een grote in Almere", "express_need",
              needs={"tal_behouden": 0.9}, municipality="almere")  # fmt: skip
    assert chat.about != "conflict" and chat.state.facts["municipality"].value == "urk"


def test_who_has_a_question_and_asks_what_now_is_shown_what_fits(chat: Chat) -> None:
    chat.to_question()
    chat.choose("yes")
    chat.state.route, chat.state.pending = "safety_net", None
    said = chat.hear("en nu?", "express_need", 0.4)
    assert chat.about == "route" and "•" in said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("erik, 0612345678, overdag", "erik"),
        ("gerrit, 06 11111111, nee 06 22222222", "gerrit"),
        ("noa 06 12345678 maar appen dus he", "noa"),
        ("doe dan maar bellen. wim de boer, 06 12 34 56 78, niet onder t eten", "wim de boer"),
        ("jelle hoekstra 0612345678 maar na 3 uur bellen he", "jelle hoekstra"),
        ("je kan me bereiken op 06 12345678", None),
        ("06 12345678, Jan de Boer, graag na vijf", "Jan de Boer"),
    ],
)
def test_a_name_ends_where_something_else_begins(text: str, name: str | None) -> None:
    assert name_beside_contact(text) == name
