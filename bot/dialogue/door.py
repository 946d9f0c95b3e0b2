"""The one answer that opens most doors: asked once the growth question stands, if it is wanted."""

from __future__ import annotations

from typing import Any

from bot.dialogue import closing
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.language.extract import extract
from bot.matching.match import most_telling

ASKED = "door"
"""Under which it is remembered that such a question was asked; one is enough."""

ENTITY = {
    "owner_municipality": "municipality",
    "earlier_aid": "amount_eur",
    "company_age_years": "period_months",
}
"""Field → what its answer is read as, where that has another name."""

YES_NO = {"started_already": (True, False)}
NOTHING = {"earlier_aid": 0}
"""What a plain no means."""


def wanted(state: IntakeState, k: Knowledge, context: Context) -> str | None:
    """The field to ask for, or None: nothing would be settled, or they have had enough."""
    if ASKED in state.asked or state.complaints or state.flags:
        return None
    missing = most_telling(k, closing.matches(state, k, context), state.values(), list(state.asked))
    return missing.field if missing and missing.field in k.door_by_field else None


def ask(state: IntakeState, speaker: Speaker, k: Knowledge, field: str) -> None:
    """Ask for it."""
    question = k.door_by_field[field]
    state.asked[ASKED] = field
    state.asked[field] = "open"
    speaker.lead_once("door.intro")
    options = [(option.short, "inform", option.id) for option in question.options]
    speaker.ask(
        question.text, "fact", field, [*options, (speaker.fixed("fact.skip"), "skip", "skip")]
    )


def is_open(state: IntakeState, field: str) -> bool:
    """Whether this field is asked as such a question."""
    return state.asked.get(ASKED) == field


def take(
    state: IntakeState,
    u: Understood,
    k: Knowledge,
    context: Context,
    field: str,
    option: str | None,
) -> bool:
    """Take the answer. False where it is none."""
    if option is not None:
        value = next(o.value for o in k.door_by_field[field].options if o.id == option)
        source = "chosen"
    else:
        value, source = _in_words(u, k, context, field), "said"
    if value is None:
        return False
    state.facts[field] = Fact(value, source, u.text, u.message_id)
    state.asked[field] = "answered"
    return True


def _in_words(u: Understood, k: Knowledge, context: Context, field: str) -> Any:
    if field in YES_NO and u.is_sure("affirm", "deny"):
        yes, no = YES_NO[field]
        return yes if u.intent == "affirm" else no
    if field in NOTHING and u.is_sure("deny"):
        return NOTHING[field]
    entity = ENTITY.get(field, field)
    asked = {"period_months": "horizon_months"}.get(entity, entity)
    best = max(
        (f for f in extract(u.text, context.today, k.gazetteer, asked=asked) if f.entity == entity),
        key=lambda f: f.confidence,
        default=None,
    )
    if best is None or best.value is None:
        return None
    return _years(best.value) if field == "company_age_years" else best.value


def _years(months: int | list[int]) -> int | list[int]:
    if isinstance(months, list):
        return [months[0] // 12, -(-months[1] // 12)]
    return months // 12
