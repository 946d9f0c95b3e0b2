"""Whether people who are counted are those of the own company now: not wanted, gone or passing."""

from __future__ import annotations

import re

from bot.language import company
from bot.language.patterns import any_of, whole_words
from bot.language.staff import ABOUT, BEFORE, TEAM

_GONE = any_of(r"""
    ziek, weg\w*, vertrok\w*, vertrek\w*, kwijt, ontsl\w*, opgezegd, thuis, uitgevallen, gestopt,
    met pensioen, laten gaan
""")
_LOOKED_FOR = any_of(r"""
    tekort, te kort, te weinig(?! \S), te veel(?! \S), nodig, extra nodig, meer nodig, erbij, extra,
    gezocht,
    aannemen, aangenomen, aan te nemen, werven, zoek\w*, inhuren, ingehuurd, opleiden, op cursus
""")
_PASSING = any_of(r"""
    per (?:dag|week|avond|uur|jaar|maand|keer), langs(?! elkaar), op bezoek, bezoekers, in de zaal,
    op de wachtlijst, volg\w*, bereik\w*, bediend, minder(?! over), op straat, publiek, op de lijst,
    komen, kwamen, gekomen zijn, voor (?:haar|hem|mij|me|ons|je) (?:staan|wacht\w*)
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
        zoek, zoeken, zochten, gezocht, vacatures?, nodig, ik mis, mis ik, missen, tekort, aannemen,
        nemen, werven, inhuren, extra, erbij, wil(?:len)?, zou(?:den)?, groeien, doorgroeien,
        uitbreiden,
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
_OF_ALL = re.compile(
    r"\bvan (?:de|mijn|onze|ons)$|\b(?:ziek|thuis|\w*verzuim|uitval) op(?: (?:de|mijn|onze))?$"
)
"""Before a count this makes it the whole: "van de 14 man zijn er 3 ziek"."""
_HEADING_FOR = re.compile(r"(?:^| )naar(?: een| zo een| de| ongeveer)*$")
_ABOUT_AT_END = re.compile(rf"(?: (?:{ABOUT}|of)){{1,5}}$")
_SOMEBODY = whole_words(
    r"iemand (?:\S+ ){0,3}die"
    r"(?: (?:\S+ )?(?:zelf|al|ook|ooit|eens|eerder)\b(?:(?!\b(?:ik|we|wij)\b).)*$|$)"
    r"|een (?:directeur|vrouw|ondernemer|baas|founder|ondernemster|eigenaar)(?: \S+){0,2} die"
)
WENT = r"(?:ging|gingen|lukte|liep|liepen|was het|kon(?:den)? (?:ik|we|wij)|deden (?:we|wij))"
"""Behind "met vijf man": what was so with fewer people."""
_WENT_THEN = re.compile(rf"{WENT}\b")
_MIGHT = re.compile(
    r"(?:zou|zouden|kunnen|kon|konden) (?:we|wij|ik|het|dat)\b"
    r"(?![^.!?]*\b(?:niet|nooit|geen)\b)"
)
"""Behind "met zijn tweeën" or "samen met twee collega's": what may be done some day together."""
_HELPED = re.compile(
    r"(?:\S+ ){0,8}(?:contract (?:gegeven|aangeboden)|(?:een )?vak (?:geleerd|leren)|opgeleid"
    r"|aan (?:een|het) (?:baan|werk) geholpen)\b"
    r"|met een (?:beperking|afstand|rugzak\w*|indicatie|verleden|vlekje|uitkering)\b"
)
"""Behind people who were given a chance: some of the staff."""
_DENIED = re.compile(
    rf"(?:^| )(?:(?<!nog )geen|niet|in plaats van|alsof (?:we|wij|ik) met)(?: (?:{ABOUT}))*$"
)
_FAMILY = re.compile(r"\b(?:ooms|neven|broers|zussen|nichten|kinderen)(?: \S+){0,2}$")
_HAD = re.compile(
    r"(?:\S+ )?gehad\b|die (?:me|mij|ons|hem|haar) |die (?:ik|we|wij) (?:\S+ ){0,3}had(?:den)?\b"
)
"""Behind people of the past, or people who came from outside ("die me mailden")."""
_NOW_OWN = re.compile(
    r"^.*\b(?:(?:ik|we|wij) (?:heb|hebben|zit|zitten|werk|werken)"
    r"|(?:heb|hebben|zitten|werken|zijn) (?:ik|we|wij))\b"
)
"""The last present "wij zitten"; a past that was told before it has ended."""
_REASON = re.compile(
    r"^.*\b(?:of dat|omdat|want|(?:wat|hoe|dat|waar) (?:we|wij|ik)(?! (?:mis|zoek|wil)))\b"
)
_STILL = rf"(?: (?:er|hier|nu|maar|nog|al|zelf|met|in|gewoon|inmiddels|momenteel|{ABOUT}))*$"
_SAID_OWN = re.compile(
    r"(?:^|\b(?:ik|we|wij) |(?:^| )en )"
    r"(?:heb|hebben|zijn|ben|zit|zitten|werk|werken|run|runnen|draaien)(?: (?:ik|we|wij))?"
    rf"{_STILL}"
    rf"|(?:^| )(?:heb|hebben|zijn|zitten|werken|runnen) (?:ik|we|wij){_STILL}"
    rf"|(?:^| )(?:mijn|me|onze|ons)(?: (?:{ABOUT}|[a-z]+e))?$"
    rf"|(?:^| ){TEAM} (?:van|met|is)(?: {ABOUT})*$"
    rf"|\b(?:ik|we|wij) (?:zit|zitten|sta|staan) (?:in|op|bij|te) \S+(?: \S+)? met(?: {ABOUT})*$"
    r"|(?:^| )(?:we|wij|ik) (?:doe|doen|draai|draaien|maak|maken|verwerken|runnen) "
    rf".*\bmet(?: {ABOUT})*$"
    r"|\bop (?:de|een) (?:steigers?|werkvloer|bouw) met$"
    r"|\b(?:lonen|loon|salarissen|salaris) (?:van|voor)$"
)
_SAID_OWN_AFTER = re.compile(
    any_of("""
        sterk, personeel, in dienst, in een (?:vof|bv), heb ik, hebben (?:we|wij), zijn, bent,
        (?:\\S+ )*?hun (?:loon|lonen|salaris\\S*), van (?:mij|ons), in loondienst,
        die (?:er|hier|bij ons|voor (?:mij|ons)) \\S+
    """)
    + r"(?: |$)"
)
_FIRM_NAMED = re.compile(
    r"(?:bedrijf|zaak|winkel|bureau|praktijk|garage|[a-z]{2}erij|salon|kantoor|atelier|studio|"
    r"restaurant|cafe|webshop|camping|bv|vof)(?:t?je)?(?: (?:in|op|te) \S+(?: \S+)?)? ,$"
)
_SOME_OF_THEM = re.compile(r"(?:^|(?: ,)? )(?:waarvan|van wie|waaronder)\b.*$")
"""Behind a count, what is so of some: "22 medewerkers waarvan 3 ziek" are 22."""
_NEAR = 60


def of_others(left: str) -> bool:
    """Whether the words before a count make the people those of another company."""
    return bool(company.of_others(left) or _SOMEBODY.search(left) or _FAMILY.search(_near(left)))


def said_own(left: str, right: str) -> bool:
    """Whether the words right around a count say that the people are the own."""
    return bool(_SAID_OWN.search(_near(left)) or _SAID_OWN_AFTER.match(right))


def introduces(before: str) -> bool:
    """Whether a firm was named right before a count: "een bakkerijtje in Zeewolde, 4 man"."""
    return _FIRM_NAMED.search(before[-_NEAR:]) is not None


def counts(left: str, right: str) -> bool:
    """Whether people between these words of a clause work in the own company now."""
    near = _near(left)
    right = _SOME_OF_THEM.sub("", right)
    if of_others(left) or _DENIED.search(near):
        return False
    if not _OF_ALL.search(near) and (_NOT_ALL.match(right) or _LATER_NEEDED.match(right)):
        return False
    if _OF_ALL.search(near) and not near.endswith(("de", "mijn", "onze", "ons")):
        return True  # "14 procent ziek op 40 man"
    if _HAD.match(right) or _HELPED.match(right):
        return False
    if left in ("met", "samen met") and might(right):
        return False
    if left.endswith("met") and _WENT_THEN.match(right):
        return False
    # "Dat wil iedereen nu, ik heb er twee salons met 7 meiden": what they have was told since.
    wanted = _WANTED.search(_NOW_OWN.sub("", _REASON.sub("", left)))
    if wanted and not _OWN_NEAR.search(_ABOUT_AT_END.sub("", near)):
        return False
    if is_past(left):
        return False
    return not _HEADING_FOR.search(near)


def might(right: str) -> bool:
    """Whether the words behind say what some people could do together, and not that they do."""
    return _MIGHT.match(right) is not None


def _near(left: str) -> str:
    """The last words, which is all that what must stand right before a count is looked for in."""
    return left if len(left) <= _NEAR else f"… {left[-_NEAR:]}"


def about_before(canon: str, start: int) -> int:
    """Length of the words like "ongeveer" and "een man of" right before an offset."""
    lead = BEFORE.search(canon[max(0, start - 40) : start])
    return len(lead.group()) if lead else 0


def is_past(left: str) -> bool:
    """Whether the words before a count tell of a time that is over."""
    return bool(_PAST.search(_NOW_OWN.sub("", left))) and not _BUT_NOW.search(left + " ")
