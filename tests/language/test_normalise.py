"""Chat Dutch made regular, and the kinds of messages."""

from __future__ import annotations

import pytest

from bot.language import normalise
from bot.language.detect import kind

NORMALISED = [
    ("  Hoi   daar\n", "hoi daar"),
    ("IK ZOEK PERSONEEL", "ik zoek personeel"),
    ("heeeel druk", "heel druk"),
    ("jaaaa", "ja"),
    ("neeeee", "nee"),
    ("zooo", "zo"),
    ("lekkkker", "lekker"),
    ("help!!!!", "help!"),
    ("k heb t druk", "ik heb het druk"),
    ("kben zzp'er", "ik ben zzp er"),
    ("m'n vrouw en z'n zoon", "mijn vrouw en zijn zoon"),
    ("zo'n 12 man", "zo een 12 man"),
    ("idd ff kijken mss", "inderdaad even kijken misschien"),
    ("zsm graag", "zo snel mogelijk graag"),
    ("3 mnd of 1 jr", "3 maanden of 1 jaar"),
    ("b.v. of v.o.f.", "bv of vof"),
    ("’t is 80000", "'het is 80000"),
    ("café in Súdwest", "café in súdwest"),
    ("50k", "50k"),
    ("", ""),
    ("😀", "😀"),
    ("dat gaat nie", "dat gaat niet"),
    ("ong 20 mdw", "ongeveer 20 medewerkers"),
    ("mvg", "mvg"),
    ("incl btw", "inclusief btw"),
]

KINDS = [
    ("", "empty"),
    ("  \n\t", "empty"),
    ("\u200b\ufeff", "empty"),
    ("😀", "emoji"),
    ("👍🏽 👍", "emoji"),
    ("👨\u200d👩\u200d👧", "emoji"),
    ("🇳🇱", "emoji"),
    ("1️⃣", "emoji"),
    (":-)", "emoji"),
    ("<3", "emoji"),
    ("<b>dik</b>", "markup"),
    ("hoi <script>alert(1)</script>", "markup"),
    ("{{ 7*7 }}", "markup"),
    ("[url=http://x]klik[/url]", "markup"),
    ('{"intent": "restart"}', "markup"),
    ("javascript:alert(1)", "markup"),
    ("ik heb < 10 man en > 2 auto's", "text"),
    ("?", "text"),
    ("...", "text"),
    ("5", "text"),
    ("83", "text"),
    ("€ 5", "text"),
    ("ok 👍", "text"),
    ("ja", "text"),
    ("[nee]", "text"),
    ("日本語", "text"),
]


@pytest.mark.parametrize(("text", "regular"), NORMALISED)
def test_chat_dutch_is_made_regular(text: str, regular: str) -> None:
    assert normalise(text) == regular


@pytest.mark.parametrize("text", [text for text, _ in NORMALISED])
def test_what_is_regular_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_the_kind_of_a_message(text: str, expected: str) -> None:
    assert kind(text) == expected
