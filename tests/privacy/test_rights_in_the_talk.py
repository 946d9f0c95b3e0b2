"""What somebody may ask of their own data, in the talk, with the real engine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.conversations import outbox
from bot.conversations.upkeep import Upkeep
from bot.conversations.wake import Wake
from bot.knowledge import Knowledge
from bot.privacy import own_data, search
from bot.settings import Settings
from bot.store import audit, now, reading, writing
from bot.store.tables import erasures, messages, trackers
from tests.talk import Talk

OPENING = "alles moet langs mij en ik kom zelf nergens meer aan toe, zegt klaproosje"


def test_my_data_tells_what_why_until_when_and_who_looked(talk: Talk, knowledge: Knowledge) -> None:
    from actions import records

    store = talk.agent.store
    records.use(store)
    talk.say(OPENING)
    talk.say("ik wil een mens spreken")
    talk.say("Fenna Zwartveld, 06 19 28 37 46")
    reference = talk.record["id"] if talk.record else ""
    with writing(store) as connection:
        audit.note(connection, 1, "Anna de Makelaar", "record.view", reference)
    told = "\n".join(m["text"] for m in talk.say("wat weten jullie van mij? mijn gegevens graag"))
    assert reference in told and "Anna de Makelaar" in told
    assert "taak van de provincie" in told and "Tot wanneer" in told
    link = re.search(r"/gegevens/(\S+)", told)
    assert link is not None
    key = own_data.open_link(store, link[1])
    assert own_data.of_opened(store, key) == talk.id
    whole = own_data.all_of(store, talk.id, {"chat_days": 90, "question_days": 730})
    assert whole is not None
    assert whole["growth_questions"][0]["record"]["contact"]["phone"] == "0619283746"
    assert any(m["text"] == OPENING for m in whole["talk"]["messages"])
    assert talk.about is not None, "the open question is put again"


def test_who_wants_all_of_it_gone_gets_a_receipt(
    talk: Talk, knowledge: Knowledge, tmp_path: Path
) -> None:
    from actions import records

    store = talk.agent.store
    words = "de hele administratie kost mij elke week twee avonden, zegt korenbloem"
    records.use(store)
    talk.say(words)
    talk.say("ik wil een mens spreken")
    talk.say("Fenna Zwartveld, 06 19 28 37 46")
    reference = talk.record["id"] if talk.record else ""
    talk.say("verwijder alles wat jullie van mij hebben")
    said = talk.choose("Ja, wis alles")
    assert "bewijs" in said[-1]["text"] and not said[-1].get("buttons")

    settings = Settings(log_dir=str(tmp_path), erased_list=str(tmp_path / "erased.jsonl"))
    upkeep = Upkeep(store, Wake(), knowledge.texts, settings, {})
    assert upkeep.look() == [talk.id]
    left = [row["text"] for row in outbox.transcript(store, talk.id)]
    assert len(left) == 2 and "W-" in left[1]
    for named in ("Gesprek", "Geheugen", "Groeivraag", "Contactgegevens", "Voorbeelden",
                  "Logboeken", "CRM", "Back-ups", "Gevonden: 0"):  # fmt: skip
        assert named in left[1]
    assert search.in_rows(store, [words, "korenbloem", "0619283746", reference]) == {}
    with reading(store) as connection:
        assert connection.execute(
            select(trackers).where(trackers.c.conversation_id == talk.id)
        ).first() is None  # fmt: skip
        receipt = connection.execute(
            select(erasures.c.receipt).where(erasures.c.conversation_id == talk.id)
        ).scalar_one()
    assert receipt["found"] == {} and receipt["removed"]["contacts"] == 1

    # Who goes on begins anew, and hears again that a computer is talking.
    again = talk.say("hallo")
    assert "computer" in again[0]["text"]
    assert upkeep.look() == []


def test_a_link_opens_once(talk: Talk) -> None:
    store = talk.agent.store
    with writing(store) as connection:
        connection.execute(
            insert(messages.metadata.tables["conversations"]).values(
                id="c-link", channel="website", created_at=now(), updated_at=now()
            )
        )
    token = own_data.make_link(store, "c-link")
    assert own_data.open_link(store, token)
    for wrong in (token, "nonsense"):
        try:
            own_data.open_link(store, wrong)
        except own_data.LinkOver:
            continue
        raise AssertionError("it opened again")


@pytest.mark.parametrize("channel", ["website", "whatsapp", "telegram", "cli", "rest"])
def test_on_every_channel(
    loaded_agent: Any, knowledge: Knowledge, tmp_path: Path, channel: str
) -> None:
    from actions import records

    store = loaded_agent.store
    records.use(store)
    talk = Talk(loaded_agent, channel)
    try:
        talk.say("met 12 man in Urk maken we kozijnen en alles moet langs mij, zegt dotterbloem")
        assert talk.slot("intake")["facts"]["employees"]["value"] == 12
        talk.say("nee sorry, we zijn met 9 man")
        if talk.about == "conflict":
            talk.choose("9")
        assert talk.slot("intake")["facts"]["employees"]["value"] == 9

        talk.say("ik wil een mens spreken")
        reference = talk.record["id"] if talk.record else ""
        assert talk.record and talk.record["channel"] == channel
        with writing(store) as connection:
            audit.note(connection, 1, "Anna de Makelaar", "record.view", reference)
        told = "\n".join(m["text"] for m in talk.say("mijn gegevens"))
        assert "Anna de Makelaar" in told and "Waarom" in told and "Tot wanneer" in told
        link = re.search(r"/gegevens/(\S+)", told)
        assert link is not None
        key = own_data.open_link(store, link[1])
        assert own_data.of_opened(store, key) == talk.id, "it shows the data of who asked"
        with pytest.raises(own_data.LinkOver):
            own_data.open_link(store, link[1])

        talk.say("wis alles wat jullie van mij hebben")
        talk.choose("Ja, wis alles")
        settings = Settings(log_dir=str(tmp_path), erased_list=str(tmp_path / "erased.jsonl"))
        upkeep = Upkeep(store, Wake(), knowledge.texts, settings, {})
        assert talk.id in upkeep.look()
        assert search.in_rows(store, ["dotterbloem"]) == {}
        left = search.in_rows(store, [reference])
        assert set(left) <= {"audit_log"}, "who looked at it, without what was in it"
        last = outbox.transcript(store, talk.id)[-1]
        assert "W-" in last["text"] and "Gevonden: 0" in last["text"], "the receipt"
        with pytest.raises(own_data.LinkOver):
            own_data.of_opened(store, key)
    finally:
        talk.close()
