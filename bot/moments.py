"""Moments as people here read them."""

from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")


def in_words(value: datetime | str | None) -> str:
    """24-11-2026 14:05; empty for None.

    Args:
        value: with its zone, or in UTC without; as ISO 8601 where it is text.
    """
    if value is None:
        return ""
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=timezone.utc)
    return parsed.astimezone(HERE).strftime("%d-%m-%Y %H:%M")


def clock_in_words(at: float) -> str:
    """24-11-2026 14:05.

    Args:
        at: seconds since the epoch.
    """
    return in_words(datetime.fromtimestamp(at, timezone.utc))


def day_in_words(value: date | str | None) -> str:
    """24-11-2026; empty for None."""
    if value is None:
        return ""
    parsed = date.fromisoformat(value) if isinstance(value, str) else value
    return parsed.strftime("%d-%m-%Y")


def today() -> date:
    """The day here."""
    return datetime.now(HERE).date()
