"""Values that were said by mistake and are taken back: "niet Lelystad maar Dronten", "12 ipv 21".

Only where another value of the same kind stands in the message: "ik zei Lelystad" by itself says it
once more.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.language.found import Found
from bot.language.patterns import any_of
from bot.language.reading import Reading

_MAY_BE = frozenset(
    "municipality place employees amount_eur period_months legal_form sector".split()
)
_REACH = 60
_SAID_BEFORE = re.compile(
    r"\b(?:ik|k|je|jij|u|jullie) "
    + any_of("zei, zeg, typte, tikte, schreef, had, noteerde, noemde, noemt")
    + r"(?: [^ .!?]+){0,6}$"
)
_BUT_AFTER = re.compile(r"^(?:, )?(?:[^ .!?]+ ){0,3}(?:maar|moet|is fout|klopt niet)\b")
_CHANGE_BEFORE = re.compile(r"\b(?:maak van|verander|haal)(?: [^ .!?]+){0,3}$")
_CHANGE_AFTER = re.compile(r"^(?:[^ .!?]+ )?maar\b")
_NOT_BEFORE = re.compile(
    r"(?:^| )(?:ipv|in plaats van|en niet|(?:nee |^)niet|, niet)(?: (?:de|het|een|in|te|op))?$"
)
_WAS_AFTER = re.compile(
    r"^(?:was (?:vroeger|eerst|fout|een typfout)|zei (?:ik|je|u)\b|zei moet\b|, niet meer)"
)


_OR_RATHER = re.compile(
    r"[\s.,;:!…-]*(?:(?:of|oh?|ach|eh|nou|ja) )*(?:nee|wacht|ik bedoel|bedoel|zeg maar|"
    r"correctie|sorry|nou ja|"
    r"liever|maak er|doe maar|nou zeg maar|of eigenlijk|eigenlijk)\b[^.!?]{0,24}",
    re.IGNORECASE,
)
"""What stands between a slip and what was meant: "acht, nee zeven"."""


def without(reading: Reading, found: list[Found]) -> list[Found]:
    """The findings that still hold."""
    back = {id(f) for f in found if f.entity in _MAY_BE and _is_taken_back(reading, f)}
    for entity in _MAY_BE:
        for first, then in pairwise(f for f in found if f.entity == entity):
            if _OR_RATHER.fullmatch(reading.text[first.end : then.start]):
                back.add(id(first))
    if not back:
        return found
    holds = {f.entity for f in found if id(f) not in back}
    return [f for f in found if id(f) not in back or f.entity not in holds]


def _is_taken_back(reading: Reading, one: Found) -> bool:
    first, last = reading.tokens_in(one.start, one.end)
    if first == last:
        return False
    start = reading.offset_of(first)
    end = reading.offset_of(last - 1) + len(reading.tokens[last - 1].canon)
    left = reading.canon[max(0, start - _REACH) : start].strip()
    right = reading.canon[end : end + _REACH].strip()
    return bool(
        (_SAID_BEFORE.search(left) and _BUT_AFTER.match(right))
        or (_CHANGE_BEFORE.search(left) and _CHANGE_AFTER.match(right))
        or _NOT_BEFORE.search(left)
        or _WAS_AFTER.match(right)
    )
