"""A later version is put in place, with another schema, while talks go on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine, make_url

from tests.running import Browser, Installation, deployed, replace_code

ENGINE, WEB = "bot.engine.serve", "bot.app"


def until(true: Callable[[], Any], what: str, within_s: float = 60.0) -> Any:
    deadline = time.monotonic() + within_s
    while not (found := true()):
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
    return found


def versions(store: Engine) -> tuple[str, list[tuple[str, str]]]:
    with store.connect() as connection:
        schema = connection.execute(text("select version_num from alembic_version")).scalar_one()
        said = connection.execute(text("select author, text from messages order by id")).all()
    return str(schema), [(row[0], row[1]) for row in said]


@pytest.mark.timeout(300)
def test_nothing_is_done_with_another_schema_and_it_goes_on_by_itself(
    model: Path, any_store: Engine, tmp_path: Path
) -> None:
    root = deployed(tmp_path / "root")
    url = any_store.url
    database = (
        f"sqlite:///{Path(str(url.database)).resolve()}"
        if url.get_backend_name() == "sqlite"
        else make_url(url).render_as_string(hide_password=False)
    )
    running = Installation(tmp_path, root, BOT_DATABASE_URL=database, BOT_OUTAGE_NOTICE_AFTER_S="1")
    try:
        talk = Browser(running.url)
        hello = talk.wait_for_answer(0)
        old = {pid for name in (ENGINE, WEB) for pid in running.pids(name)}

        # The code is there, the schema is not yet, and one process dies in between.
        later = replace_code(root)
        running.kill(ENGINE)
        until(lambda: later in running.output.read_text(), "bot run says nothing of it")
        assert "bot migrate" in running.output.read_text()
        until(lambda: set(running.pids(ENGINE)) - old, "the engine did not come back")
        asked = talk.send("hallo, wie ben jij?", "c1")["message_id"]
        log = tmp_path / "log" / f"engine-{running.engine_port}.log"
        until(lambda: f"werkt met {later}" in log.read_text(), "the engine does not say why")
        until(
            lambda: any(m["author"] == "system" for m in talk.messages(asked)),
            "nobody tells that the answer comes later",
        )
        assert running.status("/readyz") == 503, "nothing can be answered now"
        assert not [m for m in talk.messages(asked) if m["author"] == "bot"]
        assert versions(any_store)[0] != later, "a process that was started anew migrated"

        # The database follows: what still is of the old version takes in nothing more ...
        running.migrate()
        # ... and the whole goes on as the new version, in the process that it was.
        parent = running.process.pid
        until(
            lambda: (
                {p for n in (ENGINE, WEB) for p in running.pids(n)}.isdisjoint(old)
                and running.status("/readyz") == 200
            ),
            "it did not go on by itself",
        )
        assert running.process.poll() is None and running.process.pid == parent
        answer = talk.wait_for_answer(asked)
        assert "computer" in answer[0]["text"]
        again = talk.send("en wat kun je?", "c2")["message_id"]
        talk.wait_for_answer(again)
        schema, said = versions(any_store)
        assert schema == later
        assert [text for author, text in said if author == "entrepreneur" and text] == [
            "hallo, wie ben jij?",
            "en wat kun je?",
        ]
        assert talk.messages()[0]["id"] == hello[0]["id"], "nothing of before is lost"
        os.kill(parent, signal.SIGTERM)
        assert running.process.wait(30) == 0
    finally:
        if running.process.poll() is None:
            running.stop()
