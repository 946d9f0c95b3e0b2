"""Back to an earlier model while people talk: nothing is lost, and nothing is answered twice."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.console import accounts
from bot.model_files import name_of, path_of
from bot.store import connect, models, reading, writing
from bot.store.tables import messages, tracker_events
from bot.store.work_tables import audit_log
from tests.models import earlier_model
from tests.running import Browser, Installation

PASSWORD = "een lange zin als wachtwoord"
TALKERS, PACE_S = 6, 2.0
"""As many as one address may have: thirty messages a minute each."""

OTHER, DAMAGED = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture()
def other(model: Path) -> Iterator[Path]:
    with earlier_model(model, OTHER) as path:
        yield path


@pytest.fixture()
def running(other: Path, tmp_path: Path) -> Iterator[Installation]:
    found = Installation(tmp_path, BOT_ENGINE_PROCESSES="2")
    yield found
    found.stop()


class Console:
    """A beheerder with a browser that follows links."""

    def __init__(self, running: Installation) -> None:
        store = connect(running.database)
        accounts.add_broker(store, "baas@x.nl", "Baas", PASSWORD, "beheerder")
        store.dispose()
        self.http = httpx.Client(base_url=running.url, follow_redirects=True, timeout=120)
        mail = {"email": "baas@x.nl", "password": PASSWORD}
        assert self.http.post("/console/login", data=mail).status_code == 200

    def get(self) -> str:
        return self.http.get("/console/beheer/modellen").text

    def post(self, path: str, **sent: str) -> httpx.Response:
        csrf = self.get().split('name="csrf" value="')[1].split('"')[0]
        return self.http.post(f"/console/beheer/modellen/{path}", data={"csrf": csrf, **sent})


class Talker(threading.Thread):
    """Somebody who goes on talking until told to stop; the next word comes after the answer."""

    def __init__(self, url: str, number: int) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(url)
        self.number, self.sent, self.done = number, 0, threading.Event()
        self.trouble: Exception | None = None
        self.slowest = 0.0

    def run(self) -> None:
        try:
            while not self.done.is_set():
                self.say()
        except Exception as problem:
            self.trouble = problem

    def say(self) -> None:
        self.sent += 1
        text = f"ik kom er niet aan toe om nieuwe mensen te zoeken, keer {self.sent}"
        began = time.monotonic()
        stored = self.browser.send(text, f"{self.number}-{self.sent}")
        self.browser.wait_for_answer(stored["message_id"])
        self.slowest = max(self.slowest, time.monotonic() - began)
        time.sleep(PACE_S)


def until(found: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.1)


def command(running: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=running.environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def understood_by(store: Any, talk: str) -> list[tuple[str, str]]:
    """Message → model, for each time that a message of this talk was understood."""
    with reading(store) as connection:
        turns = connection.execute(
            select(tracker_events.c.events)
            .where(tracker_events.c.conversation_id == talk)
            .order_by(tracker_events.c.id)
        ).scalars()
        return [
            (str(event["message_id"]), event["metadata"]["model_id"])
            for turn in turns
            for event in json.loads(turn)
            if event["event"] == "user" and event.get("text")
        ]


@pytest.mark.timeout(300)
def test_back_to_an_earlier_model_while_people_talk(running: Installation, model: Path) -> None:
    newest, store = name_of(model), connect(running.database)
    loaded = lambda: {p["model"] for p in models.processes(store)}  # noqa: E731
    until(lambda: loaded() == {newest} and len(models.processes(store)) == 2)
    console = Console(running)
    page = console.get()
    assert newest in page and OTHER in page and "Nog niet gecontroleerd" in page
    assert "nog niet gecontroleerd" in console.post(f"{OTHER}/live", zeker="ja", nu=newest).text

    talkers = [Talker(running.url, number) for number in range(TALKERS)]
    for talker in talkers:
        talker.start()
    until(lambda: all(t.sent >= 3 for t in talkers))
    checked = console.post(f"{OTHER}/controleer").text
    assert "Het model is gecontroleerd" in checked and "Berichten van onbekenden" in checked
    sure = console.post(f"{OTHER}/live").text
    assert "Weet je het zeker" in sure and loaded() == {newest}, "nothing yet: it asks first"
    stale = console.post(f"{OTHER}/live", zeker="ja", nu=DAMAGED)
    assert stale.status_code == 409 and models.latest(store) is None
    assert "Het model is gekozen" in console.post(f"{OTHER}/live", zeker="ja", nu=newest).text
    until(lambda: loaded() == {OTHER})
    here = {t.number: t.sent for t in talkers}
    until(lambda: all(t.sent >= here[t.number] + 3 for t in talkers))
    for talker in talkers:
        talker.done.set()
    for talker in talkers:
        talker.join(60)
    assert [t.trouble for t in talkers] == [None] * TALKERS

    for talker in talkers:
        read = understood_by(store, talker.browser.id)
        assert len(read) == talker.sent, "each message was understood"
        assert len({message for message, _ in read}) == talker.sent, "and each once"
        by = [name for _, name in read]
        assert by[0] == newest and by[-1] == OTHER
        assert by == sorted(by, key=[newest, OTHER].index), "the new one took over once"
    with reading(store) as connection:
        rows = connection.execute(
            select(messages.c.status, messages.c.author, messages.c.text)
        ).all()
        done = connection.execute(
            select(audit_log.c.who, audit_log.c.subject).where(audit_log.c.action == "model.use")
        ).all()
    assert {r.status for r in rows if r.author == "entrepreneur"} == {"answered"}
    assert [r.text for r in rows if r.author == "system"] == [], "nobody was told to wait"
    assert [(d.who, d.subject) for d in done] == [("Baas", OTHER)]

    # It outlives everything: after a restart the same model answers.
    running.stop()
    running.start()
    until(lambda: loaded() == {OTHER})
    assert f"{OTHER}, gekozen door Baas" in command(running, "models", "live").stdout

    # A file that does not load cannot be chosen; forced into the database it changes nothing.
    path_of(DAMAGED).write_bytes(b"no model")
    try:
        refused = command(running, "models", "use", DAMAGED)
        assert refused.returncode == 1 and "laadt niet" in refused.stderr, refused.stderr
        with writing(store) as connection:
            models.choose(connection, DAMAGED, newest, None, "iemand")
        until(lambda: all(p["problem"] for p in models.processes(store)))
        assert loaded() == {OTHER}
        talkers[0].say()
        assert understood_by(store, talkers[0].browser.id)[-1][1] == OTHER
    finally:
        path_of(DAMAGED).unlink()

    used = command(running, "models", "use", "newest")
    assert used.returncode == 0, used.stderr
    until(lambda: loaded() == {newest} and not any(p["problem"] for p in models.processes(store)))
    talkers[0].say()
    assert understood_by(store, talkers[0].browser.id)[-1][1] == newest
    listed = command(running, "models", "list").stdout
    assert f"{newest}  live" in listed and OTHER in listed
    store.dispose()
