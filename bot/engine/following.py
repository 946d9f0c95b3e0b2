"""An engine process that follows what is chosen: it loads another model while it goes on answering.

The choice stands in the database (`bot.store.models`), so that it reaches every process of every
machine and outlives them all. A model is loaded in a thread beside the one that answers, and takes
its place between two turns: no message waits for it, none is lost, and none is answered twice. One
that does not load changes nothing, and the console says why.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.engine import Engine

from bot import lasting
from bot.model_files import fingerprint, name_of, path_of
from bot.paths import MODELS
from bot.store import StoreUnavailable, models

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
SEEN_EVERY_S = 30.0


class Loads(Protocol):
    """What of the agent is needed here."""

    def prepare(self, model_path: Path) -> Any:
        """Load a model beside the one that answers."""

    def take(self, prepared: Any) -> None:
        """Answer with it from the next turn on."""


def chosen_or(store: Engine, default: Path, folder: Path = MODELS) -> Path:
    """The model that is chosen, else that of the data as it is; ``default``, which `bot run` found
    when it started, where its file is not on this machine.

    They differ for a process that is started again after the code was replaced.
    """
    today = fingerprint()
    choice = models.latest(store)
    path = path_of(choice.model_for(today) if choice else today, folder)
    if path.exists():
        return path
    if name_of(default) != today:
        log.warning("model %s, of this code and data, is not here: bot train", today)
    return default


class Following:
    """Keeps one engine process with what is chosen.

    Args:
        process: name of it, as the console shows it.
        now: file of the model that it has loaded.
        folder: where models are.
        today: the model of the data as it is.
    """

    def __init__(
        self,
        agent: Loads,
        store: Engine,
        process: str,
        now: Path,
        folder: Path = MODELS,
        today: Callable[[], str] = fingerprint,
        fixed: bool = False,
    ) -> None:
        self._agent, self._store, self._process = agent, store, process
        self._now, self._folder, self._today = name_of(now), folder, today
        self._fixed = fixed
        self._last: int | None = None
        """The choice that was followed, or tried to be."""

    async def run(self) -> None:
        """Follow until cancelled."""
        told = -SEEN_EVERY_S
        while True:
            try:
                moment = asyncio.get_running_loop().time()
                if told < 0:
                    await asyncio.to_thread(models.loaded, self._store, self._process, self._now)
                    told = moment
                if not self._fixed:
                    await self.look()
                if moment - told > SEEN_EVERY_S:
                    await asyncio.to_thread(models.seen, self._store, self._process)
                    told = moment
            except StoreUnavailable as error:
                log.warning("the choice of a model cannot be read: %s", error)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Load what was chosen since the last look, if anything."""
        choice = await asyncio.to_thread(models.latest, self._store)
        if choice is None or choice.id == self._last:
            return
        wanted = choice.model_for(await asyncio.to_thread(self._today))
        problem = None
        if wanted != self._now:
            try:
                path = path_of(wanted, self._folder)
                if not path.exists():
                    raise FileNotFoundError(f"{path.name} is niet op deze machine")
                prepared = await asyncio.to_thread(self._agent.prepare, path)
            except Exception as error:  # a damaged file can fail in any way: the old one goes on
                log.exception("model %s does not load", wanted)
                problem = f"{wanted} laadt niet: {type(error).__name__}: {error}"
            else:
                self._agent.take(prepared)
                lasting.keep()
                self._now = wanted
                log.warning("answers with model %s from now on", wanted)
        await asyncio.to_thread(models.loaded, self._store, self._process, self._now, problem)
        self._last = choice.id
