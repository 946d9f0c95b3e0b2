"""One message may answer, ask and object; each part is dealt with for itself."""

from __future__ import annotations

import pytest

from bot.dialogue.parts import is_question, parts_of
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


@pytest.mark.parametrize(
    ("text", "asked", "objected", "told"),
    [
        ("voor de zomer. kost dit eig iets?", 1, 0, "voor de zomer."),
        ("zeewolde en wat kost dit", 1, 0, "zeewolde"),
        ("dat vroeg ik niet. ik wil rust", 0, 1, "ik wil rust"),
        ("is er subsidie voor een planningspakket. ja of nee", 2, 0, ""),
        ("petra, 06-55512345. bel na de lunch. wie belt er dan?", 1, 0,
         "petra, 06-55512345. bel na de lunch."),
        ("en wat ik al geprobeerd heb: uitzendburo en indeed", 0, 0,
         "en wat ik al geprobeerd heb: uitzendburo en indeed"),
        ("hoe kan ik mijn planning op orde krijgen zodat monteurs blijven", 0, 0,
         "hoe kan ik mijn planning op orde krijgen zodat monteurs blijven"),
        ("omzet is 1.4 miljoen. telt dat mee", 1, 0, "omzet is 1.4 miljoen."),
    ],
)  # fmt: skip
def test_a_message_is_taken_apart(text: str, asked: int, objected: int, told: str) -> None:
    parts = parts_of(text)
    assert (len(parts.asked), len(parts.objected), parts.told) == (asked, objected, told)


@pytest.mark.parametrize(
    "text", ["", "...", "?", "ja", "a.b.c?d!e", "hoe?", "en en en", "wat. nee? ja"]
)
def test_no_word_is_lost(text: str) -> None:
    parts = parts_of(text)
    kept = " ".join([*parts.asked, *parts.objected, parts.told])
    assert sorted(w for w in kept.split() if w.isalnum()) == sorted(
        w for w in text.split() if w.isalnum()
    )


@pytest.mark.parametrize("text", ["wat je net zei was goed", "wat wij doen is koelen", "hoezo"])
def test_what_only_looks_like_a_question(text: str) -> None:
    assert not is_question(text)


def test_an_answer_and_a_question_in_one_message(chat: Chat) -> None:
    chat.to("horizon_months")
    said = chat.hear("voor de zomer. kost dit eig iets?", "ask_capabilities", 0.5)
    assert "kosten je niets" in said or "gratis" in said
    assert chat.state.facts["horizon_months"].value == 7 and chat.about != "horizon_months"


def test_a_short_answer_beside_a_question_for_money_is_kept(chat: Chat) -> None:
    chat.to("horizon_months")
    chat.hear("half jaar. is er subsidie voor een planner?", "ask_instrument", 0.5)
    assert chat.state.facts["horizon_months"].value == 6


def test_an_option_and_a_question_in_one_message(chat: Chat) -> None:
    chat.to_need(second_is_asked=True)
    said = chat.hear("nee dit is het wel. wat kost dit trouwens?", "ask_capabilities", 0.5)
    assert "kosten je niets" in said and chat.about != "second"


def test_an_end_behind_an_objection_is_the_end(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("hm dat zei ik net al. zodat mijn ploeg in de winter ook werk heeft", "inform", 0.5)
    assert chat.state.facts["desired_result"].value == "dat mijn ploeg in de winter ook werk heeft"


def test_a_question_that_we_cannot_answer_goes_to_the_broker(chat: Chat) -> None:
    chat.to("desired_result")
    said = chat.hear("dat ik vrijdag vrij ben. telt wbso eigenlijk mee?", "inform", 0.6)
    assert "makelaar" in said and "telt wbso eigenlijk mee?" in chat.state.facts["for_broker"].value
    assert chat.state.facts["desired_result"].value == "dat ik vrijdag vrij ben."


def test_an_objection_is_no_wish(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("dat vroeg ik niet. ik wil weten wie het na mij doet", "inform", 0.6)
    wish = str(chat.state.facts["approach"].value)
    assert "vroeg ik niet" not in wish and "wie het na mij doet" in wish
    assert chat.about == "desired_result", "what they want to know is not yet what it brings them"


def test_a_question_alone_is_no_wish(chat: Chat) -> None:
    chat.to("desired_result")
    said = chat.hear("is er subsidie voor een planningspakket ja of nee", "ask_instrument", 0.6)
    assert "desired_result" not in chat.state.facts
    assert "SLIM" in said or "ken ik nu niet" in said or "geld" in said


def test_a_term_under_the_wish_is_kept_as_the_term(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("half jaar", "inform", 0.9)
    assert chat.state.facts["horizon_months"].value == 6
    assert chat.about == "desired_result" and "desired_result" not in chat.state.facts


def test_what_comes_every_week_is_no_term(chat: Chat) -> None:
    chat.to("horizon_months")
    chat.hear("dat ik drie dagen per week niet gebeld word", "inform", 0.6)
    assert "horizon_months" not in chat.state.facts


def test_a_number_and_a_question_keeps_the_number(chat: Chat) -> None:
    chat.to_route()
    said = chat.hear(
        "doe maar bellen. henk 0612345678, tussen twaalf en een. wie belt er dan?",
        "ask_status", 0.6, phone="0612345678",
    )  # fmt: skip
    assert chat.state.contact is not None and chat.state.contact["phone"] == "0612345678"
    assert chat.state.route == "broker" and "makelaar" in said
    record = chat.outcome.record if chat.outcome else None
    assert record is not None
    assert record["fields"]["call_when"]["value"] == "tussen twaalf en een"
    assert "0612345678" not in str(record["fields"]), "a number is kept encrypted, and there only"


def test_what_is_asked_for_is_answered_whatever_is_open(chat: Chat) -> None:
    """Every question has a reason, and asking for it breaks nothing."""
    from bot.dialogue.acting import HANDLERS, WHY
    from bot.dialogue.acts import HANDLED

    fixed = {"growth_question", "change_question", "other_angle", "angle", "own_sentence", "route",
             "restart", "withdraw", "care", "grey", "conflict", "contact", "own_words", "opening",
             "readback", "second", "rival", "both", "ladder", "desired_result", "horizon_months",
             "municipality", "sector", "employees", "tried", "share_with_partner", "follow_up",
             "company_name", "kvk_number"}  # fmt: skip
    for about in fixed:
        assert chat.k.texts.has(f"why.{WHY.get(about, about)}"), about
    assert set(HANDLERS) == HANDLED
