"""Help to write lists of words down readably, as sets and as parts of patterns."""

from __future__ import annotations

import re


def words(listed: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(listed.split())


def any_of(listed: str) -> str:
    """Pattern for one of several alternatives, written with commas between them.

    An alternative may be a pattern itself, as long as it holds no comma; white space around it
    does not count.
    """
    alternatives = [" ".join(a.split()) for a in listed.split(",")]
    return "(?:" + "|".join(a for a in alternatives if a) + ")"


def whole_words(pattern: str) -> re.Pattern[str]:
    """The pattern between word boundaries, compiled."""
    return re.compile(rf"\b(?:{pattern})\b")


def spaced(pattern: str) -> re.Pattern[str]:
    """The pattern between spaces of the canonical line, compiled."""
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
