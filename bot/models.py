"""Which model answers: what is known of each, and what may go live.

By itself the model of today's data answers. Somebody may choose an earlier one, and then every
engine process loads it while it goes on answering (`bot.engine.following`). The choice lapses when
there is a newer model than the one that it was chosen instead of. A model may go live only when it
was held against today's corrections, and got all of them right; one that answered people before may
be put back without, since a new model can be worse in a way that no correction tells.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection, Engine

from bot import corrections, model_files
from bot.paths import MODELS, ROOT
from bot.store import audit, models, quality, reading, writing

STRANGERS = ROOT / "tests" / "understanding"
"""Messages of strangers that no model has learnt from (``heldout_*.jsonl``)."""

CHECK_WITHIN_S = 300.0
"""Ten seconds on a quiet machine; on one that has much to do it took 150."""


class NotLive(RuntimeError):
    """This model may not go live; the message says why and what to do."""


@dataclass(frozen=True)
class Figures:
    """What was found of a model."""

    corrections: int
    """Corrections that it was held against."""
    right: int
    """Of those, the ones that it gets right."""
    strangers: int
    """Messages of strangers that it was held against."""
    intent: float | None
    """Share of them of which the intent was right; None where there are none."""
    top1: float | None
    """Share of those that tell of a need whose need came first."""
    top3: float | None
    """... and was among the first three."""
    missing: tuple[str, ...]
    """Intents of today that it does not know."""
    problem: str | None = None
    """Why it does not load."""

    @property
    def passed(self) -> bool:
        """Whether it may go live."""
        return self.works and self.right == self.corrections

    @property
    def works(self) -> bool:
        """Whether it can answer at all, corrections aside."""
        return not self.problem and not self.missing

    def why_not(self) -> str:
        """What is wrong, for people; empty where it passed."""
        if self.problem:
            return f"het laadt niet ({self.problem})"
        if self.missing:
            return f"het kent niet wat de assistent nu moet kunnen: {', '.join(self.missing)}"
        wrong = self.corrections - self.right
        return f"het haalt {wrong} van de {self.corrections} correcties niet" if wrong else ""


def against(tests: Path = corrections.TESTS, strangers: Path = STRANGERS) -> str:
    """Hash of what a model is held against today: what was found against anything else is old."""
    digest = hashlib.sha256(model_files.fingerprint().encode())
    for file in (tests, *sorted(strangers.glob("heldout_*.jsonl"))):
        digest.update(file.read_bytes() if file.exists() else b"-")
    return digest.hexdigest()


def check_apart(database: str, name: str) -> None:
    """Hold a model against everything in a process of its own (`bot.engine.measure`), for who may
    not know Rasa or must go on meanwhile.

    Raises:
        NotLive: no such model, or the check itself failed.
    """
    file_of(name)
    # The answer stands in the database; its own output is for who reads logs.
    done = subprocess.run(
        [sys.executable, "-m", "bot", "models", "check", name],
        cwd=ROOT,
        env={**os.environ, "BOT_DATABASE_URL": database},
        capture_output=True,
        text=True,
        timeout=CHECK_WITHIN_S,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout.startswith("{"):
        raise NotLive(f"de controle lukte niet: {done.stderr.strip()[-300:] or done.returncode}")


def use(
    connection: Connection,
    checked: dict[str, Any] | None,
    name: str,
    broker_id: int | None,
    who: str,
) -> None:
    """Have this model answer, in the caller's transaction; every engine process loads it.

    Args:
        checked: what was found of it (`bot.store.models.checks`).

    Raises:
        NotLive
    """
    path = file_of(name)
    if checked is None or checked["against"] != against():
        raise NotLive(f"model {name} is nog niet gecontroleerd met de correcties van nu")
    figures = figures_of(checked)
    if not figures.passed and not (figures.works and name in quality.answered(connection)):
        raise NotLive(f"model {name} kan niet live: {figures.why_not()}")
    model_files.used_now(path)
    models.choose(connection, name, model_files.fingerprint(), broker_id, who)
    audit.note(connection, broker_id, who, "model.use", name, {"instead_of": _today()})


def figures_of(checked: dict[str, Any]) -> Figures:
    """What was found, as it was kept."""
    found = dict(checked["figures"])
    return Figures(**{**found, "missing": tuple(found["missing"])})


def live(store: Engine) -> tuple[str, models.Choice | None]:
    """The model that should answer now, and the choice by which it does (None: by itself)."""
    choice, today = models.latest(store), _today()
    name = choice.model_for(today) if choice is not None else today
    return name, (choice if choice is not None and choice.instead_of == today else None)


def listed(store: Engine, folder: Path = MODELS) -> list[dict[str, Any]]:
    """Models on disk: ``name``, ``trained_at``, ``size``, ``live``, ``newest``, ``answered``
    (people, before), and of its check ``figures``, ``checked_at`` and ``outdated``; the one that
    was trained last comes first."""
    name, _ = live(store)
    with reading(store) as connection:
        answered = quality.answered(connection)
    found, today, held = models.checks(store), _today(), against()
    return [
        {
            "name": one.name,
            "trained_at": one.trained_at,
            "size": one.size,
            "live": one.name == name,
            "newest": one.name == today,
            "figures": figures_of(found[one.name]) if one.name in found else None,
            "checked_at": found[one.name]["at"] if one.name in found else None,
            "answered": one.name in answered,
            "outdated": one.name in found and found[one.name]["against"] != held,
        }
        for one in model_files.kept(folder)
    ]


def went_live(store: Engine, name: str, who: str) -> None:
    """A model that was just made of today's data, and passed, answers from now on."""
    checked = models.checks(store).get(name)
    with writing(store) as connection:
        use(connection, checked, name, None, who)


def as_json(name: str, figures: Figures, wrong: list[str]) -> str:
    """For other programs."""
    told = {"model": name, "passed": figures.passed, **asdict(figures), "wrong": wrong}
    return json.dumps(told, ensure_ascii=False)


def file_of(name: str) -> Path:
    """The file of a model.

    Raises:
        NotLive: there is none on this machine.
    """
    try:
        path = model_files.path_of(name)
    except ValueError as error:
        raise NotLive(str(error)) from None
    if not path.exists():
        raise NotLive(f"model {name} staat niet (meer) op deze machine")
    return path


def _today() -> str:
    return model_files.fingerprint()
