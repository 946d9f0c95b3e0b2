"""The engine's straight path does what Rasa's own prediction loop does, for less."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet

from bot.engine.channels import OneMessageChannel
from bot.engine.turn import Turn, current_turn

SAID = ["hallo", "ik vind geen personeel", "opnieuw beginnen", "ja", "wat doe jij", "mens"]


def run(agent: Any, conversation: str, own_loop: bool) -> list[list[Any]]:
    """Events of each turn: over our path, or over Rasa's own loop."""
    turns: list[list[Any]] = []

    async def talk() -> None:
        for text in SAID:
            collector = OneMessageChannel()
            current_turn.set(Turn("rest", None))
            message = UserMessage(text, collector, conversation, input_channel="rest")
            if own_loop:
                await MessageProcessor.handle_message(agent.processor, message)
            else:
                await agent.processor.handle_message(message)
            tracker = await agent.tracker_store.retrieve_full_tracker(conversation)
            turns.append(list(tracker.events))

    loop = asyncio.new_event_loop()
    loop.run_until_complete(talk())
    loop.close()
    return turns


def told(events: list[Any]) -> list[Any]:
    """What matters of events: what was done, said and set (without ids and moments)."""
    result: list[Any] = []
    for event in events:
        if isinstance(event, ActionExecuted):
            result.append(("action", event.action_name))
        elif isinstance(event, ActiveLoop):
            result.append(("loop", event.name))
        elif isinstance(event, BotUttered):
            result.append(("said", event.text, event.data["buttons"], event.data["custom"]))
        elif isinstance(event, SlotSet) and event.key == "requested_slot":
            result.append(("slot", event.key, event.value))
    return result


def test_same_events_as_rasas_own_loop(loaded_agent: Any) -> None:
    ours = run(loaded_agent, "path-ours", own_loop=False)
    theirs = run(loaded_agent, "path-theirs", own_loop=True)
    for mine, rasas in zip(ours, theirs, strict=True):
        assert told(mine) == told(rasas)


def test_the_rules_send_every_intent_to_the_form(loaded_agent: Any) -> None:
    """So that the straight path is what the rules say, also after a change of them."""
    import yaml

    from bot.paths import ROOT

    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    rules = yaml.safe_load((ROOT / "data/rules/intake.yml").read_text(encoding="utf-8"))["rules"]
    [rule] = rules
    covered = {step["intent"] for step in rule["steps"][0]["or"]}
    assert covered == {name for entry in domain["intents"] for name in entry}
    assert [step.get("action") for step in rule["steps"][1:]] == ["intake_form", None]
