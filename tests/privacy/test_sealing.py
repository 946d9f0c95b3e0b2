"""Where somebody can be reached stands in one table, sealed; nowhere else."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.engine import Connection, Engine

from bot.console import accounts
from bot.conversations import inbox
from bot.handoff import targets
from bot.knowledge import Knowledge
from bot.privacy import contacts
from bot.privacy.covering import cover_of
from bot.store import connect, growth_questions, migrate, now, reading, sealed, writing
from bot.store.tables import brokers, channel_users
from bot.store.work import Actor
from tests.talk import Talk

DETAILS = {"name": "Sam de Vries", "phone": "0612345678", "email": "sam@voorbeeld.nl"}


def everything_in(store: Engine) -> str:
    """All rows of all tables as the database holds them."""
    found = []
    with reading(store) as connection:
        tables = sealed_free_names(store)
        for table in tables:
            found += [str(tuple(row)) for row in connection.execute(text(f"select * from {table}"))]
    return "\n".join(found)


def sealed_free_names(store: Engine) -> list[str]:
    from bot.store.tables import metadata

    return [table.name for table in metadata.sorted_tables]


def test_who_leaves_a_number_is_nowhere_in_plain_and_reaches_the_broker(
    talk: Talk, knowledge: Knowledge
) -> None:
    store = talk.agent.store
    talk.say("hoi, ik ben Fenna en ik kom om in het werk, mail me op fenna.zwart@voorbeeld.nl")
    talk.say("ik wil een mens spreken")
    talk.say("Fenna Zwartveld, 06 19 28 37 46")
    record = talk.record
    assert record is not None, "the tracker of who talks has it all"
    assert record["contact"]["phone"] == "0619283746"
    assert record["contact"]["name"] == "Fenna Zwartveld"

    kept = everything_in(store)
    for detail in ("Zwartveld", "0619283746", "06 19 28 37 46", "fenna.zwart", "Fenna"):
        assert detail not in kept
    assert "[naam], [telefoonnummer]" in kept

    stored = growth_questions.find(store, record["id"])
    assert stored is not None
    assert stored["contact"] == {"preferred_channel": "phone"}
    handoff = targets.current_handoff(store, knowledge, "", record["id"])
    assert handoff is not None and handoff.person is not None
    assert handoff.person.phone == "0619283746" and handoff.person.name == "Fenna Zwartveld"
    assert "0619283746" in handoff.brief

    # It goes on: what is known is still known, and can be changed.
    talk.say("was fout, mijn nummer is 06 87 65 43 21")
    changed = targets.current_handoff(store, knowledge, "", record["id"])
    assert changed is not None and changed.person is not None
    assert (changed.person.name, changed.person.phone) == ("Fenna Zwartveld", "0687654321")
    assert "0687654321" not in everything_in(store)


def test_details_are_sealed_and_found_again(any_store: Engine) -> None:
    with writing(any_store) as connection:
        contacts.put(connection, "GV-2026-AAAAAAAA", "c1", DETAILS)
        raw = connection.execute(text("select details from contacts")).scalar_one()
        assert not any(value in raw for value in DETAILS.values())
        assert contacts.find(connection, "GV-2026-AAAAAAAA") == DETAILS
        contacts.put(connection, "GV-2026-AAAAAAAA", "c1", {})
        assert contacts.find(connection, "GV-2026-AAAAAAAA") == {}


def test_an_address_on_a_platform_is_sealed_and_found_by_equality(any_store: Engine) -> None:
    conversation = inbox.begin(any_store, "whatsapp").id
    row = {
        "channel": "whatsapp",
        "address": "31612345678",
        "conversation_id": conversation,
        "last_in_at": 0.0,
        "created_at": now(),
    }
    with writing(any_store) as connection:
        connection.execute(insert(channel_users).values(**row))
        raw = connection.execute(text("select address from channel_users")).scalar_one()
        assert "31612345678" not in raw
        found = connection.execute(
            select(channel_users.c.address).where(channel_users.c.address == "31612345678")
        ).scalar_one()
        assert found == "31612345678"
        others = select(channel_users.c.id).where(channel_users.c.address.in_(["31612345679"]))
        assert connection.execute(others).first() is None


@pytest.fixture()
def own_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sealed.Ring:
    ring = sealed.Ring([], tmp_path / "data.keys")
    monkeypatch.setattr(sealed, "ring", lambda: ring)
    monkeypatch.setattr(contacts, "ring", lambda: ring)
    return ring


def test_the_key_is_changed_while_others_read(
    any_store: Engine, own_ring: sealed.Ring, tmp_path: Path
) -> None:
    assert os.stat(tmp_path / "data.keys").st_mode & 0o777 == 0o600
    other_process = sealed.Ring([], tmp_path / "data.keys")
    before = own_ring.keys()
    with writing(any_store) as connection:
        for number in range(5):
            contacts.put(connection, f"c{number}", f"c{number}", DETAILS)
        raw = connection.execute(text("select details from contacts")).scalars().all()
    assert contacts.rotate(any_store) == 5
    assert len(own_ring.keys()) == 1 and own_ring.keys() != before
    assert os.stat(tmp_path / "data.keys").st_mode & 0o777 == 0o600
    with reading(any_store) as connection:
        assert contacts.find(connection, "c3") == DETAILS
        now_raw = connection.execute(text("select details from contacts")).scalars().all()
    assert not set(raw) & set(now_raw)
    assert json.loads(other_process.open(now_raw[0])) == DETAILS
    with pytest.raises(sealed.KeyProblem):
        sealed.Ring(before, tmp_path / "none").open(now_raw[0])


def test_what_was_sealed_just_before_and_is_stored_just_after_keeps_its_key(
    empty_postgres: str, own_ring: sealed.Ring
) -> None:
    """A row of a transaction that was open while the key changed. (SQLite has one writer.)"""
    migrate(empty_postgres)
    store = connect(empty_postgres)
    sealed_it, may_store = threading.Event(), threading.Event()

    def somebody_writes() -> None:
        with writing(store) as connection:
            contacts.put(connection, "late", "late", DETAILS)
            sealed_it.set()
            assert may_store.wait(10)

    writer = threading.Thread(target=somebody_writes)
    writer.start()
    assert sealed_it.wait(10)
    changing = threading.Thread(target=contacts.rotate, args=(store,))
    changing.start()
    time.sleep(1.0)
    assert changing.is_alive(), "it waits for who has not stored yet"
    may_store.set()
    for thread in (writer, changing):
        thread.join(20)
        assert not thread.is_alive()
    assert len(own_ring.keys()) == 1
    with reading(store) as connection:
        assert contacts.find(connection, "late") == DETAILS
        raw = connection.execute(text("select details from contacts")).scalar_one()
    assert own_ring.is_current(raw)
    store.dispose()


def test_who_goes_on_with_an_older_key_keeps_that_key(
    any_store: Engine, own_ring: sealed.Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process seals with what it read before: the key stays until it stops."""
    monkeypatch.setattr(contacts, "PAUSE_S", 0)
    old = sealed.Ring(own_ring.keys(), Path("none"))
    resealed = contacts.reseal

    def and_one_more(connection: Connection) -> int:
        number = resealed(connection)
        connection.execute(
            text("update contacts set details = :raw"), {"raw": old.seal(json.dumps(DETAILS))}
        )
        return number

    with writing(any_store) as connection:
        contacts.put(connection, "c", "c", DETAILS)
    monkeypatch.setattr(contacts, "reseal", and_one_more)
    with pytest.raises(sealed.KeyProblem, match="oude sleutel"):
        contacts.rotate(any_store)
    assert len(own_ring.keys()) == 2
    with reading(any_store) as connection:
        assert contacts.find(connection, "c") == DETAILS


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_the_secret_of_a_second_factor_is_sealed_and_follows_the_key(
    any_store: Engine, own_ring: sealed.Ring
) -> None:
    email = "b@voorbeeld.nl"
    with writing(any_store) as connection:
        me = connection.execute(
            insert(brokers).values(email=email, name="B", password_hash="x", created_at=now())
        ).inserted_primary_key[0]
    actor = Actor(me, "B")
    assert accounts.set_secret(any_store, actor, SECRET, pyotp.TOTP(SECRET).now())
    assert SECRET not in everything_in(any_store)
    assert contacts.rotate(any_store) == 1
    with reading(any_store) as connection:
        raw = connection.execute(text("select totp_secret from brokers")).scalar_one()
        kept = connection.execute(select(brokers.c.totp_secret)).scalar_one()
    assert own_ring.is_current(raw) and kept == SECRET


@pytest.mark.parametrize("of", ["sqlite", "postgresql"])
def test_secrets_of_an_older_database_are_sealed_and_come_back(
    of: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from alembic import command
    from alembic.config import Config

    from bot.store.database import MIGRATIONS, migrate

    if of == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    else:
        url = request.getfixturevalue("empty_postgres")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "0006")
    store = connect(url)
    with writing(store, any_schema=True) as connection:
        for number, secret in enumerate((SECRET, None)):
            connection.execute(
                text(
                    "insert into brokers (email, name, password_hash, created_at, totp_secret)"
                    " values (:email, 'B', 'x', :at, :secret)"
                ),
                {"email": f"{number}@voorbeeld.nl", "at": now().isoformat(), "secret": secret},
            )
    migrate(url)
    assert SECRET not in everything_in(store)
    kept = select(brokers.c.totp_secret).order_by(brokers.c.id)
    with reading(store) as connection:
        assert connection.execute(kept).scalars().all() == [SECRET, None]
    command.downgrade(config, "0006")
    with reading(store, any_schema=True) as connection:
        plain = text("select totp_secret from brokers order by id")
        assert connection.execute(plain).scalars().all() == [SECRET, None]
    store.dispose()


def test_a_wrong_key_is_said_and_not_guessed_around(tmp_path: Path) -> None:
    one, two = (sealed.Ring([], tmp_path / name) for name in ("one", "two"))
    with pytest.raises(sealed.KeyProblem, match="BOT_DATA_KEYS"):
        two.open(one.seal("x"))
    with pytest.raises(sealed.KeyProblem, match="base64"):
        sealed.Ring(["no key"], tmp_path / "three")


def test_an_older_database_is_sealed_by_its_migration(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    from bot.store.database import MIGRATIONS, migrate

    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "0003")
    store = connect(url)
    record = {
        "id": "GV-2026-AAAAAAAA",
        "contact": {**DETAILS, "preferred_channel": "phone"},
        "fields": {},
        "route": "broker",
        "channel": "whatsapp",
        "needs": [{"id": "n", "probability": 0.5}],
        "presenting_problem": {"value": "druk"},
    }
    at = now().isoformat()
    with writing(store, any_schema=True) as connection:
        connection.execute(
            text(
                "insert into conversations (id, channel, owner, created_at, updated_at)"
                " values ('c1', 'whatsapp', 'bot', :at, :at)"
            ),
            {"at": at},
        )
        connection.execute(
            text(
                "insert into channel_users (channel, address, alias, conversation_id, last_in_at,"
                " created_at) values ('whatsapp', 'NL.1', '31612345678', 'c1', 0, :at)"
            ),
            {"at": at},
        )
        connection.execute(
            text(
                "insert into growth_questions (id, conversation_id, version, status, record,"
                " question, need, created_at, updated_at) values ('GV-2026-AAAAAAAA', 'c1', 1,"
                " 'draft', :record, 'q', 'n', '2026-11-01 10:00:00.000000',"
                " '2026-11-01 10:00:00.000000')"
            ),
            {"record": json.dumps(record)},
        )
    migrate(url)
    kept = everything_in(store)
    assert "0612345678" not in kept and "31612345678" not in kept and "de Vries" not in kept
    with reading(store) as connection:
        known = connection.execute(select(channel_users.c.alias)).scalar_one()
    assert known == "31612345678"
    found = growth_questions.find(store, "GV-2026-AAAAAAAA")
    assert found is not None
    assert contacts.filled_in(store, found)["contact"] == record["contact"]
    store.dispose()


@pytest.mark.parametrize(
    ("said", "covered"),
    [
        ("Sam de Vries, 06 12 34 56 78", "[naam], [telefoonnummer]"),
        ("bel sam de vries op +31 6 1234 5678", "bel [naam] op [telefoonnummer]"),
        ("Sam hier, sam@voorbeeld.nl", "[naam] hier, [mailadres]"),
        ("we doen 06 12 klanten, 12500000 euro", "we doen 06 12 klanten, 12500000 euro"),
        ("samen met Samuel van de Vriesche hoek", "samen met Samuel van de Vriesche hoek"),
    ],
)
def test_what_is_covered(said: str, covered: str) -> None:
    assert cover_of(DETAILS, [said]).text(said) == covered


def test_a_name_of_one_word_leaves_values_and_keys_alone() -> None:
    cover = cover_of({"name": "Urk"}, [])
    data = {"event": "user", "value": "urk", "quote": "Urk", "list": ["ik ben Urk", "urk"]}
    assert cover.inside(data) == {
        "event": "user", "value": "urk", "quote": "[naam]", "list": ["ik ben [naam]", "urk"],
    }  # fmt: skip
