"""The model is trained again when what it is made of changed, and not otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.model_files import INPUTS, fingerprint, model_path
from bot.paths import ROOT


@pytest.fixture()
def tree(tmp_path: Path) -> Path:
    for place in (*INPUTS, "data/texts", "README.md"):
        source, target = ROOT / place, tmp_path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target)
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        "data/nlu/answers.yml",
        "data/rules/intake.yml",
        "config.yml",
        "domain.yml",
        "bot/understanding/reader.py",
        "bot/language/clauses.py",
        "bot/engine/components.py",
        "data/knowledge/places.yml",
    ],
)
def test_changed_when_an_input_changed(tree: Path, place: str) -> None:
    before = fingerprint(tree)
    with open(tree / place, "a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert fingerprint(tree) != before


def test_changed_when_a_file_is_added(tree: Path) -> None:
    before = fingerprint(tree)
    (tree / "data" / "nlu" / "extra.yml").write_text('version: "3.1"\n')
    assert fingerprint(tree) != before


@pytest.mark.parametrize("place", ["README.md", "data/texts/dialogue.yml"])
def test_unchanged_by_anything_else(tree: Path, place: str) -> None:
    before = fingerprint(tree)
    with open(tree / place, "a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert fingerprint(tree) == before


def test_a_second_training_does_nothing(model: Path) -> None:
    from bot.training import train

    made = model.stat().st_ino
    assert "is bij" in train()
    assert model_path().stat().st_ino == made
