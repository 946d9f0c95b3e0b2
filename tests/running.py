"""A whole installation as a user starts it (`bot run`), on ports and a database of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil

READY_WITHIN_S = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """`bot run` in the background."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port, self.engine_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.engine_url = f"http://127.0.0.1:{self.engine_port}"
        self.database = settings.pop(
            "BOT_DATABASE_URL", f"sqlite:///{folder / 'installation.sqlite'}"
        )
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BOT_")},
            "BOT_PORT": str(self.port),
            "BOT_ENGINE_PORT": str(self.engine_port),
            "BOT_ENGINE_TOKEN": "test-token",
            "BOT_DATABASE_URL": self.database,
            "BOT_LOG_DIR": str(folder / "log"),
            **settings,
        }
        self.output = folder / "run.txt"
        self.start()

    def start(self, **settings: str) -> None:
        """Start `bot run` (again), with these settings as well."""
        self.environment |= settings
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"bot run stopped:\n{self.output.read_text()}")
            if self.status("/readyz") == 200:
                return
            time.sleep(0.1)
        raise RuntimeError(f"not ready after {READY_WITHIN_S} s:\n{self.output.read_text()}")

    def status(self, path: str) -> int:
        """HTTP status of a page; 0 when nobody listens."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def pids(self, module: str) -> list[int]:
        """Processes that run a module of ours, such as ``bot.engine.serve``."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [c.pid for c in children if module in _command(c)]

    def kill(self, module: str) -> None:
        """kill -9, if it runs."""
        for pid in self.pids(module):
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> int:
        """Stop as Ctrl-C does; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


class Browser:
    """A visitor of the website without a screen: the same requests as the page makes."""

    def __init__(self, url: str) -> None:
        self.url = url
        answer = self.request("POST", "/api/conversations", patience_s=30)
        self.id, self.key = answer["id"], answer["key"]

    def request(self, method: str, path: str, body: Any = None, patience_s: float = 0.0) -> Any:
        """A request, tried again while the server is away, as the page does."""
        deadline = time.monotonic() + patience_s
        while True:
            request = urllib.request.Request(self.url + path, method=method)
            request.add_header("Content-Type", "application/json")
            if hasattr(self, "key"):
                request.add_header("Authorization", f"Bearer {self.key}")
            data = b"" if body is None and method == "POST" else None
            if body is not None:
                data = json.dumps(body).encode()
            try:
                with urllib.request.urlopen(request, data, timeout=10) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as error:
                if error.code < 500 or time.monotonic() > deadline:
                    raise
            except (OSError, http.client.HTTPException):  # cut off halfway
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def send(self, text: str, client_id: str, patience_s: float = 60.0) -> dict[str, Any]:
        return self.request(
            "POST",
            f"/api/conversations/{self.id}/messages",
            {"client_message_id": client_id, "text": text},
            patience_s,
        )

    def choose(self, payload: str, client_id: str) -> dict[str, Any]:
        return self.request(
            "POST",
            f"/api/conversations/{self.id}/messages",
            {"client_message_id": client_id, "choice": payload},
            30,
        )

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        return self.request(
            "GET", f"/api/conversations/{self.id}/messages?after={after}", patience_s=30
        )

    def wait_for_answer(self, after: int, patience_s: float = 30.0) -> list[dict[str, Any]]:
        """What the bot said since the message with id ``after``."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            said = [m for m in self.messages(after) if m["author"] == "bot"]
            if said:
                return said
            time.sleep(0.05)
        raise AssertionError(f"no answer after {patience_s} s")
