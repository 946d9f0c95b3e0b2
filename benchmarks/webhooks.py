"""Signed webhooks of WhatsApp at 200 messages a second, to a real installation.

Run with ``make bench-webhooks``; prints a table and writes ``var/bench/webhooks.json``. Meta is
played by a process of its own, that takes our answers; this process sends the webhooks and
measures how soon each is acknowledged. Then it waits until every message was answered, and checks
that each was: once, and in order for each person.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any, Iterator

from sqlalchemy import text as sql

from bot.store import connect, reading
from tests.channels import whatsapp_server as meta
from tests.handoff.counterpart import Answer, Fault, Request
from tests.running import Installation, free_port

RATE, SECONDS, SENDERS = 200.0, 60.0, 800
"""Nobody writes more than is taken from one person in a minute (20)."""

CONNECTIONS = 64

PATIENCE_S = 30.0
"""Nobody waits longer for an acknowledgement: who does has found a fault."""

SAYS = (
    "ik zoek subsidie want ik kom nergens meer aan toe",
    "alles komt op mij neer en s avonds doe ik de offertes nog",
    "waarom wil je dat weten",
    "we zitten in Emmeloord met 12 man",
    "weet ik eigenlijk niet",
    "een metaalbedrijf",
    "ja dat klopt",
)

ANSWERED_WITHIN_S = 1200.0


class Everybody(meta.Meta):
    """Meta, with whom everybody has WhatsApp; it counts, and keeps nothing else."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.pair_burst = 1000
        self.got: defaultdict[str, list[str]] = defaultdict(list)
        """Number → what our messages carried, in order."""
        for i in range(100_000):
            self.people[number(i)] = meta.Person(number(i), None, time.time() + 1e6)

    def take(self, request: Request) -> tuple[Answer, Fault | None]:
        if request.path == "/count":
            return Answer(200, {"got": self.got, "invalid": self.invalid[:5]}), None
        answer = super().take(request)
        self.requests.clear()
        for sent in self.sent:
            self.got[str(sent.to.number)].append(sent.opaque)
        self.sent.clear()
        return answer


def number(sender: int) -> str:
    """Somebody's telephone number."""
    return f"316{sender:08}"


class Client:
    """Keeps connections open, as Meta does, and does as little else as can be."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: asyncio.LifoQueue[Any] = asyncio.LifoQueue()
        for _ in range(CONNECTIONS):
            self._free.put_nowait(None)

    async def post(self, body: bytes) -> tuple[int, float]:
        """Status, and seconds until it was there.

        Raises:
            asyncio.TimeoutError: nothing came back within :data:`PATIENCE_S`.
        """
        return await asyncio.wait_for(self._post(body), PATIENCE_S)

    async def _post(self, body: bytes) -> tuple[int, float]:
        head = (
            f"POST /webhooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/json\r\nX-Hub-Signature-256: {meta.signature(body)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        started = time.perf_counter()
        connection = await self._free.get()
        try:
            if connection is not None and connection[0].at_eof():
                connection = None  # closed by the other side, which keeps none that is idle
            reader, writer = connection or await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(head.encode() + body)
            headers = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readexactly(int(headers.split("content-length:")[1].split("\r\n")[0]))
            connection = (reader, writer)
        finally:
            self._free.put_nowait(connection)
        return int(headers.split()[1]), time.perf_counter() - started


async def send_all(port: int, rate: float, seconds: float, senders: int) -> list[float]:
    """Send at this rate whatever comes back; seconds until each was acknowledged."""
    client, rng = Client(port), random.Random(3)
    order = [i % senders for i in range(int(rate * seconds))]
    rng.shuffle(order)
    counts: defaultdict[int, int] = defaultdict(int)
    bodies = []
    for sender in order:
        person = meta.Person(number(sender))
        n = counts[sender] = counts[sender] + 1
        said = meta.text(SAYS[(sender + n) % len(SAYS)])
        bodies.append(meta.envelope(meta.Message(person, said, id=f"wamid.{sender}.{n}").value()))
    took: list[float] = []
    # Of one person the next message is sent when the last one is acknowledged: two that are under
    # way at the same moment have no order.
    last: dict[int, asyncio.Task[None]] = {}

    async def one(sender: int, body: bytes, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await before
        status, waited = await client.post(body)
        if status != 200:
            raise RuntimeError(f"answered {status}")
        took.append(waited)

    started = time.perf_counter()
    for i, (sender, body) in enumerate(zip(order, bodies, strict=True)):
        await asyncio.sleep(max(0.0, started + i / rate - time.perf_counter()))
        last[sender] = asyncio.create_task(one(sender, body, last.get(sender)))
    await asyncio.gather(*last.values())
    return took


def run(rate: float, seconds: float, senders: int, database: str, engines: int) -> dict[str, Any]:
    """Send, wait for the answers, and count."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        other_side = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.webhooks", "--meta", str(port)]
        )
        settings = meta.settings(f"http://127.0.0.1:{port}", BOT_ENGINE_PROCESSES=str(engines))
        if database:
            settings["BOT_DATABASE_URL"] = database
        installation = None
        try:
            installation = Installation(Path(folder), **settings)
            _get(f"http://127.0.0.1:{port}/count")
            asyncio.run(send_all(installation.port, 20, 2, 20))  # warm; the same ids come again
            took = asyncio.run(send_all(installation.port, rate, seconds, senders))
            started = time.monotonic()
            left = _wait_for_answers(installation)
            waited = time.monotonic() - started
            got = _get(f"http://127.0.0.1:{port}/count")
            figures = _checked(installation, got["got"])
        finally:
            if installation is not None:
                installation.stop()
            other_side.kill()
            other_side.wait()
    ordered = sorted(took)

    def at(part: float) -> float:
        return round(ordered[int(part * (len(ordered) - 1))] * 1000, 1)

    return {
        "messages": len(took),
        "senders": senders,
        "acknowledged_p50_ms": round(statistics.median(ordered) * 1000, 1),
        "acknowledged_p95_ms": at(0.95),
        "acknowledged_p99_ms": at(0.99),
        "acknowledged_max_ms": at(1.0),
        "all_sent_after_s": round(waited, 1),
        "still_waiting": left,
        "invalid_requests": len(got["invalid"]),
        **figures,
    }


WAITING = "status in ('received', 'queued', 'sending', 'held')"


def _wait_for_answers(installation: Installation) -> int:
    store = connect(installation.database)
    deadline = time.monotonic() + ANSWERED_WITHIN_S
    left = 1
    while left and time.monotonic() < deadline:
        time.sleep(1.0)
        with reading(store) as connection:
            query = sql(f"select count(*) from messages where {WAITING}")
            left = int(connection.execute(query).scalar() or 0)
    store.dispose()
    return left


def _checked(installation: Installation, got: dict[str, list[str]]) -> dict[str, int]:
    """What was answered, how often, and in which order, by our database and by theirs."""
    store = connect(installation.database)
    with reading(store) as connection:
        incoming = connection.execute(
            sql("select id, status, external_id from messages where direction = 'in'")
        ).all()
        replies = connection.execute(
            sql(
                "select id, in_reply_to, conversation_id from messages "
                "where direction = 'out' order by id"
            )
        ).all()
    store.dispose()
    answered = {row.in_reply_to for row in replies}
    arrived = [part for parts in got.values() for part in parts]
    out_of_order = sum(_key(a) > _key(b) for parts in got.values() for a, b in _pairs(parts))
    # Of one person: the answers stand in the order of the messages.
    by_conversation: defaultdict[str, list[int]] = defaultdict(list)
    for row in replies:
        if row.in_reply_to is not None:
            by_conversation[row.conversation_id].append(row.in_reply_to)
    out_of_order += sum(a > b for ids in by_conversation.values() for a, b in _pairs(ids))
    sent = {int(part.partition(".")[0]) for part in arrived}
    return {
        "stored": len(incoming),
        "stored_twice": len(incoming) - len({row.external_id for row in incoming}),
        "not_answered": sum(row.id not in answered for row in incoming),
        "answers": len(replies),
        "answers_not_arrived": sum(row.id not in sent for row in replies),
        "arrived_twice": len(arrived) - len(set(arrived)),
        "out_of_order": out_of_order,
    }


def _key(opaque: str) -> tuple[int, int]:
    message_id, _, part = opaque.partition(".")
    return int(message_id), int(part)


def _pairs(values: list[Any]) -> Iterator[tuple[Any, Any]]:
    return pairwise(values)


def _get(url: str, patience_s: float = 60.0) -> dict[str, Any]:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                told: dict[str, Any] = json.loads(answer.read())
                return told
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


WRONG = (
    "still_waiting", "invalid_requests", "stored_twice", "not_answered", "answers_not_arrived",
    "arrived_twice", "out_of_order",
)  # fmt: skip
"""Figures that must be nought."""


def main() -> None:
    """Run it, print the table, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help="messages a second")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--senders", type=int, default=SENDERS)
    parser.add_argument("--engines", type=int, default=1, help="engine processes")
    parser.add_argument("--database", default="", help="SQLAlchemy address; a new SQLite file")
    parser.add_argument("--meta", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.meta:
        with Everybody(args.meta):
            signal.pause()
        return
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    figures = run(args.rate, args.seconds, args.senders, args.database, args.engines)
    for name, value in figures.items():
        print(f"{name:<22} {value}")
    target = Path("var/bench/webhooks.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=1))
    if any(figures[name] for name in WRONG):
        sys.exit("not every message was answered once and in order")


if __name__ == "__main__":
    main()
