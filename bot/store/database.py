"""The database: one engine a process, SQLite by default, PostgreSQL when set."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool, StaticPool

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

SQLITE_BUSY_MS = 5000
"""How long a writer waits for another one before it gives up."""


class StoreUnavailable(RuntimeError):
    """The database cannot be read or written now (locked, full, gone). Nothing was stored."""


def now() -> datetime:
    """This moment, in UTC, with its zone."""
    return datetime.now(timezone.utc)


def connect(url: str, create: bool = False) -> Engine:
    """An engine for ``url`` with the settings that this product needs.

    Args:
        create: make the SQLite file where there is none. Else that is an error: the disk on which
            it stands may be away, and what an empty one takes would be lost when it comes back.

    SQLite gets a write-ahead log (readers never wait for the writer) and full syncing: a message
    is acknowledged only once it is on disk.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, future=True, pool_pre_ping=True, pool_size=10)
    in_memory = parsed.database in (None, "", ":memory:")
    if create and not in_memory:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)

    def open_it() -> sqlite3.Connection:
        file = ":memory:" if in_memory else f"file:{quote(str(parsed.database))}"
        mode = "" if in_memory else f"?mode={'rwc' if create else 'rw'}"
        return sqlite3.connect(
            file + mode, uri=True, timeout=SQLITE_BUSY_MS / 1000, check_same_thread=False
        )

    engine = create_engine(
        url,
        future=True,
        creator=open_it,
        # SQLAlchemy 1.4 opens a file anew for each use; kept open, a turn costs half.
        poolclass=StaticPool if in_memory else QueuePool,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # pysqlite begins transactions late and by itself; we begin them (see `begin` below).
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode == "FIRST":
            _begin_first(connection.connection.dbapi_connection)
        else:
            connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _begin_first(connection: Any) -> None:
    """Take the write lock before the others who wait for it.

    SQLite has no queue: who waits looks again after a pause that grows to a tenth of a second,
    and whoever looks at the right moment goes first.
    """
    connection.execute("PRAGMA busy_timeout=0")
    try:
        deadline = time.monotonic() + SQLITE_BUSY_MS / 1000
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.001)
    finally:
        connection.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with."""
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error


@contextmanager
def writing(engine: Engine, first: bool = False) -> Iterator[Connection]:
    """One transaction: all of it is stored, or nothing.

    On SQLite it takes the write lock at once, so that what it reads cannot change under it.

    Args:
        first: before others who wait to write, because somebody outside waits for it. One at a
            time may do so.

    Raises:
        StoreUnavailable: locked for too long, disk full, connection lost.
    """
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(sqlite_begin="FIRST" if first else "IMMEDIATE")
            with connection.begin():
                yield connection
    except DBAPIError as error:
        if isinstance(error, IntegrityError):
            raise
        raise StoreUnavailable(str(error.orig)) from error
    except sqlite3.OperationalError as error:  # of `_begin_first`
        raise StoreUnavailable(str(error)) from error


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")
