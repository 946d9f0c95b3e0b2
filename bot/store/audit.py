"""Who did what on the console. Rows are only added; the database refuses anything else."""

from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from bot.store.database import now, reading
from bot.store.work_tables import audit_log


def note(
    connection: Connection,
    broker_id: int | None,
    who: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a row in the caller's transaction: what was done and the note stand or fall together.

    Args:
        who: name at that moment.
        action: what was done, such as ``record.claim``.
        subject: id of the record, the talk or the account that it was done to.
        detail: more about it; never words of an entrepreneur.
    """
    connection.execute(
        insert(audit_log).values(
            at=now(),
            broker_id=broker_id,
            who=who,
            action=action,
            subject=subject[:80],
            detail=dict(detail) if detail else None,
        )
    )


def newest(
    engine: Engine, limit: int = 100, offset: int = 0, subject: str | None = None
) -> list[dict[str, Any]]:
    """Rows, the newest first.

    Args:
        subject: only what was done to this.
    """
    query = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit).offset(offset)
    if subject is not None:
        query = query.where(audit_log.c.subject == subject)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
