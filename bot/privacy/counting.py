"""Numbers that stay when a growth question goes."""

from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store import reading
from bot.store.tables import statistics


def add(connection: Connection, record: Mapping[str, Any]) -> None:
    """Count a growth question, each of its properties by itself, in the caller's transaction.

    Two of them are never stored together: "a melkveehouder in Zeewolde with this need" may be one
    person, and each of the three numbers is not.
    """
    fields = record["fields"]
    counted = {
        "question": "all",
        "need": record["needs"][0]["id"],
        "route": record["route"],
        "channel": record["channel"],
        "municipality": (fields.get("municipality") or {}).get("value"),
        "sector": (fields.get("sector") or {}).get("value"),
        "confirmed": "yes" if record.get("confirmed_at") else "no",
    }
    month = str(record["created_at"])[:7]
    for kind, value in counted.items():
        if value is None:
            continue
        key = {"month": month, "kind": kind, "value": str(value)[:64]}
        this = (
            (statistics.c.month == key["month"])
            & (statistics.c.kind == key["kind"])
            & (statistics.c.value == key["value"])
        )
        changed = connection.execute(
            update(statistics).where(this).values(number=statistics.c.number + 1)
        )
        if not changed.rowcount:
            connection.execute(insert(statistics).values(**key, number=1))


def counts(store: Engine) -> dict[tuple[str, str, str], int]:
    """Month, kind and value → number."""
    with reading(store) as connection:
        return {
            (row.month, row.kind, row.value): row.number
            for row in connection.execute(select(statistics))
        }
