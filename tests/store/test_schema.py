"""A process works with its own schema, and with no other."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.engine import Engine

from bot.conversations.inbox import ensure_conversation
from bot.store import (
    StoreUnavailable,
    WrongSchema,
    connect,
    database,
    migrate,
    readable,
    reading,
    schema,
    writing,
)
from bot.store.tables import conversations


def set_version(store: Engine, version: str) -> None:
    with writing(store, any_schema=True) as connection:
        connection.execute(text("update alembic_version set version_num = :v"), {"v": version})


def number(store: Engine) -> int:
    with reading(store, any_schema=True) as connection:
        return int(connection.execute(select(func.count()).select_from(conversations)).scalar_one())


def test_our_version_is_the_one_that_the_migrations_lead_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert schema.OURS == schema.newest() == ScriptDirectory.from_config(config).get_current_head()


@pytest.mark.parametrize(
    ("version", "way_on"), [("0001", "bot migrate"), ("9999", "nieuwe versie neer")]
)
def test_another_schema_is_not_written_to_and_it_goes_on_by_itself(
    any_store: Engine, version: str, way_on: str
) -> None:
    with writing(any_store) as connection:
        ensure_conversation(connection, "before", "website")
    set_version(any_store, version)
    with pytest.raises(WrongSchema, match=way_on), writing(any_store) as connection:
        ensure_conversation(connection, "meanwhile", "website")
    with pytest.raises(WrongSchema), writing(any_store, first=True) as connection:
        ensure_conversation(connection, "meanwhile", "website")
    assert number(any_store) == 1
    set_version(any_store, schema.OURS)
    with writing(any_store) as connection:
        ensure_conversation(connection, "after", "website")
    assert number(any_store) == 2


def test_readers_see_it_within_a_second(any_store: Engine) -> None:
    assert readable(any_store)
    set_version(any_store, "9999")
    time.sleep(database.LOOK_AT_SCHEMA_EVERY_S)
    with pytest.raises(WrongSchema, match="schema 9999"), reading(any_store):
        raise AssertionError("it was read")
    assert not readable(any_store)
    set_version(any_store, schema.OURS)
    assert readable(any_store)


def test_a_database_without_a_schema_says_what_to_do(any_store: Engine) -> None:
    with writing(any_store, any_schema=True) as connection:
        connection.execute(text("drop table alembic_version"))
    for wrong in (writing(any_store), reading(any_store)):
        with pytest.raises(WrongSchema, match="bot migrate"), wrong:
            raise AssertionError("it was used")


def test_a_database_that_is_away_is_told_apart(tmp_path: Path) -> None:
    store = connect(f"sqlite:///{tmp_path / 'away.sqlite'}")
    with pytest.raises(StoreUnavailable) as told, writing(store):
        raise AssertionError("it was used")
    assert not isinstance(told.value, WrongSchema)
    assert not readable(store)


def test_an_older_version_says_that_the_database_is_newer(any_store: Engine) -> None:
    set_version(any_store, "9999")
    with pytest.raises(WrongSchema, match=r"schema 9999 .* kent alleen"):
        migrate(any_store.url.render_as_string(hide_password=False))


def test_a_migration_waits_for_whoever_writes_and_they_for_it(any_store: Engine) -> None:
    """Else a transaction that began before it would write the old form after it."""
    url = any_store.url.render_as_string(hide_password=False)
    migrated = threading.Thread(target=migrate, args=(url,), daemon=True)
    with writing(any_store) as connection:
        ensure_conversation(connection, "old", "website")
        migrated.start()
        migrated.join(1.0)
        assert migrated.is_alive(), "it did not wait"
    migrated.join(20)
    assert not migrated.is_alive()

    migrating = connect(url, create=True)
    refused: list[str] = []

    def write() -> None:
        try:
            with writing(any_store) as connection:
                ensure_conversation(connection, "new", "website")
        except WrongSchema as problem:
            refused.append(str(problem))

    with migrating.connect() as plain:
        it = plain.execution_options(sqlite_begin="IMMEDIATE")
        schema.claim_for_migration(it)
        it.execute(text("update alembic_version set version_num = '9999'"))
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        writer.join(1.0)
        assert writer.is_alive() and not refused, "it did not wait"
        it.commit()
    writer.join(10)
    migrating.dispose()
    assert refused and "9999" in refused[0]
    assert number(any_store) == 1
