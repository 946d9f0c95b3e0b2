"""Rasa's agent with our stores, in-process actions and a guard on what users may type."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine

from actions import records
from bot.dialogue.understood import CHANGE
from bot.engine.in_process_actions import InProcessActions, speed_up_remote_actions
from bot.engine.tracker_store import INTAKE_SLOT, TurnStore
from bot.engine.turn import Turn, current_turn
from bot.model_files import name_of

_PAYLOAD = re.compile(r"^/([a-z_]+)(\{.*\})?$", re.DOTALL)

OPEN_PARSE: Dict[str, Any] = {
    "text": "",
    "intent": {"name": "greet", "confidence": 1.0},
    "entities": [],
    "needs": [],
}
"""What is 'understood' when somebody opens the chat and has not said anything yet."""

COMMANDS = frozenset(
    {"stop", "restart", "ask_human", "ask_privacy", "ask_own_data", "ask_capabilities"}
)
"""Intents that a platform's command may name (`bot.conversations.arrivals` stores them as choices);
nothing that agrees to anything."""


DEEDS = ("erase", "withdrawn_at", "consents", "contact")
"""Parts of the intake that change when a turn does something: a person who only says the words
would promise what did not happen."""

FORM = "intake_form"
POLICY = "IntakeRulePolicy"


class IntakeProcessor(MessageProcessor):
    """Answers messages: understands them safely, and goes straight to the intake form.

    Our rules say one thing: every message goes to the form (data/rules). Rasa finds that out anew
    in each turn, by two predictions and some copies of the tracker, for a third of a message's
    cost. Here the same events are made directly; `tests/engine/test_straight_path.py` holds them
    against Rasa's own loop.

    It also guards what is understood.

    Rasa lets anybody who types ``/intent{"entity": "x"}`` or ``/restart`` steer the dialogue. Here
    such a text counts only when it is the payload of an option that was offered just now; anything
    else is understood as the words that it is.
    """

    name = ""
    """Name of the model."""

    async def handle_message(self, message: UserMessage) -> Optional[List[Dict[str, Any]]]:
        """Answer one message and store the turn."""
        tracker = await self.fetch_tracker_and_update_session(
            message.sender_id, message.output_channel, message.metadata
        )
        events = await self._take(message, tracker)
        await self._send_bot_messages(events, tracker, message.output_channel)
        await self.save_tracker(tracker)
        if isinstance(message.output_channel, CollectingOutputChannel):
            said: List[Dict[str, Any]] = message.output_channel.messages
            return said
        return None

    async def draft(self, message: UserMessage, turn: Turn) -> None:
        """Collect in the message's channel what would be said to it, and store nothing.

        Args:
            message: its ``metadata`` holds in ``between`` what was typed before it to a person.
            turn: ``acts`` is set where more would be done than saying something.
        """
        tracker = await self.fetch_tracker_and_update_session(
            message.sender_id, message.output_channel, message.metadata
        )
        between = (message.metadata or {}).get("between")
        if between:
            told = {**(message.metadata or {}), "kind": "resume", "quiet": True}
            await self._take(
                UserMessage(between, message.output_channel, message.sender_id, metadata=told),
                tracker,
            )
        before = tracker.get_slot(INTAKE_SLOT) or {}
        events = await self._take(message, tracker)
        after = tracker.get_slot(INTAKE_SLOT) or {}
        turn.acts = any(after.get(name) != before.get(name) for name in DEEDS)
        await self._send_bot_messages(events, tracker, message.output_channel)

    async def _take(self, message: UserMessage, tracker: DialogueStateTracker) -> List[Event]:
        """One turn on a tracker, which is not stored yet; what the form said and set."""
        # Stands with all events of the turn; a name of ours says more than Rasa's own number.
        tracker.model_id = self.name
        await self._handle_message_with_tracker(message, tracker)
        events = await self._form_events(tracker)
        tracker.update_with_events(
            [
                DefinePrevUserUtteredFeaturization(False),
                ActionExecuted(FORM, policy=POLICY, confidence=1.0),
                *events,
                ActionExecuted(ACTION_LISTEN_NAME, policy=POLICY, confidence=1.0),
            ],
            self.domain,
        )
        return events

    async def _form_events(self, tracker: DialogueStateTracker) -> List[Event]:
        """What the form's action says and sets, in the order in which Rasa has it."""
        result = await self.action_endpoint.request(
            {
                "next_action": f"validate_{FORM}",
                "sender_id": tracker.sender_id,
                "tracker": {
                    "sender_id": tracker.sender_id,
                    "slots": tracker.current_slot_values(),
                    "latest_message": tracker.latest_message.parse_data,
                    "events": [],
                    "active_loop": {},
                },
                "domain": {},
            }
        )
        opened = [] if tracker.active_loop_name == FORM else [ActiveLoop(FORM)]
        uttered = [
            BotUttered(
                response.get("text"),
                {
                    "elements": None,
                    "quick_replies": None,
                    "buttons": response.get("buttons") or None,
                    "attachment": None,
                    "image": None,
                    "custom": response.get("custom") or None,
                },
            )
            for response in result["responses"]
        ]
        slots = [SlotSet(event["name"], event["value"]) for event in result["events"]]
        return [*opened, *uttered, *slots]

    async def parse_message(
        self,
        message: UserMessage,
        tracker: Optional[DialogueStateTracker] = None,
        only_output_properties: bool = True,
    ) -> Dict[str, Any]:
        """Rasa's parse result, with ``needs`` (see the contract)."""
        text = message.text or ""
        kind = (message.metadata or {}).get("kind")
        if kind == "open" or (kind == "resume" and not text.strip()):
            return dict(OPEN_PARSE)
        if (message.metadata or {}).get("kind") == "choice" and CHANGE.fullmatch(text):
            return parse_payload(text)  # a button on a card that was shown (see the website)
        if text.startswith("/") and kind != "resume":
            title = offered(tracker).get(text) if tracker is not None else None
            if title is not None:
                turn = current_turn.get()
                if turn is not None and turn.message_id is None:
                    turn.kind, turn.payload = "choice", {"title": title}
                return parse_payload(text)
            turn = current_turn.get()
            if turn is not None and turn.message_id is not None and turn.kind == "choice":
                said = str((turn.payload or {}).get("title") or text)
                if text[1:] in COMMANDS:
                    # From a platform's own menu; the words are what stood there.
                    return {**parse_payload(text), "text": said.lstrip("/")}
                # An option of an earlier question: what stood on it is what is said.
                text = said
            message.text = text.lstrip("/ ")
        parsed: Dict[str, Any] = await super().parse_message(
            message, tracker, only_output_properties
        )
        parsed.setdefault("needs", [])
        return parsed


def offered(tracker: DialogueStateTracker) -> Dict[str, str]:
    """Payload → title of the options under the question that is open now."""
    intake = tracker.get_slot(INTAKE_SLOT) or {}
    options = (intake.get("pending") or {}).get("options", [])
    return {option["payload"]: option["title"] for option in options}


def parse_payload(text: str) -> Dict[str, Any]:
    """The parse result of a button's payload, ``/intent{"entity": "value"}``.

    Raises:
        ValueError: the text has another form.
    """
    match = _PAYLOAD.match(text)
    if not match:
        raise ValueError(f"not a payload: {text!r}")
    entities = [
        {"entity": name, "value": value, "start": 0, "end": len(text), "confidence": 1.0}
        for name, value in json.loads(match.group(2) or "{}").items()
    ]
    return {
        "text": text,
        "intent": {"name": match.group(1), "confidence": 1.0},
        "intent_ranking": [{"name": match.group(1), "confidence": 1.0}],
        "entities": entities,
        "needs": [],
    }


class EngineAgent(Agent):
    """An agent whose turns are stored whole, one at a time within a conversation.

    Args:
        targets: where growth questions are delivered to (`bot.handoff.targets`).
        process: name of this process, under which it counts.
    """

    def __init__(self, store: Engine, targets: Sequence[str] = (), process: str = "engine") -> None:
        turns = TurnStore(None, store, targets, process)
        super().__init__(tracker_store=turns, action_endpoint=InProcessActions("actions"))
        # Not Rasa's default that can be wrapped or replaced silently: ours, or nothing.
        self.tracker_store = turns
        records.use(store)
        self._turns: Dict[str, asyncio.Lock] = {}
        speed_up_remote_actions()

    def load_model(self, model_path: str | Path, fingerprint: Optional[str] = None) -> None:
        """Load the trained model."""
        self.take(self.prepare(Path(model_path)))
        self._set_fingerprint(fingerprint)

    def prepare(self, model_path: Path) -> IntakeProcessor:
        """Load a model beside the one that answers; may be called in a thread."""
        processor = IntakeProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        processor.name = name_of(model_path)
        return processor

    def take(self, prepared: IntakeProcessor) -> None:
        """Answer with it from the next turn on; a turn that has begun ends with its own."""
        self.processor = prepared
        self.domain = prepared.domain
        self.tracker_store.domain = prepared.domain
        self.nlg.responses = prepared.domain.responses

    async def handle_message(self, message: UserMessage) -> Optional[List[Dict[str, Any]]]:
        """Answer one message; when this returns, the turn is stored.

        Raises:
            Exception: whatever went wrong; nothing was stored.
        """
        # Rasa's own lock polls once a second; within one process this one does not wait longer
        # than the turn before it. Between processes the tracker's version guards.
        lock = self._turns.setdefault(message.sender_id, asyncio.Lock())
        try:
            async with lock:
                if current_turn.get() is None:
                    current_turn.set(Turn(channel="rest", message_id=None))
                turn = current_turn.get()
                if turn is not None and turn.draft:
                    await self.processor.draft(message, turn)
                    return None
                said: Optional[List[Dict[str, Any]]] = await self.processor.handle_message(message)
                return said
        finally:
            if not lock.locked():
                self._turns.pop(message.sender_id, None)
