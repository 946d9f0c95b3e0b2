"""The one answer that opens most doors: asked once the growth question stands, if it is wanted."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue import learn, offering
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.matching.match import most_telling

ASKED = "door"
"""Under which it is remembered that such a question was asked; one is enough."""

ONLY = ("legal_form", "amount_eur")
"""Fields that are asked as such a question even when an entrepreneur changes them."""

YES_NO = ("started_already",)
NOTHING = {"earlier_aid": 0}
"""What a plain no means."""


NO = re.compile(
    r"\b(?:nee+|nooit|niks|niets|geen)\b[^.!?]{0,30}\b(?:gehad|gekregen|ontvangen|gebruikt)\b"
    r"|\b(?:subsidie|steun|hulp)\b[ ,:]*(?:nee+|nooit|niet|geen)\b|^\W*(?:nee+|nooit)\b",
    re.IGNORECASE,
)
"""Words of who never had any."""


def has_no(text: str, field: str) -> bool:
    """Whether a message, whatever else it says, answers such a question with a no."""
    return field in NOTHING and NO.search(text) is not None


def wanted(state: IntakeState, k: Knowledge, context: Context) -> str | None:
    """The field to ask for, or None: nothing would be settled, or they have had enough."""
    if ASKED in state.asked or state.complaints or state.flags or not state.asks_money:
        return None  # who did not come for money sees help first
    # Nearly everybody lives where they work; who does not says so to the broker.
    known = ["owner_municipality"] if "municipality" in state.facts else []
    field = most_telling(
        offering.matches(state, k, context), state.values(), [*state.asked, *known]
    )
    return field if field in k.door_by_field else None


def ask(state: IntakeState, speaker: Speaker, k: Knowledge, field: str) -> None:
    """Ask for it."""
    state.asked[ASKED] = field
    state.asked[field] = "open"
    speaker.lead_once("door.intro")
    put(speaker, k, field)


def put(speaker: Speaker, k: Knowledge, field: str) -> None:
    """Put the question, with its answers."""
    question = k.door_by_field[field]
    options = [(option.short, "inform", option.id) for option in question.options]
    speaker.ask(
        question.text, "fact", field, [*options, (speaker.fixed("fact.skip"), "skip", "skip")]
    )


def is_open(state: IntakeState, field: str) -> bool:
    """Whether this field is asked as such a question."""
    return field in ONLY or state.asked.get(ASKED) == field


def take(
    state: IntakeState, u: Understood, k: Knowledge, field: str, option: str | None, read: Any
) -> bool:
    """Take the answer. False where it is none, or cannot be true.

    Args:
        option: the option that was chosen, if one was.
        read: the value that the words give, if they do.
    """
    value: Any
    if option is not None:
        value = next(o.value for o in k.door_by_field[field].options if o.id == option)
    elif field in YES_NO and u.is_sure("affirm", "deny"):
        value = u.intent == "affirm"
    elif field in NOTHING and (u.is_sure("deny") or has_no(u.text, field)):
        value = NOTHING[field]
    else:
        value = _years(read) if field == "company_age_years" and read is not None else read
    if value is None or not learn.plausible(field, value):
        return False
    learn.set_fact(state, field, value, u, "said" if option is None else "chosen")
    return True


def _years(months: int | list[int]) -> int | list[int]:
    """Whole years; a range holds both its ends."""
    if isinstance(months, list):
        return [months[0] // 12, -(-months[1] // 12)]
    return months // 12
