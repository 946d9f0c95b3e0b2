"""Says back, in a few words of its own, what was heard; never twice in the same words."""

from __future__ import annotations

import re
from typing import Sequence

from bot.diagnosis import Evidence, belief
from bot.dialogue.speech import Speaker
from bot.dialogue.understood import Understood
from bot.dialogue.wishes import is_wish
from bot.knowledge import Knowledge, Question

REFLECT = 0.75
"""How sure a need must be heard to be said back at once; a wrong guess here would grate."""


LEAST_WORDS = 4
"""Words from which something is said back; to say more than was said would grate as well."""

BELIEVED = 0.5
"""How likely it must be after everything that was said."""


HEAVY = re.compile(
    r"\blig\b[^.!?]{0,20}\bwakker\b|\bslaap (?:er )?(?:slecht|niet)\b"
    r"|\bzal (?:ik )?het maar zeggen\b"
    r"|\bweet (?:hij|zij|ze) (?:het |dat )?niet\b|\bniemand weet\b"
    r"|\b(?:heb|had) (?:ik )?(?:er )?(?:nog )?(?:met )?(?:niks|niets|niemand)\b[^.!?]{0,20}"
    r"\b(?:gezegd|verteld|gesproken)\b|\bschaam\w*\b",
    re.IGNORECASE,
)
"""Words of who confides something."""


def to_choice(speaker: Speaker, k: Knowledge, question: Question, option: str) -> None:
    """After an answer to a question with options."""
    key = f"heard.{question.id}.{option}"
    if k.texts.has(key) and speaker.unused(key):
        speaker.lead(speaker.line(key))
    else:
        speaker.lead_once("listen.thanks_answer")


def to_words(speaker: Speaker, k: Knowledge, u: Understood, log: Sequence[Evidence]) -> None:
    """After words of their own: the need that was heard in them, if one was heard clearly, and it
    goes with all that was said. Who tells a wish and no trouble is told of none."""
    if HEAVY.search(u.text) and speaker.unused("listen.heavy"):
        speaker.lead(speaker.line("listen.heavy"))
        return
    if is_wish(u.text):
        speaker.lead_once("listen.wish")
        return
    need = max(u.needs, key=lambda n: u.needs[n], default=None)
    believed = belief(k, log).probabilities
    clear = need is not None and u.words >= LEAST_WORDS and u.needs[need] >= REFLECT
    if need is not None and clear and believed[need] >= BELIEVED:
        known = k.needs_by_id[need]
        said = speaker.variant(f"reflection.{need}", (known.reflection, *known.reflections))
        if said is not None:
            speaker.lead(said)
            return
    speaker.lead_once("listen.thanks_answer")
