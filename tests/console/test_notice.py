"""The emergency notice: who may set it, where it is told, and when it stops."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot import moments
from bot.channels.words import words
from bot.conversations import arrivals, inbox, outbox
from bot.conversations.arrivals import Arrival
from bot.knowledge import load as load_knowledge
from bot.privacy import erasure
from bot.settings import Settings
from bot.store import audit, notices, reading, writing
from bot.store.work import Actor
from bot.store.work_tables import notices as table
from bot.store.work_tables import notices_told
from tests.console.conftest import Desk

Sign = Callable[[str], Desk]
WORDS = "Morgen is er niemand. Bel in nood de gemeente <b>Urk</b>."


def at(**later: float) -> str:
    return (datetime.now(moments.HERE) + timedelta(**later)).strftime("%Y-%m-%dT%H:%M")


def test_a_coordinator_sets_it_and_everybody_sees_it(desk: Sign, shop: Engine) -> None:
    chef = desk("chef")
    assert desk("sam").http.get("/api/notice").json() == {"text": ""}
    assert chef.post("/melding", tekst=WORDS, tot=at(hours=3)).status_code == 303
    for name in ("sam", "lies", "baas"):
        page = desk(name).get("").text
        assert "Morgen is er niemand. Bel in nood de gemeente &lt;b&gt;Urk" in page
    assert desk("sam").http.get("/api/notice").json() == {"text": f"Let op: {WORDS}"}
    assert (
        chef.post("/melding", tekst="Alles werkt weer gewoon.", tot=at(hours=1)).status_code == 303
    )
    assert "Alles werkt weer" in desk("sam").http.get("/api/notice").json()["text"]
    assert chef.post("/melding/stop").status_code == 303
    assert chef.post("/melding/stop").status_code == 409
    assert desk("sam").http.get("/api/notice").json() == {"text": ""}
    told = [(r["who"], r["action"]) for r in audit.newest(shop) if "notice" in r["action"]]
    assert told == [("Chef", "notice.end"), ("Chef", "notice.begin"), ("Chef", "notice.begin")]
    history = chef.get("/melding").text
    assert "(gestopt)" in history and "Morgen is er niemand" in history


def test_only_who_may_and_only_with_an_end(desk: Sign, shop: Engine) -> None:
    for name in ("sam", "lies"):
        assert desk(name).post("/melding", tekst=WORDS, tot=at(hours=1)).status_code == 403
        assert desk(name).post("/melding/stop").status_code == 403
        assert desk(name).get("/melding").status_code == 403
    baas = desk("baas")
    for text, until in (
        ("", at(hours=1)), ("kort", at(hours=1)), ("x" * 301, at(hours=1)), (WORDS, ""),
        (WORDS, "morgen"), (WORDS, at(hours=-1)), (WORDS, at(days=32)), (WORDS, "9999-99-99T99:99"),
    ):  # fmt: skip
        refused = baas.post("/melding", tekst=text, tot=until)
        assert refused.status_code == 422, (text, until)
    assert "Urk" in baas.post("/melding", tekst=WORDS, tot="").text, "what was typed is shown"
    plain = baas.http.post("/console/melding", data={"tekst": WORDS, "tot": at(hours=1)})
    assert plain.status_code == 403
    assert notices.active(shop) is None


def test_it_ends_by_time(shop: Engine) -> None:
    with writing(shop) as connection:
        notices.begin(connection, Actor(1, "Sam"), WORDS, time.time() + 60)
    assert notices.active(shop).text == WORDS
    with writing(shop) as connection:
        connection.execute(update(table).values(ends_at=time.time() - 1))
    assert notices.active(shop) is None


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
def test_once_in_each_talk_when_they_write(any_store: Engine, channel: Any) -> None:
    from bot.console import accounts

    accounts.add_broker(any_store, "a@b.nl", "Chef", "een lange zin als wachtwoord", "coordinator")
    said = words(load_knowledge().texts, Settings(database_url="sqlite://"))

    def hear(number: int, text: str, person: str = "NL.123") -> str:
        with writing(any_store) as connection:
            arrival = Arrival(channel, f"{person}-{number}", person, "text", text)
            assert arrivals.store(connection, arrival, said, 4000) == "stored"
        with reading(any_store) as connection:
            from bot.store.tables import channel_users

            everybody = connection.execute(select(channel_users)).all()
        return str(next(p.conversation_id for p in everybody if p.address == person))

    talk = hear(1, "hallo")
    assert [m["text"] for m in outbox.transcript(any_store, talk) if m["direction"] == "out"] == []
    with writing(any_store) as connection:
        broker = accounts.people(any_store)[0]["id"]
        notices.begin(connection, Actor(broker, "Chef"), WORDS, time.time() + 60)
    assert len(outbox.transcript(any_store, talk)) == 1, "nothing is sent to who does not write"
    for number in (2, 3):
        hear(number, "ik zoek personeel")
    other = hear(1, "hoi", "NL.456")
    for one in (talk, other):
        out = [m for m in outbox.transcript(any_store, one) if m["direction"] == "out"]
        assert [m["text"] for m in out] == [said["channel.computer"], f"Let op: {WORDS}"]
        assert {(m["author"], m["kind"]) for m in out} == {("system", "notice")}
    with writing(any_store) as connection:
        erasure.erase(connection, talk, 30)
    with reading(any_store) as connection:
        left = connection.execute(select(notices_told.c.conversation_id)).scalars().all()
    assert left == [other], "it goes with the talk"


def test_the_website_tells_it_above_the_talk_only(shop: Engine) -> None:
    talk = inbox.begin(shop, "website").id
    with writing(shop) as connection:
        notices.begin(connection, Actor(1, "Sam"), WORDS, time.time() + 60)
    inbox.receive(shop, talk, "text", "hallo", "1")
    assert not [m for m in outbox.transcript(shop, talk) if WORDS in m["text"]]
