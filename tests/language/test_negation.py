"""What is said not to be so; the words in question stand between brackets."""

from __future__ import annotations

import pytest

from bot.language.negation import denied_clauses, is_negated

NEGATED = [
    "[personeel] is het probleem niet",
    "[personeel] is niet het probleem",
    "[personeel] vinden is het probleem niet",
    "[klanten] is geen probleem",
    "geen [geld] nodig",
    "wij hebben geen [geld] nodig",
    "[geld] hebben we niet nodig",
    "[subsidie] hoef ik niet",
    "ik hoef geen [lening]",
    "wij zoeken geen [investeerder]",
    "ik wil geen [bv]",
    "het is niet zozeer het [geld]",
    "om [geld] gaat het me niet",
    "het ligt niet aan het [personeel]",
    "aan [klanten] ligt het niet",
    "ik zit niet in [Almere] maar in Lelystad",
    "niet [personeel] maar ruimte",
    "geen problemen met [personeel]",
    "ik heb geen last van [concurrentie]",
    "ik doe het zonder [personeel]",
    "het gaat niet om [geld]",
]

AFFIRMED = [
    "[personeel] is het probleem",
    "ik kan geen [personeel] vinden",
    "we krijgen geen [mensen]",
    "ik heb geen [personeel]",
    "[personeel] kan ik niet vinden",
    "[geld] is er niet",
    "geen tijd voor [personeel]",
    "niet alleen [personeel] maar ook geld",
    "we hebben niet genoeg [personeel]",
    "het geld is het probleem niet maar het [personeel] wel",
    "niet het geld, [personeel] is het probleem",
    "ik weet niet hoe ik aan [geld] kom",
    "ik krijg het niet rond met [personeel]",
    "waarom lukt het niet met [personeel]?",
    "geen idee, [personeel] denk ik",
    "nee, [geld] is het probleem",
    "ik slaap niet. Het [personeel] loopt weg",
]


def _is_negated(marked: str) -> bool:
    start, end = marked.index("["), marked.index("]") - 1
    return is_negated(marked.replace("[", "").replace("]", ""), start, end)


@pytest.mark.parametrize("marked", NEGATED)
def test_a_denial_is_seen(marked: str) -> None:
    assert _is_negated(marked)


@pytest.mark.parametrize("marked", AFFIRMED)
def test_a_lack_or_another_denial_is_none(marked: str) -> None:
    assert not _is_negated(marked)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (40, 50), (-3, -1)])
def test_a_span_without_words_is_not_negated(start: int, end: int) -> None:
    assert not is_negated("geen geld nodig", start, end)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("aan stroom ligt het niet, we passen niet meer in de loods", ["aan stroom ligt het niet"]),
        (
            "personeel is het probleem niet, ze blijven alleen niet",
            ["personeel is het probleem niet"],
        ),
        ("ruimte hebben we zat, maar geen aansluiting", ["ruimte hebben we zat"]),
        ("geld is niet de vraag, wel welke kant ik op moet", ["geld is niet de vraag"]),
        ("aan opdrachten geen gebrek, alleen betaalt niemand", ["aan opdrachten geen gebrek"]),
        # A lack is what it is about, and so is a complaint.
        ("ik kan geen personeel vinden", []),
        ("niemand komt zijn afspraken na, dat is niet leuk", []),
        ("we zijn nog nooit in de krant geweest", []),
        ("", []),
    ],
)
def test_clauses_that_set_something_aside(text: str, denied: list[str]) -> None:
    assert [span.text.rstrip(",") for span in denied_clauses(text)] == denied
