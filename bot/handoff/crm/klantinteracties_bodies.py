"""What is told to a Klantinteracties API: the bodies of its requests, within its length limits.

Lengths and names are those of the standard (Klantinteracties 0.9.0, Open Klant 2.x).
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Iterator

from bot.handoff.crm.base import Company, Handoff, Person, clipped

Json = dict[str, Any]

REGISTER = "groeimakelaar"
"""Our name among registers: an id of ours means nothing without it."""

ADDRESS_NOTE = "Opgegeven aan de groeimakelaar"
"""Description of the digital addresses that we made: only those are ours to take away."""

NUMBERS = 5
"""How many contact numbers are tried for one growth question."""

NAME, SUBJECT, ACTION, TEXT, CHANNEL, PREFIX, ADDRESS = 200, 200, 200, 1000, 50, 10, 80
"""Most characters of a name, onderwerp, gevraagdeHandeling, inhoud or toelichting, kanaal,
voorvoegselAchternaam and digital address."""

FIRST_NUMBER, COUNT_OF_NUMBERS = 100_000_000, 900_000_000

PHONE = re.compile(r"0[1-9][0-9]{8}|\+[0-9]{9,15}|00[0-9]{7,13}")
EMAIL = re.compile(
    r"[\w!#$%&'*+/=?^`{}|~-]+(\.[\w!#$%&'*+/=?^`{}|~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
    re.ASCII | re.IGNORECASE,
)
"""A little narrower than what Open Klant takes as ``email``."""

PREFIXES = frozenset(
    "aan 't bij d' da de den der des di dos du el het in l' la le of onder op over 's te ten ter "
    "tot uit van ver von voor zu zum zur".split()
)
"""Words between a first name and a last name."""


def numbers(key: str) -> Iterator[str]:
    """Contact numbers for a growth question, in the order of trying; the same each time.

    Nine digits of the ten that fit: Open Klant numbers what has no number from the highest there
    is, and at ten nines it can make nothing more.
    """
    for attempt in range(NUMBERS):
        digest = hashlib.sha256(f"{key}/{attempt}".encode()).digest()
        yield str(FIRST_NUMBER + int.from_bytes(digest[:8], "big") % COUNT_OF_NUMBERS)


def kvk_number(company: Company) -> str | None:
    """The KVK number as eight digits; None where it is not one."""
    digits = re.sub(r"[\s.]", "", company.kvk_number or "")
    return digits if re.fullmatch(r"[0-9]{8}", digits) else None


def partij(company: Company, kvk: str, actor: str) -> Json:
    """An organisation, known by its KVK number.

    The empty lists and nulls are obligatory in older versions of Open Klant.
    """
    return {
        "soortPartij": "organisatie",
        "indicatieActief": True,
        "voorkeurstaal": "nld",
        "interneNotitie": f"Aangemaakt door {actor}, bij een groeivraag.",
        "digitaleAdressen": [],
        "voorkeursDigitaalAdres": None,
        "rekeningnummers": [],
        "voorkeursRekeningnummer": None,
        "partijIdentificatie": {"naam": clipped(_line(company.name) or f"KVK {kvk}", NAME)},
        "partijIdentificatoren": [
            {
                "partijIdentificator": {
                    "codeObjecttype": "niet_natuurlijk_persoon",
                    "codeSoortObjectId": "kvk_nummer",
                    "objectId": kvk,
                    "codeRegister": "hr",
                }
            }
        ],
    }


def klantcontact(handoff: Handoff) -> Json:
    """What may change with a version."""
    question = handoff.question.strip()
    told = handoff.summary if question in handoff.summary else f"{question}\n\n{handoff.summary}"
    return {
        "kanaal": clipped(_line(handoff.channel), CHANNEL) or "overig",
        "onderwerp": clipped(_line(question) or _line(handoff.need) or "Groeivraag", SUBJECT),
        "inhoud": clipped(told.strip(), TEXT),
    }


def new_klantcontact(handoff: Handoff, number: str, partij: str | None) -> Json:
    """Contact, who it was with and what it was about, for ``maak-klantcontact``."""
    body: Json = {
        "klantcontact": klantcontact(handoff)
        | {
            "nummer": number,
            "indicatieContactGelukt": True,
            "taal": "nld",
            "vertrouwelijk": True,
            "plaatsgevondenOp": handoff.created_at,
        },
        "onderwerpobject": {
            "onderwerpobjectidentificator": {
                "objectId": handoff.key,
                "codeObjecttype": "groeivraag",
                "codeRegister": REGISTER,
                "codeSoortObjectId": "referentie",
            }
        },
    }
    if is_told(handoff, partij):
        body["betrokkene"] = betrokkene(handoff, partij)
    return body


def is_told(handoff: Handoff, partij: str | None) -> bool:
    """Whether anything is known of the entrepreneur: without it there is nobody to record."""
    person = handoff.person or Person()
    return any((partij, handoff.company.name, person.name, person.email, person.phone))


def betrokkene(handoff: Handoff, partij: str | None) -> Json:
    """The entrepreneur in this contact. Every field is there, so that it also clears older ones."""
    return {
        "wasPartij": {"uuid": partij} if partij else None,
        "rol": "klant",
        "initiator": True,
        "organisatienaam": clipped(_line(handoff.company.name), NAME),
        "contactnaam": contactnaam(handoff.person),
    }


def contactnaam(person: Person | None) -> Json:
    """A name in its parts; all of them empty where it is not known or may not be shared."""
    words = _line(person.name if person else None).split()
    first: list[str] = []
    if len(words) == 1 or (words and words[0].lower() not in PREFIXES):
        first, words = words[:1], words[1:]
    count = next((n for n, w in enumerate(words) if w.lower() not in PREFIXES), 0)
    between = " ".join(words[:count])
    if len(between) > PREFIX:
        between, count = "", 0
    return {
        "voorletters": "",
        "voornaam": clipped(" ".join(first), NAME),
        "voorvoegselAchternaam": between,
        "achternaam": clipped(" ".join(words[count:]), NAME),
    }


def addresses(person: Person | None) -> list[tuple[str, str]]:
    """Kind and address of the ways to reach a person.

    What the CRM would refuse as an e-mail address or telephone number goes as ``overig``: somebody
    can still read it. What is too long is left out, as half an address reaches nobody.
    """
    if person is None:
        return []
    email = (person.email or "").strip()
    phone = (person.phone or "").strip()
    dialled = re.sub(r"\(0\)|[\s().-]", "", phone)
    found = [
        ("email", email) if EMAIL.fullmatch(email) else ("overig", email),
        ("telefoonnummer", dialled) if PHONE.fullmatch(dialled) else ("overig", phone),
    ]
    return [(kind, address) for kind, address in found if 0 < len(address) <= ADDRESS]


def digitaal_adres(kind: str, address: str, betrokkene: str) -> Json:
    """An address for this contact only; the null is obligatory in older versions."""
    return {
        "verstrektDoorBetrokkene": {"uuid": betrokkene},
        "verstrektDoorPartij": None,
        "soortDigitaalAdres": kind,
        "adres": address,
        "omschrijving": ADDRESS_NOTE,
    }


def broker(handoff: Handoff) -> Json:
    """The broker as an actor; the name is empty where there is none."""
    body: Json = {
        "naam": clipped(_line(handoff.broker_name) or _line(handoff.broker_id), NAME),
        "soortActor": "medewerker",
        "indicatieActief": True,
    }
    if handoff.broker_id:
        body["actoridentificator"] = {
            "objectId": handoff.broker_id,
            "codeObjecttype": "medewerker",
            "codeRegister": REGISTER,
            "codeSoortObjectId": "id",
        }
    return body


def assistant(name: str) -> Json:
    """The assistant as an actor."""
    return {
        "naam": name,
        "soortActor": "geautomatiseerde_actor",
        "indicatieActief": True,
        "actorIdentificatie": {
            "functie": "Groeivraag scherp krijgen",
            "omschrijving": "Digitale assistent voor ondernemers",
        },
    }


def taak(handoff: Handoff) -> Json:
    """What the broker is asked; may change with a version."""
    if handoff.urgent:
        asked = f"DRINGEND: de ondernemer wacht nu op een mens. Groeivraag {handoff.key}"
    elif addresses(handoff.person):
        asked = f"Neem contact op met de ondernemer over groeivraag {handoff.key}"
    else:
        asked = f"Bekijk groeivraag {handoff.key}"
    return {"gevraagdeHandeling": clipped(asked, ACTION), "toelichting": _explanation(handoff)}


def new_taak(handoff: Handoff, klantcontact: str, actor: str) -> Json:
    """The task, for one actor: Open Klant takes none without."""
    return taak(handoff) | {
        "aanleidinggevendKlantcontact": {"uuid": klantcontact},
        "toegewezenAanActoren": [{"uuid": actor}],
        "status": "te_verwerken",
    }


def _explanation(handoff: Handoff) -> str:
    """The link before what may be long: that part must not be cut off."""
    company = handoff.company
    firm = [_line(company.name), kvk_number(company) or "", _line(company.municipality)]
    firm.append(_line(company.sector))
    told = {
        "Groeivraag": f"{handoff.key}, versie {handoff.version}",
        "Behoefte": clipped(_line(handoff.need), 100),
        "Briefing": handoff.link or "",
        "Bedrijf": clipped(", ".join(part for part in firm if part), 250),
    }
    lines = [f"{name}: {text}" for name, text in told.items() if text]
    if handoff.urgent:
        lines.insert(0, "DRINGEND: de ondernemer wacht nu op een mens.")
    if not addresses(handoff.person):
        lines.append("De ondernemer deelt geen contactgegevens.")
    return clipped("\n".join([*lines, "", handoff.question]), TEXT)


def _line(text: str | None) -> str:
    """A text on one line."""
    return " ".join((text or "").split())
