"""What a story tells in passing."""

from __future__ import annotations

import pytest

from bot.language import in_passing


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Wij zitten in Zeewolde en maken een bodemsensor. Nu zoeken we", "maken een bodemsensor"),
        ("Ik kweek orchideeën in Luttelgeest", "kweek orchideeën"),
        ("wij wassen linnengoed voor hotels", "wassen linnengoed"),
        ("ik maak me zorgen", None),
        ("we doen er niks mee", None),
    ],
)
def test_activity(text: str, what: str | None) -> None:
    assert in_passing.activity(text) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("wat ik al geprobeerd heb: uitzendburo en indeed. niks", "uitzendburo en indeed"),
        ("Ik heb van alles geprobeerd. Het lukt niet.", "Ik heb van alles geprobeerd"),
        ("ik wil iets proberen", None),
    ],
)
def test_tried(text: str, what: str | None) -> None:
    assert in_passing.tried(text) == what


@pytest.mark.parametrize(
    ("text", "word", "wished"),
    [
        ("Het moet binnen een half jaar geregeld zijn", "binnen", True),
        ("Ik heb gezegd: kom over een maand maar terug", "over", False),
        ("De levertijd moet omlaag, die is nu zes maanden", "zes", False),
        ("Ik wil groeien. Over een jaar kwam hij langs", "Over", False),
    ],
)
def test_a_term_in_a_story(text: str, word: str, wished: bool) -> None:
    assert in_passing.is_wished(text, text.index(word)) is wished


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("half uur staan schuiven met z'n vieren", False),
        ("we zijn met z'n vieren", True),
        ("we werken met z'n drieën in de zaak", True),
        ("wij hebben 12 man", True),
    ],
)
def test_people_in_a_story(text: str, own: bool) -> None:
    assert in_passing.is_of_firm(text, len(text) - 2) is own


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("ik wil een nieuwe oven maar de bank zegt nee. 80.000 euro", True),
        ("we zoeken geld. ongeveer 2 ton", True),
        ("we zoeken geld. omzet 2 ton", False),
        ("vorig jaar ging het goed. 2 ton", False),
        ("de bank wil niet. 2 ton?", False),
    ],
)
def test_an_amount_by_itself_belongs_to_what_was_said_before(text: str, sought: bool) -> None:
    start = next(i for i, letter in enumerate(text) if letter.isdigit())
    assert in_passing.is_sought(text, start) is sought
