"""What is to go from a growth question goes, and nothing else."""

from __future__ import annotations

import pytest

from bot.growth_question.leaving_out import without

KIM = "Hoe houd ik kim in de zaak, misschien als partner, zodat ik weer slaap?"
BROTHER = (
    "Hoe komen mijn broer en ik voor 1 maart tot een besluit, en tot afspraken op papier, "
    "zodat we weer samen kunnen eten op zondag?"
)
PRICES = (
    "Hoe kan ik mijn prijzen verhogen, zodat ik aan elk feest wat overhou, voor eind dit jaar, "
    "binnen een maand?"
)


@pytest.mark.parametrize(
    ("question", "said", "left"),
    [
        (KIM, "ja beter. maar haal kim der naam eruit, zet mijn beste styliste",
         "Hoe houd ik mijn beste styliste in de zaak, misschien als partner, zodat ik weer slaap?"),
        (KIM, "haal de naam kim weg uit mijn groeivraag",
         "Hoe houd ik iemand in de zaak, misschien als partner, zodat ik weer slaap?"),
        (KIM, "nee niet wissen!! alleen de naam kim weg, verander m in mijn beste styliste",
         "Hoe houd ik mijn beste styliste in de zaak, misschien als partner, zodat ik weer slaap?"),
        (BROTHER, "dat van die zondag eraf graag",
         "Hoe komen mijn broer en ik voor 1 maart tot een besluit, en tot afspraken op papier?"),
        (BROTHER, "niets erachter, de vraag stopt bij 'op papier'",
         "Hoe komen mijn broer en ik voor 1 maart tot een besluit, en tot afspraken op papier?"),
        (PRICES, "bijna. haal 'binnen een maand' weg",
         "Hoe kan ik mijn prijzen verhogen, zodat ik aan elk feest wat overhou, "
         "voor eind dit jaar?"),
        (PRICES, "haal dit weg: voor eind dit jaar. de rest klopt",
         "Hoe kan ik mijn prijzen verhogen, zodat ik aan elk feest wat overhou, binnen een maand?"),
    ],
)  # fmt: skip
def test_what_is_to_go_goes(question: str, said: str, left: str) -> None:
    assert without(question, said) == left


@pytest.mark.parametrize(
    "said", ["ja klopt zo", "laat maar zo", "nee dat is bijzaak", "haal het uit mijn hoofd", "weg",
             "haal de naam piet weg", ""]
)  # fmt: skip
def test_the_rest_stays(said: str) -> None:
    assert without(KIM, said) is None
