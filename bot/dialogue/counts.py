"""How many people there are, set right in words: "zijn er trouwens 7", "7 meiden ipv 6"."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue import learn
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.growth_question import wording
from bot.language import numerals

_N = (
    r"(?:\d{1,4}|een|één|eentje|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf"
    r"|\w{3,}tien)"
)
OTHER = (
    r"(?! ?(?:jaar|jaren|maand|we+k|dag|uur|u\b|euro|%|procent|ton\b|k\b|meter|km|keer|klant"
    r"|winkel|zaak|zaken|bus|order|hal|mille|miljoen|kinder|zoon|zoons|dochter|of\b"
    r"|(?:man |mensen )?(?:weg|vertrokken|ziek|nieuw|opgestapt|uitgevallen)))"
)
"""What no number of people stands before."""

_PEOPLE = (
    r"(?:man|mensen|mense|meiden|dames|jongens|kerels|medewerkers|personen|collega'?s|vrouwen"
    r"|krachten|monteurs|kappers|kapsters)"
)
SETS_RIGHT = re.compile(
    rf"\b(?:we|wij) (?:zijn|waren)(?: \w+){{0,2}} met (?:z'?n |zn )?(?P<a>{_N})\b{OTHER}"
    rf"|\bzijn (?:er|d'r)(?: \w+){{0,2}} (?P<b>{_N})\b{OTHER}"
    rf"|\b(?P<c>{_N}) {_PEOPLE} (?:ipv|in plaats van) {_N}\b"
    rf"|\b(?:niet|geen) {_N}(?: (?:{_PEOPLE}|meer|vaste))* maar (?:er |nu )?(?P<d>{_N})\b{OTHER}"
    rf"|\b(?:het|dat|t|'t) (?:zijn|is)(?: (?:er|nu|wel|dus|gewoon|toch))* (?P<e>{_N})"
    rf"(?= {_PEOPLE}\b)"
    rf"|^\W*(?P<f>{_N})\s*!+|^\W*(?:oh? |ho |eh |wacht )?nee,? (?P<h>{_N})(?=[.,!]|$)"
    rf"|\b(?P<g>{_N}) {_PEOPLE}\b[^.,!?]{{0,25}}\b(?:erbij|inclusief|in totaal|bij elkaar)\b",
    re.IGNORECASE,
)
"""How many there are, said as who sets something right."""

CORRECTS = re.compile(
    r"\b(?:trouwens|gezegd|zei ik|zeg ik|he|hè|hoor|wacht|oh|nog steeds|correctie"
    r"|klopt niet|iets niet)\b|!!",
    re.IGNORECASE,
)
"""Words of who sets something right."""

WAS = re.compile(
    r"\b(?:vroeger|toen|was|waren|eerst|begon\w*|straks|wil(?:len)?|worden|zoek\w*|nodig)\b",
    re.IGNORECASE,
)
"""Words of another time than now."""


IN_PLACE_OF = (
    r"\b(?:niet|geen|ik zei|zei ik|ik zeg|staat|stond|stonden|ipv|in plaats van)(?: [\w']+){{0,3}} "
    r"{known}\b{other}"
)
"""How a number that was noted is named by who sets it right."""

PUTS = re.compile(
    r"\b(?:zet|noteer|schrijf|maak er|doe maar)(?: (?:er|dat|maar|erbij|neer|op|ook|van))*"
    rf" (?P<a>{_N}) {_PEOPLE}\b"
    rf"|\bdat (?:het|'?t|er|we)(?: (?:er|met|nu|wel))* (?P<b>{_N}) {_PEOPLE} (?:is|zijn)\b"
    r"(?! (?:kwijt|weg|vertrokken|ziek))",
    re.IGNORECASE,
)
"""Words of who has a number written down."""

_ANY = re.compile(rf"\b(?P<n>{_N})\b(?P<people> {_PEOPLE}\b)?{OTHER}", re.IGNORECASE)
NO_TOTAL = re.compile(r"\W+(?:erbij|extra|bij gekomen|daarvan|ervan|weg)\b", re.IGNORECASE)
"""What stands behind a number that is only some of them."""


def _in_place_of(known: Any, text: str) -> str | None:
    """The number that comes in place of the one that was noted: "er staat nog 6 man, tis 8!!";
    None where that one is not named, or no other."""
    if not isinstance(known, int):
        return None
    names = {str(known), *(word for word in NUMBERS if numerals.word(word) == known)}
    one = rf"(?:{'|'.join(sorted(names))})"
    if re.search(IN_PLACE_OF.format(known=one, other=OTHER), text, re.IGNORECASE) is None:
        return None
    found = [m for m in _ANY.finditer(text) if m["n"].lower() not in names]
    found = [m for m in found if not NO_TOTAL.match(text, m.end())]
    best = next((m for m in found if m["people"]), found[0] if found else None)
    return best["n"] if best is not None else None


_WHOLE = re.compile(
    rf"(?:^|[.,;!]\s*|\bmet (?:z'?n |zn )?)(?P<n>{_N}) (?:man|mensen|medewerkers|personen|fte)\b"
    r"(?=[.,;!]|$| (?:in totaal|totaal|bij elkaar))",
    re.IGNORECASE,
)


def _whole_for_part(state: IntakeState, text: str) -> str | None:
    """How many there are in all, where only a part of them was noted: "11 man, vijf developers"
    after "vijf developers en ze zijn altijd druk"."""
    known, found = state.facts["employees"], _WHOLE.search(text)
    quote = known.quote or ""
    of = next((line.quote for line in state.log if line.message_id == known.message_id), None)
    if found is None or not quote or not of:
        return None
    beside = re.search(
        rf"\b{re.escape(quote)} (?P<noun>[^\W\d_]+s|[^\W\d_]+en)\b", of, re.IGNORECASE
    )
    part = beside is not None and re.fullmatch(_PEOPLE, beside["noun"], re.IGNORECASE) is None
    return found["n"] if part else None


NUMBERS = tuple("een twee drie vier vijf zes zeven acht negen tien elf twaalf".split())


def _without_numbers(text: str) -> str:
    """The clauses in which no number stands."""
    clauses = re.split(r"(?<=[.!?,;])\s+|\s+(?=(?:maar|en)\b)", text)
    return " ".join(c for c in clauses if not (_ANY.search(c) or MISCOUNTS.search(c))).strip()


MISCOUNTS = re.compile(
    r"\b(?:tel|telde|meegeteld|vergis\w*|vergeten|verkeerd|wacht|stop|sorry)\b", re.IGNORECASE
)
"""Words of who tells why it was wrong."""


def set_right(state: IntakeState, u: Understood, speaker: Speaker) -> str | None:
    """Take over another number of people than was noted, and say so.

    Returns:
        What is left to be heard; None where no other number is told.
    """
    known = state.facts.get("employees")
    if u.kind == "text" and known is not None:
        puts = PUTS.search(u.text)
        instead = _in_place_of(known.value, u.text) or (puts and (puts["a"] or puts["b"]))
        instead = instead or _whole_for_part(state, u.text)
        if instead and _take(instead, instead, state, u, speaker):
            return _without_numbers(u.text)
    found = SETS_RIGHT.search(u.text) if u.kind == "text" and known is not None else None
    in_sentence = state.question is not None and not state.confirmed()
    if in_sentence and u.values("employees") and not (found is not None and found["g"]):
        return None  # told with the other changes of the sentence
    if found is not None and not (
        found["c"] or found["d"] or found["g"] or CORRECTS.search(u.text)
    ):
        found = None  # "we zijn met 12" may be meant beside the other number: that is asked
    if known is None or found is None or WAS.search(u.text[: found.end()]):
        return None
    if learn.OF_SOME.search(u.text[: found.start()]):
        return None  # "ik zei drie engineers, het zijn er vier"
    words = next(group for group in found.groups() if group)
    taken = _take(words, found[0].strip(" !,"), state, u, speaker)
    return u.text if taken else None


def _take(words: str, quote: str, state: IntakeState, u: Understood, speaker: Speaker) -> bool:
    """Write the number down and say so. False where it is the same, or cannot be."""
    known = state.facts["employees"]
    value = numerals.digits(words) if words.isdigit() else numerals.word(words.lower())
    if value is None or int(value) == known.value or not learn.plausible("employees", int(value)):
        return False
    learn.set_fact(state, "employees", int(value), u, "said")
    state.facts["employees"].quote = quote
    learn.size_as_evidence(state, int(value), u)
    people = f"{wording.number_of_people(int(value))} mensen"
    speaker.lead(speaker.line("correct.ok", what=people))
    return True


def people_named(text: str) -> int | None:
    """How many there are where they are named one by one: "ik, dennis en ina op zaterdag" → 3;
    None where they are not."""
    together = _TOGETHER.search(text)
    if together is not None and _IN_ALL.search(text) is None:
        return _OF_TOGETHER[together["n"].lower()]
    named = [part.strip() for part in re.split(r",|\ben\b|\+", text.lower()) if part.strip(" .!")]
    first = named[0].split() if named else []
    alone = first[:1] in (["ik"], ["ikzelf"], ["mezelf"]) and len(first) <= LONGEST_ME
    plain = all(len(part.split()) <= LONGEST_NAMED and not re.search(r"\d", part) for part in named)
    verbs = re.search(r"\b(?:ben|heb|hebben|zijn|werk|werken|doe|doen|wil)\b", text.lower())
    return len(named) if alone and plain and verbs is None and len(named) > 1 else None


_IN_ALL = re.compile(rf"\bdus (?:met )?{_N}\b(?! tot\b)", re.IGNORECASE)
"""How many there are with others: "met z'n tweeën en onze dochter, dus drie"."""

_OF_TOGETHER = {"tweeën": 2, "drieën": 3, "vieren": 4, "vijven": 5, "zessen": 6, "zevenen": 7,
                "achten": 8, "negenen": 9, "tienen": 10}  # fmt: skip
_TOGETHER = re.compile(
    rf"\b(?:wij|ons|met (?:z'?n|zn|zijn|ons|hun)) (?P<n>{'|'.join(_OF_TOGETHER)})\b", re.IGNORECASE
)
"""How many there are, as "wij drieën" and "met z'n drieën" say it."""

LONGEST_ME, LONGEST_NAMED = 2, 4
"""Words of who speaks, and of each who is named beside them."""
