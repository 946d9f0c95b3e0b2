"""`make eval-conversations`: every talk of tests/conversations through the real engine, as a table.

Exit status 1 when a talk goes wrong. Writes ``var/bench/conversations.json``.
"""

from __future__ import annotations

import bot.engine.light_rasa  # noqa: F401  # before anything of Rasa

# isort: split

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.engine.agent import EngineAgent
from bot.knowledge import load
from bot.model_files import model_path
from bot.paths import ROOT, VAR
from bot.store import connect, migrate
from bot.training import train
from tests.conversations.persona import Persona, Script
from tests.conversations.test_conversations import problems_of
from tests.talk import Talk

TALKS = ROOT / "tests" / "conversations"


def main() -> int:
    """Play, print, write."""
    train()
    k = load()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'talks.sqlite'}"
        migrate(url)
        agent = EngineAgent(connect(url))
        agent.load_model(model_path())
        for path in sorted(TALKS.glob("*.yml")):
            script = Script.load(path)
            talk = Talk(agent)
            persona: list[Persona] = []
            problems = problems_of(script, talk, k, persona)
            record = talk.record or {}
            rows.append(
                {
                    "talk": path.stem,
                    "kind": script.kind,
                    "turns": persona[0].result.turns,
                    "ended": persona[0].result.ended or "-",
                    "questions": sum(
                        a in k.questions_by_id or a in k.open_by_id for a in persona[0].result.asked
                    ),
                    "wanted": script.expect.get("ends", "confirmed"),
                    "proven": _proven(record),
                    "problems": problems,
                }
            )
            talk.close()
    _print(rows)
    target = VAR / "bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / "conversations.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    return 1 if any(row["problems"] for row in rows) else 0


def _proven(record: dict[str, Any]) -> tuple[int, int]:
    """Fields that carry evidence, of all that are filled."""
    fields = record.get("fields", {}).values()
    return sum(bool(f.get("evidence")) for f in fields), len(fields)


def _print(rows: list[dict[str, Any]]) -> None:
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(row)
    print("| kind | talks | as they should | turns on average | questions about the need |")
    print("|---|---:|---:|---:|---:|")
    for kind, some in sorted(kinds.items()):
        good = sum(not row["problems"] for row in some)
        turns = sum(row["turns"] for row in some) / len(some)
        asked = sum(row["questions"] for row in some) / len(some)
        print(f"| {kind} | {len(some)} | {good} | {turns:.1f} | {asked:.1f} |")
    wanted = [row for row in rows if row["wanted"] == "confirmed"]
    reached = sum(row["ended"] == "confirmed" for row in wanted)
    proven = sum(row["proven"][0] for row in rows)
    filled = sum(row["proven"][1] for row in rows)
    good = sum(not row["problems"] for row in rows)
    print(f"\n{len(rows)} talks, {good} as they should")
    print(f"{reached} of {len(wanted)} that should reach a confirmed growth question do")
    print(f"{proven} of {filled} filled fields carry evidence")
    for row in rows:
        for problem in row["problems"]:
            print(f"  {row['talk']}: {problem}")


if __name__ == "__main__":
    sys.exit(main())
