"""The monthly report on the console."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from bot import moments
from bot.console import report
from bot.console.web import Asked, Refused, signed_in
from bot.store import audit, insight, work

router = APIRouter(prefix="/console/rapport", include_in_schema=False)

MOST_MONTHS = 36


@router.get("")
async def page(asked: Asked = Depends(signed_in)) -> Response:
    """One month; the last that is over where none is asked for."""
    month = _month(asked)
    known = await asyncio.to_thread(insight.years, asked.store)
    found = await asyncio.to_thread(report.gather, asked.store, asked.knowledge, month)
    return await asked.show("report.html", months=_months(known), **found)


@router.get("/bestand")
async def download(asked: Asked = Depends(signed_in)) -> Response:
    """The same as a file."""
    asked.need("export")
    month, actor = _month(asked), asked.actor
    written = await asyncio.to_thread(report.as_file, asked.store, asked.knowledge, month)
    await asyncio.to_thread(work.do, asked.store, lambda c: audit.note(
        c, actor.id, actor.name, "report.export", str(month)))  # fmt: skip
    name = f"maandrapport-{month}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, media_type="text/html; charset=utf-8", headers=headers)


def _month(asked: Asked) -> report.Month:
    text = asked.request.query_params.get("maand", "")
    try:
        return report.month_of(text) if text else report.previous(moments.today())
    except report.NoSuchMonth as problem:
        raise Refused(422, f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from None


def _months(known: tuple[int, int] | None) -> list[report.Month]:
    """Months to choose from, this one first."""
    today = moments.today()
    first = min(known[0], today.year) if known else today.year
    found = [
        report.Month(year, month)
        for year in range(today.year, first - 1, -1)
        for month in range(12, 0, -1)
    ]
    return [month for month in found if month.first <= today][:MOST_MONTHS]
