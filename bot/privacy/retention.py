"""Once a day: what is kept long enough goes, numbers stay, and what went is reported."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Callable, Mapping

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.privacy import erasure
from bot.store import now, reading, writing
from bot.store.tables import (
    broker_sessions,
    channel_users,
    contacts,
    conversations,
    data_links,
    erasures,
    growth_questions,
    holds,
    login_failures,
    messages,
    retention_runs,
    transfer_codes,
    visitor_keys,
)
from bot.store.work_tables import corrections

AT_ONCE = 100
"""Talks or growth questions in one transaction: others who write must get their turn."""

Report = dict[str, Any]


@dataclass(frozen=True)
class Periods:
    """In days; see ``BOT_KEEP_..._DAYS``."""

    chat: int
    question: int
    log: int
    proof: int
    backup: int

    @classmethod
    def of(cls, kept: Mapping[str, int]) -> Periods:
        """From `bot.privacy.periods.periods`."""
        return cls(**{name.removesuffix("_days"): days for name, days in kept.items()})


def run_daily(store: Engine, periods: Periods, logs: Path) -> Report | None:
    """What must be done today, by whoever comes first; None if it was done or is being done."""
    today = now().date().isoformat()
    with reading(store) as connection:
        if connection.execute(_of_day(today)).first() is not None:
            return None
    try:
        with writing(store) as connection:
            connection.execute(insert(retention_runs).values(day=today, report=None, at=now()))
    except IntegrityError:
        return None
    try:
        report = run(store, periods, logs)
    except BaseException:
        with writing(store) as connection:
            # Not done: the next look tries again.
            connection.execute(delete(retention_runs).where(retention_runs.c.day == today))
        raise
    return report


def _of_day(day: str) -> Any:
    return select(retention_runs.c.day).where(retention_runs.c.day == day)


def run(store: Engine, periods: Periods, logs: Path, dry: bool = False) -> Report:
    """Remove what is over its period.

    Args:
        logs: folder of the log files.
        dry: only count what would go.

    Returns:
        ``talks``, ``growth_questions``, ``small`` (what passes by itself), ``logs`` and ``held``
        (kept with a reason), as numbers.
    """
    moment = now()
    held = _held(store, moment)
    old_talks = [
        key
        for key in _older(store, conversations, moment - timedelta(days=periods.chat))
        if key not in held
    ]
    old_questions = [
        key
        for key in _older(store, growth_questions, moment - timedelta(days=periods.question))
        if key not in held
    ]
    report: Report = {
        "talks": len(old_talks),
        "growth_questions": len(old_questions),
        "held": _number_held(store, moment, periods, held),
        "small": 0,
        "logs": len(_old_logs(logs, periods.log)),
        "dry": dry,
    }
    if dry:
        return report
    _in_parts(store, old_talks, forget_talk)
    _in_parts(
        store,
        old_questions,
        lambda connection, key: erasure.erase_record(connection, key, periods.backup),
    )
    report["small"] = _pass_by_themselves(store, moment, periods)
    _rotate_logs(logs, periods.log)
    with writing(store) as connection:
        today = moment.date().isoformat()
        row = {"report": report, "at": moment}
        changed = connection.execute(
            update(retention_runs).where(retention_runs.c.day == today).values(**row)
        )
        if not changed.rowcount:
            connection.execute(insert(retention_runs).values(day=today, **row))
    return report


def reports(store: Engine, limit: int = 30) -> list[tuple[str, Report | None]]:
    """What the last runs did, the newest first; None for one that did not end."""
    query = select(retention_runs).order_by(retention_runs.c.day.desc()).limit(limit)
    with reading(store) as connection:
        return [(row.day, row.report) for row in connection.execute(query)]


def forget_talk(connection: Connection, conversation_id: str) -> None:
    """Remove the raw talk; the growth question from it stays, with its own period."""
    said = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
    # A training example is masked: it stays, and no longer says whose it was.
    connection.execute(
        update(corrections).where(corrections.c.message_id.in_(said)).values(message_id=None)
    )
    for table in erasure.OF_CONVERSATION:
        connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
    # Of who has a growth question the details belong to that.
    connection.execute(
        delete(contacts).where(
            contacts.c.conversation_id == conversation_id,
            contacts.c.id.not_in(select(growth_questions.c.id)),
        )
    )
    for shell in (visitor_keys, channel_users):
        connection.execute(delete(shell).where(shell.c.conversation_id == conversation_id))
    connection.execute(delete(holds).where(holds.c.subject == conversation_id))
    connection.execute(delete(conversations).where(conversations.c.id == conversation_id))


def _in_parts(store: Engine, keys: list[str], work: Callable[[Connection, str], Any]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        with writing(store) as connection:
            for key in keys[start : start + AT_ONCE]:
                work(connection, key)


def _older(store: Engine, table: Any, than: datetime) -> list[str]:
    query = select(table.c.id).where(table.c.updated_at < than).order_by(table.c.updated_at)
    if table is growth_questions:
        query = query.where(table.c.need != erasure.EMPTY)
    with reading(store) as connection:
        return [str(key) for key in connection.execute(query).scalars()]


def _held(store: Engine, moment: datetime) -> set[str]:
    """Growth questions and talks that are kept: one holds the other too."""
    with reading(store) as connection:
        subjects = set(
            connection.execute(select(holds.c.subject).where(holds.c.until > moment)).scalars()
        )
        pairs = connection.execute(
            select(growth_questions.c.id, growth_questions.c.conversation_id)
        ).all() if subjects else []  # fmt: skip
    for record_id, conversation_id in pairs:
        if record_id in subjects or conversation_id in subjects:
            subjects |= {record_id, conversation_id}
    return subjects


def _number_held(store: Engine, moment: datetime, periods: Periods, held: set[str]) -> int:
    """How many of those would have gone today."""
    over = {
        *_older(store, conversations, moment - timedelta(days=periods.chat)),
        *_older(store, growth_questions, moment - timedelta(days=periods.question)),
    }
    return len(over & held)


def _pass_by_themselves(store: Engine, moment: datetime, periods: Periods) -> int:
    """Codes, links, sessions, proofs and reports that are over."""
    at, number = time.time(), 0
    day_ago, proofs = moment - timedelta(days=1), moment - timedelta(days=periods.proof)
    over = [
        (transfer_codes, transfer_codes.c.expires_at < at),
        (data_links, data_links.c.expires_at < at),
        (broker_sessions, broker_sessions.c.expires_at < moment),
        (login_failures, login_failures.c.at < day_ago),
        (holds, holds.c.until < moment),
        (erasures, erasures.c.finished_at < proofs),
        (retention_runs, retention_runs.c.at < proofs),
    ]
    with writing(store) as connection:
        for table, where in over:
            number += int(connection.execute(delete(table).where(where)).rowcount)
    return number


def _old_logs(logs: Path, days: int) -> list[Path]:
    if not logs.is_dir():
        return []
    before = time.time() - days * 86400.0
    return [path for path in sorted(logs.glob("*.log*")) if path.stat().st_mtime < before]


def _rotate_logs(logs: Path, days: int) -> None:
    """Put today's lines aside under their date, and remove what is too old.

    The file itself is emptied and not moved: whoever writes to it goes on.
    """
    for path in _old_logs(logs, days):
        if path.suffix == ".log":
            path.write_bytes(b"")
        else:
            path.unlink()
    if not logs.is_dir():
        return
    for path in sorted(logs.glob("*.log")):
        if path.stat().st_size:
            shutil.copyfile(path, path.with_suffix(f".log.{now():%Y-%m-%d}"))
            with open(path, "r+b") as handle:
                handle.truncate(0)
