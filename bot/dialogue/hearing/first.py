"""What goes before all else: signs from the website, what cannot be read, and help in danger."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import calling, change, counts, learn, safety
from bot.dialogue.hearing.base import Turn
from bot.dialogue.parts import understood
from bot.dialogue.spoken_to import is_pasted
from bot.language.detect import kind as kind_of_text

CARE = ("care", "contact", "grey")
"""What may be asked while help is offered."""

LONGEST_RETURN = 30
"""Words of who says that they are back, and no more."""

VALUES, LONGEST_VALUE = ("employees", "municipality", "sector", "horizon_months"), 5
"""Questions for a value, and words of an answer that gives no more: "ik ben maar alleen"."""

RETURNING = re.compile(
    r"\b(ben (er )?(ik )?weer|ben ik (er )?weer|daar ben ik|hier ben ik|ben terug|weer terug|"
    r"waar waren we|ik ben er weer|weer verder|gaan we verder)\b",
    re.IGNORECASE,
)
"""What people say who come back."""

WHERE_WERE_WE = re.compile(r"\bwaar waren we\b", re.IGNORECASE)
"""Words of who was away, be it for a minute."""

MOURNING = re.compile(
    r"\b(vader|moeder|man|vrouw|broer|zus|zoon|dochter|opa|oma|compagnon)\b[^.!?]{0,40}\b"
    r"(overleden|gestorven)\b|\bbegrafenis van\b",
    re.IGNORECASE,
)
"""Words of somebody who lost somebody."""


def is_given_back(turn: Turn) -> bool:
    """A person had the talk and gives it back: what was told to them need not be asked again."""
    state, u, speaker = turn.state, turn.u, turn.speaker
    if u.kind != "resume":
        return False
    state.complaints, state.last_at = 0, turn.context.at.isoformat()
    if u.text:
        learn.facts(state, u, overwrite=False)
        if not state.needs:
            learn.needs(state, u, turn.context)
        if state.reference is not None:
            state.note_for_broker(u.text, u.message_id)
    if not u.quiet:
        speaker.lead(speaker.line("resume.back"))
        turn.back()
    return True


def opens(turn: Turn) -> bool:
    """The chat was opened: nothing was said yet."""
    if turn.u.kind != "open":
        return False
    turn.back()
    return True


def changes_a_field(turn: Turn) -> bool:
    """A field of the record was touched on the screen."""
    if turn.u.change is None:
        return False
    if change.possible(turn.state):
        change.ask(turn.state, turn.u.change, turn.speaker, turn.k, turn.context)
    else:
        turn.speaker.lead(turn.speaker.line("correct.which"))
        turn.back()
    return True


def cannot_be_read(turn: Turn) -> bool:
    """No words: a smiley, dots, markup."""
    pending, text = turn.pending, turn.u.text
    numbered = pending is not None and bool(pending.options) and text[:1] == "#"
    key = _unreadable(text) if turn.is_text and not numbered else None
    if key is None:
        return False
    turn.speaker.lead(turn.speaker.line(key) if key != "empty" else "")
    turn.back()
    return True


def _unreadable(text: str) -> str | None:
    """Key of what to say to a message without words; ``empty`` to say nothing."""
    found = kind_of_text(text)
    if found == "markup" and not re.sub(r"<[^>]*>|&\w+;|[^\w]+", "", text):
        return "empty"
    return {"empty": "empty", "emoji": "miss.emoji", "noise": "miss.noise"}.get(found)


def takes_back_a_cry(turn: Turn) -> bool:
    """What sounded like danger was no such thing."""
    if not safety.take_back(turn.state, turn.u, turn.k):
        return False
    turn.speaker.lead(turn.speaker.line("safety.taken_back"))
    turn.back()
    return True


def sets_counts_right(turn: Turn) -> bool:
    """A number of people that is set right; whatever else the message says is heard as well."""
    left = counts.set_right(turn.state, turn.u, turn.speaker)
    if left is None:
        return False
    if len(left.split()) < LEAST_LEFT:
        turn.back()
        return True
    if left == turn.u.text:
        # The old number, named to be set right, is not to come back.
        others = tuple(found for found in turn.u.entities if found.entity != "employees")
        turn.u = replace(turn.u, entities=others)
    else:
        turn.u = understood(turn.u, left, turn.k, turn.context)
    return False


LEAST_LEFT = 4
"""Words beside a number that is set right from which they are heard."""


def is_in_danger(turn: Turn) -> bool:
    """Help comes before everything."""
    gives = _gives_a_value(turn) and turn.answering.gives_value(turn.pending)
    harmless = turn.no_cry or gives
    danger = safety.signal(turn.u, turn.k, probed=turn.was_probed, asks=harmless)
    if not danger:
        return False
    safety.respond(danger, turn.state, turn.speaker, turn.k, turn.context)
    return True


def _gives_a_value(turn: Turn) -> bool:
    """Whether a few words stand under a question for a value: "ik ben maar alleen"."""
    asked = turn.pending is not None and turn.pending.about in VALUES
    return asked and turn.u.words <= LONGEST_VALUE


def pastes(turn: Turn) -> bool:
    """A text of somebody else, put in with one gesture."""
    if not (turn.is_text and is_pasted(turn.u.text)):
        return False
    turn.speaker.lead(turn.speaker.line("miss.pasted"))
    turn.back()
    return True


def comes_back(turn: Turn) -> bool:
    """Who was away says that they are there again."""
    short = turn.is_text and turn.u.words <= LONGEST_RETURN
    is_back = turn.state.just_back or WHERE_WERE_WE.search(turn.u.text)
    if not (short and is_back and RETURNING.search(turn.u.text)):
        return False
    turn.back()
    return True


def may_be_in_danger(turn: Turn) -> bool:
    """In doubt it is asked, softly; who goes on after that, goes on."""
    state = turn.state
    if turn.pending is not None and turn.pending.about in CARE:
        return False
    doubt = None
    if not turn.no_cry and not _gives_a_value(turn):
        doubt = safety.in_doubt(
            turn.u, state, turn.k, probed=turn.was_probed, wished=turn.wish_was_asked
        )
    if doubt is None:
        state.resting = False
        return False
    learn.facts(state, turn.u, overwrite=False)
    safety.ask_softly(doubt, state, turn.u, turn.speaker)
    return True


def says_when_to_call(turn: Turn) -> bool:
    """The moment at which somebody wants to be called."""
    if not calling.heard(turn.state, turn.u, turn.speaker, turn.k, turn.context):
        return False
    turn.back()
    return True


def goes_away(turn: Turn) -> bool:
    """Somebody is called away; the question waits, and is not put again."""
    u = turn.u
    if not turn.is_text or u.words > LONGEST_AWAY or not AWAY.search(u.text):
        return False
    if u.entities or PERSON.search(u.text) or turn.chosen:
        return False  # "momentje. 12 man", "wacht, ik wil een mens": that goes before
    turn.speaker.tell(turn.speaker.line("away"))
    return True


PERSON = re.compile(r"\b(?:mens|makelaar|iemand)\b", re.IGNORECASE)
"""Words of who wants to speak with somebody of ours."""

LONGEST_AWAY = 12
"""Words of who is called away, and says no more."""

AWAY = re.compile(
    r"\b(?:(?:heb|staat|komt) (?:een|n|'n|mijn|mn|m'n|de) [^.!?]{2,20} aan de (?:lijn|telefoon"
    r"|deur|balie)|(?:wacht|moment|ff|even)\W+(?:ff |even )?telefoon"
    r"|telefoon gaat|word gebeld|brb|ben zo (?:weer )?terug|momentje|ogenblik(?:je)?"
    r"|klant in de (?:winkel|zaak) (?:brb|even|momentje))\b"
    r"|\ber (?:staat|komt) (?:nu |net |even )?(?:een|n|'n) (?:klant|vrachtwagen|ouder)\b"
    r"(?: (?:aan|voor|bij|binnen|in|op)\b[^.!?]*)?\W*$",
    re.IGNORECASE,
)
"""Words of who is called away."""


def mourns(turn: Turn) -> bool:
    """A word for who lost somebody; the message is heard as usual."""
    if turn.is_text and MOURNING.search(turn.u.text):
        turn.speaker.lead_once("listen.sorry")
    return False
