"""Questions to us in passing, to which the answer is fixed.

How a sentence begins settles it for what is asked in few ways (data/knowledge/asides.yml); for the
rest it is learnt from how people ask (`bot.understanding.asides`). What they ask about their own
firm (data/knowledge/matters.yml) looks like what they tell, and does tell what it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.dialogue.context import Context
from bot.dialogue.state import Pending
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

SHORT = 7
"""Words of a sentence that may be an aside without a question mark."""

QUESTIONING = re.compile(
    r"(?:(?:en|maar|ok[eé]?|even|eerst|hé|he|wacht|zeg)[ ,]+)*"
    r"(?:wat|wie|hoe|waar|waarom|wanneer|welke|"
    r"(?:ben|kun|kan|mag|doe|bewaar) (?:je|jij|jullie|u|ik)|"
    r"(?:is|wordt|blijft|kost|duurt) (?:dit|het|dat|alles)|krijg ik"
    r"|(?:weet|hoort|krijgt|ziet|leest|belt|komt|gaat|mag|kan|moet|heeft|staat)"
    r" (?:die|dat|dit|hij|ze|zij|de|het|mijn|m'?n|iemand|er iemand|jullie"
    r"|[a-z]{3,12} (?:dit|dat|het|hier|ook|dan|straks|mij|me|mee))"
    r"|(?:moet|mag|kan) ik (?!even|niet|dat|het|er|nog|wel|niks|alles|zelf|gewoon)\w+ \w+)\b",
    re.IGNORECASE,
)
"""How a question to the assistant begins, also without its mark."""

_VERBS = (
    r"wat|wie|hoe|hoeveel|waar|wanneer|welke|is|kost|ben|blijft|mag|moet|krijg\w*|kan|kun|kunnen"
    r"|komt|belt|duurt|wordt|word"
)
AND_ASKS = re.compile(
    rf"(?:,? en |, )(?=(?:{_VERBS})\b)|,? (?:en )?(?=of (?:het|ik|dat|er|u|je)\b)"
)
"""Where a second question begins."""

ASKED, AMONG, IN_STORY, CLEARLY = 0.2, 0.4, 0.6, 0.5
"""How sure a question must be, how sure which one it is among them, how sure it must be without the
form of a question while somebody tells their story, and how sure to be no cry for help. Figures in
docs/understanding.md."""

OF_FIRM, AMONG_FIRM, OF_FIRM_SURELY, AMONG_SURELY = 0.8, 0.35, 0.9, 0.5
"""How sure it must be that their own firm is asked about, and how sure which question it is, where
a clause has the form of one; and where none has. Figures in docs/understanding.md."""

FORM = re.compile(
    r"(?:^|[.,!?;:]\s*)(?:(?:en|maar|dus|of|trouwens|nou|ja|dan|bij|van)\s+)*"
    r"(?:mag|moet|kan|kun|kunnen|krijg|krijgt|komt|zit|is|zijn|klopt|hoe|wat|wie|waar|wanneer"
    r"|welke|hoeveel|hoelang|vanaf|telt?|ben|heeft|stelt|bestaat|werkt|val|nemen|geldt|geeft)\b"
    r"|\?",
    re.IGNORECASE,
)
"""How a clause begins that may ask something."""

SHORTEST, LONGEST, MOST_PARTS = 2, 45, 8
"""Words of a part that is looked at, and parts."""

BESIDES = 2
"""Words of a part that tells nothing ("ok top")."""


POLITE = re.compile(
    r"^(?:(?:maar|en|eh|nou|zeg|dus|trouwens|overigens|nogmaals|nog een keer|nou nog eens"
    r"|ik vroeg(?: eerst| net| alleen| je| u)*)[ ,:]+)*"
    r"(?:(?:zou|zoudt|kan|kunt|kun|mag|wil|wilt) (?:u|je|jij|ik|jullie|iemand)"
    r"(?: (?:mij|me|ons|u|je|alstublieft|aub|eerst|ook|misschien|eens|even|iets|nog))*"
    r" (?:kunnen |willen )?(?:vertellen|zeggen|uitleggen|vragen|weten)[ ,:]+(?:of )?"
    r"|ik (?:wil|zou) (?:graag |ook |eerst |nog )*(?:willen )?weten[ ,]+(?:of )?)?",
    re.IGNORECASE,
)
"""What people put before a question to be polite; it says nothing of what they ask."""

I_ASKED = re.compile(r"\bik vroeg\b", re.IGNORECASE)
"""Words of who repeats a question."""


def asks(text: str) -> bool:
    """Whether a text is a question, with or without its mark."""
    if text.rstrip().endswith("?"):
        return True
    return QUESTIONING.match(text.strip()) is not None and not KNOWS.search(text)


KNOWS = re.compile(
    r"\bweet ik (?:nu|wel|al|toch|zelf|ook|inmiddels)\b|\bdat (?:zeg|zei) ik\b", re.IGNORECASE
)
"""Words of who tells what they know, and does not ask it: "waar het blijft weet ik nu toch"."""


@dataclass(frozen=True)
class Asked:
    """What a message asks of us."""

    names: tuple[str, ...] = ()
    """The asides, in the order of the message."""
    alone: bool = False
    """Whether it tells nothing beside them."""
    clearly: bool = False
    """Whether it does so clearly enough to be no cry for help."""
    of_firm: bool = False
    """Whether all of it is asked about their own firm."""


@dataclass(frozen=True)
class _Heard:
    """What a part of a message asks."""

    name: str
    sure: float
    listed: bool = False
    """Whether it begins as such questions do."""
    of_firm: bool = False
    """Whether it is about their own firm."""


def asked_in(
    u: Understood,
    k: Knowledge,
    context: Context,
    in_story: bool = False,
    in_answer: bool = False,
) -> Asked:
    """The asides that the sentences of a message ask; "wat kost dit en wie zijn jullie?" asks
    two.

    Args:
        in_story: whether it may be an answer in any words, in which people ask themselves things.
        in_answer: whether it may be an answer to a question for one thing; then only what has the
            form of a question is one ("binnen een jaar").
    """
    if u.kind != "text" or u.is_sure("other_language"):
        return Asked()
    without_form = 1.0 if in_answer or u.is_sure("correct") else IN_STORY if in_story else ASKED
    parts = _parts(u.text)
    heard = _heard(parts, k, context, without_form)
    if not any(heard) and len(parts) > 1 and u.words <= LONGEST:
        parts = [u.text.lower()]  # "kan dat niet eerder? ik moet vrijdag iets weten"
        heard = _heard(parts, k, context, without_form)
    if not any(heard) and "," in u.text and any(asks(part) for part in parts):
        # "waarom binnen een jaar, bij ons duurt dat drie jaar"
        parts = [piece for part in parts for piece in re.split(r",\s+", part) if piece.strip()]
        heard = _heard(parts, k, context, without_form)
    told = [p for p, one in zip(parts, heard, strict=True) if one is None]
    alone = any(heard) and all(len(p.split()) <= BESIDES for p in told)
    if in_story and not alone:
        # In a story people ask themselves things too: "Het wachten. Wie lost dat op?"
        heard = [
            one if one is not None and (one.of_firm or _asks_us(part, one)) else None
            for part, one in zip(parts, heard, strict=True)
        ]
    found = [one for one in heard if one is not None]
    names = tuple(dict.fromkeys(one.name for one in found))
    of_firm = bool(found) and all(one.of_firm for one in found)
    sure = min((one.sure for one in found), default=0.0)
    harmless = not of_firm and not set(names) & CARES
    return Asked(names, alone, alone and sure >= CLEARLY and harmless, of_firm)


def _asks_us(part: str, one: _Heard) -> bool:
    """Whether a part of a story asks us, and not themselves."""
    return asks(part) and (one.sure >= IN_STORY or one.listed)


CARES = frozenset({"in_trouble", "bank_no"})
"""Asides of who may be in trouble."""


def asides_of(
    u: Understood, k: Knowledge, context: Context, pending: Pending | None = None
) -> list[str]:
    """The names of the asides that a message asks.

    Args:
        pending: the question that it may answer.
    """
    return list(asked_under(pending, u, k, context).names)


def asked_under(pending: Pending | None, u: Understood, k: Knowledge, context: Context) -> Asked:
    """What a message asks of us that may as well answer the open question."""
    in_story = pending is None or pending.asks == "need_question" or pending.about in IN_WORDS
    in_answer = pending is not None and pending.asks == "fact"
    return asked_in(u, k, context, in_story, in_answer)


IN_WORDS = ("readback", "growth_question", "change_question", "other_angle", "second", "own_words")
"""Closed questions that are answered in words of their own as well."""


def _parts(text: str) -> list[str]:
    """The sentences of a message, each question in them for itself."""
    parts: list[str] = []
    for sentence in re.findall(r"[^.!?\n]+[.!?]*", text.lower()):
        asked = asks(sentence) or I_ASKED.search(sentence)
        split = AND_ASKS.split(sentence) if asked else [sentence]
        parts += [f"{part.rstrip(' ,.')}?" if asked and len(split) > 1 else part for part in split]
    if len(parts) == 1 and len(text.split()) >= DICTATED and not asks(text):
        parts = _dictated(parts[0])
    parts = [POLITE.sub("", part.strip()) for part in parts]
    return [part.strip() for part in parts if part.strip(" .!?,")][:MOST_PARTS]


DICTATED, LONGEST_CUE = 12, 14
"""Words from which a text without marks may hold a question, and of such a question."""

CUES = re.compile(
    r"\b(?:ik vroeg |zeg |en |of )?(?:wie er(?: nou| nu| eigenlijk| straks)* belt|wie belt"
    r"|wie leest|(?:wat )?kost (?:het|dit|dat|'?t)|is dat een|is het een|zit ik\b.{0,20}\bvast"
    r"|kan (?:dat|het|ie|die)|hoe heet|heeft die|weet die|wat gebeurt|mag ik|mag mijn|hoe lang"
    r"|wanneer (?:belt|bel|hoor)|wat kan ik|krijg ik|snapt die|komt er)\b",
    re.IGNORECASE,
)
"""How a question begins in what was dictated without marks."""


def _dictated(text: str) -> list[str]:
    """The questions in a text without marks, each up to the next, and what stands before them."""
    starts = [found.start() for found in CUES.finditer(text)]
    if not starts:
        return [text]
    parts = [text[: starts[0]]]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        words = text[start:end].split()
        parts.append(f"{' '.join(words[:LONGEST_CUE])}?")
        parts.append(" ".join(words[LONGEST_CUE:]))
    return [part for part in parts if part.strip(" .,?")]


def _by_its_beginning(part: str, k: Knowledge) -> str | None:
    words = " ".join(word for word in part.split() if word.strip(",") not in FILLERS)
    for lead_in in LEAD_INS:
        words = words.removeprefix(lead_in).lstrip()
    if not (part.endswith("?") or len(words.split()) <= SHORT):
        return None
    return next((a.id for a in k.asides if a.starts and words.startswith(a.starts)), None)


def _heard(
    parts: list[str], k: Knowledge, context: Context, without_form: float
) -> list[_Heard | None]:
    """What each part asks; None for what is no question that has an answer.

    Args:
        without_form: how sure it must be of a part that does not have the form of a question.
    """
    found: list[_Heard | None] = []
    fits = [part for part in parts if SHORTEST <= len(part.split()) <= LONGEST]
    read = context.asked(fits) if context.asked is not None and fits else None
    likely = dict(zip(fits, read, strict=True)) if read is not None else {}
    of_firm = _of_firm(fits, k, context, without_form)
    for part in parts:
        name, sure, among = likely.get(part, ("", 0.0, 0.0))
        listed = _by_its_beginning(part, k)
        least = ASKED if asks(part) else without_form
        if listed is not None:
            found.append(_Heard(listed, sure, listed=True))
        elif part in of_firm and of_firm[part].sure > sure:
            found.append(of_firm[part])
        elif sure >= least and among >= AMONG and name in k.asides_by_id:
            found.append(_Heard(name, sure))
        else:
            found.append(None)
    return found


def _of_firm(
    parts: list[str], k: Knowledge, context: Context, without_form: float
) -> dict[str, _Heard]:
    """The parts that ask something about their own firm, and what."""
    read = context.asked_of_firm(parts) if context.asked_of_firm is not None and parts else None
    found = {}
    for part, (name, likely, among) in zip(parts, read or (), strict=read is not None):
        of_any = likely / among if among else 0.0
        formed = _may_ask(part)
        least, which = (OF_FIRM, AMONG_FIRM) if formed else (OF_FIRM_SURELY, AMONG_SURELY)
        may = (formed or without_form < 1.0) and not NAMES_NOTHING.fullmatch(part)
        if may and of_any >= least and among >= which and name in k.asides_by_id:
            found[part] = _Heard(name, likely, of_firm=True)
    return found


def _may_ask(part: str) -> bool:
    """Whether a sentence has the form of a question, and is not a word of ours come back."""
    sentences = re.findall(r"[^.!?\n]+[.!?]*", part)
    return any(FORM.search(s) and len(s.split()) >= LEAST_ASKED for s in sentences)


NAMES_NOTHING = re.compile(
    r"\W*(?:(?:hoe|hoelang|hoeveel|wat|wie|waar|wanneer|waarom|welke?|kan|kun|kunnen|mag|moet|moeten|wil"
    r"|zou|zal|is|zijn|wordt|gaat|duurt|kost|werkt|je|jij|jullie|u|ik|we|wij|ze|hij|mij|me|dat|dit|het"
    r"|'?t|die|deze|er|dan|nu|zo|nou|en|of|maar|ook|nog|snel|lang|veel|vaak|eigenlijk|zomaar|gewoon"
    r"|precies|ongeveer|al|toch|wel|niet|geen|eerst|daar|daarvoor|daarvan|ervan|ervoor|erover)\b\W*)+",
    re.IGNORECASE,
)
"""A question that names nothing it is about ("hoe snel kan dat?"): which of ours it is stands in
what came before, and is no matter of their own firm."""

LEAST_ASKED = 4
"""Words of a question about their own firm; "wat, die prijs?" repeats a word."""


FILLERS = frozenset({"eigenlijk", "nou", "precies", "nu", "zeg", "trouwens"})
"""Words in a short question that say nothing."""

LEAD_INS = ("en ", "maar ", "even ", "ff ", "trouwens ", "trouwens, ", "die makelaar, ")
"""Words in front of an aside that say nothing."""
