"""Says who is meant where a growth question only says "haar" or "hem".

In the talk it was clear that "haar uitkopen" is about a sister; who reads only the sentence must
see that too.
"""

from __future__ import annotations

import re
from typing import Iterable

from bot.growth_question.clause import FINITE, is_infinitive

PRONOUNS = {"she": ("haar", "zij"), "he": ("hem", "hij")}
"""What one person is called once it is clear who it is; "ze" may be many."""

_BEHIND_OBJECT = frozenset(
    "te niet wel er nog ook nu dan en of in op met uit aan bij van naar voor over mee zelf".split()
)
"""Words that may follow somebody to whom something is done; behind the "haar" of what is hers
stands a thing."""


def with_who(question: str, persons: Iterable[tuple[str, str]]) -> str:
    """A growth question in which the first "haar" or "hem" says who that is.

    Args:
        persons: everybody who was named: ``she`` or ``he``, and how to call them ("mijn zus"). Of
            two whom the same word may mean, none is put in.
    """
    named = list(dict.fromkeys(persons))
    for which, words in PRONOUNS.items():
        meant = [who for one, who in named if one == which]
        if len(meant) != 1:
            continue
        there = set(re.findall(r"\w+", question.lower()))
        if there & set(meant[0].lower().split()[1:]):
            continue  # the role or the name stands there already
        for found in re.finditer(rf"\b(?:{'|'.join(words)})\b", question, re.IGNORECASE):
            after = re.match(r"\W*(\w*)", question[found.end() :])
            word = after[1].lower() if after else ""
            follows = not word or word in FINITE | _BEHIND_OBJECT or is_infinitive(word)
            if found[0].lower() == "haar" and not follows:
                continue  # "haar deel"
            question = question[: found.start()] + meant[0] + question[found.end() :]
            break
    return question
