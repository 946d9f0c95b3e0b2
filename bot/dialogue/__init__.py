"""The conversation: pure functions from what was understood to what is said next."""

from bot.dialogue.state import IntakeState
from bot.dialogue.turn import Outcome, take_turn
from bot.dialogue.understood import Understood

__all__ = ["IntakeState", "Outcome", "Understood", "take_turn"]
