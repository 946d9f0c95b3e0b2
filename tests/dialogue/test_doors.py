"""After the growth question: the answer that opens a door, what fits, contact and consents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import door, offering
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import Chat

FIELD = "legal_form"


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    """At the growth question of somebody for whom much waits for the legal form."""
    waiting = tuple(
        replace(i, criteria=tuple(c for c in i.criteria if c.name != "window"))
        for i in knowledge.instruments
    )
    made = Chat(replace(knowledge, instruments=waiting))
    made.to_question()
    return made


def to_door(chat: Chat) -> str:
    """Confirm, and get to the question that opens a door, of who came for money; its field."""
    chat.state.asks_money = True
    chat.choose("yes")
    if chat.about == "second":
        chat.choose("none")
    about = chat.about
    assert about is not None and door.is_open(chat.state, about), about
    return about


def test_one_answer_is_asked_that_instruments_wait_for(chat: Chat) -> None:
    field = to_door(chat)
    before = offering.matches(chat.state, chat.k, chat.context)
    assert any(
        c["outcome"] == "unknown" and m.verdict in ("one_answer_missing", "may_fit")
        for m in before
        for c in m.criteria
    )
    question = chat.k.door_by_field[field]
    assert question.text in chat.said[-1]
    why = chat.hear("waarom vraag je dat", "ask_why")
    assert question.why in why and chat.about == field
    assert chat.state.pending is not None and len(chat.state.pending.options) <= 5
    chat.choose(chat.state.pending.options[0].value)
    assert field in chat.state.facts and chat.about == "route", "one question is enough"
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["fields"][field]["source"] == "chosen"


def test_it_can_be_skipped(chat: Chat) -> None:
    field = to_door(chat)
    chat.choose("skip")
    assert chat.about == "route" and field not in chat.state.facts
    assert chat.state.asked[field] == "skipped"


def test_it_can_be_skipped_in_words(chat: Chat) -> None:
    field = to_door(chat)
    chat.hear("sla maar over", "skip")
    assert chat.about == "route" and field not in chat.state.facts


def test_who_has_had_enough_is_not_asked(chat: Chat) -> None:
    chat.state.complaints = 1
    chat.choose("yes")
    assert chat.about == "route"


@pytest.mark.parametrize(
    ("field", "words", "intent", "value"),
    [
        ("legal_form", "we zijn een bv", "inform", "bv"),
        ("started_already", "nee nog niet", "deny", False),
        ("started_already", "ja we zijn al bezig", "affirm", True),
        ("earlier_aid", "nee", "deny", 0),
        ("earlier_aid", "ja 15.000 euro", "inform", 15000),
        ("owner_municipality", "ik woon in Dronten", "inform", "dronten"),
        ("company_age_years", "vijf jaar", "inform", 5),
        ("amount_eur", "anderhalve ton", "inform", 150000),
        ("employees", "12 man", "inform", 12),
    ],
)
def test_answers_in_words(chat: Chat, field: str, words: str, intent: str, value: object) -> None:
    to_door(chat)
    chat.state.asked.pop(str(chat.about))
    chat.state.facts.pop(field, None)
    chat.state.asked.update({door.ASKED: field, field: "open"})
    assert chat.state.pending is not None
    chat.state.pending.about = field
    chat.state.pending.options = []
    chat.hear(words, intent)
    assert chat.state.facts[field].value == value
    assert chat.about == "route"


def test_what_cannot_be_is_no_answer(chat: Chat) -> None:
    to_door(chat)
    chat.state.asked.pop(str(chat.about))
    chat.state.asked.update({door.ASKED: "company_age_years", "company_age_years": "open"})
    assert chat.state.pending is not None
    chat.state.pending.about, chat.state.pending.options = "company_age_years", []
    chat.hear("900 jaar", "inform")
    assert "company_age_years" not in chat.state.facts


def test_more_is_shown_on_request_with_why_not(chat: Chat) -> None:
    chat.confirm()
    found = offering.matches(chat.state, chat.k, chat.context)
    shown, rest = offering.shown_and_rest(found, chat.k, chat.context)
    assert len(shown) == offering.SHOWN_MATCHES and rest
    age = [(chat.context.today - chat.k.instruments_by_id[m.instrument].checked).days
           for m in shown]  # fmt: skip
    fresh = [m for m in found if m.verdict != "does_not_fit"
             and (chat.context.today - chat.k.instruments_by_id[m.instrument].checked).days
             <= offering.STALE]  # fmt: skip
    assert max(age) <= offering.STALE or len(fresh) < offering.SHOWN_MATCHES, "the sure ones first"
    names = [chat.k.instruments_by_id[m.instrument].name for m in rest]
    assert not any(name in "\n".join(chat.said[-3:]) for name in names)
    said = chat.choose("more")
    assert all(name in said for name in names) and chat.about == "route"
    for one in rest:
        if one.verdict == "does_not_fit":
            assert one.what_if and one.what_if in said
    assert chat.state.pending is not None
    assert "more" not in [o.value for o in chat.state.pending.options], "once"
    assert chat.state.route is None


def with_contact(chat: Chat) -> None:
    chat.confirm()
    chat.choose("both")
    assert chat.about == "contact"
    chat.hear("Sam 0612345678", phone="0612345678")


def test_each_consent_is_a_question_of_its_own(chat: Chat) -> None:
    with_contact(chat)
    assert chat.about == "share_with_partner"
    why = chat.hear("waarom vraag je dat", "ask_why")
    assert "gegevens nodig" in why
    chat.choose("no")
    assert chat.about == "follow_up"
    chat.choose("yes")
    assert chat.about is None
    given = {c["purpose"]: c["given"] for c in chat.state.consents}
    assert given == {"share_with_broker": True, "share_with_partner": False, "follow_up": True}
    versions = {c["purpose"]: c["text_version"] for c in chat.state.consents}
    assert versions["follow_up"] == chat.k.texts.version("consent.follow_up")
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and len(record["consents"]) == 3


def test_only_a_clear_yes_is_consent(chat: Chat) -> None:
    with_contact(chat)
    for _ in range(4):
        if chat.about != "share_with_partner":
            break
        chat.hear("tja wat zal ik zeggen", "chitchat", 0.3)
    given = {c["purpose"]: c["given"] for c in chat.state.consents}
    assert "share_with_partner" not in given or given["share_with_partner"] is False


def test_without_contact_details_there_is_nothing_to_ask_consent_for(chat: Chat) -> None:
    chat.confirm()
    chat.choose("broker")
    chat.choose("skip")
    assert chat.about is None
    assert [c["purpose"] for c in chat.state.consents] == ["share_with_broker"]


def test_who_asks_hears_whether_it_arrived(chat: Chat) -> None:
    chat.context = replace(chat.context, deliveries=lambda ref: [f"aangekomen in X ({ref})"])
    said = chat.hear("hoe staat het met mijn aanvraag", "ask_status")
    assert "goedkeuren" in said or "akkoord" in said
    with_contact(chat)
    said = chat.hear("is het al aangekomen", "ask_status")
    assert f"Aangekomen in X ({chat.state.reference})." in said


def test_who_asked_for_a_person_hears_that_one_has_it(knowledge: Knowledge) -> None:
    fresh = Chat(knowledge)
    fresh.hear("mens", "ask_human")
    fresh.hear("Sam 0612345678", phone="0612345678")
    said = fresh.hear("hoe staat het ermee", "ask_status")
    assert "makelaar" in said and "goedkeuren" not in said and "akkoord" not in said


def test_a_growth_question_can_be_taken_back(chat: Chat) -> None:
    with_contact(chat)
    chat.choose("yes")
    chat.choose("yes")
    reference = chat.state.reference
    chat.hear("verwijder alles van mij", "erase_data")
    assert chat.about == "withdraw", "asked first"
    chat.choose("no")
    assert chat.state.withdrawn_at is None and chat.state.contact is not None
    chat.hear("verwijder toch maar alles van mij", "erase_data")
    said = chat.choose("yes")
    assert str(reference) in said and chat.about is None
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["status"] == "withdrawn"
    assert record["contact"] is None and not any(c["given"] for c in record["consents"])
    # Whoever goes on begins a new one.
    chat.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.9})
    assert chat.state.reference is None and chat.state.presenting is not None


def test_all_of_it_is_erased_only_when_that_was_chosen(chat: Chat) -> None:
    with_contact(chat)
    chat.hear("wis alles van mij", "erase_data")
    assert chat.about == "withdraw" and not chat.state.erase
    said = chat.choose("all")
    assert chat.state.erase and chat.about is None and "bewijs" in said


def test_without_a_growth_question_the_talk_can_be_erased(knowledge: Knowledge) -> None:
    fresh = Chat(knowledge)
    fresh.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.5})
    question = fresh.about
    said = fresh.hear("wis mijn gegevens", "erase_data")
    assert "gesprek" in said and fresh.about == "withdraw" and not fresh.state.erase
    fresh.choose("no")
    assert fresh.about == question and not fresh.state.erase
    fresh.hear("wis mijn gegevens", "erase_data")
    fresh.hear("ja", "affirm")
    assert fresh.state.erase


def test_what_must_be_kept_is_not_erased_and_it_is_said_why(knowledge: Knowledge) -> None:
    fresh = Chat(knowledge)
    fresh.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.5})
    fresh.context = replace(fresh.context, held=lambda: ("lopend bezwaar", "01-03-2027"))
    said = fresh.hear("wis mijn gegevens", "erase_data")
    assert "lopend bezwaar" in said and "01-03-2027" in said and fresh.about != "withdraw"


def test_a_number_that_comes_later_is_kept(knowledge: Knowledge) -> None:
    fresh = Chat(knowledge)
    fresh.hear("vrijdag kan ik niemand meer uitbetalen", "crisis_business", 0.95)
    fresh.choose("yes")
    fresh.choose("skip")
    assert fresh.state.contact is None
    fresh.hear("Ali 0611223344", phone="0611223344")
    assert fresh.state.contact is not None and fresh.state.contact["name"] == "Ali"
    assert fresh.state.consents[-1]["given"] is True


def test_a_mess_is_not_congratulated_on(chat: Chat) -> None:
    question = chat.about
    said = chat.hear("de vrachtwagens staan in de rij op straat", "share_success", 0.56)
    assert "gefeliciteerd" not in said and chat.about is not None and question
    said = chat.hear("we hebben de prijs gewonnen!", "share_success", 0.95)
    assert "feliciteerd" in said or "mooi" in said.lower()


def test_a_scheme_that_is_named_is_asked_about(knowledge: Knowledge) -> None:
    fresh = Chat(knowledge)
    fresh.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.5})
    said = fresh.hear("en het groeifonds dan", "express_need", instrument="groeifonds-flevoland")
    assert fresh.k.instruments_by_id["groeifonds-flevoland"].summary in said


def test_debts_are_asked_about_whatever_else_is_heard(knowledge: Knowledge) -> None:
    fresh = Chat(knowledge)
    fresh.hear("ik wil een terras erbij", "express_need", needs={"fin_groeikapitaal": 0.8})
    said = fresh.hear(
        "er staat ook nog wat btw open bij de belasting, 38 duizend",
        "express_need",
        needs={"fin_liquiditeit": 0.5},
    )
    assert fresh.about == "grey" and "Redt je bedrijf" in said
    fresh.choose("crisis_business")
    assert "faillissement_schulden" in fresh.state.flags


def test_what_has_ended_is_not_said_to_fit_later(knowledge: Knowledge) -> None:
    fresh = Chat(knowledge)
    fresh.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.5})
    said = fresh.hear("wat is win4all", "ask_instrument", instrument="win4all-groeihuis")
    assert "Afgelopen" in said and "Of het bij jou past" not in said
