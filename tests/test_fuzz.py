"""Anything at all on every way in: never a server error. ``FUZZ=100000`` for more (`make fuzz`)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.app import make_app
from bot.console import accounts
from bot.console.web import COOKIE, HERE
from bot.conversations import inbox
from bot.limits import Limits
from bot.settings import load
from bot.store import growth_questions, migrate, writing
from bot.store.tables import brokers
from tests.channels import telegram_server, whatsapp_server
from tests.running import free_port
from tests.store.records import record

WANTED = int(os.environ.get("FUZZ", "0"))
REQUESTS = 2 + 2 + 3 + 6 + 2
"""That the five tests below make of one example each."""

MANY = max(60, WANTED // REQUESTS + 1)

FUZZ = settings(
    max_examples=MANY,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

ANY_TEXT = st.text(max_size=60)
PATH_PART = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=40)

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
    app = make_app(chosen, Limits(()))
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


FIELDS = sorted(
    {n for f in HERE.glob("templates/*.html") for n in re.findall(r' name="(\w+)"', f.read_text())}
    - {"csrf"}
)
"""Of all forms of the console."""

SIGNING = ("/console/login", "/console/logout", "/console/oidc")
"""Where somebody signs in or out; their tests are in tests/console."""

ENDLESS = "/nieuws"
"""Streams of what is new, for as long as somebody listens."""


class Desk:
    """A manager in the console, with a growth question, a talk and a delivery there to work on.

    Whatever they do to their own account, they sign in again and go on.
    """

    def __init__(self, client: TestClient) -> None:
        self.client, self.store = client, client.app.state.store  # type: ignore[attr-defined]
        accounts.add_broker(self.store, "baas@x.nl", "Baas", "een lange zin", "beheerder")
        talk = inbox.begin(self.store, "website").id
        with writing(self.store) as connection:
            growth_questions.put_record(
                connection, record("GV-2026-AAAAAA", conversation_id=talk), "entrepreneur"
            )
        self.names = (talk, "GV-2026-AAAAAA", "1", "2", "csv", "json")
        self.routes = sorted(
            (route.path, method)
            for route in client.app.routes  # type: ignore[attr-defined]
            for method in getattr(route, "methods", None) or ()
            if route.path.startswith("/console") and not route.path.startswith(SIGNING)
            if not route.path.endswith(ENDLESS)
        )
        self.sign_in()

    def sign_in(self) -> None:
        with writing(self.store) as connection:
            connection.execute(
                update(brokers).where(brokers.c.id == 1).values(role="beheerder", active=1)
            )
            self.token = accounts.open_session(connection, 1, "Baas")
        session = accounts.session(self.store, self.token)
        assert session is not None
        self.csrf = session.csrf

    def ask(self, method: str, path: str, sent: dict[str, str]) -> Any:
        """One request, as it is sent by who is signed in."""
        for _ in range(2):
            told = {"params": sent} if method == "GET" else {"data": {"csrf": self.csrf, **sent}}
            answer = self.client.request(
                method, path, cookies={COOKIE: self.token}, follow_redirects=False, **told
            )
            if not answer.headers.get("location", "").startswith("/console/login"):
                break
            self.sign_in()
        return answer


@pytest.fixture(scope="module")
def desk(client: TestClient) -> Desk:
    return Desk(client)


@FUZZ
@given(told=st.data())
def test_console(desk: Desk, told: st.DataObject) -> None:
    names = st.sampled_from(desk.names)
    words = names | ANY_TEXT | st.integers(-(2**70), 2**70).map(str)
    path, method = told.draw(st.sampled_from(desk.routes))
    filled = re.sub(r"\{\w+\}", lambda _: quote(told.draw(names | PATH_PART), safe=""), path)
    sent = told.draw(st.dictionaries(st.sampled_from(FIELDS), words, max_size=8))
    answer = desk.ask(method, filled, sent)
    # No engine runs here, so that nobody writes a draft.
    fails = (503,) if path.endswith("/voorstel") else ()
    assert answer.status_code < 500 or answer.status_code in fails, (method, filled, sent)
    seen = desk.ask("GET", "/console/groeivragen/GV-2026-AAAAAA", {})
    assert seen.status_code == 200, "what was filled in cannot be shown"


def test_it_was_as_much_as_was_asked(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some examples come again, and hypothesis may stop where there are no others."""
    assert len(sent) >= WANTED
    with capsys.disabled():
        print(f"\n{len(sent)} requests, {sum(status == 500 for status in sent)} server errors")
        print({status: sent.count(status) for status in sorted(set(sent))})
