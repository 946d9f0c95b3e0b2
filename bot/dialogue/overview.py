"""What is known, field by field, with the words that prove it: the entrepreneur checks it."""

from __future__ import annotations

from typing import Any

from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import Fact, IntakeState
from bot.growth_question import wording
from bot.knowledge import Knowledge

SHOWN = (
    "ambition", "desired_result", "horizon_months", "municipality", "place", "sector", "employees",
    "amount_eur", "legal_form", "company_name", "kvk_number", "tried", "trigger", "stage",
)  # fmt: skip
"""Fields in the order in which they are shown."""


def lines(state: IntakeState, speaker: Speaker, k: Knowledge) -> list[str]:
    """One line for each need and each field."""
    shown = []
    for i, need in enumerate(state.needs):
        key = "overview.need" if i == 0 else "overview.second"
        shown.append(speaker.fixed(key).format(label=k.needs_by_id[need].label.lower()))
    for name in SHOWN:
        fact = state.facts.get(name)
        if fact is None and name == "horizon_months":
            shown.append(
                speaker.fixed("overview.proposed").format(
                    field=speaker.fixed(f"field.{name}"), value=wording.term(None)
                )
            )
        if fact is None or fact.value is None or (name == "place" and _same_place(state)):
            continue
        shown.append(
            speaker.fixed("overview.line").format(
                field=speaker.fixed(f"field.{name}"),
                value=value_in_words(name, fact, k),
                how=_how(fact, speaker),
            )
        )
    return shown


def value_in_words(name: str, fact: Fact, k: Knowledge) -> str:
    """A value as people read it."""
    value: Any = fact.value
    if name == "horizon_months":
        return wording.term(value)
    if name == "municipality":
        return k.municipality_name(str(value))
    if name == "sector":
        own = fact.quote if value == "overig" and fact.quote else None
        return own or k.sector_name(str(value))
    if name == "employees":
        return wording.number_of_people(value)
    if name == "amount_eur":
        return wording.euros(value)
    if name == "stage":
        return next(s.label for s in k.stages if s.id == value)
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    return shortened(str(value))


def _how(fact: Fact, speaker: Speaker) -> str:
    if fact.source == "inferred":
        return speaker.fixed("overview.inferred").format(because=fact.quote or "")
    if fact.source == "chosen":
        return speaker.fixed("overview.chosen")
    return speaker.fixed("overview.said").format(quote=shortened(fact.quote or ""))


def _same_place(state: IntakeState) -> bool:
    """Whether the place says no more than the municipality ("Urk", "urk")."""
    municipality = state.facts.get("municipality")
    place = state.facts["place"].value
    return municipality is not None and str(place).lower() == str(municipality.value).lower()
