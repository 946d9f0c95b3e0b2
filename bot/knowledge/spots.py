"""Where each text, question, need and instrument stands, so that a mistake finds its item.

`bot check` says a file and a line; people look at items. Lines are read with the same YAML
library as the knowledge itself.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

import yaml

from bot.knowledge.check import Problem
from bot.knowledge.placed import LOADER
from bot.paths import DATA

NAMES = ("id", "field")
"""What an entry of a list is called by; a question for instruments has no id."""


@dataclass(frozen=True)
class Spot:
    """One item in its file."""

    item: str
    """Its id, or the key of a text."""
    file: str
    """Relative to the project, as `bot check` writes it."""
    line: int
    """First line, from 1."""


def spots(root: Path = DATA) -> list[Spot]:
    """All items of ``knowledge`` and ``texts``, in the order of files and lines.

    Files that are no valid YAML have none: `bot check` says so.
    """
    found = []
    for file in sorted([*(root / "knowledge").glob("*.yml"), *(root / "texts").glob("*.yml")]):
        try:
            tree = yaml.compose(file.read_text(encoding="utf-8"), Loader=LOADER)
        except yaml.YAMLError:
            continue
        name = str(file.relative_to(root.parent))
        found += [Spot(item, name, line) for item, line in _items(tree)]
    return found


def by_item(problems: Sequence[Problem], places: Sequence[Spot]) -> dict[str, list[Problem]]:
    """Item → what is wrong with it; under its file's name what belongs to no item."""
    lines: dict[str, list[Spot]] = {}
    for spot in places:
        lines.setdefault(spot.file, []).append(spot)
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        there = lines.get(problem.file, [])
        at = bisect_right([spot.line for spot in there], problem.line) - 1
        found.setdefault(there[at].item if at >= 0 else problem.file, []).append(problem)
    return found


def stamp(root: Path = DATA) -> Mapping[str, float]:
    """File → when it last changed; the same as long as nothing did."""
    files = [*(root / "knowledge").glob("*.yml"), *(root / "texts").glob("*.yml")]
    return {str(file): file.stat().st_mtime for file in files}


def _items(tree: Any) -> list[tuple[str, int]]:
    if not isinstance(tree, yaml.MappingNode):
        return []
    items = []
    for key, value in tree.value:
        if isinstance(value, yaml.SequenceNode) and value.value and _name(value.value[0]):
            items += [(_name(entry), entry.start_mark.line + 1) for entry in value.value]
        else:
            items.append((key.value, key.start_mark.line + 1))
    return sorted(((name, line) for name, line in items if name), key=lambda pair: pair[1])


def _name(entry: Any) -> str:
    if not isinstance(entry, yaml.MappingNode):
        return ""
    known = {key.value: value.value for key, value in entry.value}
    return next((str(known[name]) for name in NAMES if name in known), "")
