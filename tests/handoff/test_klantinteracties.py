"""The Klantinteracties plugin against an Open Klant that keeps to the specification."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import replace
from typing import Any, Iterator

import httpx
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
from bot.handoff.crm import klantinteracties_bodies as bodies
from bot.handoff.crm.klantinteracties import Klantinteracties
from bot.handoff.crm.registry import make
from tests.handoff.counterpart import Answer, Fault, Request
from tests.handoff.failing import FAULTS, HANDOFF, check_fault, each_fault
from tests.handoff.open_klant import BASE, TOKEN, OpenKlant, specification

PERSONAL = ("Sam", "deboer.example", "0612345678")
LONG = "Hoe kan ik groeien zonder alles zelf te doen? " * 60


@pytest.fixture()
def other() -> Iterator[OpenKlant]:
    """An Open Klant. Whatever a test does, all that it is sent keeps to the specification."""
    with OpenKlant() as counterpart:
        yield counterpart
    assert counterpart.refused == []
    assert counterpart.wrong_answers == []


@pytest.fixture()
def crm(other: OpenKlant) -> Iterator[Klantinteracties]:
    plugin = _plugin(other.base)
    yield plugin
    plugin.close()


def _plugin(url: str, token: str = TOKEN, timeout: str = "0.5") -> Klantinteracties:
    return Klantinteracties(
        {"url": url, "token": token, "actor": "Digitale groeimakelaar", "timeout_s": timeout}
    )


def _only(items: list[Any]) -> Any:
    assert len(items) == 1, items
    return items[0]


def _everything(other: OpenKlant) -> str:
    return json.dumps(other.tables, ensure_ascii=False)


# What arrives


def test_a_first_delivery_field_by_field(other: OpenKlant, crm: Klantinteracties) -> None:
    reference = crm.deliver(HANDOFF, None).reference

    partij = _only(other.all("partijen"))
    assert _only(other.sent("POST", "partijen")) == {
        "soortPartij": "organisatie",
        "indicatieActief": True,
        "voorkeurstaal": "nld",
        "interneNotitie": "Aangemaakt door Digitale groeimakelaar, bij een groeivraag.",
        "digitaleAdressen": [],
        "voorkeursDigitaalAdres": None,
        "rekeningnummers": [],
        "voorkeursRekeningnummer": None,
        "partijIdentificatie": {"naam": "Hoveniersbedrijf De Boer"},
        "partijIdentificatoren": [
            {
                "partijIdentificator": {
                    "codeObjecttype": "niet_natuurlijk_persoon",
                    "codeSoortObjectId": "kvk_nummer",
                    "objectId": "12345674",
                    "codeRegister": "hr",
                }
            }
        ],
    }
    made = _only(other.sent("POST", "maak-klantcontact"))
    number = made["klantcontact"].pop("nummer")
    assert re.fullmatch(r"[1-9][0-9]{8}", number)
    assert made == {
        "klantcontact": {
            "kanaal": "website",
            "onderwerp": HANDOFF.question,
            "inhoud": f"{HANDOFF.question}\n\n{HANDOFF.summary}",
            "indicatieContactGelukt": True,
            "taal": "nld",
            "vertrouwelijk": True,
            "plaatsgevondenOp": "2026-11-25T09:30:00+01:00",
        },
        "betrokkene": {
            "wasPartij": {"uuid": partij["uuid"]},
            "rol": "klant",
            "initiator": True,
            "organisatienaam": "Hoveniersbedrijf De Boer",
            "contactnaam": {
                "voorletters": "",
                "voornaam": "Sam",
                "voorvoegselAchternaam": "de",
                "achternaam": "Boer",
            },
        },
        "onderwerpobject": {
            "onderwerpobjectidentificator": {
                "objectId": "GV-2026-7K3M9P",
                "codeObjecttype": "groeivraag",
                "codeRegister": "groeimakelaar",
                "codeSoortObjectId": "referentie",
            }
        },
    }
    contact = _only(other.all("klantcontacten"))
    assert reference == contact["uuid"]
    betrokkene = _only(other.all("betrokkenen"))["uuid"]
    assert other.sent("POST", "digitaleadressen") == [
        {
            "verstrektDoorBetrokkene": {"uuid": betrokkene},
            "verstrektDoorPartij": None,
            "soortDigitaalAdres": kind,
            "adres": address,
            "omschrijving": "Opgegeven aan de groeimakelaar",
        }
        for kind, address in (
            ("email", "sam@deboer.example"),
            ("telefoonnummer", "0612345678"),
        )
    ]
    broker, assistant = other.all("actoren")
    assert other.sent("POST", "actoren") == [
        {
            "naam": "de groeimakelaar voor Noordelijk Flevoland",
            "soortActor": "medewerker",
            "indicatieActief": True,
            "actoridentificator": {
                "objectId": "makelaar-noord",
                "codeObjecttype": "medewerker",
                "codeRegister": "groeimakelaar",
                "codeSoortObjectId": "id",
            },
        },
        {
            "naam": "Digitale groeimakelaar",
            "soortActor": "geautomatiseerde_actor",
            "indicatieActief": True,
            "actorIdentificatie": {
                "functie": "Groeivraag scherp krijgen",
                "omschrijving": "Digitale assistent voor ondernemers",
            },
        },
    ]
    assert _only(other.sent("POST", "internetaken")) == {
        "gevraagdeHandeling": "Neem contact op met de ondernemer over groeivraag GV-2026-7K3M9P",
        "toelichting": "Groeivraag: GV-2026-7K3M9P, versie 1\n"
        "Behoefte: Loslaten en delegeren\n"
        "Briefing: https://groei.example/console/groeivragen/GV-2026-7K3M9P\n"
        "Bedrijf: Hoveniersbedrijf De Boer, 12345674, Noordoostpolder, Techniek en bouw\n"
        f"\n{HANDOFF.question}",
        "aanleidinggevendKlantcontact": {"uuid": reference},
        "toegewezenAanActoren": [{"uuid": broker["uuid"]}],
        "status": "te_verwerken",
    }
    assert _only(other.sent("POST", "actorklantcontacten")) == {
        "actor": {"uuid": assistant["uuid"]},
        "klantcontact": {"uuid": reference},
    }


def test_what_is_urgent_says_so_first(other: OpenKlant, crm: Klantinteracties) -> None:
    crm.deliver(replace(HANDOFF, urgent=True), None)
    task = _only(other.all("internetaken"))
    assert task["gevraagdeHandeling"].startswith("DRINGEND: ")
    assert task["toelichting"].startswith("DRINGEND: ")


def test_no_text_is_longer_than_fits(other: OpenKlant, crm: Klantinteracties) -> None:
    long = replace(
        HANDOFF,
        question=LONG,
        summary="Samenvatting. " * 200,
        need=LONG,
        channel=LONG,
        urgent=True,
        broker_name=LONG,
        company=Company(LONG, "12345674", LONG, LONG),
        person=Person(
            f"Sam van der van der van der {LONG}", f"{'s' * 90}@deboer.example", "0" * 90
        ),
    )
    reference = crm.deliver(long, None).reference
    assert crm.deliver(replace(long, version=2), reference).reference == reference

    contact = _only(other.all("klantcontacten"))
    assert 180 < len(contact["onderwerp"]) <= 200 and contact["onderwerp"].endswith("…")
    assert 980 < len(contact["inhoud"]) <= 1000
    assert len(contact["kanaal"]) <= 50
    betrokkene = _only(other.all("betrokkenen"))
    assert 180 < len(betrokkene["organisatienaam"]) <= 200
    assert betrokkene["contactnaam"]["voorvoegselAchternaam"] == ""  # "van der …" does not fit
    assert betrokkene["contactnaam"]["achternaam"].startswith("van der van der van der Hoe kan")
    task = _only(other.all("internetaken"))
    assert 980 < len(task["toelichting"]) <= 1000
    assert f"Briefing: {HANDOFF.link}\n" in task["toelichting"], "the link is whole"
    assert other.all("digitaleadressen") == [], "half an address reaches nobody"
    assert all(len(actor["naam"]) <= 200 for actor in other.all("actoren"))
    assert len(other.all("actoren")) == 2, "found again by its clipped name or id"


@pytest.mark.parametrize(
    "handoff",
    [
        replace(HANDOFF, question=" ", summary="", need="", channel=""),
        replace(HANDOFF, question="a\n\tb", link=None, company=Company(), broker_name=" "),
    ],
    ids=["empty", "bare"],
)
def test_what_is_missing_is_no_reason_to_be_refused(
    other: OpenKlant, crm: Klantinteracties, handoff: Handoff
) -> None:
    crm.deliver(handoff, None)
    contact = _only(other.all("klantcontacten"))
    assert contact["onderwerp"] in ("Groeivraag", "a b")
    assert contact["kanaal"] in ("overig", "website")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Sam de Boer", ("Sam", "de", "Boer")),
        ("Fatima el Idrissi", ("Fatima", "el", "Idrissi")),
        ("Jan-Peter  van der  Berg-de Wit", ("Jan-Peter", "van der", "Berg-de Wit")),
        ("de Boer", ("", "de", "Boer")),
        ("Sam", ("Sam", "", "")),
        ("Sam van", ("Sam", "", "van")),
        ("Van", ("Van", "", "")),
        ("", ("", "", "")),
        (None, ("", "", "")),
    ],
)
def test_a_name_in_its_parts(name: str | None, parts: tuple[str, str, str]) -> None:
    found = bodies.contactnaam(Person(name))
    assert found["voorletters"] == ""
    assert (found["voornaam"], found["voorvoegselAchternaam"], found["achternaam"]) == parts


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(phone="06-123 456 78"), [("telefoonnummer", "0612345678")]),
        (Person(phone="+31 (0)6 1234 5678"), [("telefoonnummer", "+31612345678")]),
        (Person(phone="0800 1234"), [("overig", "0800 1234")]),
        (Person(email=" Sam@DeBoer.example "), [("email", "Sam@DeBoer.example")]),
        (Person(email="sam@deboer"), [("overig", "sam@deboer")]),
        (Person(email="sam..x@deboer.nl"), [("overig", "sam..x@deboer.nl")]),
        (Person(email="s" * 81 + "@deboer.nl", phone=""), []),
        (Person(name="Sam"), []),
        (None, []),
    ],
)
def test_addresses_as_the_crm_takes_them(
    person: Person | None,
    expected: list[tuple[str, str]],
    other: OpenKlant,
    crm: Klantinteracties,
) -> None:
    crm.deliver(replace(HANDOFF, person=person), None)
    there = [(a["soortDigitaalAdres"], a["adres"]) for a in other.all("digitaleadressen")]
    assert there == expected
    task = _only(other.all("internetaken"))
    assert ("deelt geen contactgegevens" in task["toelichting"]) == (not expected)


# Companies


def test_a_company_that_is_known_is_used_and_left_as_it_is(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    body = bodies.partij(Company("Naam van de gemeente"), "12345674", "KISS")
    other.place("partijen", bodies.partij(Company("Een ander"), "87654321", "KISS"))
    known = other.place("partijen", body)
    crm.deliver(HANDOFF, None)
    assert other.sent("POST", "partijen") == [] and other.sent("PATCH", "partijen") == []
    assert _only(other.all("betrokkenen"))["wasPartij"]["uuid"] == known["uuid"]


@pytest.mark.parametrize(
    "number", [None, "", "1234567", "123456789", "12345678x", "１２３４５６７８"]
)
def test_a_company_without_a_number_is_a_name_only(
    number: str | None, other: OpenKlant, crm: Klantinteracties
) -> None:
    crm.deliver(replace(HANDOFF, company=Company("De Boer", number)), None)
    assert other.all("partijen") == []
    betrokkene = _only(other.all("betrokkenen"))
    assert betrokkene["wasPartij"] is None and betrokkene["organisatienaam"] == "De Boer"


def test_a_number_in_groups_is_a_number(other: OpenKlant, crm: Klantinteracties) -> None:
    crm.deliver(replace(HANDOFF, company=Company(None, "1234 56.74")), None)
    partij = _only(other.all("partijen"))
    assert partij["partijIdentificatie"] == {"naam": "KVK 12345674"}


def test_another_company_in_a_later_version(other: OpenKlant, crm: Klantinteracties) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    crm.deliver(replace(HANDOFF, version=2, company=Company("Nieuw", "87654321")), reference)
    _, new = other.all("partijen")
    betrokkene = _only(other.all("betrokkenen"))
    assert betrokkene["wasPartij"]["uuid"] == new["uuid"]
    assert betrokkene["organisatienaam"] == "Nieuw"


# Consent


def test_without_consent_nothing_personal_is_sent(other: OpenKlant, crm: Klantinteracties) -> None:
    silent = replace(HANDOFF, person=None, company=replace(HANDOFF.company, name="Groenbedrijf"))
    crm.deliver(silent, None)
    sent = b"".join(r.body for r in other.requests).decode()
    assert all(word not in sent for word in PERSONAL)
    assert other.made["digitaleadressen"] == 0
    assert _only(other.all("betrokkenen"))["contactnaam"]["achternaam"] == ""
    task = _only(other.all("internetaken"))
    assert task["gevraagdeHandeling"] == "Bekijk groeivraag GV-2026-7K3M9P"


def test_who_is_not_known_at_all_is_not_recorded(other: OpenKlant, crm: Klantinteracties) -> None:
    nobody = replace(HANDOFF, person=None, company=Company(municipality="Urk"))
    reference = crm.deliver(nobody, None).reference
    crm.deliver(nobody, reference)
    assert other.made["betrokkenen"] == 0
    # Known later: recorded then, once.
    for version in (2, 3):
        crm.deliver(replace(HANDOFF, version=version), reference)
    betrokkene = _only(other.all("betrokkenen"))
    assert betrokkene["contactnaam"]["voornaam"] == "Sam"
    assert len(other.all("digitaleadressen")) == 2


def test_consent_that_is_withdrawn_takes_away_what_was_ours(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    company = replace(HANDOFF.company, name="Groenbedrijf")
    reference = crm.deliver(replace(HANDOFF, company=company), None).reference
    betrokkene = _only(other.all("betrokkenen"))
    theirs = bodies.digitaal_adres("email", "loket@urk.example", betrokkene["uuid"])
    other.place("digitaleadressen", theirs | {"omschrijving": "Door het loket"})
    assert all(word in _everything(other) for word in PERSONAL)

    crm.deliver(replace(HANDOFF, version=2, person=None, company=company), reference)
    assert all(word not in _everything(other) for word in PERSONAL)
    assert _only(other.all("digitaleadressen"))["adres"] == "loket@urk.example"
    assert _only(other.all("betrokkenen"))["organisatienaam"] == "Groenbedrijf"


def test_another_address_replaces_the_one_before(other: OpenKlant, crm: Klantinteracties) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    person = Person("Sam de Boer", "nieuw@deboer.example", "0612345678")
    crm.deliver(replace(HANDOFF, version=2, person=person), reference)
    there = {a["adres"] for a in other.all("digitaleadressen")}
    assert there == {"nieuw@deboer.example", "0612345678"}
    assert other.made["digitaleadressen"] == 3, "what stayed was not made again"


# Later versions


def test_a_later_version_changes_the_same_contact_and_task(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    before = dict(_only(other.all("klantcontacten")))
    task = _only(other.all("internetaken"))
    # Meanwhile somebody there gave it to a colleague, and did it.
    colleague = other.place("actoren", bodies.assistant("Collega") | {"soortActor": "medewerker"})
    task |= {"status": "verwerkt", "toegewezenAanActoren": [{"uuid": colleague["uuid"]}]}
    later = replace(
        HANDOFF,
        version=2,
        question="Hoe kan ik binnen een jaar twee teamleiders hebben?",
        summary="Wil teamleiders.",
        urgent=True,
    )
    other.requests.clear()
    assert crm.deliver(later, reference).reference == reference

    assert not [r.path for r in other.requests if r.method == "POST"]
    after = _only(other.all("klantcontacten"))
    assert after == before | {
        "onderwerp": later.question,
        "inhoud": f"{later.question}\n\nWil teamleiders.",
    }
    changed = _only(other.all("internetaken"))
    assert changed["gevraagdeHandeling"].startswith("DRINGEND: ")
    assert "versie 2" in changed["toelichting"] and later.question in changed["toelichting"]
    assert changed["status"] == "verwerkt"
    assert changed["toegewezenAanActoren"] == [{"uuid": colleague["uuid"]}]


def test_what_others_added_to_the_contact_stays_theirs(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    to = {"uuid": reference}
    broker = other.all("actoren")[0]
    other.place(
        "betrokkenen",
        bodies.betrokkene(replace(HANDOFF, company=Company("Accountant")), None)
        | {"hadKlantcontact": to},
    )
    other.place(
        "internetaken",
        bodies.new_taak(HANDOFF, reference, broker["uuid"]) | {"gevraagdeHandeling": "Bel bank"},
    )
    crm.deliver(replace(HANDOFF, version=2, urgent=True), reference)
    assert [b["organisatienaam"] for b in other.all("betrokkenen")] == [
        "Hoveniersbedrijf De Boer",
        "Accountant",
    ]
    ours, theirs = other.all("internetaken")
    assert ours["gevraagdeHandeling"].startswith("DRINGEND: ")
    assert theirs["gevraagdeHandeling"] == "Bel bank"


def test_the_answer_was_lost_so_there_is_no_reference(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    first = crm.deliver(HANDOFF, None).reference
    assert crm.deliver(HANDOFF, None).reference == first
    expected = ("klantcontacten", "betrokkenen", "internetaken", "actorklantcontacten", "partijen")
    assert {name: other.made[name] for name in expected} == dict.fromkeys(expected, 1)
    assert other.made["digitaleadressen"] == 2 and other.made["actoren"] == 2


@pytest.mark.parametrize(
    "reference", ["9f1c0d5e-0000-4000-8000-000000000000", "../partijen", "x?y"]
)
def test_a_reference_that_is_gone_is_looked_up_by_our_key(
    reference: str, other: OpenKlant, crm: Klantinteracties
) -> None:
    first = crm.deliver(HANDOFF, None).reference
    assert crm.deliver(replace(HANDOFF, version=2), reference).reference == first
    assert other.made["klantcontacten"] == 1


def test_a_contact_that_was_removed_there_is_made_anew(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    first = crm.deliver(HANDOFF, None).reference
    httpx.delete(
        f"{other.base}/klantcontacten/{first}", headers={"Authorization": f"Token {TOKEN}"}
    ).raise_for_status()
    second = crm.deliver(replace(HANDOFF, version=2), first).reference
    assert second != first and _only(other.all("klantcontacten"))["uuid"] == second
    assert len(other.all("internetaken")) == 1 and len(other.all("digitaleadressen")) == 2


# Numbers, and who is first


def test_numbers_are_stable_digits_that_fit() -> None:
    keys = [f"GV-2026-{n:06}" for n in range(3000)]
    numbers = [list(bodies.numbers(key)) for key in keys]
    assert numbers == [list(bodies.numbers(key)) for key in keys]
    assert all(re.fullmatch(r"[1-9][0-9]{8}", n) for each in numbers for n in each)
    assert all(len(set(each)) == bodies.NUMBERS for each in numbers)
    assert len({each[0] for each in numbers}) > 2990


def test_a_number_that_somebody_else_has_is_passed_by(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    first, second, *_ = bodies.numbers(HANDOFF.key)
    theirs = other.place("klantcontacten", _contact(first))
    # The same id in another register is not our record either.
    about = {"objectId": HANDOFF.key, "codeRegister": "zaken"}
    other.place(
        "onderwerpobjecten",
        {"klantcontact": {"uuid": theirs["uuid"]}, "onderwerpobjectidentificator": about},
    )
    reference = crm.deliver(HANDOFF, None).reference
    assert other.tables["klantcontacten"][reference]["nummer"] == second
    assert theirs["onderwerp"] == "Paspoort"


def test_when_all_numbers_are_taken_a_person_must_look(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    for number in bodies.numbers(HANDOFF.key):
        other.place("klantcontacten", _contact(number))
    with pytest.raises(Rejected, match="nummers"):
        crm.deliver(HANDOFF, None)


def _contact(number: str) -> dict[str, Any]:
    return {
        "nummer": number,
        "kanaal": "balie",
        "onderwerp": "Paspoort",
        "taal": "nld",
        "vertrouwelijk": False,
    }


class _SomebodyFirst(OpenKlant):
    """Just before a request, somebody else does the same."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def answer(self, request: Request) -> Answer:
        if request.method == "POST" and request.path == f"{BASE}/{self._path}" and self._path:
            self._path = ""
            super().answer(request)
        return super().answer(request)


def test_somebody_who_is_first_with_the_contact_is_a_conflict() -> None:
    with _SomebodyFirst("maak-klantcontact") as other:
        crm = _plugin(other.base)
        with pytest.raises(Conflict):
            crm.deliver(HANDOFF, None)
        reference = crm.deliver(HANDOFF, None).reference
        assert _only(other.all("klantcontacten"))["uuid"] == reference
        assert len(other.all("internetaken")) == 1 and other.refused == []
        crm.close()


@pytest.mark.parametrize("path", ["partijen", "actorklantcontacten"])
def test_somebody_who_is_first_with_what_is_shared_is_no_matter(path: str) -> None:
    with _SomebodyFirst(path) as other:
        crm = _plugin(other.base)
        crm.deliver(HANDOFF, None)
        assert len(other.all(path)) == 1 and len(other.all("internetaken")) == 1
        crm.close()


# Actors


def test_actors_are_looked_up_by_their_whole_name_on_every_page(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    other.page_size = 2
    known = other.place("actoren", bodies.assistant("Digitale groeimakelaar"))
    for body in (
        bodies.assistant("Digitale groeimakelaar (oud)"),
        bodies.assistant("De Digitale groeimakelaar"),
        bodies.assistant("digitale groeimakelaar"),
        bodies.assistant("Digitale groeimakelaar") | {"indicatieActief": False},
        bodies.assistant("Digitale groeimakelaar") | {"soortActor": "medewerker"},
    ):
        body.pop("actorIdentificatie")
        other.place("actoren", body)
    crm.deliver(HANDOFF, None)
    assert _only(other.all("actorklantcontacten"))["actor"]["uuid"] == known["uuid"]
    assert [body["soortActor"] for body in other.sent("POST", "actoren")] == ["medewerker"]


def test_a_broker_is_known_by_id_and_else_by_name(other: OpenKlant, crm: Klantinteracties) -> None:
    by_id = other.place("actoren", bodies.broker(replace(HANDOFF, broker_name="Vorige naam")))
    by_name = other.place("actoren", bodies.broker(replace(HANDOFF, broker_id=None)))
    crm.deliver(HANDOFF, None)
    assert _only(other.all("internetaken"))["toegewezenAanActoren"] == [{"uuid": by_id["uuid"]}]
    crm.deliver(replace(HANDOFF, key="GV-2026-CCCCCC", broker_id="makelaar-oost"), None)
    assert other.all("internetaken")[1]["toegewezenAanActoren"] == [{"uuid": by_name["uuid"]}]
    assert other.made["actoren"] == 3


def test_without_a_broker_the_task_is_the_assistants(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    crm.deliver(replace(HANDOFF, broker_id=None, broker_name=None), None)
    assistant = _only(other.all("actoren"))
    task = _only(other.all("internetaken"))
    assert task["toegewezenAanActoren"] == [{"uuid": assistant["uuid"]}]
    assert assistant["soortActor"] == "geautomatiseerde_actor"


# Withdrawal


@pytest.mark.parametrize("with_reference", [True, False])
def test_withdrawal_leaves_nothing_of_the_question(
    with_reference: bool, other: OpenKlant, crm: Klantinteracties
) -> None:
    theirs = other.place("klantcontacten", _contact("0000000001"))
    company = replace(HANDOFF.company, name="Groenbedrijf")
    handoff = replace(HANDOFF, company=company)
    reference = crm.deliver(handoff, None).reference
    bare = Handoff(HANDOFF.key, 2, "", "", "", False, "website", HANDOFF.created_at)
    crm.withdraw(bare, reference if with_reference else None)

    assert _only(other.all("klantcontacten")) == theirs
    for collection in ("betrokkenen", "digitaleadressen", "internetaken", "onderwerpobjecten"):
        assert other.all(collection) == [], collection
    left = _everything(other)
    assert all(word not in left for word in (*PERSONAL, HANDOFF.key, HANDOFF.question))
    assert len(other.all("partijen")) == 1, "shared with others: what the trade register tells"
    removed = [r.path.split("/")[4] for r in other.requests if r.method == "DELETE"]
    assert removed == [
        "digitaleadressen",
        "digitaleadressen",
        "betrokkenen",
        "internetaken",
        "klantcontacten",
    ], "the contact last: it is how the rest is found"


def test_withdrawal_of_what_is_not_there(other: OpenKlant, crm: Klantinteracties) -> None:
    crm.withdraw(HANDOFF, None)
    crm.withdraw(HANDOFF, "9f1c0d5e-0000-4000-8000-000000000000")
    assert {r.method for r in other.requests} == {"GET"}


# Failures


@each_fault
def test_every_failure_is_told_and_has_one_effect(
    fault: Fault, expected: type[CrmError], other: OpenKlant, crm: Klantinteracties
) -> None:
    # Counts what was ever made: `check_fault` goes on counting what it withdrew.
    check_fault(fault, expected, other, crm, lambda: other.made["klantcontacten"])
    count = other.made["klantcontacten"]
    assert count > 10, "each of the requests was failed"
    assert other.made["internetaken"] == other.made["betrokkenen"] == count
    assert other.made["actorklantcontacten"] == count
    assert other.made["digitaleadressen"] == 2 * count
    assert other.made["partijen"] == 1 and other.made["actoren"] == 2
    # All but the first were withdrawn.
    assert len(other.all("klantcontacten")) == len(other.all("internetaken")) == 1


@pytest.mark.parametrize("name", ["500", "cut after it was done"])
def test_a_change_and_a_withdrawal_that_broke_are_completed(
    name: str, other: OpenKlant, crm: Klantinteracties
) -> None:
    fault = next(f for n, f, _ in FAULTS if n == name)
    company = replace(HANDOFF.company, name="Groenbedrijf")
    full = replace(HANDOFF, company=company)
    silent = replace(full, version=2, person=None, question="Hoe word ik baas?", urgent=True)

    def attempt(number: int, broken: bool) -> int:
        """One life of a question; how many requests its change and its withdrawal took."""
        reference = crm.deliver(full, None).reference
        counts = []
        for act in (crm.deliver, crm.withdraw):
            start = len(other.requests)
            if broken:
                other.faults.append(replace(fault, after=number))
                try:
                    act(silent, reference)
                except Unavailable:
                    assert not other.faults, "it came of the fault"
                other.faults.clear()
            act(silent, reference)
            counts.append(len(other.requests) - start)
            if act == crm.deliver:
                assert _only(other.all("klantcontacten"))["onderwerp"] == "Hoe word ik baas?"
                assert "DRINGEND" in _only(other.all("internetaken"))["toelichting"]
                assert _only(other.all("betrokkenen"))["organisatienaam"] == "Groenbedrijf"
            assert all(word not in _everything(other) for word in PERSONAL)
        assert other.all("klantcontacten") == other.all("internetaken") == []
        return max(counts)

    for number in range(attempt(0, broken=False)):
        attempt(number, broken=True)


def test_what_somebody_removes_meanwhile_is_no_refusal(
    other: OpenKlant, crm: Klantinteracties
) -> None:
    gone = Fault("answer", Answer(404, {"code": "not_found"}))
    reference = crm.deliver(HANDOFF, None).reference
    start = len(other.requests)
    crm.deliver(HANDOFF, reference)
    for number in range(len(other.requests) - start):
        other.faults.append(replace(gone, after=number))
        try:
            assert crm.deliver(HANDOFF, reference).reference == reference
        except CrmError as error:
            assert isinstance(error, Conflict) and number != 1, "1 is the reference itself"
        assert not other.faults
    other.faults.append(replace(gone, after=3))  # the first removal
    crm.withdraw(HANDOFF, reference)
    assert other.requests[-1].method == "DELETE" and other.all("klantcontacten") == []


def test_a_refusal_names_no_person(other: OpenKlant, crm: Klantinteracties) -> None:
    invalid = [{"name": "klantcontact.kanaal", "code": "invalid", "reason": "Sam de Boer"}]
    problem = {"code": "invalid", "title": "Sam de Boer", "invalidParams": invalid}
    other.faults.append(Fault("answer", Answer(400, problem), after=3))
    with pytest.raises(Rejected, match=r"^antwoordde 400 \(klantcontact\.kanaal: invalid\)$"):
        crm.deliver(HANDOFF, None)
    assert other.requests[3].path == f"{BASE}/maak-klantcontact"
    assert other.made["klantcontacten"] == 0


@pytest.mark.parametrize(
    "body", [None, [], "inloggen", {"results": None}, {"results": ["x"]}, {"results": [{}]}]
)
def test_an_answer_of_something_else_is_not_taken(
    body: Any, other: OpenKlant, crm: Klantinteracties
) -> None:
    for after in range(3):
        other.faults.append(Fault("answer", Answer(200, body), after=after))
        with pytest.raises(Unavailable):
            crm.deliver(HANDOFF, None)
        other.faults.clear()
    assert other.made["klantcontacten"] == 0


# Whether it can be reached


def test_check_reads_and_changes_nothing(other: OpenKlant, crm: Klantinteracties) -> None:
    crm.check()
    request = _only(other.requests)
    assert (request.method, request.path) == ("GET", f"{BASE}/klantcontacten")
    assert request.headers["authorization"] == f"Token {TOKEN}"


def test_check_with_another_token(other: OpenKlant) -> None:
    crm = _plugin(other.base, token="f" * 40)
    with pytest.raises(NotAllowed, match="401"):
        crm.check()
    with pytest.raises(NotAllowed):
        crm.deliver(HANDOFF, None)
    assert not other.made
    crm.close()


def test_check_at_another_path(other: OpenKlant) -> None:
    crm = _plugin(other.url)
    with pytest.raises(CrmError, match="404"):
        crm.check()
    crm.close()


def test_check_where_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        crm = _plugin(f"http://127.0.0.1:{held.getsockname()[1]}{BASE}")
        with pytest.raises(Unavailable, match="niet te bereiken"):
            crm.check()
        crm.close()


def test_settings_from_the_environment(other: OpenKlant) -> None:
    prefix = "BOT_CRM_KLANTINTERACTIES_"
    crm = make("klantinteracties", {f"{prefix}URL": f"{other.base}/", f"{prefix}TOKEN": TOKEN})
    crm.deliver(HANDOFF, None)
    assert "Digitale groeimakelaar" in {actor["naam"] for actor in other.all("actoren")}
    crm.close()
    with pytest.raises(CrmSettingsError, match=f"{prefix}URL en {prefix}TOKEN"):
        make("klantinteracties", {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "openklant.example/klantinteracties/api/v1"),
        ("url", "https://openklant.example/?x=y"),
        ("token", " "),
        ("token", "één\ntwee"),
        ("actor", "a" * 201),
        ("actor", " "),
        ("timeout_s", "tien"),
        ("timeout_s", "0"),
        ("timeout_s", "nan"),
    ],
)
def test_settings_that_cannot_be_used(name: str, value: str) -> None:
    values = {
        "url": "https://openklant.example/klantinteracties/api/v1",
        "token": TOKEN,
        "actor": "Digitale groeimakelaar",
        "timeout_s": "10",
    }
    with pytest.raises(CrmSettingsError, match=f"BOT_CRM_KLANTINTERACTIES_{name.upper()}"):
        Klantinteracties(values | {name: value})


# The counterpart: a test against one that takes everything would prove nothing


@pytest.mark.parametrize(
    ("path", "body", "name", "code"),
    [
        ("klantcontacten", {"onderwerp": "x" * 201}, "onderwerp", "max_length"),
        ("klantcontacten", {"taal": None}, "taal", "null"),
        ("klantcontacten", {"onderwerp": ""}, "onderwerp", "blank"),
        ("klantcontacten", {"nummer": "GV1"}, "nummer", "invalid"),
        ("klantcontacten", {"nummer": "0000000001"}, "nummer", "unique"),
        ("klantcontacten", {"plaatsgevondenOp": "gisteren"}, "plaatsgevondenOp", "invalid"),
        ("klantcontacten", {"hadBetrokkenen": []}, "", "unknown"),
        ("betrokkenen", {"rol": "klant"}, "hadKlantcontact", "required"),
        ("actoren", {"naam": "x", "soortActor": "robot"}, "soortActor", "invalid_choice"),
        ("internetaken", {"status": "klaar"}, "status", "invalid_choice"),
        ("digitaleadressen", {"verstrektDoorBetrokkene": {"uuid": 1}}, None, None),
    ],
)
def test_the_counterpart_refuses_what_the_specification_does_not_allow(
    path: str, body: dict[str, Any], name: str | None, code: str | None
) -> None:
    with OpenKlant() as other:
        other.place("klantcontacten", _contact("0000000001"))
        whole = _contact("2") | body if path == "klantcontacten" else body
        answer = httpx.post(
            f"{other.base}/{path}", json=whole, headers={"Authorization": f"Token {TOKEN}"}
        )
        assert answer.status_code == 400
        invalid = answer.json()["invalidParams"]
        if name is None:
            assert {p["name"] for p in invalid} >= {"verstrektDoorBetrokkene.uuid", "adres"}
        else:
            assert (name, code) in {(p["name"], p["code"]) for p in invalid}
        assert len(other.all(path)) == (path == "klantcontacten")


def test_the_counterpart_knows_its_paths_and_questions() -> None:
    with OpenKlant() as other, httpx.Client(headers={"Authorization": f"Token {TOKEN}"}) as http:
        assert http.get(f"{other.base}/groeivragen").status_code == 404
        assert http.delete(f"{other.base}/klantcontacten").status_code == 405
        assert http.get(f"{other.base}/klantcontacten?kleur=rood").status_code == 400
        assert http.get(f"{other.base}/klantcontacten?pageSize=veel").status_code == 400
        assert httpx.get(f"{other.base}/klantcontacten").status_code == 401


def test_lengths_are_those_of_the_specification() -> None:
    schemas = specification()["components"]["schemas"]
    for schema, name, most in (
        ("Klantcontact", "onderwerp", bodies.SUBJECT),
        ("Klantcontact", "inhoud", bodies.TEXT),
        ("Klantcontact", "kanaal", bodies.CHANNEL),
        ("InterneTaak", "gevraagdeHandeling", bodies.ACTION),
        ("InterneTaak", "toelichting", bodies.TEXT),
        ("DigitaalAdres", "adres", bodies.ADDRESS),
        ("Contactnaam", "voorvoegselAchternaam", bodies.PREFIX),
        ("Contactnaam", "achternaam", bodies.NAME),
        ("Betrokkene", "organisatienaam", bodies.NAME),
        ("Base_ActorSerializer", "naam", bodies.NAME),
    ):
        assert schemas[schema]["properties"][name]["maxLength"] == most, (schema, name)
