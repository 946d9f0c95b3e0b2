"""The worker: whatever goes wrong, it arrives once, or a person is told."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import outbox, targets
from bot.handoff.crm import Crm, Unavailable
from bot.handoff.crm.demo import FAILURES, Demo
from bot.handoff.worker import Pace, Target, Worker
from bot.knowledge import Knowledge
from bot.store import deliveries, writing
from tests.handoff.records import make_record

QUICK = Pace(first_wait_s=0.001, longest_wait_s=0.01, not_allowed_wait_s=0.01, lease_s=5.0)


def worker(store: Engine, k: Knowledge, crm: Crm, pace: Pace = QUICK) -> tuple[Worker, Target]:
    target = Target("demo", lambda: crm)
    handoff = partial(targets.current_handoff, store, k, "https://groei.example")
    return Worker(store, [target], handoff, pace, random.Random(7)), target


def demo(folder: Path, fail: str = "") -> Demo:
    return Demo({"folder": str(folder), "fail": fail, "timeout_s": "0"})


def put(store: Engine, record: dict[str, Any]) -> None:
    with writing(store) as connection:
        outbox.put(connection, record, "entrepreneur", ["demo"])


def until_idle(one: Worker, target: Target, crm: Crm, within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    idle = 0
    while idle < 20 and time.monotonic() < deadline:
        target.paused_until = min(target.paused_until, time.time() + 0.01)
        idle = 0 if one.deliver_one(target, crm) else idle + 1
        time.sleep(0.005)


@pytest.mark.parametrize("after", ["", "_after"])
@pytest.mark.parametrize("kind", sorted(set(FAILURES) - {"rejected", "busy"}))
def test_it_arrives_after_a_failure(
    store: Engine, knowledge: Knowledge, tmp_path: Path, kind: str, after: str
) -> None:
    crm = demo(tmp_path / "crm", f"{kind}{after},{kind}{after}")
    put(store, make_record())
    until_idle(*worker(store, knowledge, crm), crm)
    [file] = (tmp_path / "crm").iterdir()
    assert json.loads(file.read_text())["key"] == "GV-2026-000001"
    [row] = deliveries.of_record(store, "GV-2026-000001")
    assert row["status"] == "delivered" and row["problem"] is None and row["attempts"] == 0


def test_what_is_refused_goes_to_a_person_and_not_again(
    store: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    crm = demo(tmp_path / "crm", "rejected")
    put(store, make_record())
    until_idle(*worker(store, knowledge, crm), crm)
    [row] = deliveries.dead(store)
    assert row["attempts"] == 1 and "max_length" in row["problem"]
    assert deliveries.retry(store, row["id"])
    until_idle(*worker(store, knowledge, crm), crm)
    assert deliveries.of_record(store, "GV-2026-000001")[0]["status"] == "delivered"


def test_retry_after_is_waited_for_by_all(
    store: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    crm = demo(tmp_path / "crm", "busy")
    put(store, make_record(1))
    put(store, make_record(2))
    one, target = worker(store, knowledge, crm)
    assert one.deliver_one(target, crm)
    assert not one.deliver_one(target, crm), "the other one waits too"
    assert 6.0 < target.paused_until - time.time() <= 7.0
    [row] = deliveries.of_record(store, "GV-2026-000001")
    assert row["next_attempt_at"] - time.time() > 6.0


def test_wrong_credentials_lose_nothing_however_long(
    store: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    crm = demo(tmp_path / "crm", ",".join(["not_allowed"] * 30))
    put(store, make_record())
    one, target = worker(store, knowledge, crm, replace(QUICK, give_up_after_s=0.0))
    until_idle(one, target, crm)
    assert deliveries.of_record(store, "GV-2026-000001")[0]["status"] == "delivered"


def test_a_crm_that_is_down_is_left_alone_longer_and_longer(
    store: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    crm = demo(tmp_path / "crm", ",".join(["broken"] * 100))
    for number in range(12):
        put(store, make_record(number))
    pace = Pace(first_wait_s=2.0, failures_in_a_row=3)
    one, target = worker(store, knowledge, crm, pace)
    tries = 0
    while one.deliver_one(target, crm):
        tries += 1
    assert tries == 3, "after three in a row it rests"
    first = target.paused_until - time.time()
    target.paused_until = 0.0
    assert one.deliver_one(target, crm)
    assert target.paused_until - time.time() > first


def test_what_stays_down_for_days_is_shown(
    store: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    crm = demo(tmp_path / "crm", ",".join(["broken"] * 100))
    put(store, make_record())
    pace = replace(QUICK, give_up_after_s=0.0, failures_in_a_row=4)
    until_idle(*worker(store, knowledge, crm, pace), crm)
    [row] = deliveries.dead(store)
    assert row["attempts"] == 5


def test_a_fault_of_ours_stops_one_delivery_and_not_the_rest(
    store: Engine, knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Faulty(Demo):
        def deliver(self, handoff: Any, reference: Any) -> Any:
            if handoff.key.endswith("1"):
                raise ZeroDivisionError("of ours")
            return super().deliver(handoff, reference)

    crm = Faulty({"folder": str(tmp_path / "crm"), "fail": "", "timeout_s": "0"})
    put(store, make_record(1))
    put(store, make_record(2))
    until_idle(*worker(store, knowledge, crm), crm)
    [row] = deliveries.dead(store)
    assert row["record_id"] == "GV-2026-000001" and "ZeroDivisionError" in row["problem"]
    assert deliveries.of_record(store, "GV-2026-000002")[0]["status"] == "delivered"
    assert "of ours" in caplog.text


def test_a_record_that_cannot_be_told_does_not_end_the_thread(
    store: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    def handoff(record_id: str) -> Any:
        if record_id.endswith("1"):
            raise KeyError("a need that was taken out")
        return targets.current_handoff(store, knowledge, "", record_id)

    put(store, make_record(1))
    put(store, make_record(2))
    made = Target("demo", lambda: demo(tmp_path / "crm"), threads=1)
    one = Worker(store, [made], handoff, QUICK)
    one.start()
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and not list((tmp_path / "crm").glob("*2.json")):
        time.sleep(0.05)
    one.stop()
    assert deliveries.of_record(store, "GV-2026-000002")[0]["status"] == "delivered"
    assert "KeyError" in deliveries.dead(store)[0]["problem"]


def test_a_withdrawal_takes_it_away(store: Engine, knowledge: Knowledge, tmp_path: Path) -> None:
    crm = demo(tmp_path / "crm")
    put(store, make_record())
    one, target = worker(store, knowledge, crm)
    until_idle(one, target, crm)
    put(store, make_record(version=2, status="withdrawn"))
    until_idle(one, target, crm)
    assert list((tmp_path / "crm").iterdir()) == []
    assert deliveries.of_record(store, "GV-2026-000001")[0]["status"] == "withdrawn"


def test_threads_deliver_until_they_are_stopped(
    store: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    for number in range(10):
        put(store, make_record(number))
    made: list[Demo] = []

    def make() -> Demo:
        made.append(demo(tmp_path / "crm", "broken"))
        return made[-1]

    handoff = partial(targets.current_handoff, store, knowledge, "")
    one = Worker(store, [Target("demo", make, threads=3)], handoff, QUICK)
    one.start()
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        rows = deliveries.overview(store)
        if [r["status"] for r in rows] == ["delivered"]:
            break
        time.sleep(0.05)
    one.stop()
    assert len(list((tmp_path / "crm").glob("*.json"))) == 10
    assert len(made) == 3, "a plugin for each thread"


def test_back_off_grows_has_jitter_and_an_end(store: Engine, knowledge: Knowledge) -> None:
    one, _ = worker(store, knowledge, demo(Path("unused")), Pace())
    waits = [[one._back_off(attempts) for _ in range(200)] for attempts in (0, 3, 40)]
    assert max(waits[0]) <= 5.0 and 20.0 < max(waits[1]) <= 40.0 and max(waits[2]) <= 900.0
    assert len(set(waits[2])) > 100 and min(waits[2]) < 200.0
    assert isinstance(FAILURES["busy"], Unavailable)
