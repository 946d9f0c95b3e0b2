"""What a platform brings is stored once, in the right conversation, whatever it is."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine

from bot.channels.words import words
from bot.conversations import arrivals, inbox, outbox, sending, transfers
from bot.conversations.arrivals import WEB_LINK, Arrival
from bot.conversations.outbox import Reply
from bot.knowledge import load
from bot.settings import Settings
from bot.store import reading, writing
from bot.store.tables import channel_users, conversations, messages
from bot.store.together import at_once

TEXTS = words(load().texts, Settings(public_url="https://groei.example"))


def bring(store: Engine, n: int, text: str, **other: Any) -> str:
    """Have message ``n`` of somebody on Telegram stored; its outcome."""
    given = {"kind": "text", "address": "7", "channel": "telegram", **other}
    return at_once(
        store,
        lambda connection: arrivals.store(
            connection, Arrival(external_id=f"u{n}", text=text, **given), TEXTS, 4000
        ),
    )


def conversation_of(store: Engine, address: str = "7") -> str:
    with reading(store) as connection:
        return str(
            connection.execute(
                select(channel_users.c.conversation_id).where(channel_users.c.address == address)
            ).scalar_one()
        )


def said(store: Engine, conversation_id: str, direction: str = "in") -> list[tuple[str, str, str]]:
    """Kind, text and status of the messages of a conversation."""
    return [
        (row["kind"], row["text"], row["status"])
        for row in outbox.transcript(store, conversation_id)
        if row["direction"] == direction
    ]


def offer(store: Engine, conversation_id: str, *titles: str) -> int:
    """Have the assistant ask something; the id of its message."""
    buttons = tuple({"title": t, "payload": f'/inform{{"choice":"{t}"}}'} for t in titles)
    outbox.say(store, conversation_id, Reply("Wat past het best?", buttons), "bot", "text")
    return int(outbox.transcript(store, conversation_id)[-1]["id"])


def test_first_message_begins_a_conversation_and_the_next_goes_on(any_store: Engine) -> None:
    assert bring(any_store, 1, "hallo") == "stored"
    assert bring(any_store, 2, "ik zoek personeel") == "stored"
    assert bring(any_store, 3, "hoi", address="8") == "stored"
    assert said(any_store, conversation_of(any_store)) == [
        ("text", "hallo", "received"),
        ("text", "ik zoek personeel", "received"),
    ]
    assert conversation_of(any_store, "8") != conversation_of(any_store)


def test_same_id_again_is_a_duplicate_even_in_another_conversation(any_store: Engine) -> None:
    bring(any_store, 1, "hallo")
    web = inbox.begin(any_store, "website")
    with writing(any_store) as connection:
        code = transfers.make(connection, web.id)
    bring(any_store, 2, code.text)
    assert bring(any_store, 1, "hallo") == "duplicate"


def test_twenty_at_the_same_moment_are_stored_once_each(any_store: Engine) -> None:
    outcomes: list[str] = []

    def both(n: int) -> None:
        for _ in range(2):
            outcomes.append(bring(any_store, n, f"bericht {n}"))

    threads = [threading.Thread(target=both, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["duplicate"] * 10 + ["stored"] * 10
    texts = [text for _, text, _ in said(any_store, conversation_of(any_store))]
    assert sorted(texts) == sorted(f"bericht {n}" for n in range(10))


def test_option_is_found_by_its_key_and_only_in_its_conversation(store: Engine) -> None:
    bring(store, 1, "hallo")
    bring(store, 2, "hallo", address="8")
    asked = offer(store, conversation_of(store), "Vooral tijd", "Vooral geld")
    bring(store, 3, outbox.key(asked, 1), kind="key")
    assert said(store, conversation_of(store))[-1] == (
        "choice", '/inform{"choice":"Vooral geld"}', "received",
    )  # fmt: skip
    # Somebody else's key leads nowhere, and says so.
    bring(store, 4, outbox.key(asked, 1), kind="key", address="8")
    assert said(store, conversation_of(store, "8"))[-1][2] == "answered"
    assert said(store, conversation_of(store, "8"), "out")[-1][1] == TEXTS["channel.old_option"]


@pytest.mark.parametrize(
    "key", ["", "m", "m1.999", "m99999999999999999999.1", "x1.1", "m1.-1", "é"]
)
def test_odd_keys_are_answered_kindly(store: Engine, key: str) -> None:
    assert bring(store, 1, key, kind="key") == "stored"
    assert said(store, conversation_of(store), "out")[-1][1] == TEXTS["channel.old_option"]


def test_letter_is_an_option_and_a_number_only_where_numbers_were_shown(store: Engine) -> None:
    bring(store, 1, "hallo")
    offer(store, conversation_of(store), "Alleen ik", "2 tot 9", "10 of meer")
    bring(store, 2, "b")
    bring(store, 3, "3")  # three people, not the third option
    offer(store, conversation_of(store), *(f"Gemeente {n}" for n in range(1, 13)))
    bring(store, 4, "12")
    bring(store, 5, "13")
    kinds = [(kind, text) for kind, text, _ in said(store, conversation_of(store))][1:]
    assert kinds == [
        ("choice", '/inform{"choice":"2 tot 9"}'),
        ("text", "3"),
        ("choice", '/inform{"choice":"Gemeente 12"}'),
        ("text", "13"),
    ]


def test_command_becomes_an_intent_and_typed_commands_stay_words(store: Engine) -> None:
    bring(store, 1, "ask_privacy", kind="intent", title="/privacy")
    bring(store, 2, "/erase_data")
    assert said(store, conversation_of(store)) == [
        ("choice", "/ask_privacy", "received"),
        ("text", "/erase_data", "received"),
    ]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("voice", "[spraakbericht]"),
        ("photo", "[foto]"),
        ("document", "[bestand]"),
        ("iets onbekends", "[bijlage]"),
    ],
)
def test_media_stands_in_the_transcript_and_is_answered(
    store: Engine, kind: str, shown: str
) -> None:
    bring(store, 1, kind, kind="media")
    assert said(store, conversation_of(store)) == [("text", shown, "answered")]
    [(_, computer, _), (_, answer, status)] = said(store, conversation_of(store), "out")
    assert "computer" in computer, "before anything else"
    assert status == "queued" and "?" in answer, "says what can be done instead"


def test_too_long_is_kept_as_far_as_it_goes_and_told(store: Engine) -> None:
    bring(store, 1, "a" * 5000)
    assert said(store, conversation_of(store)) == [("text", "a" * 4000, "answered")]
    assert said(store, conversation_of(store), "out")[-1][1] == TEXTS["input.too_long"]


def test_a_burst_is_stopped_once_told_and_over_after_a_minute(store: Engine) -> None:
    outcomes = [bring(store, n, f"bericht {n}") for n in range(30)]
    assert outcomes == ["stored"] * 20 + ["limited"] * 10
    told = said(store, conversation_of(store), "out")
    assert [text for _, text, _ in told] == [TEXTS["channel.computer"], TEXTS["channel.too_many"]]
    assert bring(store, 100, "ik ook", address="8") == "stored", "others are not stopped"
    with writing(store) as connection:
        connection.execute(update(channel_users).values(window_started_at=time.time() - 61))
    assert bring(store, 101, "nu weer") == "stored"


@pytest.mark.parametrize("days", [-20_000, -15, 2])
def test_ancient_and_future_messages_are_refused(store: Engine, days: int) -> None:
    sent_at = time.time() + days * 86400
    assert bring(store, 1, "hallo", sent_at=sent_at) == "refused"
    with reading(store) as connection:
        assert connection.execute(select(func.count()).select_from(messages)).scalar() == 0


def test_a_message_that_was_held_up_for_days_is_taken(store: Engine) -> None:
    assert bring(store, 1, "hallo", sent_at=time.time() - 6 * 86400) == "stored"


def test_zero_bytes_and_odd_names_do_no_harm(any_store: Engine) -> None:
    address = "a'b;--\u202e" + "é" * 50
    assert bring(any_store, 1, "hal\x00lo", address=address) == "stored"
    assert said(any_store, conversation_of(any_store, address))[0][1] == "hallo"


def test_same_person_under_a_second_name_goes_on(store: Engine) -> None:
    bring(store, 1, "hallo", channel="whatsapp", address="31612345678")
    bring(store, 2, "daar", channel="whatsapp", address="NL.abc", alias="31612345678")
    bring(store, 3, "weer", channel="whatsapp", address="NL.abc")
    assert len(said(store, conversation_of(store, "NL.abc"))) == 3


def test_code_brings_the_conversation_along_and_works_once(any_store: Engine) -> None:
    web = inbox.begin(any_store, "website")
    with writing(any_store) as connection:
        code = transfers.make(connection, web.id)
    bring(any_store, 1, f" {code.text.lower().replace('-', '')} ")
    assert conversation_of(any_store) == web.id
    # Nobody said on this channel yet that a computer is talking: that comes before all else.
    assert said(any_store, web.id, "out")[-1][1:] == (TEXTS["channel.continued"], "queued")
    assert "computer" in TEXTS["channel.continued"]
    assert said(any_store, web.id)[-1][0] == "open"
    bring(any_store, 2, code.text, address="8")
    assert conversation_of(any_store, "8") != web.id
    assert (
        said(any_store, conversation_of(any_store, "8"), "out")[-1][1]
        == (TEXTS["channel.code_unknown"])
    )


def test_expired_code_is_told_and_takes_nobody_along(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = inbox.begin(store, "website")
    monkeypatch.setattr(transfers, "LIVES_S", -1.0)
    with writing(store) as connection:
        code = transfers.make(connection, web.id)
    bring(store, 1, code.text)
    assert conversation_of(store) != web.id


def test_who_had_the_conversation_before_does_not_get_the_others(store: Engine) -> None:
    web = inbox.begin(store, "website")
    for n, address in enumerate(("7", "8")):
        with writing(store) as connection:
            code = transfers.make(connection, web.id)
        bring(store, 10 * n + 1, "mijn geheim", address=address)
        bring(store, 10 * n + 2, code.text, address=address)
    assert conversation_of(store, "8") == web.id
    bring(store, 30, "hallo?", address="7")
    assert said(store, conversation_of(store, "7")) == [("text", "hallo?", "received")]


@pytest.mark.parametrize("text", ["12345678", "1234-5678", "06123456", "groeiers"])
def test_numbers_and_words_are_not_taken_for_codes(store: Engine, text: str) -> None:
    bring(store, 1, text)
    assert said(store, conversation_of(store)) == [("text", text, "received")]


@pytest.mark.parametrize(("kind", "text"), [("text", "Verder op de website."), ("key", WEB_LINK)])
def test_a_link_to_the_website_opens_the_talk_once(store: Engine, kind: str, text: str) -> None:
    bring(store, 1, "hallo")
    bring(store, 2, text, kind=kind)
    told = said(store, conversation_of(store), "out")[-1][1]
    link = next(word for word in told.split() if word.startswith("https://groei.example/verder/"))
    conversation_id, key = transfers.to_browser(store, link.rsplit("/", 1)[1])
    assert conversation_id == conversation_of(store)
    inbox.authorise(store, conversation_id, key)
    with pytest.raises(transfers.UnknownCode):
        transfers.to_browser(store, link.rsplit("/", 1)[1])


def test_answers_go_where_the_last_message_came_from(store: Engine) -> None:
    bring(store, 1, "hallo")
    talk = conversation_of(store)
    outbox.say(store, talk, Reply("Hoi"), "bot", "text")
    assert said(store, talk, "out")[-1][2] == "queued"
    inbox.receive(store, talk, "text", "nu hier", "w1", channel="website")
    assert said(store, talk, "out")[-1][2] == "ready", "it is read on the website"
    outbox.say(store, talk, Reply("Dag"), "bot", "text")
    assert said(store, talk, "out")[-1][2] == "ready"
    bring(store, 2, "en nu weer daar")
    outbox.say(store, talk, Reply("Prima"), "bot", "text")
    assert said(store, talk, "out")[-1][2] == "queued"
    with reading(store) as connection:
        assert connection.execute(select(conversations.c.channel)).scalars().all() == ["telegram"]


def test_old_receipts_are_forgotten_and_young_ones_kept(store: Engine) -> None:
    bring(store, 1, "hallo")
    with writing(store) as connection:
        connection.execute(update(arrivals.channel_receipts).values(at=time.time() - 31 * 86400))
    bring(store, 2, "hallo")
    assert arrivals.forget_old_receipts(store) == 1
    assert bring(store, 2, "hallo") == "duplicate"
    assert sending.newest_message(store) == 2
