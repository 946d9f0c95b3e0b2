"""Moments as people here read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")


def in_words(value: datetime | str | None) -> str:
    """24-11-2026 14:05; empty for None.

    Args:
        value: with its zone, or in UTC without; as ISO 8601 where it is text.
    """
    if value is None:
        return ""
    parsed = aware(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return parsed.astimezone(HERE).strftime("%d-%m-%Y %H:%M")


def aware(moment: datetime) -> datetime:
    """With its zone; without one it is in UTC (SQLite keeps none)."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def lately_in_words(value: datetime | str) -> str:
    """The same, shorter where it was today or yesterday: vandaag 14:05."""
    day = today()
    told = in_words(value)
    for name, that in (("vandaag", day), ("gisteren", day - timedelta(days=1))):
        told = told.replace(day_in_words(that), name)
    return told


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
