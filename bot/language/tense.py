"""When something is said to happen: behind us, again and again, or ahead as a plan."""

from __future__ import annotations

import re

from bot.language.patterns import any_of, whole_words
from bot.language.reading import Context, Reading

_PAST = whole_words(
    any_of(r"""
        sinds, sindsdien, vorige?, afgelopen, destijds, vroeger, toen, was, waren, had, hadden,
        werd, werden, begonnen, begon, gestart, opgericht, gekocht, geweest, gegroeid, gegaan,
        verdubbeld, kwam, kwamen, ging, gingen, zei, zeiden, wilde, wilden, wou, moest, moesten,
        mocht, kon, konden, deed, deden, kreeg, kregen, zat, zaten, stond, stonden, lag, lagen,
        bleek, vertrok, vertrokken, betaalde, betaalden, gaf, gaven, belde, belden,
        vroeg, vroegen, diende, gestuurd,
        ingediend, aangevraagd, ingestuurd, verteld, gehad
    """)
)
_PERFECT = whole_words(
    r"(?:heb|heeft|hebben|ben|is|zijn) (?:\w+ ){0,6}"
    r"(?:(?:aan|af|in|op|uit|door|mee|over)?ge\w{3,}|(?:ver|be|ont|her)\w{2,}[dt])"
)
_INTENT = whole_words(
    any_of("""
        wil, willen, moet, moeten, ga, gaat, gaan, hoop, hopen, plan, doel, zou, zouden, klaar, zal,
        zullen, graag, liefst, straks, uiterlijk
    """)
)
_PLANNED = whole_words(
    any_of("""
        ik wil, wil ik, (?:we|wij) willen, willen (?:we|wij), moet, moeten, ga ik, ik ga,
        (?:we|wij) gaan, gaan (?:we|wij), hoop, hopen, zou, zouden, klaar, zal, zullen, graag,
        liefst, uiterlijk
    """)
)
_WAS = whole_words("was|waren|stond|stonden|lag|lagen|zat|zaten|kwam|kwamen|kreeg|kregen")
_HABIT = whole_words(
    any_of(r"""
        altijd, elke?, iedere?, telkens, steeds, vaak, meestal, normaal, jaarlijks, gewoonlijk,
        traditiegetrouw, maandelijks, wekelijks, nou eenmaal
    """)
)
_SENTENCE_END = re.compile(r"(?:^| )[.!?;\n](?= |$)")
_REACH = 100
"""Most characters of the canonical line on each side that tell the tense."""


def sentence(reading: Reading, start: int, end: int) -> Context:
    """The canonical words before and after a match, up to the ends of its sentence."""
    left = reading.canon[max(0, start - _REACH) : start]
    right = reading.canon[end : end + _REACH]
    ends = [m.end() for m in _SENTENCE_END.finditer(left)]
    stop = _SENTENCE_END.search(right)
    return Context(left[ends[-1] if ends else 0 :].strip(), right[: stop.start() if stop else None])


def is_past(around: Context) -> bool:
    """Whether the clause tells of what happened; a plan that is told after it is none."""
    left, right = around
    left = f"{left} ".rpartition(" dat ")[2].strip()  # "heeft gezegd dat per 2027 ..."
    back = list(_PAST.finditer(left))
    if back and not _INTENT.search(left, back[-1].end()):
        return True
    happened = _PAST.search(right) or _PERFECT.search(f"{left} {right}")
    return bool(happened) and not _INTENT.search(left)


def is_told(left: str) -> bool:
    """Whether a sentence began as a tale of what was, and nobody means anything since."""
    back = list(_WAS.finditer(left))
    return bool(back) and not _INTENT.search(left, back[-1].end())


def is_meant(around: Context) -> bool:
    """Whether somebody means to do something, or must."""
    return bool(_INTENT.search(around.left) or _INTENT.search(around.right))


def is_planned(around: Context) -> bool:
    """Whether the speaker plans or must do it, more strictly than :func:`is_meant`."""
    return bool(_PLANNED.search(around.left) or _PLANNED.search(around.right))


def is_habit(around: Context) -> bool:
    """Whether it comes again and again."""
    return bool(_HABIT.search(around.left) or _HABIT.search(around.right))
