"""Insight for the programme: what is asked, where it stops, what is missing; never one firm."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from sqlalchemy.engine import Engine

from bot import moments
from bot.console import model_figures, pictures, view, words
from bot.console.filters import CERTAINTY_NAMES
from bot.console.web import Asked, Refused, signed_in
from bot.console.words import no
from bot.knowledge import Knowledge
from bot.store import audit, insight, quality, work

STEPS = {
    "begun": "gesprek geopend",
    "spoke": "iets gezegd",
    "question": "er is een groeivraag",
    "confirmed": "groeivraag bevestigd",
    "person": "naar een mens",
}
TABLES = {
    "behoefte-gemeente": ("Behoefte en gemeente", 0, 2),
    "behoefte-sector": ("Behoefte en sector", 0, 1),
    "sector-gemeente": ("Sector en gemeente", 1, 2),
}
UNKNOWN = "niet bekend"

router = APIRouter(prefix="/console/inzicht", include_in_schema=False)


@router.get("")
async def page(asked: Asked = Depends(signed_in)) -> Response:
    """All pictures of one year, each with its table."""
    year, known = await _year(asked)
    found = await asyncio.to_thread(figures, asked.store, asked.knowledge, *_bounds(year))
    return await asked.show("insight.html", year=year, years=known, **found)


@router.get("/model")
async def model(asked: Asked = Depends(signed_in)) -> Response:
    """How well each model understood, week by week."""
    year, known = await _year(asked)
    weeks = await asyncio.to_thread(
        quality.weeks, asked.store, date(year, 1, 1), date(year + 1, 1, 1)
    )
    return await asked.show("insight_model.html", year=year, years=known, weeks=weeks,
                            least=quality.LEAST, pictures=model_figures.model_pictures(weeks),
                            lines=model_figures.model_lines(weeks))  # fmt: skip


@router.get("/{name}.csv")
async def download(name: str, asked: Asked = Depends(signed_in)) -> Response:
    """One table as CSV."""
    asked.need("export")
    year, _ = await _year(asked)
    lines = await asyncio.to_thread(_lines, asked, name, year)
    actor = asked.actor
    await asyncio.to_thread(work.do, asked.store, lambda c: audit.note(
        c, actor.id, actor.name, "insight.export", name, {"year": year}))  # fmt: skip
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(lines)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{year}.csv"'}
    return Response(f"\ufeff{written.getvalue()}", media_type="text/csv", headers=headers)


async def _year(asked: Asked) -> tuple[int, list[int]]:
    """The year that is asked for, and those there are. Whole years only: two periods of which one
    lies in the other could be subtracted."""
    found = await asyncio.to_thread(insight.years, asked.store)
    this = moments.today().year
    known = list(range(found[0], found[1] + 1)) if found else [this]
    given = asked.request.query_params.get("jaar", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else known[-1]
    return (year if year in known else known[-1]), known


def _bounds(year: int) -> tuple[datetime, datetime]:
    here = ZoneInfo("Europe/Amsterdam")
    first, last = (datetime(y, 1, 1, tzinfo=here) for y in (year, year + 1))
    return first.astimezone(timezone.utc), last.astimezone(timezone.utc)


def _weeks(asked: Asked, year: int) -> list[quality.Week]:
    return quality.weeks(asked.store, date(year, 1, 1), date(year + 1, 1, 1))


def figures(store: Engine, k: Knowledge, since: datetime, until: datetime) -> dict[str, Any]:
    """All that may be shown of a period: ``pictures``, ``tables`` and ``minutes``.

    Args:
        since, until: with their zone; ``until`` itself is outside.
    """
    counts = insight.triples(store, since, until)
    unmet = insight.unmet(store, since, until)
    found = insight.scores(store, since, until)
    return {
        "step": insight.STEP,
        "pictures": [
            _picture("trechter", "Hoe ver gesprekken komen",
                     [(STEPS[n], v) for n, v in insight.funnel(store, since, until)]),
            _picture("behoeften", "Waar het om gaat",
                     _ordered(insight.by(store, "need", since, until), lambda n: _need(k, n))),
            _picture("onvervuld", "Behoeften waar niets bij paste",
                     sorted(((_need(k, n), w) for n, (_, w) in unmet.items() if w),
                            key=lambda pair: -(pair[1] or 0))),
            _picture("routes", "Waar het heen ging, en waarom",
                     _ordered(insight.by(store, "route", since, until), words.ROUTE.get)),
            _picture("kanalen", "Via welk kanaal",
                     _ordered(insight.by(store, "channel", since, until), words.CHANNEL.get)),
            _picture("zekerheid", "Hoe zeker de computer was",
                     [(CERTAINTY_NAMES[n], v)
                      for n, v in insight.certainty(store, since, until).items()]),
            _picture("oordeel", "Wat ondernemers ervan vonden",
                     [(words.SCORE[score], found.get(score)) for score in words.SCORE]),
            _picture("vragen", "Wat er gevraagd werd, vraag voor vraag",
                     [(view.question(k, about), number)
                      for about, number in insight.asked(store, since, until)][:40]),
        ],
        "tables": [
            {"name": name, "title": title, "lines": _in_words(insight.table(counts, r, c), k, r, c)}
            for name, (title, r, c) in TABLES.items()
        ],
        "minutes": {
            **insight.minutes(store, since, until),
            "to_answer": insight.to_answer(store, since, until),
        },
    }  # fmt: skip


def _lines(asked: Asked, name: str, year: int) -> list[list[Any]]:
    k, (since, until) = asked.knowledge, _bounds(year)
    if name == "model":
        return model_figures.model_lines(_weeks(asked, year))
    if name == "behoefte-sector-gemeente":
        return together(k, insight.triples(asked.store, since, until))
    if name in TABLES:
        _, r, c = TABLES[name]
        return _in_words(insight.table(insight.triples(asked.store, since, until), r, c), k, r, c)
    pictures = figures(asked.store, k, since, until)["pictures"]
    found = next((p for p in pictures if p["name"] == name), None)
    if found is None:
        raise Refused(404, no("no_table"))
    return [["wat", "minstens"], *([label, value] for label, value in found["rows"])]


def together(k: Knowledge, counts: list[tuple[insight.Triple, int]]) -> list[list[Any]]:
    """Need × sector × municipality as lines with their heads; only what may be given out."""
    rows = [
        [_label(k, 0, n), _label(k, 1, s), _label(k, 2, m), insight.shown(count)]
        for (n, s, m), count in counts
        if insight.shown(count) is not None
    ]
    return [["behoefte", "sector", "gemeente", "minstens"], *sorted(rows)]


def _picture(name: str, title: str, values: list[tuple[str, int | None]]) -> dict[str, Any]:
    given = [(label, value) for label, value in values if value is not None]
    return {"name": name, "title": title, "rows": given, "src": pictures.bars(given)}


def _ordered(counts: dict[str, int | None], label: Any) -> list[tuple[str, int | None]]:
    given = [(label(name) or name, value) for name, value in counts.items() if value is not None]
    return sorted(given, key=lambda pair: -(pair[1] or 0))


def _in_words(table: insight.Table, k: Knowledge, row: int, column: int) -> list[list[Any]]:
    heads = ["", *(_label(k, column, name) for name in table.columns)]
    return [heads] + [
        [_label(k, row, name), *(table.cells.get((name, c)) or "–" for c in table.columns)]
        for name in table.rows
    ]


def _label(k: Knowledge, place: int, value: str) -> str:
    if not value:
        return UNKNOWN
    return (_need, lambda k, v: k.sector_name(v), lambda k, v: k.municipality_name(v))[place](
        k, value
    )


def _need(k: Knowledge, need: str) -> str:
    return k.needs_by_id[need].label if need in k.needs_by_id else need
