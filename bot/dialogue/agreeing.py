"""How far somebody agrees with what was read back, and what they say it is instead."""

from __future__ import annotations

import re
from typing import Literal

from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge, Need

YES = re.compile(
    r"\W*(?:ja+|jawel|jazeker|jep|yep|yes|klopt|precies|inderdaad|exact|juist|zeker|"
    r"(?:ja )?(?:dat|dit|zo|die) (?:is (?:het|hem|'?m|precies)|klopt|herken)|herkenbaar|"
    r"(?:ik )?herken (?:het|dat|ik)|akkoord|goed zo|zoiets)\b",
    re.IGNORECASE,
)
"""How an answer begins that agrees."""

ALL_THE_SAME = re.compile(r"\bmaar (?:ja|vooruit|goed|oke|oké)\W*$", re.IGNORECASE)
"""How an answer ends that agrees for all that: "bepaalden, verleden tijd. maar ja"."""

IN_THE_END = re.compile(
    r"\b(?:dat|die|het|rest)\b[^.!?]{0,40}\bklopt (?:dan |ook )?wel\W*$", re.IGNORECASE
)
"""The same: "uit zn jas gegroeid? nee hoor. dat lopen door elkaar klopt wel"."""

SAYS_NO = re.compile(r"\b(?:niet|geen|nee)\b", re.IGNORECASE)
"""What makes a no of it: "klopt niet", "zeker niet"."""

PARTLY = re.compile(
    r"\W*(?:(?:ja|klopt|nee)[ ,.]+(?:maar )?(?:niet helemaal|deels|voor een deel)|ja en nee|"
    r"nee en ja|deels|gedeeltelijk|half(?: om half)?|niet helemaal|(?:een )?beetje(?: wel)?|"
    r"voor een deel|ten dele)\b",
    re.IGNORECASE,
)
"""How an answer begins that agrees with a part of it."""

HURRIES = re.compile(
    r"\b(?:maak|schrijf|doe|geef|laat|ga)\b[^.!?]{0,20}\b(?:vraag|groeivraag|verder|door)\b"
    r"|\bschrijf maar\b",
    re.IGNORECASE,
)
"""Words of who wants to go on to the growth question."""

GOOD = re.compile(
    r"\b(?:de |die |deze )?(?:zin|vraag|groeivraag|tekst) "
    r"(?:is (?:zo )?(?:goed|prima|ok[eé]?)|klopt)(?! (?:\w+ )?niet\b)(?: zo)?\b"
    r"|\b(?:hij|die|ie|'?t|het|zo) (?:is (?:ie |hij |het )?(?:zo )?(?:goed|prima|mooi|perfect)"
    r"|klopt)(?! (?:\w+ )?niet\b)(?: zo)?\b(?!\?)"
    r"|^\W*(?:ja |nou )?(?:is goed|prima|perfect|prachtig|mooi|top|klopt) (?:zo|hoor|joh)\b"
    r"|\b(?:ik )?(?:wil|hoef) (?:er )?(?:niks|niets) (?:meer )?(?:anders|te veranderen)\b"
    r"|\bniks veranderen\b|\b(?:ja|is|zo) goed genoeg\b",
    re.IGNORECASE,
)
"""Words of who agrees with the growth question, wherever they stand."""

_FILLER = re.compile(
    r"^(?:(?:ik zei(?: toch)?|zei ik(?: toch)?|nee|nou|ok[eé]?|ach|dus|lol|haha|tja|goed|gewoon)\b"
    r"[ ,:]*)+",
    re.IGNORECASE,
)
"""What stands before a yes."""

_YES_WORDS = r"(?:ja+|jep|yes|zeker|prima)(?: hoor)?(?:[ ,]+laat maar)?"
_LEAVES = (
    r"(?:ja+ |prima |dan )?(?:(?:doe|laat|hou|neem|houd) (?:het |'?t |hem |'?m )?(?:dan )?"
    r"(?:maar )?(?:gewoon )?(?:zo|staan|zo staan|deze)(?: (?:maar|staan|hoor))?"
    r"|laten staan|zo laten(?: staan)?)"
)
_IS_GOOD = (
    r"(?:ja+ )?(?:(?:hij|die|ie|het|dat|'?t|alles|zo|deze) )?(?:is |was )?(?:ie |hij |het )?"
    r"(?:zo )?(?:al |wel |prima |nu )?(?:goed|prima|klopt|akkoord|ok[eé]?|perfect|top)"
    r"(?: (?:zo|hoor|nu|wel|dan))*"
    r"|(?:de |die |deze )?(?:zin|vraag|tekst|groeivraag)\b[^,]{0,30} (?:klopt|is goed|is prima)"
    r"(?: zo| nu)*"
)
_NOTHING = r"(?:verder )?(?:niks|niets) (?:meer )?(?:anders|veranderen|aanpassen|aan doen)"
_THIS_ONE = r"(?:ja+ |precies |exact )+(?:die|deze|dit|dat|zo)(?: (?:is ie|bedoel ik|dus))?"
STANDS = re.compile(f"{_YES_WORDS}|{_LEAVES}|{_IS_GOOD}|{_NOTHING}|{_THIS_ONE}", re.IGNORECASE)
"""A part of a message that says that the growth question may stand as it is."""

_TAKES_BACK = re.compile(
    r"\b(?:maar(?! goed\b| ja\b| vooruit\b)|behalve|alleen|niet|geen|fout|onzin|anders|moet|krom"
    r"|raar|mist)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?:en|maar|ok[eé]?|dan|nu)[ ,]*)*(?:wat|hoe|wanneer|wie|waar|krijg|kan|mag|is er|kost)\b",
    re.IGNORECASE,
)


def lets_stand(text: str) -> bool:
    """Whether somebody lets the growth question stand, in whatever words: "ja laat maar, klopt zo.
    maar wat nu?", "ik zei JA. de zin met sandra klopt". A question beside it takes nothing back;
    "laat maar" alone says nothing of the sort.
    """
    pieces = [piece.strip() for piece in re.findall(r"[^.,!?;\n]+[.,!?;\n]*", text)]
    asked = [p for p in pieces if p.endswith("?") or _ASKS.match(p)]
    told = [_FILLER.sub("", p.strip(" .,!?;\"'")) for p in pieces if p not in asked]
    yes = [p for p in told if STANDS.fullmatch(p)]
    others = [p for p in told if p not in yes]
    return bool(yes) and not any(_TAKES_BACK.search(p) for p in others)


SETS_RIGHT = re.compile(r"^[^.!?]*\b(?:niet|geen|wel \w+ hoor|hoor)\b", re.IGNORECASE)
"""A first sentence that sets something right, so that it is no plain yes."""

TURNS = re.compile(
    r"^\W*(?:nee|niet)\b|\bonderwerp\b|\bmoet eruit\b"
    r"|\b(?:gaat|ging|draait)\b[^.!?]{0,30}\b(?:over|om)\b",
    re.IGNORECASE,
)
"""Words of who says that it is about something else."""

ABOUT_IT = re.compile(
    r"\b(?:gaat|ging|draait)\b(?![^.!?]{0,12}\bniet?\b)[^.!?]{0,30}\b(?:over|om)\b", re.IGNORECASE
)
"""The same, where they say what it is about then."""

NOT_ABOUT = re.compile(
    r"\b(?:gaat|ging|draait) (?:het|dit|dat)? ?(?:me|mij|ons)? ?(?:eigenlijk |helemaal |echt )*"
    r"niet (?:echt |zo(?:zeer)? )?(?:om|over)\b"
    r"|\beigenlijk (?:is dit|is dat|is het) (?:het )?niet\b",
    re.IGNORECASE,
)
"""The same, where it need not be said what it is about then."""

DENIED = re.compile(
    r"\b(?:niet|geen)(?: (?:meer|zozeer|echt))?(?: (?:om|over|van|met))?\s*$", re.IGNORECASE
)
"""What stands before something that is set aside."""

SETS_ASIDE = re.compile(
    r"\b(?:niet|geen|nee|eerste punt|juist)\b|\b(?:gaat|ging|draait)\b[^.!?]{0,15}\b(?:om|over)\b",
    re.IGNORECASE,
)
"""Words of who puts something in place of what stands there."""

BUT_RATHER = re.compile(r"\bmaar\b|\bmeer dat\b|\bzit (?:'?m|hem|het) in\b", re.IGNORECASE)

FIRST = re.compile(
    r"\b(?:juist|eerder|is) (?:het |'?t |de )?(?:belangrijkste|hoofdzaak)\b"
    r"|\b(?:juist|eerder) (?:het |'?t |de )?eerste\b"
    r"|\bniet (?:het |'?t |de |als )?tweede\W*$|^\W*tweede\?|\bop (?:nummer|plek) (?:een|één|1)\b",
    re.IGNORECASE,
)
"""Words of who puts what came second first."""

SURE = 0.75
"""How sure a need must be heard behind a yes to come in place of what was read back."""

HEARD = 0.5
"""How sure a need must be heard."""


def agrees(text: str) -> Literal["yes", "partly"] | None:
    """Whether the words begin as an agreement, whole or in part."""
    if PARTLY.match(text):
        return "partly"
    if ALL_THE_SAME.search(text) or IN_THE_END.search(text):
        return "yes"
    first = re.split(r"[,.;!?\n]", text.strip())[0]
    return "yes" if YES.match(text) and not SAYS_NO.search(first) else None


def hurries(text: str) -> bool:
    """Whether somebody agrees and wants to go on: "klopt. maak de vraag maar"."""
    return HURRIES.search(text) is not None


def heard(u: Understood) -> str | None:
    """The need that a message tells clearly."""
    need = max(u.needs, key=lambda n: u.needs[n], default=None)
    return need if need is not None and u.needs[need] >= HEARD else None


def rather(u: Understood) -> str | None:
    """The need that comes after "ja, maar ..." and is told more surely than in doubt."""
    need = max(u.needs, key=lambda n: u.needs[n], default=None)
    sure = need is not None and u.needs[need] >= SURE
    return need if sure and BUT_RATHER.search(u.text) else None


def swaps(text: str) -> bool:
    """Whether somebody says that what was put second comes first."""
    return FIRST.search(text) is not None


def instead(u: Understood, k: Knowledge, now: str) -> str | None:
    """The need that somebody says it is about, in place of the one that stands there.

    Args:
        now: the need that stands there.
    """
    if u.kind != "text" or not TURNS.search(u.text):
        return None
    need = named(u.text, k) or heard(u)
    return need if need != now else None


def named(text: str, k: Knowledge) -> str | None:
    """The one need that is called by its name ("het gaat over loslaten"), and is not set aside."""
    found = set()
    low = re.sub(r"\blos (?:te )?laten\b", "loslaten", text.lower())
    for need in k.needs:
        for name in {need.short.lower(), need.label.lower()}:
            at = re.search(rf"\b{re.escape(name)}\b", low)
            if at is not None and not DENIED.search(low[: at.start()]):
                found.add(need.id)
    return found.pop() if len(found) == 1 else None


def names_to_refuse(text: str, k: Knowledge, now: str) -> bool:
    """Whether somebody names what was written down to say that it is not that ("noem het wat je
    wilt, maar niet van idee naar markt")."""
    need, low = k.needs_by_id[now], text.lower()
    for name in (need.label.lower(), need.short.lower()):
        at = low.find(name)
        if at >= 0 and re.search(r"\b(?:niet|geen)\W+(?:om |over |echt )?\W*$", low[:at]):
            return True
    return False


TELLING_NAME = 5
"""Letters of a word by which the name of a need is known."""

PLAIN_NAMES = frozenset("beter samen mensen kennis juiste nieuw geld weten zelf minder".split())
"""Words in names of needs that anybody uses for anything."""


def refuses_name(text: str, need: Need) -> bool:
    """Whether somebody refuses a need by a word of its name: "genoeg stroom?? dat was een grapje",
    "dat klankbord moet eruit", "ik zei niks over ruimte"."""
    words = re.findall(r"[^\W\d_]+", f"{need.short} {need.label}".lower())
    telling = {w for w in words if len(w) >= TELLING_NAME and w not in PLAIN_NAMES}
    called = "|".join(re.escape(name) for name in {need.short, need.label})
    if re.match(rf"\W*(?:{called})\W*\?+\s*(?!ja\b|klopt\b|graag\b)\w", text, re.IGNORECASE):
        return True  # "Koers en keuzes? ik heb geen strategieprobleem"
    return any(
        re.search(
            rf"\b{word}\b\W*\?\?"
            rf"|\b{word}\b\W*\?\W*(?:(?:dat|die|daar) )?(?:zei|heb|had|noemde) ik\b"
            rf"[^.!?]{{0,20}}\b(?:niet|nooit|niks)\b|\b{word}\b[^.!?]{{0,20}}\b(?:moet|mag|kan|hoeft)[^.!?]{{0,15}}"
            rf"\b(?:uit|weg|eruit|niet)\b"
            rf"|\b(?:niks|niets) over {word}\b|^\W*(?:\w+ )?nee[, ]+(?:geen|niet) {word}\b"
            rf"|\b{word}\b[^.!?]{{0,10}}(?:heb|zei) ik[^.!?]{{0,15}}\b(?:niet|nooit|niks)\b"
            rf"|\b(?:nooit|niet) (?:gezegd|genoemd)[^.!?]{{0,25}}\b{word}\b",
            text,
            re.IGNORECASE,
        )
        for word in telling
    )
