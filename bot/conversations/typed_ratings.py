"""What somebody types in place of a tap: all of a message is a score, or it is none."""

from __future__ import annotations

import re

from bot.knowledge.ratings import SCORES, RatingWords
from bot.language import numerals

LONGEST = 80
"""Characters; who types more has more to say than a score."""

TOKEN = re.compile(r"\d[\d.,]*|[^\W\d_]+|[^\w\s]")
BESIDE = frozenset(".,;:!?…'’‘\"“”()-–—+*\u200d\ufe0e\ufe0f🏻🏼🏽🏾🏿")
"""Marks that say nothing, and what gives an emoji its colour."""

OUT_OF = re.compile(r"(?:/|van de|van|uit de|uit|op de|op)")
GOOD, FAIR = 0.7, 0.5
"""Share of the most that can be given from which a mark is good, or so-so."""


def score(words: RatingWords, text: str) -> str | None:
    """Whether a message says how it was: ``good``, ``ok``, ``bad``; ``unclear`` where it is a
    score and nobody can tell which; None where it is anything else."""
    said = _tokens(text)
    return _which(words, said, SCORES) or _mark(words, said)


def says_more(words: RatingWords, text: str) -> str | None:
    """Whether a message says to want to say ``more``, or that it was ``enough``."""
    return _which(words, _tokens(text), ("more", "enough"))


def _tokens(text: str) -> tuple[str, ...]:
    if len(text) > LONGEST:
        return ()
    return tuple(t for t in TOKEN.findall(text.lower()) if t not in BESIDE)


def _which(words: RatingWords, said: tuple[str, ...], lists: tuple[str, ...]) -> str | None:
    """The list with the longest phrase that is all of it, but for words that change nothing."""
    longest, found = 0, None
    for name in lists:
        for phrase in getattr(words, name):
            if len(phrase) > longest and _is_all(words, said, phrase):
                longest, found = len(phrase), name
    return found


def _is_all(words: RatingWords, said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    places = range(len(said) - len(phrase) + 1)
    return any(
        said[at : at + len(phrase)] == phrase
        and all((w,) in words.around for w in said[:at] + said[at + len(phrase) :])
        for at in places
    )


def _mark(words: RatingWords, said: tuple[str, ...]) -> str | None:
    """A mark out of ten or of five. Without that, up to two is bad of either and from six it is out
    of ten; a four is good of five and bad of ten."""
    left = [w for w in said if (w,) not in words.around]
    numbers = [numerals.digits(w) if w[0].isdigit() else numerals.word(w) for w in left]
    value = numbers[0] if numbers else None
    most = numbers[-1] if len(numbers) > 1 and OUT_OF.fullmatch(" ".join(left[1:-1])) else None
    if value is None or (len(numbers) > 1 and most not in (5.0, 10.0)):
        return None
    if most is None and 2 < value <= 5:
        return "unclear"
    share = value / (most or 10.0)
    if share > 1:
        return None
    return "good" if share >= GOOD else "ok" if share >= FAIR else "bad"
