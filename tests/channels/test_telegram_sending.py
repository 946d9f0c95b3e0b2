"""Sending to Telegram: whole, in order, at its pace, also when it refuses or is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.channels import registry
from bot.channels import sender as sender_module
from bot.channels.shown import pieces
from bot.channels.telegram import api, platform, taking, updates
from bot.channels.telegram.pace import BURST, Bursts
from bot.channels.telegram.platform import units
from bot.channels.words import words
from bot.conversations import outbox
from bot.conversations.arrivals import WEB_LINK
from bot.knowledge import load
from bot.settings import Settings
from bot.store import reading
from bot.store.tables import channel_users
from tests.channels.telegram_running import rows, say, sending, settings, until, update_of
from tests.channels.telegram_server import Bucket, TelegramServer
from tests.handoff.counterpart import Answer, Fault

TEXTS = words(load().texts, Settings(public_url="https://groei.example"))


@pytest.fixture()
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "FIRST_WAIT_S", 0.05)
    monkeypatch.setattr(sender_module, "NOT_ALLOWED_WAIT_S", 0.5)
    monkeypatch.setattr(api, "TIMEOUT_S", 0.8)


@pytest.fixture()
def sent(server: TelegramServer, store: Engine) -> Iterator[registry.Connection]:
    with sending(store, settings(server, store)) as connection:
        yield connection


def writes(store: Engine, id: int = 7, text: str = "hallo") -> None:
    """Somebody wrote; how it came in is of no matter here."""
    read = updates.read(update_of(text, id), TEXTS)
    assert isinstance(read, updates.Arrival)
    assert taking.take(store, read, TEXTS, 12_000) == "stored"


def statuses(store: Engine) -> list[str]:
    return [row["status"] for row in rows(store, "out")]


def all_sent(store: Engine) -> Callable[[], bool]:
    return lambda: bool(statuses(store)) and set(statuses(store)) == {"sent"}


# --- the form of a message ---


def test_what_people_typed_is_never_interpreted(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    writes(store)
    text = "Je zei: “<b>50%</b> *van* _mijn_ [tijd](http://x.nl) & `meer`”, zie https://x.nl"
    say(store, 7, text)
    until(all_sent(store))
    [message] = server.person(7).got
    assert message.text == text
    assert "parse_mode" not in message.raw and "entities" not in message.raw
    assert message.raw["link_preview_options"] == {"is_disabled": True}
    assert server.refused == []


@pytest.mark.parametrize("letter", ["a", "é", "😀"])
def test_long_text_goes_in_parts_and_loses_nothing(
    server: TelegramServer, store: Engine, sent: Any, letter: str
) -> None:
    writes(store)
    sentences = [f"Zin {n} {letter * 40}." for n in range(400)]
    text = "\n\n".join(" ".join(sentences[i : i + 9]) for i in range(0, 400, 9))
    say(store, 7, text, "Ja, dat klopt", "Nee")
    until(all_sent(store), 30)
    got = server.person(7).got
    assert len(got) > 4 and all(units(m.text) <= 4096 for m in got)
    assert " ".join(" ".join(m.text for m in got).split()) == " ".join(text.split())
    assert all(m.text.endswith(".") and m.text.startswith("Zin") for m in got), "whole sentences"
    assert [m.titles for m in got] == [[]] * (len(got) - 1) + [["Ja, dat klopt", "Nee"]]


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "😀" * 5000, "a " * 6000, "x\n" * 5000, "", "   ", "kort", "a" * 4096 + "😀"],
)
def test_any_text_can_be_cut(text: str) -> None:
    parts = pieces(text, 4096, units)
    assert all(units(part) <= 4096 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert pieces(text, 4096, units) == parts, "always the same"
    assert all(part.strip() for part in parts) or not text.strip()


def test_options_are_buttons_two_a_row_when_short(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    writes(store)
    short = say(store, 7, "Waar zit je?", "Almere", "Dronten", "Lelystad", "Urk", "Zeewolde")
    long = say(store, 7, "Waarom?", "Ik ben de enige die het weet", "Anders")
    many = say(store, 7, "Welke?", *(f"Optie nummer {n} van een hele lijst" for n in range(14)))
    until(all_sent(store))
    got = server.person(7).got
    assert [len(row) for row in got[0].keyboard] == [2, 2, 1]
    assert [len(row) for row in got[1].keyboard] == [1, 1]
    assert len(got[2].keyboard) == 14
    for message, of in zip(got, (short, long, many), strict=True):
        data = [b["callback_data"] for row in message.keyboard for b in row]
        assert data == [outbox.key(of, n) for n in range(len(data))]


def test_sensitive_question_can_be_answered_on_the_website(
    server: TelegramServer, store: Engine
) -> None:
    writes(store)
    say(store, 7, "Op welk nummer?", "Sla over", asks="consent", sensitive=True)
    with sending(store, settings(server, store)):
        until(all_sent(store))
    [message] = server.person(7).got
    assert message.keyboard[-1] == [
        {"text": TEXTS["channel.web_option"], "callback_data": WEB_LINK}
    ]
    say(store, 7, "Op welk nummer?", asks="consent", sensitive=True)
    with sending(store, settings(server, store, public_url="")):
        until(all_sent(store))
    assert server.person(7).got[-1].keyboard == [], "no website is known"


def test_broker_says_who_they_are(server: TelegramServer, store: Engine, sent: Any) -> None:
    writes(store)
    say(store, 7, "Zullen we morgen bellen?", author="broker", name="Kim")
    say(store, 7, "Dat kan ook later.", author="broker")
    say(store, 7, "Tot morgen.")
    until(all_sent(store))
    assert server.person(7).texts == [
        "Kim (groeimakelaar):\nZullen we morgen bellen?",
        "Groeimakelaar:\nDat kan ook later.",
        "Tot morgen.",
    ]


# --- what is shown of what came in ---


def test_pressed_button_is_answered_and_the_buttons_go(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    writes(store)
    say(store, 7, "Wat past het best?", "Vooral tijd", "Vooral geld")
    long = say(store, 7, "Lang. " * 682, "Ja, dat klopt wel", "Nee")  # no room for a line more
    until(all_sent(store))
    person = server.person(7)
    assert long and [m.titles for m in person.got][-1] == ["Ja, dat klopt wel", "Nee"]
    for title in ("Vooral geld", "Ja, dat klopt wel"):
        person.presses_button(title)
        take(server, store)
    until(lambda: all(server.presses.values()) and not any(m.titles for m in person.got))
    assert person.got[0].text == "Wat past het best?\n\n✓ Vooral geld"
    assert person.got[1].text == person.got[1].first_text


def take(server: TelegramServer, store: Engine) -> None:
    """Take in what waits at the server, as the webhook does."""
    for update in list(server.pending):
        read = updates.read(update, TEXTS)
        assert isinstance(read, updates.Arrival)
        taking.take(store, read, TEXTS, 12_000)
        server.pending.remove(update)


def test_website_button_stays_while_the_question_is_open(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    writes(store)
    say(store, 7, "Op welk nummer?", "Sla over", asks="consent", sensitive=True)
    until(all_sent(store))
    person = server.person(7)
    person.presses_button(TEXTS["channel.web_option"])
    take(server, store)
    until(lambda: all(server.presses.values()) and any("/verder/" in t for t in person.texts))
    assert person.got[0].titles == ["Sla over", TEXTS["channel.web_option"]]


def test_typing_is_shown_while_an_answer_is_made(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    time.sleep(0.4)  # the sender begins with what comes in from now on
    writes(store)
    until(lambda: server.actions == [7])


def test_press_that_is_too_old_or_shown_already_is_no_problem(
    server: TelegramServer, store: Engine, sent: Any, caplog: pytest.LogCaptureFixture
) -> None:
    writes(store)
    say(store, 7, "Wat past?", "Vooral tijd", "Vooral geld")
    until(all_sent(store))
    person = server.person(7)
    message = person.got[0]
    person.presses_button("Vooral tijd")
    server.presses = dict.fromkeys(server.presses, True)  # its time is over
    message.text, message.keyboard = "Wat past?\n\n✓ Vooral tijd", []
    take(server, store)
    until(lambda: len(server.refused) == 2)
    time.sleep(0.2)
    assert not [r for r in caplog.records if r.levelname in ("WARNING", "ERROR")]


# --- its pace ---


def test_a_greeting_takes_no_seconds_and_a_flood_of_ours_never_comes(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    server.per_chat, server.in_all = (5, 1.0), Bucket(30, 30.0)
    writes(store)
    began = time.monotonic()
    for n in range(3):
        say(store, 7, f"Welkom {n}")
    until(all_sent(store))
    took = server.sent[-1].at - server.sent[0].at
    assert took < 1.0 and time.monotonic() - began < 3.0
    print(f"a greeting of three messages: {took * 1000:.0f} ms from first to last")
    for n in range(5):
        say(store, 7, f"Bericht {n}")
    until(all_sent(store))
    assert server.refused == []
    assert server.person(7).texts == [f"Welkom {n}" for n in range(3)] + [
        f"Bericht {n}" for n in range(5)
    ]


def test_pace_gives_each_chat_a_burst_and_all_together_a_limit() -> None:
    async def turns(pace: Bursts, addresses: list[str]) -> list[float]:
        began, at = time.monotonic(), []

        async def one(address: str) -> None:
            await pace.wait(address)
            at.append(time.monotonic() - began)

        await asyncio.gather(*(one(a) for a in addresses))
        return sorted(at)

    alone = asyncio.run(turns(Bursts(per_second=1000), ["7"] * (BURST + 2)))
    assert alone[BURST - 1] < 0.2
    assert [round(t) for t in alone[BURST:]] == [1, 2]
    crowd = asyncio.run(turns(Bursts(per_second=100), [str(n) for n in range(50)]))
    assert 0.45 < crowd[-1] < 0.9


def test_who_is_flooded_waits_as_long_as_is_asked_and_others_do_not(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    for id in (7, 8):
        writes(store, id)
    body = {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 2",
        "parameters": {"retry_after": 2},
    }  # fmt: skip
    server.failing["sendMessage"].append(Fault("answer", Answer(429, body)))
    began = time.monotonic()
    say(store, 7, "eerst")
    until(lambda: not server.failing["sendMessage"])
    say(store, 8, "ander")
    until(lambda: server.person(8).texts == ["ander"])
    assert time.monotonic() - began < 1.5
    until(lambda: server.person(7).texts == ["eerst"])
    assert time.monotonic() - began >= 2.0


def test_two_chats_that_are_refused_at_once_mean_everybody_waits(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    for id in (7, 8, 9):
        writes(store, id)
    body = {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 2",
        "parameters": {"retry_after": 2},
    }  # fmt: skip
    server.failing["sendMessage"].extend([Fault("answer", Answer(429, body))] * 2)
    began = time.monotonic()
    say(store, 7, "a")
    say(store, 8, "b")
    until(lambda: not server.failing["sendMessage"])
    until(lambda: sent.pace.paused_until > time.monotonic())
    say(store, 9, "c")
    until(all_sent(store))
    assert server.sent[0].at - began >= 1.9
    assert [server.person(id).texts for id in (7, 8, 9)] == [["a"], ["b"], ["c"]]


# --- when it goes wrong ---

OVERLOADED = Answer(503, {"ok": False, "error_code": 503, "description": "Service Unavailable"})
NO_JSON = Answer(502, None)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("answer", OVERLOADED),
        Fault("answer", NO_JSON),
        Fault("answer", Answer(500, {"ok": False, "error_code": 500, "description": "Internal"})),
        Fault("hang", seconds=1.5),
        Fault("cut"),
    ],
    ids=["503", "502 without JSON", "500", "hang", "cut"],
)
def test_after_a_fault_before_the_effect_it_arrives_once(
    server: TelegramServer, store: Engine, sent: Any, fault: Fault
) -> None:
    writes(store)
    server.failing["sendMessage"].append(fault)
    for n in range(3):
        say(store, 7, f"bericht {n}")
    until(all_sent(store))
    assert server.person(7).texts == [f"bericht {n}" for n in range(3)]


@pytest.mark.parametrize("kind", ["hang_after", "cut_after"])
def test_after_a_fault_behind_the_effect_it_arrives_twice_and_is_never_lost(
    server: TelegramServer, store: Engine, sent: Any, kind: Any
) -> None:
    # Telegram knows no idempotency keys: whether it arrived cannot be known.
    writes(store)
    server.failing["sendMessage"].append(Fault(kind, seconds=1.5))
    for n in range(3):
        say(store, 7, f"bericht {n}")
    until(all_sent(store))
    assert server.person(7).texts == ["bericht 0", *(f"bericht {n}" for n in range(3))]


def test_who_blocked_us_is_held_until_they_write(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    writes(store)
    server.blocked.add(7)
    for n in range(3):
        say(store, 7, f"bericht {n}")
    until(lambda: set(statuses(store)) == {"held"})
    with reading(store) as connection:
        assert connection.execute(select(channel_users.c.blocked)).scalar_one() == 1
    assert len([r for r in server.refused if r[0] == "sendMessage"]) <= 3
    server.blocked.clear()
    writes(store, text="daar ben ik weer")
    until(all_sent(store))
    assert server.person(7).texts == [f"bericht {n}" for n in range(3)]


def test_who_is_not_there_any_more_is_held(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    writes(store)
    server.gone.add(7)
    say(store, 7, "bericht")
    until(lambda: statuses(store) == ["held"])


def test_what_telegram_will_never_take_fails_and_the_rest_goes_on(
    server: TelegramServer, store: Engine, sent: Any
) -> None:
    writes(store)
    say(store, 7, "   ")
    say(store, 7, "en verder")
    until(lambda: statuses(store) == ["failed", "sent"])
    assert "text is empty" in rows(store, "out")[0]["problem"]


def test_wrong_token_gives_nothing_up_and_tells_no_token(
    server: TelegramServer, store: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    writes(store)
    say(store, 7, "bericht")
    wrong = "110201543:another-token"
    with sending(store, settings(server, store, telegram_token=wrong)):
        until(lambda: rows(store, "out")[0]["problem"])
    [row] = rows(store, "out")
    assert row["status"] == "queued" and row["attempts"] == 0
    assert wrong not in caplog.text and wrong not in row["problem"]
    with sending(store, settings(server, store)):
        until(all_sent(store))
    assert server.person(7).texts == ["bericht"]


def test_the_double_refuses_as_the_real_one_does(server: TelegramServer) -> None:
    """Or what passes here says nothing."""
    from tests.channels.telegram_server import Refused

    def refused(method: str, **parameters: Any) -> str:
        with pytest.raises(Refused) as problem:
            server.call(method, parameters)
        return str(problem.value)

    assert "unknown" in refused("sendMessage", chat_id=1, text="x", colour="red")
    assert "missing" in refused("sendMessage", chat_id=1)
    assert "chat_id" in refused("sendMessage", chat_id=[1], text="x")
    assert "too long" in refused("sendMessage", chat_id=1, text="😀" * 2049)
    assert "empty" in refused("sendMessage", chat_id=1, text=" ")
    for data in ("x" * 65, ""):
        button = {"text": "a", "callback_data": data}
        said = refused(
            "sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": [[button]]}
        )
        assert "BUTTON_DATA" in said
    assert "reply_markup" in refused("sendMessage", chat_id=1, text="x", reply_markup={"rows": []})
    assert "HTTPS" in refused("setWebhook", url="http://x.nl")
    assert "secret" in refused("setWebhook", url="https://x.nl", secret_token="a b")
    assert "not found" in refused("editMessageText", chat_id=1, message_id=99, text="x")
    assert platform.LONGEST == 4096
