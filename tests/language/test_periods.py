"""Periods ahead, in months from 24 November 2026, and times that are no period ahead."""

from __future__ import annotations

from datetime import date

import pytest

from bot.language import extract
from bot.language.named_times import easter, season
from tests.language.tables import TODAY, gazetteer, values

PERIODS = [
    ("binnen een half jaar", 6),
    ("binnen halfjaar", 6),
    ("binnen nu en een half jaar moet er iets gebeuren", 6),
    ("over anderhalf jaar", 18),
    ("over een jaar of twee", 24),
    ("over een jaar of vijf wil ik het verkopen", 60),
    ("over 2 tot 3 jaar", [24, 36]),
    ("binnen 1-2 jaar", [12, 24]),
    ("binnen een half jaar tot een jaar", [6, 12]),
    ("binnen 3 maanden", 3),
    ("binnen 3 mnd", 3),
    ("binnen 6 weken", 1),
    ("binnen drie kwartaal", 9),
    ("over een paar maanden", [2, 4]),
    ("de komende 2 jaar", 24),
    ("komend jaar", 12),
    ("de komende jaren", [24, 48]),
    ("komende maanden", [2, 4]),
    ("volgende week", 1),
    ("binnen 10 dagen", 1),
    ("binnen een weekje", 1),
    ("binnen 2 jaartjes", 24),
    ("ik wil in 2 jaar verdubbelen", 24),
    ("Mijn dochter neemt over 3 jaar het bedrijf over", 36),
    ("voor de zomer", 7),
    ("in augustus volgend jaar moet het er liggen", 9),
    ("vóór de zomer moet t klaar zijn", 7),
    ("na de zomer", 9),
    ("in het voorjaar", 6),
    ("het liefst nog voor de bouwvak", 8),
    ("voor kerst", 1),
    ("voor 1 januari", 1),
    ("moet voor 1 april een nieuwe hal hebben", 4),
    ("voor 1-3-2027", 3),
    ("uiterlijk 1 april 2028", 16),
    ("eind 2027", 13),
    ("begin volgend jaar", 3),
    ("medio maart", 4),
    ("half juni", 7),
    ("voor het eind van het jaar", 1),
    ("dit jaar nog", 1),
    ("volgend kwartaal", 4),
    ("q1 2027", 4),
    ("eerste kwartaal volgend jaar", 4),
    ("volgend jaar wil ik stoppen", 13),
    ("stroom krijgen we pas in 2029", 37),
    ("een brief kwam er dat er op zijn vroegst in 2029 capaciteit is", 37),
    ("geen zwaardere aansluiting tot 2029", 25),
    ("netbeheerder zegt zes jaar wachten", 72),
    ("ik moet zes jaar geduld hebben", 72),
    ("huur opgezegd, 5 maanden nog", 5),
    ("ik doe niks meer, nog een jaar of vijf en dan mag een ander", 60),
    ("we hebben runway voor 20 maanden", 20),
    ("de kliniek geeft mij drie maanden om het te leren", 3),
    ("er was een landmeter en de verkoper wil binnen een half jaar naar de notaris", 6),
    ("sorry, de verhuizing is al over vier maanden", 4),
    ("tegen Pasen, dus nog een maand of vier", 4),
    ("onze monteur gaat per 1 mei weg", 5),
    ("geen drukkerij zonder keurmerk vanaf volgend jaar", 1),
    ("de klant heeft gezegd dat per 2028 alles schoon moet", 13),
    ("de netbeheerder zegt 2030", 49),
    ("de gemeente zegt op zijn vroegst 2031", 61),
    ("2030 zeggen ze dan, nou bedankt", 49),
    ("volgende zomer moet het terras er liggen", 9),
    ("komend voorjaar moet de oven staan", 6),
    ("voor de zomer van volgend jaar", 7),
    ("we zitten vol tot volgend jaar zomer", 7),
    ("de werkplaats zit vol tot volgend jaar", 1),
    ("onze vergunning verloopt in maart", 4),
    ("in mei loopt het huurcontract af", 6),
    ("als het zo doorgaat zijn we na kerst failliet", 1),
    ("we moeten nog zes weken wachten op de gemeente", 1),
    ("runway van een jaar", 12),
    ("de bank was duidelijk, binnen een half jaar moet het terug", 6),
    ("moet voor sinterklaas klaar zijn", 1),
    ("Wanneer? In mei.", 6),
]

NO_PERIODS = [
    "al drie jaar",
    "ik doe dit al 20 jaar",
    "sinds 2 maanden",
    "sinds een half jaar",
    "elke week",
    "om de 3 maanden",
    "twee jaar geleden",
    "drie jaar lang",
    "afgelopen jaar",
    "de afgelopen 3 jaar",
    "vorig jaar",
    "we bestaan 12 jaar",
    "we zijn 5 jaar bezig",
    "na vier maanden was hij weg",
    "in 3 jaar van 6 naar 18 man gegaan",
    "in 2019 begonnen",
    "in mei zijn we begonnen",
    "80 uur per week",
    "1500 euro per maand",
    "de cijfers over 2025",
    "ik heb over 3 weken vakantie",
    "zo snel mogelijk",
    "binnen afzienbare tijd",
    "software voor mijn klanten",
    "twee jaar geen vakantie gehad",
    "de wachtlijst is vier jaar",
    "in de winter staan mijn monteurs met muts binnen",
    "in maart diende ik een aanvraag in",
    "in maart verrichtten wij de duizendste behandeling",
    "mijn aanvraag van begin september",
    "van november tot maart komt er niks binnen",
    "eind van de maand altijd billenknijpen",
    "elk jaar zeg ik volgend jaar regel ik het",
    "klanten die binnen dertig dagen betalen",
    "rouwkaarten, binnen een dag klaar",
    "dat heb ik in dertig jaar niet gedaan",
    "ik zoek een verwerker voor winter wortels",
    "week voor kerst, dan wil iedereen zalm",
    "al vanaf februari zoek ik een kapster",
    "in januari wilde ik een tweede zaak",
    "tot volgende week dan",
    "de bank wil nog drie jaar cijfers zien",
    "de fabriek zegt levertijd negen maanden",
    "de doorlooptijd is 6 weken",
    "opzegtermijn van drie maanden",
    "zes weken wachten op een schroefje",
    "de teller zegt 2030 kilometer",
    "elk jaar zeggen we volgende zomer beter",
    "tot volgend jaar!",
    "een surprise voor sinterklaas",
    "nieuwe krachten zijn binnen een jaar weer vertrokken",
    "binnen een half jaar is de helft er niet meer",
    "ik kreeg binnen een maand antwoord",
    "binnen een maand kregen we de sleutel",
    "een verslag over twee jaar maken",
    "de vrijdag van de volgende maand",
    "volgende maand, zei de klant weer",
    "het heeft gesneeuwd. In april.",
    "aan het eind van de maand is het op",
    "mijn verhaal is hoe ik in drie maanden een website bouw",
]

ANSWERS = [
    ("half jaar", 6),
    ("een half jaar", 6),
    ("6 maanden", 6),
    ("3 mnd", 3),
    ("jaartje", 12),
    ("1 tot 2 jaar", [12, 24]),
    ("binnen nu en een jaar", 12),
    ("zo snel mogelijk", 1),
    ("zsm", 1),
    ("liefst gisteren", 1),
    ("nu meteen", 1),
    ("korte termijn", 3),
    ("dit jaar", 1),
    ("eind dit jaar", 1),
    ("zomer", 9),
    ("2027", 13),
    ("voor de zomer als het kan", 7),
    ("geen haast", None),
    ("maakt niet uit", None),
    ("rustig aan", None),
]


@pytest.mark.parametrize(("text", "months"), PERIODS)
def test_a_period_ahead_is_found(text: str, months: object) -> None:
    assert values(text, "period_months") == [months]


@pytest.mark.parametrize("text", NO_PERIODS)
def test_what_is_past_or_comes_again_is_no_period_ahead(text: str) -> None:
    assert values(text, "period_months") == []


@pytest.mark.parametrize(("text", "months"), ANSWERS)
def test_a_bare_answer_counts_when_asked(text: str, months: object) -> None:
    assert values(text, "period_months", "horizon_months") == [months]


@pytest.mark.parametrize("text", ["weet ik niet", "a", "wij bestaan al 10 jaar", "nee"])
def test_an_answer_without_a_term_stays_without(text: str) -> None:
    assert values(text, "period_months", "horizon_months") == []


@pytest.mark.parametrize("text", ["half jaar", "zsm", "zomer", "geen haast", "dit jaar"])
def test_a_bare_answer_means_nothing_when_not_asked(text: str) -> None:
    assert values(text, "period_months") == []


@pytest.mark.parametrize(
    ("today", "text", "months"),
    [
        (date(2026, 5, 1), "voor de zomer", 2),
        (date(2026, 7, 15), "voor de zomer", 11),
        (date(2026, 1, 15), "in de winter", 1),
        (date(2026, 1, 15), "dit jaar nog", 11),
        (date(2028, 2, 29), "eind februari", 1),
        (date(2026, 12, 31), "volgend kwartaal", 3),
        (date(2026, 2, 1), "voor pasen", 2),
    ],
)
def test_named_times_count_from_the_given_day(today: date, text: str, months: int) -> None:
    found = extract(text, today, gazetteer())
    assert [f.value for f in found if f.entity == "period_months"] == [months]


@pytest.mark.parametrize("day", [date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16)])
def test_easter_falls_where_the_calendar_says(day: date) -> None:
    assert easter(day.year) == day


def test_a_season_is_never_past() -> None:
    assert all(season("winter", before, TODAY) >= TODAY for before in (True, False))
