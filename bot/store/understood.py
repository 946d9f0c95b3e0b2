"""What the engine understood of each message and what acted on it, from the events it kept."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.store.database import reading
from bot.store.tables import tracker_events, trackers

MOST_NEEDS = 3


def of_talk(engine: Engine, conversation_id: str) -> dict[str, dict[str, Any]]:
    """Message id → ``intent``, ``confidence``, ``entities``, ``needs``, ``acted`` (names of the
    actions and forms that it led to), ``asked`` (what the bot then asked about) and ``model`` (name
    of the model that understood it)."""
    query = (
        select(tracker_events.c.events)
        .where(tracker_events.c.conversation_id == conversation_id)
        .order_by(tracker_events.c.id)
    )
    found: dict[str, dict[str, Any]] = {}
    with reading(engine) as connection:
        turns = list(connection.execute(query).scalars())
    for turn in turns:
        current: dict[str, Any] | None = None
        for event in json.loads(turn):
            if event.get("event") == "user":
                current = _read(event.get("parse_data") or {})
                current["model"] = (event.get("metadata") or {}).get("model_id")
                found[str(event.get("message_id"))] = current
            elif current is not None and event.get("event") == "action":
                if event["name"] != "action_listen":
                    current["acted"].append(event["name"])
            elif current is not None and event.get("event") == "bot":
                custom = (event.get("data") or {}).get("custom") or {}
                if custom.get("about"):
                    current["asked"].append(custom["about"])
    return found


def intake(engine: Engine, conversation_id: str) -> dict[str, Any] | None:
    """The intake's state as the engine keeps it, or None."""
    query = select(trackers.c.state).where(trackers.c.conversation_id == conversation_id)
    with reading(engine) as connection:
        state = connection.execute(query).scalar()
    found: dict[str, Any] | None = json.loads(state)["slots"].get("intake") if state else None
    return found


def _read(parse: dict[str, Any]) -> dict[str, Any]:
    intent = parse.get("intent") or {}
    text = parse.get("text") or ""
    return {
        "intent": intent.get("name"),
        "confidence": float(intent.get("confidence") or 0.0),
        "entities": [
            {
                "entity": e["entity"],
                "value": e["value"],
                "words": text[e["start"] : e["end"]] if "start" in e else "",
            }
            for e in parse.get("entities") or ()
        ],
        "needs": [
            {"id": n["id"], "confidence": float(n["confidence"])}
            for n in (parse.get("needs") or ())[:MOST_NEEDS]
        ],
        "acted": [],
        "asked": [],
    }
