"""The console's pages: signing in and out, one's own account, and all the others."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from bot.console import (
    accounts,
    correction_pages,
    identity,
    insight_pages,
    knowledge_pages,
    list_pages,
    manage_pages,
    model_pages,
    notice_pages,
    record_pages,
    report_pages,
    talk_pages,
    web,
    words,
)
from bot.console.accounts import TooManyFailures
from bot.console.web import (
    COOKIE,
    HERE,
    Asked,
    Refused,
    back,
    login_page,
    posted,
    safe_path,
    same_origin,
    signed_in,
    templates,
)
from bot.console.words import no
from bot.handoff import state as delivered
from bot.store import deliveries

TYPED_IN = ("antwoord", "notitie", "vraag", "tekst", "waarde", "labels", "wat", "naam", "woorden")
"""Fields that somebody types in: what was in them is seen before it is sent again."""

own = APIRouter(prefix="/console", include_in_schema=False)


@own.get("/afleveren")
async def dead_deliveries(request: Request, asked: Asked = Depends(signed_in)) -> Response:
    """What did not arrive in a CRM or by mail, and will not by itself."""
    state, k = request.app.state, asked.knowledge
    rows = await asyncio.to_thread(delivered.dead, state.store, k)
    notices = await asyncio.to_thread(delivered.notices, state.store, k, state.handoff_targets)
    return await asked.show("deliveries.html", rows=rows, notices=notices)


@own.post("/afleveren/{delivery_id}/opnieuw")
async def retry_delivery(delivery_id: int, asked: Asked = Depends(posted)) -> Response:
    """Try a delivery that was given up on once more."""
    asked.need("work")
    await asyncio.to_thread(deliveries.retry, asked.store, delivery_id)
    return RedirectResponse("/console/afleveren", 303)


@own.get("/login")
async def show_login(request: Request) -> Response:
    """Where a broker logs in."""
    return login_page(request, None, onward=request.query_params.get("verder", ""))


@own.post("/login")
async def login(request: Request) -> Response:
    """Check address, password and, for who set that up, the code."""
    form = await request.form(max_files=0, max_fields=10)
    sent = {k: v for k, v in form.items() if isinstance(v, str)}
    onward, kept = sent.get("onward", ""), _kept(sent.get("kept", ""))
    if not same_origin(request):
        return login_page(request, no("login_elsewhere"), 403)
    try:
        token = await asyncio.to_thread(
            accounts.log_in,
            request.app.state.store,
            sent.get("email", ""),
            sent.get("password", "")[:1000],
            sent.get("code", "")[:20],
        )
    except TooManyFailures:
        why = no("too_often")
        return login_page(request, why, 429, onward, kept)
    if token is None:
        why = no("wrong_login")
        return login_page(request, why, 401, onward, kept)
    if kept:
        session = await asyncio.to_thread(accounts.session, request.app.state.store, token)
        context = {"session": session, "onward": safe_path(onward), "kept": kept,
                   "typed_in": TYPED_IN}  # fmt: skip
        response: Response = templates.TemplateResponse(request, "resume.html", context)
    else:
        response = RedirectResponse(safe_path(onward), 303)
    _set_cookie(request, response, token)
    return response


@own.get("/oidc/begin")
async def oidc_begin(request: Request) -> Response:
    """To the identity provider."""
    provider = request.app.state.oidc
    if provider is None:
        raise Refused(404, no("no_oidc"))
    try:
        address, kept = await provider.begin(request.query_params.get("verder", ""))
    except identity.IdentityProblem as problem:
        return login_page(request, no("oidc_down", problem=problem), 503)
    response = RedirectResponse(address, 303)
    # Lax: the provider sends the browser back from another site.
    response.set_cookie(
        identity.COOKIE, kept, max_age=identity.LIVES_S, path="/console/oidc", httponly=True,
        samesite="lax", secure=_is_secure(request),
    )  # fmt: skip
    return response


@own.get("/oidc")
async def oidc_finish(request: Request) -> Response:
    """Back from the identity provider."""
    provider, query = request.app.state.oidc, request.query_params
    if provider is None:
        raise Refused(404, no("no_oidc"))
    try:
        who, onward = await provider.finish(
            request.cookies.get(identity.COOKIE, ""), query.get("state", ""), query.get("code", "")
        )
    except identity.IdentityProblem as problem:
        return login_page(request, no("oidc_failed", problem=problem), 401)
    token = await asyncio.to_thread(
        accounts.by_identity, request.app.state.store, who.subject, who.email
    )
    if token is None:
        why = no("no_account")
        return login_page(request, why, 403)
    # Not a redirect: a cookie that is for this site only does not go along on one from elsewhere.
    response = templates.TemplateResponse(
        request, "welcome.html", {"session": None, "onward": safe_path(onward)}
    )
    _set_cookie(request, response, token)
    response.delete_cookie(identity.COOKIE, path="/console/oidc")
    return response


@own.post("/logout")
async def logout(request: Request) -> Response:
    """End the session."""
    try:
        await posted(request)
    except web.LoginNeeded:
        pass  # it had ended by itself
    else:
        await asyncio.to_thread(accounts.log_out, request.app.state.store, request.cookies[COOKIE])
    response = RedirectResponse("/console/login", 303)
    response.delete_cookie(COOKIE, path="/console")
    return response


@own.get("/account")
async def account(asked: Asked = Depends(signed_in)) -> Response:
    """One's own account: the second factor."""
    me = await asyncio.to_thread(accounts.person, asked.store, asked.session.broker_id)
    return await _account(asked, me, accounts.new_secret(), None)


@own.post("/account/code")
async def set_code(asked: Asked = Depends(posted)) -> Response:
    """Begin, or stop, to ask for a code at each login."""
    me = await asyncio.to_thread(accounts.person, asked.store, asked.session.broker_id)
    secret = asked.sent.get("secret", "")
    if not await asyncio.to_thread(
        accounts.set_secret, asked.store, asked.actor, secret, asked.sent.get("code", "")
    ):
        # With the same secret: it stands in the app already.
        known = secret if len(secret) == 32 and secret.isalnum() else accounts.new_secret()
        return await _account(asked, me, known, "Die code klopt niet. Probeer de volgende.", 422)
    return back("/console/account", "code_on")


async def _account(
    asked: Asked, me: dict[str, Any] | None, secret: str, problem: str | None, status: int = 200
) -> Response:
    assert me is not None
    return await asked.show(
        "account.html",
        status,
        me=me,
        secret=secret,
        address=accounts.address_of_secret(secret, me["email"]),
        problem=problem,
        done=words.DONE.get(asked.request.query_params.get("gedaan", "")),
    )


def _kept(text: str) -> dict[str, str] | None:
    """A form that was being sent when the session had ended."""
    try:
        read = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(read, dict) or not all(isinstance(v, str) for v in read.values()):
        return None
    return read


def _set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=accounts.SESSION_HOURS * 3600,
        path="/console",
        httponly=True,
        samesite="strict",
        secure=_is_secure(request),
    )


def _is_secure(request: Request) -> bool:
    return bool(request.app.state.settings.public_url.startswith("https"))


router = APIRouter(include_in_schema=False)
for part in (
    own,
    list_pages.router,
    record_pages.router,
    report_pages.router,
    talk_pages.router,
    manage_pages.router,
    model_pages.router,
    notice_pages.router,
    correction_pages.router,
    insight_pages.router,
    knowledge_pages.router,
):
    router.include_router(part)


def mount(app: FastAPI) -> None:
    """Serve the console's style and scripts, and answer what its pages refuse."""
    web.mount(app)
    app.mount("/static/console", StaticFiles(directory=HERE / "static"), name="console-static")
