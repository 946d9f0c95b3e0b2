"""Knowledge to look at: every item, found by its words, with what the check says of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.console import knowledge_pages
from bot.knowledge import Knowledge, spots
from bot.knowledge.check import check
from bot.paths import DATA
from tests.console.conftest import Desk


def test_all_may_look_and_nobody_without_signing_in(desk: Callable[[str], Desk]) -> None:
    lies = desk("lies")
    for part in ("", "/teksten", "/vragen", "/behoeften", "/regelingen"):
        assert lies.get(f"/kennis{part}").status_code == 200, part
    assert lies.get("/kennis/iets").status_code == 404
    lies.http.cookies.clear()
    assert lies.get("/kennis/vragen").status_code == 303


def test_texts_are_found_by_their_words(desk: Callable[[str], Desk]) -> None:
    page = desk("lies").get("/kennis/teksten?q=canned").text
    assert "canned." in page and "data/texts/takeover.yml, regel" in page
    assert "welcome." not in page
    page = desk("lies").get("/kennis/teksten?q=zzzz").text
    assert "Niets gevonden" in page and "0 gevonden" in page
    hostile = desk("lies").get("/kennis/teksten?q=<script>&pagina=-1e9").text
    assert "<script>" not in hostile


def test_pages_of_texts_hold_all_of_them(desk: Callable[[str], Desk], knowledge: Knowledge) -> None:
    lies, seen = desk("lies"), set()
    pages = -(-len(knowledge.texts.names()) // knowledge_pages.PAGE)
    for at in range(1, pages + 1):
        page = lies.get(f"/kennis/teksten?pagina={at}").text
        seen |= {name for name in knowledge.texts.names() if f'<li id="{name}">' in page}
    assert seen == knowledge.texts.names()


def test_answers_say_which_need_they_point_to(knowledge: Knowledge) -> None:
    size = knowledge_pages.answers(knowledge, "c_omvang")
    alone = next(a for a in size if a["short"] == "Alleen ik")
    away = [label for label, _ in alone["away"]]
    assert knowledge.needs_by_id["tal_behouden"].label in away
    assert all(label not in away for label, _ in alone["to"])
    shares = [int(a["percent"][:-1]) for a in size]
    assert 97 <= sum(shares) <= 103, "of an average entrepreneur, all answers together"


def test_instruments_show_criteria_source_and_date(desk: Callable[[str], Desk]) -> None:
    page = desk("lies").get("/kennis/regelingen?q=mkb-schakelteam").text
    for words in ("gevestigd in: Flevoland", "aantal mensen: hoogstens 49", "31-12-2024",
                  "langer dan een jaar geleden", "flevoland.yml: mkb-schakelteam",
                  "data/knowledge/instruments.yml, regel"):  # fmt: skip
        assert words in page, words
    assert 'href="https://horizonflevoland.nl"' in page


def test_what_the_check_says_stands_with_its_item(
    desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instrument that ended is a warning today; it must stand with that instrument alone."""
    ended = [p for p in check() if p.message.startswith("vroegefasefinanciering:")]
    assert ended, "the catalogue still has one that ended"
    page = desk("lies").get("/kennis/regelingen?meldingen=1").text
    assert "is afgelopen op" in page and 'id="vroegefasefinanciering"' in page
    assert 'id="mkb-schakelteam"' not in page
    assert 'id="vroegefasefinanciering"' not in desk("lies").get("/kennis/behoeften").text


def test_mistakes_find_their_item(tmp_path: Path) -> None:
    root = tmp_path / "data"
    for name in ("knowledge", "texts"):
        shutil.copytree(DATA / name, root / name)
    questions = root / "knowledge" / "questions.yml"
    text = questions.read_text(encoding="utf-8")
    long = 'short: "Een knop die veel te lang is voor een telefoon"'
    questions.write_text(text.replace('short: "Alleen ik"', long, 1), encoding="utf-8")
    found = spots.by_item(check(root), spots.spots(root))
    assert any("Een knop die veel te lang" in p.message for p in found["c_omvang"])
    assert "c_jaren" not in found
    (root / "texts" / "brief.yml").write_text("a: [b", encoding="utf-8")
    found = spots.by_item(check(root), spots.spots(root))
    assert any("YAML" in p.message for p in found.get("data/texts/brief.yml", []))
