"""Each alert goes off when what it is about happens, and none does before.

Rules are read from the file that Prometheus gets. The few forms that they have are worked out here
on what the real `/metrics` tells; how long it must be so (``for``) is left to Prometheus.
"""

from __future__ import annotations

import operator
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML
from sqlalchemy import insert, text, update
from sqlalchemy.engine import Engine

from bot import metrics
from bot.app import make_app
from bot.conversations.inbox import ensure_conversation
from bot.handoff import outbox
from bot.paths import ROOT
from bot.settings import Settings
from bot.store import now, writing
from bot.store.tables import deliveries, messages, retention_runs
from tests.conftest import need
from tests.running import free_port
from tests.store.records import record

FILE = ROOT / "deploy" / "prometheus" / "groeimakelaar.rules.yml"
RULES = {r["alert"]: r["expr"] for r in YAML(typ="safe").load(FILE)["groups"][0]["rules"]}
EXPRESSION = re.compile(
    r"(?:(?P<change>rate|delta)\()?(?P<name>\w+)(?:\{(?P<label>\w+)=\"(?P<value>\w+)\"\})?"
    r"(?:\[\w+\]\))? (?P<compare>[<>=]+) (?P<number>[\d.e]+)"
)
COMPARE = {"<": operator.lt, ">": operator.gt, "==": operator.eq}
Samples = list[tuple[str, dict[str, str], float]]


class Watched:
    """An installation's web application, and whoever watches it."""

    def __init__(self, store: Engine) -> None:
        self.store = store
        url = store.url.render_as_string(hide_password=False)
        settings = Settings(database_url=url, engine_port=free_port(), metrics_token="watch")
        self.client = TestClient(make_app(settings), raise_server_exceptions=False)
        self.token = "watch"

    def scrape(self) -> Samples:
        """What Prometheus gets, with what it adds itself."""
        answer = self.client.get("/metrics", headers={"Authorization": f"Bearer {self.token}"})
        up = [("up", {"job": "groeimakelaar"}, float(answer.status_code == 200))]
        if answer.status_code != 200:
            return up
        return up + [
            (sample.name, sample.labels, sample.value)
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        ]


def of(samples: Samples, found: re.Match[str]) -> list[float]:
    return [
        value
        for name, labels, value in samples
        if name == found["name"]
        and (not found["label"] or labels.get(found["label"]) == found["value"])
    ]


def going_off(before: Samples, after: Samples, seconds: float = 60.0) -> set[str]:
    """Alerts, where ``seconds`` went by between the two."""
    those = set()
    for alert, expression in RULES.items():
        found = EXPRESSION.fullmatch(expression)
        assert found is not None, expression
        values = of(after, found)
        if found["change"]:
            change = sum(values) - sum(of(before, found))
            values = [change / seconds if found["change"] == "rate" else change]
        if any(COMPARE[found["compare"]](v, float(found["number"])) for v in values):
            those.add(alert)
    return those


@pytest.fixture()
def watched(
    any_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "groeimakelaar-x.jsonl.gz").touch()
    monkeypatch.setattr(metrics.backup_age, "__defaults__", (backups,))
    roomy = SimpleNamespace(free=5e9)
    monkeypatch.setattr(metrics.shutil, "disk_usage", lambda _: roomy)
    with writing(any_store) as connection:
        connection.execute(insert(retention_runs).values(day="2026-01-01", at=now()))
    yield Watched(any_store)


def message(watched: Watched, status: str, minutes: float) -> None:
    with writing(watched.store) as connection:
        ensure_conversation(connection, "c", "website")
        connection.execute(
            insert(messages).values(
                conversation_id="c", direction="in", author="entrepreneur", kind="text",
                text="hallo", status=status, created_at=now() - timedelta(minutes=minutes),
            )
        )  # fmt: skip


def delivery(watched: Watched, status: str, hours: float) -> None:
    with writing(watched.store) as connection:
        outbox.put(connection, record("GV-2026-AAAAAA", route="human_now"), "bot", ["mail"])
        moment = now() - timedelta(hours=hours)
        changed = connection.execute(
            update(deliveries).values(status=status, created_at=moment, updated_at=moment)
        )
        assert changed.rowcount == 1


def no_store(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.store.dispose()
    watched.client.app.state.store.dispose()  # type: ignore[attr-defined]  # no file is open
    if watched.store.dialect.name == "sqlite":
        Path(str(watched.store.url.database)).rename(f"{watched.store.url.database}.gone")
        return
    with writing(watched.store) as connection:
        connection.execute(text("alter table messages rename to gone"))


def another_schema(watched: Watched, _: Any) -> None:
    with writing(watched.store, any_schema=True) as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))


def old_backup(watched: Watched, _: Any) -> None:
    [file] = metrics.backup_age.__defaults__[0].glob("*")
    os.utime(file, (time.time() - 40 * 3600,) * 2)


def old_retention(watched: Watched, _: Any) -> None:
    with writing(watched.store) as connection:
        connection.execute(update(retention_runs).values(at=now() - timedelta(days=3)))


def full(_: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics.shutil, "disk_usage", lambda _: SimpleNamespace(free=5e8))


def flood(watched: Watched, _: Any) -> None:
    for _n in range(200):
        watched.client.post("/api/conversations")


def gone(watched: Watched, _: Any) -> None:
    watched.token = "of another installation"


HAPPENS: dict[str, Callable[[Watched, Any], None]] = {
    "AssistentWeg": gone,
    "DatabaseWeg": no_store,
    "DeployHalf": another_schema,
    "AntwoordWacht": lambda w, _: message(w, "received", 2),
    "VerzendenWacht": lambda w, _: message(w, "queued", 15),
    "GroeivraagWacht": lambda w, _: delivery(w, "waiting", 2),
    "GroeivraagNietAangekomen": lambda w, _: delivery(w, "dead", 0),
    "ZonderAntwoord": lambda w, _: message(w, "failed", 0),
    "SchijfVol": full,
    "ReservekopieOud": old_backup,
    "BewaartermijnenStaanStil": old_retention,
    "HeelVeelVerkeer": flood,
}


@pytest.mark.parametrize("alert", RULES)
def test_it_goes_off_and_nothing_else_does(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, alert: str
) -> None:
    before = watched.scrape()
    assert going_off(before, before) == set()
    HAPPENS[alert](watched, monkeypatch)
    if alert == "DeployHalf":
        time.sleep(1.1)  # what is known of the schema may be a second old
    assert going_off(before, watched.scrape()) == {alert}


def test_without_any_backup_it_goes_off(watched: Watched) -> None:
    for file in metrics.backup_age.__defaults__[0].glob("*"):
        file.unlink()
    samples = watched.scrape()
    assert going_off(samples, samples) == {"ReservekopieOud"}


def test_each_alert_says_what_to_do() -> None:
    told = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "beheer.md").read_text(), re.MULTILINE)
    assert told == list(RULES)


def test_prometheus_takes_the_rules() -> None:
    need(shutil.which("promtool") is not None, "promtool")
    done = subprocess.run(["promtool", "check", "rules", FILE], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
