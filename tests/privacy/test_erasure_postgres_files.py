"""Erased on PostgreSQL: also the server's own files are searched, byte by byte.

A cluster is made for it, because reading the files of a server takes more rights than the product
has. What the product cannot reach is its write-ahead log, and the receipt says so.
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Engine

from bot.knowledge import Knowledge
from bot.privacy import erasure, own_words, proof, search, server
from bot.store import connect, migrate, reading, writing
from bot.store.tables import erasures
from tests.conftest import need
from tests.privacy.people import Markers, leave_traces
from tests.running import free_port


@dataclass
class Cluster:
    """A PostgreSQL server and where its files are."""

    url: str
    data: Path

    def traces(self, words: list[str], log: bool = False) -> set[str]:
        """Which of the words stand in its files; in its write-ahead log, or in all the rest."""
        wal = self.data / "pg_wal"
        found = search.in_files([wal] if log else [self.data], words, () if log else (wal,))
        return set().union(*found.values())


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    where = Path(programs[-1]).parent if programs else Path(shutil.which("initdb") or "/").parent
    need((where / "initdb").exists(), "initdb of PostgreSQL")
    folder, port = Path(tempfile.mkdtemp(prefix="erase-pg-")), free_port()
    # It refuses to run as root.
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}

    def run(*command: str) -> None:
        subprocess.run(
            [str(where / command[0]), *command[1:]],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=60, **who,
        )  # fmt: skip

    data = folder / "data"
    run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield Cluster(f"postgresql+psycopg2://postgres@127.0.0.1:{port}/postgres", data)
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture()
def store(cluster: Cluster) -> Iterator[Engine]:
    migrate(cluster.url)
    engine = connect(cluster.url)
    yield engine
    engine.dispose()


def written_out(store: Engine) -> None:
    """All that the server has in memory is in its files after this."""
    with store.connect() as plain:
        plain.execution_options(isolation_level="AUTOCOMMIT").execute(text("checkpoint"))


def test_no_trace_is_left_in_the_files_of_the_server(
    cluster: Cluster, store: Engine, tmp_path: Path, knowledge: Knowledge
) -> None:
    logs, mine, others = tmp_path / "log", Markers("aa"), Markers("bb")
    conversation_id = leave_traces(store, mine, logs)
    leave_traces(store, others, logs)
    with store.connect() as plain:
        # The planner's statistics hold values of rows.
        plain.execution_options(isolation_level="AUTOCOMMIT").execute(text("analyze"))
    written_out(store)
    assert len(mine.made) >= 50
    assert len(cluster.traces(mine.made)) >= 40, "they can be found, before"

    with writing(store) as connection:
        number = erasure.erase(connection, conversation_id, backup_days=30)
    proof.go_on(store, proof.Places(logs), lambda *_: None)
    proof.go_on(store, proof.Places(logs), lambda *_: None)  # the shell goes
    written_out(store)

    assert cluster.traces(mine.made) == set()
    assert len(cluster.traces(others.made)) >= 40, "somebody else's talk is as it was"
    assert search.in_rows(store, mine.made) == {}
    with reading(store) as connection:
        query = select(erasures.c.receipt).where(erasures.c.id == number)
        receipt = connection.execute(query).scalar_one()
    assert receipt["found"] == {}
    # The server's log is not ours to overwrite: the receipt tells of it, and does not deny it.
    assert cluster.traces(mine.made, log=True) != set()
    assert receipt["remains"] == [server.ALWAYS]
    assert "Herstellogboek" in own_words.receipt(number, receipt, knowledge.texts)


def test_a_table_that_others_use_is_said_not_to_be_written_anew(
    cluster: Cluster, store: Engine
) -> None:
    with store.connect() as other:
        other.execute(text("select count(*) from messages"))
        assert server.forget(store) == [server.ALWAYS, server.PAGES]
    assert server.forget(store) == [server.ALWAYS]
    with reading(store) as connection:
        kept = connection.execute(text("show lock_timeout")).scalar_one()
    assert kept == "5s", "whoever uses the connection next waits as before"
