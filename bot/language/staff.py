"""Words for the people of a company and for how many they are, shared by the head counts."""

from __future__ import annotations

import re

from bot.language.numerals import NUMBER, whole
from bot.language.patterns import any_of
from bot.language.reading import Reading

MOST = 20_000
RANGE = (
    rf"(?:{NUMBER}(?P<link>(?: ,)? (?:(?:en|tot|a|of|-|–|/|tot en met|tot aan) )?(?:de |met )?))?"
    rf"{NUMBER}(?: \+| plus)?"
)
VAGUE_KINDS = any_of("""
    man, mannen, mannetjes, mensen, personen, persoon, jongens, meiden, dames, vrouwen, gasten,
    kerels, lui, koppen, nerds
""")
"""People of whom a few may be anybody; only said to be the own do two or three of them count."""
KINDS = any_of(rf"""
    {VAGUE_KINDS}, personeelsleden, medewerkers?, werknemers?, collegas, fte, ftes, krachten,
    (?<=vaste )kracht, (?<=betaalde )kracht, (?<=halve )kracht, vakmensen, vaklui,
    fulltimers, parttimers, teamleden, personeel, arbeidskrachten,
    zusters
""")
_TRADE_ENDINGS = any_of("""
    monteurs, chauffeurs, lassers, kappers, makers, werkers, bakkers, slagers, tekenaars, draaiers,
    koks, verkopers, rijders, bouwers, operators, leidsters
""")
TRADES = any_of(rf"""
    [a-z]*{_TRADE_ENDINGS}, [a-z]+(?:mensen|krachten|medewerkers), kapsters, constructeurs,
    engineers, developers, programmeurs, ontwikkelaars, schilders, timmerlui, timmermannen,
    timmerlieden, metselaars, stukadoors, tegelzetters, loodgieters, installateurs, elektriciens,
    dakdekkers, frezers, bankwerkers, obers, serveersters, verkoopsters, schoonmakers,
    schoonmaaksters, hoveniers, bezorgers, koeriers, verpleegkundigen, verzorgenden, therapeuten,
    fysiotherapeuten, fysios, barbers, dragers, [a-z]*artsen, assistentes?, docenten, trainers,
    coaches, adviseurs, accountants,
    juristen, notarissen, planners, inpakkers, machinisten, kraanmachinisten, matrozen, vissers,
    schippers, naaisters, coupeuses, stylistes, stagiairs, magazijniers, vertegenwoordigers,
    consultants, recruiters, leraren, apothekers
""")
"""What people of a company may be; counted only where they are said to be the own."""
KIND_OF = any_of("""
    vaste?, eigen, goede?, goeie, trouwe, fulltime, parttime, ervaren, voltijd, betaalde, halve,
    hele, sterke
""")
ABOUT = any_of("""
    ongeveer, zo een, zon, circa, rond, de, een, kleine, goede, dikke, slordige, ruim, krap, bijna,
    zeg, pakweg, minimaal, maximaal, max, hooguit, stuk of, man of, tussen, plusminus, totaal,
    meer dan, in totaal, maar, eh, ehm, euh, uh
""")
FREE_WORD = any_of(r"""
    [.;:!?)\n\x2c], en, in, op, nu, hier, momenteel, inclusief, waarvan, samen, bij, maar, die,
    plus, totaal, sinds, vast, nog, hoor, denk, ofzo, of zo, aan het werk, verdeeld, terwijl, want,
    dus, als, van, zonder, alleen, is, zijn, ben, kan, kun, moet, voel, heb, of
""")
FREE = rf"(?= ?(?:$|{FREE_WORD}(?:\s|$)))"
"""What may follow a count that stands without a noun; a noun would be what is counted."""
TEAM = any_of("""
    team, teampje, ploeg, club, clubje, personeelsbestand, crew, bezetting, onderneming, toko, tent,
    [a-z]*(?:bedrijf|bedrijfje|zaak|bureau|winkel|school|kantoor|salon), praktijk, garage, bakkerij,
    slagerij, bv, vof, maatschap
""")
KIND_WORD = re.compile(rf"\b(?:{KINDS}|{TRADES}|collega|mens|handen|volk)\b")
NOT_PEOPLE = re.compile(
    "^"
    + any_of(r"""
        uur, jaar, maand\w*, week, weken, dag\w*, wagens?, autos?, bussen, koeien, euro, €, %,
        procent, km, m2, ton, klanten, hectare, ha, vestigingen, locaties, winkels, machines, keer,
        duizend, miljoen
    """)
    + r"\b"
)
BEFORE = re.compile(rf"(?:^|(?<= ))(?:{ABOUT} ){{1,4}}$")
BETWEEN = re.compile(r"tussen (?:de |zo een )?$")


def value_of(reading: Reading, match: re.Match[str]) -> tuple[int, int | list[int] | None]:
    """Where the count begins on the canonical line, and its value; None where it makes no sense."""
    numbers = [(m.start(), float(m[1])) for m in re.finditer(NUMBER, match.group())]
    start, last = match.start() + numbers[-1][0], numbers[-1][1]
    high = whole(last)
    if not 0 < last <= MOST or high < 1:
        return start, None if last <= 0 or last > MOST else 1
    if len(numbers) < 2 or match["link"] is None:
        return start, high  # also where the first number was another ("waren met 5, nu 7")
    first_at, first = numbers[-2]
    low = whole(first)
    link = match["link"]
    ok = 0 < low < high
    if " en " in link:
        at = match.start() + first_at
        ok = ok and bool(BETWEEN.search(reading.canon[max(0, at - 20) : at]))
    elif not link.strip(" ,"):
        ok = ok and high - low <= max(3, low // 2)
    return (match.start() + first_at, [low, high]) if ok else (start, high)
