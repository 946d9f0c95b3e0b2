"""Whether something was written down: "heb je die 5 man nu genoteerd?" gets what stands there.

What is said in the question itself is taken over first, so that the answer is true.
"""

from __future__ import annotations

import re

from bot.dialogue import contact, drawing_out, learn, overview
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

ASKS = re.compile(
    r"\b(?:heb(?:t|ben)?|had|zag|hoorde|las) (?:je|ge|jij|u|jullie)\b[^.!?]{0,60}"
    r"\b(?:genoteerd|opgeschreven|gezien|gehoord|gelezen|meegekregen|onthouden|staan|aangepast|begrepen)\b"
    r"|\b(?:snap|begrijp|vat)t? (?:je|jij|u|ge) (?:dat|dit|het|'?t|me|mij)\b[^.!?]{0,20}\?"
    r"|\bhebt ge gezien\b|\bheb je (?:gezien|gehoord|genoteerd)\b"
    r"|\bsta(?:at|an) (?:er|dat|die|het|'?t|nu|mijn|mn|m'n)\b[^.!?]{0,40}"
    r"|\b(?:wat|hoeveel)\b[^.!?]{0,20}\bsta(?:at|an) (?:er|daar|nu)\b"
    r"|\ben (?:die|dat van die|de|mijn) \d+\b",
    re.IGNORECASE,
)
"""Words of who asks what stands there about them."""

ABOUT = {
    "employees": re.compile(
        r"\b(?:man|mensen|personeel|medewerkers|vast(?:e)?|seizoen\w*|kracht(?:en)?)\b"
        r"|\b\d+ of (?:nog )?\d+\b|\b(?:die|op) \d+\b|\b\d+ staan\b",
        re.IGNORECASE,
    ),
    "horizon_months": re.compile(r"\b(?:termijn|datum|wanneer|deadline)\b", re.IGNORECASE),
    "municipality": re.compile(r"\b(?:plaats|gemeente|waar ik zit)\b", re.IGNORECASE),
    "call_when": re.compile(r"\bbel\w*\b|\bna \d|\bna (?:vier|vijf|zes|zeven)", re.IGNORECASE),
}
"""Field of the record → words of who asks for that one."""

OF_ENTITY = {"employees": "employees", "period_months": "horizon_months",
             "municipality": "municipality", "place": "municipality"}  # fmt: skip

THAT_NUMBER = re.compile(
    r"\b(?:die|op) (\d{1,4})\b(?! ?(?:maand|jaar|uur|euro|we+k))", re.IGNORECASE
)
"""A number by itself: "heb je die 7 nu ook genoteerd?"."""

ALL_OF_IT = re.compile(r"\bwat\b", re.IGNORECASE)
"""Words of who asks what was written down, and not whether one thing was."""

EITHER = re.compile(r"\b\d+ of \d+\b", re.IGNORECASE)
"""Who asks which of two it is sets none right."""

GRASPED = re.compile(
    r"\b(?:begrepen|gesnapt)\b"
    r"|\b(?:snap|begrijp|vat)t? (?:je|jij|u|ge) (?:dat|dit|het|'?t|me|mij)\b",
    re.IGNORECASE,
)
"""Words of who asks whether they were understood: that is shown, not promised."""

NOT_THAT = re.compile(
    r"\bgaat\b(?: (?:het|'?t|er|me|mij|ons|hier))* niet (?:om|over) (?P<what>[^.!?,;]{2,50})",
    re.IGNORECASE,
)
"""What somebody says that it is not about."""

SAID_BACK = 2
"""Things they told that are said back."""

BRIEFLY = ("sector", "municipality", "employees", "horizon_months", "call_when")
"""What is told where no field is named."""


LEADS = re.compile(r"^(?:(?:en|ja|ok|oke|nou|maar|hé|he|zeg|dus|wat|welke)\b[ ,]*)*", re.IGNORECASE)
"""What stands before such a question."""


def asked(u: Understood) -> bool:
    """Whether somebody asks if something was written down; "daar staat er een" tells."""
    if u.kind != "text":
        return False
    found = ASKS.search(u.text)
    if found is None:
        return False
    if u.text.rstrip().endswith("?"):
        return True
    begins = LEADS.sub("", u.text).startswith(u.text[found.start() :][:8])
    return begins and u.words <= LONGEST_ASKING


LONGEST_ASKING = 9
"""Words of who asks it without its mark; "staat er niet bij, ik heb hem nooit gezegd ..." tells."""


def only_denies(told: str) -> bool:
    """Whether what stands beside the question says what it is not about, and no more."""
    found = NOT_THAT.search(told)
    return found is not None and len(told.split()) <= MOST_DENIED


MOST_DENIED = 12
"""Words of who says what it is not about, and no more."""


def answer(state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge) -> bool:
    """Say what stands there. False where nothing does yet."""
    people = u.values("employees")
    bare = THAT_NUMBER.search(u.text)
    if not people and bare is not None and "employees" in state.facts:
        learn.set_fact(state, "employees", int(bare[1]), u, "said")
    if len(people) == 1 and not EITHER.search(u.text):
        learn.set_fact(state, "employees", people[0].value, u, "said")
    learn.facts(state, u, overwrite=len(people) <= 1)
    if contact.WHEN.search(u.text):
        contact.note_when(state, u)
    named = [name for name, words in ABOUT.items() if words.search(u.text)]
    named += [OF_ENTITY[f.entity] for f in u.entities if f.entity in OF_ENTITY]
    if not named and GRASPED.search(u.text):
        return _tell_grasped(state, u, speaker, k)
    if not named and ALL_OF_IT.search(u.text) and overview.tell(state, speaker, k):
        return True
    shown = [
        f"{speaker.fixed(f'noted.{name}')}: {overview.value_in_words(name, state.facts[name], k)}"
        for name in dict.fromkeys(named or BRIEFLY)
        if name in state.facts
    ]
    if not shown:
        return False
    speaker.lead(speaker.line("noted.tell", what="; ".join(shown)))
    return True


def _tell_grasped(state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge) -> bool:
    """Say in their own words what was understood, and what it is not about."""
    told = [
        drawing_out.main_words(line.quote, k)
        for line in state.log
        if line.kind == "text" and line.quote and line.message_id != u.message_id
    ]
    last = list(dict.fromkeys(words for words in told if words))[-SAID_BACK:]
    if not last:
        return False
    refused = NOT_THAT.search(u.text)
    if refused is not None:
        speaker.lead(speaker.line("noted.not_about", what=refused["what"].strip()))
    speaker.lead(speaker.line("noted.grasped", what=" en ".join(f"“{one}”" for one in last)))
    return True
