"""Legal form, KVK number, telephone and e-mail: found, and told from what looks like them."""

from __future__ import annotations

import pytest

from tests.language.tables import values

FORMS = [
    ("we zijn een bv", "bv"),
    ("we zijn een b.v.", "bv"),
    ("Jansen Holding BV", "bv"),
    ("alles zit in de bv", "bv"),
    ("besloten vennootschap", "bv"),
    ("we zijn een nv", "nv"),
    ("ik heb een eenmanszaak", "eenmanszaak"),
    ("12 man personeel, 1 vestiging, vof", "vof"),
    ("v.o.f. met mijn broer", "vof"),
    ("maatschap met mijn vader", "maatschap"),
    ("commanditaire vennootschap", "cv"),
    ("wij zijn een stichting", "stichting"),
    ("we zijn een vereniging", "vereniging"),
    ("onze coöperatie", "cooperatie"),
    ("van eenmanszaak naar bv", "eenmanszaak"),
    ("geen bv maar een vof", "vof"),
    ("ik zei eenmanszaak maar het is een bv", "bv"),
    ("ik heb verkeerd verteld dat we een bv zijn, het is een vof", "vof"),
    ("wij zijn vorige maand omgezet naar een bv", "bv"),
    ("het faillissement van de bv", "bv"),
    ("zo kan die bv niet verder", "bv"),
    ("mijn familie begrijpt wel het werk maar niet de bv", "bv"),
    ("drie bv's door elkaar", "bv"),
    ("wij zijn een vzw in Genk", "vereniging"),
    ("bv, sinds 2011, daarvoor vof", "bv"),
    ("stichting, raad van toezicht erboven", "stichting"),
    ("zijn bv of de mijne", "bv"),
    ("thuiszorg, stichting, en we zoeken geld", "stichting"),
    ("wij waren een vof maar zijn sinds januari een bv", "bv"),
    ("vroeger hadden we een maatschap, tegenwoordig is het een bv", "bv"),
    ("eerst wou ik een bv maar nu toch gewoon eenmanszaak", "eenmanszaak"),
    ("we zijn begonnen als vof en dat zijn we nog", "vof"),
    ("namens stichting Vluchthaven vraag ik om raad", "stichting"),
]

NO_FORMS = [
    "bv een cursus",
    "klanten bv in Duitsland",
    "een nieuwe cv ketel",
    "mijn cv sturen",
    "ik wil een bv oprichten",
    "moet ik een bv worden?",
    "ik heb geen bv",
    "lid van een vereniging",
    "we rijden voor dezelfde coöperatie",
    "de leden van de coöperatie",
    "moet ik daar een bv voor oprichten",
    "ik lever aan de coöperatie",
    "de ondernemersvereniging",
    "mijn klant is een bv",
    "onze verhuurder is een stichting die nooit opneemt",
    "we huren onze loods van een bv uit rotterdam",
    "hoe richt ik een cooperatie op",
    "we willen samen een maatschap beginnen",
    "nvt",
    "bv",
]

KVK = [
    ("kvk 12345678", "12345678"),
    ("KVK-nummer: 1234 5678", "12345678"),
    ("K.v.K. 12.34.56.78", "12345678"),
    ("kvknummer is 01234567", "01234567"),
    ("de kamer van koophandel kent ons als 87654321", "87654321"),
    ("87654321 is mijn kvk", "87654321"),
    ("handelsregister 12345678", "12345678"),
]

NO_KVK = [
    "12345678",
    "factuur 12345678",
    "kvk 123456789",
    "kvk 1234567",
    "kvk 0612345678",
    "mijn kvk weet ik niet",
    "BTW NL123456789B01",
    "IBAN NL91ABNA0417164300",
    "omzet 12.345.678,50",
]

PHONES = [
    ("mijn nummer is 06-12345678", "0612345678"),
    ("06 12 34 56 78", "0612345678"),
    ("+31 6 1234 5678", "0612345678"),
    ("0031612345678", "0612345678"),
    ("+31(0)6 12345678", "0612345678"),
    ("bel 0320 123456 even", "0320123456"),
    ("(0527) 61 20 34", "0527612034"),
    ("+32 470 12 34 56", "0032470123456"),
]

NO_PHONES = [
    "12345678",
    "2500000",
    "0612",
    "kvk 01234567",
    "1.250.000",
    "van 01-01-2026 tot 31-12-2026",
    "06",
]

MAILS = [
    ("Jan.Jansen@Bedrijf.NL.", "jan.jansen@bedrijf.nl"),
    ("mail naar piet@bakker.nl of bel", "piet@bakker.nl"),
    ("(piet.de.vries+x@mail.bakkerij.nl)", "piet.de.vries+x@mail.bakkerij.nl"),
    ("mailto:info@x-y.com", "info@x-y.com"),
]

NO_MAILS = ["jan@bedrijf", "@jan", "jan@", "a@b.c", "jan@@bedrijf.nl", "50@75 euro", "x..y@@z"]


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_the_legal_form_is_found(text: str, form: str) -> None:
    assert values(text, "legal_form") == [form]


@pytest.mark.parametrize("text", NO_FORMS)
def test_what_is_no_own_legal_form_is_left_alone(text: str) -> None:
    assert values(text, "legal_form") == []


@pytest.mark.parametrize(
    ("text", "form"), [("bv", "bv"), ("VOF", "vof"), ("cv", "cv"), ("zzp", "eenmanszaak")]
)
def test_a_bare_form_counts_when_asked(text: str, form: str) -> None:
    assert values(text, "legal_form", "legal_form") == [form]


@pytest.mark.parametrize(("text", "number"), KVK)
def test_a_kvk_number_needs_a_word_that_says_so(text: str, number: str) -> None:
    assert values(text, "kvk_number") == [number]


@pytest.mark.parametrize("text", NO_KVK)
def test_what_is_no_kvk_number_is_left_alone(text: str) -> None:
    assert values(text, "kvk_number") == []


def test_eight_digits_count_when_asked() -> None:
    assert values("12 34 56 78", "kvk_number", "kvk_number") == ["12345678"]
    assert values("dat weet ik niet", "kvk_number", "kvk_number") == []


@pytest.mark.parametrize(("text", "number"), PHONES)
def test_a_telephone_number_is_found(text: str, number: str) -> None:
    assert values(text, "phone") == [number]


@pytest.mark.parametrize("text", NO_PHONES)
def test_what_is_no_telephone_number_is_left_alone(text: str) -> None:
    assert values(text, "phone") == []


@pytest.mark.parametrize(("text", "address"), MAILS)
def test_an_address_is_found_in_lower_case(text: str, address: str) -> None:
    assert values(text, "email") == [address]


@pytest.mark.parametrize("text", NO_MAILS)
def test_what_is_no_address_is_left_alone(text: str) -> None:
    assert values(text, "email") == []
