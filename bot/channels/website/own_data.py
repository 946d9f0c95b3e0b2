"""The page with somebody's own data, behind a link that works once, whatever channel they are on.

Opening the link does not use it up (whoever shows a preview of it opens it too); the button on the
page does. After that the browser that pressed it can read and download for a quarter of an hour.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.channels.website.routes import templates
from bot.handoff import brief
from bot.knowledge import load as load_knowledge
from bot.moments import day_in_words, in_words
from bot.privacy import own_data
from bot.privacy.own_data import LinkOver
from bot.privacy.periods import periods

COOKIE = "groeimakelaar_eigen_gegevens"
PRIVATE = {"Cache-Control": "no-store"}

templates.env.filters["moment"] = in_words
templates.env.filters["day"] = day_in_words

router = APIRouter(include_in_schema=False)


@router.get("/gegevens", response_class=HTMLResponse)
async def page(request: Request) -> Response:
    """All of it, to read."""
    found = await _opened(request)
    if found is None:
        return _answer(request, "over", 404)
    return _answer(request, "shown", data=found)


@router.get("/gegevens/export.json")
async def export(request: Request) -> Response:
    """All of it, to take along."""
    found = await _opened(request)
    if found is None:
        return _answer(request, "over", 404)
    return Response(
        json.dumps(found, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={**PRIVATE, "Content-Disposition": 'attachment; filename="mijn-gegevens.json"'},
    )


@router.get("/gegevens/{token}", response_class=HTMLResponse)
async def link(request: Request, token: str) -> Response:
    """What the link opens: a button."""
    return _answer(request, "before", token=token)


@router.post("/gegevens/{token}")
async def use(request: Request, token: str) -> Response:
    """Use the link up."""
    try:
        key = await asyncio.to_thread(own_data.open_link, request.app.state.store, token)
    except LinkOver:
        return _answer(request, "over", 404)
    answer = RedirectResponse("/gegevens", 303, headers=PRIVATE)
    answer.set_cookie(
        COOKIE,
        key,
        max_age=int(own_data.OPENED_S),
        path="/gegevens",
        httponly=True,
        samesite="strict",
        secure=request.app.state.settings.public_url.startswith("https"),
    )
    return answer


async def _opened(request: Request) -> dict[str, Any] | None:
    state = request.app.state
    try:
        conversation_id = await asyncio.to_thread(
            own_data.of_opened, state.store, request.cookies.get(COOKIE, "")
        )
    except LinkOver:
        return None
    return await asyncio.to_thread(
        own_data.all_of, state.store, conversation_id, periods(state.settings)
    )


def _answer(request: Request, step: str, status: int = 200, **shown: Any) -> Response:
    texts = request.app.state.texts
    names = ("title", "open", "before", "over", "download", "question", "talk", "looked", "until",
             "held", "read")  # fmt: skip
    words = {name: texts.get(f"own_data.page.{name}")[0] for name in names}
    k = load_knowledge()
    context = {
        "step": step,
        "words": words,
        "data": None,
        "token": None,
        "said": lambda name: texts.get(f"own_data.page.{name}")[0],
        "label": lambda name: brief.label(k, name),
        "value": lambda name, found: brief.value(k, name, found),
        **shown,
    }
    return templates.TemplateResponse(
        request, "own_data.html", context, status_code=status, headers=PRIVATE
    )
