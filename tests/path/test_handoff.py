"""From a talk on the website to the CRM, with the delivery worker killed on the way."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import Browser, Installation

WORKER = "bot.handoff.serve"


@pytest.fixture()
def connected(model: Path, tmp_path: Path) -> Iterator[Installation]:
    running = Installation(
        tmp_path,
        BOT_CRM="demo",
        BOT_CRM_DEMO_FOLDER=str(tmp_path / "crm"),
        BOT_CRM_DEMO_FAIL="conflict,precondition_after",
    )
    yield running
    running.stop()


def until(what: Callable[[], Any], within_s: float = 60.0) -> Any:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {within_s} s")


@pytest.mark.timeout(240)
def test_who_asks_for_a_person_is_in_the_crm_until_they_take_it_back(
    connected: Installation, tmp_path: Path
) -> None:
    crm = tmp_path / "crm"
    talk = Browser(connected.url)
    last = 0

    def say(text: str, number: int) -> list[dict[str, Any]]:
        nonlocal last
        last = int(talk.send(text, f"c{number}")["message_id"])
        return talk.wait_for_answer(last)

    def stands() -> dict[str, Any] | None:
        files = list(crm.glob("*.json")) if crm.exists() else []
        assert len(files) <= 1, "one, however often it is tried"
        found: dict[str, Any] | None = json.loads(files[0].read_text()) if files else None
        return found

    say("ik wil graag een mens spreken", 1)
    connected.kill(WORKER)
    first = until(stands)
    assert first["person"] is None, "no contact details were given yet"
    until(lambda: connected.pids(WORKER))
    say("Sam de Boer, 06 12 34 56 78", 2)
    changed = until(lambda: (told := stands()) and told["person"] and told)
    assert changed["key"] == first["key"] and changed["version"] > first["version"]
    assert changed["person"]["phone"] == "0612345678"

    say("verwijder alles wat ik gezegd heb", 3)
    yes = next(
        button["payload"]
        for message in talk.messages()
        for button in message["buttons"]
        if "trek in" in button["title"]
    )
    talk.choose(yes, "c4")
    until(lambda: not list(crm.glob("*.json")))
