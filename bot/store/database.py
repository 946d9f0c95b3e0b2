"""The database: one engine a process, SQLite by default, PostgreSQL when set."""

from __future__ import annotations

import sqlite3
import time
import weakref
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool, StaticPool

from bot.store import schema
from bot.store.schema import MIGRATIONS, StoreUnavailable, WrongSchema

SQLITE_BUSY_MS = 5000
"""How long a writer waits for another one before it gives up."""

LONGEST_LOG_PAGES = 10_000
"""Pages (of 4 kB) that SQLite's log may grow to while nobody who has time for it copies them."""

LOCK_MS, STATEMENT_MS, CONNECT_S = 5000, 30_000, 5
"""The same for PostgreSQL; how long one statement may take, and connecting."""

LOOK_AT_SCHEMA_EVERY_S = 1.0
"""How old may be what readers know of the schema. Who writes looks each time."""

_looked_at: weakref.WeakKeyDictionary[Engine, float] = weakref.WeakKeyDictionary()
"""When the schema of a database was last seen to be ours."""


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
        # Whoever cannot get on says so, and is asked again: else a lock that somebody holds makes
        # one thread after the other wait, until none is left to say that it takes longer.
        limits = "" if create else f"-c lock_timeout={LOCK_MS} -c statement_timeout={STATEMENT_MS}"
        return create_engine(
            url,
            future=True,
            # Its errors would repeat what somebody said, in logs.
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            connect_args={"connect_timeout": CONNECT_S, "options": limits},
        )
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
        hide_parameters=True,
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

    SQLite has no queue: who waits looks again after a pause that grows to a tenth of a second, and
    whoever looks at the right moment goes first. Who must go first does not copy a long log into
    the file after it, either: that takes up to a fifth of a second, and others do it.
    """
    connection.execute(f"PRAGMA wal_autocheckpoint={LONGEST_LOG_PAGES}")
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
def reading(engine: Engine, any_schema: bool = False) -> Iterator[Connection]:
    """A connection to read with.

    Args:
        any_schema: whatever version the schema has.

    Raises:
        StoreUnavailable: it cannot be read, or (`WrongSchema`) is not ours to read.
    """
    try:
        with engine.connect() as connection:
            if not any_schema:
                look_at_schema(engine, connection)
            yield connection
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error


def readable(engine: Engine) -> bool:
    """Whether the database answers, and has our schema."""
    try:
        with reading(engine):
            return True
    except StoreUnavailable:
        return False


def look_at_schema(engine: Engine, connection: Connection) -> None:
    """See whether the schema is ours, if that was not seen a moment ago.

    Raises:
        WrongSchema: it is not.
    """
    moment = time.monotonic()
    if moment - _looked_at.get(engine, -LOOK_AT_SCHEMA_EVERY_S) >= LOOK_AT_SCHEMA_EVERY_S:
        schema.check(connection)
        _looked_at[engine] = moment


@contextmanager
def writing(engine: Engine, first: bool = False, any_schema: bool = False) -> Iterator[Connection]:
    """One transaction: all of it is stored, or nothing.

    On SQLite it takes the write lock at once, so that what it reads cannot change under it.

    Args:
        first: before others who wait to write, because somebody outside waits for it. One at a
            time may do so.
        any_schema: whatever version the schema has.

    Raises:
        StoreUnavailable: locked for too long, disk full, connection lost; or (`WrongSchema`) the
            schema is not ours to write to.
    """
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(sqlite_begin="FIRST" if first else "IMMEDIATE")
            with connection.begin():
                if not any_schema:
                    schema.claim(connection)
                yield connection
    except DBAPIError as error:
        if isinstance(error, IntegrityError):
            raise
        raise StoreUnavailable(str(error.orig)) from error
    except sqlite3.OperationalError as error:  # of `_begin_first` and `schema.claim`
        raise StoreUnavailable(str(error)) from error


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` to the newest schema, or to this version of it.

    Raises:
        WrongSchema: it is of a later version than the migrations that are here.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        engine = connect(url)
        with engine.connect() as connection:
            found = schema.version(connection)
        engine.dispose()
        if found is None or found <= schema.newest():
            raise
        raise WrongSchema(
            f"de database heeft schema {found} en deze versie kent alleen {schema.newest()}: "
            "zet de nieuwere versie terug, of een reservekopie van daarvoor (`bot restore`)"
        ) from error
