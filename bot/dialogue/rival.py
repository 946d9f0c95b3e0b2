"""Tests a rival explanation: what was asked for against what the signs point to.

"Je vraagt naar subsidie. Is geld de rem, of vooral tijd?" Asked once, and only when the two lie in
different themes.
"""

from __future__ import annotations

import re
from typing import Mapping

from bot.diagnosis import Evidence, belief, diagnostic
from bot.dialogue import drawing_out
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge, Need

MONEY = "financiering"

ASKS_MONEY = re.compile(
    r"\b(subsidie|fonds|lening|krediet|financiering)"
    r"|\b(zoek(en)?|willen|wil) (ik |we |wij )?(nog |meer |wat |even |gewoon )?geld\b"
    r"|\bgeld (nodig|lenen|gezocht)\b",
    re.IGNORECASE,
)
"""Words of who asks for money outright."""

LIKELY, TOLD_ENOUGH = 0.4, 3
"""How likely the rival must be before it is named, and what they told in their own words by then;
before that it is a guess."""

STATED = 0.75
"""How sure the theme of the first words must be."""

TOLD = 0.5
"""How sure the rival must be heard in the answer to be what is meant."""

WEIGHTS: Mapping[str, tuple[float, float]] = {
    "stated": (2.5, 0.4),
    "rival": (0.5, 4.0),
    "both": (1.6, 1.6),
    "none": (0.4, 0.3),
}
"""Answer → how much likelier it makes the needs of the stated theme, and the rival."""


def note_stated_theme(state: IntakeState, u: Understood, k: Knowledge) -> None:
    """Keep the theme that the first words are about on the face of it."""
    need = max(u.needs, key=lambda n: u.needs[n], default=None)
    if u.intent == "ask_instrument" or ASKS_MONEY.search(u.text):
        state.stated_theme = MONEY
        state.asks_money = True
    elif need is not None and u.needs[need] >= STATED:
        state.stated_theme = k.needs_by_id[need].theme


def rival_of(state: IntakeState, k: Knowledge) -> Need | None:
    """The need to name as a rival, when it is time to."""
    answered = [q for q in diagnostic(k, state.asked) if state.asked[q] == "answered"]
    told = sum(line.kind == "text" for line in state.log)
    if state.stated_theme is None or state.readbacks or not (answered or told >= TOLD_ENOUGH):
        return None
    if "rival" in state.asked or "both" in state.asked:
        return None
    first, probability = belief(k, state.log).top(1)[0]
    need = k.needs_by_id[first]
    if need.theme == state.stated_theme or probability < LIKELY:
        return None
    return need


def ask(state: IntakeState, speaker: Speaker, k: Knowledge, need: Need) -> None:
    """Put the two side by side."""
    assert state.stated_theme is not None
    state.asked["rival"] = "open"
    state.rival = need.id
    money = state.asks_money
    key = "rival.money" if money else "rival.other"
    first = str(state.presenting.value) if state.presenting is not None else ""
    began = drawing_out.main_words(first, k) or k.theme_label(state.stated_theme).lower()
    speaker.ask(
        speaker.line(key, rival=need.rival, began=began),
        "need_question",
        "rival",
        [
            (speaker.fixed("rival.is_money" if money else "rival.is_stated"), "inform", "stated"),
            (need.short, "inform", "rival"),
            (speaker.fixed("rival.both"), "inform", "both"),
            (speaker.fixed("rival.none"), "deny", "none"),
        ],
    )


def told(state: IntakeState, u: Understood) -> str | None:
    """The answer in words of their own: "nee, het net zit vol" names the second of the two."""
    if u.needs.get(state.rival or "", 0.0) >= TOLD or (u.is_sure("deny") and u.words >= 3):
        return "rival"
    return None


def take(state: IntakeState, u: Understood, k: Knowledge, value: str) -> None:
    """Weigh the answer."""
    assert state.rival is not None
    stated, named = WEIGHTS[value]
    weights = {n.id: stated for n in k.needs if n.theme == state.stated_theme}
    weights[state.rival] = named
    state.asked["rival"] = "answered"
    state.add_evidence(Evidence("weighed", u.message_id, u.text, "rival", value, weights))
