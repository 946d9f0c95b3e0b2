"""How messages reach the engine: from the router by their id, and over Rasa's REST interface."""

from __future__ import annotations

import asyncio
import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, List

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot import logs
from bot.conversations import takeover
from bot.engine.turn import AlreadyAnswered, OutdatedTracker, Turn, WithPerson, current_turn
from bot.store import StoreUnavailable, readable, reading
from bot.store.tables import conversations, messages

log = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]


class OneMessageChannel(CollectingOutputChannel):
    """Collects a reply's text, buttons and ``custom`` in one message, as the contract has it."""

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Collect one reply."""
        collected: Dict[str, Any] = {
            "recipient_id": recipient_id,
            "text": message.get("text") or "",
        }
        if message.get("buttons"):
            collected["buttons"] = [
                {"title": b["title"], "payload": b["payload"]} for b in message["buttons"]
            ]
        if message.get("custom"):
            collected["custom"] = message["custom"]
        await self._persist_message(collected)


class RestChannel(InputChannel):
    """Rasa's REST interface, on loopback: same requests and answers, clear errors."""

    def __init__(self, store: Engine, texts: Dict[str, str], longest: int) -> None:
        """
        Args:
            store: without it nothing can be answered.
            texts: replies to what cannot be understood, by ``empty``, ``too_long`` and ``failed``.
            longest: longest message in characters.
        """
        self._store = store
        self._texts = texts
        self._longest = longest

    @classmethod
    def name(cls) -> str:
        """Name, and first part of the path."""
        return "rest"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The interface's paths."""
        paths = Blueprint("rest_channel", __name__)

        @paths.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            # Loaded, but nothing can be answered without the database.
            if not await asyncio.to_thread(readable, self._store):
                return response.json({"status": "store"}, status=503)
            return response.json({"status": "ok"})

        @paths.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                body = request.json
            except Exception:  # sanic's own InvalidUsage, or bytes that are not UTF-8
                body = None
            if not isinstance(body, dict):
                return _error(400, "not_json", "De inhoud moet een JSON-object in UTF-8 zijn.")
            sender, text = body.get("sender"), body.get("message")
            # Rasa gives everybody without a name the same conversation; that mixes people up.
            if not isinstance(sender, str) or not 0 < len(sender) <= 64:
                return _error(400, "sender", "'sender' moet 1 tot 64 tekens zijn.")
            if not isinstance(text, str) or not text.strip():
                return response.json([{"recipient_id": sender, "text": self._texts["empty"]}])
            if len(text) > self._longest:
                return response.json([{"recipient_id": sender, "text": self._texts["too_long"]}])
            current_turn.set(Turn(channel="rest", message_id=None))
            collector = OneMessageChannel()
            try:
                await on_new_message(
                    UserMessage(
                        text,
                        collector,
                        sender,
                        input_channel=self.name(),
                        metadata={"client": body.get("metadata")},
                    )
                )
            except StoreUnavailable:
                log.exception("REST message not stored")
                return _error(503, "store", self._texts["failed"])
            except Exception:
                log.exception("REST message failed")
                return _error(500, "turn", self._texts["failed"])
            return response.json(collector.messages)

        return paths


class TurnChannel(InputChannel):
    """The router's way in: ``POST /internal/turn {"message_id"}``, with the engine's token."""

    def __init__(self, store: Engine, token: str) -> None:
        self._store = store
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Name, and first part of the path."""
        return "turn"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The interface's one path."""
        paths = Blueprint("turn_channel", __name__)

        @paths.route("/", methods=["POST"])
        async def answer(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
                return _error(401, "token", "Wrong or missing token.")
            try:
                row = self._load(int(request.json["message_id"]))
            except StoreUnavailable as error:
                log.warning("turn not begun: %s", error)
                return _error(503, "store", str(error))
            logs.talk.set(row["conversation_id"] if row else "")
            if row is None:
                return _error(404, "message", "No such message.")
            if row["status"] != "received":
                return response.json({"answered": True, "already": True})
            turn = Turn(row["channel"], row["id"], row["kind"], row["payload"])
            current_turn.set(turn)
            try:
                await on_new_message(
                    UserMessage(
                        row["text"],
                        CollectingOutputChannel(),
                        row["conversation_id"],
                        input_channel=row["channel"],
                        message_id=str(row["id"]),
                        metadata={
                            "kind": row["kind"],
                            "channel": row["channel"],
                            "quiet": bool((row["payload"] or {}).get("quiet")),
                        },
                    )
                )
            except AlreadyAnswered:
                return response.json({"answered": True, "already": True})
            except WithPerson:
                # The router finds out for itself, and hands the message to that person.
                return response.json({"answered": False, "with_person": True})
            except (OutdatedTracker, StoreUnavailable) as error:
                log.warning("turn %s not stored: %s", row["id"], error)
                return _error(503, "not_stored", str(error))
            except Exception as error:
                log.exception("turn %s failed", row["id"])
                return _error(500, "turn", type(error).__name__)
            return response.json({"answered": True})

        @paths.route("/draft", methods=["POST"])
        async def draft(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
                return _error(401, "token", "Wrong or missing token.")
            try:
                asked = takeover.to_draft(self._store, str(request.json["conversation_id"]))
            except StoreUnavailable as error:
                return _error(503, "store", str(error))
            if asked is None:
                return _error(409, "with_bot", "No person has this talk.")
            logs.talk.set(asked.conversation_id)
            turn = Turn(asked.channel, asked.message_id, asked.kind, asked.payload, draft=True)
            current_turn.set(turn)
            collector = OneMessageChannel()
            try:
                await on_new_message(
                    UserMessage(
                        asked.text,
                        collector,
                        asked.conversation_id,
                        input_channel=asked.channel,
                        message_id=str(asked.message_id),
                        metadata={
                            "kind": asked.kind,
                            "channel": asked.channel,
                            "between": asked.between,
                            "draft": True,
                        },
                    )
                )
            except StoreUnavailable as error:
                return _error(503, "store", str(error))
            except Exception as error:
                log.exception("draft failed")
                return _error(500, "turn", type(error).__name__)
            return response.json({"said": collector.messages, "acts": turn.acts})

        return paths

    def _load(self, message_id: int) -> Dict[str, Any] | None:
        query = select(
            messages.c.id,
            messages.c.conversation_id,
            messages.c.kind,
            messages.c.text,
            messages.c.payload,
            messages.c.status,
            conversations.c.channel,
        ).join(conversations, conversations.c.id == messages.c.conversation_id)
        with reading(self._store) as connection:
            found = connection.execute(query.where(messages.c.id == message_id)).mappings().first()
        return dict(found) if found else None


def input_channels(
    store: Engine, token: str, texts: Dict[str, str], longest: int
) -> List[InputChannel]:
    """All ways into the engine."""
    return [RestChannel(store, texts, longest), TurnChannel(store, token)]


def _error(status: int, code: str, message: str) -> HTTPResponse:
    return response.json({"error": {"code": code, "message": message}}, status=status)
