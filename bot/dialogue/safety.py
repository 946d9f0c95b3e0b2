"""Care comes before everything: what is said when somebody, or their firm, is in danger."""

from __future__ import annotations

from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

CLEAR = 0.5
"""Confidence of a crisis intent that counts without one of the listed phrases. The reader leans
towards a crisis already: to miss one is worse than to offer help that was not needed."""

HARMLESS = ("concurrent", "lachen", "markt", "papier", "incassobureau", "vorige eigenaar")
"""Words beside a listed phrase that make it about something else (see safety.yml, test cases)."""


def signal(u: Understood, k: Knowledge) -> str | None:
    """The rule that a message triggers, the gravest first, or None."""
    if u.kind != "text":
        return None
    text = f" {u.text.lower()} "
    for rule in k.safety_rules:
        if any(phrase in text for phrase in rule.triggers) and (
            rule.grave or not any(word in text for word in HARMLESS)
        ):
            return rule.id
    if u.intent == "crisis_personal" and u.confidence >= CLEAR:
        return "uitputting"
    if u.intent == "crisis_business" and u.confidence >= CLEAR:
        return "faillissement_schulden"
    return None


def respond(rule_id: str, state: IntakeState, speaker: Speaker, k: Knowledge) -> None:
    """Say where help is, and leave the interview for what it is.

    Only the code of the signal is kept, never the words (they are about health or debts).
    """
    rule = next(r for r in k.safety_rules if r.id == rule_id)
    if rule_id not in state.flags:
        state.flags.append(rule_id)
        speaker.tell(rule.reply)
    else:
        speaker.tell(speaker.line("safety.again"))
