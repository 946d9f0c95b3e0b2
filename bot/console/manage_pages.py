"""Accounts and their roles, absence and capacity; and what was done on the console."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from bot.console import accounts, rights, words
from bot.console.web import Asked, Refused, back, posted, signed_in
from bot.console.words import no
from bot.store import audit, work

AUDIT_PAGE = 100

router = APIRouter(prefix="/console/beheer", include_in_schema=False)


@router.get("")
async def people(asked: Asked = Depends(signed_in)) -> Response:
    """All accounts."""
    asked.need("manage")
    return await asked.show(
        "people.html",
        people=await asyncio.to_thread(accounts.people, asked.store),
        roles=rights.NAMES,
        done=words.DONE.get(asked.request.query_params.get("gedaan", "")),
    )


@router.post("/accounts")
async def add(asked: Asked = Depends(posted)) -> Response:
    """Make an account."""
    asked.need("manage")
    sent = asked.sent
    await _try(asked, lambda: accounts.add_broker(
        asked.store, sent.get("mail", ""), sent.get("naam", ""), sent.get("wachtwoord", ""),
        sent.get("rol", ""),
    ))  # fmt: skip
    await asked.do(lambda c: audit.note(
        c, asked.actor.id, asked.actor.name, "account.add", sent.get("mail", "")))  # fmt: skip
    return back("/console/beheer", "account")


@router.post("/accounts/{broker_id}")
async def change(broker_id: int, asked: Asked = Depends(posted)) -> Response:
    """Change role, capacity and absence."""
    asked.need("manage")
    absent = (_day(asked, "weg_van"), _day(asked, "weg_tot"))
    role, capacity = asked.sent.get("rol", ""), asked.number("tegelijk")
    await _try(asked, lambda: accounts.change(
        asked.store, asked.actor, broker_id, role, capacity, absent))  # fmt: skip
    return back("/console/beheer", "account")


@router.post("/accounts/{broker_id}/geen-code")
async def no_code(broker_id: int, asked: Asked = Depends(posted)) -> Response:
    """Ask this account for no codes any more: the phone was lost."""
    asked.need("manage")
    await asyncio.to_thread(accounts.drop_secret, asked.store, asked.actor, broker_id)
    return back("/console/beheer", "code_off")


@router.post("/accounts/{broker_id}/sluit")
async def remove(broker_id: int, asked: Asked = Depends(posted)) -> Response:
    """Shut an account; what it had in hand goes back to the list."""
    asked.need("manage")
    if broker_id == asked.session.broker_id:
        raise Refused(422, no("own_account"))
    said = asked.knowledge.texts.get("takeover.removed")[0]
    await _try(asked, lambda: accounts.remove(asked.store, asked.actor, broker_id, said))
    asked.request.app.state.wake.news("console")
    asked.request.app.state.router.poke()
    return back("/console/beheer", "removed")


@router.get("/logboek")
async def log(asked: Asked = Depends(signed_in)) -> Response:
    """Who did what."""
    asked.need("manage")
    query = asked.request.query_params
    page = query.get("pagina", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    subject = query.get("van") or None
    offset = max(0, number - 1) * AUDIT_PAGE
    rows = await asyncio.to_thread(audit.newest, asked.store, AUDIT_PAGE + 1, offset, subject)
    return await asked.show(
        "audit.html", rows=rows[:AUDIT_PAGE], more=len(rows) > AUDIT_PAGE, page=max(1, number),
        subject=subject, actions=words.AUDIT,
        names={str(n): name for n, name in (await asyncio.to_thread(
            work.names, asked.store)).items()},
    )  # fmt: skip


async def _try(asked: Asked, doing: Any) -> None:
    try:
        await asyncio.to_thread(doing)
    except accounts.AccountError as problem:
        kept = {name: v for name, v in asked.sent.items() if name != "wachtwoord"}
        raise Refused(422, str(problem), kept) from None


def _day(asked: Asked, name: str) -> date | None:
    text = asked.sent.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(422, no("no_date"), asked.sent) from None
