"""A whole talk over WhatsApp with the real installation, in which each process is killed once."""

from __future__ import annotations

import itertools
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.conversations import outbox
from bot.conversations.outbox import Reply
from bot.store import connect, reading, writing
from bot.store.tables import channel_users, growth_questions, messages
from tests.channels import whatsapp_server as meta
from tests.channels.telegram_running import rows, until
from tests.running import Installation

pytestmark = pytest.mark.skipif(not meta.specified(), reason="Meta's OpenAPI document is not here")

SAYS = (
    "ik kom nergens meer aan toe, we zijn met 12 man en zitten in Almere",
    "zaterdag nog, langs de lijn bij mijn zoon, belden ze alweer over een bestelling",
    "dat alles langs mij moet",
)
"""What the entrepreneur types; where there are options, the first is pressed."""

KILLED_AT = {2: "bot.channels.serve", 4: "bot.engine.serve", 6: "bot.app"}
"""By how many messages were sent: what is killed right after."""


@pytest.fixture(scope="module")
def other_side() -> Iterator[meta.Meta]:
    with meta.Meta() as running:
        running.pair_burst = 500
        yield running


@pytest.fixture(scope="module")
def installed(
    other_side: meta.Meta, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("whatsapp")
    running = Installation(folder, **meta.settings(other_side.url))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def store(installed: Installation) -> Iterator[Engine]:
    engine = connect(installed.database)
    yield engine
    engine.dispose()


def bring(installed: Installation, body: bytes) -> None:
    """As Meta does: again and again until it is taken."""
    request = urllib.request.Request(f"{installed.url}/webhooks/whatsapp", data=body)
    request.add_header("Content-Type", "application/json")
    request.add_header("X-Hub-Signature-256", meta.signature(body))

    def is_taken() -> bool:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status) == 200
        except urllib.error.HTTPError as refused:
            assert refused.code >= 500, refused.code
            return False
        except OSError:
            return False

    until(is_taken, 60.0)


class Talk:
    """Somebody who talks over WhatsApp."""

    def __init__(self, other_side: meta.Meta, installed: Installation, store: Engine) -> None:
        self._other_side, self._installed, self._store = other_side, installed, store
        self.person = other_side.person("31612345678", "NL.1234567890")
        self.written = 0

    def send(self, content: meta.Json) -> None:
        """Send something, and wait for all the answers."""
        body = meta.envelope(meta.Message(self.person, content).value())
        bring(self._installed, body)
        bring(self._installed, body)  # Meta brings some of them twice
        self.written += 1
        if victim := KILLED_AT.get(self.written):
            self._installed.kill(victim)
        until(self._is_answered, 90.0)

    def _is_answered(self) -> bool:
        left = select(messages.c.id).where(messages.c.status.in_(("received", "queued", "sending")))
        with reading(self._store) as connection:
            return connection.execute(left).first() is None

    @property
    def got(self) -> list[meta.Sent]:
        """What arrived."""
        return self._other_side.said_to(self.person)

    def to_the_end(self) -> None:
        """Talk until the growth question is confirmed."""
        self.send(meta.text("hoi"))
        for words in itertools.chain(SAYS, itertools.repeat("dat ik nooit een avond vrij ben")):
            while not self._has_number() and (last := self.got[-1]).options:
                kind = last.body["interactive"]["type"]
                reply = "list_reply" if kind == "list" else "button_reply"
                self.send(meta.pressed(last.options[0], reply))
            if self._has_number():
                return
            assert self.written < 40, [sent.text for sent in self.got]
            self.send(meta.text(words))

    def _has_number(self) -> bool:
        return any("GV-" in sent.text for sent in self.got)


@pytest.mark.timeout(300)
def test_from_hello_to_a_confirmed_growth_question(
    other_side: meta.Meta, installed: Installation, store: Engine
) -> None:
    talk = Talk(other_side, installed, store)
    talk.to_the_end()
    assert other_side.invalid == [], "every request is as Meta's document wants it"
    texts = [sent.text for sent in talk.got]
    assert "computer" in texts[0] and "digitale groeimakelaar" in texts[0]
    assert any("Dit is je groeivraag" in text for text in texts)
    kinds = {sent.body.get("interactive", {}).get("type") for sent in talk.got}
    assert {"button", "list"} <= kinds, "both forms of options were used"

    # Each message once, though brought twice and with each process killed once.
    incoming, outgoing = rows(store, "in"), rows(store, "out")
    assert len(incoming) == talk.written
    assert {row["status"] for row in incoming} == {"answered"}
    answered = [row["in_reply_to"] for row in outgoing if row["in_reply_to"] is not None]
    assert answered == sorted(answered) and set(answered) == {row["id"] for row in incoming}
    # Everything arrived, in order. Meta keeps no idempotency keys: what was on its way when the
    # sender was killed may come twice, and nothing else.
    arrived = [sent.opaque for sent in talk.got]
    assert [int(part.partition(".")[0]) for part, _ in itertools.groupby(arrived)] == sorted(
        int(part.partition(".")[0]) for part in set(arrived)
    )
    assert {int(part.partition(".")[0]) for part in arrived} == {row["id"] for row in outgoing}
    assert len(arrived) - len(set(arrived)) <= 1

    until(lambda: len(other_side.read) >= len(incoming) - len(KILLED_AT))
    with reading(store) as connection:
        [person] = connection.execute(select(channel_users)).mappings()
        [(status, record)] = connection.execute(
            select(growth_questions.c.status, growth_questions.c.record)
        )
    assert (person["address"], person["alias"]) == ("NL.1234567890", "31612345678")
    assert status != "draft"
    assert record


@pytest.mark.timeout(120)
def test_after_a_day_of_silence_what_waits_is_announced_and_then_sent(
    other_side: meta.Meta, installed: Installation, store: Engine
) -> None:
    """The assistant has something to say, but the 24 hours are over: an approved template says so
    once, and the message goes out when they write again."""
    [own] = [row["conversation_id"] for row in rows(store, "out")[:1]]
    talk_to = other_side.people["31612345678"]
    before = len(other_side.said_to(talk_to))
    day_ago = time.time() - 25 * 3600
    talk_to.wrote_at = day_ago
    with writing(store) as connection:
        connection.execute(update(channel_users).values(last_in_at=day_ago))
        outbox.put(
            connection, own, [Reply("Je groeimakelaar heeft een antwoord.")], None, "system", "text"
        )
    until(lambda: len(other_side.said_to(talk_to)) > before, 20.0)
    assert [s.body["type"] for s in other_side.said_to(talk_to)[before:]] == ["template"]
    bring(installed, meta.envelope(meta.Message(talk_to, meta.text("ja?")).value()))
    until(
        lambda: any("heeft een antwoord" in s.text for s in other_side.said_to(talk_to)[before:]),
        20.0,
    )
    assert other_side.invalid == []
