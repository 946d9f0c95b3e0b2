"""Schemes and networks by the names that people use."""

from __future__ import annotations

import pytest

from tests.language.tables import found, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wat is het POC-fonds?", "poc-fonds-flevoland"),
        ("kan ik iets met dat poc fonds", "poc-fonds-flevoland"),
        ("pocfonds, is dat wat voor mij", "poc-fonds-flevoland"),
        ("kom ik in aanmerking voor de wbso", "wbso"),
        ("hoe werkt de SLIM-subsidie precies", "slim-regeling"),
        ("een buurman heeft geld van quredits", "qredits"),
        ("wat doet horizon flevolnad eigenlijk", "horizon-flevoland-accountmanagement"),
        ("OMFL bestaat dat nog", "horizon-flevoland-accountmanagement"),
        ("we willen meedoen met de kvk innovatie top 100", "kvk-innovatie-top-100"),
        ("zijn die vouchers van de voucherregeling nog te krijgen", "voucherregeling-2024-2028"),
        ("Win4All, leeft dat nog?", "win4all-groeihuis"),
    ],
)
def test_is_found(text: str, expected: str) -> None:
    assert values(text, "instrument") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "ik zoek subsidie",
        "we hebben een fonds opgericht",
        "er is een mitsen en maren bij",
        "slim plan van mijn zoon",
        "we zitten aan de horizon te kijken",
        "de groei zit eruit",
    ],
)
def test_ordinary_words_are_none(text: str) -> None:
    assert values(text, "instrument") == []


def test_two_in_one_message() -> None:
    text = "ik heb de WBSO al, maar wat is MIT Flevoland"
    assert values(text, "instrument") == ["wbso", "mit-flevoland"]
    first, second = found(text, "instrument")
    assert text[first.start : first.end] == "WBSO"
    assert text[second.start : second.end] == "MIT Flevoland"
