"""The web application: the website's chat, the brokers' console, health and metrics."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import math
import re
from dataclasses import fields
from typing import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import lasting, logs
from bot.channels.telegram import routes as telegram
from bot.channels.website import own_data
from bot.channels.website import routes as website
from bot.channels.website.origins import Origins
from bot.channels.whatsapp import routes as whatsapp
from bot.channels.words import words
from bot.console import identity, rewrites, watch
from bot.console import routes as console
from bot.conversations import ratings
from bot.conversations.router import Router
from bot.conversations.upkeep import Upkeep
from bot.conversations.wake import Wake
from bot.engine.client import HttpEngine
from bot.handoff import targets
from bot.knowledge import Texts
from bot.knowledge import load as load_knowledge
from bot.limits import Limits, on_this_machine
from bot.metrics import Metrics
from bot.settings import Settings, environment, kept_secret
from bot.settings import load as load_settings
from bot.store import StoreUnavailable, connect, readable
from bot.store.together import Together

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
"""Bytes of a request's body; nothing that a visitor may send needs more."""

LARGEST_WEBHOOK = 1024 * 1024
"""The same for a platform: a message, with the one that it answers, in JSON that escapes most
letters, is well over the other limit; and what is refused here is brought again for days."""

HOST = re.compile(r"([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
"""What a ``Host`` header may be. With anything else in it the address that the framework makes of a
request has another path or host than the one that is answered (CVE-2026-48710, CVE-2026-54282)."""

CONVERSATION = re.compile(r"/api/conversations/([^/]+)")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Browsers listen to it over https only, and so to an address on this machine it says nothing.
    "Strict-Transport-Security": "max-age=31536000",
}


def make_app(settings: Settings, limits: Limits | None = None) -> FastAPI:
    """The application; its router works as long as it runs.

    Args:
        limits: how often somebody may do something; ours where left out.
    """
    store = connect(settings.database)
    texts = load_knowledge().texts
    engine = HttpEngine(
        settings.engine_ports(),
        kept_secret("engine", settings.engine_token),
        settings.engine_answer_timeout_s,
    )
    wake = Wake()
    together = Together(store, first=True)
    # Looked at once: settings do not change in a running process.
    handoff_targets = targets.problems(settings, environment(), load_knowledge())
    said = rewrites.Words(
        **{f.name: texts.get(f"rewrite.{f.name}")[0] for f in fields(rewrites.Words)}
    )
    rated = ratings.Words(
        **{f.name: texts.get(f"rating.{f.name}")[0] for f in fields(ratings.Words)}
    )
    router = Router(
        store,
        engine,
        wake,
        apology=texts.get("outage.apology")[0],
        outage_notice=texts.get("outage.notice")[0],
        computer=texts.get("channel.computer")[0],
        outage_notice_after_s=settings.outage_notice_after_s,
        decides=[rewrites.Answers(said, list(handoff_targets))],
        hears=ratings.Taps(rated, load_knowledge().rating_words),
    )
    quiet = watch.Watch(store, wake, router, texts, settings.takeover_quiet_minutes * 60, rated)

    upkeep = Upkeep(store, wake, texts, settings, environment())

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        work = [asyncio.create_task(part.run()) for part in (router, quiet, upkeep)]
        yield
        for part in work:
            part.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await part
        await engine.close()
        together.close()
        store.dispose()

    app = FastAPI(
        title="Groeimakelaar",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.store = store
    app.state.together = together
    app.state.router = router
    app.state.engine = engine
    app.state.wake = wake
    app.state.texts = texts
    app.state.words = words(texts, settings)
    app.state.handoff_targets = handoff_targets
    app.state.rewrite_words = said
    app.state.oidc = identity.provider(settings)
    app.state.metrics = Metrics(store)
    _answers_for_errors(app)
    app.add_middleware(Guard, limits=limits or Limits(), metrics=app.state.metrics, texts=texts)
    app.add_middleware(Origins, origins=settings.origins())
    app.include_router(whatsapp.router)  # looked through in this order, and it is asked for most
    app.include_router(website.router)
    app.include_router(own_data.router)
    app.include_router(console.router)
    app.include_router(telegram.router)
    telegram.prepare(settings)
    website.mount_static(app)
    console.mount(app)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        ready = await engine.ready() and await asyncio.to_thread(readable, store)
        return JSONResponse({"ready": ready}, status_code=200 if ready else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        token = settings.metrics_token
        right = hmac.compare_digest(given, f"Bearer {token}".encode()) if token else False
        if not right and not on_this_machine(_address(request)):
            raise HTTPException(404, "Not Found")
        found = await asyncio.to_thread(generate_latest, app.state.metrics.registry)
        return Response(found, media_type=CONTENT_TYPE_LATEST)

    return app


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def error(status: int, code: str, message: str) -> JSONResponse:
    """An error in the form that all of ours have."""
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)


def _methods(app: FastAPI, scope: Scope) -> set[str]:
    """All methods with which a path can be asked for."""
    there = [route for route in app.routes if route.matches(scope)[0] is not Match.NONE]
    return {method for route in there for method in getattr(route, "methods", None) or ()}


class Guard:
    """Limits on what comes in, and the headers of all that goes out."""

    def __init__(self, app: ASGIApp, limits: Limits, metrics: Metrics, texts: Texts) -> None:
        self._app, self._limits, self._metrics, self._texts = app, limits, metrics, texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or go on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests.labels(str(message["status"])).inc()
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, send_guarded)
            return
        found = CONVERSATION.match(scope["path"])
        logs.talk.set(found[1] if found else "")
        await self._app(scope, receive, send_guarded)

    def _refused(self, scope: Scope) -> Response | None:
        path, headers = scope["path"], Headers(scope=scope)
        hosts = headers.getlist("host")
        if not path.startswith("/") or len(hosts) > 1 or not all(map(HOST.fullmatch, hosts)):
            return error(400, "address", "Dit adres klopt niet.")
        length = headers.get("content-length", "0")
        largest = LARGEST_WEBHOOK if path.startswith("/webhooks/") else LARGEST_BODY
        if not length.isdigit() or int(length) > largest:
            return error(413, "too_large", "Dat is te groot om te versturen.")
        if "transfer-encoding" in headers:
            # A body of unknown length could be endless.
            return error(411, "length", "De lengte van de inhoud ontbreekt.")
        address = (scope.get("client") or ("", 0))[0]
        if refused := self._limits.take(scope["method"], path, address):
            rule, wait = refused
            self._metrics.limited.labels(rule).inc()
            response = error(429, "too_many", self._texts.get("channel.too_many")[0])
            response.headers["Retry-After"] = str(math.ceil(wait))
            return response
        return None


def _answers_for_errors(app: FastAPI) -> None:
    """Errors that show nothing of the inside."""

    @app.exception_handler(StoreUnavailable)
    async def no_store(_: Request, problem: Exception) -> JSONResponse:
        log.error("store unavailable: %s", problem)
        answer = error(
            503, "store", "Je bericht kon niet worden opgeslagen. Probeer het over een minuut."
        )
        answer.headers["Retry-After"] = "5"
        return answer

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, RequestValidationError)
        where = ", ".join(".".join(str(p) for p in e["loc"][1:]) for e in problem.errors())
        return error(422, "invalid", f"Dit klopt niet of ontbreekt: {where or 'inhoud'}.")

    @app.exception_handler(HTTPException)
    async def http(request: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, HTTPException)
        answer = error(problem.status_code, str(problem.status_code), str(problem.detail))
        answer.headers.update(problem.headers or {})
        if problem.status_code == 405:
            # A route knows its own methods only, and others may stand on the same path.
            answer.headers["Allow"] = ", ".join(sorted(_methods(app, request.scope)))
        return answer

    @app.exception_handler(Exception)
    async def unexpected(_: Request, problem: Exception) -> JSONResponse:
        log.exception("unexpected", exc_info=problem)
        return error(500, "internal", "Er ging iets mis. Probeer het zo nog eens.")


def main() -> None:
    """Serve until stopped; the address comes from the settings."""
    import uvicorn

    settings = load_settings()
    logs.set_up(settings)
    app = make_app(settings)
    lasting.keep()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        # Rasa pins a `websockets` with which uvicorn cannot start; we use no web sockets.
        ws="none",
        log_level=settings.log_level.lower(),
        access_log=False,
        log_config=None,
        server_header=False,
    )


if __name__ == "__main__":
    main()
