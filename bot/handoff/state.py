"""How deliveries stand, in words: for the console, and for the entrepreneur who asks."""

from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy.engine import Engine

from bot.handoff import targets
from bot.knowledge import Knowledge
from bot.moments import in_words
from bot.store import deliveries


def of_record(store: Engine, k: Knowledge, record_id: str) -> list[dict[str, Any]]:
    """The deliveries of one record: ``id``, ``status`` and ``text``."""
    return [
        {"id": row["id"], "status": row["status"], "text": _text(k, row)}
        for row in deliveries.of_record(store, record_id)
    ]


def dead(store: Engine, k: Knowledge) -> list[dict[str, Any]]:
    """What did not arrive and will not by itself: ``id``, ``record_id``, ``text``, ``at``."""
    return [
        {
            "id": row["id"],
            "record_id": row["record_id"],
            "text": _text(k, row),
            "at": row["updated_at"],
        }
        for row in deliveries.dead(store)
    ]


def notices(store: Engine, k: Knowledge, unusable: Mapping[str, str | None]) -> list[str]:
    """What a broker must know of deliveries as a whole, one line each; empty when all is well.

    Args:
        unusable: every target that is wanted → why it cannot work as it is set up, None if it can.
    """
    rows = deliveries.overview(store)
    lines = []
    for name, problem in unusable.items():
        waiting = [r for r in rows if r["target"] == name and r["status"] == "waiting"]
        number = sum(r["number"] for r in waiting)
        tried = next((r["problem"] for r in waiting if r["problem"]), None)
        if problem or tried:
            key = "all_wait" if problem else "retrying"
            title = targets.title(name)
            lines.append(_say(k, key, title=title, problem=problem or tried, number=number))
    number = sum(r["number"] for r in rows if r["status"] == "dead")
    if number:
        lines.append(_say(k, "some_dead", number=number))
    return lines


def _text(k: Knowledge, row: Mapping[str, Any]) -> str:
    target, status = targets.title(row["target"]), row["status"]
    if status == "delivered":
        return _say(k, status, target=target, when=in_words(row["delivered_at"]))
    if status == "waiting" and row["problem"]:
        status = "waiting_problem"
    return _say(k, status, target=target, problem=row["problem"])


def _say(k: Knowledge, key: str, **values: Any) -> str:
    return k.texts.get(f"delivery.{key}")[0].format(**values)
