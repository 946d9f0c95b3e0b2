"""Chat Dutch made regular: case, white space, repeated letters, abbreviations."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ABBREVIATIONS = {
    "aub": "alsjeblieft",
    "bijv": "bijvoorbeeld",
    "ca": "circa",
    "das": "dat is",
    "dr": "er",
    "dmv": "door middel van",
    "eig": "eigenlijk",
    "ff": "even",
    "effe": "even",
    "effen": "even",
    "euri": "euro",
    "gwn": "gewoon",
    "halfjaar": "half jaar",
    "idd": "inderdaad",
    "iig": "in ieder geval",
    "incl": "inclusief",
    "ipv": "in plaats van",
    "ivm": "in verband met",
    "jr": "jaar",
    "k": "ik",
    "kben": "ik ben",
    "kheb": "ik heb",
    "kweet": "ik weet",
    "kwil": "ik wil",
    "kzoek": "ik zoek",
    "mbt": "met betrekking tot",
    "mdw": "medewerkers",
    "mdws": "medewerkers",
    "miss": "misschien",
    "mnd": "maanden",
    "mn": "mijn",
    "mss": "misschien",
    "mw": "medewerkers",
    "nie": "niet",
    "nix": "niks",
    "oa": "onder andere",
    "omg": "omgeving",
    "ong": "ongeveer",
    "svp": "alsjeblieft",
    "t": "het",
    "tis": "het is",
    "tm": "tot en met",
    "vd": "van de",
    "wk": "week",
    "wrs": "waarschijnlijk",
    "wss": "waarschijnlijk",
    "zn": "zijn",
    "zsm": "zo snel mogelijk",
    "asap": "zo snel mogelijk",
    "zzper": "zzp er",
    "zzpers": "zzp ers",
    # and what is said otherwise in the east of the country
    "bie": "bij",
    "doar": "daar",
    "jaor": "jaar",
    "joar": "jaar",
    "mie": "mij",
    "noar": "naar",
    "veur": "voor",
}
"""Written short, or as it sounds -> written in full; keys without apostrophes or dots."""

_LETTERS = r"[^\W\d_][^\W\d_\u0300-\u036f]*"
_WORD = re.compile(rf"(?<![\w.]){_LETTERS}(?:['’`´]{_LETTERS})*")
_APOSTROPHES = re.compile("['’`´]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b\.?)?")
_THRICE = re.compile(r"([^\W\d_])\1{2,}")
_MARKS = re.compile(r"([!?.,])\1+")
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """The text in lower case with single spaces, ordinary spelling and full words.

    Meant for comparing and classifying; offsets in the result do not fit the original.
    """
    lower = _SPACE.sub(" ", text.replace("’", "'").replace("`", "'").lower()).strip()
    lower = _DOTTED.sub(lambda m: m.group().replace(".", "") + " ", lower)
    lower = _MARKS.sub(r"\1", lower)
    return _SPACE.sub(" ", _WORD.sub(lambda m: expand(single(m.group())), lower)).strip()


def expand(word: str) -> str:
    """The full words for a chat abbreviation, or the word itself."""
    bare = _APOSTROPHES.sub("", word)
    if bare == "zon" and bare != word:
        return "zo een"
    return ABBREVIATIONS.get(bare, word)


def single(word: str) -> str:
    """A lower-case word without letters that were stretched: "heeeel" -> "heel", "jaaa" -> "ja"."""

    def shorter(match: re.Match[str]) -> str:
        letter = match.group(1)
        if match.group() == "eee" and word.startswith("n", match.end()):
            return "eee"  # "tweeen", "ideeen": a diaeresis left out, nothing stretched
        at_end = match.end() == len(word)
        if at_end and letter != "e":
            return letter
        return letter * 2

    return _THRICE.sub(shorter, word)


@lru_cache(maxsize=16384)
def plain(word: str) -> str:
    """One word in the form the grammars of this package match: lower case, no accents, no
    apostrophes, no stretched letters, abbreviations in full."""
    plainer = single(word.lower())
    if not plainer.isascii():
        plainer = "".join(
            c for c in unicodedata.normalize("NFKD", plainer) if not unicodedata.combining(c)
        )
    return _APOSTROPHES.sub("", expand(plainer))
