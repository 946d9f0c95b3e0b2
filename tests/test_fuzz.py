"""Anything at all on every way in: never a server error. ``FUZZ=100000`` for more (`make fuzz`)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import make_app
from bot.limits import Limits
from bot.settings import load
from bot.store import migrate
from tests.channels import telegram_server, whatsapp_server
from tests.running import free_port

WANTED = int(os.environ.get("FUZZ", "0"))
REQUESTS = 2 + 2 + 3 + 6
"""That the four tests below make of one example each."""

MANY = max(60, WANTED // REQUESTS + 1)

FUZZ = settings(
    max_examples=MANY,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

ANY_TEXT = st.text(max_size=60)

NAMES = (
    "text choice client_message_id update_id message chat from id date entry changes value "
    "messages contacts statuses type callback_query data wa_id user_id timestamp"
).split()

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES) | ANY_TEXT,
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    url = f"sqlite:///{folder / 'fuzz.sqlite'}"
    migrate(url)
    chosen = load(
        {
            "BOT_DATABASE_URL": url,
            "BOT_ENGINE_PORT": str(free_port()),
            "BOT_ENGINE_TOKEN": "t",
            "BOT_OUTAGE_NOTICE_AFTER_S": "1e9",
            "BOT_TELEGRAM_TOKEN": telegram_server.TOKEN,
            "BOT_TELEGRAM_SECRET": telegram_server.SECRET,
            **whatsapp_server.settings("http://127.0.0.1:1"),
        },
        folder / "no.env",
    )
    app = make_app(chosen)
    app.state.limits = Limits(())
    with TestClient(app, raise_server_exceptions=False) as made:
        made.event_hooks["response"].append(lambda answer: sent.append(answer.status_code))
        yield made


sent: list[int] = []
"""Status of every answer."""


def dumped(told: Any) -> bytes:
    return json.dumps(told).encode("utf-8", "surrogatepass")


@FUZZ
@given(told=ANY_JSON)
def test_whatsapp(client: TestClient, told: Any) -> None:
    for body in (dumped(told), dumped({"entry": [{"changes": [{"value": told}]}]})):
        signed = {"X-Hub-Signature-256": whatsapp_server.signature(body)}
        answer = client.post("/webhooks/whatsapp", content=body, headers=signed)
        assert answer.status_code < 500, told


@FUZZ
@given(told=ANY_JSON)
def test_telegram(client: TestClient, told: Any) -> None:
    secret = {"X-Telegram-Bot-Api-Secret-Token": telegram_server.SECRET}
    for body in (dumped(told), dumped({"update_id": 1, "message": told})):
        answer = client.post("/webhooks/telegram", content=body, headers=secret)
        assert answer.status_code < 500, told


@FUZZ
@given(told=ANY_JSON, text=ANY_TEXT, id=st.text(max_size=70))
def test_website(client: TestClient, told: Any, text: str, id: str) -> None:
    if not hasattr(client, "talk"):
        client.talk = client.post("/api/conversations").json()  # type: ignore[attr-defined]
    talk = client.talk  # type: ignore[attr-defined]
    path = f"/api/conversations/{talk['id']}/messages"
    key = {"Authorization": f"Bearer {talk['key']}", "Content-Type": "application/json"}
    for body in (dumped(told), dumped({"client_message_id": id, "text": text})):
        assert client.post(path, content=body, headers=key).status_code < 500, told
    assert client.post(path, json={"client_message_id": "x", "choice": text}).status_code < 500


@FUZZ
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"]),
    path=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
    query=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
    body=st.binary(max_size=100),
)
def test_every_path(client: TestClient, method: str, path: str, query: str, body: bytes) -> None:
    for start in ("/", "/api/", "/api/conversations/", "/verder/", "/console/", "/static/chat/"):
        target = f"{start}{path.replace('#', '').replace('?', '')}?{query.replace('#', '')}"
        answer = client.request(method, f"http://testserver{target}", content=body)
        assert answer.status_code < 500, target


def test_it_was_as_much_as_was_asked(client: TestClient) -> None:
    """Some examples come again, and hypothesis may stop where there are no others."""
    assert len(sent) >= WANTED
    print(f"{len(sent)} requests, {sum(status >= 500 for status in sent)} server errors")
    print({status: sent.count(status) for status in sorted(set(sent))})
