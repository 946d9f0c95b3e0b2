"""The data behind places and sectors: complete, without doubles, in the form of its legend."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.language.gazetteer import Gazetteer, key, phrase
from tests.language.tables import gazetteer, values

FLEVOLAND = {"almere", "dronten", "lelystad", "noordoostpolder", "urk", "zeewolde"}
SECTORS = {
    "agrifood", "visserij", "maritiem", "smart-mobility", "composieten", "maakindustrie",
    "logistiek", "zorg", "ict", "zakelijke-dienstverlening", "retail", "horeca", "vrijetijd",
    "circulair", "techniek-bouw", "overig",
}  # fmt: skip
VILLAGES = [
    "Bant", "Creil", "Emmeloord", "Ens", "Espel", "Kraggenburg", "Luttelgeest", "Marknesse",
    "Nagele", "Rutten", "Schokland", "Tollebeek", "Biddinghuizen", "Swifterbant", "Ketelhaven",
    "Almere Stad", "Almere Haven", "Almere Buiten", "Almere Hout", "Almere Poort",
    "Almere Pampus", "Oosterwold", "Lelystad-Haven", "Flevokust Haven", "Trekkersveld",
    "Horsterparc", "Port of Urk",
]  # fmt: skip


def test_the_municipalities_of_flevoland_are_the_six() -> None:
    own = {p.municipality for p in gazetteer().places if p.in_flevoland and p.is_municipality}
    assert own == FLEVOLAND


def test_a_hundred_and_twenty_municipalities_elsewhere_are_known() -> None:
    elsewhere = [
        p
        for p in gazetteer().places
        if p.is_municipality and not p.in_flevoland and not p.is_country
    ]
    assert len(elsewhere) >= 120
    assert all(p.municipality == p.name.lower() for p in elsewhere)


@pytest.mark.parametrize("village", VILLAGES)
def test_every_village_and_district_is_found(village: str) -> None:
    assert values(f"mijn bedrijf zit in {village}", "place") == [village]


def test_no_name_stands_for_two_places() -> None:
    names = Counter(key(w) for p in gazetteer().places for w in (p.name, *p.aliases))
    assert [name for name, times in names.items() if times > 1] == []


def test_the_sectors_are_those_of_the_contract() -> None:
    assert {s.id for s in gazetteer().sectors} == SECTORS


@pytest.mark.parametrize("sector", sorted(SECTORS))
def test_a_sector_has_a_label_for_a_button_and_words_of_its_own(sector: str) -> None:
    one = next(s for s in gazetteer().sectors if s.id == sector)
    assert 3 <= len(one.short) <= 24
    assert len(one.words) >= 10


def test_no_word_stands_for_two_sectors() -> None:
    words = Counter(
        (part, phrase(w))
        for s in gazetteer().sectors
        for part, listed in (("w", (*s.words, *s.weak)), ("s", s.stems), ("b", s.starts))
        for w in set(listed)
    )
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("sector", sorted(SECTORS))
def test_every_word_of_a_sector_leads_to_it(sector: str) -> None:
    one = next(s for s in gazetteer().sectors if s.id == sector)
    lost = [w for w in one.words if values(w, "sector", "sector") != [sector]]
    assert lost == []


def test_an_unknown_caution_is_refused() -> None:
    odd = {"municipalities": [], "outside": [{"name": "X", "caution": "perhaps"}], "far": []}
    with pytest.raises(ValueError, match="X: caution must be one of"):
        Gazetteer.from_data({**odd, "lookalikes": []}, {"sectors": []}, {})
