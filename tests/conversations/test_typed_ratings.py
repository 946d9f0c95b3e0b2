"""A score in words: all of the message, or it is none."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.conversations import typed_ratings
from bot.knowledge import load as load_knowledge
from bot.knowledge import ratings
from bot.paths import DATA

WORDS = load_knowledge().rating_words


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("goed", "good"), ("Prima!", "good"), ("ik vond het heel fijn, dank je wel", "good"),
        ("8", "good"), ("een 8", "good"), ("7,5", "good"), ("4/5", "good"), ("10/10", "good"),
        ("4 van de 5", "good"), ("een tien", "good"), ("👍🏽", "good"), ("niks mis mee", "good"),
        ("matig", "ok"), ("gaat wel hoor", "ok"), ("3 op 5", "ok"), ("een 6", "ok"),
        ("niet goed", "bad"), ("dit gesprek was slecht", "bad"), ("4/10", "bad"), ("1", "bad"),
        ("4", "unclear"), ("een 4", "unclear"), ("een vier", "unclear"), ("ok", "unclear"),
        ("goed, maar wat kost het", None), ("niet goed, wie kan ik bellen", None), ("112", None),
        ("goed " * 40, None), ("06 12345678", None), ("12", None), ("12/10", None), ("4 5", None),
        ("ik heb 4 mensen", None), ("ja", None), ("het", None), ("", None), ("🙏", None),
    ],
)  # fmt: skip
def test_a_score(text: str, meant: str | None) -> None:
    assert typed_ratings.score(WORDS, text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Ja, ik typ het", "more"), ("ja hoor", "more"), ("nee dank je wel", "enough"),
     ("Nee, klaar", "enough"), ("nee, ik wil iets vragen", None), ("wat is dit", None)],
)  # fmt: skip
def test_whether_there_is_more_to_say(text: str, meant: str | None) -> None:
    assert typed_ratings.says_more(WORDS, text) == meant


def data() -> Any:
    return yaml.safe_load((DATA / "knowledge" / "ratings.yml").read_text(encoding="utf-8"))


def test_mistakes_in_the_file_are_found() -> None:
    assert list(ratings.mistakes(data())) == []
    both = data()
    both["bad"].append("goed")
    assert list(ratings.mistakes(both)) == ["'goed' staat bij twee oordelen"]
    loose = data()
    loose["around"] += ["heel erg", "prima"]
    assert len(list(ratings.mistakes(loose))) == 2
    assert list(ratings.mistakes({**data(), "more": []})) == ["more ontbreekt"]
