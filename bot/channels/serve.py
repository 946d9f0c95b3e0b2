"""The sender's process (`bot run` starts it where a platform is set up)."""

from __future__ import annotations

import asyncio
import logging
import signal

from sqlalchemy.engine import Engine

from bot import lasting, logs
from bot.channels import registry
from bot.channels.sender import Sender
from bot.channels.words import words
from bot.conversations import arrivals
from bot.knowledge import load as load_knowledge
from bot.settings import load
from bot.store import StoreUnavailable, connect

log = logging.getLogger(__name__)

DAY_S = 86400.0


async def serve(stopped: asyncio.Event) -> None:
    """Send until ``stopped``."""
    settings = load()
    store = connect(settings.database)
    connections = registry.connected(settings, words(load_knowledge().texts, settings), store)
    lasting.keep()
    sender = Sender(store, {name: (c.platform, c.pace) for name, c in connections.items()})
    work = [asyncio.create_task(sender.run()), asyncio.create_task(_forget(store))]
    work += [
        asyncio.create_task(_kept_up(name, c)) for name, c in connections.items() if c.background
    ]
    waiting = asyncio.create_task(stopped.wait())
    # The sender never ends by itself: if it does, so do we, and `bot run` starts us again.
    await asyncio.wait([waiting, work[0]], return_when=asyncio.FIRST_COMPLETED)
    for task in work:
        task.cancel()
    results = await asyncio.gather(*work, return_exceptions=True)
    for connection in connections.values():
        await connection.platform.close()
    store.dispose()
    if isinstance(results[0], Exception):
        raise results[0]


async def _kept_up(name: str, connection: registry.Connection) -> None:
    """Do the platform's own work; after a fault, again a little later."""
    assert connection.background is not None
    while True:
        try:
            await connection.background()
            return
        except Exception:
            log.exception("%s", name)
            await asyncio.sleep(5.0)


async def _forget(store: Engine) -> None:
    while True:
        try:
            await asyncio.to_thread(arrivals.forget_old_receipts, store)
        except StoreUnavailable as problem:
            log.warning("old receipts stay for now: %s", problem)
        await asyncio.sleep(DAY_S)


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    logs.set_up(load())

    async def run() -> None:
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await serve(stopped)

    asyncio.run(run())


if __name__ == "__main__":
    main()
