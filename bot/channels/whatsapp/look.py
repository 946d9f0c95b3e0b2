"""For `bot doctor`: is WhatsApp set up, does the other side let us in, and what is left to do."""

from __future__ import annotations

import httpx

from bot.channels.whatsapp import setup
from bot.channels.whatsapp.cloud import VERSION
from bot.settings import Settings

TIMEOUT_S = 10.0


def look(settings: Settings, transport: httpx.BaseTransport | None = None) -> tuple[bool, str]:
    """Whether it works, and what to know or do."""
    if lacking := setup.missing(settings):
        return False, f"uit: {', '.join(lacking)} niet ingesteld (zie docs/whatsapp.md)"
    with httpx.Client(timeout=TIMEOUT_S, transport=transport) as http:
        try:
            if setup.provider(settings) == "twilio":
                return _twilio(settings, http)
            return _cloud(settings, http)
        except httpx.HTTPError as problem:
            return False, f"ingesteld, maar niet bereikbaar ({type(problem).__name__})"


def _cloud(settings: Settings, http: httpx.Client) -> tuple[bool, str]:
    answer = http.get(
        f"{settings.whatsapp_api.rstrip('/')}/{VERSION}/{settings.whatsapp_phone_number_id}",
        params={"fields": "verified_name,quality_rating"},
        headers={"Authorization": f"Bearer {settings.whatsapp_access_token}"},
    )
    told = _json(answer)
    if answer.status_code != 200:
        problem = told.get("error")
        code = problem.get("code") if isinstance(problem, dict) else None
        if code == 190 or answer.status_code == 401:
            return False, "Meta laat ons niet binnen: maak een nieuw token (zie docs/whatsapp.md)"
        if code == 100:
            return False, "Meta kent dit nummer niet: klopt BOT_WHATSAPP_PHONE_NUMBER_ID?"
        return False, f"Meta weigert (fout {code}, HTTP {answer.status_code}); zie docs/whatsapp.md"
    name = told.get("verified_name") or "nummer zonder naam"
    quality = str(told.get("quality_rating") or "UNKNOWN")
    notes = [f"{name}, via Meta"]
    if quality in ("YELLOW", "RED"):
        notes.append(f"kwaliteit {quality}: mensen blokkeren of melden ons; kijk bij Meta waarom")
    notes += _left_to_do(settings, settings.whatsapp_template, "BOT_WHATSAPP_TEMPLATE")
    return quality not in ("YELLOW", "RED") and len(notes) == 1, "; ".join(notes)


def _twilio(settings: Settings, http: httpx.Client) -> tuple[bool, str]:
    account = settings.twilio_account_sid
    answer = http.get(
        f"{settings.twilio_api.rstrip('/')}/2010-04-01/Accounts/{account}.json",
        auth=(account, settings.twilio_auth_token),
    )
    if answer.status_code in (401, 403, 404):
        return False, "Twilio laat ons niet binnen: klopt BOT_TWILIO_AUTH_TOKEN?"
    if answer.status_code != 200:
        return False, f"Twilio weigert (HTTP {answer.status_code})"
    if (status := _json(answer).get("status")) != "active":
        return False, f"het account bij Twilio is niet actief ({status})"
    notes = ["via Twilio", *_left_to_do(settings, settings.twilio_template, "BOT_TWILIO_TEMPLATE")]
    return len(notes) == 1, "; ".join(notes)


def _left_to_do(settings: Settings, template: str, name: str) -> list[str]:
    notes = []
    if not template:
        notes.append(f"geen sjabloon voor na 24 uur: vraag er een aan en zet {name}")
    if setup.link(settings, "") is None:
        notes.append("geen link vanaf de website: zet BOT_WHATSAPP_NUMBER")
    if not settings.public_url:
        notes.append("geen weg naar de website: zet BOT_PUBLIC_URL")
    return notes


def _json(answer: httpx.Response) -> dict[str, object]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
