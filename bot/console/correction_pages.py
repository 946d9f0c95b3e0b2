"""Correct what was understood of a message; another person approves it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Mapping

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import moments
from bot.console import corrected, veil, view, words
from bot.console.web import Asked, Refused, back, posted, signed_in
from bot.console.words import no
from bot.privacy import contacts, masking
from bot.store import corrections, growth_questions, quality, reading, understood
from bot.store.tables import messages
from bot.store.work_tables import corrections as kept
from bot.store.work_tables import work_items

LONGEST = 1000

ROUND = str.maketrans("[]", "()")

router = APIRouter(prefix="/console/correcties", include_in_schema=False)


@router.get("")
async def page(asked: Asked = Depends(signed_in)) -> Response:
    """What waits for a second person, and what became of the rest."""
    asked.need("approve")
    rows = await asyncio.to_thread(
        corrections.listed, asked.store, ["proposed", "approved", "live", "rejected"]
    )
    k = asked.knowledge

    answering = await asyncio.to_thread(corrected.answering, asked.store)

    def shown(row: dict[str, Any]) -> dict[str, Any]:
        told = corrected.in_words(row, k, answering, asked.session.broker_id)
        return {**row, **told, "own": row["proposed_by"] == asked.session.broker_id}

    return await asked.show(
        "corrections.html",
        waiting=[shown(row) for row in rows if row["status"] == "proposed"],
        rest=[shown(row) for row in rows if row["status"] != "proposed"],
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
        intents=words.INTENTS,
        needs=[(theme, [(n.id, n.label) for n in k.needs if n.theme == theme_id])
               for theme_id, theme in k.themes.items()],
        entities=words.ENTITIES,
    )  # fmt: skip


@router.post("/bericht/{message_id}")
async def propose(message_id: int, asked: Asked = Depends(posted)) -> Response:
    """Propose what it should have been."""
    asked.need("work")
    found = await asyncio.to_thread(_message, asked, message_id)
    kind, becomes = asked.sent.get("soort", ""), asked.sent.get("wordt", "")
    understood = found["understood"] or {}
    if kind == "entity":
        was, becomes, where = _entity(asked, found)
    else:
        was, where = understood.get("intent"), None
        known: Mapping[str, Any] = words.INTENTS
        if kind == "need":
            was = understood["needs"][0]["id"] if understood.get("needs") else None
            known = asked.knowledge.needs_by_id
        if kind not in ("intent", "need") or becomes not in known:
            raise Refused(422, no("choose_meaning"))
    if was == becomes:
        raise Refused(422, no("understood_so"))
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
        raise Refused(403, no("own_proposal")) from None
    except corrections.Decided:
        raise Refused(409, no("decided")) from None
    return back("/console/correcties", "approved" if approved else "rejected")


def _entity(asked: Asked, found: dict[str, Any]) -> tuple[str | None, str, str]:
    """What was read, what it is, and in which words it stands; ``entity=`` where those words are
    no such thing.

    Raises:
        Refused: also where the words are among what names somebody: that is not learnt.
    """
    taken = asked.sent.get("geen")
    if taken is not None:
        wrong = next((e for e in found["wrong"] if e["number"] == taken), None)
        if wrong is None:
            raise Refused(422, no("choose_meaning"))
        return f"{wrong['entity']}={wrong['value']}", f"{wrong['entity']}=", wrong["words"]
    entity, where = asked.sent.get("wordt", ""), asked.words("woorden", 200)
    if entity not in words.ENTITIES:
        raise Refused(422, no("choose_meaning"))
    if where.lower() not in found["masked"].lower():
        raise Refused(422, no("words_not_there"), asked.sent)
    return None, f"{entity}={asked.words('waarde', 80)}", where


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
        raise Refused(404, no("no_message"))
    record = growth_questions.find(asked.store, record_id) or {}
    contact = contacts.filled_in(asked.store, record).get("contact")
    masked = without_names(found["text"], contact)[:LONGEST]
    shown = veil.of_talk(asked.store, str(talk), record_id).words(found["text"])
    read = (found["understood"] or {}).get("entities", ())
    wrong = [
        {**e, "number": str(number)}
        for number, e in enumerate(read)
        if e["entity"] in words.ENTITIES and e["words"] and e["words"] in masked
    ]
    return {
        **found, "record_id": record_id, "masked": masked, "shown": shown, "wrong": wrong,
    }  # fmt: skip


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
    return (moments.aware(row.created_at), str(found["model"])) if found.get("model") else None


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
