"""What the speaker and the company are called, and words that only look like a name."""

from __future__ import annotations

import pytest

from tests.language.tables import values

PEOPLE = [
    ("ik ben fatima", "fatima"),
    ("groet, henk", "henk"),
    ("met Piet", "Piet"),
    ("hoi met gerrit", "gerrit"),
    ("hallo, ik ben Wil, ik kom hier voor het eerst", "Wil"),
    ("mijn naam is piet jansen en ik heb een garage", "piet jansen"),
    ("vraag naar sjoerd", "sjoerd"),
    ("vraagt u naar mevrouw Dijksma", "mevrouw Dijksma"),
    ("Goeiemiddag, Tesfay hier", "Tesfay"),
    ("bel op 0612345678, Riekelt Hoefnagel", "Riekelt Hoefnagel"),
    ("Met vriendelijke groet,\nAnnelies Wubbena", "Annelies Wubbena"),
    ("Gr. Marieke", "Marieke"),
    ("wilt u mij, Ineke Hoogterp, terugbellen", "Ineke Hoogterp"),
    ("Dag, met Evert Slinkman uit Bant.", "Evert Slinkman"),
    ("ik ben Jan Willem van der Berg, eigenaar", "Jan Willem van der Berg"),
    ("Ik ben Rabia van Salon Rabia", "Rabia"),
    ("Joke Haverkamp is de naam", "Joke Haverkamp"),
    ("Groet, Jan-Willem van der Meer-Postma", "Jan-Willem van der Meer-Postma"),
    ("met vriendelijke groet, Ans Bakker - Lelystad", "Ans Bakker"),
]

NO_PEOPLE = [
    "ik ben boer",
    "ik ben moe",
    "ik ben Urker visser",
    "ik ben Vlaming",
    "met wie spreek ik",
    "Met Google kom ik er niet",
    "Met mijn bedrijf gaat het goed",
    "groeten uit urk",
    "Jan Rutten is mijn boekhouder",
    "de vraag naar onze producten stijgt",
    "ik ben er klaar mee",
    "Niemand hier kan mij dat vertellen",
]

COMPANIES = [
    ("ons bedrijf Polderstaal maakt hekwerken", "Polderstaal"),
    ("hier Marit van de Wolwinkel uit Dronten", "de Wolwinkel"),
    ("juweeltje heet mijn zaak", "juweeltje"),
    ("eetcafé het hoekje in Rutten", "eetcafé het hoekje"),
    ("haal dekker recycling uit je bestand", "dekker recycling"),
    ("een advertentie voor SolarBert, nul reacties", "SolarBert"),
    ("ons bedrijf heet Polderwind", "Polderwind"),
    ("ons bedrijf heet de zonnewijzer en zit in dronten", "de zonnewijzer"),
    ("de naam is Polderpixel", "Polderpixel"),
    ("uit het bestand graag, Polderpak is de naam", "Polderpak"),
    ("ik ben piet de vries van bakkerij de vries", "bakkerij de vries"),
    ("Slagerij van 't Hof", "Slagerij van 't Hof"),
    ("Hoekstra Bollen BV, gevestigd in Luttelgeest", "Hoekstra Bollen BV"),
    ("wij zijn Zonnehof uit Lelystad", "Zonnehof"),
    ("naam Haddad Techniek, ik ben Bilal", "Haddad Techniek"),
    ("Wij van Polderpak zoeken een klant", "Polderpak"),
    ("Bij Kodeklap zijn we gegroeid", "Kodeklap"),
    ("welke gegevens hebben jullie van De Vier Winden", "De Vier Winden"),
    ("nog nooit van SensaCura gehoord", "SensaCura"),
    ("De Gouden Knoop in Swifterbant, lapjes en stof", "De Gouden Knoop"),
    ("de bedrijfsnaam is fout, moet zijn kapsalon het krulletje", "kapsalon het krulletje"),
    ("naam is van den berg metaal, kvk 99081726", "van den berg metaal"),
    ("we heten smit en zonen bestrating en zitten in Urk", "smit en zonen bestrating"),
    ("we zijn een vof, Fa. Jansen heet het", "Fa. Jansen"),
    ("Bakkerij Samira, Lelystad, in de wijk", "Bakkerij Samira"),
    ("Schilder Oumar, Almere, sinds kort", "Schilder Oumar"),
    ("de website van Schuur en Scheen ligt eruit", "Schuur en Scheen"),
    ("stuur wat jullie van houtwerk de spaan bewaren", "houtwerk de spaan"),
    ("we zijn met atelier tante bep op de beurs", "atelier tante bep"),
    ("wij zijn installatiebureau Warmtewijs uit Ens", "installatiebureau Warmtewijs"),
    ("hoi! Bijlesinstituut Slimmerik uit Bant hier", "Bijlesinstituut Slimmerik"),
    ("wij zijn schildersbedrijf smit en zoeken drie man", "schildersbedrijf smit"),
    ("ik ben penningmeester van stichting Het Wad", "stichting Het Wad"),
    ("run ik coöperatie De Groene Kluit", "coöperatie De Groene Kluit"),
    ("De vof Gebr. de Boer heeft een trekker nodig", "vof Gebr. de Boer"),
    ("Gebr. van der Wal zoeken een opvolger", "Gebr. van der Wal"),
    ("Ik vertegenwoordig Noorderlicht Precisie te Urk", "Noorderlicht Precisie"),
    ("met mijn vrouw run ik De Zoete Inval in Tollebeek", "De Zoete Inval"),
    ("Rap&Schoon", "Rap&Schoon"),
    ("kapsalon! De Gouden Schaar! in Ens! wie helpt", "De Gouden Schaar"),
]

NO_COMPANIES = [
    "maatschap van tandartsen, acht stoelen",
    "ik ben lid van vereniging Eigen Huis",
    "de stichting Leergeld betaalt dat",
    "mijn boekhouder Van Dijk Administraties doet dat",
    "Joke Haverkamp is de naam",
    "het verhaal met WhatsApp en LinkedIn kost me tijd",
    "de Kamer van Koophandel stuurde me hierheen",
    "haal het geld eruit",
    "ik heb een BV",
    "Mijn BV draait goed",
    "info@polderpak.nl",
    "klant Bakkerij Jansen betaalt niet",
    "wij zijn Urkers uit een vissersfamilie",
    "ik spreek met iemand van de Rabobank",
    "Bij Albert Heijn liggen onze uien",
    "mijn garage in Emmeloord",
    "de stap van camping naar hotel",
    "de Green Deal Zorg",
    "wij zijn met 12 man in Almere",
    "ons bedrijf heet sinds 2010 zo",
    "De Kamer van Koophandel belde vandaag",
    "mijn naam moet zijn pieterse",
    "wat jullie van kleine bedrijven weten",
    "de mailbox van Henk en Piet is gehackt",
    "Kring Water & Wind in Urk, kan daar iedereen bij",
    "ik eet bij cafe tante truus",
    "onze webshop draaide op Black Friday het best",
]


@pytest.mark.parametrize(("text", "name"), PEOPLE)
def test_the_speakers_name_is_given_as_written(text: str, name: str) -> None:
    assert values(text, "person_name") == [name]


@pytest.mark.parametrize("text", NO_PEOPLE)
def test_other_words_are_no_persons_name(text: str) -> None:
    assert values(text, "person_name") == []


@pytest.mark.parametrize(("text", "name"), COMPANIES)
def test_the_companys_name_is_given_as_written(text: str, name: str) -> None:
    assert values(text, "company_name") == [name]


@pytest.mark.parametrize("text", NO_COMPANIES)
def test_other_words_are_no_companys_name(text: str) -> None:
    assert values(text, "company_name") == []
