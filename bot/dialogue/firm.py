"""Where the firm is, what it does and with how many people: asked in one question.

Only what was not said yet is asked; what the answer leaves out is asked by itself, once. It comes
right after the need was recognised, so that nothing stands between what somebody wants and the
sentence that is made of it.
"""

from __future__ import annotations

import re

from bot.dialogue import learn
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState

FIELDS = ("municipality", "sector", "employees")
"""In this order; the first that is missing names the question for a channel."""

TOGETHER = "together"
"""What is kept of a field that is asked beside another one (`IntakeState.asked`)."""

REMARK = 6
"""Words of a yes that tells more; that comes first."""


def missing(state: IntakeState) -> list[str]:
    """Fields that were neither said nor asked."""
    return [name for name in FIELDS if learn.is_missing(state, name)]


def may_come_first(state: IntakeState) -> bool:
    """Whether it is asked before anything else about the need: not of who said yes and more."""
    last = state.log[-1] if state.log else None
    bare = last is not None and last.kind == "confirmed" and len(str(last.quote).split()) < REMARK
    return state.need_confirmed and bare and state.question is None


def ask(fields: list[str], state: IntakeState, speaker: Speaker) -> None:
    """Put the question for two of these fields, or all."""
    speaker.lead_once("firm.intro")
    for name in fields:
        state.asked[name] = TOGETHER
    state.asked[fields[0]] = "open"
    speaker.ask(speaker.fixed(f"firm.{'_'.join(fields)}"), "fact", fields[0])


def asked_beside(state: IntakeState, name: str) -> list[str]:
    """Fields that are open beside this one."""
    if name not in FIELDS:
        return []
    return [other for other in FIELDS if state.asked.get(other) == TOGETHER]


def ask_what_is_left(state: IntakeState, name: str) -> None:
    """After an answer: what it left out may be asked again, by itself."""
    for other in (name, *asked_beside(state, name)):
        if other in state.facts:
            state.asked[other] = "answered"
        else:
            state.asked.pop(other, None)


_AROUND = re.compile(
    r"\b(?:ik|we|wij|zit(?:ten)?|ben|zijn|heb(?:ben)?|werk(?:en)?|doe(?:n)?|met|in|te|uit|en|de|het"
    r"|een|n|'n|mijn|ons|onze|bedrijf|zaak|man|mensen|medewerkers|personeel|fte|alleen|samen|dus|nu"
    r"|ongeveer|zo'?n|of|ja|nou|er|daar|hier|mezelf|ikzelf|erbij|nog|ook|is|staat|zelf|totaal)\b"
    r"|[\W\d_]+",
    re.IGNORECASE,
)
"""What stands around a place, a trade and a number of people."""


def trade_in(text: str, known: list[tuple[int, int]]) -> str | None:
    """The part of an answer that is neither the place nor the number: what the firm does.

    Args:
        known: where in the text (start, end) the other values stand.

    Returns:
        Their words ("granola maken"), or None where nothing is left.
    """
    for start, end in known:
        text = text[:start] + "," * (end - start) + text[end:]
    for part in re.split(r"[,.;!?\n]+", text):
        words = part.split()
        while words and _AROUND.fullmatch(words[0]):
            words.pop(0)
        while words and _AROUND.fullmatch(words[-1]):
            words.pop()
        plain = " ".join(words).strip()
        if sum(c.isalpha() for c in plain) >= SHORTEST_TRADE:
            return plain
    return None


SHORTEST_TRADE = 3
"""Letters of what a firm does."""
