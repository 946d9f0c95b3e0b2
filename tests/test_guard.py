"""What keeps strangers out: headers, sizes, limits, logs without people in them."""

from __future__ import annotations

import json
import logging
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot import logs
from bot.app import HEADERS, make_app
from bot.limits import RULES, Limits, Rule
from bot.settings import load
from bot.store import migrate
from tests.outside import outside
from tests.running import Installation, free_port

STRANGER = ("203.0.113.7", 50000)


@pytest.fixture()
def client(tmp_path: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path / 'guard.sqlite'}"
    migrate(url)
    settings = load(
        {
            "BOT_DATABASE_URL": url,
            "BOT_ENGINE_PORT": str(free_port()),
            "BOT_ENGINE_TOKEN": "t",
            "BOT_METRICS_TOKEN": "for-the-watchers",
        },
        tmp_path / "no.env",
    )
    with TestClient(make_app(settings), client=STRANGER, raise_server_exceptions=False) as made:
        yield made


PAGES = (
    "/", "/static/chat/chat.css", "/static/chat/texts.js", "/healthz", "/readyz", "/metrics",
    "/nowhere", "/console", "/console/login", "/api/openapi.json", "/api/conversations/x/messages",
    "/verder/AAAA-BBBB", "/webhooks/telegram", "/webhooks/whatsapp",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "TRACE"])
def test_every_answer_has_strict_headers(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path, follow_redirects=False)
    assert answer.status_code < 500 or path == "/readyz"
    assert HEADERS.items() <= dict(answer.headers).items() or all(
        answer.headers.get(name) for name in HEADERS
    )
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "server" not in answer.headers and "x-powered-by" not in answer.headers


def test_what_is_too_large_or_endless_is_not_read(client: TestClient) -> None:
    assert client.post("/api/conversations", content=b"x" * 70_000).status_code == 413
    assert client.post("/webhooks/telegram", content=b"x" * 1_100_000).status_code == 413
    endless = client.post("/api/conversations", content=iter([b"x", b"y"]))
    assert endless.status_code == 411
    assert client.post("/api/conversations", headers={"content-length": "-1"}).status_code == 413


def test_who_sends_too_much_is_told_kindly_and_others_are_not_held_up(client: TestClient) -> None:
    def begin() -> dict[str, str]:
        return client.post("/api/conversations").json()

    def send(talk: dict[str, str], number: int) -> int:
        return client.post(
            f"/api/conversations/{talk['id']}/messages",
            json={"client_message_id": f"c{number}", "text": "hallo"},
            headers={"Authorization": f"Bearer {talk['key']}"},
        ).status_code

    one, other = begin(), begin()
    statuses = [send(one, number) for number in range(40)]
    assert set(statuses) == {202, 429} and statuses[:30] == [202] * 30
    refused = client.post(f"/api/conversations/{one['id']}/messages", json={})
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) >= 1
    assert "minuutje" in refused.json()["error"]["message"]
    assert send(other, 1) == 202


def test_one_address_cannot_begin_talks_without_end(client: TestClient) -> None:
    statuses = [client.post("/api/conversations").status_code for _ in range(40)]
    assert statuses.count(201) == 30 and statuses[-1] == 429
    assert client.get("/").status_code == 200, "reading goes on"


@pytest.mark.parametrize(
    ("line", "hosts", "status"),
    [("/healthz", ["bot.example:443"], 200), ("/healthz", ["[::1]:8000"], 200),
     ("/healthz", [], 200), ("/healthz", ["bot.example/console?x="], 400),
     ("/healthz", ["bot.example@evil.example"], 400), ("/healthz", ["a.example", "b.example"], 400),
     ("/healthz", ["a b"], 400), ("@evil.example/healthz", ["bot.example"], 400)],
)  # fmt: skip
def test_an_address_that_can_be_read_in_two_ways_is_refused(
    installation: Installation, line: str, hosts: list[str], status: int
) -> None:
    """As it goes over the wire: what a client makes of it beforehand is none of a stranger's."""
    head = "".join(f"Host: {host}\r\n" for host in hosts)
    with socket.create_connection(("127.0.0.1", installation.port), 10) as wire:
        wire.sendall(f"GET {line} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        answer = wire.makefile("rb").readline()
    assert int(answer.split()[1]) == status


def test_passwords_and_codes_cannot_be_tried_without_end(client: TestClient) -> None:
    tries = [client.post("/console/login", data={"email": f"{n}@x.nl"}) for n in range(30)]
    assert tries[-1].status_code == 429
    codes = [client.post(f"/api/transfers/AAAA-{n:04}").status_code for n in range(30)]
    assert codes[0] == 404 and codes[-1] == 429


def test_a_bucket_fills_up_again() -> None:
    clock = [0.0]
    limits = Limits((Rule("begin", "POST", RULES[2].path, 2, "address"),), lambda: clock[0])

    def take(address: str = "203.0.113.7") -> bool:
        return limits.take("POST", "/api/conversations", address) is None

    assert [take(), take(), take()] == [True, True, False]
    assert take("203.0.113.8") and take("127.0.0.1")
    clock[0] = 31.0
    assert [take(), take()] == [True, False]


def test_figures_are_for_who_watches(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer no"}).status_code == 404
    client.post("/api/conversations")
    found = client.get("/metrics", headers={"Authorization": "Bearer for-the-watchers"}).text
    assert 'bot_messages{status="received"} 1.0' in found and "bot_store_up 1.0" in found
    assert 'bot_requests_total{status="201"} 1.0' in found


# --- logs ---


def line(text: str, *values: object, secrets: tuple[str, ...] = ()) -> dict[str, object]:
    record = logging.LogRecord("bot.x", logging.ERROR, "", 1, text, values, None)
    told: dict[str, object] = json.loads(logs.Lines(secrets).format(record))
    return told


@pytest.mark.parametrize(
    "what",
    ["sam.de.boer@bedrijf.nl", "06 12 34 56 78", "+31612345678", "NL91ABNA0417164300", "geheim-123",
     "111222333", "https://api.telegram.org/bot110201543:TEST-token_of-a-bot/sendMessage"],
)  # fmt: skip
def test_nobody_and_no_secret_is_in_a_log(what: str) -> None:
    told = str(line("kon %s niet bereiken", what, secrets=("geheim-123",))["event"])
    hidden = what.split("/bot")[-1].split("/")[0] if "/bot" in what else what
    assert hidden not in told and "niet bereiken" in told


def test_lines_of_one_talk_are_found_by_its_mark() -> None:
    token = logs.talk.set("9f0c1d")
    try:
        told = line("antwoord duurt lang")
    finally:
        logs.talk.reset(token)
    assert told["talk"] == logs.mark("9f0c1d") and "9f0c1d" not in json.dumps(told)
    assert "talk" not in line("iets anders")


def test_an_error_tells_where_and_not_what_was_said() -> None:
    try:
        raise ValueError("ik ben Sam de Boer")
    except ValueError:
        record = logging.LogRecord("bot.x", logging.ERROR, "", 1, "mis", (), sys.exc_info())
    told = logs.Lines(()).format(record)
    assert "Sam" not in told and "test_guard.py" in told and "ValueError" in told


# --- the engine ---


def test_the_engine_is_unreachable_from_outside(installation: Installation) -> None:
    """From another network namespace, over a cable of its own, to every address of this machine."""
    with outside() as visitor, socket.socket() as known:
        # That the cable works: something that listens on all addresses is reached.
        known.bind(("0.0.0.0", 0))
        known.listen()
        assert visitor.reaches(visitor.here, known.getsockname()[1])
        for address in (visitor.here, "127.0.0.1"):
            assert not visitor.reaches(address, installation.engine_port)
