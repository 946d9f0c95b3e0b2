"""Named times ahead, in months: "voor de zomer", "per 1 april", "eind 2027", "volgend jaar".

A month or season that is only mentioned ("in maart kopen we in") is no term: it must be somebody's
deadline, plan or wait.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Callable

from bot.language import lengths_ahead, tense
from bot.language import named_times as times
from bot.language.found import Found
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Context, Reading

MONTH = "|".join(sorted(times.MONTHS, key=len, reverse=True))
SEASON = "|".join(sorted(times.SEASONS, key=len, reverse=True))
_LEAD = any_of("""
    voor, tegen, uiterlijk, per, met ingang van, in, tijdens, na, vanaf, rond, op, tot, richting,
    pas in
""")
_NEXT = any_of("komende?, aankomende?, volgende?")
_DAY = spaced(
    rf"{_LEAD}(?: uiterlijk)? (?:#(?P<day>\d\d?)|1e|1ste|eerste) (?P<month>{MONTH})"
    r"(?: #(?P<year>20\d\d))?"
)
_BARE_DAY = spaced(rf"#(?P<day>\d\d?) (?P<month>{MONTH})(?: #(?P<year>20\d\d))?")
_WITH_SEASON = spaced(
    rf"(?P<lead>met)(?: de| het)? (?P<season>{SEASON})(?:(?: van)? #(?P<year>20\d\d))?"
)
"""Only an answer to "when" is so short: "1 september", "met kerst"."""
_CODE_DAY = spaced(rf"(?:{_LEAD} )?@(?P<y>\d{{4}})(?P<m>\d\d)(?P<d>\d\d)")
_PART = spaced(
    rf"(?:{_LEAD} )?(?:het )?"
    rf"(?P<part>begin|eind|einde|medio|midden|halverwege|#0.5(?= (?:{MONTH})))"
    r"(?: van)?(?: het| de)?(?: (?P<when>dit|volgende?|komende?))? (?:jaar|#(?P<year>20\d\d)"
    rf"|(?P<month>{MONTH})(?: #(?P<myear>20\d\d))?|(?P<quarter>kwartaal)|(?P<maand>maand))"
)
_IN_MONTH = spaced(
    rf"(?P<lead>in|voor|tegen|uiterlijk(?: in)?|vanaf|per|na|rond|tot|{_NEXT})"
    rf" (?P<month>{MONTH})(?: #(?P<year>20\d\d))?"
)
_IN_SEASON = spaced(
    rf"(?P<lead>voor|tegen|uiterlijk|in|tijdens|na|vanaf|rond|tot|richting|deze|dit|van|{_NEXT})"
    rf"(?: (?:de|het|deze|dit))?(?: {_NEXT})? (?P<season>{SEASON})"
    r"(?:(?: van)? #(?P<year>20\d\d))?(?! van)"
)
_IN_YEAR = spaced(rf"(?P<lead>{_LEAD}) (?:het jaar )?#(?P<year>20\d\d)")
_SAID_YEAR = re.compile(
    r"(?<!\S)(?:(?<=zegt )|(?<=zeggen )|(?<=zeggen ze , )|(?<=vroegst )|"
    r"(?<=wordt )|(?<=wordt het ))"
    r"#(?P<year>20\d\d)(?= ?(?:$|[.,;!?\n]| (?:eerder|pas|misschien|en|maar|dan|zegt|zeggen)\b))"
    r"|(?<!\S)#(?P<said>20\d\d)(?= (?:zegt|zeggen)(?!\S))"
)
"""A year that somebody gives as the day to wait for: "de netbeheerder zegt 2030"."""
_NEXT_YEAR = spaced(r"(?:(?P<lead>in|pas|vanaf|tegen|voor|per|tot) )?volgend jaar")
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
    r"(?:(?:in|voor|binnen) )?(?:het )?(?P<which>volgend|komend|aankomend|nog dit) kwartaal"
)

_DEADLINE = frozenset("voor tegen uiterlijk per met vanaf tot richting pas binnen nog dit".split())
"""First words of a named time that make it a term by themselves."""
_AWAITED = re.compile(
    r"(?:^| )(?:pas(?: weer)?|op zijn vroegst|niet eerder dan|uiterlijk|redden|halen|het liefst"
    r"|liefst|liefst nog|nog)$"
)
"""Before any named time: it is waited for, or is the last moment."""
_NO_TERM_BEFORE = re.compile(
    r"(?:^| )(?:al|sinds|van|week|weken|dagen|altijd|elke?|iedere?)$|(?:^| )van \S+$"
)
"""Before a named time: it is where something came from, or runs from ("van mei tot juli")."""
_COMES = whole_words(_NEXT)
_RUNS_OUT = whole_words(
    any_of(r"""
        verloopt, verlopen, vervalt, vervallen, eindigt, eindigen, stopt, sluit, opent, afloopt,
        aflopen, ingaat, ingaan, (?:loopt|lopen) (?:\w+ )*?af, (?:gaat|gaan) (?:\w+ )*?in(?= ?$)
    """)
)
"""Around a month that something ends or begins in."""
_NEW_THEN = re.compile(
    r"^(?:(?:komt|komen|wordt|worden|gaat|gaan) (?:er )?(?:een|#1|nieuwe|weer een)(?: nieuwe?)?\b"
    r"(?! (?:weer|altijd|elk))|moet(?:en)?\b)"
)
"""Behind a month in which something new comes: "in maart komt er een nieuwe cao"."""
_MEANT_BEFORE = re.compile(r"(?:^| )(?:en|maar|dus|,) (?:\S+ )?(?:wil|willen|gaan|ga|moeten|moet)$")
"""Before a named time what "ik" or "wij" from before mean to do then."""
_IT_IS_OVER = re.compile(
    r"^(?:(?:zijn|is|ben|gaat|gaan|ga) (?:\S+ ){1,3})?"
    r"(?:dicht|failliet|klaar|weg|open|leeg|over|bankroet|uit)\b"
)
_GIFT = re.compile(
    r"\b(?:\w*gedicht\w*|rijm\w*|surprise|\w*cadeau\w*|kado\w*|\w*menu|versiering)(?: \w+)?$"
)
"""Before "voor kerst" that is what something is for, and no last day."""
_BEFORE_FRAGMENT = 100
_FEASTS = frozenset(("kerst", "kerstmis", "sinterklaas", "pasen", "nieuwjaar", "black friday"))
"""Seasons that go without an article; "voor winter wortels" is about carrots."""

_NTH = {"1": 1, "e": 1, "2": 2, "t": 2, "3": 3, "d": 3, "4": 4, "v": 4, "l": 4}
_PARTS = {"begin": "begin", "eind": "end", "einde": "end"}


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
    if "volgend" in m.group():  # "komende zomer" is the first one, "volgende zomer" next year's
        return times.season(m["season"], before, date(today.year + 1, 1, 1))
    return times.season(m["season"], before, today)


def _in_year(m: re.Match[str], today: date) -> date | None:
    before = m["lead"] in ("voor", "tegen", "per", "vanaf", "tot", "richting")
    return date(int(m["year"]), 1, 1) if before else date(int(m["year"]), 12, 31)


def _said_year(m: re.Match[str], today: date) -> date | None:
    return date(int(m["year"] or m["said"]), 12, 31)


def _quarter(m: re.Match[str], today: date) -> date | None:
    number = int(m["q"] or m["q2"] or _NTH[m["nth"][0]])
    if m["year"] or m["next"]:
        return times.quarter_end(int(m["year"]) if m["year"] else today.year + 1, number)
    day = times.quarter_end(today.year, number)
    return day if day >= today else times.quarter_end(today.year + 1, number)


def _next_quarter(m: re.Match[str], today: date) -> date | None:
    return times.quarter_end(today.year, (today.month - 1) // 3 + 1 + (m["which"] != "nog dit"))


def _next_year(m: re.Match[str], today: date) -> date | None:
    before = m["lead"] in ("vanaf", "tegen", "voor", "per", "tot")
    return date(today.year + 1, 1 if before else 12, 1 if before else 31)


_DayOf = Callable[[re.Match[str], date], "date | None"]
_NAMED: tuple[tuple[re.Pattern[str], _DayOf, float], ...] = (
    (_CODE_DAY, _code_day, 0.85),
    (_DAY, _day, 0.9),
    (_PART, _part, 0.9),
    (_QUARTER, _quarter, 0.85),
    (_NEXT_QUARTER, _next_quarter, 0.8),
    (_IN_SEASON, _in_season, 0.85),
    (_NEXT_YEAR, _next_year, 0.7),
    (_THIS_YEAR, lambda m, today: date(today.year, 12, 31), 0.9),
    (_IN_MONTH, _in_month, 0.7),
    (_IN_YEAR, _in_year, 0.65),
    (_SAID_YEAR, _said_year, 0.7),
)


_ANSWERS: tuple[tuple[re.Pattern[str], _DayOf, float], ...] = (
    (_BARE_DAY, _day, 0.8),
    (_WITH_SEASON, _in_season, 0.8),
)


def find(reading: Reading, today: date, asked: bool) -> list[Found]:
    """Named times that are a term, as months from ``today``; when ``asked`` each of them is."""
    found = []
    for pattern, day_of, sure in (*_NAMED, *(_ANSWERS if asked else ())):
        for match in pattern.finditer(reading.canon):
            day = day_of(match, today)
            if day is None or day < today or day.year > today.year + 30:
                continue
            if lengths_ahead.is_explained(reading.canon, match.end()):
                continue
            if asked or _is_term(reading, match, pattern):
                months = times.months_until(day, today)
                found.append(reading.found(lengths_ahead.ENTITY, months, *match.span(), sure))
    return found


def _is_term(reading: Reading, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    clause = reading.context(*match.span())
    around = tense.sentence(reading, *match.span())
    said = match.group().split()
    if pattern is _NEXT_YEAR and said[0] == "tot" and not clause.left:
        return False  # a goodbye
    if not around.left and not around.right:
        return not _goes_on(reading, match, pattern)
    if pattern is _SAID_YEAR:
        return True
    if pattern is _IN_YEAR and _AWAITED.search(clause.left):
        return True
    if tense.is_past(clause) or tense.is_habit(around) or _NO_TERM_BEFORE.search(around.left):
        return False
    if said[0] == "voor" and pattern is _IN_SEASON and _GIFT.search(clause.left):
        return False
    if pattern is _PART and match["maand"] and clause.left.endswith("aan"):
        return False  # every month ends; "voor het eind van de maand" is a last day
    if pattern is _IN_SEASON and _COMES.search(match.group()):
        return True
    if said[0] == "na" and _IT_IS_OVER.match(clause.right):
        return True
    if pattern is _IN_MONTH and _NEW_THEN.match(clause.right):
        return True
    if _MEANT_BEFORE.search(f" {around.left}"):
        return True
    if pattern in (_IN_MONTH, _DAY, _PART) and _RUNS_OUT.search(f"{clause.left} {clause.right}"):
        return True
    if pattern is _IN_SEASON and len(said) == 2 and said[1] not in _FEASTS and clause.right:
        return False
    far = pattern is _PART and "volgend" in said
    by_itself = far or said[0] in _DEADLINE or pattern in (_IN_YEAR, _THIS_YEAR)
    return by_itself or bool(_AWAITED.search(clause.left)) or tense.is_planned(clause)


def _goes_on(reading: Reading, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether a time that is a sentence by itself tells when the thing before it happened."""
    before = reading.canon[max(0, match.start() - _BEFORE_FRAGMENT) : match.start()].rstrip()
    last = Context(re.split(r" [.!?;\n] ", before.rstrip(" .!"))[-1], "")
    if not last.left or last.left.endswith("?"):
        return False
    return tense.is_past(last) or (pattern is _IN_MONTH and not tense.is_planned(last))
