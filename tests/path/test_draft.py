"""While a person has the talk the bot drafts an answer: nothing changes until it is sent."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.console import accounts
from bot.console.web import COOKIE
from bot.conversations import takeover
from bot.store import connect, reading, writing
from bot.store.tables import (
    brokers,
    data_links,
    growth_questions,
    messages,
    tracker_events,
    trackers,
)
from tests.running import Browser, Installation

MAIL = "voorstel@example.nl"


class Console:
    """A broker's browser, without scripts."""

    def __init__(self, url: str, store: Engine) -> None:
        accounts.add_broker(store, MAIL, "Vera", "een lange zin als wachtwoord")
        with writing(store) as connection:
            row = connection.execute(select(brokers).where(brokers.c.email == MAIL)).one()
            token = accounts.open_session(connection, row.id, row.name)
        session = accounts.session(store, token)
        assert session is not None
        self._csrf = session.csrf
        self._http = httpx.Client(base_url=f"{url}/console", cookies={COOKIE: token}, timeout=30)

    def post(self, path: str, **sent: str) -> httpx.Response:
        return self._http.post(path, data={"csrf": self._csrf, **sent})

    def get(self, path: str) -> httpx.Response:
        return self._http.get(path)


@pytest.fixture(scope="module")
def store(installation: Installation) -> Iterator[Engine]:
    store = connect(installation.database)
    yield store
    store.dispose()


@pytest.fixture(scope="module")
def console(installation: Installation, store: Engine) -> Console:
    return Console(installation.url, store)


def taken(installation: Installation, console: Console, *words: str) -> tuple[Browser, str]:
    """A talk that said these words to the bot and is now with Vera."""
    visitor = Browser(installation.url)
    after = 0
    for number, said in enumerate(words):
        visitor.send(said, f"b{number}")
        after = visitor.wait_for_answer(after)[-1]["id"]
    assert console.post(f"/gesprekken/{visitor.id}/neem-over").status_code == 303
    return visitor, f"/gesprekken/{visitor.id}"


def all_of(store: Engine, talk: str) -> list[Any]:
    """Everything that a turn may change."""
    with reading(store) as connection:
        return [
            connection.execute(select(t).where(t.c.conversation_id == talk)).all()
            for t in (trackers, tracker_events, messages, growth_questions, data_links)
        ]


def drafted(page: str) -> str:
    found = re.search(r'<textarea id="voorstel"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found, "there is a draft"
    return html.unescape(found[1])


def wait_for(store: Engine, talk: str, text: str) -> None:
    """Until the router has handed the message to the person."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with reading(store) as connection:
            status = connection.execute(
                select(messages.c.status).where(
                    messages.c.conversation_id == talk, messages.c.text == text
                )
            ).scalar()
        if status == "answered":
            return
        time.sleep(0.05)
    raise AssertionError("the message was not taken")


def test_a_draft_changes_nothing_and_is_sent_by_a_person(
    installation: Installation, console: Console, store: Engine
) -> None:
    visitor, path = taken(installation, console, "ik krijg mijn planning niet rond")
    said = "vorige week stonden twee monteurs voor niets bij een klant"
    visitor.send(said, "later")
    wait_for(store, visitor.id, said)
    before = all_of(store, visitor.id)
    first = console.post(f"{path}/voorstel", antwoord="wat ik zelf al typte")
    assert first.status_code == 200, first.text
    draft = drafted(first.text)
    assert len(draft) > 20 and draft == drafted(console.post(f"{path}/voorstel").text)
    assert "wat ik zelf al typte" in first.text, "what was typed stands in its own field"
    assert all_of(store, visitor.id) == before, "nothing was stored and nothing was said"

    assert console.post(f"{path}/antwoord", antwoord=draft.replace("\n", "\r\n"),
                        voorstel=draft).status_code == 303  # fmt: skip
    assert console.post(f"{path}/antwoord", antwoord=f"Hoi! {draft}",
                        voorstel=draft).status_code == 303  # fmt: skip
    assert console.post(f"{path}/antwoord", antwoord="Uit mezelf.").status_code == 303
    with reading(store) as connection:
        sent = connection.execute(
            select(messages.c.author, messages.c.payload)
            .where(messages.c.conversation_id == visitor.id, messages.c.direction == "out")
            .order_by(messages.c.id.desc())
            .limit(3)
        ).all()
    assert [row.author for row in sent] == ["broker"] * 3
    notes = [(row.payload or {}).get("note") for row in sent]
    assert notes == [None, {"draft": "edited"}, {"draft": "as_is"}]
    shown = visitor.messages()[-3:]
    assert [m["custom"] for m in shown] == [{"name": "Vera"}] * 3, "the note is not shown outside"
    page = console.get(path).text
    assert "voorstel van de computer, aangepast" in page and "voorstel van de computer<" in page
    with reading(store) as connection:
        state = connection.execute(
            select(trackers.c.version).where(trackers.c.conversation_id == visitor.id)
        ).scalar()
    assert state == before[0][0].version, "the bot is where it was"


def test_a_draft_knows_what_was_said_in_between(
    installation: Installation, console: Console, store: Engine
) -> None:
    visitor, path = taken(installation, console, "ik vind geen personeel voor de kassen")
    for number, said in enumerate(("we zitten in Dronten", "en we zijn met 14 mensen")):
        visitor.send(said, f"t{number}")
        wait_for(store, visitor.id, said)
    asked = takeover.to_draft(store, visitor.id)
    assert asked is not None
    assert (asked.text, asked.between) == ("en we zijn met 14 mensen", "we zitten in Dronten")
    assert drafted(console.post(f"{path}/voorstel").text)


def test_without_a_new_message_the_draft_goes_on_where_the_bot_was(
    installation: Installation, console: Console, store: Engine
) -> None:
    visitor, path = taken(installation, console, "de bank wil mijn loods niet financieren")
    asked = takeover.to_draft(store, visitor.id)
    assert asked is not None and asked.kind == "resume"
    before = all_of(store, visitor.id)
    assert drafted(console.post(f"{path}/voorstel").text)
    assert all_of(store, visitor.id) == before


def test_no_draft_of_what_only_the_bot_can_do(
    installation: Installation, console: Console, store: Engine
) -> None:
    visitor, path = taken(installation, console, "ik krijg het niet rond met mijn broer")
    said = "wis alles"
    visitor.send(said, "wis")
    wait_for(store, visitor.id, said)
    first = console.post(f"{path}/voorstel")
    # It asks first whether that is really meant; the deed itself is the bot's.
    assert first.status_code in (200, 409)
    own = "mijn gegevens"
    visitor.send(own, "eigen")
    wait_for(store, visitor.id, own)
    before = all_of(store, visitor.id)
    page = console.post(f"{path}/voorstel").text
    assert "/gegevens/" not in page and "alleen voor jou" in drafted(page)
    assert all_of(store, visitor.id) == before, "no link was made"


def test_only_who_has_the_talk_gets_a_draft(installation: Installation, console: Console) -> None:
    visitor = Browser(installation.url)
    assert console.post(f"/gesprekken/{visitor.id}/voorstel").status_code == 409
    assert console.post("/gesprekken/bestaat-niet/voorstel").status_code == 404
    wrong = httpx.post(
        f"http://127.0.0.1:{installation.environment['BOT_ENGINE_PORT']}/webhooks/turn/draft",
        json={"conversation_id": visitor.id},
    )
    assert wrong.status_code == 401
