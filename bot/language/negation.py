"""Whether something that is named is said not to be so."""

from __future__ import annotations

import re

from bot.language.clauses import split
from bot.language.found import Span
from bot.language.patterns import any_of, whole_words
from bot.language.reading import Reading, read

_AFTER_NO = any_of("""
    enkele?, echt, echte, extra, grote?, heel, veel, meer, nieuwe?, ander, andere, goede?, dure,
    last, problemen, probleem, gedoe, moeite, behoefte, zorgen, haast, interesse, zin, gebrek,
    tekort, issues?, kwestie, van, met, aan, over, om, in, het, de, een, mijn, onze, ons
""")
_AFTER_NOT = any_of("""
    zozeer, echt, per, se, perse, direct, zo, zeer, zeggen, meteen, meer, langer, eens, erg, gauw,
    om, het, de, een, die, dat, in, uit, op, te, aan, naar, van, bij, voor, mijn, onze, ons, over,
    als, bang, tevreden, zitten, wachten, gaat, ligt, is, ik, we, daar
""")
_DENIED_BEFORE = re.compile(
    rf"(?:^| )(?:(?:geen|zonder) (?:{_AFTER_NO} ){{0,4}}"
    rf"|(?:niet|nooit)(?! (?:alleen|enkel|slechts)) (?:{_AFTER_NOT} ){{0,5}}"
    rf"|niks (?:met|aan|van|over) (?:{_AFTER_NO} ){{0,4}})$"
)
_ADJECTIVE = any_of("""
    extra, goede?, nieuwe?, enkele?, echt, echte, meer, geschikte?, ervaren, vaste, betaalbare
""")
_LACK_BEFORE = re.compile(rf"(?:^| )geen (?:{_ADJECTIVE} ){{0,2}}$")
_LACKING = whole_words(
    any_of("""
        vind, vinden, gevonden, krijg, krijgen, gekregen, kan, kunnen, kon, konden, heb, hebben,
        had, is er, zijn er, komt, komen, lukt, beschikbaar, over, binnen
    """)
)
_UNWANTED = whole_words("nodig|hoef|hoeft|hoeven|wil|willen|zoek|zoeken|behoefte|te wachten")
_WITH_IT = any_of("zelf, hier, verder, op zich, vinden, krijgen, werven, houden, lenen, regelen")
_IS = any_of("""
    is, zijn, was, waren, ligt, hoeft, hoef, hoeven, heb, hebben, gaat, speelt, zoek, zoeken, wil,
    willen, zit, zitten, vormt, heeft, vind
""")
_FILLER = any_of("""
    ik, we, wij, het, er, dat, me, mij, ons, echt, voor, nu, bij, eigenlijk, hier, op, zich,
    momenteel, probleem, punt, issue, de, kwestie, reden, bottleneck, oorzaak, knelpunt, pijn
""")
_NOT_WHAT = any_of("""
    nodig, zo, zozeer, echt, meer, aan, om, het, de, een, mijn, ons, hoor, per, direct,
    aan de orde
""")
_NO_WHAT = any_of("probleem, punt, issue, zorg, thema, vraagstuk, knelpunt, rol, vraag")
_DENIED_AFTER = re.compile(
    rf"^(?:{_WITH_IT} )?(?:{_IS} )?(?:{_FILLER} ){{0,5}}"
    rf"(?:niet(?: {_NOT_WHAT}(?: .*)?)?|geen {_NO_WHAT}.*|niks mis .*)$"
)
_LACK_AFTER = re.compile(
    r"\b(?:is|zijn|heb ik|hebben we|hebben wij|heb|hebben) (?:er )?niet(?: meer)?$"
)
_MAY_SET_ASIDE = re.compile(r"\b(?:niet|nie|geen|genoeg|zat)\b", re.IGNORECASE)
_TOPIC = r"(?:probleem|punt|issue|kwestie|vraag|zorg|reden|knelpunt|bottleneck)"
_SET_ASIDE = re.compile(
    any_of(rf"""
        \baan (?:\S+ )+?(?:ligt|lag|schort) (?:het|t) (?:\S+ )?niet\b,
        \b(?:ligt|lag) (?:het )?(?:\S+ )?niet aan\b,
        \b(?:is|zijn|was) (?:\S+ )?(?:het|mijn|ons|de) {_TOPIC} (?:\S+ )?niet\b,
        \b(?:is|zijn|was) (?:\S+ )?niet (?:\S+ )?(?:het|mijn|ons|de|een|echt) (?:\S+ )?{_TOPIC}\b,
        \b(?:is|zijn|was) (?:\S+ )?geen {_TOPIC}\b,
        \bdaar (?:gaat het|zit het|ligt het) (?:\S+ )?niet\b,
        \bgeen gebrek\b,
        \b(?:genoeg|zat)$
    """)
)
_REACH = 20
"""Most tokens on each side that are looked at."""
_MARKS = re.compile(r"(?: ?[.!?…,;\n])+$")


def is_negated(text: str, start: int, end: int) -> bool:
    """Whether the words at ``[start:end]`` are said not to be the case or not to be wanted.

    A lack is no negation: in "ik kan geen personeel vinden" staff is what it is about, and the
    answer is False; in "geen geld nodig" and "personeel is het probleem niet" it is True.
    """
    if start >= end:
        return False
    return _negated(read(text), start, end, lack_counts=False)


def denied_clauses(text: str) -> list[Span]:
    """The clauses that only set something aside: "aan geld ligt het niet", "klanten zat".

    Only forms that mean nothing else: a broader reading of *niet* and *geen* (a lack, a wish, a
    complaint) made the ranking of needs worse on messages that hold them (measured).
    """
    if not _MAY_SET_ASIDE.search(text):
        return []
    reading = read(text)
    denied = []
    for span in split(text):
        first, last = reading.tokens_in(span.start, span.end)
        line = " ".join(t.canon for t in reading.tokens[first:last] if t.kind != "mark")
        if _SET_ASIDE.search(line):
            denied.append(span)
    return denied


def is_denied(reading: Reading, start: int, end: int) -> bool:
    """Whether a fact is denied; unlike :func:`is_negated` "ik heb geen bv" counts."""
    return _negated(reading, start, end, lack_counts=True)


def _negated(reading: Reading, start: int, end: int, lack_counts: bool) -> bool:
    first, last = reading.tokens_in(start, end)
    if first == last:
        return False
    clause = reading.clause_of(first)
    left = _canon(reading, max(clause[0], first - _REACH), first)
    right = _MARKS.sub("", _canon(reading, last, max(min(clause[1], last + _REACH), last)))
    right = re.split(r" ?[,;(]", right, maxsplit=1)[0]
    if _DENIED_BEFORE.search(f"{left} " if left else ""):
        if lack_counts or _UNWANTED.search(f"{left} {right}"):
            return True
        return not (_LACK_BEFORE.search(left + " ") and _LACKING.search(f"{left} {right}"))
    if _DENIED_AFTER.match(right):
        return lack_counts or not _is_lack(right)
    return False


def _is_lack(right: str) -> bool:
    return bool(_LACK_AFTER.search(right)) and "probleem" not in right


def _canon(reading: Reading, first: int, last: int) -> str:
    return " ".join(t.canon for t in reading.tokens[first:last])
