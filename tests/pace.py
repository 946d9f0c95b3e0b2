"""How fast this machine is now, so that a limit in seconds means the same on a slow one."""

from __future__ import annotations

import re
import time

# What `_work` takes on the machine on which the limits of the tests were measured: an undisturbed
# core of a server, Python 3.10 (`python -m tests.pace` prints it).
MEASURED_S = 0.0135
# Beyond this the machine says nothing about our code any more, and a limit would hold for anything.
MOST_TIMES = 5.0

_WORDS = re.compile(r"(\w+)\s+(?:van|voor|met)\s+(\w+)")
_TEXT = "ik zoek een man of twaalf voor het werk van morgen met spoed en een ton van de bank " * 40


def _work() -> int:
    """What reading a message consists of: patterns, slices, little tuples and dictionaries."""
    found: dict[str, int] = {}
    for _ in range(30):
        for one in _WORDS.finditer(_TEXT):
            key = _TEXT[one.start() : one.end()].lower()
            found[key] = found.get(key, 0) + len(one.groups())
        for place, word in enumerate(_TEXT.split()):
            found[word] = max(found.get(word, 0), place)
    return len(found)


def _once() -> float:
    begun = time.process_time()
    _work()
    return time.process_time() - begun


def slowness() -> float:
    """How many times slower this machine is, at this moment, than where limits were measured.

    At least 1: a faster machine makes no limit stricter; at most `MOST_TIMES`.
    """
    return min(MOST_TIMES, max(1.0, min(_once() for _ in range(3)) / MEASURED_S))


if __name__ == "__main__":
    print(f"{min(_once() for _ in range(20)) * 1000:.1f} ms")
