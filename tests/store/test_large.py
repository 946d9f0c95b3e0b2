"""What is asked again and again does not become slower with all that was ever said."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.conversations import inbox, sending
from bot.metrics import Metrics
from bot.store import clock

WHOLE = "SCAN messages"
SMALL = ("ix_messages_waiting", "ix_messages_to_send", "ix_messages_stuck")
"""Indexes of what still waits, and of nothing else."""

ASKED: dict[str, Callable[[Engine], Any]] = {
    "what is to be sent": lambda store: sending.waiting(store, ["whatsapp"]),
    "what came in": lambda store: sending.came_in(store, ["whatsapp"], 0),
    "the newest": sending.newest_message,
    "what is to be answered": lambda store: inbox.waiting_conversations(store, time.time()),
    "what a wrong clock put off": lambda store: clock.due_now(store, time.time()),
    "figures": lambda store: list(Metrics(store).collect()),
}


@pytest.mark.parametrize("what", ASKED)
def test_no_query_reads_all_messages_there_ever_were(store: Engine, what: str) -> None:
    plans: list[str] = []

    @event.listens_for(store, "before_cursor_execute")
    def look(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE")) and "messages" in statement:
            asked = connection.connection.dbapi_connection.cursor()
            asked.execute("explain query plan " + statement, values)
            plans.extend(str(step[3]) for step in asked.fetchall())

    ASKED[what](store)

    assert plans, "nothing was asked"
    assert not [p for p in plans if p.startswith(WHOLE) and not p.endswith(SMALL)]
