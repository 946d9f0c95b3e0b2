"""The brief: all that a broker needs, nothing that must not be told, in one minute."""

from __future__ import annotations

from typing import Any

import pytest

from bot.handoff import brief as briefs
from bot.knowledge import Knowledge
from tests.handoff.records import care_record, make_record

MINUTE = 250
"""Words that an adult reads silently in a minute (Brysbaert 2019: 238 for non-fiction)."""


def test_it_says_what_a_broker_needs(knowledge: Knowledge) -> None:
    b = briefs.brief(make_record(), knowledge)
    text = briefs.plain(b, knowledge, "https://groei.example/x")
    for told in (
        "Hoe kan ik mijn 14 mensen",
        "alles loopt via mij en ik zoek subsidie",
        "mijn jongens wachten op mij",
        "Noordoostpolder",
        "Sam de Boer",
        "0612345678",
        "binnen vijf werkdagen",
        "Ondernemersklankbord",
        "https://groei.example/x",
    ):
        assert told in text, told
    assert b.unknown == ("Termijn (maanden)", "Al geprobeerd")
    assert "Mensen" in b.not_again and "Fase" not in b.not_again
    assert b.opening.startswith("Je vertelde") and "alles loopt via mij" in b.opening
    assert len(text.split()) <= MINUTE


def test_what_was_told_otherwise_before_is_named(knowledge: Knowledge) -> None:
    record = make_record()
    earlier = make_record()
    earlier["fields"]["employees"]["value"] = 4
    assert briefs.brief(record, knowledge, [earlier]).changed == ("Mensen: eerst 4, later 14",)
    assert briefs.brief(record, knowledge, [record]).changed == ()


def test_words_of_care_are_neither_kept_nor_guessed_at(knowledge: Knowledge) -> None:
    b = briefs.brief(care_record(), knowledge)
    assert b.urgent and b.care and not b.needs and not b.quotes
    handoff = briefs.handoff(care_record(), knowledge)
    assert handoff.urgent and handoff.need == "Wil snel iemand spreken"
    label = knowledge.needs_by_id["lead_balans"].label
    assert label not in handoff.summary and label not in handoff.brief


@pytest.mark.parametrize("given", [[], [True, False], [False]])
def test_contact_details_only_as_long_as_they_may_be_shared(
    knowledge: Knowledge, given: list[bool]
) -> None:
    consents = [
        {"purpose": "share_with_broker", "given": g, "at": "x", "text_version": "1"} for g in given
    ]
    handoff = briefs.handoff(make_record(consents=consents), knowledge)
    assert handoff.person is None
    everything = repr(handoff)
    assert "Sam de Boer" not in everything and "0612345678" not in everything


def test_a_summary_never_has_contact_details_and_fits(knowledge: Knowledge) -> None:
    long = make_record()
    long["fields"]["desired_result"]["value"] = "meer tijd " * 300
    handoff = briefs.handoff(long, knowledge, "https://groei.example")
    assert len(handoff.summary) <= briefs.SUMMARY and handoff.summary.endswith("…")
    assert "Sam" not in handoff.summary and "0612345678" not in handoff.summary
    assert handoff.link == "https://groei.example/console/groeivragen/GV-2026-000001"
    assert handoff.person is not None and handoff.company.municipality == "Noordoostpolder"


@pytest.mark.parametrize(
    ("changes", "goes"),
    [
        ({}, True),
        ({"route": "broker_and_instrument"}, True),
        ({"confirmed_at": None, "status": "draft"}, False),
        ({"consents": []}, False),
        ({"route": "instrument"}, False),
        ({"route": "self_help"}, False),
        ({"route": "human_now", "confirmed_at": None, "consents": []}, True),
        ({"route": "safety_net", "confirmed_at": None}, True),
        ({"status": "withdrawn"}, False),
    ],
)
def test_who_goes_to_a_person(changes: dict[str, Any], goes: bool) -> None:
    assert briefs.wants_person(make_record(**changes)) is goes


def test_values_read_as_people_write_them(knowledge: Knowledge) -> None:
    assert briefs.value(knowledge, "amount_eur", 80000) == "80.000"
    assert briefs.value(knowledge, "annual_turnover_eur", [50000, 249999]) == "50.000 tot 249.999"
    assert briefs.value(knowledge, "employees", [10, 24]) == "10 tot 24"
    assert briefs.value(knowledge, "started_already", False) == "nee"
    assert briefs.value(knowledge, "tried", ["harder werken"]) == "harder werken"
