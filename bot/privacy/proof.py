"""What follows an erasure: cleaning up behind it, looking for traces, the receipt, the CRMs."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, Mapping

from sqlalchemy import select, text, update
from sqlalchemy.engine import Connection, Engine

from bot.privacy import again, search, server
from bot.privacy.erasure import LEAST_WORDS, remove_record, remove_shell
from bot.store import now, reading, writing
from bot.store.tables import conversations, deliveries, erasures, messages

log = logging.getLogger(__name__)

SHELL_HOURS = 24
"""How long a receipt can be read where the talk was, on the website."""

ON_ITS_WAY = ("queued", "sending")
READ_HERE = ("website", "cli", "rest")
"""Channels on which people come and read; to the others the receipt is sent."""

SMALL = 256 << 20
"""Bytes of a SQLite database that is written anew at each erasure, which takes a second or two. Of
a larger one that is done only if something is found: what is removed is overwritten anyway, and
only where SQLite moved a row within a page it may leave a copy behind."""

Say = Callable[[Connection, str, str, Mapping[str, Any]], None]
"""Tells the receipt in the caller's transaction: conversation, number, receipt."""


@dataclass(frozen=True)
class Places:
    """Where files may hold what somebody said."""

    logs: Path
    folders: tuple[Path, ...] = ()
    """Other folders and files that are searched through."""
    written: tuple[Path, ...] = ()
    """Training examples. We write these ourselves, with names and numbers that somebody may have:
    only whole sentences are looked for in them."""
    skip: tuple[Path, ...] = field(default=())
    """Below those: what is not searched, because it is not made from what people say."""
    erased: Path | None = None
    """List of what was erased, for when a backup brings it back."""


def go_on(store: Engine, places: Places, say: Say) -> int:
    """Do what can be done now for all erasures; how many were proven or finished.

    Raises:
        StoreUnavailable: the rest comes the next time.
    """
    with reading(store) as connection:
        rows = connection.execute(
            select(erasures).where(erasures.c.finished_at.is_(None)).order_by(erasures.c.at)
        ).all()
    done = finished = 0
    for row in rows:
        if row.proven_at is None:
            _prove(store, places, say, row)
            done += 1
        finished += _finish(store, places, row.id)
    if finished:
        clean(store)
    return done + finished


def _prove(store: Engine, places: Places, say: Say, row: Any) -> None:
    words = row.sought or []
    if places.erased is not None and row.conversation_id is not None:
        at = row.at if row.at.tzinfo else row.at.replace(tzinfo=timezone.utc)
        until = row.receipt["backups_until"]
        again.note(places.erased, again.Erased(row.conversation_id, at.isoformat(), until))
    overwritten = 0
    for path in search.files_in([places.logs]):
        if search.in_file(path, words):
            overwritten += search.overwrite(path, words)
    remains = clean(store)
    database = search.database_files(store)
    if any(search.in_file(path, words) for path in database):
        _vacuum(store)
    receipt = {
        **row.receipt,
        "looked_for": len(words),
        "found": _look(store, places, words, row.id),
        "logs_overwritten": overwritten,
        "remains": remains,
        "searched": [
            "rows",
            *(["database_files"] if database else []),
            "logs",
            "files",
            "training",
        ],
    }
    with writing(store) as connection:
        changed = connection.execute(
            update(erasures)
            .where(erasures.c.id == row.id, erasures.c.proven_at.is_(None))
            .values(receipt=receipt, sought=words if row.records else None, proven_at=now())
        )
        if changed.rowcount and row.conversation_id is not None:
            say(connection, row.conversation_id, row.id, receipt)


def _look(store: Engine, places: Places, words: list[str], receipt_id: str) -> dict[str, int]:
    """Kind of place → how many of the words are found there. Our own list of them is sealed, and
    so is not found itself."""
    database = search.database_files(store)
    rows = search.in_rows(store, words)
    kinds = {
        "database_files": search.in_files(database, words),
        "logs": search.in_files([places.logs], words),
        "files": search.in_files(places.folders, words, (*places.skip, places.logs, *database)),
    }
    sentences = [word for word in words if len(word.split()) >= LEAST_WORDS]
    kinds["training"] = search.in_files(places.written, sentences)
    left = sorted([*rows, *(path for found in kinds.values() for path in found)])
    if left:
        log.error("erasure %s: something is left in %s", receipt_id, left)
    found = {f"rows: {table}": len(hits) for table, hits in rows.items()}
    for kind, files in kinds.items():
        if files:
            found[kind] = len(set().union(*files.values()))
    return found


def _finish(store: Engine, places: Places, receipt_id: str) -> bool:
    """Remove the shell and the bare rows whose time is over; whether nothing remains to be done."""
    with writing(store) as connection:
        row = connection.execute(select(erasures).where(erasures.c.id == receipt_id)).one()
        if row.proven_at is None:
            return False
        conversation_id, receipt = row.conversation_id, dict(row.receipt)
        if conversation_id is not None and _shell_is_over(connection, row):
            remove_shell(connection, conversation_id)
            conversation_id = None
        elsewhere, records = dict(receipt["elsewhere"]), []
        for record_id in row.records or ():
            stands = connection.execute(
                select(deliveries.c.target, deliveries.c.status).where(
                    deliveries.c.record_id == record_id
                )
            ).all()
            for one in stands:
                elsewhere[f"{record_id}:{one.target}"] = one.status
            if all(one.status == "withdrawn" for one in stands):
                remove_record(connection, record_id)
            else:
                records.append(record_id)
        sought = row.sought
        if sought and not records:
            # A copy that a CRM kept in a folder of ours is gone only now.
            receipt["found"], sought = _look(store, places, sought, receipt_id), None
        finished = conversation_id is None and not records
        if finished:
            # The references too: what remains says how many, and not which.
            elsewhere = {str(i): state for i, state in enumerate(elsewhere.values())}
        connection.execute(
            update(erasures)
            .where(erasures.c.id == receipt_id)
            .values(
                conversation_id=conversation_id,
                records=records,
                sought=sought,
                receipt={**receipt, "elsewhere": elsewhere},
                finished_at=now() if finished else None,
            )
        )
    return finished


def _shell_is_over(connection: Connection, row: Any) -> bool:
    channel = connection.execute(
        select(conversations.c.channel).where(conversations.c.id == row.conversation_id)
    ).scalar()
    if channel is None:
        return True
    if channel in READ_HERE:
        proven: datetime = row.proven_at
        if proven.tzinfo is None:  # SQLite gives moments in UTC without their zone
            proven = proven.replace(tzinfo=timezone.utc)
        return bool((now() - proven).total_seconds() > SHELL_HOURS * 3600)
    waits = select(messages.c.id).where(
        messages.c.conversation_id == row.conversation_id, messages.c.status.in_(ON_ITS_WAY)
    )
    return connection.execute(waits.limit(1)).first() is None


def clean(store: Engine) -> list[str]:
    """Have the database forget what was removed: its search index, its log, its dead rows.

    Returns:
        What may remain all the same (`bot.privacy.server`).
    """
    if store.dialect.name == "sqlite":
        with writing(store) as connection:
            for index in ("message_words", "record_words"):
                connection.execute(text(f"insert into {index}({index}) values ('optimize')"))
        size = sum(path.stat().st_size for path in search.database_files(store))
        if size < SMALL:
            _vacuum(store)
        else:
            _alone(store, "pragma wal_checkpoint(truncate)")
        return []
    return server.forget(store)


def _vacuum(store: Engine) -> None:
    _alone(store, "vacuum")
    _alone(store, "pragma wal_checkpoint(truncate)")


def _alone(store: Engine, statement: str) -> None:
    """Run a statement of SQLite's that may not be part of a transaction."""
    raw = store.raw_connection()
    try:
        driver = raw.driver_connection if hasattr(raw, "driver_connection") else raw.connection
        cursor = driver.cursor()
        cursor.execute(statement)
        cursor.close()
    finally:
        raw.close()
