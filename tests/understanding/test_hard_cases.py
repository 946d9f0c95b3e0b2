"""Negation, irony, euphemism and mixed messages: what must be right, and what is known to be wrong.

A case of ``still_wrong.yml`` that comes out right fails: it has earned its place in
``hard_cases.yml``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.talk import Talk
from tests.understanding.parsing import label, parse

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    read = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [
        pytest.param(text, wanted, id=f"{kind}-{text[:40]}")
        for kind, entries in read.items()
        for text, wanted in entries.items()
    ]


@pytest.mark.parametrize(("text", "wanted"), cases("hard_cases.yml"))
def test_right(talk: Talk, text: str, wanted: str) -> None:
    parsed = parse(talk, text)
    assert label(parsed) == wanted, (parsed["intent"], parsed["needs"][:3])


@pytest.mark.parametrize(("text", "wanted"), cases("still_wrong.yml"))
def test_still_wrong(talk: Talk, text: str, wanted: str) -> None:
    assert label(parse(talk, text)) != wanted, "right now: move it to hard_cases.yml"


def test_half_a_bill_is_no_cry_for_help(talk: Talk) -> None:
    """Said of what would be better; taken for a firm about to fail once."""
    assert "crisis" not in parse(talk, "dat de rekening gehalveerd is")["intent"]["name"]
