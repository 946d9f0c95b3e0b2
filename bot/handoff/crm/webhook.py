"""Any system that can receive a signed webhook (Standard Webhooks): the default.

The receiver checks ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``
(https://www.standardwebhooks.com). The id is the same at each retry of one version, so that a
receiver which keeps the ids that it saw acts once; ``type`` and ``data.id`` tell what it is about.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from typing import Any, Mapping

from standardwebhooks.webhooks import Webhook as Signer

from bot.handoff.crm import checked
from bot.handoff.crm.base import Crm, CrmSettingsError, Delivered, Handoff, Setting
from bot.handoff.crm.http import TIMEOUT_S, call, client

PREFIX, LEAST_BYTES, MOST_BYTES = "whsec_", 24, 64
"""Form of a key (Standard Webhooks, section Signature scheme)."""


class Webhook(Crm):
    """POSTs ``growth_question.delivered`` and ``growth_question.withdrawn``."""

    name = "webhook"
    title = "de webhook"
    settings = (
        Setting("url", "waar het bericht heen gaat"),
        Setting("secret", "sleutel voor de handtekening (whsec_ en base64)", secret=True),
        Setting("timeout_s", "seconden wachten op antwoord", str(TIMEOUT_S)),
    )

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._url = checked.address("BOT_CRM_WEBHOOK_URL", values["url"])
        self._http = client(
            timeout_s=checked.seconds("BOT_CRM_WEBHOOK_TIMEOUT_S", values["timeout_s"])
        )
        self._signer = Signer(_checked_key(values["secret"]))

    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Send this version. Its id is our reference there too."""
        self._send(
            handoff, "growth_question.delivered", f"{handoff.key}.{handoff.version}", handoff
        )
        return Delivered(handoff.key)

    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Say that it is taken back; nothing of it is repeated."""
        self._send(handoff, "growth_question.withdrawn", f"{handoff.key}.withdrawn", None)

    def check(self) -> None:
        """Send ``ping``: a receiver ignores types that it does not know."""
        moment = datetime.now(timezone.utc)
        self._post(f"ping.{moment.timestamp():.0f}", moment, {"type": "ping", "data": {}})

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _send(self, handoff: Handoff, kind: str, message_id: str, told: Handoff | None) -> None:
        moment = datetime.now(timezone.utc)
        data: dict[str, Any] = {"id": handoff.key}
        if told is not None:
            data |= _data(told)
        self._post(
            message_id, moment, {"type": kind, "timestamp": moment.isoformat(), "data": data}
        )

    def _post(self, message_id: str, moment: datetime, payload: Mapping[str, Any]) -> None:
        body = json.dumps(payload, ensure_ascii=False)
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": self._signer.sign(message_id, moment, body),
        }
        call(self._http, "POST", self._url, content=body.encode(), headers=headers)


def _checked_key(secret: str) -> str:
    """The library signs with whatever it is given; a key that is none must not go unnoticed."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        key = b""
    if not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise CrmSettingsError(
            f"BOT_CRM_WEBHOOK_SECRET moet {PREFIX} zijn met {LEAST_BYTES} tot {MOST_BYTES} bytes "
            "in base64"
        )
    return secret


def _data(handoff: Handoff) -> dict[str, Any]:
    company, person = handoff.company, handoff.person
    return {
        "version": handoff.version,
        "question": handoff.question,
        "summary": handoff.summary,
        "need": handoff.need,
        "urgent": handoff.urgent,
        "channel": handoff.channel,
        "created_at": handoff.created_at,
        "link": handoff.link,
        "broker": {"id": handoff.broker_id, "name": handoff.broker_name},
        "company": {
            "name": company.name,
            "kvk_number": company.kvk_number,
            "municipality": company.municipality,
            "sector": company.sector,
        },
        "contact": None
        if person is None
        else {"name": person.name, "email": person.email, "phone": person.phone},
    }
