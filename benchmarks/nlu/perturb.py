"""The same message as somebody else would have typed it: typos, case, punctuation, fillers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa",
    "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu",
    "z": "x",
}  # fmt: skip
"""Keys beside each other on a phone."""

FILLERS = ("nou ja", "eh", "zeg maar", "eigenlijk", "gewoon", "weet je", "hoor", "ja")
SHORTENED = {"even": "ff", "misschien": "mss", "inderdaad": "idd", "gewoon": "gwn", "niet": "nie",
             "het": "t", "ik": "k", "medewerkers": "mdw"}  # fmt: skip
TYPO_EVERY = 8
"""Words of which one gets a typo."""


def typos(text: str, rng: random.Random) -> str:
    """One slip of the thumb in every eight words: a letter missed, doubled, swapped or beside."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(re.sub(r"\W", "", word)) >= 4]
    for i in rng.sample(long, min(len(long), max(1, len(words) // TYPO_EVERY))):
        words[i] = _slip(words[i], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.choice(("miss", "double", "swap", "beside"))
    if kind == "miss":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    beside = rng.choice(NEIGHBOURS.get(word[at].lower(), word[at]))
    return word[:at] + beside + word[at + 1 :]


def case(text: str, rng: random.Random) -> str:
    """All small, all capitals, or a capital in front."""
    return rng.choice((str.lower, str.upper, str.capitalize))(text)


def punctuation(text: str, rng: random.Random) -> str:
    """Dictated: no marks at all; or too many."""
    if rng.random() < 0.7:
        return " ".join(re.sub(r"(?<!\d)[.,!?;:]+|[.,!?;:]+(?!\d)", " ", text).split())
    return text.rstrip(".!?") + rng.choice(("!!", "...", "??", "!"))


def fillers(text: str, rng: random.Random) -> str:
    """A word that says nothing, somewhere at the start, in the middle or at the end."""
    words = text.split(" ")
    words.insert(rng.choice((0, len(words) // 2, len(words))), rng.choice(FILLERS))
    return " ".join(words)


def shortened(text: str, rng: random.Random) -> str:
    """Chat abbreviations."""
    return " ".join(SHORTENED.get(word, word) for word in text.split(" "))


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "typos": typos,
    "case": case,
    "punctuation": punctuation,
    "fillers": fillers,
    "shortened": shortened,
}
