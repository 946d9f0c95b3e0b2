"""Has a PostgreSQL server forget what was removed, as far as a user of it can.

An ordinary VACUUM marks the place of removed rows as free and leaves their bytes in it until
something else is written there. VACUUM FULL writes a table and its indexes anew (PostgreSQL's
documentation, "Recovering Disk Space"). The planner's statistics hold values of rows too; ANALYZE
makes them anew. What remains is the server's write-ahead log, which only the server itself
overwrites.
"""

from __future__ import annotations

import logging

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.privacy.erasure import NOT_ERASED
from bot.store import StoreUnavailable
from bot.store.tables import metadata

log = logging.getLogger(__name__)

SMALL = 64 << 20
"""Bytes of a table, with its indexes, that is written anew: nobody can use it for that second."""

LOCK_WAIT = "1s"
"""How long to wait for others, who wait behind us meanwhile."""

ALWAYS, PAGES = "server_log", "server_pages"
"""What may remain: the server's log; and bytes in the free space of larger or busy tables."""


def forget(store: Engine) -> list[str]:
    """Write the tables anew from which is erased.

    Returns:
        What may remain: `ALWAYS`, and `PAGES` where a table could not be written anew now.

    Raises:
        StoreUnavailable: the server cannot be reached.
    """
    tables = [t.name for t in metadata.sorted_tables if t.name not in NOT_ERASED] + ["erasures"]
    left = [ALWAYS]
    try:
        with store.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"set lock_timeout = '{LOCK_WAIT}'"))
            connection.execute(text("set statement_timeout = 0"))
            for table in tables:
                size = text("select pg_total_relation_size(cast(:t as regclass))")
                small = connection.execute(size, {"t": table}).scalar_one() <= SMALL
                if not (small and _done(connection, f'vacuum (full, analyze) "{table}"')):
                    _done(connection, f'vacuum (analyze) "{table}"')
                    left = [ALWAYS, PAGES]
            _done(connection, "vacuum full pg_catalog.pg_statistic")
            connection.execute(text("reset lock_timeout"))
            connection.execute(text("reset statement_timeout"))
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
    return left


def _done(connection: Connection, statement: str) -> bool:
    """Whether it could be done; others may hold what it needs."""
    try:
        connection.execute(text(statement))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        log.warning("%s: not now", statement)
        return False
    return True
