"""What is really going on: a belief over the needs, and the question that tells most. Pure."""

from bot.diagnosis.belief import Belief, EvidenceWeight, belief, explain
from bot.diagnosis.evidence import Evidence
from bot.diagnosis.next_question import (
    Choice,
    diagnostic,
    next_question,
    option_from_text,
    should_stop,
)

__all__ = [
    "Belief",
    "Choice",
    "Evidence",
    "EvidenceWeight",
    "belief",
    "diagnostic",
    "explain",
    "next_question",
    "option_from_text",
    "should_stop",
]
