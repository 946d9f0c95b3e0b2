"""Beside the talks: what follows an erasure, and once a day what is kept long enough goes."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any, Mapping

from sqlalchemy.engine import Connection, Engine

from bot.conversations.outbox import Reply, put
from bot.conversations.wake import Wake
from bot.knowledge.models import Texts
from bot.paths import ROOT, VAR
from bot.privacy import own_words, proof, retention
from bot.privacy.periods import periods
from bot.settings import Settings
from bot.store import StoreUnavailable

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0


def log_folder(settings: Settings) -> Path:
    """Where the processes write what went wrong."""
    return Path(settings.log_dir) if settings.log_dir else VAR / "log"


def erased_list(settings: Settings) -> Path:
    """Where it is noted what was erased, outside the database and its backups."""
    return Path(settings.erased_list) if settings.erased_list else VAR / "erased.jsonl"


def places(settings: Settings, variables: Mapping[str, str]) -> proof.Places:
    """Where files may hold what somebody said."""
    demo = Path(variables.get("BOT_CRM_DEMO_FOLDER") or "var/demo-crm")
    return proof.Places(
        log_folder(settings),
        (VAR, demo if demo.is_absolute() else ROOT / demo),
        written=(ROOT / "data" / "nlu",),
        # Lists of names that come with a library.
        skip=(VAR / "deduce",),
        erased=erased_list(settings),
    )


class Upkeep:
    """Looks every few seconds, in any number of processes.

    Args:
        variables: the environment, with what plugins read of it.
    """

    def __init__(
        self,
        store: Engine,
        wake: Wake,
        texts: Texts,
        settings: Settings,
        variables: Mapping[str, str],
    ) -> None:
        self._store, self._wake, self._texts = store, wake, texts
        self._places = places(settings, variables)
        self._periods = retention.Periods.of(periods(settings))

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                for talk in await asyncio.to_thread(self.look):
                    self._wake.news(talk)
            except StoreUnavailable as problem:
                log.warning("upkeep waits for the database: %s", problem)
            except Exception:
                # A fault of ours must not end the looking: somebody waits for a receipt.
                log.exception("upkeep")
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> list[str]:
        """Do what is due; ids of the talks in which something was said."""
        told: list[str] = []

        def say(
            connection: Connection, conversation_id: str, number: str, receipt: Mapping[str, Any]
        ) -> None:
            words = own_words.receipt(number, receipt, self._texts)
            put(connection, conversation_id, [Reply(words)], None, author="system", kind="notice")
            told.append(conversation_id)

        proof.go_on(self._store, self._places, say)
        report = retention.run_daily(self._store, self._periods, self._places.logs)
        if report is not None:
            log.warning("retention: %s", report)
        return told
