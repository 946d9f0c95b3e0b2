"""Whole talks over Telegram with the real installation; and processes that are killed meanwhile."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.store import connect, reading
from bot.store.tables import growth_questions, messages, trackers
from tests.channels.telegram_running import conversation_of, rows, until
from tests.channels.telegram_server import SECRET, TOKEN, Person, TelegramServer
from tests.running import Installation

SAYS = (
    "ik kom nergens meer aan toe, we zijn met 12 man en zitten in Almere",
    "zaterdag nog, langs de lijn bij mijn zoon, belden ze alweer over een bestelling",
    "dat alles langs mij moet",
)
"""What the entrepreneur of these talks types; where there are buttons, the first is pressed."""

VICTIMS = ("bot.channels.serve", "bot.engine.serve", "bot.app")


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        running.per_chat = (5, 1.0)
        yield running


@pytest.fixture(scope="module")
def installed(
    server: TelegramServer, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    running = Installation(
        tmp_path_factory.mktemp("telegram"),
        BOT_TELEGRAM_TOKEN=TOKEN,
        BOT_TELEGRAM_SECRET=SECRET,
        BOT_TELEGRAM_API=server.url,
        BOT_PUBLIC_URL="https://groei.example",
    )
    server.reaches["https://groei.example"] = running.url
    yield running
    running.stop()


@pytest.fixture(scope="module")
def store(installed: Installation) -> Iterator[Engine]:
    engine = connect(installed.database)
    yield engine
    engine.dispose()


def settled(server: TelegramServer, store: Engine) -> bool:
    """Whether everything that came is answered, and all of that arrived."""
    if server.pending or not server.webhook:
        return False
    left = select(messages.c.id).where(messages.c.status.in_(("received", "queued", "sending")))
    with reading(store) as connection:
        return connection.execute(left).first() is None


def talk(person: Person, store: Engine, patience_s: float = 60.0) -> int:
    """Talk until the growth question is confirmed; how many updates that took."""
    server, updates = person.server, 1
    person.says("/start")
    for words in itertools.chain(SAYS, itertools.repeat("dat ik nooit een avond vrij ben")):
        until(lambda: settled(server, store), patience_s)
        while person.got[-1].titles:
            if any("GV-" in text for text in person.texts):
                return updates
            person.presses_button(person.got[-1].titles[0])
            updates += 1
            until(lambda: settled(server, store), patience_s)
        if any("GV-" in text for text in person.texts):
            return updates
        assert updates < 40, person.texts
        person.says(words)
        updates += 1
    raise AssertionError


def of(store: Engine, person: Person, direction: str) -> list[dict[str, Any]]:
    """The messages of somebody's conversation."""
    own = conversation_of(store, person.id)
    return [row for row in rows(store, direction) if row["conversation_id"] == own]


def confirmed(store: Engine, person: Person) -> list[str]:
    """How the growth questions of somebody stand, drafts left out."""
    t = growth_questions
    query = select(t.c.status).where(t.c.conversation_id == conversation_of(store, person.id))
    with reading(store) as connection:
        return [status for status in connection.execute(query).scalars() if status != "draft"]


@pytest.mark.timeout(240)
def test_from_start_to_a_confirmed_growth_question_with_buttons(
    server: TelegramServer, installed: Installation, store: Engine
) -> None:
    person = server.person(7)
    updates = talk(person, store)
    texts = person.texts
    assert "computer" in texts[0] and "digitale groeimakelaar" in texts[0]
    assert len(confirmed(store, person)) == 1
    assert any("Dit is je groeivraag" in text for text in texts)
    until(lambda: all(server.presses.values()))
    assert server.refused == [], "every call is as Telegram wants it, and none too soon"
    pressed = [m for m in person.got if "\n\n✓ " in m.text]
    assert len(pressed) == len(server.presses)
    assert len(of(store, person, "in")) == updates
    # Each answer once, in the order in which it was given.
    assert texts == [row["text"].strip() for row in of(store, person, "out")]

    time.sleep(61)  # twenty messages a minute are read; nobody types so fast
    # Commands, and a first word that is none.
    for command, expected in [
        ("/privacy", "groeimakelaars"),
        ("/help", "groeivraag"),
        ("/website", "https://groei.example/verder/"),
        ("/mens", ""),
        ("/opnieuw", "opnieuw"),
    ]:
        before = len(person.got)
        person.says(command)
        until(lambda: settled(server, store), 60)
        said = "\n".join(person.texts[before:])
        assert said and expected in said.lower(), (command, said)
        assert "begreep ik niet" not in said, command
    assert server.refused == []


@pytest.mark.timeout(240)
def test_computer_is_the_first_word_for_everybody(
    server: TelegramServer, installed: Installation, store: Engine
) -> None:
    file = {"file_id": "f", "file_unique_id": "u"}
    firsts: list[dict[str, Any]] = [
        {"text": "/start"}, {"text": "/start K7QM2XPD"}, {"text": "K7QM-2XPD"}, {"text": "hallo"},
        {"text": "/mens"}, {"text": "/stop"}, {"text": "/opnieuw"}, {"text": "/website"},
        {"text": "ben ik failliet?"}, {"text": "x" * 12_500}, {"text": "🙂"},
        {"voice": {**file, "duration": 2}}, {"text": "do you speak English?"},
        {"photo": [{**file, "width": 1, "height": 1}], "caption": "onze hal"},
    ]  # fmt: skip
    for n, content in enumerate(firsts):
        server.person(100 + n).sends(**content)
    until(lambda: settled(server, store), 60)
    for n, content in enumerate(firsts):
        texts = server.person(100 + n).texts
        assert texts and "computer" in texts[0].lower(), (str(content)[:60], texts)


@pytest.mark.timeout(400)
def test_killed_in_the_middle_nothing_is_lost_or_answered_twice(
    server: TelegramServer, installed: Installation, store: Engine
) -> None:
    person, rng = server.person(9), random.Random(5)
    over, kills = threading.Event(), dict.fromkeys(VICTIMS, 0)

    def killer() -> None:
        for victim in itertools.cycle(VICTIMS):
            if over.wait(rng.uniform(0.2, 1.0)):
                return
            kills[victim] += len(installed.pids(victim))
            installed.kill(victim)
            while not over.is_set() and installed.status("/readyz") != 200:
                time.sleep(0.1)

    killing = threading.Thread(target=killer)
    killing.start()
    try:
        updates = talk(person, store, 120)
    finally:
        over.set()
        killing.join()
    until(lambda: settled(server, store), 60)
    print(f"{updates} updates, killed {kills}, {len(person.got)} messages")
    assert min(kills.values()) >= 1
    # Nothing lost and nothing taken twice: each update is one message, each message one turn.
    incoming, outgoing = of(store, person, "in"), of(store, person, "out")
    assert len(incoming) == updates
    assert {row["status"] for row in incoming} == {"answered"}
    version = select(trackers.c.version).where(
        trackers.c.conversation_id == conversation_of(store, person.id)
    )
    with reading(store) as connection:
        assert connection.execute(version).scalar_one() == updates
    # All answers arrived, in their order. Telegram knows no idempotency keys: what was on its way
    # when the sender was killed came twice, and nothing else.
    arrived = [text for text, _ in itertools.groupby(person.texts)]
    assert arrived == [text for text, _ in itertools.groupby(r["text"].strip() for r in outgoing)]
    assert len(person.got) - len(outgoing) <= kills["bot.channels.serve"]
    assert "computer" in person.texts[0]
    assert len(confirmed(store, person)) == 1
