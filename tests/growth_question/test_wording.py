"""Own words become a sentence that somebody would say."""

from __future__ import annotations

import random
from datetime import datetime, timezone

import pytest

from bot.dialogue import names
from bot.growth_question import record, wording
from bot.growth_question.clause import result_clause
from bot.knowledge import Knowledge


@pytest.mark.parametrize(
    ("said", "clause"),
    [
        ("meer tijd", "ik meer tijd heb"),
        ("rust", "ik rust heb"),
        ("weer leveren binnen 4 weken", "ik weer kan leveren binnen 4 weken"),
        (
            "een bedrijf waar de taken verdeeld zijn",
            "ik een bedrijf heb waar de taken verdeeld zijn",
        ),
        ("genoeg stroom om te draaien", "ik genoeg stroom heb om te draaien"),
        ("dat ik weer rust heb", "ik weer rust heb"),
        ("Dat ik drie dagen per week niet gebeld word.", "ik drie dagen per week niet gebeld word"),
        ("ik wil 3 dagen vrij zijn", "ik 3 dagen vrij kan zijn"),
        ("Dan heb ik weer tijd voor klanten", "ik weer tijd voor klanten heb"),
        ("we leveren op tijd", "we op tijd leveren"),
        ("op tijd leveren", "ik op tijd kan leveren"),
        ("Minder gebeld worden", "ik minder gebeld kan worden"),
        ("ik weer tijd heb voor klanten", "ik weer tijd heb voor klanten"),
        ("Ik hoop dat mijn team zelf beslist", "mijn team zelf beslist"),
        ("Het geld komt op tijd binnen.", "het geld op tijd binnenkomt"),
        ("mijn team draait zonder mij", "mijn team zonder mij draait"),
        ("er komt rust", "er rust komt"),
        ("groeien", "ik kan groeien"),
        ("opdrachten", "ik opdrachten heb"),
        ("liever meer rust", "ik meer rust heb"),
        (
            "liever iets met minder uren werken voor hetzelfde geld",
            "dit lukt: minder uren werken voor hetzelfde geld",
        ),
        ("ik weet wat elke klus oplevert", "ik weet wat elke klus oplevert"),
        ("ik kan groeien zonder zorgen", "ik kan groeien zonder zorgen"),
        ("de zaak door een ander laten leiden", "ik de zaak door een ander kan laten leiden"),
        (
            "dan draait de zaak weer vol en hoef ik niemand weg te sturen",
            "de zaak weer vol draait en ik niemand weg hoef te sturen",
        ),
        (
            "mijn twee voormannen beslissen zelf en klanten krijgen snel antwoord",
            "mijn twee voormannen zelf beslissen en klanten snel antwoord krijgen",
        ),
        ("als het lukt weet ik wie het na mij doet", "ik weet wie het na mij doet"),
        (
            "2500 pm voor mezelf en zondag vrij ❤️",
            "ik 2500 per maand voor mezelf en zondag vrij heb",
        ),
        ("een tweede vestiging in Lelystad", "ik een tweede vestiging in Lelystad heb"),
        ("mijn mensen lossen het zelf op", "dit lukt: mijn mensen lossen het zelf op"),
        # What is said before it is no part of it.
        ("dat had ik al verteld. meer rust", "ik meer rust heb"),
        ("zeg ik net, dat de kas zonder mij draait", "de kas zonder mij draait"),
        ("zoals ik al schreef: minder rijden", "ik minder kan rijden"),
        ("ik zei toch al dat ik minder uren wil maken", "ik minder uren wil maken"),
        ("nogmaals, op vrijdag vrij zijn", "ik op vrijdag vrij kan zijn"),
        ("pff, goeie vraag. weer plezier op de zaak", "ik weer plezier op de zaak heb"),
        # Clauses that are joined: each with its verb at the end, the same one said once.
        (
            "dan eet ik weer thuis, en dan weet ik wat er in de la ligt",
            "ik weer thuis eet en weet wat er in de la ligt",
        ),
        (
            "dan hoef ik 's nachts niet op, dan heb ik weer een weekend",
            "ik 's nachts niet op hoef en weer een weekend heb",
        ),
        (
            "dan lach ik weer en zie ik mijn dochters groeien",
            "ik weer lach en mijn dochters groeien zie",
        ),
        (
            "ik slaap beter en weet wat ik verdien",
            "ik beter slaap en weet wat ik verdien",
        ),
        (
            "we hebben genoeg werk en ik hoef niemand te ontslaan",
            "we genoeg werk hebben en ik niemand hoef te ontslaan",
        ),
        (
            "dat ik minder rij en dat ik mijn klanten ken",
            "ik minder rij en ik mijn klanten ken",
        ),
        # What hangs behind the verb stays behind it; what belongs to it is written with it.
        ("dan draait de bakkerij door als ik vrij ben", "de bakkerij doordraait als ik vrij ben"),
        (
            "dan weten de meiden zelf wat er klaar moet",
            "de meiden zelf weten wat er klaar moet",
        ),
        ("de klanten komen terug", "de klanten terugkomen"),
        (
            "minder gedoe en meer tijd voor mijn kinderen",
            "ik minder gedoe en meer tijd voor mijn kinderen heb",
        ),
        ("s avonds een boek lezen", "ik 's avonds een boek kan lezen"),
        # What has no verb is not made up.
        (
            "de deur op slot en ik naar de camping",
            "dit lukt: de deur op slot en ik naar de camping",
        ),
    ],
)
def test_result_clause(said: str, clause: str) -> None:
    assert result_clause(said) == clause


def test_long_wish_is_quoted_and_stays_one_sentence() -> None:
    made = result_clause("meer tijd en dan ook nog " * 10)
    assert made.startswith("dit lukt: meer tijd") and made.endswith("…")


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (1, "binnen een maand"),
        (3, "binnen drie maanden"),
        (6, "binnen een half jaar"),
        (12, "binnen een jaar"),
        (18, "binnen anderhalf jaar"),
        ([24, 36], "binnen drie jaar"),
        (84, "binnen 7 jaar"),
        (14, "binnen 14 maanden"),
        (None, "binnen een jaar"),
    ],
)
def test_term(months: int | list[int] | None, words: str) -> None:
    assert wording.term(months) == words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sam de Vries, 06 12 34 56 78", "Sam de Vries"),
        ("ik ben Fatima, fatima@bakker.nl", "Fatima"),
        ("bel me maar op 0612345678", None),
        ("0320-123456", None),
    ],
)
def test_name_beside_contact(text: str, name: str | None) -> None:
    assert names.name_beside_contact(text) == name


def test_every_need_makes_a_question_within_the_schema(knowledge: Knowledge) -> None:
    for need in knowledge.needs:
        for result in need.results:
            facts = {"desired_result": result.clause, "horizon_months": 6}
            question = wording.growth_question(need, facts, is_clause=True)
            assert result.clause in question, "a clause that is offered stays as it is"
            assert question.startswith("Hoe kan ik ") and question.endswith("half jaar?")
            assert 20 <= len(question) <= 400 and len(question.split()) <= 40


def test_references_are_not_to_be_guessed() -> None:
    at = datetime(2026, 11, 24, tzinfo=timezone.utc)
    made = {record.new_id(at, random.SystemRandom()) for _ in range(10_000)}
    assert len(made) == 10_000
    assert all(len(one) == len("GV-2026-") + record.LENGTH for one in made)
    assert not any(set(one[8:]) - set(record.ALPHABET) for one in made)


def test_schema_refuses_what_does_not_fit() -> None:
    with pytest.raises(record.RecordError, match="required"):
        record.validate({"id": "GV-1"})
