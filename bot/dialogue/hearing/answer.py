"""What a message tells, and whether it answers the open question."""

from __future__ import annotations

import re
from dataclasses import asdict

from bot.dialogue import asking_on, closing, drawing_out, firm, learn, steps, turning
from bot.dialogue.acting import Acting
from bot.dialogue.answering import ABOUT_QUESTION, OWN_WORDS, begin, is_story
from bot.dialogue.hearing.base import Turn
from bot.dialogue.overview import value_in_words
from bot.dialogue.parts import for_broker, parts_of, to_note
from bot.dialogue.state import Fact, Pending
from bot.dialogue.wishes import TROUBLE, is_wish
from bot.growth_question import acts, wording

BESIDES = 4
"""Words beside the values in a message that tells them and no more."""

HEARD_CLEARLY, READBACK_CLEARLY = 0.6, 0.8
"""How sure a need must be heard for words to be more than a fact; and under a read-back."""

LONGEST_FACT = 30
"""Words of a message that may be a fact and no more."""

OWN_ASKS = ("employees", "municipality", "conflict", *ABOUT_QUESTION)
"""Questions whose answer may change such a fact without being asked about."""

LONG_STORY = 60
"""Words from which a message is thanked for as a story."""

TELLS, ADDS = 7, 3
"""Words of what is no answer from which it tells something all the same, and of what is added when
all is done."""

MOST_MISSES = {"confirm": 3, "consent": 3}
"""Answers not understood after which a question is left; 2 for the others."""

BARE_YES = 2
"""Words of a yes that says no more."""

NO_AT_ALL = re.compile(r"\W*(?:nee|neen|niet|klopt niet)\b", re.IGNORECASE)


def adds_signs(turn: Turn) -> bool:
    """Signs in passing of what weighs on somebody; the message is heard as usual."""
    turn.acting.in_passing()
    return False


def contradicts(turn: Turn) -> bool:
    """Two things that cannot both be so are asked about once, kindly."""
    if not turn.is_text:
        return False
    found = learn.conflict(turn.state, turn.u)
    if found is None or not _may_ask_which(found[0], turn):
        return False
    pending = turn.pending
    takes_words = pending is not None and (
        pending.about in (*OWN_WORDS, "deepen") or pending.about in turn.k.open_by_id
    )
    if pending is not None and takes_words:
        # Which place it is comes first; what was answered is kept all the same.
        turn.answering.take(pending)
    if pending is not None and pending.about in firm.FIELDS:
        firm.ask_what_is_left(turn.state, pending.about)  # it is asked again, after this
    _ask_which(*found, turn)
    return True


def _may_ask_which(name: str, turn: Turn) -> bool:
    """Once for each field, and not while the question is about such a thing anyway."""
    if f"conflict:{name}" in turn.state.said:
        return False
    if turn.pending is None or turn.pending.about not in OWN_ASKS:
        return True
    about = turn.pending.about
    return about in firm.FIELDS and name not in (about, *firm.asked_beside(turn.state, about))


def _ask_which(name: str, new: Fact, turn: Turn) -> None:
    state, speaker = turn.state, turn.speaker
    old = state.facts[name]
    state.said[f"conflict:{name}"] = 1
    state.conflict = {"name": name, "old": asdict(old), "new": asdict(new)}
    before, now = (value_in_words(name, fact, turn.k) for fact in (old, new))
    speaker.ask(
        speaker.line(f"conflict.{name}", old=before, new=now),
        "fact",
        "conflict",
        [(before, "inform", "old"), (now, "inform", "new")],
    )


def tells(turn: Turn) -> bool:
    """Facts, what was tried, an own growth question; nothing else is heard where a message gives a
    fact that nobody asked for and no more."""
    if not turn.is_text:
        return False
    state, u, pending = turn.state, turn.u, turn.pending
    if u.words >= LONG_STORY:
        turn.speaker.lead_once("listen.long_story")
    tried = learn.facts(state, u, overwrite=False), learn.unasked(state, u)
    turn.told = [*tried[0], *tried[1]]
    at_it = pending is not None and pending.about in (*ABOUT_QUESTION, "own_sentence")
    own = wording.own_question_in(u.text) if state.needs and not state.confirmed() else None
    if own is not None and not at_it:
        turn.answering.write(closing.with_term(own, state))
    if not turn.told or pending is None:
        return False
    tells_tried = bool(tried[1]) and pending.about in turn.k.open_by_id
    if not (tells_tried or _only_a_fact(turn, pending)):
        return False
    turn.speaker.lead_once("listen.thanks_fact")  # the question is still open
    turn.speaker.repeat()
    return True


def _only_a_fact(turn: Turn, pending: Pending) -> bool:
    """Whether words under a question that takes any words tell a fact about the firm, no more."""
    u = turn.u
    if pending.about == "readback" and NO_AT_ALL.match(u.text):
        return False  # "nee. ik heb mensen zat, 9 man"
    told = sum(len(u.text[f.start : f.end].split()) for f in u.entities)
    if pending.about == "angle":
        return acts.finished(u.text) is None and not is_wish(u.text)  # "het mag best lang duren"
    if pending.about in OWN_WORDS:
        return u.intent == "inform" and u.words - told <= BESIDES
    if pending.about != "readback" and (u.words - told > BESIDES or pending.misses):
        return False  # it tells more; to ask the same again is not to listen
    least = READBACK_CLEARLY if pending.about == "readback" else HEARD_CLEARLY
    clear = max(u.needs.values(), default=0.0) >= least
    # A question about a thing that was named is answered by a few words about it.
    where = {found.entity for found in u.entities} <= {"municipality", "place"}
    is_open = pending.about in turn.k.open_by_id and (
        where or not asking_on.replaces(pending, turn.k)
    )
    takes_words = pending.about == "readback" or is_open
    heard = clear or u.words > LONGEST_FACT or u.is_sure("deny", "affirm")
    return takes_words and not heard


def says_unasked(turn: Turn) -> bool:
    """Words while nothing is asked: the first ones, or something to add at the end."""
    if turn.pending is not None:
        return False
    state, u = turn.state, turn.u
    args = (state, u, turn.speaker, turn.k, turn.context)
    if state.presenting is None:
        if is_story(u):
            begin(*args)
    elif not state.needs:
        # A person was asked for, or help was offered, before the need was found: it goes on.
        if state.presenting.source == "inferred" and is_story(u):
            begin(*args)
        elif state.presenting.source == "inferred" or not state.log:
            steps.ask_opening(state, turn.speaker)
        else:
            learn.needs(state, u, turn.context)
    elif state.route is not None and u.words >= ADDS and state.confirmed():
        learn.needs(state, u, turn.context)
        state.note_for_broker(u.text, u.message_id)
        turn.speaker.tell(turn.speaker.line("done.added"))
        return True
    if state.pending is None:
        turn.go_on()
    return True


def answers(turn: Turn) -> bool:
    """The answer to the open question; and what comes after it."""
    state, pending = turn.state, turn.pending
    assert pending is not None
    args = (state, turn.u, turn.speaker, turn.k, turn.context)
    other = turning.other_need(state, turn.u, pending, turn.k, turn.context)
    if not turn.answering.take(pending):
        return False
    if state.pending is pending:
        state.pending = None
    if other is not None and state.pending is None and other not in state.needs[:1]:
        turning.ask(*args, other)
        return True
    if state.pending is None and not state.erase:
        beside = pending.about in (*turning.UNDER, "turning") and pending.about != asking_on.ABOUT
        if pending.about in firm.FIELDS and not TROUBLE.search(turn.u.text):
            beside = False  # "26, inclusief mijn compagnon en ik" tells no more than that
        if not (beside and (_asks_on(turn, pending.about) or asking_on.ask_beside(*args))):
            turn.go_on()
    return True


def _asks_on(turn: Turn, answered: str = "") -> bool:
    """What they dare not, somebody who has to do with it, or what is the matter is told beside an
    answer: "hangt van henk af".

    Args:
        answered: the question that was answered; of a wish it is not asked what is the matter.
    """
    state, u = turn.state, turn.u
    patient = bool(state.needs) and not state.confirmed() and state.complaints <= PATIENT
    if not (patient and turn.is_text and u.words >= BESIDES):
        return False
    every = dict.fromkeys(turn.k.needs_by_id, 1.0)
    about = asking_on.about([u.text], every, 0.0, state, turn.speaker, turn.k, only_first=True)
    about = about or drawing_out.about_person(u.text, state, turn.speaker, turn.k)
    wishes = answered in OF_WISHES or (
        answered == "angle" and acts.outright(u.text, acts.TELLING) is not None
    )
    if about is None and not wishes:
        about = drawing_out.about_more(u.text, state, turn.speaker, turn.k)
    if about is None:
        return False
    learn.needs(state, u, turn.context, always=True)
    state.said[asking_on.ABOUT] = state.said.get(asking_on.ABOUT, 0) + 1
    asking_on.put(about, state, turn.speaker)
    return True


OF_WISHES = ("desired_result", "ladder")
"""Questions for a wish: "dan bel ik nooit meer met een smoes" tells no trouble."""

PATIENT = 3
"""Complaints up to which is asked on."""


def told_something(turn: Turn) -> bool:
    """Not what was asked, but worth knowing: no miss."""
    if not turn.told or turn.pending is None or turn.pending.about == "opening":
        return False
    turn.speaker.lead_once("listen.thanks_fact")
    turn.speaker.repeat()
    return True


def misses(turn: Turn) -> bool:
    """Not an answer. It may still have told something; else say so, and help."""
    state, u, speaker, pending = turn.state, turn.u, turn.speaker, turn.pending
    assert pending is not None
    if pending.about == "opening":
        # Only a fact, a yes or nothing that makes sense so far: take it, and ask on.
        if state.facts:
            speaker.lead_once("listen.thanks_fact")
        elif not u.is_sure("greet", "affirm", "inform"):
            speaker.lead_once("miss.opening")
        steps.ask_opening(state, speaker)
        return True
    asked = [question for question in parts_of(u.text).asked if for_broker(question)]
    if asked and not turn.answered and speaker.unused("aside.unknown"):
        # We do not know; the broker may. To say "dat begreep ik niet" would be half the truth.
        for question in asked:
            state.note_for_broker(question, u.message_id)
        speaker.lead(speaker.line("aside.unknown"))
        speaker.repeat()
        return True
    if pending.asks == "fact" and not pending.misses and u.words >= TELLS and _asks_on(turn):
        # It answers nothing of ours, but it was told; what was asked comes again later.
        asking_on.keep(state, u)
        state.asked.pop(pending.about, None)
        return True
    tells = turn.is_text and u.words >= TELLS and not turn.answered
    if pending.about == "route" and tells and not pending.misses:
        # It chooses nothing, but it was told: the broker reads it.
        pending.misses += 1
        state.note_for_broker(to_note(u.text), u.message_id)
        speaker.lead_once("second.kept")
        speaker.repeat()
        return True
    pending.misses += 1
    if pending.misses >= MOST_MISSES.get(pending.asks, 2):
        # Often enough; the question is left, so that the talk goes on.
        Acting(state, u, speaker, turn.k, turn.context).do("skip")
        return True
    specific = "contact.unclear" if pending.about == "contact" else f"fact.{pending.about}.unclear"
    if pending.misses == 1 and turn.k.texts.has(specific):
        speaker.lead(speaker.fixed(specific))
        state.pending = pending
        speaker.ask_again_without_text()
        return True
    if turn.is_text and u.words >= TELLS and pending.misses == 1:
        # It answers nothing of ours, but it was told: kept, and not called unclear.
        learn.needs(state, u, turn.context, always=True)
        speaker.lead_once("listen.thanks_answer")
        if not asking_on.ask_beside(state, u, speaker, turn.k, turn.context):
            speaker.repeat()
        return True
    key = "miss.first" if pending.misses == 1 else "miss.second"
    if pending.options and pending.misses == 1 and u.is_sure("affirm") and u.words <= BARE_YES:
        key = "miss.which"  # it was understood, but not which of them
    speaker.lead(speaker.line(key))
    speaker.repeat()
    return True
