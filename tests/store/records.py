"""Records for tests of the store and the console."""

from __future__ import annotations

from typing import Any


def record(
    record_id: str,
    municipality: str = "urk",
    need: str = "lead_delegeren",
    route: str = "broker",
    probability: float = 0.84,
    conversation_id: str | None = None,
) -> dict[str, Any]:
    """A growth question as the bot builds it."""
    return {
        "id": record_id,
        "version": 1,
        "status": "confirmed",
        "conversation_id": conversation_id or f"talk-{record_id}",
        "channel": "website",
        "created_at": "2026-11-24T10:00:00+00:00",
        "confirmed_at": "2026-11-24T10:05:00+00:00",
        "question": "Hoe kan ik het werk overdragen, zodat het lukt, binnen een half jaar?",
        "presenting_problem": {"value": "alles via mij", "source": "said", "confirmed": True},
        "needs": [
            {
                "id": need,
                "probability": probability,
                "confirmed": True,
                "evidence": [{"kind": "said", "quote": "alles via mij", "message_id": "2"}],
            }
        ],
        "fields": {
            "municipality": {"value": municipality, "source": "said", "confirmed": True},
            "sector": {"value": "horeca", "source": "chosen", "confirmed": True},
        },
        "contact": {"name": "Piet", "phone": "0612345678"},
        "consents": [],
        "matches": [],
        "broker": {"id": "makelaar-noord", "because": "werkt in Urk"},
        "route": route,
    }
