"""Reads YAML with the line on which each mapping, list and key stands.

With the library that reads the knowledge itself, so that what is checked is what is used; a key
that stands twice is an error here, where that library keeps the last one and says nothing.
"""

from __future__ import annotations

from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class KeyStandsTwice(yaml.MarkedYAMLError):
    """A mapping holds a key twice."""


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
        KeyStandsTwice: it does; ``problem`` says it in Dutch, ``problem_mark`` where.
        yaml.YAMLError: it is no valid YAML.
    """
    loader = _Loader(text)
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
            key = loader.construct_object(key_node)
            if key in made:
                problem = f"{key!r} staat er twee keer"
                raise KeyStandsTwice(problem=problem, problem_mark=key_node.start_mark)
            made[key], made.lines[key] = _placed(value_node, loader), key_node.start_mark.line + 1
        return made
    if isinstance(node, yaml.SequenceNode):
        listed = PlacedList(_placed(item, loader) for item in node.value)
        listed.line = node.start_mark.line + 1
        return listed
    return loader.construct_object(node)
