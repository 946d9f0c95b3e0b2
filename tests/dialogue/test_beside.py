"""Beside the answers: names that come later, questions without a mark, other languages."""

from __future__ import annotations

import pytest

from bot.dialogue.asides import asides_of, asks
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


def understood(text: str) -> Understood:
    return Understood(text, "text", "1", AT)


@pytest.mark.parametrize(
    ("text", "asides"),
    [
        ("wat gebeurt er eigenlijk met mijn gegevens en ben je een robot", ["privacy", "bot"]),
        ("Wat kost dit en wie leest dit?", ["cost", "privacy"]),
        ("wie zitten hierachter", ["who"]),
        ("mijn man en ik hebben een camping", []),
        ("ik wil weten wie ons de das omdoet en wat ik eraan kan doen", []),
        ("We weten niet wat dit kost. En dan loopt het vast met de planning en de mensen.", []),
    ],
)
def test_short_questions_are_heard(knowledge: Knowledge, text: str, asides: list[str]) -> None:
    assert asides_of(understood(text), knowledge, Chat(knowledge).context) == asides


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("wat doen jullie met dit gesprek", True),
        ("eh maar wie ben jij", False),
        ("maar ben je een mens", True),
        ("dat ik vier dagen werk", False),
        ("klopt dat?", True),
    ],
)
def test_questions_without_a_mark(text: str, question: bool) -> None:
    assert asks(text) is question


def asked_for_person(knowledge: Knowledge) -> Chat:
    chat = Chat(knowledge)
    chat.open()
    chat.hear("mag ik een mens spreken", "ask_human")
    assert chat.about == "contact"
    chat.hear("0612345678", phone="0612345678")
    return chat


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jan", "Jan"),
        ("fatima", "Fatima"),
        ("ik heet fatima", "Fatima"),
        ("Sam de Vries.", "Sam De Vries"),
    ],
)
def test_a_name_after_the_number_is_kept(knowledge: Knowledge, text: str, name: str) -> None:
    chat = asked_for_person(knowledge)
    said = chat.hear(text, "inform", 0.6, **({"person_name": text} if "Vries" in text else {}))
    assert chat.state.contact is not None and chat.state.contact["name"].lower() == name.lower()
    assert "naam" in said and chat.state.contact["name"].split()[0] not in said


@pytest.mark.parametrize(
    ("text", "intent"),
    [("dankjewel", "thank"), ("Top", "inform"), ("ja", "affirm"), ("0687654321", "inform")],
)
def test_other_words_after_the_number_are_no_name(
    knowledge: Knowledge, text: str, intent: str
) -> None:
    chat = asked_for_person(knowledge)
    chat.hear(text, intent)
    assert chat.state.contact is not None and "name" not in chat.state.contact


@pytest.mark.parametrize("text", ["geen idee, gewoon alles", "tja, weet ik niet", "van alles"])
def test_a_shrug_is_no_story(knowledge: Knowledge, text: str) -> None:
    chat = Chat(knowledge)
    chat.open()
    chat.hear("het loopt niet lekker", "express_need", needs={"str_koers": 0.2})
    chat.hear(text, "express_need", needs={"str_koers": 0.98})
    assert all(line.quote != text for line in chat.state.log)


def test_a_growth_question_in_own_words_is_kept(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    chat.hear("ik heb een idee voor een app", "express_need", needs={"inno_product": 0.9})
    while chat.about != "readback":
        chat.hear("dat het niet verder komt", "express_need", needs={"inno_product": 0.9})
    chat.hear("ja", "affirm")
    chat.hear("nee. Hoe kan ik binnen een jaar een prototype testen bij vijf boeren?", "deny", 0.6)
    assert chat.state.question == (
        "Hoe kan ik binnen een jaar een prototype testen bij vijf boeren?"
    )
    assert chat.state.own_words


def test_more_of_what_was_read_back_recognises_it(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    chat.hear("ik heb een idee voor een app", "express_need", needs={"inno_product": 0.95})
    while chat.about != "readback":
        chat.hear("dat het niet verder komt", "express_need", needs={"inno_product": 0.95})
    chat.hear("proeven met echte boeren", "express_need", 0.75, needs={"inno_product": 0.95})
    assert chat.state.needs == ["inno_product"] and chat.state.need_confirmed


def test_in_another_language_nothing_is_said_twice(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    for text in ("szukam pracowników", "nie rozumiem", "co teraz", "halo"):
        said = Understood(text, "text", text, AT, "other_language", 0.9, language="pl")
        chat._take(said)
    polish = [text for text in chat.said if "mens" in text and "Napisz" in text]
    assert len(polish) == len(set(polish)) == 2


def test_sensitive_questions_say_so(knowledge: Knowledge) -> None:
    chat = asked_for_person(knowledge)
    assert chat.outcome is not None
    again = Chat(knowledge)
    again.open()
    again.hear("mag ik een mens spreken", "ask_human")
    assert again.outcome is not None and again.outcome.says[-1].custom()["sensitive"] is True
    again = Chat(knowledge)
    again.open()
    again.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.8})
    assert again.outcome is not None and "sensitive" not in again.outcome.says[-1].custom()
