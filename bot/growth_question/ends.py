"""What somebody wants to have or to be, and not what they do for it: "een normaal loon verdienen en
om zes uur thuis".

Behind "Hoe kan ik" that gives a question nobody can begin with; behind *zodat* it is what it is all
for, and what they do about it is still to be found.
"""

from __future__ import annotations

import re
from typing import Mapping

FINITE_OF: Mapping[str, str] = {
    "verdienen": "verdien", "overhouden": "overhoud", "hebben": "heb", "zijn": "ben",
    "krijgen": "heb", "slapen": "slaap", "werken": "werk", "kunnen": "kan", "eten": "eet",
    "rondkomen": "rondkom", "leven": "leef", "genieten": "geniet", "staan": "sta", "zitten": "zit",
    "thuiskomen": "thuiskom", "thuiszijn": "thuis ben", "hoeven": "hoef",
}  # fmt: skip
"""Infinitive of having or being → how it stands behind *zodat ik*."""

END = re.compile(
    r"\b(?:loon|salaris|inkomen|verdien\w*|thuis|rust\w*|vrij|vrije|tijd voor|meer tijd|slapen"
    r"|vakantie|weekend\w*|zaterdag\w*|zondag\w*|avond\w*|minder uren|dagen|uren|overhouden"
    r"|over|plezier|lol|gezin|kinderen|leven|lucht|hobby|sport|eten|brood op de plank|zorgen)\b",
    re.IGNORECASE,
)
"""What people work for."""

STATE = re.compile(
    r"zorgen dat (?:er (?!(?:één |een )?(?:iemand|ander)\b)|het |ik |alles "
    r"|de (?:zaak|boel|tent) )",
    re.IGNORECASE,
)
"""How it is to be, with nobody who does it: "zorgen dat er elke maand iets af is"."""

_INFINITIVE = re.compile(r"[^\W\d_]{2,}(?:en|aan|zien|doen|gaan|staan)$")
_NOUNS = frozenset(
    """uren dagen avonden weekenden zaterdagen zondagen kinderen mensen klanten weken maanden
    zorgen tegen zonder binnen buiten boven beneden samen even eten twee zeven negen
    tussen""".split()
)
"""Words that end as a verb does and are none here."""


def is_end(act: str) -> bool:
    """Whether what somebody wants is something to have or to be."""
    words = re.findall(r"[\w'-]+", act.lower())
    if words[:1] == ["zorgen"] and "dat" in words:
        return STATE.match(act) is not None
    verbs = [w for w in words if _INFINITIVE.match(w) and w not in _NOUNS]
    return END.search(act) is not None and all(verb in FINITE_OF for verb in verbs)


def as_result(act: str) -> str:
    """It as a clause behind *zodat*: "ik een normaal loon verdien en om zes uur thuis ben"."""
    if STATE.match(act):
        return act.split(" dat ", 1)[1]
    parts = [_finite(part.strip()) for part in re.split(r",\s*|\s+en\s+", act) if part.strip()]
    return "ik " + " en ".join(parts)


def _finite(part: str) -> str:
    """One thing, with its verb as *ik* has it."""
    words = part.split()
    # The last one is the verb: in "een leven hebben" the first is a thing.
    for i, word in reversed(list(enumerate(words))):
        if word.lower() in FINITE_OF and word.lower() != "eten":
            return " ".join([*words[:i], FINITE_OF[word.lower()], *words[i + 1 :]])
    at = next((i for i, word in enumerate(words) if word.lower() == "thuis"), None)
    if words[-1].lower() == "eten" and (at is None or at == len(words) - 2):
        return " ".join([*words[:-1], "eet"])
    if at is not None:
        return " ".join([*words[: at + 1], "ben", *words[at + 1 :]])
    return f"{part} heb"


_MORE = re.compile(
    r"(?:^|[.!;]\s+)en (?:ook )?dat (?P<more>(?:ik|we|wij|er|het|mijn \w+) [^.!?]+)", re.IGNORECASE
)


def with_more(result: str, text: str) -> str:
    """The result with what they want besides in a sentence of its own: "... echt af is. En dat ik
    klanten kan zeggen wat er komt"."""
    more = _MORE.search(text)
    return result if more is None else f"{result} en {more['more'].strip()}"
