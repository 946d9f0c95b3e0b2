"""What names look like: capitals, particles between them, and the words of names.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.language.found import Found
from bot.language.gazetteer import Gazetteer, key
from bot.language.patterns import words
from bot.language.reading import Reading
from bot.language.tokens import Token
from bot.paths import KNOWLEDGE

_PARTICLES = words("van de der den ten ter te het t el al ben bin op in aan la le du v d 's")
_PREPOSITIONS = words("in op aan te")
"""Of the particles these are none in a company's name."""
_JOINTS = words("& + -")
_FAMILY = words("zoon zonen zn zn. dochter dochters co partners broers")
"""What a company's name may end with behind "en" or "&"."""
TITLES = words("mevrouw meneer mijnheer dhr mevr mw mr dr drs ing ir heer")
NO_NAME = words("""
    mijn ons onze een de het dit dat deze die ik we wij u je jij jullie hij zij ze en maar want als
    dus wel niet geen ook nog al er hier daar nu dan wat wie waar hoe waarom welke kan kunt kunnen
    heb hebt hebben heeft is zijn ben was moet mag wil graag hallo hoi dag goedemorgen goedemiddag
    goedenavond goedendag goeiemorgen goeiemiddag goeiemorge beste geachte moin hi hey bedankt dank
    met groet groeten groetjes vriendelijke naam bedrijf kvk btw tel telefoon mail voor van op bij
    uit over aan in om te naar tot sinds vandaag morgen gisteren maandag dinsdag woensdag donderdag
    vrijdag zaterdag zondag januari februari maart april mei juni juli augustus september oktober
    november december iemand mensen personeel geld subsidie eenmanszaak bv vof nv niemand
    iedereen alles niks niets alleen zoek zoeken zoekt willen maken maakt doen staan zitten werken
    krijgen vinden lopen loopt draait zonder fout verkeerd onjuist bewaren
    bewaart weten weet bijhouden opslaan
""")
ARTICLES = words("de het een die dat deze dit")
_KIND_ENDINGS = (
    "atelier", "studio", "bedrijf", "winkel", "salon", "praktijk", "makerij", "brouwerij",
    "handel", "bakkerij", "slagerij", "smederij", "rijschool", "kwekerij", "makelaardij", "zaak",
    "bureau", "instituut", "kantoor", "fabriek", "werf", "verhuur", "schildersbedrijf",
)  # fmt: skip
_NO_KINDS = words("koophandel eenmanszaak oorzaak noodzaak kantoor hoofdkantoor")
FORMS = words("vof maatschap cooperatie vereniging stichting firma")
"""Legal forms that stand before a name and belong to it: "stichting De Warme Deken"."""
SHORT_FIRMS = words("fa firma gebr gebrs wed")
"""Words before a surname that are written with a full stop: "Gebr. Slump"."""
_FIRM_ENDINGS = (
    "erij", "school", "centrum", "opvang", "hotel", "café", "cafe", "restaurant", "bar", "theater",
    "museum", "garage", "wasserij", "dienst", "service", "bouw", "techniek", "transport",
    "paviljoen", "camping", "kliniek", "hof", "manege", "verblijf", "tent", "huis",
)  # fmt: skip
"""How listed kinds of company end that names may stand behind: "strandpaviljoen Het Anker"."""
_LONGEST = 4
"""Words of a name with a capital, particles not counted."""
_LONGEST_PLAIN = 3
"""Words of a name without capitals, particles not counted."""


@dataclass(frozen=True)
class NameWords:
    """data/knowledge/names.yml, each word in its plain letters."""

    first_names: frozenset[str]
    no_people: frozenset[str]
    organisations: frozenset[str]
    kinds: frozenset[str]
    programs: frozenset[str]


@dataclass(frozen=True)
class Line:
    """A message with what its names are told by."""

    reading: Reading
    gazetteer: Gazetteer
    words: NameWords

    def token(self, at: int) -> Token | None:
        """The token at an index, None outside the message."""
        tokens = self.reading.tokens
        return tokens[at] if 0 <= at < len(tokens) else None

    def left(self, at: int) -> str:
        """The canonical line before a token, within its clause."""
        start = self.reading.offset_of(at)
        return self.reading.context(start, start).left

    def right(self, last: int) -> str:
        """The canonical line from token ``last`` on, within its clause."""
        if last >= len(self.reading.tokens):
            return ""
        start = self.reading.offset_of(last)
        return self.reading.canon[start : start + 80]

    def has_capital(self, at: int) -> bool:
        """Whether a token is a word that its capital makes (part of) a name."""
        token = self.token(at)
        if token is None or self.reading.shouted:
            return False
        return token.kind in ("word", "numeral") and token.text[0].isupper()

    def begins_sentence(self, at: int) -> bool:
        """Whether a capital at this token tells nothing."""
        before = self.token(at - 1)
        return before is None or before.canon in (".", "!", "?", "\n", ":", '"')

    def is_known(self, first: int, last: int) -> bool:
        """Whether tokens [first, last) are a place, a scheme or an organisation."""
        parts = [t.canon for t in self.reading.tokens[first:last] if t.kind != "mark"]
        written = "".join(parts).replace(" ", "")
        return (
            written in self.gazetteer.names
            or written in self.gazetteer.instruments
            or written in self.words.organisations
        )

    def found(self, entity: str, first: int, last: int, confidence: float) -> Found:
        """A name, as written."""
        start, end = self.reading.tokens[first].start, self.reading.tokens[last - 1].end
        return Found(entity, self.reading.text[start:end], start, end, confidence)


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Read data/knowledge/names.yml, once."""
    data: dict[str, Any] = yaml.safe_load((KNOWLEDGE / "names.yml").read_text(encoding="utf-8"))
    return NameWords(*(frozenset(map(key, data[part])) for part in NameWords.__dataclass_fields__))


def is_first_name(line: Line, at: int) -> bool:
    """Whether a token is a first name that is no ordinary word."""
    token = line.token(at)
    return token is not None and token.canon in line.words.first_names


def plain_name(line: Line, first: int) -> int:
    """The end of a name in lower case: up to the end of the phrase, if that is near."""
    last, particles = first, 0
    while last <= first + particles + _LONGEST_PLAIN:
        token = line.token(last)
        if last > first and _joins_family(line, last):
            # "Bakker en zoon techniek".
            return last + 2 + (line.token(last + 2) is not None and is_trade(line, last + 2))
        if token is None or token.kind != "word":
            return last
        is_particle = token.canon in _PARTICLES and token.canon not in _PREPOSITIONS
        joins_again = is_particle and particles and line.reading.tokens[last - 1].canon != "van"
        if joins_again or (token.canon in NO_NAME and not is_particle):
            return last
        particles += is_particle
        last += 1
    return first + 1


def _joins_family(line: Line, at: int) -> bool:
    """Whether "& zn", "en zoon" or "& co" stands here."""
    joint, after = line.token(at), line.token(at + 1)
    return (
        joint is not None
        and joint.canon in ("&", "en", "+")
        and after is not None
        and after.canon in _FAMILY
    )


def run(line: Line, first: int, people: bool = False) -> int:
    """The end of the words with capitals that begin at a token, with particles between them."""
    last, capitals, at, surname = first, 0, first, False
    while capitals < _LONGEST:
        token = line.token(at)
        if token is None:
            break
        shortened = at > first and _is_shortened(line, at - 2, people)
        broken = at > first and line.begins_sentence(at) and not shortened
        if line.has_capital(at) and not broken:
            at += 2 if _is_shortened(line, at, people) else 1
            capitals += 1
            last = at
            continue
        if people and surname and not _is_double(line, at):
            break
        ahead = at
        while ahead < at + 3 and is_link(line, ahead, people):
            ahead += 1
        if ahead == at or not line.has_capital(ahead):
            break
        if people and is_kind(line, ahead):
            break
        surname = surname or not _is_double(line, at)
        at = ahead
    return last


def _is_initial(line: Line, at: int) -> bool:
    """Whether a letter with a full stop stands here ("H. Oosterbaan")."""
    token, after = line.token(at), line.token(at + 1)
    return token is not None and len(token.text) == 1 and after is not None and after.text == "."


def _is_shortened(line: Line, at: int, people: bool) -> bool:
    """Whether the full stop behind a token ends no name: "H. Oosterbaan", "Gebr. de Boer"."""
    if people:
        return _is_initial(line, at)
    token, dot = line.token(at), line.token(at + 1)
    if token is None or dot is None or dot.text != "." or token.canon not in SHORT_FIRMS:
        return False
    after = at + 2
    while is_link(line, after, people=False):
        after += 1
    return line.has_capital(after)


def _is_double(line: Line, at: int) -> bool:
    """Whether a hyphen joins a second surname here: "de Wit-Oostra"."""
    token, after = line.token(at), line.token(at + 1)
    if token is None or after is None or token.text not in ("-", "–"):
        return False
    return after.start == token.end and line.has_capital(at + 1)


def is_link(line: Line, at: int, people: bool) -> bool:
    """Whether a token can stand between the capitals of a name."""
    token = line.token(at)
    if token is None or (token.canon in _PREPOSITIONS and not people):
        return False
    if token.text == "-" and people:
        return line.reading.tokens[at - 1].end == token.start
    joins = token.text in ("'", "’", "-") or (not people and token.canon in _JOINTS)
    return joins or (token.kind == "word" and token.canon in _PARTICLES)


def is_trade(line: Line, at: int) -> bool:
    """Whether a word is of a sector's ("Techniek", "Transport")."""
    canon = line.reading.tokens[at].canon
    return canon not in _NO_KINDS and (
        canon in line.gazetteer.sector_words
        or canon in line.words.kinds
        or any(canon.endswith(end) for end in line.gazetteer.sector_ends)
    )


def is_kind(line: Line, at: int) -> bool:
    """Whether a word is a kind of company, or a compound of one ("naaiatelier")."""
    canon = line.reading.tokens[at].canon
    if canon in line.words.kinds or canon in FORMS:
        return True
    if canon in _NO_KINDS:
        return False
    word = line.gazetteer.sector_words.get(canon)
    is_company = word is not None and not word.weak and not line.gazetteer.is_thing(canon)
    return canon.endswith(_KIND_ENDINGS) or (is_company and canon.endswith(_FIRM_ENDINGS))
