"""The router goes on whatever goes wrong in it: people wait for their answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.app import make_app
from bot.conversations import router
from bot.settings import Settings
from bot.store import migrate
from tests.running import free_port


def once_wrong(real: Callable[..., Any]) -> Callable[..., Any]:
    """Goes wrong in a way that nobody thought of, and after that no more."""
    calls = iter([RuntimeError("can't start new thread")])

    def wrong(*arguments: Any, **named: Any) -> Any:
        for problem in calls:
            raise problem
        return real(*arguments, **named)

    return wrong


@pytest.mark.parametrize("where", ["waiting_conversations", "process_of"])
def test_a_fault_of_ours_does_not_end_the_looking(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, where, once_wrong(getattr(router, where)))
    url = f"sqlite:///{tmp_path / 'web.sqlite'}"
    migrate(url)
    settings = Settings(
        database_url=url, engine_port=free_port(), engine_token="t", outage_notice_after_s=0.1
    )
    with TestClient(make_app(settings)) as client:
        begun = client.post("/api/conversations").json()
        path = f"/api/conversations/{begun['id']}/messages"
        key = {"Authorization": f"Bearer {begun['key']}"}
        deadline = time.monotonic() + 20
        # No engine runs here, so they are told that the answer comes later.
        while not [m for m in client.get(path, headers=key).json() if m["author"] == "system"]:
            assert time.monotonic() < deadline, "it looks no more"
            time.sleep(0.1)
