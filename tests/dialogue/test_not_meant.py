"""A listed phrase of an alarm that is said of something or somebody else raises none."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.dialogue import safety
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge


def heard(text: str, k: Knowledge) -> str | None:
    """The rule that only the listed phrases of a message trigger."""
    at = datetime(2026, 11, 28, 9, tzinfo=timezone.utc)
    return safety.signal(Understood(text, "text", "1", at, intent="express_need"), k)


@pytest.mark.parametrize(
    "text",
    [
        "lekker recept voor kibbelingbeslag?",
        "die roosters nemen mijn hele zondagavond in beslag",
        "het kost zoveel tijd, elke dag nemen de offertes twee uur in beslag",
        "klanten betalen bij ons via automatische incasso",
        "ik heb al een deurwaarder op die klant afgestuurd, dus ingeschakeld is ie",
        "wij hebben voor die klant een deurwaarder ingeschakeld",
        "ik heb drie facturen naar incasso gestuurd",
        "we sturen het nu naar een incassobureau",
        "onze vaste leverancier is vorige week failliet gegaan",
        "ik heb een failliete boedel gekocht",
        "er zit er één thuis met een burn-out",
        "mijn medewerkster heeft een burn-out gehad",
        "paniek elke vrijdag, dan moeten er nog veertig fietsen de deur uit",
        "wij leven nog hoor, geen paniek",
        "Huilende moeders aan de telefoon. Die moeten ook gewoon naar hun werk.",
    ],
)
def test_said_of_something_else(text: str, knowledge: Knowledge) -> None:
    assert heard(text, knowledge) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("de belasting heeft mijn auto in beslag genomen", "faillissement_schulden"),
        ("ze willen de machines in beslag nemen", "faillissement_schulden"),
        ("er ligt loonbeslag, en dat kost me al mijn tijd", "faillissement_schulden"),
        ("de incasso staat elke week voor de deur", "faillissement_schulden"),
        ("ik krijg vrijdag de deurwaarder over de vloer", "faillissement_schulden"),
        ("we kregen vrijdag een deurwaarder op ons dak gestuurd", "faillissement_schulden"),
        ("wij hebben een deurwaarder gestuurd gekregen", "faillissement_schulden"),
        ("mijn grootste klant is weg en nu gaan we failliet", "faillissement_schulden"),
        (
            "onze leverancier is failliet. Wij zijn zelf ook zo goed als failliet",
            "faillissement_schulden",
        ),
        ("een klant ging failliet en nu gaan we zelf failliet", "faillissement_schulden"),
        ("de leverancier heeft een incasso op ons afgestuurd", "faillissement_schulden"),
        ("ik word naar incasso gestuurd", "faillissement_schulden"),
        (
            "het kost me uren in beslag nemen ze straks ook, er ligt beslag",
            "faillissement_schulden",
        ),
        ("ik zit zelf met een burn-out thuis", "uitputting"),
        ("er zit er een thuis met een burn-out en ik heb zelf ook een burn-out", "uitputting"),
        ("geen paniek zeg ik, maar elke nacht krijg ik paniek", "uitputting"),
        ("huilende klanten aan de lijn en ik huil zelf ook", "uitputting"),
        ("ik zit huilende achter het stuur", "uitputting"),
        ("er lopen hier vier man en ik heb een burn-out", "uitputting"),
        ("ik zit huilend in de bus voor ik naar binnen ga", "uitputting"),
        ("ik krijg paniek als de telefoon gaat", "uitputting"),
    ],
)
def test_said_of_themselves(text: str, rule: str, knowledge: Knowledge) -> None:
    assert heard(text, knowledge) == rule
