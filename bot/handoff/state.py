"""How deliveries stand, in words: for the console, and for the entrepreneur who asks."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from bot.handoff import targets
from bot.knowledge import Knowledge
from bot.settings import Settings
from bot.store import deliveries

HERE = ZoneInfo("Europe/Amsterdam")


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


def notices(
    store: Engine, k: Knowledge, settings: Settings, environment: Mapping[str, str]
) -> list[str]:
    """What a broker must know of deliveries as a whole, one line each; empty when all is well."""
    rows = deliveries.overview(store)
    lines = []
    unusable = targets.problems(settings, environment, k)
    for name in targets.names(settings, environment):
        waiting = [r for r in rows if r["target"] == name and r["status"] == "waiting"]
        number = sum(r["number"] for r in waiting)
        stuck = next((r["problem"] for r in waiting if r["problem"]), None)
        problem = unusable.get(name) or stuck
        if problem:
            lines.append(
                _say(k, "all_wait", title=targets.title(name), problem=problem, number=number)
            )
    number = sum(r["number"] for r in rows if r["status"] == "dead")
    if number:
        lines.append(_say(k, "some_dead", number=number))
    return lines


def moment(value: datetime) -> str:
    """A moment as people here read it: 24-11-2026 om 14:05."""
    aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
    return aware.astimezone(HERE).strftime("%d-%m-%Y om %H:%M")


def _text(k: Knowledge, row: Mapping[str, Any]) -> str:
    target, status = targets.title(row["target"]), row["status"]
    if status == "delivered":
        return _say(k, status, target=target, when=moment(row["delivered_at"]))
    if status == "waiting" and row["problem"]:
        status = "waiting_problem"
    return _say(k, status, target=target, problem=row["problem"])


def _say(k: Knowledge, key: str, **values: Any) -> str:
    return k.texts.get(f"delivery.{key}")[0].format(**values)
