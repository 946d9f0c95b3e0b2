"""What turns the talk: a part that goes out of the question, another need, another wish."""

from __future__ import annotations

import re

from bot.diagnosis import Evidence
from bot.dialogue import (
    agreeing,
    closing,
    correcting,
    door,
    drawing_out,
    learn,
    offering,
    removing,
    schemes,
    steps,
    turning,
)
from bot.dialogue.answering import ABOUT_QUESTION
from bot.dialogue.besides import WHAT_NOW
from bot.dialogue.hearing.base import Turn
from bot.dialogue.parts import understood, worth_noting
from bot.growth_question import acts

LONGEST_SWAP, LONGEST_TURN, LONGEST_NOW = 12, 20, 20
"""Words of who says that what was put second comes first, that it is about something else, or asks
what comes now, and no more."""

ASKS_FOR_ANOTHER = (*ABOUT_QUESTION, "second", "care", "contact")
"""Questions under which "het gaat niet om die trucks" is an answer."""


def tells_its_trade(turn: Turn) -> bool:
    """The trade that somebody mentions in passing; the message is heard as usual."""
    if not turn.state.needs:
        learn.trade_in_passing(turn.state, turn.u, turn.k, turn.context)
    return False


def leaves_a_part_out(turn: Turn) -> bool:
    """A part of the growth question that may go, now or when it was agreed to."""
    state, pending, answering = turn.state, turn.pending, turn.answering
    if state.confirmed() and answering.leaves_out():
        turn.speaker.tell(turn.speaker.line("correct.ok", what=f"“{state.question}”"))
        turn.back()
        return True
    at_question = pending is not None and pending.about in ABOUT_QUESTION
    if at_question and not answering.says_what_changes() and answering.leaves_out():
        state.pending = None
        turn.go_on()
        return True
    return False


def sets_right(turn: Turn) -> bool:
    """A field that was written down wrongly; the rest of the message is heard as well."""
    state, k, context = turn.state, turn.k, turn.context
    if turn.chosen:
        return False
    rest = correcting.heard(state, turn.u, turn.speaker, k, context)
    if rest is None:
        return False
    closing.write_anew(state, k, context)
    told = worth_noting(rest.text)
    if told is not None and len(told.split()) >= LEAST_REST:
        turn.u = understood(turn.u, told, k, context)
        return False
    if turn.pending is not None and turn.pending.about in ABOUT_QUESTION:
        state.pending = None
    turn.back()
    return True


LEAST_REST = 4
"""Words beside a correction from which they are heard."""


def corrects_the_term(turn: Turn) -> bool:
    """Another term than was said before; the rest of the message is heard as well."""
    state = turn.state
    corrected = learn.corrected_term(state, turn.u)
    if corrected and state.needs and not state.own_words and state.question is not None:
        state.question = closing.sentence(state, turn.k, turn.context)
    return False


def takes_something_out(turn: Turn) -> bool:
    """Something that was noted and should not be."""
    if not removing.heard(turn.state, turn.u, turn.speaker):
        return False
    learn.facts(turn.state, turn.u, overwrite=False)
    turn.back()
    return True


REFUSES_LOANS = re.compile(
    r"\b(?:geen|zonder) (?:nieuwe |extra )?lening(?:en)?\b"
    r"|\blening(?:en)?\b[^.!?]{0,20}\b(?:hoef|wil|zoek|heb)\b[^.!?]{0,12}\b(?:ik|we)\b[^.!?]{0,8}"
    r"\bniet\b|\b(?:wil|hoef|hoeven)\b[^.!?]{0,15}\bniet (?:meer )?lenen\b",
    re.IGNORECASE,
)
"""Words of who wants no loan."""


def refuses_loans(turn: Turn) -> bool:
    """Who wants no loan is shown none; the message is heard as usual."""
    if (
        turn.is_text
        and REFUSES_LOANS.search(turn.u.text)
        and offering.NO_LOANS not in turn.state.said
    ):
        turn.state.said[offering.NO_LOANS] = 1
        if turn.state.confirmed():
            turn.speaker.lead(turn.speaker.line("match.no_loans"))
    return False


def asks_what_now(turn: Turn) -> bool:
    """Who asks for what fits, and was not shown it yet or asks for other things."""
    state, u = turn.state, turn.u
    asked = state.pending is None or state.pending.about in ("route", "second")
    free = state.confirmed() and asked and not state.resting and not u.values("instrument")
    if turn.chosen:
        return False
    if not (free and turn.is_text and u.words <= LONGEST_NOW and WHAT_NOW.fullmatch(u.text)):
        return False
    if "offer" in state.asked and MORE.search(u.text):
        offering.show_rest(state, turn.speaker, turn.k, turn.context)
        return True
    if "offer" in state.asked and schemes.offer_besides(
        state, u, turn.speaker, turn.k, turn.context
    ):
        return True
    state.asked.setdefault("second", "skipped")
    schemes.offer(state, turn.speaker, turn.k, turn.context)
    return True


MORE = re.compile(r"\bmeer\b|\banders\b|\bandere\b", re.IGNORECASE)
"""Words of who wants to see other help than was shown."""


def names_its_theme(turn: Turn) -> bool:
    """ "T gaat over klanten, niet over cijfers": what stands there of another theme goes, and it is
    asked what is the matter with that; before there is a need the message is heard as usual."""
    state, u, k = turn.state, turn.u, turn.k
    if not turn.is_text or turn.chosen or state.presenting is None or state.confirmed():
        return False
    about = turn.pending.about if turn.pending is not None else None
    theme = drawing_out.theme_named(u.text, k, bare=about in (*ABOUT_QUESTION, "readback"))
    if theme is None or about in ONE_THING:
        return False
    if about in ABOUT_QUESTION and acts.outright(u.text, acts.TELLING) is not None:
        return False  # they say what they want in the sentence: that goes before what it is called
    learn.theme_told(state, u, theme, k)
    if not state.needs and (state.readbacks or turn.pending is None) and u.words <= LONGEST_NAMED:
        return _ask_about(theme, turn)
    if not state.needs or any(k.needs_by_id[need].theme == theme for need in state.needs):
        return False
    learn.facts(state, u, overwrite=False)
    learn.forget_need(state, u)
    learn.needs(state, u, turn.context, always=True)
    state.extra_questions = steps.EXTRA_QUESTIONS
    return _ask_about(theme, turn)


def _ask_about(theme: str, turn: Turn) -> bool:
    """What is the matter with it, in their own words. False where that was asked already."""
    if not turn.speaker.unused("theme.tell"):
        return False
    label = turn.k.theme_label(theme).lower()
    turn.speaker.ask(turn.speaker.line("theme.tell", theme=label), "need_question", "own_words")
    return True


LONGEST_NAMED = 9
"""Words of a message that names a theme and tells little of it."""

ONE_THING = ("municipality", "sector", "employees", "horizon_months", "contact", "route", "tried")
"""Questions for one thing, whose answer says nothing of what it is about."""


def is_about_something_else(turn: Turn) -> bool:
    """ "Eigenlijk gaat het niet om die trucks, laat maar": before it is confirmed, and without
    saying what it is about then."""
    state, u, speaker = turn.state, turn.u, turn.speaker
    open_still = state.presenting is not None and not state.confirmed() and turn.is_text
    if not open_still or (turn.pending is not None and turn.pending.about in ASKS_FOR_ANOTHER):
        return False
    vague = agreeing.heard(u) is None and u.words <= LONGEST_TURN
    if not (vague and agreeing.NOT_ABOUT.search(u.text)):
        return False
    learn.forget_need(state, u)
    speaker.ask(speaker.line("readback.rejected"), "need_question", "own_words")
    return True


def refuses_what_was_named(turn: Turn) -> bool:
    """ "Klankbord? dat heb ik niet gezegd", "geen stroom": what we named and they refuse does not
    come back, be it the second point, one that was shown, or what it is about."""
    state, k = turn.state, turn.k
    if not turn.is_text or turn.chosen:
        return False
    known = list(dict.fromkeys([*state.needs, *([] if state.confirmed() else state.shown)]))
    refused = [need for need in known if agreeing.refuses_name(turn.u.text, k.needs_by_id[need])]
    if not refused:
        return False
    if state.confirmed() and refused != state.needs[1:]:
        return _finds_other_help(turn)
    for need in refused:
        no = Evidence("rejected", turn.u.message_id, turn.u.text, None, None, {need: 1.0})
        state.add_evidence(no)
    if refused == state.needs[1:]:
        state.needs = state.needs[:1]
        state.log = [line for line in state.log if line.kind != "second"]
        turn.speaker.lead_once("listen.not_that")
        if turn.pending is not None and door.has_no(turn.u.text, turn.pending.about):
            turn.answering.take(turn.pending)
            state.pending = None
        turn.back()
        return True
    if state.needs[:1] == refused[:1]:
        learn.facts(state, turn.u, overwrite=False)
        learn.forget_need(state)
        learn.needs(state, turn.u, turn.context, always=True)
        state.extra_questions = steps.EXTRA_QUESTIONS
        speaker = turn.speaker
        speaker.ask(speaker.line("readback.rejected"), "need_question", "own_words")
        return True
    return False  # it was only shown; the message is heard as usual


def _finds_other_help(turn: Turn) -> bool:
    """ "Koers en keuzes? ik heb geen strategieprobleem, ik heb drie lijsten": what they say it is
    decides where help is looked for, once their question stands."""
    state, k = turn.state, turn.k
    need = agreeing.heard(turn.u)
    if need is None or need in state.needs[:1] or state.route is not None:
        return False
    state.needs = [need]
    state.add_evidence(
        Evidence("confirmed", turn.u.message_id, turn.u.text, None, None, {need: 1.0})
    )
    state.note_for_broker(turn.u.text, turn.u.message_id)
    closing.note_position(state, k)
    turn.speaker.lead_once("listen.my_mistake")
    schemes.offer(state, turn.speaker, k, turn.context)
    return True


def refuses_it_all(turn: Turn) -> bool:
    """What the talk came to is not what somebody wants."""
    args = (turn.state, turn.u, turn.k, turn.context)
    if not turning.refuses(*args):
        return False
    turning.start_anew(turn.state, turn.u, turn.speaker, turn.k, turn.context)
    return True


def puts_the_second_first(turn: Turn) -> bool:
    """The need that was put second is the first."""
    state, u = turn.state, turn.u
    swaps = turn.is_text and u.words <= LONGEST_SWAP and agreeing.swaps(u.text)
    if not swaps or len(state.needs) != 2 or state.confirmed():
        return False
    learn.swap_needs(state, u, turn.k)
    label = turn.k.needs_by_id[state.needs[0]].label.lower()
    turn.speaker.lead(turn.speaker.line("readback.chosen", label=label))
    steps.go_on(state, turn.speaker, turn.k, turn.context)
    return True
