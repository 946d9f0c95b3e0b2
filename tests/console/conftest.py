"""A console with people of every role, and an application without an engine behind it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.app import make_app
from bot.console import accounts
from bot.console.web import COOKIE
from bot.settings import Settings
from bot.store import connect, migrate, writing
from bot.store.tables import brokers
from tests.running import free_port

PASSWORD = "een lange zin als wachtwoord"
ROLES = {"sam": "makelaar", "noor": "makelaar", "chef": "coordinator", "baas": "beheerder",
         "lies": "lezer"}  # fmt: skip


class Desk:
    """One person's browser.

    Args:
        served: the application as it runs; all browsers reach the one event loop it runs in.
    """

    def __init__(self, served: TestClient, store: Engine, name: str) -> None:
        self.http = TestClient(served.app, follow_redirects=False)
        self.http.portal = served.portal
        with writing(store) as connection:
            row = connection.execute(select(brokers).where(brokers.c.email == f"{name}@x.nl")).one()
            token = accounts.open_session(connection, row.id, row.name)
        self.http.cookies.set(COOKIE, token, path="/console")
        session = accounts.session(store, token)
        assert session is not None
        self.csrf = session.csrf

    def get(self, path: str) -> Any:
        return self.http.get(f"/console{path}")

    def post(self, path: str, **sent: Any) -> Any:
        return self.http.post(f"/console{path}", data={"csrf": self.csrf, **sent})


@pytest.fixture(scope="session")
def made_ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the accounts in it; making them takes seconds."""
    path = tmp_path_factory.mktemp("console") / "console.sqlite"
    migrate(f"sqlite:///{path}")
    engine = connect(f"sqlite:///{path}")
    for name, role in ROLES.items():
        accounts.add_broker(engine, f"{name}@x.nl", name.capitalize(), PASSWORD, role)
    with engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    engine.dispose()
    return path


@pytest.fixture()
def house(tmp_path: Path, made_ready: Path) -> Iterator[tuple[TestClient, Engine]]:
    """The application as it runs, and its database."""
    path = shutil.copy(made_ready, tmp_path / "console.sqlite")
    engine = connect(f"sqlite:///{path}")
    settings = Settings(
        database_url=f"sqlite:///{path}",
        engine_port=free_port(),
        engine_token="t",
        takeover_quiet_minutes=0.01,
    )
    app = make_app(settings)
    with TestClient(app) as served:
        yield served, engine
    engine.dispose()


@pytest.fixture()
def shop(house: tuple[TestClient, Engine]) -> Engine:
    """Its database."""
    return house[1]


@pytest.fixture()
def desk(house: tuple[TestClient, Engine]) -> Callable[[str], Desk]:
    """Signs somebody in."""
    return lambda name: Desk(*house, name)
