"""The Tryton plugin against a real Tryton; what arrived is read from its database."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.handoff.crm import (
    Company,
    Conflict,
    CrmSettingsError,
    Handoff,
    NotAllowed,
    Person,
    Rejected,
    Unavailable,
)
from bot.handoff.crm.registry import make
from bot.handoff.crm.tryton import Tryton
from tests.handoff.counterpart import Answer, Counterpart, Request
from tests.handoff.failing import HANDOFF as OF_ALL
from tests.handoff.tryton_real import RealTryton, real_tryton
from tests.handoff.tryton_server import InFront

PERSON = Person("Zwaantje Quispel", "zwaantje@quispel.example", "0687654321")
PERSONAL = ("Zwaantje", "zwaantje", "quispel", "Quispel", "87654321")
"""None of these stands in an empty Tryton."""

HANDOFF = replace(OF_ALL, person=PERSON)
NO_KVK = replace(HANDOFF, company=replace(HANDOFF.company, kvk_number=None))
LATER = replace(HANDOFF, version=2, question="Hoe kan ik groeien?", summary="Het is anders.")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealTryton]:
    with real_tryton(tmp_path_factory.mktemp("tryton")) as real:
        everything = real.everything()
        assert not any(word in everything for word in (*PERSONAL, HANDOFF.key))
        yield real


@pytest.fixture()
def tryton(running: RealTryton) -> RealTryton:
    running.empty()
    return running


@pytest.fixture()
def crm(tryton: RealTryton) -> Iterator[Tryton]:
    plugin = tryton.plugin()
    yield plugin
    plugin.close()


def _only(items: list[Any]) -> Any:
    assert len(items) == 1, items
    return items[0]


def _opportunities(tryton: RealTryton) -> list[dict[str, Any]]:
    return tryton.rows("select * from sale_opportunity order by id")


def _contacts(tryton: RealTryton) -> list[tuple[str, str, str]]:
    found = tryton.rows("select * from party_contact_mechanism order by id")
    return [(c["type"], c["value"], c["name"]) for c in found]


def _party_of(tryton: RealTryton) -> dict[str, Any]:
    party: dict[str, Any] = _only(
        tryton.rows(
            "select * from party_party where id = ?", _only(_opportunities(tryton))["party"]
        )
    )
    return party


def _assert_nothing_personal(tryton: RealTryton) -> None:
    everything = tryton.everything()
    assert [word for word in PERSONAL if word in everything] == []


# What arrives


def test_a_first_delivery_field_by_field(tryton: RealTryton, crm: Tryton) -> None:
    reference = crm.deliver(HANDOFF, None).reference

    made = _only(_opportunities(tryton))
    assert reference == str(made["id"])
    email, phone = tryton.rows("select * from party_contact_mechanism order by id")
    assert {k: made[k] for k in ("reference", "state", "description", "contact", "company")} == {
        "reference": "GV-2026-7K3M9P",
        "state": "lead",
        "description": HANDOFF.question,
        "contact": email["id"],
        "company": 1,
    }
    assert made["start_date"] == "2026-11-25" and made["number"]
    assert made["comment"] == (
        "Alles loopt via de eigenaar; 14 mensen, hoveniersbedrijf in Emmeloord.\n"
        "\n"
        "Hoofdbehoefte: Loslaten en delegeren\n"
        "Voor: de groeimakelaar voor Noordelijk Flevoland\n"
        "Gemeente: Noordoostpolder\n"
        "Sector: Techniek en bouw\n"
        "Binnengekomen: website, 2026-11-25\n"
        "Groeivraag: https://groei.example/console/groeivragen/GV-2026-7K3M9P\n"
        "— GV-2026-7K3M9P — eigen notities: hieronder —"
    )
    party = _party_of(tryton)
    assert party["name"] == "Hoveniersbedrijf De Boer"
    identifier = _only(tryton.rows("select * from party_identifier"))
    assert (identifier["party"], identifier["code"], identifier["type"]) == (
        party["id"],
        "12345674",
        None,
    )
    consent = "Gedeeld met toestemming, bij een groeivraag. [GV-2026-7K3M9P "
    assert {k: email[k] for k in ("party", "type", "value", "name", "comment")} == {
        "party": party["id"],
        "type": "email",
        "value": "zwaantje@quispel.example",
        "name": "Zwaantje Quispel",
        "comment": f"{consent}e-mail]",
    }
    assert {k: phone[k] for k in ("party", "type", "value", "name", "comment")} == {
        "party": party["id"],
        "type": "mobile",
        "value": "+31 6 87654321",
        "name": "Zwaantje Quispel",
        "comment": f"{consent}telefoon]",
    }


def test_urgency_and_what_is_not_known(tryton: RealTryton, crm: Tryton) -> None:
    bare = replace(
        HANDOFF, urgent=True, link=None, broker_name=None, company=Company(), person=None
    )
    crm.deliver(bare, None)
    assert _only(_opportunities(tryton))["comment"].splitlines()[2:] == [
        "Hoofdbehoefte: Loslaten en delegeren",
        "Spoed: er wacht nu iemand op een mens",
        "Binnengekomen: website, 2026-11-25",
        "Groeivraag: GV-2026-7K3M9P",
        "— GV-2026-7K3M9P — eigen notities: hieronder —",
    ]
    assert _party_of(tryton)["name"] == "Onderneming bij GV-2026-7K3M9P"


def test_long_and_odd_texts(tryton: RealTryton, crm: Tryton) -> None:
    long = "Hoe kan ik groeien zonder alles zelf te doen? " * 200
    odd = replace(
        HANDOFF,
        question=f"Regel\neen\t{long}",
        summary=f"Regel\x00 een\n\ud800{long}",
        company=Company(f"Firma\r\n{long}"),
        person=Person(long, PERSON.email, PERSON.phone),
    )
    reference = crm.deliver(odd, None).reference
    assert crm.deliver(odd, reference).reference == reference

    made = _only(_opportunities(tryton))
    assert made["description"].startswith("Regel een Hoe kan ik")
    assert 350 < len(made["description"]) <= 400 and made["description"].endswith("…")
    summary = made["comment"].partition("\n\nHoofdbehoefte")[0]
    assert summary.startswith("Regel een\nHoe kan ik") and 3900 < len(summary) <= 4000
    name = _party_of(tryton)["name"]
    assert name.startswith("Firma Hoe kan ik") and len(name) <= 200
    assert [len(n) <= 200 and n.endswith("…") for _, _, n in _contacts(tryton)] == [True, True]


@pytest.mark.parametrize(
    ("phone", "arrives"),
    [
        ("0687654321", ("mobile", "+31 6 87654321")),
        ("+31 527 123456", ("phone", "+31 527 123 456")),
        ("+49 30 901820", ("phone", "+49 30 901820")),
        ("06-876", ("other", "06-876")),
        ("bel de zaak", ("other", "bel de zaak")),
    ],
)
def test_telephone_numbers(
    tryton: RealTryton, crm: Tryton, phone: str, arrives: tuple[str, str]
) -> None:
    """A number that Tryton refuses does not keep the growth question away."""
    handoff = replace(HANDOFF, person=Person(None, None, phone))
    crm.deliver(handoff, None)
    crm.deliver(replace(handoff, version=2), None)
    assert [(t, v) for t, v, _ in _contacts(tryton)] == [arrives]


def test_a_person_with_only_a_name(tryton: RealTryton, crm: Tryton) -> None:
    crm.deliver(replace(HANDOFF, person=Person("Zwaantje Quispel")), None)
    assert _contacts(tryton) == [("other", "Zwaantje Quispel", "Contactpersoon")]
    crm.deliver(replace(HANDOFF, person=Person("Zwaantje Quispel", PERSON.email)), None)
    assert _contacts(tryton) == [("email", "zwaantje@quispel.example", "Zwaantje Quispel")]


# Consent


def test_nothing_personal_without_consent(tryton: RealTryton, crm: Tryton) -> None:
    brief = f"Bel {PERSON.name}, {PERSON.phone}, {PERSON.email}"
    crm.deliver(replace(HANDOFF, person=None, brief=brief), None)
    assert len(_opportunities(tryton)) == 1
    assert tryton.count("party_contact_mechanism") == 0
    _assert_nothing_personal(tryton)


@pytest.mark.parametrize("handoff", [HANDOFF, NO_KVK], ids=["shared party", "own party"])
def test_consent_withdrawn(tryton: RealTryton, crm: Tryton, handoff: Handoff) -> None:
    """Nothing is left of it, in histories and logs neither."""
    reference = crm.deliver(handoff, None).reference
    crm.deliver(replace(handoff, version=2, question="Hoe nu?"), reference)
    assert all(word in tryton.everything() for word in PERSONAL)

    crm.deliver(replace(handoff, version=3, question="Hoe nu?", person=None), reference)
    _assert_nothing_personal(tryton)
    made = _only(_opportunities(tryton))
    assert str(made["id"]) == reference and made["contact"] is None
    assert made["description"] == "Hoe nu?"


def test_consent_withdrawn_of_what_a_broker_archived_or_annotated(
    tryton: RealTryton, crm: Tryton
) -> None:
    crm.deliver(HANDOFF, None)
    email, phone = tryton.rows("select * from party_contact_mechanism order by id")
    tryton.broker("PUT", f"party.contact_mechanism/{email['id']}", {"active": False})
    note = {"comment": f"Liever na vijven.\n{phone['comment']}"}
    tryton.broker("PUT", f"party.contact_mechanism/{phone['id']}", note)

    crm.deliver(replace(HANDOFF, version=2, person=None), None)
    _assert_nothing_personal(tryton)


def test_contact_details_of_others_stay(tryton: RealTryton, crm: Tryton) -> None:
    """Those of a broker on the same party, and those of another growth question of the firm."""
    crm.deliver(HANDOFF, None)
    other = replace(HANDOFF, key="GV-2026-OTHER1", person=Person("Bo", "bo@firma.example"))
    crm.deliver(other, None)
    theirs = {"party": _only(tryton.rows("select distinct party from sale_opportunity"))["party"]}
    tryton.broker(
        "POST",
        "party.contact_mechanism",
        {**theirs, "type": "email", "value": "info@firma.example"},
    )
    crm.withdraw(HANDOFF, None)
    assert [value for _, value, _ in _contacts(tryton)] == [
        "bo@firma.example",
        "info@firma.example",
    ]
    assert [o["reference"] for o in _opportunities(tryton)] == ["GV-2026-OTHER1"]


def test_contact_details_that_change(tryton: RealTryton, crm: Tryton) -> None:
    crm.deliver(HANDOFF, None)
    before = tryton.rows("select id from party_contact_mechanism order by id")
    changed = Person("Zwaantje Quispel", "nieuw@quispel.example", "0527 123456")
    crm.deliver(replace(HANDOFF, version=2, person=changed), None)
    assert _contacts(tryton) == [
        ("email", "nieuw@quispel.example", "Zwaantje Quispel"),
        ("phone", "+31 527 123 456", "Zwaantje Quispel"),
    ]
    assert tryton.rows("select id from party_contact_mechanism order by id") == before

    crm.deliver(replace(HANDOFF, version=3, person=replace(changed, email=None)), None)
    phone = _only(tryton.rows("select * from party_contact_mechanism"))
    assert phone["type"] == "phone"
    assert _only(_opportunities(tryton))["contact"] == phone["id"]


# Later versions


def test_a_later_version_changes_the_same_opportunity(tryton: RealTryton, crm: Tryton) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    made = _only(_opportunities(tryton))
    assert crm.deliver(LATER, reference).reference == reference
    assert crm.deliver(LATER, None).reference == reference, "the first answer was lost"
    changed = _only(_opportunities(tryton))
    assert changed["description"] == "Hoe kan ik groeien?"
    assert changed["comment"].startswith("Het is anders.\n\nHoofdbehoefte")
    for name in ("id", "number", "party", "contact", "start_date", "state"):
        assert changed[name] == made[name]


def test_what_is_the_same_is_not_written(tryton: RealTryton, crm: Tryton) -> None:
    """Tryton keeps a history, in which a broker sees what changed."""
    reference = crm.deliver(HANDOFF, None).reference
    versions = tryton.count("sale_opportunity__history")
    crm.deliver(replace(HANDOFF, version=2), reference)
    assert tryton.count("sale_opportunity__history") == versions
    crm.deliver(LATER, reference)
    assert tryton.count("sale_opportunity__history") > versions


def test_what_a_broker_wrote_and_chose_stays(tryton: RealTryton, crm: Tryton) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    made = _only(_opportunities(tryton))
    theirs = tryton.broker(
        "POST",
        "party.contact_mechanism",
        {"party": made["party"], "type": "email", "value": "info@firma.example"},
    )
    notes = f"{made['comment']}\n\nGebeld op dinsdag."
    tryton.broker(
        "PUT", f"sale.opportunity/{reference}", {"comment": notes, "contact": theirs["id"]}
    )
    crm.deliver(LATER, reference)
    changed = _only(_opportunities(tryton))
    assert changed["comment"].startswith("Het is anders.")
    assert changed["comment"].endswith("hieronder —\n\nGebeld op dinsdag.")
    assert changed["contact"] == theirs["id"]


def test_what_is_gone_there_is_made_anew(tryton: RealTryton, crm: Tryton) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    tryton.broker("POST", f"sale.opportunity/{reference}/cancel")
    tryton.broker("DELETE", f"sale.opportunity/{reference}")
    again = crm.deliver(LATER, reference).reference
    assert str(_only(_opportunities(tryton))["id"]) == again
    assert len(_contacts(tryton)) == 2


def test_found_by_its_id_where_a_broker_gave_it_another_reference(
    tryton: RealTryton, crm: Tryton
) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    tryton.broker("PUT", f"sale.opportunity/{reference}", {"reference": "ons kenmerk 7"})
    assert crm.deliver(LATER, reference).reference == reference
    made = _only(_opportunities(tryton))
    assert (made["reference"], made["description"]) == ("ons kenmerk 7", "Hoe kan ik groeien?")


@pytest.mark.parametrize("kind", ["somebody else's", "no id", "too large"])
def test_an_id_alone_is_not_believed(tryton: RealTryton, crm: Tryton, kind: str) -> None:
    """After a move to another database it is the id of something else."""
    theirs = tryton.broker("POST", "sale.opportunity", {"description": "van een ander"})["id"]
    reference = {"somebody else's": str(theirs), "no id": "x-1", "too large": "9" * 30}[kind]
    made = crm.deliver(HANDOFF, reference).reference
    assert made != str(theirs)
    crm.withdraw(HANDOFF, reference)
    assert _only(_opportunities(tryton))["description"] == "van een ander"


# Parties


def test_the_party_with_the_kvk_number_is_used_and_left_alone(
    tryton: RealTryton, crm: Tryton
) -> None:
    known = {"name": "De Boer Groen BV", "identifiers": [["create", [{"code": "12345674"}]]]}
    party = tryton.broker("POST", "party.party", known)["id"]
    reference = crm.deliver(HANDOFF, None).reference
    crm.deliver(LATER, reference)
    assert _party_of(tryton)["id"] == party
    crm.withdraw(LATER, reference)
    left = _only(tryton.rows("select * from party_party where id = ?", party))
    assert (left["name"], bool(left["active"])) == ("De Boer Groen BV", True)


def test_a_party_in_use_is_chosen_before_an_archived_one(tryton: RealTryton, crm: Tryton) -> None:
    known = {"name": "Oud", "identifiers": [["create", [{"code": "12345674"}]]]}
    old = tryton.broker("POST", "party.party", known)["id"]
    tryton.broker("PUT", f"party.party/{old}", {"active": False})
    crm.deliver(HANDOFF, None)
    assert _party_of(tryton)["id"] == old, "rather than a second one"
    new = tryton.broker("POST", "party.party", known | {"name": "Nieuw"})["id"]
    crm.deliver(LATER, None)
    assert _party_of(tryton)["id"] == new
    assert {c["party"] for c in tryton.rows("select * from party_contact_mechanism")} == {new}


def test_a_number_of_another_kind_is_no_kvk_number(tryton: RealTryton, crm: Tryton) -> None:
    """Estonian and other numbers have eight digits as well."""
    identifier = {"code": "76748497", "type": "ee_registrikood"}
    other = {"name": "Eesti", "identifiers": [["create", [identifier]]]}
    party = tryton.broker("POST", "party.party", other)["id"]
    crm.deliver(replace(HANDOFF, company=Company("De Boer", "76748497")), None)
    assert _party_of(tryton)["id"] != party


def test_without_a_kvk_number_a_party_of_our_own(tryton: RealTryton, crm: Tryton) -> None:
    """Found again by our key, kept up, and removed with the growth question."""
    reference = crm.deliver(NO_KVK, None).reference
    first = _party_of(tryton)
    assert _only(tryton.rows("select * from party_identifier"))["code"] == HANDOFF.key
    renamed = replace(NO_KVK, version=2, company=Company("De Boer Groen"))
    crm.deliver(renamed, reference)
    assert (_party_of(tryton)["id"], _party_of(tryton)["name"]) == (first["id"], "De Boer Groen")
    crm.withdraw(renamed, reference)
    assert tryton.rows("select * from party_party where id = ?", first["id"]) == []


def test_a_kvk_number_that_comes_later(tryton: RealTryton, crm: Tryton) -> None:
    reference = crm.deliver(NO_KVK, None).reference
    first = _party_of(tryton)["id"]
    crm.deliver(replace(HANDOFF, version=2), reference)
    assert _party_of(tryton)["id"] != first
    assert _only(tryton.rows("select * from party_identifier"))["code"] == "12345674"
    assert tryton.rows("select * from party_party where id = ?", first) == []
    assert len(_contacts(tryton)) == 2


@pytest.mark.parametrize("use", ["an opportunity", "an identifier", "a sale"])
def test_a_party_of_our_own_that_others_use_stays(
    tryton: RealTryton, crm: Tryton, use: str
) -> None:
    crm.deliver(NO_KVK, None)
    party = _party_of(tryton)["id"]
    if use == "an opportunity":
        tryton.broker("POST", "sale.opportunity", {"description": "ander", "party": party})
    elif use == "an identifier":
        tryton.broker("POST", "party.identifier", {"party": party, "code": "ABC"})
    else:
        tryton.admin("model.sale.sale.create", [{"party": party, "company": 1, "currency": 1}])
    crm.withdraw(NO_KVK, None)
    assert len(tryton.rows("select * from party_party where id = ?", party)) == 1
    assert HANDOFF.key not in str(_opportunities(tryton))
    _assert_nothing_personal(tryton)


def test_a_party_of_our_own_that_was_merged(tryton: RealTryton, crm: Tryton) -> None:
    """Tryton moves our identifier to the other party: that one is used, and is not ours."""
    crm.deliver(NO_KVK, None)
    ours = _party_of(tryton)["id"]
    theirs = tryton.broker("POST", "party.party", {"name": "Echte naam"})["id"]
    session, *_ = tryton.admin("wizard.party.replace.create")
    ask = {"ask": {"source": ours, "destination": theirs}}
    tryton.admin("model.party.party.write", [ours], {"name": "Echte naam"})
    tryton.admin("wizard.party.replace.execute", session, ask, "replace")
    assert _party_of(tryton)["id"] == theirs

    crm.deliver(replace(NO_KVK, version=2, question="Hoe nu?"), None)
    assert (_party_of(tryton)["id"], _party_of(tryton)["name"]) == (theirs, "Echte naam")
    crm.withdraw(NO_KVK, None)
    assert len(tryton.rows("select * from party_party where id = ?", theirs)) == 1
    assert _opportunities(tryton) == []
    _assert_nothing_personal(tryton)


# Withdrawal


@pytest.mark.parametrize("state", ["lead", "opportunity", "cancelled", "lost"])
@pytest.mark.parametrize("known", [True, False], ids=["reference", "answer lost"])
def test_withdrawn_whatever_a_broker_did(
    tryton: RealTryton, crm: Tryton, state: str, known: bool
) -> None:
    reference = crm.deliver(NO_KVK, None).reference
    _bring_to(tryton, reference, state)
    for _ in range(2):
        crm.withdraw(NO_KVK, reference if known else None)
        assert _opportunities(tryton) == []
        assert tryton.count("party_contact_mechanism") == 0
        assert tryton.count("party_identifier") == 0
        _assert_nothing_personal(tryton)


def test_nothing_to_withdraw(tryton: RealTryton, crm: Tryton) -> None:
    before = tryton.count("sale_opportunity__history")
    crm.withdraw(HANDOFF, None)
    crm.withdraw(HANDOFF, "4711")
    assert tryton.count("sale_opportunity__history") == before


def test_withdrawn_and_delivered_again(tryton: RealTryton, crm: Tryton) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    crm.withdraw(HANDOFF, reference)
    again = crm.deliver(LATER, None).reference
    assert str(_only(_opportunities(tryton))["id"]) == again


def test_a_sale_was_made_of_it(tryton: RealTryton, crm: Tryton) -> None:
    """Tryton lets nobody remove it then: a person must look, and nothing personal is left."""
    reference = crm.deliver(HANDOFF, None).reference
    _bring_to(tryton, reference, "converted")
    crm.deliver(replace(HANDOFF, version=2), reference)
    with pytest.raises(Rejected, match="al een verkoop"):
        crm.withdraw(HANDOFF, reference)
    assert _only(_opportunities(tryton))["state"] == "converted"
    _assert_nothing_personal(tryton)


@pytest.mark.parametrize("state", ["cancelled", "lost", "converted"])
def test_a_closed_one_takes_no_new_text(tryton: RealTryton, crm: Tryton, state: str) -> None:
    """But the consent is kept to all the same."""
    reference = crm.deliver(HANDOFF, None).reference
    _bring_to(tryton, reference, state)
    with pytest.raises(Rejected, match=f"al afgesloten \\({state}\\)"):
        crm.deliver(replace(LATER, person=None), reference)
    made = _only(_opportunities(tryton))
    assert (made["state"], made["description"]) == (state, HANDOFF.question)
    assert made["contact"] is None
    _assert_nothing_personal(tryton)
    # Also where the firm turns out to be another one: what is closed stays where it is.
    moved = replace(HANDOFF, version=3, company=replace(HANDOFF.company, kvk_number="23456784"))
    assert crm.deliver(moved, reference).reference == reference
    assert _party_of(tryton)["id"] == made["party"]
    assert len(_contacts(tryton)) == 2


def _bring_to(tryton: RealTryton, reference: str, state: str) -> None:
    """As a broker does it; a sale takes rights that the user of our key has not."""
    if state in ("opportunity", "converted"):
        party = tryton.admin("model.party.party.create", [{"name": "Makelaar"}])[0]
        employee = tryton.admin("model.company.employee.create", [{"party": party, "company": 1}])
        tryton.broker("PUT", f"sale.opportunity/{reference}", {"employee": employee[0]})
        tryton.broker("POST", f"sale.opportunity/{reference}/opportunity")
    if state == "converted":
        tryton.admin("model.sale.opportunity.convert", [int(reference)])
    if state == "cancelled":
        tryton.broker("POST", f"sale.opportunity/{reference}/cancel")
    if state == "lost":
        tryton.broker("POST", f"sale.opportunity/{reference}/lost")
    assert _only(_opportunities(tryton))["state"] == state


# Twice


def _double(tryton: RealTryton, **more: Any) -> str:
    body = {"reference": HANDOFF.key, "description": "dubbel", **more}
    return str(tryton.broker("POST", "sale.opportunity", body)["id"])


def test_of_two_the_known_one_stays(tryton: RealTryton, crm: Tryton) -> None:
    _double(tryton)
    known = _double(tryton)
    assert crm.deliver(HANDOFF, known).reference == known
    assert _only(_opportunities(tryton))["description"] == HANDOFF.question


def test_of_two_unknown_ones_the_oldest_stays(tryton: RealTryton, crm: Tryton) -> None:
    oldest = _double(tryton)
    _double(tryton)
    assert crm.deliver(HANDOFF, None).reference == oldest
    assert str(_only(_opportunities(tryton))["id"]) == oldest


def test_of_two_the_one_in_use_stays(tryton: RealTryton, crm: Tryton) -> None:
    """And one that a broker cancelled as a double is not gone on with."""
    cancelled = _double(tryton)
    tryton.broker("POST", f"sale.opportunity/{cancelled}/cancel")
    _double(tryton)
    party = tryton.admin("model.party.party.create", [{"name": "Makelaar"}])[0]
    employee = tryton.admin("model.company.employee.create", [{"party": party, "company": 1}])[0]
    used = _double(tryton, employee=employee, party=party)
    tryton.broker("POST", f"sale.opportunity/{used}/opportunity")
    assert crm.deliver(HANDOFF, cancelled).reference == used
    states = {str(o["id"]): o["state"] for o in _opportunities(tryton)}
    assert states == {cancelled: "cancelled", used: "opportunity"}
    crm.withdraw(HANDOFF, used)
    assert _opportunities(tryton) == []


# Whether it lets us in


def test_check(tryton: RealTryton, crm: Tryton) -> None:
    before = tryton.everything()
    crm.check()
    crm.check()
    assert tryton.everything() == before, "nothing changes there"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"key": "verkeerd"}, "antwoordde 401"),
        ({"database": "andere"}, "die database is er niet"),
        ({"company": "Bestaat Niet BV"}, "kent het bedrijf niet"),
        ({"company": "4711"}, "kent het bedrijf niet"),
    ],
)
def test_not_let_in(tryton: RealTryton, settings: dict[str, str], says: str) -> None:
    """It waits until somebody sets it right: nothing is lost."""
    crm = tryton.plugin(**settings)
    for act in (crm.check, lambda: crm.deliver(HANDOFF, None), lambda: crm.withdraw(HANDOFF, None)):
        with pytest.raises(NotAllowed, match=says):
            act()
    crm.close()
    assert tryton.count("sale_opportunity") == 0 and tryton.count("party_identifier") == 0


def test_a_cancelled_key(tryton: RealTryton) -> None:
    user = tryton.rows("select id from res_user where login = 'groeimakelaar'")[0]["id"]
    values = {"user": user, "application": "rest", "key": "een-andere-sleutel"}
    application = tryton.admin("model.res.user.application.create", [values])
    crm = tryton.plugin(key="een-andere-sleutel")
    crm.check()
    tryton.admin("model.res.user.application.cancel", application)
    with pytest.raises(NotAllowed, match="401"):
        crm.deliver(HANDOFF, None)
    crm.close()


def test_a_user_without_rights(tryton: RealTryton, crm: Tryton) -> None:
    """Tryton answers 400 to that; it is no fault of what was sent."""
    user = tryton.rows("select id from res_user where login = 'groeimakelaar'")[0]["id"]
    group = tryton.admin("model.res.group.search", [["name", "=", "Sale Opportunity"]], 0, 1, None)
    tryton.admin("model.res.user.write", [user], {"groups": [["remove", group]]})
    try:
        with pytest.raises(NotAllowed, match="geen recht"):
            crm.check()
        with pytest.raises(NotAllowed, match="geen recht"):
            crm.deliver(HANDOFF, None)
    finally:
        tryton.admin("model.res.user.write", [user], {"groups": [["add", group]]})
    crm.check()


def test_the_company_by_number_or_name(tryton: RealTryton) -> None:
    for asked in ("1", "Ontwikkelingsmaatschappij Voorbeeld", ""):
        crm = tryton.plugin(company=asked)
        crm.deliver(HANDOFF, None)
        crm.close()
    assert _only(_opportunities(tryton))["company"] == 1


def test_a_company_that_the_user_has_not(tryton: RealTryton) -> None:
    party = tryton.admin("model.party.party.create", [{"name": "Ander Bedrijf"}])[0]
    company = tryton.admin("model.company.company.create", [{"party": party, "currency": 1}])[0]
    crm = tryton.plugin(company="Ander Bedrijf")
    try:
        with pytest.raises(NotAllowed):
            crm.deliver(HANDOFF, None)
    finally:
        crm.close()
        tryton.admin("model.company.company.delete", [company])
    assert tryton.count("sale_opportunity") == 0


def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    crm = _plugin(url)
    for act in (crm.check, lambda: crm.deliver(HANDOFF, None), lambda: crm.withdraw(HANDOFF, "1")):
        with pytest.raises(Unavailable, match="niet te bereiken"):
            act()
    crm.close()


def _plugin(url: str) -> Tryton:
    return Tryton({"url": url, "database": "crm", "key": "k", "company": "", "timeout_s": "0.5"})


class Strange(Counterpart):
    """Something else at this address."""

    body: Any = None

    def answer(self, request: Request) -> Answer:
        return Answer(200, self.body)


@pytest.mark.parametrize(
    "body", [None, "<html>", {}, [1], [{"id": "1"}], [{"name": "x"}], [{"id": 1}]], ids=str
)
def test_something_else_answers(body: Any) -> None:
    """A login page or a notice of maintenance is no refusal of ours."""
    with Strange() as other:
        other.body = body
        crm = _plugin(other.url)
        for act in (crm.check, lambda: crm.deliver(HANDOFF, None)):
            with pytest.raises(Unavailable, match="niet bij Tryton hoort"):
                act()
        crm.close()


class Meanwhile(InFront):
    """A broker who does something just before a request of ours."""

    def __init__(self, tryton: RealTryton) -> None:
        super().__init__(tryton.url)
        self.tryton = tryton
        self.before = ""
        """Start of the request: method, and the last part of the path."""
        self.does: list[tuple[str, str]] = []

    def answer(self, request: Request) -> Answer:
        if f"{request.method} {request.path}".startswith(self.before):
            for method, path in self.does:
                self.tryton.broker(method, path)
            self.does = []
        return super().answer(request)


@pytest.mark.parametrize("does", ["cancels", "deletes"])
def test_a_broker_is_first(tryton: RealTryton, does: str) -> None:
    """Between our look and our change: a conflict, and the next try finds how it is now."""
    with Meanwhile(tryton) as front:
        crm = tryton.plugin(front.url)
        reference = crm.deliver(HANDOFF, None).reference
        front.before = f"PUT /crm/rest/model/sale.opportunity/{reference}"
        front.does = [("POST", f"sale.opportunity/{reference}/cancel")]
        if does == "deletes":
            front.does.append(("DELETE", f"sale.opportunity/{reference}"))
        with pytest.raises(Conflict):
            crm.deliver(LATER, reference)
        if does == "cancels":
            with pytest.raises(Rejected, match="afgesloten"):
                crm.deliver(LATER, reference)
        else:
            crm.deliver(LATER, reference)
        assert len(_opportunities(tryton)) == 1
        crm.close()
        front.close()


@pytest.mark.parametrize("moment", ["cancel", ""])
def test_a_broker_is_first_at_a_withdrawal(tryton: RealTryton, moment: str) -> None:
    with Meanwhile(tryton) as front:
        crm = tryton.plugin(front.url)
        reference = crm.deliver(HANDOFF, None).reference
        path = f"/crm/rest/model/sale.opportunity/{reference}"
        front.before = f"POST {path}/cancel" if moment else f"DELETE {path}"
        front.does = [("POST", f"sale.opportunity/{reference}/{'lost' if moment else 'lead'}")]
        with pytest.raises(Conflict):
            crm.withdraw(HANDOFF, reference)
        crm.withdraw(HANDOFF, reference)
        assert _opportunities(tryton) == []
        crm.close()
        front.close()


# Settings


def test_made_from_the_environment() -> None:
    environment = {
        "BOT_CRM_TRYTON_URL": "https://tryton.example.nl/",
        "BOT_CRM_TRYTON_DATABASE": "crm",
        "BOT_CRM_TRYTON_KEY": "geheim",
    }
    crm = make("tryton", environment)
    assert isinstance(crm, Tryton)
    assert crm.values["company"] == "" and crm.values["timeout_s"] == "10"
    crm.close()
    with pytest.raises(CrmSettingsError, match="BOT_CRM_TRYTON_KEY"):
        make("tryton", {k: v for k, v in environment.items() if not k.endswith("KEY")})
    assert [s.name for s in Tryton.settings if s.secret] == ["key"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "tryton.example.nl"),
        ("url", "ftp://tryton.example.nl"),
        ("url", "https://tryton.example.nl/?x=1"),
        ("database", "crm/../andere"),
        ("database", " "),
        ("key", "ge heim"),
        ("key", "geheim\n\u20ac"),
        ("timeout_s", "snel"),
        ("timeout_s", "0"),
        ("timeout_s", "nan"),
    ],
)
def test_settings_that_cannot_be_used(name: str, value: str) -> None:
    values = {"url": "http://x", "database": "crm", "key": "k", "company": "", "timeout_s": "1"}
    with pytest.raises(CrmSettingsError, match=f"BOT_CRM_TRYTON_{name.upper()}"):
        Tryton(values | {name: value})
