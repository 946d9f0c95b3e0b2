"""The units and the image: what they promise is tried with a real `bot run` behind those walls."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bot.paths import ROOT
from tests.conftest import need
from tests.running import Browser, Installation, deployed

SYSTEMD = ROOT / "deploy" / "systemd"
UNITS = ("groeimakelaar.service", "groeimakelaar-backup.service", "groeimakelaar-backup.timer")
SYSTEM_UNITS = Path("/usr/lib/systemd/system")

NOBODY = 10001
"""A user id that nobody has."""


def setting(unit: str, name: str) -> str:
    """What a unit says; the last one counts."""
    return re.findall(rf"^{name}=(.*)$", (SYSTEMD / unit).read_text(), re.MULTILINE)[-1]


def image(name: str) -> str:
    """What the last stage of the Containerfile says."""
    stage = (ROOT / "deploy" / "Containerfile").read_text().split("\nFROM ")[-1]
    return re.findall(rf"^{name} (.*)$", stage, re.MULTILINE)[-1]


# --- what stands in them ---


def test_systemd_takes_the_units_as_they_are(tmp_path: Path) -> None:
    found = shutil.which("systemd-analyze") is not None and SYSTEM_UNITS.is_dir()
    need(found, "systemd-analyze")
    units = tmp_path / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    for unit in UNITS:
        shutil.copy(SYSTEMD / unit, units / unit)
    shutil.copytree(SYSTEM_UNITS, tmp_path / "usr/lib/systemd/system", symlinks=True)
    (tmp_path / "lib").symlink_to("usr/lib")
    command = tmp_path / setting(UNITS[0], "ExecStart").split()[0].lstrip("/")
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", *UNITS],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0
    # An unknown word in a unit is only a warning.
    assert "groeimakelaar" not in told.stderr + told.stdout


@pytest.mark.parametrize("unit", UNITS[:2])
def test_a_hole_in_our_code_opens_little(unit: str) -> None:
    need(shutil.which("systemd-analyze") is not None, "systemd-analyze")
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", SYSTEMD / unit],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout[-300:]


@pytest.mark.parametrize("unit", UNITS[:2])
def test_the_commands_of_the_units_exist(unit: str) -> None:
    command = shlex.split(setting(unit, "ExecStart"))
    assert command[0] == f"{setting(unit, 'WorkingDirectory')}/.venv/bin/bot"
    for arguments in (command[1:], [command[1]]):
        told = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "bot", *arguments, "--help"],
            capture_output=True,
            text=True,
        )
        assert told.returncode == 0, told.stderr


def test_no_secret_and_no_talk_gets_into_the_image() -> None:
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert {".env", ".git", "var", "models", ".venv"} <= left_out


def test_the_image_starts_as_a_user_without_rights() -> None:
    assert image("USER") == str(NOBODY)
    assert image("VOLUME") == f"{image('WORKDIR')}/var"
    assert image("CMD") == '[".venv/bin/bot", "run"]'
    assert f"BOT_MODEL={image('WORKDIR')}/model.tar.gz" in image("ENV")


# --- a real installation behind those walls ---


@dataclass(frozen=True)
class Walls:
    """What a process may do."""

    root: str
    """Where the code stands."""
    writable: tuple[str, ...]
    """Folders that may be written to; all else can only be read."""
    first: bool = False
    """Whether it is process number 1, as in a container."""


def of_unit(unit: str) -> Walls:
    return Walls(setting(unit, "WorkingDirectory"), tuple(setting(unit, "ReadWritePaths").split()))


def of_image() -> Walls:
    return Walls(image("WORKDIR"), (image("VOLUME"),), first=True)


SCRIPT = """
set -eu
[ $$ -ne 1 ] || mount -t proc proc /proc
mount -t tmpfs -o mode=755 walls /mnt
n=0
for kept in "$BASE" "$VENV" "$TREE"; do
  n=$((n + 1)); mkdir /mnt/$n; mount --bind "$kept" /mnt/$n
done
mount -t tmpfs -o mode=755 walls /root
mount -t tmpfs -o mode=1777 walls /tmp
top=/$(echo "$AT" | cut -d/ -f2)
[ -d "$top" ] || mkdir "$top"
mount -t tmpfs -o mode=755 walls "$top"
mkdir -p "$BASE" "$VENV" "$AT"
mount --bind /mnt/1 "$BASE"
mount --bind /mnt/2 "$VENV"
mount --bind /mnt/3 "$AT"
mount -o remount,bind,ro "$AT"
for path in $WRITABLE; do mount --bind "/mnt/3/${path#$AT/}" "$path"; done
umount /mnt/1 /mnt/2
mount -o remount,bind,ro /
cd "$AT"
exec setpriv --reuid $WHO --regid $WHO --clear-groups --no-new-privs \
  --bounding-set=-all --inh-caps=-all "$@"
"""


class Behind(Installation):
    """`bot run` of an unprivileged user who can write in a few folders only."""

    def __init__(self, folder: Path, walls: Walls, tree: Path, **settings: str) -> None:
        self.walls, self.tree = walls, tree
        super().__init__(folder, tree, **settings)

    def command(self, *command: str) -> list[str]:
        """A command behind the walls."""
        self.environment |= {
            "BASE": sys.base_prefix,
            "VENV": sys.prefix,
            "TREE": str(self.tree),
            "AT": self.walls.root,
            "WRITABLE": " ".join(self.walls.writable),
            "WHO": str(NOBODY),
            "HOME": "/nonexistent",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        first = ["--pid", "--fork", "--kill-child"] if self.walls.first else []
        apart = ["unshare", "-m", *first, "--propagation", "private"]
        return [*apart, "sh", "-c", SCRIPT, "sh", *command]

    def stop(self) -> int:
        """As Ctrl-C does; what starts a process number 1 hears no signal itself."""
        if self.walls.first and self.process.poll() is None:
            psutil.Process(self.process.pid).children()[0].send_signal(signal.SIGINT)
            return self.process.wait(self.stops_within_s)
        return super().stop()

    def run_command(self) -> list[str]:
        return self.command(sys.executable, "-W", "ignore", "-m", "bot", "run")


@contextmanager
def installed(tmp_path: Path, walls: Walls, model: Path, **settings: str) -> Iterator[Behind]:
    tree = deployed(tmp_path / "tree")
    (tree / "models").unlink()
    (tree / "models").mkdir()
    shutil.copy(model, tree / "models" / model.name)
    shutil.copy(model, tree / "model.tar.gz")
    for folder in ("var", "models"):
        for found in [tree / folder, *(tree / folder).rglob("*")]:
            if not found.is_symlink():
                os.chown(found, NOBODY, NOBODY)
    running = Behind(
        tmp_path,
        walls,
        tree,
        BOT_DATABASE_URL=f"sqlite:///{walls.root}/var/groeimakelaar.sqlite",
        BOT_LOG_DIR=f"{walls.root}/var/log",
        **settings,
    )
    try:
        yield running
    finally:
        running.stop()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["unit", "image"])
def test_it_works_without_rights_on_a_disk_that_can_only_be_read(
    kind: str, model: Path, tmp_path: Path
) -> None:
    tools = all(shutil.which(name) for name in ("unshare", "setpriv", "mount"))
    need(sys.platform == "linux" and os.getuid() == 0 and tools, "root on Linux (namespaces)")
    walls = of_unit(UNITS[0]) if kind == "unit" else of_image()
    settings = {} if kind == "unit" else {"BOT_MODEL": f"{walls.root}/model.tar.gz"}
    with installed(tmp_path, walls, model, **settings) as running:
        talk = Browser(running.url)
        hello = talk.wait_for_answer(0)
        talk.send("hallo, wie ben jij?", "c1")
        assert "computer" in talk.wait_for_answer(hello[-1]["id"])[0]["text"]

        # They are walls: nothing else can be written to, nor can any right be had.
        for place in (walls.root, "/etc", f"{walls.root}/bot"):
            tried = subprocess.run(
                running.command("touch", f"{place}/x"), env=running.environment, capture_output=True
            )
            assert tried.returncode and b"Read-only" in tried.stderr
        told = subprocess.run(
            running.command("grep", "-E", "^(Uid|CapEff|CapBnd|NoNewPrivs)", "/proc/self/status"),
            env=running.environment, capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        assert told[1:5] == [str(NOBODY)] * 4 and told[-1] == "1"
        assert {told[6], told[8]} == {"0" * 16}

        if kind == "unit":
            backup = shlex.split(setting(UNITS[1], "ExecStart"))[1:]
            running.walls = of_unit(UNITS[1])
            done = subprocess.run(
                running.command(sys.executable, "-W", "ignore", "-m", "bot", *backup),
                env=running.environment, capture_output=True, text=True,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            assert list((running.tree / "var" / "backups").glob("*.jsonl.gz"))
