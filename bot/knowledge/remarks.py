"""Kinds of remarks, and what is asked after them (``remarks.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Sequence

GAP = ".."
"""What stands in a phrase for up to five other words, none of which denies it."""

_GAP = r"(?:[ ,]+(?!(?:niet|geen|nooit|nie)\b)[\w'’-]+){0,5}?"
_TOKEN = re.compile(r"\([^)]*\)|\S+")


@dataclass(frozen=True)
class Remark:
    """What somebody does with what they tell ("dan lopen ze weg" fears a reaction), whatever it is
    about, and what a broker asks then."""

    id: str
    says: re.Pattern[str]
    """How it sounds."""
    ask: tuple[str, ...]
    """Questions, the best first."""
    ask_who: tuple[str, ...] = ()
    """The same with ``{who}``, where somebody was named."""
    rank: int = 0
    """Of two remarks in one message the one with the higher rank is asked about."""


def load_remarks(listed: Sequence[Mapping[str, Any]]) -> tuple[Remark, ...]:
    """Read ``remarks.yml``.

    Raises:
        KeyError: something that is not there; `bot check` says what.
    """
    return tuple(
        Remark(
            one["id"],
            pattern(one["says"]),
            tuple(one["ask"]),
            tuple(one.get("who", ())),
            int(bool(one.get("first"))) - int(bool(one.get("last"))),
        )
        for one in listed
    )


def pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """Any of these phrases, as whole words in any case.

    In a phrase ``*`` is the rest of a word, ``(a|b)`` one of these, and ``..`` up to five words of
    the same sentence, of which none denies it ("ik doe niet alles zelf").
    """
    return re.compile("|".join(_phrase(phrase) for phrase in phrases), re.IGNORECASE)


def _phrase(phrase: str) -> str:
    parts: list[str] = []
    for token in _TOKEN.findall(phrase):
        if token == GAP:
            parts.append(_GAP)
        else:
            parts.append((r"[ ,]+" if parts else "") + _one_of(token))
    return rf"(?<!\w){''.join(parts)}(?!\w)"


def _one_of(token: str) -> str:
    words = token[1:-1].split("|") if token.startswith("(") else [token]
    return f"(?:{'|'.join(_word(word) for word in words)})"


def _word(word: str) -> str:
    if word == NUMBER:
        return r"\d+"
    return re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")


NUMBER = "#"
"""What stands in a phrase for a number in figures."""


def mistakes_in(phrase: str) -> Iterator[str]:
    """What is wrong with a phrase."""
    plain = _TOKEN.findall(phrase)
    if not plain or plain[0] == GAP or plain[-1] == GAP:
        yield f"{phrase!r}: begint of eindigt met {GAP}"
    if phrase != phrase.lower():
        yield f"{phrase!r}: kleine letters"
    if phrase.count("(") != phrase.count(")") or "?" in phrase:
        yield f"{phrase!r}: alleen *, (a|b), {NUMBER} en {GAP}"
