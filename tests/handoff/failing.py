"""What every plugin must do when its CRM fails: the right error, and one effect after all."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Callable, TypeVar

import pytest

from bot.handoff.crm import (
    Company,
    Crm,
    CrmError,
    Handoff,
    NotAllowed,
    Person,
    Rejected,
    Unavailable,
)
from tests.handoff.counterpart import Answer, Counterpart, Fault

Sent = TypeVar("Sent")

HANDOFF = Handoff(
    key="GV-2026-7K3M9P",
    version=1,
    question="Hoe kan ik mijn 14 mensen meer zelf laten doen, zodat ik tijd heb voor klanten, "
    "binnen een half jaar?",
    summary="Alles loopt via de eigenaar; 14 mensen, hoveniersbedrijf in Emmeloord.",
    need="Loslaten en delegeren",
    urgent=False,
    channel="website",
    created_at="2026-11-25T09:30:00+01:00",
    link="https://groei.example/console/groeivragen/GV-2026-7K3M9P",
    broker_id="makelaar-noord",
    broker_name="de groeimakelaar voor Noordelijk Flevoland",
    company=Company("Hoveniersbedrijf De Boer", "12345674", "Noordoostpolder", "Techniek en bouw"),
    person=Person("Sam de Boer", "sam@deboer.example", "0612345678"),
)

INVALID = {
    "type": "https://example.org/validation",
    "code": "invalid",
    "title": "Invalid input.",
    "status": 400,
    "detail": "",
    "invalidParams": [{"name": "onderwerp", "code": "max_length", "reason": "Sam de Boer te lang"}],
}

FAULTS: list[tuple[str, Fault, type[CrmError]]] = [
    ("400", Fault("answer", Answer(400, INVALID)), Rejected),
    ("401", Fault("answer", Answer(401, {"code": "not_authenticated"})), NotAllowed),
    ("409", Fault("answer", Answer(409, {"code": "conflict"})), Unavailable),
    ("412", Fault("answer", Answer(412, {"code": "precondition_failed"})), Unavailable),
    ("429", Fault("answer", Answer(429, None, {"Retry-After": "7"})), Unavailable),
    ("500", Fault("answer", Answer(500)), Unavailable),
    ("time-out", Fault("hang"), Unavailable),
    ("time-out after it was done", Fault("hang_after"), Unavailable),
    ("cut in the middle", Fault("cut"), Unavailable),
    ("cut after it was done", Fault("cut_after"), Unavailable),
]


def _sent(act: Callable[[], Sent]) -> Sent:
    """What an act gives, tried again while the other side seems away, as the worker does: the
    plugins wait so shortly here that a busy machine alone may let them run out of time."""
    for _ in range(RETRIES):
        try:
            return act()
        except Unavailable:
            continue
    return act()


RETRIES = 4
"""How often an act with which nothing is wrong is tried again."""


def check_fault(
    fault: Fault,
    expected: type[CrmError],
    other_side: Counterpart,
    crm: Crm,
    effects: Callable[[], int],
) -> None:
    """A fault at any request of a first delivery: an error of ours or none, and one effect.

    Args:
        other_side: without faults or deliveries yet.
        crm: a plugin that talks to it, with a time-out under a second.
        effects: how many growth questions were ever made on the other side, or stand there now.
    """
    # Which requests a delivery takes: each of them is failed in turn.
    other_side.faults.clear()
    _sent(partial(crm.deliver, replace(HANDOFF, key="GV-2026-AAAAAA"), None))
    count = len(other_side.requests)
    assert effects() == 1 and count >= 1
    for number in range(count):
        handoff = replace(HANDOFF, key=f"GV-2026-{number:06}")
        other_side.faults.append(replace(fault, after=number))
        before = effects()
        try:
            crm.deliver(handoff, None)
        except CrmError as error:
            assert isinstance(error, expected), f"request {number}: {error!r}"
            assert "Sam" not in str(error), "no personal data in what a broker reads"
            if fault.kind == "answer" and fault.answer.headers:
                assert isinstance(error, Unavailable) and error.retry_after == 7.0
        other_side.faults.clear()
        reference = _sent(partial(crm.deliver, handoff, None)).reference
        assert effects() == before + 1, f"request {number}: one effect"
        later = replace(handoff, version=2, question="Hoe kan ik groeien?")
        again = _sent(partial(crm.deliver, later, reference))
        assert again.reference == reference and effects() == before + 1
        _sent(partial(crm.withdraw, handoff, reference))
        _sent(partial(crm.withdraw, handoff, reference))  # twice is no error


each_fault = pytest.mark.parametrize(
    ("fault", "expected"), [(f, e) for _, f, e in FAULTS], ids=[name for name, _, _ in FAULTS]
)
