"""Short questions in passing, to which the answer is fixed (data/knowledge/asides.yml)."""

from __future__ import annotations

import re

from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

SHORT = 7
"""Words of a sentence that may be an aside without a question mark."""

QUESTIONING = re.compile(
    r"(?:(?:en|maar|ok[eé]?|even|eerst|hé|he|wacht|zeg)[ ,]+)*"
    r"(?:wat|wie|hoe|waar|waarom|wanneer|welke|"
    r"(?:ben|kun|kan|mag|doe|bewaar) (?:je|jij|jullie|u|ik)|"
    r"(?:is|wordt|blijft|kost|duurt) (?:dit|het|dat|alles)|krijg ik)\b",
    re.IGNORECASE,
)
"""How a question to the assistant begins, also without its mark."""

AND_ASKS = re.compile(r",? en (?=wat\b|wie\b|hoe\b|waar\b|wanneer\b|is\b|kost\b|ben\b|blijft\b)")
"""Where a second question begins."""


def asks(text: str) -> bool:
    """Whether a text is a question, with or without its mark."""
    return text.rstrip().endswith("?") or QUESTIONING.match(text.strip()) is not None


def asides_of(u: Understood, k: Knowledge) -> list[str]:
    """The asides that the sentences of a message ask, in their order; "wat kost dit en wie zijn
    jullie?" asks two."""
    found: list[str] = []
    if u.kind != "text":
        return found
    for sentence in re.findall(r"[^.!?\n]+[.!?]*", u.text.lower()):
        asked = sentence.rstrip().endswith("?") or QUESTIONING.match(sentence.strip())
        for part in AND_ASKS.split(sentence) if asked else (sentence,):
            words = " ".join(word for word in part.split() if word.strip(",") not in FILLERS)
            for lead_in in LEAD_INS:
                words = words.removeprefix(lead_in).lstrip()
            if not (part.rstrip().endswith("?") or len(words.split()) <= SHORT):
                continue
            aside = next((aside.id for aside in k.asides if words.startswith(aside.starts)), None)
            if aside is not None and aside not in found:
                found.append(aside)
    return found


FILLERS = frozenset({"eigenlijk", "nou", "precies", "nu", "zeg", "trouwens"})
"""Words in a short question that say nothing."""

LEAD_INS = ("en ", "maar ", "even ", "ff ", "trouwens ", "trouwens, ", "die makelaar, ")
"""Words in front of an aside that say nothing."""
