"""Small writes of many requests in one transaction: one wait for the disk serves all of them.

A disk takes some hundred syncs a second, and a burst of webhooks has more than that. Who waits
here waits for at most two transactions: the one that is being stored, and the next one.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Sequence

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store.database import writing
from bot.store.schema import StoreUnavailable

Work = Callable[[Connection], Any]
"""Reads and writes in the transaction that it is given, and changes nothing else: it is done again
where somebody else stored the same at the same moment (IntegrityError); then that can be seen."""

MOST_AT_ONCE = 200
"""Requests in one transaction: others who write (the engine) must get their turn."""


class Together:
    """One event loop's writer.

    Args:
        first: before others who wait to write (see :func:`bot.store.database.writing`).
        most: requests in one transaction.
    """

    def __init__(self, store: Engine, first: bool = False, most: int = MOST_AT_ONCE) -> None:
        self._store, self._first, self._most = store, first, most
        self._waiting: list[tuple[Sequence[Work], asyncio.Future[list[Any]]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "together")

    async def do(self, work: Sequence[Work]) -> list[Any]:
        """Do it all, in this order; when this returns it is on disk.

        Returns:
            What each returned.

        Raises:
            StoreUnavailable: nothing of it was stored.
            Exception: what the work raised; nothing of it was stored, and all that others asked.
        """
        done: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            now, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                all_done = await asyncio.get_running_loop().run_in_executor(
                    self._thread, self._transaction, [work for work, _ in now]
                )
            except Exception as problem:
                for _, done in now:
                    if not done.done():  # whoever asked may have gone
                        done.set_exception(problem)
                continue
            for (_, done), results in zip(now, all_done, strict=True):
                if done.done():
                    continue
                if isinstance(results, Exception):
                    done.set_exception(results)
                else:
                    done.set_result(results)

    def _transaction(self, requests: list[Sequence[Work]]) -> list[list[Any] | Exception]:
        try:
            with writing(self._store, first=self._first) as connection:
                return [[each(connection) for each in work] for work in requests]
        except StoreUnavailable:
            raise
        except Exception:
            # One of them cannot be done. Savepoints, which cost as much as the work itself, keep
            # it from the others.
            with writing(self._store, first=self._first) as connection:
                return [_apart(connection, work) for work in requests]

    def close(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown(wait=True)


def _apart(connection: Connection, work: Sequence[Work]) -> list[Any] | Exception:
    """What one request came to; where that is an error, nothing of it is stored.

    Raises:
        DBAPIError: it is the database, and not this request.
    """
    try:
        with connection.begin_nested():
            return [_one(connection, each) for each in work]
    except Exception as problem:
        if isinstance(problem, DBAPIError) and not isinstance(problem, IntegrityError):
            raise
        return problem


def _one(connection: Connection, work: Work) -> Any:
    try:
        with connection.begin_nested():
            return work(connection)
    except IntegrityError:
        with connection.begin_nested():
            return work(connection)


def at_once(store: Engine, work: Work) -> Any:
    """Do it in a transaction of its own, where nobody else waits.

    Raises:
        StoreUnavailable: nothing of it was stored.
    """
    with writing(store) as connection:
        return _one(connection, work)
