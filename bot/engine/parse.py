"""`bot parse`: what the assistant understands of texts, without a running engine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Iterator, Sequence

from bot.model_files import model_path


def parse_texts(texts: Sequence[str], model: Path | None = None) -> Iterator[dict[str, Any]]:
    """Parse each text: intent, entities and needs, as in the contract.

    Args:
        model: file of the model; the one of today's data where left out.

    Raises:
        FileNotFoundError: there is no such model.
    """
    model = model or model_path()
    if not model.exists():
        raise FileNotFoundError("er is nog geen model; draai eerst `bot train`")
    agent = load_agent(model)
    loop = asyncio.new_event_loop()
    yield from parse_with(agent, texts, loop)
    loop.close()


def load_agent(model: Path) -> Any:
    """The engine's agent with this model, without anything stored."""
    import bot.engine.light_rasa  # noqa: F401  # before anything of Rasa

    # isort: split
    from bot.engine.agent import EngineAgent
    from bot.store import connect

    agent = EngineAgent(connect("sqlite://"))
    agent.load_model(model)
    return agent


def parse_with(
    agent: Any, texts: Sequence[str], loop: asyncio.AbstractEventLoop
) -> Iterator[dict[str, Any]]:
    """Parse each text with an agent that is loaded."""
    from rasa.core.channels.channel import UserMessage

    for text in texts:
        parsed = loop.run_until_complete(agent.processor.parse_message(UserMessage(text)))
        yield {
            "text": text,
            "intent": {
                "name": parsed["intent"]["name"],
                "confidence": parsed["intent"]["confidence"],
            },
            "entities": [
                {key: e[key] for key in ("entity", "value", "start", "end", "confidence")}
                for e in parsed["entities"]
            ],
            "needs": parsed["needs"],
        }
