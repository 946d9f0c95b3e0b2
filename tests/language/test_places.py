"""Where a company is: names, nicknames, typing errors, and words that only look like a place."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path

import pytest

from bot.language.gazetteer import key
from bot.language.places import find
from bot.language.reading import read
from tests.conftest import need
from tests.language.tables import SURE, found, gazetteer, values

PLACES = [
    ("we zitten in emmeloord", "noordoostpolder", "Emmeloord"),
    ("wij zitten in Ens", "noordoostpolder", "Ens"),
    ("mijn bedrijf staat in ens", "noordoostpolder", "Ens"),
    ("ik kom uit bant", "noordoostpolder", "Bant"),
    ("een loonbedrijf in rutten", "noordoostpolder", "Rutten"),
    ("loonbedrijf in nagele", "noordoostpolder", "Nagele"),
    ("zitten in marknesse", "noordoostpolder", "Marknesse"),
    ("Schokland", "noordoostpolder", "Schokland"),
    ("almere-haven", "almere", "Almere Haven"),
    ("Almere Buiten", "almere", "Almere Buiten"),
    ("we zitten in almerepoort", "almere", "Almere Poort"),
    ("ik zit in Poort", "almere", "Almere Poort"),
    ("Oosterwold", "almere", "Oosterwold"),
    ("op de Gooisekant", "almere", "Gooisekant"),
    ("zit in biddinghuizen", "dronten", "Biddinghuizen"),
    ("k heb n garage in swifterbant", "dronten", "Swifterbant"),
    ("Ketelhaven", "dronten", "Ketelhaven"),
    ("business zone delta", "dronten", "Business Zone Delta"),
    ("op oostervaart", "lelystad", "Oostervaart"),
    ("Lelystad Airport Businesspark", "lelystad", "Lelystad Airport"),
    ("Lelystad-Haven", "lelystad", "Lelystad-Haven"),
    ("op Trekkersveld", "zeewolde", "Trekkersveld"),
    ("zwolse hoek", "urk", "Zwolsehoek"),
    ("IK ZIT IN ENS", "noordoostpolder", "Ens"),
    ("'t Harde", "elburg", "'t Harde"),
    ("Lemmer", "de fryske marren", "Lemmer"),
    ("voor de campagne in swifter band mis ik vier man", "dronten", "Swifterbant"),
    ("zoek grotere loods omgeving emmer oord", "noordoostpolder", "Emmeloord"),
    ("we moeten weg naar emmeloort of zo", "noordoostpolder", "Emmeloord"),
    ("mensen komen naar Marknesse om te kijken", "noordoostpolder", "Marknesse"),
    ("er is niks te koop op dat terrein in Ens niet", "noordoostpolder", "Ens"),
    ("mijn nieuwe hal in Nagele is af", "noordoostpolder", "Nagele"),
    ("hij zit in Rutten, wij in Creil", "noordoostpolder", "Creil"),
]

MUNICIPALITIES = [
    ("op urk", "urk"),
    ("Urk", "urk"),
    ("in de NOP", "noordoostpolder"),
    ("noord oost polder", "noordoostpolder"),
    ("wij zitten in de polder", "noordoostpolder"),
    ("ik zit in lely", "lelystad"),
    ("lelysad", "lelystad"),
    ("leylstad", "lelystad"),
    ("dornten", "dronten"),
    ("zewolde", "zeewolde"),
    ("noordoostploder", "noordoostpolder"),
    ("ik ben een Urker visser", "urk"),
    ("we zitten in Zwolle", "zwolle"),
    ("in amsterdm", "amsterdam"),
    ("harderwijk", "harderwijk"),
    ("den bosch", "'s-hertogenbosch"),
    ("a'dam", "amsterdam"),
    ("ik woon in Huizen", "huizen"),
    ("we zitten in Duitsland", "duitsland"),
    ("ik bedoelde Lelystad", "lelystad"),
    ("niet in Almere maar in Lelystad", "lelystad"),
    ("we zijn naar Zeewolde verhuisd", "zeewolde"),
    ("werk veel in Amsterdam maar woon in Almere", "almere"),
    ("postcode 8302 AB", "noordoostpolder"),
    ("1325AB", "almere"),
    ("mijn terras mag niet in Urk", "urk"),
    ("buiten Urk kent niemand ons", "urk"),
    ("dat krijg ik niet van Urk naar Maastricht", "urk"),
    ("de Zeewoldse locatie draait goed", "zeewolde"),
    ("is er een clubje voor ondernemers in Almere", "almere"),
    ("we zoeken een woningcorporatie in Lelystad", "lelystad"),
    ("ik zei Urk maar het is Dronten", "dronten"),
    ("nu huren wij in Kampen", "kampen"),
    ("we willen verhuizen naar Lelystad", "lelystad"),
]

NO_PLACES = [
    "enz",
    "personeel, materiaal enz.",
    "ens",
    "dat is wel een ens",
    "meneer Rutten belde",
    "Jan Rutten is mijn boekhouder",
    "van rutten gekocht",
    "creil",
    "bant",
    "ik was dronken",
    "nagels en schroeven",
    "een lely robot in de stal",
    "best lastig",
    "dure huizen",
    "de buren klagen",
    "wij kampen met personeelstekort",
    "in de haven",
    "bij de poort",
    "buiten werktijd",
    "hout en staal",
    "klanten in Amsterdam",
    "we leveren naar Duitsland",
    "onze klanten zitten in Friesland en Groningen",
    "een groter bedrijf uit Zwolle wil ons overnemen",
    "we zoeken klanten buiten Almere",
    "ik wil een filiaal openen in Kampen",
    "niet in Almere",
    "info@almere.nl",
    "de dealer uit Meppel heeft gebeld",
    "die fabriek bij Emmeloord vangt het verschil",
    "bij de hogeschool in Dronten sta ik aan de balie",
    "ik lag in Sneek in het ziekenhuis",
    "de scholieren uit Creil en uit Rutten kwamen pellen",
    "een architect uit Utrecht kwam langs",
    "mijn dochters wonen in Gent en Rotterdam",
    "bij die grote op Urk verdienen ze meer",
    "dat krijg je in Zutphen niet",
    "mijn partner is from scotland",
    "de boten liggen te koop in Sneek",
]


@pytest.mark.parametrize(("text", "municipality", "place"), PLACES)
def test_a_place_gives_its_official_name_and_its_municipality(
    text: str, municipality: str, place: str
) -> None:
    assert values(text, "municipality") == [municipality]
    assert values(text, "place") == [place]


@pytest.mark.parametrize(("text", "municipality"), MUNICIPALITIES)
def test_a_municipality_is_no_place_beside_itself(text: str, municipality: str) -> None:
    assert values(text, "municipality") == [municipality]
    assert values(text, "place") == []


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_not_where_the_company_is_is_not_sure(text: str) -> None:
    assert values(text, "municipality") == []


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("ens", "noordoostpolder"),
        ("lely", "lelystad"),
        ("lelystat", "lelystad"),
        ("poort", "almere"),
        ("huizen", "huizen"),
        ("de polder", "noordoostpolder"),
        ("duitsland", "duitsland"),
        ("almere denk ik", "almere"),
    ],
)
def test_a_bare_answer_counts_when_asked(text: str, municipality: str) -> None:
    assert values(text, "municipality", "municipality") == [municipality]


def test_a_customers_town_is_still_a_hint() -> None:
    (one,) = found("klanten in Amsterdam", "municipality")
    assert one.value == "amsterdam"
    assert one.confidence < SURE


def test_the_longest_name_wins() -> None:
    text = "op Lelystad Airport Businesspark"
    (one,) = found(text, "place")
    assert text[one.start : one.end] == "Lelystad Airport Businesspark"


def test_a_village_and_its_municipality_have_the_same_words() -> None:
    text = "ik zit in Emmeloord"
    spans = {(f.start, f.end) for e in ("place", "municipality") for f in found(text, e)}
    assert spans == {(10, 19)}


def test_no_dutch_word_is_taken_for_a_typing_error() -> None:
    spec = importlib.util.find_spec("spacy_lookups_data")
    need(spec is not None and spec.origin is not None, "spacy_lookups_data")
    assert spec is not None and spec.origin is not None
    table = Path(spec.origin).parent / "data" / "nl_lemma_lookup.json.gz"
    words = [w for w in json.loads(gzip.decompress(table.read_bytes())) if w.isalpha()]
    first_letters = set(gazetteer().by_first_letter)
    near = [w for w in words if w[0] in first_letters and 4 < len(w) < 17]
    assert len(near) > 50_000
    mistaken = {
        w
        for w in near
        if key(w) not in gazetteer().names and find(read(f"in {w}"), gazetteer(), asked=False)
    }
    assert mistaken <= {"appeldoorn"}
