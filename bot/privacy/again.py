"""Erasing again what a backup brings back.

A backup holds what was erased after it was made. So each erasure also leaves a line in a list
outside the database, which is no part of a backup of it: the talk's id, which says nothing of who
it was, the moment, and the day from which no backup is that old any more. Then the line goes too.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection, Engine

from bot.privacy import erasure, holds
from bot.store import now, writing
from bot.store.tables import growth_questions, messages, tracker_events


@dataclass(frozen=True)
class Erased:
    """One erasure."""

    conversation_id: str
    at: str
    """Moment, as ISO 8601 with its zone."""
    until: str
    """Last day (YYYY-MM-DD) on which a backup may be older than it."""


def note(path: Path, erased: Erased) -> None:
    """Add a line; when this returns, it is on disk. The same one again does no harm.

    Raises:
        OSError: it is not in the list.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = noted(path)
    if erased in kept:
        return
    still = [one for one in kept if date.fromisoformat(one.until) >= now().date()]
    if len(still) < len(kept):
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        _write(part, os.O_TRUNC, [*still, erased])
        os.replace(part, path)
    else:
        _write(path, os.O_APPEND, [erased])


def noted(path: Path) -> list[Erased]:
    """All lines; a last one that was cut off by a crash was not noted, and is noted anew."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            found.append(Erased(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def apply(store: Engine, path: Path, backup_days: int) -> int:
    """Erase what is back in the database; how many talks that were. `proof.go_on` proves it.

    What was kept with a reason then, is not any more: it was erased after that.
    """
    number = 0
    for one in noted(path):
        with writing(store) as connection:
            if not is_back(connection, one):
                continue
            of_talk = growth_questions.c.conversation_id == one.conversation_id
            for record in connection.execute(select(growth_questions.c.id).where(of_talk)):
                holds.release(connection, record.id)
            holds.release(connection, one.conversation_id)
            erasure.erase(connection, one.conversation_id, backup_days, shell=False)
        number += 1
    return number


def is_back(connection: Connection, one: Erased) -> bool:
    """Whether anything from before the erasure is there: who talked again after it keeps that."""
    at = datetime.fromisoformat(one.at)
    for table in (messages, tracker_events, growth_questions):
        mine = table.c.conversation_id == one.conversation_id
        before = table.c.created_at <= at
        if table is messages:
            before = before & or_(table.c.direction == "in", table.c.author == "broker")
        if connection.execute(select(table.c.id).where(mine, before).limit(1)).first():
            return True
    return False


def _write(path: Path, mode: int, lines: list[Erased]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | mode, 0o600)
    with open(descriptor, "w", encoding="utf-8") as handle:
        # On a line of its own, also behind one that was cut off.
        handle.write("".join("\n" + json.dumps(asdict(one)) + "\n" for one in lines))
        handle.flush()
        os.fsync(handle.fileno())
