"""What somebody has erased is nowhere any more: looked for byte by byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Engine

from bot.conversations import inbox
from bot.handoff.crm import registry
from bot.handoff.targets import current_handoff
from bot.handoff.worker import Target, Worker
from bot.knowledge import Knowledge
from bot.privacy import again, counting, erasure, proof, search
from bot.privacy import holds as holds_of
from bot.store import backup, connect, now, reading, work_tables, writing
from bot.store.tables import (
    channel_users,
    conversations,
    deliveries,
    erasures,
    growth_questions,
    holds,
    messages,
    metadata,
)
from tests.privacy.people import Markers, leave_traces, record_of


def ignore(*_: object) -> None:
    """Nobody reads the receipt here."""


def erase(store: Engine, conversation_id: str, places: proof.Places) -> dict[str, Any]:
    with writing(store) as connection:
        number = erasure.erase(connection, conversation_id, backup_days=30)
    proof.go_on(store, places, ignore)
    with reading(store) as connection:
        return dict(
            connection.execute(
                select(erasures.c.receipt).where(erasures.c.id == number)
            ).scalar_one()
        )


def traces_of(m: Markers, store: Engine, folders: list[Path]) -> dict[str, set[str]]:
    """Every place in which a marker stands, as bytes."""
    found = search.in_files([*search.database_files(store), *folders], m.made)
    return found | search.in_rows(store, m.made)


def test_no_trace_of_fifty_markers_is_left(any_store: Engine, tmp_path: Path) -> None:
    logs, mine, others = tmp_path / "log", Markers("aa"), Markers("bb")
    conversation_id = leave_traces(any_store, mine, logs)
    leave_traces(any_store, others, logs)
    assert len(mine.made) >= 50
    before = traces_of(mine, any_store, [logs])
    assert set().union(*before.values()) == set(mine.made) - mine.sealed
    assert len(mine.sealed) == 4

    receipt = erase(any_store, conversation_id, proof.Places(logs))
    assert receipt["found"] == {}
    assert int(str(receipt["looked_for"])) >= 20
    proof.go_on(any_store, proof.Places(logs), ignore)  # the receipt was "sent": the shell goes

    assert traces_of(mine, any_store, [logs]) == {}
    kept = set().union(*traces_of(others, any_store, [logs]).values())
    assert len(kept) > 40, "somebody else's talk is as it was"
    assert (logs / "engine-5005.log").read_text().count("iets erna") == 2
    with reading(any_store) as connection:
        for table in metadata.sorted_tables:
            if "conversation_id" in table.c and table is not erasures:
                mine_left = select(func.count()).where(table.c.conversation_id == conversation_id)
                assert connection.execute(mine_left.select_from(table)).scalar_one() == 0
        ended = connection.execute(
            select(erasures.c.finished_at, erasures.c.sought, erasures.c.conversation_id)
        ).one()
    assert ended.finished_at is not None and ended.sought is None
    assert ended.conversation_id is None


def test_what_is_erased_is_named_store_by_store(any_store: Engine, tmp_path: Path) -> None:
    conversation_id = leave_traces(any_store, Markers("cc"), tmp_path / "log")
    receipt = erase(any_store, conversation_id, proof.Places(tmp_path / "log"))
    removed = receipt["removed"]
    assert isinstance(removed, dict)
    assert set(removed) == {
        "messages", "tracker_events", "trackers", "transfer_codes", "data_links",
        "channel_receipts", "corrections", "contacts", "record_notes", "record_tags",
        "record_texts", "work_items", "growth_question_versions", "growth_questions",
    }  # fmt: skip
    assert receipt["logs_overwritten"] == 2
    assert str(receipt["backups_until"]) > now().date().isoformat()
    shown = counting.counts(any_store)
    assert shown["2026-11", "need", "lead_delegeren"] == 1
    assert shown["2026-11", "municipality", "urk"] == 1


def test_every_table_is_erased_or_said_not_to_be() -> None:
    known = (
        {table.name for table, _ in erasure.OF_RECORDS}
        | {table.name for table in erasure.OF_CONVERSATION}
        | set(erasure.SHELL)
        | set(erasure.IN_ANOTHER_WAY)
        | set(erasure.NOT_ERASED)
    )
    assert known == {table.name for table in metadata.sorted_tables}
    assert work_tables.audit_log.name in erasure.NOT_ERASED


def test_a_crm_lets_go_too_and_until_then_the_receipt_says_so(
    any_store: Engine, tmp_path: Path, knowledge: Knowledge
) -> None:
    logs, crm_folder, m = tmp_path / "log", tmp_path / "crm", Markers("dd")
    conversation_id = leave_traces(any_store, m, logs, targets=("demo",))
    reference = record_of(any_store, conversation_id)
    folder = {"BOT_CRM_DEMO_FOLDER": str(crm_folder)}
    crm = registry.make("demo", folder)
    target = Target("demo", lambda: crm)
    worker = Worker(any_store, [target], lambda of: current_handoff(any_store, knowledge, "", of))
    assert worker.deliver_one(target, crm)
    assert [path.name for path in crm_folder.iterdir()] == [f"{reference}.json"]

    places = proof.Places(logs, (crm_folder,))
    receipt = erase(any_store, conversation_id, places)
    assert receipt["elsewhere"] == {f"{reference}:demo": "waiting"}
    assert receipt["found"].keys() == {"files"}, "the copy of the CRM"
    with reading(any_store) as connection:
        left = connection.execute(select(growth_questions.c.record)).scalar_one()
        assert not any(word in json.dumps(left) for word in m.made)

    assert worker.deliver_one(target, crm)
    assert list(crm_folder.iterdir()) == []
    proof.go_on(any_store, places, ignore)
    assert traces_of(m, any_store, [logs, crm_folder]) == {}
    with reading(any_store) as connection:
        assert connection.execute(select(func.count()).select_from(deliveries)).scalar_one() == 0
        assert (
            connection.execute(select(func.count()).select_from(growth_questions)).scalar_one() == 0
        )
        ended = connection.execute(select(erasures)).one()
    assert ended.finished_at is not None and ended.receipt["elsewhere"] == {"0": "withdrawn"}
    assert ended.receipt["found"] == {} and reference not in json.dumps(ended.receipt)


def test_a_trace_that_is_left_is_told(any_store: Engine, tmp_path: Path) -> None:
    m = Markers("ee")
    conversation_id = leave_traces(any_store, m, tmp_path / "log")
    with reading(any_store) as connection:
        said = connection.execute(
            select(messages.c.text).where(messages.c.direction == "in", messages.c.kind == "text")
        ).scalars().first()  # fmt: skip
    copied = tmp_path / "uitvoer" / "export.json"
    copied.parent.mkdir()
    copied.write_text(json.dumps({"tekst": said}))
    examples = tmp_path / "nlu" / "inform.yml"
    examples.parent.mkdir()
    examples.write_text(f"- {said}\n- bel 0612345678\n")
    places = proof.Places(tmp_path / "log", (copied.parent,), (examples.parent,))
    receipt = erase(any_store, conversation_id, places)
    assert receipt["found"] == {"files": 1, "training": 1}


def test_what_is_held_is_kept_and_it_is_said_why(any_store: Engine, tmp_path: Path) -> None:
    conversation_id = leave_traces(any_store, Markers("ff"), tmp_path / "log")
    with writing(any_store) as connection:
        connection.execute(
            insert(holds).values(
                subject=record_of(any_store, conversation_id), reason="lopend bezwaar",
                author="b", until=now().replace(year=2099), created_at=now(),
            )
        )  # fmt: skip
    with pytest.raises(erasure.Held, match="lopend bezwaar"), writing(any_store) as connection:
        erasure.erase(connection, conversation_id, 30)
    with reading(any_store) as connection:
        assert connection.execute(select(func.count()).select_from(messages)).scalar_one() > 20


def test_who_talks_again_before_the_shell_went_keeps_their_new_talk(
    any_store: Engine, tmp_path: Path
) -> None:
    conversation_id = leave_traces(any_store, Markers("gg"), tmp_path / "log")
    with writing(any_store) as connection:
        erasure.erase(connection, conversation_id, 30)
    inbox.receive(any_store, conversation_id, "text", "ik heb toch nog een vraag", "new-1")
    proof.go_on(any_store, proof.Places(tmp_path / "log"), ignore)
    with reading(any_store) as connection:
        stays = connection.execute(select(conversations.c.id)).scalars().all()
        assert stays == [conversation_id]
        assert connection.execute(select(channel_users.c.id)).first() is not None


def test_a_crash_between_erasing_and_proving_loses_no_receipt(
    any_store: Engine, tmp_path: Path
) -> None:
    conversation_id = leave_traces(any_store, Markers("hh"), tmp_path / "log")
    with writing(any_store) as connection:
        erasure.erase(connection, conversation_id, 30)
    told: list[str] = []
    for _ in range(2):  # another process begins again, and once is enough
        proof.go_on(
            any_store,
            proof.Places(tmp_path / "log"),
            lambda connection, conversation, number, receipt: told.append(number),
        )
    assert len(told) == 1 and told[0].startswith("W-")


def test_what_a_backup_brings_back_is_erased_again(
    any_store: Engine, empty: str, tmp_path: Path
) -> None:
    logs, list_ = tmp_path / "log", tmp_path / "erased.jsonl"
    mine, others = Markers("jj"), Markers("kk")
    conversation_id = leave_traces(any_store, mine, logs)
    leave_traces(any_store, others, logs)
    with writing(any_store) as connection:
        # It was kept for a while when the backup was made; that ended, and then it was erased.
        holds_of.put(connection, conversation_id, "lopend bezwaar", "b", now().replace(year=2099))
    file = tmp_path / "all.jsonl.gz"
    backup.backup(any_store, file)
    with writing(any_store) as connection:
        holds_of.release(connection, conversation_id)
    places = proof.Places(logs, erased=list_)
    assert erase(any_store, conversation_id, places)["found"] == {}
    assert list_.stat().st_mode & 0o777 == 0o600
    assert not search.in_file(list_, mine.made)

    backup.restore(empty, file)
    restored = connect(empty)
    try:
        kept = set().union(*search.in_rows(restored, mine.made).values())
        assert kept == set(mine.made) - mine.sealed, "the backup is from before"
        assert again.apply(restored, list_, 30) == 1
        proof.go_on(restored, places, ignore)
        assert traces_of(mine, restored, []) == {}
        assert len(set().union(*search.in_rows(restored, others.made).values())) > 40
        assert again.apply(restored, list_, 30) == 0, "and not once more"
    finally:
        restored.dispose()


def test_who_talks_again_after_an_erasure_is_not_erased_by_the_list(
    any_store: Engine, tmp_path: Path
) -> None:
    list_ = tmp_path / "erased.jsonl"
    conversation_id = leave_traces(any_store, Markers("mm"), tmp_path / "log")
    with writing(any_store) as connection:
        erasure.erase(connection, conversation_id, 30)
    inbox.receive(any_store, conversation_id, "text", "ik heb toch nog een vraag", "new-2")
    proof.go_on(any_store, proof.Places(tmp_path / "log", erased=list_), ignore)
    assert [one.conversation_id for one in again.noted(list_)] == [conversation_id]
    assert again.apply(any_store, list_, 30) == 0
    with reading(any_store) as connection:
        assert "toch nog" in str(connection.execute(select(messages.c.text)).scalars().all())


def test_the_list_forgets_what_no_backup_holds_any_more(tmp_path: Path) -> None:
    list_ = tmp_path / "sub" / "erased.jsonl"
    old = again.Erased("old", "2026-01-01T10:00:00+00:00", "2026-01-31")
    new = again.Erased("new", now().isoformat(), "2099-01-31")
    again.note(list_, old)
    with open(list_, "a", encoding="utf-8") as handle:
        handle.write('{"conversation_id": "cut o')  # the machine stopped here
    again.note(list_, new)
    again.note(list_, new)
    assert again.noted(list_) == [new]
