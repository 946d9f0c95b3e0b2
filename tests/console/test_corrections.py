"""From "klopt niet" to an example and a test, by two people; and a model that must pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from bot import corrections as loop
from bot.console.corrected import Answering
from bot.console.correction_pages import without_names
from bot.conversations import inbox
from bot.knowledge.examples import read
from bot.model_files import fingerprint
from bot.privacy import contacts
from bot.store import corrections, growth_questions, now, reading, work, writing
from bot.store.tables import tracker_events
from bot.store.work_tables import corrections as kept
from bot.store.work_tables import model_weeks
from tests.console.conftest import Desk
from tests.store.records import record

SAID = "ik ben Piet en bel me op 06 12345678 want de kassa van mijn viskraam doet gek"


def _read(entity: str, value: str, words: str) -> dict[str, Any]:
    start = SAID.index(words)
    return {"entity": entity, "value": value, "start": start, "end": start + len(words)}


@pytest.fixture()
def message(shop: Engine) -> int:
    """A message of an entrepreneur that was taken for something else."""
    talk = inbox.begin(shop, "website")
    number = inbox.receive(shop, talk.id, "text", SAID, "1").message_id
    parsed = {"text": SAID, "intent": {"name": "chitchat", "confidence": 0.7},
              "entities": [_read("sector", "retail", "viskraam"),
                           _read("company_name", "Piet", "Piet")],
              "needs": [{"id": "lead_delegeren", "confidence": 0.5}]}  # fmt: skip
    events = [
        {"event": "user", "text": SAID, "parse_data": parsed, "message_id": str(number),
         "metadata": {"model_id": "0123456789abcdef"}},
        {"event": "action", "name": "validate_intake_form"},
        {"event": "bot", "text": "?", "data": {"custom": {"about": "opening"}}},
    ]  # fmt: skip
    with writing(shop) as connection:
        growth_questions.put_record(
            connection, record("GV-2026-AAAAAA", conversation_id=talk.id), "entrepreneur"
        )
        details = {"name": "Piet", "phone": "0612345678"}
        contacts.put(connection, "GV-2026-AAAAAA", talk.id, details)
        connection.execute(
            insert(tracker_events).values(
                conversation_id=talk.id, events=json.dumps(events), created_at=now()
            )
        )
    return number


def test_two_clicks_and_a_second_person(
    desk: Callable[[str], Desk], shop: Engine, message: int
) -> None:
    sam, noor, lies = desk("sam"), desk("noor"), desk("lies")
    page = sam.get("/groeivragen/GV-2026-AAAAAA").text
    assert "Begrepen als: praatje (70 %)" in page and "vraagt: waar loop je tegenaan" in page
    path = f"/correcties/bericht/{message}"
    assert f'href="/console{path}"' in page
    assert path not in lies.get("/groeivragen/GV-2026-AAAAAA").text
    assert lies.post(path, soort="need", wordt="bed_digitaliseren").status_code == 403
    offered = sam.get(path).text
    masked = offered.split("<em>")[1].split("</em>")[0]
    assert "de kassa van mijn viskraam doet gek" in masked
    assert "Piet" not in masked and "12345678" not in masked

    for bad in (
        {"soort": "need", "wordt": "x"},
        {"soort": "x", "wordt": "stop"},
        {"soort": "intent", "wordt": "chitchat"},
        {"soort": "entity", "wordt": "sector", "woorden": "bakker", "waarde": "retail"},
        {"soort": "entity", "wordt": "company_name", "woorden": "Piet", "waarde": "Piet"},
        {"soort": "entity", "geen": "7"},
        {"soort": "entity", "geen": "1"},
    ):
        assert sam.post(path, **bad).status_code == 422, bad  # fmt: skip
    assert sam.get("/correcties/bericht/999999").status_code == 404
    assert sam.post(path, soort="intent", wordt="express_need").status_code == 303
    assert sam.post(path, soort="intent", wordt="express_need").status_code == 303
    [row] = corrections.listed(shop, ["proposed"])
    assert (row["was"], row["becomes"], row["proposer"]) == ("chitchat", "express_need", "Sam")
    assert "12345678" not in row["text"] and "Piet" not in row["text"]

    decide = f"/correcties/{row['id']}"
    assert sam.post(decide, besluit="goed", tekst="x").status_code == 403, "not one's own"
    text = "de kassa van mijn viskraam doet gek"
    assert noor.post(decide, besluit="goed", tekst=text).status_code == 303
    assert noor.post(decide, besluit="nee", tekst=text).status_code == 409
    [row] = corrections.listed(shop, ["approved"])
    assert row["text"] == text
    with reading(shop) as connection:
        [counted] = connection.execute(select(model_weeks)).all()
    assert (counted.model, counted.corrected, counted.messages) == ("0123456789abcdef", 1, 0)
    assert "goedgekeurd, wacht op training" in sam.get("/correcties").text
    corrections.went_live(shop, [row["id"]], fingerprint())
    assert "jouw correctie is live" in sam.get("/correcties").text
    assert "Jouw correctie is live" in sam.get("/groeivragen/GV-2026-AAAAAA").text
    others = noor.get("/correcties").text
    assert "correctie is live" in others and "jouw correctie" not in others


def test_what_was_learnt_is_not_live_while_an_earlier_model_answers() -> None:
    learnt = {"model": "m2", "live_at": datetime(2026, 11, 26, 12)}
    for name, trained, has in (
        ("m2", datetime(2026, 11, 26, 11, tzinfo=timezone.utc), True),
        ("m1", datetime(2026, 11, 20, tzinfo=timezone.utc), False),
        ("m3", datetime(2026, 11, 27, tzinfo=timezone.utc), True),
        ("m4", None, True),
    ):
        assert Answering(name, trained).has_learnt(learnt) is has, name


def test_what_was_read_is_taken_back_with_two_clicks(
    desk: Callable[[str], Desk], shop: Engine, message: int
) -> None:
    path = f"/correcties/bericht/{message}"
    page = desk("sam").get(path).text
    assert "“viskraam” is geen sector" in page and "Piet" not in page, "names are not learnt"
    assert desk("sam").post(path, soort="entity", geen="0").status_code == 303
    [row] = corrections.listed(shop, ["proposed"])
    told = (row["was"], row["becomes"], row["words"])
    assert told == ("sector=retail", "sector=", "viskraam")
    assert "sector: retail → geen sector" in desk("noor").get("/correcties").text
    with writing(shop) as connection:
        noor = work.Actor(sorted(work.names(shop))[1], "Noor")
        corrections.decide(connection, noor, row["id"], True, row["text"])
    assert "'viskraam' is geen sector" in loop.report(shop)


def test_names_and_numbers_go() -> None:
    contact = {"name": "Piet de Vries", "phone": "0612345678"}
    said = "Piet hier, mail piet@vis.nl of bel 0320-123456 of +31 6 12 34 56 78"
    masked = without_names(said, contact)
    assert masked == "(naam) hier, mail (mailadres) of bel (telefoonnummer) of (telefoonnummer)"


@pytest.fixture()
def approved(shop: Engine) -> Engine:
    """Corrections of each kind."""
    people = work.names(shop)
    sam, noor = (work.Actor(i, people[i]) for i in sorted(people)[:2])
    with writing(shop) as connection:
        for number, (kind, text, becomes, words) in enumerate(
            [
                ("need", "de [kassa](x) van mijn viskraam doet raar", "lead_delegeren", None),
                ("intent", "nou toedeledokie maar weer he", "goodbye", None),
                ("entity", "ik heb een viskraam", "sector=retail", "viskraam"),
                ("intent", "tot ziens", "goodbye", None),
            ]
        ):
            corrections.propose(connection, sam, number, kind, text, "x", becomes, words)
    for row in corrections.listed(shop, ["proposed"]):
        with writing(shop) as connection:
            corrections.decide(connection, noor, row["id"], True, row["text"])
    return shop


@pytest.fixture()
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Examples of our own, in a folder of their own."""
    nlu = tmp_path / "nlu"
    nlu.mkdir()
    (nlu / "courtesy.yml").write_text(
        'version: "3.1"\n\nnlu:\n  - intent: goodbye\n    examples: |\n      - tot ziens\n'
    )
    monkeypatch.setattr(loop, "EXAMPLES", nlu / "corrections.yml")
    monkeypatch.setattr(loop, "TESTS", tmp_path / "corrections.jsonl")
    monkeypatch.setattr(loop.export, "__defaults__",
                        (nlu / "corrections.yml", tmp_path / "corrections.jsonl", nlu))  # fmt: skip
    return tmp_path


def test_examples_and_tests_are_written(approved: Engine, place: Path) -> None:
    done = loop.export(approved)
    assert (done.examples, done.tests, done.repeated) == (2, 4, 1), "an example that was there"
    examples = read(place / "nlu" / "corrections.yml")
    assert [(e.label, e.text, e.voice) for e in examples] == [
        ("express_need/lead_delegeren", "de kassa(x) van mijn viskraam doet raar", "correcties"),
        ("goodbye", "nou toedeledokie maar weer he", "correcties"),
    ]
    assert not examples[0].entities, "what people type marks no entities"
    tests = loop.read_tests(place / "corrections.jsonl")
    assert tests[2] == {"text": "ik heb een viskraam", "kind": "entity",
                        "becomes": "sector=retail", "words": "viskraam"}  # fmt: skip
    assert "'viskraam' is sector=retail" in loop.report(approved)


def model_that_says(intent: str) -> Callable[..., Any]:
    def parse(texts: list[str]) -> list[dict[str, Any]]:
        needs = [{"id": "lead_delegeren"}]
        return [{"intent": {"name": intent}, "needs": needs, "entities": []} for _ in texts]

    return parse


def test_a_model_that_does_not_pass_is_not_used(approved: Engine, place: Path) -> None:
    went: list[str] = []
    with pytest.raises(loop.NotPassed, match="toedeledokie"):
        loop.train(approved, lambda: "", model_that_says("thank"), lambda: "m1", went.append)
    assert not (place / "nlu" / "corrections.yml").exists(), "the old model's inputs are back"
    assert corrections.counts(approved) == {"approved": 4}
    assert went == []

    def build() -> str:
        """Meanwhile somebody approves one more."""
        with writing(approved) as connection:
            connection.execute(insert(kept).values(
                message_id=9, kind="intent", text="later", becomes="goodbye", status="approved",
                proposed_by=1, created_at=now()))  # fmt: skip
        return ""

    told = loop.train(approved, build, model_that_says("goodbye"), lambda: "m2", went.append)
    assert told.startswith("3 correcties zijn live") and went == ["m2"]
    assert corrections.counts(approved) == {"approved": 2, "live": 3}, "it is not in that model"
    assert {r["model"] for r in corrections.listed(approved, ["live"])} == {"m2"}
