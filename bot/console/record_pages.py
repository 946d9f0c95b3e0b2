"""A growth question's page, and everything that a broker does to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from sqlalchemy.engine import Connection

from bot import moments
from bot.console import edits, rewrites, veil, view, words
from bot.console.web import Asked, Refused, back, posted, signed_in
from bot.console.words import no
from bot.growth_question.quality import shortcomings
from bot.handoff.brief import label
from bot.handoff.outbox import hand_over
from bot.store import audit, deliveries, growth_questions, work, work_list

LONGEST_NOTE = 4000
MOST_TAGS, LONGEST_TAG = 12, 40
LONGEST_QUESTION, SHORTEST_QUESTION = 400, 20
GIVEN = ("in_progress", "handed_over", "closed")
"""Statuses that a broker gives."""

router = APIRouter(prefix="/console/groeivragen", include_in_schema=False)


@router.get("/{record_id}")
async def page(record_id: str, asked: Asked = Depends(signed_in)) -> Response:
    """One growth question: brief, record, evidence, needs, matches, versions, and the talk."""
    return await _page(record_id, asked)


@router.get("/{record_id}/open")
async def covered_again(record_id: str, asked: Asked = Depends(signed_in)) -> Response:
    """Who comes back to the opened page finds it covered."""
    return back(f"/console/groeivragen/{record_id}")


@router.post("/{record_id}/open")
async def open_words(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Show what was said as it was said: this once, and it stands in the log."""
    asked.need("personal")

    def note(connection: Connection) -> None:
        item = _item(connection, record_id)
        own = item.owner_id == asked.session.broker_id
        veil.record_opened(
            connection, item.conversation_id, asked.actor, reason_of(asked, own), record_id
        )

    await asked.do(note)
    return await _page(record_id, asked, opened=True)


def reason_of(asked: Asked, own: bool) -> str:
    """Why somebody opens a talk (see `veil.REASONS`).

    Args:
        own: it is theirs; that is reason enough.

    Raises:
        Refused: no reason was chosen.
    """
    if own:
        return veil.OWN
    reason = asked.sent.get("reden", "")
    if reason not in veil.REASONS:
        raise Refused(422, no("no_reason"))
    return reason


async def _page(record_id: str, asked: Asked, opened: bool = False) -> Response:
    k = asked.knowledge
    me = asked.session.broker_id
    shown = await asyncio.to_thread(view.growth_question, asked.store, k, record_id, me, opened)
    if shown is None:
        return await asked.show("missing.html", 404, id=record_id)
    owner = shown["item"]["owner_id"]
    mine = owner == me
    present = {field["name"] for field in shown["fields"]}
    return await asked.show(
        "growth_question.html",
        gq=shown,
        mine=mine,
        opened=opened,
        reasons=veil.REASONS,
        acts=asked.may("work") and (mine or asked.may("assign")),
        free=owner is None,
        personal=asked.may("personal"),
        owners=await asyncio.to_thread(work_list.owners, asked.store)
        if asked.may("assign")
        else [],
        needs=[(need.id, need.label) for need in k.needs],
        to_add=[(name, label(k, name)) for name in edits.EDITABLE
                if name not in present],
        field_choices={name: edits.choices(name, k) for name in edits.EDITABLE},
        editable=edits.EDITABLE,
        given=[(status, words.STATUS[status]) for status in GIVEN],
        done=words.DONE.get(asked.request.query_params.get("gedaan", "")),
    )  # fmt: skip


@router.get("/{record_id}/brief")
async def brief(record_id: str, asked: Asked = Depends(signed_in)) -> Response:
    """What a broker reads in a minute before calling."""
    shown = await asyncio.to_thread(view.brief, asked.store, asked.knowledge, record_id)
    if shown is None:
        return await asked.show("missing.html", 404, id=record_id)
    return await asked.show("brief.html", brief=shown, personal=asked.may("personal"))


@router.post("/{record_id}/pak")
async def claim(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Make it one's own."""
    asked.need("work")
    await asked.do(lambda connection: work.claim(connection, record_id, asked.actor))
    return _done(asked, record_id, "claim")


@router.post("/{record_id}/toewijzen")
async def assign(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Give it to a colleague, or back to the list."""
    to = None if asked.sent.get("naar", "") == "" else asked.number("naar")
    if to is not None:
        asked.need("assign")
        if to not in [owner["id"] for owner in await asyncio.to_thread(
                work_list.owners, asked.store)]:  # fmt: skip
            raise Refused(422, no("no_colleague"))
    await _act(asked, record_id, lambda connection: work.assign(
        connection, record_id, asked.actor, to))  # fmt: skip
    return _done(asked, record_id, "free" if to is None else "assign")


@router.post("/{record_id}/status")
async def status(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Say how far it is."""
    wanted = asked.sent.get("status", "")
    if wanted not in GIVEN:
        raise Refused(422, no("no_status"))

    def change(record: dict[str, Any]) -> None:
        if record["status"] == "withdrawn":
            raise Refused(409, no("withdrawn"))
        record["status"] = wanted

    await _edit(asked, record_id, "status", change, versioned=False)
    return _done(asked, record_id, "status")


@router.post("/{record_id}/belofte")
async def promise(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Write down what was promised, or that it was kept."""
    if asked.sent.get("nagekomen"):
        on, what = None, ""
    else:
        what = asked.words("wat", 200)
        try:
            on = date.fromisoformat(asked.sent.get("wanneer", ""))
        except ValueError:
            raise Refused(422, no("choose_date"), asked.sent) from None
        if not moments.today() <= on or on.year > moments.today().year + 5:
            raise Refused(422, no("date_past"), asked.sent)
    await _act(asked, record_id, lambda connection: work.promise(
        connection, record_id, asked.actor, on, what))  # fmt: skip
    return _done(asked, record_id, "promise" if on else "kept")


@router.post("/{record_id}/notitie")
async def note(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Add a note for colleagues; anybody who works here may."""
    asked.need("work")
    words_ = asked.words("notitie", LONGEST_NOTE)

    def add(connection: Connection) -> None:
        _item(connection, record_id)
        work.add_note(connection, record_id, asked.actor, words_)

    await asked.do(add)
    return _done(asked, record_id, "note", "notities")


@router.post("/{record_id}/labels")
async def tags(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """These labels and no others."""
    given = [" ".join(tag.split()).lower() for tag in asked.sent.get("labels", "").split(",")]
    wanted = list(dict.fromkeys(filter(None, given)))
    if len(wanted) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in wanted):
        why = no("many_tags", most=MOST_TAGS, longest=LONGEST_TAG)
        raise Refused(422, why, asked.sent)
    await _act(asked, record_id, lambda connection: work.set_tags(
        connection, record_id, asked.actor, wanted))  # fmt: skip
    return _done(asked, record_id, "tags")


@router.post("/{record_id}/gegeven")
async def field(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Change a field; from then on it is the broker's."""
    name, k = asked.sent.get("veld", ""), asked.knowledge
    try:
        value = edits.read_value(name, asked.sent.get("waarde", ""), k)
    except edits.CannotEdit as problem:
        raise Refused(422, str(problem), asked.sent) from None
    await _edit(asked, record_id, name, lambda record: edits.set_field(
        record, name, value, k, moments.today()))  # fmt: skip
    return _done(asked, record_id, "field", "gegevens")


@router.post("/{record_id}/behoefte")
async def need(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Put another need first."""
    wanted, k = asked.sent.get("behoefte", ""), asked.knowledge
    await _edit(asked, record_id, "needs", lambda record: edits.set_need(
        record, wanted, k, moments.today()), holds=["needs"])  # fmt: skip
    return _done(asked, record_id, "need", "behoeften")


@router.post("/{record_id}/vraag")
async def question(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Word the growth question anew: keep it, or have the entrepreneur approve it first."""
    wanted = " ".join(asked.words("vraag", LONGEST_QUESTION, SHORTEST_QUESTION).split())
    if shortcomings(wanted) and not asked.sent.get("toch"):
        lacks = ", ".join(QUALITY[name] for name in shortcomings(wanted))
        why = no("not_sharp", lacks=lacks)
        raise Refused(422, why, asked.sent)
    if asked.sent.get("actie") == "vraag":
        said = asked.request.app.state.rewrite_words
        await _act(asked, record_id, lambda connection: rewrites.send(
            connection, record_id, asked.actor, wanted, said))  # fmt: skip
        return _done(asked, record_id, "sent", "vraag")
    await _edit(asked, record_id, "question", lambda record: record.update(question=wanted),
                holds=["question"])  # fmt: skip
    return _done(asked, record_id, "question", "vraag")


QUALITY = {
    "form": "hij begint niet met ‘Hoe kan ik’ of heeft geen vraagteken",
    "result": "er staat geen resultaat in (zodat …)",
    "term": "er staat geen termijn in (binnen …)",
    "own_influence": "een ander moet iets doen",
    "concrete": "er staat geen getal of naam in",
    "length": "hij heeft geen 12 tot 40 woorden",
    "plain": "er staan moeilijke woorden in",
}


@router.post("/{record_id}/samenvoegen")
async def merge(record_id: str, asked: Asked = Depends(posted)) -> Response:
    """Two growth questions of one firm become one: the other is closed and points here."""
    other_id = asked.words("andere", 32).upper()
    if other_id == record_id:
        raise Refused(422, no("same_question"), asked.sent)
    other = await asyncio.to_thread(growth_questions.find, asked.store, other_id)
    if other is None:
        raise Refused(404, no("no_other", id=other_id), asked.sent)
    if not asked.sent.get("zeker"):
        why = no("merge_unsure")
        raise Refused(422, why, asked.sent)

    def do(connection: Connection) -> None:
        _may_act(asked, connection, other_id)
        kept = _edit_in(asked, connection, record_id, "merge",
                        lambda record: edits.merge_into(record, other))  # fmt: skip
        closed = _edit_in(asked, connection, other_id, "merge",
                          lambda record: record.update(status="closed"))  # fmt: skip
        work.add_note(connection, record_id, asked.actor, f"Samengevoegd met {other_id}.")
        work.add_note(connection, other_id, asked.actor, f"Samengevoegd in {record_id}.")
        for stored in (kept, closed):
            hand_over(connection, stored, _targets(asked))

    await _act(asked, record_id, do)
    return _done(asked, record_id, "merge")


@router.post("/{record_id}/afleveren/{delivery_id}")
async def retry(record_id: str, delivery_id: int, asked: Asked = Depends(posted)) -> Response:
    """Try a delivery that was given up on once more."""
    asked.need("work")
    await asyncio.to_thread(deliveries.retry, asked.store, delivery_id)
    await asked.do(lambda c: audit.note(
        c, asked.actor.id, asked.actor.name, "delivery.retry", record_id))  # fmt: skip
    return _done(asked, record_id, "retry")


def _targets(asked: Asked) -> list[str]:
    return list(asked.request.app.state.handoff_targets)


async def _act(asked: Asked, record_id: str, doing: Callable[[Connection], Any]) -> Any:
    """Do something to a growth question that is one's own."""
    asked.need("work")

    def do(connection: Connection) -> Any:
        _may_act(asked, connection, record_id)
        return doing(connection)

    return await asked.do(do)


async def _edit(
    asked: Asked,
    record_id: str,
    what: str,
    change: Callable[[dict[str, Any]], Any],
    holds: list[str] | None = None,
    versioned: bool = True,
) -> None:
    """A new version of one's own growth question, brought to where it is delivered."""
    version = asked.number("versie") if versioned else None

    def do(connection: Connection) -> None:
        stored = _edit_in(asked, connection, record_id, what, change, holds or [], version)
        hand_over(connection, stored, _targets(asked))

    await _act(asked, record_id, do)


def _edit_in(
    asked: Asked,
    connection: Connection,
    record_id: str,
    what: str,
    change: Callable[[dict[str, Any]], Any],
    holds: list[str] | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    def checked(record: dict[str, Any]) -> None:
        try:
            change(record)
            edits.check(record)
        except edits.CannotEdit as problem:
            raise Refused(422, str(problem), asked.sent) from None

    return work.edit(connection, record_id, asked.actor, what, checked, holds or [], version)


def _may_act(asked: Asked, connection: Connection, record_id: str) -> None:
    """Refuse who it does not belong to.

    Raises:
        Refused
    """
    item = _item(connection, record_id)
    if item.owner_id == asked.session.broker_id or asked.may("assign"):
        return
    if item.owner_id is None:
        raise Refused(409, no("claim_first"), asked.sent)
    raise Refused(403, no("of_other", name=item.owner), asked.sent)


def _item(connection: Connection, record_id: str) -> Any:
    found = work.item_in(connection, record_id)
    if found is None:
        raise growth_questions.NoSuchRecord(record_id)
    return found


def _done(asked: Asked, record_id: str, said: str, anchor: str = "") -> Response:
    asked.request.app.state.wake.news("console")
    return back(f"/console/groeivragen/{record_id}{f'#{anchor}' if anchor else ''}", said)
