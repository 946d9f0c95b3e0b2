"""Being reached by Telegram: the webhook that is set, polling, and what `bot doctor` says of it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from sqlalchemy.engine import Engine

from bot import doctor
from bot.app import make_app
from bot.channels.telegram import taking, updates, upkeep
from bot.settings import Settings
from bot.store import StoreUnavailable
from tests.channels.telegram_running import rows, say, sending, settings, until
from tests.channels.telegram_server import SECRET, TOKEN, TelegramServer
from tests.handoff.counterpart import Answer, Fault
from tests.running import free_port


@pytest.fixture()
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "FIRST_WAIT_S", 0.05)


@contextlib.contextmanager
def web(chosen: Settings) -> Iterator[str]:
    """The real web application, on a port of its own."""
    port = free_port()
    config = uvicorn.Config(make_app(chosen), port=port, ws="none", log_level="error")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    until(lambda: running.started)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.should_exit = True
        thread.join(10)


def texts(store: Engine) -> list[str]:
    return [row["text"] for row in rows(store)]


def done(server: TelegramServer) -> list[str]:
    return [method for method, _ in list(server.calls)]


# --- webhook ---


def test_webhook_is_set_once_and_messages_come_by_it(server: TelegramServer, store: Engine) -> None:
    chosen = settings(server, store, engine_port=free_port(), engine_token="t")
    with web(chosen) as url, sending(store, chosen):
        server.reaches["https://groei.example"] = url
        until(lambda: "setMyShortDescription" in done(server))
        assert server.webhook == {
            "url": "https://groei.example/webhooks/telegram",
            "secret_token": SECRET,
            "allowed_updates": updates.ALLOWED,
            "max_connections": upkeep.MOST_AT_ONCE,
            "drop_pending_updates": False,
        }
        person = server.person(7)
        for n in range(5):
            person.says(f"bericht {n}")
        until(lambda: len(rows(store)) == 5)
        until(lambda: not server.pending)
        say(store, 7, "Wat past?", "Vooral tijd", "Vooral geld")
        until(lambda: any(m.titles for m in person.got))
        person.presses_button("Vooral tijd")
        until(lambda: person.got[-1].text.endswith("✓ Vooral tijd"))
    assert texts(store) == [*(f"bericht {n}" for n in range(5)), '/inform{"choice":"Vooral tijd"}']
    assert {status for _, status in server.delivered} == {200}
    assert done(server).count("setWebhook") == 1
    commands = next(values for method, values in server.calls if method == "setMyCommands")
    assert [c["command"] for c in commands["commands"]] == list(updates.COMMANDS)
    described = next(v for method, v in server.calls if method == "setMyDescription")
    assert "computer" in described["description"], "read before anything is pressed"
    assert server.refused == []


def test_webhook_with_another_secret_gets_nothing_in(server: TelegramServer, store: Engine) -> None:
    chosen = settings(server, store, engine_port=free_port(), engine_token="t")
    with web(chosen) as url:
        server.reaches["https://groei.example"] = url
        hook = "https://groei.example/webhooks/telegram"
        server.call("setWebhook", {"url": hook, "secret_token": "another"})
        server.person(7).says("vals")
        until(lambda: len(server.delivered) > 2)
        assert {status for _, status in server.delivered} == {403}
    assert texts(store) == []


def test_what_could_not_be_stored_comes_again_in_order(
    server: TelegramServer, store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores, failures = taking.store, iter([True, False, True, True])

    def sometimes(*given: Any) -> Any:
        if next(failures, False):
            raise StoreUnavailable("away")
        return stores(*given)

    monkeypatch.setattr(taking, "store", sometimes)
    chosen = settings(server, store, engine_port=free_port(), engine_token="t")
    with web(chosen) as url, sending(store, chosen):
        server.reaches["https://groei.example"] = url
        for n in range(6):
            server.person(7).says(f"bericht {n}")
        until(lambda: len(rows(store)) == 6)
    assert texts(store) == [f"bericht {n}" for n in range(6)]
    assert [status for _, status in server.delivered].count(503) == 3


def test_group_is_told_and_left_by_the_answer_to_the_webhook(
    server: TelegramServer, store: Engine
) -> None:
    chosen = settings(server, store, engine_port=free_port(), engine_token="t")
    with web(chosen) as url, sending(store, chosen):
        server.reaches["https://groei.example"] = url
        until(lambda: server.webhook)
        group = {"id": -55, "type": "group", "title": "G"}
        for _ in range(3):
            server.person(7).sends(text="hallo", chat=group)
        until(lambda: not server.pending)
    assert [s.chat_id for s in server.sent] == [-55] and server.left == [-55]
    assert server.refused == [] and texts(store) == []


@pytest.mark.parametrize("method", ["setWebhook", "setMyCommands", "setMyDescription"])
def test_setting_up_is_tried_again(server: TelegramServer, store: Engine, method: str) -> None:
    server.failing[method].extend([Fault("answer", Answer(502)), Fault("cut")])
    with sending(store, settings(server, store)):
        until(lambda: "setMyShortDescription" in done(server))
    assert server.webhook and server.failing[method] == type(server.failing[method])()


def test_without_https_no_webhook_is_set(server: TelegramServer, store: Engine) -> None:
    with sending(store, settings(server, store, public_url="http://127.0.0.1:8000")):
        until(lambda: "setMyShortDescription" in done(server))
    assert "setWebhook" not in done(server)


# --- polling ---


def polling(server: TelegramServer, store: Engine) -> Settings:
    return settings(server, store, telegram_polling=1, telegram_secret="", public_url="")


def test_polling_takes_everything_in_order(server: TelegramServer, store: Engine) -> None:
    server.call("setWebhook", {"url": "https://elders.example/hook"})
    person = server.person(7)
    for n in range(3):
        person.says(f"eerder {n}")
    with sending(store, polling(server, store)):
        until(lambda: len(rows(store)) == 3)
        assert server.webhook == {}
        for n in range(5):
            person.says(f"later {n}")
        until(lambda: len(rows(store)) == 8)
        until(lambda: not server.pending)  # the offset moved on
        began = time.monotonic()
        person.says("nu")
        until(lambda: len(rows(store)) == 9)
        assert time.monotonic() - began < 2, "a long poll answers at once"
    assert texts(store) == [
        *(f"eerder {n}" for n in range(3)),
        *(f"later {n}" for n in range(5)),
        "nu",
    ]


def test_killed_between_storing_and_moving_on_takes_it_once(
    server: TelegramServer, store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = taking.take

    def then_dies(*given: Any) -> Any:
        stores(*given)
        raise SystemError("killed")

    for n in range(4):
        server.person(7).says(f"bericht {n}")
    with monkeypatch.context() as patched:
        patched.setattr(taking, "take", then_dies)
        with sending(store, polling(server, store)):
            until(lambda: len(rows(store)) == 1)
            time.sleep(0.2)
    assert len(server.pending) == 4, "nothing was moved on"
    with sending(store, polling(server, store)):
        until(lambda: not server.pending)
    assert texts(store) == [f"bericht {n}" for n in range(4)]


def test_polling_goes_on_after_faults_and_what_cannot_be_read(
    server: TelegramServer, store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.failing["getUpdates"].extend(
        [Fault("answer", Answer(502)), Fault("cut"), Fault("answer", Answer(200))]
    )
    stores, failures = taking.take, iter([True])

    def once_away(*given: Any) -> Any:
        if next(failures, False):
            raise StoreUnavailable("away")
        return stores(*given)

    monkeypatch.setattr(taking, "take", once_away)
    server.person(7).says("bericht 0")
    server.bring(message={"message_id": "x"})
    server.bring(poll={"id": "1"})
    server.person(7).says("bericht 1")
    with sending(store, polling(server, store)):
        until(lambda: not server.pending)
    assert texts(store) == ["bericht 0", "bericht 1"]


def test_polling_leaves_groups(server: TelegramServer, store: Engine) -> None:
    with sending(store, polling(server, store)):
        for _ in range(3):
            server.person(7).sends(text="hallo", chat={"id": -56, "type": "group", "title": "G"})
        until(lambda: not server.pending)
    assert [s.chat_id for s in server.sent] == [-56] and server.left == [-56]
    assert texts(store) == []


# --- bot doctor ---


def told(chosen: Settings) -> tuple[str, str]:
    name, how, note = doctor._telegram(chosen)
    assert name == "Telegram" and TOKEN not in note
    return how, note


def test_doctor_says_what_is_missing() -> None:
    assert told(Settings())[1].startswith("uit: BOT_TELEGRAM_TOKEN, BOT_TELEGRAM_SECRET niet")
    assert "BOT_TELEGRAM_SECRET niet" in told(Settings(telegram_token=TOKEN))[1]
    odd = Settings(telegram_token=TOKEN, telegram_secret="met spaties")
    assert "alleen letters" in told(odd)[1]


def test_doctor_asks_telegram(server: TelegramServer, store: Engine) -> None:
    chosen = settings(server, store)
    assert "@groei_test_bot antwoordt; de webhook staat er nog niet" in told(chosen)[1]
    server.call("setWebhook", {"url": "https://elders.example"})
    assert "ergens anders" in told(chosen)[1]
    server.call("setWebhook", {"url": upkeep.webhook_url(chosen)})
    assert told(chosen) == (doctor.OK, "@groei_test_bot antwoordt")
    server.bring(message={})
    until(lambda: server.delivered)  # nobody is there
    note = told(chosen)[1]
    assert "kon ons niet bereiken" in note and "Wrong response from the webhook" in note
    assert "1 berichten wachten" in note
    assert "BOT_TELEGRAM_NAME=groei_test_bot" in told(settings(server, store, telegram_name=""))[1]
    assert "https" in told(settings(server, store, public_url=""))[1]
    assert "webhook" in told(settings(server, store, telegram_polling=1))[1]
    assert "weigert" in told(settings(server, store, telegram_token="1:x"))[1]


def test_doctor_says_when_telegram_is_away(store: Engine) -> None:
    with TelegramServer() as gone:
        chosen = settings(gone, store)
    how, note = told(chosen)
    assert how == doctor.WARNING and "niet te bereiken" in note
