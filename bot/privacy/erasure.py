"""Erasing all that is kept of somebody, and proving it.

Erasing is one transaction: afterwards the rows are gone, and what must still happen stands in
``erasures``. What stays for a while is a shell: the empty conversation, so that the receipt can be
read, and a bare row for each CRM that must let go of its copy. :func:`bot.privacy.proof.go_on`
does the rest, in any process and after any crash.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Mapping, Sequence

from sqlalchemy import Table, delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.privacy import counting
from bot.store import deliveries, now
from bot.store.tables import (
    channel_receipts,
    channel_users,
    contacts,
    conversations,
    data_links,
    erasures,
    growth_question_versions,
    growth_questions,
    holds,
    messages,
    tracker_events,
    trackers,
    transfer_codes,
    visitor_keys,
)
from bot.store.tables import deliveries as delivery_rows
from bot.store.work_tables import (
    corrections,
    notices_told,
    ratings,
    record_notes,
    record_tags,
    record_texts,
    work_items,
)

ERASED = "Deze groeivraag is op verzoek van de ondernemer gewist; er staat niets meer in."

EMPTY = "gewist"
"""Need of a growth question that is only kept until a CRM let go of its copy."""

LEAST_WORDS, LEAST_LETTERS = 4, 20
"""What is shorter than this, others may have said too: it proves nothing to look for it."""

OF_RECORDS: tuple[tuple[Table, str], ...] = (
    (record_notes, "record_id"),
    (record_tags, "record_id"),
    (record_texts, "record_id"),
    (work_items, "record_id"),
    (growth_question_versions, "id"),
)
OF_CONVERSATION: tuple[Table, ...] = (
    messages,
    tracker_events,
    trackers,
    transfer_codes,
    data_links,
    notices_told,
    ratings,
)
SHELL = ("conversations", "visitor_keys", "channel_users")
"""Tables of which a row stays until the receipt was read or sent."""

IN_ANOTHER_WAY = {
    "contacts": "by conversation and by record",
    "corrections": "training examples, by message",
    "channel_receipts": "by the platform's id of each message",
    "growth_questions": "removed, or emptied while a CRM has a copy",
    "deliveries": "removed, or kept while a CRM has a copy",
    "holds": "by record and conversation",
}
NOT_ERASED = {
    "audit_log": "says who looked at what; a reference and no content",
    "statistics": "numbers that tell nothing of one person",
    "erasures": "the receipts themselves",
    "retention_runs": "numbers",
    "brokers": "accounts of people who work here",
    "broker_sessions": "accounts of people who work here",
    "login_failures": "accounts of people who work here",
    "saved_views": "accounts of people who work here",
    "notices": "texts of people who work here, for everybody",
    "model_choices": "says something of the assistant, of nobody who talked with it",
    "model_checks": "says something of the assistant, of nobody who talked with it",
    "engine_models": "says something of the assistant, of nobody who talked with it",
    "model_weeks": "says something of the assistant, of nobody who talked with it",
}


class Held(RuntimeError):
    """It must be kept, and the message says why: nothing was erased.

    Args:
        until: last day, as YYYY-MM-DD.
    """

    def __init__(self, reason: str, until: str) -> None:
        super().__init__(reason)
        self.until = until


def new_receipt_id() -> str:
    """A number to show: not to be guessed, and it says nothing."""
    return f"W-{secrets.token_hex(8).upper()}"


def erase(
    connection: Connection, conversation_id: str, backup_days: int, shell: bool = True
) -> str:
    """Remove everything of a conversation and its growth questions, in the caller's transaction.

    Args:
        backup_days: how long backups are kept; the receipt names the day.
        shell: keep the empty conversation until the receipt was read.

    Returns:
        Number of the receipt.

    Raises:
        Held: it is kept with a reason.
    """
    records = _records(connection, conversation_id)
    _refuse_held(connection, [conversation_id, *records])
    sought = _sought(connection, conversation_id, records)
    for record in _stored(connection, records):
        counting.add(connection, record)
    removed = _remove_records(connection, conversation_id, records)
    removed |= _remove_talk(connection, conversation_id)
    pending = _empty_or_remove(connection, records, removed)
    receipt_id = _note(connection, conversation_id, sought, removed, pending, backup_days)
    if not shell:
        remove_shell(connection, conversation_id)
    return receipt_id


def erase_record(connection: Connection, record_id: str, backup_days: int) -> None:
    """Remove one growth question whose period is over, in the caller's transaction."""
    stored = _stored(connection, [record_id])
    for record in stored:
        counting.add(connection, record)
    removed: dict[str, int] = {}
    for table, column in OF_RECORDS:
        removed[table.name] = _delete(connection, table, table.c[column] == record_id)
    removed["contacts"] = _delete(connection, contacts, contacts.c.id == record_id)
    _delete(connection, holds, holds.c.subject == record_id)
    pending = _empty_or_remove(connection, [record_id], removed)
    if pending:
        _note(connection, None, [], removed, pending, backup_days)


def remove_shell(connection: Connection, conversation_id: str) -> None:
    """Remove what was left for the receipt; not if they began to talk again meanwhile."""
    again = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id, messages.c.direction == "in"
    )
    if connection.execute(again.limit(1)).first() is not None:
        return
    for table in (messages, data_links, transfer_codes, visitor_keys, channel_users):
        connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
    connection.execute(delete(conversations).where(conversations.c.id == conversation_id))


def talk_of(connection: Connection, subject: str) -> str | None:
    """The conversation of a growth question's reference, or of its own id; None if unknown."""
    of_record = select(growth_questions.c.conversation_id).where(growth_questions.c.id == subject)
    found = connection.execute(of_record).scalar()
    if found is None:
        itself = select(conversations.c.id).where(conversations.c.id == subject)
        found = connection.execute(itself).scalar()
    return str(found) if found else None


def receipt(connection: Connection, number: str) -> dict[str, Any]:
    """What a receipt says now.

    Raises:
        NoResultFound: there is no such receipt.
    """
    query = select(erasures.c.receipt).where(erasures.c.id == number)
    return dict(connection.execute(query).scalar_one())


def _note(
    connection: Connection,
    conversation_id: str | None,
    sought: list[str],
    removed: Mapping[str, int],
    pending: Mapping[str, list[str]],
    backup_days: int,
) -> str:
    """Write down what was removed and what must still happen; the number of the receipt."""
    moment, receipt_id = now(), new_receipt_id()
    waiting = [f"{record}:{target}" for record, targets in pending.items() for target in targets]
    first = {
        "removed": {name: number for name, number in removed.items() if number},
        "elsewhere": dict.fromkeys(waiting, "waiting"),
        "backups_until": (moment + timedelta(days=backup_days)).date().isoformat(),
        "found": None,
    }
    connection.execute(
        insert(erasures).values(
            id=receipt_id, conversation_id=conversation_id, records=list(pending), sought=sought,
            receipt=first, at=moment,
        )
    )  # fmt: skip
    return receipt_id


def _records(connection: Connection, conversation_id: str) -> list[str]:
    query = select(growth_questions.c.id).where(
        growth_questions.c.conversation_id == conversation_id
    )
    return [str(row) for row in connection.execute(query).scalars()]


def _stored(connection: Connection, records: Sequence[str]) -> list[Mapping[str, Any]]:
    query = select(growth_questions.c.record).where(growth_questions.c.id.in_(records))
    return list(connection.execute(query).scalars())


def _refuse_held(connection: Connection, subjects: Sequence[str]) -> None:
    held = connection.execute(
        select(holds).where(holds.c.subject.in_(subjects), holds.c.until > now())
    ).first()
    if held is not None:
        raise Held(held.reason, held.until.date().isoformat())


def _sought(connection: Connection, conversation_id: str, records: Sequence[str]) -> list[str]:
    """What only this person can have said or is known by: it must be found nowhere after this."""
    found: set[str] = set()
    mine = messages.c.conversation_id == conversation_id
    texts = connection.execute(
        select(messages.c.text).where(
            mine, messages.c.author == "entrepreneur", messages.c.kind == "text"
        )
    ).scalars()
    for text in texts:
        if len(text) >= LEAST_LETTERS and len(text.split()) >= LEAST_WORDS:
            found.add(text)
    notes = connection.execute(
        select(record_notes.c.text).where(record_notes.c.record_id.in_(records))
    ).scalars()
    found |= {text for text in notes if len(text) >= LEAST_LETTERS}
    if found:
        # Word for word the same in another talk: that one stays.
        others = connection.execute(
            select(messages.c.text).where(~mine, messages.c.text.in_(sorted(found)))
        ).scalars()
        found -= set(others)
    kept = connection.execute(
        select(contacts.c.details).where(
            or_(contacts.c.conversation_id == conversation_id, contacts.c.id.in_(records))
        )
    ).scalars()
    for details in kept:
        found |= {value for value in details.values() if " " in value or len(value) >= 8}
    for row in connection.execute(
        select(channel_users.c.address, channel_users.c.alias).where(
            channel_users.c.conversation_id == conversation_id
        )
    ):
        found |= {name for name in row if name and len(name) >= 8}
    return sorted(found)


def _remove_records(
    connection: Connection, conversation_id: str, records: Sequence[str]
) -> dict[str, int]:
    removed = {}
    for table, column in OF_RECORDS:
        removed[table.name] = _delete(connection, table, table.c[column].in_(records))
    removed["contacts"] = _delete(
        connection,
        contacts,
        or_(contacts.c.conversation_id == conversation_id, contacts.c.id.in_(records)),
    )
    removed["holds"] = _delete(connection, holds, holds.c.subject.in_([conversation_id, *records]))
    return removed


def _remove_talk(connection: Connection, conversation_id: str) -> dict[str, int]:
    mine = messages.c.conversation_id == conversation_id
    said = select(messages.c.id).where(mine)
    platform_ids = select(messages.c.external_id).where(mine, messages.c.external_id.is_not(None))
    removed = {
        "corrections": _delete(connection, corrections, corrections.c.message_id.in_(said)),
        "channel_receipts": _delete(
            connection, channel_receipts, channel_receipts.c.external_id.in_(platform_ids)
        ),
    }
    for table in OF_CONVERSATION:
        removed[table.name] = _delete(connection, table, table.c.conversation_id == conversation_id)
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(owner="bot", broker_id=None, taken_at=None, waiting_since=None)
    )
    return removed


def _empty_or_remove(
    connection: Connection, records: Sequence[str], removed: dict[str, int]
) -> dict[str, list[str]]:
    """Remove the growth questions; of those that are elsewhere too, ask for that copy to go.

    Returns:
        Record → where it still is.
    """
    pending: dict[str, list[str]] = {}
    for record_id in records:
        deliveries.withdraw(connection, record_id)
        targets = connection.execute(
            select(delivery_rows.c.target).where(
                delivery_rows.c.record_id == record_id, delivery_rows.c.status != "withdrawn"
            )
        ).scalars()
        pending[record_id] = list(targets)
        if pending[record_id]:
            _empty(connection, record_id)
        else:
            del pending[record_id]
            remove_record(connection, record_id)
    removed["growth_questions"] = len(records)
    return pending


def _empty(connection: Connection, record_id: str) -> None:
    """Leave what a CRM needs to be told: the reference, and that it is to go."""
    row = connection.execute(
        select(growth_questions).where(growth_questions.c.id == record_id)
    ).one()
    broker = row.record.get("broker")
    bare = {
        "id": record_id,
        "version": row.version + 1,
        "status": "withdrawn",
        "conversation_id": "",
        "channel": row.record["channel"],
        "created_at": row.record["created_at"],
        "question": ERASED,
        "presenting_problem": {"value": "", "source": "inferred", "confirmed": False},
        "needs": [{"id": EMPTY, "probability": 0.0, "confirmed": False, "evidence": []}],
        "fields": {},
        "contact": None,
        "consents": [],
        "matches": [],
        "broker": {"id": broker["id"], "because": ""} if broker else None,
        "route": "self_help",
    }
    moment = now()
    connection.execute(
        update(growth_questions)
        .where(growth_questions.c.id == record_id)
        .values(
            conversation_id="", version=bare["version"], status="withdrawn", record=bare,
            question=ERASED, need=EMPTY, municipality=None, sector=None, updated_at=moment,
        )
    )  # fmt: skip
    connection.execute(
        insert(growth_question_versions).values(
            id=record_id, version=bare["version"], record=bare, author="entrepreneur",
            created_at=moment,
        )
    )  # fmt: skip


def remove_record(connection: Connection, record_id: str) -> None:
    """Remove a growth question with all that hangs on it, once nobody else has a copy."""
    for table, column in (*OF_RECORDS, (delivery_rows, "record_id"), (growth_questions, "id")):
        connection.execute(delete(table).where(table.c[column] == record_id))


def _delete(connection: Connection, table: Table, where: Any) -> int:
    return int(connection.execute(delete(table).where(where)).rowcount)
