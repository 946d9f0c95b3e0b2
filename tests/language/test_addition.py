"""Where a message goes on to a second thing."""

from __future__ import annotations

import pytest

from bot.language.addition import parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we vinden geen mensen", ["we vinden geen mensen"]),
        (
            "de gasrekening vreet me op, daarnaast kan ik geen mensen krijgen",
            ["de gasrekening vreet me op", "kan ik geen mensen krijgen"],
        ),
        (
            "Mijn loods is te klein. Verder loopt de administratie achter en ook nog een conflict "
            "met mijn compagnon",
            [
                "Mijn loods is te klein",
                "loopt de administratie achter",
                "een conflict met mijn compagnon",
            ],
        ),
        ("daarnaast zoek ik ruimte voor de winkel", ["daarnaast zoek ik ruimte voor de winkel"]),
        ("we willen verder groeien", ["we willen verder groeien"]),
        ("ik wil groeien plus meer", ["ik wil groeien plus meer"]),
        ("", [""]),
    ],
)
def test_parts(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_nothing_is_lost() -> None:
    text = "a b c daarnaast d e f bovendien g h i verder j"
    assert (
        " ".join(parts(text)).split()
        == text.replace("daarnaast ", "").replace("bovendien ", "").split()
    )
