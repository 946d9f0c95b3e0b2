"""Instruments and brokers as they stand in data/knowledge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Mapping

CRITERIA: Mapping[str, str | None] = {
    "municipalities": "municipality",
    "owner_municipalities": "owner_municipality",
    "sectors": "sector",
    "sectors_not": "sector",
    "legal_forms": "legal_form",
    "legal_forms_not": "legal_form",
    "stages": "stage",
    "stages_not": "stage",
    "employees": "employees",
    "company_age_years": "company_age_years",
    "annual_turnover_eur": "annual_turnover_eur",
    "amount_eur": "amount_eur",
    "earlier_aid_eur": "earlier_aid",
    "not_started": "started_already",
    "in_trouble": "in_trouble",
    "window": None,
    "budget": None,
}
"""Criterion → the field that answers it, None where no answer of the entrepreneur does; what each
means is in `bot.matching.criteria`."""

NOT_ASKED = ("stage", "in_trouble")
"""Fields that nobody is asked for: the one is concluded, the other is only heard."""


def answered_by(criterion: str) -> str | None:
    """The field that an answer to would settle a criterion, if somebody can be asked for it."""
    field = CRITERIA[criterion]
    return None if field in NOT_ASKED else field


@dataclass(frozen=True)
class Criterion:
    """One condition of an instrument."""

    name: str
    wanted: Any
    because: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Instrument:
    """A fund, subsidy, network, programme, prize, advice or safety net."""

    id: str
    name: str
    kind: str
    summary: str
    needs: Mapping[str, int]
    """Need id → how much it helps there: 3 is made for it, 2 helps, 1 helps a little."""
    criteria: tuple[Criterion, ...]
    checked: date
    source: str
    via: str | None = None
    """Who must apply, where the entrepreneur cannot."""
    url: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str | None = None
    aliases: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Need id → what it is and does for that need, in one sentence."""
    amount: str | None = None
    """How much it is, in a few words that end a sentence; None where no source says so."""

    def offered(self, today: date) -> bool:
        """Whether it may be offered: what has ended may not, nor what has yet to begin."""
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_to is None or self.valid_to >= today)


@dataclass(frozen=True)
class Broker:
    """A groeimakelaar as the assistant knows them."""

    id: str
    name: str
    themes: tuple[str, ...]
    municipalities: tuple[str, ...]
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("nl",)
    """ISO 639-1 codes."""
    capacity: int = 20
    """Growth questions in hand above which no new ones come."""
    absent: tuple[tuple[date, date], ...] = ()
    """First and last days of absences."""
    email: str | None = None

    def is_absent(self, day: date) -> bool:
        """Whether they are away on a day."""
        return any(first <= day <= last for first, last in self.absent)


class CatalogueError(ValueError):
    """An entry of the catalogue cannot be read; the message names it."""


def load_instruments(
    data: Mapping[str, Any], reasons: Mapping[str, Mapping[str, str]]
) -> tuple[Instrument, ...]:
    """Instruments from data/knowledge/instruments.yml.

    Args:
        reasons: data/knowledge/instrument_reasons.yml, by instrument and need.

    Raises:
        CatalogueError: an entry lacks a field or has one that is not known.
    """
    return tuple(_instrument(entry, reasons.get(entry["id"], {})) for entry in data["instruments"])


def load_brokers(data: Mapping[str, Any]) -> tuple[Broker, ...]:
    """Brokers from data/knowledge/brokers.yml."""
    return tuple(
        Broker(
            id=entry["id"],
            name=entry["name"],
            themes=tuple(entry["themes"]),
            municipalities=tuple(entry["municipalities"]),
            sectors=tuple(entry.get("sectors", ())),
            languages=tuple(entry.get("languages", ("nl",))),
            capacity=int(entry.get("capacity", 20)),
            absent=tuple((_day(a["from"]), _day(a["to"])) for a in entry.get("absent", ())),
            email=entry.get("email"),
        )
        for entry in data["brokers"]
    )


def _instrument(entry: Mapping[str, Any], reasons: Mapping[str, str]) -> Instrument:
    try:
        criteria = []
        for name, wanted in (entry.get("criteria") or {}).items():
            if name not in CRITERIA:
                raise CatalogueError(f"{entry['id']}: onbekende voorwaarde {name!r}")
            criteria.append(Criterion(name, wanted))
        return Instrument(
            id=entry["id"],
            name=entry["name"],
            kind=entry["kind"],
            summary=entry["summary"],
            needs=dict(entry.get("needs") or {}),
            reasons=dict(reasons),
            criteria=tuple(criteria),
            checked=_day(entry["checked"]),
            source=entry["source"],
            via=entry.get("via"),
            url=entry.get("url"),
            valid_from=_day(entry["valid_from"]) if entry.get("valid_from") else None,
            valid_to=_day(entry["valid_to"]) if entry.get("valid_to") else None,
            replaced_by=entry.get("replaced_by"),
            aliases=tuple(entry.get("aliases", ())),
            amount=entry.get("amount"),
        )
    except KeyError as missing:
        raise CatalogueError(f"{entry.get('id', entry)}: {missing} ontbreekt") from None


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
