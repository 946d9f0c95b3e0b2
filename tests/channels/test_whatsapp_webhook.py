"""What WhatsApp brings: authentic or refused, stored once, read whatever it is."""

from __future__ import annotations

import hashlib
import json
import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.conversations import transfers
from bot.conversations.outbox import Reply, key
from bot.store import StoreUnavailable, writing
from tests.channels import whatsapp_server as meta
from tests.channels.whatsapp_parts import Web, running_web, settings_for
from tests.channels.whatsapp_server import Message, Person, envelope, media, pressed, status, text

VARIABLES = meta.settings("http://127.0.0.1:9", BOT_PUBLIC_URL="https://groei.example")


@pytest.fixture()
def web(tmp_path: Path) -> Iterator[Web]:
    with running_web(settings_for(tmp_path, VARIABLES)) as web:
        yield web


@pytest.fixture()
def any_web(tmp_path: Path, any_store: Engine) -> Iterator[Web]:
    """The same on both databases."""
    with running_web(settings_for(tmp_path, VARIABLES, str(any_store.url))) as web:
        yield web


def anna() -> Person:
    return Person("31612345678", "NL.13491208655302741918")


# --- is it Meta? ---


def test_handshake(web: Web) -> None:
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": meta.VERIFY_TOKEN,
        "hub.challenge": "1158201444",
    }
    answer = web.client.get("/webhooks/whatsapp", params=asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    wrong: list[dict[str, str]] = [
        {**asked, "hub.verify_token": "een ander"},
        {**asked, "hub.verify_token": "é"},
        {**asked, "hub.mode": "unsubscribe"},
        {"hub.challenge": "1"},
        {},
    ]
    for parameters in wrong:
        answer = web.client.get("/webhooks/whatsapp", params=parameters)
        assert answer.status_code == 403 and answer.json()["error"]["message"]


def test_the_challenge_is_no_page(web: Web) -> None:
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": meta.VERIFY_TOKEN,
        "hub.challenge": "<script>alert(1)</script>",
    }
    answer = web.client.get("/webhooks/whatsapp", params=asked)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "signature",
    [None, "", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "é", "SHA256=" + "0" * 64],
)
def test_wrong_signature_stores_nothing(web: Web, signature: str | None) -> None:
    body = envelope(Message(anna(), text("hallo")).value())
    assert web.bring(body, signature) == 403
    assert web.rows() == [] and web.people() == []


def test_signature_is_of_the_body_as_it_came(web: Web) -> None:
    body = envelope(Message(anna(), text("hallo")).value())
    assert web.bring(body + b" ", meta.signature(body)) == 403
    assert web.bring(body, meta.signature(body, "een ander geheim")) == 403
    # Spaces and escapes are Meta's own; nothing is written anew before it is compared.
    spaced = json.dumps(json.loads(body), indent=3).encode()
    assert web.bring(spaced) == 200
    assert [row["text"] for row in web.rows("in")] == ["hallo"]


def test_unsigned_body_is_not_even_parsed(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def loads(_: Any) -> Any:
        raise AssertionError("parsed before its signature was compared")

    monkeypatch.setattr("bot.channels.whatsapp.routes.json.loads", loads)
    assert web.bring(b"{", "sha256=00") == 403


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": '])
def test_no_json(web: Web, body: bytes) -> None:
    assert web.bring(body) == 400


@pytest.mark.parametrize(
    "told",
    [
        None, 1, "x", [], {}, {"entry": None}, {"entry": [1, None, {"changes": 5}]},
        {"entry": [{"changes": [None, {"field": "messages"}, {"field": "account_update"}]}]},
        {"entry": [{"changes": [{"field": "messages", "value": {"metadata": "x"}}]}]},
    ],
)  # fmt: skip
def test_unknown_forms_are_acknowledged(web: Web, told: Any) -> None:
    assert web.bring(json.dumps(told).encode()) == 200
    assert web.rows() == []


def test_large_bodies(web: Web) -> None:
    many = [Message(Person(f"3160000{i:04}"), text("x" * 900)).value() for i in range(500)]
    body = envelope(*many)
    assert 400_000 < len(body) < 1_000_000
    assert web.bring(body) == 200
    assert len(web.rows("in")) == 500
    assert web.bring(b" " * 10_000_000) == 413
    # Nowhere else is that much taken.
    assert web.client.post("/api/conversations", content=b" " * 200_000).status_code == 413


def test_channel_that_is_off(tmp_path: Path) -> None:
    with running_web(settings_for(tmp_path, {})) as web:
        for method in ("get", "post"):
            answer = getattr(web.client, method)("/webhooks/whatsapp")
            assert answer.status_code == 404
            assert "WhatsApp" in answer.json()["error"]["message"]
        assert web.client.post("/webhooks/twilio").status_code == 404


def test_another_number_is_not_ours(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    body = envelope(Message(anna(), text("hallo")).value(), number_id="999")
    with caplog.at_level(logging.WARNING):
        assert web.bring(body) == 200
    assert web.rows() == []
    assert len([r for r in caplog.records if "999" in r.getMessage()]) == 1


def test_database_away_means_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Message(anna(), text("een")), Message(anna(), text("twee"))
    assert web.bring(envelope(first.value())) == 200
    with monkeypatch.context() as away:

        def writing_fails(*_: Any, **__: Any) -> Any:
            raise StoreUnavailable("database is locked")

        away.setattr("bot.store.together.writing", writing_fails)
        assert web.bring(envelope(first.value(), second.value())) == 503
    # Meta brings all of it again.
    assert web.bring(envelope(first.value(), second.value())) == 200
    assert [row["text"] for row in web.rows("in")] == ["een", "twee"]


# --- what it says ---


def test_text_is_stored_with_what_belongs_to_it(any_web: Web) -> None:
    person = anna()
    message = Message(person, text("ik zoek personeel"))
    assert any_web.bring(envelope(message.value())) == 200
    (row,) = any_web.rows("in")
    assert (row["kind"], row["text"], row["status"]) == ("text", "ik zoek personeel", "received")
    assert row["external_id"] == message.id and row["payload"] == {"receipt": message.id}
    (known,) = any_web.people()
    assert (known["address"], known["alias"]) == (person.user_id, person.number)


@pytest.mark.parametrize("of", ["button_reply", "list_reply"])
def test_pressed_option_is_the_option(any_web: Web, of: str) -> None:
    web, person = any_web, anna()
    web.write(person, text("hallo"))
    options = ({"title": "Ja", "payload": "/affirm"}, {"title": "Nee", "payload": "/deny"})
    (asked,) = web.say(person, Reply("Klopt dat?", options))
    assert web.write(person, pressed({"id": key(asked, 1), "title": "Nee"}, of)) == 200
    row = web.rows("in")[-1]
    assert (row["kind"], row["text"], row["payload"]["title"]) == ("choice", "/deny", "Nee")


def test_options_of_others_are_words(any_web: Web) -> None:
    web, person, other = any_web, anna(), Person("31687654321")
    web.write(person, text("hallo"))
    web.write(other, text("hallo"))
    (asked,) = web.say(other, Reply("Klopt dat?", ({"title": "Ja", "payload": "/affirm"},)))
    web.write(person, pressed({"id": key(asked, 0), "title": "Ja"}))
    row = web.rows("in")[-1]
    assert (row["kind"], row["text"]) == ("text", "Ja")


@pytest.mark.parametrize("injected", ["/affirm", '/deny{"x": "y"}', "m1.0; drop", "door:geheim"])
def test_ids_of_options_mean_nothing_to_the_engine(web: Web, injected: str) -> None:
    web.write(anna(), pressed({"id": injected, "title": "Gekozen"}))
    row = web.rows("in")[-1]
    assert (row["kind"], row["text"]) == ("text", "Gekozen")


def test_button_under_the_template_is_no_answer(web: Web) -> None:
    person = anna()
    web.write(person, text("hallo"))
    web.write(person, {"type": "button", "button": {"payload": "Ja", "text": "Ja, stuur maar"}})
    assert web.rows("in")[-1]["kind"] == "open"


MEDIA = [
    (media("audio", voice=True), "spraakbericht"),
    (media("image", sha256="x"), "Foto's"),
    (media("video"), "Filmpjes"),
    (media("document", filename="jaarrekening.pdf", file_size=50_000_000), "Bestanden"),
    (media("sticker", animated=False), "plaatjes"),
    ({"type": "location", "location": {"latitude": 52.5, "longitude": 5.4}}, "plaats"),
    ({"type": "contacts", "contacts": [{"name": {"formatted_name": "Piet"}}]}, "contactkaart"),
    ({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}, "reactie"),
    ({"type": "order", "order": {"catalog_id": "1", "product_items": []}}, "kan ik niet lezen"),
    (
        {"type": "unsupported", "errors": [{"code": 131051, "title": "Message type unknown"}]},
        "kan ik niet lezen",
    ),
    ({"type": "een_nieuw_soort", "een_nieuw_soort": {"a": [1]}}, "kan ik niet lezen"),
    ({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {}}}, "niet lezen"),
    ({"type": "text"}, "kan ik niet lezen"),
    ({"type": None}, "kan ik niet lezen"),
    ({}, "kan ik niet lezen"),
]


@pytest.mark.parametrize(("content", "said"), MEDIA)
def test_what_cannot_be_read_is_said_so(web: Web, content: Any, said: str) -> None:
    person = anna()
    web.write(person, text("hallo"))
    web.say(person, *[Reply("Hoi, ik ben een computer.")])
    assert web.write(person, content) == 200
    row = web.rows("in")[-1]
    assert row["status"] == "answered", "no turn of the engine for it"
    assert said in web.rows("out")[-1]["text"]


@pytest.mark.parametrize(
    "content",
    [
        {"type": "reaction", "reaction": {"message_id": "wamid.1"}},
        {"type": "revoke", "revoke": {"original_message_id": "wamid.1"}},
        {"type": "system", "system": {"type": "iets_nieuws", "body": "x"}},
        {**text("in een groep"), "group_id": "Y2FwaV9ncm91cDox"},
    ],
)
def test_what_asks_for_nothing_gets_nothing(web: Web, content: Any) -> None:
    assert web.write(anna(), content) == 200
    assert web.rows() == []


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_captions_are_read(web: Web, kind: str) -> None:
    web.write(anna(), media(kind, caption="mijn offertes blijven liggen", file_size=50_000_000))
    row = web.rows("in")[-1]
    assert (row["text"], row["status"]) == ("mijn offertes blijven liggen", "received")


def test_replies_and_advertisements_change_nothing(web: Web) -> None:
    content = text("dit bedoel ik")
    content["context"] = {"from": meta.NUMBER, "id": "wamid.ouder", "forwarded": True}
    content["referral"] = {"source_url": "https://fb.me/x", "headline": "Groei!", "ctwa_clid": "1"}
    web.write(anna(), content)
    (row,) = web.rows("in")
    assert row["text"] == "dit bedoel ik" and "fb.me" not in json.dumps(row["payload"])


def test_errors_of_the_account_are_logged(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert web.bring(envelope({"errors": [{"code": 130429, "title": "Rate limit hit"}]})) == 200
    assert "130429" in caplog.text


# --- in order, once ---


def test_order_of_the_body(any_web: Web) -> None:
    people = [anna(), Person("31600000001"), Person("31600000002")]
    values = [Message(people[i % 3], text(f"{i}")).value() for i in range(30)]
    assert any_web.bring(envelope(*values)) == 200
    assert [row["text"] for row in any_web.rows("in")] == [f"{i}" for i in range(30)]


def test_same_id_once_and_long_ids_too(any_web: Web) -> None:
    for wamid in ("wamid.a", "wamid." + "b" * 400):
        message = Message(anna(), text("hallo"), id=wamid)
        assert any_web.bring(envelope(message.value(), message.value())) == 200
        assert any_web.bring(envelope(message.value())) == 200
    rows = any_web.rows("in")
    assert len(rows) == 2
    long = "wamid." + "b" * 400
    assert rows[1]["external_id"] == hashlib.sha256(long.encode()).hexdigest()
    assert rows[1]["payload"]["receipt"] == long, "Meta wants the whole id back"


def test_message_without_an_id_is_stored_once(web: Web) -> None:
    value = Message(anna(), text("hallo")).value()
    del value["messages"][0]["id"]
    assert [web.bring(envelope(value)) for _ in range(3)] == [200] * 3
    assert len(web.rows("in")) == 1


@pytest.mark.timeout(600)
def test_5000_webhooks_replayed_out_of_order_and_forged(any_web: Web) -> None:
    """1,250 messages: each comes three times, all mixed; and 1,250 times somebody forges one."""
    rng = random.Random(11)
    people = [Person(f"316{i:08}", f"NL.{i:020}" if i % 2 else None) for i in range(125)]
    true = []
    for i in range(1250):
        person = people[i % 125]
        told = text(f"bericht {i}")
        value = Message(person, told, id=f"wamid.{i}", at=time.time() - rng.random() * 1e6).value()
        if person.user_id and rng.random() < 0.3:
            del value["contacts"][0]["wa_id"], value["messages"][0]["from"]
        true.append(envelope(value))
    forged = []
    for i in range(1250):
        body = envelope(Message(people[i % 125], text("vervalst"), id=f"wamid.f{i}").value())
        other = true[rng.randrange(len(true))]
        forged.append(
            rng.choice(
                [
                    (body, None),
                    (body, meta.signature(other)),
                    (body, meta.signature(body, "geraden")),
                    (body, meta.signature(body).replace("sha256=", "sha1=")),
                    (body, meta.signature(body)[:-1]),
                ]
            )
        )
    webhooks = [(body, "right") for body in true * 3] + forged
    rng.shuffle(webhooks)
    assert len(webhooks) == 5000
    for body, signature in webhooks:
        assert any_web.bring(body, signature) == (200 if signature == "right" else 403)
    stored = any_web.rows("in")
    assert sorted(row["external_id"] for row in stored) == sorted(f"wamid.{i}" for i in range(1250))
    assert not any("vervalst" in row["text"] for row in stored)
    assert len(any_web.people()) == 125


# --- who it is ---


def test_number_then_id_is_the_same_person(any_web: Web) -> None:
    web = any_web
    web.write(Person("31612345678"), text("eerst alleen een nummer"))
    web.write(anna(), text("nu ook een id"))
    web.write(Person(None, anna().user_id), text("en nu alleen een id"))
    web.write(Person("31612345678"), text("en weer alleen een nummer"))
    assert len({row["conversation_id"] for row in web.rows("in")}) == 1
    (known,) = web.people()
    assert (known["address"], known["alias"]) == (anna().user_id, "31612345678")


def test_nobody_without_a_number_is_lost(web: Web) -> None:
    assert web.write(Person(None, "NL.1"), text("ik heb een gebruikersnaam")) == 200
    (known,) = web.people()
    assert (known["address"], known["alias"]) == ("NL.1", None)


def test_sender_only_in_the_contacts(web: Web) -> None:
    value = Message(anna(), text("hallo")).value()
    del value["messages"][0]["from"], value["messages"][0]["from_user_id"]
    web.bring(envelope(value))
    assert web.people()[0]["address"] == anna().user_id


def test_two_people_in_one_value(web: Web) -> None:
    first = Message(anna(), text("van Anna")).value()
    second = Message(Person("31687654321", "NL.2"), text("van Bob")).value()
    for message in second["messages"]:
        del message["from_user_id"]
    both = {name: first[name] + second[name] for name in ("contacts", "messages")}
    web.bring(envelope(both))
    assert [p["address"] for p in web.people()] == [anna().user_id, "NL.2"]


def test_a_number_that_is_given_out_again_is_somebody_else(any_web: Web) -> None:
    web = any_web
    web.write(anna(), text("ik heb schulden"))
    newcomer = Person("31612345678", "NL.99")
    web.write(newcomer, text("hallo"))
    rows = web.rows("in")
    assert rows[0]["conversation_id"] != rows[1]["conversation_id"]
    old, new = web.people()
    # What we still have to say to the first must not go to that number any more.
    assert (old["alias"], new["alias"]) == (None, "31612345678")


def moved(**system: str) -> dict[str, Any]:
    message: dict[str, Any] = {"id": "wamid.s1", "timestamp": str(int(time.time()))}
    if "from_" in system:
        message["from"] = system.pop("from_")
    return {"messages": [{**message, "type": "system", "system": {"body": "…", **system}}]}


@pytest.mark.parametrize("known_by", [anna(), Person("31612345678"), Person(None, anna().user_id)])
def test_a_new_number_keeps_the_conversation(any_web: Web, known_by: Person) -> None:
    web = any_web
    web.write(known_by, text("hallo"))
    told = moved(
        from_="31612345678", type="user_changed_number", wa_id="31655555555", user_id="NL.7",
        previous_user_id=anna().user_id or "",
    )  # fmt: skip
    for _ in range(3):
        assert web.bring(envelope(told)) == 200
    (known,) = web.people()
    assert (known["address"], known["alias"]) == ("NL.7", "31655555555")
    web.write(Person("31655555555", "NL.7"), text("daar ben ik weer"))
    assert len({row["conversation_id"] for row in web.rows("in")}) == 1


def test_a_new_id_without_a_number_forgets_the_number(web: Web) -> None:
    web.write(anna(), text("hallo"))
    told = moved(type="user_changed_user_id", user_id="NL.7", previous_user_id=anna().user_id or "")
    web.bring(envelope(told))
    (known,) = web.people()
    assert (known["address"], known["alias"]) == ("NL.7", None)


def test_a_new_number_as_older_versions_tell_it(web: Web) -> None:
    web.write(Person("31612345678"), text("hallo"))
    web.bring(
        envelope(
            moved(customer="31612345678", type="customer_changed_number", new_wa_id="31655555555")
        )
    )
    assert web.people()[0]["address"] == "31655555555"


def test_a_new_name_that_is_taken_takes_nothing(web: Web) -> None:
    web.write(anna(), text("hallo"))
    web.write(Person("31655555555", "NL.7"), text("ik was er al"))
    told = moved(
        from_="31612345678", type="user_changed_number", wa_id="31655555555", user_id="NL.7",
        previous_user_id=anna().user_id or "",
    )  # fmt: skip
    assert web.bring(envelope(told)) == 200
    old, new = web.people()
    assert old["conversation_id"] != new["conversation_id"]
    assert (new["address"], new["alias"]) == ("NL.7", "31655555555")
    assert old["alias"] is None


@pytest.mark.parametrize(
    "strange",
    [
        Person("31612345678", "x" * 131), Person("31612345678", "y" * 5000), Person("0" * 300),
        Person("31612345678", "NL.\x00\ud800"), Person("' or 1=1 --", "☃"), Person("", ""),
        Person(None, None),
    ],
)  # fmt: skip
def test_odd_ids(any_web: Web, strange: Person) -> None:
    assert any_web.write(strange, text("hallo")) == 200
    assert any_web.write(anna(), text("gewoon")) == 200
    assert any_web.rows("in")[-1]["text"] == "gewoon"


@pytest.mark.parametrize(
    "body", ["\x00", "a\x00b", "\ud800half een teken", "👩‍👩‍👧‍👦" * 500, "\u202e"]
)
def test_odd_texts(any_web: Web, body: str) -> None:
    assert any_web.write(anna(), text(body)) == 200
    title = {"id": "m1.0", "title": body}
    assert any_web.write(anna(), pressed(title)) == 200
    assert len(any_web.rows("in")) == 2


def test_far_too_long_a_text(web: Web) -> None:
    web.write(anna(), text("x" * 100_000))
    assert "te lang" in web.rows("out")[-1]["text"]
    assert len(web.rows("in")[0]["text"]) == web.settings.max_message_characters


@pytest.mark.parametrize("days", [-400, -20, 3, 4000])
def test_moments_that_cannot_be(web: Web, days: float) -> None:
    assert web.write(anna(), text("hallo"), at=time.time() + days * 86400) == 200
    assert web.rows() == []


@pytest.mark.parametrize("moment", ["", "x", "9" * 400, "-5", None, 5.5, {"a": 1}, "١٢"])
def test_moments_that_are_none(web: Web, moment: Any) -> None:
    value = Message(anna(), text("hallo")).value()
    value["messages"][0]["timestamp"] = moment
    assert web.bring(envelope(value)) == 200


def test_late_message_opens_the_window_from_when_it_was_written(web: Web) -> None:
    web.write(anna(), text("gisteren"), at=time.time() - 80_000)
    assert web.people()[0]["last_in_at"] == pytest.approx(time.time() - 80_000, abs=5)
    web.write(anna(), text("vandaag"))
    web.write(anna(), text("nog van gisteren"), at=time.time() - 70_000)
    assert web.people()[0]["last_in_at"] == pytest.approx(time.time(), abs=5)


def test_burst_of_one_person_is_limited_for_that_person(web: Web) -> None:
    burst = [Message(anna(), text(f"{i}")).value() for i in range(60)]
    assert web.bring(envelope(*burst)) == 200
    web.write(Person("31687654321"), text("ik ben iemand anders"))
    rows = web.rows("in")
    assert [r["text"] for r in rows] == [*(f"{i}" for i in range(20)), "ik ben iemand anders"]
    assert sum("veel berichten" in r["text"] for r in web.rows("out")) == 1


# --- first of all: a computer ---


def first_code(web: Web) -> dict[str, Any]:
    """A code of a conversation that began on the website, where the bot said much already."""
    begun = web.client.post("/api/conversations").json()
    with writing(web.store) as connection:
        code = transfers.make(connection, begun["id"])
    web.play_engine()
    return text(code.text)


FIRST: dict[str, Any] = {
    "text": lambda _: text("hallo"),
    "website": lambda _: text("website"),
    "too long": lambda _: text("x" * 20_000),
    "empty": lambda _: text("  "),
    "unknown code": lambda _: text("K7QM-2XPD"),
    "code": first_code,
    "stale button": lambda _: pressed({"id": "m999.0", "title": "Ja"}),
    "stale button without title": lambda _: pressed({"id": "m999.0", "title": ""}),
    "row": lambda _: pressed({"id": "m999.0", "title": "Ja"}, "list_reply"),
    "web option": lambda _: pressed({"id": "door:web", "title": "Liever op de website"}),
    "template button": lambda _: {"type": "button", "button": {"payload": "Ja", "text": "Ja"}},
    "welcome": lambda _: {"type": "request_welcome"},
    **{content["type"] or "none": (lambda c: lambda _: c)(content)
       for content, _ in MEDIA if content.get("type")},
}  # fmt: skip


@pytest.mark.parametrize("first", FIRST, ids=str)
def test_the_first_they_get_says_that_it_is_a_computer(web: Web, first: str) -> None:
    person = anna()
    content = FIRST[first](web)
    assert web.write(person, content) == 200
    web.play_engine()
    conversation = web.conversation(person)
    said = [r for r in web.rows("out") if r["conversation_id"] == conversation]
    sent = [row for row in said if row["status"] == "queued"]
    assert sent and "computer" in sent[0]["text"], sent
    # Also when the next thing comes before the engine got to it.
    assert "geen mens" in sent[0]["text"]


def test_burst_before_the_engine_answers_hears_of_the_computer_first(web: Web) -> None:
    web.bring(envelope(*[Message(anna(), text(f"{i}")).value() for i in range(30)]))
    web.play_engine()
    assert "geen mens" in web.rows("out")[0]["text"]


def test_while_the_engine_is_away_they_hear_of_the_computer_first(tmp_path: Path) -> None:
    variables = {**VARIABLES, "BOT_OUTAGE_NOTICE_AFTER_S": "0.1"}
    with running_web(settings_for(tmp_path, variables)) as web:
        web.write(anna(), text("hallo"))
        deadline = time.monotonic() + 10
        while not web.rows("out") and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "computer" in web.rows("out")[0]["text"]


def test_held_words_of_elsewhere_do_not_come_before_it(web: Web) -> None:
    """A talk on Telegram that goes on here, with an answer that was still on its way there."""
    other = Person("31687654321")
    web.write(other, text("hallo"))
    web.play_engine()
    with writing(web.store) as connection:
        code = transfers.make(connection, web.conversation(other))
    web.write(anna(), text(code.text))
    waiting = [r for r in web.rows("out") if r["status"] == "queued"]
    assert "geen mens" in waiting[0]["text"] and len(waiting) == 1


# --- how messages of ours fared ---


def a_message(web: Web, state: str, platform_id: str | None) -> int:
    from sqlalchemy import update

    from bot.store.tables import messages

    person = anna()
    web.write(person, text("hallo"))
    (number,) = web.say(person, Reply("Dag!"))
    with writing(web.store) as connection:
        connection.execute(
            update(messages)
            .where(messages.c.id == number)
            .values(status=state, platform_id=platform_id, parts_sent=1)
        )
    return number


def fared(web: Web, number: int) -> tuple[str, str | None]:
    row = next(r for r in web.rows("out") if r["id"] == number)
    return row["status"], row["problem"]


@pytest.mark.parametrize(
    ("statuses", "ends"),
    [
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "delivered", "sent", "read", "read", "delivered"], "read"),
        (["delivered"], "delivered"),
        (["failed", "delivered", "read"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["iets_nieuws", "delivered"], "delivered"),
        (["deleted"], "sent"),
    ],
)
def test_statuses_in_any_order(any_web: Web, statuses: list[str], ends: str) -> None:
    number = a_message(any_web, "sent", "wamid.out")
    for name in statuses:
        assert any_web.bring(envelope(status("wamid.out", name, 131026))) == 200
    assert fared(any_web, number)[0] == ends


def test_failed_tells_why_without_personal_data(web: Web) -> None:
    number = a_message(web, "sent", "wamid.out")
    web.bring(envelope(status("wamid.out", "failed", 131026)))
    state, problem = fared(web, number)
    assert state == "failed" and problem and "131026" in problem and "31612345678" not in problem


def test_re_engagement_is_held_and_goes_out_when_they_write(web: Web) -> None:
    number = a_message(web, "sent", "wamid.out")
    web.bring(envelope(status("wamid.out", "failed", 131047)))
    assert fared(web, number)[0] == "held"
    web.write(anna(), text("daar ben ik"))
    assert fared(web, number)[0] == "queued"


def test_bad_news_before_we_wrote_down_its_id(any_web: Web) -> None:
    """It is found by what the message carried for us; good news waits until all of it is out."""
    number = a_message(any_web, "sending", None)
    early = status("wamid.out", "delivered", opaque=f"{number}.0")
    any_web.bring(envelope(early))
    assert fared(any_web, number)[0] == "sending"
    any_web.bring(envelope(status("wamid.out", "failed", 131026, opaque=f"{number}.0")))
    assert fared(any_web, number)[0] == "failed"


@pytest.mark.parametrize("opaque", ["", "x", "9" * 30, "-1", "1.5.2", None])
def test_statuses_of_nobody(any_web: Web, opaque: str | None) -> None:
    any_web.write(anna(), text("hallo"))
    for name in ("delivered", "failed"):
        told = status("wamid.onbekend", name, 131026, opaque=opaque)
        assert any_web.bring(envelope(told)) == 200
    # The number of a message that came in is no message of ours.
    came_in = any_web.rows("in")[0]["id"]
    told = status("wamid.onbekend", "failed", 131026, opaque=f"{came_in}.0")
    assert any_web.bring(envelope(told)) == 200
    assert any_web.rows("in")[0]["status"] == "received"


def test_forged_statuses_change_nothing(web: Web) -> None:
    number = a_message(web, "sent", "wamid.out")
    body = envelope(status("wamid.out", "failed", 131026))
    assert web.bring(body, meta.signature(body, "geraden")) == 403
    assert fared(web, number)[0] == "sent"
