"""What a company does: its own work, not its customers', suppliers' or relatives'."""

from __future__ import annotations

import pytest

from tests.language.tables import SURE, found, values

SECTORS = [
    ("onze sloepen zijn prachtig", "maritiem"),
    ("ik behang en schilder bij particulieren", "techniek-bouw"),
    ("wij slopen hallen", "techniek-bouw"),
    ("mijn stukadoors hebben geen vca", "techniek-bouw"),
    ("ons bv'tje doet in tweedehands kantoormeubels", "circulair"),
    ("ons bedrijf maakt hekwerken", "maakindustrie"),
    ("stichting met een buurtmuseum", "vrijetijd"),
    ("bij ons in het verpleeghuis lopen ze weg", "zorg"),
    ("zelfstandig pedicure aan huis", "zorg"),
    ("waar moet een drukkerij dan van leven?", "maakindustrie"),
    ("de huisartsenpost waar ik directeur van ben", "zorg"),
    ("alles over Van Dalen Transport, haal Van Dalen Transport eruit", "logistiek"),
    ("wij kweken sprinkhanen", "agrifood"),
    ("hoveniersbedrijf", "techniek-bouw"),
    ("heb een klein hoveniersbedrijfje", "techniek-bouw"),
    ("metaalbedrijf", "maakindustrie"),
    ("ik ben dga van een metaalbedrijf", "maakindustrie"),
    ("thuiszorgorganisatie", "zorg"),
    ("software voor de zorg", "ict"),
    ("wij maken software voor gemeenten", "ict"),
    ("ik bouw websites", "ict"),
    ("it-bedrijf", "ict"),
    ("ik ben loonwerker", "agrifood"),
    ("ik ben boer", "agrifood"),
    ("rundveehouderij", "agrifood"),
    ("pluimveehouderij in Ens", "agrifood"),
    ("glastuinbouwbedrijf", "agrifood"),
    ("zzper in de marketing", "zakelijke-dienstverlening"),
    ("bollenteler", "agrifood"),
    ("wij telen uien", "agrifood"),
    ("kotter", "visserij"),
    ("ik vis op garnalen", "visserij"),
    ("visgroothandel op Urk, 35 man", "visserij"),
    ("onze jachtwerf zit vol", "maritiem"),
    ("scheepswerf in Urk", "maritiem"),
    ("drones", "smart-mobility"),
    ("dronebedrijf", "smart-mobility"),
    ("koolstofvezel", "composieten"),
    ("wij doen iets met composieten voor vliegtuigen", "composieten"),
    ("machinebouw", "maakindustrie"),
    ("zit in lelystad, transportbedrijf met 22 wagens", "logistiek"),
    ("wij zitten in de logistiek", "logistiek"),
    ("ik zit in de zorg", "zorg"),
    ("kinderopvang", "zorg"),
    ("ik ben fysiotherapeut met een praktijk", "zorg"),
    ("ik ben accountant", "zakelijke-dienstverlening"),
    ("uitzendbureau voor de logistiek", "zakelijke-dienstverlening"),
    ("schoonmaakbedrijf", "zakelijke-dienstverlening"),
    ("ik heb een webshop in babykleding", "retail"),
    ("'n bakkerij met 3 winkels", "retail"),
    ("bloemenwinkel", "retail"),
    ("autobedrijf", "retail"),
    ("ik run een lunchroom", "horeca"),
    ("wij doen de catering voor bedrijven en evenementen", "horeca"),
    ("camping", "vrijetijd"),
    ("wij hebben een evenementenbureau", "vrijetijd"),
    ("recyclingbedrijf", "circulair"),
    ("wij zitten in de bouw", "techniek-bouw"),
    ("zzp'er in de bouw", "techniek-bouw"),
    ("wij doen installatietechniek voor boeren", "techniek-bouw"),
    ("geld voor mijn bakkerij", "retail"),
    ("ik ben kapster", "overig"),
    ("rijschool", "overig"),
    ("de brouwerij zit aan zijn stroom vast", "agrifood"),
    ("het orderboek van de werf zit vol", "maritiem"),
    ("niemand kent onze werf", "maritiem"),
    ("voor een terras bij het tuincentrum moet ik een onderzoek doen", "retail"),
    ("ik installeer zelf warmtepompen", "techniek-bouw"),
    ("wij zitten al achttien jaar in de evenementen", "vrijetijd"),
    ("honderd jaar bakkerij", "retail"),
    ("ik help als makelaar anderen", "zakelijke-dienstverlening"),
    ("wij zijn schoonmakers", "zakelijke-dienstverlening"),
    ("kom ik als bakker in aanmerking", "retail"),
    ("is dat wat voor een rijschool van vier man", "overig"),
    ("is dit ook voor een klein kledingwinkeltje bedoeld", "retail"),
    ("een advertentie voor ons loon bedrijf", "agrifood"),
    ("in de bollen krijg ik die kar niet vol", "agrifood"),
    ("slagerij Dubbelman", "retail"),
    ("ik wil er catering doen", "horeca"),
    ("we zijn met 18 man in de bouw", "techniek-bouw"),
    ("mijn broer moet de slagerij straks overnemen", "retail"),
    ("wat we dit jaar verdienen met het pension", "vrijetijd"),
    ("al elf jaar wonen we boven de kapsalon, sinds we boven de kapsalon wonen", "overig"),
    ("wij doen reparaties aan schepen", "maritiem"),
    ("wij bouwen koelwagens", "maakindustrie"),
    ("we zijn een cooperatie en runnen een dorpscafe", "horeca"),
    ("wij wonen in Ens en kweken aardbeien", "agrifood"),
    ("als ik zeg dat ik worteltjes teel", "agrifood"),
    ("maatschap met mijn zus, 90 geiten", "agrifood"),
    ("vijftien mensen en vooral ouderenzorg", "zorg"),
    ("de Duitsers kopen onze honing", "agrifood"),
    ("ik zit al jaren in Dronten met webdesign", "ict"),
    ("turks restaurant, Lelystad", "horeca"),
    ("kun je met me meedenken over de camping", "vrijetijd"),
    ("ik wil een tweede bakkerij openen", "retail"),
    ("slager zoekt leerling", "retail"),
    ("bij ons in de horeca is het altijd laat", "horeca"),
]

NO_SECTORS = [
    "mijn accountant zegt dat het niet kan",
    "mijn aannemer is failliet",
    "mijn buurman is hovenier",
    "mn zwager heeft een bouwbedrijf met 30 man",
    "mijn klanten zitten in de bouw",
    "we leveren aan supermarkten en horeca",
    "wij werken veel voor aannemers en architecten",
    "ik lever aan supermarkten",
    "ik maak me zorgen",
    "ik zorg voor mijn moeder",
    "we moeten zorgvuldig zijn",
    "we zijn geen bouwbedrijf",
    "de machine is kapot",
    "mijn keuken is te klein",
    "we zoeken een marketingbureau",
    "we hebben nieuwe software nodig",
    "ik zoek een accountant in lelystad",
    "een aannemer heeft ons geholpen",
    "personeel is lastig te vinden",
    "ik wil groeien",
    "ik kom nergens aan toe",
    "het loopt niet meer zoals vroeger",
    "een visie voor de komende jaren",
    "ik heb een lening nodig",
    "wat is een groeivraag",
    "zonnepanelen liggen er al",
    "het uitzendbureau stuurt niemand",
    "er staat een vrachtwagen voor de deur",
    "de kwaliteit van de website kan beter",
    "onze beste monteur gaat weg",
    "we missen een elektronicabedrijf erbij",
    "de dealer van de drone belt niet terug",
    "de man van de timmerfabriek zei dat ook",
    "mijn grootste reisorganisatie wil een groen label",
    "als die aannemer stopt zijn we klaar",
    "in de appgroep is het stil",
    "ik zoek een bijbaan als dronepiloot",
    "Printplaten uit China zijn te laat",
    "straks rij ik nog naar de groothandel",
    "we staan rood bij de verfgroothandel",
    "hoe krijg ik dat ding in de supermarkt",
    "we zaten te praten in de lunchroom beneden",
    "ik werkte vroeger in de apotheek van mijn tante",
    "de opdracht van het pretpark is binnen",
    "de apotheek geeft ons drie weken",
    "daarna belt de brouwerij over de tap",
    "de advocaat van het bouwbedrijf schrijft brieven",
    "mijn schoonzus zit bij de thuiszorg",
    "ik doe de administratie zelf",
    "jij praat als een accountant",
    "waar vind ik een gediplomeerde kapster",
    "wij zijn begonnen in de garage van mijn opa",
    "lassers, heb je die nog ergens voor me",
    "een bakkerij hebben we gehad",
    "de kappers in de stad bellen ons nooit",
    "we geven brood en een bloemetje",
    "ons app-plan ligt stil",
    "we staan in de app store",
    "het zorgkantoor betaalt te laat",
    "dat moet een fabriekje zijn dat zoiets maakt",
    "ik kreeg iets met kaarsen",
    "ben je ook op een boerderij opgegroeid",
    "een bouwbedrijf om samen mee te rekenen",
]


@pytest.mark.parametrize(("text", "sector"), SECTORS)
def test_the_own_sector_is_found(text: str, sector: str) -> None:
    assert values(text, "sector") == [sector]


@pytest.mark.parametrize("text", NO_SECTORS)
def test_what_is_not_the_own_work_is_not_sure(text: str) -> None:
    assert values(text, "sector") == []


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("zorg", "zorg"),
        ("bouw", "techniek-bouw"),
        ("boer", "agrifood"),
        ("garage", "retail"),
        ("sieraden", "retail"),
        ("knippen", "overig"),
        ("lassen en zagen", "maakindustrie"),
        ("iets met computers", "ict"),
        ("accountant", "zakelijke-dienstverlening"),
        ("wij maken stalen trappen", "maakindustrie"),
        ("nou vooral schilderwerk, schildersbedrijf dus", "techniek-bouw"),
    ],
)
def test_a_bare_answer_counts_when_asked(text: str, sector: str) -> None:
    assert values(text, "sector", "sector") == [sector]


def test_two_kinds_of_work_side_by_side_are_both_own() -> None:
    assert values("wij zijn een brasserie met een vakantiepark", "sector") == [
        "horeca",
        "vrijetijd",
    ]


def test_a_sector_is_given_once() -> None:
    assert len(found("bakkerij, banketbakker en broodwinkel", "sector")) == 1


def test_a_label_without_owner_is_a_hint_only() -> None:
    (one,) = found("de supermarkt loopt goed op zaterdag", "sector")
    assert one.value == "retail"
    assert one.confidence < SURE
