"""The emergency notice: set it, end it, and see what was told before."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from bot import moments
from bot.console import words
from bot.console.web import Asked, Refused, back, posted, signed_in
from bot.console.words import no
from bot.store import notices

LONGEST = timedelta(days=31)
"""A notice that stays longer is a text, and belongs with the texts."""

SHORTEST = 10
"""Characters."""

router = APIRouter(prefix="/console/melding", include_in_schema=False)


@router.get("")
async def page(asked: Asked = Depends(signed_in)) -> Response:
    """What is told now, and what was told before."""
    asked.need("notice")
    return await asked.show(
        "notice.html",
        rows=await asyncio.to_thread(notices.newest, asked.store),
        now=time.time(),
        longest=notices.LONGEST,
        shortest=SHORTEST,
        until=(datetime.now(moments.HERE) + timedelta(hours=4)).strftime("%Y-%m-%dT%H:00"),
        done=words.DONE.get(asked.request.query_params.get("gedaan", "")),
    )


@router.post("")
async def begin(asked: Asked = Depends(posted)) -> Response:
    """Put it on all channels, until its time is over."""
    asked.need("notice")
    told = " ".join(asked.words("tekst", notices.LONGEST, SHORTEST).split())
    try:
        until = datetime.strptime(asked.sent.get("tot", ""), "%Y-%m-%dT%H:%M")
        ends = until.replace(tzinfo=moments.HERE)
    except ValueError:
        raise Refused(422, no("notice_until"), asked.sent) from None
    here = datetime.now(moments.HERE)
    if not here < ends <= here + LONGEST:
        why = no("notice_time", days=LONGEST.days)
        raise Refused(422, why, asked.sent)
    await asked.do(lambda c: notices.begin(c, asked.actor, told, ends.timestamp()))
    return back("/console/melding", "notice")


@router.post("/stop")
async def end(asked: Asked = Depends(posted)) -> Response:
    """End it now."""
    asked.need("notice")
    if not await asked.do(lambda c: notices.end(c, asked.actor)):
        raise Refused(409, no("no_notice"))
    return back("/console/melding", "notice_gone")
