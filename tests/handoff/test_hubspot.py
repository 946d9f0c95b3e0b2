"""The HubSpot plugin with HubSpot's own client, against a portal that refuses what HubSpot does."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, replace
from socketserver import StreamRequestHandler, TCPServer
from threading import Thread
from typing import Any, Callable, Iterator

import pytest

from bot.handoff.crm import (
    Company,
    Conflict,
    CrmError,
    CrmSettingsError,
    Handoff,
    NotAllowed,
    Person,
    Rejected,
    Unavailable,
)
from bot.handoff.crm.hubspot import HubSpot
from bot.handoff.crm.registry import make
from tests.handoff.counterpart import Answer, Fault
from tests.handoff.failing import FAULTS, HANDOFF, check_fault, each_fault
from tests.handoff.hubspot_server import TOKEN, Portal, error

PERSONAL = ("Sam", "deboer", "0612345678")
LONG = "Hoe kan ik groeien zonder alles zelf te doen? " * 60
BY_HAND = {"email": "sam@deboer.example", "firstname": "S.", "phone": "0320-123456"}
"""The same entrepreneur, as somebody at the CRM wrote it down before."""

STRANGE: tuple[Any, ...] = ([], "<html>", {}, {"id": "1"}, {"id": 1, "properties": {}})
"""What may come with a 200 and is no answer."""


@pytest.fixture()
def portal() -> Iterator[Portal]:
    with Portal() as counterpart:
        yield counterpart


@pytest.fixture()
def crm(portal: Portal) -> Iterator[HubSpot]:
    plugin = _plugin(portal.url)
    yield plugin
    plugin.close()


def _values(url: str) -> dict[str, str]:
    return {
        "token": TOKEN,
        "url": url,
        "pipeline": "default",
        "stage": "appointmentscheduled",
        "key_property": "groeivraag_id",
        "links_property": "groeivraag_koppelingen",
        "kvk_property": "kvk_nummer",
        "timeout_s": "0.5",
    }


def _plugin(url: str, **changes: str) -> HubSpot:
    return HubSpot(_values(url) | changes)


def _only(items: Any) -> Any:
    [item] = items
    return item


def _deal(portal: Portal) -> Any:
    return _only(portal.objects["deals"].values())


def _sent(portal: Portal) -> str:
    return str([(r.method, r.path, r.query, r.body.decode()) for r in portal.requests])


def _everything(portal: Portal) -> str:
    links = sorted(sorted(map("/".join, pair)) for pair in portal.links)
    return json.dumps([portal.objects, links], ensure_ascii=False)


# What arrives


def test_a_first_delivery_field_by_field(portal: Portal, crm: HubSpot) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    company, contact = (_only(portal.objects[kind]) for kind in ("companies", "contacts"))
    assert portal.objects == {
        "companies": {company: {"name": "Hoveniersbedrijf De Boer", "kvk_nummer": "12345674"}},
        "contacts": {
            contact: {
                "email": "sam@deboer.example",
                "firstname": "Sam",
                "lastname": "de Boer",
                "phone": "0612345678",
                "groeivraag_id": "GV-2026-7K3M9P",
            }
        },
        "deals": {
            reference: {
                "dealname": HANDOFF.question,
                "description": "Groeivraag: GV-2026-7K3M9P, versie 1\n"
                "Behoefte: Loslaten en delegeren\n"
                "Briefing: https://groei.example/console/groeivragen/GV-2026-7K3M9P\n"
                "Bedrijf: Hoveniersbedrijf De Boer, 12345674, Noordoostpolder, Techniek en bouw\n"
                "Makelaar: de groeimakelaar voor Noordelijk Flevoland\n"
                "Via: website\n\n"
                f"{HANDOFF.question}\n\n{HANDOFF.summary}",
                "groeivraag_koppelingen": f"companies/{company} contacts/{contact}",
                "groeivraag_id": "GV-2026-7K3M9P",
                "pipeline": "default",
                "dealstage": "appointmentscheduled",
            }
        },
    }
    assert portal.linked("deals", reference) == {("companies", company), ("contacts", contact)}
    assert ("companies", company) in portal.linked("contacts", contact)
    assert [r.path for r in portal.requests if r.method == "POST"] == [
        "/crm/v3/objects/companies",
        "/crm/v3/objects/contacts",
        "/crm/v3/objects/deals",
    ], "the deal is last: whoever is told of it finds the rest there"
    [types] = [
        {a["to"]["id"]: a["types"] for a in r.json["associations"]}
        for r in portal.requests
        if r.method == "POST" and r.path.endswith("deals")
    ]
    defined = "HUBSPOT_DEFINED"
    assert types == {
        company: [{"associationCategory": defined, "associationTypeId": 341}],
        contact: [{"associationCategory": defined, "associationTypeId": 3}],
    }


def test_a_pipeline_of_their_own(portal: Portal) -> None:
    crm = _plugin(portal.url, pipeline="776", stage="9001")
    crm.deliver(replace(HANDOFF, urgent=True), None)
    deal = _deal(portal)
    assert (deal["pipeline"], deal["dealstage"]) == ("776", "9001")
    assert deal["dealname"].startswith("DRINGEND: Hoe kan ik")
    crm.close()


def test_no_text_is_longer_than_fits(portal: Portal, crm: HubSpot) -> None:
    long = replace(
        HANDOFF,
        question=LONG,
        summary="Samenvatting. " * 20_000,
        need=LONG,
        channel=LONG,
        urgent=True,
        broker_name=LONG,
        company=Company(LONG, "12345674", LONG, LONG),
        person=Person(f"{'S' * 300} {LONG}", f"{'s' * 90}@deboer.example", "0" * 90),
    )
    reference = crm.deliver(long, None).reference
    assert crm.deliver(replace(long, version=2), reference).reference == reference
    deal = _deal(portal)
    assert 230 < len(deal["dealname"]) <= 250 and deal["dealname"].endswith("…")
    assert 65_500 < len(deal["description"]) <= 65_536
    assert f"Briefing: {HANDOFF.link}\n" in deal["description"], "the link is whole"
    assert 180 < len(_only(portal.objects["companies"].values())["name"]) <= 200
    contact = _only(portal.objects["contacts"].values())
    assert len(contact["firstname"]) == 200 and 180 < len(contact["lastname"]) <= 200
    assert not contact.get("email") and not contact.get("phone"), "half of it reaches nobody"
    assert "Contact: SSS" in deal["description"]


@pytest.mark.parametrize("name", ["", " "])
def test_what_is_missing_is_no_reason_to_be_refused(
    portal: Portal, crm: HubSpot, name: str
) -> None:
    moment = "2026-11-25T09:30:00+01:00"
    bare = Handoff("GV-2026-BARE", 1, name, "", name, False, "", moment, person=Person(name, name))
    crm.deliver(replace(bare, company=Company(name, "1234 56.74")), None)
    deal = _deal(portal)
    assert deal["dealname"] == "Groeivraag"
    assert deal["description"].startswith("Groeivraag: GV-2026-BARE, versie 1")
    assert _only(portal.objects["companies"].values())["name"] == "KVK 12345674"
    assert portal.objects["contacts"] == {}


@pytest.mark.parametrize(
    ("person", "contact", "in_description"),
    [
        (Person("Sam"), {"firstname": "Sam"}, None),
        (Person(email=" SAM+x@DeBoer.example"), {"email": "sam+x@deboer.example"}, None),
        (Person(phone="0612345678"), None, "Contact: 0612345678\n"),
        (Person(email="sam@deboer"), None, "Contact: sam@deboer\n"),
        (Person("Sam", "sam@deboer"), {"firstname": "Sam"}, "Contact: Sam, sam@deboer\n"),
        (Person(), None, None),
    ],
)
def test_a_person_as_hubspot_takes_it(
    portal: Portal,
    crm: HubSpot,
    person: Person,
    contact: dict[str, str] | None,
    in_description: str | None,
) -> None:
    reference = crm.deliver(replace(HANDOFF, person=person), None).reference
    key = {"groeivraag_id": HANDOFF.key}
    assert list(portal.objects["contacts"].values()) == ([contact | key] if contact else [])
    description = portal.objects["deals"][reference]["description"]
    assert (in_description or "") in description
    assert ("Contact:" in description) == (in_description is not None)


# Companies


def test_a_company_that_is_known_is_used_and_left_as_it_is(portal: Portal, crm: HubSpot) -> None:
    known = portal.place("companies", {"name": "De Boer BV", "kvk_nummer": "12345674"})
    reference = crm.deliver(HANDOFF, None).reference
    assert portal.objects["companies"] == {known: {"name": "De Boer BV", "kvk_nummer": "12345674"}}
    assert ("companies", known) in portal.linked("deals", reference)


@pytest.mark.parametrize("number", [None, "", "1234567", "123456789", "１２３４５６７８"])
def test_a_company_without_a_number_is_a_name_only(
    portal: Portal, crm: HubSpot, number: str | None
) -> None:
    crm.deliver(replace(HANDOFF, company=Company("De Boer", number)), None)
    assert portal.objects["companies"] == {}
    assert "Bedrijf: De Boer" in _deal(portal)["description"]


def test_another_company_in_a_later_version(portal: Portal, crm: HubSpot) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    of_theirs = portal.place("companies", {"name": "Holding"}, ("deals", reference))
    crm.deliver(replace(HANDOFF, version=2, company=Company("Nieuw", "87654321")), reference)
    old, _, new = portal.objects["companies"]
    assert {i for k, i in portal.linked("deals", reference) if k == "companies"} == {new, of_theirs}
    assert portal.objects["companies"][old]["name"] == "Hoveniersbedrijf De Boer"


# Contacts and consent


def test_a_contact_that_was_there_is_linked_and_left_as_it_is(portal: Portal, crm: HubSpot) -> None:
    known = portal.place("contacts", BY_HAND)
    reference = crm.deliver(HANDOFF, None).reference
    crm.deliver(replace(HANDOFF, version=2), reference)
    assert portal.objects["contacts"] == {known: BY_HAND}
    assert ("contacts", known) in portal.linked("deals", reference)
    line = "Contact: Sam de Boer, 0612345678, sam@deboer.example\n"
    assert line in _deal(portal)["description"], "or the number that was told is nowhere"


def test_without_consent_nothing_personal_is_sent(portal: Portal, crm: HubSpot) -> None:
    crm.deliver(replace(HANDOFF, person=None), None)
    assert HANDOFF.key in _sent(portal) and not [p for p in PERSONAL if p in _sent(portal)]
    assert portal.objects["contacts"] == {}


@pytest.mark.parametrize("was_there", [False, True])
def test_consent_that_is_withdrawn_takes_away_what_was_told(
    portal: Portal, crm: HubSpot, was_there: bool
) -> None:
    known = portal.place("contacts", BY_HAND) if was_there else None
    reference = crm.deliver(HANDOFF, None).reference
    colleague = portal.place("contacts", {"firstname": "Ali"}, ("deals", reference))
    for version in (2, 3):
        portal.requests.clear()
        crm.deliver(replace(HANDOFF, version=version, person=None), reference)
        assert not [p for p in PERSONAL if p in _sent(portal)]
    assert set(portal.objects["contacts"]) == {colleague} | ({known} if known else set())
    assert {i for k, i in portal.linked("deals", reference) if k == "contacts"} == {colleague}
    assert not [p for p in PERSONAL if p in json.dumps(_deal(portal))]


def test_somebody_who_asks_twice_is_one_contact(portal: Portal, crm: HubSpot) -> None:
    second = replace(HANDOFF, key="GV-2026-TWEEDE")
    one, two = crm.deliver(HANDOFF, None).reference, crm.deliver(second, None).reference
    contact = _only(portal.objects["contacts"])
    crm.withdraw(HANDOFF, one)
    assert ("contacts", contact) in portal.linked("deals", two), "the second question has it too"
    crm.deliver(replace(second, version=2, person=None), two)
    assert portal.objects["contacts"] == {}, "nobody has it any more"
    assert _only(portal.objects["deals"]) == two


def test_a_later_version_tells_other_contact_details(portal: Portal, crm: HubSpot) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    contact = _only(portal.objects["contacts"])
    person = Person("Robin Smit", "robin@deboer.example")
    crm.deliver(replace(HANDOFF, version=2, person=person), reference)
    assert portal.objects["contacts"] == {
        contact: {
            "email": "robin@deboer.example",
            "firstname": "Robin",
            "lastname": "Smit",
            "phone": "",
            "groeivraag_id": HANDOFF.key,
        }
    }


def test_a_later_version_is_of_somebody_who_was_there(portal: Portal, crm: HubSpot) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    robin = portal.place("contacts", {"email": "robin@deboer.example"})
    person = Person("Robin Smit", "robin@deboer.example")
    crm.deliver(replace(HANDOFF, version=2, person=person), reference)
    assert portal.objects["contacts"] == {robin: {"email": "robin@deboer.example"}}
    assert ("contacts", robin) in portal.linked("deals", reference)


# One effect


@each_fault
def test_every_failure(
    portal: Portal, crm: HubSpot, fault: Fault, expected: type[CrmError]
) -> None:
    check_fault(fault, expected, portal, crm, lambda: portal.made["deals"])
    deal = _deal(portal)
    assert deal["groeivraag_id"] == "GV-2026-AAAAAA", "all but the first were taken back"
    assert portal.made["contacts"] == portal.made["companies"] == 1


def _first(crm: HubSpot) -> None:
    crm.deliver(HANDOFF, None)


def _no_consent(crm: HubSpot) -> None:
    changed = Company("Nieuw", "87654321")
    crm.deliver(replace(HANDOFF, version=2, person=None, company=changed), None)


def _withdrawn(crm: HubSpot) -> None:
    crm.withdraw(HANDOFF, None)


@dataclass(frozen=True)
class _Outcome:
    count: int
    """Requests of what was done without a fault."""
    end: str
    error: CrmError | None


def _tried(act: Callable[[HubSpot], None], fault: Fault | None, was_there: bool) -> _Outcome:
    """One portal with one fault, and then the same again without."""
    with Portal() as portal:
        crm = _plugin(portal.url, timeout_s="10")  # nothing hangs here
        known = portal.place("contacts", BY_HAND) if was_there else ""
        if act is not _first:
            crm.deliver(HANDOFF, None)
        caught: CrmError | None = None
        if fault is not None:
            portal.faults.append(fault)
            try:
                act(crm)
            except CrmError as problem:
                caught = problem
            portal.faults.clear()
        portal.requests.clear()
        act(crm)
        crm.close()
        assert portal.made["deals"] == 1 and portal.made["contacts"] == int(not was_there)
        if was_there:
            assert portal.objects["contacts"].pop(known) == BY_HAND
        return _Outcome(len(portal.requests), _everything(portal), caught)


@pytest.mark.parametrize("was_there", [False, True], ids=["new", "known"])
@pytest.mark.parametrize("act", [_first, _no_consent, _withdrawn])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        # A time-out leaves the same behind as a cut does, and takes longer.
        *(pytest.param(f, e, id=name) for name, f, e in FAULTS if not f.kind.startswith("hang")),
        *(
            pytest.param(Fault("answer", Answer(200, body)), Unavailable, id=f"strange {body}")
            for body in STRANGE
        ),
    ],
)
def test_every_failure_at_every_request(
    fault: Fault, expected: type[CrmError], act: Callable[[HubSpot], None], was_there: bool
) -> None:
    """Nothing goes by unseen, and in the end it is as if nothing had failed."""
    good = _tried(act, None, was_there)
    for number in range(good.count):
        outcome = _tried(act, replace(fault, after=number), was_there)
        assert isinstance(outcome.error, expected), f"request {number}: {outcome.error!r}"
        assert not [p for p in PERSONAL if p in str(outcome.error)]
        assert outcome.end == good.end, f"request {number}"


def test_a_later_version_changes_the_same_deal(portal: Portal, crm: HubSpot) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    _deal(portal)["dealstage"] = "closedwon"
    later = replace(HANDOFF, version=2, question="Hoe kan ik groeien?")
    assert crm.deliver(later, reference).reference == reference
    assert crm.deliver(later, None).reference == reference, "the answer was lost"
    deal = _deal(portal)
    assert deal["dealname"] == "Hoe kan ik groeien?" and "versie 2" in deal["description"]
    assert deal["dealstage"] == "closedwon", "where it stands is up to the CRM"
    assert portal.made == {"deals": 1, "contacts": 1, "companies": 1}


def test_a_deal_that_is_gone_is_made_anew(portal: Portal, crm: HubSpot) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    portal.objects["deals"].clear()
    portal.links.clear()
    again = crm.deliver(HANDOFF, reference).reference
    contact = _only(portal.objects["contacts"])
    assert again != reference and ("contacts", contact) in portal.linked("deals", again)


def test_it_is_taken_back(portal: Portal, crm: HubSpot) -> None:
    crm.withdraw(HANDOFF, None)
    colleague = portal.place("contacts", {"firstname": "Ali"})
    reference = crm.deliver(HANDOFF, None).reference
    portal.links.add(frozenset({("deals", reference), ("contacts", colleague)}))
    crm.withdraw(HANDOFF, reference)
    crm.withdraw(HANDOFF, reference)
    assert portal.objects["deals"] == {} and set(portal.objects["contacts"]) == {colleague}
    assert len(portal.objects["companies"]) == 1, "companies are everybody's"


def test_a_contact_without_a_deal_is_taken_back_too(portal: Portal, crm: HubSpot) -> None:
    """The delivery got no further than that."""
    for act in (_no_consent, _withdrawn):
        portal.place("contacts", BY_HAND | {"groeivraag_id": HANDOFF.key})
        act(crm)
        assert portal.objects["contacts"] == {}


class Late(Portal):
    """A portal that does one request only after it was asked for the same again."""

    hidden = ""

    def answer(self, request: Any) -> Answer:
        if request.method == "GET" and request.path.endswith(f"/{self.hidden}"):
            self.hidden = "none"
            return error(404, "OBJECT_NOT_FOUND", "Object not found.")
        return super().answer(request)


@pytest.mark.parametrize("hidden", [HANDOFF.key, "12345674", "sam%40deboer.example"])
def test_somebody_was_first(hidden: str) -> None:
    with Late() as portal:
        crm = _plugin(portal.url)
        portal.place("companies", {"name": "De Boer", "kvk_nummer": "12345674"})
        portal.place("contacts", BY_HAND)
        crm.deliver(HANDOFF, None)
        portal.hidden = hidden
        with pytest.raises(Conflict):
            crm.deliver(HANDOFF, None)
        before = _everything(portal)
        crm.deliver(HANDOFF, None)
        assert _everything(portal) == before and portal.made["deals"] == 1
        crm.close()


def test_what_goes_away_meanwhile_is_looked_up_again(portal: Portal, crm: HubSpot) -> None:
    crm.deliver(HANDOFF, None)
    gone = error(404, "OBJECT_NOT_FOUND", "Object not found.")
    portal.requests.clear()
    crm.deliver(HANDOFF, None)
    changes = [n for n, r in enumerate(portal.requests) if r.method in ("PATCH", "PUT")]
    assert len(changes) == 4
    for number in changes:
        portal.faults.append(Fault("answer", gone, after=number))
        with pytest.raises(Conflict):
            crm.deliver(HANDOFF, None)


# What it refuses


def test_what_is_refused_is_named_without_what_was_sent(portal: Portal, crm: HubSpot) -> None:
    del portal.custom["deals"]["groeivraag_koppelingen"]
    why = r"^antwoordde 400 \(groeivraag_koppelingen: PROPERTY_DOESNT_EXIST\)$"
    with pytest.raises(Rejected, match=why):
        crm.deliver(HANDOFF, None)
    wrong = _plugin(portal.url, stage="bestaat-niet")
    portal.custom["deals"]["groeivraag_koppelingen"] = False
    with pytest.raises(Rejected, match=r"^antwoordde 400 \(dealstage: INVALID_OPTION\)$"):
        wrong.deliver(HANDOFF, None)
    wrong.close()


@pytest.mark.parametrize(
    ("answer", "expected", "why"),
    [
        (error(403, "MISSING_SCOPES", "x"), NotAllowed, r"^antwoordde 403 \(MISSING_SCOPES\)$"),
        (error(409, "CONFLICT", "x"), Conflict, r"^antwoordde 409 \(CONFLICT\)$"),
        (error(429, "RATE_LIMITS", "x"), Unavailable, r"^antwoordde 429 \(RATE_LIMITS\)$"),
        (error(423, "LOCKED", "x"), Unavailable, r"^antwoordde 423 \(LOCKED\)$"),
        (error(477, "MIGRATION", "x"), Unavailable, r"^antwoordde 477 \(MIGRATION\)$"),
        (Answer(502, "<html>"), Unavailable, r"^antwoordde 502$"),
        (Answer(400, {"errors": [{"context": {"propertyName": ["a"]}}]}), Rejected, r"\(a: None\)"),
        (Answer(400, {"errors": ["x", {}], "category": "C"}), Rejected, r"^antwoordde 400 \(C\)$"),
    ],
)
def test_answers_of_hubspot(
    portal: Portal, crm: HubSpot, answer: Answer, expected: type[CrmError], why: str
) -> None:
    portal.faults.append(Fault("answer", replace(answer, headers={"Retry-After": "3"})))
    with pytest.raises(expected, match=why) as caught:
        crm.deliver(HANDOFF, None)
    assert caught.value.status == answer.status and len(portal.requests) == 1, "no second try"
    if type(caught.value) is Unavailable:
        assert caught.value.retry_after == 3.0
    crm.deliver(HANDOFF, None)


def test_no_other_address_is_gone_to(portal: Portal, crm: HubSpot) -> None:
    portal.faults.append(Fault("answer", Answer(302, None, {"Location": f"{portal.url}/login"})))
    with pytest.raises(NotAllowed, match=r"^antwoordde 302$"):
        crm.check()
    assert len(portal.requests) == 1


# Whether it can be reached


def test_it_can_be_reached(portal: Portal, crm: HubSpot) -> None:
    crm.check()
    assert {r.method for r in portal.requests} == {"GET"}
    assert portal.objects == {"deals": {}, "contacts": {}, "companies": {}}


@pytest.mark.parametrize("body", [None, *STRANGE])
def test_something_else_answers(portal: Portal, crm: HubSpot, body: Any) -> None:
    portal.faults.append(Fault("answer", Answer(200, body)))
    with pytest.raises(Unavailable, match="niet bij HubSpot hoort"):
        crm.check()


@pytest.mark.parametrize("kind", ["deals", "contacts", "companies"])
def test_a_property_that_was_not_made(portal: Portal, crm: HubSpot, kind: str) -> None:
    portal.custom[kind] = dict.fromkeys(portal.custom[kind], False)
    with pytest.raises(Rejected, match=f"van {kind} niet als unieke eigenschap: antwoordde 400"):
        crm.check()


def test_a_wrong_token_waits(portal: Portal) -> None:
    crm = _plugin(portal.url, token="pat-eu1-anders")
    for act in (crm.check, lambda: crm.deliver(HANDOFF, None)):
        with pytest.raises(NotAllowed, match=r"^antwoordde 401 \(INVALID_AUTHENTICATION\)$"):
            act()
    crm.close()


@pytest.mark.parametrize("index", range(len(FAULTS)))
def test_a_check_that_fails_is_told(portal: Portal, crm: HubSpot, index: int) -> None:
    _, fault, expected = FAULTS[index]
    for number in range(3):
        portal.faults.append(replace(fault, after=number))
        with pytest.raises(expected):
            crm.check()


def test_it_waits_no_longer_than_is_set(portal: Portal, crm: HubSpot) -> None:
    portal.faults.append(Fault("hang"))
    with pytest.raises(Unavailable, match=r"^gaf niet op tijd antwoord$"):
        crm.check()


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        crm = _plugin(f"http://127.0.0.1:{free.getsockname()[1]}")
        for act in (crm.check, lambda: crm.deliver(HANDOFF, None)):
            with pytest.raises(Unavailable, match=r"^was niet te bereiken \(NewConnectionError\)$"):
                act()
        crm.close()


class _Speaks(StreamRequestHandler):
    """Says the same to everybody."""

    said = b""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(self.said)


@pytest.mark.parametrize(
    ("scheme", "said", "why"),
    [
        ("https", b"HTTP/1.1 400 Bad Request\r\n\r\n", r"^was niet te bereiken \(SSLError\)$"),
        ("http", b"HTTP/1.1 502 x\r\nContent-Length: 1\r\n\r\n\xe9", "niet bij HubSpot hoort"),
        ("http", b"HTTP/1.1 200 x\r\nContent-Length: 1\r\n\r\n\xe9", "niet bij HubSpot hoort"),
        ("http", b"220 mail\r\n", r"^was niet te bereiken \(ProtocolError\)$"),
    ],
)
def test_what_is_no_hubspot_at_all(scheme: str, said: bytes, why: str) -> None:
    handler = type("Speaks", (_Speaks,), {"said": said})
    with TCPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        crm = _plugin(f"{scheme}://127.0.0.1:{server.server_address[1]}")
        try:
            with pytest.raises(Unavailable, match=why):
                crm.deliver(HANDOFF, None)
        finally:
            crm.close()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "api.hubapi.com"),
        ("url", "https://[api"),
        ("url", "https://api.hubapi.com#x"),
        ("token", " "),
        ("token", "pat\n1"),
        ("token", "één"),
        ("key_property", "Groeivraag ID"),
        ("links_property", ""),
        ("kvk_property", "kvk/nummer"),
        ("timeout_s", "snel"),
        ("timeout_s", "-1"),
    ],
)
def test_a_setting_that_cannot_be_used(name: str, value: str) -> None:
    with pytest.raises(CrmSettingsError, match=f"BOT_CRM_HUBSPOT_{name.upper()}"):
        HubSpot(_values("https://api.hubapi.com") | {name: value})


def test_it_is_made_from_the_environment(portal: Portal) -> None:
    given = {"BOT_CRM_HUBSPOT_TOKEN": f" {TOKEN}\n", "BOT_CRM_HUBSPOT_URL": f"{portal.url}/"}
    crm = make("hubspot", given)
    crm.check()
    assert crm.deliver(HANDOFF, None).reference in portal.objects["deals"]
    crm.close()
    with pytest.raises(CrmSettingsError, match="HubSpot: zet BOT_CRM_HUBSPOT_TOKEN"):
        make("hubspot", {})
