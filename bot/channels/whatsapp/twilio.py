"""WhatsApp through Twilio: what it brings, its signature, and sending.

Fields by twilio.com/docs/messaging/guides/webhook-request, the signature by
twilio.com/docs/usage/security#validating-requests, errors by twilio.com/docs/api/errors.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any, Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

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
from bot.channels.whatsapp.cloud import TIMEOUT_S, WINDOW_S, retry_after
from bot.channels.whatsapp.told import (
    LONGEST_ADDRESS,
    Status,
    clean,
    from_opaque,
    opaque,
    short_id,
)
from bot.conversations.arrivals import Arrival, Kind
from bot.conversations.sending import Noticed, Outgoing
from bot.settings import Settings

INCOMING, STATUS = "/webhooks/twilio", "/webhooks/twilio/status"

LONGEST = 1600
"""Characters of a Body."""

OUTSIDE_WINDOW = {63016}
BLOCKED = {21610, 63003, 63015, 63024}
NOT_ALLOWED = {20003, 20004, 20005, 20006, 20404, 21212, 21606, 30002, 63007}
LATER_FOR_ALL = {20429, 63017, 63018, 63038}

PORTS = {"https": 443, "http": 80}

Params = Sequence[tuple[str, str]]


# --- what comes in ---


def signed(token: str, url: str, params: Params, signature: str) -> bool:
    """Whether Twilio signed this request: HMAC-SHA1 over the address as Twilio called it and all
    fields by name. It signs with or without the usual port, which its own libraries try as well."""
    fields = "".join(name + value for name, value in sorted(set(params)))
    found = False
    for address in _with_and_without_port(url):
        digest = hmac.new(token.encode(), (address + fields).encode(), hashlib.sha1).digest()
        given = signature.encode("utf-8", "replace")
        found = hmac.compare_digest(base64.b64encode(digest), given) or found
    return found


def _with_and_without_port(url: str) -> list[str]:
    parts = urlsplit(url)
    usual = PORTS.get(parts.scheme)
    if usual is None or parts.hostname is None or (parts.port or usual) != usual:
        return [url]
    bare = parts.netloc.removesuffix(f":{usual}")
    return [urlunsplit(parts._replace(netloc=host)) for host in (bare, f"{bare}:{usual}")]


def read(params: Mapping[str, str]) -> Arrival | None:
    """The message in a request; None where it has no sender or no id."""
    sender = clean(params.get("From")).removeprefix("whatsapp:").removeprefix("+").strip()
    sid = clean(params.get("MessageSid"))
    if not sid or not 0 < len(sender) <= LONGEST_ADDRESS:
        return None
    kind, text, title = _content(params)
    return Arrival(
        channel="whatsapp",
        external_id=short_id(sid),
        address=sender,
        alias=clean(params.get("WaId")).strip() or None,
        kind=kind,
        text=text,
        title=title,
    )


def _content(params: Mapping[str, str]) -> tuple[Kind, str, str | None]:
    body = clean(params.get("Body"))
    if pressed := clean(params.get("ButtonPayload")) or clean(params.get("ListId")):
        shown = clean(params.get("ButtonText")) or clean(params.get("ListTitle")) or body
        return "key", pressed, shown or None
    if params.get("ButtonText"):
        return "start", "", body or None  # under the template
    if body.strip():
        return "text", body, None
    if params.get("Latitude"):
        return "media", "location", None
    if params.get("NumMedia", "0") != "0":
        return "media", _media(clean(params.get("MediaContentType0"))), None
    return "media", "unknown", None


def _media(content_type: str) -> str:
    if content_type in ("text/vcard", "text/x-vcard"):
        return "contact"
    if content_type == "image/webp":
        return "sticker"
    kinds = {"audio": "voice", "image": "photo", "video": "video"}
    return kinds.get(content_type.partition("/")[0], "document")


def read_status(params: Mapping[str, str], ours: str | None) -> Status | None:
    """How a message of ours fared; None where that is no news.

    Args:
        ours: what we put into the address of the callback.
    """
    sid, name = clean(params.get("MessageSid")), params.get("MessageStatus", "")
    name = "failed" if name == "undelivered" else name
    if not sid or name not in ("delivered", "read", "failed"):
        return None
    problem = None
    if name == "failed":
        code = clean(params.get("ErrorCode"))[:10]
        problem = f"WhatsApp bracht het niet aan (Twilio {code or 'zonder code'})"
        if code.isdigit() and int(code) in OUTSIDE_WINDOW:
            name, problem = "held", "WhatsApp: meer dan 24 uur stil"
    return Status(short_id(sid), name, problem, from_opaque(ours))


# --- what goes out ---


class Twilio:
    """WhatsApp through Twilio. Buttons need content that was approved before, so options are
    lettered."""

    channel = "whatsapp"

    def __init__(
        self,
        settings: Settings,
        words: Mapping[str, str],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._words = words
        self._from = f"whatsapp:{settings.twilio_from.removeprefix('whatsapp:')}"
        self._template = settings.twilio_template
        self._callback = settings.public_url.rstrip("/") + STATUS
        account = settings.twilio_account_sid
        self._messages = f"/2010-04-01/Accounts/{account}/Messages.json"
        self._http = httpx.AsyncClient(
            base_url=settings.twilio_api.rstrip("/"),
            auth=(account, settings.twilio_auth_token),
            timeout=TIMEOUT_S,
            transport=transport,
        )

    def parts(self, out: Outgoing) -> Sequence[dict[str, str]]:
        """Texts, the options lettered under the last."""
        text = text_of(out.author, out.text, out.custom, self._words)
        whole = shape.with_typed_options(text, out, self._words)
        return [
            {
                "Body": piece,
                "StatusCallback": f"{self._callback}?m={opaque(out.message_id, i)}",
            }
            for i, piece in enumerate(pieces(whole, LONGEST))
        ]

    async def send(self, out: Outgoing, part: dict[str, str]) -> str | None:
        """Send one part, if they wrote in the last 24 hours."""
        if time.time() > out.last_in_at + WINDOW_S:
            raise OutsideWindow("WhatsApp: meer dan 24 uur stil")
        return await self._post(out, part)

    async def nudge(self, out: Outgoing) -> bool:
        """Send the approved template, if there is one."""
        if not self._template:
            return False
        await self._post(out, {"ContentSid": self._template})
        return True

    async def noticed(self, message: Noticed) -> None:
        """Twilio has no way to show this that is more than a trial."""

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def _post(self, out: Outgoing, fields: dict[str, str]) -> str | None:
        try:
            answer = await self._http.post(
                self._messages, data={"From": self._from, "To": _to(out), **fields}
            )
        except httpx.HTTPError as problem:
            raise TryLater(f"Twilio antwoordt niet ({type(problem).__name__})") from problem
        try:
            told = answer.json()
        except ValueError:
            told = {}
        told = told if isinstance(told, dict) else {}
        if answer.status_code < 300:
            sid = told.get("sid")
            return short_id(sid) if isinstance(sid, str) else None
        raise problem_of(answer, told)


def _to(out: Outgoing) -> str:
    for name in (out.alias, out.address):
        if name and name.isascii() and name.isdigit():
            return f"whatsapp:+{name}"
    return f"whatsapp:{out.address}"


def problem_of(answer: httpx.Response, told: dict[str, Any]) -> NotSent:
    """What an answer that is no success means for us; the text holds no personal data."""
    code = told.get("code")
    what = f"Twilio: fout {code}" if isinstance(code, int) else "Twilio: geen foutcode"
    what += f" (HTTP {answer.status_code})"
    if code in OUTSIDE_WINDOW:
        return OutsideWindow(what)
    if code in BLOCKED:
        return Blocked(what)
    if code in LATER_FOR_ALL or answer.status_code == 429:
        return TryLater(what, retry_after(answer), for_all=True)
    if code in NOT_ALLOWED or answer.status_code in (401, 403, 404):
        return NotAllowed(what)
    if answer.status_code >= 500:
        return TryLater(what, retry_after(answer))
    return Undeliverable(what)
