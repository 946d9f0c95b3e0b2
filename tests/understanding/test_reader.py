"""One classifier for intents and needs: how its labels become the two rankings."""

from __future__ import annotations

import pytest

from bot.understanding.reader import VAGUE, Reader

STAFF = ("wij vinden geen monteurs", "niemand solliciteert bij ons", "ik zoek personeel")
MONEY = ("de bank geeft geen lening", "ik zoek een investeerder", "er is geld nodig voor groei")
UNCLEAR = ("het loopt niet", "er moet iets gebeuren", "ik weet het even niet")
WEATHER = ("wat een regen vandaag", "lekker weertje he", "het waait hier hard")
OTHER = ("do you speak english", "sprechen sie deutsch", "hello can you help me")


@pytest.fixture(scope="module")
def reader() -> Reader:
    examples = [
        *((text, "express_need", "tal_werven") for text in STAFF),
        *((text, "express_need", "fin_groeikapitaal") for text in MONEY),
        *((text, "express_need", VAGUE) for text in UNCLEAR),
        *((text, "chitchat", None) for text in WEATHER),
        *((text, "other_language", None) for text in OTHER),
    ]
    reader = Reader()
    reader.fit([e[0] for e in examples], [e[1] for e in examples], [e[2] for e in examples])
    return reader


@pytest.mark.parametrize("text", [STAFF[0], MONEY[1], WEATHER[0], "iets heel anders"])
def test_intents_add_up_and_needs_are_no_more_than_is_told(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert sum(r.confidence for r in reading.intents) == pytest.approx(1)
    assert {r.name for r in reading.intents} == {"express_need", "chitchat", "other_language"}
    told = next(r.confidence for r in reading.intents if r.name == "express_need")
    assert sum(r.confidence for r in reading.needs) <= min(1.0, 2 * told) + 1e-6
    assert {r.name for r in reading.needs} == {"tal_werven", "fin_groeikapitaal"}


def test_a_need_is_told_and_which(reader: Reader) -> None:
    reading = reader.read("wij vinden geen personeel en niemand solliciteert")
    assert (reading.intents[0].name, reading.needs[0].name) == ("express_need", "tal_werven")
    assert reader.read("wat een regen vandaag").intents[0].name == "chitchat"


def test_what_is_vague_is_taken_from_all_needs(reader: Reader) -> None:
    vague, clear = reader.needs_in("het loopt niet"), reader.needs_in(STAFF[2])
    assert sum(vague.values()) < sum(clear.values())
    assert max(clear, key=lambda need: clear[need]) == "tal_werven"
