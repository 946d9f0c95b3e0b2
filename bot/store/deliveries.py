"""Deliveries to the CRM and by mail: what must stand on the other side, and what does.

A row says which version of a record is wanted there. It is written in the transaction that stores
the record, so that nothing is handed over that was not stored, and nothing stored is forgotten.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Sequence

from sqlalchemy import and_, case, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store.database import now, reading, writing
from bot.store.tables import deliveries

LONGEST_PROBLEM = 400


@dataclass(frozen=True)
class Claim:
    """One delivery that a worker has for itself until its lease ends."""

    id: int
    record_id: str
    target: str
    version: int
    """The version to deliver."""
    withdrawn: bool
    reference: str | None
    attempts: int
    """Attempts before this one, since this was wanted."""
    created_at: datetime
    lease: str


def want(
    connection: Connection,
    record_id: str,
    version: int,
    targets: Sequence[str],
    only_known: bool = False,
) -> None:
    """Have this version delivered, in the caller's transaction. It also wakes what was dead.

    Args:
        only_known: only where an earlier version went or was to go.
    """
    for target in targets:
        known = connection.execute(
            select(deliveries.c.id, deliveries.c.wanted_version).where(
                deliveries.c.record_id == record_id, deliveries.c.target == target
            )
        ).first()
        row = {
            "wanted_version": version,
            "withdrawn": 0,
            "status": "waiting",
            "attempts": 0,
            "next_attempt_at": 0.0,
            "updated_at": now(),
        }
        if known is None and not only_known:
            connection.execute(
                insert(deliveries).values(
                    record_id=record_id, target=target, created_at=now(), **row
                )
            )
        elif known is not None and known.wanted_version < version:
            connection.execute(update(deliveries).where(deliveries.c.id == known.id).values(**row))


def withdraw(connection: Connection, record_id: str) -> None:
    """Have a record taken back wherever it was or is being delivered."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.record_id == record_id, deliveries.c.withdrawn == 0)
        .values(withdrawn=1, status="waiting", attempts=0, next_attempt_at=0.0, updated_at=now())
    )


def claim(store: Engine, target: str, at: float, lease_s: float) -> Claim | None:
    """The delivery to this target that has waited longest, for the caller alone; None if none is
    due.

    Args:
        at: this moment, in epoch seconds.
        lease_s: seconds that nobody else may have it; after them, whoever had it and did not
            :func:`renew` it counts as gone.
    """
    due = (
        select(deliveries)
        .where(
            deliveries.c.target == target,
            deliveries.c.status == "waiting",
            deliveries.c.next_attempt_at <= at,
            deliveries.c.leased_until < at,
        )
        .order_by(deliveries.c.next_attempt_at, deliveries.c.id)
        .limit(1)
    )
    with reading(store) as connection:
        # Most looks find nothing: they must not wait for, or hold up, those who write.
        if connection.execute(due).first() is None:
            return None
    lease = secrets.token_hex(16)
    with writing(store) as connection:
        row = connection.execute(due.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id == row.id)
            .values(lease=lease, leased_until=at + lease_s)
        )
    return Claim(
        row.id, row.record_id, row.target, row.wanted_version, bool(row.withdrawn), row.reference,
        row.attempts, row.created_at, lease,
    )  # fmt: skip


def renew(store: Engine, claims: Sequence[Claim], until: float) -> None:
    """Keep these for whoever has them, until this moment in epoch seconds."""
    if not claims:
        return
    mine = deliveries.c.lease.in_([claim.lease for claim in claims])
    with writing(store) as connection:
        connection.execute(update(deliveries).where(mine).values(leased_until=until))


def done(store: Engine, claimed: Claim, reference: str | None) -> bool:
    """It stands there (or is gone from there). False if the lease had ended before.

    What changed meanwhile waits for its own delivery.
    """
    with writing(store) as connection:
        row = connection.execute(
            select(deliveries.c.wanted_version, deliveries.c.withdrawn)
            .where(deliveries.c.id == claimed.id, deliveries.c.lease == claimed.lease)
            .with_for_update()
        ).first()
        if row is None:
            return False
        current = row.wanted_version == claimed.version and bool(row.withdrawn) == claimed.withdrawn
        finished = "withdrawn" if claimed.withdrawn else "delivered"
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id == claimed.id)
            .values(
                status=finished if current else "waiting",
                delivered_version=0 if claimed.withdrawn else claimed.version,
                reference=None if claimed.withdrawn else reference,
                problem=None,
                attempts=0,
                next_attempt_at=0.0,
                lease=None,
                leased_until=0.0,
                delivered_at=now(),
                updated_at=now(),
            )
        )
    return True


def failed(store: Engine, claimed: Claim, problem: str, next_attempt_at: float | None) -> bool:
    """It did not arrive. False if the lease had ended before.

    Args:
        next_attempt_at: epoch seconds; None when trying again makes no sense: it is dead until a
            broker retries it, or the record changes.
    """
    with writing(store) as connection:
        changed = connection.execute(
            update(deliveries)
            .where(deliveries.c.id == claimed.id, deliveries.c.lease == claimed.lease)
            .values(
                # What was wanted anew meanwhile has no attempts yet, and is not dead.
                status="waiting" if next_attempt_at is not None else _dead_if_unchanged(claimed),
                attempts=deliveries.c.attempts + 1,
                next_attempt_at=next_attempt_at or 0.0,
                problem=problem[:LONGEST_PROBLEM],
                lease=None,
                leased_until=0.0,
                updated_at=now(),
            )
        )
    return bool(changed.rowcount)


def _dead_if_unchanged(claimed: Claim) -> Any:
    unchanged = and_(
        deliveries.c.wanted_version == claimed.version,
        deliveries.c.withdrawn == int(claimed.withdrawn),
    )
    return case((unchanged, "dead"), else_="waiting")


def retry(store: Engine, delivery_id: int) -> bool:
    """Try a dead delivery again, now. False if there is no such delivery, or it is not dead."""
    with writing(store) as connection:
        changed = connection.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery_id, deliveries.c.status == "dead")
            .values(status="waiting", attempts=0, next_attempt_at=0.0, updated_at=now())
        )
    return bool(changed.rowcount)


def of_record(store: Engine, record_id: str) -> list[dict[str, Any]]:
    """All deliveries of one record, by target."""
    query = (
        select(deliveries).where(deliveries.c.record_id == record_id).order_by(deliveries.c.target)
    )
    with reading(store) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def dead(store: Engine, limit: int = 100) -> list[dict[str, Any]]:
    """Deliveries that a broker must look at, the newest first."""
    query = (
        select(deliveries)
        .where(deliveries.c.status == "dead")
        .order_by(deliveries.c.updated_at.desc())
        .limit(limit)
    )
    with reading(store) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def overview(store: Engine) -> list[dict[str, Any]]:
    """For each target and status: ``number``, and the ``problem`` that one of them has, if any."""
    query = (
        select(
            deliveries.c.target,
            deliveries.c.status,
            func.count().label("number"),
            func.max(deliveries.c.problem).label("problem"),
        )
        .group_by(deliveries.c.target, deliveries.c.status)
        .order_by(deliveries.c.target, deliveries.c.status)
    )
    with reading(store) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
