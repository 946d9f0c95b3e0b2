"""What the console's pages show, put together from the store and the knowledge."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Engine

from bot.conversations import outbox
from bot.handoff import brief as briefs
from bot.handoff import state as delivered
from bot.knowledge import Knowledge
from bot.privacy import contacts
from bot.store import growth_questions

STATUS = {
    "draft": "nog niet bevestigd",
    "confirmed": "bevestigd",
    "handed_over": "doorgegeven",
    "in_progress": "in behandeling",
    "closed": "afgerond",
    "withdrawn": "ingetrokken",
}
ROUTE = {
    "broker": "wil een makelaar",
    "instrument": "leest over regelingen",
    "broker_and_instrument": "makelaar en regelingen",
    "self_help": "denkt erover na",
    "safety_net": "naar het vangnet",
    "human_now": "wil nu een mens",
}
AUTHOR = {
    "entrepreneur": "Ondernemer",
    "bot": "Computer",
    "broker": "Makelaar",
    "system": "Melding",
}


def rows(store: Engine, k: Knowledge, limit: int, offset: int) -> list[dict[str, Any]]:
    """The work list."""
    return [
        {
            **row,
            "need_label": _need(k, row["need"]),
            "status_label": STATUS[row["status"]],
            "urgent": row["route"] in growth_questions.URGENT
            and row["status"] in growth_questions.OPEN,
            "municipality_label": _municipality(k, row["municipality"]),
            "sector_label": _sector(k, row["sector"]),
        }
        for row in growth_questions.newest(store, limit, offset)
    ]


def growth_question(store: Engine, k: Knowledge, record_id: str) -> dict[str, Any] | None:
    """Everything on one growth question's page, or None if it does not exist."""
    record = growth_questions.find(store, record_id)
    if record is None:
        return None
    record = contacts.filled_in(store, record)
    talk = [
        {
            "id": row["id"],
            "who": AUTHOR[row["author"]],
            "author": row["author"],
            "text": (row["payload"] or {}).get("title") or row["text"]
            if row["direction"] == "in"
            else row["text"],
            "options": [b["title"] for b in (row["payload"] or {}).get("buttons", ())],
            "at": row["created_at"],
            "external_id": row["external_id"],
        }
        for row in outbox.transcript(store, record["conversation_id"])
        if row["kind"] != "open"
    ]
    return {
        "record": record,
        "status": STATUS[record["status"]],
        "route": ROUTE[record["route"]],
        "needs": [{**need, "label": _need(k, need["id"])} for need in record["needs"]],
        "fields": [
            {
                "label": briefs.label(k, name),
                "value": briefs.value(k, name, field["value"]),
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
        "brief": brief(store, k, record_id),
        "deliveries": delivered.of_record(store, k, record_id),
        "talk": talk,
        # Evidence names a message by its row, or by the id that Rasa's REST interface gave it.
        "message_ids": {
            **{str(message["id"]): message["id"] for message in talk},
            **{message["external_id"]: message["id"] for message in talk},
        },
    }


def brief(store: Engine, k: Knowledge, record_id: str) -> briefs.Brief | None:
    """The brief of one growth question, or None if it does not exist."""
    versions = growth_questions.versions(store, record_id)
    if not versions:
        return None
    return briefs.brief(contacts.filled_in(store, versions[-1]), k, versions[:-1])


def _need(k: Knowledge, need: str) -> str:
    return k.needs_by_id[need].label if need in k.needs_by_id else need


def _municipality(k: Knowledge, value: str | None) -> str:
    return k.municipality_name(value) if value else ""


def _sector(k: Knowledge, value: str | None) -> str:
    return k.sector_name(value) if value else ""


def _broker(k: Knowledge, chosen: dict[str, str] | None) -> dict[str, str] | None:
    if not chosen:
        return None
    broker = k.brokers_by_id.get(chosen["id"])
    return {"name": broker.name if broker else chosen["id"], "because": chosen["because"]}
