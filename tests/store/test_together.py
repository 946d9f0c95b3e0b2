"""Small writes in one transaction: what one of them cannot do leaves the others as they are."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.store import now, reading
from bot.store.tables import conversations
from bot.store.together import Together, Work


def begin(conversation_id: str) -> Work:
    row = {"id": conversation_id, "channel": "rest", "created_at": now(), "updated_at": now()}

    def work(connection: Connection) -> str:
        connection.execute(insert(conversations).values(row))
        return conversation_id

    return work


def fail(connection: Connection) -> None:
    raise KeyError("not in this message")


def stored(store: Engine) -> list[str]:
    with reading(store) as connection:
        ids = select(conversations.c.id).order_by(conversations.c.id)
        return list(connection.execute(ids).scalars())


def in_one_transaction(store: Engine, requests: list[list[Work]]) -> list[Any]:
    """All of them while the writer is still busy with something else, so that they go together."""

    async def run() -> list[Any]:
        together, go = Together(store), threading.Event()
        busy = asyncio.create_task(together.do([lambda connection: go.wait(10)]))
        await asyncio.sleep(0.05)
        asked = [asyncio.create_task(together.do(request)) for request in requests]
        await asyncio.sleep(0.05)
        go.set()
        results = await asyncio.gather(*asked, return_exceptions=True)
        await busy
        together.close()
        return results

    return asyncio.run(run())


def test_each_gets_its_own_results(any_store: Engine) -> None:
    results = in_one_transaction(any_store, [[begin("a"), begin("b")], [begin("c")]])
    assert results == [["a", "b"], ["c"]]
    assert stored(any_store) == ["a", "b", "c"]


def test_one_that_fails_keeps_nobody_else_from_it(any_store: Engine) -> None:
    one, broken, other = in_one_transaction(
        any_store, [[begin("a")], [begin("b"), fail], [begin("c")]]
    )
    assert (one, other) == (["a"], ["c"])
    assert isinstance(broken, KeyError)
    assert stored(any_store) == ["a", "c"], "and nothing of what it began"


def test_what_cannot_be_stored_keeps_nobody_else_from_it(any_store: Engine) -> None:
    first, again, other = in_one_transaction(any_store, [[begin("a")], [begin("a")], [begin("b")]])
    assert (first, other) == (["a"], ["b"])
    assert isinstance(again, IntegrityError)
    assert stored(any_store) == ["a", "b"]


def test_whoever_gave_up_does_not_stop_it(store: Engine) -> None:
    async def run() -> Any:
        together, go = Together(store), threading.Event()
        busy = asyncio.create_task(together.do([lambda connection: go.wait(10)]))
        await asyncio.sleep(0.05)
        gone = asyncio.create_task(together.do([fail]))
        stays = asyncio.create_task(together.do([begin("a")]))
        await asyncio.sleep(0.05)
        gone.cancel()
        go.set()
        with pytest.raises(asyncio.CancelledError):
            await gone
        await busy
        result = await stays
        together.close()
        return result

    assert asyncio.run(run()) == ["a"]
