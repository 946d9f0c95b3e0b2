"""The console's pages."""

from __future__ import annotations

import asyncio
import hmac
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from bot import moments
from bot.console import accounts, view
from bot.console.accounts import Session, TooManyFailures
from bot.handoff import state as delivered
from bot.knowledge import load as load_knowledge
from bot.store import deliveries

HERE = Path(__file__).resolve().parent
COOKIE = "groeimakelaar_console"
PAGE = 50

router = APIRouter(prefix="/console", include_in_schema=False)
templates = Jinja2Templates(HERE / "templates")
templates.env.filters["moment"] = moments.in_words


@router.get("", response_class=HTMLResponse)
async def work_list(request: Request, page: int = 1) -> Response:
    """Growth questions, newest change first."""
    session = await _session(request)
    if session is None:
        return RedirectResponse("/console/login", 303)
    page = max(page, 1)
    rows = await asyncio.to_thread(
        view.rows, request.app.state.store, load_knowledge(), PAGE + 1, (page - 1) * PAGE
    )
    return templates.TemplateResponse(
        request,
        "list.html",
        {
            "session": session,
            "rows": rows[:PAGE],
            "page": page,
            "more": len(rows) > PAGE,
            "notices": await _notices(request),
        },
    )


@router.get("/groeivragen/{record_id}", response_class=HTMLResponse)
async def growth_question(request: Request, record_id: str) -> Response:
    """One growth question: the record, the evidence, and the talk."""
    session = await _session(request)
    if session is None:
        return RedirectResponse("/console/login", 303)
    shown = await asyncio.to_thread(
        view.growth_question, request.app.state.store, load_knowledge(), record_id
    )
    if shown is None:
        return templates.TemplateResponse(
            request, "missing.html", {"session": session, "id": record_id}, status_code=404
        )
    return templates.TemplateResponse(
        request, "growth_question.html", {"session": session, "gq": shown}
    )


@router.get("/groeivragen/{record_id}/brief", response_class=HTMLResponse)
async def brief(request: Request, record_id: str) -> Response:
    """What a broker reads in a minute before calling."""
    session = await _session(request)
    if session is None:
        return RedirectResponse("/console/login", 303)
    shown = await asyncio.to_thread(
        view.brief, request.app.state.store, load_knowledge(), record_id
    )
    if shown is None:
        return templates.TemplateResponse(
            request, "missing.html", {"session": session, "id": record_id}, status_code=404
        )
    return templates.TemplateResponse(request, "brief.html", {"session": session, "brief": shown})


@router.get("/afleveren", response_class=HTMLResponse)
async def dead_deliveries(request: Request) -> Response:
    """What did not arrive in a CRM or by mail, and will not by itself."""
    session = await _session(request)
    if session is None:
        return RedirectResponse("/console/login", 303)
    rows = await asyncio.to_thread(delivered.dead, request.app.state.store, load_knowledge())
    return templates.TemplateResponse(
        request,
        "deliveries.html",
        {"session": session, "rows": rows, "notices": await _notices(request)},
    )


@router.post("/afleveren/{delivery_id}/opnieuw", response_class=HTMLResponse)
async def retry_delivery(request: Request, delivery_id: int, csrf: str = Form("")) -> Response:
    """Try a delivery that was given up on once more."""
    session = await _session(request)
    if session is None:
        return RedirectResponse("/console/login", 303)
    if not hmac.compare_digest(csrf.encode(), session.csrf.encode()):
        return await _refuse(request, "Deze pagina was verlopen. Probeer het opnieuw.", 403)
    await asyncio.to_thread(deliveries.retry, request.app.state.store, delivery_id)
    return RedirectResponse("/console/afleveren", 303)


@router.get("/login", response_class=HTMLResponse)
async def login_page(request: Request) -> Response:
    """Where a broker logs in."""
    return templates.TemplateResponse(request, "login.html", {"session": None, "problem": None})


@router.post("/login", response_class=HTMLResponse)
async def login(request: Request, email: str = Form(""), password: str = Form("")) -> Response:
    """Check address and password."""
    if not _same_origin(request):
        return await _refuse(request, "Log in vanaf deze pagina zelf.", 403)
    try:
        token = await asyncio.to_thread(
            accounts.log_in, request.app.state.store, email, password[:1000]
        )
    except TooManyFailures:
        return await _refuse(
            request, "Te vaak geprobeerd. Wacht een kwartier en probeer het dan opnieuw.", 429
        )
    if token is None:
        return await _refuse(request, "Mailadres of wachtwoord klopt niet.", 401)
    response = RedirectResponse("/console", 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=accounts.SESSION_HOURS * 3600,
        path="/console",
        httponly=True,
        samesite="strict",
        secure=request.app.state.settings.public_url.startswith("https"),
    )
    return response


@router.post("/logout")
async def logout(request: Request, csrf: str = Form("")) -> Response:
    """End the session."""
    session = await _session(request)
    if session is not None:
        if not hmac.compare_digest(csrf.encode(), session.csrf.encode()):
            return await _refuse(request, "Deze pagina was verlopen. Probeer het opnieuw.", 403)
        await asyncio.to_thread(accounts.log_out, request.app.state.store, request.cookies[COOKIE])
    response = RedirectResponse("/console/login", 303)
    response.delete_cookie(COOKIE, path="/console")
    return response


async def _notices(request: Request) -> list[str]:
    state = request.app.state
    return await asyncio.to_thread(
        delivered.notices, state.store, load_knowledge(), state.handoff_targets
    )


async def _session(request: Request) -> Session | None:
    return await asyncio.to_thread(
        accounts.session, request.app.state.store, request.cookies.get(COOKIE)
    )


async def _refuse(request: Request, problem: str, status: int) -> Response:
    context: dict[str, Any] = {"session": None, "problem": problem}
    return templates.TemplateResponse(request, "login.html", context, status_code=status)


def _same_origin(request: Request) -> bool:
    """Whether the form was sent from our own page (browsers tell, other clients need not)."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def mount_static(app: FastAPI) -> None:
    """Serve the console's style."""
    app.mount("/static/console", StaticFiles(directory=HERE / "static"), name="console-static")
