"""Settings of plugins that have the same form everywhere, checked before anything is sent."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.handoff.crm.base import CrmSettingsError

LONGEST_WAIT_S = 3600.0


def address(variable: str, text: str) -> str:
    """An address to send to, without a slash at its end.

    Args:
        variable: name of the setting, for the error.

    Raises:
        CrmSettingsError: it is no http(s) address, or has a query.
    """
    try:
        parts = urlsplit(text.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        usable = False
        parts = urlsplit("")
    if not usable or parts.query or parts.fragment:
        raise CrmSettingsError(f"{variable} moet een adres zijn, met https://")
    return text.strip().rstrip("/")


def token(variable: str, text: str) -> str:
    """A token or key as it goes into a header.

    Raises:
        CrmSettingsError: it is empty, or has spaces or letters that no header takes.
    """
    if not re.fullmatch(r"[!-~]+", text.strip()):
        raise CrmSettingsError(f"{variable} is geen token")
    return text.strip()


def seconds(variable: str, text: str) -> float:
    """A time-out.

    Raises:
        CrmSettingsError: it is no number above 0, or more than an hour.
    """
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= LONGEST_WAIT_S:
        raise CrmSettingsError(f"{variable} moet een aantal seconden zijn")
    return found
