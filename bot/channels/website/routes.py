"""The website's interface: begin a conversation, send a message, read and follow the answers."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any, AsyncIterator

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request, Security
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field, StrictStr, root_validator
from sqlalchemy.engine import Engine
from sse_starlette.sse import EventSourceResponse
from starlette.middleware.gzip import GZipMiddleware

from bot.channels import registry
from bot.conversations import inbox, outbox, transfers
from bot.conversations.inbox import UnknownConversation
from bot.store import notices, writing

HERE = Path(__file__).resolve().parent
templates = Jinja2Templates(HERE / "templates")

MODULES = sorted({*(f.stem for f in (HERE / "static").glob("*.js")), "texts"} - {"widget"})
"""Scripts that the page asks for at once."""

HIGHEST = 2**53
"""Highest id that a browser can hold exactly, far beyond those of messages."""

LOOK_EVERY_S = 2.0
"""How often a stream looks for messages of which this process was not told."""


class Reason(BaseModel):
    """Why it was not done."""

    code: str = Field(description="for programs")
    message: str = Field(description="for people, in Dutch")


class Problem(BaseModel):
    """What every refusal looks like."""

    error: Reason


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "the content cannot be read"},
    404: {"model": Problem, "description": "unknown, or not with this key"},
    411: {"model": Problem, "description": "the length of the content is missing"},
    413: {"model": Problem, "description": "too large"},
    422: {"model": Problem, "description": "something is wrong or missing"},
    429: {"model": Problem, "description": "too many; see Retry-After"},
    503: {"model": Problem, "description": "cannot be stored now; see Retry-After"},
}

KEY = HTTPBearer(
    auto_error=False, scheme_name="key", description="the key of the conversation, as it was given"
)

router = APIRouter(responses=REFUSALS)


async def with_key(
    request: Request,
    conversation_id: str,
    given: HTTPAuthorizationCredentials | None = Security(KEY),
) -> str:
    """The id of a conversation, for who has its key.

    Raises:
        HTTPException: 404; unknown and not with this key look the same.
    """
    key = given.credentials.strip() if given else ""
    try:
        await asyncio.to_thread(inbox.authorise, request.app.state.store, conversation_id, key)
    except UnknownConversation:
        raise HTTPException(404, "Dit gesprek is niet bekend.") from None
    return conversation_id


class NewConversation(BaseModel):
    """A conversation was begun."""

    id: str = Field(description="id of the conversation")
    key: str = Field(description="secret of this visitor; send it as a bearer token")


class Message(BaseModel):
    """What the visitor typed, or the option that was chosen."""

    client_message_id: StrictStr = Field(
        min_length=1, max_length=64, description="the browser's own id; sent twice, answered once"
    )
    text: StrictStr | None = Field(None, description="what was typed")
    choice: StrictStr | None = Field(
        None, max_length=200, description="payload of the chosen option"
    )

    class Config:
        """What the document says beside the types: one of the two, and not only blanks."""

        @staticmethod
        def schema_extra(schema: dict[str, Any]) -> None:
            """Add it."""
            filled, none = {"type": "string", "pattern": r"\S"}, {"type": "null"}
            schema["oneOf"] = [
                {"required": ["text"], "properties": {"text": filled, "choice": none}},
                {"required": ["choice"], "properties": {"text": none, "choice": filled}},
            ]
            for name in ("text", "choice"):
                schema["properties"][name]["type"] = ["string", "null"]

    @root_validator
    def one_of_two(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Either words or a choice."""
        if (values.get("text") is None) == (values.get("choice") is None):
            raise ValueError("geef of text of choice")
        return values


class Transfer(BaseModel):
    """A code that takes the conversation along to another channel or device."""

    code: str = Field(description="works once")
    expires_at: float = Field(description="seconds since the epoch")
    links: dict[str, str] = Field(description="channel → address that opens it with the code")


class Notice(BaseModel):
    """What is shown above every conversation."""

    text: str = Field(description="empty where there is nothing to tell")


class Accepted(BaseModel):
    """The message is stored."""

    message_id: int
    duplicate: bool


class Shown(BaseModel):
    """A message as the visitor sees it."""

    id: int
    author: str = Field(description="entrepreneur, bot, broker or system")
    text: str
    buttons: list[dict[str, str]] = []
    custom: dict[str, Any] = {}
    client_message_id: str | None = Field(None, description="of the visitor's own; left out else")


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
async def page(request: Request) -> Any:
    """The chat page."""
    return chat_page(request)


def chat_page(request: Request, transfer: str | None = None) -> Any:
    """The page with the chat on it.

    Args:
        transfer: code of a conversation that began somewhere else and goes on here.
    """
    known = {
        "transfer": transfer,
        "no_script": request.app.state.texts.get("widget.no_script")[0],
        "modules": MODULES,
    }
    return templates.TemplateResponse(request, "chat.html", known)


@router.get("/static/chat/texts.js", include_in_schema=False)
async def texts(request: Request) -> Response:
    """The widget's texts as a script of which the others import them."""
    known = request.app.state.texts
    told = {name[7:]: known.get(name)[0] for name in known.names() if name.startswith("widget.")}
    body = f"export default {json.dumps(told, sort_keys=True)};\n"
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/javascript", headers=headers)


@router.get("/api/notice", response_model=Notice)
async def notice(request: Request) -> Notice:
    """What everybody must know now; empty on most days."""
    found = await asyncio.to_thread(notices.active, request.app.state.store)
    if found is None:
        return Notice(text="")
    told = request.app.state.texts.get("channel.notice")[0]
    return Notice(text=told.format(text=found.text))


@router.post("/api/conversations", status_code=201, response_model=NewConversation)
async def begin(request: Request) -> NewConversation:
    """Begin a conversation; the assistant says hello."""
    new = await asyncio.to_thread(inbox.begin, request.app.state.store, "website")
    request.app.state.router.poke()
    return NewConversation(id=new.id, key=new.key)


@router.post(
    "/api/conversations/{conversation_id}/messages", status_code=202, response_model=Accepted
)
async def send(
    request: Request,
    message: Message,
    conversation_id: str = Depends(with_key),
) -> Any:
    """Send a message. Once this answers, the message is stored and will be answered."""
    state = request.app.state
    text = message.text if message.text is not None else message.choice or ""
    if not text.strip():
        return JSONResponse(_problem("empty", state.texts.get("input.empty")[0]), 422)
    if len(text) > state.settings.max_message_characters:
        return JSONResponse(_problem("too_long", state.texts.get("input.too_long")[0]), 413)
    if "\x00" in text:
        text = text.replace("\x00", "")
    title = None
    if message.choice is not None:
        title = await asyncio.to_thread(
            _title_of_choice, state.store, conversation_id, message.choice
        )
    received = await asyncio.to_thread(
        inbox.receive,
        state.store,
        conversation_id,
        "text" if title is None else "choice",
        text,
        message.client_message_id,
        {"title": title} if title else None,
        channel="website",
    )
    state.router.poke()
    return Accepted(message_id=received.message_id, duplicate=received.duplicate)


@router.get(
    "/api/conversations/{conversation_id}/messages",
    response_model=list[Shown],
    response_model_exclude_none=True,
)
async def read(
    request: Request,
    conversation_id: str = Depends(with_key),
    after: int = Query(0, ge=0, le=HIGHEST),
) -> list[Shown]:
    """All messages with an id above ``after``."""
    return await _messages(request, conversation_id, after)


@router.get(
    "/api/conversations/{conversation_id}/events",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "events, endless"}},
)
async def follow(
    request: Request,
    conversation_id: str = Depends(with_key),
    last_event_id: int = Header(0, ge=0, le=HIGHEST),
) -> EventSourceResponse:
    """The same messages as a stream of events, from ``Last-Event-ID`` on, as they come."""

    async def events() -> AsyncIterator[dict[str, str]]:
        after = last_event_id
        while True:
            for shown in await _messages(request, conversation_id, after):
                after = shown.id
                yield {
                    "id": str(shown.id),
                    "event": "message",
                    "data": shown.json(exclude_none=True),
                }
            await request.app.state.wake.wait(conversation_id, LOOK_EVERY_S)

    return EventSourceResponse(events(), ping=15)


@router.post("/api/conversations/{conversation_id}/transfer", response_model=Transfer)
async def transfer(request: Request, conversation_id: str = Depends(with_key)) -> Transfer:
    """A code with which the conversation goes on in WhatsApp or Telegram, or in another browser."""
    state = request.app.state

    def make() -> transfers.Code:
        with writing(state.store) as connection:
            return transfers.make(connection, conversation_id)

    code = await asyncio.to_thread(make)
    links = registry.links(state.settings, code.text)
    return Transfer(code=code.text, expires_at=code.expires_at, links=links)


@router.get("/verder/{code}", response_class=HTMLResponse, include_in_schema=False)
async def go_on(request: Request, code: str) -> Any:
    """The chat page that goes on with a code. Opening it does not use the code up: whoever shows a
    preview of the link opens it too."""
    return chat_page(request, transfer=code)


@router.post("/api/transfers/{code}", response_model=NewConversation)
async def use_transfer(request: Request, code: str) -> NewConversation:
    """Use up a code: the conversation, with a key for this browser."""
    try:
        conversation_id, key = await asyncio.to_thread(
            transfers.to_browser, request.app.state.store, code
        )
    except transfers.UnknownCode:
        raise HTTPException(404, request.app.state.texts.get("channel.code_unknown")[0]) from None
    return NewConversation(id=conversation_id, key=key)


async def _messages(request: Request, conversation_id: str, after: int) -> list[Shown]:
    rows = await asyncio.to_thread(
        outbox.transcript, request.app.state.store, conversation_id, after
    )
    return [_shown(row) for row in rows if row["kind"] not in outbox.UNSEEN]


def _shown(row: dict[str, Any]) -> Shown:
    payload = row["payload"] or {}
    text = row["text"]
    if row["direction"] == "in" and row["kind"] == "choice":
        text = payload.get("title") or text
    return Shown(
        id=row["id"],
        author=row["author"],
        text=text,
        buttons=payload.get("buttons") or [],
        custom=payload.get("custom") or {},
        client_message_id=row["external_id"] if row["direction"] == "in" else None,
    )


def _title_of_choice(store: Engine, conversation_id: str, payload: str) -> str | None:
    """What stood on the button with this payload: an option's, or one on a card."""
    title = outbox.title_of_choice(store, conversation_id, payload)
    if title is not None:
        return title
    for row in reversed(outbox.transcript(store, conversation_id)):
        for line in ((row["payload"] or {}).get("custom") or {}).get("card") or ():
            change = line.get("change")
            if change and change["payload"] == payload:
                return str(change["title"])
    return None


def _problem(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


class _Checked(StaticFiles):
    """Files that a browser keeps, and asks about each time: scripts of two versions do not mix."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def mount_static(app: FastAPI) -> None:
    """Serve the widget's scripts and styles."""
    files = GZipMiddleware(_Checked(directory=HERE / "static"))
    app.mount("/static/chat", files, name="chat-static")
