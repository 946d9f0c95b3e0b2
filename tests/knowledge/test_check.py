"""`bot check` finds each mistake and says where it stands."""

# ruff: noqa: E501  # a row is one mistake

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.check import check_all
from bot.knowledge.check import check
from bot.paths import DATA

YESTERDAY = date.today() - timedelta(days=1)


@pytest.fixture()
def data(tmp_path: Path) -> Path:
    target = tmp_path / "data"
    for part in ("knowledge", "texts"):
        shutil.copytree(DATA / part, target / part)
    return target


def change(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence; the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_our_own_data_is_right() -> None:
    assert [str(problem) for problem in check_all() if problem.stops] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("knowledge/questions.yml", "lead_delegeren: 8,", "lead_delegern: 8,", "lead_delegern"),
        ("knowledge/questions.yml", "base: 0.18, lr: {lead_delegeren: 8", "base: 0.28, lr: {lead_delegeren: 8", "samen"),
        ("knowledge/questions.yml", 'short: "Alles moet langs mij"', 'short: "Alles moet echt steeds langs mij"', "langer dan 24"),
        ("knowledge/questions.yml", 'short: "Te weinig mensen", base: 0.18', 'short: "Alles moet langs mij", base: 0.18', "twee keer"),
        ("knowledge/needs.yml", "theme: leiderschap\n    symptom_nl: \"Alles loopt", "theme: leiding\n    symptom_nl: \"Alles loopt", "onbekend thema"),
        ("knowledge/aside_examples.yml", "  called:\n", "  caled:\n", "onbekende vraag 'caled'"),
        ("knowledge/asides.yml", "  - id: urgent\n", "  - id: urgentie\n", "geen tekst aside.urgentie"),
        ("knowledge/needs.yml", 'short: "Loslaten"', 'short: "Loslaten en een laag eronder"', "langer dan 20"),
        ("knowledge/instruments.yml", "kind: network\n    summary: Ervaren", "kind: netwerk\n    summary: Ervaren", "onbekende kind"),
        ("knowledge/instruments.yml", "employees: {max: 49}", "emploees: {max: 25}", "onbekende voorwaarde"),
        ("knowledge/instruments.yml", "checked: 2025-12-31\n    source: \"flevoland.yml: nlgroeit\"", f"checked: 2025-12-31\n    valid_to: {YESTERDAY}\n    source: \"flevoland.yml: nlgroeit\"", "nlgroeit: is afgelopen"),
        ("knowledge/instruments.yml", "employees: {max: 49}", "employees: {min: 90, max: 49}", "min 90 is meer dan max 49"),
        ("knowledge/instruments.yml", "employees: {max: 49}", "legal_forms: [b.v.]", "onbekende rechtsvorm"),
        ("knowledge/instruments.yml", "employees: {max: 49}", "stages_not: [begin]", "onbekende fase"),
        ("knowledge/instruments.yml", "employees: {max: 49}", "window: {from: 2027-05-01, to: 2027-03-01}", "voordat het begint"),
        ("knowledge/instruments.yml", "employees: {max: 49}", "budget: op", "kies uit open, unsure, spent"),
        ("knowledge/instruments.yml", "employees: {max: 49}", "not_started: misschien", "moet true of false"),
        ("knowledge/instruments.yml", "checked: 2025-12-31\n    source: \"flevoland.yml: nlgroeit\"", "source: \"flevoland.yml: nlgroeit\"", "checked ontbreekt"),
        ("knowledge/instruments.yml", "checked: 2025-12-31\n    source: \"flevoland.yml: nlgroeit\"", "checked: 2025-12-31", "source ontbreekt"),
        ("knowledge/instruments.yml", "checked: 2025-12-31\n    source: \"flevoland.yml: nlgroeit\"", "checked: 2125-12-31\n    source: \"x\"", "in de toekomst"),
        ("knowledge/instruments.yml", "checked: 2025-12-31\n    source: \"flevoland.yml: nlgroeit\"", "checked: 2025-12-31\n    source: x\n    valid_to: 2030-01-01\n    replaced_by: nlgroeit", "vervangt via nlgroeit zichzelf"),
        ("knowledge/instruments.yml", "checked: 2025-12-31\n    source: \"flevoland.yml: nlgroeit\"", "checked: 2025-12-31\n    source: x\n    replaced_by: iets", "staat er niet"),
        ("knowledge/brokers.yml", "themes: [financiering, innovatie, eigendom]", "capacity: 0\n    themes: [financiering, innovatie, eigendom]", "moet 1 of meer"),
        ("knowledge/brokers.yml", "themes: [financiering, innovatie, eigendom]", "absent: [{from: 2027-02-01, to: 2027-01-01}]\n    themes: [financiering, innovatie, eigendom]", "voordat het begint"),
        ("knowledge/brokers.yml", "themes: [financiering, innovatie, eigendom]", "email: sam\n    themes: [financiering, innovatie, eigendom]", "geen mailadres"),
        ("knowledge/instruments.yml", "  - id: nlgroeit", "  - id: nlgroeid", "geen namen"),
        ("knowledge/door_questions.yml", "- field: legal_form", "- field: rechtsvorm", "geen voorwaarde"),
        ("knowledge/door_questions.yml", 'short: "Eenmanszaak"', 'short: "Eenmanszaak, dus ik ben alleen"', "langer dan 24"),
        ("knowledge/brokers.yml", "themes: [talent,", "themes: [talenten,", "onbekend thema"),
        ("knowledge/safety.yml", "de Luisterlijn, 088 0767 000", "de Luisterlijn", "noemt '088 0767 000' niet"),
        ("knowledge/safety.yml", '"ik doe het vanavond"', '"Ik doe het vanavond"', "kleine letters"),
        ("knowledge/follow_ups.yml", "  lead_delegeren:\n    - \"Wat", "  lead_delegern:\n    - \"Wat", "lead_delegern"),
        ("knowledge/follow_ups.yml", "Wat gaf je het laatst uit handen, en hoe liep dat?", "Heb je al eens iets uit handen gegeven?", "met ja of nee"),
        ("knowledge/follow_ups.yml", "Wat gaf je het laatst uit handen, en hoe liep dat?", "Wat gaf je uit handen? Hoe liep dat?", "niet één vraag"),
        ("knowledge/follow_ups.yml", "Wat gaf je het laatst uit handen, en hoe liep dat?", "Wat gaf u het laatst uit handen, en hoe liep dat?", "u in plaats van je"),
        ("knowledge/follow_ups.yml", 'words: ["offerte*"', 'words: ["Offerte*"', "kleine letters"),
        ("knowledge/follow_ups.yml", 'words: ["offerte*"', 'words: ["offreren", "offerte*"', "staat er twee keer"),
        ("knowledge/follow_ups.yml", "- id: offertes\n    needs: [", "- id: offertes\n    needs: [markt_klanten, ", "onbekende behoefte"),
        ("texts/dialogue.yml", "Veranderd: {what}.", "Veranderd: {wat}.", "niet hetzelfde"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) and " " not in value else None,
)  # fmt: skip
def test_a_mistake_is_found_where_it_stands(
    data: Path, file: str, old: str, new: str, says: str
) -> None:
    line = change(data / file, old, new)
    problems = [p for p in check(data) if says in p.message]
    assert problems, [str(p) for p in check(data)]
    assert problems[0].file.endswith(file)
    # A problem points at its entry, which begins at most some lines above the changed one.
    assert 0 <= line - problems[0].line <= 25, problems[0]
    assert re.match(r"data/.+\.yml:\d+: ", str(problems[0]))


def test_a_key_that_stands_twice_is_said_where_it_does(data: Path) -> None:
    file = data / "knowledge" / "desk.yml"
    text = file.read_text(encoding="utf-8")
    key = next(line for line in text.splitlines() if line[:1].isalpha())
    file.write_text(f"{text}\n{key}\n", encoding="utf-8")
    (problem,) = check(data)
    assert (problem.file, problem.line) == ("data/knowledge/desk.yml", text.count("\n") + 2)
    assert problem.message == f"{key.split(':')[0]!r} staat er twee keer"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{naam}: ja", "zet aanhalingstekens om wat met { of [ begint"),
        ("tot: 2026-02-30", "'2026-02-30' bestaat niet"),
    ],
)
def test_what_yaml_takes_and_we_cannot_use_is_said(line: str, says: str, data: Path) -> None:
    file = data / "knowledge" / "desk.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n{line}\n", encoding="utf-8")
    (problem,) = check(data)
    assert (problem.line, problem.message) == (text.count("\n") + 2, says)


def test_broken_yaml_and_a_missing_file_are_said(data: Path) -> None:
    (data / "knowledge" / "brokers.yml").unlink()
    with open(data / "knowledge" / "needs.yml", "a", encoding="utf-8") as file:
        file.write("\n  - {broken\n")
    messages = {p.file.rsplit("/", 1)[1]: p.message for p in check(data)}
    assert messages == {"brokers.yml": "bestand ontbreekt", "needs.yml": "geen geldige YAML"}
