"""What the company does: the sector of its own work, not of its customers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language import company
from bot.language.found import Found
from bot.language.gazetteer import Gazetteer, is_company_ending
from bot.language.negation import is_denied
from bot.language.patterns import any_of, whole_words, words
from bot.language.reading import Reading

_SHORTEST_PART = 3
_FRAGMENT = 5
"""So many words without a verb are an answer or a label, so speak of the own company."""

_TOWARDS = words("voor aan bij")
_POSSESSIVE = words("mijn ons onze eigen mij")
_STEPPED_OVER = words("""
    de het een die deze dit , en of & vooral met name onder andere grote kleine lokale regionale
    nederlandse alle andere veel diverse allerlei zowel als particulieren bedrijven mkb hele mooie
    bekende middelgrote verschillende in uit
""")
_MOST_STEPS = 8
_CUSTOMERS = re.compile(
    r"\b"
    + any_of(r"""
        klanten, opdrachtgevers?, afnemers?, doelgroep, leveren, lever, leveranciers?,
        toeleverancier, ingehuurd, inhuren, huren, gebeld, bellen, vraag, zoek\w*, nodig, stage,
        gewerkt, werkte
    """)
    + r"\b(?: \S+){0,4}$"
)
_WORK = any_of("""
    ben, zijn, heb, hebben, run, runnen, zit, zitten, werk, werken, doe, doen, maak, maken, bouw,
    bouwen, ontwikkel, ontwikkelen, lever, leveren, verkoop, verkopen, verzorg, verzorgen, verbouw,
    verbouwen, teel, telen, repareer, repareren, produceer, produceren, plaats, plaatsen, start,
    begin, vis, vissen, rijd, rij, rijden, geef, geven, verhuur, verhuren, ontwerp, ontwerpen,
    adviseer
""")
_OWN = re.compile(
    r"\b"
    + any_of(rf"""
        (?:ik|we|wij) {_WORK}, ben ik, zijn we, zijn wij, heb ik, hebben we,
        (?:mijn|ons|onze)(?: eigen| kleine| familie)?, ^als(?=$),
        ^(?:heb|ben|run|zit|hebben|zijn|zitten|runnen|maken|doen),
        (?:werk|ben|begonnen|begon|start|zelfstandig) als, eigenaar van, werkzaam in, actief in,
        zelfstandig, zzp er(?: in)?, branche, sector
    """)
    + r"\b(?: (?!(?:maar|want|voor|die|dat|mijn)\b)\S+){0,5}$"
)
_HIRED = re.compile(r"\b(?:mijn|onze|de|ons|een)$")
_HIRED_BY = re.compile(r"(?:\b(?:mijn|onze|ons)|(?<!\bin )\bde)$")
_IS_A = re.compile(r"\b(?:ben|zijn|ik heb|we hebben|als|word) (?:zelf |nu |ook )?een$")
_PERSON = re.compile(
    any_of("""
        emer, enier, maker, zetter, bouwer, werker, schilder, bakker, slager, kapper, teurs?, meur,
        developer, man, arts, tist, peut, visser, kweker, teler, houder, koerier, leverancier,
        makelaar, ticien, tricien, gieter, metselaar, doo?r, klusser, wasser, dekker, graaf, loog,
        theker
    """)
    + "$"
)
"""Endings of people's trades: "mijn aannemer" is somebody else."""
_NEEDED_AFTER = re.compile(
    r"^(?:\S+ ){0,3}"
    + any_of("""
        nodig, kopen, zoeken, aanschaffen, inhuren, verbeteren, regelen, inrichten, laten, vinden,
        huren, gebruiken, invoeren, installeren, beginnen, starten, erbij
    """)
    + r"\b"
)
_OPENS = re.compile(r"^(?:(?:en|een|n|eigen|klein|kleine|familie|ook|dus) )*$")
"""Before a label at the start of a clause: "bouwbedrijf in Ens", "een bakkerij met"."""
_IS_TALKED_OF = re.compile(r"^(?:is|zijn|kost|kosten|wordt|worden|heeft|hebben|kan|kunnen|moet)\b")
_SPEAKER = words("ik jij je hij ikzelf")
_VERB = whole_words(
    any_of(r"""
        is, zijn, ben, heb, hebben, heeft, kan, kunnen, wil, willen, moet, gaat, ga, komt, zegt,
        vindt, zoek\w*, mis, weet, denk, loopt, lukt, zou, word, wordt, blijft, krijg\w*
    """)
)


@dataclass(frozen=True)
class _Hit:
    """Tokens [first, last) that name a sector."""

    first: int
    last: int
    sector: str
    weak: bool


def find(reading: Reading, gazetteer: Gazetteer, asked: bool) -> list[Found]:
    """Sectors of the own company, one finding for each; ``asked``: for the sector."""
    hits = _hits(reading, gazetteer)
    names = {i for h in hits for i in range(h.first, h.last)}
    best: dict[str, Found] = {}
    for hit in hits:
        sure = _confidence(reading, hit, names, asked)
        if not sure:
            continue
        start, end = reading.tokens[hit.first].start, reading.tokens[hit.last - 1].end
        if is_denied(reading, start, end):
            continue
        old = best.get(hit.sector)
        if old is None or sure > old.confidence:
            best[hit.sector] = Found("sector", hit.sector, start, end, sure)
    return sorted(best.values(), key=lambda f: f.start)


def _hits(reading: Reading, gazetteer: Gazetteer) -> list[_Hit]:
    hits: list[_Hit] = []
    at = 0
    while at < len(reading.tokens):
        hit = None
        if reading.tokens[at].kind != "mark":
            hit = _phrase(reading, gazetteer, at) or _compound(reading, gazetteer, at)
        if hit is not None:
            hits.append(hit)
        at = hit.last if hit else at + 1
    return hits


def _phrase(reading: Reading, gazetteer: Gazetteer, at: int) -> _Hit | None:
    """The longest whole word or phrase that begins at a token."""
    written, best = "", None
    for last in range(at, min(len(reading.tokens), at + gazetteer.longest_phrase)):
        token = reading.tokens[last]
        if token.canon == "-" and written:
            continue
        written += (" " if written else "") + token.canon
        word = gazetteer.sector_words.get(written)
        if word is not None:
            best = _Hit(at, last + 1, word.sector, word.weak)
    return best


def _compound(reading: Reading, gazetteer: Gazetteer, at: int) -> _Hit | None:
    """A compound known by its first or last part; the longest part wins."""
    token = reading.tokens[at]
    word = token.canon
    if token.kind != "word" or not 5 <= len(word) <= 40:
        return None
    best_length, sector = 0, ""
    for length in range(len(word), _SHORTEST_PART - 1, -1):
        start = word[:length]
        if start in gazetteer.sector_starts:
            best_length, sector = length, gazetteer.sector_starts[start]
            break
        if start in gazetteer.sector_stems and is_company_ending(word[length:]):
            best_length, sector = length, gazetteer.sector_stems[start]
            break
    for length in range(len(word) - 1, max(best_length, _SHORTEST_PART), -1):
        if word[-length:] in gazetteer.sector_ends:
            best_length, sector = length, gazetteer.sector_ends[word[-length:]]
            break
    return _Hit(at, at + 1, sector, weak=False) if best_length else None


def _confidence(reading: Reading, hit: _Hit, names: set[int], asked: bool) -> float:
    """How surely a word speaks of the own company's work; 0 where it does not."""
    if _is_for_others(reading, hit.first, names):
        return 0.5 if asked and reading.words <= _FRAGMENT else 0.0
    last = reading.tokens[hit.last - 1]
    start = reading.offset_of(hit.first)
    left, right = reading.context(start, reading.offset_of(hit.last - 1) + len(last.canon))
    is_verb = hit.last == hit.first + 1 and left.rpartition(" ")[2] in _SPEAKER  # "ik zorg"
    if company.of_others(left) or is_verb:
        return 0.0
    fragment = reading.words <= _FRAGMENT and not _VERB.search(reading.canon)
    if asked and reading.words <= 3 * _FRAGMENT:
        return 0.95 if fragment else 0.85
    own = bool(_OWN.search(left))
    if hit.weak and reading.words > 1:
        return 0.8 if own and not _HIRED_BY.search(left) and not _NEEDED_AFTER.match(right) else 0.0
    if (_CUSTOMERS.search(left) and not own) or _NEEDED_AFTER.match(right):
        return 0.4
    if _HIRED.search(left) and _PERSON.search(last.canon) and not _IS_A.search(left):
        return 0.4
    if own:
        return 0.9
    opens = _OPENS.match(f"{left} " if left else "") and not _IS_TALKED_OF.match(right)
    return 0.8 if fragment or opens else 0.55


def _is_for_others(reading: Reading, first: int, names: set[int]) -> bool:
    """Whether "voor", "aan" or "bij" stands before the word and what goes with it."""
    for at in range(first - 1, max(-1, first - 1 - _MOST_STEPS), -1):
        canon = reading.tokens[at].canon
        if canon in _TOWARDS:
            # "aan het bouwen" and "voor mijn kapsalon" speak of oneself.
            return not any(t.canon in _POSSESSIVE for t in reading.tokens[at + 1 : first])
        if canon in _POSSESSIVE or (canon not in _STEPPED_OVER and at not in names):
            return False
    return False
