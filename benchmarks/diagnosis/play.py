"""Plays the interview with simulated people: ours as it is, and other orders of questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.diagnosis.stories import Read
from benchmarks.diagnosis.world import Person
from bot.diagnosis import Evidence, next_question, should_stop
from bot.diagnosis.belief import Tables, posterior_of, tables
from bot.diagnosis.second import second_needs
from bot.knowledge import Knowledge

Next = Callable[[list[Evidence], list[str], Person], str | None]
"""The next question for what is known, or None when there is none."""


@dataclass
class Interview:
    """One interview, question by question."""

    person: Person
    asked: list[str] = field(default_factory=list)
    beliefs: list[NDArray[Any]] = field(default_factory=list)
    """After the opening, and after each question."""
    log: list[Evidence] = field(default_factory=list)
    logs: list[list[Evidence]] = field(default_factory=list)
    """The log beside each of the beliefs."""
    stopped_after: int | None = None
    """Questions after which the assistant would have stopped."""

    def remember(self, t: Tables) -> None:
        """Keep the log and the belief as they are now."""
        self.logs.append(list(self.log))
        self.beliefs.append(posterior_of(t, self.log))

    def belief_after(self, questions: int) -> NDArray[Any]:
        """The belief after so many questions, or after the last one."""
        return self.beliefs[min(questions, len(self.beliefs) - 1)]


def interview(
    k: Knowledge, person: Person, read: Read, choose: Next, most: int, context: bool
) -> Interview:
    """Ask up to ``most`` questions.

    Args:
        context: size, age and ambition of the firm are known, as in the reference figures.
    """
    t = tables(k)
    talk = Interview(person)
    if context:
        for q in k.context_questions:
            talk.log.append(Evidence("context", "0", None, q.id, person.options[q.id], None))
    _hear(talk, person.opening, read)
    talk.remember(t)
    while len(talk.asked) < most:
        if talk.stopped_after is None and should_stop(k, talk.log, talk.asked) is not None:
            talk.stopped_after = len(talk.asked)
        question = choose(talk.log, talk.asked, person)
        if question is None:
            break
        talk.asked.append(question)
        if question in k.open_by_id:
            words = person.spoken[question]
            if words is not None:
                _hear(talk, words, read)
        elif person.options[question] is not None:
            option = person.options[question]
            talk.log.append(Evidence("answer", "0", None, question, option, None))
        talk.remember(t)
    if talk.stopped_after is None:
        talk.stopped_after = len(talk.asked)
    return talk


def _hear(talk: Interview, words: str, read: Read) -> None:
    """The same as `bot.dialogue.learn.needs` does with a message."""
    talk.log.append(Evidence("text", "0", words, None, None, read.alone(words) or {}))
    talk.log = [line for line in talk.log if line.kind != "story"]
    texts = [str(line.quote) for line in talk.log if line.kind == "text"]
    if len(texts) > 1:
        talk.log.append(Evidence("story", "0", None, None, None, read.story("\n".join(texts))))


# --- who asks ---


def ours(k: Knowledge) -> Next:
    """The assistant as it is."""

    def choose(log: list[Evidence], asked: list[str], person: Person) -> str | None:
        theme = next(
            (k.questions_by_id[q].theme for q in reversed(asked) if q in k.questions_by_id), None
        )
        choice = next_question(k, log, asked, theme, {})
        return choice.question.id if choice else None

    return choose


def in_order(k: Knowledge, order: Sequence[str]) -> Next:
    """A form: the same questions for everybody, but for those that do not apply."""

    def choose(log: list[Evidence], asked: list[str], person: Person) -> str | None:
        return next((q for q in order if q not in asked and _applies(k, q, person)), None)

    return choose


def at_random(k: Knowledge, rng: Generator) -> Next:
    """Any question that was not asked yet."""
    every = [q.id for q in k.questions]

    def choose(log: list[Evidence], asked: list[str], person: Person) -> str | None:
        left = [q for q in every if q not in asked and _applies(k, q, person)]
        return left[int(rng.integers(len(left)))]

    return choose


def _applies(k: Knowledge, question: str, person: Person) -> bool:
    q = k.questions_by_id.get(question)
    return q is None or not any(
        person.options[other] in answers for other, answers in q.skip_if.items()
    )


def best_form(k: Knowledge, learn_from: Sequence[Person], length: int) -> list[str]:
    """The strongest form: each next question is the one that tells most on average over many
    people, given the ones before it; the people are drawn for this and not tested on."""
    t = tables(k)
    p = np.tile(t.prior, (len(learn_from), 1))
    order: list[str] = []
    while len(order) < length:
        gains = np.mean([t.gains(row) for row in p], axis=0)
        best = max(
            (i for i, q in enumerate(t.asking) if q.id not in order), key=lambda i: float(gains[i])
        )
        question = t.asking[best].id
        order.append(question)
        for row, person in zip(p, learn_from, strict=True):
            option = person.options[question]
            if option is not None:
                row *= t.likelihood[question][:, t.option_index[question][option]]
                row /= row.sum()
    return order


# --- the read-back ---

RECOGNISED, NONE_THOUGH_LISTED, NONE_WHEN_NOT_LISTED = 0.75, 0.10, 0.5
"""How people take the top three (needs.md, section 0, rule 7, an assumption): of those whose need
is listed 75% recognise it, 10% say "iets anders", the others take a wrong one; of those whose need
is not listed half say "iets anders" and half take a wrong one."""


def read_back(k: Knowledge, talk: Interview, belief: NDArray[Any]) -> list[Evidence]:
    """What the read-back of the top three adds to the log."""
    t = tables(k)
    person = talk.person
    shown = [t.needs[i] for i in np.argsort(-belief, kind="stable")[:3]]
    listed = person.need in shown
    if listed and person.luck < RECOGNISED:
        return [Evidence("confirmed", "0", None, None, None, {person.need: 1.0})]
    none = RECOGNISED + NONE_THOUGH_LISTED if listed else NONE_WHEN_NOT_LISTED
    if person.luck < none:
        return [Evidence("rejected", "0", None, None, None, {need: 1.0}) for need in shown]
    return [Evidence("confirmed", "0", None, None, None, {shown[person.pick]: 1.0})]


SAYS_SECOND = 0.5
"""Part of the people who say in their own words what else there is when it is not listed."""


def second_found(k: Knowledge, talk: Interview, main: str, read: Read, shown: int) -> str | None:
    """The second need that comes out when it is asked for, if one does.

    Somebody with a second need recognises it in a list as with the read-back; when it is not in
    it, half of them say it in their own words. Somebody without one says so.
    """
    person = talk.person
    if person.second is None:
        return None
    true = person.second if person.second != main else person.need
    listed = [need for need, _ in second_needs(k, talk.log, main)[:shown]]
    if true in listed:
        return true if person.luck_second < RECOGNISED else None
    needs = read.alone(person.second_words)
    if person.luck_second < SAYS_SECOND and needs and true == person.second:
        return max(needs, key=lambda need: needs[need])
    return None
