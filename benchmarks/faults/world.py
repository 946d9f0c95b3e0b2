"""An installation on a disk and a database server of its own, that can be broken in every way."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import psutil
from sqlalchemy import create_engine
from sqlalchemy import text as sql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from benchmarks.faults.sides import Sides
from bot.store import connect
from bot.store.sealed import seal_name
from tests.running import Installation, deployed, free_port

ENGINE, WEB, HANDOFF, CHANNELS = (
    "bot.engine.serve", "bot.app", "bot.handoff.serve", "bot.channels.serve",
)  # fmt: skip

DISK_MB = {"sqlite": 400, "postgresql": 900}


BACK_WITHIN_S = 300.0
"""Seconds, each seldom more than ten: the machine may be busy with much else, and what is promised
is that nothing is lost, not how soon it is back."""


class NotHere(RuntimeError):
    """What a kind of fault needs is not on this machine."""


class Postgres:
    """A PostgreSQL server of its own: it is stopped, killed and filled up."""

    def __init__(self, folder: Path) -> None:
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [
            str(Path(shutil.which("initdb") or "").parent)
        ]
        self._bin, self._data, self.port = Path(found[-1]), folder / "pg", free_port()
        if not (self._bin / "initdb").exists():
            raise NotHere("PostgreSQL (initdb)")
        # The server refuses to run as root.
        self._as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "bot", "-A", "trust", "-E", "UTF8")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bot", "bot")
        self.url = f"postgresql+psycopg2://bot@127.0.0.1:{self.port}/bot"
        self._admin = create_engine(
            f"postgresql+psycopg2://bot@127.0.0.1:{self.port}/postgres",
            isolation_level="AUTOCOMMIT",
            future=True,
            pool_pre_ping=True,
        )

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, str(self._bin / name), *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/",
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr.decode()[-300:]}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self._data}"
        options += " -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=64MB"
        self._run(
            "pg_ctl", "-D", str(self._data), "-o", options, "-l", f"{self._data}.log", "-w", "start"
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` ends connections, ``immediate`` is a crash."""
        self._run("pg_ctl", "-D", str(self._data), "-m", mode, "-w", "stop")

    def admin(self, statement: str) -> None:
        """Run a statement as administrator, beside the installation's database."""
        with self._admin.connect() as connection:
            connection.execute(sql(statement))

    def processes(self) -> list[psutil.Process]:
        """The server, and its processes."""
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        server = psutil.Process(pid)
        return [server, *server.children(recursive=True)]

    def close(self) -> None:
        """End it for good."""
        self._admin.dispose()
        self.stop("immediate")


class Patient(Installation):
    """`bot run`, started again where it gave up starting, as systemd does."""

    ready_within_s = BACK_WITHIN_S
    stops_within_s = 60.0
    tries = 3

    def start(self, **settings: str) -> None:
        """Start it (again), with these settings as well."""
        for left in reversed(range(self.tries)):
            try:
                super().start(**settings)
                return
            except RuntimeError:
                self.stop()
                if not left:
                    raise


class World:
    """One installation, its database, its disk and its other sides.

    Args:
        kind: ``sqlite`` or ``postgresql``.
        platforms: whether WhatsApp and Telegram take part (their descriptions must be here).
    """

    def __init__(self, kind: str, folder: Path, platforms: bool, **settings: str) -> None:
        self.kind, self.folder = kind, folder
        self.disk, self.logs = folder / "disk", folder / "log"
        self._mounted: list[Path] = []
        self.disk.mkdir()
        self.logs.mkdir()
        folder.chmod(0o755)
        self.own_disk = self._mount(self.disk, DISK_MB[kind])
        self._mount(self.logs, 32)
        self.postgres = Postgres(self.disk) if kind == "postgresql" else None
        url = self.postgres.url if self.postgres else f"sqlite:///{self.disk / 'db' / 'bot.sqlite'}"
        self.sides = Sides(platforms)
        self.sides.start()
        self.mails_again = 0
        """Mails that came a second time, of the kinds so far."""
        self.settings = {
            "BOT_DATABASE_URL": url,
            "BOT_ENGINE_ANSWER_TIMEOUT_S": "4",
            "BOT_OUTAGE_NOTICE_AFTER_S": "2",
            "BOT_LOG_DIR": str(self.logs),
            **self.sides.settings(),
            **settings,
        }
        seal_name("")  # makes the key, if there is none yet: both sides have the same one
        self.root = deployed(folder / "root")
        """Its code, that a deploy may replace."""
        try:
            self.installation = Patient(folder, self.root, **self.settings)
        except BaseException:
            self._let_go()
            raise
        self.store: Engine = connect(url)

    def _mount(self, where: Path, size_mb: int) -> bool:
        """Put a small disk of its own there, where we may."""
        if sys.platform != "linux" or os.getuid() != 0:
            return False
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=755", "none", str(where)],
            stderr=subprocess.DEVNULL,
        )
        if done.returncode == 0:
            self._mounted.append(where)
        return done.returncode == 0

    def close(self) -> None:
        """End everything."""
        self.store.dispose()
        self.installation.stop()
        self._let_go()

    def _let_go(self) -> None:
        self.sides.stop()
        if self.postgres:
            self.postgres.close()
        for where in self._mounted:
            subprocess.run(["umount", "-l", str(where)], check=False)

    # --- processes ---

    def restart(self, **settings: str) -> None:
        """Stop `bot run` as an administrator does, and start it, with these settings as well."""
        self.installation.stop()
        self.installation.start(**settings)

    def keep(self) -> None:
        """Start `bot run` again where it ended, as systemd does."""
        if self.installation.process.poll() is not None:
            self.installation.start()

    def wait_until_ready(self, within_s: float = BACK_WITHIN_S) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + within_s
        while self.installation.status("/readyz") != 200:
            if time.monotonic() > deadline:
                raise RuntimeError("the installation did not come back")
            time.sleep(0.1)

    def signal(self, module: str, number: signal.Signals) -> None:
        """Send a signal to the processes of a module."""
        for pid in self.installation.pids(module):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    @contextmanager
    def stopped(self, *modules: str) -> Iterator[None]:
        """Their processes stand still within this block."""
        pids = [pid for module in modules for pid in self.installation.pids(module)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                if psutil.pid_exists(pid):
                    os.kill(pid, signal.SIGCONT)

    # --- the database ---

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else can write within this block."""
        with self.store.connect() as plain:
            connection = plain.execution_options(sqlite_begin="IMMEDIATE")
            self._lock(connection)
            try:
                yield
            finally:
                connection.rollback()

    def _lock(self, connection: Connection) -> None:
        """Begin, with the lock that nobody can write beside. The tables are locked one after the
        other, which may cross a turn that is being stored: then once more."""
        if not self.postgres:
            connection.begin()
            return
        for left in reversed(range(10)):
            try:
                connection.execute(
                    sql("lock table messages, trackers, deliveries in exclusive mode")
                )
                return
            except OperationalError:
                connection.rollback()
                if not left:
                    raise

    @contextmanager
    def away(self) -> Iterator[None]:
        """The database is not there within this block."""
        if self.postgres:
            self.postgres.stop()
            try:
                yield
            finally:
                self.postgres.start()
            return
        # A disk that went away, with the file on it; who has it open still has it.
        folder = self.disk / "db"
        folder.rename(self.disk / "gone")
        try:
            yield
        finally:
            if folder.exists():
                raise RuntimeError("an empty database was made in place of the one that was away")
            (self.disk / "gone").rename(folder)

    @contextmanager
    def full(self, where: Path) -> Iterator[None]:
        """A disk has no room left within this block."""
        if where not in self._mounted:
            raise NotHere("a disk of its own (only root may mount one)")
        ballast = where / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096 * 64)
            except OSError:
                pass
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                pass
        try:
            yield
        finally:
            ballast.unlink()
            if self.postgres and where == self.disk:
                # Without room for its log it ends itself; an administrator starts it again.
                try:
                    self.postgres.processes()
                    with self.store.connect() as connection:
                        connection.execute(sql("select 1"))
                except (OSError, psutil.Error, DBAPIError):
                    try:
                        self.postgres.start()
                    except RuntimeError:
                        time.sleep(2.0)

    def query(self, statement: str, **values: Any) -> list[Any]:
        """Rows of the database."""
        with self.store.connect() as connection:
            return list(connection.execute(sql(statement), values))
