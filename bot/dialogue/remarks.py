"""Asks on about what somebody does with what they tell: fears it, puts it off, gives it away.

"Dan lopen de klanten weg" fears a reaction, whether it is about prices or opening hours, and a
broker asks how often that really happened. How such remarks sound and what is asked after them
stands in data/knowledge/remarks.yml; to learn them from examples was tried (docs/diagnosis.md).
"""

from __future__ import annotations

import re
from typing import Sequence

from bot.dialogue import alike
from bot.dialogue.parts import parts_of
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState
from bot.knowledge import Knowledge
from bot.knowledge.drawing_out import WHO
from bot.knowledge.remarks import Remark
from bot.language.clauses import split

MOST_OF_ONE = 2
"""Times that is asked on about one kind."""

CLEAR, QUOTED = 6, 12
"""Words of a message after which it is clear what is asked about, and of what is said back."""


def about(
    told: str,
    who: str | None,
    state: IntakeState,
    speaker: Speaker,
    k: Knowledge,
    gone: str | None = None,
) -> str | None:
    """The question after the weightiest remark of a message, of those the last; None where none is
    made.

    Args:
        who: somebody who is named in it, as they are said back.
        gone: somebody of whom it is told that they left.
    """
    whole = parts_of(told).told or told
    made = [
        (remark.rank, match.end(), remark, match.start())
        for remark in k.remarks
        for match in remark.says.finditer(without_accents(whole))
    ]
    for _, _, remark, at in sorted(made, key=lambda one: one[:2], reverse=True):
        question = _next(remark, gone if remark.id == GONE else who, state)
        if question is not None:
            _say_back(_clause(whole, at), told, speaker, k)
            return question
    return None


def clauses_told(told: Sequence[str], k: Knowledge, most: int) -> list[str]:
    """What they told in clauses that do something (fear it, leave it, never counted it), the last
    of each kind, in the order in which they came."""
    found: dict[str, tuple[int, int, str]] = {}
    for i, text in enumerate(told):
        whole = parts_of(text).told or text
        for remark in k.remarks:
            match = remark.says.search(without_accents(whole))
            if match is not None and remark.rank >= 0:
                found[remark.id] = (i, match.start(), _clause(whole, match.start()))
    last = sorted(found.values())
    words = list(dict.fromkeys(words for _, _, words in last if len(words.split()) >= LEAST_TOLD))
    return [shortened(JOINING.sub("", one), TOLD_BACK) for one in words][-most:]


JOINING = re.compile(
    r"^(?:(?:(?:dat|dit|die) (?:is|was) (?:het|'?t|hem|'?m) (?:ook )?niet"
    r"|maar|en|want|dus|ook|omdat|ja|nee|nou)\b[ ,.]+)+",
    re.IGNORECASE,
)
"""Words with which a clause follows another one, or what was said of ours."""

LEAST_TOLD, TOLD_BACK = 3, 10
"""Words of a clause that is said back, at least and at most."""

ACCENTS = str.maketrans("áàäéèëíìïóòöúùüÁÉÍÓÚ’‘", "aaaeeeiiiooouuuAEIOU''")


def without_accents(text: str) -> str:
    """A text of the same length without accents: "niks áf" is said with weight."""
    return text.translate(ACCENTS)


GONE = "iemand_weg"
"""The kind of who tells that somebody left."""


def is_gone(told_of: str, k: Knowledge) -> bool:
    """Whether it is told of somebody that they left."""
    return any(one.id == GONE and one.says.search(told_of) for one in k.remarks)


def _next(remark: Remark, who: str | None, state: IntakeState) -> str | None:
    """A question after this kind that was not put yet."""
    count = state.said.get(f"remark:{remark.id}", 0)
    if count >= MOST_OF_ONE:
        return None
    texts = [text.replace(WHO, who) for text in remark.ask_who] if who is not None else []
    left = (
        text
        for text in (*texts, *remark.ask)
        if f"drawn:{text}" not in state.said and not alike.asked_alike(text, state)
    )
    question = next(left, None)
    if question is not None:
        state.said[f"remark:{remark.id}"] = count + 1
        state.said[f"drawn:{question}"] = 1
    return question


def _clause(text: str, at: int) -> str:
    """The clause in which a remark begins."""
    spans = [span for span in split(text) if span.start <= at < span.end]
    return spans[0].text.strip(" .,;:!?") if spans else text.strip()


def _say_back(words: str, told: str, speaker: Speaker, k: Knowledge) -> None:
    """Their own words in front, where more was told than the question is about."""
    if len(told.split()) <= CLEAR or not speaker.unused("listen.quoted"):
        return
    speaker.drop([*k.texts.get("listen.thanks_answer"), *k.texts.get("listen.thanks_fact")])
    speaker.drop([text for need in k.needs for text in (need.reflection, *need.reflections)])
    speaker.lead_once("listen.quoted", words=shortened(JOINING.sub("", words), QUOTED))
