"""Rasa's tracker store on our tables: a turn is one transaction.

In it: the tracker, the message that was answered, the replies, and the growth question. So a
crash at any moment leaves either all of a turn or nothing, and a message is answered once.

The cost of a turn does not grow with the conversation: what the engine needs to go on is a handful
of events (slots, the active form, listening), and only those are read and rebuilt. All events stay
in ``tracker_events`` for whoever asks for the full tracker.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any, Callable, Iterable, List, Optional, Sequence

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.conversations import ratings
from bot.conversations.inbox import ensure_conversation
from bot.conversations.outbox import Reply, put
from bot.dialogue.understood import SURE
from bot.engine.turn import AlreadyAnswered, OutdatedTracker, Turn, WithPerson, current_turn
from bot.handoff import outbox as handoff
from bot.privacy import contacts, erasure
from bot.privacy.covering import Cover, cover_of
from bot.settings import load as load_settings
from bot.store import now, quality, reading, writing
from bot.store.growth_questions import without_details
from bot.store.tables import conversations, messages, tracker_events, trackers

INTAKE_SLOT = "intake"
RECORD_SLOT = "growth_question"


# Built once: SQLAlchemy takes longer to build a statement than the database to do it.
FIND_TRACKER = select(trackers.c.version, trackers.c.state).where(
    trackers.c.conversation_id == bindparam("of")
)
# Locked, so that nobody takes the talk over between this look and the end of the transaction.
OWNER = select(conversations.c.owner).where(conversations.c.id == bindparam("of")).with_for_update()
ADD_TRACKER = insert(trackers)
CHANGE_TRACKER = (
    update(trackers)
    .where(trackers.c.conversation_id == bindparam("of"))
    .where(trackers.c.version == bindparam("of_version"))
    .values(
        version=bindparam("version"), state=bindparam("state"), updated_at=bindparam("updated_at")
    )
)
ADD_EVENTS = insert(tracker_events)
ADD_MESSAGE = insert(messages)
MARK_ANSWERED = (
    update(messages)
    .where(messages.c.id == bindparam("of"), messages.c.status == "received")
    .values(status="answered")
)


class TurnStore(TrackerStore):
    """Stores trackers, and with each turn everything that belongs to it."""

    def __init__(
        self,
        domain: Optional[Domain],
        store: Engine,
        targets: Sequence[str] = (),
        process: str = "engine",
    ) -> None:
        super().__init__(domain)
        self._process = process
        self._targets = targets
        self._backup_days = load_settings().keep_backup_days
        self._store = store
        # A thread would hold SQLite's one write lock while it waits for Python's own lock: with
        # two busy engine processes that made one message in twenty ten times slower. A server
        # elsewhere is waited for in a thread.
        self._waits_elsewhere = store.dialect.name != "sqlite"

    async def create_tracker(
        self, sender_id: str, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """A new tracker; it is stored with its first turn."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the turn.

        Raises:
            AlreadyAnswered, OutdatedTracker, WithPerson, StoreUnavailable: nothing was stored.
            Exception: what an action of this turn failed with; nothing was stored.
        """
        turn = current_turn.get() or Turn(channel="rest", message_id=None)
        if turn.error is not None:
            raise turn.error
        new = list(tracker.events)[getattr(tracker, "loaded_events", 0) :]
        if new:
            await self._do(self._save, tracker, new, turn)

    async def _do(self, work: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.to_thread(work, *args) if self._waits_elsewhere else work(*args)

    def _save(self, tracker: DialogueStateTracker, new: List[Event], turn: Turn) -> None:
        # All that can be made ready is, before others have to wait for this transaction.
        resumed = resume_state(tracker)
        kept = [e.as_dict() for e in new if not _is_kept_elsewhere(e)]
        replies = [reply(event) for event in new if isinstance(event, BotUttered)]
        record = tracker.get_slot(RECORD_SLOT)
        # How to reach somebody stands in one sealed table; everywhere else it is covered.
        details = contacts.details_of((tracker.get_slot(INTAKE_SLOT) or {}).get("contact"))
        said = [e.text for e in new if isinstance(e, UserUttered) and e.text]
        cover = cover_of(details, said)
        if cover:
            resumed, kept, record = cover.inside([_bare(resumed), kept, record])
            replies = [replace(r, text=cover.text(r.text)) for r in replies]
        state = json.dumps(resumed, ensure_ascii=False)
        events = json.dumps(kept, ensure_ascii=False)
        place = contact_key(tracker)
        typed = next((e for e in new if isinstance(e, UserUttered)), None)
        if turn.kind != "text" or (typed is not None and not typed.text):
            typed = None
        with writing(self._store) as connection:
            if not getattr(tracker, "loaded_version", 0):
                ensure_conversation(connection, tracker.sender_id, turn.channel)
            if connection.execute(OWNER, {"of": tracker.sender_id}).scalar() == "broker":
                raise WithPerson(tracker.sender_id)
            self._put_tracker(connection, tracker, state, events)
            message_id = self._put_user_message(connection, tracker, new, turn, cover)
            if (place, details) != getattr(tracker, "loaded_details", (place, {})):
                contacts.put(connection, place, tracker.sender_id, details)
                contacts.cover_earlier(connection, tracker.sender_id, cover)
            if (tracker.get_slot(INTAKE_SLOT) or {}).get("erase"):
                # With all of it this turn goes too; only what is said now is left to be read.
                erasure.erase(connection, tracker.sender_id, self._backup_days)
                put(connection, tracker.sender_id, replies, None)
                return
            put(connection, tracker.sender_id, replies, message_id)
            if record and any(isinstance(e, SlotSet) and e.key == RECORD_SLOT for e in new):
                handoff.put(connection, record, "entrepreneur", self._targets)
                if record["status"] == "confirmed" and turn.channel in ratings.CHANNELS:
                    ratings.due(connection, tracker.sender_id, "question", record["id"])
            # Last: turns of this process that end at the same time wait for each other's row here.
            if typed is not None:
                intent = typed.intent.get("name") or ""
                quality.count(
                    connection, now(), str(tracker.model_id or "")[:64], self._process,
                    str(intent), float(typed.intent.get("confidence") or 0.0), SURE,
                )  # fmt: skip

    def _put_tracker(
        self, connection: Connection, tracker: DialogueStateTracker, state: str, events: str
    ) -> None:
        version: int = getattr(tracker, "loaded_version", 0)
        row = {
            "version": version + 1,
            "state": state,
            "updated_at": now(),
        }
        if version:
            changed = connection.execute(
                CHANGE_TRACKER, {"of": tracker.sender_id, "of_version": version, **row}
            )
            if changed.rowcount != 1:
                raise OutdatedTracker(tracker.sender_id)
        else:
            try:
                connection.execute(ADD_TRACKER, {"conversation_id": tracker.sender_id, **row})
            except IntegrityError:
                raise OutdatedTracker(tracker.sender_id) from None
        connection.execute(
            ADD_EVENTS,
            {"conversation_id": tracker.sender_id, "events": events, "created_at": now()},
        )

    @staticmethod
    def _put_user_message(
        connection: Connection,
        tracker: DialogueStateTracker,
        new: List[Event],
        turn: Turn,
        cover: Cover,
    ) -> int | None:
        """Mark the message answered, or store it when it did not come through the inbox."""
        if turn.message_id is not None:
            changed = connection.execute(MARK_ANSWERED, {"of": turn.message_id})
            if changed.rowcount != 1:
                raise AlreadyAnswered(str(turn.message_id))
            if cover:
                contacts.cover_message(connection, turn.message_id, cover)
            return turn.message_id
        message_id: int | None = None
        for event in new:
            if isinstance(event, UserUttered) and event.text is not None:
                result = connection.execute(
                    ADD_MESSAGE,
                    {
                        "conversation_id": tracker.sender_id,
                        "direction": "in",
                        "author": "entrepreneur",
                        "kind": turn.kind,
                        "text": cover.text(event.text),
                        "payload": turn.payload,
                        "external_id": event.message_id,
                        "status": "answered",
                        "created_at": now(),
                    },
                )
                message_id = int(result.inserted_primary_key[0])
        return message_id

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The tracker as the engine needs it to go on."""
        row = await self._do(self._row, sender_id)
        if row is None:
            return None
        tracker = self.init_tracker(sender_id)
        state = json.loads(row.state)
        tracker.loaded_details = self._fill_in(state["slots"], sender_id)
        tracker.update_with_events(resume_events(state), self.domain)
        tracker.loaded_events = len(tracker.events)
        tracker.loaded_version = row.version
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        """The tracker with everything that ever happened in the conversation."""
        row = await self._do(self._row, conversation_id)
        if row is None:
            return None
        events: list[dict[str, Any]] = []
        with reading(self._store) as connection:
            for stored in connection.execute(
                select(tracker_events.c.events)
                .where(tracker_events.c.conversation_id == conversation_id)
                .order_by(tracker_events.c.id)
            ):
                events += json.loads(stored.events)
        tracker = self.init_tracker(conversation_id)
        slots = json.loads(row.state)["slots"]
        tracker.loaded_details = self._fill_in(slots, conversation_id)
        now_known = [SlotSet(name, slots.get(name)) for name in (INTAKE_SLOT, RECORD_SLOT)]
        tracker.update_with_events([*deserialise_events(events), *now_known], self.domain)
        tracker.loaded_events = len(tracker.events)
        tracker.loaded_version = row.version
        return tracker

    def _fill_in(self, slots: dict[str, Any], conversation_id: str) -> tuple[str, dict[str, str]]:
        """Put back how to reach somebody in slots as they were stored; where it stands, and what
        it is."""
        intake, record = slots.get(INTAKE_SLOT) or {}, slots.get(RECORD_SLOT)
        place = str(intake.get("reference") or conversation_id)
        if intake.get("contact") is None:
            return place, {}
        with reading(self._store) as connection:
            details = contacts.find(connection, place)
        intake["contact"] = {**details, **intake["contact"]}
        if record and record.get("contact") is not None:
            record["contact"] = {**details, **record["contact"]}
        return place, details

    async def keys(self) -> Iterable[str]:
        """Ids of all conversations."""
        with reading(self._store) as connection:
            return [row[0] for row in connection.execute(select(trackers.c.conversation_id))]

    def _row(self, conversation_id: str) -> Any:
        with reading(self._store) as connection:
            return connection.execute(FIND_TRACKER, {"of": conversation_id}).first()


def contact_key(tracker: DialogueStateTracker) -> str:
    """Under what is kept how to reach somebody: each record has its own."""
    intake = tracker.get_slot(INTAKE_SLOT) or {}
    return str(intake.get("reference") or tracker.sender_id)


def _is_kept_elsewhere(event: Event) -> bool:
    """The state and the record, which stand whole in ``trackers``."""
    return isinstance(event, SlotSet) and event.key in (INTAKE_SLOT, RECORD_SLOT)


def _bare(state: dict[str, Any]) -> dict[str, Any]:
    """What is kept to resume, without how to reach somebody."""
    slots = {
        name: without_details(value) if value and name in (INTAKE_SLOT, RECORD_SLOT) else value
        for name, value in state["slots"].items()
    }
    return {**state, "slots": slots}


def resume_state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What is needed to bring a new tracker to where this one is."""
    slots = {n: s.value for n, s in tracker.slots.items() if s.value != s.initial_value}
    return {"slots": slots, "loop": tracker.active_loop_name}


def resume_events(state: dict[str, Any]) -> list[Event]:
    """The few events that do it."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [SlotSet(name, value) for name, value in state["slots"].items()]
    if state["loop"]:
        events.append(ActiveLoop(state["loop"]))
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return events


def reply(event: BotUttered) -> Reply:
    """What the entrepreneur gets to see of a bot's utterance."""
    data = event.data or {}
    buttons = tuple(
        {"title": b["title"], "payload": b["payload"]} for b in data.get("buttons") or ()
    )
    return Reply(event.text or "", buttons, data.get("custom") or None)
