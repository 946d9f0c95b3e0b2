"""What goes out to WhatsApp: in its forms, in order, within its limits, through every fault."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.port import Blocked, NotAllowed, OutsideWindow, TryLater, Undeliverable
from bot.channels.shown import pieces
from bot.channels.whatsapp import look, setup, shape
from bot.channels.whatsapp.cloud import CloudApi, problem_of
from bot.channels.words import words
from bot.conversations.outbox import Reply
from bot.conversations.sending import Outgoing
from bot.knowledge import load as load_knowledge
from bot.settings import Settings, load
from tests.channels import whatsapp_server as meta
from tests.channels.whatsapp_parts import OPENING, Web, running_web, sending, settings_for, until
from tests.channels.whatsapp_server import Meta, Person, envelope, pressed, status, text
from tests.handoff.counterpart import Answer, Fault

WORDS = words(load_knowledge().texts, Settings(public_url="https://groei.example"))


def outgoing(said: str, *titles: str, **more: Any) -> Outgoing:
    values: dict[str, Any] = {
        "message_id": 7, "conversation_id": "c", "channel": "whatsapp", "address": "NL.1",
        "alias": "31612345678", "text": said, "custom": {}, "author": "bot", "parts_sent": 0,
        "attempts": 1, "last_in_at": time.time(), "nudged": False, "created_at": time.time(),
        "buttons": tuple({"title": t, "payload": f"/x{i}"} for i, t in enumerate(titles)),
        **more,
    }  # fmt: skip
    return Outgoing(**values)


@pytest.fixture()
def server() -> Iterator[Meta]:
    with Meta() as server:
        yield server


@pytest.fixture()
def web(tmp_path: Path, server: Meta) -> Iterator[Web]:
    variables = meta.settings(server.url, BOT_PUBLIC_URL="https://groei.example")
    with running_web(settings_for(tmp_path, variables)) as web:
        yield web
    assert server.invalid == [], "Meta's own document refuses what we sent"


@pytest.fixture()
def anna(server: Meta, web: Web) -> Person:
    """Somebody who wrote, and was answered already."""
    person = server.person("31612345678", "NL.13491208655302741918")
    web.write(person, text("hallo"))
    return person


# --- forms ---


def parts(out: Outgoing) -> list[dict[str, Any]]:
    async def make() -> list[dict[str, Any]]:
        platform = CloudApi(Settings(), WORDS)
        made = list(platform.parts(out))
        assert made == list(platform.parts(out)), "always the same for the same message"
        await platform.close()
        return made

    return asyncio.run(make())


def titles(part: dict[str, Any]) -> list[str]:
    return [o["title"] for o in meta.Sent("", Person(None), part, 0.0).options]


TITLES = ["Ja", "Alles moet langs mij", "Te weinig mensen", "Het is rommelig en niemand weet waar"]


@pytest.mark.parametrize("number", range(1, 27))
@pytest.mark.parametrize("length", [1, 20, 21, 24, 25, 60, 72, 96, 140])
def test_any_options_fit_metas_document(server: Meta, number: int, length: int) -> None:
    options = [f"{'wat een lange titel is dit ' * 6}"[:length].strip() or "x"] * number
    for custom in ({}, {"sensitive": True}):
        for part in parts(outgoing("Wat past het best?", *options, custom=custom)):
            body = {
                "messaging_product": "whatsapp", "recipient_type": "individual", "to": "316", **part
            }  # fmt: skip
            assert server._message_problem(body) is None


def test_few_short_options_are_buttons() -> None:
    (part,) = parts(outgoing("Klopt dat?", "Ja", "Alles moet langs mij", "Nee"))
    assert part["interactive"]["type"] == "button"
    buttons = part["interactive"]["action"]["buttons"]
    assert [b["reply"] for b in buttons] == [
        {"id": "m7.0", "title": "Ja"},
        {"id": "m7.1", "title": "Alles moet langs mij"},
        {"id": "m7.2", "title": "Nee"},
    ]
    assert part["biz_opaque_callback_data"] == "7.0"


def test_long_or_many_options_are_a_list() -> None:
    long = "Het is rommelig en niemand weet waar alles staat"
    (part,) = parts(outgoing("Waardoor?", "Ja", long))
    (section,) = part["interactive"]["action"]["sections"]
    assert section["rows"] == [
        {"id": "m7.0", "title": "Ja"},
        {"id": "m7.1", "title": "Het is rommelig en…", "description": long},
    ]
    (part,) = parts(outgoing("Waardoor?", "a", "b", "c", "d"))
    assert part["interactive"]["type"] == "list" and titles(part) == ["a", "b", "c", "d"]


def test_titles_stay_different_when_shortened() -> None:
    (part,) = parts(outgoing("Welke?", *[f"Een heel lange titel voor keuze {i}" for i in range(9)]))
    assert len(set(titles(part))) == 9 and all(len(t) <= 24 for t in titles(part))


def test_more_options_than_a_list_holds_are_numbered() -> None:
    (part,) = parts(outgoing("Welke sector?", *[f"Sector {i}" for i in range(14)]))
    assert part["type"] == "text" and part["text"]["preview_url"] is False
    assert "14. Sector 13" in part["text"]["body"] and "nummer" in part["text"]["body"]


def test_titles_that_fit_nowhere_are_lettered() -> None:
    (part,) = parts(outgoing("Welke?", "x" * 150, "Nee"))
    assert part["type"] == "text" and "B. Nee" in part["text"]["body"]
    assert "letter" in part["text"]["body"]


def test_long_texts_go_first_and_the_last_paragraph_asks() -> None:
    story = "\n\n".join(f"Alinea {i}. " + "Dit is een zin die iets zegt. " * 20 for i in range(12))
    made = parts(outgoing(f"{story}\n\nHerken je dat?", "Ja", "Nee"))
    assert [p["type"] for p in made] == ["text", "text", "interactive"]
    assert made[-1]["interactive"]["body"]["text"] == "Herken je dat?"
    assert all(len(p["text"]["body"]) <= 4096 for p in made[:-1])
    told = " ".join(p["text"]["body"] for p in made[:-1])
    assert told.split() == story.split(), "nothing is lost"
    assert [p["biz_opaque_callback_data"] for p in made] == ["7.0", "7.1", "7.2"]


@pytest.mark.parametrize("most", [10, 100, 1600])
def test_pieces_lose_nothing(most: int) -> None:
    for whole in ("a" * 5000, "een twee drie " * 300, "Zin één. Zin twee!\nRegel.\n\n" * 90, " x "):
        found = pieces(whole, most)
        assert all(0 < len(piece) <= most for piece in found)
        assert "".join("".join(found).split()) == "".join(whole.split())


def test_question_without_words_gets_some() -> None:
    (part,) = parts(outgoing("", "Ja", "Nee"))
    assert part["interactive"]["body"]["text"]
    assert parts(outgoing("")) == []


def test_brokers_are_named() -> None:
    (part,) = parts(outgoing("Ik bel je morgen.", author="broker", custom={"name": "Sanne Vos"}))
    assert part["text"]["body"] == "Sanne Vos (groeimakelaar):\nIk bel je morgen."
    (part,) = parts(outgoing("Ik bel je morgen.", author="broker"))
    assert part["text"]["body"].startswith("Groeimakelaar:\n")


def test_sensitive_questions_offer_the_website() -> None:
    (part,) = parts(
        outgoing("Hoe staat het met het geld?", "Goed", "Krap", custom={"sensitive": 1})
    )
    reply = part["interactive"]["action"]["buttons"][-1]["reply"]
    assert reply == {"id": "door:web", "title": "Liever op de website"}
    (part,) = parts(outgoing("Vertel eens.", custom={"sensitive": True}))
    assert titles(part) == ["Liever op de website"]


def test_no_website_is_offered_where_there_is_none() -> None:
    choice = shape.interactive(
        outgoing("Vertel eens.", custom={"sensitive": True}), {**WORDS, "channel.web_address": ""}
    )
    assert choice is None


# --- errors ---

ERRORS: list[tuple[int, dict[str, Any], type[Exception], bool]] = [
    (429, {"code": 130429}, TryLater, True),
    (400, {"code": 80007}, TryLater, True),
    (400, {"code": 4}, TryLater, True),
    (503, {"code": 2}, TryLater, True),
    (400, {"code": 131056}, TryLater, False),
    (500, {"code": 131000}, TryLater, False),
    (400, {"code": 131047}, OutsideWindow, False),
    (401, {"code": 190}, NotAllowed, False),
    (401, {"code": 0}, NotAllowed, False),
    (403, {"code": 10}, NotAllowed, False),
    (403, {"code": 200}, NotAllowed, False),
    (403, {"code": 299}, NotAllowed, False),
    (500, {"code": 3}, NotAllowed, False),
    (403, {"code": 368}, NotAllowed, False),
    (403, {"code": 131031}, NotAllowed, False),
    (400, {"code": 100, "error_subcode": 33}, NotAllowed, False),
    (400, {"code": 133010}, NotAllowed, False),
    (400, {"code": 131026}, Blocked, False),
    (400, {"code": 131030}, Blocked, False),
    (400, {"code": 100}, Undeliverable, False),
    (400, {"code": 131051}, Undeliverable, False),
    (400, {"code": 131009}, Undeliverable, False),
    (400, {"code": 999999}, Undeliverable, False),
    (500, {"code": 999999}, TryLater, False),
    (502, {}, TryLater, False),
    (429, {}, TryLater, True),
    (401, {}, NotAllowed, False),
    (403, {}, NotAllowed, False),
    (400, {"code": "x"}, Undeliverable, False),
]


@pytest.mark.parametrize(("status_code", "error", "kind", "for_all"), ERRORS, ids=str)
def test_errors(status_code: int, error: dict[str, Any], kind: type, for_all: bool) -> None:
    told = {"error": {"message": "to 31612345678", **error}}
    problem = problem_of(httpx.Response(status_code, headers={"Retry-After": "7"}), told)
    assert type(problem) is kind and "31612345678" not in str(problem)
    if isinstance(problem, TryLater):
        assert problem.for_all is for_all and problem.wait_s is not None and problem.wait_s >= 6.0


# --- the whole way ---


def test_greeting_is_quick_and_in_order(server: Meta, web: Web) -> None:
    person = server.person("31612345678", "NL.1")
    with sending(web):
        until(lambda: True)
        time.sleep(0.3)
        started = time.monotonic()
        web.write(person, text("hallo"))
        web.play_engine()
        until(lambda: len(server.said_to(person)) == 3)
        seconds = time.monotonic() - started
        until(lambda: {r["status"] for r in web.rows("out")} == {"sent"})
    assert [s.text for s in server.said_to(person)] == list(OPENING)
    # Two pauses of 0.3 s between messages to one person, and little more.
    print(f"greeting of three messages: {seconds:.2f} s")
    assert seconds < 3.0


def test_to_the_number_where_there_is_one(server: Meta, web: Web) -> None:
    both, only_id = server.person("31612345678", "NL.1"), server.person(None, "NL.2")
    only_number = server.person("31687654321")
    for person in (both, only_id, only_number):
        web.write(person, text("hallo"))
        web.say(person, Reply("Dag!"))
    with sending(web):
        until(lambda: len(server.sent) == 3)
    bodies = {s.to.user_id: s.body for s in server.sent}
    assert bodies["NL.1"]["to"] == "31612345678" and "recipient" not in bodies["NL.1"]
    assert bodies["NL.2"]["recipient"] == "NL.2" and "to" not in bodies["NL.2"]
    assert bodies[None]["to"] == "31687654321"


def test_read_and_typing_are_shown(server: Meta, web: Web) -> None:
    person = server.person("31612345678")
    with sending(web):
        time.sleep(0.4)
        first = meta.Message(person, text("hallo"))
        web.bring(envelope(first.value()))
        until(lambda: server.read == [first.id])
        assert server.typing == [first.id]
        # What was answered already by then shows no "typing…" behind the answer.
        web.play_engine()
        until(lambda: len(server.said_to(person)) == 3)


def test_delivered_and_read_come_back(server: Meta, web: Web, anna: Person) -> None:
    (number,) = web.say(anna, Reply("Dag!"))
    with sending(web):
        (sent,) = until(lambda: server.said_to(anna))
        until(lambda: web.rows("out")[-1]["status"] == "sent")
    for name in ("read", "sent", "delivered"):
        assert web.bring(envelope(status(sent.id, name, opaque=sent.opaque))) == 200
    assert sent.opaque == f"{number}.0" and web.rows("out")[-1]["status"] == "read"


@pytest.mark.parametrize(("code", "ends"), [(131026, "failed"), (131047, "held")])
def test_bad_news_before_the_answer(
    server: Meta, web: Web, anna: Person, code: int, ends: str
) -> None:
    """Meta tells that it failed before our request is even answered."""
    web.say(anna, Reply("Dag!"))

    def tell(sent: meta.Sent) -> None:
        told = envelope(status(sent.id, "failed", code, opaque=sent.opaque))
        worker = threading.Thread(target=lambda: web.bring(told))
        worker.start()
        worker.join()

    server.on_sent = tell
    with sending(web):
        until(lambda: web.rows("out")[-1]["status"] == ends)
        time.sleep(0.5)
    assert web.rows("out")[-1]["status"] == ends, "having sent it does not undo that"
    assert len(server.sent) == 1


def test_after_24_hours_one_template_and_all_of_it_later(
    server: Meta, web: Web, anna: Person
) -> None:
    web.silent_for(25)
    anna.wrote_at -= 25 * 3600
    with sending(web):
        web.say(anna, Reply("Je makelaar belt morgen."), Reply("Schikt dat?", ({"title": "Ja",
                "payload": "/affirm"},)))  # fmt: skip
        until(lambda: {r["status"] for r in web.rows("out")} == {"held"})
        web.say(anna, Reply("En nog iets."))
        until(lambda: {r["status"] for r in web.rows("out")} == {"held"})
        (template,) = server.sent
        assert template.body["type"] == "template" and "biz" not in str(template.body)
        web.write(anna, text("ja hoor"))
        until(lambda: len(server.sent) == 4)
        until(lambda: {r["status"] for r in web.rows("out")} == {"sent"})
    said = [s.text for s in server.sent[1:]]
    assert said == ["Je makelaar belt morgen.", "Schikt dat?", "En nog iets."]


def test_the_window_closes_at_meta_first(server: Meta, web: Web, anna: Person) -> None:
    anna.wrote_at -= 25 * 3600
    web.say(anna, Reply("Dag!"))
    with sending(web):
        until(lambda: web.rows("out")[-1]["status"] == "held")
        until(lambda: [s.body["type"] for s in server.sent] == ["template"])


def test_without_a_template_it_is_held_all_the_same(tmp_path: Path, server: Meta) -> None:
    variables = meta.settings(server.url, BOT_WHATSAPP_TEMPLATE="")
    with running_web(settings_for(tmp_path, variables)) as web:
        person = server.person()
        web.write(person, text("hallo"))
        web.say(person, Reply("Dag!"))
        web.silent_for(25)
        with sending(web):
            until(lambda: web.rows("out")[-1]["status"] == "held")
            assert server.sent == []
            web.write(person, text("ja?"))
            until(lambda: [s.text for s in server.sent] == ["Dag!"])


def test_template_that_is_not_there_stops_nothing(tmp_path: Path, server: Meta) -> None:
    variables = meta.settings(server.url, BOT_WHATSAPP_TEMPLATE="onbekend")
    with running_web(settings_for(tmp_path, variables)) as web:
        person = server.person()
        web.write(person, text("hallo"))
        web.say(person, Reply("Dag!"))
        web.silent_for(25)
        with sending(web):
            until(lambda: web.rows("out")[-1]["status"] == "held")
    assert server.sent == [] and server.invalid == []


FAULTS = [
    Fault("answer", Answer(500)),
    Fault("answer", Answer(503, None, {"Retry-After": "0.2"})),
    Fault("answer", Answer(500, {"error": {"code": 131000}})),
    Fault("answer", Answer(400, {"error": {"code": 130429}}, {"Retry-After": "0.2"})),
    Fault("cut"),
    Fault("answer", Answer(502, "<html>")),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_faults_lose_nothing_and_keep_the_order(
    server: Meta, web: Web, anna: Person, fault: Fault
) -> None:
    web.say(anna, Reply("een"), Reply("twee"), Reply("drie"))
    with sending(web):
        server.faults.extend([fault, fault])
        until(lambda: {r["status"] for r in web.rows("out")} == {"sent"}, 20)
    assert [s.text for s in server.said_to(anna)] == ["een", "twee", "drie"]


def test_cut_after_the_effect_comes_twice_rather_than_never(
    server: Meta, web: Web, anna: Person
) -> None:
    web.say(anna, Reply("een"), Reply("twee"))
    with sending(web):
        # The first request shows the greeting as read.
        until(lambda: True)
        server.faults.append(Fault("cut_after"))
        until(lambda: {r["status"] for r in web.rows("out")} == {"sent"}, 20)
    said = [s.text for s in server.said_to(anna)]
    assert list(dict.fromkeys(said)) == ["een", "twee"] and len(said) <= 3


def test_hanging_is_not_waited_for_without_end(
    server: Meta, web: Web, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.cloud.TIMEOUT_S", 0.4)
    web.say(anna, Reply("een"))
    with sending(web):
        server.faults.append(Fault("hang", seconds=1.5))
        until(lambda: web.rows("out")[-1]["status"] == "sent", 20)
    assert [s.text for s in server.said_to(anna)] == ["een"]


def test_wrong_token_loses_nothing(server: Meta, web: Web, anna: Person) -> None:
    server.token = "een ander"
    web.say(anna, Reply("Dag!"))
    with sending(web) as connections:
        until(lambda: connections["whatsapp"].pace.paused_until > 0)
        until(lambda: web.rows("out")[-1]["problem"])
    row = web.rows("out")[-1]
    assert row["status"] == "queued" and "190" in row["problem"] and server.sent == []
    assert row["attempts"] == 0, "nothing is given up for it"


def test_whoever_blocks_us_is_left_alone_until_they_write(
    server: Meta, web: Web, anna: Person
) -> None:
    anna.blocks_us = True
    web.say(anna, Reply("een"), Reply("twee"))
    with sending(web):
        until(lambda: {r["status"] for r in web.rows("out")} == {"held"})
        assert web.people()[0]["blocked"] == 1
        anna.blocks_us = False
        web.write(anna, text("toch wel"))
        until(lambda: [s.text for s in server.said_to(anna)] == ["een", "twee"])
    assert web.people()[0]["blocked"] == 0


def test_pair_limit_is_of_that_person_alone(server: Meta, web: Web, anna: Person) -> None:
    server.pair_burst, server.pair_every_s = 2, 30.0
    other = server.person("31687654321")
    web.write(other, text("hallo"))
    web.say(anna, Reply("1"), Reply("2"), Reply("3"))
    with sending(web) as connections:
        until(lambda: any("131056" in (r["problem"] or "") for r in web.rows("out")))
        web.say(other, Reply("en jij?"))
        until(lambda: [s.text for s in server.said_to(other)] == ["en jij?"])
        assert connections["whatsapp"].pace.paused_until == 0.0
    assert [s.text for s in server.said_to(anna)] == ["1", "2"]


def test_pace_stays_under_metas_limit(server: Meta, web: Web) -> None:
    people = [server.person(f"3160000{i:04}") for i in range(130)]
    web.bring(envelope(*[meta.Message(p, text("hallo")).value() for p in people]))
    for person in people:
        web.say(person, Reply("Dag!"))
    with sending(web):
        until(lambda: len(server.sent) == 130, 30)
    refused = [r for r in server.requests if r.path.endswith("/messages")]
    sends = [r for r in refused if "status" not in r.json]
    assert len(sends) == 130, "none was refused for coming too fast"


def test_long_message_goes_on_where_it_stopped(server: Meta, web: Web, anna: Person) -> None:
    long = "\n\n".join(f"{i} " + "woord " * 600 for i in range(3))
    web.say(anna, Reply(long))
    with sending(web):
        server.faults.append(Fault("answer", Answer(500), after=1))
        until(lambda: web.rows("out")[-1]["status"] == "sent", 20)
    said = [s.text for s in server.said_to(anna)]
    assert " ".join(said).split() == long.split()


def test_pressing_what_was_sent(server: Meta, web: Web, anna: Person) -> None:
    """Each way: what Meta got comes back as the option that it stands for."""
    few = tuple({"title": t, "payload": f"/few{i}"} for i, t in enumerate("ab"))
    many = tuple({"title": f"keuze {i} " + "x" * 20, "payload": f"/many{i}"} for i in range(7))
    # Each is pressed while its question is open; one that is over corrects.
    with sending(web):
        web.say(anna, Reply("Kort?", few))
        until(lambda: len(server.said_to(anna)) == 1)
        web.write(anna, pressed(server.said_to(anna)[0].options[1]))
        web.say(anna, Reply("Lang?", many))
        until(lambda: len(server.said_to(anna)) == 2)
        web.write(anna, pressed(server.said_to(anna)[1].options[6], "list_reply"))
    rows = web.rows("in")[-2:]
    assert [(r["kind"], r["text"]) for r in rows] == [("choice", "/few1"), ("choice", "/many6")]
    assert rows[1]["payload"]["title"] == many[6]["title"], "the whole title, not the short one"


# --- settings ---


def some(**variables: str) -> Settings:
    return load({f"BOT_{k.upper()}": v for k, v in variables.items()}, Path("/nowhere"))


TWILIO = {
    "twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_from": "whatsapp:+31850606060",
    "public_url": "https://groei.example",
}  # fmt: skip


def test_provider_by_settings() -> None:
    cloud = {n.removeprefix("BOT_").lower(): v for n, v in meta.settings("http://x").items()}
    assert setup.provider(some(**cloud)) == "cloud" and setup.missing(some(**cloud)) == []
    assert setup.provider(some(**cloud, **TWILIO)) == "cloud"
    assert setup.provider(some(**TWILIO)) == "twilio"
    assert setup.provider(some()) is None
    assert setup.missing(some(whatsapp_access_token="x")) == [
        "BOT_WHATSAPP_PHONE_NUMBER_ID", "BOT_WHATSAPP_APP_SECRET", "BOT_WHATSAPP_VERIFY_TOKEN",
    ]  # fmt: skip
    assert setup.missing(some(**{**TWILIO, "public_url": ""})) == ["BOT_PUBLIC_URL"]
    assert len(setup.missing(some())) == 4


def test_link_types_the_code() -> None:
    assert setup.link(some(whatsapp_number="+31 85 060 6060"), "K7QM-2XPD") == (
        "https://wa.me/31850606060?text=K7QM-2XPD"
    )
    assert setup.link(some(), "K7QM-2XPD") is None
    assert setup.link(some(**TWILIO), "A") == "https://wa.me/31850606060?text=A"


def test_doctor_says_what_to_do(server: Meta) -> None:
    assert "BOT_WHATSAPP_ACCESS_TOKEN" in look.look(some())[1]
    variables = {n.removeprefix("BOT_").lower(): v for n, v in meta.settings(server.url).items()}
    works, note = look.look(some(**variables, public_url="https://groei.example"))
    assert works and "Groeimakelaar" in note
    works, note = look.look(some(**{**variables, "whatsapp_template": ""}))
    assert not works and "BOT_WHATSAPP_TEMPLATE" in note and "BOT_PUBLIC_URL" in note
    works, note = look.look(some(**{**variables, "whatsapp_phone_number_id": "1"}))
    assert not works and "BOT_WHATSAPP_PHONE_NUMBER_ID" in note
    server.token = "een ander"
    works, note = look.look(some(**variables))
    assert not works and "token" in note
    works, note = look.look(some(**{**variables, "whatsapp_api": "http://127.0.0.1:9"}))
    assert not works and "bereikbaar" in note
