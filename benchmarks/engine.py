"""Stock Rasa beside ours: throughput, latency, length of a talk, start, memory, CPU by part.

Run with ``make bench``; prints a table and writes ``var/bench/engine.json``. Both engines get the
same talks over the same REST interface from the same client, one after the other in one run. The
client runs on the same machine; CPU figures are those of the engine's processes only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import statistics
import time
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks import parts
from benchmarks.servers import WORK, Server, ours, stock

# What somebody types where no button is pressed: half of a talk is free text, as is in practice.
TYPED = (
    "ik zoek subsidie want ik kom nergens meer aan toe",
    "alles komt op mij neer en s avonds doe ik de offertes nog",
    "waarom wil je dat weten",
    "we zitten in Emmeloord met 12 man",
    "mijn jongens wachten op mij, ik word de hele dag gebeld",
    "weet ik eigenlijk niet",
    "een metaalbedrijf",
    "meer tijd voor mijn klanten",
    "binnen een half jaar graag",
    "ja dat klopt",
)
SIDE = ("lekker weertje he", "waarom vraag je dit", "ben je een robot", "dankjewel")
"""Questions beside the interview: the same work at whatever moment, so that turns compare."""

TURNS = 20
"""Messages of one talk, about what an intake takes; then the client begins a new one."""


@dataclass
class Load:
    """What came of one level of load."""

    concurrency: int
    messages: int
    seconds: float
    latencies_ms: list[float]
    cpu_s: float

    def row(self) -> dict[str, float]:
        """The figures."""
        ordered = sorted(self.latencies_ms)
        return {
            "concurrency": self.concurrency,
            "messages": self.messages,
            "messages_per_s": round(self.messages / self.seconds, 1),
            "p50_ms": round(statistics.median(ordered), 1),
            "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
            "cpu_ms_per_message": round(self.cpu_s * 1000 / self.messages, 1),
        }


class Talker:
    """One conversation after the other, each message sent when the last one is answered."""

    def __init__(self, http: Client, ports: list[int], name: str) -> None:
        self.http, self.ports, self.name = http, ports, name
        self.talk, self.turn = 0, 0
        self.buttons: list[dict[str, str]] = []

    async def send(self) -> float:
        """Send one message; milliseconds until its answer."""
        if self.turn == TURNS:
            self.talk, self.turn, self.buttons = self.talk + 1, 0, []
        if self.buttons and self.turn % 2:
            text = self.buttons[self.turn % len(self.buttons)]["payload"]
        else:
            text = TYPED[self.turn % len(TYPED)]
        self.turn += 1
        sender = f"{self.name}-{self.talk}"
        elapsed, said = await self.http.post(port_of(self.ports, sender), sender, text)
        self.buttons = next((m["buttons"] for m in reversed(said) if m.get("buttons")), [])
        return elapsed


def port_of(ports: list[int], sender: str) -> int:
    """A conversation stays with one engine process, as the router has it."""
    import zlib

    return ports[zlib.crc32(sender.encode()) % len(ports)]


class Client:
    """HTTP with as little work as can be: on a small machine the client takes from the engine."""

    def __init__(self) -> None:
        self._open: dict[int, list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = {}

    async def post(self, port: int, sender: str, text: str) -> tuple[float, list[dict[str, Any]]]:
        """One message over the REST interface: milliseconds, and what was said."""
        started = time.perf_counter()
        body = json.dumps({"sender": sender, "message": text}).encode()
        head = (
            f"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        free = self._open.setdefault(port, [])
        reader, writer = free.pop() if free else await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + body)
        headers = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(headers.split("content-length:")[1].split("\r\n")[0])
        answer = await reader.readexactly(length)
        free.append((reader, writer))
        if " 200 " not in headers.split("\r\n")[0]:
            raise RuntimeError(f"{headers.splitlines()[0]}: {answer[:200]!r}")
        said: list[dict[str, Any]] = json.loads(answer)
        if not said:
            raise RuntimeError(f"no answer to {text!r}")
        return (time.perf_counter() - started) * 1000, said

    def close(self) -> None:
        """Close what is open."""
        for free in self._open.values():
            for _, writer in free:
                writer.close()


async def load(server: Server, concurrency: int, messages: int) -> Load:
    """A closed loop: ``concurrency`` talks at once, ``messages`` in all."""
    http = Client()
    try:
        talkers = [
            Talker(http, server.ports, f"{server.name}-{concurrency}-{i}-{time.time_ns()}")
            for i in range(concurrency)
        ]
        left = messages
        latencies: list[float] = []

        async def work(talker: Talker) -> None:
            nonlocal left
            while left > 0:
                left -= 1
                latencies.append(await talker.send())

        cpu, started = server.cpu_s(), time.perf_counter()
        await asyncio.gather(*(work(talker) for talker in talkers))
        seconds = time.perf_counter() - started
        return Load(concurrency, len(latencies), seconds, latencies, server.cpu_s() - cpu)
    finally:
        http.close()


async def long_talk(server: Server, turns: int) -> dict[str, float]:
    """CPU of a message at turn 2 and at the end of one long conversation, five around each."""
    sender = f"long-{time.time_ns()}"
    port = port_of(server.ports, sender)
    http = Client()
    try:

        async def some(count: int) -> None:
            for i in range(count):
                await http.post(port, sender, SIDE[i % len(SIDE)])

        async def measured(count: int) -> float:
            before = server.cpu_s()
            await some(count)
            return (server.cpu_s() - before) * 1000 / count

        await http.post(port, sender, "mijn beste mensen gaan weg naar de concurrent")
        early = await measured(10)
        await some(turns - 21)
        late = await measured(10)
    finally:
        http.close()
    return {
        "turn_2_cpu_ms": round(early, 1),
        f"turn_{turns}_cpu_ms": round(late, 1),
        "ratio": round(late / early, 2),
    }


def measure(server: Server, messages: dict[int, int], turns: int) -> dict[str, Any]:
    """All figures of one engine."""
    print(f"{server.name}: starting ...", flush=True)
    server.start()
    try:
        asyncio.run(load(server, 2, 24))  # warm
        result: dict[str, Any] = {
            "start_s": round(server.start_s, 1),
            "memory_idle_mb": round(server.memory_mb()),
            "load": [],
        }
        for concurrency, count in messages.items():
            row = asyncio.run(load(server, concurrency, count)).row()
            result["load"].append(row)
            print(f"  {row}", flush=True)
        result["memory_mb"] = round(server.memory_mb())
        if turns:
            result["length"] = asyncio.run(long_talk(server, turns))
            print(f"  {result['length']}", flush=True)
        return result
    finally:
        server.stop()


def table(results: dict[str, dict[str, Any]]) -> str:
    """The table as it stands in the README."""
    names = list(results)
    lines = ["| | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]

    def row(label: str, values: list[Any]) -> None:
        lines.append(f"| {label} | " + " | ".join(str(v) for v in values) + " |")

    levels = [r["concurrency"] for r in results[names[0]]["load"]]
    for i, level in enumerate(levels):
        rows = [results[n]["load"][i] for n in names]
        row(f"messages a second, {level} at once", [r["messages_per_s"] for r in rows])
        row(f"p50 / p95 ms, {level} at once", [f"{r['p50_ms']} / {r['p95_ms']}" for r in rows])
    last = [results[n]["load"][-1] for n in names]
    row("CPU-ms a message", [r["cpu_ms_per_message"] for r in last])
    row("ready after (s)", [results[n]["start_s"] for n in names])
    row("memory of all processes (MB)", [results[n]["memory_mb"] for n in names])
    row(
        "CPU-ms at turn 2 → turn 400",
        [
            f"{d['turn_2_cpu_ms']} → {d['turn_400_cpu_ms']} (×{d['ratio']})"
            if (d := results[n].get("length")) and "turn_400_cpu_ms" in d
            else "–"
            for n in names
        ],
    )
    return "\n".join(lines)


def ratios(results: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Ours with two processes against stock: how many times the throughput, what part of p95."""
    mine, theirs = results["ours, 2 processes"]["load"], results["stock"]["load"]
    return {
        f"throughput_x_at_{m['concurrency']}": round(m["messages_per_s"] / t["messages_per_s"], 1)
        for m, t in zip(mine, theirs, strict=True)
    } | {
        f"p95_part_at_{m['concurrency']}": round(m["p95_ms"] / t["p95_ms"], 3)
        for m, t in zip(mine, theirs, strict=True)
    }


def main() -> None:
    """Measure both, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few messages, no long talk")
    quick = parser.parse_args().quick
    few = {1: 24, 4: 48, 16: 96}
    turns = 0 if quick else 400
    results = {
        "stock": measure(stock(), few if quick else {1: 60, 4: 120, 16: 240}, turns),
        "ours, 1 process": measure(ours(1), few if quick else {1: 240, 4: 600, 16: 1200}, turns),
        "ours, 2 processes": measure(ours(2), few if quick else {1: 240, 4: 600, 16: 1200}, turns),
    }
    report = {
        "machine": {
            "cores": psutil.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "engines": results,
        "ours_2_against_stock": ratios(results),
        "cpu_ms_by_part": parts.measure(),
    }
    print("\n" + table(results))
    print("\n" + json.dumps(report["ours_2_against_stock"], indent=2))
    print("\n" + parts.table(report["cpu_ms_by_part"]))
    target = WORK / "engine.json"
    target.write_text(json.dumps(report, indent=2))
    print(f"\n{target}")


if __name__ == "__main__":
    main()
