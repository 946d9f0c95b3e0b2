"""Whose it is: cues that tell the own company from a customer's, a rival's or an earlier one.

All patterns match on the canonical line (see :mod:`bot.language.reading`).
"""

from __future__ import annotations

from bot.language.patterns import any_of, whole_words

_RELATIVE = any_of("""
    vrouw, man, vader, moeder, broer, zus, zoon, dochter, neef, nicht, oom, zwager, schoonvader,
    schoonzoon, vriend, vriendin, kennis, buurman, buurvrouw, maat, collega
""")
_OTHERS = whole_words(
    any_of(rf"""
        concurrent\w*, concurrentie, klant, klanten, afnemers?, opdrachtgevers?, leveranciers?,
        (?<!met )(?<!ik en )mijn {_RELATIVE},
        een (?!man of|vrouw of){_RELATIVE}, de buren, buurman, oude baas, vorige baas,
        ander bedrijf, andere (?:bedrijven|ondernemers?|partij), grote jongens,
        bedrijven (?:met|van|die|tot), (?:voor|bij) een bedrijf,
        (?<!heb )(?<!hebben )(?<!run )(?<!zijn )een bedrijf (?:uit|in|dat),
        een (?:groot|grote|groter|kleine|klein) (?:bedrijf|partij), ondernemers (?:met|van|die),
        zij, hij, hun, de gemeente, de provincie, het rijk, de overheid, het ziekenhuis,
        de multinational, die (?:gasten|lui|jongens) (?:van|hebben|zitten)
    """)
)
_OWN = whole_words("ik|we|wij|ons|onze|mijn (?:bedrijf|zaak|team|tent|winkel|eigen)|ikzelf")


def of_others(left: str) -> bool:
    """Whether the words before a value make it somebody else's ("mijn concurrent heeft")."""
    others = list(_OTHERS.finditer(left))
    return bool(others) and not _OWN.search(left, others[-1].end())


def is_own(left: str, right: str = "") -> bool:
    """Whether the words around a value speak of the speaker or the own company."""
    return bool(_OWN.search(left) or _OWN.match(right))
