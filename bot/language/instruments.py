"""Schemes, funds, networks and prizes by the names that people use for them."""

from __future__ import annotations

import re
from typing import Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.language.found import Found
from bot.language.normalise import plain
from bot.language.reading import Reading

LONGEST_NAME = 7
"""Words of the longest name."""

TYPO_LETTERS = 7
"""Names from this length are also found with a typing error."""

CLOSE = 91.0
"""Similarity (0-100) of a name with a typing error: one letter in ten or so."""

_MOST_LETTERS_OFF = 7
"""Names whose lengths differ more cannot be as close as that (at most 40 letters)."""

Names = Mapping[str, str]
"""Letters and digits of a name → id of the instrument."""


def names_of(data: Mapping[str, Sequence[str]]) -> Names:
    """The index of data/knowledge/instrument_names.yml."""
    return {key(name): instrument for instrument, names in data.items() for name in names}


def key(name: str) -> str:
    """What is compared of a name: ``POC-fonds`` → ``pocfonds``."""
    return "".join(re.findall(r"[^\W_]+", " ".join(plain(word) for word in name.split())))


def find(reading: Reading, names: Names) -> list[Found]:
    """The instruments that a message names."""
    tokens = reading.tokens
    letters = [key(token.text) for token in tokens]
    found: list[Found] = []
    at = 0
    long = _by_first_letter(names)
    while at < len(tokens):
        if not letters[at]:
            at += 1
            continue
        hit = _longest(letters, at, names, long)
        if hit is None:
            at += 1
            continue
        last, instrument, confidence = hit
        found.append(
            Found("instrument", instrument, tokens[at].start, tokens[last].end, confidence)
        )
        at = last + 1
    return found


def _longest(
    letters: Sequence[str], at: int, names: Names, long: Mapping[str, Sequence[str]]
) -> tuple[int, str, float] | None:
    """The longest name that begins at a token: its last token, the instrument, how sure."""
    best: tuple[int, str, float] | None = None
    joined, words = "", 0
    for last in range(at, min(at + 2 * LONGEST_NAME, len(letters))):
        if not letters[last]:
            continue  # a hyphen or a plus
        joined, words = joined + letters[last], words + 1
        if words > LONGEST_NAME:
            break
        if joined in names:
            best = (last, names[joined], 0.95)
        elif words <= 3 and (close := _with_typo(joined, long)) and best is None:
            best = (last, names[close], 0.75)
    return best


def _by_first_letter(names: Names) -> dict[str, list[str]]:
    """The names that are found with a typing error too."""
    buckets: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= TYPO_LETTERS:
            buckets.setdefault(name[0], []).append(name)
    return buckets


def _with_typo(joined: str, long: Mapping[str, Sequence[str]]) -> str | None:
    if not TYPO_LETTERS <= len(joined) <= 40:
        return None
    near = [n for n in long.get(joined[0], ()) if abs(len(n) - len(joined)) <= _MOST_LETTERS_OFF]
    if not near:
        return None
    hit = process.extractOne(joined, near, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return hit[0] if hit else None
