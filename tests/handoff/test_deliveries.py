"""The outbox: stored with the record, one at a time, and nothing forgotten; on both databases."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import outbox
from bot.store import deliveries, growth_questions, writing
from tests.handoff.records import make_record

NOW = time.time()


def put(store: Engine, record: dict[str, Any], *targets: str) -> None:
    with writing(store) as connection:
        outbox.put(connection, record, "entrepreneur", targets or ("demo",))


def claim(store: Engine, at: float = NOW) -> deliveries.Claim | None:
    return deliveries.claim(store, "demo", at, lease_s=10.0)


def test_it_waits_with_its_record_or_not_at_all(any_store: Engine) -> None:
    with pytest.raises(RuntimeError), writing(any_store) as connection:
        outbox.put(connection, make_record(), "entrepreneur", ["demo"])
        raise RuntimeError("the turn failed")
    assert growth_questions.find(any_store, "GV-2026-000001") is None and claim(any_store) is None
    put(any_store, make_record(), "demo", "mail")
    assert [d["target"] for d in deliveries.of_record(any_store, "GV-2026-000001")] == [
        "demo",
        "mail",
    ]


def test_only_what_goes_to_a_person_and_then_every_change(any_store: Engine) -> None:
    put(any_store, make_record(consents=[]))
    assert claim(any_store) is None
    put(any_store, make_record(version=2))
    first = claim(any_store)
    assert first is not None and first.version == 2
    assert deliveries.done(any_store, first, "7")
    # No longer to be called: that must be known there.
    put(any_store, make_record(version=3, route="self_help", contact=None))
    second = claim(any_store)
    assert second is not None and (second.version, second.reference) == (3, "7")


def test_one_worker_has_it_until_its_lease_ends(any_store: Engine) -> None:
    put(any_store, make_record())
    first = claim(any_store)
    assert first is not None and claim(any_store, NOW + 9) is None
    second = claim(any_store, NOW + 11)
    assert second is not None and second.lease != first.lease
    assert not deliveries.done(any_store, first, "late"), "its lease ended"
    assert not deliveries.failed(any_store, first, "late", None)
    assert deliveries.done(any_store, second, "7")
    [row] = deliveries.of_record(any_store, "GV-2026-000001")
    assert (row["status"], row["reference"], row["delivered_version"]) == ("delivered", "7", 1)


def test_two_at_once_never_get_the_same(any_store: Engine) -> None:
    for number in range(20):
        put(any_store, make_record(number))
    got: list[str] = []

    def work() -> None:
        while (one := claim(any_store)) is not None:
            got.append(one.record_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # With locks skipped a look may find nothing while others hold all of it: then it comes again.
    work()
    assert sorted(got) == sorted(f"GV-2026-{n:06d}" for n in range(20))


def test_a_change_during_a_delivery_is_delivered_too(any_store: Engine) -> None:
    put(any_store, make_record())
    first = claim(any_store)
    assert first is not None
    put(any_store, make_record(version=2))
    assert deliveries.done(any_store, first, "7")
    second = claim(any_store)
    assert second is not None and (second.version, second.reference) == (2, "7")
    # And one that is refused for good while the record changes is not dead.
    put(any_store, make_record(version=3))
    assert deliveries.failed(any_store, second, "antwoordde 400", None)
    third = claim(any_store)
    assert third is not None and third.version == 3


def test_dead_until_somebody_retries_it(any_store: Engine) -> None:
    put(any_store, make_record())
    first = claim(any_store)
    assert first is not None
    deliveries.failed(any_store, first, "antwoordde 400 (onderwerp: max_length)", None)
    assert claim(any_store, NOW + 1e6) is None
    [dead] = deliveries.dead(any_store)
    assert "max_length" in dead["problem"]
    assert deliveries.retry(any_store, dead["id"]) and not deliveries.retry(any_store, dead["id"])
    again = claim(any_store)
    assert again is not None and again.attempts == 0


def test_taken_back_wherever_it_was(any_store: Engine) -> None:
    put(any_store, make_record(), "demo", "mail")
    first = claim(any_store)
    assert first is not None
    put(any_store, make_record(version=2, status="withdrawn"), "demo", "mail")
    deliveries.done(any_store, first, "7")  # it went out while it was being withdrawn
    second = claim(any_store)
    assert second is not None and second.withdrawn and second.reference == "7"
    deliveries.done(any_store, second, None)
    rows = {r["target"]: r for r in deliveries.of_record(any_store, "GV-2026-000001")}
    assert rows["demo"]["status"] == "withdrawn" and rows["mail"]["withdrawn"] == 1
    assert rows["demo"]["reference"] is None
