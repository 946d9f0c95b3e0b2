"""What the console's pages show, put together from the store and the knowledge."""

from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy.engine import Engine

from bot.console import chart, corrected, edits, veil
from bot.console.words import (
    ABOUT,
    ACTED,
    AUTHOR,
    CHANNEL,
    DRAFT,
    ENTITIES,
    INTENTS,
    ROUTE,
    SCORE,
    STATUS,
)
from bot.conversations import outbox, ratings, takeover
from bot.diagnosis import Evidence, belief
from bot.handoff import brief as briefs
from bot.handoff import state as delivered
from bot.knowledge import Knowledge
from bot.privacy import contacts
from bot.store import growth_questions, understood, work

SHOWN_NEEDS = 3
"""Needs whose probability is followed question by question."""


def growth_question(
    store: Engine, k: Knowledge, record_id: str, me: int, opened: bool = False
) -> dict[str, Any] | None:
    """Everything on one growth question's page, or None if it does not exist.

    Args:
        me: account of who reads it.
        opened: what was said is shown as it was said (see `bot.console.veil`).
    """
    history = growth_questions.history(store, record_id)
    item = work.item(store, record_id)
    if not history or item is None:
        return None
    record = contacts.filled_in(store, history[-1]["record"])
    said = talk(store, k, record["conversation_id"], me=me)
    steps = moved(store, k, record)
    cover = veil.of_talk(store, record["conversation_id"], record_id)
    if not opened:
        said, record = cover.talk(said), cover.record(record)
        for step in steps["steps"] if steps else ():
            step["said"] = cover.words(step["said"])
    people = work.names(store)
    earlier = [version["record"] for version in history[:-1]]
    return {
        "record": record,
        "item": item,
        "status": STATUS[record["status"]],
        "route": ROUTE[record["route"]],
        "channel": CHANNEL.get(record["channel"], record["channel"]),
        "needs": [{**need, "label": _need(k, need["id"])} for need in record["needs"]],
        "fields": [
            {
                "name": name,
                "label": briefs.label(k, name),
                "value": briefs.value(k, name, field["value"]),
                "raw": edits.as_text(name, field["value"]),
                "source": k.texts.get(f"brief.source.{field['source']}")[0],
                "evidence": field.get("evidence", []),
            }
            for name, field in record["fields"].items()
        ],
        "matches": [
            {
                **match,
                "name": k.instruments_by_id[match["instrument"]].name
                if match["instrument"] in k.instruments_by_id
                else match["instrument"],
                "verdict_label": k.texts.get(f"brief.verdict.{match['verdict']}")[0],
            }
            for match in record["matches"]
        ],
        "broker": _broker(k, record["broker"]),
        "brief": briefs.brief(record, k, earlier),
        "deliveries": delivered.of_record(store, k, record_id),
        "notes": work.notes(store, record_id),
        "tags": work.tags(store, record_id),
        "versions": _versions(history, people, k),
        "moved": steps,
        "rating": _rating(store, record),
        "covered": cover.covered,
        "talk": said,
        "live": takeover.find(store, record["conversation_id"]),
        # Evidence names a message by its row, or by the id that Rasa's REST interface gave it.
        "message_ids": {
            **{str(message["id"]): message["id"] for message in said},
            **{message["external_id"]: message["id"] for message in said},
        },
    }


def _rating(store: Engine, record: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the entrepreneur thought of it, or None."""
    found = ratings.of_record(store, record["id"], record["conversation_id"])
    return {**found, "label": SCORE[found["score"]]} if found else None


def talk(
    store: Engine, k: Knowledge, conversation_id: str, after: int = 0, me: int | None = None
) -> list[dict[str, Any]]:
    """Messages of a talk with an id above ``after``, each with what was understood of it.

    Args:
        me: account of who reads it, for what became of their corrections; None leaves those out.
    """
    rows = outbox.transcript(store, conversation_id, after)
    # A stream looks often, and mostly there is nothing.
    known = understood.of_talk(store, conversation_id) if rows else {}
    mended = corrected.of_talk(store, k, conversation_id, me) if rows and me is not None else {}
    said = []
    for row in rows:
        if row["kind"] in outbox.UNSEEN:
            continue
        payload = row["payload"] or {}
        name = (payload.get("custom") or {}).get("name")
        of_row = known.get(str(row["id"])) or known.get(str(row["external_id"]))
        said.append(
            {
                "id": row["id"],
                "who": name or AUTHOR[row["author"]],
                "author": row["author"],
                "text": payload.get("title") or row["text"]
                if row["direction"] == "in"
                else veil.without_keys(row["text"]),
                "typed": row["direction"] == "in" and row["kind"] == "text",
                "options": [b["title"] for b in payload.get("buttons") or ()],
                "problem": row["problem"] if row["status"] == "failed" else None,
                "draft": DRAFT.get(str((payload.get("note") or {}).get("draft"))),
                "at": row["created_at"],
                "external_id": row["external_id"],
                "understood": _understood(of_row, k) if row["direction"] == "in" else None,
                "corrections": mended.get(row["id"], ()),
            }
        )
    return said


def _understood(found: Mapping[str, Any] | None, k: Knowledge) -> dict[str, Any] | None:
    if found is None or found["intent"] is None:
        return None
    return {
        **found,
        "intent_label": INTENTS.get(found["intent"], found["intent"]),
        "percent": round(100 * found["confidence"]),
        "needs": [
            {**n, "label": _need(k, n["id"]), "percent": round(100 * n["confidence"])}
            for n in found["needs"]
            if n["confidence"] >= 0.05
        ],
        "entities": [
            {**e, "label": ENTITIES.get(e["entity"], e["entity"])}
            for e in found["entities"]
            if e["entity"] != "choice"  # a button: its words stand in the message
        ],
        "acted": [ACTED.get(name, name) for name in dict.fromkeys(found["acted"])]
        + [f"vraagt: {question(k, about)}" for about in dict.fromkeys(found["asked"])],
    }


def question(k: Knowledge, name: str) -> str:
    """What the bot asks, by what it asks about."""
    if name == "rating":
        return str(k.texts.get("rating.asks")[0])
    for known in (k.questions_by_id, k.open_by_id):
        if name in known:
            return str(known[name].text)
    return ABOUT.get(name) or briefs.label(k, name)


def moved(store: Engine, k: Knowledge, record: Mapping[str, Any]) -> dict[str, Any] | None:
    """How the likeliest needs moved with each line of evidence: ``chart``, and ``steps`` for the
    table; None where nothing is kept of it."""
    state = understood.intake(store, record["conversation_id"])
    if not state or state.get("reference") != record["id"] or not state.get("log"):
        return None
    log = [Evidence(**line) for line in state["log"]]
    beliefs = [belief(k, log[:count]) for count in range(len(log) + 1)]
    needs = [need for need, _ in beliefs[-1].top(SHOWN_NEEDS)]
    drawn = chart.lines([(_need(k, n), [b.probabilities[n] for b in beliefs]) for n in needs])
    steps = []
    for number, (line, after) in enumerate(zip(log, beliefs[1:], strict=True), start=1):
        asked = k.questions_by_id.get(line.question or "")
        steps.append(
            {
                "number": number,
                "about": asked.text if asked else KINDS.get(line.kind, line.kind),
                "said": line.quote or "",
                "percents": [round(100 * after.probabilities[need]) for need in needs],
            }
        )
    return {"chart": drawn, "labels": [_need(k, need) for need in needs], "steps": steps}


KINDS = {
    "text": "Eigen woorden",
    "answer": "Antwoord",
    "context": "Gegeven",
    "story": "Het verhaal als geheel",
    "confirmed": "Herkend bij teruglezen",
    "rejected": "Niet herkend bij teruglezen",
    "weighed": "Tegen elkaar afgewogen",
    "second": "Speelt er nog iets mee",
}


def _versions(
    history: list[dict[str, Any]], people: Mapping[int, str], k: Knowledge
) -> list[dict[str, Any]]:
    """Newest first: who made each version, and what it changed."""
    shown = []
    before: Mapping[str, Any] = {}
    for version in history:
        record = version["record"]
        who = "Ondernemer, via de computer"
        if version["author"].startswith("broker:"):
            who = people.get(int(version["author"].partition(":")[2]), "Makelaar")
        shown.append(
            {
                "number": version["version"],
                "who": who,
                "at": version["created_at"],
                "changes": changes(before, record, k) if before else ["aangemaakt"],
            }
        )
        before = record
    return shown[::-1]


def changes(before: Mapping[str, Any], after: Mapping[str, Any], k: Knowledge) -> list[str]:
    """What differs between two versions, in words."""
    told = []
    if before["question"] != after["question"]:
        told.append(f"Groeivraag: “{before['question']}” werd “{after['question']}”")
    if before["status"] != after["status"]:
        told.append(f"Status: {STATUS[before['status']]} werd {STATUS[after['status']]}")
    needs = [[_need(k, n["id"]) for n in record["needs"]] for record in (before, after)]
    if needs[0] != needs[1]:
        told.append(f"Behoefte: {', '.join(needs[0])} werd {', '.join(needs[1])}")
    for name in dict.fromkeys([*before["fields"], *after["fields"]]):
        old, new = (record["fields"].get(name, {}).get("value") for record in (before, after))
        if old != new:
            was = briefs.value(k, name, old) or "leeg"
            told.append(f"{briefs.label(k, name)}: {was} werd {briefs.value(k, name, new)}")
    if before.get("contact") != after.get("contact"):
        told.append("Contactgegevens veranderd")
    if before["route"] != after["route"]:
        told.append(f"Route: {ROUTE[before['route']]} werd {ROUTE[after['route']]}")
    if len(before.get("consents", ())) != len(after.get("consents", ())):
        told.append("Toestemming beantwoord")
    return told or ["niets dat hier te zien is"]


def brief(store: Engine, k: Knowledge, record_id: str) -> briefs.Brief | None:
    """The brief of one growth question, or None if it does not exist."""
    versions = growth_questions.versions(store, record_id)
    if not versions:
        return None
    record = contacts.filled_in(store, versions[-1])
    cover = veil.of_talk(store, record["conversation_id"], record_id)
    return briefs.brief(cover.record(record), k, versions[:-1])


def _need(k: Knowledge, need: str) -> str:
    return k.needs_by_id[need].label if need in k.needs_by_id else need


def _broker(k: Knowledge, chosen: dict[str, str] | None) -> dict[str, str] | None:
    if not chosen:
        return None
    broker = k.brokers_by_id.get(chosen["id"])
    return {"name": broker.name if broker else chosen["id"], "because": chosen["because"]}
