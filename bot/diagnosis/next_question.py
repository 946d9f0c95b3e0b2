"""The question that tells most, and when to stop asking (needs.md, sections 4.2 and 4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Collection, Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz

from bot.diagnosis.belief import posterior_of, tables
from bot.diagnosis.evidence import Evidence
from bot.knowledge import Knowledge, OpenQuestion, Question

SENSITIVE_PENALTY = 0.7
"""A sensitive question has to tell this much more to be asked."""

SHORTEST_STEM = 5
"""Letters that two forms of one word share."""

FORM = 0.8
"""How sure an option is when another form of one of its words was typed."""

FUZZY = 78.0
"""Token-set similarity (0-100) from which words count as an option's."""


@dataclass(frozen=True)
class Choice:
    """The question to ask."""

    question: Question | OpenQuestion
    eig_bits: float
    """Expected information gain: how much less uncertain the belief will be on average."""
    reason: str


def next_question(
    k: Knowledge,
    log: Sequence[Evidence],
    asked: Collection[str],
    theme_now: str | None,
    facts: Mapping[str, Any],
    openly: bool = True,
    not_about: Collection[str] = (),
) -> Choice | None:
    """The best question that was not asked yet, or None when no question tells enough.

    Args:
        openly: whether open questions may be asked too.
        not_about: themes of which they said that it is not in them.

    Stays in the theme of the last question while its best one tells at least 80% of the best of
    all: that costs nothing (measured) and does not jump about.
    """
    t = tables(k)
    p = posterior_of(t, log)
    done = len(diagnostic(k, asked))
    size = _size_option(k, log, facts)
    said_openly = {q.instead_of for q in k.open_questions if q.id in asked}
    gains = [
        (float(gain) * (SENSITIVE_PENALTY if q.sensitive else 1.0), q)
        for gain, q in zip(t.gains(p), t.asking, strict=True)
        if q.id not in asked
        and q.id not in said_openly
        and q.theme not in not_about
        and q.min_turn <= done <= q.max_turn
        and not _skipped(q, size)
    ]
    in_words = [
        (t.open_gain(q.id, p) * k.policy.open_worth, q) for q in _open_questions(k, asked, done)
    ]
    if openly and in_words:
        gain, open_question = max(in_words, key=lambda pair: pair[0])
        if gain >= max((g for g, _ in gains), default=k.policy.stop_eig_bits):
            return Choice(open_question, gain, "eigen woorden zeggen het meest")
    if not gains:
        return None
    best_gain, best = max(gains, key=lambda pair: (pair[0], pair[1].id))
    if best_gain < k.policy.stop_eig_bits:
        return None
    reason = "zegt het meest"
    same_theme = [pair for pair in gains if pair[1].theme == theme_now]
    if same_theme and best.theme != theme_now:
        gain, question = max(same_theme, key=lambda pair: (pair[0], pair[1].id))
        if gain >= k.policy.coherence_ratio * best_gain:
            best_gain, best, reason = gain, question, "blijft bij het onderwerp"
    return Choice(best, float(best_gain), reason)


def diagnostic(k: Knowledge, asked: Collection[str]) -> list[str]:
    """Of all that was asked (facts too), the questions about the need, in order."""
    return [q for q in asked if q in k.questions_by_id or q in k.open_by_id]


def _open_questions(k: Knowledge, asked: Collection[str], done: int) -> list[OpenQuestion]:
    """The open questions that may be asked now."""
    if sum(q.id in asked for q in k.open_questions) >= k.policy.max_open:
        return []
    return [
        q
        for q in k.open_questions
        if q.id not in asked and q.min_turn <= done and q.instead_of not in asked
    ]


def should_stop(k: Knowledge, log: Sequence[Evidence], asked: Collection[str]) -> str | None:
    """Why to stop asking, or None.

    Args:
        asked: diagnostic questions that were asked.
    """
    if len(asked) >= k.policy.max_questions:
        return "genoeg gevraagd"
    if len(asked) < k.policy.min_questions:
        return None
    p = np.sort(posterior_of(tables(k), log))[::-1]
    if p[0] >= k.policy.stop_top1 and p[0] >= k.policy.stop_margin * p[1]:
        return "zeker genoeg"
    return None


def option_from_text(question: Question, text: str) -> tuple[str, float] | None:
    """The option that free text means, with a certainty from 0 to 1; None if it means none."""
    typed = re.sub(r"[^\w\s]", " ", text.lower()).split()
    if not typed:
        return None
    joined = " ".join(typed)
    for i, option in enumerate(question.options):
        names = (option.id, str(i + 1), ORDINALS[i], f"de {ORDINALS[i]}", f"optie {i + 1}")
        if joined in names or joined in (_plain(option.text), _plain(option.short)):
            return option.id, 1.0
    if len(typed) == 1 and (near := _near(question, joined)):
        return near
    scores = [
        max(
            fuzz.token_set_ratio(joined, _plain(option.text)),
            fuzz.token_set_ratio(joined, _plain(option.short)),
        )
        for option in question.options
    ]
    order = np.argsort(scores)[::-1]
    best, second = scores[order[0]], scores[order[1]]
    # One common word ("het") is no answer, and neither are two options that fit alike.
    if best < FUZZY or best - second < 10 or len(joined) < 4 or len(typed) > 12:
        return None
    return question.options[order[0]].id, best / 100


def _near(question: Question, word: str) -> tuple[str, float] | None:
    """The one option that has another form of a single word ("anderen": "Ze kiezen een ander")."""
    if len(word) < SHORTEST_STEM:
        return None
    having = [
        option.id
        for option in question.options
        if any(
            len(w) >= SHORTEST_STEM
            and abs(len(w) - len(word)) <= 2
            and (w.startswith(word[: len(w)]) or word.startswith(w[: len(word)]))
            for w in _plain(f"{option.text} {option.short}").split()
        )
    ]
    return (having[0], FORM) if len(having) == 1 else None


ORDINALS = ("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())


def _size_option(k: Knowledge, log: Sequence[Evidence], facts: Mapping[str, Any]) -> str | None:
    for line in log:
        if line.kind == "context" and line.question == "c_omvang":
            return line.option
    return k.employee_option(facts["employees"]) if facts.get("employees") is not None else None


def _skipped(question: Question, size: str | None) -> bool:
    """Whether it makes no sense here: no questions about a team to somebody who works alone."""
    return size is not None and size in question.skip_if.get("c_omvang", ())
