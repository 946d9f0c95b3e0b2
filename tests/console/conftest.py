"""A console with people of every role, and an application without an engine behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine

from bot.app import make_app
from bot.console import accounts
from bot.settings import Settings
from bot.store import connect, migrate
from tests.running import free_port

PASSWORD = "een lange zin als wachtwoord"
ROLES = {"sam": "makelaar", "noor": "makelaar", "chef": "coordinator", "baas": "beheerder",
         "lies": "lezer"}  # fmt: skip


class Desk:
    """One person's browser."""

    def __init__(self, app: Any, name: str) -> None:
        self.name = name
        self.http = TestClient(app, follow_redirects=False)
        answer = self.http.post(
            "/console/login", data={"email": f"{name}@x.nl", "password": PASSWORD}
        )
        assert answer.status_code == 303, answer.text

    def get(self, path: str) -> Any:
        return self.http.get(f"/console{path}")

    def csrf(self) -> str:
        page = self.get("/account").text
        return str(page.split('name="csrf" value="')[1].split('"')[0])

    def post(self, path: str, **sent: Any) -> Any:
        return self.http.post(f"/console{path}", data={"csrf": self.csrf(), **sent})


@pytest.fixture()
def house(tmp_path: Path) -> Iterator[tuple[Any, Engine]]:
    """The application and its database."""
    url = f"sqlite:///{tmp_path / 'console.sqlite'}"
    migrate(url)
    engine = connect(url)
    for name, role in ROLES.items():
        accounts.add_broker(engine, f"{name}@x.nl", name.capitalize(), PASSWORD, role)
    settings = Settings(
        database_url=url, engine_port=free_port(), engine_token="t", takeover_quiet_minutes=0.01
    )
    app = make_app(settings)
    with TestClient(app):
        yield app, engine
    engine.dispose()


@pytest.fixture()
def shop(house: tuple[Any, Engine]) -> Engine:
    """Its database."""
    return house[1]


@pytest.fixture()
def desk(house: tuple[Any, Engine]) -> Callable[[str], Desk]:
    """Signs somebody in."""
    return lambda name: Desk(house[0], name)
