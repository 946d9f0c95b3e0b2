"""Dataverse and Entra ID as a counterpart: tokens, the table Lead and its alternate key."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.handoff.counterpart import Answer, Counterpart, Request

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT_ID = "66666666-7777-8888-9999-000000000000"
SECRET = "geh~eim+/=&1"
API = "/api/data/v9.2"

Json = dict[str, Any]

LENGTHS = {
    "subject": 300,
    "description": 2000,
    "companyname": 100,
    "address1_city": 80,
    "firstname": 50,
    "lastname": 50,
    "emailaddress1": 100,
    "mobilephone": 20,
    "telephone1": 50,
    "gv_groeivraagid": 100,
}
"""Columns with text → most characters (learn.microsoft.com, Lead table reference)."""

SOURCES = range(1, 11)
"""Values of ``leadsourcecode``."""


class Environment(Counterpart):
    """One environment with its Entra ID.

    Stricter than the real one, which takes a lead without a subject.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.leads: dict[str, Json] = {}
        """Id → what is kept."""
        self.made = 0
        """How many leads were ever made."""
        self.lifetime_s = 3599
        """How long tokens last from now on."""
        self.extra: dict[str, int] = {}
        """Columns that this organisation added."""
        self._tokens: dict[str, float] = {}

    def revoke(self) -> None:
        """No token that was given is good any more."""
        self._tokens.clear()

    def answer(self, request: Request) -> Answer:
        if request.path == f"/{TENANT}/oauth2/v2.0/token" and request.method == "POST":
            return self._token(request)
        if request.path.endswith("/oauth2/v2.0/token"):
            return _refused(400, "invalid_request", "AADSTS90002: Tenant not found.")
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._tokens.get(token, 0.0) <= time.monotonic():
            return Answer(401, None, {"WWW-Authenticate": "Bearer authorization_uri=..."})
        if request.headers.get("odata-version") != "4.0":
            return _error(400, "0x80060888", "OData-Version is missing")
        if request.path == f"{API}/WhoAmI" and request.method == "GET":
            return Answer(200, {"UserId": str(uuid.UUID(int=7)), "BusinessUnitId": "..."})
        found = re.fullmatch(rf"{API}/leads\((\w+)='((?:[^']|'')*)'\)", unquote(request.path))
        if found is None:
            return _error(404, "0x80060888", f"Resource not found for {request.path}")
        column, value = found[1], found[2].replace("''", "'")
        if column != "gv_groeivraagid":
            return _error(400, "0x80060888", f"'{column}' is no key of 'lead'")
        there = next((i for i, kept in self.leads.items() if kept[column] == value), None)
        if request.method == "DELETE":
            return self._delete(there)
        if request.method == "PATCH":
            return self._upsert(request, there, column, value)
        return _error(405, "0x80060888", "The requested resource does not support it")

    def _token(self, request: Request) -> Answer:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if form.get("grant_type") != "client_credentials":
            return _refused(400, "unsupported_grant_type", "AADSTS70003: not supported.")
        if form.get("client_id") != CLIENT_ID:
            return _refused(400, "unauthorized_client", "AADSTS700016: Application not found.")
        if form.get("client_secret") != SECRET:
            return _refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        if form.get("scope") != f"{self.url}/.default":
            return _refused(400, "invalid_scope", "AADSTS70011: scope is not valid.")
        token = uuid.uuid4().hex
        self._tokens[token] = time.monotonic() + self.lifetime_s
        told = {"token_type": "Bearer", "expires_in": self.lifetime_s, "access_token": token}
        return Answer(200, told | {"ext_expires_in": self.lifetime_s})

    def _delete(self, there: str | None) -> Answer:
        if there is None:
            return _error(404, "0x80060891", "A record with the specified key does not exist")
        del self.leads[there]
        return Answer(204)

    def _upsert(self, request: Request, there: str | None, column: str, value: str) -> Answer:
        if request.headers.get("if-none-match") == "*" and there is not None:
            return _error(412, "0x80040237", "A record with matching key values already exists.")
        if "if-match" in request.headers and there is None:
            return _error(404, "0x80060891", "A record with the specified key does not exist")
        invalid = self._invalid(request.json, is_new=there is None)
        if invalid is not None:
            return invalid
        status = 201 if there is None else 200
        if there is None:
            there = str(uuid.uuid4())
            self.leads[there] = {"leadid": there, column: value}
            self.made += 1
        self.leads[there] |= request.json
        if request.headers.get("prefer") != "return=representation":
            return Answer(204, None, {"OData-EntityId": f"{self.url}{API}/leads({there})"})
        chosen = request.query.get("$select", [",".join(self.leads[there])])[0].split(",")
        return Answer(status, {name: self.leads[there][name] for name in chosen})

    def _invalid(self, body: Json, is_new: bool) -> Answer | None:
        for name, value in body.items():
            if name == "leadsourcecode" and value in SOURCES:
                continue
            if name == "leadsourcecode":
                return _error(400, "0x8004431a", f"The value '{value}' is outside the valid range")
            most = (LENGTHS | self.extra).get(name)
            if most is None:
                return _error(400, "0x80048d19", f"The property '{name}' does not exist on 'lead'")
            if value is not None and not isinstance(value, str):
                return _error(400, "0x80048d19", f"Cannot convert '{value}' to Edm.String")
            if value is not None and len(value) > most:
                return _error(
                    400,
                    "0x80044331",
                    f"A validation error occurred.  The length of the '{name}' attribute of the "
                    f"'lead' entity exceeded the maximum allowed length of '{most}'.",
                )
        if is_new and not body.get("subject"):
            return _error(400, "0x80040203", "subject is required")
        return None


def _error(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": f"{message} (Sam de Boer)"}})


def _refused(status: int, error: str, description: str) -> Answer:
    return Answer(status, {"error": error, "error_description": description, "error_codes": [1]})
