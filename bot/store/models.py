"""Which model answers: what was chosen, what was found of each model, what each process loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Mapping

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store.database import now, reading, writing
from bot.store.work_tables import engine_models, model_checks, model_choices

SEEN_WITHIN = timedelta(minutes=2)
"""A process that was not heard of for longer is gone."""

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Choice:
    """Somebody chose a model."""

    id: int
    model: str
    instead_of: str
    """The model of the data as it was then; the same one where nothing earlier was chosen."""
    who: str
    at: datetime

    def model_for(self, today: str) -> str:
        """The model that answers.

        Args:
            today: the model of the data as it is now. Where that is another one than at the time
                of the choice, there is something newer than what was chosen against.
        """
        return self.model if self.instead_of == today else today


def choose(
    connection: Connection, model: str, instead_of: str, broker_id: int | None, who: str
) -> None:
    """From now on this model answers, in the caller's transaction."""
    connection.execute(
        insert(model_choices).values(
            model=model, instead_of=instead_of, broker_id=broker_id, who=who[:120], at=now()
        )
    )


def latest(engine: Engine) -> Choice | None:
    """The choice that counts; None where nobody ever chose."""
    found = choices(engine, 1)
    return found[0] if found else None


def choices(engine: Engine, limit: int = 20) -> list[Choice]:
    """What was chosen, the newest first."""
    t = model_choices.c
    query = select(t.id, t.model, t.instead_of, t.who, t.at).order_by(t.id.desc()).limit(limit)
    with reading(engine) as connection:
        return [Choice(**row) for row in connection.execute(query).mappings()]


def save_check(
    engine: Engine, model: str, against: str, passed: bool, figures: Mapping[str, Any]
) -> None:
    """What was found of a model; the last finding counts."""
    row = {"against": against, "passed": int(passed), "figures": dict(figures), "at": now()}
    with writing(engine) as connection:
        connection.execute(delete(model_checks).where(model_checks.c.model == model))
        connection.execute(insert(model_checks).values(model=model, **row))


def checks(engine: Engine) -> dict[str, dict[str, Any]]:
    """Model → ``against``, ``passed``, ``figures`` and ``at``."""
    with reading(engine) as connection:
        rows = connection.execute(select(model_checks)).mappings().all()
    return {row["model"]: {**row, "passed": bool(row["passed"])} for row in rows}


def loaded(engine: Engine, process: str, model: str, problem: str | None = None) -> None:
    """A process tells what it answers with since now.

    Args:
        process: which one: its machine and its port.
        problem: why it does not answer with another one that was chosen.
    """
    t = engine_models.c
    with writing(engine) as connection:
        before = connection.execute(select(t.model, t.since).where(t.process == process)).first()
        since = before.since if before is not None and before.model == model else now()
        row = {
            "model": model,
            "since": since,
            "seen_at": now(),
            "problem": problem and problem[:200],
        }
        gone = t.seen_at < now() - FORGOTTEN_AFTER
        connection.execute(delete(engine_models).where((t.process == process) | gone))
        connection.execute(insert(engine_models).values(process=process, **row))


def seen(engine: Engine, process: str) -> None:
    """That process is still there."""
    with writing(engine) as connection:
        connection.execute(
            update(engine_models).where(engine_models.c.process == process).values(seen_at=now())
        )


def processes(engine: Engine) -> list[dict[str, Any]]:
    """Processes that were heard of just now: ``process``, ``model``, ``since``, ``problem``."""
    t = engine_models.c
    query = select(engine_models).where(t.seen_at > now() - SEEN_WITHIN).order_by(t.process)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
