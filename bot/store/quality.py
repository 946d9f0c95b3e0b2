"""How well models understood, week by week: counts only, added to with each turn.

The talks themselves go after their period; these counts stay, and say nothing of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Mapping

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from bot.moments import HERE
from bot.store.database import reading
from bot.store.insight import shown
from bot.store.work_tables import model_weeks

COUNTED = ("messages", "unsure", "outside", "asked_person", "corrected", "certainty")
LEAST = 20
"""Messages of a week and a model below which no share is given: a share of a few says who."""

OUTSIDE = frozenset({"out_of_scope"})
PERSON = frozenset({"ask_human"})


@dataclass(frozen=True)
class Week:
    """One model in one week, as it may be given out; shares in percent."""

    monday: date
    model: str
    messages: int
    """Rounded down to five."""
    unsure: int | None
    """Share of messages below the confidence from which an intent is acted upon; None, like those
    below, where it is about fewer than five."""
    outside: int | None
    asked_person: int | None
    corrections: float | None
    """Approved corrections for each hundred messages."""
    certainty: int
    """Mean confidence."""


def _add(dialect: Any) -> Any:
    statement = dialect.insert(model_weeks)
    return statement.on_conflict_do_update(
        index_elements=["week", "model", "process"],
        set_={name: model_weeks.c[name] + statement.excluded[name] for name in COUNTED},
    )


# Built once: this goes with every typed message.
ADD = {"sqlite": _add(sqlite), "postgresql": _add(postgresql)}


def monday(moment: datetime) -> date:
    """The week of a moment, here."""
    day = moment.astimezone(HERE).date()
    return day - timedelta(days=day.weekday())


def count(
    connection: Connection,
    moment: datetime,
    model: str,
    process: str,
    intent: str,
    confidence: float,
    sure: float,
) -> None:
    """Count a typed message, in the transaction of its turn.

    Args:
        process: who counts; a row is written to by one process only.
        sure: confidence from which an intent is acted upon.
    """
    _put(
        connection, moment, model, process, messages=1, unsure=int(confidence < sure),
        outside=int(intent in OUTSIDE), asked_person=int(intent in PERSON), certainty=confidence,
    )  # fmt: skip


def count_correction(connection: Connection, moment: datetime, model: str) -> None:
    """Count an approved correction.

    Args:
        moment, model: of the message that it corrects.
    """
    _put(connection, moment, model, "console", corrected=1)


def _put(
    connection: Connection, moment: datetime, model: str, process: str, **counts: float
) -> None:
    zero: Mapping[str, float] = dict.fromkeys(COUNTED, 0)
    row = {"week": monday(moment), "model": model, "process": process}
    connection.execute(ADD[connection.dialect.name], {**row, **zero, **counts})


def answered(connection: Connection) -> frozenset[str]:
    """Models that answered people before."""
    query = select(model_weeks.c.model).where(model_weeks.c.messages > 0).distinct()
    return frozenset(connection.execute(query).scalars())


def weeks(engine: Engine, since: date, until: date) -> list[Week]:
    """Weeks that began in this period, oldest first; only those with enough messages.

    Shares are of counts that are both rounded down to five, so that nothing can be brought back to
    one message.
    """
    t = model_weeks.c
    sums = [func.sum(t[name]).label(name) for name in COUNTED]
    query = (
        select(t.week, t.model, *sums)
        .where(t.week >= since, t.week < until)
        .group_by(t.week, t.model)
        .order_by(t.week, t.model)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    found = []
    for row in rows:
        number = int(row.messages)
        if number < LEAST:
            continue
        least = shown(number) or 0

        def share(value: float, of: int = least, digits: int | None = None) -> Any:
            given = shown(int(value))
            return None if given is None else round(100 * given / of, digits)

        found.append(
            Week(
                row.week, row.model, least, share(row.unsure), share(row.outside),
                share(row.asked_person), share(row.corrected, digits=1),
                round(100 * row.certainty / number),
            )
        )  # fmt: skip
    return found
