"""How many people in words and sums: "met zijn drieën", "alleen ik", "5 vast en 3 flex"."""

from __future__ import annotations

import re

from bot.language import company, numerals, people_context
from bot.language.found import Found
from bot.language.numerals import NUMBER, values, whole
from bot.language.patterns import any_of, spaced, whole_words
from bot.language.reading import Reading
from bot.language.staff import KIND_OF, KIND_WORD, KINDS, NOT_PEOPLE, TRADES

_HEADED = spaced(
    r"(?:#(?P<n>\d+)(?: -)? ?|(?P<word>[a-z]{3,20}?))(?:koppige?|mans(?:bedrijf|zaak|team|\b))"
)
_GROUP = {
    "twe": 2, "dri": 3, "vie": 4, "vij": 5, "zes": 6, "zev": 7, "ach": 8, "neg": 9, "tie": 10,
    "bei": 2, "elv": 11, "twa": 12,
}  # fmt: skip
_GROUPED = any_of("""
    twe+n, drie+n, vieren, vijven, zessen, zevenen, achten, negenen, tienen, elven, twaalven,
    beiden, tweetjes, drietjes, viertjes, vijfjes
""")
_TOGETHER = spaced(
    rf"met(?: (?:zijn|ons|onze|er|haar|hun))?(?: (?:twee|drie|vier))? "
    rf"(?P<n>{_GROUPED})"
)
KIN = any_of("""
    vrouw, man, vriendin, vriend, partner, broer, zus, zusje, broertje, zoon, dochter, vader,
    moeder, zwager, compagnon, vennoot, zakenpartner, neef, nicht, schoonzoon, schoonvader, collega,
    maat, medevennoot
""")
_KIN_WORD = whole_words(KIN)
_MY_KIN = rf"(?:mijn|me) {KIN}"
_AND = "(?: ,| en| , en)"
_KIN_AND_ME = spaced(
    rf"{_MY_KIN}(?:{_AND} (?:mijn |me |een )?{KIN}){{0,3}}(?: ,)? en (?:ik|ikzelf|mij|mijzelf)"
)
_ME_AND_KIN = spaced(
    rf"(?:ik(?:zelf)?|alleen ik)(?: ,)? (?:en|samen met|met) {_MY_KIN}(?:{_AND} {_MY_KIN}){{0,3}}"
)
_CHILDREN_AND_ME = spaced(
    rf"(?:mijn|me) {NUMBER} (?:dochters|zoons|zonen|broers|zussen|zusters|neven|nichten|kinderen"
    r"|schoonzoons) en (?:ik|ikzelf)"
)
_HELPER = any_of(r"""
    \w*meisje, \w*jongen, \w*hulp, \w*kracht, leerling\w*, stagiaire?, knecht, medewerker,
    medewerkster, werknemer, assistent, assistente, collega, compagnon, vriend, vriendin, monteur,
    verkoopster, man, parttimer, oproepkracht, maat, chauffeur, \w*dame, \w*juf, secretaresse
""")
_ME_AND_ONE = spaced(
    rf"(?:ik|ikzelf) (?:en|plus|met) (?:nog )?(?:een|#1|mijn|me) (?:\w+e )?{_HELPER}"
    rf"|(?:een|#1|mijn|me) (?:\w+e )?{_HELPER} en (?:ik|ikzelf)"
)
"""Who speaks and one more, where it is said that this is all."""
_RUN_IT = re.compile(
    r"(?:samen )?(?:runnen|doen (?:het|alles|dit)|werken (?:er|hier|samen)"
    r"|zijn (?:het(?! (?:oneens|eens|niet|zat|er)\b)|alles|met)"
    r"|houden het draaiende|(?:hebben|runnen) (?:samen )?een (?!vof|bv|maatschap|firma)[a-z]+)\b"
)
_INVENTED = re.compile(
    r"hebben (?:samen )?een (?:\S+ ){1,8}(?:bedacht|uitgevonden|ontwikkeld|gemaakt|gebouwd|gezien"
    r"|gekocht|besteld|gehad|gewonnen|ontworpen)\b"
)
_SHORT = 12
_ALL_THERE_IS = re.compile(r"^(?:(?!(?:we|wij|ik|moeten) )[^ ,.!?]+ ){1,6}, $")
"""Before a pair that ends what was told of the company: "autopoets in urk, ik en mn neef"."""
_NOBODY_ELSE = whole_words(
    r"verder (?:niemand|niks|geen personeel)|meer niet|dat is alles|dat was het|dat is het(?! \w)"
    r"|meer (?:zijn|is|hebben|heb) (?:we|wij|het|er|ik)(?: er)? niet|meer mensen zijn er niet"
)
"""Behind a pair of relatives: that is the whole company."""
_NO_TEAM = whole_words(
    any_of(r"""
        maatschap, vof, firma, oneens, eigenaar\w*, eigenaren, aandeel\w*, broers, zussen, ooms,
        neven, nichten, kinderen, vrienden, gescheiden, getrouwd, vakantie, slapen, ruzie, huis,
        scheiding, thuis
    """)
)
"""Around "met zijn drieën": owners or a family, and not the people at work."""
_BEGUN = re.compile(r"(?:begonnen|gestart|waren|zaten|was)\b")
_TO_MEET = re.compile(r"^(?:\S+ ){0,3}(?:spreken|praten|langskomen|langs komen|aanschuiven)\b")
"""Behind "met zijn tweeën": who come along to a talk."""
_BEGAN = whole_words("begonnen|begon|gestart|startte|opgezet|opgericht")
_SINCE_THEN = whole_words("nu|nog|steeds|sindsdien|net|pas")
"""Around "in mijn eentje" of how it began; with one of these it is so still."""
_BY_MYSELF = whole_words("doe|run|werk|draai|ben|zit|alles|zaak|bedrijf|onderneming|al")
_MOST_PLUS_ME = 200
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
        alleen (?:ik|ikke|ikzelf|mijzelf|mezelf)(?: zelf)?(?: hier)?{_END}, ik alleen{_END},
        alleen (?:ik|ikke|ikzelf|mijzelf|mezelf) en (?:een|mijn|de) (?!{KIN})[a-z]+,
        eenmansbedrijf
    """)
    + r"|alleen (?:ik|ikzelf)(?= en (?:op|in|soms|af) )"
    r"|ik alleen(?= en (?:mijn|een|de) [a-z]+ (?:op|in|soms|af en toe) )"
    r"|ik (?:werk|doe het|ben|run het|zit|doe alles)(?: nu| helemaal| nog| hier){0,3} "
    rf"(?:alleen|solo)(?:{_END}|(?= (?:en|in|dus|vanuit|thuis) )"
    r"(?! in (?:dit|deze|het|een|de) "
    r"(?:land|leven|wereld|huis|flat|nacht|stad|dorp|donker|weekend)))"
)
_SOLO = re.compile(
    r"(?:(?<=, )|(?<=\. )|(?<=\( )|(?<=- ))(?:solo|in mijn eentje|eenpitter|zzp(?: er)?)"
    r"(?= ?(?:$|[,.)!\n-]))"
)
"""Apart in a list of what one is: "webbouwer, solo, zoek kantoorplek"."""
_TO_FIND = re.compile(r"(?:te |meer te )?(?:vinden|krijgen)")
_WITHOUT_THEM = re.compile(r"(?:kan|kunnen|gaat|red|redden|lukt|moet) (?:ik|we|wij|het|dat)\b")
"""Behind "zonder personeel" that is only thought of."""
_FREELANCE = spaced(r"zzp(?: ?- ?)?(?: er)?|freelancer")
_I_AM = any_of("""
    ik ben, ben ik, als, ben, ik werk als, ik zit als, ik ben gewoon, ik ben zelf
""")
_FREELANCE_OWN = re.compile(rf"(?:^|\b{_I_AM}(?: een| nu| nog| al){{0,2}})$")
_RULES = re.compile(r"(?:gedoe|wet\S*|regels|regeling|kwestie|verhaal|discussie|toestanden)\b")
"""Behind "zzp" that is what is spoken about."""
_PLUS_ME = spaced(
    rf"(?:ik|ikzelf|ik zelf) (?:plus|met daarnaast|en nog|en) (?:nog )?"
    rf"{NUMBER}(?: (?:{KIND_OF}|#0\.5))?(?: {KINDS})?"
    rf"|{NUMBER}(?: (?:{KINDS}|{TRADES}))? (?:plus|en) "
    rf"(?:ik|ikzelf|mijzelf|mezelf)(?= ?(?:$|[.,;!?]))"
    rf"|naast (?:mij|mijzelf|mezelf) (?:nog )?{NUMBER}(?: {KINDS})?"
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
    rf"(?:(?:ongeveer|zo een|zon|een stuk of|stuk of|ruim) )?{NUMBER} {_FLEX}"
)

FLOOR = any_of("""
    werkvloer, vloer, steigers?, atelier, kantoor, werkplaats, productie, winkel, magazijn,
    buitendienst, binnendienst, weg, bouw, land, keuken, bediening, buiten, binnen, hal,
    fabriek, bus
""")
_HERE_AND_THERE = spaced(
    rf"{NUMBER}(?: {KINDS})? (?:in|op)(?: de| het)? {FLOOR}(?: ,)? (?:en|plus) "
    rf"{NUMBER}(?: {KINDS})? (?:in|op)(?: de| het)? {FLOOR}"
)
_SEX = any_of("""
    vrouwen, mannen, dames, heren, meiden, jongens, vrouw, man, dame, heer, meid, meisje, jongen
""")
_MEN_AND_WOMEN = spaced(rf"{NUMBER} {_SEX} en {NUMBER} {_SEX}")


def sums(reading: Reading) -> list[Found]:
    """Counts that are told in parts: "5 vast en 3 flex", "ikzelf plus 4"."""
    found = []
    parts = (_FIXED_AND_FLEX, _HERE_AND_THERE, _MEN_AND_WOMEN)
    for match in (m for pattern in parts for m in pattern.finditer(reading.canon)):
        total = whole(sum(values(match.group())))
        around = reading.context(match.start(), match.end())
        if match.re is _MEN_AND_WOMEN and not people_context.counts(*around):
            continue
        found.append(reading.found("employees", total, match.start(), match.end(), 0.96))
    for match in _PLUS_ME.finditer(reading.canon):
        left, right = reading.context(match.start(), match.end())
        people = not NOT_PEOPLE.match(right) and people_context.counts(left, right)
        bare = left and match.group().startswith("#") and not KIND_WORD.search(match.group())
        if people and not bare and max(values(match.group())) <= _MOST_PLUS_ME:
            total = whole(sum(v for v in values(match.group()) if v >= 1)) + 1
            sure = 0.96 if KIND_WORD.search(match.group()) or not right else 0.6
            found.append(reading.found("employees", total, match.start(), match.end(), sure))
    return found


def in_words(reading: Reading, asked: bool) -> list[Found]:
    """Counts without a number: groups, the self-employed and, where it is all, the family."""
    canon = reading.canon
    found = []
    for match in _TOGETHER.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        if not _NO_TEAM.search(f"{left} {right}") and not company.of_others(left):
            now_past = people_context.is_past(left) or _BEGUN.match(right)
            wished = _TO_MEET.search(right) or people_context.might(right)
            if not now_past and not wished and not right.startswith("#"):
                found.append(_is(reading, _GROUP[match["n"][:3]], match, 0.9))
    for match in _HEADED.finditer(canon):
        count = float(match["n"]) if match["n"] else numerals.word(match["word"])
        left, _ = reading.context(match.start(), match.end())
        if count and count >= 2 and not company.of_others(left):
            found.append(_is(reading, whole(count), match, 0.8))
    for match in (*_KIN_AND_ME.finditer(canon), *_ME_AND_KIN.finditer(canon)):
        left, right = reading.context(match.start(), match.end())
        is_all = bool(_ALL_THERE_IS.search(canon[: match.start()]) or "alleen" in match.group())
        label = is_all and match.end() >= len(canon.rstrip(" .!")) and reading.words <= _SHORT
        invented = _INVENTED.match(right)
        whole_company = (
            label or asked or _RUN_IT.match(right) or _NOBODY_ELSE.search(canon, match.end())
        )
        if whole_company and not invented and not _HOME.search(f"{left} {right}"):
            count = len(_KIN_WORD.findall(match.group())) + 1
            found.append(_is(reading, count, match, 0.8))
    for match in _ME_AND_ONE.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        if _NOBODY_ELSE.search(canon, match.end()) and not _HOME.search(f"{left} {right}"):
            found.append(_is(reading, 2, match, 0.8))
    for match in _CHILDREN_AND_ME.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        if (asked or _RUN_IT.match(right)) and not _HOME.search(f"{left} {right}"):
            found.append(_is(reading, whole(values(match.group())[0]) + 1, match, 0.8))
    for match in _ALONE.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        if match.group().startswith("zonder") and not left and _WITHOUT_THEM.match(right):
            continue
        by_myself = match.group() == "in mijn eentje" and not _BY_MYSELF.search(left)
        once = _BEGAN.search(left) and not _SINCE_THEN.search(f"{left} {right}")
        if not (company.of_others(left) or _TO_FIND.match(right) or by_myself or once):
            found.append(_is(reading, 1, match, 0.85))
    for match in _SOLO.finditer(canon):
        if not company.of_others(canon[: match.start()].rstrip(" ,.(")):
            found.append(_is(reading, 1, match, 0.8))
    for match in _FREELANCE.finditer(canon):
        left, right = reading.context(match.start(), match.end())
        about = right.startswith(("s ", "contract", "inhuren")) or (
            not left and _RULES.match(right)
        )
        if _FREELANCE_OWN.search(left) and not about:
            found.append(_is(reading, 1, match, 0.85))
    return found


def _is(reading: Reading, value: int, match: re.Match[str], sure: float) -> Found:
    return reading.found("employees", value, match.start(), match.end(), sure)
