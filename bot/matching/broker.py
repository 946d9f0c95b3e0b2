"""Which broker: by theme of the need, place, sector, and how many questions they have in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Mapping, Sequence

if TYPE_CHECKING:
    from bot.knowledge import Knowledge

THEME, PLACE, SECTOR, LOAD = 3.0, 2.0, 1.0, 0.25
"""Weights: knowing the subject counts most, then being near, then knowing the trade; each question
in hand counts against."""

LANGUAGE = 10.0
"""Who cannot be talked with cannot help, whatever they know."""


@dataclass(frozen=True)
class BrokerChoice:
    """The broker that is proposed."""

    id: str
    because: str


def choose_broker(
    k: Knowledge,
    need_ids: Sequence[str],
    facts: Mapping[str, Any],
    load: Mapping[str, int],
    today: date,
    language: str = "nl",
) -> BrokerChoice | None:
    """The broker who fits best, with the reason; None when there are no brokers.

    Who is away, or has as many questions in hand as they can take, is passed over as long as there
    is somebody else: it must go to a person all the same.

    Args:
        load: broker → growth questions in hand.
        language: ISO 639-1 code of the language that the entrepreneur asked for.
    """
    themes = [k.needs_by_id[need].theme for need in need_ids]
    place, sector = facts.get("municipality"), facts.get("sector")
    best = None
    free = [b for b in k.brokers if not b.is_absent(today) and load.get(b.id, 0) < b.capacity]
    for broker in free or k.brokers:
        theme = next((t for t in themes if t in broker.themes), None)
        near = place in broker.municipalities
        knows = sector in broker.sectors
        score = (
            THEME * (theme is not None)
            + PLACE * near
            + SECTOR * knows
            + LANGUAGE * (language in broker.languages)
            - LOAD * load.get(broker.id, 0)
        )
        if best is None or score > best[0]:
            best = (score, broker, theme, near, knows)
    if best is None:
        return None
    _, broker, theme, near, knows = best
    reasons = []
    if language != "nl" and language in broker.languages:
        reasons.append(_words(k, "language"))
    if theme:
        reasons.append(_words(k, "theme", theme=k.theme_label(theme).lower()))
    if near:
        reasons.append(_words(k, "place", place=k.municipality_name(str(place))))
    if knows:
        reasons.append(_words(k, "sector", sector=k.sector_name(str(sector)).lower()))
    return BrokerChoice(broker.id, ", ".join(reasons) or _words(k, "free"))


def _words(k: Knowledge, key: str, **values: Any) -> str:
    return k.texts.get(f"match.broker.{key}")[0].format(**values)
