"""Correct what was understood of a message; another person approves it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import Any, Mapping

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.console import veil, view, words
from bot.console.web import Asked, Refused, back, posted, signed_in
from bot.privacy import contacts, masking
from bot.store import corrections, growth_questions, quality, reading, understood
from bot.store.tables import messages
from bot.store.work_tables import corrections as kept
from bot.store.work_tables import work_items

LONGEST = 1000

ROUND = str.maketrans("[]", "()")

INTENTS = {
    "express_need": "vertelt wat er speelt", "inform": "geeft een gegeven", "affirm": "ja",
    "deny": "nee", "dont_know": "weet het niet", "skip": "slaat over", "correct": "verbetert",
    "ask_why": "vraagt waarom", "ask_human": "wil een mens", "ask_bot": "vraagt wie dit is",
    "ask_capabilities": "vraagt wat dit kan", "ask_privacy": "vraagt wie meeleest",
    "ask_own_data": "vraagt eigen gegevens", "erase_data": "wil gewist worden",
    "ask_instrument": "vraagt naar een regeling", "ask_status": "vraagt hoe het staat",
    "share_success": "vertelt goed nieuws", "complain": "klaagt",
    "crisis_business": "bedrijf in nood", "crisis_personal": "mens in nood", "greet": "groet",
    "goodbye": "neemt afscheid", "thank": "bedankt", "stop": "wil stoppen",
    "restart": "wil opnieuw beginnen", "chitchat": "praatje", "other_language": "andere taal",
    "out_of_scope": "hoort hier niet",
}  # fmt: skip
"""The intents as brokers read them."""

ENTITIES = {
    "municipality": "gemeente", "place": "plaats", "sector": "sector", "employees": "mensen",
    "amount_eur": "bedrag", "period_months": "termijn in maanden", "legal_form": "rechtsvorm",
    "company_name": "bedrijfsnaam", "instrument": "regeling",
}  # fmt: skip

router = APIRouter(prefix="/console/correcties", include_in_schema=False)


@router.get("")
async def page(asked: Asked = Depends(signed_in)) -> Response:
    """What waits for a second person, and what became of the rest."""
    asked.need("approve")
    rows = await asyncio.to_thread(
        corrections.listed, asked.store, ["proposed", "approved", "live", "rejected"]
    )
    k = asked.knowledge

    def shown(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "becomes_label": _label(row["kind"], row["becomes"], k),
                "was_label": _label(row["kind"], row["was"], k),
                "own": row["proposed_by"] == asked.session.broker_id}  # fmt: skip

    return await asked.show(
        "corrections.html",
        waiting=[shown(row) for row in rows if row["status"] == "proposed"],
        rest=[shown(row) for row in rows if row["status"] != "proposed"],
        statuses={"approved": "goedgekeurd, wacht op training", "live": "jouw correctie is live",
                  "rejected": "afgewezen"},
        done=words.DONE.get(asked.request.query_params.get("gedaan", "")),
    )  # fmt: skip


@router.get("/bericht/{message_id}")
async def choose(message_id: int, asked: Asked = Depends(signed_in)) -> Response:
    """What it should have been: one click."""
    asked.need("work")
    found = await asyncio.to_thread(_message, asked, message_id)
    k = asked.knowledge
    return await asked.show(
        "correct.html",
        message=found,
        intents=INTENTS,
        needs=[(theme, [(n.id, n.label) for n in k.needs if n.theme == theme_id])
               for theme_id, theme in k.themes.items()],
        entities=ENTITIES,
    )  # fmt: skip


@router.post("/bericht/{message_id}")
async def propose(message_id: int, asked: Asked = Depends(posted)) -> Response:
    """Propose what it should have been."""
    asked.need("work")
    found = await asyncio.to_thread(_message, asked, message_id)
    kind, becomes, where = asked.sent.get("soort", ""), asked.sent.get("wordt", ""), None
    k = asked.knowledge
    known = {"intent": INTENTS, "need": k.needs_by_id, "entity": ENTITIES}
    if becomes not in known.get(kind, {}):
        raise Refused(422, "Kies wat het had moeten zijn.")
    understood = found["understood"] or {}
    was = understood.get("intent")
    if kind == "need":
        was = understood["needs"][0]["id"] if understood.get("needs") else None
    if kind == "entity":
        where = asked.words("woorden", 200)
        if where.lower() not in found["text"].lower():
            raise Refused(422, "Die woorden staan niet in het bericht.", asked.sent)
        was, becomes = None, f"{becomes}={asked.words('waarde', 80)}"
    if was == becomes:
        raise Refused(422, "Zo was het al begrepen.")
    told = (message_id, kind, found["masked"], was, becomes, where)
    await asked.do(lambda connection: corrections.propose(connection, asked.actor, *told))
    return back(f"/console/groeivragen/{found['record_id']}#m{message_id}", "correction")


@router.post("/{correction_id}")
async def decide(correction_id: int, asked: Asked = Depends(posted)) -> Response:
    """Approve or reject what a colleague proposed."""
    asked.need("approve")
    approved = asked.sent.get("besluit") == "goed"
    text = " ".join(asked.words("tekst", LONGEST).split())
    model = await asyncio.to_thread(_understood_by, asked, correction_id)

    def do(connection: Connection) -> None:
        corrections.decide(connection, asked.actor, correction_id, approved, text)
        if approved and model is not None:
            quality.count_correction(connection, *model)

    try:
        await asked.do(do)
    except corrections.OwnProposal:
        raise Refused(403, "Een ander moet jouw voorstel goedkeuren.") from None
    except corrections.Decided:
        raise Refused(409, "Hierover is al besloten.") from None
    return back("/console/correcties", "approved" if approved else "rejected")


def _message(asked: Asked, message_id: int) -> dict[str, Any]:
    """A message that an entrepreneur typed, with what was understood of it.

    Raises:
        Refused: there is none.
    """
    with reading(asked.store) as connection:
        talk = connection.execute(
            select(messages.c.conversation_id).where(messages.c.id == message_id)
        ).scalar()
        record_id = _record_of(connection, talk)
    said = view.talk(asked.store, asked.knowledge, talk, message_id - 1) if talk else []
    found = next((m for m in said if m["id"] == message_id), None)
    if found is None or not found["typed"] or record_id is None:
        raise Refused(404, "Dit bericht is er niet (meer).")
    record = growth_questions.find(asked.store, record_id) or {}
    contact = contacts.filled_in(asked.store, record).get("contact")
    masked = without_names(found["text"], contact)[:LONGEST]
    shown = veil.of_talk(asked.store, str(talk), record_id).words(found["text"])
    return {**found, "record_id": record_id, "masked": masked, "shown": shown}


def _understood_by(asked: Asked, correction_id: int) -> tuple[datetime, str] | None:
    """When the message of a correction came, and the model that understood it; None where that
    was before it was kept, or the talk is gone."""
    with reading(asked.store) as connection:
        row = connection.execute(
            select(messages.c.id, messages.c.external_id, messages.c.conversation_id,
                   messages.c.created_at)
            .join(kept, kept.c.message_id == messages.c.id)
            .where(kept.c.id == correction_id)
        ).first()  # fmt: skip
    if row is None:
        return None
    known = understood.of_talk(asked.store, row.conversation_id)
    found = known.get(str(row.id)) or known.get(str(row.external_id)) or {}
    moment = row.created_at
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return (moment, str(found["model"])) if found.get("model") else None


def without_names(text: str, contact: Mapping[str, str] | None) -> str:
    """The text as others may read it. Whoever approves it looks for what is left.

    Args:
        contact: what is known of who said it.
    """
    name = (contact or {}).get("name")
    # Square brackets mark entities in examples.
    return " ".join(masking.mask(text, [name] if name else ()).translate(ROUND).split())


def _record_of(connection: Connection, talk: str | None) -> str | None:
    found = connection.execute(
        select(work_items.c.record_id)
        .where(work_items.c.conversation_id == talk)
        .order_by(work_items.c.id.desc())
    ).scalar()
    return str(found) if found is not None else None


def _label(kind: str, value: str | None, k: Any) -> str:
    if value is None:
        return "niets"
    if kind == "need":
        return k.needs_by_id[value].label if value in k.needs_by_id else value
    if kind == "intent":
        return INTENTS.get(value, value)
    entity, _, rest = value.partition("=")
    return f"{ENTITIES.get(entity, entity)}: {rest}"
