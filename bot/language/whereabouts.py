"""Whether a place that is named is where the own company is, or wants to be.

In Flevoland the people of this province speak of their own village unless the words say that
somebody else is there. A town elsewhere is the other way round: it is mostly a customer's, a
bank's or a holiday's, so it counts only where the words make it one's own.
"""

from __future__ import annotations

import re

from bot.language.patterns import any_of, whole_words
from bot.language.reading import Context

_AT = any_of("in, op, te, bij, uit, van, vanuit, nabij, rond, aan, omgeving")
_SITE = any_of(r"""
    hal, hallen, loods\w*, pand, panden, kavel\w*, ruimte, bedrijfsruimte, grond, bouwgrond,
    kantoor, werkplaats, locatie, plek, winkel, zaak, bedrijf, bedrijfshal, vergunning, terrein,
    bedrijventerrein, schuur
""")
_WE = any_of("ik, we, wij")
_STAY = any_of("""
    zit, zitten, ben, zijn, woon, wonen, sta, staan, werk, werken, kom, komen, boer, boeren, lig,
    liggen, huur, huren
""")
_SETTLED = any_of(
    rf"""
        {_WE} {_STAY}, {_STAY} {_WE} (?:in|op|te)$, gevestigd,
        ^(?:zit|zitten|ben|zijn|woon|wonen|sta|staan|werk)
    """
)
_IS_SETTLED = whole_words(_SETTLED)
_OWN = whole_words(
    any_of(rf"""
        {_SETTLED}, (?:hoofd)?vestiging in, bedoel\w*, hier (?:in|op|te)$,
        bij ons (?:in|op|te)(?: \S+ in)?$, (?<!de )gemeente, standplaats, statutair,
        (?:mijn|ons|onze) (?!dochter|zoon|klant|kind)(?:\w+e )?\w+ (?:in|op|te|uit),
        ^{_WE} (?:in|uit)$, als (?:\S+ )+uit$, (?:het|t) is$, vanuit$,
        (?:ook|iets|wat) voor een \S+ (?:in|uit|op),
        zoek\w* (?:\S+ )*{_SITE}
    """)
)
_RELATION = any_of(r"""
    dochters?, zoon, zoons, broers?, zus, zussen, neef, neven, nicht, kinderen, zwager, oom, tante,
    vriend\w*, vriendin\w*
""")
_PARTY = any_of(rf"""
    bank, school, scholen, hogeschool, universiteit, ziekenhuis, fabriek, dealer,
    (?<!jaar )aannemer, architect,
    bureau, clubje, iemand, meneer, mevrouw, (?<!\d )man, vrouw, vent, kerel, jongen, jongens,
    meisje, scholieren,
    villa, restaurants?, hotels?, mensen, families, gezin\w*, gasten, bezoekers, leverancier,
    jachtbouwer, bouwer, collega, collega \w+, kapper, uitgever, makelaar, partij, winkels,
    studievrienden, collega s, collegas, atelier, naaiatelier, bakker, stadhuis, gemeenten?,
    notaris, groothandel, werf, werven, reder, reders, bedrijven, ondernemers, boer, boeren, keten,
    particulier\w*, woningcorporatie, accountmanager, oude \w+, vrouwen, mannen, jullie, {_RELATION}
""")
_PARTY_THERE = re.compile(
    rf"\b(?:(?:een|de|die|dat|het|zo n|welke|elk|elke|alle|{_PARTY}) )?(?:\w+ )?"
    rf"(?:{_PARTY}|(?:die|dat) (?:ene |andere )?(?:grote|bedrijf|kantoor|zaak))"
    rf"(?: (?:zit|zitten|staat|woont|wonen))? {_AT}(?: (?:het|de))?(?: \S+ en(?: {_AT})?)?$"
)
"""Somebody else right before the place: "de dealer uit", "die fabriek bij"."""
_ELSEWHERE = whole_words(
    any_of(rf"""
        klant\w*, afnemers?, opdrachtgevers?, concurrent\w*, leverancier\w*, lever, leveren, levert,
        export\w*, \w*beurs, beurzen, bijeenkomst, vader, moeder, {_RELATION}, project\w*,
        klus\w*, rijden, rijd, rijdt, vakantie,
        markten, buiten, opdracht\w*, studeert, student\w*, verkoop\w*, verkopen, congres, geboren,
        opgegroeid, vroeger, werk(?:en)? veel, werk(?:en)? vooral, hij zit, zij zit, ze zitten,
        hij woont, zij woont, villa, teamuitje, bowlen, verjaardag, bruiloft, feest,
        gaat de telefoon,
        telefoon, tot, geadverteerd, richting, collega, hij, eruit, groeimakelaar, hoofdkantoor,
        een (?:\w+ )?(?:\w+ )?(?:bedrijf|partij|firma|club|man|vrouw|collega|jongen) (?:uit|in|van)
    """)
)
_SOUGHT_HERE = whole_words(r"(?:is|zijn) er|zoek\w*|gezocht|jullie|als (?:\S+ )*uit$")
"""Who is asked for in a town of Flevoland is asked for at home: "is er een clubje in Almere"."""
_TOWARDS = re.compile(r"\bnaar$")
_MOVES = whole_words(r"kom|komen|komt|kwam|kwamen|verhuiz\w*|verhuis\w*|verplaats\w*|weg|uitwijken")
"""With "naar" these lead to where the company is, or will be."""
_SECOND = whole_words("filiaal|tweede vestiging|nieuwe vestiging|vestiging(?: te)? openen")
_MISTOOK = re.compile(r"\b(?:ik|k) (?:zei|typte|schreef|zeg|tikte|had)(?: (?:net|dus|eerst))?$")
_JUST_OUTSIDE = re.compile(r"\bnet buiten$")
_UNKNOWN_OUTSIDE = re.compile(r"\bbuiten(?: \S+ \S+ van)?$")
_KNOWS = re.compile(r"^(?:ken|kent|kennen|weet|weten)\b")
_MOVED = re.compile(r"\b(?:verhuisd|verplaatst|gegaan|gevestigd)\b")
_WE_ARE = re.compile(rf"^(?:{_STAY}|heb|hebben|run|runnen|maken|maak) {_WE}\b")
_OWN_PART = re.compile(r"^(?:locatie|vestiging|filiaal|winkel|hal|kantoor|team|zaak|loods)\b")
_LACKED = whole_words(r"mag|mogen|lukt|te (?:koop|huur)|te vinden|gevonden|vind|komt|komen")
"""With these "niet" denies something else than the place: "terras mag niet in Urk"."""
_APART = ("", "in", "te", "uit")
"""All that stands before a place that is a part of its own in a list: "9 fte, Delft"."""
_CUE_REACH = 7
"""Words before a place within which a cue about it stands."""

UNSURE = 0.35


def can_be_denied(context: Context) -> bool:
    """Whether "niet" near the place denies that the company is there, and nothing else."""
    return not (_LACKED.search(context.left) or _leaves(*context))


def confidence(sure: float, context: Context, in_flevoland: bool, weak: bool, alone: bool) -> float:
    """How surely a place with the words around it is the own company's.

    ``sure`` is how surely it is that place at all; ``weak``: by a nickname; ``alone``: there are
    hardly any other words, so it is an answer.
    """
    left, right = context
    near = _near(left)
    if weak and _OWN_PART.match(right):
        return 0.8
    if _MISTOOK.search(left):
        return UNSURE
    if _JUST_OUTSIDE.search(left):
        return 0.5
    if _UNKNOWN_OUTSIDE.search(left) and _KNOWS.match(right):
        return sure
    own, elsewhere = _last(_OWN, near), _last(_ELSEWHERE, near)
    if _TOWARDS.search(left) and not _MOVED.search(right):
        return sure if _MOVES.search(f"{near} | {right}") and in_flevoland else UNSURE
    sought = _SOUGHT_HERE.search(near) and elsewhere < 0
    if in_flevoland and (sought or _leaves(near, right)):
        return sure
    if _PARTY_THERE.search(near):
        return UNSURE
    if _WE_ARE.match(right):
        return _surer(sure)
    if elsewhere >= max(own, 0) and not _MOVED.search(right):
        return UNSURE
    if not in_flevoland:
        stands_apart = left in _APART and not right
        is_own = own >= 0 or alone or stands_apart or _MOVED.search(right)
        return sure if is_own and not _SECOND.search(left) else 0.45
    return _surer(sure) if own >= 0 or elsewhere >= 0 else sure


def is_settled(context: Context) -> bool:
    """Whether the words before a country say that the speaker or the company is there."""
    near = _near(context.left)
    return _last(_IS_SETTLED, near) > _last(_ELSEWHERE, near)


def _leaves(near: str, right: str) -> bool:
    """Whether something goes from this place to another: "van Urk naar Maastricht"."""
    return near.endswith("van") and right.startswith("naar ")


def _near(left: str) -> str:
    return " ".join(left.split(" ")[-_CUE_REACH:])


def _surer(sure: float) -> float:
    return min(0.95, sure + 0.1)


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match of a pattern begins, -1 where there is none."""
    return max((m.start() for m in pattern.finditer(text)), default=-1)
