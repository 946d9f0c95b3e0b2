"""Somebody comes back after a while: what is known still stands, and they choose how to go on."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState

A_WHILE = timedelta(hours=1)
A_DAY = timedelta(hours=20)
LONG_AGO = timedelta(days=14)


def back(state: IntakeState, speaker: Speaker, context: Context) -> bool:
    """Welcome somebody who was silent for an hour or more.

    Returns:
        Whether it was so long ago that they are asked whether to go on or to begin again.
    """
    gone = context.at - datetime.fromisoformat(state.last_at) if state.last_at else timedelta(0)
    state.last_at = context.at.isoformat()
    state.just_back = gone >= A_WHILE
    if not state.just_back or state.presenting is None:
        return False
    if gone < A_DAY:
        speaker.lead(speaker.line("welcome.hours"))
        return False
    about = shortened(str(state.presenting.value))
    speaker.lead(speaker.line("welcome.days", about=about))
    return gone >= LONG_AGO and not state.confirmed()
