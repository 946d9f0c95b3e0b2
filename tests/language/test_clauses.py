"""Where clauses end in chat text, with and without punctuation."""

from __future__ import annotations

import pytest

from bot.language.clauses import split

CLAUSES = [
    ("", []),
    ("   \n ", []),
    ("ja", ["ja"]),
    ("Het is druk. Ik wil rust.", ["Het is druk.", "Ik wil rust."]),
    ("geen geld\ngeen tijd\n- geen zin", ["geen geld", "geen tijd", "geen zin"]),
    (
        "ik heb het druk maar personeel is het probleem niet",
        ["ik heb het druk", "maar personeel is het probleem niet"],
    ),
    (
        "we draaien goed en toen kwam corona en nu zit ik met schulden",
        ["we draaien goed", "en toen kwam corona", "en nu zit ik met schulden"],
    ),
    (
        "ik slaap slecht want de bank belt elke dag",
        ["ik slaap slecht", "want de bank belt elke dag"],
    ),
    (
        "het loopt best goed alleen ik kom niet aan nieuwe klanten toe",
        ["het loopt best goed", "alleen ik kom niet aan nieuwe klanten toe"],
    ),
    (
        "ik heb geen mensen dus ik doe alles zelf",
        ["ik heb geen mensen", "dus ik doe alles zelf"],
    ),
    (
        "we groeien hard waardoor de planning niet meer klopt",
        ["we groeien hard", "waardoor de planning niet meer klopt"],
    ),
    (
        "ik stop ermee omdat mijn knieën niet meer willen",
        ["ik stop ermee", "omdat mijn knieën niet meer willen"],
    ),
    (
        "Klanten zat, maar ik krijg ze niet bediend",
        ["Klanten zat", "maar ik krijg ze niet bediend"],
    ),
    ("laat maar, ik stop ermee", ["laat maar", "ik stop ermee"]),
    ("het is druk - te druk", ["het is druk", "te druk"]),
    ("mijn vraag: hoe kom ik aan geld", ["mijn vraag:", "hoe kom ik aan geld"]),
]

WHOLE = [
    "doe maar",
    "sla deze vraag maar over",
    "ik heb maar 3 man",
    "we hebben maar een klant",
    "personeel, geld en tijd ontbreken",
    "mijn vrouw en ik doen alles",
    "ik werk alleen",
    "dat is dus het probleem",
    "we zitten in een b.v. in Urk",
    "het kost circa 2,5 mln per jaar",
    "mail naar info@bedrijf.nl of kijk op www.bedrijf.nl",
    "ik moet ca. 12 man extra",
    "het is een twee-onder-een-kap",
]


@pytest.mark.parametrize(("text", "clauses"), CLAUSES)
def test_a_text_falls_into_its_clauses(text: str, clauses: list[str]) -> None:
    assert [span.text for span in split(text)] == clauses


@pytest.mark.parametrize("text", WHOLE)
def test_what_belongs_together_stays_together(text: str) -> None:
    assert [span.text for span in split(text)] == [text]


def test_offsets_are_exact() -> None:
    text = "  Klanten zat, maar ik krijg ze niet bediend!\n\n😀 En verder? Niks.  "
    for span in split(text):
        assert text[span.start : span.end] == span.text
