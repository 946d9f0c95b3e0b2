"""What is told late, denied, or said of being called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import safety
from bot.dialogue.names import name_beside_contact
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from tests.dialogue.test_angles import shared_words
from tests.dialogue.test_turns import AT, Chat


@pytest.fixture()
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


LATE = "trouwens er is ruzie op de werkvloer, mijn twee voormannen praten niet meer met elkaar"


def late(chat: Chat) -> str:
    """To the question what was tried, and then it comes out."""
    chat.to("tried")
    chat.context = replace(chat.context, near=shared_words)
    return chat.hear(LATE, "express_need", 0.9, needs={"lead_teamcultuur": 0.95})


def test_what_is_told_late_is_asked_about(chat: Chat) -> None:
    said = late(chat)
    assert chat.about == "turning" and "ruzie op de werkvloer" in said
    chat.choose("lead_teamcultuur")
    assert chat.state.needs == ["lead_teamcultuur"] and chat.state.need_confirmed
    assert chat.state.facts["tried"].message_id, "what it answered is kept"


def test_it_can_stay_what_it_was(chat: Chat) -> None:
    late(chat)
    chat.choose("now")
    assert chat.state.needs == ["lead_delegeren"]
    chat.hear(LATE, "express_need", 0.9, needs={"lead_teamcultuur": 0.95})
    assert chat.about != "turning", "it is not asked twice"


def test_a_no_in_words_leaves_it_as_it_was(chat: Chat) -> None:
    late(chat)
    chat.hear("haha nee het gaat om het andere, dat was maar een grapje", "chitchat", 0.5)
    assert chat.state.needs == ["lead_delegeren"] and chat.about != "turning"


def test_it_can_be_both(chat: Chat) -> None:
    late(chat)
    chat.choose("both:lead_teamcultuur")
    assert chat.state.needs == ["lead_delegeren", "lead_teamcultuur"]


@pytest.mark.parametrize(
    "text", ["we gaan niet failliet hoor", "ik heb geen schulden", "nee joh we gaan niet failliet"]
)
def test_denied_money_trouble_is_none(knowledge: Knowledge, text: str) -> None:
    assert safety.signal(Understood(text, "text", "1", AT), knowledge) is None


@pytest.mark.parametrize(
    "text",
    [
        "we gaan failliet",
        "we zijn nog niet failliet maar het scheelt weinig",
        "ik heb geen geld meer en schulden",
        "geen schulden bij de bank, wel schulden bij de belasting",
    ],
)
def test_money_trouble_is_heard(knowledge: Knowledge, text: str) -> None:
    assert safety.signal(Understood(text, "text", "1", AT), knowledge) == "faillissement_schulden"


def test_who_says_it_is_not_so_goes_on(chat: Chat) -> None:
    chat.hear("er blijft niks over", "express_need", needs={"fin_rendement": 0.9})
    chat.hear("straks gaan we failliet", "express_need", 0.9, needs={"fin_liquiditeit": 0.9})
    assert chat.state.flags == ["faillissement_schulden"]
    said = chat.hear("ik zeg net dat we niet failliet gaan", "complain", 0.6)
    assert chat.state.flags == [] and not chat.state.resting
    assert "0800 8115" not in said and chat.about is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("willem de wit 0612345678 smorgens", "willem de wit"),
        ("nou vooruit klaas 0612345678", "klaas"),
        ("liever mailen dan naomi@shop.nl", None),
        ("mag iemand me volgende week mailen? thomas@studio.nl", None),
        ("0687654321, geertje", "geertje"),
        ("jelle hoekstra 0612345678", "jelle hoekstra"),
        ("Astrid Hofman, 06-23456781. Graag na 17.00 uur", "Astrid Hofman"),
    ],
)
def test_what_is_a_name(text: str, name: str | None) -> None:
    assert name_beside_contact(text) == name


def called(chat: Chat) -> None:
    chat.to_route()
    chat.choose("broker")
    chat.hear("sam@bakker.nl", email="sam@bakker.nl")


def test_mailing_in_place_of_calling_keeps_the_address(chat: Chat) -> None:
    called(chat)
    chat.hear("mailen, niet bellen graag", "inform", 0.6)
    assert chat.state.contact is not None and chat.state.contact["email"] == "sam@bakker.nl"
    assert chat.state.contact["preferred_channel"] == "email"


def test_when_to_call_is_kept_and_told(chat: Chat) -> None:
    called(chat)
    chat.hear("liefst na 17.00 uur bellen", "inform", 0.6)
    assert chat.state.facts["call_when"].value == "liefst na 17.00 uur bellen"
    said = chat.hear("staat erbij dat het na 17.00 uur is?", "ask_status", 0.6)
    assert "na 17.00 uur" in said


def test_a_button_is_explained_and_not_chosen(chat: Chat) -> None:
    chat.to_need(second_is_asked=True)
    pending = chat.state.pending
    assert pending is not None
    need = chat.k.needs_by_id[pending.options[0].value]
    said = chat.hear(f"wat is dat, {need.short.lower()}?", "ask_why", 0.4)
    assert need.symptom in said and chat.about == "second" and len(chat.state.needs) == 1


def test_a_question_back_is_no_answer(chat: Chat) -> None:
    chat.to("desired_result")
    chat.hear("als wat lukt precies?", "inform", 0.5)
    assert chat.about == "desired_result" and "desired_result" not in chat.state.facts


@pytest.mark.parametrize("text", ["NEE. lees je wel. mens", "mens", "hou op, mens"])
def test_the_word_that_was_promised_always_works(chat: Chat, text: str) -> None:
    chat.to("growth_question")
    chat.hear(text, "deny", 0.6)
    assert chat.state.route == "human_now" and chat.about == "contact"


def test_the_sentence_before_comes_back(chat: Chat) -> None:
    chat.to("growth_question")
    chat.hear("hoe kan ik met mijn broer afspreken wie er doorgaat, zodat wij allebei rust hebben, "
              "binnen een jaar", "inform", 0.5)  # fmt: skip
    own = chat.state.question
    chat.hear("hoe kan ik iets heel anders doen met de zaak, zodat het beter gaat, binnen een jaar",
              "inform", 0.5)  # fmt: skip
    chat.hear("mag ik de vorige zin terug", "inform", 0.5)
    assert chat.state.question == own
    record = chat.outcome.record if chat.outcome else None
    assert record is not None
    assert record["fields"]["approach"]["value"] == "met mijn broer afspreken wie er doorgaat"


def test_meat_that_is_thrown_away_is_no_erasure(chat: Chat) -> None:
    chat.hear("het is vol achter", "express_need", needs={"loc_ruimte": 0.9})
    chat.hear("uren per dag kwijt man en aan het eind gooi ik nog vlees weg ook", "erase_data", 0.7,
              needs={"ops_capaciteit": 0.3})  # fmt: skip
    assert chat.about != "withdraw"


@pytest.mark.parametrize("text", ["huh nee!! niet jou haha. laat staan", "nee", "laat maar staan"])
def test_who_does_not_want_to_be_erased_is_not(chat: Chat, text: str) -> None:
    chat.to("growth_question")
    chat.hear("wis alles", "erase_data", 0.95)
    assert chat.about == "withdraw"
    chat.hear(text, "chitchat", 0.6)
    assert not chat.state.erase and chat.about == "growth_question"


def test_the_broker_in_the_record_is_the_one_who_was_named(chat: Chat) -> None:
    chat.to_route()
    named = chat.state.broker
    assert named is not None
    chat.context = replace(chat.context, broker_load={named["id"]: 500})
    chat.choose("broker")
    record = chat.outcome.record if chat.outcome else None
    assert record is not None and record["broker"]["id"] == named["id"]


def test_who_denies_what_was_heard_does_not_hear_it_again(chat: Chat) -> None:
    chat.hear("het gaat niet goed", "express_need", needs={"digi_processen": 0.9})
    chat.hear("nee, er gaat niets dubbel", "express_need", 0.8, needs={"digi_processen": 0.9})
    assert [
        e for e in chat.state.log if e.kind == "rejected" and "digi_processen" in (e.needs or {})
    ]
