"""Each criterion against what is known: yes, no or unknown, with the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Literal, Mapping

from bot.matching.models import Criterion

FLEVOLAND = frozenset({"almere", "dronten", "lelystad", "noordoostpolder", "urk", "zeewolde"})

Outcome = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Judged:
    """The outcome of one criterion."""

    criterion: str
    outcome: Outcome
    key: str
    """Key of the words for it, in data/texts/matching.yml."""
    values: Mapping[str, Any]


def judge(criterion: Criterion, facts: Mapping[str, Any]) -> Judged:
    """Hold one criterion against the facts."""
    outcome, values = RULES[criterion.name](criterion.wanted, facts)
    return Judged(criterion.name, outcome, f"criterion.{criterion.name}.{outcome}", values)


def _municipalities(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    allowed = FLEVOLAND if wanted == ["flevoland"] else frozenset(wanted)
    values: dict[str, Any] = {"wanted": "Flevoland" if wanted == ["flevoland"] else list(wanted)}
    place = facts.get("municipality")
    if place is None:
        return "unknown", values
    return ("yes" if place in allowed else "no"), values


def _sectors(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    sector = facts.get("sector")
    values: dict[str, Any] = {"wanted": list(wanted)}
    if sector is None or sector == "overig":
        return "unknown", values
    return ("yes" if sector in wanted else "no"), values


def _sectors_not(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    outcome, values = _sectors(wanted, facts)
    return _opposite(outcome), values


def _legal_forms_not(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    form = facts.get("legal_form")
    values = {"wanted": ", ".join(wanted)}
    if form is None:
        return "unknown", values
    return ("no" if form in wanted else "yes"), values


def _bounds(name: str) -> Callable[[Mapping[str, int], Mapping[str, Any]], Any]:
    def rule(wanted: Mapping[str, int], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
        value = facts.get(name)
        low, high = wanted.get("min", 0), wanted.get("max")
        values = {"min": _number(low), "max": _number(high)}
        values["wanted"] = (
            f"hoogstens {values['max']}"
            if not low
            else f"minstens {values['min']}"
            if high is None
            else f"{values['min']} tot {values['max']}"
        )
        if value is None:
            return "unknown", values
        first, last = (value[0], value[-1]) if isinstance(value, list) else (value, value)
        if last < low or (high is not None and first > high):
            return "no", values
        if first >= low and (high is None or last <= high):
            return "yes", values
        return "unknown", values  # a range that lies across the bound

    return rule


def _not_started(wanted: bool, facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    started = facts.get("started_already")
    if started is None:
        return "unknown", {}
    return ("no" if started else "yes"), {}


def _in_trouble(wanted: bool, facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    trouble = facts.get("in_trouble")
    if trouble is None:
        return ("unknown" if wanted else "yes"), {}
    return ("yes" if bool(trouble) == wanted else "no"), {}


def _opposite(outcome: Outcome) -> Outcome:
    opposite: dict[Outcome, Outcome] = {"yes": "no", "no": "yes", "unknown": "unknown"}
    return opposite[outcome]


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}".replace(",", ".")


RULES: dict[str, Callable[[Any, Mapping[str, Any]], tuple[Outcome, dict[str, Any]]]] = {
    "municipalities": _municipalities,
    "sectors": _sectors,
    "sectors_not": _sectors_not,
    "legal_forms_not": _legal_forms_not,
    "employees": _bounds("employees"),
    "company_age_years": _bounds("company_age_years"),
    "annual_turnover_eur": _bounds("annual_turnover_eur"),
    "amount_eur": _bounds("amount_eur"),
    "not_started": _not_started,
    "in_trouble": _in_trouble,
}
