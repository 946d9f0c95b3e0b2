"""Opening hours: summer and winter time, weekends, holidays, mistakes."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest

from bot.knowledge.desk import load_desk, mistakes

DATA: dict[str, Any] = {
    "hours": dict.fromkeys(("ma", "di", "wo", "do", "vr"), "09:00-17:00"),
    "closed": [date(2026, 12, 25), date(2027, 4, 27)],
    "contact": "",
}


@pytest.mark.parametrize(
    ("utc", "when"),
    [
        ("2026-11-26T10:00", None),
        ("2026-11-26T07:59", "vandaag om 9.00 uur"),
        ("2026-11-26T16:00", "morgen om 9.00 uur"),
        ("2026-11-27T16:30", "maandag om 9.00 uur"),
        ("2026-12-24T16:00", "maandag om 9.00 uur"),
        ("2026-07-01T07:00", None),
        ("2026-07-01T15:00", "morgen om 9.00 uur"),
        ("2027-04-26T22:30", "morgen om 9.00 uur"),
        ("2027-04-27T22:30", "vandaag om 9.00 uur"),
    ],
)
def test_when_there_is_somebody_again(utc: str, when: str | None) -> None:
    at = datetime.fromisoformat(utc).replace(tzinfo=timezone.utc)
    desk = load_desk(DATA)
    assert desk.next_in_words(at) == when
    assert desk.is_open(at) == (when is None)


def test_a_desk_that_never_opens_promises_nothing() -> None:
    at = datetime(2026, 11, 26, 20, tzinfo=timezone.utc)
    always_closed = [date.fromordinal(at.toordinal() + i) for i in range(90)]
    assert load_desk({**DATA, "closed": always_closed}).next_in_words(at) is None


@pytest.mark.parametrize(
    ("change", "told", "stops"),
    [
        ({"hours": {}}, "hours ontbreekt", True),
        ({"hours": {"ma": "9-17"}}, "geen tijden", True),
        ({"hours": {"ma": "17:00-09:00"}}, "eindigt voor het begint", True),
        ({"hours": {"maandag": "09:00-17:00"}}, "onbekende dag", True),
        ({"closed": ["kerst"]}, "is geen dag", True),
        ({"closed": [date(2020, 1, 1)]}, "vul de feestdagen", False),
    ],
)
def test_mistakes_are_told(change: dict[str, Any], told: str, stops: bool) -> None:
    [(message, stopping)] = mistakes({**DATA, **change}, date(2026, 11, 26))
    assert told in message and stopping is stops


def test_no_mistakes() -> None:
    assert list(mistakes(DATA, date(2026, 11, 26))) == []
