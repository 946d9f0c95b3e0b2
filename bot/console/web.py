"""What all pages of the console share: who is signed in, rights, forms that lose nothing."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from sqlalchemy.engine import Connection, Engine

from bot import moments
from bot.console import accounts, rights
from bot.console.accounts import Session
from bot.console.rights import Right
from bot.console.words import no
from bot.knowledge import Knowledge
from bot.knowledge import load as load_knowledge
from bot.store import growth_questions, notices, work
from bot.store.work import Actor

HERE = Path(__file__).resolve().parent
COOKIE = "groeimakelaar_console"

LONGEST_FIELD = 20_000
MOST_FIELDS = 60

T = TypeVar("T")

templates = Jinja2Templates(HERE / "templates")
templates.env.filters["moment"] = moments.in_words
templates.env.filters["lately"] = moments.lately_in_words
templates.env.filters["clock"] = moments.clock_in_words
templates.env.filters["day"] = moments.day_in_words
templates.env.globals["may"] = rights.may


class LoginNeeded(Exception):
    """Nobody is signed in (any more).

    Args:
        kept: what was being sent, so that nothing typed is lost.
    """

    def __init__(self, kept: dict[str, str] | None = None) -> None:
        super().__init__()
        self.kept = kept


class Refused(Exception):
    """It is not done; the page says why."""

    def __init__(self, status: int, why: str, kept: dict[str, str] | None = None) -> None:
        super().__init__(why)
        self.status, self.why, self.kept = status, why, kept


@dataclass(frozen=True)
class Asked:
    """A request of somebody who is signed in."""

    request: Request
    session: Session
    sent: dict[str, str] = field(default_factory=dict)
    """Fields of the form."""

    @property
    def store(self) -> Engine:
        """The database."""
        store: Engine = self.request.app.state.store
        return store

    @property
    def knowledge(self) -> Knowledge:
        """Needs, instruments, texts."""
        return load_knowledge()

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return Actor(self.session.broker_id, self.session.name)

    def may(self, right: Right) -> bool:
        """Whether they have the right."""
        return rights.may(self.session.role, right)

    def need(self, right: Right) -> None:
        """Refuse who has not the right.

        Raises:
            Refused
        """
        if not self.may(right):
            raise Refused(403, no("not_your_role"))

    def words(self, name: str, longest: int, least: int = 1) -> str:
        """A field of the form, without blanks around it.

        Raises:
            Refused: empty, or too long; what was typed stays on the page.
        """
        value = self.sent.get(name, "").strip()
        if len(value) < least:
            raise Refused(422, no("nothing"), self.sent)
        if len(value) > longest:
            raise Refused(422, no("too_long", longest=longest), self.sent)
        return value

    def number(self, name: str) -> int:
        """A whole number in the form.

        Raises:
            Refused
        """
        value = self.sent.get(name, "")
        if not value.isascii() or not value.isdigit() or len(value) > 9:
            raise Refused(422, no("no_choice"))
        return int(value)

    async def do(self, doing: Callable[[Connection], T]) -> T:
        """Do something in one transaction, with the refusals that a person must read.

        Raises:
            Refused
        """
        try:
            done: T = await asyncio.to_thread(work.do, self.store, doing)
            return done
        except growth_questions.NoSuchRecord:
            raise Refused(404, no("no_question")) from None
        except growth_questions.Outdated:
            why = no("outdated")
            raise Refused(409, why, self.sent) from None
        except work.Taken as taken:
            raise Refused(409, no("taken", name=taken.owner), self.sent) from None

    async def show(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page."""
        told = await asyncio.to_thread(notices.active, self.store)
        answer = templates.TemplateResponse(
            self.request,
            template,
            {"session": self.session, "notice": told, **context},
            status_code=status,
        )
        # Not from the browser's memory either: what was opened once is covered the next time.
        answer.headers["Cache-Control"] = "no-store"
        return answer


async def signed_in(request: Request) -> Asked:
    """Dependency of pages: who asks for it.

    Raises:
        LoginNeeded
    """
    session = await current(request)
    if session is None:
        raise LoginNeeded()
    asked = Asked(request, session)
    asked.need("read")
    return asked


async def posted(request: Request) -> Asked:
    """Dependency of actions: who does it, and what was sent.

    Raises:
        LoginNeeded: with what was sent.
        Refused: the form does not come from a page of this session.
    """
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    sent = {k: v.replace("\x00", "")[:LONGEST_FIELD] for k, v in form.items() if isinstance(v, str)}
    csrf = sent.pop("csrf", "")
    session = await current(request)
    if session is None:
        raise LoginNeeded(sent if same_origin(request) else None)
    if not hmac.compare_digest(csrf.encode(), session.csrf.encode()):
        why = no("page_expired")
        raise Refused(403, why, sent if same_origin(request) else None)
    asked = Asked(request, session, sent)
    asked.need("read")
    return asked


async def current(request: Request, used: bool = True) -> Session | None:
    """Who is signed in, or None (see `accounts.session`)."""
    return await asyncio.to_thread(
        accounts.session, request.app.state.store, request.cookies.get(COOKIE), used
    )


def same_origin(request: Request) -> bool:
    """Whether the form was sent from our own page (browsers tell, other clients need not)."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def safe_path(path: str) -> str:
    """A path of the console to go to; the list where it is anything else."""
    mine = path.startswith("/console") and "//" not in path and "\\" not in path
    return path if mine and path.isprintable() and "/login" not in path else "/console"


def back(path: str, said: str | None = None) -> Response:
    """To a page after an action, which tells what was done.

    Args:
        said: key of a text ``console.done.*``.
    """
    if said:
        start, _, anchor = path.partition("#")
        path = f"{start}{'&' if '?' in start else '?'}{urlencode({'gedaan': said})}"
        path += f"#{anchor}" if anchor else ""
    return RedirectResponse(path, 303)


def mount(app: FastAPI) -> None:
    """Answer what pages and actions refuse."""

    @app.exception_handler(LoginNeeded)
    async def login_needed(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, LoginNeeded)
        path = request.scope["path"]
        if request.method == "GET":
            if asked := request.scope["query_string"].decode("latin-1"):
                path += f"?{asked}"
            asks = "" if path == "/console" else f"?{urlencode({'verder': path})}"
            return RedirectResponse(f"/console/login{asks}", 303)
        return login_page(
            request,
            no("session_expired"),
            401,
            onward=path,
            kept=problem.kept,
        )

    @app.exception_handler(Refused)
    async def refused(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Refused)
        session = await current(request)
        typed = {k: v for k, v in (problem.kept or {}).items() if v.strip() and len(v) > 1}
        context = {
            "session": session,
            "why": problem.why,
            "typed": typed,
            "back": safe_path(_referer(request)),
        }
        return templates.TemplateResponse(
            request, "refused.html", context, status_code=problem.status
        )


def login_page(
    request: Request,
    problem: str | None,
    status: int = 200,
    onward: str = "",
    kept: dict[str, str] | None = None,
) -> HTMLResponse:
    """The page on which somebody signs in.

    Args:
        onward: where to go after that.
        kept: a form that was being sent there.
    """
    context = {
        "session": None,
        "problem": problem,
        "onward": onward,
        "kept": json.dumps(kept) if kept else "",
        "oidc": request.app.state.settings.oidc_name if request.app.state.oidc else None,
    }
    return templates.TemplateResponse(request, "login.html", context, status_code=status)


def _referer(request: Request) -> str:
    address = request.headers.get("referer", "")
    _, _, rest = address.partition("://")
    _, slash, path = rest.partition("/")
    return slash + path
