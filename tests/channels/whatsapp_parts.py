"""What the tests of WhatsApp share: the web application, its engine played, and the sender."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.app import make_app
from bot.channels import registry
from bot.channels.sender import Sender
from bot.channels.words import words
from bot.conversations import outbox
from bot.conversations.outbox import Reply
from bot.knowledge import load as load_knowledge
from bot.settings import Settings, load
from bot.store import migrate, reading, writing
from bot.store.tables import channel_users, conversations, messages
from tests.channels import whatsapp_server as meta
from tests.running import free_port

Json = dict[str, Any]

OPENING = (
    "Hoi! Ik ben een computer, geen mens.",
    "Wat je vertelt bewaar ik.",
    "Waar loop je vast?",
)
"""What the engine says first, played."""


def settings_for(tmp_path: Path, variables: dict[str, str], database: str = "") -> Settings:
    """Settings of a web application on a database of its own, with no engine behind it."""
    url = database or f"sqlite:///{tmp_path / 'whatsapp.sqlite'}"
    migrate(url)
    return load(
        {
            "BOT_DATABASE_URL": url,
            "BOT_ENGINE_PORT": str(free_port()),
            "BOT_ENGINE_TOKEN": "t",
            "BOT_OUTAGE_NOTICE_AFTER_S": "1e9",
            **variables,
        },
        tmp_path / "no.env",
    )


class Web:
    """The real web application."""

    def __init__(self, client: TestClient, settings: Settings) -> None:
        self.client, self.settings = client, settings
        self.store: Engine = client.app.state.store  # type: ignore[attr-defined]

    def bring(self, body: bytes, signature: str | None = "right") -> int:
        """Bring a body to Meta's webhook; the status of the answer."""
        given = meta.signature(body) if signature == "right" else signature
        headers = {"content-type": b"application/json"}
        if given is not None:
            headers["x-hub-signature-256"] = given.encode()
        return self.client.post("/webhooks/whatsapp", content=body, headers=headers).status_code

    def write(self, person: meta.Person, content: Json, **more: Any) -> int:
        """Somebody sends a message."""
        return self.bring(meta.envelope(meta.Message(person, content, **more).value()))

    def rows(self, direction: str | None = None) -> list[Json]:
        """All messages, oldest first."""
        query = select(messages).order_by(messages.c.id)
        if direction:
            query = query.where(messages.c.direction == direction)
        with reading(self.store) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def people(self) -> list[Json]:
        """Everybody that this channel knows."""
        with reading(self.store) as connection:
            rows = connection.execute(select(channel_users).order_by(channel_users.c.id))
            return [dict(row) for row in rows.mappings()]

    def conversation(self, person: meta.Person) -> str:
        """Where somebody's messages are."""
        names = (person.user_id, person.number)
        return next(
            str(p["conversation_id"])
            for p in self.people()
            if p["address"] in names or (p["alias"] and p["alias"] in names)
        )

    def say(self, person: meta.Person, *replies: Reply, author: str = "bot") -> list[int]:
        """Bot or broker says something to somebody; ids of the messages."""
        before = len(self.rows("out"))
        with writing(self.store) as connection:
            outbox.put(connection, self.conversation(person), list(replies), None, author=author)
        return [row["id"] for row in self.rows("out")[before:]]

    def silent_for(self, hours: float) -> None:
        """Make it as long ago as this that anybody wrote."""
        with writing(self.store) as connection:
            connection.execute(
                update(channel_users).values(last_in_at=channel_users.c.last_in_at - hours * 3600)
            )

    def play_engine(self) -> int:
        """Answer what waits as the engine does: with the opening, or with one sentence."""
        answered = 0
        waiting = (messages.c.status == "received") & (messages.c.direction == "in")
        with writing(self.store) as connection:
            query = (
                select(messages.c.id, messages.c.conversation_id)
                .join(conversations, conversations.c.id == messages.c.conversation_id)
                .where(waiting)
                .order_by(messages.c.id)
            )
            for row in connection.execute(query).all():
                earlier = connection.execute(
                    select(messages.c.id).where(
                        messages.c.conversation_id == row.conversation_id,
                        messages.c.author == "bot",
                    )
                ).first()
                said = [Reply("Dank je.")] if earlier else [Reply(text) for text in OPENING]
                outbox.put(connection, row.conversation_id, said, row.id)
                connection.execute(
                    update(messages).where(messages.c.id == row.id).values(status="answered")
                )
                answered += 1
        return answered


@contextlib.contextmanager
def running_web(settings: Settings) -> Iterator[Web]:
    """The web application, until the end of the block."""
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        yield Web(client, settings)


@contextlib.contextmanager
def sending(web: Web, adjust: Callable[[registry.Connection], None] | None = None) -> Iterator[Any]:
    """The real sender, with the platforms of the settings, in a thread of its own."""
    loop = asyncio.new_event_loop()
    connections = registry.connected(
        web.settings, words(load_knowledge().texts, web.settings), web.store
    )
    for connection in connections.values():
        if adjust is not None:
            adjust(connection)
    sender = Sender(web.store, {n: (c.platform, c.pace) for n, c in connections.items()})
    task = loop.create_task(sender.run())

    def work() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        for connection in connections.values():
            loop.run_until_complete(connection.platform.close())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield connections
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(20)


def until(true: Callable[[], Any], within_s: float = 10.0) -> Any:
    """Wait until it is so; what it returned."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not so after {within_s} s")
