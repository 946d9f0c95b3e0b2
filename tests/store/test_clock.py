"""A clock that was wrong must not make anybody wait for hours."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from bot.conversations.inbox import ensure_conversation
from bot.store import clock, now, reading, writing
from bot.store.tables import messages


def waiting_until(store: Engine, *moments: float) -> None:
    with writing(store) as connection:
        ensure_conversation(connection, "c", "website")
        for moment in moments:
            connection.execute(
                insert(messages).values(
                    conversation_id="c", direction="in", author="entrepreneur", kind="text",
                    text="hallo", status="received", created_at=now(), next_attempt_at=moment,
                )
            )  # fmt: skip


def moments(store: Engine) -> list[float]:
    with reading(store) as connection:
        query = select(messages.c.next_attempt_at).order_by(messages.c.id)
        return list(connection.execute(query).scalars())


def test_what_a_wrong_clock_put_off_is_due_when_a_process_starts(any_store: Engine) -> None:
    soon, much_later = time.time() + 60, time.time() + 7200
    waiting_until(any_store, soon, much_later)
    assert not clock.Clock(any_store).look(), "it was not set back while we ran"
    assert moments(any_store) == [pytest.approx(soon), 0.0]


def test_set_back_while_we_run_all_is_due(
    any_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = clock.Clock(any_store)
    its.look()
    waiting_until(any_store, time.time() + 60)
    assert not its.look()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    assert its.look()
    assert moments(any_store) == [0.0]
    assert not its.look(), "noticed once"
