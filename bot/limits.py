"""How often somebody may do something; beyond that they are told, kindly, when to come back.

Kept in the memory of one process: it stops floods, and who is counted anew after a restart has
lost nothing. What one person may send on WhatsApp and Telegram is counted in the database
(:mod:`bot.conversations.arrivals`), because what is refused there is brought again for days.
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Callable

MOST_KEYS = 50_000
"""More are not remembered; the oldest are forgotten first."""


@dataclass(frozen=True)
class Rule:
    """So many requests in a minute."""

    name: str
    method: str
    path: re.Pattern[str]
    per_minute: int
    by: str
    """``address``, ``path`` (one conversation) or ``channel`` (everybody together)."""


RULES = (
    Rule("user", "POST", re.compile(r"/api/conversations/[^/]+/messages"), 30, "path"),
    Rule("address", "POST", re.compile(r"/api/.*"), 240, "address"),
    Rule("begin", "POST", re.compile(r"/api/conversations"), 30, "address"),
    Rule("code", "POST", re.compile(r"/api/transfers/[^/]+"), 20, "address"),
    Rule("login", "POST", re.compile(r"/console/login.*"), 20, "address"),
    Rule("channel", "POST", re.compile(r"/api/conversations"), 3000, "channel"),
)
"""An office behind one address has many visitors: its limits are well above one person's."""


class Limits:
    """Counts by buckets that fill up again evenly."""

    def __init__(
        self,
        rules: tuple[Rule, ...] = RULES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rules, self._clock = rules, clock
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        """By rule and key, how many are left, and when that was so."""

    def take(self, method: str, path: str, address: str) -> tuple[str, float] | None:
        """Count one request.

        Returns:
            The name of the rule that refuses it, and after how many seconds it may come again;
            None where it may go on.
        """
        for rule in self._rules:
            if rule.method != method or not rule.path.fullmatch(path):
                continue
            if rule.by == "address" and on_this_machine(address):
                continue
            key = {"address": address, "path": path}.get(rule.by, "")
            wait = self._take(rule, (rule.name, key))
            if wait:
                return rule.name, wait
        return None

    def _take(self, rule: Rule, key: tuple[str, str]) -> float:
        at = self._clock()
        left, since = self._left.pop(key, (float(rule.per_minute), at))
        left = min(float(rule.per_minute), left + (at - since) * rule.per_minute / 60.0)
        wait = 0.0 if left >= 1.0 else (1.0 - left) * 60.0 / rule.per_minute
        self._left[key] = (left - 1.0 if not wait else left, at)
        while len(self._left) > MOST_KEYS:
            self._left.popitem(last=False)
        return wait


def on_this_machine(address: str) -> bool:
    """Whether nobody outside is behind it.

    A proxy on this machine must say for whom it asks (``X-Forwarded-For``). If it does not, all
    visitors would share one limit: then there is none by address rather than none let in.
    """
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
