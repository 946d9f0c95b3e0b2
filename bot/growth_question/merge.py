"""A record that two write: the bot at each turn, and a broker who edits it. The broker's stays.

The bot knows nothing of an edit: it builds the record anew from what the entrepreneur told it. What
a broker wrote is put back over that, so that no later turn undoes it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Collection, Mapping

HOLDABLE = ("question", "needs", "contact", "broker")
"""Parts of a record, beside its fields, that a broker can write."""

TAKEN_UP = ("handed_over", "in_progress", "closed")
"""Statuses that only people give."""


def merged(
    stored: Mapping[str, Any], told: Mapping[str, Any], held: Collection[str]
) -> dict[str, Any]:
    """The next version: what the bot tells now, with what brokers wrote put back over it.

    Args:
        stored: the newest version.
        told: the record as the bot builds it.
        held: parts (`HOLDABLE`) that a broker wrote. Fields tell it themselves, by their source.
    """
    result = deepcopy(dict(told))
    result["version"] = stored["version"] + 1
    for name, field in stored["fields"].items():
        if field["source"] == "broker":
            result["fields"][name] = deepcopy(field)
    for part in HOLDABLE:
        if part in held:
            result[part] = deepcopy(stored[part])
    if told["status"] != "withdrawn" and stored["status"] in TAKEN_UP:
        result["status"] = stored["status"]
    if told["status"] == "withdrawn":
        # Whoever takes it back must not be called, whoever wrote the number down.
        result["contact"] = None
    return result
