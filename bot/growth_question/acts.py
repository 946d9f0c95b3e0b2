"""What somebody wants to do, from how they finish "ik wil ...".

Asked so, people say what can follow "Hoe kan ik" nearly as it is: what leads in, explains or sets a
term is left out, and what they wish of another becomes "zorgen dat ...". What cannot be made one
clause is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.growth_question.clause import (
    FINITE,
    TO_US,
    VERB_FIRST,
    has_infinitive,
    is_infinitive,
    lower_first,
    result_clause,
    tells_of_others,
    tidy,
)
from bot.growth_question.run_on import wish_in

FEWEST, MOST = 2, 22
"""Words of what somebody wants to do."""


@dataclass(frozen=True)
class Act:
    """What somebody wants to do, and to what end where they say so."""

    act: str
    end: str | None = None


_SMALL = (
    r"(?:nou|ja|nee(?! (?:zeggen|durven|leren|kunnen)\b)"
    r"|eh+|tja|dus|ok[eé]?|haha|lol|gewoon|gwn|vooral|eigenlijk|echt|graag"
    r"|het liefst|liefst|toch|wel|eens|es|weer eens|maar|even|ff|nu|denk ik|misschien|eerst"
    r"|heel graag|uiteindelijk|simpel)"
)
_LEAD = re.compile(
    rf"^(?:{_SMALL}[ ,.:!]+"
    r"|(?:ik|we|wij|k) (?:wil|willen|wou|zou|zouden|moet|moeten|ga|gaan|hoop)\b[ ,]*"
    rf"|(?:wil|zou|moet|zal) (?:ik |we )?(?:{_SMALL} )*(?:willen )?(?=\w)"
    r"|(?:graag|willen|nodig|dringend) (?=\w+ )|(?:het|'t|t) (?:gaat|is|draait) (?:me |mij )?"
    r"(?:er ?)?(?:vooral |gewoon )?(?:om|over) )",
    re.IGNORECASE,
)
"""What stands before what somebody wants to do, a piece at a time."""

_WISHES = re.compile(
    r"(?:\W*\w+\W+){0,3}?(?:(?:ik|we|wij|k) (?:wil|willen|wou|zou|zouden)"
    r"|(?:wil|willen|wou) (?:ik|we|wij)|gaat (?:me |mij )?(?:er ?)?(?:om|over) (?:of|hoe|wat|waar)"
    r"|(?:weten|uitzoeken) (?:of|hoe|wat|waar|wie|welke))\b",
    re.IGNORECASE,
)
"""How a sentence begins in which it is said that something is wanted."""

SAYS_WISH = re.compile(
    r"\b(?:(?:ik|we|wij) (?:wil|willen|wou|zou|zouden)"
    r"|(?:ik|we|wij) moet(?:en)? (?:(?:zelf|eerst|gewoon|nu|eens) )*(?:leren|durven)"
    r"|(?:wil|willen|wou) (?:ik|we|wij)"
    r"|(?:gaat|draait) (?:me |mij )?(?:er ?)?(?:vooral |gewoon )?(?:om|over)"
    r" (?:of|hoe|wat|waar|wie)"
    r"|(?:weten|uitzoeken|erachter komen) (?:of|hoe|wat|waar|wie|welke|waarom))\b"
    r"|(?:^|[.!] )of (?:ik|we|wij|het|'?t|ze|hij|die|er)\b|, of (?:ik|we|wij)\b"
    r"|\b(?:er|d'?r) (?:moet|mag|hoort) (?:\w+ )?(?:in|bij|erin|erbij) (?:\w+ )?dat\b",
    re.IGNORECASE,
)
"""Words of who says outright what they want to know, choose or do."""

_NOTHING = re.compile(
    r"\b(?:geen (?:flauw )?idee"
    r"|weet (?:ik |k |'k )?(?:het |'?t )?(?:zo |echt |nou |eigenlijk |ook )*niet"
    r"|goe(?:ie|de) vraag|zeg (?:jij|het|u)|als ik dat wist|daarom (?:zit|vraag)"
    r"|dat is (?:nou |nu )?(?:net |juist )?(?:het|de|wat)|zou het niet weten"
    r"|vertel jij|weet jij)\b",
    re.IGNORECASE,
)
"""Words of who cannot say."""

_MONTH = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_TERM = re.compile(
    r",?\s*\b(?:(?:nog )?(?:binnen|over|uiterlijk) (?:een |de |het |dit |nu en )?(?:half|paar"
    r"|anderhalf|komende|volgende|twee|drie|vier|vijf|zes|\d+)?\s*"
    r"(?:jaar|jaren|maand|maanden|week|weken|kwartaal)"
    r"|(?:en wel |nog |liefst )?(?:v[oó]{1,2}r|per|vanaf) (?:de |het |einde |eind |\d{1,2} )*"
    rf"(?:zomer\w*|winter|bouwvak|kerst|seizoen|voorjaar|najaar|vakantie|oogst|jaar|{_MONTH}"
    r"|hoogseizoen)(?: volgend jaar)?"
    r"|(?:nog )?(?:dit|volgend|komend) (?:jaar|seizoen|voorjaar|najaar|kwartaal))\b",
    re.IGNORECASE,
)
"""When it is to be done; it has its own place in the sentence."""

_REASON = re.compile(
    r",?\s+(?:want|omdat|aangezien|ook al|terwijl"
    r"|alleen (?=(?:durf|weet|heb|ik|geen|hoe|die|is)\b)"
    r"|maar (?=(?:ja|hoe|ik|durf|weet|dat|die|de|het|mijn|ze|we|hij|nu|daar|er|tot|waar)\b)"
    r"|(?:dan|anders|nu|daarna) (?=\w+ (?:ik|we|wij|ze|hij|het)\b)).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Why, and what stands in the way; it is no part of what they want to do."""

_THEN = re.compile(
    r"(?:,|\bdan|\bzo)\s+(?P<end>(?:kan|heb|hoef|ben|weet|slaap|hou) (?:ik|we)\b[^,.]+)",
    re.IGNORECASE,
)
"""To what end, behind it: "..., dan kan ik hele badkamers aanbieden"."""

_CHOICE = re.compile(
    r"^(?P<one>.+?),? (?:of|óf)(?: toch| juist| gewoon| dan| om)* (?P<other>[^,]+)$", re.IGNORECASE
)
_EITHER = re.compile(
    r"^of (?!(?:ik|we|wij|het|dat|die|ze|er|mijn|ons|onze|de|een)\b)"
    r"(?P<one>.+?),? of (?P<other>[^,]+)$",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"^(?P<what>.+?),? (?:ja of nee|wel of niet)$", re.IGNORECASE)

_CAN_IT = re.compile(r",? (?:kan|mag|lukt) dat\b[^,.]*\?*\s*$|\?+\s*$", re.IGNORECASE)
"""What is asked behind what somebody wants."""

WISH_BEGINS = (
    r"(?<!\bwat)(?<!\bdat)(?<!\bals)(?<!\bwant)(?<!\bomdat)(?<!\ben)(?<!\bmaar)\s+"
    r"(?=ik wil (?:dat|iemand|een|weten|kunnen)\b)"
)
"""Where what somebody wants begins without a mark before it."""

_SENTENCE_END = re.compile(rf"(?<=[.!?])\s+|\n|\s+\(.*?\)|:\s|\.{{2,}}|{WISH_BEGINS}")

_TO_BE_IN = re.compile(
    r"\b(?:er|d'?r) (?:moet|mag|hoort) (?:ook |nog |wel |gewoon )*(?:in|bij|erin|erbij)"
    r"(?: staan| komen)? (?=dat\b)"
    r"|(?:^|(?<=[.!?,]) ?)[^.!?,]*?\b(?:zet|doe|maak) (?:er|d'?r|daar) ?in (?=dat\b)",
    re.IGNORECASE,
)
"""What somebody says before what is to be in the sentence."""


_ASKS = ("of", "hoe", "waar", "waarom", "wat", "welke", "wie", "wanneer")
_KNOWS = ("kiezen", "weten", "beslissen", "besluiten", "uitzoeken", "bepalen", "kijken", "horen")
"""Verbs that take a choice or a question behind them."""

_SUBJECTS = frozenset("ze hij zij je jij jullie iedereen niemand er dat het die dit".split())
_PRONOUNS = ("ik", "we", "wij", "ze", "hij", "zij", "je")
_PLACES = ("dronten",)
_ARTICLES = frozenset("een de het mijn meer minder genoeg weer ons onze die twee drie vier".split())
_REFUSES = ("geen", "en", "maar", "als", "is", "was", "zodat")

_INTRODUCES = frozenset(
    "die dat wat wie waar hoe als of zodat waarin welke waarom terwijl zoals wanneer voordat nadat"
    " totdat".split()
)
"""Words behind which a verb belongs to a part of the sentence."""

_FINITE = frozenset(word for word in FINITE if not is_infinitive(word)) | frozenset(
    """hoort vind zegt denkt roept noemt moesten moest wilde wilden konden kon zei zeg denk vroeg
    bedoel snap klopt staan ontbreekt ontbreken mist""".split()
)

_WRONG = frozenset("niet niks niets geen nooit niemand".split())
"""Words of what is the matter; nobody wants to see to it that it stays so."""

_MUST = re.compile(r"^(?:het|alles|ze|er) (?:toch|zelf|wel|altijd|eerst)\b", re.IGNORECASE)
"""How it goes on behind "ik moet" of who cannot let go: "het toch zien voordat ze verder gaan"."""

_QUOTES = frozenset('"“”‘’')
"""Marks of who speaks of our words, and not of what they want."""

_NAMES_WISH = re.compile(
    r"^\W*(?:(?:nee|nou|ja|maar)\b[ ,]*)*(?:"
    r"wat (?:ik|we) (?:wil|willen|zou willen)(?: doen| weten| bereiken)?(?:\s*:| is)"
    r"|mijn vraag is\s*:"
    r"|ik (?:zei|zeg|vertel)(?: (?:toch|net|al|je|het))+(?: dat)? ik wil)\s*",
    re.IGNORECASE,
)
"""What stands before a wish that is called one, or is said again."""


def to_be_in_as_wish(text: str) -> str:
    """ "Er moet in dat er iemand de baas is" as who says "ik wil dat er iemand de baas is"; and
    "waarom hou ik niks over. zet dat erin" as "ik wil weten waarom ik niks over hou"."""
    put_in = _PUT_IN.search(text)
    if put_in is not None:
        asked = f"{put_in['wh']} {put_in['who']} {put_in['rest'].strip()} {put_in['verb']}"
        text = f"ik wil weten {asked}{put_in['tail'] or ''}"
    return _TO_BE_IN.sub("ik wil ", text)


_PUT_IN = re.compile(
    r"\b(?P<wh>waarom|hoe|wat|waar|wanneer) (?P<verb>[^\W\d_]+) (?P<who>ik|we|wij|ze)\b"
    r"(?P<rest>[^.!?,]*?)(?P<tail> (?:terwijl|als|omdat|nu)\b[^.!?,]*)?[.!?,]\s*"
    r"(?:zet dat er ?in|dat moet er ?in|dat erin)\b",
    re.IGNORECASE,
)
"""A question of their own that is to be in the sentence."""


_CHOICE_BEHIND = re.compile(
    r"\b(?:besluiten|beslissen|kiezen)(?: tussen)?\s*:\s*"
    r"(?P<one>[^.!?:,]+?),? of (?P<other>[^.!?,]+)",
    re.IGNORECASE,
)


_DECIDED = re.compile(
    r"\b(?:een |het )?(?:besluit|keuze|beslissing) (?:ligt|is|komt|valt)(?P<when>[^.!?:]*)[.:]\s*"
    r"(?P<one>[^.!?:,]{3,40}?),? of (?P<other>[^.!?,]{3,40})(?=[.!?,]|$)",
    re.IGNORECASE,
)


def as_choice(text: str) -> str:
    """ "Samen besluiten: duitsland of meer klanten hier" as who says between what they choose; so
    "dat er een besluit ligt. duitsland of meer klanten hier"."""
    decided = _DECIDED.sub(
        lambda m: (
            f"gekozen is tussen {m['one'].strip()} en {m['other'].strip()}{m['when'].rstrip()}"
        ),
        text,
    )
    return _CHOICE_BEHIND.sub(
        lambda m: f"kiezen tussen {m['one'].strip()} en {m['other'].strip()}", decided
    )


def finished(text: str) -> Act | None:
    """What somebody wants to do who finished "ik wil ..."; None where the words tell none.

    "tja, ik wil Dylan klaarstomen voor warmtepompen zodat ik kan slapen, voor de zomer" wants
    "Dylan klaarstomen voor warmtepompen", to the end that "ik kan slapen".
    """
    # "Je slaat mijn vraag over. ik wil kiezen": what is wanted goes before what is said around it.
    for sentence in sorted(_sentences(text), key=lambda s: not _WISHES.match(s)):
        if _NOTHING.search(_REASON.sub("", sentence)):
            return None
        asks = sentence.rstrip().endswith("?") and not _WISHES.match(sentence)
        told = None if asks else _told(_CAN_IT.sub("", sentence))
        if told is not None:
            return told
    return None


def _sentences(text: str) -> list[str]:
    """The sentences of a message, each wish as who begins with it."""
    plain = as_choice(_NAMES_WISH.sub("ik wil ", to_be_in_as_wish(tidy(text))))
    return [_NAMES_WISH.sub("ik wil ", sentence) for sentence in _SENTENCE_END.split(plain)]


def outright(told: str, least: int = FEWEST) -> Act | None:
    """What somebody says in so many words that they want to do ("ik wil ...", "ik moet leren ...");
    None where they do not, or where it is less than that.

    Args:
        least: words of what they want to do; "ik wil rust" is enough for a wish and too little for
            a growth question (`TELLING`).
    """
    says = [s for s in _sentences(told) if SAYS_WISH.search(s)]
    found = (finished(sentence) for sentence in says)
    wish = next((one for one in found if one is not None), None)
    if wish is None and (typed := wish_in(told)) is not None:
        wish = finished(typed)
    return wish if wish is not None and len(wish.act.split()) >= least else None


TELLING = 4
"""Words of what somebody wants to do from which a growth question can be made of it."""


def term_in(text: str) -> str | None:
    """When it is to be done, as it stands in what they want to do: "voor de zomer"."""
    found = _TERM.search(text)
    return found[0].strip(" ,") if found is not None else None


def without_term_at_end(text: str) -> str:
    """What is said, without the term it ends with."""
    found = [m for m in _TERM.finditer(text) if m.end() == len(text.rstrip(" .!"))]
    return text[: found[-1].start()] if found else text


def without_reason(text: str) -> str:
    """What is said, without why: "voor kerst, want dan loopt dat bod af" is "voor kerst"."""
    return _REASON.sub("", text)


def _told(sentence: str) -> Act | None:
    said = sentence.strip(" .!,;'\"“”‘’")
    wishes = _WISHES.match(said) is not None
    while (lead := _LEAD.match(said)) is not None and lead.end() < len(said):
        said = said[lead.end() :]
    said, _, end = said.partition(" zodat ")
    then = _THEN.search(said) if not end else None
    if then is not None:
        end, said = result_clause(then["end"]), said[: then.start()]
    said = _without_tail(_TERM.sub("", _REASON.sub("", said)).strip(" ,;"))
    words = said.lower().split()
    if not FEWEST <= len(words) <= MOST or words[0] in _REFUSES:
        return None
    act = _clause(said, words, wishes)
    if act is None or not reads_well(act):
        return None
    end = _TERM.sub("", _REASON.sub("", end)).strip(" .,!")
    return Act(lower_first(act), end or None)


def _clause(said: str, words: list[str], wishes: bool) -> str | None:
    if words[-1] in _WRONG and words[-2] != "of":
        return None  # "klanten bepalen mijn prijs niet"; "uitbreiden of niet" is a choice
    if not wishes and (_MUST.search(said) or tells_of_others(words)):
        return None
    if TO_US & set(words) or words[0] in VERB_FIRST or _QUOTES & set(said):
        return None
    if words[0] == "dat" and len(words) > 2:
        if not wishes:
            return None  # "het gaat erom dat henk niks meer wil kopen" is what is the matter
        return None if words[1] in FINITE | _FINITE else f"zorgen {said}"
    if (either := _EITHER.match(said)) is not None:
        return f"kiezen tussen {either['one']} en {either['other']}"
    if words[0] == "weten" and len(words) > 2 and words[1] in _ASKS:
        return f"erachter komen {said.split(' ', 1)[1]}"
    if words[0] == "iemand" and words[1] == "die" and len(words) > 2:
        return f"iemand vinden {said.split(' ', 1)[1]}"
    if words[:3] == ["of", "en", "wanneer"]:
        return f"erachter komen {said}"
    if words[0] in _ASKS:
        asks = len(words) > 2 and words[1] not in FINITE and words[2] not in (*_PRONOUNS, "het")
        return f"erachter komen {said}" if asks or words[1] in (*_PRONOUNS, "het") else None
    if _is_sentence(words):
        return None
    if (yes_or_no := _YES_OR_NO.match(said)) is not None:
        return f"beslissen over {yes_or_no['what']}"
    choice = _CHOICE.match(said) if not any(word in _KNOWS for word in words) else None
    if choice is not None:
        verbs = [_has_verb(choice[part].lower().split()) for part in ("one", "other")]
        if all(verbs) or (not any(verbs) and len(words) <= LONGEST_CHOICE):
            return f"kiezen tussen {choice['one']} en {choice['other']}"
    if _has_verb(words):
        return re.sub(r"\baan tafel(?= om\b)", "aan tafel gaan", said)
    short = (
        len(words) <= LONGEST_THING and words[0] not in _WHERETO and not _INTRODUCES & set(words)
    )
    return f"{said} krijgen" if short and (wishes or words[0] in _ARTICLES) else None


def reads_well(act: str) -> bool:
    """Whether what somebody wants to do can stand behind "Hoe kan ik": nothing in it is said to us,
    no sentence of its own begins it, and what is to be found out is a question with its verb."""
    words = re.findall(r"[\w'-]+", act.lower())
    if not words or _SAID_TO_US & set(words):
        return False
    says_no = words[0] in ("nee", "ja") and words[1:2] and is_infinitive(words[1])
    if words[0] in _NEVER_FIRST and not says_no:
        return False
    inside = next((i for i, w in enumerate(words) if w in _INTRODUCES), len(words))
    if "niet" in words[:inside] and "meer" not in words[:inside]:
        return False  # "hem liever niet zelf schrijven", "niet in loondienst krijgen"
    if act.startswith("erachter komen "):
        asked = words[2:]
        last = asked[-1] if asked else ""
        verb = any(w in FINITE | _FINITE or is_infinitive(w) for w in asked[1:])
        ends = last.endswith("t") and len(last) > SHORT_NOUN and asked[-2:-1] != ["meer"]
        return verb or ends
    return True


_NEVER_FIRST = frozenset(
    "alleen wacht nee ja maar dan want toch ook en nou dus sorry luister kijk ok oke hè he".split()
)
"""First words of what thinks aloud, or says something to us; "nee zeggen" is no such thing."""
_SAID_TO_US = frozenset("hoor haha hahaha lol joh meid bro sorry mm hm hmm uh eh tja".split())
"""Words that stand in no sentence of theirs."""
SHORT_NOUN = 3
"""Letters of a last word that is no verb, whatever it ends with."""

LONGEST_THING = 9
"""Words of a thing that somebody wants to have."""

_WHERETO = frozenset("van uit naar met in om weg op bij af terug tegen over voor zonder".split())
"""First words of what is no thing to have: "van het gas af"."""

LONGEST_CHOICE = 9
"""Words of two things without a verb between which somebody chooses."""


def _is_sentence(words: list[str]) -> bool:
    """Whether the words are a sentence of their own: a subject with its verb stands in them."""
    if words[0] in _SUBJECTS and words[1] in (FINITE | _FINITE):
        return True
    if words[0] in _PRONOUNS:
        return True  # "we hebben de prijs gewonnen": "ik wil" was taken off before
    inside = next((i for i, w in enumerate(words) if w.strip(",") in _INTRODUCES), len(words))
    if any(word.strip(",") in _FINITE for word in words[:inside]):
        return True
    return any(
        (after in _PRONOUNS and (word in FINITE or is_infinitive(word)))
        or (word == "moeten" and after == "maar")
        for word, after in pairwise(words[:inside])
    )


def _has_verb(words: list[str]) -> bool:
    """Whether there is an infinitive in it; in "5 vaste bedrijven" there is none."""
    counted = bool(words) and (words[0].isdigit() or words[0] in _NUMBERS)
    # Behind the number come adjectives ("vaste"), then what is counted.
    noun = next((i for i, w in enumerate(words[1:], 1) if not w.endswith("e")), 0)
    rest = words[noun + 1 :] if counted else words
    return has_infinitive([word for word in rest if word not in _PLACES])


_NUMBERS = frozenset("twee drie vier vijf zes zeven acht negen tien elf twaalf twintig".split())


def _without_tail(said: str) -> str:
    """Without what follows a comma and is a sentence of its own (", ben boer geen ambtenaar")."""
    head, *rest = re.sub(r",? denk ik\b", "", said).split(", ")
    for part in rest:
        words = part.lower().split()
        if any(word in FINITE and i < len(words) - 1 for i, word in enumerate(words[:8])):
            break
        head += f", {part}"
    return re.sub(r",? (?:denk ik|hoor|toch|punt|en wel|zeg)$", "", head)
