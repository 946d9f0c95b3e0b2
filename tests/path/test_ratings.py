"""One tap and some words about a talk, through the whole installation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.console import accounts
from bot.conversations import takeover
from bot.store import connect, now, reading, writing
from bot.store.tables import messages
from bot.store.work import Actor
from bot.store.work_tables import ratings
from tests.running import Browser, Installation


@pytest.fixture(scope="module")
def store(installation: Installation) -> Iterator[Engine]:
    store = connect(installation.database)
    accounts.add_broker(store, "rita@example.nl", "Rita", "een lange zin als wachtwoord")
    yield store
    store.dispose()


def wait(until: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if found := until():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come")


def asked(visitor: Browser, store: Engine) -> dict[str, Any]:
    """A person had the talk and gave it back; some quiet minutes later it is asked how it was."""
    rita = next(p for p in accounts.people(store) if p["name"] == "Rita")
    actor = Actor(rita["id"], "Rita")
    with writing(store) as connection:
        takeover.take(connection, visitor.id, actor, "Hoi, ik ben Rita.")
        takeover.give_back(connection, visitor.id, actor, "Vanaf hier weer de computer.", actor.id)
    wait(lambda: [m for m in visitor.messages() if m["author"] == "bot"][-1:]
         and visitor.messages()[-1]["author"] == "bot")  # fmt: skip
    with writing(store) as connection:
        of_talk = messages.c.conversation_id == visitor.id
        connection.execute(
            update(messages).where(of_talk).values(created_at=now() - timedelta(minutes=10))
        )
        connection.execute(
            update(ratings).where(ratings.c.conversation_id == visitor.id).values(due_at=1.0)
        )
    return wait(lambda: next(
        (m for m in visitor.messages() if m["custom"].get("about") == "rating"), None))  # fmt: skip


def payload(question: dict[str, Any], title: str) -> str:
    return next(b["payload"] for b in question["buttons"] if b["title"] == title)


def of(store: Engine, visitor: Browser) -> Any:
    with reading(store) as connection:
        return connection.execute(
            select(ratings).where(ratings.c.conversation_id == visitor.id)
        ).one()


def begun(installation: Installation, words: str) -> Browser:
    visitor = Browser(installation.url)
    first = visitor.wait_for_answer(0)
    visitor.send(words, "1")
    visitor.wait_for_answer(first[-1]["id"])
    return visitor


def to_words(visitor: Browser, store: Engine) -> None:
    """As far as typing what one wants to add."""
    question = asked(visitor, store)
    visitor.choose(payload(question, "Goed"), "r1")
    more = wait(lambda: next((m for m in visitor.messages() if "nog iets over" in m["text"]), None))
    visitor.choose(payload(more, "Ja, ik typ het"), "r2")
    wait(lambda: any("Typ het maar" in m["text"] for m in visitor.messages()))


def test_a_tap_and_words(installation: Installation, store: Engine) -> None:
    visitor = begun(installation, "ik krijg mijn voorraad niet op orde")
    to_words(visitor, store)
    visitor.send("fijn dat Mohammed de Vries meedacht", "r3")
    wait(lambda: any("leren we van" in m["text"] for m in visitor.messages()))
    row = of(store, visitor)
    assert (row.score, row.words) == (3, "fijn dat [naam] meedacht")
    # The bot asks its own question again.
    wait(lambda: visitor.messages()[-1]["author"] == "bot"
         and "leren we van" not in visitor.messages()[-1]["text"])  # fmt: skip


def test_who_cries_for_help_gets_help(installation: Installation, store: Engine) -> None:
    visitor = begun(installation, "ik vind geen personeel voor de bakkerij")
    to_words(visitor, store)
    visitor.send("ik zie het niet meer zitten, ik wil dood", "r3")
    wait(lambda: any("113" in m["text"] for m in visitor.messages()))
    row = of(store, visitor)
    assert (row.words, row.state) == (None, "done"), "no word of it is kept as a remark"
