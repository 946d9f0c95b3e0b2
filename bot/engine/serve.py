"""One engine process: Rasa's own HTTP interface on loopback, and the router's way in.

Run as ``python -m bot.engine.serve PORT MODEL``.
"""

from __future__ import annotations

import bot.engine.light_rasa  # noqa: F401  # before anything of Rasa

# isort: split

import logging
import socket
import sys
from pathlib import Path
from typing import Any

import rasa.server
from rasa.core.channels import channel as rasa_channel
from rasa.core.channels.channel import UserMessage
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import lasting, logs
from bot.engine.agent import EngineAgent
from bot.engine.channels import input_channels
from bot.engine.following import Following, chosen_or
from bot.handoff import targets
from bot.knowledge import load as load_knowledge
from bot.settings import Settings, environment, kept_secret
from bot.settings import load as load_settings
from bot.store import connect

log = logging.getLogger(__name__)


def make_app(settings: Settings, model: Path, port: int = 0) -> Any:
    """The Sanic application of one engine process, with its model loaded.

    Args:
        model: what answers where nobody chose another one.
        port: on which it will listen.
    """
    process = f"{socket.gethostname()[:70]}:{port}"
    store = connect(settings.database)
    token = kept_secret("engine", settings.engine_token)
    agent = EngineAgent(store, targets.names(settings, environment()), process)
    if not settings.model:
        model = chosen_or(store, model)
    agent.load_model(model)
    app = rasa.server.create_app(agent=agent, auth_token=token)
    _parse_without_token(app, agent)
    texts = load_knowledge().texts
    replies = {name: texts.get(f"input.{name}")[0] for name in ("empty", "too_long", "failed")}
    rasa_channel.register(
        input_channels(store, token, replies, settings.max_message_characters),
        app,
        route="/webhooks/",
    )
    following = Following(agent, store, process, model, fixed=bool(settings.model))
    app.add_task(following.run())
    return app


def _parse_without_token(app: Any, agent: EngineAgent) -> None:
    """`POST /model/parse` reads nothing that is stored, so it needs no token (see the contract)."""

    @app.middleware("request")
    async def parse(request: Request) -> HTTPResponse | None:
        if request.method != "POST" or request.path != "/model/parse":
            return None
        try:
            text = request.json["text"]
            if not isinstance(text, str):
                raise TypeError
        except Exception:  # sanic's own InvalidUsage, a list, a lacking or other 'text'
            return response.json(
                {"error": {"code": "text", "message": "'text' moet een tekst zijn."}}, status=400
            )
        return response.json(await agent.processor.parse_message(UserMessage(text)))


def main() -> None:
    """Serve until stopped."""
    port, model = int(sys.argv[1]), Path(sys.argv[2])
    settings = load_settings()
    logs.set_up(settings)
    app = make_app(settings, model, port)
    lasting.keep()
    app.run(host="127.0.0.1", port=port, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    main()
