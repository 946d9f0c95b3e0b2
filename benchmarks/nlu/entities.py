"""Values found in the examples, held against what their writers marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.knowledge import load
from bot.knowledge.examples import Example, Marked
from bot.language.extract import extract

SURE = 0.6
"""Confidence from which a find is said of the own company (see `bot.language.found`)."""

TODAY = date(2026, 6, 1)
"""The day that periods are counted from here, so that figures do not change with the calendar."""

NAMED = frozenset({"municipality", "place", "person_name"})
"""Marked wherever they are named, whoever's they are (docs/understanding.md): any find counts."""

NOT_BY_GRAMMAR = frozenset({"instrument"})


def entity_figures(examples: Sequence[Example]) -> dict[str, Any]:
    """Precision, recall and F1 for each entity, and what went wrong."""
    gazetteer = load().gazetteer
    hit: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: list[dict[str, str]] = []
    for example in examples:
        found = {
            (f.entity, text_of(f.value)): example.text[f.start : f.end]
            for f in extract(example.text, TODAY, gazetteer)
            if f.confidence >= SURE or f.entity in NAMED
        }
        marked = {
            (m.entity, text_of(m.value)): example.text[m.start : m.end]
            for m in expected(example.entities, gazetteer)
        }
        names = [m for m in example.entities if m.entity == "company_name"]
        for entity, value in sorted({*found, *marked}):
            if entity in NOT_BY_GRAMMAR:
                continue
            if (entity, value) not in marked and _in_name(
                entity, found[entity, value], example.text, names
            ):
                continue
            if (entity, value) in found and (entity, value) in marked:
                hit[entity] += 1
                continue
            (extra if (entity, value) in found else missed)[entity] += 1
            kind = "found, not marked" if (entity, value) in found else "marked, not found"
            words = (found if (entity, value) in found else marked)[entity, value]
            wrong.append(
                {
                    "entity": entity,
                    "value": value,
                    "words": words,
                    "what": kind,
                    "text": example.text,
                }
            )
    return {
        "by_entity": {
            entity: _f1(hit[entity], extra[entity], missed[entity])
            for entity in sorted(hit | extra | missed)
        },
        "mistakes": wrong,
    }


def _in_name(entity: str, words: str, text: str, names: Sequence[Marked]) -> bool:
    """Whether the own company's name tells it: "Slagerij De Haan BV".

    Marks cannot lie within each other, so this is right without one.
    """
    return entity in ("sector", "legal_form", "place", "municipality") and any(
        words in text[name.start : name.end] for name in names
    )


def expected(marked: Sequence[Marked], gazetteer: Any) -> list[Marked]:
    """What was marked, and the municipality that a marked place implies."""
    result = list(marked)
    for one in marked:
        if one.entity == "place":
            place = next((p for p in gazetteer.places if p.name == one.value), None)
            if place is not None and place.municipality:
                result.append(Marked("municipality", place.municipality, one.start, one.end))
    return result


def text_of(value: Any) -> str:
    """A value as it is marked: ranges with a dash, no fraction where there is none."""
    if isinstance(value, (list, tuple)):
        return "-".join(text_of(v) for v in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _f1(hit: int, extra: int, missed: int) -> dict[str, float]:
    precision = hit / (hit + extra) if hit + extra else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
        "marked": hit + missed,
    }
