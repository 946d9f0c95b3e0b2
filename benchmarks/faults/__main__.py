"""Talks go on against the real processes while everything that can break is broken.

Run with ``make faults``; prints a table and writes ``var/bench/faults.json``. An
installation (`bot run`) stands on a small disk and, for PostgreSQL, on a server of its own; a CRM,
a mail server, WhatsApp and Telegram are played by this process. For each kind of fault people
write on all channels, it happens in the middle of that, and when all is quiet again every message
is held against what was promised: none lost, none answered twice, all in order, one effect for
each handoff, nothing without its owner.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Iterator, Sequence

from benchmarks.faults import invariants, kinds
from benchmarks.faults.invariants import Verdict
from benchmarks.faults.kinds import Kind
from benchmarks.faults.traffic import Traffic
from benchmarks.faults.world import NotHere, World
from tests.channels import telegram_server, whatsapp_server

RESULTS = Path("var/bench/faults.json")


def one(world: World, kind: Kind, number: int) -> Verdict:
    """One kind of fault while ``number`` messages are written; how it went.

    Raises:
        NotHere: it cannot be done on this machine.
    """
    traffic = Traffic(world.installation.url, world.sides, number, duplicates=kind.duplicates)
    traffic.start()
    traffic.wait_for(number // 5)
    problems: list[str] = []
    skipped: NotHere | None = None
    try:
        kind.run(world)
    except NotHere as missing:
        skipped = missing
    except Exception as problem:
        problems.append(f"{type(problem).__name__}: {problem}"[:200])
    traffic.join()
    left = invariants.wait_until_quiet(world, kind.quiet_s)
    verdict = invariants.check(world, traffic.people)
    verdict.problems[:0] = [*traffic.problems, *problems, *(f"still {what}" for what in left)]
    if world.installation.process.poll() is not None:
        verdict.problems.append("bot run ended")
        world.installation.start()
    if skipped is not None:
        raise skipped
    return verdict


def play(
    database: str, chosen: Sequence[Kind], number: int, folder: Path
) -> Iterator[dict[str, Any]]:
    """All these kinds on one database; a row for each.

    Args:
        number: messages for each kind.
    """
    platforms = whatsapp_server.specified() and telegram_server.specified()
    if not platforms:
        print("zonder WhatsApp en Telegram: hun beschrijvingen zijn er niet (GROEI_SPECS)")
    world = World(database, folder, platforms)
    try:
        for kind in chosen:
            started = time.monotonic()
            try:
                verdict = one(world, kind, number)
                row: dict[str, Any] = {**asdict(verdict), "good": verdict.good}
            except NotHere as missing:
                row = {"skipped": str(missing)}
            row = {"database": database, "kind": kind.name, **row}
            row["seconds"] = round(time.monotonic() - started, 1)
            yield row
    finally:
        world.close()


HEAD = (
    f"{'':2}{'database':<11}{'kind':<54}{'messages':>8}{'answers':>8}{'handoffs':>9}"
    f"{'again':>6}{'lost':>6}{'doubled':>8}{'order':>6}{'s':>7}"
)


def line(row: dict[str, Any]) -> str:
    """A row of the table."""
    start = f"{row['database']:<11}{row['kind']:<54}"
    if "skipped" in row:
        return f"- {start} niet gedaan: {row['skipped']} is er niet"
    figures = (
        f"{row['messages']:>8}{row['answers']:>8}{row['handoffs']:>9}{row['sent_again']:>6}"
        f"{row['lost']:>6}{row['doubled']:>8}{row['out_of_order']:>6}{row['seconds']:>7}"
    )
    told = "".join(f"\n      {problem}" for problem in row["problems"][:5])
    return f"{'✓' if row['good'] else '✗'} {start}{figures}{told}"


def main() -> None:
    """Play them, print the table, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--messages", type=int, default=20_000, help="in all")
    parser.add_argument("--kinds", default="", help="parts of names, separated by |")
    parser.add_argument("--quick", action="store_true", help="the few of the test suite")
    parser.add_argument(
        "--resume", action="store_true", help="only what did not go well the last time, or not yet"
    )
    parser.add_argument("--markdown", action="store_true", help="the table of the last run")
    parser.add_argument("--list", action="store_true", help="the kinds, and nothing else")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that disks are taken away
    chosen = [k for k in kinds.by_name(args.kinds) if k.quick or not args.quick]
    if args.list:
        for k in chosen:
            print(f"{k.group:<12}{k.name}{f' ({k.only})' if k.only else ''}")
        return
    rows = (
        json.loads(RESULTS.read_text())["rows"]
        if RESULTS.exists() and (args.resume or args.markdown)
        else []
    )
    if args.markdown:
        print(markdown(rows))
        return
    databases = ["sqlite", "postgresql"] if args.database == "both" else [args.database]
    plays = {d: [k for k in chosen if k.only in ("", d)] for d in databases}
    number = max(40, -(-args.messages // sum(map(len, plays.values()))))
    good = {(row["database"], row["kind"]) for row in rows if row.get("good")}
    print(HEAD)
    for database, wanted in plays.items():
        left = [k for k in wanted if (database, k.name) not in good]
        if not left:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for row in play(database, left, number, Path(folder)):
                print(line(row), flush=True)
                same = (row["database"], row["kind"])
                rows = [r for r in rows if (r["database"], r["kind"]) != same] + [row]
                RESULTS.parent.mkdir(parents=True, exist_ok=True)
                RESULTS.write_text(json.dumps({"rows": rows}, indent=1))
    print(summary(rows))
    if any(not row.get("good") for row in rows if "skipped" not in row):
        sys.exit(1)


def summary(rows: Sequence[dict[str, Any]]) -> str:
    """All of it in one line."""
    done = [row for row in rows if "skipped" not in row]
    total = {
        name: sum(row[name] for row in done)
        for name in ("messages", "lost", "doubled", "out_of_order")
    }
    bad = [row for row in done if not row["good"]]
    return (
        f"{len({row['kind'] for row in done})} soorten fouten, {total['messages']} berichten: "
        f"{total['lost']} kwijt, {total['doubled']} dubbel, {total['out_of_order']} uit volgorde; "
        f"{len(bad)} van {len(done)} proeven mis, {len(rows) - len(done)} niet gedaan"
    )


def markdown(rows: Sequence[dict[str, Any]]) -> str:
    """The table for docs/faults.md: a line for each kind, with both databases."""
    found = {(row["kind"], row["database"]): row for row in rows}
    lines = [
        "| fault | SQLite: messages | lost · doubled · out of order | s "
        "| PostgreSQL: messages | lost · doubled · out of order | s |",
        "|---|" + "---:|" * 6,
    ]
    for known in kinds.KINDS:
        told = f"| {known.name} "
        for database in ("sqlite", "postgresql"):
            row = found.get((known.name, database), {})
            if "messages" not in row:
                told += f"| {row.get('skipped', '')} | | "
                continue
            wrong = " · ".join(str(row[name]) for name in ("lost", "doubled", "out_of_order"))
            wrong += "" if row["good"] else " ✗"
            told += f"| {row['messages']} | {wrong} | {row['seconds']:.0f} "
        lines.append(f"{told}|")
    return "\n".join([*lines, "", summary(rows)])


if __name__ == "__main__":
    main()
