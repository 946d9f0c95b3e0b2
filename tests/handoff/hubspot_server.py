"""HubSpot as a counterpart: deals, contacts and companies, their properties and associations."""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from typing import Any
from urllib.parse import unquote

from tests.handoff.counterpart import Answer, Counterpart, Request

TOKEN = "pat-eu1-11111111-2222-3333-4444-555555555555"
LONGEST = 65_536
"""Most characters of any text."""

Json = dict[str, Any]

PROPERTIES: dict[str, set[str]] = {
    "deals": {"dealname", "description", "pipeline", "dealstage"},
    "contacts": {"email", "firstname", "lastname", "phone"},
    "companies": {"name", "domain"},
}
CUSTOM: dict[str, dict[str, bool]] = {
    "deals": {"groeivraag_id": True, "groeivraag_koppelingen": False},
    "contacts": {"groeivraag_id": True},
    "companies": {"kvk_nummer": True},
}
"""What the administrator made, and whether its values are unique."""

STAGES = {"default": {"appointmentscheduled", "closedwon"}, "776": {"9001"}}
TYPES = {("deals", "contacts"): {3}, ("deals", "companies"): {341, 5},
         ("contacts", "companies"): {279, 1}}  # fmt: skip
"""Association types that HubSpot defines, in the direction that we use."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")


class Portal(Counterpart):
    """One HubSpot account. What is archived is gone here."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.objects: dict[str, dict[str, Json]] = {kind: {} for kind in PROPERTIES}
        """Kind → id → properties."""
        self.links: set[frozenset[tuple[str, str]]] = set()
        self.made: Counter[str] = Counter()
        """Kind → how many were ever made."""
        self.custom = {kind: dict(names) for kind, names in CUSTOM.items()}
        self._ids = iter(range(101, 10**6))

    def place(self, kind: str, properties: Json, *linked: tuple[str, str]) -> str:
        """Put something there, as people do; its id."""
        here = str(next(self._ids))
        self.objects[kind][here] = dict(properties)
        self.links |= {frozenset({(kind, here), other}) for other in linked}
        return here

    def linked(self, kind: str, here: str) -> set[tuple[str, str]]:
        """Kind and id of all that something is linked to."""
        return {o for pair in self.links if (kind, here) in pair for o in pair - {(kind, here)}}

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            message = "Authentication credentials not found. See our authentication documentation."
            return error(401, "INVALID_AUTHENTICATION", message)
        path = [unquote(step) for step in request.path.split("/")[1:]]
        if path[:3] == ["crm", "v3", "objects"] and len(path) in (4, 5) and path[3] in PROPERTIES:
            return self._object(request, path[3], *path[4:])
        if path[:3] == ["crm", "v4", "objects"]:
            return self._association(request.method, path[3:])
        return Answer(404)

    def _object(self, request: Request, kind: str, here: str | None = None) -> Answer:
        if here is None:
            return self._create(kind, request.json) if request.method == "POST" else Answer(405)
        by = request.query.get("idProperty", [""])[0]
        if by and by != "email" and not self.custom[kind].get(by):
            return error(400, "VALIDATION_ERROR", f"{by} is not a unique property of {kind}")
        if by:
            there = [i for i, kept in self.objects[kind].items() if kept.get(by) == here]
            here = there[0] if there else ""
        if here not in self.objects[kind]:
            return error(404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric")
        if request.method == "DELETE":
            self.links = {pair for pair in self.links if (kind, here) not in pair}
            del self.objects[kind][here]
            return Answer(204)
        if request.method == "PATCH":
            invalid = self._invalid(kind, request.json, here)
            if invalid is not None:
                return invalid
            self.objects[kind][here] |= request.json["properties"]
        wanted = request.query.get("properties", [])
        shown = self._shown(kind, here, [n for n in wanted if n in self._known(kind)])
        for other in request.query.get("associations", []):
            results = [
                {"id": i, "type": f"{kind}_to_{k}"}
                for k, i in self.linked(kind, here)
                if k == other
            ]
            if results:
                shown.setdefault("associations", {})[other] = {"results": results}
        return Answer(200, shown)

    def _create(self, kind: str, body: Json) -> Answer:
        invalid = self._invalid(kind, body, None)
        if invalid is not None:
            return invalid
        linked = []
        for association in body["associations"]:
            to = association["to"]["id"]
            [chosen] = association["types"]
            others = [k for (f, k), types in TYPES.items()
                      if f == kind and chosen["associationTypeId"] in types]  # fmt: skip
            if chosen["associationCategory"] != "HUBSPOT_DEFINED" or not others:
                return error(400, "VALIDATION_ERROR", f"{chosen} is not valid")
            if to not in self.objects[others[0]]:
                return error(404, "OBJECT_NOT_FOUND", f"No {others[0]} with ID {to} exists")
            linked.append((others[0], to))
        self.made[kind] += 1
        here = self.place(kind, body["properties"], *linked)
        return Answer(201, self._shown(kind, here, []))

    def _association(self, method: str, path: list[str]) -> Answer:
        """``…/deals/1/associations/default/contacts/2``, without ``default`` to remove."""
        if method == "PUT" and path[3] == "default":
            kind, here, _, _, other, there = path
        else:
            kind, here, _, other, there = path
        if (kind, other) not in TYPES:
            return error(400, "VALIDATION_ERROR", f"{kind} and {other} cannot be associated")
        if here not in self.objects[kind] or there not in self.objects[other]:
            return error(404, "OBJECT_NOT_FOUND", "No object with that ID exists")
        pair = frozenset({(kind, here), (other, there)})
        if method == "DELETE":
            self.links.discard(pair)
            return Answer(204)
        self.links.add(pair)
        return Answer(200, {"status": "COMPLETE", "results": []})

    def _known(self, kind: str) -> set[str]:
        return PROPERTIES[kind] | set(self.custom[kind])

    def _invalid(self, kind: str, body: Json, here: str | None) -> Answer | None:
        if set(body) != ({"properties"} if here else {"properties", "associations"}):
            return error(400, "VALIDATION_ERROR", f"Invalid input JSON: {sorted(body)}")
        given = body["properties"]
        for name, value in given.items():
            if name not in self._known(kind):
                return _property_error("PROPERTY_DOESNT_EXIST", name, value)
            if not isinstance(value, str) or len(value) > LONGEST:
                return _property_error("PROPERTY_TOO_LARGE", name, value)
            if value and self.custom[kind].get(name) and self._is_taken(kind, name, value, here):
                return _property_error("CONFLICTING_UNIQUE_VALUE", name, value)
        if kind == "contacts":
            email = given.get("email", "")
            if email and not EMAIL.fullmatch(email):
                return _property_error("INVALID_EMAIL", "email", email)
            if email and self._is_taken(kind, "email", email, here):
                return error(409, "CONFLICT", "Contact already exists. Existing ID: 1")
        if here is not None:
            return None
        required = {"deals": {"dealname", "dealstage"}, "companies": {"name"}}.get(kind, set())
        missing = [name for name in sorted(required) if not given.get(name)]
        if kind == "contacts" and not any(given.get(n) for n in ("email", "firstname", "lastname")):
            missing = ["email"]
        if missing:
            return _property_error("REQUIRED_PROPERTY_MISSING", missing[0], "")
        if kind == "deals" and given["dealstage"] not in STAGES.get(given["pipeline"], ()):
            return _property_error("INVALID_OPTION", "dealstage", given["dealstage"])
        return None

    def _is_taken(self, kind: str, name: str, value: str, here: str | None) -> bool:
        return any(i != here and k.get(name) == value for i, k in self.objects[kind].items())

    def _shown(self, kind: str, here: str, names: list[str]) -> Json:
        kept = self.objects[kind][here]
        return {
            "id": here,
            "properties": {name: kept.get(name) or None for name in names},
            "createdAt": "2026-11-25T08:30:00.000Z",
            "updatedAt": "2026-11-25T08:30:00.000Z",
            "archived": False,
        }


def error(status: int, category: str, message: str, errors: list[Json] | None = None) -> Answer:
    """An error in HubSpot's form; its messages repeat what was sent."""
    body: Json = {
        "status": "error",
        "message": f"{message} (Sam de Boer)",
        "correlationId": str(uuid.uuid4()),
        "category": category,
    }
    return Answer(status, body | {"errors": errors} if errors else body)


def _property_error(code: str, name: str, value: Any) -> Answer:
    told = json.dumps(
        [{"isValid": False, "message": str(value)[:100], "error": code, "name": name}]
    )
    errors = [{"message": str(value)[:100], "code": code, "context": {"propertyName": [name]}}]
    return error(400, "VALIDATION_ERROR", f"Property values were not valid: {told}", errors)
