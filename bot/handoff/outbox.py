"""Stores a growth question and, in the same transaction, that it must be delivered."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from sqlalchemy.engine import Connection

from bot.handoff.brief import wants_person
from bot.store import deliveries
from bot.store.growth_questions import put_record


def put(
    connection: Connection, record: Mapping[str, Any], author: str, targets: Sequence[str]
) -> None:
    """Store a version of a record, and have it brought to where it must stand.

    A record goes out once a person must see it; from then on every change of it goes too, and when
    it is withdrawn it is taken back.

    Args:
        targets: names of the places to deliver to (`bot.handoff.targets`).
    """
    stored = put_record(connection, record, author)
    if stored is not None:
        hand_over(connection, stored, targets)


def hand_over(connection: Connection, record: Mapping[str, Any], targets: Sequence[str]) -> None:
    """Have a version that was just stored brought to where it must stand."""
    if record["status"] == "withdrawn":
        deliveries.withdraw(connection, record["id"])
        return
    deliveries.want(
        connection,
        record["id"],
        record["version"],
        targets,
        only_known=not wants_person(record),
    )
