"""Learns from a message whatever it tells: facts about the firm, and evidence for needs."""

from __future__ import annotations

from typing import Any

from bot.diagnosis import Evidence
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood

FACT_OF_ENTITY = {
    "municipality": "municipality",
    "place": "place",
    "sector": "sector",
    "employees": "employees",
    "amount_eur": "amount_eur",
    "period_months": "horizon_months",
    "legal_form": "legal_form",
    "kvk_number": "kvk_number",
    "company_name": "company_name",
}
"""Entity → field of the growth question. Name, phone and e-mail are contact details, not facts."""

TELLING = frozenset(
    {"express_need", "inform", "complain", "ask_instrument", "dont_know", "correct"}
)
"""Intents of messages in which needs may be heard."""

OWN = 0.6
"""Confidence from which what was found is about the own firm (see `bot.language.found`)."""

LEAST_NEED_MASS = 0.5
"""Sum of the ranker's confidences under which a text says nothing about needs: it is 1 where a need
is told more likely than not, and less below that."""


def facts(state: IntakeState, u: Understood, overwrite: bool, least: float = OWN) -> list[str]:
    """Take over the facts that a message states.

    Args:
        overwrite: a correction, or the answer to just this question; otherwise what was chosen or
            said before stays.
        least: confidence from which a find counts.

    Returns:
        Names of the fields that are new or changed.
    """
    changed: list[str] = []
    for found in u.entities:
        name = FACT_OF_ENTITY.get(found.entity)
        if name is None or name in changed or found.confidence < least:
            continue
        known = state.facts.get(name)
        if known is not None and (known.value == found.value or not overwrite):
            continue
        state.facts[name] = Fact(found.value, "said", u.text[found.start : found.end], u.message_id)
        changed.append(name)
    return changed


def set_fact(state: IntakeState, name: str, value: Any, u: Understood, source: str) -> None:
    """Store the answer to the question about one field."""
    state.facts[name] = Fact(value, source, u.text, u.message_id)
    state.asked[name] = "answered"


def needs(state: IntakeState, u: Understood) -> bool:
    """Log what a text says about needs. True if it said something."""
    if u.kind != "text" or u.intent not in TELLING or not u.needs:
        return False
    if sum(u.needs.values()) < LEAST_NEED_MASS:
        return False
    state.add_evidence(
        Evidence(
            kind="text",
            message_id=u.message_id,
            quote=u.text,
            question=None,
            option=None,
            needs=dict(u.needs),
        )
    )
    return True


def presenting(state: IntakeState, u: Understood) -> None:
    """Keep the first words about the problem, literally."""
    if state.presenting is None:
        state.presenting = Fact(u.text, "said", u.text, u.message_id)
        state.asked["opening"] = "answered"
