"""The web application: the website's chat, the brokers' console, health and metrics."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import fields
from typing import Any, AsyncIterator

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint

from bot.channels.telegram import routes as telegram
from bot.channels.website import own_data
from bot.channels.website import routes as website
from bot.channels.website.origins import Origins
from bot.channels.whatsapp import routes as whatsapp
from bot.channels.words import words
from bot.console import identity, rewrites, watch
from bot.console import routes as console
from bot.conversations.router import Router
from bot.conversations.upkeep import Upkeep
from bot.conversations.wake import Wake
from bot.engine.client import HttpEngine
from bot.handoff import targets
from bot.knowledge import load as load_knowledge
from bot.settings import Settings, environment, kept_secret
from bot.settings import load as load_settings
from bot.store import StoreUnavailable, connect
from bot.store.together import Together

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
"""Bytes of a request's body; nothing that a visitor may send needs more."""

LARGEST_WEBHOOK = 1024 * 1024
"""The same for a platform: a message, with the one that it answers, in JSON that escapes most
letters, is well over the other limit; and what is refused here is brought again for days."""

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
}


def make_app(settings: Settings) -> FastAPI:
    """The application; its router works as long as it runs."""
    store = connect(settings.database)
    texts = load_knowledge().texts
    engine = HttpEngine(
        settings.engine_ports(),
        kept_secret("engine", settings.engine_token),
        settings.engine_answer_timeout_s,
    )
    wake = Wake()
    together = Together(store)
    # Looked at once: settings do not change in a running process.
    handoff_targets = targets.problems(settings, environment(), load_knowledge())
    said = rewrites.Words(
        **{f.name: texts.get(f"rewrite.{f.name}")[0] for f in fields(rewrites.Words)}
    )
    router = Router(
        store,
        engine,
        wake,
        apology=texts.get("outage.apology")[0],
        outage_notice=texts.get("outage.notice")[0],
        computer=texts.get("channel.computer")[0],
        outage_notice_after_s=settings.outage_notice_after_s,
        decides=lambda connection, message_id: (
            rewrites.take_answer(connection, message_id, said, list(handoff_targets)) is not None
        ),
    )
    quiet = watch.Watch(store, wake, router, texts, settings.takeover_quiet_minutes * 60)

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
    app.state.wake = wake
    app.state.texts = texts
    app.state.words = words(texts, settings)
    app.state.handoff_targets = handoff_targets
    app.state.rewrite_words = said
    app.state.oidc = identity.provider(settings)
    _guard(app)
    app.add_middleware(Origins, origins=settings.origins())
    app.include_router(website.router)
    app.include_router(own_data.router)
    app.include_router(whatsapp.router)
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
        ready = await engine.ready()
        return JSONResponse({"ready": ready}, status_code=200 if ready else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


def error(status: int, code: str, message: str) -> JSONResponse:
    """An error in the form that all of ours have."""
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)


def _guard(app: FastAPI) -> None:
    """Limits, headers, and errors that show nothing of the inside."""

    @app.middleware("http")
    async def limits_and_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        length = request.headers.get("content-length", "0")
        webhook = request.url.path.startswith("/webhooks/")
        largest = LARGEST_WEBHOOK if webhook else LARGEST_BODY
        if not length.isdigit() or int(length) > largest:
            response: Response = error(413, "too_large", "Dat is te groot om te versturen.")
        elif "transfer-encoding" in request.headers:
            # A body of unknown length could be endless.
            response = error(411, "length", "De lengte van de inhoud ontbreekt.")
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

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
    async def http(_: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, HTTPException)
        detail: Any = problem.detail
        return JSONResponse(
            {"error": {"code": str(problem.status_code), "message": str(detail)}},
            status_code=problem.status_code,
            headers=problem.headers,
        )

    @app.exception_handler(Exception)
    async def unexpected(_: Request, problem: Exception) -> JSONResponse:
        log.exception("unexpected", exc_info=problem)
        return error(500, "internal", "Er ging iets mis. Probeer het zo nog eens.")


def main() -> None:
    """Serve until stopped; the address comes from the settings."""
    import uvicorn

    settings = load_settings()
    logging.basicConfig(level=settings.log_level)
    uvicorn.run(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        # Rasa pins a `websockets` with which uvicorn cannot start; we use no web sockets.
        ws="none",
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
