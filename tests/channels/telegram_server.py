"""Telegram's side: a Bot API server for tests, driven by the published description of the API.

Each call's parameters are held against that description and refused as Telegram refuses them;
people write, press buttons, edit, block; updates go out by webhook or long polling, and come again
until they were taken. The server can limit, refuse, hang and cut connections, before or after what
was asked happened.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tests.conftest import need
from tests.handoff.counterpart import Answer, Counterpart, Fault, Request

SPECS = Path(os.environ.get("GROEI_SPECS") or Path(__file__).parents[2].parent / "shared/specs")
TOKEN = "110201543:TEST-token_of-a-bot"
SECRET = "test-secret_1"

REDELIVER_S = 0.15
"""After which a refused webhook is tried again; the real one waits longer each time."""

CONTENT = ("message", "edited_message", "callback_query")


def specified() -> bool:
    """Whether the published description of the Bot API is here."""
    return (SPECS / "telegram_bot_api.json").exists()


def description() -> dict[str, Any]:
    """The published description of the Bot API; skips the test where it is not here."""
    path = SPECS / "telegram_bot_api.json"
    need(path.exists(), f"the description of Telegram's Bot API ({path}; set GROEI_SPECS)")
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


class Refused(Exception):
    """A call that is answered with an error."""

    def __init__(self, status: int, why: str, **parameters: Any) -> None:
        super().__init__(why)
        self.answer = Answer(
            status,
            {
                "ok": False,
                "error_code": status,
                "description": why,
                **({"parameters": parameters} if parameters else {}),
            },
        )


@dataclass
class Sent:
    """A message that the bot sent, as it reads now."""

    chat_id: int
    message_id: int
    text: str
    keyboard: list[list[dict[str, str]]]
    at: float
    raw: dict[str, Any]
    """The parameters of the call."""
    first_text: str = ""
    edits: int = 0

    @property
    def titles(self) -> list[str]:
        """Labels of its buttons."""
        return [button["text"] for row in self.keyboard for button in row]


@dataclass
class Bucket:
    """A flood limit: so many at once, and so many a second."""

    burst: float
    per_second: float
    left: float = -1.0
    at: float = 0.0

    def take(self) -> float:
        """Seconds to wait; 0 when it may go."""
        now = time.monotonic()
        if self.left < 0:
            self.left, self.at = self.burst, now
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / self.per_second
        self.left -= 1
        return 0.0


class TelegramServer(Counterpart):
    """The Bot API for one bot."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        spec = description()
        self.methods, self.types = spec["methods"], spec["types"]
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Calls that were carried out, in order, those by webhook's answer too."""
        self.refused: list[tuple[str, str]] = []
        """Calls that were not, and why."""
        self.sent: list[Sent] = []
        self.actions: list[int] = []
        """Chats in which "typing" was shown."""
        self.presses: dict[str, bool] = {}
        """Pressed buttons, and whether the press was answered."""
        self.failing: defaultdict[str, deque[Fault]] = defaultdict(deque)
        """Faults by method."""
        self.blocked: set[int] = set()
        self.gone: set[int] = set()
        self.left: list[int] = []
        self.webhook: dict[str, Any] = {}
        self.reaches: dict[str, str] = {}
        """Where an https address of the test really is: TLS ends at a proxy that is not here."""
        self.per_chat: tuple[float, float] | None = None
        self.in_all: Bucket | None = None
        self._buckets: dict[int, Bucket] = {}
        self.pending: list[dict[str, Any]] = []
        """Updates that were not taken yet."""
        self.delivered: list[tuple[int, int]] = []
        """Attempts by webhook: update id and status; 0 where nobody answered."""
        self.next_update = 500_000_001
        self._message_ids: defaultdict[int, int] = defaultdict(int)
        self._stop = threading.Event()

    def __enter__(self) -> TelegramServer:
        super().__enter__()
        threading.Thread(target=self._deliver, daemon=True).start()
        return self

    def __exit__(self, *what: object) -> None:
        self._stop.set()
        super().__exit__(*what)

    # --- the Bot API ---

    def take(self, request: Request) -> tuple[Answer, Fault | None]:
        """Answer a call; a question for updates waits without holding up the others."""
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", request.path)
        method = found[2] if found else ""
        if method == "getUpdates" and found and found[1] == TOKEN and not self.failing[method]:
            return self._long_poll(_parameters(request)), None
        with self._lock:
            self.requests.append(request)
            faults = self.failing[method]
            fault = faults.popleft() if faults else None
            if fault is not None and fault.after:
                faults.appendleft(Fault(fault.kind, fault.answer, fault.seconds, fault.after - 1))
                fault = None
            if fault is not None and fault.kind == "answer":
                return fault.answer, None
            if fault is not None and fault.kind in ("hang", "cut"):
                return Answer(500), fault
            return self.answer(request), fault

    def answer(self, request: Request) -> Answer:
        """The answer to one call."""
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", request.path)
        try:
            if not found or found[2] not in self.methods:
                raise Refused(404, "Not Found")
            if found[1] != TOKEN:
                raise Refused(401, "Unauthorized")
            return Answer(200, {"ok": True, "result": self.call(found[2], _parameters(request))})
        except Refused as problem:
            self.refused.append((found[2] if found else request.path, str(problem)))
            return problem.answer

    def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Carry out a method.

        Raises:
            Refused
        """
        values = self._checked(method, parameters)
        carried = getattr(self, f"_{method}")(values)
        self.calls.append((method, values))
        return carried

    def _checked(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        fields = {f["name"]: f for f in self.methods[method].get("fields", [])}
        unknown = parameters.keys() - fields.keys()
        if unknown:
            raise Refused(400, f"Bad Request: unknown parameter {sorted(unknown)} of {method}")
        lacking = [n for n, f in fields.items() if f["required"] and n not in parameters]
        if lacking:
            raise Refused(400, f"Bad Request: {lacking[0]} is missing in {method}")
        return {n: self._typed(v, fields[n]["types"], n) for n, v in parameters.items()}

    def _typed(self, value: Any, types: list[str], where: str) -> Any:
        for name in types:
            try:
                return self._of_type(value, name, where)
            except (ValueError, TypeError):
                continue
        raise Refused(400, f"Bad Request: {where} is no {' or '.join(types)}")

    def _of_type(self, value: Any, name: str, where: str) -> Any:
        if name == "String":
            if not isinstance(value, str):
                raise TypeError
            return value
        if isinstance(value, str):  # by form: all but strings are JSON
            value = json.loads(value)
        if name.startswith("Array of "):
            if not isinstance(value, list):
                raise TypeError
            return [self._typed(v, [name[len("Array of ") :]], where) for v in value]
        if name in ("Integer", "Boolean", "Float"):
            kinds: Any = {"Integer": int, "Boolean": bool, "Float": (int, float)}[name]
            if not isinstance(value, kinds) or isinstance(value, bool) != (name == "Boolean"):
                raise TypeError
            return value
        if not isinstance(value, dict):
            raise TypeError
        kind = self.types[name]
        if kind.get("subtypes"):
            return self._typed(value, kind["subtypes"], where)
        fields = {f["name"]: f for f in kind.get("fields", [])}
        if value.keys() - fields.keys():
            raise ValueError
        if any(f["required"] and n not in value for n, f in fields.items()):
            raise ValueError
        return {n: self._typed(v, fields[n]["types"], f"{where}.{n}") for n, v in value.items()}

    def _getMe(self, _: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": 110201543, "is_bot": True, "first_name": "Groei", "username": "groei_test_bot",
        }  # fmt: skip

    def _setWebhook(self, values: dict[str, Any]) -> bool:
        if values["url"] and not values["url"].startswith("https://"):
            raise Refused(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", values.get("secret_token", "")):
            raise Refused(400, "Bad Request: secret token contains illegal symbols")
        self.webhook = values if values["url"] else {}
        return True

    def _deleteWebhook(self, _: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    def _getWebhookInfo(self, _: dict[str, Any]) -> dict[str, Any]:
        failed = [status for _, status in self.delivered if status != 200]
        error = {
            "last_error_date": int(time.time()),
            "last_error_message": f"Wrong response from the webhook: {failed[-1:]}",
        }
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
            **(error if failed else {}),
        }

    def _setMyCommands(self, values: dict[str, Any]) -> bool:
        for command in values["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        return True

    def _setMyDescription(self, values: dict[str, Any]) -> bool:
        return _at_most(values.get("description", ""), 512)

    def _setMyShortDescription(self, values: dict[str, Any]) -> bool:
        return _at_most(values.get("short_description", ""), 120)

    def _sendMessage(self, values: dict[str, Any]) -> dict[str, Any]:
        chat_id = self._reached(values["chat_id"])
        self._not_too_often(chat_id)
        text = _text(values)
        keyboard = _keyboard(values.get("reply_markup"))
        self._message_ids[chat_id] += 1
        sent = Sent(
            chat_id, self._message_ids[chat_id], text, keyboard, time.monotonic(), values, text
        )
        self.sent.append(sent)
        return self.shown(sent)

    def _editMessageText(self, values: dict[str, Any]) -> dict[str, Any]:
        sent = self._of(values)
        text, keyboard = _text(values), _keyboard(values.get("reply_markup"))
        if (text, keyboard) == (sent.text, sent.keyboard):
            raise Refused(400, "Bad Request: message is not modified")
        sent.text, sent.keyboard = text, keyboard
        sent.edits += 1
        return self.shown(sent)

    def _editMessageReplyMarkup(self, values: dict[str, Any]) -> dict[str, Any]:
        sent = self._of(values)
        keyboard = _keyboard(values.get("reply_markup"))
        if keyboard == sent.keyboard:
            raise Refused(400, "Bad Request: message is not modified")
        sent.keyboard = keyboard
        sent.edits += 1
        return self.shown(sent)

    def _sendChatAction(self, values: dict[str, Any]) -> bool:
        self.actions.append(self._reached(values["chat_id"]))
        return True

    def _answerCallbackQuery(self, values: dict[str, Any]) -> bool:
        if self.presses.get(values["callback_query_id"]) is not False:
            raise Refused(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.presses[values["callback_query_id"]] = True
        return True

    def _leaveChat(self, values: dict[str, Any]) -> bool:
        self.left.append(int(values["chat_id"]))
        return True

    def _reached(self, chat_id: Any) -> int:
        if int(chat_id) in self.gone:
            raise Refused(400, "Bad Request: chat not found")
        if int(chat_id) in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return int(chat_id)

    def _not_too_often(self, chat_id: int) -> None:
        wait = self.in_all.take() if self.in_all else 0.0
        if self.per_chat and not wait:
            bucket = self._buckets.setdefault(chat_id, Bucket(*self.per_chat))
            wait = bucket.take()
        if wait:
            seconds = int(wait) + 1
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    def _of(self, values: dict[str, Any]) -> Sent:
        chat_id = self._reached(values["chat_id"])
        wanted = (chat_id, values["message_id"])
        found = next((s for s in self.sent if (s.chat_id, s.message_id) == wanted), None)
        if found is None:
            raise Refused(400, "Bad Request: message to edit not found")
        return found

    def shown(self, sent: Sent) -> dict[str, Any]:
        """A sent message in Telegram's form."""
        markup = {"reply_markup": {"inline_keyboard": sent.keyboard}} if sent.keyboard else {}
        return {
            "message_id": sent.message_id, "date": int(time.time()),
            "chat": {"id": sent.chat_id, "type": "private", "first_name": "Test"},
            "from": self._getMe({}), "text": sent.text, **markup,
        }  # fmt: skip

    # --- updates ---

    def person(self, id: int) -> Person:
        """Somebody with Telegram."""
        return Person(self, id)

    def bring(self, **content: Any) -> int:
        """Have an update come; its id."""
        with self._lock:
            update_id = self.next_update
            self.next_update += 1
            self.pending.append({"update_id": update_id, **content})
            return update_id

    def new_message_id(self, chat_id: int) -> int:
        """The next number in a chat."""
        with self._lock:
            self._message_ids[chat_id] += 1
            return self._message_ids[chat_id]

    def _long_poll(self, parameters: dict[str, Any]) -> Answer:
        try:
            values = self._checked("getUpdates", parameters)
        except Refused as problem:
            self.refused.append(("getUpdates", str(problem)))
            return problem.answer
        if self.webhook:
            return Refused(
                409, "Conflict: can't use getUpdates method while webhook is active"
            ).answer
        deadline = time.monotonic() + values.get("timeout", 0)
        while True:
            with self._lock:
                offset = values.get("offset", 0)
                self.pending = [u for u in self.pending if u["update_id"] >= offset]
                found = self.pending[: values.get("limit", 100)]
            if found or time.monotonic() >= deadline or self._stop.is_set():
                return Answer(200, {"ok": True, "result": found})
            time.sleep(0.01)

    def _deliver(self) -> None:
        """Bring updates to the webhook, in order for each chat, again until they are taken."""
        not_before: dict[Any, float] = {}
        while not self._stop.is_set():
            with self._lock:
                webhook, pending = dict(self.webhook), list(self.pending)
            held: set[Any] = set()
            worked = False
            for update in pending if webhook else ():
                chat = _chat_of(update)
                if chat in held or not_before.get(chat, 0.0) > time.monotonic():
                    held.add(chat)
                    continue
                status, body = self._post(webhook, update)
                self.delivered.append((update["update_id"], status))
                worked = True
                if status == 200:
                    with self._lock:
                        self.pending = [u for u in self.pending if u is not update]
                        self._carry_out(body)
                else:
                    not_before[chat] = time.monotonic() + REDELIVER_S
                    held.add(chat)
            if not worked:
                self._stop.wait(0.01)

    def _post(self, webhook: dict[str, Any], update: dict[str, Any]) -> tuple[int, bytes]:
        url = webhook["url"]
        for given, real in self.reaches.items():
            url = url.replace(given, real)
        request = urllib.request.Request(url, json.dumps(update).encode(), method="POST")
        request.add_header("Content-Type", "application/json")
        if webhook.get("secret_token"):
            request.add_header("X-Telegram-Bot-Api-Secret-Token", webhook["secret_token"])
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, b""
        except OSError:
            return 0, b""

    def _carry_out(self, body: bytes) -> None:
        """A method that stood in the answer to a webhook."""
        called = json.loads(body) if body.strip() else {}
        method = called.pop("method", None)
        if method:
            try:
                self.call(method, called)
            except Refused as problem:
                self.refused.append((method, str(problem)))


@dataclass
class Person:
    """Somebody with Telegram, in a private chat with the bot."""

    server: TelegramServer
    id: int
    presses: int = 0
    mine: list[int] = field(default_factory=list)
    """Ids of the messages they sent."""

    @property
    def user(self) -> dict[str, Any]:
        """As Telegram tells of them."""
        return {"id": self.id, "is_bot": False, "first_name": "Test", "language_code": "nl"}

    @property
    def chat(self) -> dict[str, Any]:
        """The chat with the bot."""
        return {"id": self.id, "type": "private", "first_name": "Test"}

    def message(self, **content: Any) -> dict[str, Any]:
        """A message of theirs."""
        self.mine.append(self.server.new_message_id(self.id))
        return {
            "message_id": self.mine[-1], "date": int(time.time()), "chat": self.chat,
            "from": self.user, **content,
        }  # fmt: skip

    def sends(self, **content: Any) -> int:
        """Send something; the update's id."""
        return self.server.bring(message=self.message(**content))

    def says(self, text: str) -> int:
        """Type something."""
        return self.sends(text=text)

    def edits(self, message_id: int, text: str) -> int:
        """Change a message of theirs."""
        changed = {"message_id": message_id, "date": int(time.time()) - 5, "chat": self.chat}
        return self.server.bring(
            edited_message={
                **changed, "from": self.user, "edit_date": int(time.time()), "text": text,
            }
        )  # fmt: skip

    def presses_button(self, title: str, times: int = 1, on: Sent | None = None) -> Sent:
        """Press the newest button with this label (once more before anything happens, if asked)."""
        having = [on] if on else [s for s in self.got if title in s.titles]
        sent = having[-1]
        data = next(b["callback_data"] for row in sent.keyboard for b in row if b["text"] == title)
        for _ in range(times):
            self.presses_data(data, sent)
        return sent

    def presses_data(self, data: str, sent: Sent) -> int:
        """Press with any data, as a client of one's own can."""
        self.presses += 1
        press_id = f"{self.id}{self.presses:06d}"
        with self.server._lock:
            self.server.presses[press_id] = False
            shown = self.server.shown(sent)
        return self.server.bring(
            callback_query={
                "id": press_id, "from": self.user, "chat_instance": "42", "data": data,
                "message": shown,
            }
        )  # fmt: skip

    def blocks(self, on: bool = True) -> int:
        """Block the bot, or let it in again."""
        (self.server.blocked.add if on else self.server.blocked.discard)(self.id)
        statuses = [{"status": s, "user": self.server._getMe({})} for s in ("member", "kicked")]
        for status in statuses:
            if status["status"] == "kicked":
                status["until_date"] = 0
        old, new = statuses if on else reversed(statuses)
        return self.server.bring(
            my_chat_member={
                "chat": self.chat, "from": self.user, "date": int(time.time()),
                "old_chat_member": old, "new_chat_member": new,
            }
        )  # fmt: skip

    @property
    def got(self) -> list[Sent]:
        """What the bot sent them, in order."""
        return [s for s in list(self.server.sent) if s.chat_id == self.id]

    @property
    def texts(self) -> list[str]:
        """The same, the texts as they were sent."""
        return [s.first_text for s in self.got]


def _parameters(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        loaded: dict[str, Any] = request.json or {}
        return loaded
    given = parse_qs(request.body.decode(), keep_blank_values=True)
    return {name: values[-1] for name, values in {**request.query, **given}.items()}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _text(values: dict[str, Any]) -> str:
    text = str(values.get("text", "")).strip()
    if not text:
        raise Refused(400, "Bad Request: message text is empty")
    if _units(text) > 4096:
        raise Refused(400, "Bad Request: message is too long")
    return text


def _keyboard(markup: dict[str, Any] | None) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = (markup or {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if sum(len(row) for row in rows) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    return rows


def _at_most(text: str, longest: int) -> bool:
    if len(text) > longest:
        raise Refused(400, "Bad Request: description is too long")
    return True


def _chat_of(update: dict[str, Any]) -> Any:
    content = next((v for k, v in update.items() if k != "update_id"), {})
    chat = content.get("chat") or (content.get("message") or {}).get("chat") or {}
    return chat.get("id")
