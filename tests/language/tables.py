"""What the tables of these tests are read with: the real gazetteer and one fixed day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from bot.language import Found, Gazetteer, extract
from bot.paths import KNOWLEDGE

TODAY = date(2026, 11, 24)
SURE = 0.6
"""From here on a finding counts as said about the own company."""


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer of data/knowledge."""
    read = [
        yaml.safe_load((KNOWLEDGE / name).read_text(encoding="utf-8"))
        for name in ("places.yml", "sectors.yml", "instrument_names.yml")
    ]
    return Gazetteer.from_data(*read)


def found(text: str, entity: str, asked: str | None = None) -> list[Found]:
    """Findings of one entity, with offsets that lie in the text."""
    every = extract(text, TODAY, gazetteer(), asked)
    for one in every:
        assert 0 <= one.start < one.end <= len(text), one
        assert text[one.start : one.end].strip(), one
    return [f for f in every if f.entity == entity]


def values(text: str, entity: str, asked: str | None = None) -> list[Any]:
    """Values of one entity that are sure enough to be taken as said."""
    return [f.value for f in found(text, entity, asked) if f.confidence >= SURE]
