"""What is asked of us, alone or beside something else, and what is done besides answering."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import besides, learn, meaning, noted, remarks, safety, said_again, schemes
from bot.dialogue.acts import LEAVING, act_of
from bot.dialogue.answering import SMALL_TALK
from bot.dialogue.asides import BESIDES, asides_of
from bot.dialogue.hearing.base import Turn
from bot.dialogue.parts import for_broker, parts_of, understood
from bot.dialogue.spoken_to import act_to_assistant

TELLING = 3
"""Words from which somebody who is asked how they are tells it, whatever it sounds like."""

LONGEST_SHRUG = 7
"""Words of who cannot say; whoever says more tells something."""


def asks_what_was_noted(turn: Turn) -> bool:
    """ "Heb je dat genoteerd?" and nothing else."""
    parts = parts_of(turn.u.text)
    tells = parts.mixed and len(parts.told.split()) > BESIDES and not noted.only_denies(parts.told)
    if turn.state.presenting is None or not noted.asked(turn.u) or tells:
        return False
    if not noted.answer(turn.state, turn.u, turn.speaker, turn.k):
        return False
    turn.back()
    return True


def asks_what_we_think(turn: Turn) -> bool:
    """ "Waar zit het volgens jou dan?": what they told, side by side, and what we make of it."""
    state, k = turn.state, turn.k
    if not turn.is_text or turn.chosen or not WHAT_WE_THINK.search(turn.u.text):
        return False
    told = [str(line.quote) for line in state.log if line.kind == "text" and line.quote]
    words = remarks.clauses_told(told, k, MOST_BESIDE)
    need = k.needs_by_id[state.needs[0]] if state.needs else None
    if state.confirmed() or not words or THINK in state.said:
        return False
    state.said[THINK] = 1
    learn.facts(state, turn.u, overwrite=False)
    said = ", ".join(f"“{one}”" for one in words)
    turn.speaker.lead(turn.speaker.line("think.told", words=said))
    if need is not None:
        turn.speaker.lead(turn.speaker.line("think.so", readback=need.readback))
    turn.back()
    return True


WHAT_WE_THINK = re.compile(
    r"\bvolgens jou\b|\bwat denk (?:jij|je)\b[^.!?]*\?|\bwat zie jij\b"
    r"|\bzeg eens iets slims\b"
    r"|\bwat is jouw (?:idee|mening|indruk)\b|\bwat maak (?:jij|je) er ?van\b",
    re.IGNORECASE,
)
"""Words of who wants to hear what we make of it."""

THINK, MOST_BESIDE = "think", 3
"""Under which it is kept that it was told (`IntakeState.said`), and things side by side."""


def asks_why_this_broker(turn: Turn) -> bool:
    """ "Waarom een makelaar voor geld? ik heb geen geld nodig": why this one, and what they said
    goes along."""
    state, broker = turn.state, turn.state.broker
    if not turn.is_text or turn.chosen or broker is None or not WHY_BROKER.search(turn.u.text):
        return False
    turn.speaker.lead(turn.speaker.line("broker.why", because=broker["because"]))
    state.note_for_broker(turn.u.text, turn.u.message_id)
    turn.back()
    return True


WHY_BROKER = re.compile(
    r"\b(?:waarom|hoezo|wat moet ik met)\b[^.!?]{0,30}\bmakelaar\b"
    r"|\b(?:krijg|belt|spreek) (?:ik )?(?:nou |nu |dan |me )*(?:die|de|een) "
    r"(?:gast |man |makelaar )?(?:van|voor)\b[^.!?]{3,}\bof\b",
    re.IGNORECASE,
)
"""Words of who wonders at the broker that was named."""


def asks_for_money_again(turn: Turn) -> bool:
    """Who asks for a subsidy once more gets what can be said by now; the message is heard as
    usual."""
    state, speaker = turn.state, turn.speaker
    if not turn.is_text or turn.chosen or state.confirmed() or state.presenting is None:
        return False
    if state.asks_money and MONEY_AGAIN.search(turn.u.text):
        speaker.lead_once("money.plain")
    return False


MONEY_AGAIN = re.compile(
    r"\b(?:is|bestaat|krijg|vroeg|vraag)\b[^.!?]{0,40}\bsubsidie\b"
    r"|\bsubsidie\b(?:[^.!?]{0,40}\bja of nee\b|!)",
    re.IGNORECASE,
)
"""Words of who asks whether there is a subsidy."""


def only_asks(turn: Turn) -> bool:
    """A message that asks, and tells nothing beside it."""
    if turn.asked.of_firm and _tells_with_it(turn):
        turn.answered = True
        for name in turn.asked.names[:MOST_OF_FIRM]:
            turn.acting.tell_aside(name)
        return False
    if not turn.asked.alone:
        return False
    if turn.asked.of_firm and turn.u.intent in safety.CRISES:
        return False  # how they are goes before what a firm without its owner does
    if turn.asked.of_firm:
        learn.needs(turn.state, turn.u, turn.context)  # it tells what it is about too
    learn.facts(turn.state, turn.u, overwrite=False)
    route = turn.pending
    if route is None or route.about != "route" or not besides.CHOOSES.search(turn.u.text):
        turn.acting.asides(turn.asked.names)
        return True
    # "Dan maar bellen, maar kan dat ook na zeven uur": it asks, and chooses.
    for name in turn.asked.names:
        turn.acting.tell_aside(name)
    if turn.answering.take(route):
        turn.state.pending = None
    turn.back()
    return True


def _tells_with_it(turn: Turn) -> bool:
    """Whether who asks about their own firm tells something as well, where they are to tell: as
    first words, or under a question for any words."""
    pending = turn.pending
    if turn.state.presenting is None or (pending is not None and pending.about == "opening"):
        return True
    open_to_words = pending is not None and pending.asks == "need_question"
    return open_to_words and turn.u.words >= TELLS_WITH_IT


TELLS_WITH_IT, MOST_OF_FIRM = 12, 1
"""Words of a question about their own firm from which it tells something as well, and how many of
those are answered."""


def asks_beside(turn: Turn) -> bool:
    """What is asked beside an answer is answered, and only the answer is left to be heard."""
    if turn.answered or turn.asks_nothing or not turn.is_text:
        return False
    if turn.pending is None and turn.state.presenting is not None:
        return False
    rest = besides.answered(turn.u, turn.acting)
    if rest is None:
        turn.back()
        return True
    turn.u = rest
    return False


def says_it_again(turn: Turn) -> bool:
    """What we did not go into, said again."""
    if not turn.is_text or turn.chosen or turn.answering.gives_value(turn.pending):
        return False
    return said_again.heard(turn.state, turn.u, turn.speaker, turn.k, turn.context)


def only_objects(turn: Turn) -> bool:
    """Who objects to what we said, and answers nothing."""
    if not turn.is_text or turn.pending is None:
        return False
    if not besides.only_objects(turn.u, turn.pending):
        return False
    turn.acting.do("complain")
    return True


def asks_what_is_meant(turn: Turn) -> bool:
    """What a word of ours means."""
    if not turn.is_text or turn.chosen:
        return False
    means = meaning.asked(turn.u, turn.pending, turn.k)
    if means is None:
        return False
    line = turn.speaker.line("meaning.need", label=means.label, symptom=means.symptom)
    turn.speaker.lead(line)
    turn.back()
    return True


def asks_among_others(turn: Turn) -> bool:
    """A question about help that was shown, or one with a fixed answer, within a message that tells
    something as well."""
    if turn.chosen or turn.answered or turn.asks_nothing:
        return False
    names = _asides(turn)
    if not names:
        args = (turn.state, turn.u, turn.speaker, turn.k, turn.context)
        if schemes.answer(*args):
            turn.back()
            return True
        return False
    learn.facts(turn.state, turn.u, overwrite=False)
    wants_person = "ask_human" in turn.u.also or turn.u.is_sure("ask_human")
    if wants_person and "obliged" not in names:
        turn.acting.do("ask_human")  # "ben je een robot? ik wil iemand spreken"
    else:
        _note_what_has_no_answer(turn)
        turn.acting.asides(names)
    return True


def _note_what_has_no_answer(turn: Turn) -> None:
    """Of two questions one may have no answer here; it is kept for the broker, and that is said."""
    asked = parts_of(turn.u.text).asked
    if len(asked) < 2:
        return
    for question in asked:
        one = understood(turn.u, question, turn.k, turn.context)
        if for_broker(question) and not asides_of(one, turn.k, turn.context):
            turn.state.note_for_broker(question, turn.u.message_id)
            turn.speaker.lead_once("aside.other_noted")


def _asides(turn: Turn) -> list[str]:
    """Names of what the message asks that has a fixed answer."""
    if turn.state.presenting is None:
        # What somebody begins with is what it is about; only what is listed is a question then.
        return asides_of(turn.u, turn.k, replace(turn.context, asked=None), turn.pending)
    if turn.u is not turn.whole:
        return asides_of(turn.u, turn.k, turn.context, turn.pending)
    return list(turn.asked.names)


def speaks_to_us(turn: Turn) -> bool:
    """Thanks, abuse, a joke: said to us, and no answer."""
    pending, u, answering = turn.pending, turn.u, turn.answering
    leaves = LEAVING.search(u.text) is not None  # "je snapt er niks van, ik stop ermee"
    to_it = answering.speaks_of_the_question(pending) or answering.says_yes_or_no(pending)
    is_well = pending is not None and pending.about == "grey" and u.words >= TELLING
    if not turn.is_text or turn.chosen or leaves or to_it or is_well:
        return False
    act = act_to_assistant(u)
    if act is None or answering.gives_value(pending):
        return False
    asked_on = pending is not None and pending.asks == "need_question" and bool(turn.state.log)
    if asked_on and act in SMALL_TALK and u.words >= TELLS_BESIDE:
        return False  # "haha het gaat om die retouren, 4 van de 10 pakketjes komt terug"
    turn.acting.do(act)
    return True


TELLS_BESIDE = 10
"""Words of who laughs and answers all the same."""


def does_something_else(turn: Turn) -> bool:
    """Skips, stops, wants a person, starts again, and the like."""
    if turn.chosen or turn.answered:
        return False
    u, pending = turn.u, turn.pending
    act = act_of(u, turn.state)
    if act is None and _cannot_say(turn):
        act = "dont_know"
    if act is None or turn.answering.is_answer_after_all(act):
        return False
    tells = pending is not None and u.words >= TELLING
    if act == "correct" and tells and not turn.acting.corrects():
        return False  # "geen van dat, druk is niet het punt" takes nothing back
    if act in ("complain", "share_success"):
        learn.facts(turn.state, u, overwrite=False)
    if act in SMALL_TALK and pending is not None:
        pending.side = u.text
    turn.acting.do(act)
    return True


def _cannot_say(turn: Turn) -> bool:
    """ "Geen idee, wisselt elke week" under a question for one thing."""
    u, pending = turn.u, turn.pending
    if u.words > LONGEST_SHRUG:
        return False
    closed = pending is not None and (pending.asks == "fact" or bool(pending.options))
    return closed and not u.entities and bool({"dont_know", "skip"} & set(u.also))


def asks_what_we_do_not_know(turn: Turn) -> bool:
    """A message that only asks something of somebody, and to which there is no answer here: it is
    kept for the broker, and is no answer of theirs."""
    state, pending = turn.state, turn.pending
    if not turn.is_text or turn.chosen or state.presenting is None or pending is None:
        return False
    if turn.answered:
        return False
    parts = parts_of(turn.u.text)
    asked = [question for question in parts.asked if for_broker(question)]
    if not asked or parts.told or pending.about in ("opening", "growth_question", "own_sentence"):
        return False
    for question in asked:
        state.note_for_broker(question, turn.u.message_id)
    key = "aside.unknown" if turn.speaker.unused("aside.unknown") else "aside.unknown_again"
    turn.speaker.lead(turn.speaker.line(key))
    turn.back()
    return True


def is_confused(turn: Turn) -> bool:
    """Who does not see what the question is about."""
    if not turn.is_text or turn.chosen or not meaning.is_confused(turn.u, turn.pending, turn.k):
        return False
    turn.acting.do("ask_why")
    return True
