"""The parts of one message: what is asked of us, what is said to us, and what is told.

"Voor de zomer. kost dit eigenlijk iets?" answers and asks; "dat vroeg ik niet, ik wil rust" objects
and tells. Each part is dealt with for itself, so that neither is taken for the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Mapping

from bot.dialogue.asides import QUESTIONING
from bot.dialogue.context import Context
from bot.dialogue.understood import Understood
from bot.growth_question.wording import own_question_in
from bot.knowledge import Knowledge
from bot.language.extract import extract

ASKING = re.compile(
    r"(?:(?:en|maar|ok[eé]?|ja|nee|nou|hé|he|wacht|zeg|o|oh|eh|dan|trouwens)[ ,]+)*"
    r"(?:is er\b|zijn er\b|bestaat er\b|krijg(?:t|en)? (?:ik|je|jullie|die|we)\b|telt \w+ mee\b"
    r"|heb(?:ben)? (?:je|jij|jullie|u)\b|weet (?:je|jij|jullie|u|die)\b|mag ik\b"
    r"|mogen (?:we|jullie)\b"
    r"|moet ik\b|kan (?:ik|dat|die|je)\b|kun je\b|kunnen jullie\b|komt dat\b|gaat die\b"
    r"|lees(?:t|en)?\b"
    r"|wie (?:belt|leest|ziet|zijn|is)\b|hoe (?:lang|laat|veel|vaak|snel)\b|hoeveel\b|hoelang\b"
    r"|wat (?:is|kost|zijn|doen|gebeurt)\b|wanneer (?:bel|hoor|word|belt)\b|waarom (?:vraag"
    r"|moet|wil)\b)",
    re.IGNORECASE,
)
"""How a question to us begins that has no mark."""

NEXT_QUESTION = re.compile(
    r",? (?:en|maar|trouwens)(?= (?:ook )?(?:wie|wat|hoe|waar|waarom|wanneer|is|zijn"
    r"|krijgen|mag|mogen|"
    r"kost|heb je|hebben jullie|weet je|telt|kan ik)\b)",
    re.IGNORECASE,
)
"""Where a question begins behind something else: "zeewolde en wat kost dit"."""

PROTEST = re.compile(
    r"\W*(?:(?:ja|nee|nou|ho|hé|hm+|tja|eh|sorry|jezus|again|wacht|maar|haha)\W+)*"
    r"(?:dat (?:vroeg|zei|bedoel\w*) ik niet|ik vroeg (?:wat|iets anders|alleen|of|het|je)\b[^.!?]*"
    r"|(?:u|je|jij) (?:vraagt|luistert|beantwoordt|weet|snapt|leest) [^.!?]*\b(?:niet|geen"
    r"|nog niet)\b[^.!?]*"
    r"|ik had (?:u|je) gevraagd[^.!?]*|ik heb nog (?:niks|niets) gekozen|het ging toch over[^.!?]*"
    r"|ik zei (?:toch )?niet dat[^.!?]*|lees (?:dan|je wel)"
    r"|(?:dat|dit) (?:is|was) (?:helaas |toch |echt |weer |nog )*geen antwoord[^.!?]*"
    r"|(?:u|je|jij) (?:heeft|hebt|heb|geeft|gaf|gaat) (?:[\w'-]+ ){0,6}(?:geen|niet) (?:\w+ ){0,3}"
    r"(?:antwoord\w*|gevraagd)\b[^.!?]*"
    r"|zo moeilijk is het niet|(?:ho+[ ,]*)+(?:\w+ )?hoe kom je (?:daar ?bij|erbij)[^.!?]*"
    r"|hoe kom je (?:daar ?bij|erbij)[^.!?]*|(?:ho+[ ,]*)*dat gaat (?:me )?(?:wel |te |erg )*snel"
    r"|(?:ho+[ ,]*)*(?:daar |dat |[\w-]+ )?heb ik (?:niks|niets|nooit iets|helemaal niet?s?)"
    r" (?:over )?gezegd[^.!?]*"
    r"|dat slaat nergens op|dit slaat nergens op|je luistert (?:niet|ook niet)[^.!?]*"
    r"|je (?:hebt|heb) (?:niks|niets) (?:veranderd|aangepast)[^.!?]*|dat is onzin[^.!?]*"
    r"|je geeft geen antwoord[^.!?]*|dat heb ik nooit gezegd|wat weet je nu|krom"
    r"|(?:dat|dit) is (?:nu |al |weer )*(?:(?:de )?\w+ ?(?:x|keer) )?(?:precies )?dezelfde vraag"
    r"|weer (?:diezelfde|dezelfde) \w+"
    r"|sorry dat ik\b[^.!?]*"
    r"|zei ik(?: ook)?(?: net| al| toch)*|zeg ik(?: net| toch)*|dat zei ik(?: net| al| toch)*"
    r"|zeg '?k net|ik zei (?:het )?(?:net|al)|'?k zei net[^.!?]*)\W*",
    re.IGNORECASE,
)
"""A sentence that objects to what we said and tells nothing itself."""

YES_OR_NO = re.compile(r"(?:ja|wel) of (?:nee|niet)(?: vroeg ik)?", re.IGNORECASE)
"""What is said behind a question that was not answered."""

TELLS = re.compile(
    r"(?:en |maar |dus )*(?:wat|hoe|waar|waarom|wie|dat) (?:ik|we|wij|er|ze|mij|me)\b"
    r"|(?:en |maar |dus )*wat (?:je|jij|u) (?:net|zei|zegt|daar|schrijft|schreef)\b",
    re.IGNORECASE,
)
"""How a clause begins that only looks like a question: "en wat ik al geprobeerd heb: ..."."""

ECHO = re.compile(r"^(?:(?:nee|ja|joh|huh|hè|wat|hoezo|haha|nou|eh)\b[ ,.!]*)+", re.IGNORECASE)
"""What stands before a word of ours that somebody wonders at."""

THEN = re.compile(r"\W*(?:en |ja |nou )?dan (?!maar\b)\w+ (?!je\b|jullie\b|u\b)\w+", re.IGNORECASE)
"""How somebody begins who tells what it will be like."""

HEDGES = re.compile(
    r"\b(?:denk ik|dacht ik|geloof ik|ofzo|of zo|misschien|zeg maar|ongeveer)\s*\?+$", re.IGNORECASE
)
"""How an answer ends that is given in doubt."""

GRUMBLES = re.compile(
    r"\b(?:papegaai|luister\w*|opgelet|serieus|belachelijk|grap(?:je|pig)?|lees je|snap je"
    r"|(?:krijg|komt er) (?:ik |er )?(?:ook |nou |nog )*(?:een )?antwoord|hallo|wakker|slim\w*)\b"
    r"|\bdat (?:zei|zeg) ik\b|\bja duh\b|\bvraag je niet\b"
    r"|\bvraag je (?:daar|hier|er) (?:niks|niets|niet)\b|\bherhaal\w*\b",
    re.IGNORECASE,
)
"""Words of a question that only complains about us."""

SCOLDS_US = re.compile(
    r"\b(?:je|jij|u) (?:luistert|snapt|leest|praat me na|herhaalt (?:me|mij|jezelf|u)"
    r"|vraagt daar niet"
    r"|geeft (?:gewoon |nog steeds )?geen antwoord|doet (?:net )?(?:of|alsof))\b"
    r"|\b(?:luister|lees|snap) (?:je|jij|u)(?! dat\b)\b|\bdat (?:zei|zeg) ik\b|\bja duh\b"
    r"|\bkorter (?:pls|aub|graag)\b|\blap tekst\b|\bduurt lang dit\b"
    r"|\bwat gaan we (?:er|daar)aan doen\b|\bvalt (?:er )?(?:niks|niets) over te\b"
    r"|\bla*t (?:me|mij)\b[^.!?]{0,25}\b(?:vraag|zin|tekst)\b[^.!?]{0,10}\bzien\b"
    r"|\ber staat (?:nog )?(?:steeds|nog|weer)\b|\b(?:die|de|deze) zin (?:loopt|klopt|rammelt)\b"
    r"|\b(?:heeft|hebben) er (?:niks|niets|geen \w+) mee te maken\b",
    re.IGNORECASE,
)
"""Words of a sentence about us and not about the firm: "ze luisteren niet" and "slimmer werken" are
about the firm."""

FOR_SOMEBODY = re.compile(
    r"\b(?:makelaar|jullie|(?<!wat )(?:kan|mag|moet|krijg) ik|kost|kunnen we|is er|zijn er)\b",
    re.IGNORECASE,
)
"""Words of a question without its mark that somebody can answer."""

SHORTEST_BARE = 3
"""Words of a question without its mark that begins with "wat", "hoe" and the like."""

SHORTEST_QUESTION = 2
"""Words of a question; "hoezo?" stays with the rest."""


@dataclass(frozen=True)
class Parts:
    """One message, taken apart."""

    asked: tuple[str, ...]
    """Sentences that ask something of us."""
    objected: tuple[str, ...]
    """Sentences that object to what we said."""
    told: str
    """The rest, as it was typed."""
    before: str = ""
    """What of it stands before the first question; what comes after one belongs to it mostly."""

    @property
    def mixed(self) -> bool:
        """Whether there is a question or an objection, and something besides."""
        return bool((self.asked or self.objected) and self.told)


SAID_BEFORE = re.compile(
    r"(?:^|(?<=[.!?] ))\W*(?:dat )?(?:zei|zeg) ik (?:net|al|toch)\s*[:,]\s*(?=\w+ \w+ \w+)",
    re.IGNORECASE,
)
"""What stands before something that is said again."""

SAYS_NOTHING = re.compile(
    r"\W*(?:(?:ja|nee|nou|tja|pff+|a+h|o+h|uh+m*|eh+m*|top|ok[eé]?|haha|joh|man|dus|en)\b[ ,.!]*)*"
    r"(?:vroeg je (?:net )?al|zeg ik (?:net|toch)|zei ik (?:net|al)|weet ik (?:veel|niet)"
    r"|geen (?:flauw )?idee|(?:ook |heb ik )?al gezegd|(?:ja )?op dat dus|zie (?:vorige|boven)"
    r"|en nu|kan je niet \w+)?(?: (?:haha|joh|hoor|man))*\W*",
    re.IGNORECASE,
)
"""A sentence that a record needs not."""


def worth_noting(text: str) -> str | None:
    """What a message tells, for the record: without what it asks of us, objects to, or grumbles
    about; None where that leaves nothing."""
    told = SAID_BEFORE.sub("", parts_of(text).told)
    kept = [s.strip() for s in re.findall(r"[^.!?\n]+[.!?\n]*", told) if not SCOLDS_US.search(s)]
    telling = [s for s in kept if s.strip(" .,!?;") and not SAYS_NOTHING.fullmatch(s)]
    plain = " ".join(telling)
    return plain.strip(" ,;") if len(plain.split()) >= SHORTEST_NOTE else None


_ALREADY = r"(?:net|toch|al|zojuist|daarnet|nou|eerder)"
SAYS_AGAIN = re.compile(
    rf"\b(?:ik|k) (?:zeg|zei|vertel|vertelde|schreef|typte)(?: (?:je|u|het|'?t))?(?: {_ALREADY})+"
    r"(?: (?:dat|van))? (?P<what>[^.!?\n]+)"
    rf"|\b(?:ik|k) heb (?:je |u )?(?:{_ALREADY} )+(?:gezegd|verteld|getypt)"
    r" dat (?P<told>[^.!?\n]+)",
    re.IGNORECASE,
)
"""Words of who says something again."""

_TO_US = re.compile(
    r",?\s+(?:en|maar) (?:jij|je|u|jullie) .*$|\s+(?:toch|hoor|joh|ook)\W*$", re.IGNORECASE
)
"""What stands behind it and is said to us."""

LEAST_AGAIN = 4
"""Words of what is said again from which it tells something by itself."""


def said_again(text: str) -> str | None:
    """What somebody says again, without what they say to us: "70% op 2 klanten hangt"."""
    found = SAYS_AGAIN.search(text)
    if found is None:
        return None
    words = _TO_US.sub("", str(found["what"] or found["told"]).strip(" ,;:")).strip(" ,;:")
    return words if len(words.split()) >= LEAST_AGAIN else None


def to_note(text: str) -> str:
    """A message with a question or a wish for the broker, without what it says of us; the whole
    where nothing would be left."""
    sentences = re.findall(r"[^.!?\n]+[.!?\n]*", text)
    kept = [s for s in sentences if not SCOLDS_US.search(s) and not PROTEST.fullmatch(s.strip())]
    return "".join(kept).strip() or text


SHORTEST_FOR_BROKER = 3
"""Words of a question for the broker; "uhh samenwerken?" only echoes us."""

SHORTEST_NOTE = 2
"""Words of what is worth writing down."""


def for_broker(question: str) -> bool:
    """Whether a question that we cannot answer is one for the broker, and no sneer at us."""
    asks = question.rstrip().endswith("?") or FOR_SOMEBODY.search(question) is not None
    asks = asks and len(question.split()) >= SHORTEST_FOR_BROKER
    return asks and GRUMBLES.search(question) is None


def parts_of(text: str) -> Parts:
    """Take a message apart. Nothing is lost: each word is in one of the three."""
    asked: list[str] = []
    objected: list[str] = []
    told: list[str] = []
    before: int | None = None
    for sentence in re.findall(r"(?:[^.!?\n]|(?<=\d)[.](?=\d))+[.!?\n]*", text):
        if YES_OR_NO.fullmatch(sentence.strip(" .,!?")):
            # It belongs to the sentence before it, which asks that.
            asked.append(told.pop() if len(told) > 1 or (told and not asked) else sentence)
            continue
        head, questions = _split_question(sentence)
        if head.strip(" ,;"):
            objects = PROTEST.fullmatch(head.strip()) is not None
            kind = objected if objects else asked if is_question(head) else told
            kind.append(head)
        if (asked or questions) and before is None:
            before = len(told)
        asked += questions
    return Parts(
        tuple(q.strip(" ,;") for q in asked),
        tuple(o.strip() for o in objected),
        "".join(told).strip(" ,;\n"),
        "".join(told[:before]).strip(" ,;\n"),
    )


def is_question(sentence: str) -> bool:
    """Whether a sentence asks something of us."""
    said = sentence.strip()
    if TELLS.match(said) and not said.endswith("?"):
        return False
    if THEN.match(said) and not said.endswith("?"):
        return False  # "dan kan ik een keer nee zeggen" is what they wish for
    if HEDGES.search(said) and QUESTIONING.match(said) is None and not ASKING.match(said):
        return False  # "beetje 1 en 2 denk ik?" is an answer
    if len(said.split()) < SHORTEST_QUESTION or own_question_in(said):
        return False  # a growth question of their own is no question to us
    if len(ECHO.sub("", said).strip(" ?!.").split()) < SHORTEST_QUESTION:
        return False  # "nee joh stoppen?" wonders at a word of ours
    bare = QUESTIONING.match(said) is not None and len(said.split()) >= SHORTEST_BARE
    return said.endswith("?") or ASKING.match(said) is not None or bare


def _split_question(sentence: str) -> tuple[str, list[str]]:
    """What stands before a question in a sentence, and the question."""
    at = NEXT_QUESTION.search(sentence)
    if at is None or not sentence[: at.start()].strip(" ,"):
        return sentence, []
    head, tail = sentence[: at.start()], sentence[at.end() :]
    marked = tail.rstrip().endswith("?")
    asks = marked or ASKING.match(tail.strip()) is not None
    if is_question(head) or not asks or (THEN.match(head) and not marked):
        return sentence, []  # "dan heb ik tijd en kan ik gewoon nee zeggen" asks nothing
    return head, [tail]


PLAIN = re.compile(
    r"\W*(?:(?P<no>neen?\b(?:\W+(?:nog|nooit|hoor|joh|niet|dat|echt|zeker))*)"
    r"|(?:ja|jawel|jazeker|klopt)\b(?:\W+(?:hoor|joh|dat|wel|zeker|is|goed))*)\W*",
    re.IGNORECASE,
)
"""A yes or a no, and no more."""


def understood(u: Understood, text: str, k: Knowledge, context: Context) -> Understood:
    """A part of a message by itself, understood as far as that can be done without the engine."""
    if text == u.text:
        return u
    kept = u.intent in KEPT and 2 * len(text.split()) >= u.words
    plain = PLAIN.fullmatch(text)
    intent = "deny" if plain and plain["no"] else "affirm" if plain else None
    return replace(
        u,
        text=text,
        intent=intent or (u.intent if kept else "inform"),
        confidence=0.9 if intent else u.confidence if kept else 0.5,
        entities=tuple(extract(text, context.today, k.gazetteer)),
        needs=_needs(u, text, context),
        also=(),
        ranking={},
    )


def _needs(u: Understood, text: str, context: Context) -> Mapping[str, float]:
    """The needs of a part, as surely as the whole told any: which one says the reader, that it
    tells one it takes for granted."""
    heard = context.read(text) if context.read else None
    told = sum(u.needs.values())
    return u.needs if heard is None else {need: p * told for need, p in heard.items()}


KEPT = ("inform", "express_need", "affirm", "deny", "correct", "dont_know", "skip")
"""Intents that a message keeps when what is asked in it was taken out."""
