"""No text makes understanding fail, however odd or long, and what stands late in it is not lost.

``FUZZ=100000`` for more texts (`make fuzz`).
"""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pace import slowness
from tests.talk import Talk
from tests.understanding.parsing import parse

MANY = max(150, int(os.environ.get("FUZZ", "0")) // 50)

LONGEST = 12_000
ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u200b\u200f\u202e\ufeff\x00\x07\u0301üñ€١٢३अ中🙂👩🏽‍🔧"),
        st.sampled_from("abcdefghijklmnopqrstuvwxyz 0123456789.,!?-'\n\t"),
    ),
    max_size=300,
)


@settings(
    max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=ODD)
def test_whatever_is_typed_has_an_intent(talk: Talk, text: str) -> None:
    parsed = parse(talk, text)
    assert parsed["intent"]["name"]
    assert 0 <= sum(n["confidence"] for n in parsed["needs"]) <= 1.0001
    for entity in parsed["entities"]:
        assert 0 <= entity["start"] <= entity["end"] <= len(text)


FILLER = "Het weer was gisteren ook al zo en de buurman kwam nog even langs voor koffie. "


@pytest.mark.parametrize("at", ["start", "middle", "end"])
def test_what_stands_late_in_a_long_message_counts(talk: Talk, at: str) -> None:
    need = "Wij krijgen geen zwaardere stroomaansluiting van de netbeheerder, het net zit vol. "
    filler = [FILLER] * ((LONGEST - len(need)) // len(FILLER))
    filler.insert({"start": 0, "middle": len(filler) // 2, "end": len(filler)}[at], need)
    started = time.process_time()
    parsed = parse(talk, "".join(filler))
    assert parsed["needs"][0]["id"] == "loc_energie_net"
    assert (time.process_time() - started) / slowness() < 2.0


def test_a_language_that_is_asked_for_in_dutch_is_answered_in_it(talk: Talk) -> None:
    talk.say("kan dit in het pools")
    assert "Jestem komputerem" in talk.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Do you speak English? I have a small company in Almere", "en"),
        ("Wir suchen Hilfe für unsere Firma, sprechen Sie Deutsch?", "de"),
        ("Dzień dobry, czy mogę pisać po polsku?", "pl"),
        ("أبحث عن مساعدة لشركتي", "ar"),
        ("Мені потрібна допомога для моєї фірми", "uk"),
    ],
)
def test_another_language_is_answered_in_it(talk: Talk, text: str, language: str) -> None:
    parsed = parse(talk, text)
    assert (parsed["intent"]["name"], parsed["language"]) == ("other_language", language)
    from bot.knowledge import load

    talk.say(text)
    assert load().texts.get(f"side.other_language.{language}")[0] in talk.text
    assert "computer" in talk.heard[0]["text"], "it says what it is before anything else"
