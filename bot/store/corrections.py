"""Corrections of what was understood: proposed by one person, decided by another, then learnt."""

from __future__ import annotations

from typing import Any, Sequence

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store import audit
from bot.store.database import now, reading, writing
from bot.store.tables import brokers, messages
from bot.store.work import Actor
from bot.store.work_tables import corrections

KINDS = ("intent", "need", "entity")
DECIDED = ("approved", "live")
"""Statuses of what counts."""


class OwnProposal(RuntimeError):
    """Nobody approves what they proposed themselves."""


class Decided(RuntimeError):
    """It was decided before, or there is no such proposal."""


def propose(
    connection: Connection,
    actor: Actor,
    message_id: int,
    kind: str,
    text: str,
    was: str | None,
    becomes: str,
    words: str | None = None,
) -> None:
    """Propose one, in the caller's transaction. The same one twice is one.

    Args:
        text: the entrepreneur's words, without what names them.
        was: what the assistant made of it.
        becomes: an intent, the id of a need, or ``entity=value``.
        words: for an entity, the words of the text that it stands in.
    """
    t = corrections.c
    same = (t.message_id == message_id) & (t.kind == kind) & (t.becomes == becomes)
    if connection.execute(select(t.id).where(same, t.status != "rejected")).first() is not None:
        return
    connection.execute(
        insert(corrections).values(
            message_id=message_id,
            kind=kind,
            text=text,
            was=was,
            becomes=becomes,
            words=words,
            status="proposed",
            proposed_by=actor.id,
            created_at=now(),
        )
    )
    detail = {"kind": kind, "was": was, "becomes": becomes}
    audit.note(connection, actor.id, actor.name, "correction.propose", str(message_id), detail)


def decide(
    connection: Connection, actor: Actor, correction_id: int, approved: bool, text: str
) -> None:
    """Approve or reject somebody else's proposal.

    Args:
        text: the words as they will be learnt, once more looked at for what names somebody.

    Raises:
        OwnProposal, Decided
    """
    t = corrections.c
    row = connection.execute(
        select(t.proposed_by).where(t.id == correction_id, t.status == "proposed")
    ).first()
    if row is None:
        raise Decided(str(correction_id))
    if row.proposed_by == actor.id:
        raise OwnProposal(str(correction_id))
    changed = connection.execute(
        update(corrections)
        .where(t.id == correction_id, t.status == "proposed", t.proposed_by != actor.id)
        .values(
            status="approved" if approved else "rejected",
            text=text,
            decided_by=actor.id,
            decided_at=now(),
        )
    )
    if changed.rowcount == 0:
        raise Decided(str(correction_id))
    what = "correction.approve" if approved else "correction.reject"
    audit.note(connection, actor.id, actor.name, what, str(correction_id))


def listed(engine: Engine, statuses: Sequence[str], limit: int = 200) -> list[dict[str, Any]]:
    """Corrections with the name of who proposed each (``proposer``), newest first."""
    query = (
        select(corrections, brokers.c.name.label("proposer"))
        .join(brokers, brokers.c.id == corrections.c.proposed_by)
        .where(corrections.c.status.in_(statuses))
        .order_by(corrections.c.id.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def of_talk(engine: Engine, conversation_id: str) -> dict[int, list[dict[str, Any]]]:
    """Message id → its corrections, oldest first; not those that were rejected."""
    query = (
        select(corrections)
        .join(messages, messages.c.id == corrections.c.message_id)
        .where(messages.c.conversation_id == conversation_id, corrections.c.status != "rejected")
        .order_by(corrections.c.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    with reading(engine) as connection:
        for row in connection.execute(query).mappings():
            found.setdefault(row["message_id"], []).append(dict(row))
    return found


def counts(engine: Engine) -> dict[str, int]:
    """Status → number."""
    query = select(corrections.c.status, func.count().label("n")).group_by(corrections.c.status)
    with reading(engine) as connection:
        return {row.status: int(row.n) for row in connection.execute(query)}


def went_live(engine: Engine, ids: Sequence[int], model: str) -> None:
    """A model that passes these is in use."""
    with writing(engine) as connection:
        connection.execute(
            update(corrections)
            .where(corrections.c.id.in_(ids), corrections.c.status == "approved")
            .values(status="live", model=model, live_at=now())
        )
