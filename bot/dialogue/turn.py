"""One turn of the conversation: from what was understood to what is said."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.dialogue import (
    agreeing,
    asking_on,
    besides,
    calling,
    change,
    closing,
    counts,
    learn,
    meaning,
    noted,
    progress,
    removing,
    safety,
    schemes,
    steps,
    turning,
    welcome,
)
from bot.dialogue.acting import Acting
from bot.dialogue.acts import LEAVING, act_of
from bot.dialogue.answering import (
    ABOUT_QUESTION,
    OWN_WORDS,
    SMALL_TALK,
    Answering,
    begin,
    is_story,
)
from bot.dialogue.asides import Asked, asides_of, asked_under
from bot.dialogue.context import Context
from bot.dialogue.overview import value_in_words
from bot.dialogue.parts import for_broker, parts_of
from bot.dialogue.speech import Say, Speaker
from bot.dialogue.spoken_to import act_to_assistant, is_pasted
from bot.dialogue.state import Fact, IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.growth_question import wording
from bot.knowledge import Knowledge
from bot.language.detect import kind as kind_of_text

BESIDES = 4
"""Words beside the values in a message that tells them and no more."""

HEARD_CLEARLY, READBACK_CLEARLY = 0.6, 0.8
"""How sure a need must be heard for words to be more than a fact; and under a read-back."""

CARE = ("care", "contact", "grey")
"""What may be asked while help is offered."""

OWN_ASKS = (
    "employees",
    "municipality",
    "conflict",
    "growth_question",
    "change_question",
    "other_angle",
)
"""Questions whose answer may change such a fact without being asked about."""

TELLS = 7
"""Words of what is no answer from which it tells something all the same."""

TELLING = 3
"""Words from which somebody who is asked how they are tells it, whatever it sounds like."""

LONGEST_SWAP = 12
"""Words of who says that what was put second comes first, and no more."""

LONGEST_SHRUG = 7
"""Words of who cannot say; whoever says more tells something."""

BARE_YES = 2
"""Words of a yes that says no more."""

LONG_STORY = 60
"""Words from which a message is thanked for as a story."""


MOST_MISSES = {"confirm": 3, "consent": 3}
"""Answers not understood after which a question is left; 2 for the others."""


@dataclass(frozen=True)
class Outcome:
    """What a turn leads to."""

    state: IntakeState
    says: list[Say]
    record: dict[str, Any] | None
    """The growth question as it stands, if there is one."""


def take_turn(state: IntakeState, u: Understood, k: Knowledge, context: Context) -> Outcome:
    """Take one turn.

    Args:
        state: changed in place and given back in the outcome.
        u: what was understood of the message.
        k: needs, questions, texts, instruments.

    Returns:
        The same outcome for the same arguments (but for a new reference number).
    """
    if state.withdrawn_at is not None:
        state.__dict__.update(IntakeState(said=state.said, turn=state.turn).__dict__)
    speaker = Speaker(k.texts, state)
    state.turn += 1
    before = closing.content(state)
    if speaker.unused("opening.hello"):
        # The law, and decency: it says that it is a computer before anything else.
        speaker.tell(speaker.line("opening.hello"))
        speaker.tell(speaker.line("opening.privacy"))
    long_ago = welcome.back(state, speaker, context) if u.kind != "resume" else False
    asks_on = u.kind != "choice" and safety.signal(u, k) is None and act_of(u, state) != "ask_human"
    if long_ago and asks_on:
        learn.facts(state, u, overwrite=False)
        Acting(state, u, speaker, k, context).restart(key="welcome.choose")
    else:
        _respond(state, u, speaker, k, context)
    if speaker.silent() and u.kind in ("text", "choice") and not (u.quiet or state.erase):
        speaker.tell(speaker.line("miss.nothing"))  # whoever writes gets an answer
    says = speaker.finish()
    for say in says:
        if say.about is not None:
            say.progress = progress.of(state, say.about, speaker, k)
            say.sensitive = _is_sensitive(say.about, k)
    if closing.content(state) != before and state.reference is not None:
        state.version += 1
    return Outcome(state, says, closing.build(state, k, context))


def _resume(state: IntakeState, u: Understood, speaker: Speaker, context: Context) -> None:
    """A person had the talk and gives it back: what was told to them need not be asked again."""
    state.complaints, state.last_at = 0, context.at.isoformat()
    if u.text:
        learn.facts(state, u, overwrite=False)
        if not state.needs:
            learn.needs(state, u, context)
        if state.reference is not None:
            state.note_for_broker(u.text, u.message_id)
    if not u.quiet:
        speaker.lead(speaker.line("resume.back"))


def _is_sensitive(about: str, k: Knowledge) -> bool:
    """Whether a question is about money trouble, health or the like, or about how to be reached."""
    question = k.questions_by_id.get(about)
    return about in CARE or (question is not None and question.sensitive)


def _respond(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    acting = Acting(state, u, speaker, k, context)
    if u.kind == "resume":
        _resume(state, u, speaker, context)
        if not u.quiet:
            acting.back()
        return
    if u.kind == "open":
        acting.back()
        return
    if u.change is not None:
        if change.possible(state):
            change.ask(state, u.change, speaker, k, context)
        else:
            speaker.lead(speaker.line("correct.which"))
            acting.back()
        return
    numbered = state.pending is not None and bool(state.pending.options) and u.text[:1] == "#"
    if u.kind == "text" and not numbered and (unreadable := _unreadable(u.text)):
        speaker.lead(speaker.line(unreadable) if unreadable != "empty" else "")
        acting.back()
        return
    if safety.take_back(state, u, k):
        speaker.lead(speaker.line("safety.taken_back"))
        acting.back()
        return
    counts.set_right(state, u, speaker)
    asked, whole = _asked(state, u, acting), u
    no_cry = asked.clearly or _repeats_an_option(state, u)
    danger = safety.signal(u, k, probed=_was_probed(state), asks=no_cry)
    if danger:
        safety.respond(danger, state, speaker, k, context)
        return
    if u.kind == "text" and is_pasted(u.text):
        speaker.lead(speaker.line("miss.pasted"))
        acting.back()
        return
    if state.just_back and u.kind == "text" and u.words <= 30 and RETURNING.search(u.text):
        acting.back()
        return
    chooses = (
        state.pending is not None
        and state.pending.about == "route"
        and besides.CHOOSES.search(u.text)
    )
    told_of_us = state.presenting is not None and noted.asked(u)
    if told_of_us and not parts_of(u.text).mixed and noted.answer(state, u, speaker, k):
        acting.back()
        return
    if asked.alone:
        learn.facts(state, u, overwrite=False)
        route = state.pending
        if not chooses or route is None:
            acting.asides(asked.names)
            return
        # "Dan maar bellen, maar kan dat ook na zeven uur": it asks, and chooses.
        for name in asked.names:
            acting.tell_aside(name)
        if Answering(state, u, speaker, k, context).take(route):
            state.pending = None
        acting.back()
        return
    doubt = None if no_cry else safety.in_doubt(u, state, k, probed=_was_probed(state))
    if doubt is not None and (state.pending is None or state.pending.about not in CARE):
        learn.facts(state, u, overwrite=False)
        safety.ask_softly(doubt, state, u, speaker)
        return
    if state.resting and (state.pending is None or state.pending.about not in CARE):
        state.resting = False  # whoever goes on after help was offered, goes on
    if calling.heard(state, u, speaker, k, context):
        acting.back()
        return
    if not state.needs:
        learn.trade_in_passing(state, u, k, context)
    if MOURNING.search(u.text) and u.kind == "text":
        speaker.lead_once("listen.sorry")
    pending = state.pending
    if u.kind == "text" and (pending is not None or state.presenting is None):
        rest = besides.answered(u, acting)
        if rest is None:
            acting.back()
            return
        u = rest
        acting = Acting(state, u, speaker, k, context)
    if u.kind == "text" and pending is not None and besides.only_objects(u, pending):
        acting.do("complain")
        return
    answering = Answering(state, u, speaker, k, context)
    if state.confirmed() and answering.leaves_out():
        speaker.tell(speaker.line("correct.ok", what=f"“{state.question}”"))
        acting.back()
        return
    at_question = pending is not None and pending.about in ABOUT_QUESTION
    if at_question and not answering.says_what_changes() and answering.leaves_out():
        state.pending = None
        steps.go_on(state, speaker, k, context)
        return
    if learn.corrected_term(state, u) and not state.own_words and state.question is not None:
        state.question = closing.sentence(state, k, context)
    if removing.heard(state, u, speaker):
        learn.facts(state, u, overwrite=False)
        acting.back()
        return
    if _asks_what_now(state, u):
        schemes.offer(state, speaker, k, context)
        return
    if _says_it_is_something_else(state, u):
        learn.forget_need(state, u)
        speaker.ask(speaker.line("readback.rejected"), "need_question", "own_words")
        return
    if turning.refuses(state, u, k, context):
        turning.start_anew(state, u, speaker, k, context)
        return
    swaps = u.kind == "text" and u.words <= LONGEST_SWAP and agreeing.swaps(u.text)
    if swaps and len(state.needs) == 2 and not state.confirmed():
        learn.swap_needs(state, u, k)
        label = k.needs_by_id[state.needs[0]].label.lower()
        speaker.lead(speaker.line("readback.chosen", label=label))
        steps.go_on(state, speaker, k, context)
        return
    # An option that was chosen or typed in full is an answer, whatever else it looks like.
    chosen = pending is not None and answering.option(pending) is not None
    chosen = chosen or answering.gives_number(pending)
    asides = list(asked.names)
    if state.presenting is None:
        # What somebody begins with is what it is about; only what is listed is a question then.
        asides = asides_of(u, k, replace(context, asked=None), pending)
    elif u is not whole:
        asides = asides_of(u, k, context, pending)
    if chosen:
        asides = []
    if u.kind == "text" and not chosen and (means := meaning.asked(u, pending, k)) is not None:
        speaker.lead(speaker.line("meaning.need", label=means.label, symptom=means.symptom))
        acting.back()
        return
    if not (asides or chosen) and schemes.answer(state, u, speaker, k, context):
        acting.back()
        return
    if asides:
        learn.facts(state, u, overwrite=False)
        wants_person = "ask_human" in u.also or u.is_sure("ask_human")
        if wants_person and "obliged" not in asides:
            acting.do("ask_human")  # "ben je een robot? ik wil iemand spreken"
        else:
            acting.asides(asides)
        return
    leaves = LEAVING.search(u.text) is not None  # "je snapt er niks van, ik stop ermee"
    to_it = answering.speaks_of_the_question(pending) or answering.says_yes_or_no(pending)
    is_well = pending is not None and pending.about == "grey" and u.words >= TELLING
    heard_as_act = u.kind == "text" and not (chosen or leaves or to_it or is_well)
    to_us = act_to_assistant(u) if heard_as_act else None
    if to_us is not None and not answering.gives_value(pending):
        acting.do(to_us)
        return
    act = None if chosen else act_of(u, state)
    if act is None and not chosen and _cannot_say(u, state):
        act = "dont_know"
    if act is not None and not answering.is_answer_after_all(act):
        if act in ("complain", "share_success"):
            learn.facts(state, u, overwrite=False)
        if act in SMALL_TALK and pending is not None:
            pending.side = u.text
        acting.do(act)
        return
    if u.kind == "text" and not chosen and meaning.is_confused(u, pending, k):
        acting.do("ask_why")
        return
    acting.in_passing()
    told: list[str] = []
    if u.kind == "text":
        contradiction = learn.conflict(state, u)
        if contradiction is not None and _may_ask_which(contradiction[0], state):
            if pending is not None and (
                pending.about in (*OWN_WORDS, "deepen") or pending.about in k.open_by_id
            ):
                # Which place it is comes first; what was answered is kept all the same.
                answering.take(pending)
            _ask_which(contradiction, state, speaker, k)
            return
        if u.words >= LONG_STORY:
            speaker.lead_once("listen.long_story")
        told = learn.facts(state, u, overwrite=False)
        tried = learn.unasked(state, u)
        told += tried
        at_it = pending is not None and pending.about in (*ABOUT_QUESTION, "own_sentence")
        own = wording.own_question_in(u.text) if state.needs and not state.confirmed() else None
        if own is not None and not at_it:
            state.question, state.own_words = closing.with_term(own, state), True
        tells_tried = bool(tried) and pending is not None and pending.about in k.open_by_id
        if told and pending and (tells_tried or _only_a_fact(u, pending, k)):
            # A fact that nobody asked for now; the question is still open.
            speaker.lead_once("listen.thanks_fact")
            speaker.repeat()
            return
    if pending is None:
        _unasked(state, u, speaker, k, context)
        return
    other = turning.other_need(state, u, pending, k, context)
    if answering.take(pending):
        if state.pending is pending:
            state.pending = None
        if other is not None and state.pending is None and other not in state.needs[:1]:
            turning.ask(state, u, speaker, k, context, other)
            return
        if state.pending is None and not state.erase:
            beside = pending.about in turning.UNDER and pending.about != asking_on.ABOUT
            if not (beside and asking_on.ask_beside(state, u, speaker, k, context)):
                steps.go_on(state, speaker, k, context)
        return
    if told and pending.about != "opening":
        # Not what was asked, but worth knowing: no miss.
        speaker.lead_once("listen.thanks_fact")
        speaker.repeat()
        return
    _missed(state, u, speaker, k, context)


def _repeats_an_option(state: IntakeState, u: Understood) -> bool:
    """Whether words begin with an answer that we offered, and add little: "op mezelf denk ik".

    No single word is one, nor is a longer story: in those the same words may be a cry for help.
    """
    if state.pending is None or u.kind != "text":
        return False
    titles = [o.title.lower() for o in state.pending.options if len(o.title.split()) > 1]
    said = u.text.lower()
    return any(
        said.startswith(title) and u.words - len(title.split()) <= LONGEST_ADDED for title in titles
    )


LONGEST_ADDED = 7
"""Words that somebody adds to one of our answers."""


def _asked(state: IntakeState, u: Understood, acting: Acting) -> Asked:
    """What a message asks of us; nothing where it chooses or gives what we asked for."""
    pending = state.pending
    if u.kind != "text" or state.presenting is None:
        return Asked()  # what somebody begins with is what it is about
    answering = Answering(state, u, acting.speaker, acting.k, acting.context)
    if pending is not None and (
        answering.option(pending) is not None or answering.gives_number(pending)
    ):
        return Asked()
    return asked_under(pending, u, acting.k, acting.context)


WHAT_NOW = re.compile(
    r"\W*(?:en |ok[eé]?[ ,.]*(?:en )?)?(?:wat |hoe )?(?:nu|dan|verder)\b(?: (?:verder|dan|nu))*\W*"
    r"|.*\b(?:welke|wat voor) (?:hulp|regeling\w*|subsidie\w*|instrument\w*)\b.*"
    r"|.*\bwat (?:past|is er)\b.{0,20}\bdan\b.*"
    r"|.*\bheb (?:je|jij|jullie) (?:ook |er )?(?:nog )?iets voor\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What somebody asks who has a growth question, and wants to know what comes of it."""


def _asks_what_now(state: IntakeState, u: Understood) -> bool:
    """Whether somebody asks for what fits, and was not shown it yet or asks for other things."""
    asked = state.pending is None or state.pending.about == "route"
    free = state.confirmed() and asked and not state.resting and not u.values("instrument")
    return free and u.kind == "text" and u.words <= 20 and WHAT_NOW.fullmatch(u.text) is not None


def _says_it_is_something_else(state: IntakeState, u: Understood) -> bool:
    """ "Eigenlijk gaat het niet om die trucks, laat maar": before it is confirmed, and without
    saying what it is about then."""
    open_still = state.presenting is not None and not state.confirmed() and u.kind == "text"
    asked_for_it = state.pending is not None and state.pending.about in (
        "growth_question", "change_question", "other_angle", "second", "care", "contact",
    )  # fmt: skip
    vague = agreeing.heard(u) is None and u.words <= LONGEST_TURN
    return open_still and not asked_for_it and vague and bool(agreeing.NOT_ABOUT.search(u.text))


LONGEST_TURN = 20
"""Words of who says no more than that it is about something else."""


def _may_ask_which(name: str, state: IntakeState) -> bool:
    """Once for each field, and not while the question is about such a thing anyway."""
    asked = f"conflict:{name}" in state.said
    return not asked and (state.pending is None or state.pending.about not in OWN_ASKS)


def _ask_which(
    contradiction: tuple[str, Fact], state: IntakeState, speaker: Speaker, k: Knowledge
) -> None:
    """Two things that cannot both be so: asked about once, kindly."""
    name, new = contradiction
    old = state.facts[name]
    state.said[f"conflict:{name}"] = 1
    state.conflict = {"name": name, "old": asdict(old), "new": asdict(new)}
    before, now = (value_in_words(name, fact, k) for fact in (old, new))
    speaker.ask(
        speaker.line(f"conflict.{name}", old=before, new=now),
        "fact",
        "conflict",
        [(before, "inform", "old"), (now, "inform", "new")],
    )


MOURNING = re.compile(
    r"\b(vader|moeder|man|vrouw|broer|zus|zoon|dochter|opa|oma|compagnon)\b[^.!?]{0,40}\b"
    r"(overleden|gestorven)\b|\bbegrafenis van\b",
    re.IGNORECASE,
)
"""Words of somebody who lost somebody."""

NO_AT_ALL = re.compile(r"\W*(?:nee|neen|niet|klopt niet)\b", re.IGNORECASE)

RETURNING = re.compile(
    r"\b(ben (er )?(ik )?weer|ben ik (er )?weer|daar ben ik|hier ben ik|ben terug|weer terug|"
    r"waar waren we|ik ben er weer|weer verder|gaan we verder)\b",
    re.IGNORECASE,
)
"""What people say who come back."""


def _was_probed(state: IntakeState) -> bool:
    """Whether the open question asks what weighs on somebody, or what they wish for."""
    pending = state.pending
    if pending is None or pending.about == "opening":
        return False
    return pending.asks == "need_question" or pending.about in (*OWN_WORDS, "ladder")


def _unreadable(text: str) -> str | None:
    """Key of what to say to a message without words; ``empty`` to say nothing."""
    found = kind_of_text(text)
    if found == "markup" and not re.sub(r"<[^>]*>|&\w+;|[^\w]+", "", text):
        return "empty"
    return {"empty": "empty", "emoji": "miss.emoji", "noise": "miss.noise"}.get(found)


def _only_a_fact(u: Understood, pending: Pending, k: Knowledge) -> bool:
    """Whether words under a question that takes any words tell a fact about the firm, no more."""
    if pending.about == "readback" and NO_AT_ALL.match(u.text):
        return False  # "nee. ik heb mensen zat, 9 man"
    if pending.about in OWN_WORDS:
        told = sum(len(u.text[f.start : f.end].split()) for f in u.entities)
        return u.intent == "inform" and u.words - told <= BESIDES
    least = READBACK_CLEARLY if pending.about == "readback" else HEARD_CLEARLY
    clear = max(u.needs.values(), default=0.0) >= least
    # A question about a thing that was named is answered by a few words about it.
    where = {found.entity for found in u.entities} <= {"municipality", "place"}
    is_open = pending.about in k.open_by_id and (where or not asking_on.replaces(pending, k))
    takes_words = pending.about == "readback" or is_open
    return takes_words and not clear and u.words <= 30 and not u.is_sure("deny", "affirm")


def _cannot_say(u: Understood, state: IntakeState) -> bool:
    """ "Geen idee, wisselt elke week" under a question for one thing."""
    pending = state.pending
    if u.words > LONGEST_SHRUG:
        return False
    closed = pending is not None and (pending.asks == "fact" or bool(pending.options))
    return closed and not u.entities and bool({"dont_know", "skip"} & set(u.also))


def _unasked(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    """Words while nothing is asked: the first ones, or something to add at the end."""
    if state.presenting is None:
        if is_story(u):
            begin(state, u, speaker, k, context)
        if state.pending is None:
            steps.go_on(state, speaker, k, context)
        return
    if not state.needs:
        # A person was asked for, or help was offered, before the need was found: it goes on.
        if state.presenting.source == "inferred" and is_story(u):
            begin(state, u, speaker, k, context)
        elif state.presenting.source == "inferred" or not state.log:
            steps.ask_opening(state, speaker)
        else:
            learn.needs(state, u, context)
        if state.pending is None:
            steps.go_on(state, speaker, k, context)
        return
    if state.route is not None and u.words >= 3 and state.confirmed():
        learn.needs(state, u, context)
        state.note_for_broker(u.text, u.message_id)
        speaker.tell(speaker.line("done.added"))
        return
    steps.go_on(state, speaker, k, context)


def _missed(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    """Not an answer. It may still have told something; else say so, and help."""
    pending = state.pending
    assert pending is not None
    if pending.about == "opening":
        # Only a fact, a yes or nothing that makes sense so far: take it, and ask on.
        if state.facts:
            speaker.lead_once("listen.thanks_fact")
        elif not u.is_sure("greet", "affirm", "inform"):
            speaker.lead_once("miss.opening")
        steps.ask_opening(state, speaker)
        return
    asked = [question for question in parts_of(u.text).asked if for_broker(question)]
    if asked and speaker.unused("aside.unknown"):
        # We do not know; the broker may. To say "dat begreep ik niet" would be half the truth.
        for question in asked:
            state.note_for_broker(question, u.message_id)
        speaker.lead(speaker.line("aside.unknown"))
        speaker.repeat()
        return
    pending.misses += 1
    if pending.misses >= MOST_MISSES.get(pending.asks, 2):
        # Often enough; the question is left, so that the talk goes on.
        Acting(state, u, speaker, k, context).do("skip")
        return
    specific = f"fact.{pending.about}.unclear"
    if pending.about == "contact":
        specific = "contact.unclear"
    if pending.misses == 1 and k.texts.has(specific):
        speaker.lead(speaker.fixed(specific))
        state.pending = pending
        speaker.ask_again_without_text()
        return
    if u.kind == "text" and u.words >= TELLS and pending.misses == 1:
        # It answers nothing of ours, but it was told: kept, and not called unclear.
        learn.needs(state, u, context, always=True)
        speaker.lead_once("listen.thanks_answer")
        if not asking_on.ask_beside(state, u, speaker, k, context):
            speaker.repeat()
        return
    key = "miss.first" if pending.misses == 1 else "miss.second"
    if pending.options and pending.misses == 1 and u.is_sure("affirm") and u.words <= BARE_YES:
        key = "miss.which"  # it was understood, but not which of them
    speaker.lead(speaker.line(key))
    speaker.repeat()
