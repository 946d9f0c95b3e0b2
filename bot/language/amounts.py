"""Amounts of money: "anderhalve ton", "50k", "een kwart miljoen", "tussen de 50 en 80 duizend"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.language import company
from bot.language.found import Found
from bot.language.numerals import NUMBER, whole
from bot.language.patterns import any_of, whole_words
from bot.language.reading import Reading

_SCALES = {
    "duizend": 1_000.0,
    "mille": 1_000.0,
    "ton": 100_000.0,
    "tonnetje": 100_000.0,
    "tonnetjes": 100_000.0,
    "miljoen": 1_000_000.0,
    "miljoenen": 1_000_000.0,
    "mln": 1_000_000.0,
    "mio": 1_000_000.0,
    "milj": 1_000_000.0,
    "m": 1_000_000.0,
    "miljard": 1_000_000_000.0,
    "mld": 1_000_000_000.0,
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NEVER_BARE = frozenset("m mln mio milj mld mille".split())
"""Scales that mean nothing without a number; "duizend" does before "euro"."""
_MONEY = "€|euro|euros|eur"
_ONE = re.compile(
    rf"(?<!\S)(?:(?P<before>{_MONEY}) )?"
    rf"(?:(?:een )?{NUMBER}(?: komma #(?P<decimals>\d+))?(?: (?P<scale>{_SCALE}))?"
    rf"|(?P<vague>(?:een )?(?:paar|aantal|enkele) )?(?:een )?(?P<bare>{_SCALE}))"
    rf"(?: (?P<after>{_MONEY}))?(?: , -)?(?!\S)"
)
_RANGE = re.compile(r"^ (?:tot|en|a|of|-|–|/|tot en met|tot aan) (?:de |zo een )?$")
_BETWEEN = re.compile(r"(?:^| )tussen(?: de| zo een)? $")
_RATE = re.compile(
    "^(?:per|/|de|het|p) ?"
    + any_of("""
        uur, u, stuk, m2, m3, meter, kuub, kilo, kg, liter, l, km, kilometer, hectare, ha, ton, dag,
        nacht, persoon, pp, kwh, vierkante, pallet, doos, plant, man
    """)
    + r"\b|^ex(?:cl)? btw per uur"
)
_GOODS = re.compile(
    "^(?:aan )?"
    + any_of(r"""
        per (?!jaar|maand|direct), graan, tarwe, mest, uien, aardappel\w*, bieten, suikerbieten,
        wortel\w*, vis, schol, staal, metaal, zand, grond, grind, beton, afval, plastic, papier,
        hout, co2, stikstof, materiaal, goederen, lading, vracht, laadvermogen, voer, kaas, vlees,
        fruit, groente\w*, bloembollen, producten, product, gewicht, zwaar, droge, vers\w*
    """)
    + r"\b"
)
_WEIGHT = whole_words(r"weegt|wegen|laadvermogen|vrachtwagen|kraan|takelen|tillen|oogst\w*")
_MOST_TONS = 60
"""More tons than this are a load, not 100,000 euros each."""
_TOPIC = whole_words(
    any_of(r"""
        kost, kosten, kostte, len\w*, lening\w*, invest\w*, omzet\w*, nodig, betal\w*, krediet,
        budget, subsidie\w*, winst, schuld\w*, bedrag, geld, koop, kopen, offerte, prijs,
        \w*rekening, beslag, achterstand, btw, boete, overmaken, over (?:\w+ )?maken, bestell\w*,
        kas, bood, biedt, loon, lonen, huur, lease, gefactureerd, aanneemsom, tekent, tekenen,
        financ\w*, kapitaal, euro, begroting, waard, marge, verlies, steken, stop, spaargeld,
        vermogen, ophalen, draaien, draai, bank, bijdrage, voorschot, factu\w*, rekening,
        hypotheek, verkocht, verkopen, tekort, verdien\w*
    """)
)
_FOLLOWER = re.compile(
    r"^(?:$|[.,;:!?)\n-]|"
    + any_of(r"""
        om, voor, aan, van, en, of, maar, als, want, dus, te, in, op, bij, per, extra, erbij,
        nodig, los, vrij, die, dat, we, ik, wij, is, zijn, kost\w*, tekort, omzet\w*, winst,
        schuld\w*, krediet, lening, investering\w*, eigen, subsidie, financiering, budget,
        kapitaal, geld, groeigeld, marge, verlies, vermogen, spaargeld, ge\w*, len\w*, invest\w*,
        ophalen, betalen, hebben, krijgen, steken, denk, ongeveer, zo, ofzo, max, maximaal,
        minimaal, ex, excl, inclusief, uit, over, met, moet, heb, hebben, draai\w*, jaaromzet,
        tot, naar, rond, hoor, nu, waard, bruto, netto, zou, had, genoeg, plus, bijvoorbeeld,
        extern\w*, kan, kun, kunnen, kon, wil, willen, ga, gaat, gaan, krijg, kreeg, zit, zitten,
        staat, stond, komt, kwam, ligt, wordt, werd, terug\w*, weg, erin, ervoor, daarvoor, minder,
        meer, hypotheek, huur, belasting, vast, aflossen, erop, af, starten, beginnen, moest, mag,
        lukt, heeft, binnen, jaar, beslag, achterstand, aantrekken, bood, boden, biedt, er, erbij,
        wezen, boete, bestellen, tekent, tekenen, onder, uitgeven, besteden, lopen, niet,
        zien, open, openstaa\w*, uiterlijk, zei, zegt, direct, vandaag, morgen, verschuldigd,
        bracht, (?:ge|be|ver)\w+[dt], (?:om|uit|in|aan|af|op|over|bij)ge\w+, #\d+ procent
    """)
    + r"\b)"
)
"""What may stand behind a number that is money; another noun is what is counted."""
_TURNOVER = whole_words(r"(?:jaar)?omzet\w*|draai(?:en|de|den)?|omgezet")
_WANTED = whole_words(
    any_of(r"""
        nodig, zoek\w*, lenen, lening, krediet, investe\w*, financier\w*, kost\w*, subsidie,
        vraag\w*
    """)
)
_ABOUT = any_of("""
    ongeveer, zo een, zon, circa, rond, rond de, ruim, krap, bijna, zeg, een kleine, een dikke,
    een dik, dik, een slordige, pakweg, tussen, tussen de, minimaal, maximaal, max, een
""")
_LEAD = re.compile(rf"(?:^|(?<= ))(?:{_ABOUT} ){{1,4}}$")
_FOR = re.compile(rf"(?:^| )(?:voor|aan|van)(?: (?:{_ABOUT}))*$")
"""Before a number of money: "aangenomen voor 6500"."""
_NOT = re.compile(rf"(?:^| )(?:geen|niet)(?: (?:{_ABOUT}))*$")
_BUT = re.compile(r"(?:$|[.!?]|(?:, )?maar\b)")
_TAKEN_BACK = re.compile(rf"(?:^| )(?:in plaats van|ipv|elke|iedere)(?: (?:{_ABOUT}))*$")
_TAKEN_BACK_AFTER = re.compile(
    r"(?:was|is|klopt|klopte)(?: bij nader inzien)? (?:te|niet|fout|verkeerd|onzin)\b"
)
"""Around an amount that was said by mistake: "geen 80.000 maar 118.000"."""
_CODE = re.compile(r"(?:^| )(?:iso|nen|norm|artikel|type|model|nummer|certificaat|[a-z] -)$")
_PER_MONTH = re.compile(r"per (?:maand|week|jaar|kwartaal)\b")
_THEIRS = whole_words(
    any_of(r"""
        omzet\w*, winst, draai\w*, verdien\w*, opgehaald, subsidie, krijgt, kreeg, kregen, gekregen,
        maakt, waard, salaris, huis, kocht, gekocht, geinvesteerd, investeert, investeerde, omgezet,
        hebben, verloor, verloren
    """)
)
"""What makes an amount that of the other who was named: their turnover, their subsidy."""
_OURS = whole_words("ons|onze|mij|me|ik|we|wij|je|jouw|uw|open")
_TOO_MUCH = re.compile(
    r"(?:(?:voor|aan) (?:\S+ ){1,3})?(?:(?:,|\.|maar|alleen|helaas) ){1,3}"
    r"(?:dat|die|daar|zoveel|t|het) (?:gaat (?:ons|mij|me) boven"
    r"|is (?:ons |mij |me )?(?:echt )?(?:te veel|te duur|teveel|onbetaalbaar|te hoog"
    r"|van (?:de|een|onze|mijn) \w+|niet (?:van|te doen|te betalen|haalbaar))"
    r"|(?:kunnen|kan|hebben|heb|red|redden) (?:we|wij|ik) (?:niet|nooit))"
)
_PRICE_OF = re.compile(
    r"\b(?:te koop|verkopen|vraagt|vragen|vraagprijs|verkocht|kost|kosten|moet\w*|weg|voor)\b"
)
"""A price that others set, before an amount that is more than one can pay: not one's own money."""
_WENT_TO = re.compile(
    r"^(?:\S+ )?(?:ging|gingen|gaat|gaan|is|werd|kwam|komt)(?: \S+)? (?:naar|bij|aan|terecht bij)"
    r" (?:een|de|mijn|onze|die|het) (?:\S+ )?(?:concurrent\w*|concurrentie|buren|buurman|ander\w*"
    r"|bedrijf|grote?n?|collega\w*|multinational\w*|partij\w*)\b"
)
"""Behind money that somebody else got: "die subsidie van 5 ton ging naar een concurrent"."""
_LOAD = whole_words(
    r"in het uur|per (?:uur|dag|hectare|etmaal|seizoen)|op de (?:weg|wagen|kar)|aan boord"
    r"|in de (?:cel|cellen|silo|schuur|loods|opslag|koeling)"
)
"""Around tons that are weighed."""


@dataclass(frozen=True)
class _Money:
    """One written amount: where it stands on the canonical line, and what marks it as money."""

    start: int
    end: int
    low: float
    high: float
    scale: str | None
    currency: bool


def find(reading: Reading, asked: bool) -> list[Found]:
    """Amounts in euros of the own company or of what is asked for; ``asked``: for an amount."""
    canon = reading.canon
    found = []
    singles = [m for m in (_single(match) for match in _ONE.finditer(canon)) if m is not None]
    for money in _ranges(canon, singles):
        sure = _confidence(reading, money, asked)
        if sure > 0:
            found.append(_found(reading, money, sure))
    return found


def _single(match: re.Match[str]) -> _Money | None:
    currency = bool(match["before"] or match["after"])
    scale = match["scale"] or match["bare"]
    if match["bare"]:
        never = _NEVER_BARE if currency else _NEVER_BARE | {"duizend"}
        if not match["vague"] and match["bare"] in never:
            return None
        low, high = (2.0, 4.0) if match["vague"] else (1.0, 1.0)
    else:
        low = high = float(f"{match[2]}.{match['decimals']}" if match["decimals"] else match[2])
    if scale == "m" and not currency:
        return None
    factor = _SCALES[scale] if scale else 1.0
    return _Money(match.start(), match.end(), low * factor, high * factor, scale, currency)


def _ranges(canon: str, singles: list[_Money]) -> list[_Money]:
    """Join what belongs together: "50 tot 80 duizend", "een ton of drie"."""
    joined: list[_Money] = []
    for money in singles:
        last = joined[-1] if joined else None
        if last is not None and last.low == last.high and money.start > last.end:
            between = canon[last.end : money.start]
            several = last.scale and re.match(r"^ of $", between) and money.scale is None
            if (
                several
                and not money.currency
                and 2 <= money.high <= 20
                and last.low == _SCALES.get(last.scale or "", 0.0)
            ):
                value = last.low * money.high
                joined[-1] = replace(last, end=money.end, low=value, high=value)
                continue
            if between == " " and last.scale and money.scale and money.high < last.low:
                total = last.low + money.low
                joined[-1] = replace(last, end=money.end, low=total, high=total)
                continue
            thousands = last.scale in ("ton", "tonnetje") and money.scale is None
            if between == " " and thousands and 10 <= money.high < 100:
                total = last.low + money.low * 1000  # "een ton veertig"
                joined[-1] = replace(last, end=money.end, low=total, high=total)
                continue
            pair = _pair(canon, last, money, between)
            if pair is not None:
                joined[-1] = pair
                continue
        joined.append(money)
    return joined


def _pair(canon: str, a: _Money, b: _Money, between: str) -> _Money | None:
    if not _RANGE.match(between) or b.low != b.high:
        return None
    if between.startswith(" en") and not _BETWEEN.search(canon[max(0, a.start - 20) : a.start]):
        return None
    low = a.low
    if a.scale is None and b.scale is not None and low < 1000:
        low *= _SCALES[b.scale]
    elif a.scale is None and b.scale is None and low < 1000 <= b.high:
        low *= 1000
    if not low < b.high:
        return None
    return _Money(a.start, b.end, low, b.high, b.scale or a.scale, a.currency or b.currency)


def _confidence(reading: Reading, money: _Money, asked: bool) -> float:
    """How surely these words are money that counts; 0 where they are not."""
    marked = money.currency or money.scale is not None
    left, right = reading.context(money.start, money.end)
    monthly = money.high >= 100 and bool(_PER_MONTH.match(right))
    if money.high <= 0 or not (marked or asked or money.high >= 1000 or monthly):
        return 0.0
    if right.startswith(("%", "procent")) or _RATE.match(right):
        return 0.0
    if _is_taken_back(left, right) or _CODE.search(left) or _is_theirs(left, right):
        return 0.0
    if _WENT_TO.match(right) or _is_beyond(reading, money, left):
        return 0.0
    if money.currency:
        own = money.high >= 100 or asked or "rekening" in right
        return 0.95 if own else 0.5
    if money.scale in ("ton", "tonnetje", "tonnetjes"):
        return 0.0 if _is_weight(money, left, right) else 0.9
    if not (_FOLLOWER.match(right) or money.scale == "mille") or _is_year_or_code(reading, money):
        return 0.0
    topic = _TOPIC.search(left) or _TOPIC.search(right)
    price = topic or _FOR.search(left)
    if money.scale is None and left.endswith(" er") and not asked:
        return 0.0  # "en er 2300 verkocht"
    if money.scale is not None:
        return 0.9 if topic or asked else 0.8
    if price and monthly:
        return 0.7
    if asked and reading.words <= 6:
        return 0.9 if money.high >= 1000 else 0.5 if money.high >= 100 else 0.0
    if money.high < 1000:
        return 0.0
    if topic:
        return 0.85
    pointed = "." in reading.text[slice(*reading.span(money.start, money.end))]
    return 0.65 if money.high >= 10_000 or pointed or _FOR.search(left) else 0.0


def _is_weight(money: _Money, left: str, right: str) -> bool:
    if _GOODS.match(right) or _WEIGHT.search(left) or money.high > _MOST_TONS * 100_000:
        return True
    return bool(_LOAD.search(left) or _LOAD.search(right)) and not _TOPIC.search(left)


def _is_taken_back(left: str, right: str) -> bool:
    """Whether an amount was said by mistake; in "als er geen 60k komt" it was not."""
    if _TAKEN_BACK.search(left) or _TAKEN_BACK_AFTER.match(right):
        return True
    return bool(_NOT.search(left) and _BUT.match(right))


def _is_theirs(left: str, right: str) -> bool:
    """Whether an amount is another's own, as a rival's turnover; a bill to a customer is ours."""
    if not company.of_others(left) or _OURS.search(right):
        return False
    return bool(_THEIRS.search(left) or _THEIRS.search(right))


def _is_beyond(reading: Reading, money: _Money, left: str) -> bool:
    """Whether an amount is a price that is said to be out of reach, or of another's property."""
    behind = reading.canon[money.end : money.end + 100].lstrip()
    beyond = _PRICE_OF.search(left) and _TOO_MUCH.match(behind)
    return bool(beyond) and not _WANTED.search(behind)


def _is_year_or_code(reading: Reading, money: _Money) -> bool:
    token = reading.tokens[reading.token_at(money.end - 1)]
    if token.kind != "number" or money.scale is not None:
        return False
    plain_digits = token.text.isdigit()
    return plain_digits and (1900 <= money.high <= 2100 or len(token.text) >= 8)


def _found(reading: Reading, money: _Money, sure: float) -> Found:
    left, right = reading.context(money.start, money.end)
    lead = _LEAD.search(reading.canon[max(0, money.start - 40) : money.start])
    start = money.start - (len(lead.group()) if lead else 0)
    low, high = whole(money.low), whole(money.high)
    begin, end = reading.span(start, money.end)
    value = low if low == high else [low, high]
    return Found("amount_eur", value, begin, end, sure, _role(left, right))


def _role(left: str, right: str) -> str | None:
    """ "turnover" where the nearest word says so; not for an amount a month or a week."""
    if re.match(r"(?:per|/|in de) (?:maand|week)\b", right):
        return None
    behind = right.split("#", 1)[0]
    turnover, wanted = _TURNOVER.search(behind), _WANTED.search(behind)
    if turnover and not (wanted and wanted.start() < turnover.start()):
        return "turnover"
    cues = [(m.end(), "turnover") for m in _TURNOVER.finditer(left)]
    cues += [(m.end(), "wanted") for m in _WANTED.finditer(left)]
    return "turnover" if cues and not wanted and max(cues)[1] == "turnover" else None
