"""Counts for the programme's insight: nothing in them can be brought back to one firm.

Every count that is given out is rounded down to a multiple of `STEP`, totals for themselves, and
what is below `STEP` is not given at all. So one number taken off another leaves no count of a few.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Iterable, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.engine import Engine

from bot.store.database import reading
from bot.store.tables import conversations, growth_questions, messages
from bot.store.work_list import CERTAINTY
from bot.store.work_tables import ratings, work_items

STEP = 5
SAMPLE = 2000
"""Growth questions, the newest, of which is looked how long they took."""

UNANSWERED = 0
"""In place of a score: it was asked, and nobody answered."""

Triple = tuple[str, str, str]
"""Need, sector, municipality; empty where it is not known."""


def shown(count: int) -> int | None:
    """A count as it may be given out; None below `STEP`."""
    return count // STEP * STEP if count >= STEP else None


@dataclass(frozen=True)
class Table:
    """Counts of two properties together, as they may be given out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], int | None]


def table(counts: Iterable[tuple[Triple, int]], row: int, column: int) -> Table:
    """Two of the three properties against each other.

    Args:
        row, column: places in the triple.
    """
    together: Counter[tuple[str, str]] = Counter()
    for triple, number in counts:
        together[triple[row], triple[column]] += number
    cells = {pair: shown(number) for pair, number in together.items()}
    given = [pair for pair, number in cells.items() if number is not None]
    # A row or column of which nothing is given would say that there is something.
    rows = tuple(sorted({pair[0] for pair in given}))
    columns = tuple(sorted({pair[1] for pair in given}))
    return Table(rows, columns, {pair: cells[pair] for pair in given})


def triples(engine: Engine, since: datetime, until: datetime) -> list[tuple[Triple, int]]:
    """Exact counts of need × sector × municipality; never to be given out as they are."""
    t = work_items.c
    query = (
        select(t.need, t.sector, t.municipality, func.count().label("n"))
        .where(_within(since, until))
        .group_by(t.need, t.sector, t.municipality)
    )
    with reading(engine) as connection:
        return [
            ((r.need, r.sector or "", r.municipality or ""), int(r.n))
            for r in connection.execute(query)
        ]


def by(engine: Engine, name: str, since: datetime, until: datetime) -> dict[str, int | None]:
    """Counts by a column of the work items (``need``, ``route``, ``channel``, ``status``)."""
    column = work_items.c[name]
    query = select(column, func.count().label("n")).where(_within(since, until)).group_by(column)
    with reading(engine) as connection:
        return {str(r[0]): shown(int(r.n)) for r in connection.execute(query)}


def unmet(engine: Engine, since: datetime, until: datetime) -> dict[str, tuple[int, int | None]]:
    """Need → how many growth questions, and for how many of them nothing was found that may fit;
    only needs of which there are enough."""
    t = work_items.c
    without = func.sum(case((t.fitting == 0, 1), else_=0)).label("without")
    query = (
        select(t.need, func.count().label("n"), without)
        .where(_within(since, until), t.route != "safety_net")
        .group_by(t.need)
    )
    found = {}
    with reading(engine) as connection:
        for row in connection.execute(query):
            total = shown(int(row.n))
            if total is not None:
                found[row.need] = (total, shown(int(row.without)))
    return found


def certainty(engine: Engine, since: datetime, until: datetime) -> dict[str, int | None]:
    """How sure the main need was, by band (`CERTAINTY`)."""
    t = work_items.c
    bands = [
        func.sum(case(((t.certainty >= low) & (t.certainty < high), 1), else_=0)).label(name)
        for name, (low, high) in CERTAINTY.items()
    ]
    with reading(engine) as connection:
        row = connection.execute(select(*bands).where(_within(since, until))).mappings().one()
    return {name: shown(int(row[name] or 0)) for name in CERTAINTY}


def funnel(engine: Engine, since: datetime, until: datetime) -> list[tuple[str, int | None]]:
    """Talks that came to each step: begun, spoke, growth question, confirmed, to a person."""
    t, c = work_items.c, conversations.c
    begun = (c.created_at >= since) & (c.created_at < until)
    spoke = select(messages.c.id).where(
        messages.c.conversation_id == c.id,
        messages.c.direction == "in",
        messages.c.kind.in_(("text", "choice")),
    )
    people = t.route.in_(("broker", "broker_and_instrument", "human_now", "safety_net"))
    steps = [
        ("begun", select(func.count()).select_from(conversations).where(begun)),
        ("spoke", select(func.count()).select_from(conversations).where(begun, spoke.exists())),
        ("question", select(func.count()).where(_within(since, until))),
        ("confirmed", select(func.count()).where(_within(since, until), t.status != "draft")),
        ("person", select(func.count()).where(_within(since, until), t.status != "draft", people)),
    ]
    with reading(engine) as connection:
        return [(name, shown(int(connection.execute(query).scalar_one()))) for name, query in steps]


def asked(engine: Engine, since: datetime, until: datetime) -> list[tuple[str, int | None]]:
    """Question of the bot → talks in which it was asked, most first."""
    about = messages.c.payload["custom"]["about"].as_string().label("about")
    query = (
        select(about, func.count(func.distinct(messages.c.conversation_id)).label("n"))
        .where(
            messages.c.direction == "out",
            messages.c.author == "bot",
            messages.c.created_at >= since,
            messages.c.created_at < until,
        )
        .group_by(about)
    )
    with reading(engine) as connection:
        found = [(r.about, shown(int(r.n))) for r in connection.execute(query) if r.about]
    return sorted(((a, n) for a, n in found if n is not None), key=lambda pair: -(pair[1] or 0))


def minutes(engine: Engine, since: datetime, until: datetime) -> dict[str, float | None]:
    """Medians over enough of them: ``to_question`` from the first word to a confirmed growth
    question, ``to_claim`` from there to a broker who took it up, in minutes."""
    t, c = work_items.c, conversations.c
    query = (
        select(growth_questions.c.record, c.created_at, t.claimed_at)
        .join(growth_questions, growth_questions.c.id == t.record_id)
        .join(conversations, c.id == t.conversation_id)
        .where(_within(since, until), t.status != "draft")
        .order_by(t.created_at.desc())
        .limit(SAMPLE)
    )
    to_question, to_claim = [], []
    with reading(engine) as connection:
        for record, began, claimed in connection.execute(query):
            if not record.get("confirmed_at"):
                continue
            confirmed = datetime.fromisoformat(record["confirmed_at"]).timestamp()
            to_question.append((confirmed - _seconds(began)) / 60)
            if claimed is not None:
                to_claim.append((_seconds(claimed) - confirmed) / 60)
    return {"to_question": _middle(to_question), "to_claim": _middle(to_claim)}


def to_answer(engine: Engine, since: datetime, until: datetime) -> float | None:
    """Median of how long somebody waited for an answer of a person who had their talk, in minutes:
    from the first message that nobody had answered yet. None where there are too few."""
    m = messages.c
    begun = (m.created_at >= since) & (m.created_at < until)
    answered = (
        select(m.conversation_id)
        .where(m.author == "broker", m.direction == "out", begun)
        .group_by(m.conversation_id)
        .order_by(func.max(m.id).desc())
        .limit(SAMPLE)
    )
    query = (
        select(m.conversation_id, m.author, m.created_at)
        .where(m.conversation_id.in_(answered), m.kind.in_(("text", "choice", "notice")), begun)
        .order_by(m.conversation_id, m.id)
    )
    waited = []
    talk, with_person, asked_at = None, False, None
    with reading(engine) as connection:
        for row in connection.execute(query):
            if row.conversation_id != talk:
                talk, with_person, asked_at = row.conversation_id, False, None
            if row.author == "entrepreneur":
                asked_at = asked_at or (row.created_at if with_person else None)
            elif row.author == "broker":
                if asked_at is not None:
                    waited.append((_seconds(row.created_at) - _seconds(asked_at)) / 60)
                with_person, asked_at = True, None
            elif row.author == "bot":
                with_person, asked_at = False, None  # the bot had the talk again
    return _middle(waited)


def scores(engine: Engine, since: datetime, until: datetime) -> dict[int, int | None]:
    """Score (3 good, 2 so-so, 1 bad; `UNANSWERED`) → talks in which it was given; not of growth
    questions that were withdrawn."""
    t, w = ratings.c, work_items.c
    withdrawn = select(w.id).where(w.conversation_id == t.conversation_id, w.status == "withdrawn")
    score = func.coalesce(t.score, UNANSWERED).label("score")
    query = (
        select(score, func.count().label("n"))
        .where(t.created_at >= since, t.created_at < until, ~withdrawn.exists())
        .where(t.score.is_not(None) | (t.state == "asked"))
        .group_by(score)
    )
    with reading(engine) as connection:
        return {int(row.score): shown(int(row.n)) for row in connection.execute(query)}


def years(engine: Engine) -> tuple[int, int] | None:
    """First and last year in which growth questions began; None where there are none."""
    t = work_items.c.created_at
    with reading(engine) as connection:
        first, last = connection.execute(select(func.min(t), func.max(t))).one()
    return (first.year, last.year) if first is not None else None


def _within(since: datetime, until: datetime) -> Any:
    t = work_items.c
    return (t.created_at >= since) & (t.created_at < until) & (t.status != "withdrawn")


def _seconds(moment: datetime) -> float:
    from datetime import timezone

    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _middle(values: Sequence[float]) -> float | None:
    positive = [value for value in values if value >= 0]
    return round(median(positive), 1) if len(positive) >= STEP else None
