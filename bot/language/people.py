"""How many people work in the own company: "een man of twaalf", "met z'n drieën", "alleen ik"."""

from __future__ import annotations

import re

from bot.language import company, numerals
from bot.language.found import Found
from bot.language.numerals import NUMBER, values, whole
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Reading

_MOST = 20_000

_RANGE = (
    rf"(?:{NUMBER}(?P<link>(?: ,)? (?:(?:en|tot|a|of|-|–|/|tot en met|tot aan) )?(?:de |met )?))?"
    rf"{NUMBER}(?: \+| plus)?"
)
_KINDS = any_of("""
    man, mannen, mensen, personen, personeelsleden, medewerkers?, werknemers?, collegas, fte, ftes,
    krachten, vakmensen, vaklui, jongens, meiden, dames, gasten, koppen, fulltimers, parttimers,
    teamleden, personeel
""")
_KIND_OF = any_of("vaste?, eigen, goede, trouwe, fulltime, parttime, ervaren, voltijd, betaalde")
_ABOUT = any_of("""
    ongeveer, zo een, zon, circa, rond, de, een, kleine, goede, dikke, slordige, ruim, krap, bijna,
    zeg, pakweg, minimaal, maximaal, max, hooguit, stuk of, man of, tussen, plusminus, totaal,
    meer dan, in totaal
""")
_BEFORE = re.compile(rf"(?:^|(?<= ))(?:{_ABOUT} ){{1,4}}$")
_ABOUT_AT_END = re.compile(rf"(?: (?:{_ABOUT}|of)){{1,5}}$")
_BETWEEN = re.compile(r"tussen (?:de |zo een )?$")
_FREE_WORD = any_of(r"""
    [.;!?)\n\x2c], en, in, op, nu, hier, momenteel, inclusief, waarvan, samen, bij, maar, die,
    plus, totaal, sinds, vast, nog, hoor, denk, ofzo, of zo, aan het werk, verdeeld
""")
_FREE = rf"(?= ?(?:$|{_FREE_WORD}(?:\s|$)))"
"""What may follow a count that stands without a noun; a noun would be what is counted."""

_COUNTED = spaced(rf"{_RANGE} (?:{_KIND_OF} )?{_KINDS}")
_A_MAN_OR = spaced(rf"(?:man|mannetje|mannen) of {_RANGE}")
_CONTRACT = any_of("""
    in (?:vaste? )?(?:loon)?dienst, op de (?:loonlijst|payroll), onder contract, op contract
""")
_EMPLOYED = spaced(rf"{_RANGE} (?:[a-z]+ ){{0,2}}{_CONTRACT}")
_ARE = any_of("zijn, zitten, werken, draaien, waren, runnen, doen, nu, staan")
_NOW = any_of("hier, nu, inmiddels, momenteel, ondertussen, allemaal, samen, het, dit")
_ARE_WITH = re.compile(
    rf"(?<!\S)(?:(?:we|wij) )?{_ARE}(?: (?:we|wij|ze))?(?: {_NOW}){{0,3}} met (?:zijn )?"
    rf"(?:{_ABOUT} ){{0,4}}{_RANGE}{_FREE}"
)
_TEAM = any_of("""
    team, teampje, ploeg, club, clubje, personeelsbestand, crew, bezetting, [a-z]*bedrijf,
    [a-z]*bedrijfje, zaak, onderneming, bureau, toko, tent
""")
_TEAM_OF = re.compile(rf"(?<!\S){_TEAM} (?:van|met) (?:{_ABOUT} ){{0,4}}{_RANGE}{_FREE}")
_HEADED = spaced(
    r"(?:#(?P<n>\d+)(?: -)? ?|(?P<word>[a-z]{3,20}?))(?:koppige?|mans(?:bedrijf|zaak|team|\b))"
)
_SO_MANY_ARE_WE = re.compile(rf"(?<!\S)(?:we|wij) (?:zijn|hebben) (?:er )?(?:nu )?{_RANGE}$")

_HAVE_THEM = re.compile(
    r"(?<!\S)(?:ik|we|wij) (?:heb|hebben) er (?:(?:nu|nog|inmiddels|zelf|al|ongeveer) ){0,3}"
    rf"{_RANGE}{_FREE}"
)
"""Counts people where people were spoken of just before."""
_BEFORE_THEM = 80

_GROUP = {
    "twe": 2, "dri": 3, "vie": 4, "vij": 5, "zes": 6, "zev": 7, "ach": 8, "neg": 9, "tie": 10,
    "elv": 11, "twa": 12,
}  # fmt: skip
_GROUPED = any_of("""
    twe+n, drie+n, vieren, vijven, zessen, zevenen, achten, negenen, tienen, elven, twaalven,
    tweetjes, drietjes, viertjes, vijfjes
""")
_TOGETHER = spaced(
    rf"(?:met|wij|ons|we)(?: (?:zijn|ons|onze|er|haar|hun))?(?: (?:twee|drie|vier))? "
    rf"(?P<n>{_GROUPED})"
)
_KIN = any_of("""
    vrouw, man, vriendin, vriend, partner, broer, zus, zusje, broertje, zoon, dochter, vader,
    moeder, zwager, compagnon, vennoot, zakenpartner, neef, nicht, schoonzoon, schoonvader, collega,
    maat, medevennoot
""")
_KIN_WORD = whole_words(_KIN)
_MY_KIN = rf"(?:mijn|me) {_KIN}"
_AND = "(?: ,| en| , en)"
_KIN_AND_ME = spaced(
    rf"{_MY_KIN}(?:{_AND} (?:mijn |me |een )?{_KIN}){{0,3}}(?: ,)? en (?:ik|ikzelf|mij|mijzelf)"
)
_ME_AND_KIN = spaced(
    rf"(?:ik(?:zelf)?|alleen ik)(?: ,)? (?:en|samen met|met) {_MY_KIN}(?:{_AND} {_MY_KIN}){{0,3}}"
)
_HOME = whole_words(
    any_of(r"""
        gescheiden, getrouwd, kinderen, vakantie, slapen, ruzie, huis, scheiding, verhuiz\w*, ziek,
        uit elkaar
    """)
)
_END = r"(?= ?(?:(?:dus|hoor|eigenlijk|nog|nu) ?)?(?:$|[.!?\n\x2c]))"
_ALONE = spaced(
    any_of(rf"""
        in mijn eentje, in mijn uppie, helemaal alleen, zonder (?:personeel|medewerkers),
        nooit personeel gehad,
        geen (?:personeel|medewerkers|werknemers) in dienst, geen personeel{_END}, eenpitter,
        #1 pitter, solo ondernemer, soloondernemer, zelfstandige zonder personeel,
        alleen (?:ik|ikzelf|mijzelf|mezelf)(?: zelf)?{_END}, ik alleen{_END}, eenmansbedrijf
    """)
    + r"|ik (?:werk|doe het|ben|run het|zit|doe alles)(?: nu| helemaal| nog| hier){0,3} "
    rf"(?:alleen|solo)(?:{_END}|(?= (?:en|in|maar|dus|vanuit|thuis) ))"
)
_TO_FIND = re.compile(r"(?:te |meer te )?(?:vinden|krijgen)")
_FREELANCE = spaced(r"zzp(?: ?- ?)?(?: er)?|freelancer")
_I_AM = any_of("""
    ik ben, ben ik, als, ben, ik werk als, ik zit als, gewoon, een, zelf
""")
_FREELANCE_OWN = re.compile(rf"(?:^|\b{_I_AM}(?: een| nu| nog| al){{0,2}})$")
_PLUS_ME = spaced(
    rf"(?:ik|ikzelf|ik zelf) (?:plus|met daarnaast|en nog|en) (?:nog )?{NUMBER}(?: {_KINDS})?"
    rf"|{NUMBER}(?: {_KINDS})? (?:plus|en) (?:ik|ikzelf|mijzelf|mezelf)"
    rf"|naast (?:mij|mijzelf|mezelf) (?:nog )?{NUMBER}(?: {_KINDS})?"
)
_FIXED = any_of("""
    vaste?(?= (?:en|plus|met)), vaste? (?:krachten|mensen|medewerkers|man|personeel|dienst), vast,
    fulltimers?, fulltime
""")
_FLEX = any_of(r"""
    flex\w*, oproep\w*, parttim\w*, uitzend\w*, zzp(?: ers| er)?, losse? \w+, stagiair\w*,
    leerling\w*, inhuur\w*, seizoen\w*, weekend\w*, vakantie\w*, bbl\w*
""")
_FIXED_AND_FLEX = spaced(
    rf"{NUMBER} (?:(?:man|mensen) )?{_FIXED}(?: ,)? (?:en|plus|met) (?:nog )?"
    rf"(?:ongeveer )?{NUMBER} {_FLEX}"
)

_FLOOR = any_of("""
    werkvloer, kantoor, werkplaats, productie, winkel, magazijn, buitendienst, binnendienst, weg,
    bouw, land, keuken, bediening, buiten, binnen, hal, fabriek, bus
""")
_HERE_AND_THERE = spaced(
    rf"{NUMBER}(?: {_KINDS})? (?:in|op)(?: de| het)? {_FLOOR}(?: ,)? (?:en|plus) "
    rf"{NUMBER}(?: {_KINDS})? (?:in|op)(?: de| het)? {_FLOOR}"
)

_GONE = any_of(r"""
    ziek, weg\w*, vertrok\w*, vertrek\w*, kwijt, ontsl\w*, opgezegd, thuis, uitgevallen, gestopt,
    met pensioen, laten gaan
""")
_LOOKED_FOR = any_of(r"""
    tekort, te kort, te weinig, te veel, nodig, extra nodig, meer nodig, erbij, extra, gezocht,
    aannemen, aangenomen, aan te nemen, werven, zoek\w*, inhuren, ingehuurd, opleiden, op cursus
""")
_PASSING = any_of(r"""
    per (?:dag|week|avond|uur|jaar|maand|keer), langs, op bezoek, bezoekers, in de zaal,
    op de wachtlijst, volg\w*, bereik\w*, bediend, minder, op straat, publiek, over de vloer,
    komen, kwamen, gekomen zijn
""")
_NOT_ALL = re.compile(rf"^(?:te )?(?:{_GONE}|{_LOOKED_FOR}|{_PASSING})\b")
_LATER_NEEDED = re.compile(
    r"^(?:\S+ ){1,3}"
    + any_of("""
        nodig, tekort, erbij, gezocht, weg, ziek, aannemen, ontslaan, bezoek, bijkomen, opgezegd,
        vertrokken, uitgevallen, thuis met, vinden, gebruiken, missen
    """)
    + r"\b"
)
_WANTED = whole_words(
    any_of("""
        zoek, zoeken, zochten, gezocht, vacatures?, nodig, mis, missen, tekort, aannemen, nemen,
        werven, inhuren, extra, erbij, wil(?:len)?, zou(?:den)?, groeien, doorgroeien, uitbreiden,
        straks, ooit, stel, droom, volgend jaar, als ik, kwamen, komen, verloren, vertrokken, moest,
        ontslaan, ontslagen, gingen, ziek, kwijt, klanten, bezoekers, gasten van, kinderen,
        leerlingen, leden
    """)
)
_HAVE = any_of("heb, hebben, zijn, werk, werken")
_OWN_NEAR = re.compile(
    r"\b(?:(?:mijn|onze|ons|al mijn)(?: [a-z]+){0,2}"
    rf"|{_HAVE}(?: (?:al|nu|er|hier|we|wij|ik|inmiddels|momenteel|nog|zelf|met)){{0,5}})"
    r"(?: \S+ of)?$"
)
_PAST = whole_words(
    r"had|hadden|vroeger|destijds|toen|waren|ooit|begonnen|gestart|was|in #(?:19|20)\d\d"
)
_BUT_NOW = re.compile(r"\b(?:nu|inmiddels) (?:\S+ ){0,3}$")
_OF_ALL = re.compile(r"\bvan (?:de|mijn|onze|ons)$")
"""Before a count this makes it the whole: "van de 14 man zijn er 3 ziek"."""
_HEADING_FOR = re.compile(r"(?:^| )naar(?: een| zo een| de| ongeveer)*$")
_FROM_TO = spaced(rf"van {NUMBER}(?: {_KINDS})? naar {NUMBER}(?: {_KINDS})?")
_KIND_WORD = whole_words(_KINDS)
_GROWN = whole_words(r"ge\w+|nu|inmiddels|gingen|groeiden|groei we|sprong")
_GROWN_BEFORE = whole_words("gegroeid|gegaan|groeiden|gingen|ging|zijn|is")
_WISHED = whole_words(r"wil\w*|willen|graag|straks|moet\w*|plan|zou\w*|gaan|kan|kunnen|om")

_FILLER = any_of(r"""
    ja, nou, eh, uh, uhm, ehm, dat, zijn, er, het, we, wij, ik, denk, geloof, gok, hebben, heb,
    werken, met, nu, op, dit, moment, momenteel, totaal, in, ofzo, of, zo, hoor, ongeveer,
    inclusief, mijzelf, mezelf, mij, ikzelf, zelf, meegeteld, meegerekend, alles, bij, elkaar,
    samen, iets, van, rond, vaste, gewoon, volgens, eigenlijk, man, stuk, circa, een, de, tussen,
    kleine, ruim, bijna, minder, meer, dan, ook, al, [.!?\x2c]
""")
_COUNT = re.compile(rf"{_RANGE}(?: {_KINDS})?")
_ANSWER = re.compile(rf"^(?:{_FILLER} )*(?P<count>{_RANGE}(?: {_KINDS})?)(?: \S+){{0,6}}$")
_NOT_PEOPLE = re.compile(
    "^"
    + any_of(r"""
        uur, jaar, maand\w*, week, weken, dag\w*, wagens?, autos?, bussen, koeien, euro, €, %,
        procent, km, m2, ton, klanten, hectare, ha, vestigingen, locaties, winkels, machines, keer,
        duizend, miljoen
    """)
    + r"\b"
)
_ALONE_ANSWER = re.compile(
    r"^(?:(?:ja|nou|ik|ben|werk|doe|nu|nog|gewoon|helemaal|het|eh|dat|zit) )*"
    r"(?:alleen|ik|ikzelf|mezelf|solo|niemand|geen|zzp|zzp er|alleen ik|alleen ikzelf|ik alleen)"
    r"(?: (?:ik|zelf|ben|alleen|hoor|nog|nu|dus|[.!]))*$"
)
_VAGUE = spaced("een (?:paar|handjevol|handvol)(?: (?:man|mensen|medewerkers))?")


def find(reading: Reading, asked: bool) -> list[Found]:
    """People in the own company as an integer or [low, high]; ``asked``: for their number.

    Not counted: people who are looked for, left, fell ill or worked there once, and the people
    of others.
    """
    found = _sums(reading)
    found += _numbers(reading, asked)
    found += _words(reading)
    if asked:
        found += _answers(reading, found)
    return found


def _numbers(reading: Reading, asked: bool) -> list[Found]:
    if "#" not in reading.canon:
        return []
    found = _growth(reading)
    for pattern, base in (
        (_COUNTED, 0.7),
        (_A_MAN_OR, 0.7),
        (_EMPLOYED, 0.9),
        (_ARE_WITH, 0.9),
        (_TEAM_OF, 0.85),
    ):
        for match in pattern.finditer(reading.canon):
            new = _number(reading, match, base, asked)
            if new is not None:
                found.append(new)
    for match in _HAVE_THEM.finditer(reading.canon):
        before = reading.canon[max(0, match.start() - _BEFORE_THEM) : match.start()]
        new = _number(reading, match, 0.85, asked) if _KIND_WORD.search(before) else None
        found += [new] if new is not None else []
    so_many = _SO_MANY_ARE_WE.search(reading.canon.rstrip(" .!")) if asked else None
    if so_many is not None:
        new = _number(reading, so_many, 0.9, asked)
        found += [new] if new is not None else []
    return found


def _number(reading: Reading, match: re.Match[str], base: float, asked: bool) -> Found | None:
    start, value = _value(reading, match)
    if value is None:
        return None
    # The clause's words before the number itself, also where the pattern began before it.
    left, right = reading.context(start, match.end())
    own_pattern = base >= 0.85
    if company.of_others(left):
        return None
    if not _OF_ALL.search(left) and (_NOT_ALL.match(right) or _LATER_NEEDED.match(right)):
        return None
    if _WANTED.search(left) and not _OWN_NEAR.search(_without_about(left)):
        return None
    if _PAST.search(left) and not _BUT_NOW.search(left + " "):
        return None
    if _HEADING_FOR.search(left):
        return None
    own = company.is_own(left, right) or own_pattern
    sure = 0.95 if asked else max(base, 0.9) if own else base
    lead = _BEFORE.search(reading.canon[max(0, start - 40) : start])
    return reading.found(
        "employees", value, start - (len(lead.group()) if lead else 0), match.end(), sure
    )


def _without_about(left: str) -> str:
    return _ABOUT_AT_END.sub("", left)


def _value(reading: Reading, match: re.Match[str]) -> tuple[int, int | list[int] | None]:
    """Where the count begins on the canonical line, and its value; None where it makes no sense."""
    numbers = [(m.start(), float(m[1])) for m in re.finditer(NUMBER, match.group())]
    start, last = match.start() + numbers[-1][0], numbers[-1][1]
    high = whole(last)
    if not 0 < last <= _MOST or high < 1:
        return start, None if last <= 0 or last > _MOST else 1
    if len(numbers) < 2:
        return start, high
    first_at, first = numbers[-2]
    low = whole(first)
    link = match["link"] or ""
    ok = 0 < low < high
    if " en " in link:
        at = match.start() + first_at
        ok = ok and bool(_BETWEEN.search(reading.canon[max(0, at - 20) : at]))
    elif not link.strip(" ,"):
        ok = ok and high - low <= max(3, low // 2)
    return (match.start() + first_at, [low, high]) if ok else (start, high)


def _growth(reading: Reading) -> list[Found]:
    """ "van 6 naar 18 man gegaan" is 18 now; "van 6 naar 18 willen" is 6 now."""
    found = []
    for match in _FROM_TO.finditer(reading.canon):
        left, right = reading.context(match.start(), match.end())
        people = _KIND_WORD.search(f"{match.group()} {right[:20]}")
        if not people or company.of_others(left):
            continue
        now, later = values(match.group())
        wished = _WISHED.search(left) or _WISHED.search(right)
        grown = _GROWN.search(right) or _GROWN_BEFORE.search(left)
        value = whole(now if wished else later)
        sure = 0.85 if wished or grown else 0.65
        found.append(reading.found("employees", value, match.start(), match.end(), sure))
    return found


def _sums(reading: Reading) -> list[Found]:
    """Counts that are told in parts: "5 vast en 3 flex", "ikzelf plus 4"."""
    found = []
    parts = (_FIXED_AND_FLEX, _HERE_AND_THERE)
    for match in (m for pattern in parts for m in pattern.finditer(reading.canon)):
        total = whole(sum(values(match.group())))
        found.append(reading.found("employees", total, match.start(), match.end(), 0.96))
    for match in _PLUS_ME.finditer(reading.canon):
        left, right = reading.context(match.start(), match.end())
        if not _NOT_PEOPLE.match(right) and not _NOT_ALL.match(right) and not _WANTED.search(left):
            total = whole(sum(values(match.group()))) + 1
            sure = 0.96 if _KIND_WORD.search(match.group()) or not right else 0.6
            found.append(reading.found("employees", total, match.start(), match.end(), sure))
    return found


def _words(reading: Reading) -> list[Found]:
    canon = reading.canon
    found = []
    for match in _TOGETHER.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        around = f"{left} {right}"
        if not (company.of_others(left) or _HOME.search(around) or _PAST.search(around)):
            found.append(_is(reading, _GROUP[match["n"][:3]], match, 0.9))
    for match in _HEADED.finditer(canon):
        count = float(match["n"]) if match["n"] else numerals.word(match["word"])
        left, _ = reading.context(match.start(), match.end())
        if count and count >= 2 and not company.of_others(left):
            found.append(_is(reading, whole(count), match, 0.8))
    for match in (*_KIN_AND_ME.finditer(canon), *_ME_AND_KIN.finditer(canon)):
        left, right = reading.context(match.start(), match.end())
        if not _HOME.search(f"{left} {right}"):
            count = len(_KIN_WORD.findall(match.group())) + 1
            found.append(_is(reading, count, match, 0.8))
    for match in _ALONE.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        if not company.of_others(left) and not _TO_FIND.match(right):
            found.append(_is(reading, 1, match, 0.85))
    for match in _FREELANCE.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        if _FREELANCE_OWN.search(left) and not right.startswith(("s ", "contract", "inhuren")):
            found.append(_is(reading, 1, match, 0.85))
    return found


def _is(reading: Reading, value: int, match: re.Match[str], sure: float) -> Found:
    return reading.found("employees", value, match.start(), match.end(), sure)


def _answers(reading: Reading, so_far: list[Found]) -> list[Found]:
    """What counts only as an answer to "met hoeveel mensen?": "12", "ik alleen", "een paar"."""
    stripped = reading.canon.strip(" .!?\n")
    if so_far or reading.words > 9:
        return []
    offset = reading.canon.find(stripped)
    if _ALONE_ANSWER.match(stripped):
        return [reading.found("employees", 1, offset, offset + len(stripped), 0.9)]
    vague = _VAGUE.search(reading.canon)
    if vague and reading.words <= 6:
        return [reading.found("employees", [2, 4], vague.start(), vague.end(), 0.5)]
    match = _ANSWER.match(stripped)
    if match is None or _NOT_PEOPLE.match(stripped[match.end("count") :].strip()):
        return []
    counted = _COUNT.search(stripped)
    if counted is None:
        return []
    start, value = _value(reading, counted)
    if value is None:
        return []
    return [reading.found("employees", value, start + offset, counted.end() + offset, 0.95)]
