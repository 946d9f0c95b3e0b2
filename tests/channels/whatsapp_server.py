"""Meta as a counterpart: takes what its OpenAPI document takes, fails as its list of errors says.

What that document cannot tell (the 24 hours, limits, whom it knows) is checked here as well. It
also brings messages and statuses to our webhook, with its signature or a forged one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.handoff.counterpart import Answer, Counterpart, Request

TOKEN = "EAAtest-system-user-token"
APP_SECRET = "5f4dcc3b5aa765d61d8327deb882cf99"
VERIFY_TOKEN = "van-ons-alleen"
NUMBER_ID = "106540352242922"
NUMBER = "31850606060"
VERSION = "v23.0"
TEMPLATE, LANGUAGE = "er_wacht_een_bericht", "nl"

REPOSITORY = Path(__file__).resolve().parents[2]

KINDS = {
    "text": "TextMessage",
    "interactive": "InteractiveMessage",
    "template": "TemplateMessage",
}
FIELDS = {
    "messaging_product", "recipient_type", "to", "recipient", "type", "biz_opaque_callback_data",
    "text", "interactive", "template", "context",
}  # fmt: skip
"""What may stand in a message; the document says nothing of ``recipient`` (2026) yet."""

DAY_S = 86400.0

Json = dict[str, Any]


def settings(url: str, **others: str) -> dict[str, str]:
    """Variables of an installation that talks with a counterpart at ``url``."""
    return {
        "BOT_WHATSAPP_ACCESS_TOKEN": TOKEN,
        "BOT_WHATSAPP_PHONE_NUMBER_ID": NUMBER_ID,
        "BOT_WHATSAPP_APP_SECRET": APP_SECRET,
        "BOT_WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
        "BOT_WHATSAPP_NUMBER": f"+{NUMBER}",
        "BOT_WHATSAPP_TEMPLATE": TEMPLATE,
        "BOT_WHATSAPP_API": url,
        **others,
    }


def _document() -> Path:
    folder = Path(os.environ.get("GROEI_SPECS") or REPOSITORY.parent / "shared" / "specs")
    return folder / "whatsapp_business_messaging_v23_openapi.yaml"


def specified() -> bool:
    """Whether Meta's OpenAPI document is here."""
    return _document().is_file()


def specification() -> Path:
    """Meta's OpenAPI document; skips the test where it is not here.

    It is no part of the repository: ``GROEI_SPECS`` names its folder, else it is looked for beside.
    """
    file = _document()
    if not file.is_file():
        what = f"{file} is not here (GROEI_SPECS names the folder)"
        if os.environ.get("TESTS_MUST_RUN") and file.parent.is_dir():
            pytest.fail(f"{what}, and TESTS_MUST_RUN is set")
        pytest.skip(what)
    return file


@lru_cache
def _validators(file: Path) -> dict[str, Draft7Validator]:
    document = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    # Its schemas close each part of an `allOf`, so that nothing at all would fit.
    schemas = _open(document["components"]["schemas"])
    return {
        name: Draft7Validator({"$ref": f"#/components/schemas/{name}", "components": schemas_of})
        for schemas_of in [{"schemas": schemas}]
        for name in (*KINDS.values(), "MarkMessageRequestPayload")
    }


def _open(part: Any) -> Any:
    if isinstance(part, list):
        return [_open(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        k: _open(v) for k, v in part.items() if not (k == "additionalProperties" and v is False)
    }


@dataclass
class Person:
    """Somebody with WhatsApp."""

    number: str | None
    user_id: str | None = None
    wrote_at: float = 0.0
    blocks_us: bool = False

    @property
    def contact(self) -> Json:
        """As it stands in a webhook."""
        known = {"wa_id": self.number, "user_id": self.user_id}
        return {"profile": {"name": "Test"}, **{k: v for k, v in known.items() if v}}


@dataclass
class Sent:
    """A message that was taken."""

    id: str
    to: Person
    body: Json
    at: float

    @property
    def opaque(self) -> str:
        """What we had it carry."""
        return str(self.body.get("biz_opaque_callback_data", ""))

    @property
    def text(self) -> str:
        """What the person reads, without options."""
        if self.body["type"] == "interactive":
            return str(self.body["interactive"]["body"]["text"])
        return str(self.body.get("text", {}).get("body", ""))

    @property
    def options(self) -> list[Json]:
        """Buttons or rows, each with id and title."""
        action = self.body.get("interactive", {}).get("action", {})
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        return rows or [button["reply"] for button in action.get("buttons", [])]


class Meta(Counterpart):
    """The Cloud API."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self._validators = _validators(specification())
        self.people: dict[str, Person] = {}
        """By number and by business-scoped id."""
        self.sent: list[Sent] = []
        self.read: list[str] = []
        """Ids of messages of theirs that were shown as read."""
        self.typing: list[str] = []
        self.invalid: list[str] = []
        """What was wrong with requests that do not fit the document: none is ever to come."""
        self.per_second, self.pair_burst, self.pair_every_s = 80, 45, 6.0
        self._second: deque[float] = deque()
        self._pairs: defaultdict[int, deque[float]] = defaultdict(deque)
        self.token = TOKEN
        self.clock: Callable[[], float] = time.time
        self.on_sent: Callable[[Sent], None] | None = None
        """Called before the answer goes back: statuses can come sooner than that."""

    # --- what it is asked ---

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _error(401, 190, "Error validating access token: Session has expired")
        if request.path == f"/{VERSION}/{NUMBER_ID}" and request.method == "GET":
            return Answer(
                200, {"verified_name": "Groeimakelaar", "quality_rating": "GREEN", "id": NUMBER_ID}
            )
        if request.path != f"/{VERSION}/{NUMBER_ID}/messages" or request.method != "POST":
            return _error(400, 100, "Unsupported post request. Object does not exist", subcode=33)
        body = request.json
        if "status" in body:
            return self._mark_read(body)
        return self._message(body)

    def _mark_read(self, body: Json) -> Answer:
        if problem := self._problem("MarkMessageRequestPayload", body):
            return self._is_invalid(problem)
        if body.get("typing_indicator", {"type": "text"}) != {"type": "text"}:
            return self._is_invalid("typing_indicator")
        self.read.append(body["message_id"])
        if "typing_indicator" in body:
            self.typing.append(body["message_id"])
        return Answer(200, {"success": True})

    def _message(self, body: Json) -> Answer:
        if problem := self._message_problem(body):
            return self._is_invalid(problem)
        person = self.people.get(body.get("to") or body["recipient"])
        if person is None or person.blocks_us:
            return _error(400, 131026, "Message undeliverable")
        now = self.clock()
        if body["type"] != "template" and now - person.wrote_at > DAY_S:
            return _error(400, 131047, "Re-engagement message")
        if body["type"] == "template" and (
            body["template"]["name"] != TEMPLATE or body["template"]["language"]["code"] != LANGUAGE
        ):
            return _error(404, 132001, "Template name does not exist in the translation")
        while self._second and now - self._second[0] >= 1.0:
            self._second.popleft()
        if len(self._second) >= self.per_second:
            return _error(429, 130429, "Rate limit hit")
        pair = self._pairs[id(person)]
        while pair and now - pair[0] >= self.pair_every_s * self.pair_burst:
            pair.popleft()
        if len(pair) >= self.pair_burst:
            return _error(400, 131056, "(Business Account, Consumer Account) pair rate limit hit")
        self._second.append(now)
        pair.append(now)
        sent = Sent(f"wamid.{uuid.uuid4().hex}", person, body, time.monotonic())
        self.sent.append(sent)
        if self.on_sent is not None:
            self.on_sent(sent)
        contact = {"input": body.get("to") or body["recipient"]}
        contact |= {"wa_id": person.number} if body.get("to") else {"user_id": person.user_id}
        messages = [{"id": sent.id, "message_status": "accepted"}]
        return Answer(
            200, {"messaging_product": "whatsapp", "contacts": [contact], "messages": messages}
        )

    def _message_problem(self, body: Json) -> str | None:
        kind = body.get("type")
        if kind not in KINDS:
            return f"type {kind!r}"
        if unknown := set(body) - FIELDS:
            return f"unknown {sorted(unknown)}"
        if ("to" in body) == ("recipient" in body):
            return "one of to and recipient"
        if body.get("recipient") and body["recipient"].isdigit():
            return "a number in recipient"
        if body["messaging_product"] != "whatsapp":
            return "messaging_product"
        if len(body.get("biz_opaque_callback_data", "")) > 512:
            return "biz_opaque_callback_data"
        problem = self._problem(KINDS[kind], {"to": "x", **body})
        if problem is None and kind == "text":
            text = body["text"].get("body", "")
            problem = None if len(text.strip()) > 0 and len(text) <= 4096 else "text.body"
        if problem is None and kind == "interactive":
            problem = _interactive_problem(body["interactive"])
        return problem

    def _problem(self, schema: str, body: Json) -> str | None:
        found = next(iter(self._validators[schema].iter_errors(body)), None)
        return None if found is None else f"{list(found.absolute_path)}: {found.message}"

    def _is_invalid(self, problem: str) -> Answer:
        self.invalid.append(problem)
        return _error(400, 100, f"Invalid parameter: {problem}")

    # --- what people do ---

    def person(self, number: str | None = "31612345678", user_id: str | None = None) -> Person:
        """Somebody with WhatsApp; known here from now on."""
        person = Person(number, user_id)
        self.know(person)
        return person

    def know(self, person: Person) -> None:
        """Make somebody known by what they are called now."""
        for name in (person.number, person.user_id):
            if name:
                self.people[name] = person

    def said_to(self, person: Person) -> list[Sent]:
        """All that one person got."""
        return [sent for sent in self.sent if sent.to is person]


def _interactive_problem(interactive: Json) -> str | None:
    if not interactive.get("body", {}).get("text", "").strip():
        return "interactive.body"
    action = interactive["action"]
    rows = [row for section in action.get("sections", []) for row in section.get("rows", [])]
    options = rows or [button["reply"] for button in action.get("buttons", [])]
    if interactive["type"] == "list" and not 0 < len(rows) <= 10:
        return "rows"
    if interactive["type"] == "button" and rows:
        return "a list in buttons"
    for name in ("id", "title"):
        values = [option[name] for option in options]
        if len(set(values)) != len(values) or not all(v.strip() for v in values):
            return f"{name} not unique or empty"
        if any(v != v.strip() for v in values):
            return f"{name} with spaces around"
    return None


def _error(status: int, code: int, message: str, subcode: int | None = None) -> Answer:
    problem: Json = {
        "message": f"(#{code}) {message}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": message},
        "fbtrace_id": "AbCdEf",
    }
    if subcode is not None:
        problem["error_subcode"] = subcode
    return Answer(status, {"error": problem})


# --- webhooks ---


def signature(body: bytes, secret: str = APP_SECRET) -> str:
    """X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def envelope(*values: Json, number_id: str = NUMBER_ID) -> bytes:
    """A request's body with these values, each a change of its own."""
    metadata = {"display_phone_number": NUMBER, "phone_number_id": number_id}
    changes = [
        {
            "field": "messages",
            "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
        }
        for value in values
    ]
    told = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": changes}],
    }
    return json.dumps(told).encode()


@dataclass
class Message:
    """One message of somebody."""

    person: Person
    content: Json
    """``type`` and what belongs to it."""
    id: str = field(default_factory=lambda: f"wamid.{uuid.uuid4().hex}")
    at: float | None = None

    def value(self) -> Json:
        """As it stands in a webhook."""
        self.person.wrote_at = time.time() if self.at is None else self.at
        message: Json = {
            "id": self.id,
            "timestamp": str(int(self.person.wrote_at)),
            **self.content,
        }
        if self.person.number:
            message["from"] = self.person.number
        if self.person.user_id:
            message["from_user_id"] = self.person.user_id
        return {"contacts": [self.person.contact], "messages": [message]}


def text(body: str) -> Json:
    """Something typed."""
    return {"type": "text", "text": {"body": body}}


def pressed(option: Json, of: str = "button_reply") -> Json:
    """A button pressed or a row chosen."""
    reply = {"id": option["id"], "title": option["title"]}
    return {
        "type": "interactive",
        "context": {"from": NUMBER, "id": "wamid.x"},
        "interactive": {"type": of, of: reply},
    }


def media(kind: str, **content: Any) -> Json:
    """A file, by its id: nothing of it comes along."""
    return {"type": kind, kind: {"id": "1234567890", "mime_type": "x/y", **content}}


def status(sent_id: str, name: str, code: int | None = None, opaque: str | None = None) -> Json:
    """How a message of ours fared."""
    told: Json = {
        "id": sent_id,
        "status": name,
        "timestamp": str(int(time.time())),
        "recipient_id": "31612345678",
    }
    if opaque is not None:
        told["biz_opaque_callback_data"] = opaque
    if code is not None:
        details = {"details": "to 31612345678"}
        told["errors"] = [
            {"code": code, "title": "Failed", "message": "Failed", "error_data": details}
        ]
    return {"statuses": [told]}
