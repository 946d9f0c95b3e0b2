"""Whether a question is much like one that was put: to ask the same again is not to listen.

"Aan welk werk hield je laatst goed over" is like "aan welk werk hou je goed over".
"""

from __future__ import annotations

import re

from bot.dialogue.state import IntakeState

ASKED = "asked:"
"""Before each question that was put in the open (`IntakeState.said`)."""

LIKE = 0.5
"""Share of the telling words of the shorter question that both have."""

LEAST = 2
"""Telling words that both must have."""

STEM = 4
"""Letters by which a word is known again in another form."""

PLAIN = frozenset(
    """welk welke waar waarom wanneer hoeveel laatst laatste denk zelf echt daar daarvan daarvoor
    weet doet doen gaat gaan zijn heeft hebt werd wordt worden zouden zegt voor nog niet
    dan kwam eens precies iets iemand eerste meest komt maakt gebeurt gebeurde""".split()
)
"""Words of three letters and more that say nothing of what is asked."""


def note(question: str, state: IntakeState) -> None:
    """Keep that it was put."""
    state.said[f"{ASKED}{question}"] = 1


def asked_alike(question: str, state: IntakeState) -> bool:
    """Whether one like it was put before."""
    new = _telling(question)
    before = (key.removeprefix(ASKED) for key in state.said if key.startswith(ASKED))
    return any(_like(new, _telling(text)) for text in before)


def _like(one: set[str], other: set[str]) -> bool:
    both = len(one & other)
    return both >= LEAST and both / min(len(one), len(other)) >= LIKE


def _telling(question: str) -> set[str]:
    words = re.findall(r"[^\W\d_]{3,}", question.lower())
    return {word[:STEM] for word in words if word not in PLAIN and len(word) > 3}
