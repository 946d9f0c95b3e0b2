"""Which provider is set up, and what is needed for it."""

from __future__ import annotations

from typing import Literal, Mapping
from urllib.parse import quote

from bot.channels.port import Platform
from bot.channels.sender import Pace
from bot.channels.whatsapp.cloud import CloudApi
from bot.channels.whatsapp.twilio import Twilio
from bot.settings import Settings

CLOUD = (
    "whatsapp_access_token",
    "whatsapp_phone_number_id",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
)
TWILIO = ("twilio_account_sid", "twilio_auth_token", "twilio_from", "public_url")
"""Twilio signs our own address, so that must be known."""


def provider(settings: Settings) -> Literal["cloud", "twilio"] | None:
    """Who carries WhatsApp; Meta itself where both are set up."""
    if not _lacking(settings, CLOUD):
        return "cloud"
    return None if _lacking(settings, TWILIO) else "twilio"


def missing(settings: Settings) -> list[str]:
    """The variables that are not set yet, of the provider that was begun with."""
    if provider(settings) is not None:
        return []
    begun = any(getattr(settings, name) for name in TWILIO if name != "public_url")
    if begun and not any(getattr(settings, name) for name in CLOUD):
        return _lacking(settings, TWILIO)
    return _lacking(settings, CLOUD)


def platform(settings: Settings, words: Mapping[str, str]) -> Platform:
    """The provider that is set up."""
    if provider(settings) == "twilio":
        return Twilio(settings, words)
    return CloudApi(settings, words)


def pace(settings: Settings) -> Pace:
    """How fast it takes messages.

    Meta takes 80 a second from one number, incoming ones counted too, and to one person one each
    six seconds of which it lends 45. Twilio takes 10 a second from a number that nobody raised.
    """
    if provider(settings) == "twilio":
        return Pace(per_second=10, apart_s=0.3)
    return Pace(per_second=60, apart_s=0.3)


def link(settings: Settings, code: str) -> str | None:
    """Opens WhatsApp with the code typed already."""
    number = settings.whatsapp_number
    if not number and provider(settings) == "twilio":
        number = settings.twilio_from
    digits = "".join(c for c in number if c.isascii() and c.isdigit())
    return f"https://wa.me/{digits}?text={quote(code)}" if digits else None


def _lacking(settings: Settings, names: tuple[str, ...]) -> list[str]:
    return [f"BOT_{name.upper()}" for name in names if not getattr(settings, name)]
