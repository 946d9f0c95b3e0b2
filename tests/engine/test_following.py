"""An engine process takes the model that is chosen, and keeps its own where that cannot be."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.engine.following import Following, chosen_or
from bot.model_files import fingerprint, forget_old, kept, path_of
from bot.store import models, writing

OLD, NEW, DAMAGED = "0" * 16, "1" * 16, "2" * 16


class Agent:
    """Loads files that say that they can be loaded."""

    def __init__(self) -> None:
        self.answers_with = NEW
        self.loads = 0

    def prepare(self, model_path: Path) -> str:
        self.loads += 1
        if model_path.read_text() != "whole":
            raise EOFError("not a model")
        return model_path.name.split(".")[0]

    def take(self, prepared: Any) -> None:
        self.answers_with = prepared


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models"
    made.mkdir()
    for name, content in ((OLD, "whole"), (NEW, "whole"), (DAMAGED, "half")):
        path_of(name, made).write_text(content)
    return made


def choose(store: Engine, model: str, instead_of: str = NEW) -> None:
    with writing(store) as connection:
        models.choose(connection, model, instead_of, None, "Baas")


def test_follows_each_choice_once(any_store: Engine, folder: Path) -> None:
    agent = Agent()
    following = Following(agent, any_store, "a:1", path_of(NEW, folder), folder, lambda: NEW)

    def after_a_look() -> tuple[str, str | None]:
        asyncio.run(following.look())
        [row] = models.processes(any_store) or [{"problem": None}]
        return agent.answers_with, row["problem"]

    assert after_a_look() == (NEW, None) and models.processes(any_store) == []
    choose(any_store, OLD)
    assert after_a_look() == (OLD, None)
    assert after_a_look() == (OLD, None) and agent.loads == 1
    choose(any_store, DAMAGED)
    kept_on, problem = after_a_look()
    assert kept_on == OLD and "laadt niet: EOFError" in str(problem)
    after_a_look()
    assert agent.loads == 2, "what does not load is not tried for ever"
    choose(any_store, "3" * 16)
    assert "niet op deze machine" in str(after_a_look()[1])
    choose(any_store, NEW)
    assert after_a_look() == (NEW, None)


def test_a_choice_against_older_data_is_no_choice(any_store: Engine, folder: Path) -> None:
    agent = Agent()
    choose(any_store, OLD, instead_of=DAMAGED)
    following = Following(agent, any_store, "a:1", path_of(NEW, folder), folder, lambda: NEW)
    asyncio.run(following.look())
    assert agent.answers_with == NEW and agent.loads == 0


def test_a_model_that_is_fixed_is_only_told(any_store: Engine, folder: Path) -> None:
    agent = Agent()
    choose(any_store, OLD)
    following = Following(
        agent, any_store, "a:1", path_of(NEW, folder), folder, lambda: NEW, fixed=True
    )

    async def for_a_while() -> None:
        work = asyncio.create_task(following.run())
        while not models.processes(any_store):
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        work.cancel()

    asyncio.run(for_a_while())
    [row] = models.processes(any_store)
    assert row["model"] == NEW and agent.loads == 0


def test_what_a_process_begins_with(any_store: Engine, folder: Path) -> None:
    today = fingerprint()
    default = path_of(NEW, folder)
    assert chosen_or(any_store, default, folder) == default
    choose(any_store, OLD, instead_of=today)
    assert chosen_or(any_store, default, folder) == path_of(OLD, folder)
    choose(any_store, "3" * 16, instead_of=today)
    assert chosen_or(any_store, default, folder) == default, "its file is not here"


def test_started_again_after_the_code_was_replaced(
    any_store: Engine, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = path_of(OLD, folder)
    assert chosen_or(any_store, before, folder) == before
    assert fingerprint() in caplog.text, "nobody is told that another model belongs to this code"
    fits = path_of(fingerprint(), folder)
    fits.write_text("whole")
    assert chosen_or(any_store, before, folder) == fits
    choose(any_store, NEW, instead_of=OLD)
    assert chosen_or(any_store, before, folder) == fits, "it was chosen against older data"


def test_files_that_are_no_models_of_ours(folder: Path) -> None:
    (folder / "notes.tar.gz").write_text("x")
    found = {one.name: one.trained_at for one in kept(folder)}
    assert found == {OLD: None, NEW: None, DAMAGED: None}
    for number in range(3, 9):
        path_of(f"{number}" * 16, folder).write_text("whole")
    forget_old(folder)
    assert len(list(folder.glob("*.tar.gz"))) == 5
