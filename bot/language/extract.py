"""All values in one message, found in one reading of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.language import (
    amounts,
    identifiers,
    instruments,
    names,
    people,
    periods,
    places,
    sectors,
    taken_back,
)
from bot.language.found import Found, without_overlap
from bot.language.gazetteer import Gazetteer
from bot.language.reading import read

_AMOUNT_FIELDS = frozenset({"amount_eur", "annual_turnover_eur"})


def extract(text: str, today: date, gazetteer: Gazetteer, asked: str | None = None) -> list[Found]:
    """Every value in a message, in text order.

    ``today`` is the day that periods count from. ``asked`` is the field of the growth question
    that was asked just before (``employees``, ``municipality``, ``sector``, ``horizon_months``,
    ``amount_eur``, ``annual_turnover_eur``, ``legal_form``, ``kvk_number``): what only an answer
    can mean, such as "12" or "zo snel mogelijk", then counts. "Geen haast" is answered with a
    ``period_months`` whose value is None. A company's name may hold another value ("Slagerij De
    Haan BV" tells the sector and the legal form too); other findings share no words.
    """
    contacts = identifiers.contacts(text)
    reading = read(text, contacts)
    money = amounts.find(reading, asked in _AMOUNT_FIELDS)
    if asked == "annual_turnover_eur":
        money = [replace(f, role="turnover") for f in money]
    called = [f for f in names.find(reading, gazetteer) if not _within(f, contacts)]
    own = [(f.start, f.end) for f in called if f.entity == "company_name"]
    people_called = [f for f in called if f.entity == "person_name"]
    found = without_overlap(
        [
            *contacts,
            *identifiers.kvk_numbers(text, asked == "kvk_number"),
            *identifiers.legal_forms(reading, asked == "legal_form", own),
            *people.find(reading, asked == "employees"),
            *money,
            *periods.find(reading, today, asked == "horizon_months"),
            *places.find(reading, gazetteer, asked == "municipality"),
            *(
                f
                for f in sectors.find(reading, gazetteer, asked == "sector", own)
                if not _within(f, people_called)
            ),
            *instruments.find(reading, gazetteer.instruments),
        ]
    )
    found = taken_back.without(reading, found)
    return sorted([*found, *called], key=lambda f: (f.start, f.end))


def _within(one: Found, others: list[Found]) -> bool:
    """Whether a name is part of an address, or a trade part of a name ("Piet Bakker")."""
    return any(c.start < one.end and one.start < c.end for c in others)
