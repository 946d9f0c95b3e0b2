"""Another machine on a cable of its own: a network namespace, made and taken away again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.conftest import need
from tests.running import free_port


@dataclass(frozen=True)
class Outside:
    """Somebody who can reach this machine over the network only."""

    namespace: str
    here: str
    """The address of this machine, as it is seen from there."""

    def python(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python there; it knows nothing but the arguments."""
        return subprocess.run(
            ["ip", "netns", "exec", self.namespace, sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            timeout=60,
        )

    def reaches(self, address: str, port: int) -> bool:
        """Whether something answers there."""
        code = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)"
        return self.python(code, address, str(port)).returncode == 0


def _ip(*arguments: str) -> bool:
    try:
        done = subprocess.run(["ip", *arguments], capture_output=True, timeout=20)
    except FileNotFoundError:
        need(False, "ip (iproute2)")
        raise
    return done.returncode == 0


@contextmanager
def outside() -> Iterator[Outside]:
    """A machine beside this one, as long as it is needed. Skips where none can be made."""
    number = free_port()
    name, there, here = f"trust{number}", f"vo{number}", f"vi{number}"
    net = f"10.231.{number % 250}"
    need(_ip("netns", "add", name), "a network namespace (only root may make one)")
    try:
        made = _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        need(made, "a virtual cable (veth)")
        _ip("addr", "add", f"{net}.1/24", "dev", here)
        _ip("link", "set", here, "up")
        _ip("netns", "exec", name, "ip", "addr", "add", f"{net}.2/24", "dev", there)
        _ip("netns", "exec", name, "ip", "link", "set", there, "up")
        yield Outside(name, f"{net}.1")
    finally:
        _ip("netns", "del", name)
        _ip("link", "del", here)
