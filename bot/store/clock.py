"""A clock that is set back must not make anybody wait for it to come round again.

Moments at which something is tried again stand in the database as the time of day: several
machines share them, and a process that starts again must know them.
"""

from __future__ import annotations

import time

from sqlalchemy import update
from sqlalchemy.engine import Engine

from bot.store.database import writing
from bot.store.tables import TO_SEND, deliveries, in_state, messages

NOTICED_S = 5.0
"""A clock that is corrected by less was not set back in a way that matters."""

LONGEST_S = 300.0
"""What waits for longer than this when a process starts was perhaps put off by a wrong clock that
was set right meanwhile. If it was not, then it is tried once too soon."""


class Clock:
    """Notices that the clock was set back; one for each process that works on what waits."""

    def __init__(self, store: Engine) -> None:
        self._store = store
        self._ahead: float | None = None

    def look(self) -> bool:
        """Make everything that waits due now if the clock was set back since the last look; at the
        first look, what waits for very long.

        Returns:
            Whether it was.

        Raises:
            StoreUnavailable: it is noticed again at the next look.
        """
        ahead = time.time() - time.monotonic()
        was_set_back = self._ahead is not None and ahead < self._ahead - NOTICED_S
        if was_set_back:
            due_now(self._store, time.time())
        elif self._ahead is None:
            due_now(self._store, time.time() + LONGEST_S)
        self._ahead = ahead
        return was_set_back


def due_now(store: Engine, at: float) -> None:
    """All that waits for a moment after this one waits no longer."""
    with writing(store) as connection:
        for waits in (in_state("received"), in_state(*TO_SEND)):
            connection.execute(
                update(messages)
                .where(waits, messages.c.next_attempt_at > at)
                .values(next_attempt_at=0.0)
            )
        connection.execute(
            update(deliveries)
            .where(
                deliveries.c.status == "waiting",
                (deliveries.c.next_attempt_at > at) | (deliveries.c.leased_until > at),
            )
            .values(next_attempt_at=0.0, leased_until=0.0)
        )
