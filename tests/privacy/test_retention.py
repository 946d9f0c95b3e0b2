"""Two clocks, holds with a reason, numbers that stay, and a report."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.privacy import contacts, counting, holds, retention, search
from bot.store import growth_questions as records
from bot.store import now, reading, work_tables, writing
from bot.store.tables import conversations, growth_questions, retention_runs
from tests.privacy.people import Markers, leave_traces, record_of

PERIODS = retention.Periods(chat=90, question=730, log=14, proof=365, backup=30)


def age(store: Engine, conversation_id: str, chat: int, question: int) -> None:
    """Make a talk and its growth question as many days old."""
    with writing(store) as connection:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(updated_at=now() - timedelta(days=chat))
        )
        connection.execute(
            update(growth_questions)
            .where(growth_questions.c.conversation_id == conversation_id)
            .values(updated_at=now() - timedelta(days=question))
        )


def test_the_talk_goes_first_and_the_growth_question_later(
    any_store: Engine, tmp_path: Path
) -> None:
    old, young = Markers("ra"), Markers("rb")
    first = leave_traces(any_store, old, tmp_path / "x")
    leave_traces(any_store, young, tmp_path / "x")
    reference = record_of(any_store, first)
    age(any_store, first, chat=91, question=91)

    assert retention.run(any_store, PERIODS, tmp_path / "none", dry=True)["talks"] == 1
    report = retention.run(any_store, PERIODS, tmp_path / "none")
    assert (report["talks"], report["growth_questions"]) == (1, 0)
    stored = records.find(any_store, reference)
    assert stored is not None
    assert contacts.filled_in(any_store, stored)["contact"]["phone"] == "0612345678"
    left = set().union(*search.in_rows(any_store, old.made).values())
    with reading(any_store) as connection:
        kept = json.dumps(stored) + json.dumps(
            [list(row) for row in connection.execute(select(
                work_tables.record_notes.c.text, work_tables.record_notes.c.record_id))]
        )  # fmt: skip
        texts = connection.execute(select(work_tables.corrections.c.message_id)).scalars().all()
    assert all(word in kept or "voorbeeld" in word or word in left for word in left)
    assert texts.count(None) == 1, "a training example no longer says whose it was"
    assert len(set().union(*search.in_rows(any_store, young.made).values())) > 40

    age(any_store, first, chat=731, question=731)
    report = retention.run(any_store, PERIODS, tmp_path / "none")
    assert report["growth_questions"] == 1
    assert records.find(any_store, reference) is None
    assert counting.counts(any_store)["2026-11", "need", "lead_delegeren"] == 1


def test_what_is_held_with_a_reason_stays_until_its_day(any_store: Engine, tmp_path: Path) -> None:
    talk = leave_traces(any_store, Markers("rc"), tmp_path / "x")
    reference = record_of(any_store, talk)
    age(any_store, talk, chat=800, question=800)
    with writing(any_store) as connection:
        with pytest.raises(holds.NoReason):
            holds.put(connection, reference, " ", "anna", now() + timedelta(days=9))
        holds.put(connection, reference, "lopend bezwaar", "anna", now() + timedelta(days=9))
        assert holds.of_talk(connection, talk) is not None
    report = retention.run(any_store, PERIODS, tmp_path / "none")
    assert (report["talks"], report["growth_questions"], report["held"]) == (0, 0, 2)
    with writing(any_store) as connection:
        assert holds.release(connection, reference)
    report = retention.run(any_store, PERIODS, tmp_path / "none")
    assert (report["talks"], report["growth_questions"], report["held"]) == (1, 1, 0)


def test_it_runs_once_a_day_whoever_comes(any_store: Engine, tmp_path: Path) -> None:
    report = retention.run_daily(any_store, PERIODS, tmp_path)
    assert report is not None and report["talks"] == 0
    assert retention.run_daily(any_store, PERIODS, tmp_path) is None
    with writing(any_store) as connection:
        connection.execute(update(retention_runs).values(day="2020-01-01"))
    assert retention.run_daily(any_store, PERIODS, tmp_path) is not None
    assert [day for day, _ in retention.reports(any_store)][-1] == "2020-01-01"


def test_a_run_that_failed_is_tried_again(
    any_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patched:
        patched.setattr(retention, "_rotate_logs", broken)
        with pytest.raises(OSError, match="disk"):
            retention.run_daily(any_store, PERIODS, tmp_path)
    assert retention.run_daily(any_store, PERIODS, tmp_path) is not None


def test_logs_are_put_aside_by_day_and_go(store: Engine, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("vandaag\n")
    old = tmp_path / "web.log.2026-01-01"
    old.write_text("lang geleden\n")
    os.utime(old, (time.time() - 15 * 86400,) * 2)
    writer = open(log, "a")  # noqa: SIM115  # a process that goes on writing
    assert retention.run(store, PERIODS, tmp_path)["logs"] == 1
    writer.write("erna\n")
    writer.close()
    day = datetime.now(timezone.utc).date().isoformat()
    assert log.read_text() == "erna\n"
    assert sorted(p.name for p in tmp_path.glob("web*")) == ["web.log", f"web.log.{day}"]
    assert (tmp_path / f"web.log.{day}").read_text() == "vandaag\n"
