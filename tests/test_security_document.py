"""Every threat and every chapter in docs/security.md names evidence, and all of it exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.paths import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
EVIDENCE = re.compile(r"`((?:tests|docs|deploy|bot)/[^`]+|requirements\.lock|pyproject\.toml)`")
COMMAND = re.compile(r"`make ([a-z-]+)`")


def rows() -> list[list[str]]:
    """Cells of every line of a table, without its head."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return [row for row in cells if set(row[0]) != {"-"} and row[0] not in ("arrow", "chapter")]


def problem_of(evidence: str) -> str | None:
    """What is wrong with one piece of evidence."""
    name, _, test = evidence.partition("::")
    path = ROOT / name
    if not path.exists():
        return f"{name} does not exist"
    if test:
        found = [n.name for n in ast.walk(ast.parse(path.read_text())) if hasattr(n, "name")]
        return None if test in found else f"there is no {test} in {name}"
    return None


def test_every_line_has_evidence_that_exists() -> None:
    commands = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
    problems = []
    for row in rows():
        evidence, made = EVIDENCE.findall(row[-1]), COMMAND.findall(row[-1])
        if not evidence and not made:
            problems.append(f"no evidence: {row}")
        problems += [problem for one in evidence if (problem := problem_of(one))]
        problems += [f"no make {one}" for one in made if one not in commands]
        # Nothing else stands there in backquotes that looks like evidence and is not read.
        problems += [one for one in re.findall(r"`([^`]*(?:::|\.py)[^`]*)`", row[-1])
                     if one not in evidence]  # fmt: skip
    assert not problems, "\n".join(problems)


def test_all_of_the_picture_and_all_chapters_are_there() -> None:
    firsts = [row[0] for row in rows()]
    for arrow in ("website", "WhatsApp", "engine", "database", "platforms", "CRM", "console"):
        assert any(arrow in first for first in firsts), arrow
    for number in range(1, 15):
        assert any(first.startswith(f"V{number} ") for first in firsts), number


@pytest.mark.parametrize("wrong", ["tests/test_gone.py", "tests/test_guard.py::test_of_nothing"])
def test_evidence_that_is_not_there_is_seen(wrong: str) -> None:
    assert problem_of(wrong) is not None
    assert problem_of(str(Path(__file__).relative_to(ROOT))) is None
