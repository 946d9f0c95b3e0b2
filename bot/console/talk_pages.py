"""A live talk: take it over, answer, pass it on, give it back."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, AsyncIterator, Mapping

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.engine import Connection
from sse_starlette.sse import EventSourceResponse

from bot import moments
from bot.console import veil, view, words
from bot.console.record_pages import reason_of
from bot.console.web import Asked, Refused, back, current, posted, signed_in, templates
from bot.console.words import no
from bot.conversations import takeover
from bot.conversations.router import Draft, EngineDown, TurnFailed
from bot.store import reading, work, work_list
from bot.store.work_tables import work_items

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.4
"""How often a stream looks for what another process stored; half a second is promised."""

router = APIRouter(prefix="/console/gesprekken", include_in_schema=False)


@router.get("/{talk_id}")
async def page(talk_id: str, asked: Asked = Depends(signed_in)) -> Response:
    """The talk, with a field to answer in for who has it."""
    return await _page(talk_id, asked)


@router.get("/{talk_id}/open")
async def covered_again(talk_id: str, asked: Asked = Depends(signed_in)) -> Response:
    """Who comes back to the opened page finds it covered."""
    return back(f"/console/gesprekken/{talk_id}")


@router.post("/{talk_id}/open")
async def open_words(talk_id: str, asked: Asked = Depends(posted)) -> Response:
    """Show what was said as it was said: this once, and it stands in the log."""
    asked.need("personal")
    live = await asyncio.to_thread(takeover.find, asked.store, talk_id)
    if live is None:
        raise Refused(404, no("no_talk"))
    reason = reason_of(asked, own=live["broker_id"] == asked.session.broker_id)
    await asked.do(lambda c: veil.record_opened(c, talk_id, asked.actor, reason, talk_id))
    return await _page(talk_id, asked, opened=True)


async def _page(
    talk_id: str, asked: Asked, opened: bool = False, drafted: Draft | None = None
) -> Response:
    live = await asyncio.to_thread(takeover.find, asked.store, talk_id)
    if live is None:
        return await asked.show("missing.html", 404, id=None)
    me = asked.session.broker_id
    said = await asyncio.to_thread(view.talk, asked.store, asked.knowledge, talk_id, me=me)
    record_id = await asyncio.to_thread(_record_of, asked, talk_id)
    cover = await asyncio.to_thread(veil.of_talk, asked.store, talk_id, record_id)
    if not opened:
        said = await asyncio.to_thread(cover.talk, said, _heard_since(asked, live))
    texts = asked.knowledge.texts
    owners = await asyncio.to_thread(work_list.owners, asked.store)
    today = moments.today()
    colleagues = [
        {**o, "away": work_list.is_away(o, today)}
        for o in owners
        if o["id"] != asked.session.broker_id
    ]
    return await asked.show(
        "talk.html",
        live=live,
        covered=cover.covered,
        opened=opened,
        drafted=drafted,
        typed=asked.sent.get("antwoord", ""),
        reasons=veil.REASONS,
        talk=said,
        last=said[-1]["id"] if said else 0,
        record_id=record_id,
        brief=await asyncio.to_thread(view.brief, asked.store, asked.knowledge, record_id)
        if record_id
        else None,
        mine=live["owner"] == "broker" and live["broker_id"] == asked.session.broker_id,
        channel=words.CHANNEL.get(live["channel"], live["channel"]),
        colleagues=colleagues,
        canned=[texts.get(name)[0] for name in sorted(texts.names()) if name.startswith("canned.")],
        longest=takeover.LONGEST,
        quiet=asked.request.app.state.settings.takeover_quiet_minutes,
        done=words.DONE.get(asked.request.query_params.get("gedaan", "")),
    )


@router.get("/{talk_id}/nieuws")
async def follow(
    request: Request,
    talk_id: str,
    na: int = 0,
    last_event_id: int = Header(0),
    asked: Asked = Depends(signed_in),
) -> EventSourceResponse:
    """What is said from now on, as it comes; and who has the talk, when that changes."""
    store, wake = asked.store, request.app.state.wake
    shown = templates.env.get_template("message.html")

    async def events() -> AsyncIterator[dict[str, str]]:
        after, had = max(na, last_event_id), await asyncio.to_thread(takeover.find, store, talk_id)
        cover = await asyncio.to_thread(_veil, asked, talk_id)
        while True:
            fresh = await asyncio.to_thread(view.talk, store, asked.knowledge, talk_id, after)
            for message in cover.talk(fresh, _heard_since(asked, had)) if fresh else ():
                after = message["id"]
                html = shown.render(message=message, plain=True)
                data = json.dumps({"html": html, "author": message["author"]})
                yield {"id": str(after), "event": "message", "data": data}
            now = await asyncio.to_thread(takeover.find, store, talk_id)
            if now is None or (had and now["broker_id"] != had["broker_id"]):
                yield {"event": "owner", "data": "1"}
                return
            if await current(request, used=False) is None:
                yield {"event": "gone", "data": "1"}
                return
            await wake.wait(talk_id, LOOK_EVERY_S)

    return EventSourceResponse(events(), ping=15)


@router.post("/{talk_id}/neem-over")
async def take(talk_id: str, asked: Asked = Depends(posted)) -> Response:
    """From now on a person answers; the growth question becomes theirs."""
    asked.need("work")
    said = _text(asked, "takeover.hello", name=asked.actor.name)

    def do(connection: Connection) -> None:
        record_id = _record_in(connection, talk_id)
        item = work.item_in(connection, record_id) if record_id is not None else None
        if item is not None and (item.owner_id is None or not asked.may("assign")):
            work.claim(connection, item.record_id, asked.actor)
        takeover.take(connection, talk_id, asked.actor, said)

    await _do(asked, talk_id, do)
    return _done(asked, talk_id, "taken")


@router.post("/{talk_id}/antwoord")
async def answer(talk_id: str, asked: Asked = Depends(posted)) -> Response:
    """Say something to the entrepreneur."""
    asked.need("work")
    said = asked.words("antwoord", takeover.LONGEST)
    drafted = asked.sent.get("voorstel", "")
    use: takeover.DraftUse | None = None
    if drafted:
        use = "as_is" if _plain(drafted) == _plain(said) else "edited"
    await _do(asked, talk_id, lambda c: takeover.answer(c, talk_id, asked.actor, said, use))
    return _done(asked, talk_id)


def _plain(text: str) -> str:
    """Without what a browser does to the ends of lines."""
    return " ".join(text.split())


@router.get("/{talk_id}/voorstel")
async def no_draft(talk_id: str, asked: Asked = Depends(signed_in)) -> Response:
    """Who comes back to the page with a draft finds the talk."""
    return back(f"/console/gesprekken/{talk_id}")


@router.post("/{talk_id}/voorstel")
async def draft(talk_id: str, asked: Asked = Depends(posted)) -> Response:
    """What the bot would say now, to send, to change, or to leave. Nothing is said by this."""
    asked.need("work")
    live = await asyncio.to_thread(takeover.find, asked.store, talk_id)
    if live is None:
        raise Refused(404, no("no_talk"))
    if live["broker_id"] != asked.session.broker_id:
        raise Refused(409, no("take_first"), asked.sent)
    try:
        made = await asked.request.app.state.engine.draft(talk_id)
    except (EngineDown, TurnFailed) as problem:
        log.warning("no draft: %s", problem)
        why = no("no_draft")
        raise Refused(503, why, asked.sent) from None
    if made.acts:
        why = no("draft_acts")
        raise Refused(409, why, asked.sent)
    return await _page(talk_id, asked, drafted=made)


@router.post("/{talk_id}/geef-terug")
async def give_back(talk_id: str, asked: Asked = Depends(posted)) -> Response:
    """The bot goes on; a coordinator may also give back what a colleague has."""
    asked.need("work")
    live = await asyncio.to_thread(takeover.find, asked.store, talk_id)
    if live is None or live["broker_id"] is None:
        raise Refused(409, no("with_computer"))
    if live["broker_id"] != asked.session.broker_id:
        asked.need("assign")
    said = _text(asked, "takeover.back", name=live["broker"])
    await _do(asked, talk_id, lambda c: takeover.give_back(
        c, talk_id, asked.actor, said, live["broker_id"]))  # fmt: skip
    return _done(asked, talk_id, "back")


@router.post("/{talk_id}/geef-door")
async def pass_on(talk_id: str, asked: Asked = Depends(posted)) -> Response:
    """A colleague goes on, with the growth question."""
    asked.need("work")
    to_id = asked.number("naar")
    owners = await asyncio.to_thread(work_list.owners, asked.store)
    found = next((o for o in owners if o["id"] == to_id), None)
    if found is None or to_id == asked.session.broker_id:
        raise Refused(422, no("choose_colleague"))
    to = work.Actor(found["id"], found["name"])
    said = _text(asked, "takeover.passed", name=to.name, other=asked.actor.name)

    def do(connection: Connection) -> None:
        takeover.pass_on(connection, talk_id, asked.actor, to, said)
        record_id = _record_in(connection, talk_id)
        if record_id is not None:
            work.assign(connection, record_id, asked.actor, to.id)

    await _do(asked, talk_id, do)
    return _done(asked, talk_id, "passed")


async def _do(asked: Asked, talk_id: str, doing: Any) -> None:
    try:
        await asked.do(doing)
    except takeover.NoSuchTalk:
        raise Refused(404, no("no_talk")) from None
    except takeover.HasTalk as other:
        raise Refused(409, no("talk_of_other", name=other.name), asked.sent) from None
    except takeover.NotTaken:
        why = no("talk_gone")
        raise Refused(409, why, asked.sent) from None


def _done(asked: Asked, talk_id: str, said: str | None = None) -> Response:
    state = asked.request.app.state
    for who in (talk_id, "console"):
        state.wake.news(who)
    state.router.poke()
    return back(f"/console/gesprekken/{talk_id}", said)


def _text(asked: Asked, key: str, **values: str) -> str:
    return asked.knowledge.texts.get(key)[0].format(**values)


def _heard_since(asked: Asked, live: Mapping[str, Any] | None) -> Any:
    """Since when this broker has the talk; None where they have not."""
    mine = live is not None and live["broker_id"] == asked.session.broker_id
    return live["taken_at"] if live is not None and mine else None


def _veil(asked: Asked, talk_id: str) -> veil.Veil:
    """The veil of a talk that knows what was said so far."""
    cover = veil.of_talk(asked.store, talk_id, _record_of(asked, talk_id))
    cover.talk(view.talk(asked.store, asked.knowledge, talk_id))
    return cover


def _record_of(asked: Asked, talk_id: str) -> str | None:
    with reading(asked.store) as connection:
        return _record_in(connection, talk_id)


def _record_in(connection: Connection, talk_id: str) -> str | None:
    found = connection.execute(
        select(work_items.c.record_id)
        .where(work_items.c.conversation_id == talk_id)
        .order_by(work_items.c.id.desc())
    ).scalar()
    return str(found) if found is not None else None
