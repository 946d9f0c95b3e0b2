"""Other languages are recognised, and Dutch of all kinds is left alone."""

from __future__ import annotations

import pytest

from bot.language.identify import asked_for, foreign

DUTCH_WORDS = frozenset(
    """ons pand is te klein wat een gedoe ik zoek personeel amai ge hebt gelijk kan die met het
    plannen we zijn van de en niet hoi hallo dank je wel wij""".split()
)


def known(word: str) -> bool:
    return word in DUTCH_WORDS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("do you speak English?", "en"),
        ("I need a loan for my bakery, is that possible here", "en"),
        ("Wir suchen neue Kunden für unsere Firma", "de"),
        ("sprechen Sie Deutsch", "de"),
        ("szukam pracowników do firmy", "pl"),
        ("هل تتكلم العربية؟ أحتاج مساعدة", "ar"),
        ("мені потрібна допомога для мого бізнесу", "uk"),
        ("türkçe biliyor musunuz", "tr"),
        ("SPRECHEN SIE DEUTSCH?", "de"),
        ("Hallo ich suche Personal", "de"),
        ("hi i need staff", "en"),
    ],
)
def test_another_language(text: str, language: str) -> None:
    assert foreign(text, known) == language


@pytest.mark.parametrize(
    "text",
    [
        "ons pand is te klein",
        "wat een gedoe",
        "ik zoek personeel",
        "amai ge hebt gelijk",
        "kan die call met het team plannen",
        "hoi hallo",
        "ik ben wie ik ben",
        "ben ben zoekt",
        "pas pas des zaaks",
        "want want want",
        "je zei het al, je zei het",
        "omzet",
        "pff",
        "",
        "12345",
        "😀😀",
        "?!",
    ],
)
def test_dutch_or_nothing(text: str) -> None:
    assert foreign(text, known) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("kan dit ook in het Pools", "pl"),
        ("liever engels, mijn maat leest mee", "en"),
        ("kan dit in het oekraiens", "uk"),
        ("we leveren aan een duitse klant", "de"),
        ("gewoon Nederlands graag", None),
    ],
)
def test_a_language_that_is_asked_for(text: str, language: str | None) -> None:
    assert asked_for(text) == language
