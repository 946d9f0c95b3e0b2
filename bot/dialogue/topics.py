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
    for aside in k.drawing_out.aside.values():
        text = aside.sub(" ", text)  # "vakmensen heb ik genoeg" names none
    plain = text.lower()
    found = [
        (topic, match)
        for topic in _may_be_named(plain, k)
        if (match := _pattern(topic).search(plain))
    ]
    found = [(topic, match) for topic, match in found if not _is_refused(text, match)]
    spans = [match.span() for _, match in found]
    whole = [(m.span(), topic) for topic, m in found if not _is_inside(m.span(), spans)]
    whole.sort(key=lambda one: one[0])
    return [Named(topic, text[start:end]) for (start, end), topic in whole]


def _is_refused(text: str, match: re.Match[str]) -> bool:
    """ "Offertes?? ik knip haar", "ik heb GEEN offertes": it is named to say that it is not so; and
    of "de vorige developer die ik aannam" what came of it tells, not the thing."""
    asks_back = re.match(r"\W*\?", text[match.end() :]) is not None
    had = EARLIER.search(text[: match.start()]) is not None
    return asks_back or had or is_denied(read(text.lower()), match.start(), match.end())


EARLIER = re.compile(r"\b(?:vorige|eerdere|vroegere)\s+(?:\w+\s+)?$", re.IGNORECASE)
"""What stands before something that they had, and found wanting."""


def _is_inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(s <= span[0] and span[1] <= e and (s, e) != span for s, e in others)


def _may_be_named(plain: str, k: Knowledge) -> list[Topic]:
    """The things of which a word begins as one in the text does; to look for each of all hundreds
    takes twice as long as all the rest."""
    begins = {word[:n] for word in _WORD.findall(plain) for n in range(1, BEGINS + 1)}
    named_so = {i for begin in begins for i in _by_beginning(k).get(begin, ())}
    return [k.topics[i] for i in sorted(named_so)]


@lru_cache(maxsize=4)
def _by_beginning(k: Knowledge) -> dict[str, tuple[int, ...]]:
    """First letters of a word → places of the things that it may name."""
    found: dict[str, list[int]] = {}
    for i, topic in enumerate(k.topics):
        for word in topic.words:
            first = _WORD.findall(word)
            found.setdefault(first[0][:BEGINS] if first else "", []).append(i)
    return {begin: tuple(dict.fromkeys(places)) for begin, places in found.items()}


_WORD = re.compile(r"\w+")
BEGINS = 4
"""Letters by which the things that may be named are looked up."""


@lru_cache(maxsize=1024)
def _pattern(topic: Topic) -> re.Pattern[str]:
    """Any of its words, as whole words but for where they are open at their end."""
    words = [
        r"\b" + re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else r"\b")
        for word in topic.words
    ]
    return re.compile("|".join(words))
