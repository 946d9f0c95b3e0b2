"""Who listens to a message, and in what order: the first that knows what it is deals with it.

A listener gives True where it dealt with the message. One that gives False may have learnt from it,
or answered a part and left the rest (`Turn.u`) to those after it. The order is the precedence:
safety before questions, questions before corrections, those before answers; a miss comes last.
"""

from __future__ import annotations

from typing import Callable

from bot.dialogue.hearing import answer, asking, first, turns
from bot.dialogue.hearing.base import Turn

__all__ = ["LISTENERS", "Turn", "hear"]

LISTENERS: tuple[Callable[[Turn], bool], ...] = (
    first.is_given_back,
    first.opens,
    first.changes_a_field,
    first.cannot_be_read,
    first.takes_back_a_cry,
    first.is_in_danger,
    first.pastes,
    first.comes_back,
    asking.asks_what_was_noted,
    asking.asks_for_money_again,
    asking.only_asks,
    first.may_be_in_danger,
    first.sets_counts_right,
    asking.asks_why_this_broker,
    asking.asks_what_we_think,
    first.goes_away,
    first.says_when_to_call,
    turns.tells_its_trade,
    first.mourns,
    asking.says_it_again,
    asking.asks_beside,
    asking.only_objects,
    turns.sets_right,
    turns.leaves_a_part_out,
    turns.corrects_the_term,
    turns.takes_something_out,
    turns.refuses_loans,
    turns.asks_what_now,
    turns.refuses_what_was_named,
    turns.names_its_theme,
    turns.is_about_something_else,
    turns.refuses_it_all,
    turns.puts_the_second_first,
    asking.asks_what_is_meant,
    asking.asks_among_others,
    asking.speaks_to_us,
    asking.does_something_else,
    asking.is_confused,
    asking.asks_what_we_do_not_know,
    answer.adds_signs,
    answer.contradicts,
    answer.tells,
    answer.says_unasked,
    answer.answers,
    answer.told_something,
    answer.misses,
)
"""All listeners, in order of precedence."""


def hear(turn: Turn) -> None:
    """Let each listener hear a message until one dealt with it; the last one always does."""
    next(listen for listen in LISTENERS if listen(turn))
