"""Why it fits, why not, and what would change that."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.knowledge import Knowledge
from bot.matching import Criterion, choose_broker, match
from bot.matching.criteria import judge

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("name", "wanted", "facts", "outcome"),
    [
        ("municipalities", ["flevoland"], {"municipality": "urk"}, "yes"),
        ("municipalities", ["flevoland"], {"municipality": "zwolle"}, "no"),
        ("municipalities", ["almere"], {"municipality": "urk"}, "no"),
        ("municipalities", ["almere"], {}, "unknown"),
        ("sectors", ["ict"], {"sector": "ict"}, "yes"),
        ("sectors", ["ict"], {"sector": "zorg"}, "no"),
        ("sectors", ["ict"], {"sector": "overig"}, "unknown"),
        ("sectors_not", ["visserij"], {"sector": "visserij"}, "no"),
        ("sectors_not", ["visserij"], {"sector": "zorg"}, "yes"),
        ("legal_forms_not", ["vof"], {"legal_form": "vof"}, "no"),
        ("legal_forms_not", ["vof"], {"legal_form": "bv"}, "yes"),
        ("employees", {"min": 2, "max": 50}, {"employees": 12}, "yes"),
        ("employees", {"min": 2, "max": 50}, {"employees": 1}, "no"),
        ("employees", {"max": 50}, {"employees": [25, 49]}, "yes"),
        ("employees", {"max": 30}, {"employees": [25, 49]}, "unknown"),
        ("employees", {"max": 20}, {"employees": [25, 49]}, "no"),
        ("amount_eur", {"min": 300000}, {"amount_eur": 400000}, "yes"),
        ("amount_eur", {"min": 300000}, {}, "unknown"),
        ("not_started", True, {"started_already": True}, "no"),
        ("not_started", True, {}, "unknown"),
        ("in_trouble", True, {}, "unknown"),
        ("in_trouble", True, {"in_trouble": False}, "no"),
    ],
)
def test_criterion(name: str, wanted: object, facts: dict[str, object], outcome: str) -> None:
    assert judge(Criterion(name, wanted), facts, TODAY).outcome == outcome


def test_verdicts_and_what_would_change_them(knowledge: Knowledge) -> None:
    need = ["markt_internationaal"]
    nothing = {m.instrument: m for m in match(knowledge, need, {}, TODAY)}
    sib = nothing["support-international-business"]
    assert sib.verdict == "may_fit" and sib.what_if is None
    facts = {"legal_form": "vof", "started_already": False}
    refused = {m.instrument: m for m in match(knowledge, need, facts, TODAY)}
    no = refused["support-international-business"]
    assert no.verdict == "does_not_fit" and "vof" in (no.what_if or "")
    facts = {"legal_form": "bv"}
    nearly = {m.instrument: m for m in match(knowledge, need, facts, TODAY)}
    assert nearly["support-international-business"].verdict == "one_answer_missing"


def test_best_first_and_the_refused_last(knowledge: Knowledge) -> None:
    facts = {"municipality": "zwolle"}
    found = match(knowledge, ["fin_groeikapitaal"], facts, TODAY)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    verdicts = [m.verdict for m in found]
    assert "does_not_fit" in verdicts
    assert verdicts.index("does_not_fit") >= len([v for v in verdicts if v != "does_not_fit"]) - 1


def test_nothing_expired_is_offered(knowledge: Knowledge) -> None:
    yesterday = TODAY - timedelta(days=1)
    over = dataclasses.replace(knowledge.instruments_by_id["nlgroeit"], valid_to=yesterday)
    others = tuple(i for i in knowledge.instruments if i.id != "nlgroeit")
    changed = dataclasses.replace(knowledge, instruments=(*others, over))
    assert "nlgroeit" in [m.instrument for m in match(knowledge, ["lead_delegeren"], {}, TODAY)]
    assert "nlgroeit" not in [m.instrument for m in match(changed, ["lead_delegeren"], {}, TODAY)]


def test_a_firm_in_trouble_gets_the_safety_net_only(knowledge: Knowledge) -> None:
    found = match(knowledge, ["fin_liquiditeit"], {"in_trouble": True}, TODAY)
    kinds = {knowledge.instruments_by_id[m.instrument].kind for m in found}
    assert kinds == {"safety_net"}


def test_somebody_alone_always_has_a_way(knowledge: Knowledge) -> None:
    facts = {"legal_form": "eenmanszaak", "employees": 1, "municipality": "almere"}
    for need in knowledge.needs:
        found = match(knowledge, [need.id], facts, TODAY)
        assert any(m.verdict != "does_not_fit" for m in found), need.id


def test_it_never_promises(knowledge: Knowledge) -> None:
    for key in knowledge.texts.names():
        assert not any("komt in aanmerking" in v for v in knowledge.texts.get(key)), key
    for need in knowledge.needs:
        for m in match(knowledge, [need.id], {}, TODAY):
            assert "in aanmerking" not in m.because
            assert "laatst gecontroleerd in" in m.because or "mijn bron is van" in m.because


def test_broker_by_subject_place_and_load(knowledge: Knowledge) -> None:
    urk = choose_broker(knowledge, ["loc_regels"], {"municipality": "urk"}, {}, TODAY)
    assert urk is not None and urk.id == "makelaar-noord" and "Urk" in urk.because
    money = choose_broker(knowledge, ["fin_groeikapitaal"], {"municipality": "almere"}, {}, TODAY)
    assert money is not None and money.id == "makelaar-geld"
    polish = replace(
        knowledge,
        brokers=tuple(
            replace(b, languages=("nl", "pl")) if b.id == "makelaar-noord" else b
            for b in knowledge.brokers
        ),
    )
    spoken = choose_broker(
        polish, ["fin_groeikapitaal"], {"municipality": "almere"}, {}, TODAY, "pl"
    )
    assert spoken is not None and spoken.id == "makelaar-noord" and "taal" in spoken.because
    away = replace(
        knowledge,
        brokers=tuple(
            replace(b, absent=((TODAY, TODAY),)) if b.id == "makelaar-geld" else b
            for b in knowledge.brokers
        ),
    )
    other = choose_broker(away, ["fin_groeikapitaal"], {"municipality": "almere"}, {}, TODAY)
    assert other is not None and other.id != "makelaar-geld"
    full = {"makelaar-geld": knowledge.brokers_by_id["makelaar-geld"].capacity}
    other = choose_broker(knowledge, ["fin_groeikapitaal"], {"municipality": "almere"}, full, TODAY)
    assert other is not None and other.id != "makelaar-geld"
    busy = choose_broker(knowledge, ["fin_groeikapitaal"], {}, {"makelaar-geld": 100}, TODAY)
    assert busy is not None and busy.id != "makelaar-geld"
