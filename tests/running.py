"""A whole installation as a user starts it (`bot run`), on ports and a database of its own."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
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

from bot.paths import MODELS, ROOT, VAR

READY_WITHIN_S = 90.0


PORTS, IN_A_ROW = range(10_000, 32_000, 4), 4
"""Ports below those that systems give to connections on their way out, one of which could take a
port while what listened there starts again; and how many from each are free, for more engines."""


def free_port() -> int:
    """A port on which nothing listens, nor on the few behind it."""
    for port in random.SystemRandom().sample(PORTS, 100):
        if all(_is_free(port + i) for i in range(IN_A_ROW)):
            return port
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


CODE = ("bot", "actions", "data", "config.yml", "domain.yml", "endpoints.yml", "credentials.yml")
"""What a deploy puts in place."""


def deployed(root: Path) -> Path:
    """Our code in a place of its own, with the same keys, so that it can be replaced there."""
    root.mkdir()
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, root / name)
    MODELS.mkdir(exist_ok=True)
    (root / "models").symlink_to(MODELS)
    (root / "var").mkdir()
    for kept in VAR.glob("*"):
        if kept.is_dir():
            (root / "var" / kept.name).symlink_to(kept)
        elif kept.suffix in (".keys", ".secret"):
            shutil.copy(kept, root / "var" / kept.name)
    return root


MIGRATION = '''
"""what a later version needs"""

import sqlalchemy as sa
from alembic import op

revision = "{number:04}"
down_revision = "{before:04}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("messages", "trackers", "deliveries"):
        with op.batch_alter_table(name) as table:
            table.add_column(
                sa.Column("later{number}", sa.Integer(), nullable=False, server_default="7")
            )
            table.create_index(f"ix_{{name}}_later{number}", ["later{number}"])
'''


def replace_code(root: Path) -> str:
    """Put a later version in place, with a later schema; its number."""
    versions = root / "bot" / "store" / "migrations" / "versions"
    before = max(int(file.name[1:5]) for file in versions.glob("v[0-9]*.py"))
    written = MIGRATION.format(number=before + 1, before=before)
    (versions / f"v{before + 1:04}_later.py").write_text(written)
    return f"{before + 1:04}"


class Installation:
    """`bot run` in the background.

    Args:
        root: where its code stands; here where left out.
        settings: its variables.
    """

    ready_within_s = READY_WITHIN_S
    stops_within_s = 20.0

    def __init__(self, folder: Path, root: Path = ROOT, **settings: str) -> None:
        self.root = root
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
            "BOT_ERASED_LIST": str(folder / "erased.jsonl"),
            **settings,
        }
        self.output = folder / "run.txt"
        self.start()

    def start(self, **settings: str) -> None:
        """Start `bot run` (again), with these settings as well."""
        self.environment |= settings
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen(
                self.run_command(),
                cwd=self.root,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        self._wait_until_ready()

    def run_command(self) -> list[str]:
        """What is started."""
        return [sys.executable, "-m", "bot", "run"]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self.ready_within_s
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"bot run stopped:\n{self.output.read_text()}")
            if self.status("/readyz") == 200:
                return
            time.sleep(0.1)
        raise RuntimeError(f"not ready after {self.ready_within_s} s:\n{self.output.read_text()}")

    def status(self, path: str) -> int:
        """HTTP status of a page; 0 when nobody listens."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def migrate(self) -> None:
        """Bring the database to the version of the code as it stands there now."""
        command = [sys.executable, "-W", "ignore", "-m", "bot", "migrate"]
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, stderr=subprocess.PIPE, timeout=120
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode()[-300:])

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
            return self.process.wait(self.stops_within_s)
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
