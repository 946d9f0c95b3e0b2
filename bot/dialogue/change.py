"""A button on the card: one thing that was written down is asked again."""

from __future__ import annotations

from bot.diagnosis import belief
from bot.dialogue import closing, door, learn, second, steps
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.knowledge import Knowledge

SHOWN = 4
"""Needs that are put to somebody who says that it is another."""


def possible(state: IntakeState) -> bool:
    """Whether the growth question is still being made; after that a change is said in words."""
    return bool(state.needs) and not state.confirmed()


def ask(state: IntakeState, what: str, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Ask for it again. What is known stays until there is another answer.

    Args:
        what: a value of `bot.dialogue.overview.CHANGED_BY_ASKING`.
    """
    state.pending = None
    if what == "need":
        _ask_need(state, speaker, k)
    elif what == "approach":
        closing.ask_angle(state, speaker, k, context)
    elif what == "second":
        _forget_second(state)
        second.ask(state, speaker, k)
    elif what in door.ONLY:
        door.put(speaker, k, what)
    else:
        if what == "municipality":
            state.facts.pop("place", None)  # it follows from what is said now
        steps.ask_fact(what, state, speaker, k)


def _ask_need(state: IntakeState, speaker: Speaker, k: Knowledge) -> None:
    """What it is about: the likeliest others to choose from, or words of their own."""
    refused = {*steps.rejected(state), *state.needs[:1]}
    learn.forget_need(state)
    state.extra_questions = steps.EXTRA_QUESTIONS
    likely = [need for need, _ in belief(k, state.log).top(len(k.needs)) if need not in refused]
    options = [(k.needs_by_id[need].short, "inform", need) for need in likely[:SHOWN]]
    speaker.ask(speaker.line("readback.rejected"), "need_question", "own_words", options)


def _forget_second(state: IntakeState) -> None:
    state.needs = state.needs[:1]
    state.asked.pop("second", None)
    state.log = [line for line in state.log if line.kind != "second"]
