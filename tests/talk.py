"""Talk with the real engine in a test, as somebody behind a screen would."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import SlotSet

from bot.engine.channels import OneMessageChannel
from bot.engine.turn import Turn, current_turn


class Talk:
    """One conversation over the engine's own path (the one behind its REST interface)."""

    def __init__(self, agent: Any, channel: str = "rest") -> None:
        self.agent = agent
        self.channel = channel
        self.id = f"test-{uuid.uuid4().hex[:12]}"
        self.heard: list[dict[str, Any]] = []
        """Everything that the assistant said."""
        self.loop = asyncio.new_event_loop()

    def close(self) -> None:
        self.loop.close()

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a message; what the assistant answers."""
        collector = OneMessageChannel()

        async def turn() -> None:
            current_turn.set(Turn(channel=self.channel, message_id=None))
            await self.agent.handle_message(
                UserMessage(
                    text, collector, self.id,
                    input_channel="rest", metadata={"channel": self.channel},
                )
            )  # fmt: skip

        self.loop.run_until_complete(turn())
        self.heard += collector.messages
        return list(collector.messages)

    def choose(self, title: str) -> list[dict[str, Any]]:
        """Press a button of the last question."""
        return self.say(next(b["payload"] for b in self.buttons if b["title"] == title))

    def wait(self, hours: float) -> None:
        """Make it as long ago as this that the last message came in."""

        async def shift() -> None:
            tracker = await self.agent.tracker_store.retrieve(self.id)
            intake = dict(tracker.get_slot("intake"))
            if intake["last_at"] is None:
                return  # a talk that has just begun anew
            before = datetime.fromisoformat(intake["last_at"]) - timedelta(hours=hours)
            tracker.update(SlotSet("intake", {**intake, "last_at": before.isoformat()}))
            await self.agent.tracker_store.save(tracker)

        self.loop.run_until_complete(shift())

    @property
    def last(self) -> dict[str, Any]:
        """The last thing that was said."""
        return self.heard[-1]

    @property
    def about(self) -> str | None:
        """What is asked now."""
        return self.last.get("custom", {}).get("about")

    @property
    def buttons(self) -> list[dict[str, str]]:
        """Options of the last question."""
        return self.last.get("buttons", [])

    @property
    def text(self) -> str:
        """Everything that was said in one string."""
        return "\n".join(m["text"] for m in self.heard)

    def slot(self, name: str) -> Any:
        """A slot of the tracker as it is stored."""
        tracker = self.loop.run_until_complete(self.agent.tracker_store.retrieve(self.id))
        return tracker.get_slot(name) if tracker else None

    @property
    def record(self) -> dict[str, Any] | None:
        """The growth question."""
        return self.slot("growth_question")
