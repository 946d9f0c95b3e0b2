"""What one line of the register says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, NamedTuple


class Basis(NamedTuple):
    """Why it may be stored, in law."""

    name: str
    article: str


PUBLIC_TASK = Basis(
    "taak van algemeen belang", "AVG art. 6 lid 1 onder e: ondernemers in Flevoland verder helpen"
)
"""Helping entrepreneurs on is the province's task; nobody is asked for a consent that they cannot
really refuse."""
CONSENT = Basis("toestemming", "AVG art. 6 lid 1 onder a: gevraagd, te weigeren en in te trekken")
LEGAL_DUTY = Basis("wettelijke plicht", "AVG art. 6 lid 1 onder c: verantwoording en beveiliging")
NONE = Basis("geen persoonsgegeven", "niet van toepassing")


class Retention(NamedTuple):
    """How long it is kept, and what ends it."""

    name: str
    words: str


CHAT = Retention("gesprek", "{chat_days} dagen na het laatste bericht")
QUESTION = Retention("groeivraag", "{question_days} dagen na de laatste wijziging")
DAY = Retention("een dag", "hooguit een dag nadat het niet meer nodig is")
MONTH = Retention("een maand", "30 dagen")
ACCOUNT = Retention("account", "zolang het account bestaat")
PROOF = Retention("bewijs", "{proof_days} dagen, om te kunnen laten zien wat er is gewist")
LOG = Retention("logboek", "{log_days} dagen")
LASTING = Retention("blijvend", "blijft: er staat niets in over één persoon")
ALWAYS = Retention("verantwoording", "blijft: het laat zien wie wat bekeek, zonder inhoud")
TRAINING = Retention("voorbeeld", "tot het gesprek wordt gewist; gebruikt is het zonder gegevens")
VISIT = Retention("bezoek", "tot het tabblad van de bezoeker sluit")
ELSEWHERE = Retention("elders", "volgens de afspraken van die ontvanger; wij laten het daar wissen")

PERSON, BROKER, ADMIN, SYSTEM, PUBLIC, PARTNER = (
    "de ondernemer zelf",
    "groeimakelaars van het programma",
    "technisch beheerders",
    "alleen het systeem",
    "iedereen",
    "het aangesloten CRM of de mail van de makelaar",
)


@dataclass(frozen=True)
class Line:
    """One stored thing."""

    store: str
    """Table, tracker, record, file or place elsewhere."""
    name: str
    purpose: str
    basis: Basis
    retention: Retention
    readers: tuple[str, ...]
    sealed: bool = False
    """Encrypted where it is stored."""


@dataclass(frozen=True)
class Store:
    """A group of lines with the same basis, retention and readers; a column may differ."""

    name: str
    what: str
    basis: Basis
    retention: Retention
    readers: tuple[str, ...]
    purposes: Mapping[str, str]
    """Name of each column or part → its purpose."""
    bases: Mapping[str, Basis] | None = None
    others: Mapping[str, tuple[str, ...]] | None = None
    """Name → who may see it, where that differs."""
    sealed: frozenset[str] = frozenset()

    def lines(self) -> list[Line]:
        """Each of them as a line of its own."""
        return [
            Line(
                self.name,
                name,
                purpose,
                (self.bases or {}).get(name, self.basis),
                self.retention,
                (self.others or {}).get(name, self.readers),
                name in self.sealed,
            )
            for name, purpose in self.purposes.items()
        ]
