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
    assert without(question, said, ["kim"]) == left


@pytest.mark.parametrize(
    "said", ["ja klopt zo", "laat maar zo", "nee dat is bijzaak", "haal het uit mijn hoofd", "weg",
             "haal de naam piet weg", ""]
)  # fmt: skip
def test_the_rest_stays(said: str) -> None:
    assert without(KIM, said, ["kim"]) is None


SEASON = "Hoe kan ik mensen vinden voor het seizoen, zodat ho dat snel gaat, voor 1 januari?"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("dat seizoen moet eruit",
         "Hoe kan ik mensen vinden, zodat ho dat snel gaat, voor 1 januari?"),
        ("haal dat 'ho dat' eruit!! de rest klopt",
         "Hoe kan ik mensen vinden voor het seizoen, voor 1 januari?"),
        ("haal dat 'zodat...' weg aub",
         "Hoe kan ik mensen vinden voor het seizoen, voor 1 januari?"),
    ],
)  # fmt: skip
def test_what_would_be_left_is_a_sentence(said: str, left: str) -> None:
    assert without(SEASON, said) == left
