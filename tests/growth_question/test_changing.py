"""One message that changes several parts of a growth question: each is read for itself."""

from __future__ import annotations

from datetime import date

import pytest

from bot.growth_question import edits
from bot.growth_question.changing import changes

TODAY = date(2026, 11, 27)
QUESTION = (
    "Hoe kan ik een rooster maken dat klopt, zodat ik niet meer zelf hoef in te vallen, "
    "binnen een half jaar?"
)


def made(text: str) -> dict[str, str]:
    return {change.part: change.words for change in changes(text, QUESTION, TODAY).made}


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (
            "nee, dat einde klopt niet. het moet zijn zodat ik mijn weekend terug heb. "
            "en het zijn 7 mensen en 2 leerlingen, en voor de zomer ipv half jaar want dan is "
            "het hoogseizoen",
            {"result": "ik mijn weekend terug heb", "term": "voor de zomer"},
        ),
        (
            "haha nee. ik wil drie vaste chauffeurs aannemen zodat ik zelf op kantoor kan blijven. "
            "en we zijn met 9 man",
            {"act": "drie vaste chauffeurs aannemen", "result": "ik zelf op kantoor kan blijven"},
        ),
        (
            "bijna. begin moet zijn: de inkoop aan mijn dochter overdragen. "
            "en zet er 'voor 1 maart' in plaats van een half jaar",
            {"act": "de inkoop aan mijn dochter overdragen", "term": "voor 1 maart"},
        ),
        (
            "hoe kan ik binnen twee jaar de zaak verkopen, zodat mijn vrouw en ik kunnen reizen",
            {
                "act": "de zaak verkopen",
                "result": "mijn vrouw en ik kunnen reizen",
                "term": "binnen twee jaar",
            },
        ),
    ],
)
def test_several_changes_in_one_message(said: str, parts: dict[str, str]) -> None:
    assert made(said) == parts


@pytest.mark.parametrize(
    ("said", "part", "words"),
    [
        ("eerste deel moet zijn: de werkplaats uitbreiden", "act", "de werkplaats uitbreiden"),
        ("het begin moet twee koks opleiden zijn", "act", "twee koks opleiden"),
        ("maak van de eerste helft: de kas verduurzamen", "act", "de kas verduurzamen"),
        ("nee hoe kan ik mijn voorraad halveren", "act", "mijn voorraad halveren"),
        ("het laatste deel moet zijn dat ik winst maak", "result", "ik winst maak"),
        ("tweede stuk: ik heb weer lol in de zaak", "result", "ik weer lol in de zaak heb"),
        (
            "het moet zijn: zodat mijn zus en ik weer samen eten",
            "result",
            "mijn zus en ik weer samen eten",
        ),
        ("het laatste stuk moet zijn: voor de bouwvak", "term", "voor de bouwvak"),
        (
            "eerste stuk is fout. moet zijn: een bedrijfsleider zoeken",
            "act",
            "een bedrijfsleider zoeken",
        ),
        (
            "maak van 'niet hoef in te vallen' maar 'weer kan plannen'",
            "result",
            "ik weer kan plannen",
        ),
        ("doe 'een schema' ipv 'een rooster'", "act", "een schema maken dat klopt"),
    ],
)
def test_a_part_that_is_named(said: str, part: str, words: str) -> None:
    assert made(said) == {part: words}


@pytest.mark.parametrize(
    ("said", "words", "months"),
    [
        ("voor pasen ipv een half jaar", "voor pasen", 4),
        ("binnen 8 maanden in plaats van half jaar", "binnen acht maanden", 8),
        ("niet een half jaar maar anderhalf jaar", "binnen anderhalf jaar", 18),
        ("een jaar, niet een half jaar", "binnen een jaar", 12),
        ("doe voor 1 april", "voor 1 april", 4),
        ("4 maanden dus", "binnen vier maanden", 4),
        ("maak er gewoon weer binnen twee jaar van", "binnen twee jaar", 24),
        ("voor de zomer, een half jaar is te laat", "voor de zomer", 7),
        ("een half jaar is te kort, binnen een jaar graag", "binnen een jaar", 12),
        ("de termijn moet zijn: eind mei", "voor eind mei", 6),
        ("uiterlijk 1 juni alsjeblieft", "voor 1 juni", 6),
        ("ik wil het binnen drie jaar", "binnen drie jaar", 36),
    ],
)
def test_another_term_is_a_whole_one(said: str, words: str, months: int) -> None:
    found = changes(said, QUESTION, TODAY).made
    assert [(one.part, one.words, one.months) for one in found] == [("term", words, months)]
    assert edits.with_word(QUESTION, said) is None, "no single word inside the term is swapped"
    changed = edits.with_term(QUESTION, words)
    assert changed == QUESTION.replace("binnen een half jaar", words)


@pytest.mark.parametrize(
    "said",
    [
        "'binnen jaar half' is geen nederlands",
        "dat klanten niet na een half jaar weer weglopen",
        "ik wil een andere zin",
        "ik wil dat de planning klopt",
        "het begin moet korter",
        "binnen een half jaar heb ik nooit gezegd",
        "vijf dagen per week sta ik zelf in de zaak",
        "'zodat ik niet meer zelf hoef in te vallen' was goed",
        "hoe kan ik de zin aanpassen",
        "hoe kan ik jullie bereiken",
        "hoe kan ik dit ergens opslaan",
        "hoe kan ik verder",
        "ja klopt zo",
        "6",
    ],
)
def test_what_changes_no_part(said: str) -> None:
    assert made(said) == {}


def test_what_is_wrong_and_not_said_anew_is_wanted() -> None:
    read = changes("het laatste stuk is krom. en voor de oogst", QUESTION, TODAY)
    assert read.wanted == ("result",) and [one.part for one in read.made] == ["term"]
    again = changes("het laatste stuk is krom. zodat ik rustig slaap", QUESTION, TODAY)
    assert again.wanted == ()


def test_each_part_by_its_name() -> None:
    said = (
        "eerste stuk: een meesterknecht zoeken, tweede stuk: ik rustig slaap, "
        "en een jaar ipv half jaar"
    )
    assert made(said) == {
        "act": "een meesterknecht zoeken",
        "result": "ik rustig slaap",
        "term": "binnen een jaar",
    }


def test_a_result_with_an_and_in_it_is_one_result() -> None:
    said = "het moet zijn zodat ik tijd heb voor mijn klanten en voor mijn kinderen"
    assert made(said) == {"result": "ik tijd heb voor mijn klanten en voor mijn kinderen"}


def test_another_beginning_keeps_the_end_and_the_term() -> None:
    assert edits.with_act(QUESTION, "twee koks opleiden") == (
        "Hoe kan ik twee koks opleiden, zodat ik niet meer zelf hoef in te vallen, "
        "binnen een half jaar?"
    )
    assert edits.with_act("Hoe krijg ik rust voor kerst?", "stoppen met rijden") == (
        "Hoe kan ik stoppen met rijden voor kerst?"
    )
    assert edits.with_term("Hoe kan ik groeien?", "voor kerst") == (
        "Hoe kan ik groeien, voor kerst?"
    )
