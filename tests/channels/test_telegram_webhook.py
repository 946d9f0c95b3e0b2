"""Telegram's webhook: only Telegram gets in, everything is stored once, whatever it is."""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.app import make_app
from bot.channels.telegram import setup, taking, updates
from bot.channels.words import words
from bot.conversations import transfers
from bot.conversations.arrivals import WEB_LINK
from bot.conversations.inbox import begin
from bot.knowledge import load
from bot.settings import Settings
from bot.store import StoreUnavailable, reading, writing
from bot.store.tables import channel_receipts, channel_users
from tests.channels.telegram_running import numbers, rows, say, update_of
from tests.channels.telegram_server import SECRET, TOKEN
from tests.running import free_port

PATH = "/webhooks/telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
TEXTS = words(load().texts, Settings(public_url="https://groei.example"))


def app_with(store: Engine, **other: Any) -> TestClient:
    given: dict[str, Any] = {
        "database_url": str(store.url),
        "engine_port": free_port(),
        "engine_token": "t",
        "outage_notice_after_s": 1e6,
        "telegram_token": TOKEN,
        "telegram_secret": SECRET,
        "public_url": "https://groei.example",
        **other,
    }
    return TestClient(make_app(Settings(**given)), raise_server_exceptions=False)


@pytest.fixture()
def web(store: Engine) -> Iterator[TestClient]:
    with app_with(store) as client:
        yield client


def bring(web: TestClient, update: Any, secret: str | None = SECRET) -> Any:
    return web.post(PATH, json=update, headers={HEADER: secret} if secret is not None else {})


def said(store: Engine, direction: str = "in") -> list[tuple[str, str]]:
    return [(row["kind"], row["text"]) for row in rows(store, direction)]


# --- who gets in ---


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), "é"]
)
def test_only_telegram_gets_in(web: TestClient, store: Engine, secret: str | None) -> None:
    headers = {} if secret is None else {HEADER: secret.encode()}
    answer = web.post(PATH, json=update_of(), headers=headers)
    assert answer.status_code == 403
    assert "Telegram" in answer.json()["error"]["message"]
    assert said(store) == []


@pytest.mark.parametrize(
    "off",
    [
        {"telegram_token": ""},
        {"telegram_secret": ""},
        {"telegram_secret": "with spaces"},
        {"telegram_polling": 1},
        {"telegram_polling": 1, "telegram_secret": ""},
    ],
)
def test_switched_off_is_said_clearly(store: Engine, off: dict[str, Any]) -> None:
    with app_with(store, **off) as web:
        for secret in (SECRET, "", None):
            answer = bring(web, update_of(), secret)
            assert answer.status_code == 404
            assert answer.json()["error"]["message"] == "Telegram staat hier niet aan."
    assert said(store) == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"niet json", b"[]", b"null", b'"x"', b"{}", b"\xff\xfe\x00", b"[" * 50_000,
        b'{"update_id": "5"}', b'{"update_id": true}', b'{"update_id": -1}',
        b'{"update_id": 1e30}', b'{"update_id": 99999999999999999999}',
        b'{"update_id": 5, "message": []}', b'{"update_id": 5, "message": {"text": "x"}}',
    ],
)  # fmt: skip
def test_what_is_no_update_is_refused(web: TestClient, store: Engine, body: bytes) -> None:
    answer = web.post(PATH, content=body, headers={HEADER: SECRET})
    assert answer.status_code == 400, answer.text
    assert set(answer.json()["error"]) == {"code", "message"}
    assert said(store) == []


@pytest.mark.parametrize("id", ["7", 0, -7, True, None, 1.5, 2**53, [7], {"id": 7}])
def test_odd_ids_of_people_are_refused(web: TestClient, store: Engine, id: Any) -> None:
    assert bring(web, update_of("hallo", id)).status_code == 400
    assert said(store) == []


@pytest.mark.parametrize("text", [5, ["a"], {"a": 1}, True])
def test_text_that_is_no_text_is_refused(web: TestClient, store: Engine, text: Any) -> None:
    assert bring(web, update_of(text)).status_code == 400
    assert said(store) == []


@pytest.mark.parametrize("date", [-5, 0, 1, 4e9, 10**12, 10**18, "x", None])
def test_ancient_and_future_messages_are_not_taken(
    web: TestClient, store: Engine, date: Any
) -> None:
    answer = bring(web, update_of("hallo", date=date))
    assert answer.status_code in (200, 400)
    assert said(store) == []


def test_ten_megabytes_are_refused_before_they_are_read(web: TestClient, store: Engine) -> None:
    answer = web.post(PATH, content=b"x" * 10_000_000, headers={HEADER: SECRET})
    assert answer.status_code == 413
    # And the largest that Telegram really brings is taken: it escapes all but ASCII.
    long = "ы" * 4096
    update = update_of(long, reply_to_message=update_of("😀" * 2048)["message"])
    body = json.dumps(update).encode()
    assert len(body) > 64 * 1024 * 0.7
    assert web.post(PATH, content=body, headers={HEADER: SECRET}).status_code == 200
    assert said(store) == [("text", long)]


def test_telegram_brings_it_again_when_it_cannot_be_stored(
    web: TestClient, store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise StoreUnavailable("away")

    update = update_of()
    with monkeypatch.context() as patched:
        patched.setattr(taking, "store", away)
        assert bring(web, update).status_code == 503
    assert bring(web, update).status_code == 200
    assert said(store) == [("text", "hallo")]


# --- once only ---


@pytest.mark.timeout(400)
def test_five_thousand_replayed_duplicate_disordered_and_forged(any_store: Engine) -> None:
    # All of them on SQLite; on PostgreSQL, where it is the same code, a fifth.
    one = 1000 if any_store.dialect.name == "sqlite" else 200
    rng = random.Random(11)
    people = range(100, 180)
    genuine = [update_of(f"bericht {n}", people[n % len(people)]) for n in range(one)]
    brought: list[tuple[dict[str, Any], str | None]] = [(u, SECRET) for u in genuine]
    brought += [(rng.choice(genuine), SECRET) for _ in range(3 * one)]
    forged = ["", None, "x", SECRET + "a", TOKEN]
    for _ in range(one * 7 // 10):
        brought.append((update_of("vals", rng.choice(people)), rng.choice(forged)))
    for update in rng.sample(genuine, one * 3 // 10):
        # With an id that is right, but other words.
        other = update_of("anders", rng.choice(people))
        brought.append(({**other, "update_id": update["update_id"]}, rng.choice(forged)))
    rng.shuffle(brought)
    assert len(brought) == 5 * one
    with app_with(any_store) as web:
        for update, secret in brought:
            answer = bring(web, update, secret)
            assert answer.status_code == (200 if secret == SECRET else 403)
    stored = rows(any_store)
    assert sorted(row["text"] for row in stored) == sorted(f"bericht {n}" for n in range(one))
    with reading(any_store) as connection:
        receipts = connection.execute(select(func.count()).select_from(channel_receipts)).scalar()
    assert receipts == one


def test_one_person_cannot_flood(web: TestClient, store: Engine) -> None:
    for n in range(60):
        assert bring(web, update_of(f"b{n}")).status_code == 200
    assert len(said(store)) == 20
    told = [text for _, text in said(store, "out")]
    assert told == [TEXTS["channel.computer"], TEXTS["channel.too_many"]]
    assert bring(web, update_of("iemand anders", 8)).status_code == 200
    assert len(said(store)) == 21


# --- what it says ---


@pytest.mark.parametrize(
    ("text", "kind", "stored"),
    [
        ("/stop", "choice", "/stop"),
        ("/privacy", "choice", "/ask_privacy"),
        ("/mijngegevens", "choice", "/ask_own_data"),
        ("/help", "choice", "/ask_capabilities"),
        ("/mens", "choice", "/ask_human"),
        ("/opnieuw", "choice", "/restart"),
        ("/Stop@groei_test_bot", "choice", "/stop"),
        ("/start", "open", ""),
        ("/start iets-onbekends", "open", ""),
        ("/mens bel me vanmiddag", "text", "mens bel me vanmiddag"),
        ("/subsidie", "text", "/subsidie"),
        ('/affirm{"choice":"x:yes"}', "text", '/affirm{"choice":"x:yes"}'),
        ("<b>vet</b> *en* _meer_", "text", "<b>vet</b> *en* _meer_"),
    ],
)  # fmt: skip
def test_commands_and_words(
    web: TestClient, store: Engine, text: str, kind: str, stored: str
) -> None:
    assert bring(web, update_of(text)).status_code == 200
    assert said(store) == [(kind, stored)]


def test_website_command_offers_a_link(web: TestClient, store: Engine) -> None:
    bring(web, update_of("/website"))
    assert said(store) == [("text", "/website")]
    assert "https://groei.example/verder/" in said(store, "out")[-1][1]


FILE = {"file_id": "f", "file_unique_id": "u"}
MEDIA: list[tuple[dict[str, Any], str]] = [
    ({"voice": {**FILE, "duration": 3}}, "voice"),
    ({"audio": {**FILE, "duration": 3}}, "voice"),
    ({"photo": [{**FILE, "width": 9, "height": 9}]}, "photo"),
    ({"video": {**FILE, "width": 9, "height": 9, "duration": 3}}, "video"),
    ({"video_note": {**FILE, "length": 9, "duration": 3}}, "video"),
    (
        {
            "animation": {**FILE, "width": 9, "height": 9, "duration": 3},
            "document": {**FILE, "file_name": "x.gif"},
        },
        "video",
    ),
    ({"document": {**FILE, "file_name": "jaarcijfers.pdf", "file_size": 52_428_800}}, "document"),
    ({"location": {"latitude": 52.5, "longitude": 5.4}}, "location"),
    (
        {
            "venue": {
                "location": {"latitude": 52.5, "longitude": 5.4}, "title": "t", "address": "a",
            },
            "location": {"latitude": 52.5, "longitude": 5.4},
        },
        "location",
    ),
    ({"contact": {"phone_number": "31612345678", "first_name": "Kim", "user_id": 99}}, "contact"),
    ({"contact": {"phone_number": "31612345678", "first_name": "Kim"}}, "contact"),
    (
        {
            "sticker": {
                **FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False,
                "is_video": False,
            }
        },
        "sticker",
    ),
    ({"dice": {"value": 3, "emoji": "🎲"}}, "unknown"),
    (
        {
            "poll": {
                "id": "1", "question": "q", "options": [], "total_voter_count": 0,
                "is_closed": False, "is_anonymous": True, "type": "regular",
                "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
            }
        },
        "unknown",
    ),
    ({"something_new": {"x": 1}}, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "kind"), MEDIA)
def test_media_is_answered_kindly_and_nothing_is_fetched(
    web: TestClient, store: Engine, content: dict[str, Any], kind: str
) -> None:
    assert bring(web, update_of(None, **content)).status_code == 200
    assert said(store) == [("text", TEXTS[f"channel.media_shown.{kind}"])]
    assert said(store, "out")[-1][1] == TEXTS[f"channel.media.{kind}"]


def test_album_is_answered_once(web: TestClient, store: Engine) -> None:
    photo = [{**FILE, "width": 9, "height": 9}]
    for _ in range(6):
        bring(web, update_of(None, photo=photo, media_group_id="13"))
    assert said(store) == [("text", "[foto]")]


def test_caption_is_read(web: TestClient, store: Engine) -> None:
    photo = [{**FILE, "width": 9, "height": 9}]
    bring(web, update_of(None, photo=photo, caption="dit is onze te krappe hal"))
    assert said(store) == [("text", "dit is onze te krappe hal\n[foto]")]


@pytest.mark.parametrize("number", ["31612345678", "+31612345678"])
def test_own_number_is_told_by_sharing_it(web: TestClient, store: Engine, number: str) -> None:
    contact = {"phone_number": number, "first_name": "Test", "user_id": 7}
    bring(web, update_of(None, contact=contact))
    assert said(store) == [("text", "+31612345678")]


def test_reaction_is_answered_and_its_taking_back_is_not(web: TestClient, store: Engine) -> None:
    given = {
        "chat": {"id": 7, "type": "private"}, "message_id": 3, "date": int(time.time()),
        "user": {"id": 7, "is_bot": False, "first_name": "Test"}, "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }  # fmt: skip
    bring(web, {"update_id": 1, "message_reaction": given})
    assert said(store, "out")[-1][1] == TEXTS["channel.media.reaction"]
    bring(web, {"update_id": 2, "message_reaction": {**given, "new_reaction": []}})
    assert len(said(store)) == 1


@pytest.mark.parametrize(
    "update",
    [
        {"inline_query": {"id": "1", "from": {"id": 7}, "query": "geheim", "offset": ""}},
        {"shipping_query": {}}, {"managed_bot": {"geheim": 1}}, {"guest_message": []},
        {"poll_answer": {"poll_id": "1", "option_ids": [1]}}, {"iets nieuws": "geheim"},
        {"message": None}, {},
    ],
)  # fmt: skip
def test_unknown_updates_are_fine_and_leave_nothing_but_a_line(
    web: TestClient, store: Engine, update: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert bring(web, {"update_id": 5, **update}).status_code == 200
    lines = [r.getMessage() for r in caplog.records if r.name.startswith("bot.channels.telegram")]
    assert len(lines) == 1 and "geheim" not in lines[0]
    assert said(store) == [] and said(store, "out") == []


def test_service_messages_and_bots_are_passed_over(web: TestClient, store: Engine) -> None:
    pinned = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}
    bring(web, update_of(None, pinned_message=pinned))
    bot = {"id": 7, "is_bot": True, "first_name": "Bot"}
    bring(web, update_of("koop nu", **{"from": bot}))
    assert said(store) == []


# --- buttons ---


def press(data: str, sent_id: int = 1, id: int = 7, **shown: Any) -> dict[str, Any]:
    message = {
        "message_id": sent_id,
        "date": int(time.time()),
        "chat": {"id": id, "type": "private"},
    }
    return {
        "update_id": next(numbers),
        "callback_query": {
            "id": f"c{next(numbers)}", "from": {"id": id, "is_bot": False, "first_name": "Test"},
            "chat_instance": "1", "data": data, "message": {**message, **shown},
        },
    }  # fmt: skip


def markup(asked: int, *titles: str) -> dict[str, Any]:
    row = [{"text": t, "callback_data": f"m{asked}.{n}"} for n, t in enumerate(titles)]
    return {"text": "?", "reply_markup": {"inline_keyboard": [row]}}


def test_pressed_button_is_the_option_and_pressed_twice_is_once(
    web: TestClient, store: Engine
) -> None:
    bring(web, update_of())
    asked = say(store, 7, "Wat past?", "Vooral tijd", "Vooral geld")
    shown = markup(asked, "Vooral tijd", "Vooral geld")
    first = press(f"m{asked}.1", **shown)
    bring(web, first)
    bring(web, first)
    bring(web, press(f"m{asked}.1", **shown))
    choices = [row for row in rows(store) if row["kind"] == "choice"]
    assert [row["text"] for row in choices] == ['/inform{"choice":"Vooral geld"}']
    assert choices[0]["payload"]["title"] == "Vooral geld"
    assert choices[0]["payload"]["receipt"].endswith(first["callback_query"]["id"])


def test_button_of_a_question_that_is_over_does_not_answer_the_next(
    web: TestClient, store: Engine
) -> None:
    bring(web, update_of())
    old = say(store, 7, "Klopt dat?", "Ja", "Nee")
    say(store, 7, "Mag ik je gegevens delen?", "Dat mag", "Liever niet")
    bring(web, press(f"m{old}.0", **markup(old, "Ja", "Nee")))
    assert said(store)[-1] == ("text", "Nee, ik bedoel: Ja")
    # Asked again, its old button is as good as the new one.
    again = say(store, 7, "Ik vraag het nog eens. Klopt dat?", "Ja", "Nee")
    bring(web, press(f"m{old}.1", **markup(old, "Ja", "Nee")))
    assert again and said(store)[-1] == ("choice", '/inform{"choice":"Nee"}')


@pytest.mark.parametrize("data", ["", "m1.0", "m99999999999.5", "door:open", "x" * 64, "é" * 32])
def test_made_up_buttons_lead_nowhere(web: TestClient, store: Engine, data: str) -> None:
    bring(web, update_of("hallo", 8))
    say(store, 8, "Wat past?", "Tijd")
    assert bring(web, press(data, id=7)).status_code == 200
    assert [row for row in rows(store) if row["kind"] == "choice"] == []
    assert said(store, "out")[-1][1] == TEXTS["channel.old_option"]


def test_buttons_without_a_message_or_in_a_group_are_nothing(
    web: TestClient, store: Engine
) -> None:
    nowhere = press("m1.0")
    del nowhere["callback_query"]["message"]
    assert bring(web, nowhere).status_code == 200
    assert bring(web, press("m1.0", chat={"id": -7, "type": "group"})).status_code == 200
    game = press("x")
    del game["callback_query"]["data"]
    assert bring(web, game).status_code == 200
    old = press("m1.0", date=0)  # a message that Telegram does not show any more
    assert bring(web, old).status_code == 200
    assert [kind for kind, _ in said(store)] == ["text"]


def test_website_button_offers_a_link_each_time(web: TestClient, store: Engine) -> None:
    for _ in range(2):
        bring(web, press(WEB_LINK))
    assert said(store) == [("text", TEXTS["channel.web_option"])] * 2
    links = [text for _, text in said(store, "out") if "/verder/" in text]
    assert len(set(links)) == 2


# --- edits ---


def edit(update: dict[str, Any], **changes: Any) -> dict[str, Any]:
    message = {**update["message"], "edit_date": int(time.time()), **changes}
    return {"update_id": next(numbers), "edited_message": message}


def test_edit_is_a_correction(web: TestClient, store: Engine) -> None:
    first = update_of("we zitten in Almere")
    bring(web, first)
    bring(web, edit(first, text="we zitten in Lelystad"))
    changed = edit(first, text="we zitten in Urk")
    for _ in range(3):
        bring(web, changed)
    assert [text for _, text in said(store)] == [
        "we zitten in Almere",
        "Nee, ik bedoel: we zitten in Lelystad",
        "Nee, ik bedoel: we zitten in Urk",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},  # Telegram says so too when it made a preview of a link
        {"text": "We zitten in Almere."},
        {"text": "we  zitten in almere"},
        {"message_id": 3, "text": "van voor wij hier waren"},
        {"text": None, "location": {"latitude": 52.5, "longitude": 5.4, "live_period": 60}},
    ],
)
def test_edit_that_changes_no_words_is_nothing(
    web: TestClient, store: Engine, changes: dict[str, Any]
) -> None:
    first = update_of("we zitten in Almere")
    bring(web, first)
    edited = edit(first, **changes)
    edited["edited_message"] = {k: v for k, v in edited["edited_message"].items() if v is not None}
    assert bring(web, edited).status_code == 200
    assert len(said(store)) == 1


def test_edits_of_somebody_else_do_not_mix(web: TestClient, store: Engine) -> None:
    first = update_of("we zitten in Almere")
    bring(web, first)
    other = edit(update_of("x", 8), message_id=first["message"]["message_id"], text="Urk")
    bring(web, other)
    assert len(said(store)) == 1


# --- groups, blocking ---


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_groups_are_refused_once_and_left(web: TestClient, store: Engine, kind: str) -> None:
    chat = {"id": -100500, "type": kind, "title": "Ondernemers"}
    calls = []
    for n in range(5):
        answer = bring(web, update_of(f"bericht {n}", chat=chat))
        assert answer.status_code == 200
        calls.append(json.loads(answer.content) if answer.content else None)
    assert calls[0]["method"] == "sendMessage" and calls[0]["chat_id"] == -100500
    assert "privébericht" in calls[0]["text"] and "computer" in calls[0]["text"]
    assert calls[1] == {"method": "leaveChat", "chat_id": -100500}
    assert calls[2:] == [None] * 3
    assert said(store) == [] and said(store, "out") == []


def test_group_may_be_told_again_a_day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    at = time.monotonic()
    groups = taking.Groups(TEXTS)
    group = updates.Group(-5, is_channel=False)
    assert [bool(groups.next_call(group)) for _ in range(4)] == [True, True, False, False]
    monkeypatch.setattr(time, "monotonic", lambda: at + 90_000)
    assert [bool(groups.next_call(group)) for _ in range(3)] == [True, True, False]


def test_channel_is_left_without_a_word(web: TestClient, store: Engine) -> None:
    chat = {"id": -100600, "type": "channel", "title": "Nieuws"}
    post = {"message_id": 1, "date": int(time.time()), "chat": chat, "text": "nieuws"}
    answer = bring(web, {"update_id": 4, "channel_post": post})
    assert answer.json() == {"method": "leaveChat", "chat_id": -100600}
    assert bring(web, {"update_id": 5, "channel_post": post}).content == b""
    assert said(store) == []


def member(status: str, n: int, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    me = {"id": 1, "is_bot": True, "first_name": "Groei"}
    return {
        "update_id": n,
        "my_chat_member": {
            "chat": chat or {"id": 7, "type": "private"}, "date": int(time.time()),
            "from": {"id": 7, "is_bot": False, "first_name": "Test"},
            "old_chat_member": {"status": "left", "user": me},
            "new_chat_member": {"status": status, "user": me, "until_date": 0},
        },
    }  # fmt: skip


def blocked(store: Engine) -> int:
    with reading(store) as connection:
        return int(connection.execute(select(channel_users.c.blocked)).scalar_one())


def test_blocking_is_known_and_over_when_they_write(web: TestClient, store: Engine) -> None:
    bring(web, update_of())
    assert blocked(store) == 0
    gone = member("kicked", 901)
    bring(web, gone)
    assert blocked(store) == 1
    bring(web, member("member", 902))
    assert blocked(store) == 0
    bring(web, gone)  # replayed
    assert blocked(store) == 0
    bring(web, member("kicked", 903))
    bring(web, update_of("daar ben ik weer"))
    assert blocked(store) == 0


def test_added_to_a_group_it_says_so_and_removed_it_says_nothing(web: TestClient) -> None:
    group = {"id": -9, "type": "group", "title": "G"}
    assert bring(web, member("member", 1, group)).json()["method"] == "sendMessage"
    assert bring(web, member("left", 2, group)).content == b""


# --- a computer is talking ---


def firsts() -> dict[str, dict[str, Any]]:
    """Whatever somebody may do first that is not answered by the engine."""
    voice = {"voice": {**FILE, "duration": 3}}
    return {
        "unknown code": update_of("K7QM-2XPD", 21),
        "start with unknown code": update_of("/start K7QM2XPD", 22),
        "voice": update_of(None, 23, **voice),
        "button": press("m1.0", id=24),
        "website button": press(WEB_LINK, id=25),
        "website command": update_of("/website", 26),
        "too long": update_of("x" * 12_001, 27),
        "blank": update_of("  ", 28),
        "sticker": update_of(None, 29, dice={"value": 3, "emoji": "🎲"}),
    }


def test_computer_is_the_first_word_whatever_is_done_first(web: TestClient, store: Engine) -> None:
    for what, update in firsts().items():
        before = {row["id"] for row in rows(store, "out")}
        assert bring(web, update).status_code == 200
        answers = [row["text"] for row in rows(store, "out") if row["id"] not in before]
        assert answers and "computer" in answers[0], what


def test_computer_is_said_when_a_talk_comes_over_from_the_website(
    web: TestClient, store: Engine
) -> None:
    on_web = begin(store, "website")
    with writing(store) as connection:
        code = transfers.make(connection, on_web.id)
    bring(web, update_of(f"/start {code.text.replace('-', '')}", 31))
    [answer] = rows(store, "out")
    assert answer["text"] == TEXTS["channel.continued"] and "computer" in answer["text"]
    assert answer["conversation_id"] == on_web.id and answer["status"] == "queued"
    assert rows(store)[-1]["kind"] == "open"


def test_link_opens_the_bot_with_the_code() -> None:
    named = Settings(telegram_token=TOKEN, telegram_secret=SECRET, telegram_name="@groei_bot")
    assert setup.link(named, "K7QM-2XPD") == "https://t.me/groei_bot?start=K7QM2XPD"
    assert setup.link(Settings(telegram_token=TOKEN), "K7QM-2XPD") is None


def test_whatever_json_comes_it_never_breaks(
    web: TestClient, store: Engine, tmp_path: Path
) -> None:
    """Each field of an update replaced by each odd value."""
    odd: list[Any] = [None, True, -1, 0, 1.5, "", "x", [], {}, [1], {"a": 1}, 10**25]
    base = press("m1.0", **markup(1, "a"))
    base["message"] = update_of("hallo", **MEDIA[6][0])["message"]
    base["message_reaction"] = {}

    def spoilt(value: Any) -> Iterator[Any]:
        if isinstance(value, dict):
            for key in value:
                for inner in [*odd, *spoilt(value[key])]:
                    yield {**value, key: inner}
        elif isinstance(value, list) and value:
            for inner in spoilt(value[0]):
                yield [inner]

    rng = random.Random(3)
    for kind in ("message", "callback_query"):
        every = list(spoilt(base[kind]))
        for content in rng.sample(every, min(len(every), 250)):
            answer = bring(web, {"update_id": next(numbers), kind: content})
            assert answer.status_code in (200, 400), (kind, content, answer.text)
