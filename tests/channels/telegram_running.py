"""Our side of Telegram in a test: the real sender and upkeep in a thread."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.channels import registry
from bot.channels.sender import Sender
from bot.channels.words import words
from bot.conversations import outbox
from bot.conversations.outbox import Reply
from bot.knowledge import load
from bot.settings import Settings
from bot.store import reading
from bot.store.tables import channel_users, messages
from tests.channels.telegram_server import SECRET, TOKEN, TelegramServer

numbers = itertools.count(1000)


def settings(server: TelegramServer, store: Engine, **other: Any) -> Settings:
    """Those of an installation that talks with the server of the test."""
    given: dict[str, Any] = {
        "database_url": str(store.url),
        "telegram_token": TOKEN,
        "telegram_secret": SECRET,
        "telegram_name": "groei_test_bot",
        "telegram_api": server.url,
        "public_url": "https://groei.example",
        **other,
    }
    return Settings(**given)


@contextmanager
def sending(store: Engine, chosen: Settings) -> Iterator[registry.Connection]:
    """The real sender and the platform's own work, as ``bot.channels.serve`` runs them."""
    started: list[registry.Connection] = []
    ready, over = threading.Event(), threading.Event()

    async def run() -> None:
        connection = registry.connected(chosen, words(load().texts, chosen), store)["telegram"]
        started.append(connection)
        assert connection.background is not None
        sender = Sender(store, {"telegram": (connection.platform, connection.pace)})
        work = [asyncio.create_task(sender.run()), asyncio.create_task(connection.background())]
        ready.set()
        while not over.is_set():
            await asyncio.sleep(0.02)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await connection.platform.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield started[0]
    finally:
        over.set()
        thread.join(30)


def until(what: Callable[[], Any], within_s: float = 15.0) -> Any:
    """Wait for something to be so."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not so within {within_s} s")


def say(
    store: Engine,
    address: int,
    text: str,
    *titles: str,
    author: str = "bot",
    **custom: Any,
) -> int:
    """Have the assistant (or a broker) say something; the id of its message."""
    buttons = tuple({"title": t, "payload": f'/inform{{"choice":"{t[:30]}"}}'} for t in titles)
    if titles:
        custom.setdefault("asks", "choice")
    of = conversation_of(store, address)
    outbox.say(store, of, Reply(text, buttons, custom or None), author, "text")
    return int(outbox.transcript(store, of)[-1]["id"])


def conversation_of(store: Engine, address: int) -> str:
    """The conversation of somebody on Telegram."""
    query = select(channel_users.c.conversation_id).where(channel_users.c.address == str(address))
    with reading(store) as connection:
        return str(connection.execute(query).scalar_one())


def rows(store: Engine, direction: str = "in") -> list[dict[str, Any]]:
    """All messages of all conversations, in order."""
    query = select(messages).where(messages.c.direction == direction).order_by(messages.c.id)
    with reading(store) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def update_of(text: str | None = "hallo", id: int = 7, **other: Any) -> dict[str, Any]:
    """An update with a message, as Telegram brings it."""
    message = {
        "message_id": next(numbers),
        "date": int(time.time()),
        "chat": {"id": id, "type": "private", "first_name": "Test"},
        "from": {"id": id, "is_bot": False, "first_name": "Test"},
        **({} if text is None else {"text": text}),
        **other,
    }
    return {"update_id": next(numbers), "message": message}
