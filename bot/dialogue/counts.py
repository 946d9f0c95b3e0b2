"""How many people there are, set right in words: "zijn er trouwens 7", "7 meiden ipv 6"."""

from __future__ import annotations

import re

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

WAS = re.compile(r"\b(?:vroeger|toen|was|waren|eerst|begon\w*|straks|wil(?:len)?|worden)\b", re.I)
"""Words of another time than now."""


def set_right(state: IntakeState, u: Understood, speaker: Speaker) -> bool:
    """Take over another number of people than was noted, and say so. False where none is told."""
    known = state.facts.get("employees")
    found = SETS_RIGHT.search(u.text) if u.kind == "text" and known is not None else None
    in_sentence = state.question is not None and not state.confirmed()
    if in_sentence and u.values("employees") and not (found is not None and found["g"]):
        return False  # told with the other changes of the sentence
    if found is not None and not (
        found["c"] or found["d"] or found["g"] or CORRECTS.search(u.text)
    ):
        found = None  # "we zijn met 12" may be meant beside the other number: that is asked
    if known is None or found is None or WAS.search(u.text[: found.end()]):
        return False
    if learn.OF_SOME.search(u.text[: found.start()]):
        return False  # "ik zei drie engineers, het zijn er vier"
    words = next(group for group in found.groups() if group)
    value = numerals.digits(words) if words.isdigit() else numerals.word(words.lower())
    if value is None or int(value) == known.value or not learn.plausible("employees", int(value)):
        return False
    learn.set_fact(state, "employees", int(value), u, "said")
    state.facts["employees"].quote = found[0].strip(" !,")
    learn.size_as_evidence(state, int(value), u)
    people = f"{wording.number_of_people(int(value))} mensen"
    speaker.lead(speaker.line("correct.ok", what=people))
    return True
