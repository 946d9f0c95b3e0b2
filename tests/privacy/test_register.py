"""Nothing is stored without a purpose, a basis, a retention and readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields

import pytest
import yaml
from sqlalchemy import Column, MetaData, String, inspect
from sqlalchemy.engine import Engine

from bot import cli
from bot.dialogue.recording import RECORD_FIELDS
from bot.dialogue.state import IntakeState
from bot.growth_question.record import SCHEMA
from bot.paths import ROOT
from bot.privacy import register
from bot.privacy.periods import periods
from bot.privacy.register.model import NONE
from bot.settings import Settings
from bot.store import work_tables  # noqa: F401  # its tables belong to the metadata
from bot.store.sealed import Sealed, SealedName
from bot.store.tables import metadata

NOT_OURS = {"alembic_version", "sqlite_sequence"}
"""Kept by Alembic and SQLite themselves: a version, and the last number of each table."""


SEARCH_INDEX = ("message_words", "record_words")
"""SQLite's own tables under the search; the register names them among the files."""


def columns_of(tables: MetaData) -> Mapping[str, list[str]]:
    return {name: [c.name for c in table.columns] for name, table in tables.tables.items()}


def test_every_column_of_every_table_is_in_the_register() -> None:
    assert register.missing(columns_of(metadata)) == []


def test_so_is_every_column_that_the_migrations_make(any_store: Engine) -> None:
    found = inspect(any_store)
    made = {
        table: [column["name"] for column in found.get_columns(table)]
        for table in found.get_table_names()
        if table not in NOT_OURS and not table.startswith(SEARCH_INDEX)
    }
    assert set(made) == set(metadata.tables)
    assert register.missing(made) == []


def test_a_column_without_a_purpose_fails() -> None:
    copy = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(copy)
    copy.tables["messages"].append_column(Column("mood", String(10)))
    assert register.missing(columns_of(copy)) == ["messages.mood: niet in het register"]


def test_a_purpose_for_what_is_not_stored_fails() -> None:
    without = {
        "messages": [c.name for c in metadata.tables["messages"].columns if c.name != "text"]
    }
    assert register.missing(without) == ["messages.text: in het register, maar bestaat niet"]


def test_every_part_of_what_rasa_keeps_is_in_the_register() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    rasas_own = ["requested_slot", "session_started_metadata"]
    parts = {
        "tracker: slots": sorted({*domain["slots"], *rasas_own}),
        "tracker: intake": [f.name for f in fields(IntakeState)],
        "record": list(json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]),
        "record: fields": list(RECORD_FIELDS),
    }
    assert register.missing(parts) == []


@pytest.mark.parametrize("line", register.lines(), ids=lambda line: f"{line.store}.{line.name}")
def test_a_line_says_all_that_a_province_must_account_for(line: register.Line) -> None:
    assert len(line.purpose) >= 8 and line.purpose.endswith(".")
    assert line.readers
    assert line.basis.article
    kept = line.retention.words.format(**periods(Settings()))
    assert kept and "{" not in kept
    if line.basis is NONE:
        assert line.store in (
            "bestanden", "metingen", "statistics", "model_checks", "engine_models", "model_weeks",
        )  # fmt: skip


def test_what_the_register_calls_encrypted_is() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, (Sealed, SealedName))
    }
    assert sealed == {f"{line.store}.{line.name}" for line in register.lines() if line.sealed}
    assert sealed


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["privacy", "register"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert "| key_hash |" in shown and "90 dagen na het laatste bericht" in shown
    with pytest.raises(SystemExit):
        cli.main(["privacy", "register", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert {s["name"] for s in told["stores"]} == {s.name for s in register.STORES}
    assert all(field["purpose"] for s in told["stores"] for field in s["fields"])
