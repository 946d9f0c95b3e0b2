"""What a broker may change of a growth question, read from a form. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.growth_question import record as records
from bot.knowledge import Knowledge
from bot.matching.match import match

LONGEST = 400

TEXT = (
    "approach",
    "ambition", "desired_result", "obstacle", "tried", "urgency", "trigger", "company_name",
    "wanted_help",
)  # fmt: skip
NUMBERS = {
    "employees": 100_000,
    "horizon_months": 240,
    "amount_eur": 1_000_000_000,
    "annual_turnover_eur": 10_000_000_000,
    "company_age_years": 500,
    "earlier_aid": 1_000_000_000,
}
"""Field → the highest number that it may be."""

RANGES = ("employees", "horizon_months", "amount_eur", "company_age_years")
"""Fields that may be a range, such as 10-24."""

LEGAL_FORMS = (
    "eenmanszaak", "vof", "maatschap", "cv", "bv", "nv", "stichting", "vereniging", "cooperatie",
)  # fmt: skip
YES_NO = ("started_already",)

EDITABLE = (
    "desired_result", "horizon_months", "municipality", "sector", "employees", "stage",
    "legal_form", "amount_eur", "annual_turnover_eur", "company_name", "kvk_number",
    "company_age_years", "earlier_aid", "started_already", "tried", "situation", "obstacle",
    "ambition", "urgency", "trigger", "wanted_help",
)  # fmt: skip


class CannotEdit(ValueError):
    """What was filled in cannot be a value of that field; the message says why, in Dutch."""


def read_value(name: str, text: str, k: Knowledge) -> Any:
    """The value of a field from what was filled in.

    Raises:
        CannotEdit
    """
    text = " ".join(text.split())
    if name not in EDITABLE:
        raise CannotEdit("Dit gegeven kun je niet aanpassen.")
    if not text:
        raise CannotEdit("Vul iets in.")
    known = choices(name, k)
    if known is not None:
        if text not in dict(known):
            raise CannotEdit("Kies een van de mogelijkheden.")
        return text == "ja" if name in YES_NO else text
    if name in NUMBERS:
        return _number(name, text)
    if name == "kvk_number":
        digits = re.sub(r"[ .]", "", text)
        if not re.fullmatch(r"[0-9]{8}", digits):
            raise CannotEdit("Een KVK-nummer heeft acht cijfers.")
        return digits
    if len(text) > LONGEST:
        raise CannotEdit(f"Dat is te lang: hoogstens {LONGEST} tekens.")
    return text


def choices(name: str, k: Knowledge) -> list[tuple[str, str]] | None:
    """Value and label of each possible value; None for a field that takes any."""
    if name == "municipality":
        places = [p for p in k.gazetteer.places if p.is_municipality and p.in_flevoland]
        return [(p.municipality, p.name) for p in places]
    if name == "sector":
        return [(s.id, s.name) for s in k.gazetteer.sectors]
    if name == "stage":
        return [(s.id, s.label) for s in k.stages]
    if name == "legal_form":
        return [(form, form) for form in LEGAL_FORMS]
    if name in YES_NO:
        return [("ja", "ja"), ("nee", "nee")]
    return None


def as_text(name: str, value: Any) -> str:
    """A value as it stands in a form."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return "-".join(str(v) for v in value) if name in NUMBERS else "; ".join(map(str, value))
    return "" if value is None else str(value)


def set_field(record: dict[str, Any], name: str, value: Any, k: Knowledge, today: date) -> None:
    """Change a field; what fits is judged anew."""
    was = record["fields"].get(name)
    evidence: dict[str, Any] = {"kind": "broker"}
    record["fields"][name] = {
        "value": value,
        "source": "broker",
        "confirmed": False,
        # What the entrepreneur said stays to be seen.
        "evidence": [evidence, *(was or {}).get("evidence", [])][:6],
    }
    judge(record, k, today)


def set_need(record: dict[str, Any], need: str, k: Knowledge, today: date) -> None:
    """Put another need first.

    Raises:
        CannotEdit: there is no such need.
    """
    if need not in k.needs_by_id:
        raise CannotEdit("Kies een van de behoeften.")
    known = next((n for n in record["needs"] if n["id"] == need), None)
    first = known or {"id": need, "probability": 0.0, "confirmed": False, "evidence": []}
    first = {**first, "evidence": [{"kind": "broker"}, *first["evidence"]][:6]}
    record["needs"] = [first, *(n for n in record["needs"] if n["id"] != need)][:3]
    judge(record, k, today)


def judge(record: dict[str, Any], k: Knowledge, today: date) -> None:
    """What fits, for what the record says now. Nothing is offered to whom nothing was offered."""
    if not record["matches"]:
        return
    needs = [n["id"] for n in record["needs"] if n["id"] in k.needs_by_id]
    facts = {name: field["value"] for name, field in record["fields"].items()}
    record["matches"] = [m.to_record() for m in match(k, needs, facts, today)]


def merge_into(kept: dict[str, Any], other: dict[str, Any]) -> None:
    """Take over from another growth question of the same firm what the kept one lacks."""
    for name, field in other["fields"].items():
        kept["fields"].setdefault(name, field)
    have = {n["id"] for n in kept["needs"]}
    kept["needs"] = [*kept["needs"], *(n for n in other["needs"] if n["id"] not in have)][:3]
    kept["contact"] = {**(other.get("contact") or {}), **(kept.get("contact") or {})} or None


def check(record: dict[str, Any]) -> None:
    """Refuse what would not fit the schema.

    Raises:
        CannotEdit
    """
    try:
        records.validate(record)
    except records.RecordError as problem:
        raise CannotEdit(f"Zo past het niet in de groeivraag ({problem}).") from None


def _number(name: str, text: str) -> int | list[int]:
    plain = re.sub(r"(?<=\d)[. ](?=\d{3}\b)", "", text.replace("€", "").strip())
    found = re.fullmatch(r"(\d{1,12})(?:\s*(?:-|tot)\s*(\d{1,12}))?", plain)
    if found is None or (found[2] and name not in RANGES):
        raise CannotEdit("Vul een heel getal in, of een bereik zoals 10-24.")
    numbers = [int(n) for n in found.groups() if n]
    if max(numbers) > NUMBERS[name] or (len(numbers) == 2 and numbers[0] >= numbers[1]):
        raise CannotEdit("Dat getal kan hier niet.")
    return numbers if len(numbers) == 2 else numbers[0]
