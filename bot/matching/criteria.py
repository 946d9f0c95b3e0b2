"""Each criterion against what is known: yes, no or unknown, with the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Callable, Literal, Mapping

from bot.matching.models import Criterion

FLEVOLAND = frozenset({"almere", "dronten", "lelystad", "noordoostpolder", "urk", "zeewolde"})

Outcome = Literal["yes", "no", "unknown"]
Rule = Callable[[Any, Mapping[str, Any]], tuple[Outcome, dict[str, Any]]]


@dataclass(frozen=True)
class Judged:
    """The outcome of one criterion."""

    criterion: str
    outcome: Outcome
    key: str
    """Key of the words for it, in data/texts/matching.yml."""
    values: Mapping[str, Any]


def judge(criterion: Criterion, facts: Mapping[str, Any], today: date) -> Judged:
    """Hold one criterion against the facts, and the day."""
    if criterion.name == "window":
        outcome, values = _window(criterion.wanted, today)
    else:
        outcome, values = RULES[criterion.name](criterion.wanted, facts)
    words = f"{criterion.name}_not" if criterion.wanted is False else criterion.name
    return Judged(criterion.name, outcome, f"criterion.{words}.{outcome}", values)


def _place(name: str) -> Rule:
    def rule(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
        whole = wanted == ["flevoland"]
        allowed = FLEVOLAND if whole else frozenset(wanted)
        values: dict[str, Any] = {"wanted": "Flevoland" if whole else list(wanted)}
        place = facts.get(name)
        if place is None:
            return "unknown", values
        return ("yes" if place in allowed else "no"), values

    return rule


def _sectors(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    sector = facts.get("sector")
    values: dict[str, Any] = {"wanted": list(wanted)}
    if sector == "overig" and facts.get("trade_known"):
        return "no", values  # "salon" is a trade of no sector; of an unknown one it is not sure
    if sector is None or sector == "overig":
        return "unknown", values
    return ("yes" if sector in wanted else "no"), values


def _sectors_not(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    outcome, values = _sectors(wanted, facts)
    return _opposite(outcome), values


def _one_of(name: str, refused: bool) -> Rule:
    def rule(wanted: list[str], facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
        found = facts.get(name)
        values: dict[str, Any] = {"wanted": list(wanted)}
        if found is None:
            return "unknown", values
        return ("yes" if (found in wanted) != refused else "no"), values

    return rule


def _window(wanted: Any, today: date) -> tuple[Outcome, dict[str, Any]]:
    """Open between two days; ``varies``: only at times that are announced elsewhere."""
    if wanted == "varies":
        return "unknown", {"from": "", "to": ""}
    first, last = wanted["from"], wanted["to"]
    values = {"from": f"{first:%d-%m-%Y}", "to": f"{last:%d-%m-%Y}"}
    return ("yes" if first <= today <= last else "no"), values


def _budget(wanted: str, facts: Mapping[str, Any]) -> tuple[Outcome, dict[str, Any]]:
    """``open``, ``unsure`` or ``spent``, as of the day that it was checked."""
    found: dict[str, Outcome] = {"open": "yes", "unsure": "unknown", "spent": "no"}
    return found[wanted], {}


def _bounds(name: str) -> Rule:
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


RULES: dict[str, Rule] = {
    "municipalities": _place("municipality"),
    "owner_municipalities": _place("owner_municipality"),
    "sectors": _sectors,
    "sectors_not": _sectors_not,
    "legal_forms": _one_of("legal_form", refused=False),
    "legal_forms_not": _one_of("legal_form", refused=True),
    "stages": _one_of("stage", refused=False),
    "stages_not": _one_of("stage", refused=True),
    "employees": _bounds("employees"),
    "company_age_years": _bounds("company_age_years"),
    "annual_turnover_eur": _bounds("annual_turnover_eur"),
    "amount_eur": _bounds("amount_eur"),
    "earlier_aid_eur": _bounds("earlier_aid"),
    "budget": _budget,
    "not_started": _not_started,
    "in_trouble": _in_trouble,
}
