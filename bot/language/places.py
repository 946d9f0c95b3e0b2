"""Where the company is: municipality and place, also with typing errors."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.found import Found
from bot.language.gazetteer import Caution, Gazetteer, Name, Place
from bot.language.negation import is_denied
from bot.language.patterns import any_of, whole_words, words
from bot.language.reading import Reading

_PREPOSITIONS = words("""
    in uit te vanuit naar nabij rond rondom omgeving regio gemeente dorp dorpje bij vlakbij op
    omstreken richting stad hartje centrum
""")
_TITLES = words("meneer mevrouw dhr mevr mr familie fam heer mijnheer")
_OWN = whole_words(
    any_of(r"""
        (?:ik|we|wij) (?:zit|zitten|ben|zijn|woon|wonen|sta|staan|werk|werken|kom|komen), gevestigd,
        ^(?:zit|zitten|ben|zijn|woon|wonen|sta|staan|werk|werken), vestiging in, ons bedrijf,
        mijn bedrijf, mijn zaak, onze zaak, mijn winkel, ons pand, mijn kantoor, ons kantoor,
        mijn salon, bedoel\w*, hier in, vanuit, gemeente
    """)
)
_ELSEWHERE = whole_words(
    any_of(r"""
        klant\w*, afnemers?, opdrachtgevers?, concurrent\w*, leverancier\w*, lever, leveren, levert,
        export\w*, beurs, beurzen, dochter, zoon, broer, zus, neef, vriend\w*, project\w*, klus\w*,
        rijden, rijd, vakantie, markt(?:en)?, naar, buiten, opdracht\w*, studeert, student\w*,
        filiaal, tweede vestiging, nieuwe vestiging, verkoop\w*, verkopen, congres, geboren,
        opgegroeid, vroeger, werk(?:en)? veel, werk(?:en)? vooral,
        een (?:\w+ )?(?:\w+ )?(?:bedrijf|partij|firma|club|man|vrouw|collega|jongen) (?:uit|in|van)
    """)
)
_CUE_REACH = 7
"""Words before a place within which a cue about it stands."""
_MOVED = re.compile(r"\b(?:verhuisd|verplaatst|gegaan|gevestigd)\b")
_JUST_OUTSIDE = re.compile(r"\bnet buiten$")
_POSTCODE = re.compile(r"([1-9]\d{3}) ?[A-Z]{2}")


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
    return _exact(reading, gazetteer, at, asked) or _fuzzy(reading, gazetteer, at, asked)


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
    if is_denied(reading, start, end):
        return []
    canon_start = reading.offset_of(hit.first)
    canon_end = reading.offset_of(hit.last - 1) + len(reading.tokens[hit.last - 1].canon)
    left, right = reading.context(canon_start, canon_end)
    sure = hit.sure
    near = " ".join(left.split(" ")[-_CUE_REACH:])
    own, elsewhere = _last(_OWN, near), _last(_ELSEWHERE, near)
    if _JUST_OUTSIDE.search(left):
        sure = 0.5
    elif elsewhere >= max(own, 0) and not _MOVED.search(right):
        sure = 0.35
    elif own >= 0 or elsewhere >= 0:
        sure = min(0.95, sure + 0.1)
    if hit.place.is_country and own <= elsewhere and not (asked and reading.words <= 4):
        return []
    found = [Found("municipality", hit.place.municipality, start, end, sure)]
    if not hit.place.is_municipality:
        found.append(Found("place", hit.place.name, start, end, sure))
    return found


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match of a pattern begins, -1 where there is none."""
    return max((m.start() for m in pattern.finditer(text)), default=-1)
