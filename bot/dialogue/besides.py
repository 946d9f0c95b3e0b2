"""What stands beside an answer: questions that are answered first, objections that are heard."""

from __future__ import annotations

import re

from bot.dialogue import agreeing, contact, learn, noted, schemes
from bot.dialogue.acting import Acting
from bot.dialogue.acts import MOST_ASIDES, QUESTIONS
from bot.dialogue.answering import OWN_WORDS, Answering
from bot.dialogue.answering.closing import route_in
from bot.dialogue.asides import asides_of
from bot.dialogue.parts import for_broker, parts_of, to_note, understood
from bot.dialogue.spoken_to import act_to_assistant
from bot.dialogue.state import IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.dialogue.wishes import is_wish

CLOSED = ("fact", "confirm", "choice", "consent")
"""Kinds of question whose answer holds no question of its own; in a story people ask themselves."""

LEAST_TOLD, LEAST_BESIDE = 8, 5
"""Words before a question from which they are an answer to a question for any words, and where what
is asked has an answer."""

YES_OR_NO_FIRST = re.compile(r"\W*(?:ja|nee|mag|dat mag|liever niet|prima|goed)\b", re.IGNORECASE)
"""How an answer to a consent begins."""

NAMES_IT = 3
"""Words before a question that only say what it is about."""

WHOLE = (
    "ask_human", "erase_data", "other_language", "restart", "stop", "goodbye", "chitchat",
    "out_of_scope", "complain", "ask_own_data",
)  # fmt: skip
"""Acts of a message that is one thing, whatever stands in it."""

SURE_WHOLE = 0.35
"""Confidence from which it is."""

LONGEST_ECHO = 4
"""Words of a question back about what we asked."""

TAKES_WORDS = ("second", "growth_question", "change_question", "other_angle", "contact")
"""Closed questions that are answered in words too."""


CHOOSES = re.compile(
    r"\b(?:dan maar|doe maar|laat maar|ja) (?:\w+ )?(?:bellen|mailen|bel|gebeld)\b"
    r"|\b(?:laat|mag|mogen) (?:die |hij |ze |de makelaar |iemand |er iemand |me |mij )+"
    r"(?:maar |gerust )?(?:bellen|mailen)\b"
    r"|\bbel (?:me|mij)\b(?! niet)",
    re.IGNORECASE,
)
"""Words of who wants to be called."""


WHAT_NOW = re.compile(
    r"\W*(?:en |ok[eé]?[ ,.]*(?:en )?)?(?:wat |hoe )?(?:nu|dan|verder)\b(?: (?:verder|dan|nu))*\W*"
    r"|.*\b(?:welke|wat voor) (?:hulp|regeling\w*|subsidie\w*|instrument\w*)\b.*"
    r"|.*\bwat (?:past|is er)\b.{0,20}\bdan\b.*"
    r"|.*\bheb (?:je|jij|jullie) (?:ook |er |dan )?(?:nog |helemaal )?(?:iets|niks|niets|wat)"
    r" (?:voor|over|met|bij|tegen)\b.*|.*\b(?:laat|toon)\b.{0,20}\b(?:hulp|regeling\w*|zien)\b.*"
    r"|.*\b(?:wie|wat) kan (?:me|mij|ons)\b.{0,40}"
    r"|.*\bheb (?:je|jij|jullie) (?:er |dan |nog |niet |geen )*(?:iemand|iets|wat)"
    r" (?:die|dat|voor|over|met|om)\b.*"
    r"|.*\bwat (?:is|kan) (?:er|d'r)\b.{0,20}\b(?:hulp|helpen)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What somebody asks who has a growth question, and wants to know what comes of it."""


def answered(u: Understood, acting: Acting) -> Understood | None:
    """Answer what is asked beside something else, and give back the rest.

    Returns:
        The message as it was where it is one thing, or where nothing in it could be answered; None
        where what was asked is answered and the rest answers nothing of ours.
    """
    state, speaker = acting.state, acting.speaker
    pending = state.pending
    parts = parts_of(u.text)
    if state.presenting is None:
        return _first_words(u, acting)
    if pending is None or not parts.mixed:
        return u
    says_yes = agreeing.agrees(parts.told) == "yes" or agreeing.GOOD.search(parts.told) is not None
    agrees = pending.asks == "confirm" and says_yes
    chooses = pending.about == "route" and CHOOSES.search(parts.told) is not None
    if not agrees and not chooses and _is_one_thing(u, acting):
        return u
    closed = pending.asks in CLOSED or pending.about in OWN_WORDS or pending.about == "second"
    told = parts.told if closed else parts.before
    if not told or (not closed and not _tells_enough(told, u, acting)):
        return u
    rest = understood(u, told, acting.k, acting.context)
    answers = not closed or _is_answer(rest, acting)
    names = len(told.split()) <= NAMES_IT and not answers
    if names and schemes.answer(state, u, speaker, acting.k, acting.context):
        return None  # "die voucherregeling. is dat wat voor mij?"
    if not answers:
        left = [q for q in parts.asked[:MOST_ASIDES] if not _answer(q, u, acting)]
        serious = [q for q in left if for_broker(q)]
        wishes = pending.asks == "confirm" and is_wish(parts.told)
        if not parts.asked or (left and not (serious and wishes)):
            return u
        for question in serious:
            state.note_for_broker(question, u.message_id)
            speaker.lead_once("aside.unknown")
        if state.confirmed() and len(told.split()) >= LEAST_BESIDE:
            state.note_for_broker(to_note(told), u.message_id)  # "ik durf het niet te geven"
        if wishes:
            return rest  # "ik wil weten hoe we dat betaald krijgen. krijg je eerst de subsidie?"
        learn.facts(state, rest, overwrite=False)
        return None
    left = [q for q in parts.asked[:MOST_ASIDES] if not _answer(q, u, acting)]
    if pending.about == "growth_question":
        left = [q for q in left if not WHAT_NOW.fullmatch(q)]  # that is what comes next
    sneers = [q for q in left if not for_broker(q)]
    left = [q for q in left if q not in sneers]
    if sneers and closed:
        speaker.lead_once("miss.objected")
    if not closed and len(left) == len(parts.asked) and not parts.objected:
        return u  # what is no question to us is part of the story
    if closed and left and pending.about != "second":
        speaker.lead_once("aside.unknown")
        for question in left:
            state.note_for_broker(question, u.message_id)
    if parts.objected:
        speaker.lead_once("miss.objected")
    return rest


def _tells_enough(told: str, u: Understood, acting: Acting) -> bool:
    """Whether the words before a question answer one of ours; where what they ask is known to be
    asked of us, fewer will do."""
    words = len(re.findall(r"[^\W\d_]+", told))
    if not LEAST_BESIDE <= words < LEAST_TOLD:
        return words >= LEAST_TOLD
    asked = parts_of(u.text).asked
    each = [understood(u, question, acting.k, acting.context) for question in asked]
    return bool(each) and all(asides_of(one, acting.k, acting.context) for one in each)


def _first_words(u: Understood, acting: Acting) -> Understood:
    """What somebody begins with, without what they ask of us in the same breath ("ik wil meer
    klanten. kunnen jullie daarmee helpen?"), which is answered."""
    parts = parts_of(u.text)
    if not parts.asked or len(parts.told.split()) < LEAST_FIRST or u.intent in WHOLE:
        return u
    asked = [understood(u, q, acting.k, acting.context) for q in parts.asked]
    found = [asides_of(one, acting.k, acting.context) for one in asked]
    if not all(found):
        return u  # what they ask is what it is about
    for name in dict.fromkeys(name for names in found for name in names):
        acting.tell_aside(name)
    return understood(u, parts.told, acting.k, acting.context)


LEAST_FIRST = 5
"""Words of first words that tell something beside a question."""


def only_objects(u: Understood, pending: Pending) -> bool:
    """Whether a message objects to what we said and says nothing else. Of the growth question that
    is a no, which is dealt with there."""
    parts = parts_of(u.text)
    told = parts.told or parts.asked
    return bool(parts.objected) and not told and pending.about not in TAKES_WORDS


def _is_one_thing(u: Understood, acting: Acting) -> bool:
    """Whether a message is an act of its own, or chooses an option."""
    pending = acting.state.pending
    answering = Answering(acting.state, u, acting.speaker, acting.k, acting.context)
    whole = not parts_of(u.text).asked or u.kind == "choice"
    if pending is not None and whole and answering.option(pending) is not None:
        return True
    numbered = answering.gives_number(pending)
    sure = u.intent in WHOLE and u.confidence >= SURE_WHOLE and not numbered
    return sure or act_to_assistant(u) is not None


def _is_answer(rest: Understood, acting: Acting) -> bool:
    """Whether what was told answers the open question, as far as can be seen from here."""
    pending = acting.state.pending
    assert pending is not None
    answering = Answering(acting.state, rest, acting.speaker, acting.k, acting.context)
    if answering.option(pending) is not None or answering.gives_number(pending):
        return True
    if pending.asks == "consent" and YES_OR_NO_FIRST.match(rest.text):
        return True
    if pending.about == "route":
        return route_in(rest) is not None
    if pending.about in OWN_WORDS or pending.about in TAKES_WORDS:
        return True
    if agreeing.agrees(rest.text) is not None or rest.is_sure("affirm", "deny"):
        return True
    if pending.about == "readback" and rest.words >= LEAST_BESIDE and agreeing.heard(rest):
        return True  # "iets nieuws? ik heb werk zat, er blijft alleen niks van over"
    return pending.asks == "fact" and answering.reads_value(pending)


def _echoes(question: str, state: IntakeState) -> bool:
    """Whether a short question repeats a word of ours."""
    asked = state.pending.text.lower() if state.pending is not None else ""
    words = re.findall(r"[^\W\d_]{5,}", question.lower())
    return any(re.search(rf"\b{re.escape(word)}\b", asked) for word in words)


def _answer(question: str, whole: Understood, acting: Acting) -> bool:
    """Answer one question, if we know how."""
    state, speaker, k = acting.state, acting.speaker, acting.k
    one = understood(whole, question, k, acting.context)
    if noted.asked(one) and noted.answer(state, one, speaker, k):
        return True
    found = asides_of(one, k, acting.context)
    if found:
        for name in found[:MOST_ASIDES]:
            acting.tell_aside(name)
        return True
    if contact.asks_when(state, one):
        when = state.facts.get("call_when")
        said = "contact.when_known" if when is not None else "contact.when"
        if when is None:
            contact.note_when(state, one)
        speaker.lead(speaker.line(said, **({"when": when.value} if when is not None else {})))
        return True
    if schemes.answer(state, one, speaker, k, acting.context):
        return True
    if (
        len(question.split()) <= LONGEST_ECHO
        and state.pending is not None
        and _echoes(question, state)
    ):
        acting.tell_why()  # "waarmee begonnen?": it is about our own question
        return True
    for act in (*whole.also, whole.intent):
        if act == "ask_why":
            if state.pending is not None:
                acting.tell_why()
                return True
        elif act in QUESTIONS and act != "ask_own_data" and speaker.unused(f"side.{act}"):
            speaker.lead(speaker.line(f"side.{act}"))
            return True
    return False
