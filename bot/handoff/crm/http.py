"""HTTP as plugins use it: one call, and whatever goes wrong as one of the `CrmError`s."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Mapping

import httpx

from bot.handoff.crm.base import Conflict, CrmError, NotAllowed, Rejected, Unavailable

TIMEOUT_S = 10.0
"""Seconds for connecting, and for each part of an answer."""

LONGEST_WAIT_S = 86_400.0
"""More than a day is not waited, whatever a server asks."""

LONGEST_REASON = 300


def client(headers: Mapping[str, str] | None = None, timeout_s: float = TIMEOUT_S) -> httpx.Client:
    """A client for one plugin. Follows no redirects: a CRM's address is the one that is set."""
    return httpx.Client(headers=dict(headers or {}), timeout=timeout_s, follow_redirects=False)


def call(http: httpx.Client, method: str, url: str, **options: Any) -> httpx.Response:
    """One request; the answer if it is a 2xx.

    Raises:
        CrmError: it is not, or there was none (`failed` says which for which status).
    """
    try:
        answer = http.request(method, url, **options)
    except httpx.TimeoutException:
        raise Unavailable("gaf niet op tijd antwoord") from None
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise Unavailable(f"was niet te bereiken ({type(error).__name__})") from None
    if answer.is_success:
        return answer
    raise failed(answer.status_code, answer.headers, _body(answer))


def failed(status: int, headers: Mapping[str, str], body: Any) -> CrmError:
    """The error for an answer that is not a 2xx.

    401 and 403 are about us, and so are 405 and 3xx: it is not the address of an API. 409 and 412
    are about another version, 408, 425, 429 and 5xx pass; any other says that the content will not
    do.
    """
    text = f"antwoordde {status}{reason(body)}"
    error: CrmError
    if status in (401, 403, 405) or 300 <= status < 400:
        error = NotAllowed(text)
    elif status in (409, 412):
        error = Conflict(text)
    elif status in (408, 425, 429) or status >= 500:
        error = Unavailable(text, retry_after(headers))
    else:
        error = Rejected(text)
    error.status = status
    return error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait: a number, or a date; None where it asks nothing."""
    asked = next((v for k, v in headers.items() if k.lower() == "retry-after"), "").strip()
    if not asked:
        return None
    if asked.replace(".", "", 1).isdigit():
        return min(float(asked), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    wait = (moment - datetime.now(timezone.utc)).total_seconds()
    return min(max(wait, 0.0), LONGEST_WAIT_S)


def reason(body: Any) -> str:
    """Why, in the forms that APIs use, as " (...)"; names and codes only.

    The message for people is left out where there are codes: it may repeat what was sent, and so
    somebody's name.
    """
    if not isinstance(body, dict):
        return ""
    invalid = body.get("invalidParams") or body.get("invalid_params")
    if isinstance(invalid, list) and invalid:
        parts = [f"{p.get('name')}: {p.get('code')}" for p in invalid if isinstance(p, dict)]
        return f" ({', '.join(parts)})"[:LONGEST_REASON]
    error = body.get("error")
    if isinstance(error, dict) and error.get("code"):
        return f" ({error['code']})"[:LONGEST_REASON]
    found = body.get("category") or body.get("code") or error
    return f" ({found})"[:LONGEST_REASON] if isinstance(found, str) and found else ""


def _body(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
