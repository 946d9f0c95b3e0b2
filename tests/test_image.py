"""The image itself, run as its own first lines say; only where somebody has built it.

    podman build -f deploy/Containerfile -t groeimakelaar .
    BOT_TEST_IMAGE=groeimakelaar .venv/bin/python -m pytest tests/test_image.py -n 0

``BOT_TEST_CONTAINERS`` is the program with its options (``podman`` where left out).
"""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.paths import ROOT
from tests.running import Browser, free_port

IMAGE = os.environ.get("BOT_TEST_IMAGE", "")
CONTAINERS = shlex.split(os.environ.get("BOT_TEST_CONTAINERS", "podman"))

pytestmark = pytest.mark.skipif(not IMAGE, reason="BOT_TEST_IMAGE names no image; see the file")


def run_options(port: int, volume: Path, settings: Path) -> list[str]:
    """The options of `podman run` in the Containerfile, on a port and in a place of ours."""
    said = " ".join(
        line.strip("# \\")
        for line in (ROOT / "deploy" / "Containerfile").read_text().splitlines()
        if line.startswith("#")
    )
    words = shlex.split(said.split("podman run ", 1)[1])
    options = words[: words.index("groeimakelaar")]
    for stands, here in (
        ("groeimakelaar:/app/var", f"{volume}:/app/var"),
        ("groeimakelaar.env", str(settings)),
        ("127.0.0.1:8000:8000", f"127.0.0.1:{port}:8000"),
    ):
        options[options.index(stands)] = here
    return options


@pytest.fixture()
def container(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A running one: its name, and where it listens."""
    name, port = f"groeimakelaar-{free_port()}", free_port()
    volume, settings = tmp_path / "var", tmp_path / "settings.env"
    volume.mkdir()
    os.chown(volume, 10001, 10001)
    settings.write_text("BOT_ENGINE_TOKEN=for-the-test\n")
    subprocess.run(
        [
            *CONTAINERS,
            "run",
            "--detach",
            "--name",
            name,
            *run_options(port, volume, settings),
            IMAGE,
        ],
        check=True,
        capture_output=True,
    )
    try:
        yield name, f"http://127.0.0.1:{port}"
    finally:
        subprocess.run([*CONTAINERS, "rm", "--force", name], capture_output=True)


def inside(name: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CONTAINERS, "exec", name, *command], capture_output=True, text=True)


@pytest.mark.timeout(300)
def test_it_talks_and_can_do_little_else(container: tuple[str, str]) -> None:
    name, url = container
    ready = time.monotonic() + 120
    while inside(name, ".venv/bin/python", "-c", READY).returncode:
        logs = subprocess.run([*CONTAINERS, "logs", name], capture_output=True, text=True)
        assert time.monotonic() < ready, logs.stdout + logs.stderr
        time.sleep(1)

    talk = Browser(url)
    hello = talk.wait_for_answer(0)
    talk.send("hallo, wie ben jij?", "c1")
    assert "computer" in talk.wait_for_answer(hello[-1]["id"])[0]["text"]

    for place in ("/x", "/etc/x", "/app/bot/x", "/app/.venv/x"):
        tried = inside(name, "touch", place)
        assert tried.returncode and "Read-only" in tried.stderr
    told = inside(name, "grep", "-E", "^(Uid|CapEff|CapBnd|NoNewPrivs)", "/proc/1/status")
    words = told.stdout.split()
    assert words[1:5] == ["10001"] * 4 and words[-1] == "1"
    assert {words[6], words[8]} == {"0" * 16}

    # It comes back with the same talk, and goes on with it.
    before = talk.messages()
    subprocess.run([*CONTAINERS, "restart", "-t", "30", name], check=True, capture_output=True)
    assert talk.messages() == before
    talk.send("mijn beste monteur is weg", "c2")
    assert talk.wait_for_answer(before[-1]["id"], patience_s=90)


READY = "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=3)"
