"""Open Klant as a counterpart: what it takes is what its specification says, and it keeps it."""

from __future__ import annotations

import json
import os
import re
import uuid
from collections import Counter
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from socketserver import StreamRequestHandler
from typing import Any, Callable, Mapping

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from tests.handoff.counterpart import Answer, Counterpart, Request

BASE = "/klantinteracties/api/v1"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = Path(__file__).resolve().parents[2]

Json = dict[str, Any]


def specification() -> Json:
    """The OpenAPI document; skips the test where it is not here.

    It is no part of the repository: ``GROEI_SPECS`` names its folder, else it is looked for beside.
    """
    folder = Path(os.environ.get("GROEI_SPECS") or REPOSITORY.parent / "shared" / "specs")
    file = folder / "klantinteracties_openapi.yaml"
    if not file.is_file():
        what = f"{file} is not here (GROEI_SPECS names the folder)"
        if os.environ.get("TESTS_MUST_RUN") and folder.is_dir():
            pytest.fail(f"{what}, and TESTS_MUST_RUN is set")
        pytest.skip(what)
    return _read(file)


@lru_cache
def _read(file: Path) -> Json:
    loaded: Json = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return loaded


FORMATS = FormatChecker(formats=("uuid", "date", "email"))


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: Any) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri")
def _is_uri(value: Any) -> bool:
    return not isinstance(value, str) or re.match(r"https?://[^/\s]+", value) is not None


class Schemas:
    """OpenAPI 3.0 schemas as JSON schemas, for a request or for an answer, strict in both."""

    def __init__(self, document: Json, of_answer: bool) -> None:
        self._document = document
        self._of_answer = of_answer

    def errors(self, schema: Json, value: Any) -> list[ValidationError]:
        """What is wrong with a value: unknown properties too."""
        return list(
            Draft7Validator(self.converted(schema), format_checker=FORMATS).iter_errors(value)
        )

    def converted(self, schema: Json) -> Json:
        """A schema without references, ``nullable``, ``readOnly`` or a discriminator."""
        whole = self._merged(schema)
        if "oneOf" in whole:
            return self._by_kind(whole)
        kept: Json = {
            k: whole[k]
            for k in ("type", "enum", "maxLength", "minLength", "pattern", "format")
            if k in whole
        }
        if "items" in whole:
            kept["items"] = self.converted(whole["items"])
        if "properties" in whole:
            shown = {
                name: part
                for name, part in whole["properties"].items()
                if self._of_answer or not self._merged(part).get("readOnly")
            }
            kept["properties"] = {name: self.converted(part) for name, part in shown.items()}
            kept["required"] = [name for name in whole.get("required", []) if name in shown]
            kept["additionalProperties"] = False
        elif isinstance(whole.get("additionalProperties"), dict):
            kept["additionalProperties"] = self.converted(whole["additionalProperties"])
        return {"anyOf": [{"type": "null"}, kept]} if whole.get("nullable") else kept

    def _merged(self, schema: Json) -> Json:
        if "$ref" in schema:
            found: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            return self._merged(found)
        if "allOf" not in schema:
            return schema
        whole: Json = {k: v for k, v in schema.items() if k != "allOf"}
        for part in map(self._merged, schema["allOf"]):
            properties = {**whole.get("properties", {}), **part.get("properties", {})}
            required = [*whole.get("required", []), *part.get("required", [])]
            whole = {**part, **whole}
            if properties:
                whole |= {"properties": properties, "required": required}
        return whole

    def _by_kind(self, schema: Json) -> Json:
        kind = schema["discriminator"]["propertyName"]
        choices = schema["discriminator"]["mapping"]
        return {
            "type": "object",
            "required": [kind],
            "properties": {kind: {"enum": list(choices)}},
            "allOf": [
                {
                    "if": {"properties": {kind: {"const": name}}},
                    "then": self.converted({"$ref": reference}),
                }
                for name, reference in choices.items()
            ],
        }


PARENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "betrokkenen": (("hadKlantcontact", "klantcontacten"), ("wasPartij", "partijen")),
    "onderwerpobjecten": (("klantcontact", "klantcontacten"),),
    "internetaken": (("aanleidinggevendKlantcontact", "klantcontacten"),),
    "actorklantcontacten": (("klantcontact", "klantcontacten"), ("actor", "actoren")),
    "digitaleadressen": (
        ("verstrektDoorBetrokkene", "betrokkenen"),
        ("verstrektDoorPartij", "partijen"),
    ),
}
"""Collection → the properties that refer to another; what is removed takes these with it."""

NOT_BLANK = ("kanaal", "onderwerp", "taal", "naam", "gevraagdeHandeling", "adres")
PHONE = re.compile(r"^(0[1-9][0-9]{8}|\+[0-9]{9,15}|00[0-9]{7,13})$")


def _reference(path: str) -> Callable[[Json, str], bool]:
    return lambda item, value: (item.get(path) or {}).get("uuid") == value


def _identificator(part: str) -> Callable[[Json, str], bool]:
    return lambda item, value: any(
        p["partijIdentificator"][part] == value for p in item.get("partijIdentificatoren") or []
    )


class OpenKlant(Counterpart):
    """Open Klant, as far as a plugin may need it.

    Stricter than the real one, which ignores properties that it does not know.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.specification = specification()
        self.tables: dict[str, dict[str, Json]] = {
            name: {} for name in ("klantcontacten", "partijen", "actoren", *PARENTS)
        }
        """Collection → uuid → what is kept, the newest last."""
        self.made: Counter[str] = Counter()
        """Collection → how many were ever made there."""
        self.refused: list[tuple[str, list[Json]]] = []
        """What did not keep to the specification: method and path, and the invalidParams."""
        self.wrong_answers: list[str] = []
        """Where this counterpart does not keep to it itself."""
        self.page_size = 100
        self._tick = 0
        # Headers and body go out as two packets; the second must not wait for the first.
        handler = self._server.RequestHandlerClass
        assert isinstance(handler, type) and issubclass(handler, StreamRequestHandler)
        handler.disable_nagle_algorithm = True

    def __enter__(self) -> OpenKlant:
        super().__enter__()
        return self

    @property
    def base(self) -> str:
        """Address of the API."""
        return f"{self.url}{BASE}"

    def all(self, collection: str) -> list[Json]:
        """What stands in a collection, the oldest first."""
        return list(self.tables[collection].values())

    def sent(self, method: str, path: str) -> list[Any]:
        """Bodies of the requests to a path, which may be the start of one."""
        return [
            r.json
            for r in self.requests
            if r.method == method and r.path.removeprefix(f"{BASE}/").startswith(path)
        ]

    def place(self, collection: str, body: Json) -> Json:
        """Put something there, as another user of the CRM would."""
        self._tick += 1
        key = str(uuid.uuid4())
        kept = {
            "uuid": key,
            "url": f"{self.base}/{collection}/{key}",
            **({"toegewezenOp": _moment(self._tick)} if collection == "internetaken" else {}),
            **json.loads(json.dumps(body)),
        }
        self.tables[collection][key] = kept
        self.made[collection] += 1
        return kept

    def answer(self, request: Request) -> Answer:
        """As the specification says; what is not in it is refused."""
        if request.headers.get("authorization") != f"Token {TOKEN}":
            missing = "authorization" not in request.headers
            return _problem(401, "not_authenticated" if missing else "authentication_failed")
        path = request.path.removeprefix(BASE).strip("/").split("/")
        template = f"/{path[0]}" + ("/{uuid}" if len(path) == 2 else "")
        methods = self.specification["paths"].get(template)
        if not request.path.startswith(f"{BASE}/") or len(path) > 2 or methods is None:
            return _problem(404, "not_found")
        operation = methods.get(request.method.lower())
        if operation is None:
            return _problem(405, "method_not_allowed")
        invalid = self._invalid_query(operation, request) + self._invalid_body(operation, request)
        if invalid:
            self.refused.append((f"{request.method} {request.path}", invalid))
            return _problem(400, "invalid", invalid)
        answer = self._routed(request, path)
        self._check(operation, answer)
        return answer

    def _routed(self, request: Request, path: list[str]) -> Answer:
        if path == ["maak-klantcontact"]:
            return self._maak(request.json)
        table = self.tables[path[0]]
        if len(path) == 1:
            if request.method == "GET":
                return self._list(path[0], request)
            return self._create(path[0], request.json)
        kept = table.get(path[1])
        if kept is None:
            return _problem(404, "not_found")
        if request.method == "DELETE":
            self._remove(path[0], path[1])
            return Answer(204)
        if request.method == "PATCH":
            invalid = self._refusals(path[0], request.json, kept)
            if invalid:
                return _problem(400, "invalid", invalid)
            kept.update(request.json)
        return Answer(200, self._shown(path[0], kept))

    def _maak(self, body: Json) -> Answer:
        """All of it or nothing, as in one transaction."""
        invalid = [
            {**p, "name": f"klantcontact.{p['name']}"}
            for p in self._refusals("klantcontacten", body["klantcontact"], None)
        ]
        for part, collection in (
            ("betrokkene", "betrokkenen"),
            ("onderwerpobject", "onderwerpobjecten"),
        ):
            invalid += [
                {**p, "name": f"{part}.{p['name']}"}
                for p in self._refusals(collection, body.get(part) or {}, None)
            ]
        if invalid:
            return _problem(400, "invalid", invalid)
        contact = self.place("klantcontacten", body["klantcontact"])
        to = {"uuid": contact["uuid"], "url": contact["url"]}
        told: Json = {}
        if "betrokkene" in body:
            kept = self.place("betrokkenen", {"hadKlantcontact": to} | body["betrokkene"])
            told["betrokkene"] = self._shown("betrokkenen", kept)
        if "onderwerpobject" in body:
            kept = self.place("onderwerpobjecten", {"klantcontact": to} | body["onderwerpobject"])
            told["onderwerpobject"] = self._shown("onderwerpobjecten", kept)
        told["klantcontact"] = self._shown("klantcontacten", contact)
        return Answer(201, told)

    def _create(self, collection: str, body: Json) -> Answer:
        invalid = self._refusals(collection, body, None)
        if invalid:
            return _problem(400, "invalid", invalid)
        return Answer(201, self._shown(collection, self.place(collection, body)))

    def _list(self, collection: str, request: Request) -> Answer:
        filters = self._filters(collection)
        found = list(reversed(self.all(collection)))
        for name, values in request.query.items():
            if name in ("page", "pageSize"):
                continue
            if name not in filters:
                return Answer(501)
            found = [item for item in found if filters[name](item, values[0])]
        size = min(int(request.query.get("pageSize", [str(self.page_size)])[0]), 500)
        page = int(request.query.get("page", ["1"])[0])
        start = (page - 1) * size
        if page > 1 and start >= len(found):
            return _problem(404, "not_found")
        here = f"{self.base}/{collection}"
        body = {
            "count": len(found),
            "next": f"{here}?page={page + 1}" if start + size < len(found) else None,
            "previous": f"{here}?page={page - 1}" if page > 1 else None,
            "results": [self._shown(collection, item) for item in found[start : start + size]],
        }
        return Answer(200, body)

    def _filters(self, collection: str) -> Mapping[str, Callable[[Json, str], bool]]:
        about = "onderwerpobjectidentificator"
        parts = ("ObjectId", "CodeObjecttype", "CodeRegister", "CodeSoortObjectId")
        keys = {part: part[0].lower() + part[1:] for part in parts}
        by_collection: dict[str, dict[str, Callable[[Json, str], bool]]] = {
            "klantcontacten": {
                "nummer": lambda item, value: item.get("nummer") == value,
                **{
                    f"onderwerpobject__{about}{part}": self._about(key)
                    for part, key in keys.items()
                },
            },
            "betrokkenen": {"hadKlantcontact__uuid": _reference("hadKlantcontact")},
            "digitaleadressen": {
                "verstrektDoorBetrokkene__uuid": _reference("verstrektDoorBetrokkene")
            },
            "internetaken": {"klantcontact__uuid": _reference("aanleidinggevendKlantcontact")},
            "actorklantcontacten": {
                "actor__uuid": _reference("actor"),
                "klantcontact__uuid": _reference("klantcontact"),
            },
            "partijen": {
                f"partijIdentificator__{key}": _identificator(key) for key in keys.values()
            },
            "actoren": {
                "naam": lambda item, value: value.lower() in item["naam"].lower(),
                "soortActor": lambda item, value: item["soortActor"] == value,
                "indicatieActief": lambda item, value: item["indicatieActief"] == (value == "true"),
                "actoridentificatorObjectId": lambda item, value: (
                    (item.get("actoridentificator") or {}).get("objectId") == value
                ),
                "actoridentificatorCodeRegister": lambda item, value: (
                    (item.get("actoridentificator") or {}).get("codeRegister") == value
                ),
            },
        }
        return by_collection.get(collection, {})

    def _about(self, key: str) -> Callable[[Json, str], bool]:
        return lambda item, value: any(
            o["klantcontact"]["uuid"] == item["uuid"]
            and (o.get("onderwerpobjectidentificator") or {}).get(key) == value
            for o in self.all("onderwerpobjecten")
        )

    def _refusals(self, collection: str, body: Json, kept: Json | None) -> list[Json]:
        """What Open Klant refuses and its specification does not tell."""
        found = [_invalid(n, "blank") for n in NOT_BLANK if n in body and not body[n].strip()]
        number = body.get("nummer")
        if number is not None and not re.fullmatch(r"-?\d+", number):
            found.append(_invalid("nummer", "invalid"))
        if number and any(
            o is not kept and o.get("nummer") == number for o in self.all(collection)
        ):
            found.append(_invalid("nummer", "unique"))
        for name, parent in PARENTS.get(collection, ()):
            if body.get(name) and body[name]["uuid"] not in self.tables[parent]:
                found.append(_invalid(f"{name}.uuid", "invalid"))
        if collection == "internetaken":
            found += self._task_refusals(body, kept)
        if collection == "digitaleadressen" and kept is None:
            kind = body["soortDigitaalAdres"]
            bad_phone = kind == "telefoonnummer" and not PHONE.match(body["adres"])
            bad_email = kind == "email" and not re.fullmatch(r"\S+@\S+\.\S+", body["adres"])
            if bad_phone or bad_email:
                found.append(_invalid("adres", "invalid"))
        if collection == "actorklantcontacten" and any(
            all(o[n]["uuid"] == body[n]["uuid"] for n in ("actor", "klantcontact"))
            for o in self.all(collection)
        ):
            found.append(_invalid("nonFieldErrors", "unique"))
        if collection == "partijen":
            taken = [
                p["partijIdentificator"]
                for o in self.all("partijen")
                for p in o.get("partijIdentificatoren") or []
            ]
            if any(
                p["partijIdentificator"] in taken for p in body.get("partijIdentificatoren") or []
            ):
                found.append(_invalid("partijIdentificatoren.0.nonFieldErrors", "unique"))
        return found

    def _task_refusals(self, body: Json, kept: Json | None) -> list[Json]:
        actors = body.get("toegewezenAanActoren")
        if kept is None and not actors:
            return [_invalid("nonFieldErrors", "invalid")]
        unknown = [a for a in actors or [] if a["uuid"] not in self.tables["actoren"]]
        return [_invalid("toegewezenAanActoren.0.uuid", "invalid")] if unknown else []

    def _remove(self, collection: str, key: str) -> None:
        self.tables[collection].pop(key, None)
        for other, parents in PARENTS.items():
            for name, parent in parents:
                if parent == collection:
                    for item in self.all(other):
                        if (item.get(name) or {}).get("uuid") == key:
                            self._remove(other, item["uuid"])

    def _shown(self, collection: str, kept: Json) -> Json:
        """With what it reads from elsewhere."""
        here = kept["uuid"]
        shown = dict(kept)
        for name, parent in PARENTS.get(collection, ()):
            shown[name] = self._link(parent, kept.get(name))
        if collection == "klantcontacten":
            links = [
                o for o in self.all("actorklantcontacten") if o["klantcontact"]["uuid"] == here
            ]
            shown |= {
                "hadBetrokkenActoren": [self.tables["actoren"][o["actor"]["uuid"]] for o in links],
                "hadBetrokkenen": self._children("betrokkenen", "hadKlantcontact", here),
                "gingOverOnderwerpobjecten": self._children(
                    "onderwerpobjecten", "klantcontact", here
                ),
                "leiddeTotInterneTaken": self._children(
                    "internetaken", "aanleidinggevendKlantcontact", here
                ),
                "omvatteBijlagen": [],
            }
        elif collection == "betrokkenen":
            called = kept.get("contactnaam") or {}
            parts = (called.get(n) for n in ("voornaam", "voorvoegselAchternaam", "achternaam"))
            shown |= {
                "volledigeNaam": " ".join(part for part in parts if part),
                "digitaleAdressen": self._children(
                    "digitaleadressen", "verstrektDoorBetrokkene", here
                ),
            }
        elif collection == "partijen":
            shown |= {
                "betrokkenen": self._children("betrokkenen", "wasPartij", here),
                "categorieRelaties": [],
                "vertegenwoordigden": [],
                "partijIdentificatoren": [
                    {"url": f"{self.base}/partij-identificatoren/{here}", **p}
                    for p in kept.get("partijIdentificatoren") or []
                ],
            }
        elif collection == "internetaken":
            shown["toegewezenAanActoren"] = [
                self._link("actoren", actor) for actor in kept["toegewezenAanActoren"]
            ]
        return shown

    def _children(self, collection: str, name: str, key: str) -> list[Json | None]:
        return [
            self._link(collection, item)
            for item in self.all(collection)
            if (item.get(name) or {}).get("uuid") == key
        ]

    def _link(self, collection: str, item: Json | None) -> Json | None:
        if item is None:
            return None
        return {"uuid": item["uuid"], "url": f"{self.base}/{collection}/{item['uuid']}"}

    def _invalid_query(self, operation: Json, request: Request) -> list[Json]:
        known = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "query"}
        found = [
            _invalid(name, "unknown-parameters") for name in request.query if name not in known
        ]
        for name, values in request.query.items():
            if name in known:
                schema = known[name]["schema"]
                value = _as_type(schema.get("type"), values[0])
                if Schemas(self.specification, False).errors(schema, value) or len(values) > 1:
                    found.append(_invalid(name, "invalid"))
        return found

    def _invalid_body(self, operation: Json, request: Request) -> list[Json]:
        if "requestBody" not in operation:
            return [_invalid("", "invalid")] if request.body else []
        if request.headers.get("content-type") != "application/json":
            return [_invalid("", "unsupported_media_type")]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        errors = Schemas(self.specification, of_answer=False).errors(schema, request.json)
        return [p for error in errors for p in _invalid_params(error)]

    def _check(self, operation: Json, answer: Answer) -> None:
        if answer.status not in (200, 201):
            return
        content = operation["responses"][str(answer.status)]["content"]
        schema = content["application/json"]["schema"]
        body = json.loads(json.dumps(answer.body))
        self.wrong_answers += [
            f"{operation['operationId']} {error.json_path}: {error.message}"
            for error in Schemas(self.specification, of_answer=True).errors(schema, body)
        ]


CODES = {
    "maxLength": "max_length",
    "minLength": "min_length",
    "enum": "invalid_choice",
    "additionalProperties": "unknown",
}


def _invalid_params(error: ValidationError) -> list[Json]:
    name = ".".join(str(step) for step in error.absolute_path)
    if error.validator == "anyOf":  # nullable: what matters is why it is not the other one
        return [
            p
            for inner in error.context or []
            if inner.schema_path[0] == 1
            for p in _invalid_params(inner)
        ]
    if error.validator == "required":
        missing = error.message.split("'")[1]
        return [_invalid(f"{name}.{missing}".lstrip("."), "required")]
    if error.instance is None:
        return [_invalid(name, "null")]
    return [_invalid(name, CODES.get(str(error.validator), "invalid"))]


def _invalid(name: str, code: str) -> Json:
    return {"name": name, "code": code, "reason": "Sam de Boer"}


def _problem(status: int, code: str, invalid: list[Json] | None = None) -> Answer:
    body: Json = {
        "type": f"https://openklant.example/ref/fouten/{code}/",
        "code": code,
        "title": code,
        "status": status,
        "detail": "",
        "instance": f"urn:uuid:{uuid.uuid4()}",
    }
    return Answer(status, body if invalid is None else body | {"invalidParams": invalid})


def _as_type(kind: str | None, value: str) -> Any:
    if kind == "integer" and value.isdigit():
        return int(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _moment(tick: int) -> str:
    return f"2026-11-25T10:{tick // 60 % 60:02}:{tick % 60:02}+01:00"
