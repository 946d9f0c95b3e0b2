"""When there are people to take over a talk (``desk.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Iterator, Mapping
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")

LONGEST_CLOSED = 60
"""Days that are looked ahead for one that is open."""


@dataclass(frozen=True)
class Desk:
    """Opening hours, days on which nobody works, and who to turn to otherwise."""

    hours: Mapping[int, tuple[time, time]]
    """Day of the week (Monday is 0) → from and to."""
    closed: frozenset[date]
    contact: str
    """A sentence; empty where there is no other way."""

    def is_open(self, at: datetime) -> bool:
        """Whether there are people at this moment (with its zone)."""
        here = at.astimezone(HERE)
        hours = self._on(here.date())
        return hours is not None and hours[0] <= here.time() < hours[1]

    def next_open(self, at: datetime) -> datetime | None:
        """When there are people again; None where that is more than two months away."""
        here = at.astimezone(HERE)
        for ahead in range(LONGEST_CLOSED):
            day = here.date() + timedelta(days=ahead)
            hours = self._on(day)
            if hours is not None and (ahead or here.time() < hours[0]):
                return datetime.combine(day, hours[0], HERE)
        return None

    def next_in_words(self, at: datetime) -> str | None:
        """The same as people say it: "morgen om 9.00 uur"; None while it is open, or unknown."""
        when = self.next_open(at)
        if self.is_open(at) or when is None:
            return None
        days = (when.date() - at.astimezone(HERE).date()).days
        clock = f"{when.hour}.{when.minute:02d} uur"
        if days < 7:
            day = ("vandaag", "morgen")[days] if days < 2 else NAMES[when.weekday()]
            return f"{day} om {clock}"
        return f"{NAMES[when.weekday()]} {when.day}-{when.month} om {clock}"

    def _on(self, day: date) -> tuple[time, time] | None:
        return None if day in self.closed else self.hours.get(day.weekday())


def load_desk(data: Mapping[str, Any]) -> Desk:
    """Read ``desk.yml``.

    Raises:
        ValueError: hours that are none; `bot check` says which.
    """
    hours = {DAYS.index(day): _read(text) for day, text in data["hours"].items()}
    return Desk(hours, frozenset(data.get("closed") or ()), str(data.get("contact") or ""))


def _read(text: Any) -> tuple[time, time]:
    found = _HOURS.fullmatch(str(text))
    if found is None:
        raise ValueError(f"geen tijden: {text!r}")
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if first >= last:
        raise ValueError(f"eindigt voor het begint: {text!r}")
    return first, last


def mistakes(data: Any, today: date) -> Iterator[tuple[str, bool]]:
    """What is wrong in ``desk.yml``, and whether it stops the start."""
    hours = data.get("hours")
    if not isinstance(hours, Mapping) or not hours:
        yield 'hours ontbreekt: zet bij minstens één dag tijden, zoals ma: "09:00-17:00"', True
        return
    for day, text in hours.items():
        if day not in DAYS:
            yield f"onbekende dag {day!r}; kies uit {', '.join(DAYS)}", True
        try:
            _read(text)
        except ValueError as problem:
            yield f'{day}: {problem}; schrijf van en tot als "09:00-17:00"', True
    closed = data.get("closed") or []
    wrong = [day for day in closed if not isinstance(day, date)]
    for day in wrong:
        yield f"closed: {day!r} is geen dag (JJJJ-MM-DD)", True
    if not wrong and all(day < today for day in closed):
        yield "closed: alle dagen zijn voorbij; vul de feestdagen van dit jaar aan", False
