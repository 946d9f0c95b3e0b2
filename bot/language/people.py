"""How many people work in the own company: "een man of twaalf", "met z'n drieën", "alleen ik"."""

from __future__ import annotations

import re

from bot.language import (
    company,
    people_context,
    people_listed,
    people_told,
    people_unnamed,
    people_words,
)
from bot.language.found import Found
from bot.language.numerals import NUMBER, values, whole
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Reading
from bot.language.staff import (
    ABOUT,
    BEFORE,
    FREE,
    KIND_OF,
    KIND_WORD,
    KINDS,
    NOT_PEOPLE,
    RANGE,
    TEAM,
    TRADES,
    VAGUE_KINDS,
    value_of,
)

_COUNTED = spaced(rf"{RANGE} (?:{KIND_OF} )?{KINDS}")
_OF_TRADE = spaced(rf"{RANGE} (?:{KIND_OF} )?{TRADES}")
_A_MAN_OR = spaced(rf"(?:man|mannetje|mannen|vrouw) of {RANGE}")
_CONTRACT = any_of("""
    in (?:vaste? )?(?:loon)?dienst, op (?:de )?(?:loonlijst|payroll), onder contract, op contract
""")
_EMPLOYED = spaced(rf"{RANGE} (?:[a-z]+ ){{0,2}}{_CONTRACT}")
_TEAM_OF = re.compile(rf"(?<!\S){TEAM} (?:van|met|is) (?:{ABOUT} ){{0,4}}{RANGE}{FREE}")

_SO_MANY_ARE_WE = re.compile(rf"(?<!\S)(?:we|wij) (?:zijn|hebben) (?:er )?(?:nu )?{RANGE}$")

_HAVE_THEM = re.compile(
    r"(?<!\S)(?:ik|we|wij) (?:heb|hebben) er (?:(?:nu|nog|inmiddels|zelf|al|ongeveer) ){0,3}"
    rf"{RANGE}{FREE}"
)
"""Counts people where people were spoken of just before."""
_SOMEBODY_MORE = whole_words(r"iemand (?:er)?bij|iemand (?:aan|erbij)|aannemen|sollicit\w+")
_BEFORE_THEM = 80
_SOON = any_of("nu, nou, hopelijk, liefst, straks, misschien, dan, een, stuk of, ongeveer, zeker")
_FROM_TO = spaced(
    rf"van {NUMBER}(?: {KINDS})?(?: {_SOON}){{0,2}} naar(?: {_SOON}){{0,3}} {NUMBER}(?: {KINDS})?"
)
_HOPED = whole_words("hopelijk|liefst|straks|misschien|groei|groeien")
"""Within a growth that is still to come: "van 5 nu naar hopelijk 8"."""
_VAGUE_END = re.compile(rf"(?<!\S){VAGUE_KINDS}$")
_TRADE_END = re.compile(rf" (?:{KIND_OF} )?{TRADES}$")
_BY_SEX = re.compile(r"(?:vrouwen|mannen|dames|meiden|jongens|kerels|gasten)$")
"""Words for anybody; they are staff only where the own company is spoken of."""
_FEW = 4
"""Up to so many "man" or "mensen" may be anybody."""
_YEARS = range(1980, 2036)
_ALL = re.compile(r"(?:^| )alle$")
_LISTED = re.compile(r"(?:\S+ )?#\d+ \S+ en$")
"""Before a trade in a list of what the company has: "22 wagens en 26 chauffeurs"."""
_ASKED_THEM = re.compile(r"(?:gehoord|gesproken|gebeld|gevraagd|gehad|gezien|gezocht|gevonden)\b")
_AT_OURS = re.compile(
    r"(?:^| )(?:hier|bij ons|in (?:de|onze|mijn) \S+) (?:staan|werken|zitten|lopen)$"
)
_CROWD = re.compile(
    r"\b(?:\w*festival|\w*feest|open dag|\w*dag gehouden|teamdag|bruiloft|\w*ontbijt|\w*les van"
    r"|recept|dorp van|rij van|zaal voor|crematie|bijeenkomst|call met|intakes? van|buffet|borrel"
    r"|in de zaal|er stonden|gehad|vol huis|volle (?:zaal|bak|tent)|tafels [^.!?,]{0,20}wei\w+)\b"
    r"[^.!?]{0,40}$|\b(?:koken|eten|buffet) voor$|\w+avond ,$"
    r"|\b\w*(?:ontbijt|bijeenkomst|borrel|feest|congres|beurs) \.$"
)
"""Before people who come, look or wait: they are nobody's staff."""
_CROWD_REACH = 70
_GUESTS = re.compile(r"^(?:en )?voor$")
"""All that stands before people whom something is done for: "voor achthonderd man!"."""
_PAID = whole_words("loon|lonen|salaris|salarissen|werk")
_PART_BUSY = re.compile(
    r"(?:praten|hebben|zijn|willen|maken|gaan|kunnen|liggen|krijgen|vechten|moeten)"
    r"(?! (?:we|wij|ik|er|nu|het)\b) "
)
"""Behind a few who are told something of: others are there as well."""
_WANTED_BEFORE = re.compile(r"\b(?:graag|vacatures?|gezocht|zoek|zoeken|nodig) [,:]$")
_PERIOD = re.compile(r" (?:jaar|jaren|maand|maanden|dagen|weken|uur) ")
_AGE = whole_words("jongste|oudste|leeftijd")
_THEY = re.compile(r"en (?:ze|die|allemaal|iedereen)\b")
_ONCE = re.compile(r"^(?:\S+ ){0,4}begonnen\b|^overnemen\b|^zijn niet meer\b|^onder zich\b")
"""Behind people with whom it began, who are to be taken over, or who did not come back."""
_THEN_NOW = re.compile(
    rf"\btoen (?:we|wij) met \S+ waren\b[^.!?]*?\bnu (?:met )?(?P<count>{NUMBER})(?= |$)"
)
_KINDS_WORD = whole_words(KINDS)
_BARE_GROWTH = re.compile(r"$|(?:in|op) #?\S+ (?:jaar|maanden)\b")
_WE_WENT = re.compile(r"(?:mensen )?(?:gegaan|gegroeid|gesprongen)\b")
_GROWN = whole_words(r"ge\w+|nu|inmiddels|gingen|groeiden|groei we|sprong")
_GROWN_BEFORE = whole_words("gegroeid|gegaan|groeiden|gingen|ging|zijn|is")
_A_CHOICE = re.compile(r"of (?!zo\b|meer\b|iets\b)")
"""Behind a growth that is weighed: "van 24 naar 50 man of juist niet?"."""
_WISHED = whole_words(r"wil\w*|willen|graag|straks|moet\w*|plan|zou\w*|gaan|kan|kunnen|om")

_FILLER = any_of(r"""
    ja, nou, eh, uh, uhm, ehm, dat, zijn, er, het, we, wij, ik, denk, geloof, gok, hebben, heb,
    werken, met, nu, op, dit, moment, momenteel, totaal, in, ofzo, of, zo, hoor, ongeveer,
    inclusief, mijzelf, mezelf, mij, ikzelf, zelf, meegeteld, meegerekend, alles, bij, elkaar,
    samen, iets, van, rond, vaste, gewoon, volgens, eigenlijk, man, stuk, circa, een, de, tussen,
    kleine, ruim, bijna, minder, meer, dan, ook, al, [.!?\x2c]
""")
_COUNT = re.compile(rf"{RANGE}(?: {KINDS})?")
_ANSWER = re.compile(rf"^(?:{_FILLER} )*(?P<count>{RANGE}(?: {KINDS})?)(?: \S+){{0,6}}$")
_ALONE_ANSWER = re.compile(
    r"^(?:(?:ja|nou|ik|ben|werk|doe|nu|nog|maar|gewoon|helemaal|het|eh|dat|zit) )*"
    r"(?:alleen|ik|ikzelf|mezelf|solo|niemand|geen|zzp|zzp er|alleen ik|alleen ikzelf|ik alleen)"
    r"(?: (?:ik|zelf|ben|alleen|hoor|nog|nu|dus|[.!]))*$"
)
_FIRST = re.compile(r"^(?:(?:ja|nou|eh|ongeveer|circa|met|we zijn met) )*#(?P<n>\d+) [,:;.(-]")
"""A number with what it is made up of behind it: "drie: mijn vrouw, een medewerker en ik"."""
_SUM = re.compile(
    r"(?:dus|totaal|samen|elkaar)(?: (?:met|zijn|onze|we|wij|ons|in|er|nu|zeg)){0,4} #(?P<n>\d+)"
    r"(?: \S+){0,3}$"
    r"|(?:^|[.,!] )#(?P<o>\d+) dus(?= ?[.,!])"
    r"|(?:^|[.,] )(?:das|dat is|dat zijn|zijn) (?:dus )?#(?P<m>\d+)(?: (?:vast|man|mensen"
    r"|dus|hoor))*$"
)
"""A number that adds up what was said before it: "wij tweeën en onze dochter, dus drie"."""
_WITH_ME = re.compile(
    rf"#\d+(?: {KINDS})? (?:met|inclusief) (?:mij|mezelf|mijzelf|ikzelf|me)"
    r"(?: erbij| meegeteld)?(?= |$)"
)
"""People counted with who speaks: their own, whatever stands around it."""
_ANY = re.compile(r"(?:^| )#(?P<n>\d+)(?= |$)")

_VAGUE = spaced("een (?:paar|handjevol|handvol)(?: (?:man|mensen|medewerkers))?")


def find(reading: Reading, asked: bool) -> list[Found]:
    """People in the own company as an integer or [low, high]; ``asked``: for their number.

    Not counted: people who are looked for, left, fell ill or worked there once, and the people
    of others.
    """
    found = people_words.sums(reading)
    found += _numbers(reading, asked)
    found += people_unnamed.find(reading, asked)
    found += people_words.in_words(reading, asked)
    found += people_told.find(reading)
    found = _without_parts(reading, found)
    if not asked:
        found = [f for f in found if not _is_gathered(reading, f)]
    if asked:
        listed = people_listed.find(reading)
        return listed or [*found, *_answers(reading, found)]
    return found


_WITH_US = re.compile(r"^(?:met|in) (?:z.?n|zijn|ons|onze|mn|me) \w+(?:[eë]n|tje)$", re.IGNORECASE)
_GATHERED = re.compile(
    r"\b(?:(?:staan|stonden|zitten|zaten|hingen) (?:\w+ )?om (?:de|die|dat)"
    r"|om (?:de|die|een) (?:\w*tafel|stoel|auto|bed)|aan (?:de |een )?(?:keuken)?tafel"
    r"|zelfde schuitje|op het plein|gestaan"
    r"|ging goed|eigenaren|elk een derde|gezellig (?:zo )?met|alsof|je begint|te twijfelen)\b"
)


def _without_parts(reading: Reading, found: list[Found]) -> list[Found]:
    """The findings without those that a sum behind them counts in: "12 man en ik, dus 13"."""
    sums = people_told.sum_at_end(reading)
    if not sums:
        return found
    last = sums[-1]
    return [f for f in found if f.start >= last.start]


def _is_gathered(reading: Reading, found: Found) -> bool:
    """Whether "met z'n vieren" tells who sat or stood somewhere, not who work in the company."""
    if not _WITH_US.match(reading.text[found.start : found.end]):
        return False
    around = reading.text[max(0, found.start - 60) : found.end + 50].lower()
    return _GATHERED.search(around) is not None


def _numbers(reading: Reading, asked: bool) -> list[Found]:
    if "#" not in reading.canon:
        return []
    found = _growth(reading)
    for pattern, base in (
        (_COUNTED, 0.7),
        (_OF_TRADE, 0.7),
        (_A_MAN_OR, 0.7),
        (_EMPLOYED, 0.9),
        (_TEAM_OF, 0.85),
        (_WITH_ME, 0.9),
    ):
        for match in pattern.finditer(reading.canon):
            if pattern is _OF_TRADE and not _own_trade(reading, match):
                continue
            new = _number(reading, match, base, asked)
            found += [new] if new is not None else []
    for match in _HAVE_THEM.finditer(reading.canon):
        before = reading.canon[max(0, match.start() - _BEFORE_THEM) : match.start()]
        people = KIND_WORD.search(before) or _SOMEBODY_MORE.search(before)
        new = _number(reading, match, 0.85, asked) if people else None
        found += [new] if new is not None else []
    for match in _THEN_NOW.finditer(reading.canon):
        now = whole(values(match["count"])[0])
        found.append(reading.found("employees", now, *match.span("count"), 0.8))
    so_many = _SO_MANY_ARE_WE.search(reading.canon.rstrip(" .!")) if asked else None
    if so_many is not None:
        new = _number(reading, so_many, 0.9, asked)
        found += [new] if new is not None else []
    return found


def _number(reading: Reading, match: re.Match[str], base: float, asked: bool) -> Found | None:
    start, value = value_of(reading, match)
    if value is None or _is_year(reading, start, value):
        return None
    # The clause's words before the number itself, also where the pattern began before it.
    left, right = reading.context(start, match.end())
    if not people_context.counts(left, right):
        return None
    if not asked and (_ONCE.search(right) or left.endswith(" aan")):
        return None
    if match.re is _EMPLOYED and _PERIOD.search(match.group()):
        return None  # "twintig jaar in dienst"
    for_guests = _GUESTS.match(left) and not _PAID.search(right)
    if not asked and for_guests and _VAGUE_END.search(match.group()):
        return None
    around = reading.canon[max(0, start - _CROWD_REACH) : start].strip()
    if not asked and _CROWD.search(around) and not people_context.said_own(left, right):
        return None
    if match.re is _TEAM_OF and _AGE.search(left):
        return None
    few = (value if isinstance(value, int) else value[1]) <= _FEW
    part = right.startswith("naar huis") or (not left and _PART_BUSY.match(right))
    if few and part and not asked:
        return None
    if few and base < 0.85 and not asked and _VAGUE_END.search(match.group()):
        own = people_context.said_own(left, right) or people_context.introduces(
            reading.canon[:start].rstrip()
        )
        if not own:
            return None
    else:
        own = base >= 0.85 or company.is_own(left, right) or people_context.said_own(left, right)
    if not own and (left or right) and not asked and _BY_SEX.search(match.group()):
        return None
    sure = 0.95 if asked else max(base, 0.9) if own else base
    lead = BEFORE.search(reading.canon[max(0, start - 40) : start])
    # A trade is left out, for it tells the sector and two findings may not overlap.
    noun = _TRADE_END.search(match.group()) if match.re is _OF_TRADE else None
    end = match.start() + noun.start() if noun else match.end()
    return reading.found("employees", value, start - (len(lead.group()) if lead else 0), end, sure)


def _is_year(reading: Reading, start: int, value: int | list[int]) -> bool:
    """Whether "2025" in digits is a year, as in "we leven in 2025 mensen"."""
    written = reading.tokens[reading.token_at(start)].text
    return written.isdigit() and isinstance(value, int) and value in _YEARS


def _own_trade(reading: Reading, match: re.Match[str]) -> bool:
    """Whether monteurs or kappers are the own, and not those of a customer or in a joke."""
    start, _ = value_of(reading, match)
    left, right = reading.context(start, match.end())
    if _ASKED_THEM.match(right):
        return False
    if (
        people_context.said_own(left, right)
        or _ALL.search(left)
        or _AT_OURS.search(left)
        or left.endswith("met")
    ):
        return True
    if not left and _THEY.match(right):
        return True
    if _WANTED_BEFORE.search(reading.canon[max(0, start - 20) : start].rstrip()):
        return False
    listed = not left or bool(_LISTED.match(left))
    right = "" if right.startswith("en ") else right
    return listed and right in ("", "nu", "inmiddels", "in totaal") and start > 0


def _growth(reading: Reading) -> list[Found]:
    """ "van 6 naar 18 man gegaan" is 18 now; "van 6 naar 18 willen" is 6 now."""
    found = []
    for match in _FROM_TO.finditer(reading.canon):
        left, right = reading.context(match.start(), match.end())
        people = _KINDS_WORD.search(f"{match.group()} {right[:20]}")
        if not (people or _told_bare(left, right)) or people_context.of_others(left):
            continue
        now, later = values(match.group())
        wished = _WISHED.search(left) or _WISHED.search(right) or _A_CHOICE.match(right)
        wished = wished or _HOPED.search(f"{left[-12:]} {match.group()}")
        grown = _GROWN.search(right) or _GROWN_BEFORE.search(left)
        value = whole(now if wished else later)
        sure = 0.85 if wished or grown else 0.65
        found.append(reading.found("employees", value, match.start(), match.end(), sure))
    return found


def _told_bare(left: str, right: str) -> bool:
    """Whether "van 8 naar 25" stands by itself, as only the growth of a company does."""
    return bool((not left and _BARE_GROWTH.match(right)) or _WE_WENT.match(right))


def _answers(reading: Reading, so_far: list[Found]) -> list[Found]:
    """What counts only as an answer to "met hoeveel mensen?": "12", "ik alleen", "een paar"."""
    stripped = reading.canon.strip(" .!?\n")
    if reading.words <= 30:
        said = _SUM.search(stripped) or _FIRST.match(reading.canon)
        groups = said.re.groupindex if said is not None else {}
        group = next((name for name in "nmo" if name in groups and said and said[name]), "n")
        if said is not None and int(said[group]) > 0:
            span = said.span(group)
            return [reading.found("employees", int(said[group]), *span, 0.97)]
    if so_far or reading.words > 9:
        return []
    offset = reading.canon.find(stripped)
    if _ALONE_ANSWER.match(stripped):
        return [reading.found("employees", 1, offset, offset + len(stripped), 0.9)]
    vague = _VAGUE.search(reading.canon)
    if vague and reading.words <= 6:
        return [reading.found("employees", [2, 4], vague.start(), vague.end(), 0.5)]
    match = _ANSWER.match(stripped)
    if match is None:
        return _only_number(reading)
    if NOT_PEOPLE.match(stripped[match.end("count") :].strip()):
        return []
    counted = _COUNT.search(stripped)
    if counted is None:
        return []
    start, value = value_of(reading, counted)
    if value is None:
        return []
    return [reading.found("employees", value, start + offset, counted.end() + offset, 0.95)]


def _only_number(reading: Reading) -> list[Found]:
    """The one number in an answer that is put in other words ("dat binnen der 10, mie der bie")."""
    numbers = list(_ANY.finditer(reading.canon))
    if len(numbers) != 1 or NOT_PEOPLE.match(reading.canon[numbers[0].end() :].strip()):
        return []
    value = int(numbers[0]["n"])
    if not 0 < value < _YEARS.start:
        return []
    start, end = numbers[0].span("n")
    return [reading.found("employees", value, start, end, 0.6)]
