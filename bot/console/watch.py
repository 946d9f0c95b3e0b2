"""The silence timer: an entrepreneur who waits too long for a person gets the bot back, and is told
so honestly. The talk stays on that person's list. It also asks, once a talk is over, how it was."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.engine import Engine

from bot.conversations import ratings, takeover
from bot.conversations.router import Router
from bot.conversations.wake import Wake
from bot.knowledge.models import Texts
from bot.store import StoreUnavailable, work, writing

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0


class Watch:
    """Looks at talks that a person has.

    Args:
        seconds: how long somebody may wait for a person.
        rated: how is asked what people thought of it.
    """

    def __init__(
        self,
        store: Engine,
        wake: Wake,
        router: Router,
        texts: Texts,
        seconds: float,
        rated: ratings.Words,
    ) -> None:
        self._store, self._wake, self._router = store, wake, router
        self._said = texts.get("takeover.quiet")[0]
        self._seconds = seconds
        self._rated = rated

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                for talk in await asyncio.to_thread(self.look):
                    self._wake.news(talk)
                    self._router.poke()
                for talk in await asyncio.to_thread(ratings.ask_due, self._store, self._rated):
                    self._wake.news(talk)
            except StoreUnavailable as error:
                log.warning("talks of brokers cannot be read: %s", error)
            except Exception:
                # A fault of ours must not end the looking: somebody waits for a broker.
                log.exception("talks of brokers")
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> list[str]:
        """Give back what waits too long; ids of those talks."""
        given = []
        for row in takeover.too_quiet(self._store, self._seconds):
            actor = work.as_actor(self._store, row["broker_id"])
            if actor is None:
                continue
            said = self._said.format(name=actor.name)
            try:
                with writing(self._store) as connection:
                    takeover.give_back(connection, row["id"], actor, said, actor.id)
            except takeover.NotTaken:
                continue  # they gave it back themselves, in the meantime
            given.append(row["id"])
        return given
