"""Nothing that can be typed breaks the language package, and nothing makes it slow."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest

from bot.language import extract, normalise
from bot.language.clauses import split
from bot.language.detect import kind
from bot.language.negation import is_negated
from tests.language.tables import TODAY, gazetteer
from tests.pace import slowness

ASKED = [
    None, "employees", "municipality", "sector", "horizon_months", "amount_eur",
    "annual_turnover_eur", "legal_form", "kvk_number", "company_name",
]  # fmt: skip
PIECES = """
    ik we heb zijn 12 man in almere ens twaalf en een ton maar personeel binnen jaar voor zomer
    tussen de dertig bouwbedrijf half anderhalve € 2,5 mln geen niet kvk 12345678 0612345678 a@b.nl
    mijn vrouw alleen over tot - , . ! ? 1-1-2027 31-2-2027 00 1e q3 2027 ½ zo'n m'n z'n drieën
    1.250.000,- 50k komende jaren volgend kwartaal eind van naar met # @ < > 99999999999
"""
LONGEST = 10_000
MOST_S = 0.4
"""Seconds for the longest message, where the limits were measured (`tests/pace.py`)."""
HARD = {
    "words": " ".join(random.Random(1).choices(PIECES.split(), k=2500)),
    "one word": "a" * LONGEST,
    "digits": "1" * LONGEST,
    "numbers": "12 " * 3333,
    "number words": "twaalf " * 1428,
    "halves": "en een half " * 833,
    "relatives": "mijn vrouw en " * 714,
    "filler": "ongeveer " * 1111,
    "telephones": "0612345678 " * 909,
    "half telephones": "+31 6 1 " * 1250,
    "addresses": "a@" * 5000,
    "dotted": "a." * 5000,
    "tags": "<a" * 5000,
    "braces": "{{" * 5000,
    "lines": "\n" * LONGEST,
    "commas": ", " * 5000,
    "emoji": "👍🏽" * 5000,
    "accents": "a\u0301" * 5000,
    "seasons": "voor de zomer " * 714,
    "ranges": "tussen de 5 en " * 666,
    "growth": "van 6 naar 18 man " * 555,
    "customers": "voor de bouw en " * 625,
    "apostrophes": "zn'" * 3333,
}


def _strings(seed: int, count: int) -> list[str]:
    """Strings of any characters, of Dutch pieces, and of both."""
    source = random.Random(seed)
    pieces, made = PIECES.split(), []
    for _ in range(count):
        parts = []
        for _ in range(source.randrange(0, 14)):
            if source.random() < 0.6:
                parts.append(source.choice(pieces))
            else:
                high = source.choice([0x80, 0x250, 0x3000, 0x11_0000])
                parts.append("".join(chr(source.randrange(high)) for _ in range(3)))
        made.append(source.choice(["", " ", " ", "\n"]).join(parts))
    return made


@pytest.mark.parametrize("seed", range(12))
def test_any_string_gives_offsets_that_fit(seed: int) -> None:
    for text in _strings(seed, 100):
        for asked in random.Random(seed).sample(ASKED, 3):
            for one in extract(text, TODAY, gazetteer(), asked):
                assert 0 <= one.start < one.end <= len(text), (text, one)
                assert text[one.start : one.end].strip(), (text, one)
                assert 0 < one.confidence <= 1, (text, one)


@pytest.mark.parametrize("seed", range(12, 20))
def test_any_string_falls_into_clauses_that_hold_every_word(seed: int) -> None:
    for text in _strings(seed, 100):
        spans = split(text)
        covered: set[int] = set()
        for span in spans:
            assert text[span.start : span.end] == span.text
            assert not covered & set(range(span.start, span.end))
            covered |= set(range(span.start, span.end))
        letters = {i for i, c in enumerate(text) if unicodedata.category(c) in ("Ll", "Lu", "Nd")}
        assert letters <= covered, text


@pytest.mark.parametrize("seed", range(20, 26))
def test_any_string_has_a_kind_a_regular_form_and_can_be_asked_about(seed: int) -> None:
    for text in _strings(seed, 100):
        assert kind(text) in ("empty", "emoji", "markup", "text")
        assert isinstance(normalise(text), str)
        for start in range(0, len(text), 7):
            assert isinstance(is_negated(text, start, start + 5), bool)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\ud800", "İİİ 12 man", "ﷺ ½ ① 12"])
def test_odd_little_texts_break_nothing(text: str, asked: str | None) -> None:
    extract(text, TODAY, gazetteer(), asked)


@pytest.mark.parametrize("name", HARD)
def test_ten_thousand_characters_are_read_in_time_that_grows_with_them_only(name: str) -> None:
    text = HARD[name][:LONGEST]
    assert _best_of_three(lambda: extract(text, TODAY, gazetteer())) < MOST_S
    assert _best_of_three(lambda: extract(text, TODAY, gazetteer(), "employees")) < MOST_S
    assert _best_of_three(lambda: (split(text), kind(text), normalise(text))) < MOST_S


def test_twice_the_text_takes_about_twice_the_time() -> None:
    for name, whole in HARD.items():
        half = whole[: LONGEST // 2]
        # By turns, so that a slow moment of the machine meets both.
        pairs = [(_seconds(half), _seconds(whole[:LONGEST])) for _ in range(3)]
        short, long = (min(column) for column in zip(*pairs, strict=True))
        assert long < 3.5 * short + 0.02, (name, short, long)


def test_a_long_message_takes_less_than_a_third_of_a_second() -> None:
    text = (
        "We zitten in Emmeloord met een man of twaalf en zoeken 2 ton voor een nieuwe hal. Het is"
        " druk maar personeel vinden lukt niet, dus ik sta zelf zes dagen in de werkplaats. "
    )
    long = (text * 60)[:LONGEST]
    assert _best_of_three(lambda: extract(long, TODAY, gazetteer())) < 0.33


def test_a_usual_message_takes_less_than_four_thousandths_of_a_second() -> None:
    text = "we zitten in Emmeloord met een man of twaalf en ik zoek 2 ton om te kunnen bouwen"
    assert _best_of_three(lambda: [extract(text, TODAY, gazetteer()) for _ in range(50)]) < 0.2


def _seconds(text: str) -> float:
    """Seconds of CPU of finding all that stands in a text."""
    begun = time.process_time()
    extract(text, TODAY, gazetteer())
    return time.process_time() - begun


def _best_of_three(action: object) -> float:
    """Seconds of CPU of the fastest of three runs, as on the machine the limits are of."""
    assert callable(action)
    seconds = []
    for _ in range(3):
        begun = time.process_time()
        action()
        seconds.append(time.process_time() - begun)
    return min(seconds) / slowness()
