"""Dynamics 365 (Microsoft Dataverse): a growth question is a lead.

The lead is found by an alternate key, so that one ``PATCH`` makes it or changes it and the same
request sent twice has one effect. The administrator makes once:

* on the table Lead a column for our reference (``gv_groeivraagid``: single line of text, 100
  characters) and an alternate key of that column alone; nobody else writes in it;
* an app registration in Entra ID with a secret, and an application user for it in the environment
  with a role that may create, read, write and delete leads.

What people add to the lead stays as it is: we write the columns in `lead`, and no others. Once a
lead is qualified, the contact and the account that Dynamics made of it are the CRM's own.
"""

from __future__ import annotations

import re
import time
from typing import Any, Mapping
from urllib.parse import quote

import httpx

from bot.handoff.crm import checked
from bot.handoff.crm.base import (
    Crm,
    CrmSettingsError,
    Delivered,
    Handoff,
    NotAllowed,
    Person,
    Rejected,
    Setting,
    Unavailable,
    clipped,
)
from bot.handoff.crm.http import TIMEOUT_S, call, client

API = "/api/data/v9.2"

SUBJECT, DESCRIPTION, COMPANY, CITY, NAME, EMAIL, MOBILE, PHONE = (
    300,
    2000,
    100,
    80,
    50,
    100,
    20,
    50,
)
"""Most characters of the columns of a lead, as Dynamics makes them."""

WEB, OTHER = 8, 10
"""Values of ``leadsourcecode``."""

MARGIN_S = 60.0
"""Seconds before its end that a token is no longer used: a request takes some of them."""

OUR_FAULT = ("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client",
             "unsupported_grant_type", "invalid_scope", "invalid_resource")  # fmt: skip
"""What a token is refused for (RFC 6749, 5.2). Entra ID answers some of them as 400."""

Json = dict[str, Any]


class Dataverse(Crm):
    """Makes and keeps up one lead."""

    name = "dataverse"
    title = "Dynamics 365"
    settings = (
        Setting("url", "adres van de omgeving, zoals https://org.crm4.dynamics.com"),
        Setting("tenant", "id of domein van de tenant in Entra ID"),
        Setting("client_id", "id van de app-registratie"),
        Setting("client_secret", "geheim van de app-registratie", secret=True),
        Setting("key_field", "kolom met de alternatieve sleutel op Lead", "gv_groeivraagid"),
        Setting("login_url", "adres van Entra ID", "https://login.microsoftonline.com"),
        Setting("timeout_s", "seconden wachten op antwoord", f"{TIMEOUT_S:g}"),
    )

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._url = checked.address("BOT_CRM_DATAVERSE_URL", values["url"])
        tenant = _checked("TENANT", r"[A-Za-z0-9.-]+", values["tenant"])
        login = checked.address("BOT_CRM_DATAVERSE_LOGIN_URL", values["login_url"])
        self._token_url = f"{login}/{tenant}/oauth2/v2.0/token"
        self._key_field = _checked("KEY_FIELD", r"[a-z][a-z0-9_]*", values["key_field"])
        self._token: str | None = None
        self._token_until = 0.0
        headers = {"Accept": "application/json", "OData-MaxVersion": "4.0", "OData-Version": "4.0"}
        self._http = client(
            headers, checked.seconds("BOT_CRM_DATAVERSE_TIMEOUT_S", values["timeout_s"])
        )

    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Make the lead, or change it; the reference is its id. The key decides which it is."""
        answer = self._call(
            "PATCH",
            f"{self._lead(handoff.key)}?$select=leadid",
            headers={"Prefer": "return=representation"},
            json=lead(handoff),
        )
        return Delivered(_text(_json(answer), "leadid"))

    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Remove the lead with all that hangs from it."""
        try:
            answer = self._call("DELETE", self._lead(handoff.key))
        except Rejected as error:
            if error.status != 404:
                raise
        else:
            if answer.status_code != 204:
                raise _strange()

    def check(self) -> None:
        """Ask who we are."""
        _text(_json(self._call("GET", "WhoAmI")), "UserId")

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _lead(self, key: str) -> str:
        escaped = quote(key.replace("'", "''"), safe="")
        return f"leads({self._key_field}='{escaped}')"

    def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request; a second one where the first was refused for its token."""
        token = self._valid_token()
        try:
            return self._send(token, method, path, **options)
        except NotAllowed as error:
            if error.status != 401:
                raise
        self._token = None
        return self._send(self._valid_token(), method, path, **options)

    def _send(self, token: str, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**options.pop("headers", {}), "Authorization": f"Bearer {token}"}
        return call(self._http, method, f"{self._url}{API}/{path}", headers=headers, **options)

    def _valid_token(self) -> str:
        if self._token is None or time.monotonic() >= self._token_until:
            asked_at = time.monotonic()
            told = self._ask_token()
            self._token = _text(told, "access_token")
            self._token_until = asked_at + _seconds(told.get("expires_in")) - MARGIN_S
        return self._token

    def _ask_token(self) -> Json:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.values["client_id"].strip(),
            "client_secret": self.values["client_secret"].strip(),
            "scope": f"{self._url}/.default",
        }
        try:
            return _json(call(self._http, "POST", self._token_url, data=form))
        except (NotAllowed, Rejected) as error:
            by_standard = any(f"({code})" in str(error) for code in OUR_FAULT)
            if isinstance(error, Rejected) and error.status != 404 and not by_standard:
                raise
            # Says nothing of what is delivered: that must wait, and not be given up.
            refused = NotAllowed(f"{error} bij het aanmelden")
            refused.status = error.status
            raise refused from None


def lead(handoff: Handoff) -> Json:
    """All columns that we write. What is not known is null, so that it also clears older ones."""
    company, person = handoff.company, handoff.person or Person()
    first, last = _names(person.name)
    mobile, phone = _numbers(person.phone)
    subject = _line(handoff.question) or _line(handoff.need) or "Groeivraag"
    return {
        "subject": clipped(f"DRINGEND: {subject}" if handoff.urgent else subject, SUBJECT),
        "description": clipped(_description(handoff), DESCRIPTION),
        "companyname": clipped(_line(company.name), COMPANY) or None,
        "address1_city": clipped(_line(company.municipality), CITY) or None,
        "firstname": clipped(first, NAME) or None,
        "lastname": clipped(last, NAME) or None,
        "emailaddress1": _whole(person.email, EMAIL),
        "mobilephone": mobile,
        "telephone1": phone,
        "leadsourcecode": WEB if handoff.channel in ("website", "rest") else OTHER,
    }


def _description(handoff: Handoff) -> str:
    """The link before what may be long: that part must not be cut off."""
    company = handoff.company
    firm = (company.name, company.kvk_number, company.municipality, company.sector)
    told = {
        "Groeivraag": f"{handoff.key}, versie {handoff.version}",
        "Behoefte": clipped(_line(handoff.need), 100),
        "Briefing": handoff.link or "",
        "Bedrijf": clipped(", ".join(_line(part) for part in firm if _line(part)), 250),
        "Makelaar": clipped(_line(handoff.broker_name), 100),
        "Via": clipped(_line(handoff.channel), 50),
    }
    lines = [f"{label}: {text}" for label, text in told.items() if text]
    question = handoff.question.strip()
    parts = ["\n".join(lines), "" if question in handoff.summary else question, handoff.summary]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _names(name: str | None) -> tuple[str, str]:
    """First and last name. One word is a last name: lists of leads show that one."""
    first, _, last = _line(name).partition(" ")
    return (first, last) if last else ("", first)


def _numbers(phone: str | None) -> tuple[str | None, str | None]:
    """A telephone number as mobile or other number; the other is None."""
    digits = re.sub(r"\(0\)|[^0-9+]", "", phone or "")
    mobile = re.fullmatch(r"(0|\+31|0031)6[0-9]{8}", digits) and _whole(phone, MOBILE)
    return (mobile, None) if mobile else (None, _whole(phone, PHONE))


def _whole(text: str | None, most: int) -> str | None:
    """None where it does not fit: half an address reaches nobody."""
    line = _line(text)
    return line if 0 < len(line) <= most else None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _json(answer: httpx.Response) -> Json:
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _strange()
    return told


def _text(told: Json, name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str) or not found:
        raise _strange()
    return found


def _strange() -> Unavailable:
    """A 2xx with something else: a login page, or a notice of maintenance."""
    return Unavailable("gaf een antwoord dat niet bij Dataverse hoort")


def _seconds(text: Any) -> float:
    """How long a token lasts; 0 where that is not told, so that it serves once."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return 0.0


def _checked(name: str, pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text.strip()):
        raise CrmSettingsError(f"BOT_CRM_DATAVERSE_{name} kan niet '{text}' zijn")
    return text.strip()
