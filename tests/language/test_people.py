"""How many people: as people write it, and what is no number of own people."""

from __future__ import annotations

import pytest

from tests.language.tables import found, values

COUNTS = [
    ("een man of twaalf", 12),
    ("tussen de 10 en 15 fte", [10, 15]),
    ("alleen ik", 1),
    ("zzp", 1),
    ("ik ben zzp'er", 1),
    ("kben zzper", 1),
    ("alles doe ik in m'n eentje", 1),
    ("ik werk alleen", 1),
    ("ik heb zelf geen personeel", 1),
    ("met zn drieën", 3),
    ("we zijn met z'n tweeen", 2),
    ("wij zijn met ons achten", 8),
    ("12 man", 12),
    ("dertig mensen", 30),
    ("mijn broer, mijn zoon en ik runnen het", 3),
    ("mijn vrouw en ik doen het samen", 2),
    ("7 fte", 7),
    ("2,5 fte", 3),
    ("we zijn met zes", 6),
    ("een kleine twintig mensen", 20),
    ("een kleine twintig medewerkers hebben we", 20),
    ("80 medewerkers", 80),
    ("50+ medewerkers", 50),
    ("8 a 10 man", [8, 10]),
    ("10-15 medewerkers", [10, 15]),
    ("tien twaalf man", [10, 12]),
    ("5 vast en 3 flex", 8),
    ("ikzelf plus 4 man", 5),
    ("we zitten in urk met 4 man", 4),
    ("we hebben een bakkerij, 4 man", 4),
    ("klein bakkerijtje in zeewolde, 3 man. ik wil een oven", 3),
    ("ons team van 8", 8),
    ("een 12-koppig team", 12),
    ("loonbedrijf, 9 man, 12 trekkers", 9),
    ("drie man sterk zijn we", 3),
    ("7 schilders in dienst", 7),
    ("vroeger waren we met 20, nu met 12", 12),
    ("we zijn van 6 naar 18 man gegaan", 18),
    ("ik wil van 6 naar 18 man groeien", 6),
    ("heb nu 3 mensen in dienst en zoek er nog 2", 3),
    ("ik zoek personeel, we zijn met 6 man", 6),
    ("met mijn 12 mensen wil ik doorgroeien", 12),
    ("zeven man op de werkvloer en twee op kantoor", 9),
    ("we zijn met z'n vijven begonnen en nu met 23", 23),
    ("een bv met mijn broer en 6 man in dienst", 6),
    ("mijn vader had 30 man, ik heb er nu nog 4", 4),
    ("van de 14 man zijn er 3 ziek", 14),
    ("ik heb nooit personeel gehad", 1),
    ("een trimsalon aan huis, alleen ik dus", 1),
    ("we werken hier met ongeveer 25 man in Almere", 25),
    ("nu zijn we met achttien en een half kantoor", 18),
    ("als we nu met veertien staan te zagen en er schiet niets over", 14),
    ("we zijn nog met negen terwijl het werk hetzelfde is", 9),
    ("nu zitten wij met 28 constructeurs en tekenaars op twee verdiepingen", 28),
    ("wij waren met vijf, nu negentien", 19),
    ("wij waren met vijf, nu zeven", 7),
    ("transport, 22 wagens en 26 chauffeurs", 26),
    ("personeel (negen) heeft nog geen salaris", 9),
    ("van 8 naar 25, chaos compleet", 25),
    ("van zes naar 31 in vier jaar", 31),
    ("wij gingen van negen naar eenenveertig medewerkers", 41),
    ("we zijn van zes naar negentien gegaan", 19),
    ("wij zijn vijf nerds met een hangar", 5),
    ("we zitten straks met z'n zevenentwintig zonder brood", 27),
    ("met mij erbij elf", 11),
    ("mensen heb ik genoeg, 26 zelfs", 26),
    ("mijn 7 kappers knippen de hele dag", 7),
    ("ik heb elf monteurs die koffie drinken", 11),
    ("negen chauffeurs heb ik", 9),
    ("alle zeven chauffeurs gebruiken hetzelfde wachtwoord", 7),
    ("drie weken werk voor alle 24", 24),
    ("ze rapporteren alle 17 aan mij", 17),
    ("van de zes zit er een overspannen thuis", 6),
    ("twee van de 14 zitten nu met een burn-out thuis", 14),
    ("er lopen hier tussen de 30 en 35 rond", [30, 35]),
    ("vandaag de vijftigste medewerker aangenomen", 50),
    ("vroeger waren we met zes man. Nu zijn het er eenentwintig.", 21),
    ("wacht, geen 35 man, zonder de zomerhulpen, dan is het 26", 26),
    ("sorry, ik heb de vakantiekrachten dubbel geteld, het zijn er elf", 11),
    ("niet negen maar twaalf man", 12),
    ("een fietsenwinkel van vijf", 5),
    ("vijf vrouwen en twee mannen", 7),
    ("alleen ik en een bus", 1),
    ("ik en twee halve krachten", 3),
    ("we hebben 41 mensen en ik houd ze graag", 41),
    ("hoveniers en stratenmakers, in totaal 16", 16),
    ("vanuit een steunpunt met acht monteurs", 8),
    ("wij zitten gewoon nog met 31 man in Urk", 31),
    ("bij mij werken er negen, en dat is genoeg", 9),
    ("er werken hier 14", 14),
    ("ik moet de lonen van twaalf monteurs nog overmaken", 12),
    ("19 jongens wachten op hun salaris", 19),
    ("voor 7 man moet ik loon betalen", 7),
    ("ik ben alleen in de winkel", 1),
    ("alleen ik, en op zaterdag mijn dochter", 1),
    ("kapsalon in Urk, ik en mn nicht", 2),
    ("mijn zoon en een hulp, zo zijn wij drie", 3),
    ("met mien vrouw en een knecht, dus dree", 3),
    ("14 man, en ik zelf erbij dus 15", 15),
    ("in de winter 4, in het seizoen twaalf", [4, 12]),
    ("'s winters 5 en 's zomers 20", [5, 20]),
    ("wij bouwen sloepen, met zeven, in een loods", 7),
    ("22 in totaal, parttime en fulltime door elkaar", 22),
    ("stuk of zes, als je de leerling meetelt", 6),
    ("we zijn nog steeds met acht", 8),
    ("mensen heb ik genoeg, zestien jongens staan klaar", 16),
    ("personeel heb ik, 14 stuks", 14),
    ("met nog geen 30 fte deden wij dat", 30),
    ("we zijn nu met vijf en zijn in 2019 begonnen", 5),
    ("met z'n drieën kunnen we het werk niet aan", 3),
    ("twee langdurig ziek van de elf", 11),
    ("9 procent ziek op 40 man", 40),
    ("we waren met drie van de zes op de borrel", 6),
    ("ieder van de 24 weet waar hij moet zijn", 24),
    ("het rooster klopt niet, er staan van de acht vijf op maandag", 8),
    ("personeel is schaars, de vijf die ik nog heb wil ik houden", 5),
    ("van de 9 man die ik vorig jaar had zijn er nog 6 over", 6),
    ("met vier man ging het vanzelf, met veertien is het chaos", 14),
    ("we draaien vier ton omzet met drie man", 3),
    ("12 dames en één heer", 13),
    ("neem er iemand bij, zegt hij. ik heb er al zes", 6),
    ("elf chauffeurs en ze bellen allemaal mij", 11),
    ("van 12 naar 30 man of juist niet?", 12),
    ("12 man naar huis moeten sturen", 12),
]

NO_COUNTS = [
    "ik werk 80 uur per week",
    "we rijden met twaalf wagens",
    "12 wagens",
    "ik ben 45 jaar",
    "ik ben 52 en heb 2 kinderen",
    "mijn concurrent heeft 40 man",
    "mn zwager heeft een bouwbedrijf met 30 man",
    "een klant met 200 medewerkers",
    "wij helpen bedrijven met 10 tot 50 medewerkers",
    "ik zoek drie monteurs",
    "ik zoek drie man",
    "ik heb 3 mensen nodig",
    "twee man tekort",
    "ik moet 2 man aannemen",
    "ik wil naar 20 man",
    "als ik straks 30 man heb",
    "2 man ziek",
    "er zijn drie mensen vertrokken",
    "ik moest 5 man ontslaan",
    "vroeger hadden we 20 man",
    "er kwamen veertig mensen op af",
    "we krijgen 200 mensen per dag over de vloer",
    "ik werk met zzp'ers",
    "wij bouwen een app voor zzp'ers",
    "ik kan geen personeel vinden",
    "alleen ik kan het",
    "ik werk alleen op maandag",
    "ik sta er alleen voor",
    "we werken met 3 leveranciers",
    "veel klanten, we hebben er 40",
    "we zijn met 12 projecten bezig",
    "we zijn 12 jaar bezig",
    "mijn vrouw en ik zijn gescheiden",
    "bel 0612345678",
    "mijn vrouw en ik",
    "ik en me compagnon",
    "mijn zus en ik hebben een vof",
    "mijn zwager en ik waren bij de bank",
    "in de maatschap zitten wij met zijn drieën",
    "mijn ooms zijn met zijn drieën",
    "wij neven zijn met elf",
    "twee mensen hebben dezelfde klant gebeld",
    "één man weet hoe het werkt",
    "ik heb drie adviseurs gehoord",
    "iemand die vijftig man heeft gehad",
    "een directeur die van vijftig naar honderd medewerkers is gegroeid",
    "de boten ophalen, alle zestien",
    "van de vijftig orders waren er 19 op tijd",
    "we doen nog alsof we met drie man op een zolder zitten",
    "in 1987 en ik vond het goed",
    "we moeten er met een half jaar uit zijn",
    "ik ben alleen maar gaten aan het vullen",
    "een zzp'er via het bureau kost het dubbele",
    "ik ben alleen in dit land",
    "koken voor tachtig man",
    "een bruiloft. Voor vierhonderd man!",
    "vol huis, tweehonderd man, mooie avond",
    "Ik was bij een bijeenkomst. 40 man, koffie",
    "de klant wil er tien, mijn zoon ook, dus 20",
    "mijn man en ik willen verbouwen, dus 300 vierkante meter",
    "in de zomer 20 gasten, in de winter 4",
    "wij draaien goed, met 12 procent marge",
    "zzp gedoe, belasting, allemaal van bovenaf",
    "ik loop op driekwart kracht",
    "we zijn met drie man begonnen",
    "elk van de 12 filialen draait",
    "de vijf die ik heb zijn kapot",
    "met 2 bussen ging het nog, met 6 is het te druk",
    "drie medewerkers hebben ruzie",
    "twee man naar huis gestuurd",
    "samen met twee collega's kunnen we die opdracht wel aan",
    "met z'n tweeën stonden ze om de stoel",
    "wij willen met z'n tweeën komen praten",
    "zoek iemand die het al eens gedaan heeft van tien naar vijftig man",
    "graag, twee bezorgers",
    "twintig jaar in dienst",
    "zonder personeel kan ik die opdracht niet aannemen",
    "wij hebben zes jongens een vast contract gegeven",
    "ik moest naar de notaris, ik en mijn broer",
    "mijn vader en ik hebben een machine bedacht",
]

ANSWERS = [
    ("12", 12),
    ("twaalf", 12),
    ("12 ofzo", 12),
    ("ongeveer 12 denk ik", 12),
    ("een stuk of 10", 10),
    ("een kleine twintig", 20),
    ("tussen de 10 en 15", [10, 15]),
    ("10 a 12", [10, 12]),
    ("we zijn er met 8", 8),
    ("wij hebben er 9", 9),
    ("8 inclusief mijzelf", 8),
    ("zes, waarvan 2 parttime", 6),
    ("6 vaste en 2 oproepkrachten", 8),
    ("alleen", 1),
    ("ik", 1),
    ("1", 1),
    ("nou ik ben nog alleen", 1),
    ("met z'n vieren", 4),
    ("mijn vrouw en ik", 2),
]

NO_ANSWERS = ["80 uur", "10 jaar", "weet ik niet", "a", "3 vestigingen", "0", "liever niet"]


@pytest.mark.parametrize(("text", "value"), COUNTS)
def test_a_number_of_people_is_found(text: str, value: object) -> None:
    assert values(text, "employees") == [value]


@pytest.mark.parametrize("text", NO_COUNTS)
def test_what_is_no_number_of_own_people_is_left_alone(text: str) -> None:
    assert values(text, "employees") == []


@pytest.mark.parametrize(("text", "value"), ANSWERS)
def test_a_bare_answer_counts_when_asked(text: str, value: object) -> None:
    assert values(text, "employees", "employees") == [value]


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_an_answer_without_people_stays_without(text: str) -> None:
    assert values(text, "employees", "employees") == []


@pytest.mark.parametrize("text", ["12", "twaalf", "alleen", "een stuk of 10"])
def test_a_bare_answer_means_nothing_when_not_asked(text: str) -> None:
    assert values(text, "employees") == []


def test_the_words_about_the_number_are_part_of_the_span() -> None:
    text = "wij zijn met een man of twaalf in Ens"
    (one,) = found(text, "employees")
    assert text[one.start : one.end] == "een man of twaalf"


def test_a_vague_answer_is_a_hint_only() -> None:
    (one,) = found("een paar", "employees", "employees")
    assert one.value == [2, 4]
    assert one.confidence < 0.6
