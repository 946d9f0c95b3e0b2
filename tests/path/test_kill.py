"""kill -9 in the middle of turns loses no message and answers none twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store import connect, reading
from bot.store.tables import messages, trackers
from tests.running import Browser, Installation

ENGINE, WEB = "bot.engine.serve", "bot.app"


@pytest.fixture()
def mortal(model: Path, tmp_path: Path) -> Iterator[Installation]:
    running = Installation(tmp_path)
    yield running
    running.stop()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("victims", [[ENGINE], [WEB], [ENGINE, WEB]], ids=["engine", "web", "both"])
def test_kill_in_the_middle_of_turns(mortal: Installation, victims: list[str]) -> None:
    installation = mortal
    rng = random.Random(7)
    talks = [Browser(installation.url) for _ in range(3)]
    stop = threading.Event()

    def killer() -> None:
        for _ in range(3):
            # Long enough that a turn is likely under way, whatever its length.
            time.sleep(rng.uniform(0.3, 1.2))
            for victim in victims:
                installation.kill(victim)
            deadline = time.monotonic() + 60
            while installation.status("/readyz") != 200 and time.monotonic() < deadline:
                time.sleep(0.1)
            if stop.is_set():
                return

    def visitor(talk: Browser) -> None:
        for number in range(12):
            # Twice, as a browser does that got no answer: it must count once.
            for _ in range(2):
                talk.send(f"bericht {number}: ik kom om in het werk", f"c{number}")
            time.sleep(0.15)

    killing = threading.Thread(target=killer)
    visitors = [threading.Thread(target=visitor, args=(talk,)) for talk in talks]
    for thread in [killing, *visitors]:
        thread.start()
    for thread in visitors:
        thread.join()
    stop.set()
    killing.join()

    store = connect(installation.database)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with reading(store) as connection:
            left = connection.execute(
                select(messages.c.id).where(
                    messages.c.direction == "in", messages.c.status != "answered"
                )
            ).all()
        if not left:
            break
        time.sleep(0.2)
    assert not left, f"{len(left)} messages were never answered"

    with reading(store) as connection:
        rows = connection.execute(select(messages).order_by(messages.c.id)).mappings().all()
        versions = dict(
            connection.execute(select(trackers.c.conversation_id, trackers.c.version)).all()
        )
    for talk in talks:
        own = [row for row in rows if row["conversation_id"] == talk.id]
        incoming = [row for row in own if row["direction"] == "in"]
        assert [row["external_id"] for row in incoming] == ["open", *(f"c{n}" for n in range(12))]
        # The tracker's version rises by one a turn: each message was a turn exactly once.
        assert versions[talk.id] == len(incoming)
        answered = Counter(row["in_reply_to"] for row in own if row["author"] == "bot")
        assert set(answered) == {row["id"] for row in incoming}
        # In order: answers stand in the order of what they answer.
        replies = [row["in_reply_to"] for row in own if row["author"] == "bot"]
        assert replies == sorted(replies)
    store.dispose()


@pytest.mark.timeout(180)
def test_answer_comes_later_when_the_engine_is_down(
    model: Path, tmp_path: Path, knowledge: object
) -> None:
    from bot.knowledge import load

    installation = Installation(tmp_path, BOT_OUTAGE_NOTICE_AFTER_S="0.2")
    try:
        talk = Browser(installation.url)
        hello = talk.wait_for_answer(0)
        # SIGSTOP: it is there, but says nothing; then it is gone. Both must end in an answer.
        installation.kill(ENGINE)
        sent = talk.send("ik kan geen mensen vinden", "c1")
        notice = load().texts.get("outage.notice")[0]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            later = talk.messages(hello[-1]["id"])
            if any(m["author"] == "bot" for m in later):
                break
            time.sleep(0.1)
        texts = [m["text"] for m in later if m["author"] == "system"]
        assert texts == [notice], "told once that the answer comes later"
        bot = [m for m in later if m["author"] == "bot"]
        assert bot and bot[0]["id"] > sent["message_id"]
    finally:
        installation.stop()


class KilledAtTheStart(Installation):
    """Its engine is killed as soon as it is there."""

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while not self.pids(ENGINE) and time.monotonic() < deadline:
            time.sleep(0.05)
        (self.first,) = self.pids(ENGINE)
        self.kill(ENGINE)
        super()._wait_until_ready()


@pytest.mark.timeout(180)
def test_an_engine_that_is_killed_while_it_starts_is_started_again(
    model: Path, tmp_path: Path
) -> None:
    installation = KilledAtTheStart(tmp_path)
    try:
        assert installation.first not in installation.pids(ENGINE)
        assert Browser(installation.url).wait_for_answer(0)
    finally:
        installation.stop()
