"""Asks on about what was just told: about a thing that was named, or about the need that it is.

Of somebody who tells of quotes that stay unanswered a broker does not ask "waar heb je het meeste
last van?" but what becomes of a quote once it is sent. Things and questions stand in
data/knowledge/follow_ups.yml. Of the things that were named the one is taken that goes with what is
likely, the last words first, and no question is put twice.
"""

from __future__ import annotations

from math import sqrt
from typing import Mapping, Sequence

from bot.diagnosis import belief
from bot.dialogue import alike, learn
from bot.dialogue.context import Context
from bot.dialogue.parts import worth_noting
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState, Pending
from bot.dialogue.topics import Named, named
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

ABOUT = "deepen"
"""Under which a question about the recognised need is open (`Pending.about`)."""

FIELD = "situation"
"""Field of the record that keeps the answers."""

MOST, MOST_BESIDE = 2, 1
"""Such questions about one need; and about what was told beside an answer."""

DRAWN_OUT = 2
"""Questions before the need from which none is put after it: who told why needs not tell what."""

TOLD = "told"
"""What is kept of a question with options that was answered in words that are none of them."""

BESIDES, BESIDE = "deepen:beside", 9
"""Under which that is counted which was told beside an answer, and words of one that does."""

BEFORE = "deepen:before"
"""Under which those before the need are counted (`IntakeState.said`)."""

GOES_WITH, GOES_WITH_AT_FIRST = 0.2, 0.3
"""How likely the needs of a thing must be together for it to be asked about; and right after the
first words, when a question for an example still tells more."""

FIRST = 20.0
"""What a thing weighs that goes before all others."""

EARLIER = 0.6
"""What a thing weighs that was named before the last message."""

PATIENT = 2
"""Complaints up to which is asked on: who is cross was not listened to."""

TYPES = 4
"""Words of an answer from which somebody who gave it may be asked on in the same way."""


def in_place_of(state: IntakeState, speaker: Speaker, k: Knowledge, first: bool) -> str | None:
    """The question about a thing that was named, in place of a general one; None where none fits.

    Args:
        first: whether this is the first question after the opening.
    """
    if state.asks_money and first:
        return None  # the scheme that they ask for is not yet what it is about
    likely = belief(k, state.log).probabilities
    least = GOES_WITH_AT_FIRST if first else GOES_WITH
    # After the first, only what was just said: to come back to the same thing is not to listen.
    return about(_told(state)[:1], likely, least, state, speaker, k)


def replaces(pending: Pending, k: Knowledge) -> bool:
    """Whether an open question was put about a thing that was named, in place of its own words."""
    general = k.open_by_id.get(pending.about)
    return general is not None and pending.text not in (general.text, general.wish)


def wanted(state: IntakeState, types: bool) -> bool:
    """Whether the need was recognised and is to be asked on about.

    Args:
        types: whether they answer open questions in more than a word or two.
    """
    fed_up = state.complaints > PATIENT
    if not state.need_confirmed or fed_up or state.reference is not None:
        return False  # once a growth question stood there, what is asked is about that
    count = state.said.get(ABOUT, 0)
    most = 0 if state.said.get(BEFORE, 0) >= DRAWN_OUT else MOST
    if state.asked.get(ABOUT) in ("skipped", "dont_know") or count >= most:
        return False
    return types if count == 0 else just_told(state) is not None


def ask(state: IntakeState, speaker: Speaker, k: Knowledge) -> bool:
    """Put the question: about a thing that was named and goes with the need, else about the need.

    Returns:
        Whether there was one; the second only goes on about what was answered to the first.
    """
    need = k.needs_by_id[state.needs[0]]
    just = just_told(state)
    if state.said.get(ABOUT, 0) and just is not None:
        every = dict.fromkeys(k.needs_by_id, 1.0)
        text = about([just], every, GOES_WITH, state, speaker, k)
    else:
        text = about(_told(state), {need.id: 1.0}, GOES_WITH, state, speaker, k)
        text = text or next_of(f"on:{need.id}", need.ask_on, state)
    state.said[ABOUT] = state.said.get(ABOUT, 0) + 1
    if text is None:
        return False
    put(text, state, speaker)
    return True


def ask_beside(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> bool:
    """Go on about what was told beside the answer to another question, once.

    Returns:
        Whether something was named there that goes with the need.
    """
    if not state.need_confirmed or state.complaints > 1 or state.reference is not None:
        return False
    if u.kind != "text" or u.words < BESIDE or state.said.get(BESIDES, 0) >= MOST_BESIDE:
        return False
    if state.said.get(BEFORE, 0) >= DRAWN_OUT:
        return False
    text = about([u.text], {state.needs[0]: 1.0}, 1.0, state, speaker, k)
    if text is None:
        return False
    state.said[BESIDES] = 1
    learn.needs(state, u, context, always=True)
    put(text, state, speaker)
    return True


def keep(state: IntakeState, u: Understood) -> None:
    """Write the answer down as how things are now, word for word; the quote is the last one."""
    state.asked[ABOUT] = "answered"
    before = state.facts.get(FIELD)
    told = worth_noting(u.text)
    if told is None:
        return
    known = list(before.value) if before is not None else []
    value = [*known, *([told] if told not in known else [])]
    state.facts[FIELD] = Fact(value, "said", u.text, u.message_id)


def put(text: str, state: IntakeState, speaker: Speaker) -> None:
    """Ask it; what is answered is how things are now."""
    state.asked[ABOUT] = "open"
    speaker.ask(text, "need_question", ABOUT)


def _told(state: IntakeState) -> list[str]:
    """What they said in words of their own, the last first."""
    said = [line.quote for line in state.log if line.kind == "text" and line.quote]
    return list(dict.fromkeys(reversed(said)))


def just_told(state: IntakeState) -> str | None:
    """The last answer to such a question, where it is long enough to go on about."""
    fact = state.facts.get(FIELD)
    last = str(fact.value[-1]) if fact is not None else ""
    return last if len(last.split()) >= TYPES else None


def about(
    told: Sequence[str],
    likely: Mapping[str, float],
    least: float,
    state: IntakeState,
    speaker: Speaker,
    k: Knowledge,
    only_first: bool = False,
) -> str | None:
    """The next question about the thing that was named and goes best with what is likely.

    What is named under few needs says more of each of them than what is named under many.

    Args:
        told: what was said, the last first.
        likely: need → probability.
        least: how likely the needs of a thing must be together.
        only_first: whether only things count that go before all others.
    """
    best: tuple[float, Named] | None = None
    for i, text in enumerate(told):
        for one in named(text, k):
            topic = one.topic
            if only_first and not topic.first:
                continue
            goes_with = sum(likely.get(need, 0.0) for need in topic.needs)
            weight = goes_with / sqrt(len(topic.needs)) * (1.0 if i == 0 else EARLIER)
            weight *= FIRST if topic.first else 1.0
            left = state.said.get(f"on:{topic.id}", 0) < len(topic.ask)
            if left and goes_with >= least and (best is None or weight > best[0]):
                best = (weight, one)
    if best is None:
        return None
    question = next_of(f"on:{best[1].topic.id}", best[1].topic.ask, state)
    if question is not None and not best[1].is_named_in(question):
        speaker.lead_once("listen.named", words=best[1].words)
    return question


def next_of(key: str, texts: Sequence[str], state: IntakeState) -> str | None:
    """The first of these that was not put yet, nor one like it."""
    used = state.said.get(key, 0)
    for i in range(used, len(texts)):
        if not alike.asked_alike(texts[i], state):
            state.said[key] = i + 1
            return texts[i]
    state.said[key] = len(texts)
    return None
