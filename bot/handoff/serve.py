"""The delivery worker's process (`bot run` starts it where there is anywhere to deliver to)."""

from __future__ import annotations

import logging
import signal
import threading
from functools import partial

from bot import lasting, logs
from bot.handoff import targets
from bot.handoff.worker import Target, Worker
from bot.knowledge import load as load_knowledge
from bot.settings import environment, load
from bot.store import connect

log = logging.getLogger(__name__)


def main() -> None:
    """Deliver until SIGTERM or Ctrl-C."""
    settings, variables, k = load(), environment(), load_knowledge()
    logs.set_up(settings)
    problems = targets.problems(settings, variables, k)
    for problem in filter(None, problems.values()):
        log.error("%s", problem)
    store = connect(settings.database)
    usable = [
        Target(name, partial(targets.make, name, settings, variables, k))
        for name, problem in problems.items()
        if problem is None
    ]
    handoff = partial(targets.current_handoff, store, k, settings.public_url)
    worker = Worker(store, usable, handoff)
    lasting.keep()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    worker.start()
    stopped.wait()
    worker.stop()
    store.dispose()


if __name__ == "__main__":
    main()
