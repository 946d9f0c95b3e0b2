"""Takes something out of what was written down, where that is asked: "kunt u Almere Poort
weghalen"."""

from __future__ import annotations

import re

from bot.dialogue.speech import Speaker
from bot.dialogue.state import FOR_BROKER, Fact, IntakeState
from bot.dialogue.understood import Understood

_SMALL = r"(?: (?:nu|echt|nog|dan|ook|er|hier|alsnog|al))*"
_RECORD = (
    r"uit (?:mijn|mn|het|dit|de|je) (?:dossier|verslag|gesprek|verhaal|samenvatting|overzicht)"
)
_AWAY = rf"(?:weghalen|weglaten|verwijderen|wissen|schrappen|eruit (?:halen|laten)|{_RECORD} halen)"
ASKS = re.compile(
    r"\b(?:kun|kunt|kan|wil|wilt|zou)\b (?:je|jij|u|jullie)\b(?: (?:dan|ook|nog|alstublieft|aub))*"
    rf" (?P<asked>.+?){_SMALL} {_AWAY}\b"
    rf"|\b(?:haal|laat) (?P<told>.+?){_SMALL} (?:weg|eruit|{_RECORD})\b"
    rf"|\bis (?P<gone>.+?){_SMALL} (?:weggehaald|verwijderd|gewist|eruit gehaald)\b"
    r"|\b(?:verwijder|wis|schrap) (?P<short>[^.!?,]+)",
    re.IGNORECASE,
)
"""Words of who wants something taken out, or asks whether it is."""

SECRET = re.compile(
    r"\b(?:vertel|zeg|geef|zet|schrijf)\b[^.!?]{0,30}\bniet\b[^.!?]{0,25}?\b(?:dat|van|over)\b"
    r"(?P<a>[^.!?,]+)"
    r"|\b(?:mag|moet|hoeft)\b[^.!?]{0,20}\bniet\b[^.!?]{0,20}\b(?:weten|lezen|zien|horen)\b"
    r"[^.!?]{0,10}\b(?:dat|van|over)\b(?P<b>[^.!?,]+)"
    r"|(?P<c>[^.!?,]+)\b(?:was|is|blijft|moet) (?:echt |toch )?(?:privé|prive|tussen ons|geheim)\b",
    re.IGNORECASE,
)
"""Words of who told something that is not for the broker, and what it was."""

TELLING = 6
"""Letters of a word by which it is known again."""

FIELDS = ("place", "company_name", "situation", "tried", "obstacle", "trigger", FOR_BROKER)
"""What may go as it was said; where a firm is and what it does are changed, not taken out."""

POINTS = ("alles", "mij", "me", "dit", "dat", "stuk", "stukje", "deel", "zin", "woord", "eerste")
"""Words that name nothing that was written down."""

SHORTEST = 3
"""Letters of what is to go."""


def heard(state: IntakeState, u: Understood, speaker: Speaker) -> bool:
    """Take out of what was written down what is asked to go. False where none of it is there.

    What was typed stays in the talk itself, and that is said.
    """
    if u.kind != "text" or not state.facts:
        return False
    for found in ASKS.finditer(u.text):
        words = next(group for group in found.groups() if group).strip(" '\"“”‘’.,")
        words = re.sub(
            r"^(?:(?:de naam|het woord|dat|die|de|het|mijn|even|ook|maar)(?: |$))+",
            "",
            words,
            flags=re.I,
        )
        if len(words) < SHORTEST or words.lower() in POINTS:
            continue
        gone = _take_out(state, words)
        if gone or f"gone:{words.lower()}" in state.said:
            state.said[f"gone:{words.lower()}"] = 1  # who asks whether it is gone gets a yes
            speaker.lead(speaker.line("correct.removed", what=words))
            return True
    return _keeps_secret(state, u, speaker)


def _keeps_secret(state: IntakeState, u: Understood, speaker: Speaker) -> bool:
    """What was told and is not to be passed on: the entries that have its telling word go. False
    where none is known again."""
    for found in SECRET.finditer(u.text):
        what = next(group for group in found.groups() if group)
        words = [w for w in re.findall(r"[^\W\d_]+", what) if len(w) >= TELLING]
        for word in sorted(words, key=len, reverse=True):
            if _take_out(state, word):
                speaker.lead(speaker.line("correct.removed", what=word))
                return True
    return False


def _take_out(state: IntakeState, words: str) -> bool:
    """Drop the fields, and the entries of lists, that hold the words."""
    low, gone = words.lower(), False
    for name in FIELDS:
        fact = state.facts.get(name)
        if fact is None or low not in f"{fact.value} {fact.quote or ''}".lower():
            continue
        gone = True
        values = fact.value if isinstance(fact.value, list) else [fact.value]
        kept = [value for value in values if low not in str(value).lower()]
        if isinstance(fact.value, list) and kept:
            quote = fact.quote if low not in (fact.quote or "").lower() else str(kept[-1])
            state.facts[name] = Fact(kept, fact.source, quote, fact.message_id)
        else:
            del state.facts[name]
    return gone
