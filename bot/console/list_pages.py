"""The work list: tabs, filters, search, saved views, live news, export."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, AsyncIterator, Iterator, Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Engine
from sse_starlette.sse import EventSourceResponse

from bot import moments
from bot.console import filters, words
from bot.console.web import Asked, Refused, back, current, posted, signed_in
from bot.console.words import no
from bot.handoff import state as delivered
from bot.knowledge import Knowledge
from bot.store import audit, reading, work_list, writing
from bot.store.work_list import TABS, Filter
from bot.store.work_tables import saved_views

PAGE = 50
MOST_PAGES = 2000
MOST_VIEWS = 30
LOOK_EVERY_S = 1.0

CLEAR = 0.25
"""Certainty of the main need below which the list does not name it: that would mislead."""

COLUMNS = (
    "record_id", "question", "status", "need", "certainty", "municipality", "sector", "stage",
    "channel", "route", "owner", "promised_on", "created_at", "updated_at",
)  # fmt: skip
"""What an export holds: no words of the talk, no name, no number."""

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("")
async def work_list_page(request: Request, asked: Asked = Depends(signed_in)) -> Response:
    """Growth questions: who is in trouble first, then the newest change."""
    query = dict(request.query_params)
    wanted = filters.read(query, asked.knowledge)
    if "tab" not in query:
        wanted = filters.read({**query, "tab": "all" if filters.in_use(query) else "new"},
                              asked.knowledge)  # fmt: skip
    wanted = replace(wanted, in_talks=asked.may("personal"))
    page = _page(query.get("pagina", ""))
    context = await asyncio.to_thread(_shown, asked, wanted, page)
    fragment = request.headers.get("x-fragment") == "rows"
    if not fragment:
        context.update(await asyncio.to_thread(_around, asked))
        state = request.app.state
        context["notices"] = await asyncio.to_thread(
            delivered.notices, state.store, asked.knowledge, state.handoff_targets
        )
    return await asked.show(
        "fragment.html" if fragment else "list.html",
        **context,
        wanted=wanted,
        query=query,
        page=page,
        address=lambda **changed: filters.address({**query, "tab": wanted.tab}, **changed),
        filtered=filters.in_use(query),
        tabs=[(tab, words.TAB[tab]) for tab in TABS],
        done=words.DONE.get(query.get("gedaan", "")),
    )


@router.get("/nieuws")
async def news(request: Request, asked: Asked = Depends(signed_in)) -> EventSourceResponse:
    """A stream that tells when the list may have changed."""

    async def events() -> AsyncIterator[dict[str, str]]:
        known = await asyncio.to_thread(work_list.newest_change, asked.store)
        yield {"event": "ready", "data": "1"}
        while True:
            await request.app.state.wake.wait("console", LOOK_EVERY_S)
            if await current(request, used=False) is None:
                yield {"event": "gone", "data": "1"}
                return
            newest = await asyncio.to_thread(work_list.newest_change, asked.store)
            if newest != known:
                known = newest
                yield {"event": "changed", "data": "1"}

    return EventSourceResponse(events(), ping=15)


@router.get("/export.{kind}")
async def export(request: Request, kind: str, asked: Asked = Depends(signed_in)) -> Response:
    """Everything that the filter shows, as CSV or JSON; it is written down who took it."""
    asked.need("export")
    if kind not in ("csv", "json"):
        raise Refused(404, no("no_file"))
    query = dict(request.query_params)
    wanted = filters.read(query, asked.knowledge)
    detail = {"as": kind, "filter": filters.address(query)}

    def write_down() -> None:
        with writing(asked.store) as connection:
            audit.note(connection, asked.actor.id, asked.actor.name, "list.export", kind, detail)

    await asyncio.to_thread(write_down)
    rows = _exported(asked.store, asked.session.broker_id, wanted, asked.knowledge)
    made = datetime.now(timezone.utc).astimezone(moments.HERE).strftime("%Y%m%d-%H%M")
    return StreamingResponse(
        _csv(rows) if kind == "csv" else _json(rows),
        media_type="text/csv; charset=utf-8" if kind == "csv" else "application/json",
        headers={"Content-Disposition": f'attachment; filename="groeivragen-{made}.{kind}"'},
    )


@router.post("/weergaven")
async def save_view(asked: Asked = Depends(posted)) -> Response:
    """Keep the filter under a name."""
    name = asked.words("name", 60)
    query = filters.address(dict(_pairs(asked.sent.get("query", ""))))

    def save(connection: Any) -> None:
        t = saved_views.c
        mine = t.broker_id == asked.session.broker_id
        connection.execute(delete(saved_views).where(mine, t.name == name))
        have = connection.execute(select(t.id).where(mine)).all()
        if len(have) >= MOST_VIEWS:
            raise Refused(422, no("many_views", most=MOST_VIEWS))
        connection.execute(
            insert(saved_views).values(broker_id=asked.session.broker_id, name=name, query=query)
        )

    await asked.do(save)
    return back(f"/console?{query}", "view")


@router.post("/weergaven/{view_id}/weg")
async def drop_view(view_id: int, asked: Asked = Depends(posted)) -> Response:
    """Forget a view of one's own."""
    t = saved_views.c
    this = delete(saved_views).where(t.id == view_id, t.broker_id == asked.session.broker_id)
    await asked.do(lambda connection: connection.execute(this))
    return back("/console", "view_gone")


def _pairs(query: str) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return [(name, value[:200]) for name, value in parse_qsl(query[:4000], max_num_fields=40)]


def _page(text: str) -> int:
    given = text.isascii() and text.isdigit() and len(text) < 6
    return max(1, min(int(text), MOST_PAGES)) if given else 1


def _shown(asked: Asked, wanted: Filter, page: int) -> dict[str, Any]:
    me, k = asked.session.broker_id, asked.knowledge
    found = work_list.rows(asked.store, me, wanted, PAGE + 1, (page - 1) * PAGE)
    return {
        "rows": [in_words(row, k) for row in found[:PAGE]],
        "more": len(found) > PAGE,
        "counts": work_list.counts(asked.store, me),
        "needed": work_list.needed(asked.store),
        "most_counted": work_list.MOST_COUNTED,
    }


def _around(asked: Asked) -> dict[str, Any]:
    owners = work_list.names(asked.store)
    t = saved_views
    with reading(asked.store) as connection:
        mine = select(t).where(t.c.broker_id == asked.session.broker_id).order_by(t.c.name)
        views = [dict(row) for row in connection.execute(mine).mappings()]
    return {
        "choices": filters.choices(asked.knowledge, owners, work_list.tags(asked.store)),
        "views": views,
    }


def in_words(row: Mapping[str, Any], k: Knowledge) -> dict[str, Any]:
    """A work item as people read it."""
    need, place, sector = row["need"], row["municipality"], row["sector"]
    return {
        **row,
        "need_label": k.needs_by_id[need].label if need in k.needs_by_id else need,
        "clear": row["certainty"] >= CLEAR,
        "status_label": words.STATUS[row["status"]],
        "municipality_label": k.municipality_name(place) if place else "",
        "sector_label": k.sector_name(sector) if sector else "",
        "channel_label": words.CHANNEL.get(row["channel"], row["channel"]),
        "percent": round(100 * row["certainty"]),
        "late": row["promised_on"] is not None and row["promised_on"] < moments.today(),
    }


def _exported(store: Engine, me: int, wanted: Filter, k: Knowledge) -> Iterator[dict[str, Any]]:
    for page in work_list.every(store, me, wanted):
        for row in page:
            shown = {name: row[name] for name in COLUMNS}
            for name in ("created_at", "updated_at"):
                moment = shown[name]
                if moment.tzinfo is None:
                    moment = moment.replace(tzinfo=timezone.utc)
                shown[name] = moment.astimezone(moments.HERE).isoformat(timespec="seconds")
            shown["promised_on"] = row["promised_on"].isoformat() if row["promised_on"] else None
            yield shown


def _csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    # With the mark by which Excel knows the encoding, and the separator of Dutch Excel.
    yield "\ufeff"
    for values in ([COLUMNS], ([row[name] for name in COLUMNS] for row in rows)):
        for line in values:
            written = io.StringIO()
            csv.writer(written, delimiter=";").writerow([_safe(value) for value in line])
            yield written.getvalue()


def _safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _json(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"
