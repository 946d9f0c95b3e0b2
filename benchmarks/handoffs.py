"""Handoffs to a CRM that fails, hangs and goes down, by workers that are killed.

Run with ``make bench-handoffs``; prints a table and writes ``var/bench/handoffs-<crm>.json``. The
other side is a process of its own that counts what was made there. Workers are killed with -9 in
the middle of their work, again and again, and started anew.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from abc import abstractmethod
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, Callable

from bot.handoff import outbox, targets
from bot.handoff.crm.registry import make
from bot.handoff.worker import Pace, Target, Worker
from bot.knowledge import load
from bot.store import connect, deliveries, migrate, writing
from tests.handoff.counterpart import Answer, Counterpart, Fault, Request
from tests.handoff.open_klant import TOKEN, OpenKlant
from tests.handoff.receiver import SECRET, System
from tests.handoff.records import make_record
from tests.running import free_port

FAILS, HANGS = 0.30, 0.05
HANG_S, TIMEOUT_S = 1.5, 0.7
PACE = Pace(
    first_wait_s=0.2, longest_wait_s=5.0, lease_s=8.0, failures_in_a_row=12, not_allowed_wait_s=1.0
)
THREADS = 8
WITHIN_S = 1200.0

FAULTS = (
    Fault("answer", Answer(500)),
    Fault("answer", Answer(503, None, {"Retry-After": "0.2"})),
    Fault("answer", Answer(429, None, {"Retry-After": "0.2"})),
    Fault("answer", Answer(409)),
    Fault("cut"),
    Fault("cut_after"),
)
"""What a failing answer is, each as often."""


class Faults(Counterpart):
    """Fails as above, hangs, and goes down; put before a counterpart that answers."""

    requests_each = 1
    """About how many requests a handoff takes: then it fails as often as a handoff of one does."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self._rng = random.Random(7)
        self.down_until = 0.0
        self.counts = {"requests": 0, "failed": 0, "hung": 0, "down": 0}

    def take(self, request: Request) -> tuple[Answer, Fault | None]:
        if request.path == "/count":
            return Answer(200, {"arrived": self.arrived(), "counts": self.counts}), None
        if request.path == "/down":
            self.down_until = time.time() + float(request.query["s"][0])
            return Answer(204), None
        with self._lock:
            self.requests.clear()
            self.counts["requests"] += 1
            if time.time() < self.down_until:
                self.counts["down"] += 1
                return Answer(503), Fault("cut")
            chance = self._rng.random() * self.requests_each
            if chance < FAILS:
                self.counts["failed"] += 1
                fault = self._rng.choice(FAULTS)
            elif chance < FAILS + HANGS:
                self.counts["hung"] += 1
                fault = Fault(self._rng.choice(("hang", "hang_after")), seconds=HANG_S)
            else:
                return self.answer(request), None
            if fault.kind == "answer":
                return fault.answer, None
            if fault.kind.endswith("_after"):
                self.answer(request)
            return Answer(500), fault

    @abstractmethod
    def arrived(self) -> dict[str, int]:
        """How often each growth question was made here."""


class ReceiverThatFails(Faults, System):
    """Keeps the ids that it acted upon, as the Standard Webhooks ask of a receiver."""

    def arrived(self) -> dict[str, int]:
        return Counter(name.rsplit(".", 1)[0] for name in self.seen)


class OpenKlantThatFails(Faults, OpenKlant):
    """Holds each request against the specification; looked up before anything is made."""

    requests_each = 9

    def arrived(self) -> dict[str, int]:
        return Counter(
            item["onderwerpobjectidentificator"]["objectId"]
            for item in self.tables["onderwerpobjecten"].values()
        )


SIDES: dict[str, tuple[type[Faults], Callable[[str], dict[str, str]]]] = {
    "webhook": (ReceiverThatFails, lambda url: {"URL": f"{url}/in", "SECRET": SECRET}),
    "klantinteracties": (
        OpenKlantThatFails,
        lambda url: {"URL": f"{url}/klantinteracties/api/v1", "TOKEN": TOKEN},
    ),
}
"""Plugin → its other side, and its settings for an address."""


def serve_other_side(crm: str, port: int) -> None:
    """The other side, until it is killed."""
    with SIDES[crm][0](port):
        signal.pause()


def work(database: str, crm: str, url: str) -> None:
    """One worker process, until it is killed."""
    store, k = connect(database), load()
    values = {**SIDES[crm][1](url), "TIMEOUT_S": str(TIMEOUT_S)}
    environment = {f"BOT_CRM_{crm.upper()}_{name}": value for name, value in values.items()}
    target = Target(crm, lambda: make(crm, environment), threads=THREADS)
    Worker(store, [target], partial(targets.current_handoff, store, k, ""), PACE).start()
    signal.pause()


def run(crm: str, number: int, kills: int, down_s: float, database: str) -> dict[str, Any]:
    """Hand over ``number`` growth questions, and count what arrived.

    Args:
        crm: name of the plugin.
        kills: how often the worker is killed with -9.
        down_s: seconds that the other side is away, once.
        database: where they are stored; empty.
    """
    migrate(database)
    store = connect(database)
    for first in range(0, number, 500):
        with writing(store) as connection:
            for i in range(first, min(first + 500, number)):
                outbox.put(connection, make_record(i), "entrepreneur", [crm])
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    other_side = _start("--crm", crm, "--other-side", str(port))
    started = time.monotonic()
    killed, went_down, worker = 0, False, _start("--crm", crm, "--work", database, url)
    left = number
    try:
        while time.monotonic() - started < WITHIN_S:
            time.sleep(1.0)
            left = _left(store)
            if left == 0 and killed >= kills and went_down:
                break
            if not went_down and left < 0.7 * number:
                went_down = _get(f"{url}/down?s={down_s}") is None
            if killed < kills and left < number * (1 - (killed + 1) / (kills + 3)):
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                killed += 1
                worker = _start("--crm", crm, "--work", database, url)
        seconds = time.monotonic() - started
        told = _get(f"{url}/count") or {}
    finally:
        for process in (worker, other_side):
            process.kill()
            process.wait()
        store.dispose()
    arrived: dict[str, int] = told["arrived"]
    return {
        "crm": crm,
        "handoffs": number,
        "arrived": len(arrived),
        "more_than_once": sum(times > 1 for times in arrived.values()),
        "missing": number - len(arrived),
        "still_waiting": left,
        "workers_killed": killed,
        "seconds": round(seconds, 1),
        **told["counts"],
    }


def _left(store: Any) -> int:
    return sum(r["number"] for r in deliveries.overview(store) if r["status"] != "delivered")


def _get(url: str) -> dict[str, Any] | None:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body = answer.read()
    told: dict[str, Any] | None = json.loads(body) if body else None
    return told


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.handoffs", *arguments],
        env={**os.environ, "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
    )
    time.sleep(1.0)
    return process


def main() -> None:
    """Run it, print the table, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crm", choices=sorted(SIDES), default="webhook")
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--down", type=float, default=60.0, help="seconds that the CRM is away")
    parser.add_argument("--database", default="", help="SQLAlchemy address; a new SQLite file")
    parser.add_argument("--other-side", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.other_side:
        serve_other_side(args.crm, args.other_side)
    elif args.work:
        work(args.work[0], args.crm, args.work[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            database = args.database or f"sqlite:///{folder}/handoffs.sqlite"
            figures = run(args.crm, args.number, args.kills, args.down, database)
        for name, value in figures.items():
            print(f"{name:<16} {value}")
        target = Path(f"var/bench/handoffs-{args.crm}.json")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(figures, indent=1))
        if figures["missing"] or figures["more_than_once"] or figures["still_waiting"]:
            sys.exit("not every handoff arrived exactly once")


if __name__ == "__main__":
    main()
