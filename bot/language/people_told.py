"""Head counts that the sentence around them tells: "bij mij werken er drie", "drie ziek van de
elf", "mijn zoon en een knecht, dus drie", "in de winter 6, in het seizoen veertien"."""

from __future__ import annotations

import re

from bot.language import people_context
from bot.language.found import Found
from bot.language.numerals import NUMBER, values, whole
from bot.language.patterns import any_of, whole_words
from bot.language.people_words import KIN
from bot.language.reading import Reading
from bot.language.staff import ABOUT, FREE, KIND_WORD, KINDS, RANGE, value_of

_NOW = any_of(
    "nu, nou, inmiddels, momenteel, ondertussen, nog, maar, gewoon, al, zelf, dus, steeds"
)
_WORK_HERE = re.compile(
    r"(?<!\S)(?:(?:bij (?:mij|ons)|hier) (?:werken|lopen|zitten)(?: er)?"
    rf"|er werken (?:hier|bij (?:mij|ons)))(?: {_NOW}){{0,3}}(?: {ABOUT}){{0,3}} {RANGE}{FREE}"
)
_COUNTED_IN = re.compile(
    rf"(?<!\S){RANGE}(?: {KINDS})?(?: ,)? (?:als|wanneer) (?:je|jij|ge|gij|u|we|wij|ik) "
    r"(?:\S+ ){1,4}(?:meerekent|meetelt|meetellen|meerekenen|meetel|meereken|bijtelt)(?!\S)"
)
_LABELLED = re.compile(
    r"(?<!\S)(?:aantal )?(?:personeel|personeelsleden|medewerkers|werknemers|mensen|fte) : "
    rf"(?:{ABOUT} ){{0,3}}{RANGE}{FREE}"
)
"""As in a form: "personeel: 9"."""
_ALL_HOURS = re.compile(
    rf"(?<!\S){RANGE}(?: (?:in totaal|totaal|bij elkaar|samen))?(?: ,)? "
    r"(?:parttim\w*|fulltim\w*|vast) (?:en|of|plus) (?:parttim\w*|fulltim\w*|flex\w*|los)(?!\S)"
)
_AS_MAKERS = re.compile(
    r"(?<!\S)(?:wij|we) [^.!?#]{3,80} , met (?:zijn )?"
    rf"(?:{ABOUT} )*{NUMBER}(?= ?(?:[,.!]|$))"
)
"""Who make something, with how many: "wij bouwen boten, met elf, in een loods"."""
_IT_WENT = re.compile(
    rf"(?<!\S)met {NUMBER}(?: {KINDS})? {people_context.WENT}[^.!?#]{{0,50}} met "
    rf"(?P<count>{NUMBER})(?: {KINDS})? (?:is|gaat|zijn|lukt|kan|wordt|loopt|werkt)(?!\S)"
)

_ABSENT = any_of("""
    ziek, thuis, uitgevallen, afwezig, overspannen, met verlof, in de ziektewet, zwanger, weg
""")
_PART_OF_ALL = (
    re.compile(
        rf"(?<!\S){NUMBER} (?:\S+ )?{_ABSENT} van (?:de|mijn|onze) (?P<count>{NUMBER}){FREE}"
    ),
    re.compile(
        r"(?<!\S)(?:waren|zijn|zaten|stonden|kwamen) (?:(?:we|wij|er) )?(?:(?:maar|nog) )?"
        rf"met {NUMBER} van (?:de|mijn|onze) (?P<count>{NUMBER}){FREE}"
    ),
    re.compile(
        rf"(?<!\S)(?:elk|ieder|allemaal) van (?:de|mijn|onze) (?P<count>{NUMBER})"
        r"(?=(?: [^ .,!?]+){1,4} (?:hij|zij|ze|wie|zelf)(?!\S))"
    ),
)
"""Some or each of the people, where the words tell that it is people."""
_ON_DUTY = re.compile(
    rf"(?<!\S)van (?:de|mijn|onze) (?P<count>{NUMBER})"
    r"(?= #\d+ (?:op|ziek|thuis|vrij|aanwezig|beschikbaar)(?!\S))"
)
_WHO_ARE_LEFT = re.compile(
    rf"(?<!\S)(?:de|die) (?P<count>{NUMBER}) die "
    r"(?:(?:je|jij|ik|we|wij|u) (?:(?:nu|nog|al|zelf) )*(?:hebt|heb|hebben|over)"
    r"|(?:er )?(?:(?:nu|nog) )*(?:over|bij (?:mij|ons)) (?:zijn|blijven|zitten|werken))(?!\S)"
)
_ARE_LEFT = re.compile(
    rf"(?<!\S)van de {NUMBER}(?: {KINDS})? die (?:ik|we|wij) (?:\S+ ){{0,3}}(?:had|hadden) (?:, )?"
    rf"(?:zijn|staan|zitten|werken|lopen) er (?:(?:nu|nog|maar) )*(?P<count>{NUMBER})(?!\S)"
)
_PEOPLE_NEAR = whole_words(
    any_of(r"""
        iemand, personeel, collega\w*, loon, lonen, salaris\w*, rooster\w*, planning, stagiair\w*,
        aannemen, aan te nemen, ontslag, ontslagen, opgezegd, vertrokken, docent, monteur,
        groeten elkaar, ruzie, wervingsbureau, bij (?:mij|ons) blijven
    """)
)
_NEAR = 200

_DIALECT = {"twie": 2, "dree": 3, "veer": 4, "vief": 5, "zeuven": 7}
"""Numbers of the north and east that are other words elsewhere; counts only in a sum."""
_SUM_WORD = any_of("dus, zo zijn we, zo zijn wij, dat maakt, dat is samen, samen dus, totaal dus")
_FILLER = any_of("""
    zeg, maar, met, in totaal, samen, totaal, eigenlijk, we, wij, zijn, er, zijn er, het, dan, nu
""")
_SUM = re.compile(
    rf"(?<!\S){_SUM_WORD} (?:{_FILLER} ){{0,4}}(?P<count>{NUMBER}|{'|'.join(_DIALECT)})"
    r"(?: (?:man|mensen|personen|eigenlijk|dus|hoor|in totaal|totaal|samen))*(?= ?(?:$|[.!?\n]))"
)
_SOMEBODY = re.compile(
    rf"(?<!\S)(?:(?:mijn|me|mien|onze|de) (?:\S+ )?{KIN}|{KINDS}|ikzelf|ik(?: \S+)? zelf"
    r"|zelf (?:\S+ )?ik|(?:de|een|ene|ne|n|olde|oude) (?:\S+ )?(?:knecht|hulp|jongen|jong|man|vrouw"
    r"|meisje|leerling|stagiair|kracht|balie|monteur)|jongs|jongens|partners)(?!\S)"
)
_NO_STAFF = re.compile(r"\b(?:kinderen|kids|klant\w*|bestel\w*|gasten)\b")
_SUM_REACH = 140
_LONGEST_SUM = 35
"""Words of a message that ends in a sum of people; a story counts other things as well."""

_WINTER = r"(?:in de winter|(?:' ?)?s winters|buiten het seizoen)"
_SUMMER = r"(?:in (?:het (?:hoog)?seizoen|de zomer)|(?:' ?)?s zomers)"
_BY_SEASON = re.compile(
    rf"(?<!\S)(?:{_WINTER}|{_SUMMER}) (?:{ABOUT} |met )*{NUMBER}(?: {KINDS})?(?: ,)?(?: en)? "
    rf"(?:{_WINTER}|{_SUMMER}) (?:{ABOUT} |met )*{NUMBER}(?: {KINDS})?{FREE}"
)
_IN_SEASON = re.compile(rf"(?<!\S){_SUMMER} (?:met )?{RANGE}(?= ?(?:[,.;]|$))")
_WINTER_TOLD = re.compile(_WINTER)


def find(reading: Reading) -> list[Found]:
    """Counts that their sentence makes the number of own people."""
    if not re.search(rf"#|\b(?:{'|'.join(_DIALECT)})\b", reading.canon):
        return []
    return [*_plain(reading), *_parts(reading), *_seasons(reading), *sum_at_end(reading)]


def _plain(reading: Reading) -> list[Found]:
    """Counts behind or before words that say who is counted."""
    found = []
    for pattern, sure in (
        (_WORK_HERE, 0.9),
        (_COUNTED_IN, 0.8),
        (_ALL_HOURS, 0.85),
        (_LABELLED, 0.85),
        (_AS_MAKERS, 0.7),
    ):
        for match in pattern.finditer(reading.canon):
            start, value = value_of(reading, match)
            left, right = reading.context(start, match.end())
            if value is not None and people_context.counts(left, right):
                found.append(reading.found("employees", value, start, match.end(), sure))
    for match in _IT_WENT.finditer(reading.canon):
        found.append(_counted(reading, match, 0.85))
    return found


def _parts(reading: Reading) -> list[Found]:
    """The whole where some of it are told, and who are left of more."""
    canon = reading.canon
    found = [_counted(reading, m, 0.8) for p in _PART_OF_ALL for m in p.finditer(canon)]
    for pattern in (_ON_DUTY, _WHO_ARE_LEFT, _ARE_LEFT):
        for match in pattern.finditer(canon):
            around = canon[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if _PEOPLE_NEAR.search(around) or KIND_WORD.search(around):
                found.append(_counted(reading, match, 0.8))
    return found


def _counted(reading: Reading, match: re.Match[str], sure: float) -> Found:
    value = whole(values(match["count"])[0])
    return reading.found("employees", value, *match.span("count"), sure)


def _seasons(reading: Reading) -> list[Found]:
    """From the few of winter to the many of summer."""
    found = []
    for match in _BY_SEASON.finditer(reading.canon):
        low, high = sorted(whole(v) for v in values(match.group()))
        if 0 < low < high and "gasten" not in match.group():
            found.append(reading.found("employees", [low, high], *match.span(), 0.8))
    if not found and _WINTER_TOLD.search(reading.canon):
        for match in _IN_SEASON.finditer(reading.canon):
            start, value = value_of(reading, match)
            if value is not None:
                found.append(reading.found("employees", value, start, match.end(), 0.7))
    return found


def sum_at_end(reading: Reading) -> list[Found]:
    """ "Mijn zoon en een jongen op zaterdag, zo zijn wij drie": what the people told add up to."""
    if reading.words > _LONGEST_SUM:
        return []
    found = []
    for match in _SUM.finditer(reading.canon):
        before = reading.canon[max(0, match.start() - _SUM_REACH) : match.start()]
        if _SOMEBODY.search(before) and not _NO_STAFF.search(before):
            said = match["count"]
            value = _DIALECT.get(said) or whole(values(said)[0])
            found.append(reading.found("employees", value, *match.span("count"), 0.9))
    return found
