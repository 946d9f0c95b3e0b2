"""Which version of the schema this process is made for, and which one the database has.

While a new version is put in place, code and database differ for a while. A process that then went
on would write what the other version cannot read; so each transaction first looks whether the
schema is its own, and whoever asked hears that it has to come again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

VERSION_TABLE = "alembic_version"

PG_LOCK = 0x67726F6569
"""Who writes shares it for the length of a transaction; who migrates has it alone."""

FIND = f"select version_num from {VERSION_TABLE}"
SHARE = f"select pg_advisory_xact_lock_shared({PG_LOCK})"


class StoreUnavailable(RuntimeError):
    """The database cannot be read or written now (locked, full, gone). Nothing was stored."""


class WrongSchema(StoreUnavailable):
    """The database has another schema than this process is made for; the message says what to do.
    Nothing was read or stored."""


def newest() -> str:
    """The version that the migrations on disk lead to, now: a deploy may have replaced them.

    Raises:
        ValueError: there are none: they are being replaced at this moment.
    """
    return max(file.name[1:5] for file in (MIGRATIONS / "versions").glob("v[0-9]*_*.py"))


OURS = newest()
"""The version that the code of this process was written for."""


def version(connection: Connection) -> str | None:
    """The version that the database has; None where it has no schema at all.

    Raises:
        DBAPIError: it cannot be asked.
    """
    try:
        return _only(connection.exec_driver_sql(FIND).first())
    except (OperationalError, ProgrammingError) as error:
        if _lacks_table(error):
            return None
        raise


def check(connection: Connection) -> None:
    """Refuse a schema that is not ours. What it says may be a moment old: for reading.

    Raises:
        WrongSchema: it is another.
    """
    _compare(version(connection))


def claim(connection: Connection) -> None:
    """Refuse a schema that is not ours, and keep it as it is for the length of this transaction.

    SQLite has one writer at a time, and a migration is one. On PostgreSQL both statements go in
    one message: the version is read after the lock was had, so that no migration is in between.

    Raises:
        WrongSchema: it is another.
    """
    if connection.dialect.name == "sqlite":
        # Past SQLAlchemy: this is asked for every message.
        raw = connection.connection.dbapi_connection
        assert raw is not None
        try:
            _compare(_only(raw.execute(FIND).fetchone()))
        except raw.OperationalError as error:
            if "no such table" not in str(error):
                raise
            _compare(None)
        return
    try:
        _compare(_only(connection.exec_driver_sql(f"{SHARE}; {FIND}").first()))
    except ProgrammingError as error:
        if not _lacks_table(error):
            raise
        _compare(None)


def claim_for_migration(connection: Connection) -> None:
    """Have the schema alone until the end of this transaction: others who migrate wait, and so
    does everybody who writes."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({PG_LOCK})")


def _compare(found: str | None) -> None:
    if found != OURS:
        raise WrongSchema(told(found, OURS))


def told(found: str | None, ours: str) -> str:
    """What is wrong and how to go on, for an administrator."""
    if found is None:
        return "de database is nog leeg; maak haar met `bot migrate`"
    if found < ours:
        return (
            f"de database heeft schema {found} en deze versie werkt met {ours}; ik wacht. "
            "Maak het af met `bot migrate`, dan ga ik vanzelf verder"
        )
    return (
        f"de database heeft schema {found} en deze versie werkt nog met {ours}; ik wacht. "
        "Zet hier ook de nieuwe versie neer, dan ga ik vanzelf verder"
    )


def _only(row: Any) -> str | None:
    return None if row is None else str(row[0])


def _lacks_table(error: DBAPIError) -> bool:
    lacks = getattr(error.orig, "pgcode", None) == "42P01"  # undefined_table
    return lacks or "no such table" in str(error.orig)
