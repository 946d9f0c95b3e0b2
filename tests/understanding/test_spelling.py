"""Slips are mended, names and rare words are left alone."""

from __future__ import annotations

import pickle

import pytest

from bot.understanding.spelling import Spelling

TEXTS = [
    "wij zoeken personeel voor de werkplaats",
    "personeel vinden lukt niet in de werkplaats",
    "het personeel van onze werkplaats loopt weg",
    "facturen en offertes maken kost avonden",
    "offertes nabellen doe ik nooit",
    "onze offertes zijn te duur",
]


@pytest.fixture()
def spelling() -> Spelling:
    return Spelling().fit(TEXTS, names=["emmeloord", "persoonlijk"])


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("wij zoeken personel", "wij zoeken personeel"),
        ("werkplats", "werkplaats"),
        ("offetres", "offertes"),
        ("pesroneeel", "personeel"),
        # Names, short words, known words and words that are like nothing stay.
        ("emmeloord", "emmeloord"),
        ("personeelszaken", "personeelszaken"),
        ("weg", "weg"),
        ("wag", "wag"),
        ("facturen", "facturen"),
        ("12 man", "12 man"),
        ("", ""),
    ],
)
def test_mend(spelling: Spelling, typed: str, mended: str) -> None:
    assert spelling.mend(typed) == mended


def test_survives_being_stored(spelling: Spelling) -> None:
    again = pickle.loads(pickle.dumps(spelling))
    assert again.mend("werkplats") == "werkplaats"
