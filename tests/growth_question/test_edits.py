"""Changes to a growth question: only what is said to change does."""

from __future__ import annotations

import pytest

from bot.growth_question import edits

QUESTION = (
    "Hoe kan ik het gesprek met mijn twee teamleiders aangaan, zodat het conflict stopt, "
    "binnen een half jaar?"
)


@pytest.mark.parametrize(
    ("said", "clause"),
    [
        ("Liever 'zodat het conflict stopt en het verzuim onder de 7 procent komt'.",
         "dat het conflict stopt en het verzuim onder de 7 procent komt"),
        ("'zodat is geen nederlands' moet weg. zodat hij eruit kan en ik door kan",
         "dat hij eruit kan en ik door kan"),
        ("het resultaat: dat ouders binnen een dag antwoord krijgen",
         "dat ouders binnen een dag antwoord krijgen"),
        ("nee. ik wil dat de planning klopt. binnen een half jaar", "ik wil dat de planning klopt"),
        ("dat ik vrijdag vrij ben", "dat ik vrijdag vrij ben"),
    ],
)  # fmt: skip
def test_what_is_said_to_be_the_result(said: str, clause: str) -> None:
    assert edits.new_result(said, QUESTION) == clause


@pytest.mark.parametrize(
    "said",
    [
        "dat is geen nederlands",
        "bijna, maar dat van die twee managers mist nog",
        "dat vind ik niet",
        "haha nou dit wordt niks. nu zet je mijn klacht in de zin",
        "dat slaat nergens op",
        "wat? waar komt dat vandaan",
        "welke vraag? ik stelde niks",
        "die zin is een beetje krom",
    ],
)
def test_a_remark_is_no_result(said: str) -> None:
    assert edits.new_result(said, QUESTION) is None


def test_what_stands_there_already_is_not_new() -> None:
    assert edits.new_result("'zodat het conflict stopt' was goed", QUESTION, wishes=False) is None


def test_another_end_keeps_the_beginning_and_the_term() -> None:
    changed = edits.with_result(QUESTION, "dat iedereen weer met plezier komt")
    assert changed == (
        "Hoe kan ik het gesprek met mijn twee teamleiders aangaan, "
        "zodat iedereen weer met plezier komt, binnen een half jaar?"
    )
    assert edits.with_result("Hoe kan ik groeien, binnen een jaar?", "dat het lukt") == (
        "Hoe kan ik groeien, zodat het lukt, binnen een jaar?"
    )


@pytest.mark.parametrize(
    ("said", "act", "end"),
    [
        ("'… aan het bedrijf te werken' moet zijn: patiënten overdragen aan mijn collega's",
         "patiënten overdragen aan mijn collega's", None),
        ("Ik wil met mijn compagnons een besluit nemen over de koers, zodat wij als één optreden.",
         "met mijn compagnons een besluit nemen over de koers", "wij als één optreden"),
        ("maak er maar van: mijn verkoopsters leren om een verkoop te maken",
         "mijn verkoopsters leren om een verkoop te maken", None),
        ("gewoon beter plannen", "beter plannen", None),
    ],
)  # fmt: skip
def test_what_they_want_to_do(said: str, act: str, end: str | None) -> None:
    assert edits.new_act(said) == (act, end)


@pytest.mark.parametrize(
    "said",
    ["meer groepslessen", "ze moeten zelf meer doen", "dat is geen nederlands", "mijn mensen",
     "zodat klanten er geen last van hebben", "ik wil dat de planning klopt", "nee wacht, Dronten"],
)  # fmt: skip
def test_what_is_no_act(said: str) -> None:
    assert edits.new_act(said) is None


@pytest.mark.parametrize(
    ("said", "old", "new"),
    [
        ("vervang het woord teamleiders door coaches", "teamleiders", "coaches"),
        ("'voormannen' in plaats van 'teamleiders'", "teamleiders", "voormannen"),
        ("en ruzie ipv conflict", "conflict", "ruzie"),
        ("het is geen gesprek maar een overleg", "gesprek", "overleg"),
    ],
)
def test_one_word_for_another(said: str, old: str, new: str) -> None:
    assert edits.with_word(QUESTION, said) == QUESTION.replace(old, new)


@pytest.mark.parametrize("said", ["vervang appels door peren", "ik wil iets anders", ""])
def test_a_word_that_is_not_there_changes_nothing(said: str) -> None:
    assert edits.with_word(QUESTION, said) is None


def test_a_sentence_is_read() -> None:
    told = edits.read(QUESTION)
    assert told == edits.Told(
        "het gesprek met mijn twee teamleiders aangaan",
        "het conflict stopt",
        "binnen een half jaar",
    )
    assert edits.read("Ik wil groeien") is None
