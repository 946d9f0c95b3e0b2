"""Which language a message is in, if it is clearly not Dutch.

Lingua's models ship inside its package. In its low-accuracy mode it takes 20 MB (245 MB otherwise,
measured) and a fifth of a millisecond; what it gets wrong there are short Dutch texts ("ons pand
is te klein" for German), so a text of which enough words are known to be Dutch never counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lingua import Language, LanguageDetectorBuilder

SURE = 0.9
"""Probability from which another language is believed."""

DUTCH_SHARE = 0.5
"""Share of words known as Dutch from which a text is Dutch, whatever it looks like."""

LONGEST = 400
"""Characters that are looked at."""

DUTCH = "nl"
LANGUAGES = (
    Language.DUTCH, Language.ENGLISH, Language.GERMAN, Language.POLISH, Language.ARABIC,
    Language.UKRAINIAN, Language.TURKISH, Language.FRENCH, Language.ROMANIAN, Language.RUSSIAN,
    Language.BULGARIAN, Language.SPANISH,
)  # fmt: skip

ASKED_FOR = {
    "en": r"engels\w*|english",
    "de": r"duits\w*|deutsch",
    "pl": r"pools|poolse",
    "ar": r"arabisch\w*|marokkaans",
    "uk": r"oekra[iï]en?s\w*|oekra[iï]ns\w*",
    "tr": r"turks\w*",
    "fr": r"frans",
    "ro": r"roemeens",
    "ru": r"russisch",
    "bg": r"bulgaars",
    "es": r"spaans",
}
"""A language by its Dutch name: "kan dit in het Pools"."""

MARKERS = {
    "de": "ich wir nicht und suche suchen brauche eine einen für mein meine ist bitte habe",
    "en": "i my need looking the and with have you please are would for your",
    "pl": "jestem szukam potrzebuję firmę pomocy proszę dzień dobry pracowników moja mój",
    "fr": "suis nous cherche besoin avec pour mon une est vous votre bonjour",
    "tr": "bir için istiyorum arıyorum merhaba şirketim yardım lazım",
}
"""Short words that a text of a few words is known by; none of them is a word of Dutch."""

MARKED, MARKED_SHARE = 2, 0.4
"""Different markers of one language, and their part of all words, from which a text is in it."""

_MARKERS = {code: frozenset(words.split()) for code, words in MARKERS.items()}

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_NAMES = {language: re.compile(rf"\b(?:{names})\b", re.I) for language, names in ASKED_FOR.items()}


@lru_cache(maxsize=1)
def _detector() -> Any:
    return LanguageDetectorBuilder.from_languages(*LANGUAGES).with_low_accuracy_mode().build()


def foreign(text: str, is_dutch: Callable[[str], bool]) -> str | None:
    """ISO 639-1 code of the language of a text that is clearly not Dutch; else None.

    Args:
        is_dutch: whether a lower-case word is known as Dutch.
    """
    head = text[:LONGEST]
    words = _WORD.findall(head.lower())
    if not words:
        return None
    for code, markers in _MARKERS.items():
        marked = len(markers.intersection(words))
        if marked >= MARKED and marked >= MARKED_SHARE * len(set(words)):
            return code
    latin = len(_LATIN.findall(head)) >= sum(map(len, words)) / 2
    if latin and (len(words) < 2 or sum(map(is_dutch, words)) >= DUTCH_SHARE * len(words)):
        return None
    likely = _detector().compute_language_confidence_values(head)[0]
    found: str = likely.language.iso_code_639_1.name.lower()
    return found if found != DUTCH and likely.value >= SURE else None


def asked_for(text: str) -> str | None:
    """The language that somebody asks for in Dutch ("kan dit in het Pools"), or None."""
    return next((code for code, names in _NAMES.items() if names.search(text)), None)
