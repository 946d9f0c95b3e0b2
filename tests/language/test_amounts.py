"""Amounts of money: as people write them, and numbers that are no money."""

from __future__ import annotations

import pytest

from tests.language.tables import found, values

AMOUNTS = [
    ("anderhalve ton", 150_000),
    ("50k", 50_000),
    ("50 K", 50_000),
    ("een kwart miljoen", 250_000),
    ("een half miljoen", 500_000),
    ("driekwart miljoen", 750_000),
    ("€ 2,5 mln", 2_500_000),
    ("2½ miljoen", 2_500_000),
    ("3 ton", 300_000),
    ("een ton", 100_000),
    ("een halve ton", 50_000),
    ("twee en een halve ton", 250_000),
    ("drieënhalve ton", 350_000),
    ("een ton of drie", 300_000),
    ("€ 1.250.000,-", 1_250_000),
    ("1 250 000 euro", 1_250_000),
    ("tussen de 50 en 80 duizend", [50_000, 80_000]),
    ("50 tot 80k", [50_000, 80_000]),
    ("€50.000 - €80.000", [50_000, 80_000]),
    ("2 à 3 ton", [200_000, 300_000]),
    ("1,5 tot 2 miljoen", [1_500_000, 2_000_000]),
    ("tachtigduizend", 80_000),
    ("honderdvijftigduizend euro", 150_000),
    ("vijf en twintig duizend euro", 25_000),
    ("20 mille", 20_000),
    ("voor 80 mille kan ik die bus overnemen", 80_000),
    ("20.000 eur", 20_000),
    ("EUR 20.000,00", 20_000),
    ("20,000 euro", 20_000),
    ("zo'n 75 duizend euro", 75_000),
    ("1 miljoen 200 duizend", 1_200_000),
    ("de machine kost 80.000", 80_000),
    ("een investering van 350000", 350_000),
    ("ik heb 3 ton schuld", 300_000),
    ("een paar ton", [200_000, 400_000]),
    ("ik wil een ton lenen bij de bank", 100_000),
    ("twee komma vier miljoen omzet", 2_400_000),
    ("die lening was geen 80.000 maar 118.000", 118_000),
    ("doe toch maar anderhalve ton in plaats van een ton", 150_000),
    ("een ton was te optimistisch, reken met 130 mille", 130_000),
    ("als er deze week geen 60k komt", 60_000),
    ("er is voor veertig duizend beslag gelegd", 40_000),
    ("de boten weg voor 42 duizend achterstand", 42_000),
    ("onze klant is omgevallen met € 340.000 van ons erin", 340_000),
    ("de gemeente laat me wachten op 12.400 euro", 12_400),
    ("de gasrekening is 4800 per maand", 4_800),
    ("begonnen voor vijfhonderd per maand", 500),
    ("de badkamer van mijn buurman heb ik aangenomen voor 6500", 6_500),
    ("een koper wil voor 1,8 mln 60 procent van ons", 1_800_000),
    ("een investeerder die anderhalf miljoen bood", 1_500_000),
    ("de bank wil 20% eigen geld, dat is zo'n 60 duizend", 60_000),
]

NO_AMOUNTS = [
    "bel 0612345678",
    "mijn nummer is 0320 123456",
    "in 2027 wil ik stoppen",
    "begonnen in 1998",
    "80% van mijn omzet",
    "20 procent meer",
    "5000 kwh",
    "ik krijg er 200 kilowatt bij",
    "20 ton uien",
    "tien ton staal",
    "500 ton per jaar",
    "een vrachtwagen van 40 ton",
    "80000 km",
    "50k volgers",
    "twintigduizend kippen",
    "20.000 stuks",
    "we hebben 1000 klanten",
    "42 euro per uur",
    "58 euro per m2",
    "mijn concurrent heeft 2 miljoen opgehaald",
    "een klant kreeg 50k subsidie",
    "ik heb 12 man",
    "12345678",
    "kvk 12345678",
    "een 4k monitor",
    "1325 AB",
    "2000 meter hal",
    "die wasbak doet achttien ton in het uur",
    "er staat dertig ton op de weg",
    "in de cel ligt veertig ton",
    "een ISO 27001-certificaat",
    "referentie F-20931",
    "van elke honderd euro",
    "90 duizend views",
    "mijn concurrent draait een omzet van 3 miljoen",
]

ANSWERS = [
    ("50000", 50_000),
    ("50.000 denk ik", 50_000),
    ("2 ton", 200_000),
    ("vijftigduizend", 50_000),
    ("rond de 40k", 40_000),
    ("ongeveer 150.000", 150_000),
]


@pytest.mark.parametrize(("text", "value"), AMOUNTS)
def test_an_amount_is_found(text: str, value: object) -> None:
    assert values(text, "amount_eur") == [value]


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_money_is_left_alone(text: str) -> None:
    assert values(text, "amount_eur") == []


@pytest.mark.parametrize(("text", "value"), ANSWERS)
def test_a_bare_number_counts_when_asked(text: str, value: object) -> None:
    assert values(text, "amount_eur", "amount_eur") == [value]


@pytest.mark.parametrize("text", ["50", "12", "weet ik niet", "a"])
def test_a_number_too_small_to_be_meant_is_asked_again(text: str) -> None:
    assert values(text, "amount_eur", "amount_eur") == []


def test_turnover_and_what_is_wanted_are_told_apart() -> None:
    turnover, wanted = found("we draaien 3 miljoen omzet en zoeken 2 ton", "amount_eur")
    assert (turnover.value, turnover.role) == (3_000_000, "turnover")
    assert (wanted.value, wanted.role) == (200_000, None)


def test_an_answer_about_turnover_is_turnover() -> None:
    (one,) = found("rond de 4 ton", "amount_eur", "annual_turnover_eur")
    assert (one.value, one.role) == (400_000, "turnover")


def test_turnover_a_month_is_not_the_turnover_of_a_year() -> None:
    (one,) = found("omzet is nog maar 2000 euro per maand", "amount_eur")
    assert one.role is None
