"""The rules by which values are marked (docs/understanding.md), a sentence or more for each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.language.tables import SURE, found, values

HOLDS: list[tuple[str, str, list[Any]]] = [
    ("niet Lelystad maar Dronten, daar staat de loods", "municipality", ["dronten"]),
    ("wacht ik zei Lelystad maar het moet Zeewolde zijn", "municipality", ["zeewolde"]),
    ("Dronten ipv Dordrecht", "municipality", ["dronten"]),
    ("maak van die 50k maar 75k", "amount_eur", [75_000]),
    ("ho ik zei een ton maar het moet anderhalve ton zijn", "amount_eur", [150_000]),
    ("foutje, het is een bv sinds januari, vof was vroeger", "legal_form", ["bv"]),
    ("verander eenmanszaak maar in vof, sinds januari", "legal_form", ["vof"]),
    # said again, and nothing in its place
    ("ik zei Lelystad", "municipality", ["lelystad"]),
]

OWN: list[tuple[str, str, list[Any]]] = [
    ("de winkel is te klein geworden", "sector", ["retail"]),
    ("ik wil een tweede restaurant openen", "sector", ["horeca"]),
    ("onze app is klaar", "sector", ["ict"]),
    ("een klein smederijtje met vijf man", "sector", ["maakindustrie"]),
    ("vof met mijn broer, ieder de helft, metaal dus", "sector", ["maakindustrie"]),
    ("maatschap van drie fysiotherapeuten", "sector", ["zorg"]),
    ("ik zit al 27 jaar in den horeca", "sector", ["horeca"]),
    ("Ik heb een cateringbedrijf met een keuken erbij", "sector", ["horeca"]),
    ("installatie bedrijf twaalf man", "sector", ["techniek-bouw"]),
    ("dat koop ik gewoon in de winkel", "sector", []),
    ("de dealer heeft hem niet op voorraad", "sector", []),
    ("onze website is oud", "sector", []),
    ("een vrouw of twintig, allemaal parttime", "employees", [20]),
    ("mn team is vier man", "employees", [4]),
    ("Een bedrijf zocht een zaal voor tachtig man", "employees", []),
    ("recept voor snert voor 40 man graag", "employees", []),
    ("bv sinds vorig jaar maart", "legal_form", ["bv"]),
    ("cv, met een stille vennoot", "legal_form", ["cv"]),
    ("nee het is geen stichting hoor, vereniging", "legal_form", ["vereniging"]),
    ("ik zit in een v o f met mijn broer", "legal_form", ["vof"]),
    ("het bedrijf heet officieel Groen & Partners", "company_name", ["Groen & Partners"]),
    ("we heten geen Veld Techniek meer maar Veldmans Bouw", "company_name", ["Veldmans Bouw"]),
    ("heet studio vos & co, we zitten in Ens", "company_name", ["studio vos & co"]),
    ("Tandtechniek Zeebodem mag uit jullie lijst", "company_name", ["Tandtechniek Zeebodem"]),
    ("wil je vragen of meneer De Boer mij terugbelt", "company_name", []),
    ("Krap is het niet, er staat altijd wat", "company_name", []),
    ("wij groeien van 12 nu naar straks 20 man", "employees", [12]),
    ("acht, ikzelf meegerekend", "employees", [8]),
    ("38 werknemers van wie er 4 thuis zitten", "employees", [38]),
    ("we waren met 18 maar nu nog twaalf, 6 zijn er weg", "employees", [12]),
    ("ik en een leerling, meer niet", "employees", [2]),
    ("fotograaf, solo, zoek studioruimte", "employees", [1]),
    ("mijn broer is fotograaf, solo, en hij heeft het druk", "employees", []),
    ("mijn broer en ik zijn het oneens, dat is het punt", "employees", []),
    ("er staat een loods te koop voor 9 ton maar dat is ons te duur", "amount_eur", []),
    ("ze vragen 480.000 voor het pand maar dat kunnen wij niet", "amount_eur", []),
    ("het pand kost 3 ton maar dat heb ik niet, ik zoek een lening", "amount_eur", [300_000]),
    ("die lening van een ton ging naar mijn concurrent", "amount_eur", []),
    ("mijn oom wil zijn deel van tachtigduizend terughebben", "amount_eur", [80_000]),
    ("in september komt er een nieuwe wet", "period_months", [10]),
    ("wij maken hekken en willen in maart een tweede lijn", "period_months", [4]),
    ("in maart kopen we in", "period_months", []),
    ("schilder zonder bus, dus ik zoek wat", "sector", ["techniek-bouw"]),
    ("lunchroom aan de haven bij urk en we zoeken een kok", "sector", ["horeca"]),
    ("Even kort: dakdekker, zoek een loods", "sector", ["techniek-bouw"]),
    ("beëdigd tolk arabisch, te weinig werk", "sector", ["zakelijke-dienstverlening"]),
    ("pootaardappels en windmolens, dat is wat wij doen", "sector", ["agrifood", "overig"]),
    ("kaas van geiten verkoop ik, op de markt", "sector", ["agrifood"]),
    ("wij maken sjoelbakken.", "sector", ["maakindustrie"]),
    ("ik maak fouten.", "sector", []),
    ("ik en mijn zwager doen badkamers", "sector", ["techniek-bouw"]),
    ("wij slopen schepen en verkopen de onderdelen", "sector", ["circulair"]),
    ("teel aardbeien in een stal te ens", "sector", ["agrifood"]),
    ("ik was jarenlang bakker maar nu geef ik zanglessen", "sector", ["vrijetijd"]),
    ("vroeger was ik slager, nu rij ik taxi", "sector", ["logistiek"]),
    ("veertig gasten en de cateraar kwam niet opdagen, wat nu", "sector", []),
    ("coöperatie van bloemisten, geen winst", "sector", ["retail"]),
    ("Ons advocatenkantoor, althans dat van de tegenpartij", "sector", []),
    ("onze maatschap van verloskundigen telt acht mensen", "sector", ["zorg"]),
    ("wij zijn drie boeren uit bant", "sector", ["agrifood"]),
    ("wij boeren goed dit jaar", "sector", []),
    ("kapster ben ik, al 20 jaar", "sector", ["overig"]),
    ("accountant ben ik niet", "sector", []),
    ("de bakkerij van mijn vrouw en mij is te klein", "sector", ["retail"]),
    ("ik verkoop mutsen online en wil naar belgie", "sector", ["retail"]),
    ("wij exploiteren een minicamping nabij Lemmer", "sector", ["vrijetijd"]),
    ("De v.o.f. Gebr. Slump (loodgieters) zoekt hulp", "sector", ["techniek-bouw"]),
    ("ik ben Piet Bakker-Visser en zoek geld", "sector", []),
    ("wij vertegenwoordigen De Boer Precisie te Urk", "sector", []),
]

NAMED = [
    ("als Henk met pensioen gaat, verdwijnt alle kennis", ["Henk"]),
    ("heb ik overgenomen van ome Gerrit in 2003", ["Gerrit"]),
    ("Mevrouw Pinas werkte elf jaar bij mij", ["Pinas"]),
    ("jan dacht dat piet gebeld had", ["jan", "piet"]),
    ("verwijder de naam henk de vries uit dit verhaal", ["henk de vries"]),
    ("groet en tot ziens, mr. P. Coenen", ["P. Coenen"]),
    ("wie doet retouren? Bas.", ["Bas"]),
    ("stille vennoot Geertruida van Es wil eruit", ["Geertruida van Es"]),
    ("mijn vrouw Siebrigje doet de boeken", ["Siebrigje"]),
]

NOBODY = [
    "de week erna ging het weer",
    "koos vervolgens voor een ander",
    "joost mag het weten",
    "Albert Heijn neemt onze uien af",
    "de Koning Willem I Prijs",
    "max drie weken",
    "in jan beginnen we",
]


@pytest.mark.parametrize(("text", "entity", "left"), HOLDS)
def test_what_is_taken_back_does_not_count(text: str, entity: str, left: list[Any]) -> None:
    assert [f.value for f in found(text, entity)] == left


@pytest.mark.parametrize(("text", "entity", "said"), OWN)
def test_values_are_those_of_the_own_company(text: str, entity: str, said: list[Any]) -> None:
    assert values(text, entity) == said


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_who_is_named_is_found_but_is_not_the_speaker(text: str, names: list[str]) -> None:
    people = found(text, "person_name")
    assert [f.value for f in people] == names
    assert all(f.confidence < SURE for f in people)


@pytest.mark.parametrize("text", NOBODY)
def test_words_that_are_names_too_are_nobody(text: str) -> None:
    assert found(text, "person_name") == []


def test_a_place_that_is_somebody_elses_is_found_as_a_hint() -> None:
    (place,) = found("een kerel uit Zwolle belde mijn voorman", "municipality")
    assert place.value == "zwolle"
    assert place.confidence < SURE
