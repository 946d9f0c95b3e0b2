"""The things that entrepreneurs name, as data/knowledge/follow_ups.yml has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge import Knowledge, Topic
from bot.language.negation import denied_clauses, is_denied
from bot.language.reading import read

STEM = 5
"""Letters by which a word is known again in another form ("offerte" in "die offertes")."""


@dataclass(frozen=True)
class Named:
    """A thing that was named."""

    topic: Topic
    words: str
    """With which it was named, as they were typed."""

    def is_named_in(self, question: str) -> bool:
        """Whether a question names it itself, so that it is clear what it is about."""
        said = question.lower()
        stems = {word.strip("*")[:STEM] for word in (*self.topic.words, self.words.lower())}
        return any(stem in said for stem in stems)


def named(text: str, k: Knowledge) -> list[Named]:
    """The things that a text names, in order; not those that it only sets aside.

    Of "mijn vader komt" the whole counts, and not "mijn vader" in it.
    """
    for span in reversed(denied_clauses(text)):
        text = text[: span.start] + text[span.end :]
    plain = text.lower()
    found = [(topic, match) for topic in k.topics if (match := _pattern(topic).search(plain))]
    found = [(topic, match) for topic, match in found if not _is_refused(text, match)]
    spans = [match.span() for _, match in found]
    whole = [(m.span(), topic) for topic, m in found if not _is_inside(m.span(), spans)]
    whole.sort(key=lambda one: one[0])
    return [Named(topic, text[start:end]) for (start, end), topic in whole]


def _is_refused(text: str, match: re.Match[str]) -> bool:
    """ "Offertes?? ik knip haar", "ik heb GEEN offertes": it is named to say that it is not so."""
    asks_back = re.match(r"\W*\?", text[match.end() :]) is not None
    return asks_back or is_denied(read(text.lower()), match.start(), match.end())


def _is_inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(s <= span[0] and span[1] <= e and (s, e) != span for s, e in others)


@lru_cache(maxsize=1024)
def _pattern(topic: Topic) -> re.Pattern[str]:
    """Any of its words, as whole words but for where they are open at an end."""
    words = [
        ("" if word.startswith("*") else r"\b")
        + re.escape(word.strip("*"))
        + (r"\w*" if word.endswith("*") else r"\b")
        for word in topic.words
    ]
    return re.compile("|".join(words))
