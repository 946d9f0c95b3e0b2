"""What makes a growth question a good one, and where a firm stands."""

from __future__ import annotations

import pytest

from bot.growth_question import wording
from bot.growth_question.pyramid import position
from bot.growth_question.quality import shortcomings
from bot.knowledge import Knowledge


@pytest.mark.parametrize(
    "question",
    [
        "Hoe kan ik de dagelijkse leiding over mijn 14 mensen overdragen aan een voorman, zodat ik "
        "15 uur per week vrijmaak voor nieuwe klanten, binnen zes maanden?",
        "Hoe kan ik bekend worden bij architecten in Almere en het Gooi, zodat ik vier aanvragen "
        "per maand krijg voor maatwerk, binnen een half jaar?",
    ],
)
def test_a_good_one(question: str) -> None:
    assert shortcomings(question) == []


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("Ik wil groeien.", "form"),
        ("Hoe moet de gemeente mijn vergunning sneller regelen?", "own_influence"),
        ("Hoe kan ik meer klanten krijgen?", "result"),
        ("Hoe kan ik meer klanten krijgen, zodat ik meer verkoop in Almere?", "term"),
        ("Hoe kan ik groeien, zodat het beter gaat met de zaak, binnen een jaar?", "concrete"),
        (
            "Hoe kan ik de operationele excellence van mijn waardeketen optimaliseren, zodat we "
            "stakeholderwaarde maximaliseren, binnen een jaar?",
            "plain",
        ),
    ],
)
def test_what_it_lacks(question: str, lacks: str) -> None:
    assert lacks in shortcomings(question)


def test_every_need_makes_a_question_in_form(knowledge: Knowledge) -> None:
    """With what is usually known, each sentence has the form, a result and a term, and is B1."""
    facts = {
        "employees": 14,
        "work": "een hoveniersbedrijf",
        "horizon_months": 6,
        "amount_eur": 400000,
    }
    for need in knowledge.needs:
        for known in ({}, {"employees": 14}, {"work": "een hoveniersbedrijf"}, facts):
            question = wording.growth_question(need, {"horizon_months": 6, **known})
            lacking = set(shortcomings(question)) - {"concrete", "length"}
            assert not lacking, (need.id, question, lacking)


def test_what_was_said_of_the_firm_stands_in_the_question(knowledge: Knowledge) -> None:
    need = knowledge.needs_by_id["lead_delegeren"]
    question = wording.growth_question(need, {"employees": 14, "work": "een hoveniersbedrijf"})
    assert "14 mensen" in question and "hoveniersbedrijf" in question
    alone = wording.growth_question(need, {"employees": 1})
    assert "1 mensen" not in alone
    money = wording.growth_question(
        knowledge.needs_by_id["fin_groeikapitaal"], {"amount_eur": 400000}
    )
    assert "400.000 euro" in money


@pytest.mark.parametrize(
    ("said", "work"),
    [
        ("een hoveniersbedrijf", "mijn hoveniersbedrijf"),
        ("wij hebben een bakkerij", "mijn bakkerij"),
        ("wij maken software voor ziekenhuizen", None),
        ("metaal", None),
        ("", None),
    ],
)
def test_my_work(said: str, work: str | None) -> None:
    assert wording.my_work(said) == work


@pytest.mark.parametrize(
    ("need", "employees", "stage", "level"),
    [
        ("lead_delegeren", 14, "s3", 3),
        ("lead_delegeren", 60, "s4", 4),
        ("zich_naamsbekendheid", 1, "s1", 1),
        ("tal_werven", [10, 24], "s3", 3),
        ("opv_opvolging", 8, "s6", None),
    ],
)
def test_the_growth_pyramid(
    knowledge: Knowledge, need: str, employees: int | list[int], stage: str, level: int | None
) -> None:
    found = position(knowledge, need, employees)
    assert found is not None and (found.stage, found.level) == (stage, level)
    assert knowledge.needs_by_id[need].label.lower() in found.because


def test_without_a_size_there_is_no_position(knowledge: Knowledge) -> None:
    assert position(knowledge, "lead_delegeren", None) is None
