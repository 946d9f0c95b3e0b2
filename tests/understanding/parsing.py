"""What the trained model makes of texts, as the engine sees it."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage

from tests.talk import Talk


def parse(talk: Talk, text: str) -> dict[str, Any]:
    """Rasa's parse result, outside any conversation."""
    return talk.loop.run_until_complete(talk.agent.processor.parse_message(UserMessage(text)))


def label(parsed: dict[str, Any]) -> str:
    """The intent, or the likeliest need where a need is told."""
    name = parsed["intent"]["name"]
    return str(parsed["needs"][0]["id"]) if name == "express_need" else str(name)
