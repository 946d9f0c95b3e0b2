"""Keeping something longer than its period: with a reason, a name and a last day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.engine import Connection

from bot.store import now
from bot.store.tables import growth_questions, holds


class NoReason(ValueError):
    """Nothing is kept longer without one."""


def put(connection: Connection, subject: str, reason: str, author: str, until: datetime) -> None:
    """Keep a growth question (and its talk) or a talk until a day, in the caller's transaction.

    Raises:
        NoReason: the reason is empty, or the day is over.
    """
    if len(reason.strip()) < 5 or until <= now():
        raise NoReason("geef een reden en een dag die nog komt")
    release(connection, subject)
    connection.execute(
        insert(holds).values(
            subject=subject,
            reason=reason.strip()[:400],
            author=author[:64],
            until=until,
            created_at=now(),
        )
    )


def release(connection: Connection, subject: str) -> bool:
    """Keep it no longer than its period; whether it was kept."""
    return bool(connection.execute(delete(holds).where(holds.c.subject == subject)).rowcount)


def of_talk(connection: Connection, conversation_id: str) -> tuple[str, str] | None:
    """Why a talk or a growth question from it is kept, and until what day (YYYY-MM-DD)."""
    records = select(growth_questions.c.id).where(
        growth_questions.c.conversation_id == conversation_id
    )
    row = connection.execute(
        select(holds.c.reason, holds.c.until).where(
            or_(holds.c.subject == conversation_id, holds.c.subject.in_(records)),
            holds.c.until > now(),
        )
    ).first()
    return (row.reason, row.until.date().isoformat()) if row else None
