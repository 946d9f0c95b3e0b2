"""What is said to the assistant about itself is no answer; what tells of the firm is."""

from __future__ import annotations

import pytest

from bot.dialogue.spoken_to import act_to_assistant, is_pasted
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from tests.dialogue.test_turns import AT, Chat


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Wat leuk dat je zo doorvraagt! Je doet het echt goed hoor", "chitchat"),
        ("dankjewel, je bent liever dan de meeste adviseurs", "chitchat"),
        ("ken je die van die twee ambtenaren? nee?", "chitchat"),
        ("hahaha mooi man", "chitchat"),
        ("nou daar gaan we weer, een computer", "ask_bot"),
        ("daar gaan we weer", "ask_bot"),
        ("pff, zo'n robot", "ask_bot"),
        ("daar gaan we weer, twee man ziek", None),
        ("we zoeken een computer", None),
        ("heb je ook een collega met een hartslag?", "ask_human"),
        ("je weet hoe dat gaat met klanten", None),
        ("haha ja, we staan met drie man achter de bar", None),
        ("mijn personeel doet het goed", None),
        ("dat ik vier dagen werk", None),
    ],
)
def test_to_the_assistant_or_about_the_firm(text: str, act: str | None) -> None:
    assert act_to_assistant(Understood(text, "text", "1", AT, "express_need", 0.5)) == act


def test_the_likeliest_reply_is_given() -> None:
    u = Understood("je snapt er niks van", "text", "1", AT, "complain", 0.6)
    assert act_to_assistant(u) == "complain"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("je helpt me niet, wis alles", "erase_data"),
        ("je doet het goed, maar sla deze maar over", "skip"),
        ("je bent een slechte robot, stop maar", "stop"),
    ],
)
def test_who_asks_for_something_is_heard(text: str, intent: str) -> None:
    assert act_to_assistant(Understood(text, "text", "1", AT, intent, 0.5)) is None


def test_who_leaves_is_let_go(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    chat.hear("ik vind geen mensen", "express_need", needs={"tal_werven": 0.8})
    said = chat.hear("je snapt er niks van, ik stop ermee", "express_need", 0.32)
    assert "stop" in said and "?" not in said


def test_danger_in_a_pasted_text_comes_first(knowledge: Knowledge) -> None:
    chat = Chat(knowledge)
    chat.open()
    said = chat.hear(MAILING + " Ik wil niet meer leven.", "crisis_personal", 0.9)
    assert "113" in said


MAILING = (
    "ACTIE!!! Alleen deze week 15% korting op al onze machines. Kom langs of bestel via de "
    "webwinkel. U ontvangt deze nieuwsbrief omdat u klant bent. Afmelden kan onderaan. Nieuw in "
    "ons assortiment: de lasermeter. Prijzen exclusief btw. Op is op. Onze openingstijden vindt u "
    "op de website. Met vriendelijke groet, het team."
)


def test_a_pasted_mailing_is_seen_and_a_story_about_mailings_is_not() -> None:
    assert is_pasted(MAILING)
    assert not is_pasted("onze nieuwsbrief met korting leest niemand, ze melden zich af " * 5)
