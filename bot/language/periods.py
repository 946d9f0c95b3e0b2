"""Periods ahead, in months: "binnen een half jaar", "over 2 tot 3 jaar", "voor de zomer".

A value is the number of months until the latest moment that fits the words, at least 1. A range
stands only where two numbers were said. What lies behind ("al drie jaar") or comes again and
again ("elke week") is no period ahead.
"""

from __future__ import annotations

import re
from datetime import date

from bot.language import lengths_ahead, named_ahead
from bot.language import named_times as times
from bot.language.found import Found
from bot.language.numerals import NUMBER, whole
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Reading

_AT_ONCE = whole_words(
    any_of("""
        zo snel mogelijk, zo gauw (?:mogelijk|meugelijk), gister(?:en)? het liefst,
        zo spoedig mogelijk,
        liefst (?:gisteren|nu|morgen|vandaag), meteen, direct, nu, vandaag, morgen, gisteren, spoed,
        snel, haast, dringend, acuut, deze maand, deze week, onmiddellijk, gelijk
    """)
)
_NO_HASTE = whole_words(
    any_of("""
        geen (?:haast|deadline|tijdsdruk|druk|spoed|termijn), zonder haast,
        niet (?:dringend|zo snel|snel|urgent|per se snel), maakt niet uit, geen idee wanneer,
        rustig aan, op (?:mijn|ons) gemak, hoeft niet (?:snel|nu|meteen|direct), heeft geen haast,
        ooit
    """)
)
_SHORT_TERM = whole_words("(?:op )?(?:zo )?korte termijn")
_THIS = spaced("(?:in )?(?P<which>dit jaar|dit kwartaal)")
_BARE_UNIT = re.compile(
    r"^(?:(?:binnen|over|denk|ongeveer|circa|zo een) )*"
    r"(?P<unit>maand|maandje|kwartaal|jaar|jaartje|week)$"
)
_UNIT_OR = re.compile(
    r"^(?:(?:een|over|binnen|ongeveer) )*(?P<unit>maand|jaar|week) of #(?P<n>\d+)"
)
"""More or less so many: "maand of 3"."""
_BARE_NAME = re.compile(
    rf"^(?:(?:de|het|dus|zeg|ergens|rond) )*(?:(?P<season>{named_ahead.SEASON})"
    rf"|(?:(?:{named_ahead.MONTH})(?: of| en| -|/)? )?(?P<month>{named_ahead.MONTH})"
    r"|#(?P<year>20\d\d))(?: (?:dus|of zo|ofzo|hoor|denk ik))*$"
)
_MONTH_NEXT_YEAR = re.compile(
    rf"(?:^| )(?:(?P<month>{named_ahead.MONTH}) (?:van )?(?:het )?volgend jaar"
    rf"|volgend jaar (?:in |voor )?(?P<after>{named_ahead.MONTH}))(?= |$)"
)
_SEASON_NEXT_YEAR = spaced(
    r"(?:(?P<lead>voor|tegen|tot aan|tot|uiterlijk|in|na|met|tijdens) )?(?:(?:de|het) )?"
    rf"(?:(?P<season>{named_ahead.SEASON}) (?:van )?volgend jaar"
    rf"|volgend jaar (?:(?:in|met) (?:(?:de|het) )?)?(?P<after>{named_ahead.SEASON}))"
)
LONGEST_SOON = 6
"""Words of an answer in which one word ("nu", "snel") is the term."""

_BARE_COUNT = re.compile(rf"^(?:(?:ongeveer|circa|zo een|een) )*{NUMBER}$")


def find(reading: Reading, today: date, asked: bool) -> list[Found]:
    """Periods ahead, as months from ``today``; ``asked``: the term was just asked for.

    Only when asked count "zo snel mogelijk" (1), a bare "half jaar" or "6", and "geen haast",
    whose value is None: an answer without a term.
    """
    found = lengths_ahead.find(reading) + named_ahead.find(reading, today, asked)
    season = _SEASON_NEXT_YEAR.search(reading.canon)
    if season is not None:
        before = season["lead"] in ("voor", "tegen", "tot", "tot aan", "uiterlijk")
        name = season["season"] or season["after"]
        day = times.season(name, before, date(today.year + 1, 1, 1))
        start, end = reading.span(*season.span())
        found = [f for f in found if f.end <= start or f.start >= end]
        found.append(_found(reading, times.months_until(day, today), *season.span(), 0.85))
    month = _MONTH_NEXT_YEAR.search(reading.canon)
    if month is not None:
        # "In augustus volgend jaar" is one moment, and not the end of next year.
        first = month.start("month") if month["month"] else month.start() + 1
        first -= month.start() == 0 and not month["month"]
        day = date(today.year + 1, times.MONTHS[month["month"] or month["after"]], 28)
        start, end = reading.span(first, month.end())
        found = [f for f in found if f.end <= start or f.start >= end]
        found.append(_found(reading, times.months_until(day, today), first, month.end(), 0.85))
    if asked:
        found += _answers(reading, today, found)
    return found


def _answers(reading: Reading, today: date, so_far: list[Found]) -> list[Found]:
    """What counts as an answer to "wanneer moet het klaar zijn?" only."""
    canon = reading.canon
    no_haste = _NO_HASTE.search(canon)
    if no_haste is not None:
        return [_found(reading, None, no_haste.start(), no_haste.end(), 0.9)]
    found = lengths_ahead.bare(reading)
    for match in _THIS.finditer(canon):
        months = times.months_until(_this(match, today), today)
        found.append(_found(reading, months, match.start(), match.end(), 0.85))
    if found or so_far:
        return found
    for pattern in (_AT_ONCE, _SHORT_TERM):
        soon = pattern.search(canon)
        # "Wat weet je nu, ik vroeg wat" is no answer.
        if soon is not None and (reading.words <= LONGEST_SOON or " " in soon.group()):
            return [
                _found(reading, 1 if pattern is _AT_ONCE else 3, soon.start(), soon.end(), 0.85)
            ]
    return _bare(reading, today)


def _this(m: re.Match[str], today: date) -> date:
    if m["which"] == "dit jaar":
        return date(today.year, 12, 31)
    return times.quarter_end(today.year, (today.month - 1) // 3 + 1)


def _bare(reading: Reading, today: date) -> list[Found]:
    """An answer of one word: "jaartje", "zomer", "2027", "6" (months)."""
    stripped = reading.canon.strip(" .,!?\n")
    start = reading.canon.find(stripped)
    end = start + len(stripped)
    unit = _BARE_UNIT.match(stripped)
    if unit:
        return [_found(reading, lengths_ahead.of_unit(unit["unit"]), start, end, 0.85)]
    about = _UNIT_OR.match(stripped)
    if about:
        months = lengths_ahead.of_unit(about["unit"]) * int(about["n"])
        return [_found(reading, max(1, round(months)), start, end, 0.85)]
    name = _BARE_NAME.match(stripped)
    if name:
        if name["season"]:
            day = times.season(name["season"], False, today)
        elif name["month"]:
            day = times.next_day(times.MONTHS[name["month"]], 0, today)
        else:
            day = date(int(name["year"]), 12, 31)
        return (
            [_found(reading, times.months_until(day, today), start, end, 0.8)]
            if day >= today
            else []
        )
    count = _BARE_COUNT.match(stripped)
    if count and 1 <= float(count[1]) <= 60:
        return [_found(reading, max(1, whole(float(count[1]))), start, end, 0.5)]
    return []


def _found(
    reading: Reading, value: lengths_ahead.Value, start: int, end: int, sure: float
) -> Found:
    return reading.found(lengths_ahead.ENTITY, value, start, end, sure)
