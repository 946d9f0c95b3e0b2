"""What somebody asks about our own words: what a button means, what a question is after."""

from __future__ import annotations

import re

from bot.dialogue.parts import is_question, parts_of
from bot.dialogue.state import Pending
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge, Need

WHAT_IS = re.compile(
    r"\b(?:wat (?:is|betekent|bedoel\w*|houdt)|wat voor|bedoel je)\b", re.IGNORECASE
)
"""How somebody asks what a word of ours means."""

CONFUSED = re.compile(
    r"\b(?:snap|begrijp) (?:ik|'?k) (?:het |dat |de vraag )?niet\b|\bwat bedoelt? (?:je|jij|u)\b"
    r"|\bwaaraan\?"
    r"|\bwaarvan\?|\bhoezo\b|\bals wat lukt\b|\bwat heeft dat\b|^\W*(?:huh|hè|wat)\?",
    re.IGNORECASE,
)
"""Words of who does not see what we ask, or why."""

LONGEST = 20
"""Words of such a question."""


def asked(u: Understood, pending: Pending | None, k: Knowledge) -> Need | None:
    """The need on a button of which somebody asks what it means; None where it is another thing."""
    asks = is_question(u.text) or "?" in u.text or bool(parts_of(u.text).asked)
    if pending is None or u.words > LONGEST or not asks or not WHAT_IS.search(u.text):
        return None
    shown = [k.needs_by_id[o.value] for o in pending.options if o.value in k.needs_by_id]
    low = u.text.lower()
    return next((n for n in shown if n.short.lower() in low or n.label.lower() in low), None)


def is_confused(u: Understood, pending: Pending | None, k: Knowledge) -> bool:
    """Whether somebody asks back what we mean, in place of answering."""
    if pending is None or pending.asks == "consent" or u.words > LONGEST:
        return False
    only_asks = not parts_of(u.text).told
    about_needs = pending.asks == "need_question" or pending.about == "desired_result"
    return about_needs and only_asks and CONFUSED.search(u.text) is not None
