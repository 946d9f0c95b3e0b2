"""Sends through Meta's Cloud API.

Requests as in Meta's OpenAPI document (v23.0); errors by
developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes.
"""

from __future__ import annotations

import time
from typing import Any, Mapping, Sequence

import httpx

from bot.channels.port import (
    Blocked,
    NotAllowed,
    NotSent,
    OutsideWindow,
    TryLater,
    Undeliverable,
)
from bot.channels.shown import pieces, text_of
from bot.channels.whatsapp import shape
from bot.channels.whatsapp.told import opaque, short_id
from bot.conversations.sending import Noticed, Outgoing
from bot.settings import Settings

VERSION = "v23.0"

WINDOW_S = 24 * 3600.0 - 120.0
"""Meta takes free messages for 24 hours after the person's last one; a little less by our clock."""

TIMEOUT_S = 15.0

PAIR_WAIT_S = 6.0
"""Meta gives one number a message to one person each six seconds, and lends 45 in advance."""

# Codes of Meta's list. What is not named here is about the message: it will never arrive.
LATER_FOR_ALL = {2, 4, 80007, 130429, 131016, 131048, 131057}
LATER = {1, 131000}
PAIR = 131056
NOT_ALLOWED = {0, 3, 10, 33, 190, 368, 131005, 131031, 131042, 131045, 133010}
OUTSIDE_WINDOW = {131047}
# They wrote to us, so a number that is "not on WhatsApp" is one that blocked us or went away; and
# a test number of Meta reaches only who is on its list, which the administrator can mend.
BLOCKED = {131026, 131030}

Json = dict[str, Any]


class CloudApi:
    """WhatsApp through Meta."""

    channel = "whatsapp"

    def __init__(
        self,
        settings: Settings,
        words: Mapping[str, str],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._words = words
        self._template = settings.whatsapp_template
        self._language = settings.whatsapp_template_language
        self._http = httpx.AsyncClient(
            base_url=f"{settings.whatsapp_api.rstrip('/')}/{VERSION}",
            headers={"Authorization": f"Bearer {settings.whatsapp_access_token}"},
            timeout=TIMEOUT_S,
            transport=transport,
        )
        self._messages = f"/{settings.whatsapp_phone_number_id}/messages"
        self._newest: dict[str, int] = {}
        """By whom it goes to, the newest message that we began to send."""

    def parts(self, out: Outgoing) -> Sequence[Json]:
        """Buttons, a list or text, behind as many texts as it is too long."""
        text = text_of(out.author, out.text, out.custom, self._words)
        choice = shape.interactive(out, self._words)
        if choice is None:
            texts = pieces(shape.with_typed_options(text, out, self._words), shape.TEXT)
        else:
            # A question that was led in before may come without words; a body must have some.
            texts, body = shape.before_and_body(text or self._words["channel.list_button"])
            choice["body"] = {"text": body}
        parts: list[Json] = [
            {"type": "text", "text": {"body": text, "preview_url": False}} for text in texts
        ]
        if choice is not None:
            parts.append({"type": "interactive", "interactive": choice})
        return [
            {**part, "biz_opaque_callback_data": opaque(out.message_id, i)}
            for i, part in enumerate(parts)
        ]

    async def send(self, out: Outgoing, part: Json) -> str | None:
        """Send one part, if they wrote in the last 24 hours."""
        if time.time() > out.last_in_at + WINDOW_S:
            raise OutsideWindow("WhatsApp: meer dan 24 uur stil")
        self._remember(out)
        return await self._send({**_to(out), **part})

    async def nudge(self, out: Outgoing) -> bool:
        """Send the approved template, if there is one."""
        if not self._template:
            return False
        language = {"policy": "deterministic", "code": self._language}
        template = {"name": self._template, "language": language}
        await self._send({**_to(out), "type": "template", "template": template})
        return True

    async def noticed(self, message: Noticed) -> None:
        """Two blue ticks, and "typing…" while the answer is not there yet."""
        if not message.receipt:
            return
        read: Json = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message.receipt,
        }
        # Shown until our next message, or for 25 s: not when that is on its way already.
        if self._newest.get(message.address, 0) < message.message_id:
            read["typing_indicator"] = {"type": "text"}
        await self._post(read)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    def _remember(self, out: Outgoing) -> None:
        self._newest.pop(out.address, None)  # so that the oldest stands in front
        self._newest[out.address] = out.message_id
        if len(self._newest) > 10_000:
            del self._newest[next(iter(self._newest))]

    async def _send(self, message: Json) -> str | None:
        answer = await self._post(
            {"messaging_product": "whatsapp", "recipient_type": "individual", **message}
        )
        sent = answer.get("messages") or [{}]
        platform_id = sent[0].get("id") if isinstance(sent[0], dict) else None
        return short_id(platform_id) if isinstance(platform_id, str) else None

    async def _post(self, body: Json) -> Json:
        try:
            answer = await self._http.post(self._messages, json=body)
        except httpx.HTTPError as problem:
            raise TryLater(f"WhatsApp antwoordt niet ({type(problem).__name__})") from problem
        told = _json(answer)
        if answer.status_code < 300:
            return told
        raise problem_of(answer, told)


def _to(out: Outgoing) -> Json:
    """Meta advises the number where it is known: then it keeps telling it."""
    for name in (out.alias, out.address):
        if name and name.isascii() and name.lstrip("+").isdigit():
            return {"to": name}
    return {"recipient": out.address}


def problem_of(answer: httpx.Response, told: Json) -> NotSent:
    """What an answer that is no success means for us; the text holds no personal data."""
    problem = told.get("error")
    problem = problem if isinstance(problem, dict) else {}
    code, sub = problem.get("code"), problem.get("error_subcode")
    what = f"WhatsApp: fout {code}" if isinstance(code, int) else "WhatsApp: geen foutcode"
    what += f" (HTTP {answer.status_code})"
    wait = retry_after(answer)
    if code in LATER_FOR_ALL:
        return TryLater(what, wait, for_all=True)
    if code == PAIR:
        return TryLater(what, max(wait or 0.0, PAIR_WAIT_S))
    if code in OUTSIDE_WINDOW:
        return OutsideWindow(what)
    if code in BLOCKED:
        return Blocked(what)
    no_such_number = code == 100 and sub == 33  # or no rights to it: Graph does not say which
    if code in NOT_ALLOWED or no_such_number or (isinstance(code, int) and 200 <= code < 300):
        return NotAllowed(what)
    if code in LATER or answer.status_code >= 500:
        return TryLater(what, wait)
    if answer.status_code == 429:
        return TryLater(what, wait, for_all=True)
    if answer.status_code in (401, 403, 404):
        return NotAllowed(what)
    return Undeliverable(what)


def retry_after(answer: httpx.Response) -> float | None:
    """Seconds that the other side asks us to wait."""
    try:
        seconds = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return None
    return min(seconds, 3600.0) if seconds > 0 else None


def _json(answer: httpx.Response) -> Json:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
