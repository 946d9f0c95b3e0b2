"""Growth questions to hand over, as the conversation makes them."""

from __future__ import annotations

from typing import Any

from bot.growth_question import record as records


def make_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A confirmed growth question of somebody who wants to be called.

    Args:
        number: makes its reference.
        changes: keys of the record in place of the usual ones.
    """
    made: dict[str, Any] = {
        "id": f"GV-2026-{number:06d}",
        "version": 1,
        "status": "confirmed",
        "conversation_id": f"c-{number}",
        "channel": "website",
        "created_at": "2026-11-25T09:30:00+01:00",
        "confirmed_at": "2026-11-25T09:40:00+01:00",
        "question": "Hoe kan ik mijn 14 mensen meer zelf laten beslissen, zodat ik tijd heb voor "
        "klanten, binnen een half jaar?",
        "presenting_problem": _said("alles loopt via mij en ik zoek subsidie", "1"),
        "needs": [
            {
                "id": "lead_delegeren",
                "probability": 0.91,
                "confirmed": True,
                "evidence": [
                    {"kind": "said", "quote": "mijn jongens wachten op mij", "message_id": "3"},
                    {"kind": "chosen", "question_id": "q_x", "answer": "Alles moet langs mij"},
                ],
            }
        ],
        "fields": {
            "municipality": _said("noordoostpolder", "5", quote="Emmeloord"),
            "employees": _said(14, "5", quote="14 man"),
            "sector": _said("techniek-bouw", "7", quote="een hoveniersbedrijf"),
            "desired_result": _said("meer tijd voor mijn klanten", "9"),
            "stage": {
                "value": "groei",
                "source": "inferred",
                "confirmed": False,
                "evidence": [{"kind": "inferred"}],
            },
        },
        "contact": {"name": "Sam de Boer", "phone": "0612345678", "preferred_channel": "phone"},
        "consents": [
            {
                "purpose": "share_with_broker",
                "given": True,
                "at": "2026-11-25T09:42:00+01:00",
                "text_version": "abc",
            }
        ],
        "matches": [
            {
                "instrument": "ondernemersklankbord",
                "verdict": "fits",
                "score": 0.7,
                "criteria": [],
                "via": None,
                "what_if": None,
            }
        ],
        "broker": {"id": "makelaar-noord", "because": "werkt in Noordoostpolder"},
        "route": "broker",
        **changes,
    }
    records.validate(made)
    return made


def care_record(number: int = 1) -> dict[str, Any]:
    """What is kept of somebody who is in danger: that a person must call."""
    return make_record(
        number,
        status="draft",
        confirmed_at=None,
        question="Een ondernemer wil graag iemand spreken.",
        presenting_problem={
            "value": "Wil graag iemand spreken.",
            "source": "inferred",
            "confirmed": False,
            "evidence": [{"kind": "inferred"}],
        },
        needs=[{"id": "lead_balans", "probability": 0.1, "confirmed": False, "evidence": []}],
        fields={},
        matches=[],
        route="human_now",
    )


def _said(value: Any, message_id: str, quote: str | None = None) -> dict[str, Any]:
    return {
        "value": value,
        "source": "said",
        "confirmed": True,
        "evidence": [{"kind": "said", "quote": quote or value, "message_id": message_id}],
    }
