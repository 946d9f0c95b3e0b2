"""The whole loop of corrections with real training, on part of the examples: what two people
corrected is learnt, goes live because the new model passes it, and can be put back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.check import LEAST_OF_A_NEED, LEAST_OF_AN_INTENT
from bot.knowledge.examples import NEED
from bot.paths import ROOT
from bot.store import corrections, models, now, quality, work, writing
from bot.store.tables import brokers
from tests.running import deployed

INTENT = "ik heb er de brui aan gegeven met jullie"
"""Not among the examples, nor is anything like it."""

TOLD = "de etalage staat er troosteloos bij en niemand kijkt om"


def thin(nlu: Path) -> None:
    """Leave as many examples of each label as `bot check` asks for."""
    counted: Counter[str] = Counter()
    for file in sorted(nlu.glob("*.yml")):
        kept, label = [], ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("  - intent: "):
                label = line.split(": ", 1)[1]
            if line.startswith("      - "):
                least = LEAST_OF_A_NEED if label.startswith(NEED) else LEAST_OF_AN_INTENT
                counted[label] += 1
                if counted[label] > least:
                    continue
            kept.append(line)
        file.write_text(_with_examples(kept), encoding="utf-8")


def _with_examples(lines: list[str]) -> str:
    """Without blocks of which no example is left."""
    blocks, block = [], []  # type: list[list[str]], list[str]
    for line in lines:
        if line.startswith("  - intent: "):
            blocks.append(block)
            block = []
        block.append(line)
    blocks.append(block)
    left = [blocks[0], *(b for b in blocks[1:] if any(x.startswith("      - ") for x in b))]
    return (
        "\n".join(line for b in left for line in b) + "\n" if len(left) > 1 else 'version: "3.1"\n'
    )


@pytest.fixture()
def root(tmp_path: Path) -> Path:
    """Our code in a place of its own, with models and examples of its own."""
    root = deployed(tmp_path / "root")
    (root / "models").unlink()
    (root / "models").mkdir()
    thin(root / "data" / "nlu")
    held = root / "tests" / "understanding"
    held.mkdir(parents=True)
    for file in (ROOT / "tests" / "understanding").glob("heldout_*.jsonl"):
        some = file.read_text(encoding="utf-8").splitlines()[:40]
        (held / file.name).write_text("\n".join(some) + "\n", encoding="utf-8")
    return root


@pytest.mark.timeout(1800)
def test_what_two_people_corrected_is_learnt_and_can_be_put_back(root: Path, store: Engine) -> None:
    def bot(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("BOT_")}
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "bot", *words], cwd=root, text=True, check=False,
            env={**environment, "BOT_DATABASE_URL": str(store.url)}, capture_output=True,
        )  # fmt: skip

    def understood(words: str) -> dict[str, Any]:
        return json.loads(bot("parse", words).stdout.splitlines()[-1])

    assert bot("train").returncode == 0
    [old] = [file.name.split(".")[0] for file in (root / "models").glob("*.tar.gz")]
    before = understood(INTENT)["intent"]["name"]
    becomes = "stop" if before != "stop" else "complain"
    need = "zich_naamsbekendheid"
    assert understood(TOLD)["needs"][0]["id"] != need

    with writing(store) as connection:
        for name in ("Sam", "Noor"):
            row = {"email": f"{name}@x.nl", "name": name, "password_hash": "", "created_at": now()}
            connection.execute(brokers.insert().values(row))
        quality.count(connection, now(), old, "p", "inform", 0.9, 0.45)
    sam, noor = (work.Actor(number, name) for number, name in sorted(work.names(store).items()))
    with writing(store) as connection:
        corrections.propose(connection, sam, 1, "intent", INTENT, before, becomes)
        corrections.propose(connection, sam, 2, "need", TOLD, None, need)
    for row in corrections.listed(store, ["proposed"]):
        with writing(store) as connection:
            corrections.decide(connection, noor, row["id"], True, row["text"])

    done = bot("corrections", "train")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "2 correcties zijn live (2 voorbeelden" in done.stdout
    assert corrections.counts(store) == {"live": 2}
    new = models.latest(store)
    assert new is not None and new.model != old
    assert understood(INTENT)["intent"]["name"] == becomes
    assert understood(TOLD)["needs"][0]["id"] == need
    tests = (root / "tests" / "understanding" / "corrections.jsonl").read_text(encoding="utf-8")
    assert len(tests.splitlines()) == 2
    assert "goedgekeurd: 0" in bot("corrections", "report").stdout

    # The old one fails what was corrected; it answered people before, so it may come back.
    back = bot("models", "use", old)
    assert back.returncode == 0, back.stderr
    chosen = models.latest(store)
    assert chosen is not None and chosen.model == old
