"""Reads YAML with the line on which each mapping, list and key stands.

With the library that reads the knowledge itself, so that what is checked is what is used; a key
that stands twice is an error here, where that library keeps the last one and says nothing.
"""

from __future__ import annotations

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""With what everything under data/ is read: the C loader reads the same in a tenth of the time, and
not every build of PyYAML has it."""


class NoValue(yaml.MarkedYAMLError):
    """Valid YAML that cannot be used: a key that stands twice or is no word ("{naam}: ..."), a date
    that does not exist. ``problem`` says it in Dutch."""


class PlacedMap(dict[Any, Any]):
    """A mapping that knows where it and its keys stand (lines from 1)."""

    line: int
    lines: dict[Any, int]


class PlacedList(list[Any]):
    """A list that knows where it stands (line from 1)."""

    line: int


def read_placed(text: str) -> Any:
    """A document as `PlacedMap`, `PlacedList` and plain values; None where it is empty.

    Raises:
        NoValue: a key or value cannot be used; ``problem_mark`` says where.
        yaml.YAMLError: it is no valid YAML.
    """
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _placed(node, loader)
    finally:
        loader.dispose()


def _placed(node: Any, loader: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        made = PlacedMap()
        made.line, made.lines = node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise NoValue(
                    problem="zet aanhalingstekens om wat met { of [ begint",
                    problem_mark=key_node.start_mark,
                )
            key = _plain(key_node, loader)
            if key in made:
                problem = f"{key!r} staat er twee keer"
                raise NoValue(problem=problem, problem_mark=key_node.start_mark)
            made[key], made.lines[key] = _placed(value_node, loader), key_node.start_mark.line + 1
        return made
    if isinstance(node, yaml.SequenceNode):
        listed = PlacedList(_placed(item, loader) for item in node.value)
        listed.line = node.start_mark.line + 1
        return listed
    return _plain(node, loader)


def _plain(node: Any, loader: Any) -> Any:
    try:
        return loader.construct_object(node)
    except ValueError as error:  # 2026-02-30
        problem = f"{node.value!r} bestaat niet"
        raise NoValue(problem=problem, problem_mark=node.start_mark) from error
