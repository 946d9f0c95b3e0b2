"""What brokers do over HTTP: rights on the server, ids of others, hostile input, nothing lost."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot import moments
from bot.console import accounts
from bot.conversations import inbox, outbox, takeover
from bot.privacy import contacts
from bot.store import audit, growth_questions, reading, work, writing
from bot.store.tables import broker_sessions, conversations, messages
from tests.console.conftest import PASSWORD, Desk
from tests.store.records import record

ID = "GV-2026-AAAAAA"
HOSTILE = [
    "<script>alert(1)</script>", "' or 1=1 --", "\x00", "{{7*7}}", "%00%0a", "../../etc/passwd",
    "☃" * 300, "-1", "9" * 40, "=cmd|' /C calc'!A0", "\r\nSet-Cookie: x=1", "null", "[]",
]  # fmt: skip

SOON = (moments.today() + timedelta(days=30)).isoformat()

Sign = Callable[[str], Desk]


def put(store: Engine, record_id: str = ID, talk: str | None = None, **more: Any) -> None:
    with writing(store) as connection:
        growth_questions.put_record(
            connection, record(record_id, conversation_id=talk, **more), "entrepreneur"
        )


def owner(store: Engine, record_id: str = ID) -> Any:
    item = work.item(store, record_id)
    return item and item["owner"]


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.text)


def test_one_claims_and_the_other_is_told(desk: Sign, shop: Engine) -> None:
    put(shop)
    sam, noor = desk("sam"), desk("noor")
    assert sam.post(f"/groeivragen/{ID}/pak").status_code == 303
    told = noor.post(f"/groeivragen/{ID}/pak")
    assert told.status_code == 409 and "Sam heeft deze groeivraag al" in told.text
    assert owner(shop) == "Sam"


ACTIONS = [
    ("status", {"status": "closed"}),
    ("belofte", {"wat": "bellen", "wanneer": SOON}),
    ("labels", {"labels": "x"}),
    ("gegeven", {"veld": "employees", "waarde": "5", "versie": "1"}),
    ("behoefte", {"behoefte": "fin_liquiditeit", "versie": "1"}),
    ("vraag", {"vraag": "Hoe kan ik alles anders doen?", "toch": "1", "versie": "1"}),
    ("toewijzen", {"naar": ""}),
    ("samenvoegen", {"andere": "GV-2026-BBBBBB", "zeker": "1"}),
]


@pytest.mark.parametrize(("action", "sent"), ACTIONS)
def test_what_is_of_another_is_left_alone(
    desk: Sign, shop: Engine, action: str, sent: dict[str, str]
) -> None:
    put(shop)
    put(shop, "GV-2026-BBBBBB")
    desk("sam").post(f"/groeivragen/{ID}/pak")
    before = growth_questions.versions(shop, ID), work.item(shop, ID)
    for name in ("noor", "lies"):
        assert desk(name).post(f"/groeivragen/{ID}/{action}", **sent).status_code == 403
    assert (growth_questions.versions(shop, ID), work.item(shop, ID)) == before
    plain = desk("sam").http.post(f"/console/groeivragen/{ID}/{action}", data=sent)
    assert plain.status_code == 403, "a form without the token of the session"
    assert (growth_questions.versions(shop, ID), work.item(shop, ID)) == before


def test_a_reader_sees_no_contact_and_does_nothing(desk: Sign, shop: Engine) -> None:
    talk = inbox.begin(shop, "website").id
    put(shop, talk=talk)
    with writing(shop) as connection:
        contacts.put(connection, ID, talk, {"phone": "0612345678"})
    lies = desk("lies")
    page = lies.get(f"/groeivragen/{ID}").text
    assert "0612345678" not in page and "0612345678" in desk("sam").get(f"/groeivragen/{ID}").text
    assert "0612345678" not in lies.get(f"/groeivragen/{ID}/brief").text
    assert "Pak deze groeivraag" not in page
    for path in ("/export.csv", "/beheer", "/beheer/logboek"):
        assert lies.get(path).status_code == 403
    for path in (
        f"/groeivragen/{ID}/pak",
        f"/groeivragen/{ID}/notitie",
        f"/gesprekken/{talk}/neem-over",
        "/beheer/accounts",
        "/beheer/accounts/1/sluit",
    ):
        assert lies.post(path, notitie="x").status_code == 403  # fmt: skip
    assert owner(shop) is None


def test_only_who_manages_manages(desk: Sign) -> None:
    for name in ("sam", "chef", "lies"):
        assert desk(name).get("/beheer").status_code == 403
        assert desk(name).post("/beheer/accounts/1", rol="beheerder",
                               tegelijk="5").status_code == 403  # fmt: skip
    assert "Accounts" in desk("baas").get("/beheer").text


def test_edits_are_checked_versioned_and_stay(desk: Sign, shop: Engine) -> None:
    put(shop)
    sam = desk("sam")
    refused = sam.post(f"/groeivragen/{ID}/gegeven", veld="employees", waarde="5", versie="1")
    assert refused.status_code == 409 and "Pak deze groeivraag eerst" in refused.text
    sam.post(f"/groeivragen/{ID}/pak")
    for field, bad in (
        ("employees", "veel"), ("employees", "9-3"), ("employees", "-4"), ("kvk_number", "123"),
        ("municipality", "parijs"), ("pyramid_level", "3"), ("x", "y"), ("tried", ""),
        ("tried", "x" * 401), ("started_already", "misschien"),
    ):  # fmt: skip
        answer = sam.post(f"/groeivragen/{ID}/gegeven", veld=field, waarde=bad, versie="1")
        assert answer.status_code == 422, (field, bad)
    assert len(growth_questions.versions(shop, ID)) == 1
    assert sam.post(
        f"/groeivragen/{ID}/gegeven", veld="employees", waarde="10 - 24", versie="1"
    ).status_code == 303  # fmt: skip
    late = sam.post(f"/groeivragen/{ID}/gegeven", veld="tried", waarde="van alles", versie="1")
    assert late.status_code == 409 and "van alles" in late.text, "what was typed is shown"
    stored = growth_questions.versions(shop, ID)[-1]
    assert stored["fields"]["employees"]["value"] == [10, 24]
    assert stored["fields"]["employees"]["source"] == "broker"
    page = text_of(sam.get(f"/groeivragen/{ID}"))
    assert "Versie 2 · Sam" in page and "Mensen: leeg werd 10 tot 24" in page
    blunt = sam.post(f"/groeivragen/{ID}/vraag", vraag="Hoe kan ik iets leuks gaan doen?",
                     versie="2")  # fmt: skip
    assert blunt.status_code == 422 and "nog niet scherp" in blunt.text


def test_merge_two_of_one_firm(desk: Sign, shop: Engine) -> None:
    put(shop)
    put(shop, "GV-2026-BBBBBB", need="fin_liquiditeit")
    sam = desk("sam")
    for one in (ID, "GV-2026-BBBBBB"):
        sam.post(f"/groeivragen/{one}/pak")
    path = f"/groeivragen/{ID}/samenvoegen"
    assert sam.post(path, andere="GV-2026-BBBBBB").status_code == 422, "not without being sure"
    assert sam.post(path, andere=ID, zeker="1").status_code == 422
    assert sam.post(path, andere="GV-2026-CCCCCC", zeker="1").status_code == 404
    assert sam.post(path, andere="gv-2026-bbbbbb", zeker="1").status_code == 303
    kept, gone = (growth_questions.find(shop, i) for i in (ID, "GV-2026-BBBBBB"))
    assert kept and [n["id"] for n in kept["needs"]] == ["lead_delegeren", "fin_liquiditeit"]
    assert gone and gone["status"] == "closed"
    assert "Samengevoegd in GV-2026-AAAAAA" in sam.get("/groeivragen/GV-2026-BBBBBB").text


def test_hostile_input_in_every_form(desk: Sign, shop: Engine) -> None:
    talk = inbox.begin(shop, "website").id
    put(shop, talk=talk)
    sam = desk("sam")
    sam.post(f"/groeivragen/{ID}/pak")
    record_forms = {
        "notitie": ["notitie"], "labels": ["labels"], "belofte": ["wat", "wanneer"],
        "gegeven": ["veld", "waarde", "versie"], "behoefte": ["behoefte", "versie"],
        "vraag": ["vraag", "versie", "actie"], "samenvoegen": ["andere", "zeker"],
        "status": ["status"], "toewijzen": ["naar"],
    }  # fmt: skip
    paths = {f"/groeivragen/{ID}/{name}": fields for name, fields in record_forms.items()}
    paths |= {
        "/weergaven": ["name", "query"], "/account/code": ["secret", "code"],
        f"/gesprekken/{talk}/antwoord": ["antwoord"], f"/gesprekken/{talk}/geef-door": ["naar"],
        "/beheer/accounts/1": ["rol", "tegelijk", "weg_van"], "/beheer/accounts": ["mail", "naam"],
    }  # fmt: skip
    baas = desk("baas")
    addresses = ("", "/export.csv", "/beheer/logboek")
    for bad in HOSTILE:
        for path, fields in paths.items():
            person = baas if "beheer" in path else sam
            answer = person.post(path, **dict.fromkeys(fields, bad))
            assert answer.status_code in (303, 403, 404, 409, 422), (path, answer.status_code)
            assert "<script>alert" not in answer.text
            assert "x=1" not in answer.headers.get("set-cookie", "")
        asked = ("q", "tab", "vanaf", "pagina", "makelaar", "gemeente", "van", "zekerheid")
        for address in addresses:
            got = baas.http.get(f"/console{address}", params=dict.fromkeys(asked, bad))
            assert got.status_code == 200, (address, bad)
            assert "<script>alert" not in got.text
    assert "<script>alert" not in sam.get(f"/groeivragen/{ID}").text
    for odd in ("GV-2026-%00", "..%2f..", "x" * 200, "1;drop"):
        assert sam.get(f"/groeivragen/{odd}").status_code in (404, 307)
        assert sam.get(f"/gesprekken/{odd}").status_code in (404, 307)


def test_an_export_is_no_formula_and_is_written_down(desk: Sign, shop: Engine) -> None:
    put(shop)

    def formula(stored: dict[str, Any]) -> None:
        stored["question"] = "=1+1 hoe kan ik dit doen?"

    with writing(shop) as connection:
        work.edit(connection, ID, work.Actor(1, "Sam"), "question", formula)
    answer = desk("sam").get("/export.csv?tab=all&gemeente=urk")
    assert "'=1+1" in answer.text and "0612345678" not in answer.text
    assert len(json.loads(desk("sam").get("/export.json?tab=all").text)) == 1
    assert json.loads(desk("sam").get("/export.json?tab=mine").text) == []
    exports = [r for r in audit.newest(shop) if r["action"] == "list.export"]
    assert [(r["who"], r["detail"]["as"]) for r in exports] == [
        ("Sam", "json"), ("Sam", "json"), ("Sam", "csv"),
    ]  # fmt: skip
    assert exports[-1]["detail"]["filter"] == "tab=all&gemeente=urk"


def test_a_removed_brokers_work_goes_back(desk: Sign, shop: Engine) -> None:
    talk = inbox.begin(shop, "website").id
    put(shop, talk=talk)
    sam, baas = desk("sam"), desk("baas")
    assert sam.post(f"/gesprekken/{talk}/neem-over").status_code == 303
    assert owner(shop) == "Sam", "who takes over a talk has its growth question"
    sam_id = next(p["id"] for p in accounts.people(shop) if p["name"] == "Sam")
    assert baas.post(f"/beheer/accounts/{sam_id}/sluit").status_code == 303
    assert owner(shop) is None
    live = takeover.find(shop, talk)
    assert live and (live["owner"], live["broker_id"]) == ("bot", None)
    assert "praat weer met de computer" in outbox.transcript(shop, talk)[-2]["text"]
    assert sam.get("").status_code == 303, "the session ended"
    own = next(p["id"] for p in accounts.people(shop) if p["name"] == "Baas")
    assert baas.post(f"/beheer/accounts/{own}/sluit").status_code == 422
    last = baas.post(f"/beheer/accounts/{own}", rol="lezer", tegelijk="5")
    assert last.status_code == 422 and "minstens één beheerder" in last.text


def test_a_live_talk_has_one_person(desk: Sign, shop: Engine) -> None:
    talk = inbox.begin(shop, "website").id
    put(shop, talk=talk)
    sam, noor, chef = desk("sam"), desk("noor"), desk("chef")
    assert sam.post(f"/gesprekken/{talk}/antwoord", antwoord="te vroeg").status_code == 409
    sam.post(f"/gesprekken/{talk}/neem-over")
    refused = noor.post(f"/gesprekken/{talk}/neem-over")
    assert refused.status_code == 409 and "Sam heeft" in refused.text
    lost = noor.post(f"/gesprekken/{talk}/antwoord", antwoord="mijn <b>lange</b> antwoord")
    assert lost.status_code == 409 and "mijn &lt;b&gt;lange&lt;/b&gt; antwoord" in lost.text
    assert noor.post(f"/gesprekken/{talk}/geef-terug").status_code == 403
    noor_id = next(p["id"] for p in accounts.people(shop) if p["name"] == "Noor")
    assert sam.post(f"/gesprekken/{talk}/geef-door", naar=noor_id).status_code == 303
    assert owner(shop) == "Noor"
    assert sam.post(f"/gesprekken/{talk}/antwoord", antwoord="nog iets").status_code == 409
    assert noor.post(f"/gesprekken/{talk}/antwoord", antwoord="ik ben er").status_code == 303
    said = [m for m in outbox.transcript(shop, talk) if m["author"] == "broker"]
    assert [m["payload"]["custom"]["name"] for m in said] == ["Sam", "Noor", "Noor"]
    assert chef.post(f"/gesprekken/{talk}/geef-terug").status_code == 303
    assert chef.post(f"/gesprekken/{talk}/geef-terug").status_code == 409
    assert noor.post("/gesprekken/bestaat-niet/neem-over").status_code == 404


def waiting(shop: Engine, talk: str) -> Any:
    with reading(shop) as connection:
        return connection.execute(
            select(conversations.c.waiting_since).where(conversations.c.id == talk)
        ).scalar()


def test_who_waits_too_long_gets_the_bot_back_honestly(desk: Sign, shop: Engine) -> None:
    """The timer of the fixture is six tenths of a second."""
    talk = inbox.begin(shop, "website").id
    put(shop, talk=talk)
    sam = desk("sam")
    sam.post(f"/gesprekken/{talk}/neem-over")
    inbox.receive(shop, talk, "text", "ben je er nog?", "1")
    deadline = time.monotonic() + 60
    while (found := takeover.find(shop, talk)) and found["owner"] == "broker":
        assert time.monotonic() < deadline, "the bot never came back"
        time.sleep(0.1)
    said = outbox.transcript(shop, talk)
    assert any("Sam kan nu niet antwoorden" in m["text"] for m in said)
    [resume] = [m for m in said if m["kind"] == "resume"]
    assert resume["payload"] == {"quiet": True}, "the question itself is answered by the bot"
    with reading(shop) as connection:
        left = connection.execute(
            select(messages.c.kind).where(messages.c.status == "received")
            .order_by(messages.c.id)
        ).scalars().all()  # fmt: skip
    assert left[-2:] == ["text", "resume"]
    due = inbox.waiting_conversations(shop, time.time())
    [first] = [one.message_id for one in due if one.conversation_id == talk]
    assert first == resume["id"], "the bot knows first that it is back"
    assert waiting(shop, talk) is None


def test_forms_outlive_the_session(desk: Sign, shop: Engine) -> None:
    put(shop)
    sam = desk("sam")
    with writing(shop) as connection:
        connection.execute(update(broker_sessions).values(seen_at=1.0))
    typed = "een notitie van <i>tien</i> minuten werk"
    answer = sam.http.post(
        f"/console/groeivragen/{ID}/notitie", data={"csrf": "oud", "notitie": typed}
    )
    assert answer.status_code == 401
    kept = answer.text.split('name="kept" value="')[1].split('"')[0]
    kept = kept.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    again = sam.http.post(
        "/console/login",
        data={"email": "sam@x.nl", "password": PASSWORD, "kept": kept,
              "onward": f"/console/groeivragen/{ID}/notitie"},
    )  # fmt: skip
    assert again.status_code == 200 and "&lt;i&gt;tien&lt;/i&gt;" in again.text
    csrf = again.text.split('name="csrf" value="')[-1].split('"')[0]
    sam.http.post(f"/console/groeivragen/{ID}/notitie", data={"csrf": csrf, "notitie": typed})
    assert [n["text"] for n in work.notes(shop, ID)] == [typed]
    elsewhere = sam.http.post(
        "/console/login",
        data={"email": "sam@x.nl", "password": PASSWORD, "onward": "https://kwaad.example/"},
    )
    assert elsewhere.headers["location"] == "/console", "never to another site"
    cross = sam.http.post(
        f"/console/groeivragen/{ID}/notitie", data={"notitie": "x" * 40},
        headers={"sec-fetch-site": "cross-site", "cookie": ""},
    )  # fmt: skip
    assert "x" * 40 not in cross.text, "another site puts nothing into our pages"


def test_second_factor(desk: Sign, shop: Engine, house: Any) -> None:
    sam = desk("sam")
    secret = sam.get("/account").text.split('name="secret" value="')[1].split('"')[0]
    code = pyotp.TOTP(secret)
    assert sam.post("/account/code", secret=secret, code="000000").status_code == 422
    assert sam.post("/account/code", secret="A" * 32, code=code.now()).status_code == 422
    at = int(time.time())
    assert sam.post("/account/code", secret=secret, code=code.at(at)).status_code == 303

    def log_in(code: str) -> int:
        data = {"email": "sam@x.nl", "password": PASSWORD, "code": code}
        return int(sam.http.post("/console/login", data=data).status_code)

    assert log_in("") == 401
    assert log_in(code.at(at)) == 401, "a code works once"
    assert log_in(code.at(at + 30)) == 303, "a clock that is a little ahead"
    sam_id = next(p["id"] for p in accounts.people(shop) if p["name"] == "Sam")
    desk("baas").post(f"/beheer/accounts/{sam_id}/geen-code")
    assert log_in("") == 303


def test_without_an_engine_there_is_no_draft_and_nothing_is_lost(desk: Sign, shop: Engine) -> None:
    talk = inbox.begin(shop, "website").id
    put(shop, talk=talk)
    sam = desk("sam")
    assert sam.post(f"/gesprekken/{talk}/voorstel", antwoord="half").status_code == 409
    sam.post(f"/gesprekken/{talk}/neem-over")
    told = sam.post(f"/gesprekken/{talk}/voorstel", antwoord="mijn halve antwoord")
    assert told.status_code == 503 and "geen voorstel maken" in told.text
    assert "mijn halve antwoord" in told.text
    assert desk("lies").post(f"/gesprekken/{talk}/voorstel").status_code == 403
    assert desk("noor").post(f"/gesprekken/{talk}/voorstel").status_code == 409
    assert sam.get(f"/gesprekken/{talk}/voorstel").status_code == 303


def test_what_a_removed_broker_had_goes_back_in_either_database(any_store: Engine) -> None:
    for name, role in (("sam", "makelaar"), ("baas", "beheerder")):
        accounts.add_broker(any_store, f"{name}@x.nl", name.capitalize(), PASSWORD, role)
    ids = {p["name"]: p["id"] for p in accounts.people(any_store)}
    sam, baas = (work.Actor(ids[name], name) for name in ("Sam", "Baas"))
    talks = [inbox.begin(any_store, "website").id for _ in range(3)]
    for number, talk in enumerate(talks):
        put(any_store, f"GV-2026-AAAAA{number}", talk=talk)
        with writing(any_store) as connection:
            work.claim(connection, f"GV-2026-AAAAA{number}", sam)
            takeover.take(connection, talk, sam, "hoi")
    inbox.receive(any_store, talks[0], "text", "ben je er nog?", "1")
    assert accounts.remove(any_store, baas, sam.id, "Een ander leest mee.") == (3, 3)
    for number, talk in enumerate(talks):
        assert owner(any_store, f"GV-2026-AAAAA{number}") is None
        live = takeover.find(any_store, talk)
        assert live and (live["owner"], live["broker_id"]) == ("bot", None)
        assert "Een ander leest mee." in [m["text"] for m in outbox.transcript(any_store, talk)]
    due = {one.conversation_id: one for one in inbox.waiting_conversations(any_store, time.time())}
    assert due[talks[0]].owner == "bot", "what they did not answer is the bot's"
    acts = [(r["who"], r["action"]) for r in audit.newest(any_store)]
    assert acts.count(("Baas", "talk.give_back")) == 3 and ("Baas", "account.remove") in acts
