"""Finds every mistake in the catalogue: instruments and brokers, with what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any, Iterator, Mapping

from bot.matching.models import CRITERIA

KINDS = frozenset(
    {"fund", "subsidy", "network", "programme", "prize", "advice", "broker", "talent", "safety_net"}
)
NEEDED = ("name", "kind", "summary", "needs", "checked", "source")
BOUNDS = (
    "employees", "company_age_years", "annual_turnover_eur", "amount_eur", "earlier_aid_eur",
)  # fmt: skip
LEGAL_FORMS = frozenset(
    """eenmanszaak vof maatschap cv bv nv stichting vereniging cooperatie
    beheermaatschappij""".split()
)
BUDGETS = ("open", "unsure", "spent")
NEWS_FOR = timedelta(days=365)
"""How long it is worth a line that something has ended: somebody may know what came instead."""

LONGEST_REASON = 120
"""Characters of what an instrument does for a need: three of them are read on a phone at once."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Mistake = tuple[Any, str, bool]
"""The node it stands at, what is wrong and what to do, and whether it stops the start."""


def instruments(
    entries: list[Any],
    names: Mapping[str, Any],
    needs: frozenset[str],
    sectors: frozenset[str],
    places: frozenset[str],
    stages: frozenset[str],
) -> Iterator[Mistake]:
    """Mistakes in instruments.yml.

    Args:
        entries: as read, with their line numbers.
        names: instrument_names.yml.
        needs, sectors, places, stages: ids that there are; places with ``flevoland``.
    """
    times = Counter(entry.get("id") for entry in entries)
    by_id = {entry.get("id"): entry for entry in entries}
    values = {
        "municipalities": ("gemeente", places),
        "owner_municipalities": ("gemeente", places),
        "sectors": ("sector", sectors),
        "sectors_not": ("sector", sectors),
        "legal_forms": ("rechtsvorm", LEGAL_FORMS),
        "legal_forms_not": ("rechtsvorm", LEGAL_FORMS),
        "stages": ("fase", stages),
        "stages_not": ("fase", stages),
    }
    for entry in entries:
        for message in _entry(entry, times, names, needs):
            yield entry, f"{entry.get('id')}: {message}", True
        criteria = entry.get("criteria") or {}
        for name, wanted in criteria.items():
            for message in _criterion(name, wanted, values):
                yield entry, f"{entry.get('id')}: {message}", True
        for message in _dates(entry, by_id):
            yield entry, f"{entry.get('id')}: {message}", True
        ended = _day(entry.get("valid_to"))
        if ended and ended < date.today() <= ended + NEWS_FOR:
            message = f"is afgelopen op {ended} en wordt niet meer aangeboden"
            yield entry, f"{entry.get('id')}: {message}", False


def _entry(
    entry: Any, times: Mapping[Any, int], names: Mapping[str, Any], needs: frozenset[str]
) -> Iterator[str]:
    if times[entry.get("id")] > 1:
        yield "id staat er twee keer"
    if entry.get("id") not in names:
        yield "heeft geen namen in instrument_names.yml"
    for key in NEEDED:
        # What has ended is kept to be known by its name; it helps nobody any more.
        if not entry.get(key) and not (key == "needs" and entry.get("valid_to")):
            yield f"{key} ontbreekt"
    if entry.get("kind") not in KINDS:
        yield f"onbekende kind {entry.get('kind')!r}; kies uit {', '.join(sorted(KINDS))}"
    for need, usefulness in (entry.get("needs") or {}).items():
        if need not in needs:
            yield f"onbekende behoefte {need!r}"
        if usefulness not in (1, 2, 3):
            yield f"nut voor {need} is {usefulness}; het moet 1, 2 of 3 zijn"


def _criterion(
    name: str, wanted: Any, values: Mapping[str, tuple[str, frozenset[str]]]
) -> Iterator[str]:
    if name not in CRITERIA:
        yield f"onbekende voorwaarde {name!r}; kies uit {', '.join(CRITERIA)}"
    elif name in values:
        what, known = values[name]
        if not isinstance(wanted, list):
            yield f"{name} moet een lijst zijn"
            return
        for value in wanted:
            if value not in known:
                yield f"onbekende {what} {value!r}"
    elif name in BOUNDS:
        yield from _bounds(name, wanted)
    elif name == "window":
        yield from _window(wanted)
    elif name == "budget":
        if wanted not in BUDGETS:
            yield f"budget is {wanted!r}; kies uit {', '.join(BUDGETS)}"
    elif not isinstance(wanted, bool):
        yield f"{name} moet true of false zijn"


def _bounds(name: str, wanted: Any) -> Iterator[str]:
    if not isinstance(wanted, dict) or not wanted or set(wanted) - {"min", "max"}:
        yield f"{name} moet min of max hebben, zoals {{max: 50}}"
        return
    if any(not isinstance(v, (int, float)) or isinstance(v, bool) for v in wanted.values()):
        yield f"{name}: min en max moeten getallen zijn"
    elif "min" in wanted and "max" in wanted and wanted["min"] > wanted["max"]:
        yield f"{name}: min {wanted['min']} is meer dan max {wanted['max']}"


def _window(wanted: Any) -> Iterator[str]:
    if wanted == "varies":
        return
    if not isinstance(wanted, dict) or set(wanted) != {"from", "to"}:
        yield "window moet 'varies' zijn, of {from: JJJJ-MM-DD, to: JJJJ-MM-DD}"
        return
    first, last = _day(wanted["from"]), _day(wanted["to"])
    if first is None or last is None:
        yield "window: from en to moeten een dag zijn (JJJJ-MM-DD)"
    elif last < first:
        yield f"window eindigt ({last}) voordat het begint ({first})"


def _dates(entry: Any, by_id: Mapping[Any, Any]) -> Iterator[str]:
    for key in ("checked", "valid_from", "valid_to"):
        if entry.get(key) is not None and _day(entry[key]) is None:
            yield f"{key} moet een dag zijn (JJJJ-MM-DD)"
    first, last = _day(entry.get("valid_from")), _day(entry.get("valid_to"))
    if first and last and last < first:
        yield f"eindigt ({last}) voordat het begint ({first})"
    if (checked := _day(entry.get("checked"))) and checked > date.today():
        yield f"checked ligt in de toekomst ({checked})"
    yield from _replaced(entry, by_id)


def _replaced(entry: Any, by_id: Mapping[Any, Any]) -> Iterator[str]:
    following = entry.get("replaced_by")
    if following is None:
        return
    if following not in by_id:
        yield f"replaced_by noemt {following!r}, en dat staat er niet"
        return
    if not entry.get("valid_to"):
        yield f"is vervangen door {following}: zet valid_to op de laatste dag"
    seen = [entry.get("id")]
    while following is not None and following in by_id:
        if following in seen:
            yield f"vervangt via {' → '.join([*seen[1:], following])} zichzelf"
            return
        seen.append(following)
        following = by_id[following].get("replaced_by")


def reasons(found: Mapping[str, Any], entries: list[Any]) -> Iterator[str]:
    """Mistakes in instrument_reasons.yml.

    Args:
        found: instrument → need → sentence.
        entries: instruments.yml.
    """
    wanted = {entry["id"]: set(entry.get("needs") or {}) for entry in entries}
    for name in {*wanted, *found}:
        there = set(found.get(name) or {})
        for need in sorted(wanted.get(name, set()) - there):
            yield f"{name}: zeg in één zin wat het doet voor {need}"
        for need in sorted(there - wanted.get(name, set())):
            yield f"{name}: {need} staat er niet bij in instruments.yml"
        for need in there:
            text = str(found[name][need])
            if len(text) > LONGEST_REASON or not text.endswith("."):
                yield f"{name}: hooguit {LONGEST_REASON} tekens, en een punt aan het eind: {text!r}"


def brokers(
    entries: list[Any], themes: frozenset[str], sectors: frozenset[str], places: frozenset[str]
) -> Iterator[Mistake]:
    """Mistakes in brokers.yml."""
    times = Counter(entry.get("id") for entry in entries)
    for entry in entries:
        for message in _broker(entry, times, themes, sectors, places):
            yield entry, f"{entry.get('id')}: {message}", True


def _broker(
    entry: Any,
    times: Mapping[Any, int],
    themes: frozenset[str],
    sectors: frozenset[str],
    places: frozenset[str],
) -> Iterator[str]:
    if times[entry.get("id")] > 1:
        yield "id staat er twee keer"
    for key in ("id", "name", "themes", "municipalities"):
        if not entry.get(key):
            yield f"{key} ontbreekt"
    for key, what, known in (
        ("themes", "onbekend thema", themes),
        ("sectors", "onbekende sector", sectors),
        ("municipalities", "onbekende gemeente", places),
    ):
        for value in entry.get(key) or ():
            if value not in known:
                yield f"{what} {value!r}"
    for language in entry.get("languages") or ():
        if not re.fullmatch(r"[a-z]{2}", str(language)):
            yield f"taal {language!r} moet twee letters zijn, zoals nl of pl"
    capacity = entry.get("capacity", 1)
    if not isinstance(capacity, int) or capacity < 1:
        yield f"capacity is {capacity!r}; het moet 1 of meer zijn"
    if entry.get("email") and not _MAIL.fullmatch(str(entry["email"])):
        yield f"email {entry['email']!r} is geen mailadres"
    for away in entry.get("absent") or ():
        first, last = _day(away.get("from")), _day(away.get("to"))
        if first is None or last is None:
            yield "absent: from en to moeten een dag zijn (JJJJ-MM-DD)"
        elif last < first:
            yield f"absent eindigt ({last}) voordat het begint ({first})"


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value is not None else None
    except ValueError:
        return None
