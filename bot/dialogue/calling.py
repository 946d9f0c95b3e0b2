"""Being called: the number and the name, when and how, and that somebody rather is not."""

from __future__ import annotations

import re

from bot.dialogue import consents, contact
from bot.dialogue.answering import Answering
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

LONGEST_BESIDE = 4
"""Words beside a number or an address that are a name and no more."""

CALL = ("contact", "care", "route")
"""Questions that are about being called."""

BY_PERSON = ("human_now", "broker", "broker_and_instrument")
"""Routes on which somebody is called."""

NOT_CALLED = re.compile(
    r"\b(?:wil|hoef)\b[^.!?]{0,30}\bniet\b[^.!?]{0,12}\bgebeld worden\b"
    r"|\bniet gebeld wil worden\b|\bbel (?:me|mij) (?:maar )?niet\b|\bniet bellen\b"
    r"(?! (?:als|waar|wanneer|voor|na|tussen|op|in|tijdens|onder|naar|terwijl|met)\b)",
    re.IGNORECASE,
)
"""Words of who does not want to be called; heard only where calling is what it is about."""

NOT_THEN = re.compile(
    r"\bniet bellen (?:als|waar|wanneer|voor|na|tussen|op|in|tijdens|onder|naar|terwijl)\b",
    re.IGNORECASE,
)
"""Words of who says when or where not to be called; that they may be is plain."""

GAVE = re.compile(
    r"\b(?:nummer|mail(?:adres)?|gegevens)\b[^.!?]{0,25}\b(?:gegeven|gaf|gestuurd|hierboven|al)\b"
    r"|\b(?:gaf|heb) ik (?:toch |net |al |je )*(?:gegeven|net|al)\b",
    re.IGNORECASE,
)
"""Words of who left a number before."""


def heard(
    state: IntakeState,
    u: Understood,
    speaker: Speaker,
    k: Knowledge,
    context: Context,
) -> bool:
    """Take what a message says about being called. False where it says nothing of that."""
    if u.kind != "text":
        return False
    number = next(iter([*u.values("phone"), *u.values("email")]), None)
    asked = state.pending is not None and state.pending.about in CALL
    if number is not None and state.contact is not None:
        state.contact[number.entity] = str(number.value)
        speaker.lead(speaker.line("contact.changed", what=contact.hint(number, speaker)))
        contact.note_when(state, u)
        return True
    wanted = bool(state.flags) or state.route in BY_PERSON
    stands = state.reference is not None
    if number is not None and stands and state.route is None and not asked:
        state.route, wanted = "broker", True  # whoever leaves a number wants to be reached
    if number is not None and state.confirmed() and state.route is not None and not wanted:
        state.route, wanted = "broker", True  # they would think it over, and leave a number now
        state.asked.pop("contact", None)
    early = number is not None and state.presenting is not None and _only_reaches(u)
    if number is not None and (wanted or early) and not asked and state.contact is None:
        Answering(state, u, speaker, k, context).leave_number()
        return True
    if (name := contact.name_told_later(state, u)) is not None and state.contact is not None:
        state.contact["name"] = name
        speaker.lead(speaker.line("contact.named"))
        return True
    if contact.asks_when(state, u) and "call_when" in state.facts:
        contact.note_when(state, u)  # "maandag ben ik vrij, dat staat er niet bij"
        when = state.facts["call_when"]
        speaker.lead(speaker.line("contact.when_known", when=when.value))
        return True
    if (
        state.contact is not None
        and u.words <= contact.LONGEST_WHEN
        and contact.note_when(state, u)
    ):
        speaker.lead(speaker.line("contact.when"))
        return True
    if state.contact is not None and GAVE.search(u.text):
        kept = "phone" if "phone" in state.contact else "email"
        what = contact.hint_of(kept, state.contact[kept], speaker)
        speaker.lead(speaker.line("contact.have", what=what))
        return True
    if state.contact is not None and number is None and NOT_THEN.search(u.text):
        state.note_for_broker(u.text, u.message_id)
        speaker.lead(speaker.line("contact.when"))
        return True
    refuses = number is None and NOT_CALLED.search(u.text) is not None
    if (asked or state.contact is not None) and refuses:
        _not_called(state, speaker, k, context)
        return True
    return False


def _only_reaches(u: Understood) -> bool:
    """Whether a message is a number or address with a name, and tells nothing else."""
    told = contact.REACHES.sub(" ", u.text).split()
    return len(told) <= LONGEST_BESIDE


def _not_called(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    if state.contact is not None and "email" in state.contact:
        # "Mailen, niet bellen" is how, not whether.
        state.contact.pop("phone", None)
        state.contact["preferred_channel"] = "email"
        speaker.lead(speaker.line("contact.by_mail"))
        return
    state.contact, state.asked["contact"] = None, "skipped"
    consents.note(state, k, context, "share_with_broker", False, "contact.ask")
    speaker.lead(speaker.line("contact.refused"))
    if state.pending is not None and state.pending.about in ("contact", "care"):
        state.pending = None
