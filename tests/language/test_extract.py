"""Whole messages, as entrepreneurs write them: every sure value and nothing else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from bot.language import Found, extract
from bot.language.found import without_overlap
from tests.language.tables import SURE, TODAY, gazetteer

MESSAGES: list[tuple[str, dict[str, list[Any]]]] = [
    (
        "we zitten in Emmeloord met een man of twaalf en ik zoek 2 ton om binnen een half jaar"
        " een tweede hal te bouwen, mail piet@bakker.nl of bel 06-12345678",
        {
            "municipality": ["noordoostpolder"],
            "place": ["Emmeloord"],
            "employees": [12],
            "amount_eur": [200_000],
            "period_months": [6],
            "email": ["piet@bakker.nl"],
            "phone": ["0612345678"],
        },
    ),
    (
        "hoi ik ben Kees, heb een klein hoveniersbedrijfje in Dronten met 5 man en kom om in het"
        " werk",
        {
            "person_name": ["Kees"],
            "sector": ["techniek-bouw"],
            "municipality": ["dronten"],
            "employees": [5],
        },
    ),
    (
        "visgroothandel op Urk, 35 man personeel, export naar Italië",
        {"sector": ["visserij"], "municipality": ["urk"], "employees": [35]},
    ),
    (
        "Mijn man en ik hebben een camping bij Biddinghuizen, omzet rond de 4 ton",
        {
            "employees": [2],
            "sector": ["vrijetijd"],
            "municipality": ["dronten"],
            "place": ["Biddinghuizen"],
            "amount_eur": [400_000],
        },
    ),
    (
        "ik ben zzp'er in de zorg en wil binnen 2 jaar een eigen team",
        {"employees": [1], "sector": ["zorg"], "period_months": [24]},
    ),
    (
        "we zoeken 250k om een tweede vestiging te openen in zwolle voor eind volgend jaar",
        {"amount_eur": [250_000], "period_months": [13]},
    ),
    (
        "omzet 1,2 miljoen, winst 80.000, 14 fte",
        {"amount_eur": [1_200_000, 80_000], "employees": [14]},
    ),
    (
        "loonbedrijf in nagele, 9 man, 12 trekkers",
        {
            "sector": ["agrifood"],
            "municipality": ["noordoostpolder"],
            "place": ["Nagele"],
            "employees": [9],
        },
    ),
    (
        "12 man personeel, 1 vestiging, vof, kvk 12345678",
        {"employees": [12], "legal_form": ["vof"], "kvk_number": ["12345678"]},
    ),
    (
        "ik heb in 2019 een bv opgericht en nu zijn we met 11",
        {"legal_form": ["bv"], "employees": [11]},
    ),
    (
        "Mijn naam is Hedwig van Oosterzee van Slagerij De Haan BV in Ens",
        {
            "person_name": ["Hedwig van Oosterzee"],
            "company_name": ["Slagerij De Haan BV"],
            "legal_form": ["bv"],
            "municipality": ["noordoostpolder"],
            "place": ["Ens"],
            "sector": ["retail"],
        },
    ),
    ("ik werk 70 uur per week en heb al 2 jaar geen vakantie gehad", {}),
    ("ik lever aan supermarkten, zij kopen 80% van mijn kaas", {}),
    ("hoe staat het met mijn aanvraag?", {}),
    ("ik zie het niet meer zitten", {}),
    ("do you speak English?", {}),
    ("/restart", {}),
    ("a", {}),
]


def _sure(text: str, asked: str | None = None) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for one in extract(text, TODAY, gazetteer(), asked):
        if one.confidence >= SURE:
            values.setdefault(one.entity, []).append(one.value)
    return values


@pytest.mark.parametrize(("text", "expected"), MESSAGES)
def test_a_whole_message_gives_all_its_values(text: str, expected: dict[str, list[Any]]) -> None:
    assert _sure(text) == expected


@pytest.mark.parametrize("asked", [None, "employees", "horizon_months", "amount_eur", "unheard_of"])
def test_what_was_asked_hides_nothing_else(asked: str | None) -> None:
    text = "we zitten in Lelystad, hebben 2 ton nodig en zijn met 12 man"
    expected = {"municipality": ["lelystad"], "amount_eur": [200_000], "employees": [12]}
    assert _sure(text, asked) == expected


def test_findings_come_in_text_order_and_share_no_words() -> None:
    found = extract("12 man in Ens, 2 ton, voor de zomer, jan@x.nl", TODAY, gazetteer())
    assert [f.start for f in found] == sorted(f.start for f in found)
    spans = sorted({(f.start, f.end) for f in found})
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_of_findings_that_overlap_the_surest_stays() -> None:
    weak = Found("amount_eur", 12, 0, 6, 0.5)
    strong = Found("employees", 12, 0, 4, 0.9)
    beside = Found("place", "Ens", 7, 10, 0.9)
    same_words = Found("municipality", "noordoostpolder", 7, 10, 0.8)
    assert without_overlap([weak, beside, strong, same_words]) == [strong, same_words, beside]


def test_of_findings_as_sure_the_longest_stays() -> None:
    short, long = Found("period_months", 6, 7, 16, 0.9), Found("period_months", 6, 0, 16, 0.9)
    assert without_overlap([short, long]) == [long]
