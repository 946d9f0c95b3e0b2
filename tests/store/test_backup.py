"""What is backed up comes back whole, on either database, from either."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, func, insert, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SAWarning

from bot.conversations import inbox, outbox
from bot.conversations.outbox import Reply
from bot.handoff import outbox as handoffs
from bot.store import connect, reading, search, writing
from bot.store.backup import BackupError, backup, check, made, restore
from bot.store.tables import channel_users, messages, tracker_events, trackers
from tests.handoff.records import make_record


def fill(store: Engine, talks: int = 3) -> str:
    """Something of everything; the id of a conversation."""
    for number in range(talks):
        talk = inbox.begin(store, "website")
        inbox.receive(store, talk.id, "text", f"ça va? ✓ “{number}”\nregel 2", f"c{number}")
        outbox.say(store, talk.id, Reply("Hoi", ({"title": "Ja", "payload": "/a"},)), "bot", "text")
        with writing(store) as connection:
            moment = outbox.now()
            connection.execute(
                insert(trackers).values(
                    conversation_id=talk.id, version=2, state='{"slots": {}}', updated_at=moment
                )
            )
            connection.execute(
                insert(tracker_events).values(
                    conversation_id=talk.id, events="[]", created_at=moment
                )
            )
            connection.execute(
                insert(channel_users).values(
                    channel="telegram", address=f"7{number}", conversation_id=talk.id,
                    last_in_at=time.time(), created_at=moment,
                )
            )  # fmt: skip
            record = make_record(number + 1, conversation_id=talk.id)
            handoffs.put(connection, record, "entrepreneur", ["webhook"])
    return talk.id


HELPING = ("sqlite_", "message_words", "record_words")


def everything(store: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; moments without their zone, which SQLite does not keep."""
    found = MetaData()
    with reading(store) as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
        # Beside SQLite's own, and its indexes to search in: whether those work is tried below.
        found.reflect(connection, only=lambda name, _: not name.startswith(HELPING))
        return {
            t.name: sorted(
                (
                    tuple(v.replace(tzinfo=None) if hasattr(v, "tzinfo") else v for v in row)
                    for row in connection.execute(select(t))
                ),
                key=repr,  # databases order letters differently
            )
            for t in found.sorted_tables
        }


def test_what_is_restored_is_what_was_there(any_store: Engine, empty: str, tmp_path: Path) -> None:
    talk = fill(any_store)
    with writing(any_store) as connection:
        # The highest id was given out, and is gone.
        last = connection.execute(text("select max(id) from messages")).scalar_one()
        connection.execute(text("delete from messages where id = :last"), {"last": last})
    before = everything(any_store)
    file = tmp_path / "all.jsonl.gz"
    contents = backup(any_store, file)
    assert contents.rows["messages"] == len(before["messages"]) > 0
    assert restore(empty, file) == contents
    restored = connect(empty)
    try:
        assert everything(restored) == before
        with reading(restored) as connection:
            assert list(search.in_talks(connection, "regel", [talk])) == [talk]
            assert search.in_talks(connection, "rogel", [talk]) == {}
        fill_one(restored)  # ids go on where they were
        with reading(restored) as connection:
            assert (
                connection.execute(
                    select(func.min(messages.c.id)).where(messages.c.id >= last)
                ).scalar()
                > last
            )
    finally:
        restored.dispose()


def test_it_is_one_moment_while_messages_come_in(any_store: Engine, tmp_path: Path) -> None:
    fill(any_store, 40)
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            fill_one(any_store)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for number in range(3):
            file = tmp_path / f"{number}.jsonl.gz"
            contents = backup(any_store, file)
            assert check(file) == contents, "as many rows as were counted before they were read"
    finally:
        over.set()
        writer.join()


def fill_one(store: Engine) -> None:
    talk = inbox.begin(store, "website")
    inbox.receive(store, talk.id, "text", "hallo", "c1")


def test_only_its_owner_reads_it_and_nothing_is_written_over(store: Engine, tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.jsonl.gz"
    backup(store, file)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    with pytest.raises(BackupError, match="is er al"):
        backup(store, file)
    assert [each for each, _ in made(file.parent)] == [file]
    assert list(file.parent.iterdir()) == [file], "nothing half is left"


def test_a_database_with_something_in_it_is_left_alone(store: Engine, tmp_path: Path) -> None:
    fill(store)
    before = everything(store)
    file = tmp_path / "a.jsonl.gz"
    backup(store, file)
    with pytest.raises(BackupError, match="niet leeg"):
        restore(str(store.url), file)
    assert everything(store) == before


@pytest.mark.parametrize("damage", ["cut", "changed", "less", "other"])
def test_a_damaged_file_is_refused(store: Engine, tmp_path: Path, damage: str) -> None:
    fill(store)
    file, url = tmp_path / "a.jsonl.gz", f"sqlite:///{tmp_path / 'new.sqlite'}"
    backup(store, file)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif damage == "other":
        file.write_bytes(b"niets")
    else:
        lines = gzip.decompress(file.read_bytes()).decode().splitlines(keepends=True)
        if damage == "less":
            del lines[5]
        else:
            lines[5] = lines[5].replace("a", "b", 1)
        file.write_bytes(gzip.compress("".join(lines).encode()))
    with pytest.raises(BackupError):
        restore(url, file)
    assert not (tmp_path / "new.sqlite").exists()


def test_as_an_administrator_does_it(store: Engine, tmp_path: Path) -> None:
    talk = fill(store)
    erased = tmp_path / "erased.jsonl"

    def bot(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "bot", *arguments],
            env={**os.environ, "BOT_DATABASE_URL": url, "BOT_ERASED_LIST": str(erased)},
            capture_output=True,
            text=True,
            timeout=60,
        )

    file = tmp_path / "a.jsonl.gz"
    done = bot(str(store.url), "backup", str(file))
    assert done.returncode == 0 and "tabellen" in done.stdout, done.stderr
    assert bot(str(store.url), "restore", "--check", str(file)).returncode == 0
    new = f"sqlite:///{tmp_path / 'new.sqlite'}"
    done = bot(new, "restore", str(file))
    assert done.returncode == 0 and "LET OP" in done.stderr, "no list of what was erased"
    again = bot(new, "restore", str(file))
    assert again.returncode == 1 and again.stderr.count("\n") == 1 and "niet leeg" in again.stderr
    restored = connect(new)
    assert everything(restored) == everything(store)
    restored.dispose()

    # One of them asks to be erased; the backup is from before.
    done = bot(str(store.url), "privacy", "erase", talk)
    assert done.returncode == 0 and "W-" in done.stdout, done.stderr
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    done = bot(other, "restore", str(file))
    assert done.returncode == 0 and "1 keer opnieuw gewist" in done.stdout, done.stderr
    done = bot(new, "privacy", "erase-again")
    assert done.returncode == 0 and "1 keer opnieuw gewist" in done.stdout, done.stderr
    for url in (new, other):
        restored = connect(url)
        with reading(restored) as connection:
            left = connection.execute(select(messages.c.conversation_id)).scalars().all()
        restored.dispose()
        assert left and talk not in left
