"""The work list's filter as it stands in an address, and the choices that the page offers."""

from __future__ import annotations

from datetime import date
from typing import Any, Mapping, Sequence
from urllib.parse import urlencode

from bot.console.words import CHANNEL, STATUS
from bot.knowledge import Knowledge
from bot.store.work_list import CERTAINTY, CRM, NOBODY, TABS, Filter

NAMES = (
    "tab", "q", "thema", "behoefte", "gemeente", "sector", "fase", "kanaal", "makelaar", "vanaf",
    "tot", "status", "crm", "zekerheid", "label",
)  # fmt: skip
"""Parameters of the address; what is not among them, or has no known value, is left out."""

LONGEST_WORDS = 200


def read(query: Mapping[str, str], k: Knowledge) -> Filter:
    """The filter of an address."""
    tab = next((tab for tab in TABS if tab == query.get("tab")), TABS[-1])
    needs: tuple[str, ...] | None = None
    if query.get("behoefte") in k.needs_by_id:
        needs = (query["behoefte"],)
    elif query.get("thema") in k.themes:
        needs = tuple(need.id for need in k.needs if need.theme == query["thema"])
    return Filter(
        tab=tab,
        words=query.get("q", "")[:LONGEST_WORDS],
        needs=needs,
        municipality=query.get("gemeente") or None,
        sector=query.get("sector") or None,
        stage=query.get("fase") or None,
        channel=query.get("kanaal") or None,
        owner=_owner(query.get("makelaar", "")),
        since=_day(query.get("vanaf", "")),
        until=_day(query.get("tot", "")),
        status=_one_of(query.get("status"), STATUS),
        crm=_one_of(query.get("crm"), CRM),
        certainty=_one_of(query.get("zekerheid"), CERTAINTY),
        tag=query.get("label") or None,
    )


def address(query: Mapping[str, str], **changed: str | None) -> str:
    """The address's query with some parameters changed, or left out (None)."""
    kept = {n: query[n] for n in NAMES if query.get(n)}
    kept.update({n: v for n, v in changed.items() if v})
    return urlencode({n: v for n, v in kept.items() if n not in changed or changed[n]})


def in_use(query: Mapping[str, str]) -> bool:
    """Whether anything but the tab is filtered by."""
    return any(query.get(name) for name in NAMES if name != "tab")


def choices(
    k: Knowledge, owners: Sequence[Mapping[str, Any]], tags: Sequence[str]
) -> list[dict[str, Any]]:
    """The selections of the page: ``name``, ``label``, and ``options`` as (value, label)."""
    places = [p for p in k.gazetteer.places if p.is_municipality and p.in_flevoland]
    people = [(NOBODY, "niemand"), *((str(o["id"]), o["name"]) for o in owners)]
    return [
        _choice("thema", "Thema", k.themes.items()),
        _choice("behoefte", "Behoefte", ((n.id, n.label) for n in k.needs)),
        _choice("gemeente", "Gemeente", ((p.municipality, p.name) for p in places)),
        _choice("sector", "Sector", ((s.id, s.name) for s in k.gazetteer.sectors)),
        _choice("fase", "Fase", ((s.id, s.label) for s in k.stages)),
        _choice("kanaal", "Kanaal", CHANNEL.items()),
        _choice("makelaar", "Makelaar", people),
        _choice("status", "Status", STATUS.items()),
        _choice("crm", "CRM", CRM_NAMES.items()),
        _choice("zekerheid", "Zekerheid", CERTAINTY_NAMES.items()),
        _choice("label", "Label", ((tag, tag) for tag in tags)),
    ]


CRM_NAMES = {
    "none": "niet nodig",
    "waiting": "onderweg",
    "delivered": "aangekomen",
    "dead": "niet aangekomen",
}
CERTAINTY_NAMES = {"low": "onder 50 %", "middle": "50 tot 80 %", "high": "80 % of meer"}


def _choice(name: str, label: str, options: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "options": list(options)}


def _one_of(value: str | None, known: Any) -> str | None:
    return value if value in known else None


def _owner(value: str) -> int | str | None:
    if value == NOBODY:
        return NOBODY
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
