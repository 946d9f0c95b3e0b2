"""What somebody wants to have or to be is the end of it, and not what they do for it."""

from __future__ import annotations

import pytest

from bot.growth_question import ends


@pytest.mark.parametrize(
    ("act", "result"),
    [
        ("normaal loon verdienen en om 6 uur thuis voor het eten",
         "ik normaal loon verdien en om 6 uur thuis ben voor het eten"),
        ("een normaal loon en om 6 uur thuis eten",
         "ik een normaal loon heb en om 6 uur thuis eet"),
        ("vier dagen werken in plaats van zes", "ik vier dagen werk in plaats van zes"),
        ("rust krijgen", "ik rust heb"),
        ("meer overhouden", "ik meer overhoud"),
        ("weer vrije weekenden hebben", "ik weer vrije weekenden heb"),
        ("om zes uur thuis zijn", "ik om zes uur thuis ben"),
        ("een leven hebben naast de zaak", "ik een leven heb naast de zaak"),
    ],
)  # fmt: skip
def test_an_end_stands_behind_zodat(act: str, result: str) -> None:
    assert ends.is_end(act)
    assert ends.as_result(act) == result


@pytest.mark.parametrize(
    "act",
    ["mijn prijzen verhogen", "een voorman aannemen die het overneemt", "duidelijk krijgen wie wat"
     " doet", "5 bedrijven met vaste lunch elke week krijgen", "kiezen tussen huren en kopen",
     "zorgen dat Wim voor de zomer weg is", "erachter komen wat een reparatie me echt kost",
     "de planning overlaten aan Jeroen zodat ik thuis ben", "de winkel op zaterdag openhouden"],
)  # fmt: skip
def test_what_somebody_does_is_none(act: str) -> None:
    assert not ends.is_end(act)
