"""Head counts that are told part by part in answer to "met hoeveel mensen?": "18 chauffeurs en 4
op kantoor", "mijn vrouw en ik en een vaste man", "2 leerlingen en ik"."""

from __future__ import annotations

import re

from bot.language.found import Found
from bot.language.numerals import NUMBER, values, whole
from bot.language.patterns import any_of
from bot.language.people_words import FLOOR, KIN
from bot.language.reading import Reading
from bot.language.staff import KIND_OF, KINDS, NOT_PEOPLE, TRADES

_WHO = rf"(?:{KINDS}|{TRADES}|man|kracht|medewerker|leerling\w*|monteur|chauffeur|hulp|knecht)"
_MORE = any_of("""
    vast, vaste?, parttim\\w*, fulltim\\w*, oproep\\w*, flex\\w*, zzp\\w*, stagiair\\w*, bbl\\w*,
    op afroep, op oproep
""")
_ABOUT = r"(?:(?:een )?stuk of |ongeveer |zo een |mijn |onze )?"
_COUNTED = rf"(?:{_ABOUT}{NUMBER}|een|nog een) (?:{KIND_OF} )?(?:{_WHO}|{_MORE})"
_WHERE = rf"(?: (?:in|op|voor|bij)(?: de| het)? {FLOOR})"
_SELF = r"(?:ikzelf|ik zelf|ik|mezelf|mijzelf)"
_PART = rf"(?:{_COUNTED}{_WHERE}?|{NUMBER}{_WHERE}|(?:mijn|me|de) {KIN}|{_SELF})"
_LEAD = any_of("""
    we, wij, zijn, met, ja, nou, dat, is, het, alleen, samen, eh, ik heb, er werken, zei ik al,
    zeg ik net, zei ik net, [\\x2c.]
""")
_AND = r"(?: ,| en| plus| , en| met| en nog| , plus| \+) "
_LIST = re.compile(
    rf"^(?:{_LEAD} )*(?P<list>{_PART}(?:{_AND}(?:nog )?{_PART}){{1,4}})(?P<rest>(?: \S+){{0,6}})$"
)
_INCLUDED = re.compile(
    r"(?:ook|erbij|inclusief|meegeteld|meegerekend|ben (?:er )?(?:een|nummer))\b"
)
"""Behind a list whose last one was counted already."""

_ONE = re.compile(
    rf"(?P<self>\b(?:ik|mezelf|mijzelf|ikzelf)\b)|\b(?:mijn|me|de) {KIN}\b|(?<!zo )\been\b(?! stuk)"
)


def find(reading: Reading) -> list[Found]:
    """The sum of an answer that lists who there are; nothing where it is no list."""
    stripped = reading.canon.strip(" .!?\n")
    said = _LIST.match(stripped)
    if said is None or _INCLUDED.match(said["rest"].strip()):
        return []  # "wij zijn 5 mensen, ik ook"
    if NOT_PEOPLE.match(said["rest"].strip()):
        return []
    listed = said["list"]
    ones = list(_ONE.finditer(listed))
    # "ik zelf" and "ik en ik" are one person.
    selves = sum(bool(m["self"]) for m in ones)
    total = whole(sum(values(listed))) + len(ones) - max(0, selves - 1)
    offset = reading.canon.find(stripped)
    start, end = said.span("list")
    return [reading.found("employees", total, start + offset, end + offset, 0.97)]
