"""Finds every mistake in the kinds of remarks and what is asked after them (``remarks.yml``)."""

from __future__ import annotations

from collections import Counter
from typing import Any, Iterator, Mapping

from bot.knowledge.check_follow_ups import question_mistakes
from bot.knowledge.drawing_out import WHO
from bot.knowledge.remarks import mistakes_in

LEAST_ASKED = 2
"""Questions after each kind: one that comes back is not asked the same again."""


def mistakes(remarks: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """All of them, each with the node it stands at."""
    listed = remarks["remarks"]
    ids = Counter(one["id"] for one in listed)
    asked = Counter(text for one in listed for text in (*one["ask"], *one.get("who", ())))
    for one in listed:
        name = one["id"]
        if ids[name] > 1:
            yield one, f"{name!r} staat er twee keer"
        if not one.get("what"):
            yield one, f"{name}: what ontbreekt"
        if not one.get("says"):
            yield one, f"{name}: says ontbreekt"
        for phrase in one.get("says", ()):
            yield from ((one, f"{name}: {wrong}") for wrong in mistakes_in(phrase))
        if len(one["ask"]) < LEAST_ASKED:
            yield one, f"{name}: minder dan {LEAST_ASKED} vragen"
        for text in one.get("who", ()):
            if WHO not in text:
                yield one, f"{name}: {WHO} ontbreekt in {text!r}"
        for text in (*one["ask"], *one.get("who", ())):
            yield from ((one, f"{name}: {wrong}") for wrong in question_mistakes(text))
            if asked[text] > 1:
                yield one, f"{name}: deze vraag staat er twee keer: {text!r}"
