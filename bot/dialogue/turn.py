"""One turn of the conversation: from what was understood to what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.dialogue import closing, learn, safety, steps
from bot.dialogue.acts import Acting, act_of
from bot.dialogue.answers import OWN_WORDS, Answering, begin, is_story
from bot.dialogue.context import Context
from bot.dialogue.speech import Say, Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.language.detect import kind as kind_of_text

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

    @property
    def requested(self) -> str | None:
        """What is asked now, or None."""
        pending = self.state.pending
        return pending.about if pending else None


def take_turn(state: IntakeState, u: Understood, k: Knowledge, context: Context) -> Outcome:
    """Take one turn.

    Args:
        state: changed in place and given back in the outcome.
        u: what was understood of the message.
        k: needs, questions, texts, instruments.

    Returns:
        The same outcome for the same arguments (but for a new reference number).
    """
    speaker = Speaker(k.texts, state)
    state.turn += 1
    before = closing.content(state)
    if speaker.unused("opening.hello"):
        # The law, and decency: it says that it is a computer before anything else.
        speaker.tell(speaker.line("opening.hello"))
        speaker.tell(speaker.line("opening.privacy"))
    _respond(state, u, speaker, k, context)
    says = speaker.finish()
    if closing.content(state) != before and state.reference is not None:
        state.version += 1
    return Outcome(state, says, closing.build(state, k, context))


def _respond(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    acting = Acting(state, u, speaker, k, context)
    if u.kind == "open":
        acting.back()
        return
    if u.kind == "text" and (unreadable := kind_of_text(u.text)) in ("empty", "emoji"):
        speaker.lead(speaker.line("miss.emoji") if unreadable == "emoji" else "")
        acting.back()
        return
    danger = safety.signal(u, k)
    if danger:
        safety.respond(danger, state, speaker, k)
        return
    pending = state.pending
    answering = Answering(state, u, speaker, k, context)
    # An option that was chosen or typed in full is an answer, whatever else it looks like.
    chosen = pending is not None and answering.option(pending) is not None
    act = None if chosen else act_of(u, state)
    if act is not None and not _is_answer_after_all(act, u, state):
        if act in ("complain", "share_success"):
            learn.facts(state, u, overwrite=False)
        acting.do(act)
        return
    told: list[str] = []
    if u.kind == "text":
        if u.words >= LONG_STORY:
            speaker.lead_once("listen.long_story")
        told = learn.facts(state, u, overwrite=False)
        if told and pending and pending.about in OWN_WORDS and u.intent == "inform":
            # A fact that nobody asked for now; the question is still open.
            speaker.lead_once("listen.thanks_fact")
            speaker.repeat()
            return
    if pending is None:
        _unasked(state, u, speaker, k, context)
        return
    if answering.take(pending):
        if state.pending is pending:
            state.pending = None
        if state.pending is None:
            steps.go_on(state, speaker, k, context)
        return
    if told and pending.about != "opening":
        # Not what was asked, but worth knowing: no miss.
        speaker.lead_once("listen.thanks_fact")
        speaker.repeat()
        return
    _missed(state, u, speaker, k, context)


def _is_answer_after_all(act: str, u: Understood, state: IntakeState) -> bool:
    """Open questions take nearly any words; a fact that was asked may sound like small talk."""
    pending = state.pending
    if pending is None or pending.about == "opening":
        return False
    free = pending.about in ("desired_result", "tried", "sector", "own_sentence", "own_words")
    return free and act in (
        "chitchat", "out_of_scope", "ask_instrument", "share_success", "greet", "complain",
        "goodbye",
    )  # fmt: skip


def _unasked(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    """Words while nothing is asked: the first ones, or something to add at the end."""
    if state.presenting is None:
        if is_story(u):
            begin(state, u, speaker, k)
        if state.pending is None:
            steps.go_on(state, speaker, k, context)
        return
    if state.route is not None and u.words >= 3:
        learn.needs(state, u)
        state.notes.append(u.text)
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
    key = "miss.first" if pending.misses == 1 else "miss.second"
    speaker.lead(speaker.line(key))
    speaker.repeat()
