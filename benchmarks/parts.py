"""Where a message's CPU goes, measured inside one process of either engine."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

TALKS = 6


Parts = dict[str, float]
"""Part → CPU-ms a message, what costs most first, and the sum."""


def measure() -> dict[str, Parts]:
    """Both engines, each in a process of its own: one has TensorFlow, the other must not."""
    return {engine: _measure(engine) for engine in ("ours", "stock")}


def _measure(engine: str) -> Parts:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.parts", engine],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "ERROR"},
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    result: Parts = json.loads(done.stdout.splitlines()[-1])
    return result


def table(parts: dict[str, Parts]) -> str:
    """As it stands in the README."""
    lines = []
    for engine, figures in parts.items():
        lines += [f"| part of a message, {engine} | CPU-ms |", "|---|---:|"]
        lines += [f"| {name} | {value} |" for name, value in figures.items()] + [""]
    return "\n".join(lines).rstrip()


class Clock:
    """Adds up the CPU time spent inside what it wraps; inner parts are taken off outer ones."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._stack: list[list[float]] = []

    def wrap(self, owner: Any, name: str, part: str) -> None:
        """Measure a function, or a coroutine function that does not wait for others."""
        original = getattr(owner, name)

        def enter() -> None:
            self._stack.append([time.process_time(), 0.0])

        def leave() -> None:
            started, inner = self._stack.pop()
            whole = time.process_time() - started
            self.spent[part] += whole - inner
            if self._stack:
                self._stack[-1][1] += whole

        import inspect

        if inspect.iscoroutinefunction(original):

            async def timed_async(*args: Any, **kwargs: Any) -> Any:
                enter()
                try:
                    return await original(*args, **kwargs)
                finally:
                    leave()

            setattr(owner, name, timed_async)
        else:

            def timed(*args: Any, **kwargs: Any) -> Any:
                enter()
                try:
                    return original(*args, **kwargs)
                finally:
                    leave()

            setattr(owner, name, timed)


def ours() -> None:
    """Print the parts of a message in our engine as one line of JSON."""
    import bot.engine.light_rasa  # noqa: F401  # before anything of Rasa

    # isort: split

    import tempfile

    from rasa.core.channels.channel import UserMessage

    import actions.intake
    import bot.engine.components as components
    import bot.understanding.reader as reader
    from bot.engine.agent import EngineAgent
    from bot.engine.channels import OneMessageChannel
    from bot.engine.tracker_store import TurnStore
    from bot.engine.turn import Turn, current_turn
    from bot.model_files import model_path
    from bot.store import connect, migrate
    from bot.training import train

    train()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/parts.sqlite"
        migrate(url)
        clock = Clock()
        # Before the model is loaded: its graph keeps the functions that it finds then.
        clock.wrap(components.DutchExtractor, "process", "entities and names")
        agent = EngineAgent(connect(url))
        agent.load_model(model_path())
        clock.wrap(agent.processor, "handle_message", "Rasa around it")
        clock.wrap(reader, "encode", "sentence encoder")
        clock.wrap(reader.Reader, "read", "n-grams and classifiers")
        clock.wrap(actions.intake, "take_turn", "the conversation")
        clock.wrap(TurnStore, "save", "storing the turn")
        clock.wrap(TurnStore, "retrieve", "reading the tracker")

        async def send(sender: str, text: str) -> list[Any]:
            collector = OneMessageChannel()
            current_turn.set(Turn("rest", None))
            await agent.handle_message(UserMessage(text, collector, sender, input_channel="rest"))
            said: list[Any] = collector.messages
            return said

        _report(clock, send)


def stock() -> None:
    """The same for stock Rasa, with its actions in a server of their own."""
    import tempfile
    import urllib.request

    import psutil
    from rasa.core.actions.action import RemoteAction
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.processor import MessageProcessor
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.utils.endpoints import EndpointConfig

    from benchmarks.servers import BIN, stock_model

    port = 5465
    server = subprocess.Popen(
        [str(BIN / "rasa"), "run", "actions", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            agent = Agent.load(
                stock_model(),
                tracker_store=SQLTrackerStore(dialect="sqlite", db=f"{folder}/stock.db"),
                action_endpoint=EndpointConfig(f"http://127.0.0.1:{port}/webhook"),
            )
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            clock = Clock()
            clock.wrap(MessageProcessor, "handle_message", "Rasa around it")
            clock.wrap(MessageProcessor, "parse_message", "understanding (DIET)")
            clock.wrap(MessageProcessor, "predict_next_with_tracker_if_should", "policies (TED)")
            clock.wrap(RemoteAction, "run", "calling the action server")
            clock.wrap(MessageProcessor, "save_tracker", "storing the turn")
            clock.wrap(MessageProcessor, "get_tracker", "reading the tracker")
            actions = psutil.Process(server.pid)

            def action_server_s() -> float:
                times = actions.cpu_times()
                return float(times.user + times.system)

            async def send(sender: str, text: str) -> list[Any]:
                collector = CollectingOutputChannel()
                await agent.handle_message(
                    UserMessage(text, collector, sender, input_channel="rest")
                )
                said: list[Any] = collector.messages
                return said

            _report(clock, send, {"the action server itself": action_server_s})
    finally:
        server.terminate()
        server.wait()


def _report(
    clock: Clock,
    send: Callable[[str, str], Awaitable[list[Any]]],
    elsewhere: Mapping[str, Callable[[], float]] | None = None,
) -> None:
    """Talk, and print CPU-ms a message by part.

    Args:
        elsewhere: parts in other processes, each with how to read its CPU seconds.
    """
    from benchmarks.engine import TURNS, TYPED

    async def talks(count: int, first: int) -> int:
        for number in range(first, first + count):
            buttons: list[Any] = []
            for turn in range(TURNS):
                text = (
                    buttons[turn % len(buttons)]["payload"]
                    if buttons and turn % 2
                    else TYPED[turn % len(TYPED)]
                )
                said = await send(f"t{number}", text)
                buttons = next((m["buttons"] for m in reversed(said) if m.get("buttons")), [])
        return count * TURNS

    loop = asyncio.new_event_loop()
    loop.run_until_complete(talks(2, 0))
    clock.spent.clear()
    before = {part: read() for part, read in (elsewhere or {}).items()}
    messages = loop.run_until_complete(talks(TALKS, 100))
    loop.close()
    for part, read in (elsewhere or {}).items():
        clock.spent[part] = read() - before[part]
    shown = {
        part: round(s * 1000 / messages, 2)
        for part, s in sorted(clock.spent.items(), key=lambda item: -item[1])
    }
    print(json.dumps({**shown, "in all": round(sum(shown.values()), 2)}))


if __name__ == "__main__":
    {"ours": ours, "stock": stock}[sys.argv[1]]()
