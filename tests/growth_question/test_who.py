"""A growth question says who is meant."""

from __future__ import annotations

import pytest

from bot.growth_question.who import with_who

SISTER, BROTHER = ("she", "mijn zus"), ("he", "mijn broer")


@pytest.mark.parametrize(
    ("question", "persons", "made"),
    [
        (
            "Hoe kan ik erachter komen of ik haar moet uitkopen, zodat ik het weet?",
            [SISTER],
            "Hoe kan ik erachter komen of ik mijn zus moet uitkopen, zodat ik het weet?",
        ),
        ("Hoe kan ik haar deel overnemen?", [SISTER], None),
        ("Hoe kan ik het met hem bespreken?", [SISTER], None),
        (
            "Hoe kan ik het met hem bespreken?",
            [BROTHER, SISTER, BROTHER],
            "Hoe kan ik het met mijn broer bespreken?",
        ),
        ("Hoe kan ik haar uitkopen?", [SISTER, ("she", "mijn moeder")], None),
        ("Hoe kan ik met mijn zus praten, zodat zij blijft?", [SISTER], None),
        ("Hoe kan ik met Thijs bespreken of hij het wil?", [("he", "mijn zoon Thijs")], None),
        ("Hoe kan ik ze beter laten plannen?", [SISTER], None),
    ],
)
def test_who_is_meant(question: str, persons: list[tuple[str, str]], made: str | None) -> None:
    assert with_who(question, persons) == (made or question)
