"""The console: who may in, and what a broker sees of a growth question."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.app import make_app
from bot.console import accounts
from bot.conversations import inbox
from bot.privacy import contacts
from bot.settings import Settings
from bot.store import connect, deliveries, growth_questions, migrate, reading, writing
from bot.store.tables import brokers
from tests.running import free_port

PASSWORD = "een lange zin als wachtwoord"


@pytest.fixture()
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'console.sqlite'}"
    migrate(url)
    return url


@pytest.fixture()
def store(url: str) -> Iterator[Engine]:
    engine = connect(url)
    accounts.add_broker(engine, "Sam@Example.nl", "Sam de Makelaar", PASSWORD)
    yield engine
    engine.dispose()


@pytest.fixture()
def client(store: Engine, url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=url, engine_port=free_port(), engine_token="t")
    with TestClient(make_app(settings), follow_redirects=False) as client:
        yield client


def log_in(client: TestClient, password: str = PASSWORD) -> Any:
    return client.post("/console/login", data={"email": "sam@example.nl", "password": password})


def record(conversation_id: str) -> dict[str, Any]:
    said = {"value": "<b>alles</b> via mij", "source": "said", "confirmed": True}
    return {
        "id": "GV-2026-7K3M9QXA",
        "version": 1,
        "status": "confirmed",
        "conversation_id": conversation_id,
        "channel": "website",
        "created_at": "2026-11-24T10:00:00+00:00",
        "confirmed_at": "2026-11-24T10:05:00+00:00",
        "question": "Hoe kan ik het werk overdragen, zodat ik tijd heb, binnen een half jaar?",
        "presenting_problem": said,
        "needs": [
            {
                "id": "lead_delegeren",
                "probability": 0.84,
                "confirmed": True,
                "evidence": [{"kind": "said", "quote": "alles via mij", "message_id": "2"}],
            }
        ],
        "fields": {"municipality": {"value": "urk", "source": "said", "confirmed": True}},
        "contact": {"name": "Piet", "phone": "0612345678"},
        "consents": [],
        "matches": [
            {
                "instrument": "nlgroeit",
                "verdict": "fits",
                "score": 1.0,
                "criteria": [{"criterion": "municipalities", "outcome": "yes", "because": "ja"}],
            }
        ],
        "broker": {"id": "makelaar-noord", "because": "werkt in Urk"},
        "route": "broker",
    }


def test_password_is_stored_as_argon2id(store: Engine) -> None:
    with reading(store) as connection:
        row = connection.execute(select(brokers)).one()
    assert row.email == "sam@example.nl"
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in row.password_hash


@pytest.mark.parametrize(
    ("email", "name", "password"),
    [("geen-adres", "Sam", PASSWORD), ("a@b.nl", " ", PASSWORD), ("a@b.nl", "Sam", "kort")],
)
def test_bad_account_is_refused(store: Engine, email: str, name: str, password: str) -> None:
    with pytest.raises(accounts.AccountError):
        accounts.add_broker(store, email, name, password)


@pytest.mark.parametrize(
    "path",
    [
        "/console",
        "/console/groeivragen/GV-2026-7K3M9QXA",
        "/console/groeivragen/GV-2026-7K3M9QXA/brief",
        "/console/afleveren",
    ],
)
def test_nothing_without_login(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].split("?")[0] == "/console/login"
    client.cookies.set("groeimakelaar_console", "made-up")
    assert client.get(path).status_code == 303


def test_wrong_login_says_so_and_not_what_was_wrong(client: TestClient) -> None:
    wrong = log_in(client, "verkeerd wachtwoord")
    unknown = client.post("/console/login", data={"email": "x@y.nl", "password": "iets"})
    empty = client.post("/console/login", data={})
    assert {wrong.status_code, unknown.status_code, empty.status_code} == {401}
    assert wrong.text == unknown.text
    assert "klopt niet" in wrong.text


def test_too_many_failures_have_to_wait(client: TestClient) -> None:
    for _ in range(accounts.MOST_FAILURES):
        assert log_in(client, "verkeerd").status_code == 401
    assert log_in(client).status_code == 429


def test_login_list_page_and_logout(client: TestClient, store: Engine) -> None:
    answer = log_in(client)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
    assert "nog geen groeivragen" in client.get("/console").text

    talk = inbox.begin(store, "website")
    inbox.receive(store, talk.id, "text", "<b>alles</b> via mij", "1")
    with writing(store) as connection:
        growth_questions.put_record(connection, record(talk.id), "entrepreneur")
        contacts.put(connection, "GV-2026-7K3M9QXA", talk.id, {"phone": "0612345678"})

    listed = client.get("/console").text
    assert "Hoe kan ik het werk overdragen" in listed
    assert "Loslaten en een laag eronder" in listed and "Urk" in listed

    page = client.get("/console/groeivragen/GV-2026-7K3M9QXA").text
    assert "alles via mij" in page and "84 %" in page and "0612345678" in page
    assert "&lt;b&gt;alles&lt;/b&gt; via mij" in page, "what people type is never markup"
    assert "<b>alles" not in page
    assert "nlgroeit" in page and 'href="#m2"' in page

    assert client.get("/console/groeivragen/GV-2026-XXXXXXXX").status_code == 404

    assert client.post("/console/logout", data={"csrf": "wrong"}).status_code == 403
    csrf = listed.split('name="csrf" value="')[1].split('"')[0]
    assert client.post("/console/logout", data={"csrf": csrf}).status_code == 303
    assert client.get("/console").status_code == 303, "the session itself is ended"


def test_brief_deliveries_and_retry(client: TestClient, store: Engine) -> None:
    log_in(client)
    made = record("c1")
    with writing(store) as connection:
        growth_questions.put_record(connection, made, "entrepreneur")
        deliveries.want(connection, made["id"], 1, ["demo", "mail"])
    claim = deliveries.claim(store, "demo", time.time(), 60.0)
    assert claim is not None
    deliveries.failed(store, claim, "antwoordde 400 (onderwerp: max_length)", None)
    mailed = deliveries.claim(store, "mail", time.time(), 60.0)
    assert mailed is not None
    deliveries.done(store, mailed, "x")

    page = client.get(f"/console/groeivragen/{made['id']}").text
    assert "Niet aangekomen in de demo-CRM: antwoordde 400" in page
    assert "Aangekomen in de mail op" in page
    brief = client.get(f"/console/groeivragen/{made['id']}/brief").text
    assert "Zo kun je beginnen" in brief and "Je vertelde" in brief
    assert "&lt;b&gt;alles&lt;/b&gt;" in brief and "<b>alles" not in brief
    assert client.get("/console/groeivragen/GV-2026-XXXXXXXX/brief").status_code == 404

    listed = client.get("/console").text
    assert "1 keer niet aangekomen" in listed
    dead = client.get("/console/afleveren").text
    csrf = dead.split('name="csrf" value="')[1].split('"')[0]
    path = f"/console/afleveren/{claim.id}/opnieuw"
    assert client.post(path, data={"csrf": "wrong"}).status_code == 403
    assert deliveries.dead(store), "nothing was tried"
    assert client.post(path, data={"csrf": csrf}).status_code == 303
    assert not deliveries.dead(store)
    assert "Alles is aangekomen" in client.get("/console/afleveren").text


def test_one_line_says_that_the_crm_cannot_work(
    store: Engine, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_CRM_WEBHOOK_URL", "http://127.0.0.1:9")
    with writing(store) as connection:
        growth_questions.put_record(connection, record("c1"), "entrepreneur")
        deliveries.want(connection, "GV-2026-7K3M9QXA", 1, ["webhook"])
    settings = Settings(database_url=url, engine_port=free_port(), engine_token="t")
    with TestClient(make_app(settings), follow_redirects=False) as client:
        log_in(client)
        listed = client.get("/console").text
        assert "BOT_CRM_WEBHOOK_SECRET" in listed and "Er wachten 1" in listed
    monkeypatch.setenv("BOT_CRM_WEBHOOK_SECRET", "whsec_" + "QUJD" * 8)
    with TestClient(make_app(settings), follow_redirects=False) as client:
        log_in(client)
        assert "webhook" not in client.get("/console").text, "it waits its turn, nothing is wrong"
        claim = deliveries.claim(store, "webhook", time.time(), 60.0)
        assert claim is not None
        deliveries.failed(store, claim, "antwoordde 500", time.time() + 60.0)
        listed = client.get("/console").text
        assert "1 nog niet aangekomen (antwoordde 500)" in listed and "werkt nu niet" not in listed


def test_new_password_ends_old_sessions(client: TestClient, store: Engine) -> None:
    log_in(client)
    assert client.get("/console").status_code == 200
    accounts.add_broker(store, "sam@example.nl", "Sam", PASSWORD + "!")
    assert client.get("/console").status_code == 303


def test_newer_version_replaces_and_older_is_kept(store: Engine) -> None:
    from bot.store.tables import growth_question_versions

    first = record("c1")
    second = {**first, "version": 2, "status": "closed"}
    with writing(store) as connection:
        growth_questions.put_record(connection, first, "entrepreneur")
        growth_questions.put_record(connection, second, "broker:1")
        growth_questions.put_record(connection, first, "entrepreneur")
    found = growth_questions.find(store, first["id"])
    assert found is not None and found["status"] == "closed"
    with reading(store) as connection:
        versions = connection.execute(select(growth_question_versions.c.version)).scalars().all()
    assert sorted(versions) == [1, 2]
