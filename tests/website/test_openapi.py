"""An installation does what the OpenAPI document says, whatever it is asked (schemathesis).

``FUZZ=100000`` for more examples of each operation (`make fuzz`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from bot.app import make_app
from bot.limits import Limits
from bot.paths import ROOT
from bot.settings import load
from tests.conftest import need
from tests.running import Browser, Installation, free_port

TOOL = "schemathesis==4.30.1"
"""Its dependencies cannot stand beside Rasa's, so it runs apart, as the audit does."""

FOLLOW = "/api/conversations/{conversation_id}/events"
"""A stream without an end for who has the key: no tool waits for that."""

EXAMPLES = max(25, int(os.environ.get("FUZZ", "0")) // 500)
"""Of each operation, in each phase that makes them up; the tool adds the edges of every type."""


@dataclass(frozen=True)
class Door:
    """The website's interface, the real engine behind it, and somebody in the middle of a talk."""

    url: str
    visitor: Browser


@pytest.fixture(scope="module")
def door(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A second web process of the installation, that lets everybody ask as often as they like."""
    folder = tmp_path_factory.mktemp("door")
    app = make_app(load(installation.environment, folder / "no.env"), Limits(()))
    port = free_port()
    config = uvicorn.Config(app, port=port, ws="none", access_log=False, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    visitor = Browser(f"http://127.0.0.1:{port}")
    visitor.send("ik kom om in het werk", "a")
    visitor.wait_for_answer(0)
    yield Door(visitor.url, visitor)
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="module")
def tool() -> list[str]:
    """How schemathesis is started."""
    local = ROOT / ".tools" / "bin" / "uvx"
    uvx = str(local) if local.exists() else shutil.which("uvx")
    command = [uvx or "uvx", "--from", TOOL, "schemathesis"]
    found = uvx and subprocess.run([*command, "--version"], capture_output=True, timeout=120)
    need(bool(found) and found.returncode == 0, TOOL)
    return command


def asked(tool: list[str], door: Door, folder: Path, *options: str) -> str:
    """Ask everything in the document, of the visitor's talk; what the tool told of it, in which
    nothing is wrong."""
    named = f'[parameters]\n"path.conversation_id" = "{door.visitor.id}"\n'
    (folder / "schemathesis.toml").write_text(named)
    command = [
        *tool, "--config-file", "schemathesis.toml", "run", f"{door.url}/api/openapi.json",
        "--checks", "all", "--max-examples", str(EXAMPLES), "--request-timeout", "20",
        "--seed", "8", "--generation-database", "none", "--no-color", *options,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    print(done.stdout[done.stdout.find("== SUMMARY =") :])
    return done.stdout


def said(visitor: Browser) -> list[str]:
    """What they said so far."""
    return [m["text"] for m in visitor.messages() if m["author"] == "entrepreneur"]


def number(told: str, pattern: str) -> int:
    """A number in what the tool told."""
    found = re.search(pattern, told)
    assert found, told[-2000:]
    return int(found[1])


def test_all_is_as_documented_for_who_has_the_key(
    tool: list[str], door: Door, tmp_path: Path
) -> None:
    key = f"Authorization: Bearer {door.visitor.key}"
    # Without its key a talk is 404 and not 401 (that it is there is nobody's business), and so is
    # one that the tool begins by itself: it goes on with the visitor's key.
    unlike_ours = "ignored_auth,missing_required_header,ensure_resource_availability"
    told = asked(
        tool, door, tmp_path, "--exclude-path", FOLLOW, "-H", key, "--exclude-checks", unlike_ours
    )
    assert number(told, r"Tested: (\d+)") == number(told, r"Selected: \d+/(\d+)") - 1
    assert number(told, r"(\d+) generated") > 6 * EXAMPLES
    before = said(door.visitor)
    door.visitor.send("en hoe nu verder", "after all that")
    assert len(said(door.visitor)) == len(before) + 1, "the talk goes on"


def test_nothing_is_done_or_shown_without_the_key(
    tool: list[str], door: Door, tmp_path: Path
) -> None:
    """Where something is, ``ignored_auth`` says so."""
    before = said(door.visitor)
    told = asked(tool, door, tmp_path, "--exclude-checks", "missing_required_header")
    assert number(told, r"Tested: (\d+)") == number(told, r"Selected: \d+/(\d+)")
    assert said(door.visitor) == before
