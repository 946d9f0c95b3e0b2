"""Consents: one question each, refusable, with the version of the text that was answered."""

from __future__ import annotations

from bot.dialogue import offering
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.knowledge import Knowledge

WITH_BROKER = ("broker", "broker_and_instrument")


def next_to_ask(state: IntakeState, k: Knowledge, context: Context) -> str | None:
    """The next purpose to ask consent for, or None.

    Only of who left contact details and goes to a broker: without those nothing can be shared or
    asked later. Somebody in trouble, or who has had enough, is not bothered.
    """
    if state.contact is None or state.route not in WITH_BROKER or state.flags or state.complaints:
        return None
    chose = state.route == "broker_and_instrument"  # of who only wants to be called it can wait
    if chose and "share_with_partner" not in state.asked and partner(state, k, context) is not None:
        return "share_with_partner"
    return "follow_up" if "follow_up" not in state.asked else None


def partner(state: IntakeState, k: Knowledge, context: Context) -> str | None:
    """Name of the instrument that fits best and is run by somebody else, or None."""
    fitting, _ = offering.shown_and_rest(offering.matches(state, k, context), k, context)
    names = [
        k.instruments_by_id[m.instrument].name
        for m in fitting
        if k.instruments_by_id[m.instrument].kind != "broker"
    ]
    return names[0] if names else None


def ask(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context, purpose: str) -> None:
    """Ask for one consent."""
    state.asked[purpose] = "open"
    values = {"name": partner(state, k, context)} if purpose == "share_with_partner" else {}
    speaker.ask(
        speaker.line(f"consent.{purpose}", **values),
        "consent",
        purpose,
        [
            (speaker.fixed("consent.yes"), "affirm", "yes"),
            (speaker.fixed("consent.no"), "deny", "no"),
        ],
    )


def note(
    state: IntakeState, k: Knowledge, context: Context, purpose: str, given: bool, text: str
) -> None:
    """Keep what was said, in place of what was said on it before.

    Args:
        text: key of the text that was answered.
    """
    state.consents = [c for c in state.consents if c["purpose"] != purpose]
    state.consents.append(
        {
            "purpose": purpose,
            "given": given,
            "at": context.at.isoformat(),
            "text_version": k.texts.version(text),
        }
    )
