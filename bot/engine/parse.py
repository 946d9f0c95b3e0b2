"""`bot parse`: what the assistant understands of texts, without a running engine."""

from __future__ import annotations

import asyncio
from typing import Any, Iterator, Sequence

from bot.training import model_path


def parse_texts(texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Parse each text: intent, entities and needs, as in the contract.

    Raises:
        FileNotFoundError: there is no trained model for today's data.
    """
    model = model_path()
    if not model.exists():
        raise FileNotFoundError("er is nog geen model; draai eerst `bot train`")
    import bot.engine.light_rasa  # noqa: F401  # before anything of Rasa

    # isort: split
    from rasa.core.channels.channel import UserMessage

    from bot.engine.agent import EngineAgent
    from bot.store import connect

    agent = EngineAgent(connect("sqlite://"))
    agent.load_model(model)
    loop = asyncio.new_event_loop()
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
    loop.close()
