"""The intake form's one action: hand the turn to `bot.dialogue` and give back what it decides."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Dict, List, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import records
from bot.diagnosis.learned import Counts, with_counts
from bot.dialogue import IntakeState, take_turn
from bot.dialogue.context import Context
from bot.dialogue.understood import from_parse
from bot.knowledge import Knowledge, load
from bot.settings import load as load_settings
from bot.understanding.current import asked, asked_of_firm, near, needs_in


@lru_cache(maxsize=1)
def knowledge_in_use() -> Knowledge:
    """The knowledge, with what was learnt from confirmed intakes if a coordinator wants that."""
    knowledge, learned = load(), load_settings().learned
    return with_counts(knowledge, Counts.read(Path(learned))) if learned else knowledge


@lru_cache(maxsize=1)
def keep_days() -> Tuple[int, int]:
    """Days that a talk is kept after its last message, and a growth question, as they are set."""
    settings = load_settings()
    return settings.keep_chat_days, settings.keep_question_days


CHANNELS = {"website", "whatsapp", "telegram", "cli", "rest"}


def _own_data_later(knowledge: Knowledge) -> List[str]:
    """In a draft that a person reads: the link to somebody's data is for them alone."""
    return [knowledge.texts.get("own_data.later")[0]]


class ValidateIntakeForm(Action):
    """Takes the turn. Rasa calls it at the form's activation and at each message after that."""

    def name(self) -> str:
        """Name by which the form finds it."""
        return "validate_intake_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """Say what the conversation says, and keep its state."""
        knowledge = knowledge_in_use()
        state = IntakeState.from_slot(tracker.get_slot("intake"))
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        channel = metadata.get("channel")
        at = datetime.now(timezone.utc).astimezone()
        pending = tracker.get_slot("intake") or {}
        understood = from_parse(
            message,
            kind=metadata.get("kind", "text"),
            message_id=str(message.get("message_id") or ""),
            at=at,
            pending_options=(pending.get("pending") or {}).get("options", ()),
            quiet=bool(metadata.get("quiet")),
        )
        context = Context(
            conversation_id=tracker.sender_id,
            channel=channel if channel in CHANNELS else "rest",
            at=at,
            broker_load=records.broker_load(),
            deliveries=partial(records.deliveries, knowledge),
            own_data=partial(_own_data_later, knowledge)
            if metadata.get("draft")
            else partial(records.own_data, knowledge, tracker.sender_id),
            held=partial(records.held, tracker.sender_id),
            keep_days=keep_days(),
            read=needs_in,
            near=near,
            asked=asked,
            asked_of_firm=asked_of_firm,
        )
        outcome = take_turn(state, understood, knowledge, context)
        for say in outcome.says:
            dispatcher.utter_message(
                text=say.text,
                buttons=[{"title": o.title, "payload": o.payload} for o in say.options],
                json_message=say.custom(rich=channel == "website"),
            )
        return [
            SlotSet("intake", outcome.state.to_slot()),
            SlotSet("growth_question", outcome.record),
            # The form stays open after the last question: whoever comes back is still here.
            SlotSet("requested_slot", "intake"),
        ]
