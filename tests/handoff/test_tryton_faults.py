"""Every failure, at every request, in front of a real Tryton: the right error, and one effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.handoff.crm import CrmError, Handoff, Person, Unavailable
from bot.handoff.crm.tryton import Tryton
from tests.handoff.counterpart import Answer, Fault, Request
from tests.handoff.failing import FAULTS, HANDOFF, check_fault, each_fault
from tests.handoff.tryton_real import RealTryton, real_tryton
from tests.handoff.tryton_server import InFront


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealTryton]:
    with real_tryton(tmp_path_factory.mktemp("tryton")) as tryton:
        yield tryton


@pytest.fixture()
def tryton(running: RealTryton) -> RealTryton:
    running.empty()
    return running


@pytest.fixture()
def front(tryton: RealTryton) -> Iterator[InFront]:
    with InFront(tryton.url) as counterpart:
        yield counterpart
    counterpart.close()


@each_fault
def test_every_failure(
    tryton: RealTryton, front: InFront, fault: Fault, expected: type[CrmError]
) -> None:
    crm = tryton.plugin(front.url)
    check_fault(fault, expected, front, crm, lambda: tryton.count("sale_opportunity"))
    crm.close()
    # All but the first were withdrawn; the party with the KVK number is there once, for all.
    assert [o["reference"] for o in tryton.rows("select * from sale_opportunity")] == [
        "GV-2026-AAAAAA"
    ]
    assert tryton.count("party_identifier") == 1
    assert "GV-2026-00000" not in str(tryton.rows("select * from party_contact_mechanism"))


# The same for what comes after a first delivery, with one fault of each sort. Not the 400: that
# stays as it is, for a person to look at. Nor the time-outs: the plugin does the same then as when
# an answer is cut.
PASSING = [f for f in FAULTS if f[0] in ("401", "409", "500") or f[0].startswith("cut")]
PERSON = Person("Zwaantje Quispel", "zwaantje@quispel.example", "0687654321")
OWN_PARTY = replace(HANDOFF, company=replace(HANDOFF.company, kvk_number=None), person=PERSON)

each_passing_fault = pytest.mark.parametrize(
    ("fault", "expected"), [(f, e) for _, f, e in PASSING], ids=[name for name, _, _ in PASSING]
)


def _at_every_request(
    tryton: RealTryton,
    front: InFront,
    fault: Fault,
    expected: type[CrmError],
    act: Callable[[Tryton, str], None],
    is_done: Callable[[], bool],
) -> None:
    crm = tryton.plugin(front.url)
    crm.check()
    number, failed = 0, True
    while failed:
        tryton.empty()
        reference = crm.deliver(OWN_PARTY, None).reference
        front.faults.append(replace(fault, after=number))
        try:
            act(crm, reference)
        except CrmError as error:
            assert isinstance(error, expected), f"request {number}: {error!r}"
            assert "uispel" not in str(error), "no personal data in what a broker reads"
        failed = not front.faults
        front.faults.clear()
        act(crm, reference)
        assert is_done(), f"request {number}"
        number += 1
    assert number > 3
    crm.close()


@each_passing_fault
def test_every_failure_of_a_later_version(
    tryton: RealTryton, front: InFront, fault: Fault, expected: type[CrmError]
) -> None:
    """A consent is withdrawn, and a KVK number told: what was ours alone must go."""
    later = replace(HANDOFF, version=2, question="Hoe nu?", person=None)

    def is_done() -> bool:
        (made,) = tryton.rows("select * from sale_opportunity")
        (code,) = tryton.rows("select code, party from party_identifier")
        return (
            made["description"] == "Hoe nu?"
            and code == {"code": "12345674", "party": made["party"]}
            and tryton.count("party_contact_mechanism") == 0
        )

    def act(crm: Tryton, reference: str) -> None:
        assert crm.deliver(later, reference).reference == reference

    _at_every_request(tryton, front, fault, expected, act, is_done)


@each_passing_fault
def test_every_failure_of_a_withdrawal(
    tryton: RealTryton, front: InFront, fault: Fault, expected: type[CrmError]
) -> None:
    def is_done() -> bool:
        tables = ("sale_opportunity", "party_identifier", "party_contact_mechanism")
        return all(tryton.count(table) == 0 for table in tables)

    _at_every_request(
        tryton,
        front,
        fault,
        expected,
        lambda crm, reference: crm.withdraw(OWN_PARTY, reference),
        is_done,
    )


class Late(InFront):
    """Works on with what its client no longer waits for, as slow servers do."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.kept: Request | None = None
        self.lets_go_before_the_next = False

    def is_making(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/sale.opportunity")

    def answer(self, request: Request) -> Answer:
        if self.lets_go_before_the_next and self.is_making(request):
            self.let_go()
        return super().answer(request)

    def let_go(self) -> None:
        """What was kept back happens now."""
        kept, self.kept = self.kept, None
        if kept is not None:
            assert super().answer(kept).status == 200


@pytest.mark.parametrize("moment", ["before the second is made", "after it"])
def test_a_first_try_that_arrives_late(tryton: RealTryton, moment: str) -> None:
    """Tryton does not refuse the second one: we see it, and one is left."""
    with Late(tryton.url) as front:
        crm = tryton.plugin(front.url)
        crm.deliver(replace(HANDOFF, key="GV-2026-AAAAAA"), None)
        making = [front.is_making(request) for request in front.requests].index(True)
        tryton.empty()

        # One request less: the company is known now.
        front.faults.append(Fault("hang", after=making - 1))
        with pytest.raises(Unavailable):
            crm.deliver(HANDOFF, None)
        front.kept = front.requests[-1]
        assert front.is_making(front.kept) and tryton.count("sale_opportunity") == 0

        front.lets_go_before_the_next = moment.startswith("before")
        reference = crm.deliver(HANDOFF, None).reference
        if not front.lets_go_before_the_next:
            front.let_go()
            assert tryton.count("sale_opportunity") == 2
            later: Handoff = replace(HANDOFF, version=2, question="Hoe nu?")
            assert crm.deliver(later, reference).reference == reference
        (left,) = tryton.rows("select * from sale_opportunity")
        assert str(left["id"]) == reference
        crm.withdraw(HANDOFF, reference)
        assert tryton.count("sale_opportunity") == 0
        crm.close()
        front.close()
