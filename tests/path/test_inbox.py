"""The inbox on a real database: stored once, in order, and only with the right key."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from bot.conversations import inbox, outbox
from bot.conversations.outbox import Reply
from bot.store import StoreUnavailable, connect, database, reading, writing
from bot.store.tables import messages


def test_new_conversation_waits_for_a_hello(any_store: Engine) -> None:
    new = inbox.begin(any_store, "website")
    [waiting] = inbox.waiting_conversations(any_store, time.time())
    assert (waiting.conversation_id, waiting.owner, waiting.choice) == (new.id, "bot", None)


def test_same_client_id_is_stored_once(any_store: Engine) -> None:
    new = inbox.begin(any_store, "website")
    first = inbox.receive(any_store, new.id, "text", "hallo", "a")
    again = inbox.receive(any_store, new.id, "text", "hallo", "a")
    assert (again.message_id, first.duplicate, again.duplicate) == (first.message_id, False, True)
    other = inbox.begin(any_store, "website")
    assert not inbox.receive(any_store, other.id, "text", "hallo", "a").duplicate


def test_only_the_oldest_message_of_a_conversation_waits(any_store: Engine) -> None:
    new = inbox.begin(any_store, "website")
    inbox.receive(any_store, new.id, "text", "een", "1")
    inbox.receive(any_store, new.id, "text", "twee", "2")
    waiting = inbox.waiting_conversations(any_store, time.time())
    assert len(waiting) == 1
    with writing(any_store) as connection:
        connection.execute(
            update(messages).where(messages.c.id == waiting[0].message_id).values(status="answered")
        )
    [second] = inbox.waiting_conversations(any_store, time.time())
    assert second.message_id == waiting[0].message_id + 1


def test_a_message_that_failed_waits_for_its_time(any_store: Engine) -> None:
    inbox.begin(any_store, "website")
    with writing(any_store) as connection:
        connection.execute(update(messages).values(next_attempt_at=time.time() + 60))
    assert inbox.waiting_conversations(any_store, time.time()) == []
    assert len(inbox.waiting_conversations(any_store, time.time() + 61)) == 1


@pytest.mark.parametrize("key", ["", "wrong"])
def test_wrong_key_opens_nothing(any_store: Engine, key: str) -> None:
    new = inbox.begin(any_store, "website")
    inbox.authorise(any_store, new.id, new.key)
    with pytest.raises(inbox.UnknownConversation):
        inbox.authorise(any_store, new.id, key)
    with pytest.raises(inbox.UnknownConversation):
        inbox.authorise(any_store, "no-such", new.key)


def test_unknown_conversation_stores_nothing(any_store: Engine) -> None:
    with pytest.raises(inbox.UnknownConversation):
        inbox.receive(any_store, "no-such", "text", "hallo", "1")
    with reading(any_store) as connection:
        assert connection.execute(select(messages)).all() == []


def test_the_key_itself_is_not_stored(store: Engine, tmp_path: Path) -> None:
    new = inbox.begin(store, "website")
    store.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("test.sqlite*"))
    assert new.id.encode() in stored
    assert new.key.encode() not in stored


def test_locked_database_is_said_and_nothing_is_half_stored(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = inbox.begin(store, "website")
    monkeypatch.setattr(database, "SQLITE_BUSY_MS", 100)
    impatient = connect(str(store.url))
    locked, release = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(store):
            locked.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(5)
    with pytest.raises(StoreUnavailable):
        inbox.receive(impatient, new.id, "text", "hallo", "1")
    release.set()
    holder.join()
    assert not inbox.receive(impatient, new.id, "text", "hallo", "1").duplicate
    impatient.dispose()


def test_full_disk_is_said_and_nothing_is_half_stored(store: Engine) -> None:
    new = inbox.begin(store, "website")
    with store.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    full = connect(str(store.url))

    @event.listens_for(full, "connect")
    def limit(connection: Any, _: Any) -> None:
        # SQLite's own limit answers as a full disk does: "database or disk is full".
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreUnavailable):
        inbox.receive(full, new.id, "text", "x" * 20_000, "1")
    full.dispose()
    assert not inbox.receive(store, new.id, "text", "x" * 20_000, "1").duplicate


def test_title_of_choice_comes_from_what_was_offered(any_store: Engine) -> None:
    new = inbox.begin(any_store, "website")
    offered = Reply("Welke?", ({"title": "Ja", "payload": "/affirm"},))
    outbox.say(any_store, new.id, offered, "bot", "text")
    assert outbox.title_of_choice(any_store, new.id, "/affirm") == "Ja"
    assert outbox.title_of_choice(any_store, new.id, "/restart") is None
