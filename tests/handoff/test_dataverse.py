"""The plugin for Dynamics 365 against a Dataverse that knows tokens, lengths and alternate keys."""

from __future__ import annotations

import json
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
from bot.handoff.crm.dataverse import Dataverse, lead
from bot.handoff.crm.registry import make
from tests.handoff.counterpart import Answer, Fault, Request
from tests.handoff.dataverse_server import API, CLIENT_ID, SECRET, TENANT, Environment
from tests.handoff.failing import FAULTS, HANDOFF, check_fault, each_fault

PERSONAL = ("Sam", "deboer.example", "0612345678")
LONG = "Hoe kan ik groeien zonder alles zelf te doen? " * 60
TOKEN = f"/{TENANT}/oauth2/v2.0/token"


@pytest.fixture()
def other() -> Iterator[Environment]:
    with Environment() as counterpart:
        yield counterpart


@pytest.fixture()
def crm(other: Environment) -> Iterator[Dataverse]:
    plugin = _plugin(other.url)
    yield plugin
    plugin.close()


def _values(url: str, **changes: str) -> dict[str, str]:
    return {
        "url": url,
        "tenant": TENANT,
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "key_field": "gv_groeivraagid",
        "login_url": url,
        "timeout_s": "0.5",
    } | changes


def _plugin(url: str, **changes: str) -> Dataverse:
    return Dataverse(_values(url, **changes))


def _only(items: Any) -> Any:
    [item] = items
    return item


def _tokens(other: Environment) -> list[Request]:
    return [r for r in other.requests if r.path == TOKEN]


# What arrives


def test_a_first_delivery_field_by_field(other: Environment, crm: Dataverse) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    token, patch = other.requests
    assert token.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (patch.method, patch.path) == ("PATCH", f"{API}/leads(gv_groeivraagid='{HANDOFF.key}')")
    assert patch.query == {"$select": ["leadid"]}, "nothing personal comes back"
    assert not {"if-match", "if-none-match"} & set(patch.headers), "made or changed, whichever"
    assert _only(other.leads.values()) == {
        "leadid": reference,
        "gv_groeivraagid": "GV-2026-7K3M9P",
        "subject": HANDOFF.question,
        "description": "Groeivraag: GV-2026-7K3M9P, versie 1\n"
        "Behoefte: Loslaten en delegeren\n"
        "Briefing: https://groei.example/console/groeivragen/GV-2026-7K3M9P\n"
        "Bedrijf: Hoveniersbedrijf De Boer, 12345674, Noordoostpolder, Techniek en bouw\n"
        "Makelaar: de groeimakelaar voor Noordelijk Flevoland\n"
        "Via: website\n\n"
        f"{HANDOFF.question}\n\n{HANDOFF.summary}",
        "companyname": "Hoveniersbedrijf De Boer",
        "address1_city": "Noordoostpolder",
        "firstname": "Sam",
        "lastname": "de Boer",
        "emailaddress1": "sam@deboer.example",
        "mobilephone": "0612345678",
        "telephone1": None,
        "leadsourcecode": 8,
    }


def test_what_is_urgent_says_so_first(other: Environment, crm: Dataverse) -> None:
    crm.deliver(replace(HANDOFF, urgent=True, channel="whatsapp"), None)
    kept = _only(other.leads.values())
    assert kept["subject"].startswith("DRINGEND: Hoe kan ik") and kept["leadsourcecode"] == 10


def test_no_text_is_longer_than_fits(other: Environment, crm: Dataverse) -> None:
    long = replace(
        HANDOFF,
        question=LONG,
        summary="Samenvatting. " * 200,
        need=LONG,
        channel=LONG,
        urgent=True,
        broker_name=LONG,
        company=Company(LONG, LONG, LONG, LONG),
        person=Person(
            f"{'S' * 80} {LONG}", f"{'s' * 90}@deboer.example", "06 1234 5678" + " 9" * 9
        ),
    )
    reference = crm.deliver(long, None).reference
    assert crm.deliver(replace(long, version=2), reference).reference == reference
    kept = _only(other.leads.values())
    assert 270 < len(kept["subject"]) <= 300 and kept["subject"].endswith("…")
    assert 1980 < len(kept["description"]) <= 2000
    assert f"Briefing: {HANDOFF.link}\n" in kept["description"], "the link is whole"
    assert 80 < len(kept["companyname"]) <= 100
    assert len(kept["firstname"]) == 50 and 30 < len(kept["lastname"]) <= 50
    assert kept["emailaddress1"] is None, "half an address reaches nobody"
    assert (kept["mobilephone"], kept["telephone1"]) == (None, "06 1234 5678" + " 9" * 9)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person("Sam"), (None, "Sam", None, None)),
        (Person(" Fatima  el Idrissi "), ("Fatima", "el Idrissi", None, None)),
        (Person(phone="+31 (0)6 1234 5678"), (None, None, "+31 (0)6 1234 5678", None)),
        (Person(phone="0320 123 456"), (None, None, None, "0320 123 456")),
        (Person(phone="06" * 40), (None, None, None, None)),
        (Person("", "", ""), (None, None, None, None)),
        (None, (None, None, None, None)),
    ],
)
def test_names_and_numbers(person: Person | None, expected: tuple[str | None, ...]) -> None:
    told = lead(replace(HANDOFF, person=person))
    found = tuple(told[n] for n in ("firstname", "lastname", "mobilephone", "telephone1"))
    assert found == expected


def test_what_is_missing_is_no_reason_to_be_refused(other: Environment, crm: Dataverse) -> None:
    bare = Handoff("GV-2026-BARE", 1, " ", "", "", False, "", "2026-11-25T09:30:00+01:00")
    crm.deliver(bare, None)
    kept = _only(other.leads.values())
    assert kept["subject"] == "Groeivraag" and kept["companyname"] is None
    assert kept["description"] == "Groeivraag: GV-2026-BARE, versie 1"


@pytest.mark.parametrize("key", ["GV'2026", "''", "a/b c", "x') or ('", "é%27"])
def test_a_key_is_only_ever_a_key(other: Environment, crm: Dataverse, key: str) -> None:
    reference = crm.deliver(replace(HANDOFF, key=key), None).reference
    assert other.leads[reference]["gv_groeivraagid"] == key
    crm.withdraw(replace(HANDOFF, key=key), reference)
    assert other.leads == {}


# Consent


def test_without_consent_nothing_personal_is_sent(other: Environment, crm: Dataverse) -> None:
    crm.deliver(replace(HANDOFF, person=None), None)
    sent = b"".join(r.body for r in other.requests).decode() + str(
        [(r.path, r.query) for r in other.requests]
    )
    assert HANDOFF.question in sent and not [p for p in PERSONAL if p in sent]


def test_consent_that_is_withdrawn_takes_away_what_was_told(
    other: Environment, crm: Dataverse
) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    assert all(p in json.dumps(other.leads) for p in PERSONAL)
    other.leads[reference]["address1_line1"] = "van de makelaar"
    crm.deliver(replace(HANDOFF, version=2, person=None), reference)
    assert not [p for p in PERSONAL if p in json.dumps(other.leads)]
    assert other.leads[reference]["address1_line1"] == "van de makelaar"


# One effect


@pytest.mark.parametrize("lifetime_s", [3599, 30])
@each_fault
def test_every_failure(
    other: Environment, fault: Fault, expected: type[CrmError], lifetime_s: int
) -> None:
    """With tokens that last and, so that each delivery asks for one, with tokens that do not."""
    other.lifetime_s = lifetime_s
    crm = _plugin(other.url)
    check_fault(fault, expected, other, crm, lambda: other.made)
    assert {kept["gv_groeivraagid"] for kept in other.leads.values()} == {"GV-2026-AAAAAA"}
    crm.close()


@pytest.mark.parametrize("of_token", [True, False], ids=["token", "lead"])
@each_fault
def test_every_failure_is_told(
    other: Environment, crm: Dataverse, fault: Fault, expected: type[CrmError], of_token: bool
) -> None:
    if not of_token:
        crm.check()
    other.faults.append(fault)
    if expected is NotAllowed and not of_token:
        other.faults.append(replace(fault, after=1))  # after the one for another token
    with pytest.raises(expected) as caught:
        crm.deliver(HANDOFF, None)
    assert not [p for p in PERSONAL if p in str(caught.value)]
    crm.deliver(HANDOFF, None)
    assert other.made == 1


def test_a_later_version_changes_the_same_lead(other: Environment, crm: Dataverse) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    later = replace(HANDOFF, version=2, question="Hoe kan ik groeien?", company=Company("Nieuw"))
    assert crm.deliver(later, reference).reference == reference
    assert crm.deliver(later, None).reference == reference, "the answer was lost"
    kept = _only(other.leads.values())
    assert kept["subject"] == "Hoe kan ik groeien?" and kept["companyname"] == "Nieuw"
    assert kept["address1_city"] is None and "versie 2" in kept["description"]
    assert other.made == 1


def test_a_lead_that_is_gone_is_made_anew(other: Environment, crm: Dataverse) -> None:
    reference = crm.deliver(HANDOFF, None).reference
    other.leads.clear()
    again = crm.deliver(HANDOFF, reference).reference
    assert again != reference and set(other.leads) == {again}


def test_it_is_taken_back(other: Environment, crm: Dataverse) -> None:
    crm.withdraw(HANDOFF, None)
    reference = crm.deliver(HANDOFF, None).reference
    kept = crm.deliver(replace(HANDOFF, key="GV-2026-ANDERE"), None).reference
    crm.withdraw(HANDOFF, reference)
    crm.withdraw(HANDOFF, reference)
    assert set(other.leads) == {kept}


def test_a_withdrawal_that_fails_is_told(other: Environment, crm: Dataverse) -> None:
    crm.deliver(HANDOFF, None)
    for _, fault, expected in FAULTS:
        if expected is NotAllowed:
            continue
        other.faults.append(fault)
        with pytest.raises(expected):
            crm.withdraw(HANDOFF, None)
    crm.withdraw(HANDOFF, None)
    assert other.leads == {}


def test_somebody_was_first(other: Environment, crm: Dataverse) -> None:
    body = {"error": {"code": "0x80060892", "message": "Entity Key violated: Sam de Boer"}}
    crm.check()
    other.faults.append(Fault("answer", Answer(412, body)))
    with pytest.raises(Conflict, match=r"^antwoordde 412 \(0x80060892\)$"):
        crm.deliver(HANDOFF, None)


def test_what_is_refused_says_why_without_the_message(other: Environment) -> None:
    crm = _plugin(other.url, key_field="gv_anders")
    with pytest.raises(Rejected, match=r"^antwoordde 400 \(0x80060888\)$"):
        crm.deliver(HANDOFF, None)
    crm.close()


# Tokens


def test_a_token_is_used_until_just_before_its_end(other: Environment, crm: Dataverse) -> None:
    crm.deliver(HANDOFF, None)
    crm.deliver(HANDOFF, None)
    assert len(_tokens(other)) == 1
    other.lifetime_s = 59
    other.revoke()
    crm.deliver(HANDOFF, None)
    assert len(_tokens(other)) == 2, "it was refused, so another was asked"
    crm.deliver(HANDOFF, None)
    assert len(_tokens(other)) == 3, "it had less than a minute left"
    assert len({r.headers["authorization"] for r in other.requests if r.path != TOKEN}) == 3


def test_a_token_is_asked_again_once(other: Environment, crm: Dataverse) -> None:
    crm.check()
    other.faults.extend([Fault("answer", Answer(401)), Fault("answer", Answer(401), after=1)])
    with pytest.raises(NotAllowed):
        crm.check()
    assert [r.path == TOKEN for r in other.requests] == [True, False, False, True, False]


def test_a_privilege_that_is_missing_asks_no_token(other: Environment, crm: Dataverse) -> None:
    crm.check()
    other.faults.append(Fault("answer", Answer(403, {"error": {"code": "0x80040220"}})))
    with pytest.raises(NotAllowed, match=r"403 \(0x80040220\)"):
        crm.deliver(HANDOFF, None)
    assert len(_tokens(other)) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"client_secret": "anders"}, r"^antwoordde 401 \(invalid_client\) bij het aanmelden$"),
        ({"client_id": "anders"}, r"^antwoordde 400 \(unauthorized_client\) bij het aanmelden$"),
        ({"tenant": "anders.nl"}, r"^antwoordde 400 \(invalid_request\) bij het aanmelden$"),
    ],
)
def test_wrong_credentials_wait(other: Environment, changes: dict[str, str], why: str) -> None:
    crm = _plugin(other.url, **changes)
    for act in (crm.check, lambda: crm.deliver(HANDOFF, None)):
        with pytest.raises(NotAllowed, match=why):
            act()
    assert other.leads == {}
    crm.close()


@pytest.mark.parametrize(
    "body", [None, [], "<html>", {}, {"access_token": None}, {"access_token": ""}]
)
def test_a_token_that_is_none(other: Environment, crm: Dataverse, body: Any) -> None:
    other.faults.append(Fault("answer", Answer(200, body)))
    with pytest.raises(Unavailable, match="niet bij Dataverse hoort"):
        crm.check()
    crm.check()


def test_a_token_without_a_lifetime_serves_once(other: Environment, crm: Dataverse) -> None:
    crm.check()
    good = other.requests[-1].headers["authorization"].removeprefix("Bearer ")
    for lifetime in (None, "straks"):
        fresh = _plugin(other.url)
        told = {"access_token": good, "expires_in": lifetime}
        other.faults.append(Fault("answer", Answer(200, told)))
        fresh.check()
        before = len(_tokens(other))
        fresh.check()
        assert len(_tokens(other)) == before + 1
        fresh.close()


# Whether it can be reached


def test_it_can_be_reached(other: Environment, crm: Dataverse) -> None:
    crm.check()
    assert [r.method for r in other.requests] == ["POST", "GET"] and other.leads == {}


@pytest.mark.parametrize("body", [None, "<html>", {"UserId": 7}])
def test_something_else_answers(other: Environment, crm: Dataverse, body: Any) -> None:
    other.faults.append(Fault("answer", Answer(200, body), after=1))
    with pytest.raises(Unavailable, match="niet bij Dataverse hoort"):
        crm.check()
    for act in (crm.deliver, crm.withdraw):
        other.faults.append(Fault("answer", Answer(200, body)))
        with pytest.raises(Unavailable, match="niet bij Dataverse hoort"):
            act(HANDOFF, None)


def test_it_waits_no_longer_than_is_set(other: Environment, crm: Dataverse) -> None:
    other.faults.append(Fault("hang"))
    with pytest.raises(Unavailable, match=r"^gaf niet op tijd antwoord$"):
        crm.check()


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        crm = _plugin(f"http://127.0.0.1:{free.getsockname()[1]}")
        for act in (crm.check, lambda: crm.deliver(HANDOFF, None)):
            with pytest.raises(Unavailable, match=r"^was niet te bereiken \(ConnectError\)$"):
                act()
        crm.close()


def test_where_the_login_is_not_there(other: Environment) -> None:
    crm = _plugin(other.url, login_url=f"{other.url}/anders")
    other.faults.append(Fault("answer", Answer(404)))
    with pytest.raises(NotAllowed, match="404 bij het aanmelden"):
        crm.deliver(HANDOFF, None)
    crm.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "org.crm4.dynamics.com"),
        ("url", "https://org.crm4.dynamics.com/?x=1"),
        ("login_url", "ftp://login.example"),
        ("login_url", "https://[login"),
        ("login_url", "https://login:x"),
        ("tenant", "a/b"),
        ("tenant", " "),
        ("key_field", "leadid)"),
        ("timeout_s", "snel"),
        ("timeout_s", "0"),
        ("timeout_s", "nan"),
    ],
)
def test_a_setting_that_cannot_be_used(name: str, value: str) -> None:
    with pytest.raises(CrmSettingsError, match=f"BOT_CRM_DATAVERSE_{name.upper()}"):
        Dataverse(_values("https://org.crm4.dynamics.com") | {name: value})


def test_it_is_made_from_the_environment(other: Environment) -> None:
    given = {f"BOT_CRM_DATAVERSE_{n.upper()}": v for n, v in _values(f"{other.url}/ ").items()}
    del given["BOT_CRM_DATAVERSE_KEY_FIELD"]
    crm = make("dataverse", given)
    crm.check()
    crm.close()
    del given["BOT_CRM_DATAVERSE_CLIENT_SECRET"]
    with pytest.raises(CrmSettingsError, match="Dynamics 365: zet BOT_CRM_DATAVERSE_CLIENT_SECRET"):
        make("dataverse", given)


# The counterpart itself


def test_the_counterpart_keeps_to_the_rules_of_upsert(other: Environment, crm: Dataverse) -> None:
    crm.check()
    headers = {
        "Authorization": other.requests[-1].headers["authorization"],
        "OData-Version": "4.0",
    }
    address = f"{other.url}{API}/leads(gv_groeivraagid='GV-1')"
    with httpx.Client(headers=headers) as http:

        def patch(body: dict[str, Any], **conditions: str) -> httpx.Response:
            return http.patch(address, json=body, headers=conditions)

        assert patch({"subject": "x"}, **{"If-Match": "*"}).status_code == 404
        assert patch({"lastname": "x"}).status_code == 400, "no subject"
        made = patch({"subject": "x"}, **{"If-None-Match": "*"})
        assert made.status_code == 204 and _only(other.leads) in made.headers["OData-EntityId"]
        assert patch({"subject": "x"}, **{"If-None-Match": "*"}).status_code == 412
        assert patch({"subject": "y"}, **{"If-Match": "*"}).status_code == 204
        for body, code in (
            ({"subject": "x" * 301}, "0x80044331"),
            ({"leadsourcecode": 11}, "0x8004431a"),
            ({"onbekend": "x"}, "0x80048d19"),
        ):
            refused = patch(body)
            assert refused.status_code == 400 and refused.json()["error"]["code"] == code
