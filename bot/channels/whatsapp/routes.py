"""The webhooks: is it authentic, store all of it, say so at once. Nobody is called meanwhile."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from typing import Sequence
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response

from bot.channels.whatsapp import reading, setup, twilio
from bot.channels.whatsapp.told import Told, work
from bot.settings import Settings

log = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False)

CLOUD = "/webhooks/whatsapp"

NO_ANSWER = "<?xml version='1.0' encoding='UTF-8'?><Response/>"
"""To Twilio: nothing to say now."""


async def verify(request: Request) -> PlainTextResponse:
    """Meta asks once whether this address is ours."""
    settings = _settings(request, "cloud")
    asked = request.query_params
    given = asked.get("hub.verify_token", "").encode("utf-8", "replace")
    right = secrets.compare_digest(given, settings.whatsapp_verify_token.encode())
    if asked.get("hub.mode") != "subscribe" or not right:
        raise HTTPException(403, "Het verificatietoken klopt niet.")
    return PlainTextResponse(asked.get("hub.challenge", ""))


async def from_meta(request: Request) -> Response:
    """Messages and statuses; Meta brings all of it again until this answers 200."""
    settings = _settings(request, "cloud")
    body = await request.body()
    digest = hmac.new(settings.whatsapp_app_secret.encode(), body, hashlib.sha256).hexdigest()
    given = request.headers.get("x-hub-signature-256", "").encode("utf-8", "replace")
    if not secrets.compare_digest(given, f"sha256={digest}".encode()):
        raise HTTPException(403, "De handtekening klopt niet.")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400, "Dit is geen JSON.") from None
    await _store(request, reading.read(told, settings.whatsapp_phone_number_id))
    return PlainTextResponse("ok")


async def from_twilio(request: Request) -> Response:
    """One message. An answer goes out by itself, not in this response."""
    params = await _signed_by_twilio(request, twilio.INCOMING)
    arrival = twilio.read(dict(params))
    await _store(request, [arrival] if arrival else [])
    return Response(NO_ANSWER, media_type="text/xml")


async def status_from_twilio(request: Request) -> Response:
    """How one message of ours fared."""
    params = await _signed_by_twilio(request, twilio.STATUS)
    status = twilio.read_status(dict(params), request.query_params.get("m"))
    await _store(request, [status] if status else [])
    return Response(NO_ANSWER, media_type="text/xml")


async def _signed_by_twilio(request: Request, path: str) -> list[tuple[str, str]]:
    settings = _settings(request, "twilio")
    body = await request.body()
    try:
        params = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=500)
    except ValueError:
        raise HTTPException(400, "Dit is geen formulier.") from None
    url = settings.public_url.rstrip("/") + path
    if asked := request.scope["query_string"].decode("latin-1"):
        url += f"?{asked}"
    given = request.headers.get("x-twilio-signature", "")
    if not twilio.signed(settings.twilio_auth_token, url, params, given):
        raise HTTPException(403, "De handtekening klopt niet.")
    return params


async def _store(request: Request, told: Sequence[Told]) -> None:
    """All of it, in its order. What was stored before a fault is a duplicate the next time."""
    if not told:
        return
    state = request.app.state
    longest = state.settings.max_message_characters
    outcomes = await state.together.do([work(each, state.words, longest) for each in told])
    for each, outcome in zip(told, outcomes, strict=True):
        if outcome in ("refused", "limited"):
            log.warning("WhatsApp: %s is %s", type(each).__name__, outcome)
    state.router.poke()


def _settings(request: Request, wanted: str) -> Settings:
    settings: Settings = request.app.state.settings
    if setup.provider(settings) != wanted:
        raise HTTPException(404, "WhatsApp staat niet aan op deze manier; zie bot doctor.")
    return settings


# Plain routes: nothing of what FastAPI does for others (read parameters, check models, describe) is
# needed here, and in a burst that costs as much as all the rest.
for _path, _method, _endpoint in (
    (CLOUD, "GET", verify),
    (CLOUD, "POST", from_meta),
    (twilio.INCOMING, "POST", from_twilio),
    (twilio.STATUS, "POST", status_from_twilio),
):
    router.add_route(_path, _endpoint, methods=[_method], include_in_schema=False)
