"""Which model answers, with which figures; and back to an earlier one, in two steps."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from bot import models
from bot.console import words
from bot.console.web import Asked, Refused, back, posted, signed_in
from bot.console.words import no
from bot.store import models as stored

router = APIRouter(prefix="/console/beheer/modellen", include_in_schema=False)

HOME = "/console/beheer/modellen"


@router.get("")
async def page(asked: Asked = Depends(signed_in)) -> Response:
    """All models on disk, and what each engine process answers with."""
    asked.need("manage")
    name, choice = await asyncio.to_thread(models.live, asked.store)
    processes = await asyncio.to_thread(stored.processes, asked.store)
    fixed = asked.request.app.state.settings.model
    return await asked.show(
        "models.html",
        live=name,
        choice=choice,
        fixed=fixed,
        processes=processes,
        loading=not fixed and any(p["model"] != name and not p["problem"] for p in processes),
        models=await asyncio.to_thread(models.listed, asked.store),
        choices=await asyncio.to_thread(stored.choices, asked.store),
        done=words.DONE.get(asked.request.query_params.get("gedaan", "")),
    )


@router.post("/{name}/controleer")
async def check(name: str, asked: Asked = Depends(posted)) -> Response:
    """Hold a model against the corrections of today; some ten seconds, in a process of its own."""
    asked.need("manage")
    database = asked.request.app.state.settings.database
    try:
        await asyncio.to_thread(models.check_apart, database, name)
    except models.NotLive as problem:
        raise Refused(422, f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from None
    return back(HOME, "model_checked")


@router.post("/{name}/live")
async def use(name: str, asked: Asked = Depends(posted)) -> Response:
    """Have a model answer: first asks whether that is meant, then does it."""
    asked.need("manage")
    if asked.request.app.state.settings.model:
        raise Refused(409, no("model_fixed"))
    known = {one["name"]: one for one in await asyncio.to_thread(models.listed, asked.store)}
    if name not in known:
        raise Refused(404, no("no_model"))
    now, _ = await asyncio.to_thread(models.live, asked.store)
    if asked.sent.get("zeker") != "ja":
        return await asked.show("model_sure.html", name=name, now=known.get(now), model=known[name])
    if asked.sent.get("nu") != now:
        raise Refused(409, no("model_changed"))
    checked = (await asyncio.to_thread(stored.checks, asked.store)).get(name)
    try:
        await asked.do(lambda c: models.use(c, checked, name, asked.actor.id, asked.actor.name))
    except models.NotLive as problem:
        raise Refused(422, f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from None
    return back(HOME, "model_live")
