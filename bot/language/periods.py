"""Periods ahead, in months: "binnen een half jaar", "over 2 tot 3 jaar", "voor de zomer".

A value is the number of months until the latest moment that fits the words, at least 1. A range
stands only where two numbers were said. What lies behind ("al drie jaar") or comes again and
again ("elke week") is no period ahead.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Callable

from bot.language import named_times as times
from bot.language.found import Found
from bot.language.numerals import NUMBER, values, whole
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Reading

Value = int | list[int] | None
_MONTHS_IN = {"da": 1 / 30.44, "we": 7 / 30.44, "ma": 1.0, "kw": 3.0, "ja": 12.0}
"""Months in a unit, by the first two letters of its name."""

_UNIT = any_of("""
    dag(?:en)?, week, weken, weekjes?, maand(?:en|je|jes)?, kwartaal, kwartalen, jaar, jaren,
    jaartjes?
""")
_VAGUE = r"(?:een )?(?:paar|aantal|enkele)"
_COUNT = rf"(?:(?:een )?#\d+(?:\.\d+)?|{_VAGUE}|een)"
_ABOUT = any_of("""
    ongeveer, circa, zo een, zon, hooguit, hoogstens, maximaal, max, uiterlijk, ruim, krap, goed,
    zeg, pakweg, nu en, de, een kleine, een dikke, dik, minder dan, minstens, minimaal, tussen
""")
_LENGTH = (
    rf"(?:{_ABOUT} ){{0,4}}(?:een (?P<of_unit>{_UNIT}) of (?P<of>#\d+)"
    rf"|(?P<one>{_COUNT})(?: (?P<one_unit>{_UNIT}))? (?:tot|en|a|of|-|–|/|tot en met) "
    rf"(?P<two>{_COUNT}) (?P<two_unit>{_UNIT})"
    rf"|(?P<n>{_COUNT}) (?P<unit>{_UNIT}))"
)
_BARE_LENGTH = spaced(_LENGTH)
_LEAD_IN = any_of("""
    binnen, over, uiterlijk over, tussen nu en, (?:de |het )?(?:komende?|aankomende?|eerstkomende),
    in de komende, in het komend, in
""")
_AHEAD = spaced(rf"(?P<lead>{_LEAD_IN}) {_LENGTH}")
_COMING = spaced(
    r"(?:(?:de|het|in de|in het) )?(?:(?:komende?|aankomende?|volgende?|eerstvolgende) "
    r"(?P<unit>weken|maand|maanden|jaren|week)|(?:komend|aankomend) (?P<year>jaar))"
)
_WITHIN_THE = spaced(r"binnen het (?P<unit>jaar|kwartaal)")
_FROM_NOW = spaced(rf"{_LENGTH} (?:vanaf nu|de tijd)")

_BEHIND = re.compile(
    "(?:^| )"
    + any_of("""
        al, sinds, afgelopen, laatste, vorige?, elke?, iedere?, per, om de, gemiddeld, duurt,
        duurde, verdeeld, gespreid, uitgesmeerd, terug, cijfers, tevreden, gegevens, nadenken,
        bestaan, besta, bestaat
    """)
    + "$"
)
_PASSED = re.compile(
    "^"
    + any_of("""
        geleden, lang, bezig, ervaring, oud, garantie, vakantie, terug, tijd (?:van|zijn|is)
    """)
    + r"\b"
)
_PAST = whole_words(
    any_of(r"""
        sinds, vorige?, afgelopen, was, waren, begonnen, gestart, opgericht, had, hadden, gekocht,
        destijds, geweest, gegroeid, gegaan, verdubbeld, kwam, kwamen, ging, gingen, heb \w+ ge\w+
    """)
)
_INTENT = whole_words(
    any_of("""
        wil, willen, moet, moeten, ga, gaan, kan, kunnen, hoop, hopen, plan, doel, zou, zouden,
        klaar, zal, zullen, graag, straks
    """)
)

_MONTH = "|".join(sorted(times.MONTHS, key=len, reverse=True))
_SEASON = "|".join(sorted(times.SEASONS, key=len, reverse=True))
_LEAD = any_of("""
    voor, tegen, uiterlijk, per, met ingang van, in, tijdens, na, vanaf, rond, op, tot, richting,
    pas in
""")
_NEXT = any_of("komende?, aankomende?, volgende?")
_DAY = spaced(
    rf"{_LEAD}(?: uiterlijk)? (?:#(?P<day>\d\d?)|1e|1ste|eerste) (?P<month>{_MONTH})"
    r"(?: #(?P<year>20\d\d))?"
)
_CODE_DAY = spaced(rf"(?:{_LEAD} )?@(?P<y>\d{{4}})(?P<m>\d\d)(?P<d>\d\d)")
_PART = spaced(
    rf"(?:{_LEAD} )?(?:het )?"
    rf"(?P<part>begin|eind|einde|medio|midden|halverwege|#0.5(?= (?:{_MONTH})))"
    r"(?: van)?(?: het| de)?(?: (?P<when>dit|volgende?|komende?))? (?:jaar|#(?P<year>20\d\d)"
    rf"|(?P<month>{_MONTH})(?: #(?P<myear>20\d\d))?|(?P<quarter>kwartaal)|(?P<maand>maand))"
)
_IN_MONTH = spaced(
    rf"(?P<lead>in|voor|tegen|uiterlijk(?: in)?|vanaf|per|na|rond|tot|{_NEXT})"
    rf" (?P<month>{_MONTH})(?: #(?P<year>20\d\d))?"
)
_IN_SEASON = spaced(
    rf"(?P<lead>voor|tegen|uiterlijk|in|tijdens|na|vanaf|rond|tot|richting|deze|dit|van|{_NEXT})"
    rf"(?: (?:de|het|deze|dit))?(?: {_NEXT})? (?P<season>{_SEASON})"
    r"(?:(?: van)? #(?P<year>20\d\d))?(?! van)"
)
_IN_YEAR = spaced(rf"(?P<lead>{_LEAD}) (?:het jaar )?#(?P<year>20\d\d)")
_NEXT_YEAR = spaced(r"(?:(?:in|pas) )?volgend jaar")
_THIS_YEAR = spaced("nog dit jaar|(?:(?:voor|in) )?dit jaar nog|nog voor het nieuwe jaar")
_NTH_WORD = any_of("""
    1e, 1ste, eerste, 2e, 2de, tweede, 3e, 3de, derde, 4e, 4de, vierde, laatste
""")
_QUARTER = spaced(
    r"(?:(?:voor|in|binnen|uiterlijk|eind) )?(?:het )?"
    rf"(?:q(?: #)?(?P<q>[1-4])|(?P<nth>{_NTH_WORD}) kwartaal|kwartaal #(?P<q2>[1-4]))"
    r"(?: van)?(?: #(?P<year>20\d\d)| (?P<next>volgend jaar))?"
)
_NEXT_QUARTER = spaced(
    r"(?:(?:in|voor|binnen) )?(?:het )?(?P<which>volgend|komend|dit|aankomend) kwartaal"
)

_AT_ONCE = whole_words(
    any_of("""
        zo snel mogelijk, zo gauw mogelijk, zo spoedig mogelijk,
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
_BARE_NAME = re.compile(
    rf"^(?:(?:de|het) )?(?:(?P<season>{_SEASON})|(?P<month>{_MONTH})|#(?P<year>20\d\d))$"
)
_BARE_COUNT = re.compile(rf"^(?:(?:ongeveer|circa|zo een|een) )*{NUMBER}$")

_NTH = {"1": 1, "e": 1, "2": 2, "t": 2, "3": 3, "d": 3, "4": 4, "v": 4, "l": 4}
_PARTS = {"begin": "begin", "eind": "end", "einde": "end"}


def find(reading: Reading, today: date, asked: bool) -> list[Found]:
    """Periods ahead, as months from ``today``; ``asked``: the term was just asked for.

    Only when asked count "zo snel mogelijk" (1), a bare "half jaar" or "6", and "geen haast",
    whose value is None: an answer without a term.
    """
    found = _lengths(reading)
    for pattern, day_of, sure in _NAMED:
        for match in pattern.finditer(reading.canon):
            day = day_of(match, today)
            if day is None or day < today or day.year > today.year + 30:
                continue
            if not asked and _is_past(reading, match):
                continue
            months = times.months_until(day, today)
            found.append(_found(reading, months, match.start(), match.end(), sure))
    if asked:
        found += _answers(reading, today, found)
    return found


def _lengths(reading: Reading) -> list[Found]:
    found = []
    for match in _AHEAD.finditer(reading.canon):
        sure = _sure_of_length(reading, match)
        value = _length(match)
        if sure and value:
            found.append(_found(reading, value, match.start(), match.end(), sure))
    for match in _COMING.finditer(reading.canon):
        unit = match["unit"] or match["year"]
        month = _MONTHS_IN[unit[:2]]
        few: Value = [_months(2 * month), _months(4 * month)]
        value = few if unit in ("maanden", "jaren") else _months(month)
        found.append(_found(reading, value, match.start(), match.end(), 0.65))
    for match in _WITHIN_THE.finditer(reading.canon):
        value = _months(_MONTHS_IN[match["unit"][:2]])
        found.append(_found(reading, value, match.start(), match.end(), 0.85))
    for match in _FROM_NOW.finditer(reading.canon):
        value = _length(match)
        if value:
            found.append(_found(reading, value, match.start(), match.end(), 0.85))
    return found


def _sure_of_length(reading: Reading, match: re.Match[str]) -> float:
    left, right = reading.context(match.start(), match.end())
    lead = match["lead"]
    if _BEHIND.search(left) or _PASSED.match(right):
        return 0.0
    if lead == "in":
        return 0.65 if _INTENT.search(left) and not _PAST.search(f"{left} {right}") else 0.0
    if lead == "over":
        return 0.85
    return 0.9 if not _PAST.search(left) else 0.5


def _length(match: re.Match[str]) -> Value:
    """The months of a matched length of time."""
    if match["of"]:
        return _months(values(match["of"])[0] * _MONTHS_IN[match["of_unit"][:2]])
    if match["two"]:
        unit = _MONTHS_IN[match["two_unit"][:2]]
        first = _MONTHS_IN[match["one_unit"][:2]] if match["one_unit"] else unit
        low, high = _counts(match["one"])[0] * first, _counts(match["two"])[-1] * unit
    else:
        unit = _MONTHS_IN[match["unit"][:2]]
        counts = _counts(match["n"])
        low, high = counts[0] * unit, counts[-1] * unit
    if high > 600 or low > high:
        return None
    return _months(high) if _months(low) == _months(high) else [_months(low), _months(high)]


def _counts(written: str) -> list[float]:
    if re.fullmatch(_VAGUE, written):
        return [2.0, 4.0]
    return values(written) or [1.0]


def _months(value: float) -> int:
    return max(1, whole(value))


def _found(reading: Reading, value: Value, start: int, end: int, sure: float) -> Found:
    return reading.found("period_months", value, start, end, sure)


def _is_past(reading: Reading, match: re.Match[str]) -> bool:
    left, right = reading.context(match.start(), match.end())
    return bool(_PAST.search(left) or _PAST.search(right))


def _code_day(m: re.Match[str], today: date) -> date | None:
    return date(int(m["y"]), int(m["m"]), int(m["d"]))


def _day(m: re.Match[str], today: date) -> date | None:
    month, day = times.MONTHS[m["month"]], int(m["day"] or 1)
    if not 1 <= day <= 31:
        return None
    if m["year"]:
        return times.safe(int(m["year"]), month, day)
    return times.next_day(month, day, today)


def _part(m: re.Match[str], today: date) -> date | None:
    part = _PARTS.get(m["part"], "middle")
    late = m["when"] is not None and m["when"] != "dit"
    if m["month"]:
        month = times.MONTHS[m["month"]]
        day = {"begin": 10, "middle": 15, "end": 0}[part]
        if m["myear"]:
            return times.safe(int(m["myear"]), month, day or 31)
        return times.next_day(month, day, today)
    if m["quarter"]:
        return times.quarter_end(today.year, (today.month - 1) // 3 + 1 + late)
    if m["maand"]:
        return times.month_end(
            today.year + (today.month + late - 1) // 12, (today.month + late - 1) % 12 + 1
        )
    year = int(m["year"]) if m["year"] else today.year + late
    ends = {"begin": date(year, 3, 1), "middle": date(year, 7, 1), "end": date(year, 12, 31)}
    last = ends[part]
    return last.replace(year=year + 1) if last < today and not (m["year"] or m["when"]) else last


def _in_month(m: re.Match[str], today: date) -> date | None:
    month = times.MONTHS[m["month"]]
    day = 1 if m["lead"] in ("voor", "vanaf", "per", "tegen", "tot") else 0
    if m["year"]:
        return times.safe(int(m["year"]), month, day or 31)
    return times.next_day(month, day, today)


def _in_season(m: re.Match[str], today: date) -> date | None:
    before = m["lead"] in ("voor", "tegen", "uiterlijk", "tot", "richting", "rond")
    if m["year"]:
        return times.season(m["season"], before, date(int(m["year"]), 1, 1))
    return times.season(m["season"], before, today)


def _in_year(m: re.Match[str], today: date) -> date | None:
    before = m["lead"] in ("voor", "tegen", "per", "vanaf", "tot")
    return date(int(m["year"]), 1, 1) if before else date(int(m["year"]), 12, 31)


def _quarter(m: re.Match[str], today: date) -> date | None:
    number = int(m["q"] or m["q2"] or _NTH[m["nth"][0]])
    if m["year"] or m["next"]:
        return times.quarter_end(int(m["year"]) if m["year"] else today.year + 1, number)
    day = times.quarter_end(today.year, number)
    return day if day >= today else times.quarter_end(today.year + 1, number)


def _next_quarter(m: re.Match[str], today: date) -> date | None:
    return times.quarter_end(today.year, (today.month - 1) // 3 + 1 + (m["which"] != "dit"))


def _this(m: re.Match[str], today: date) -> date | None:
    if m["which"] == "dit jaar":
        return date(today.year, 12, 31)
    return times.quarter_end(today.year, (today.month - 1) // 3 + 1)


_DayOf = Callable[[re.Match[str], date], "date | None"]
_NAMED: tuple[tuple[re.Pattern[str], _DayOf, float], ...] = (
    (_CODE_DAY, _code_day, 0.85),
    (_DAY, _day, 0.9),
    (_PART, _part, 0.9),
    (_QUARTER, _quarter, 0.85),
    (_NEXT_QUARTER, _next_quarter, 0.8),
    (_IN_SEASON, _in_season, 0.85),
    (_NEXT_YEAR, lambda m, today: date(today.year + 1, 12, 31), 0.7),
    (_THIS_YEAR, lambda m, today: date(today.year, 12, 31), 0.9),
    (_IN_MONTH, _in_month, 0.7),
    (_IN_YEAR, _in_year, 0.65),
)


def _answers(reading: Reading, today: date, so_far: list[Found]) -> list[Found]:
    """What counts as an answer to "wanneer moet het klaar zijn?" only."""
    canon = reading.canon
    no_haste = _NO_HASTE.search(canon)
    if no_haste is not None:
        return [_found(reading, None, no_haste.start(), no_haste.end(), 0.9)]
    found = []
    for match in _BARE_LENGTH.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        value = _length(match)
        if value and not _BEHIND.search(left) and not _PASSED.match(right):
            found.append(_found(reading, value, match.start(), match.end(), 0.9))
    for match in _THIS.finditer(canon):
        day = _this(match, today)
        if day:
            found.append(
                _found(reading, times.months_until(day, today), match.start(), match.end(), 0.85)
            )
    if found or so_far:
        return found
    for pattern in (_AT_ONCE, _SHORT_TERM):
        soon = pattern.search(canon)
        if soon is not None:
            return [
                _found(reading, 1 if pattern is _AT_ONCE else 3, soon.start(), soon.end(), 0.85)
            ]
    return _bare(reading, today)


def _bare(reading: Reading, today: date) -> list[Found]:
    """An answer of one word: "jaartje", "zomer", "2027", "6" (months)."""
    stripped = reading.canon.strip(" .,!?\n")
    start = reading.canon.find(stripped)
    end = start + len(stripped)
    unit = _BARE_UNIT.match(stripped)
    if unit:
        return [_found(reading, _months(_MONTHS_IN[unit["unit"][:2]]), start, end, 0.85)]
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
        return [_found(reading, _months(float(count[1])), start, end, 0.5)]
    return []
