"""Somebody with traces everywhere, to be erased."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from bot.conversations import inbox, outbox
from bot.conversations.outbox import Reply
from bot.handoff import outbox as handoff
from bot.privacy import contacts
from bot.store import growth_questions, now, work_tables, writing
from bot.store.tables import (
    brokers,
    channel_receipts,
    channel_users,
    data_links,
    deliveries,
    messages,
    tracker_events,
    trackers,
    transfer_codes,
    visitor_keys,
)


class Markers:
    """Texts that stand nowhere else, counted."""

    def __init__(self, seed: str) -> None:
        self.seed, self.made, self.sealed = seed, list[str](), set[str]()

    def new(self, what: str, sealed: bool = False) -> str:
        """A text that only this person can have said.

        Args:
            sealed: it goes where it is encrypted, and is to be found nowhere to begin with.
        """
        word = f"merk{self.seed}{len(self.made):03d}q"
        self.made.append(word)
        if sealed:
            self.sealed.add(word)
        return f"{what} met {word} erin, zeg ik zelf"


def record(reference: str, conversation_id: str, m: Markers) -> dict[str, Any]:
    """A growth question full of their words."""
    said = {"kind": "said", "quote": m.new("bewijs"), "message_id": "1"}
    return {
        "id": reference,
        "version": 1,
        "status": "confirmed",
        "conversation_id": conversation_id,
        "channel": "whatsapp",
        "created_at": "2026-11-24T10:00:00+00:00",
        "confirmed_at": "2026-11-24T10:05:00+00:00",
        "question": f"Hoe kan ik {m.new('iets')}, zodat het rustig wordt, binnen een half jaar?",
        "presenting_problem": {
            "value": m.new("klacht"), "source": "said", "confirmed": True, "evidence": [said],
        },
        "needs": [
            {"id": "lead_delegeren", "probability": 0.9, "confirmed": True, "evidence": [said]}
        ],
        "fields": {
            "tried": {"value": [m.new("geprobeerd")], "source": "said", "confirmed": True},
            "company_name": {"value": m.new("bedrijf"), "source": "said", "confirmed": True},
            "municipality": {"value": "urk", "source": "said", "confirmed": True},
        },
        "contact": {"preferred_channel": "phone"},
        "consents": [
            {"purpose": "share_with_broker", "given": True, "at": "2026-11-24T10:05:00+00:00",
             "text_version": "1"}
        ],
        "matches": [],
        "broker": {"id": "makelaar-1", "because": m.new("reden")},
        "route": "broker",
    }  # fmt: skip


def leave_traces(store: Engine, m: Markers, logs: Path, targets: tuple[str, ...] = ()) -> str:
    """A talk with a row in every table that can hold something of a person; its conversation."""
    conversation_id = inbox.begin(store, "whatsapp").id
    said = [m.new(f"bericht {i}") for i in range(20)]
    for number, text in enumerate(said):
        inbox.receive(store, conversation_id, "text", text, m.new(f"id{number}")[:40])
    reference = f"GV-2026-{m.seed.upper():0>8}"
    with writing(store) as connection:
        outbox.put(connection, conversation_id, [Reply(m.new("antwoord"))], None)
        connection.execute(
            insert(trackers).values(
                conversation_id=conversation_id, version=1, updated_at=now(),
                state=json.dumps({"slots": {"intake": {"question": m.new("notitie")}}}),
            )
        )  # fmt: skip
        connection.execute(
            insert(tracker_events),
            [
                {
                    "conversation_id": conversation_id,
                    "events": json.dumps([{"event": "user", "text": text}]),
                    "created_at": now(),
                }
                for text in (*said[:5], m.new("gebeurtenis"))
            ],
        )
        connection.execute(
            insert(channel_users).values(
                channel="whatsapp",
                address=m.new("NL.adres", sealed=True), alias=m.new("nummer", sealed=True),
                conversation_id=conversation_id, last_in_at=0.0, created_at=now(),
            )
        )  # fmt: skip
        connection.execute(
            insert(channel_receipts).values(
                channel="whatsapp", at=0.0,
                external_id=connection.execute(select(messages.c.external_id)
                .where(messages.c.conversation_id == conversation_id)
                .order_by(messages.c.id.desc()).where(messages.c.direction == "in")
                .limit(1)).scalar_one(),
            )
        )  # fmt: skip
        for table, key in ((transfer_codes, "code_hash"), (visitor_keys, "key_hash")):
            more: dict[str, Any] = (
                {"expires_at": 0.0} if table is transfer_codes else {"created_at": now()}
            )
            connection.execute(
                insert(table).values(
                    **{key: m.new("hash")[:64]}, conversation_id=conversation_id, **more
                )
            )
        connection.execute(
            insert(data_links).values(
                token_hash=m.new("link")[:64], conversation_id=conversation_id, kind="link",
                expires_at=0.0,
            )
        )  # fmt: skip
        handoff.put(connection, record(reference, conversation_id, m), "entrepreneur", targets)
        contacts.put(
            connection, reference, conversation_id,
            {
                "name": m.new("Sam", sealed=True), "phone": "0612345678",
                "email": m.new("sam@", sealed=True),
            },
        )  # fmt: skip
        broker = connection.execute(
            insert(brokers).values(
                email=f"{m.seed}@voorbeeld.nl", name="B", password_hash="x", created_at=now()
            )
        ).inserted_primary_key[0]
        connection.execute(
            insert(work_tables.record_notes).values(
                record_id=reference, broker_id=broker, text=m.new("aantekening"), created_at=now()
            )
        )
        connection.execute(
            insert(work_tables.record_tags).values(record_id=reference, tag=m.new("t")[:40])
        )
        message_id = connection.execute(
            select(messages.c.id).where(messages.c.conversation_id == conversation_id).limit(1)
        ).scalar_one()
        connection.execute(
            insert(work_tables.corrections).values(
                message_id=message_id, kind="intent", text=m.new("voorbeeld"), becomes="inform",
                status="live", proposed_by=broker, created_at=now(),
            )
        )  # fmt: skip
    logs.mkdir(parents=True, exist_ok=True)
    with open(logs / "engine-5005.log", "a", encoding="utf-8") as log:
        log.write(f"iets ervoor\nfout bij {said[0]!r}\n{json.dumps(said[1])}\niets erna\n")
    return conversation_id


def record_of(store: Engine, conversation_id: str) -> str:
    """The reference of their growth question."""
    with store.connect() as connection:
        return str(
            connection.execute(
                select(growth_questions.growth_questions.c.id).where(
                    growth_questions.growth_questions.c.conversation_id == conversation_id
                )
            ).scalar_one()
        )


__all__ = ["Markers", "deliveries", "leave_traces", "record", "record_of"]
