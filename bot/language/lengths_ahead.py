"""Lengths of time ahead, in months: "binnen een half jaar", "over 2 tot 3 jaar", "nog 5 weken"."""

from __future__ import annotations

import re

from bot.language import tense
from bot.language.found import Found
from bot.language.numerals import values, whole
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Context, Reading

ENTITY = "period_months"
Value = int | list[int] | None
_MONTHS_IN = {"da": 1 / 30.44, "we": 7 / 30.44, "ma": 1.0, "kw": 3.0, "ja": 12.0, "ha": 6.0}
"""Months in a unit, by the first two letters of its name."""

_UNIT = any_of("""
    dag(?:en)?, week, weken, weekjes?, maand(?:en|je|jes)?, kwartaal, kwartalen, jaar, jaren,
    jaartjes?, halfjaartje
""")
_ANY_UNIT = re.compile("dag|we+k|maand|kwarta|jaar|jaren")
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
_QUOTED = re.compile(
    r"\bvan(?: de)?$|\bzeg (?:ik|je) (?:tegen|bij) (?:me|mij|mezelf|mijzelf)$|(?<!pas) weer$"
)
"""Before "volgende maand" in "de vrijdag van de volgende maand", or what one tells oneself."""
_SAID_SO = re.compile(r" ?(?:[^\w\s] )?(?:zei|zeiden|riep|riepen)\b")
_WITHIN_THE = spaced(r"binnen het (?P<unit>jaar|kwartaal)")
_FROM_NOW = spaced(rf"{_LENGTH} (?:vanaf nu|de tijd|respijt)")
_TO_WAIT = spaced(rf"{_LENGTH} (?:geduld|wachten)")
_HAS_TO_WAIT = whole_words("zegt|zeggen|zei|moet|moeten|mag|mogen|nog|kan|kunnen")
"""Before "zes jaar wachten" that lies ahead; by itself it tells how long something takes."""
_GIVEN = spaced(
    r"(?:runway|reken op|rekenen op|het wordt|maak er(?: maar)?"
    r"|(?:geef|geeft|geven|krijg|krijgen) (?:mij|me|ons))"
    rf"(?: (?:is|van|voor|nog))? {_LENGTH}"
)
_STILL = spaced(
    rf"nog (?:(?:wel|maar|zeker|minstens|hooguit) ){{0,2}}{_LENGTH}"
    r"(?=(?: ?$| ?[.,;!?\n]| (?:en|vol|door|te|tot|of|dan|doorloopt|huur|looptijd|respijt)(?: |$)))"
)
_MOST_STILL = 180
"""More months than this still to go are a lifetime, no term."""
_LEFT = spaced(rf"{_LENGTH} nog(?= ?(?:$|[.,;!?\n]))")
_EXPLAINED = re.compile(rf"(?: ,)?(?: dus)? (?:nog|over) {_LENGTH}(?!\S)")
_SHORTEST = 0.12
"""Months (four days) below which a length is the speed of a service, no term."""
_SUBCLAUSE = re.compile(r"^.*\b(?:hoe|waarom|waarmee|omdat|nadat|die) (?=\S)")
"""Words up to a clause of its own; what is wished before it is not meant in it."""
_HAPPENED = re.compile(
    r"(?:\S+ ){0,2}(?:kreeg|kregen|had|hadden|was|waren|kwam|kwamen|stond|stonden|lag|zat|ging|werd"
    r"|bleek)\b"
)
"""Behind a length within which something has happened."""
_PAYMENT_TERM = 3
_PAYMENT = whole_words(r"betaal\w*|betalen|overma\w+|factu\w*|(?:mijn|zijn|hun|ons) geld")
"""Words that make a short length the time in which a bill is paid."""
_NEVER = re.compile(r"(?:niet|nooit|geen)\b")

_REPORT_ON = re.compile(
    r"\b(?:rapportages?|rapport|verslag|verantwoording|jaarverslag|overzicht|gegevens|administratie"
    r"|cijfers|uitleg|terugblik)\b[^.!?]{0,20}$"
)
"""Before "over drie jaar" that says what is reported on."""
_GONE_BY_THEN = re.compile(
    r"^(?:(?:zijn|is|waren|ben) )?(?:ze|zij|die|hij|de helft|iedereen|je ze)\b[^.!?]*"
    r"\b(?:weg|vertrokken|vertrekken|er niet meer|vandoor|op)\b"
    r"|^(?:weer|al|allemaal) (?:weg|vertrokken|vandoor|afgehaakt)\b"
)
"""Behind "binnen een jaar" that says how soon people leave, again and again."""

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
    + any_of(r"""
        geleden, lang, bezig, ervaring, oud, garantie, vakantie, terug, cijfers,
        tijd (?:van|zijn|is), vooruit\w*
    """)
    + r"\b"
)


def find(reading: Reading) -> list[Found]:
    """Lengths of time that end in the future."""
    if not _ANY_UNIT.search(reading.canon):
        return []
    found = []
    for match in _AHEAD.finditer(reading.canon):
        value = length(match)
        sure = _sure_of_length(reading, match)
        if sure and value:
            found.append(reading.found(ENTITY, value, *match.span(), sure))
    for match in _COMING.finditer(reading.canon):
        around = tense.sentence(reading, *match.span())
        unit = match["unit"] or match["year"]
        month = _MONTHS_IN[unit[:2]]
        few: Value = [_months(2 * month), _months(4 * month)]
        value = few if unit in ("maanden", "jaren") else _months(month)
        quoted = _QUOTED.search(around.left) or _SAID_SO.match(around.right)
        if not tense.is_habit(around) and around.left != "tot" and not quoted:
            found.append(reading.found(ENTITY, value, *match.span(), 0.65))
    for match in _WITHIN_THE.finditer(reading.canon):
        if _GONE_BY_THEN.match(reading.context(*match.span()).right):
            continue
        value = _months(_MONTHS_IN[match["unit"][:2]])
        found.append(reading.found(ENTITY, value, *match.span(), 0.85))
    for pattern in (_FROM_NOW, _TO_WAIT, _GIVEN, _STILL, _LEFT):
        for match in pattern.finditer(reading.canon):
            left, right = reading.context(*match.span())
            value = length(match)
            low, high = (1, 600) if pattern is _TO_WAIT else (0, _MOST_STILL)
            if (
                value
                and low <= _most(match) <= high
                and not _BEHIND.search(left)
                and not _PASSED.match(right)
                and not (pattern is _TO_WAIT and not _HAS_TO_WAIT.search(left))
                and not (pattern is _STILL and _said_again(reading, match))
            ):
                found.append(reading.found(ENTITY, value, *match.span(), 0.85))
    return found


def bare(reading: Reading) -> list[Found]:
    """Lengths without a word that makes them future, for an answer to "how soon?"."""
    found = []
    for match in _BARE_LENGTH.finditer(reading.canon):
        left, right = reading.context(*match.span())
        value = length(match)
        if value and not _BEHIND.search(left) and not _PASSED.match(right):
            found.append(reading.found(ENTITY, value, *match.span(), 0.9))
    return found


def is_explained(canon: str, end: int) -> bool:
    """Whether a length follows that says how long until the time named just before."""
    return bool(_EXPLAINED.match(canon, end))


def _sure_of_length(reading: Reading, match: re.Match[str]) -> float:
    around = reading.context(*match.span())
    left, right = around
    lead, most = match["lead"], _most(match)
    behind = _BEHIND.search(left) and not (lead == "over" and left.endswith(("al", "per")))
    if behind or left.endswith("toch niet") or _PASSED.match(right) or most < _SHORTEST:
        return 0.0
    said = tense.sentence(reading, *match.span())
    if lead == "over" and _REPORT_ON.search(said.left):
        return 0.0
    if lead == "binnen" and _GONE_BY_THEN.match(right):
        return 0.0
    if (
        most <= _PAYMENT_TERM
        and _PAYMENT.search(f"{left} {right}")
        and not tense.is_planned(around)
    ):
        return 0.0
    if lead == "in":
        never = most < 1 or _NEVER.match(right)
        return 0.65 if not never and _meant_before(left) and not tense.is_past(around) else 0.0
    if lead == "over":
        return 0.85
    told = tense.is_told(said.left) and not tense.is_meant(Context("", right))
    past = tense.is_past(Context(left, "")) or _HAPPENED.match(right)
    return 0.5 if past or told else 0.9


def _meant_before(left: str) -> bool:
    """Whether somebody means to, in the last clause before "in twee jaar"."""
    return tense.is_meant(Context(_SUBCLAUSE.sub("", left), ""))


def _said_again(reading: Reading, match: re.Match[str]) -> bool:
    """Whether "nog een jaar" is what somebody says again and again."""
    return tense.is_habit(Context(tense.sentence(reading, *match.span()).left, ""))


def _most(match: re.Match[str]) -> float:
    """The longest number of months that a matched length may mean, unrounded."""
    if match["of"]:
        return values(match["of"])[0] * _MONTHS_IN[match["of_unit"][:2]]
    count, unit = ("two", "two_unit") if match["two"] else ("n", "unit")
    return _counts(match[count])[-1] * _MONTHS_IN[match[unit][:2]]


def length(match: re.Match[str]) -> Value:
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


def of_unit(unit: str) -> int:
    """The months of one week, quarter or the like, by its Dutch name."""
    return _months(_MONTHS_IN[unit[:2]])
