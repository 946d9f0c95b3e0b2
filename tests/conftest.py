"""Shared fixtures. What the tests need and cannot find is skipped aloud, and fails in CI."""

from __future__ import annotations

import bot.engine.light_rasa  # noqa: F401  # before anything of Rasa

# isort: split

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bot.knowledge import Knowledge, load
from bot.store import connect, migrate
from tests.running import Installation, free_port
from tests.talk import Talk

MUST_RUN = bool(os.environ.get("TESTS_MUST_RUN"))


OTHER_SITE = f"http://127.0.0.1:{free_port()}"
"""Origin of a site of others on which the chat may stand; tests/browser serves its pages."""


def need(found: bool, what: str) -> None:
    """Skip, aloud, when something is not on this machine; fail where it must be (CI)."""
    if not found and MUST_RUN:
        pytest.fail(f"{what} is not here, and TESTS_MUST_RUN is set")
    if not found:
        pytest.skip(f"{what} is not here")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Engine]:
    """A database of its own, with the schema that migrations make."""
    url = f"sqlite:///{tmp_path / 'test.sqlite'}"
    migrate(url)
    engine = connect(url)
    yield engine
    engine.dispose()


POSTGRES = os.environ.get("TESTS_POSTGRES", "postgresql+psycopg2://postgres@127.0.0.1:5432")
"""A PostgreSQL server on which tests may make databases of their own."""


@contextmanager
def postgres_database() -> Iterator[str]:
    """Address of a PostgreSQL database without tables, for as long as it is needed."""
    admin = create_engine(f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT", future=True)
    try:
        admin.connect().close()
    except OperationalError:
        need(False, "PostgreSQL")
    name = f"bot_test_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    yield f"{POSTGRES}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The same test on both databases that the product knows."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'test.sqlite'}"
        migrate(url)
        engine = connect(url)
        yield engine
        engine.dispose()
        return
    with postgres_database() as url:
        migrate(url)
        engine = connect(url)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database with nothing in it, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'restored.sqlite'}"
        return
    with postgres_database() as url:
        yield url


@pytest.fixture()
def empty_postgres() -> Iterator[str]:
    """Address of a PostgreSQL database with nothing in it."""
    with postgres_database() as url:
        yield url


@pytest.fixture(scope="session")
def installation(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """`bot run`, once for all tests that only talk to it."""
    running = Installation(tmp_path_factory.mktemp("installation"), BOT_WIDGET_ORIGINS=OTHER_SITE)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model for the data as it is (trained now if it was not yet)."""
    from bot.model_files import model_path
    from bot.training import train

    train()
    return model_path()


@pytest.fixture(scope="session")
def loaded_agent(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The real engine's agent, loaded once for all tests."""
    from bot.engine.agent import EngineAgent

    url = f"sqlite:///{tmp_path_factory.mktemp('engine') / 'engine.sqlite'}"
    migrate(url)
    store = connect(url)
    agent = EngineAgent(store)
    agent.load_model(model)
    agent.store = store
    yield agent
    store.dispose()


@pytest.fixture()
def talk(loaded_agent: Any) -> Iterator[Talk]:
    """A fresh conversation with the real engine."""
    conversation = Talk(loaded_agent)
    yield conversation
    conversation.close()


TRAINS = "test_correction_loop.py"
"""Trains a model, for minutes on every core: first, for what comes last is waited for by all
others (`--no-loadscope-reorder` keeps this order)."""

BESIDE = ("language", "growth_question", "matching", "diagnosis", "dialogue", "conversations",
          "understanding", "knowledge")  # fmt: skip
"""Folders whose tests start no processes that have to be ready in time: they run beside it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, and beside it what does not mind."""

    def place(item: pytest.Item) -> int:
        if item.path.name == TRAINS:
            return 0
        return 1 if item.path.parent.name in BESIDE else 2

    items.sort(key=place)
