"""Where the company is: municipality and place, also with typing errors."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language import whereabouts
from bot.language.found import Found
from bot.language.gazetteer import Caution, Gazetteer, Name, Place
from bot.language.negation import is_denied
from bot.language.patterns import words
from bot.language.reading import Reading

_PREPOSITIONS = words("""
    in uit te vanuit naar nabij rond rondom omgeving regio gemeente dorp dorpje bij vlakbij op
    omstreken richting stad hartje centrum
""")
_TITLES = words("meneer mevrouw dhr mevr mr familie fam heer mijnheer")
_POSTCODE = re.compile(r"([1-9]\d{3}) ?[A-Z]{2}")
_FEW = 2
"""So many words beside a place make it an answer, or a label."""
_SHORTEST_HALF = 4
_WEAK = 0.6
"""Below this a name is a nickname, or an adjective."""


@dataclass(frozen=True)
class _Hit:
    """Tokens [first, last) that are a place."""

    first: int
    last: int
    place: Place
    sure: float


def find(reading: Reading, gazetteer: Gazetteer, asked: bool) -> list[Found]:
    """Places and municipalities; ``asked``: for the municipality.

    A place in Flevoland gives both `place` and `municipality`; a place elsewhere too, with the
    municipality's name. Where a customer or relative is, or where one would like to go, comes
    with a confidence below 0.6.
    """
    found: list[Found] = []
    at = 0
    while at < len(reading.tokens):
        hit = _hit(reading, gazetteer, at, asked)
        if hit is None:
            at += 1
            continue
        found += _found(reading, hit, asked)
        at = hit.last
    return found


def _hit(reading: Reading, gazetteer: Gazetteer, at: int, asked: bool) -> _Hit | None:
    token = reading.tokens[at]
    if token.kind == "code" and token.canon == "<postcode>":
        return _by_postcode(token.text, gazetteer, at)
    if token.kind != "word":
        return None
    return (
        _exact(reading, gazetteer, at, asked)
        or _fuzzy(reading, gazetteer, at, asked)
        or _fuzzy_in_two(reading, gazetteer, at)
    )


def _exact(reading: Reading, gazetteer: Gazetteer, at: int, asked: bool) -> _Hit | None:
    """The longest name that begins at a token, joining words over spaces and hyphens."""
    written, words, best = "", 0, None
    for last in range(at, min(len(reading.tokens), at + 2 * gazetteer.longest_name)):
        token = reading.tokens[last]
        if token.kind == "mark":
            if token.canon in ("-", "'", "’") and last > at:
                continue
            break
        written += token.canon.replace(" ", "").removeprefix("#")
        words += 1
        if words > gazetteer.longest_name:
            break
        name = gazetteer.names.get(written)
        # Joined short words are chance ("en" + "s"), unless the name has several words itself.
        if name is None or (words > 1 and len(written) < 6):
            continue
        sure = _sure_of_name(reading, name, at, last + 1, asked)
        if sure:
            best = _Hit(at, last + 1, name.place, sure)
    return best


def _sure_of_name(reading: Reading, name: Name, first: int, last: int, asked: bool) -> float:
    alone = asked and reading.words <= last - first + 2
    if not alone and name.caution != "none" and not _is_meant(reading, name.caution, first):
        return 0.0
    if name.weak:
        return 0.6 if asked else 0.55
    return 0.95 if alone else 0.85


def _is_meant(reading: Reading, caution: Caution, first: int) -> bool:
    """Whether an ordinary word stands where only a place stands."""
    token = reading.tokens[first]
    capital = token.text[0].isupper() and not reading.shouted
    preposition = _preposition(reading, first)
    if caution == "preposition_and_capital":
        return capital and preposition
    if preposition or caution == "preposition":
        return preposition
    if not capital:
        return False
    before = reading.tokens[first - 1] if first else None
    is_surname = before is not None and (
        before.canon in _TITLES
        or (before.kind == "word" and before.text[0].isupper() and len(before.text) > 2)
    )
    return not is_surname


def _preposition(reading: Reading, first: int) -> bool:
    return first > 0 and reading.tokens[first - 1].canon in _PREPOSITIONS


def _fuzzy(reading: Reading, gazetteer: Gazetteer, at: int, asked: bool) -> _Hit | None:
    """A name with a typing error; the first letter must be right."""
    word = reading.tokens[at].canon
    length = len(word)
    if length < 5 or length > 24 or word in gazetteer.lookalikes:
        return None
    near = gazetteer.by_first_letter.get(word[0])
    if near is None:
        return None
    best = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=2)
    if best is None:
        return None
    name, distance, _ = best
    place = gazetteer.names[name].place
    if distance > (1 if len(name) < (8 if place.in_flevoland else 11) else 2):
        return None
    if not place.in_flevoland and word[: len(name)] == name:
        return None
    supported = _preposition(reading, at) or (asked and reading.words <= 3)
    if not supported and not place.in_flevoland:
        return None
    return _Hit(at, at + 1, place, 0.8 if supported else 0.65)


def _fuzzy_in_two(reading: Reading, gazetteer: Gazetteer, at: int) -> _Hit | None:
    """A village with a typing error, written as two words behind a preposition ("swifter band")."""
    if at + 1 >= len(reading.tokens) or not _preposition(reading, at):
        return None
    one, two = reading.tokens[at].canon, reading.tokens[at + 1]
    if two.kind != "word" or len(one) < _SHORTEST_HALF or len(two.canon) < _SHORTEST_HALF:
        return None
    near = gazetteer.by_first_letter.get(one[0], ())
    best = process.extractOne(one + two.canon, near, scorer=OSA.distance, score_cutoff=1)
    if best is None or not gazetteer.names[best[0]].place.in_flevoland:
        return None
    return _Hit(at, at + 2, gazetteer.names[best[0]].place, 0.8)


def _by_postcode(written: str, gazetteer: Gazetteer, at: int) -> _Hit | None:
    match = _POSTCODE.match(written)
    if match is None:
        return None
    digits = int(match[1])
    for first, last, municipality in gazetteer.postcodes:
        if first <= digits <= last:
            place = next(
                p for p in gazetteer.places if p.is_municipality and p.municipality == municipality
            )
            return _Hit(at, at + 1, place, 0.9)
    return None


def _found(reading: Reading, hit: _Hit, asked: bool) -> list[Found]:
    start, end = reading.tokens[hit.first].start, reading.tokens[hit.last - 1].end
    canon_start = reading.offset_of(hit.first)
    canon_end = reading.offset_of(hit.last - 1) + len(reading.tokens[hit.last - 1].canon)
    context = reading.context(canon_start, canon_end)
    if is_denied(reading, start, end) and whereabouts.can_be_denied(context):
        return []
    alone = reading.words <= hit.last - hit.first + _FEW or asked
    is_answer = asked and reading.words <= 4
    if hit.place.is_country and not is_answer and not whereabouts.is_settled(context):
        return []
    weak = hit.sure < _WEAK
    sure = whereabouts.confidence(hit.sure, context, hit.place.in_flevoland, weak, alone)
    found = [Found("municipality", hit.place.municipality, start, end, sure)]
    if not hit.place.is_municipality:
        found.append(Found("place", hit.place.name, start, end, sure))
    return found
