"""Growth questions that bot and brokers both change; claims; search; the audit log."""

from __future__ import annotations

import threading
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.conversations import inbox
from bot.growth_question.record import validate
from bot.store import (
    StoreUnavailable,
    audit,
    deliveries,
    growth_questions,
    now,
    reading,
    work,
    work_list,
    writing,
)
from bot.store.tables import brokers, conversations, messages
from bot.store.tables import growth_questions as stored_questions
from bot.store.work import Actor
from bot.store.work_list import Filter
from bot.store.work_tables import audit_log
from tests.store.records import record


@pytest.fixture()
def people(any_store: Engine) -> list[Actor]:
    made = []
    with writing(any_store) as connection:
        for name in ("Sam", "Noor"):
            row = {"email": f"{name}@x.nl", "name": name, "password_hash": "", "created_at": now()}
            key = connection.execute(insert(brokers).values(row)).inserted_primary_key[0]
            made.append(Actor(key, name))
    return made


def put(store: Engine, told: dict[str, Any]) -> dict[str, Any] | None:
    with writing(store) as connection:
        return growth_questions.put_record(connection, told, "entrepreneur")


def edit_field(store: Engine, actor: Actor, record_id: str, name: str, value: Any) -> None:
    def change(record: dict[str, Any]) -> None:
        record["fields"][name] = {"value": value, "source": "broker", "confirmed": False}

    with writing(store) as connection:
        work.edit(connection, record_id, actor, name, change)


def test_the_bot_never_undoes_what_a_broker_wrote(any_store: Engine, people: list[Actor]) -> None:
    first = record("GV-2026-AAAAAA")
    put(any_store, first)
    edit_field(any_store, people[0], first["id"], "employees", 12)
    rewritten = "Hoe kan ik iets heel anders doen, zodat het lukt, binnen een jaar?"

    def rewrite(stored: dict[str, Any]) -> None:
        stored["question"] = rewritten
        stored["status"] = "in_progress"

    with writing(any_store) as connection:
        work.edit(connection, first["id"], people[0], "question", rewrite, holds=["question"])

    second = deepcopy(first)
    second["version"] = 2
    second["fields"]["employees"] = {"value": 3, "source": "said", "confirmed": True}
    second["fields"]["municipality"] = {"value": "lelystad", "source": "said", "confirmed": True}
    stored = put(any_store, second)
    assert stored is not None and stored["version"] == 4
    validate(stored)
    assert stored["fields"]["employees"]["value"] == 12
    assert stored["fields"]["municipality"]["value"] == "lelystad", "what is new does come in"
    assert (stored["question"], stored["status"]) == (rewritten, "in_progress")
    assert put(any_store, second) is None, "the same turn again"

    history = growth_questions.history(any_store, first["id"])
    assert [v["author"] for v in history] == [
        "entrepreneur", f"broker:{people[0].id}", f"broker:{people[0].id}", "entrepreneur",
    ]  # fmt: skip
    taken_back = {**deepcopy(second), "version": 3, "status": "withdrawn", "contact": None}
    gone = put(any_store, taken_back)
    assert gone is not None and gone["status"] == "withdrawn"


def test_an_edit_of_what_changed_meanwhile_is_refused(
    any_store: Engine, people: list[Actor]
) -> None:
    put(any_store, record("GV-2026-AAAAAA"))
    edit_field(any_store, people[0], "GV-2026-AAAAAA", "employees", 12)
    with writing(any_store) as connection, pytest.raises(growth_questions.Outdated):
        work.edit(connection, "GV-2026-AAAAAA", people[1], "x", lambda r: None, version=1)
    with writing(any_store) as connection, pytest.raises(growth_questions.NoSuchRecord):
        work.edit(connection, "GV-2026-BBBBBB", people[1], "x", lambda r: None)


def test_two_hundred_claim_and_one_gets_it(any_store: Engine) -> None:
    put(any_store, record("GV-2026-AAAAAA"))
    with writing(any_store) as connection:
        rows = [
            {"email": f"b{i}@x.nl", "name": f"Broker {i}", "password_hash": "", "created_at": now()}
            for i in range(200)
        ]
        connection.execute(insert(brokers), rows)
    ids = work.names(any_store)
    won: list[int] = []
    told: list[str] = []
    problems: list[BaseException] = []
    start = threading.Barrier(50)

    def compete(mine: list[int]) -> None:
        start.wait()
        for one in mine:
            try:
                work.do(any_store, lambda c, one=one: work.claim(
                    c, "GV-2026-AAAAAA", Actor(one, ids[one])))  # fmt: skip
                won.append(one)
            except work.Taken as taken:
                told.append(taken.owner)
            except BaseException as problem:
                problems.append(problem)

    every = list(ids)
    threads = [threading.Thread(target=compete, args=(every[i::50],)) for i in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(won) == 1 and told == [ids[won[0]]] * 199
    item = work.item(any_store, "GV-2026-AAAAAA")
    assert item is not None and item["owner_id"] == won[0]
    claims = [row for row in audit.newest(any_store, 500) if row["action"] == "record.claim"]
    assert [row["broker_id"] for row in claims] == won


def test_tabs_filters_and_order(any_store: Engine, people: list[Actor]) -> None:
    sam, noor = people
    put(any_store, record("GV-2026-AAAAAA", municipality="urk", need="lead_delegeren"))
    put(any_store, record("GV-2026-BBBBBB", municipality="almere", need="fin_kapitaal"))
    put(any_store, record("GV-2026-CCCCCC", route="human_now", probability=0.3))
    put(any_store, record("GV-2026-DDDDDD", route="safety_net"))
    put(any_store, record("GV-2026-EEEEEE"))

    def shown(me: Actor = sam, **wanted: Any) -> list[str]:
        return [r["record_id"][-1] for r in
                work_list.rows(any_store, me.id, Filter(**wanted), 50, 0)]  # fmt: skip

    assert shown(tab="new") == ["D", "C", "E", "B", "A"], "in trouble first, then newest"
    with writing(any_store) as connection:
        work.claim(connection, "GV-2026-AAAAAA", sam)
        work.claim(connection, "GV-2026-BBBBBB", noor)
        work.promise(connection, "GV-2026-AAAAAA", sam, date(2026, 12, 1), "bellen")
        work.set_tags(connection, "GV-2026-EEEEEE", sam, ["gazelle"])
        work.add_note(connection, "GV-2026-EEEEEE", sam, "kende ik van de beurs in Dronten")
        deliveries.want(connection, "GV-2026-BBBBBB", 1, ["demo"])
    assert shown(tab="new") == ["D", "C", "E"]
    assert shown(tab="mine") == ["A"] and shown(noor, tab="mine") == ["B"]
    assert shown(tab="promised") == ["A"] and shown(noor, tab="promised") == []
    assert shown(tab="promised", owner=sam.id) == ["A"]
    assert sorted(shown()) == ["A", "B", "C", "D", "E"]
    assert shown(municipality="almere") == ["B"] and shown(needs=("fin_kapitaal",)) == ["B"]
    assert shown(owner=noor.id) == ["B"] and sorted(shown(owner="none")) == ["C", "D", "E"]
    assert shown(crm="waiting") == ["B"] and "B" not in shown(crm="none")
    assert shown(certainty="low") == ["C"] and "C" not in shown(certainty="high")
    assert shown(tag="gazelle") == ["E"]
    today = now().astimezone(work_list.HERE).date()
    assert len(shown(since=today, until=today)) == 5
    assert shown(until=today - timedelta(days=1)) == []
    assert shown(words="beurs dront") == ["E"], "notes, and words by their beginning"
    assert shown(words="beurs nergens") == []
    counted = work_list.counts(any_store, sam.id)
    assert counted == {"new": 3, "mine": 1, "waiting": 0, "promised": 1}


def test_search_finds_what_was_typed_and_forgets_what_is_removed(
    any_store: Engine, people: list[Actor]
) -> None:
    talk = inbox.begin(any_store, "website")
    inbox.receive(any_store, talk.id, "text", "we hebben een Kippenschuur in Biddinghuizen", "1")
    put(any_store, {**record("GV-2026-AAAAAA"), "conversation_id": talk.id})
    put(any_store, record("GV-2026-BBBBBB"))

    def shown(words: str) -> list[tuple[str, bool]]:
        found = work_list.rows(any_store, people[0].id, Filter(words=words), 50, 0)
        return [(r["record_id"], r["hit"] is not None) for r in found]

    assert shown("kippensch BIDD") == [("GV-2026-AAAAAA", True)]
    assert shown("GV-2026-BBBBBB") == [("GV-2026-BBBBBB", False)]
    for hostile in ('"', "' or 1=1 --", "kip* OR (", "& | ! <->", "NEAR(", "a:b", "\x00", "%", "☃"):
        shown(hostile)
    with writing(any_store) as connection:
        connection.execute(
            update(messages).where(messages.c.external_id == "1").values(text="gemaskeerd")
        )
    assert shown("kippenschuur") == [] and len(shown("gemaskeerd")) == 1
    with writing(any_store) as connection:
        connection.execute(delete(messages).where(messages.c.external_id == "1"))
        connection.execute(delete(stored_questions.metadata.tables["growth_question_versions"]))
        connection.execute(delete(stored_questions))
    assert shown("gemaskeerd") == [] and shown("lukt") == []


def test_a_word_that_stands_everywhere_is_found_in_the_order_of_the_list(
    any_store: Engine, people: list[Actor]
) -> None:
    names = "ABCDEFGHJKLMNP"
    for at, name in enumerate(names):
        talk = inbox.begin(any_store, "website").id
        words = "wij zoeken personeel" if name != "C" else "wij zoeken stroom"
        inbox.receive(any_store, talk, "text", words, "1")
        place = "urk" if at % 2 else "almere"
        put(any_store, {**record(f"GV-2026-AAAAA{name}", place), "conversation_id": talk})

    def shown(limit: int = 50, offset: int = 0, **wanted: Any) -> str:
        found = work_list.rows(any_store, people[0].id, Filter(**wanted), limit, offset)
        assert all(row["hit"] is not None for row in found)
        return "".join(row["record_id"][-1] for row in found)

    newest_first = names[::-1]
    assert shown(words="zoeken") == newest_first
    assert shown(words="personeel") == newest_first.replace("C", "")
    assert shown(words="zoeken stroom") == "C"
    assert shown(words="personeel", limit=5, offset=5) == newest_first.replace("C", "")[5:10]
    assert shown(words="personeel", municipality="urk") == newest_first[::2]
    assert shown(words="personeel", tab="mine") == ""


def test_waiting_for_me(any_store: Engine, people: list[Actor]) -> None:
    talk = inbox.begin(any_store, "website")
    put(any_store, {**record("GV-2026-AAAAAA"), "conversation_id": talk.id})
    before = work_list.newest_change(any_store)
    with writing(any_store) as connection:
        connection.execute(
            update(conversations).values(owner="broker", broker_id=people[0].id, waiting_since=1.0)
        )
    assert work_list.newest_change(any_store) != before
    waits = work_list.rows(any_store, people[0].id, Filter("waiting"), 9, 0)
    assert [row["record_id"] for row in waits] == ["GV-2026-AAAAAA"]
    assert work_list.rows(any_store, people[1].id, Filter("waiting"), 9, 0) == []


@pytest.mark.parametrize("change", [update(audit_log).values(who="iemand"), delete(audit_log)])
def test_the_audit_log_only_grows(any_store: Engine, people: list[Actor], change: Any) -> None:
    with writing(any_store) as connection:
        audit.note(connection, people[0].id, "Sam", "test", "x")
    with pytest.raises((StoreUnavailable, DBAPIError)), writing(any_store) as connection:
        connection.execute(change)
    assert [row["who"] for row in audit.newest(any_store)] == ["Sam"]


def test_growth_questions_from_before_become_work(any_store: Engine) -> None:
    """Migration 0004 on a database with a growth question in it."""
    from alembic import command
    from alembic.config import Config

    from bot.store.database import MIGRATIONS

    put(any_store, record("GV-2026-AAAAAA", route="human_now"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = any_store.url.render_as_string(hide_password=False)
    command.downgrade(config, "0003")
    with reading(any_store, any_schema=True) as connection, pytest.raises(DBAPIError):
        connection.execute(text("select * from work_items"))
    command.upgrade(config, "head")
    rows = work_list.rows(any_store, 1, Filter(words="lukt"), 9, 0)
    assert [(r["record_id"], r["urgent"], r["bot_version"]) for r in rows] == [
        ("GV-2026-AAAAAA", 1, 1)
    ]
