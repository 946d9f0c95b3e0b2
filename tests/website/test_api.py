"""The website's interface as a browser uses it, with bad input; no engine runs behind it here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.app import make_app
from bot.conversations import outbox
from bot.conversations.outbox import Reply
from bot.settings import Settings
from bot.store import migrate
from tests.running import free_port


@pytest.fixture()
def client(tmp_path: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path / 'web.sqlite'}"
    migrate(url)
    settings = Settings(database_url=url, engine_port=free_port(), engine_token="t")
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture()
def talk(client: TestClient) -> tuple[str, dict[str, str]]:
    begun = client.post("/api/conversations")
    assert begun.status_code == 201
    body = begun.json()
    return f"/api/conversations/{body['id']}", {"Authorization": f"Bearer {body['key']}"}


def error(answer: Any) -> str:
    """The message of an error, which must be ours, in Dutch, and show nothing internal."""
    body = answer.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message"}
    assert "Traceback" not in answer.text and "sqlite" not in answer.text.lower()
    return str(body["error"]["message"])


def test_message_is_accepted_once(client: TestClient, talk: Any) -> None:
    path, key = talk
    message = {"client_message_id": "a", "text": "hallo"}
    first = client.post(f"{path}/messages", json=message, headers=key)
    again = client.post(f"{path}/messages", json=message, headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["message_id"] == again.json()["message_id"]
    assert (first.json()["duplicate"], again.json()["duplicate"]) == (False, True)
    shown = client.get(f"{path}/messages", headers=key).json()
    assert [m["text"] for m in shown if m["author"] == "entrepreneur"] == ["hallo"]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_empty_message_is_refused_kindly(client: TestClient, talk: Any, text: str) -> None:
    path, key = talk
    answer = client.post(
        f"{path}/messages", json={"client_message_id": "a", "text": text}, headers=key
    )
    assert answer.status_code == 422
    assert "Typ" in error(answer)


def test_ten_thousand_characters_are_kept_whole(client: TestClient, talk: Any) -> None:
    path, key = talk
    text = "wij maken stallen van staal " * 358
    assert len(text) > 10_000
    answer = client.post(
        f"{path}/messages", json={"client_message_id": "a", "text": text}, headers=key
    )
    assert answer.status_code == 202
    assert client.get(f"{path}/messages", headers=key).json()[-1]["text"] == text


@pytest.mark.parametrize(
    ("text", "status"), [("x" * 12_001, 413), ("x" * 70_000, 413)], ids=["text", "body"]
)
def test_too_long_is_refused(client: TestClient, talk: Any, text: str, status: int) -> None:
    path, key = talk
    answer = client.post(
        f"{path}/messages", json={"client_message_id": "a", "text": text}, headers=key
    )
    assert answer.status_code == status
    assert error(answer)


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\x00binary",
        b'{"client_message_id": "a", "text": "\xc3\x28"}',
        b"not json",
        b"[]",
        b"{}",
        b'{"client_message_id": "a"}',
        b'{"client_message_id": "a", "text": "x", "choice": "/y"}',
        b'{"client_message_id": "", "text": "x"}',
    ],
)
def test_broken_bodies_are_client_errors(client: TestClient, talk: Any, body: bytes) -> None:
    path, key = talk
    answer = client.post(
        f"{path}/messages", content=body, headers={**key, "Content-Type": "application/json"}
    )
    assert 400 <= answer.status_code < 500, answer.text
    assert error(answer)
    assert client.get(f"{path}/messages", headers=key).json() == []


@pytest.mark.parametrize("key", ["", "Bearer wrong", "Bearer " + "é" * 10])
def test_unknown_conversation_and_wrong_key_look_the_same(
    client: TestClient, talk: Any, key: str
) -> None:
    path, _ = talk
    headers = {"Authorization": key.encode()}
    wrong = client.get(f"{path}/messages", headers=headers)
    unknown = client.get("/api/conversations/0123456789ab/messages", headers=headers)
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert wrong.json() == unknown.json()


def test_markup_is_kept_as_it_was_typed(client: TestClient, talk: Any) -> None:
    path, key = talk
    text = '<script>alert(1)</script> <b>"hoi"</b>'
    client.post(f"{path}/messages", json={"client_message_id": "a", "text": text}, headers=key)
    answer = client.get(f"{path}/messages", headers=key)
    assert answer.json()[0]["text"] == text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_choice_shows_the_title_that_was_offered(client: TestClient, talk: Any) -> None:
    path, key = talk
    store = client.app.state.store  # type: ignore[attr-defined]
    offered = Reply("Klopt dat?", ({"title": "Ja, klopt", "payload": '/affirm{"choice":"x:y"}'},))
    outbox.say(store, path.rsplit("/", 1)[1], offered, "bot", "text")
    choice = {"client_message_id": "a", "choice": '/affirm{"choice":"x:y"}'}
    client.post(f"{path}/messages", json=choice, headers=key)
    shown = client.get(f"{path}/messages", headers=key).json()
    assert shown[-1]["text"] == "Ja, klopt"


def test_messages_resume_after_the_last_one_seen(client: TestClient, talk: Any) -> None:
    path, key = talk
    ids = [
        client.post(
            f"{path}/messages", json={"client_message_id": str(i), "text": f"bericht {i}"},
            headers=key,
        ).json()["message_id"]
        for i in range(3)
    ]  # fmt: skip
    rest = client.get(f"{path}/messages?after={ids[1]}", headers=key).json()
    assert [m["id"] for m in rest] == [ids[2]]


def test_security_headers_and_health(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503, "no engine runs here"
    assert client.get("/metrics").status_code == 404, "not for strangers"
    assert "/api/conversations" in client.get("/api/openapi.json").json()["paths"]
    missing = client.get("/nergens")
    assert missing.status_code == 404
    assert error(missing)


def test_a_code_takes_the_talk_to_another_browser_once(client: TestClient, talk: Any) -> None:
    path, key = talk
    made = client.post(f"{path}/transfer", headers=key).json()
    assert set(made) == {"code", "expires_at", "links"} and made["links"] == {}
    # A preview of the link opens the page; that must not use the code up.
    page = client.get(f"/verder/{made['code']}")
    assert page.status_code == 200 and made["code"] in page.text
    taken = client.post(f"/api/transfers/{made['code']}")
    assert taken.status_code == 200
    assert path.endswith(taken.json()["id"])
    own = {"Authorization": f"Bearer {taken.json()['key']}"}
    for each in (own, key):
        assert client.get(f"{path}/messages", headers=each).status_code == 200
    again = client.post(f"/api/transfers/{made['code']}")
    assert again.status_code == 404 and "code" in error(again)
    assert client.post(f"{path}/transfer").status_code == 404, "needs the key"


def test_odd_codes_are_refused_kindly_and_shown_as_text(client: TestClient) -> None:
    assert client.post("/api/transfers/%3Cscript%3E").status_code == 404
    page = client.get("/verder/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert "<script>alert" not in page.text
