"""What the console's pages show, put together from the store and the knowledge."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from bot.conversations import outbox
from bot.knowledge import Knowledge
from bot.store import growth_questions

HERE = ZoneInfo("Europe/Amsterdam")

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
VERDICT = {
    "fits": "past",
    "may_fit": "past misschien",
    "one_answer_missing": "één antwoord ontbreekt",
    "does_not_fit": "past niet",
}
FIELD = {
    "desired_result": "Gewenst resultaat",
    "ambition": "Waar iemand naartoe wil",
    "obstacle": "Wat in de weg zit",
    "tried": "Al geprobeerd",
    "horizon_months": "Termijn (maanden)",
    "urgency": "Haast",
    "municipality": "Gemeente",
    "sector": "Sector",
    "employees": "Mensen",
    "stage": "Fase",
    "legal_form": "Rechtsvorm",
    "annual_turnover_eur": "Omzet (euro)",
    "amount_eur": "Bedrag (euro)",
    "company_name": "Bedrijf",
    "kvk_number": "KVK-nummer",
    "trigger": "Waarom nu",
    "pyramid_level": "Niveau op de groeipiramide",
}
SOURCE = {
    "said": "gezegd",
    "chosen": "gekozen",
    "inferred": "afgeleid",
    "looked_up": "opgezocht",
    "broker": "makelaar",
}
AUTHOR = {
    "entrepreneur": "Ondernemer",
    "bot": "Computer",
    "broker": "Makelaar",
    "system": "Melding",
}


def moment(value: datetime | str | None) -> str:
    """A moment as people here read it: 24-11-2026 14:05."""
    if value is None:
        return ""
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=timezone.utc)
    return parsed.astimezone(HERE).strftime("%d-%m-%Y %H:%M")


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
                "label": FIELD.get(name, name),
                "value": _value(k, name, field["value"]),
                "source": SOURCE[field["source"]],
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
                "verdict_label": VERDICT[match["verdict"]],
            }
            for match in record["matches"]
        ],
        "broker": _broker(k, record["broker"]),
        "talk": talk,
        # Evidence names a message by its row, or by the id that Rasa's REST interface gave it.
        "message_ids": {
            **{str(message["id"]): message["id"] for message in talk},
            **{message["external_id"]: message["id"] for message in talk},
        },
    }


def _value(k: Knowledge, name: str, value: Any) -> str:
    if name == "municipality":
        return _municipality(k, value)
    if name == "sector":
        return _sector(k, value)
    if name == "stage":
        return next((s.label for s in k.stages if s.id == value), str(value))
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value):
        return f"{value[0]} tot {value[1]}"
    if isinstance(value, list):
        return "; ".join(str(v) for v in value)
    return str(value)


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
