"""The other sides of an installation under test: a CRM, a mail server, Telegram and WhatsApp.

They take what the real ones take, count what was made of it, and fail when they are told to.
"""

from __future__ import annotations

import email
import json
import random
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from typing import Any, Iterator

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.channels import telegram_server, whatsapp_server
from tests.handoff.counterpart import Answer, Counterpart, Fault, Request
from tests.handoff.receiver import SECRET, System
from tests.running import free_port

FAULTS: dict[str, Fault] = {
    "500": Fault("answer", Answer(500, {})),
    "503": Fault("answer", Answer(503, {}, {"Retry-After": "1"})),
    "429": Fault("answer", Answer(429, {}, {"Retry-After": "1"})),
    "reset": Fault("cut"),
    "answer lost": Fault("cut_after"),
    "hangs": Fault("hang", seconds=2.0),
    "hangs after": Fault("hang_after", seconds=2.0),
    "slow": Fault("hang_ok", seconds=0.7),  # type: ignore[arg-type]
}
"""How a side can fail. After those with "lost" or "after" it did what was asked all the same."""


class Failing(Counterpart):
    """Put before a counterpart: it fails each request as long as it is told to, or a part."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.fault: Fault | None = None
        self.share = 1.0
        self.failed = 0
        self.rng = random.Random(11)

    @contextmanager
    def fails(self, name: str, share: float = 1.0) -> Iterator[None]:
        """Fail so within this block."""
        self.share, self.fault = share, FAULTS[name]
        try:
            yield
        finally:
            self.fault = None

    def take(self, request: Request) -> tuple[Answer, Fault | None]:
        """Answer a request, or fail it."""
        fault = self.fault
        if fault is None or self.rng.random() > self.share:
            return self.well(request), None
        self.failed += 1
        if fault.kind == "answer":
            return self.refusal(fault.answer), None
        if fault.kind == "hang_ok":
            time.sleep(fault.seconds)
            return self.well(request), None
        if fault.kind.endswith("_after"):
            self.well(request)
        return Answer(500), fault

    def well(self, request: Request) -> Answer:
        """The answer when nothing is wrong."""
        with self._lock:
            return self.answer(request)

    def refusal(self, answer: Answer) -> Answer:
        """An error in this side's own form."""
        return answer


class Crm(Failing, System):
    """A system that receives signed webhooks, and acts once on an id as the standard asks."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.again: Counter[str] = Counter()
        self.versions: defaultdict[str, list[int]] = defaultdict(list)
        """Growth question → the versions that were acted upon, in order."""

    def answer(self, request: Request) -> Answer:
        """Take one webhook."""
        name = request.headers.get("webhook-id", "")
        seen = name in self.seen
        answer = super().answer(request)
        if answer.status == 204 and seen:
            self.again[name] += 1
        elif answer.status == 204 and request.json["type"] == "growth_question.delivered":
            told = request.json["data"]
            self.versions[told["id"]].append(told["version"])
        return answer


class WhatsApp(Failing, whatsapp_server.Meta):
    """Meta, with whom everybody has WhatsApp."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.pair_burst, self.per_second = 10_000, 10_000
        self.got: defaultdict[str, list[str]] = defaultdict(list)
        """Number → what our messages carried (our ids of them), in order."""

    def answer(self, request: Request) -> Answer:
        """Take one call."""
        answer = super().answer(request)
        for sent in self.sent:
            self.got[str(sent.to.number)].append(sent.opaque)
        self.sent.clear()
        self.requests.clear()
        return answer

    def refusal(self, answer: Answer) -> Answer:
        """Meta's errors carry a code."""
        code = {429: 130429, 503: 131016}.get(answer.status, 131000)
        return Answer(answer.status, {"error": {"code": code, "message": "x"}}, answer.headers)


class Telegram(Failing, telegram_server.TelegramServer):
    """The Bot API, of which only the sending is used: updates are brought by the traffic."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.got: defaultdict[str, list[str]] = defaultdict(list)
        """Chat → what was sent there, in order."""

    def well(self, request: Request) -> Answer:
        """The answer when nothing is wrong."""
        with self._lock:
            answer = self.answer(request)
            for sent in self.sent:
                self.got[str(sent.chat_id)].append(sent.text)
            self.sent.clear()
            self.calls.clear()
            self.actions.clear()
        return answer

    def refusal(self, answer: Answer) -> Answer:
        """Telegram's errors are JSON with a reason."""
        body: dict[str, Any] = {
            "ok": False, "error_code": answer.status, "description": "Too Many Requests",
        }  # fmt: skip
        if answer.status == 429:
            body["parameters"] = {"retry_after": 1}
        return Answer(answer.status, body)


class MailServer:
    """An SMTP server that can refuse, be slow, and lose its last answer."""

    def __init__(self) -> None:
        self.port = free_port()
        self.got: Counter[str] = Counter()
        """Message-ID → how often it came."""
        self.fault: str | None = None
        self.failed = 0
        self._controller = self._new()

    def _new(self) -> Controller:
        return Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._controller.stop()

    @contextmanager
    def failing(self, name: str) -> Iterator[None]:
        """Fail so within this block: ``451``, ``answer lost``, ``slow``, ``away``."""
        self.fault = name
        if name == "away":
            self.stop()
        try:
            yield
        finally:
            self.fault = None
            if name == "away":
                self._controller = self._new()
                self.start()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or fail."""
        fault = self.fault
        if fault == "451":
            self.failed += 1
            return "451 try again later"
        if fault == "slow":
            self.failed += 1
            time.sleep(1.0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.got[str(email.message_from_bytes(content)["Message-ID"])] += 1
        if fault == "answer lost":
            self.failed += 1
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


class Sides:
    """All of them."""

    def __init__(self, platforms: bool) -> None:
        self.crm, self.mail = Crm(), MailServer()
        self.whatsapp = WhatsApp() if platforms else None
        self.telegram = Telegram() if platforms else None

    def start(self) -> None:
        """Let them answer."""
        for side in (self.crm, self.whatsapp, self.telegram):
            if side is not None:
                side.__enter__()
        self.mail.start()

    def stop(self) -> None:
        """End them."""
        for side in (self.crm, self.whatsapp, self.telegram):
            if side is not None:
                side.__exit__(None, None, None)
        self.mail.stop()

    def settings(self) -> dict[str, str]:
        """Variables of an installation that talks with these."""
        found = {
            "BOT_CRM": "webhook",
            "BOT_CRM_WEBHOOK_URL": f"{self.crm.url}/in",
            "BOT_CRM_WEBHOOK_SECRET": SECRET,
            "BOT_CRM_WEBHOOK_TIMEOUT_S": "1",
            "BOT_SMTP_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "BOT_MAIL_FROM": "assistent@groei.example",
            "BOT_MAIL_TO": "makelaars@groei.example",
        }
        if self.whatsapp is not None:
            found |= whatsapp_server.settings(self.whatsapp.url)
        if self.telegram is not None:
            found |= {
                "BOT_TELEGRAM_TOKEN": telegram_server.TOKEN,
                "BOT_TELEGRAM_SECRET": telegram_server.SECRET,
                "BOT_TELEGRAM_NAME": "groei_test_bot",
                "BOT_TELEGRAM_API": self.telegram.url,
            }
        return found


def update(chat: int, number: int, text: str) -> bytes:
    """A Telegram update with a message."""
    person = {"id": chat, "first_name": "Test"}
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False},
        "text": text,
    }
    return json.dumps({"update_id": chat * 100 + number, "message": message}).encode()
