"""Head counts without a noun: "nu zijn we met achttien", "van de zes is er een ziek", "alle 24"."""

from __future__ import annotations

import re

from bot.language import numerals, people_context
from bot.language.found import Found
from bot.language.numerals import NUMBER, whole
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Reading
from bot.language.staff import ABOUT, FREE, KIND_OF, KIND_WORD, KINDS, RANGE, TRADES, value_of

_ARE = any_of("zijn, zitten, werken, draaien, waren, runnen, doen, nu, staan, rijden, lopen")
_NOW = any_of("""
    hier, nu, nou, inmiddels, momenteel, ondertussen, allemaal, samen, het, dit, nog, maar, gewoon,
    ook, er, intussen, al, steeds, toch, eigenlijk, pas, allang, eh, ehm, euh, uh
""")
_ALL_OF_US = (
    rf"(?:{ABOUT} ){{0,4}}{RANGE}"
    rf"(?:(?: {KIND_OF})? (?:{KINDS}|{TRADES})(?!\S)|{FREE}|(?<=[1-9]\.5)(?= )"
    r"|(?= (?:zonder|waar|staan|zitten)(?: |$)))"
)
_ARE_WITH = re.compile(
    rf"(?<!\S)(?:(?:we|wij) )?{_ARE}(?: (?:we|wij|ze))?(?: {_NOW}){{0,3}} met (?:zijn )?"
    rf"{_ALL_OF_US}"
)
_WE_WITH = re.compile(rf"(?<!\S)(?:we|wij)(?: {_NOW}){{1,3}} met (?:zijn )?{_ALL_OF_US}")
_WE_ARE = spaced(rf"(?:wij|we) zijn(?: {_NOW})? {RANGE} (?:{KIND_OF} )?(?:{KINDS}|{TRADES})")
_WITH_ITS = re.compile(rf"(?<!\S)met (?:zijn|ons)(?: allen)? {RANGE}(?:{FREE}|(?= zonder ))")
_SO_MANY_NOW = rf"(?:{NUMBER}(?P<link> (?:tot|a|of) ))?{NUMBER}"
_NOW_ONLY = r"(?: (?:nog|maar|pas|al|weer)){0,2}"
_ONCE_NOW = re.compile(
    r"(?<!\S)(?:waren|begonnen|zaten|gestart)(?: (?:we|wij))?(?: \S+)? met "
    rf"(?:zijn )?\S+(?: {KINDS})? ?,? ?(?:en |maar )?"
    r"(?:nu|inmiddels|ondertussen|thans|tegenwoordig)"
    rf"{_NOW_ONLY}(?: (?:zijn|zitten) (?:we|wij|het er|er))?{_NOW_ONLY}"
    rf"(?: met)?(?: {ABOUT})* {_SO_MANY_NOW}(?: {KINDS})?{FREE}"
)
_WITH_ME = re.compile(
    r"(?<!\S)met (?:mij|mijzelf|mezelf|(?:mijn|de|een|onze) [a-z]+) "
    r"(?:erbij|meegerekend|meegeteld|inbegrepen)(?: (?:zijn|is|het|we|wij|er)){0,3} "
    rf"{RANGE}{FREE}"
)
_MYSELF = "(?:mij|mijzelf|mezelf|me|ikzelf|ik|ik zelf)"
_COUNTED_IN = re.compile(
    rf"(?<!\S){RANGE}(?: {KINDS})? ?,? ?(?:(?:en )?(?:dan )?(?:met )?)?{_MYSELF}"
    r" (?:dan )?(?:wel )?(?:meegeteld|meegerekend|meegenomen|inbegrepen|erbij|incluis)(?!\S)"
)
"""A number that who speaks is one of: "zes, mezelf meegeteld"."""
_MOVE_ABOUT = spaced(
    rf"(?:lopen|werken|zitten|rennen) (?:er|hier)(?: (?:nu|nog|inmiddels))?(?: {ABOUT}){{0,3}} "
    rf"{RANGE} (?:rond|binnen|in dienst)"
)
_ENOUGH = re.compile(
    rf"(?<!\S)(?:mensen|volk|personeel|handen)(?: \S+){{0,3}} (?:genoeg|zat)(?: \S+)? , {RANGE}"
    rf"(?: {KINDS})?(?: zelfs| in totaal)?(?:{FREE}|(?= staan ))"
    rf"|(?<!\S)(?:personeel|team|ploeg) \( {NUMBER}(?= \))"
)
_SO_MANY = re.compile(
    rf"(?<!\S)(?:mensen|volk|personeel) (?:heb ik|hebben (?:we|wij))"
    rf"(?: (?!maar )\S+){{0,7}} , {RANGE}"
    r"(?: stuks| zelfs| in totaal)(?!\S)"
)
_STAY = any_of("blijven, werken, willen, kijken, rapporteren, bellen, komen, hingen er, zaten")
_ALL = re.compile(rf"(?<!\S)alle {NUMBER}(?:{FREE}|(?= {_STAY} )|(?= aan (?:mij|me|ons)\b))")
_FOR_THEM = re.compile(r"(?:^| )(?:voor|met|bij|van)$")
_TO_ME = re.compile(
    r"(?:aan|bij|naar|op) (?:mij|me|ons)\b|(?:blijven|werken|willen|kijken|komen)\b"
)
_FEWEST_ALL = 5
"""Of fewer than this "alle drie" may be anything."""
_PAY = any_of("lonen, loon, salarissen, uren, urenbriefjes, roosters?")
_PAY_OF = spaced(rf"{_PAY} van (?:onze|mijn|de|alle) {NUMBER}(?= [a-z]+(?:d|t|en)\b| ?$)")
_PART_OF = re.compile(
    rf"(?<!\S)van (?:de|mijn|onze) {NUMBER}"
    r"(?= (?:zijn|zit|zitten|is|bleek|bleken|lopen|loopt|ligt|liggen|staan|staat|gaan|gingen|ziek"
    r"|thuis)\b)"
)
_IN_PERSON = whole_words(
    any_of(r"""
        thuis, ziek, overspannen, burn, rug, verlof, ik de enige, de enige, uitgevallen,
        ziekmelding, ziekgemeld, opgezegd, vertrokken, weggaan, met pensioen, werken, zwanger
    """)
)
_NTH = re.compile(
    r"(?<!\S)(?:(?:de|onze|mijn) )?(?P<nth>[a-z]{4,30}(?:ste|de)|\d+(?:e|ste|de)) "
    r"(?:medewerker|werknemer|collega|personeelslid|man) (?:is )?"
    r"(?:aangenomen|in dienst|erbij|begonnen|verwelkomd|binnen)(?!\S)"
)
_THERE_ARE = re.compile(
    rf"(?<!\S)(?:het zijn|zijn het) er(?: (?:nu|inmiddels|nog|al|bij elkaar|in totaal|maar"
    rf"|eigenlijk|dus|{ABOUT})){{0,4}} {RANGE}(?:{FREE}|(?= (?:geworden|met (?:de|het|mij|alle)) ))"
)
_IN_ALL = re.compile(rf"(?<!\S)in totaal {RANGE}(?= ?(?:$|[.!?\n]))")
_CORRECTED = re.compile(
    rf"(?<!\S)(?:dus|dan is het|dan zijn het er|dat wordt|het wordt|het is|maak er) {RANGE}"
    r"(?= ?(?:$|[.!?\n]|van$))"
)
_CORRECTION = whole_words(
    any_of("""
        bij nader inzien, wacht, sorry, kwalijk, ik zei, verkeerd, vergist, vergiste, foutje,
        pardon, excuus, correctie, aantal, niet goed geteld, dubbel geteld
    """)
)
_OTHERS_COUNTED = whole_words(
    any_of(r"""
        klanten, [a-z]*wagens?, bussen, autos, euro, vestigingen, filialen, locaties, orders,
        offertes, winkels, machines, koeien, hectare, duizend, ton, miljoen
    """)
)
_SPOKEN_OF = re.compile(
    r"\b(?:we|wij)(?: \S+){0,2} met (?:#|(?:zijn|ons) [a-z]+en\b)"
    r"|\b(?:jongen|voorman|vakman|meisje|stagiair)\b"
)
_BEFORE_THEM = 200
"""Characters back within which people were spoken of."""

_BEGUN = re.compile(
    r"(?:(?!en |maar |die |zijn |ben |hebben )\S+ ){0,4}(?:begonnen|gestart|opgericht)\b"
)
"""Behind those with whom it began."""

_PATTERNS = (
    ("met ", _ARE_WITH, 0.9),
    ("met ", _WE_WITH, 0.85),
    (" zijn ", _WE_ARE, 0.9),
    ("met ", _WITH_ITS, 0.9),
    ("met ", _WITH_ME, 0.9),
    ("#", _COUNTED_IN, 0.9),
    ("en er ", _MOVE_ABOUT, 0.85),
    ("en hier ", _MOVE_ABOUT, 0.85),
    (" , #", _ENOUGH, 0.85),
    ("( #", _ENOUGH, 0.85),
    (" , #", _SO_MANY, 0.85),
    (" van ", _PAY_OF, 0.8),
)
"""Patterns with how sure they are, and what must be on the line before they are tried at all."""


def find(reading: Reading, asked: bool) -> list[Found]:
    """Counts that are of people by the words around them."""
    if "#" not in reading.canon:
        return _nth(reading)
    found: list[Found] = []
    for sign, pattern, sure in _PATTERNS:
        if sign in reading.canon:
            for match in pattern.finditer(reading.canon):
                found += _count(reading, match, 0.95 if asked else sure)
    for match in _ONCE_NOW.finditer(reading.canon):
        start, value = value_of(reading, match)
        if value is not None:
            found.append(reading.found("employees", value, start, match.end(), 0.92))
    for match in _ALL.finditer(reading.canon):
        if float(match[1]) >= _FEWEST_ALL and _people_near(reading, match):
            found += _count(reading, match, 0.7)
    for match in _PART_OF.finditer(reading.canon):
        if _IN_PERSON.search(reading.context(match.start(), match.end()).right):
            value = whole(float(match[1]))
            found.append(reading.found("employees", value, match.start(), match.end(), 0.8))
    return found + _corrections(reading) + _nth(reading)


def _count(reading: Reading, match: re.Match[str], sure: float) -> list[Found]:
    start, value = value_of(reading, match)
    # "met mij erbij" is part of what is said of the count, "waren met" tells that it is past.
    left, right = reading.context(match.start() if match.re is _WITH_ME else start, match.end())
    if value is None or not people_context.counts(left, right) or _BEGUN.match(right):
        return []
    if (
        isinstance(value, int)
        and value > 1
        and ".5" in match.group()
        and not KIND_WORD.search(match.group())
    ):
        value = int(value - 0.5)  # "met achttien en een half kantoor"
    lead = people_context.about_before(reading.canon, start)
    return [reading.found("employees", value, start - lead, match.end(), sure)]


def _people_near(reading: Reading, match: re.Match[str]) -> bool:
    """Whether "alle 24" are people: those work is for, who report to me, who were with us."""
    left, right = reading.context(match.start(), match.end())
    return bool(_FOR_THEM.search(left) or _TO_ME.match(right) or KIND_WORD.search(left))


def _corrections(reading: Reading) -> list[Found]:
    """A count that puts an earlier one right, or goes on about people: "het zijn er elf"."""
    found = []
    canon = reading.canon
    for pattern in (_THERE_ARE, _IN_ALL, _CORRECTED):
        for match in pattern.finditer(canon):
            before = canon[max(0, match.start() - _BEFORE_THEM) : match.start()]
            people = bool(KIND_WORD.search(before) or _SPOKEN_OF.search(before))
            put_right = bool(_CORRECTION.search(before))
            known = people or put_right
            if pattern is not _THERE_ARE:
                known = people and (put_right or pattern is _IN_ALL)
            start, value = value_of(reading, match)
            if known and value is not None and not _OTHERS_COUNTED.search(before):
                found.append(reading.found("employees", value, start, match.end(), 0.85))
    return found


def _nth(reading: Reading) -> list[Found]:
    """ "de vijftigste medewerker aangenomen" makes fifty."""
    found = []
    for match in _NTH.finditer(reading.canon):
        stem = re.sub(r"(?:ste|de|e)$", "", match["nth"])
        count = float(stem) if stem.isdigit() else numerals.word(stem)
        if count and count >= 1:
            found.append(reading.found("employees", whole(count), match.start(), match.end(), 0.85))
    return found
