"""What the company does: the sector of its own work, not of its customers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.language import company, own_work
from bot.language.found import Found
from bot.language.gazetteer import (
    COMPANY_ENDINGS,
    Gazetteer,
    is_company_ending,
)
from bot.language.negation import is_denied
from bot.language.own_work import HINT, Sort
from bot.language.patterns import any_of, whole_words, words
from bot.language.reading import Context, Reading

_SHORTEST_PART = 3
_SHORTEST_HEAD = 6
_SHORTEST_PLURAL = 6
_FRAGMENT = 5
"""So many words without a verb are an answer or a label, so speak of the own company."""

_TOWARDS = words("voor aan bij")
_POSSESSIVE = words("mijn ons onze eigen mij")
_STEPPED_OVER = words("""
    een die deze dit , en of & vooral met name onder andere grote kleine lokale regionale
    nederlandse alle andere veel diverse allerlei zowel als particulieren bedrijven mkb hele mooie
    bekende middelgrote verschillende in uit
""")
_ARTICLES = words("een de het n")
_OF_SURNAMES = words("de den der van ten ter")
_JOINTS = words("en met & plus")
_JOINED = 0.7
_BY_VERB = 0.8
_IN_NAME = 0.75
_NO_KIND = tuple(
    "eenmanszaak noodzaak oorzaak hoofdzaak bijzaak strafzaak rechtszaak koophandel behandel"
    " onderhandel".split()
)
"""Words that end like a kind of company and are none."""
_ALONE = words(
    "maker verkoper specialist leverancier monteur boer handelaar technicus groep tak"
    " wereld salon shop"
)
"""Heads that are seldom written apart from their first part, and often stand beside it."""
_DOERS = words("ik wij we k")
_DOES_IT = [["doen", "wij"], ["doen", "we"], ["doe", "ik"]]
_MOST_STEPS = 8
_OBJECT_WITHIN = 2
"""Words between the verb of a trade and what it is done to."""
_LESSONS = re.compile(
    r"les(?:sen)?$|curs|train|workshop|yoga|advies|therapie|massage|leiding|begeleid|feest"
    r"|party|kamp"
    r"|coach|onderwijs|rijles|behandeling|concert|voorstelling|show|optreden|dans|zang"
    r"|pilates|fitness|bhv|les"
)
"""What is given when it is sold."""
_IN_ROOM = re.compile(r"\b(?:in|uit|vanuit) (?:mijn|me|ons|onze|de)$")
_DELIVERS = re.compile(r"\b(?:lever\w*|verko\w*)\b(?: \S+){0,3} ?$")
_REPAIR = words("onderhoud onderhoudswerk reparatie reparaties werk laswerk werkzaamheden klussen")
"""What is done "aan" something: "onderhoud aan schepen"."""
_BUILT = re.compile(r"\b(?:bouw|bouwen|maak|maken|reppareren|repareer|repareren)\b(?: \S+){0,3}$")
_BUILT_BY = {"logistiek": "maakindustrie", "visserij": "maritiem"}
"""Who builds or mends what a sector works with: a trailer is built in another than it drives in."""
_SELLS = re.compile(r"\b(?:verkoop|verkopen)\b(?: \S+){0,3}$")
_SELLS_THE = re.compile(r"\b(?:verkoop|verkopen) (?:de|die)$")
"""Before what comes of something else: "wij slopen auto's en verkopen de onderdelen"."""
_MAKES = re.compile(
    r"(?:^|[.,;!] )(?:en )?(?:ik|wij|we) (?:maak|maken|vervaardig|vervaardigen|produceer|produceren"
    r"|fabriceer|fabriceren) (?P<what>[a-z]{6,}(?:en|s))(?= ?(?:$|[.,;!]))"
)
_NOT_MADE = words("""
    afspraken fouten kosten plannen keuzes schulden meters kilometers offertes ruzies grapjes reizen
    roosters overuren winsten verliezen zorgen vorderingen stappen kansen schulden verschillen
    berekeningen begrotingen schetsen excuses kinderen mensen vrienden vijanden wandelingen dagen
    maanden weken avonden bonnetjes notities problemen sprongen verslagen rapporten slachtoffers
    adviezen concepten beslissingen rekeningen facturen overzichten lijstjes schermafdrukken
""")
"""What anybody makes, whatever the trade."""
_MADE = 0.65
_ONLINE = re.compile(
    r"^(?: \S+){0,2} (?:online|via internet|op internet|via (?:bol|etsy|marktplaats))\b"
)
"""Around what is made by others and sold in a shop on the web."""
_FARMERS = "boeren"
"""Many of a trade of which the verb is the same: "wij boeren goed" names no trade."""
_FARMERS_ARE = re.compile(r"(?:^|(?<!jaar) )(?:#\d+|zijn|van|als|met|onze|mijn|de|alle)$")
_SPEAKER = words("ik jij je hij ikzelf")
_VERB = whole_words(
    any_of(r"""
        is, zijn, ben, heb, hebben, heeft, kan, kunnen, wil, willen, moet, gaat, ga, komt, zegt,
        vindt, zoek\w*, mis, weet, denk, loopt, lukt, zou, word, wordt, blijft, krijg\w*, mag, in de
    """)
)


@dataclass(frozen=True)
class _Hit:
    """Tokens [first, last) that name a sector."""

    first: int
    last: int
    sector: str
    weak: bool
    is_done: bool = False
    """It is what the speaker does: "ik behang"."""
    head: str = ""
    """The listed word that a compound ends in, which says what sort of word it is."""


def find(
    reading: Reading,
    gazetteer: Gazetteer,
    asked: bool,
    names_of_own: Sequence[tuple[int, int]] = (),
) -> list[Found]:
    """Sectors of the own company, one finding for each.

    Args:
        asked: for the sector.
        names_of_own: where the own company's name stands: "Van Dalen Transport" tells its sector.
    """
    hits = _hits(reading, gazetteer, asked)
    names = {i for h in hits for i in range(h.first, h.last)}
    best: dict[str, Found] = {}
    own_until = 0
    for before, hit in zip([None, *hits], hits, strict=False):
        if before is not None and _is_object(reading, gazetteer, before, hit):
            continue
        sure = _confidence(reading, gazetteer, hit, names, asked)
        is_pair = before is not None and own_until and before.first == 0
        is_pair = is_pair and gazetteer.is_thing(_written(reading, gazetteer, hit))
        if own_until and (sure or is_pair) and _is_joined(reading, own_until, hit.first):
            sure = max(sure, _JOINED)
        start, end = reading.tokens[hit.first].start, reading.tokens[hit.last - 1].end
        name = next((n for n in names_of_own if n[0] <= start and end <= n[1]), None)
        if name is not None:
            is_surname = start > name[0] and _is_surname(reading, hit.first)
            sure = 0.0 if is_surname else max(sure, _IN_NAME)
        if _is_in_brackets(reading, hit, names_of_own):
            sure = max(sure, _IN_NAME)
        own_until = hit.last if sure > HINT else 0
        if not sure:
            continue
        if not _is_owned(reading, hit) and is_denied(reading, start, end):
            continue
        sector = _sector_of(reading, gazetteer, hit)
        old = best.get(sector)
        if old is None or sure > old.confidence:
            best[sector] = Found("sector", sector, start, end, sure)
    made = _made(reading) if not any(f.confidence > HINT for f in best.values()) else None
    if made is not None:
        best[made.value] = made
    return sorted(best.values(), key=lambda f: f.start)


def _made(reading: Reading) -> Found | None:
    """What somebody makes that no list has: "ik maak orgelpijpen" is a maker's at any rate."""
    made = _MAKES.search(reading.canon)
    if made is None or made["what"] in _NOT_MADE:
        return None
    return reading.found("sector", "maakindustrie", *made.span("what"), _MADE)


def _is_surname(reading: Reading, first: int) -> bool:
    """Whether a word within a company's name is what its owner is called: "De Boer Precisie"."""
    token, before = reading.tokens[first], reading.tokens[first - 1] if first else None
    return before is not None and before.canon in _OF_SURNAMES and token.text[0].isupper()


_ONCE_WAS = re.compile(
    r"\b(?:was|waren|werkte|werkten) (?:vroeger|eerst|voorheen|ooit|jarenlang|destijds|\S+ jaar)"
    r"(?: als| een| de| in){0,3}$"
    r"|\b(?:vroeger|eerst|voorheen|destijds|ooit) (?:was|waren|werkte) (?:ik|we|wij)"
    r"(?: als| een){0,2}$"
)
_NOT_OURS = re.compile(
    r"^ ?,? (?:althans|of eigenlijk|nou ja|tenminste) (?:dat|die|de) van (?!ons|mij)"
)


def _once_was(left: str) -> bool:
    """Whether a trade is one that somebody had: "ik was vroeger kok"."""
    return _ONCE_WAS.search(left) is not None


def _is_corrected(reading: Reading, end: int) -> bool:
    """Whether a word is taken back: "ons kantoor, althans dat van de tegenpartij"."""
    return _NOT_OURS.match(reading.canon[end : end + 60]) is not None


def _is_in_brackets(reading: Reading, hit: _Hit, names: Sequence[tuple[int, int]]) -> bool:
    """Whether a word explains the own name right before it: "Gebr. Slump (loodgieters)"."""
    if hit.first < 2 or reading.tokens[hit.first - 1].canon not in ("(", ","):
        return False
    return any(last == reading.tokens[hit.first - 2].end for _, last in names)


def _is_object(reading: Reading, gazetteer: Gazetteer, before: _Hit, hit: _Hit) -> bool:
    """Whether a thing is what the verb of a trade is done to: "wij slijpen messen"."""
    is_near = hit.first - before.last <= _OBJECT_WITHIN
    return before.is_done and is_near and gazetteer.is_thing(_written(reading, gazetteer, hit))


def _sector_of(reading: Reading, gazetteer: Gazetteer, hit: _Hit) -> str:
    """The sector of a word; who builds a trailer is not in transport."""
    written = _written(reading, gazetteer, hit)
    start = reading.offset_of(hit.first)
    if hit.sector == "maakindustrie" and gazetteer.is_thing(written):
        end = reading.offset_of(hit.last - 1) + len(reading.tokens[hit.last - 1].canon)
        if _SELLS.search(reading.context(start, start).left) and _ONLINE.match(reading.canon[end:]):
            return "retail"
    if not hit.is_done and _BUILT.search(reading.context(start, start).left):
        is_built = gazetteer.is_thing(written)
        return _BUILT_BY.get(hit.sector, hit.sector) if is_built else hit.sector
    return hit.sector


def _written(reading: Reading, gazetteer: Gazetteer, hit: _Hit) -> str:
    """The words of a hit as the lists have them: "kunst mest" is "kunstmest"."""
    if hit.head:
        return hit.head
    parts = [t.canon for t in reading.tokens[hit.first : hit.last] if t.canon != "-"]
    joined = "".join(parts)
    return joined if joined in gazetteer.sector_words else " ".join(parts)


def _is_joined(reading: Reading, last: int, first: int) -> bool:
    """Whether a word goes with the one before it: "een brasserie met een vakantiepark"."""
    between = [t.canon for t in reading.tokens[last:first]]
    return bool(between) and between[0] in _JOINTS and _ARTICLES.issuperset(between[1:])


def _is_owned(reading: Reading, hit: _Hit) -> bool:
    start = reading.offset_of(hit.first)
    return own_work.is_owned(reading.context(start, start))


def _hits(reading: Reading, gazetteer: Gazetteer, asked: bool) -> list[_Hit]:
    hits: list[_Hit] = []
    at = 0
    while at < len(reading.tokens):
        hit = None
        idiom = _idiom(reading, gazetteer, at)
        if idiom:
            at += idiom
            continue
        if reading.tokens[at].kind != "mark":
            split = _in_two_words(reading, gazetteer, at)
            is_company = split and not split.weak
            phrase = _phrase(reading, gazetteer, at)
            hit = _done(reading, gazetteer, phrase) if phrase is not None else None
            hit = hit or _verb(reading, gazetteer, at, hits, asked)
            hit = hit or (split if is_company else phrase)
            hit = hit or _compound(reading, gazetteer, at) or split
        if hit is not None and _is_first_part(reading, gazetteer, hit):
            at = hit.last
            continue
        if hit is not None:
            hits.append(hit)
        at = hit.last if hit else at + 1
    return hits


def _done(reading: Reading, gazetteer: Gazetteer, phrase: _Hit) -> _Hit | None:
    """A phrase that begins with a verb behind "ik" or "wij": "wij slopen auto's"."""
    first = reading.tokens[phrase.first].canon
    if phrase.last == phrase.first + 1 or first not in gazetteer.trade_verbs or not phrase.first:
        return None
    is_done = reading.tokens[phrase.first - 1].canon in _DOERS
    return replace(phrase, is_done=True) if is_done else None


def _idiom(reading: Reading, gazetteer: Gazetteer, at: int) -> int:
    """Number of tokens of the idiom that begins at a token, 0 where there is none."""
    canons = [t.canon for t in reading.tokens[at : at + gazetteer.longest_idiom]]
    for length in range(len(canons), 0, -1):
        if " ".join(canons[:length]) in gazetteer.idioms:
            return length
    return 0


def _is_first_part(reading: Reading, gazetteer: Gazetteer, hit: _Hit) -> bool:
    """Whether a word is the first part of a compound that is no company: "app-idee"."""
    rest = reading.tokens[hit.last : hit.last + 2]
    if len(rest) < 2 or rest[0].canon != "-" or rest[1].kind != "word":
        return False
    joined = rest[0].start == reading.tokens[hit.last - 1].end and rest[1].start == rest[0].end
    head = rest[1].canon
    is_known = head in COMPANY_ENDINGS or head in gazetteer.sector_words
    return joined and not is_known and head not in _ARTICLES and head not in _JOINTS


def _verb(
    reading: Reading, gazetteer: Gazetteer, at: int, before: list[_Hit], asked: bool
) -> _Hit | None:
    """A verb that is a trade by itself: "ik behang en schilder", "metselen wij"."""
    tokens = reading.tokens
    sector = gazetteer.trade_verbs.get(tokens[at].canon)
    if sector is None:
        return None
    around = [t.canon for t in (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])]
    goes_on = bool(
        before and before[-1].is_done and before[-1].last == at - 1 and around[0] == "en"
    )
    alone = asked and reading.words <= _FRAGMENT
    done_by_us = [t.canon for t in tokens[at + 1 : at + 3]] in _DOES_IT
    is_done = goes_on or alone or done_by_us or not _DOERS.isdisjoint(around)
    return _Hit(at, at + 1, sector, weak=True, is_done=True) if is_done else None


def _phrase(reading: Reading, gazetteer: Gazetteer, at: int) -> _Hit | None:
    """The longest whole word or phrase that begins at a token."""
    written, best = "", None
    for last in range(at, min(len(reading.tokens), at + gazetteer.longest_phrase)):
        token = reading.tokens[last]
        if token.canon == "-" and written:
            continue
        written += (" " if written else "") + token.canon
        word = gazetteer.sector_words.get(written)
        if word is None and last == at and len(written) > _SHORTEST_PLURAL:
            word = gazetteer.sector_words.get(written.removesuffix("s"))
            word = word or gazetteer.sector_words.get(_without_diminutive(written))
            if word is None and written.endswith("en"):
                word = gazetteer.sector_words.get(written.removesuffix("n"))
        if word is None and last == at and written == _FARMERS:
            word = gazetteer.sector_words.get(written.removesuffix("en"))
        if word is not None:
            best = _Hit(at, last + 1, word.sector, word.weak)
    return best


def _without_diminutive(word: str) -> str:
    """ "winkeltje" and "smederijtje" as "winkel" and "smederij"."""
    return re.sub(r"(?:etje|tje|je)s?$", "", word)


def _compound(reading: Reading, gazetteer: Gazetteer, at: int) -> _Hit | None:
    """A compound known by its first or last part; the longest part wins."""
    token = reading.tokens[at]
    word = _without_diminutive(token.canon)
    if token.kind != "word" or not 5 <= len(word) <= 40:
        return None
    best_length, sector = _by_beginning(gazetteer, word)
    if best_length and word.endswith("praktijk"):
        return _Hit(at, at + 1, sector, weak=False)  # "adviespraktijk" is no care
    longest = len(word) - (word == token.canon)
    if word.endswith(_NO_KIND):
        longest = 0
    for length in range(longest, max(best_length, _SHORTEST_PART), -1):
        if word[-length:] in gazetteer.sector_ends:
            best_length, sector = length, gazetteer.sector_ends[word[-length:]]
            break
    if best_length:
        return _Hit(at, at + 1, sector, weak=False)
    return _by_head(gazetteer, word, at)


def _by_head(gazetteer: Gazetteer, word: str, at: int) -> _Hit | None:
    """A compound that ends in a listed word is of its kind: "lichtontwerper", "grillsauzen"."""
    for length in range(len(word) - _SHORTEST_PART, _SHORTEST_HEAD - 1, -1):
        head = gazetteer.sector_words.get(word[-length:])
        if head is not None and word[-length:] not in gazetteer.tools:
            return _Hit(at, at + 1, head.sector, head.weak, head=word[-length:])
    return None


def _by_beginning(gazetteer: Gazetteer, word: str) -> tuple[int, str]:
    """The longest known beginning of a word: its length and sector, 0 where there is none."""
    for length in range(len(word), _SHORTEST_PART - 1, -1):
        start = word[:length]
        if start in gazetteer.sector_starts:
            return length, gazetteer.sector_starts[start]
        if start in gazetteer.sector_stems and is_company_ending(word[length:]):
            return length, gazetteer.sector_stems[start]
    return 0, ""


def _in_two_words(reading: Reading, gazetteer: Gazetteer, at: int) -> _Hit | None:
    """A compound that is written as two words: "loon bedrijf", "bieten transport"."""
    parts = reading.tokens[at : at + 2]
    if len(parts) < 2 or any(t.kind != "word" or len(t.canon) < 4 for t in parts):
        return None
    first, second = parts[0].canon, parts[1].canon
    word = gazetteer.sector_words.get(first + second)
    if word is not None:
        return _Hit(at, at + 2, word.sector, weak=False)
    length, sector = _by_beginning(gazetteer, first + second)
    is_company = second in COMPANY_ENDINGS
    if length > len(first) or (length == len(first) and is_company and second not in _ALONE):
        is_whole = is_company or length > len(first) + 2
        return _Hit(at, at + 2, sector, weak=not is_whole)
    return None


def _confidence(
    reading: Reading, gazetteer: Gazetteer, hit: _Hit, names: set[int], asked: bool
) -> float:
    """How surely a word speaks of the own company's work; 0 where it does not."""
    last = reading.tokens[hit.last - 1]
    start = reading.offset_of(hit.first)
    end = reading.offset_of(hit.last - 1) + len(last.canon)
    context = own_work.without_repair(reading.context(start, end))
    written = _written(reading, gazetteer, hit)
    if hit.is_done:
        return 0.0 if company.of_others(context.left) else _BY_VERB
    if _once_was(context.left) or _is_corrected(reading, end):
        return 0.0
    sort = _sort_of(gazetteer, written, hit)
    if _is_beside(reading, gazetteer, hit, written, context):
        return 0.0
    if _is_own_product(gazetteer, written, sort) and own_work.is_possessed(context):
        return _JOINED
    label = reading.words <= _FRAGMENT and not _VERB.search(reading.canon)
    is_verb = hit.last == hit.first + 1 and context.left.rpartition(" ")[2] in _SPEAKER
    is_verb = is_verb or (written == _FARMERS and not _FARMERS_ARE.search(context.left))
    works_as = own_work.works_as(context.left)
    if is_verb and not works_as and not own_work.is_done_next(context):  # "ik zorg"
        return 0.0
    if _is_for_others(reading, hit.first, names, sort):
        if own_work.is_meant_for(context):
            return own_work.confidence(sort, context, is_label=False, opens_message=False)
        return HINT if asked and label else 0.0
    opens = hit.first == 0 or _PREAMBLE.match(reading.canon[:start]) is not None
    sure = own_work.confidence(sort, context, label, opens_message=opens)
    if sure <= HINT and not company.of_others(context.left):
        sure = max(sure, _by_what_follows(reading, hit, end, context.left))
    is_counted_tool = gazetteer.is_tool(written) and context.left.startswith("#")
    if sure <= HINT and not is_counted_tool and own_work.is_listed(context, reading.canon):
        return _JOINED
    if asked and reading.words <= 3 * _FRAGMENT and not company.of_others(context.left):
        return 0.95 if label else 0.85
    return sure


_PREAMBLE = re.compile(
    r"^(?:(?:hoi|hallo|hey|hi|dag|moi|goede\w*|goeie\w*|heel|even|effe|ff|kort|snel|korte|vraag"
    r"|vraagje|beste|mensen|allemaal|ja|nou|dus|ok|oke|gediplomeerd|beedigd|erkend|zelfstandig|freelance"
    r"|gecertificeerd|ambulant|mobiel) ?(?:[,.:!?] ?)*)+$"
)
"""Before what opens a message all the same: a greeting, "heel kort:", "beedigd"."""
_WE_DO_THAT = re.compile(
    rf"^(?: (?:en|of|,) (?:\S+ ){{1,2}}?)? ?, (?:dat|die|zulke|daar)"
    rf" (?:is (?:wat|waar) (?:we|wij|ik)|(?:{own_work.DO}) (?:we|wij|ik))"
    rf"|^(?: (?:voor|van|uit|met|op|in|aan)(?: \S+){{1,3}})? (?:{own_work.DO}) (?:ik|we|wij)(?= |$)"
)
"""Behind what is named first: "windmolens, die ontwikkelen wij", "kaas van geiten maken we"."""


def _by_what_follows(reading: Reading, hit: _Hit, end: int, left: str) -> float:
    """How surely what follows a word makes it what is done here."""
    if _THING_BEFORE.search(left) or not _WE_DO_THAT.match(reading.canon[end : end + 90]):
        return 0.0
    return _JOINED


_THING_BEFORE = re.compile(r"\b(?:op|in|met|aan|bij|van|voor|zonder|de|het|die|deze)$")
"""Before a word that is where or with what something is done."""


def _is_beside(
    reading: Reading, gazetteer: Gazetteer, hit: _Hit, written: str, context: Context
) -> bool:
    """Whether a word is named without saying what is done here, by how it is named."""
    is_tool = gazetteer.is_tool(written)
    is_label = reading.words <= _FRAGMENT
    after = reading.tokens[hit.last : hit.last + 1]
    is_asked = bool(after) and after[0].canon == "?"
    if is_asked and not is_label and context.left in ("", "een"):
        return True  # "uitzendkrachten? waar moeten die staan"
    is_kind = not gazetteer.is_thing(written)
    is_bare = is_kind and not any(context) and not is_label
    if is_bare and _is_many(gazetteer, written):
        # "lassers, ik neem alles met twee handen"
        return not own_work.is_listed(context, reading.canon)
    if own_work.is_given_away(context.left) and not _LESSONS.search(written):
        return True
    if written in gazetteer.rooms and _IN_ROOM.search(context.left):
        return True
    if is_tool and _SELLS_THE.search(context.left):
        return True
    says_for_whom = written.endswith(" voor")
    return is_tool and not says_for_whom and own_work.is_for_oneself(context)


def _sort_of(gazetteer: Gazetteer, written: str, hit: _Hit) -> Sort:
    is_thing = gazetteer.is_thing(written)
    is_plural = written not in gazetteer.sector_words and written[:-1] in gazetteer.sector_words
    if (written in gazetteer.trades or (is_plural and written.endswith("en"))) and not is_thing:
        return Sort.TRADE
    return own_work.sort_of(written, is_thing, gazetteer.is_everybodys(written), hit.weak)


def _is_own_product(gazetteer: Gazetteer, written: str, sort: Sort) -> bool:
    """Whether "onze" makes a word the own trade: "onze sloepen", "onze dakdekkers"."""
    if gazetteer.is_tool(written):
        return False
    return sort is Sort.THING or (sort is Sort.TRADE and _is_many(gazetteer, written))


def _is_many(gazetteer: Gazetteer, written: str) -> bool:
    """Whether many have the trade: "mijn stukadoors" work here, "mijn huisarts" does not."""
    return any(
        written.removesuffix(ending) in gazetteer.sector_words
        for ending in ("s", "en")
        if written.endswith(ending)
    )


def _is_for_others(reading: Reading, first: int, names: set[int], sort: Sort) -> bool:
    """Whether "voor", "aan" or "bij" stands before the word and what goes with it."""
    for at in range(first - 1, max(-1, first - 1 - _MOST_STEPS), -1):
        canon = reading.tokens[at].canon
        if canon == "aan" and reading.tokens[at - 1].canon in _REPAIR:
            return False
        if canon in _TOWARDS:
            # "aan het bouwen" and "voor mijn kapsalon" speak of oneself; so does "voor de camping".
            between = [t.canon for t in reading.tokens[at + 1 : first]]
            if sort is Sort.COMPANY and between in (["de"], ["het"]):
                if canon == "aan" and _DELIVERS.search(reading.canon[: reading.offset_of(at)]):
                    return True
                return own_work.works_for(reading.canon[: reading.offset_of(at)])
            if sort is Sort.THING and canon == "bij" and between == ["de"]:
                return at > 1 and reading.tokens[at - 1].canon != "hier"
            return not _POSSESSIVE.intersection(between)
        is_passed = canon in _STEPPED_OVER or canon in _ARTICLES or at in names
        if canon in _POSSESSIVE or not is_passed:
            return False
    return False
