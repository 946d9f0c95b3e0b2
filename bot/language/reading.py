"""One message, read once: tokens with their offsets, and a canonical line to match patterns on.

The canonical line has every word in its plain form (lower case, no accents, abbreviations in
full), every number as ``#12`` whatever it was written like ("twaalf", "12", "2,5", "twee en een
half"), every date as ``@20270131``, other codes as ``<mail>`` or ``<digits>``, all separated by
one space. Grammars match on that line; :meth:`Reading.span` leads a match back to the original
text, so offsets are exact by construction.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Iterable, NamedTuple

from bot.language import clauses
from bot.language.found import Found
from bot.language.patterns import any_of
from bot.language.tokens import Token, tokenise

_CLAUSE_STARTERS = any_of("""
    ik, we, wij, wel, nu, zelf, mijn, ons, onze, dat, het, er, toen, dan, de, die, ben, zijn, zit,
    zitten, woon, wonen, heb, hebben, werk, werken
""")
_CONTEXT_END = re.compile(
    r"(?:^| )(?:[.,;:!?\n()]|want|terwijl|omdat|zodat"
    rf"|(?:maar|dus)(?= {_CLAUSE_STARTERS} )|en(?= (?:ik|wij|we|nu|zelf) ))(?= |$)"
)


_REACH = 160
"""Most characters of the canonical line that a context holds on each side."""


class Context(NamedTuple):
    """The canonical words before and after a match, up to the ends of its clause."""

    left: str
    right: str


@dataclass(frozen=True)
class Reading:
    """A message with its tokens and its canonical line."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def canon(self) -> str:
        """The canonical line."""
        return " ".join(t.canon for t in self.tokens)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for token in self.tokens:
            starts.append(at)
            at += len(token.canon) + 1
        return starts

    @cached_property
    def _breaks(self) -> tuple[list[int], list[int]]:
        found = list(_CONTEXT_END.finditer(self.canon))
        return [m.start() for m in found], [m.end() for m in found]

    @cached_property
    def _clauses(self) -> list[tuple[int, int]]:
        return clauses.bounds(self.tokens)

    @cached_property
    def _text_starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    @cached_property
    def shouted(self) -> bool:
        """Whether capitals tell nothing here, because (nearly) all letters are capitals."""
        return sum(map(str.isupper, self.text)) > sum(map(str.islower, self.text))

    @cached_property
    def words(self) -> int:
        """Number of words and numbers."""
        return sum(1 for t in self.tokens if t.kind != "mark")

    def token_at(self, canon_offset: int) -> int:
        """Index of the token that covers an offset of the canonical line."""
        return max(0, bisect_right(self._starts, canon_offset) - 1)

    def tokens_in(self, start: int, end: int) -> tuple[int, int]:
        """The tokens [first, last) that share characters with the text's ``[start:end]``."""
        first = bisect_right(self._text_starts, start) - 1
        if first < 0 or self.tokens[first].end <= start:
            first += 1
        return first, max(first, bisect_left(self._text_starts, end))

    def clause_of(self, token: int) -> tuple[int, int]:
        """The clause, as tokens [first, last), that a token lies in."""
        return self._clauses[bisect_right(self._clauses, (token, len(self.tokens) + 1)) - 1]

    def offset_of(self, token: int) -> int:
        """Offset on the canonical line where a token begins."""
        return self._starts[token]

    def span(self, canon_start: int, canon_end: int) -> tuple[int, int]:
        """The part of the original text that a stretch of the canonical line stands for."""
        first, last = self.token_at(canon_start), self.token_at(max(canon_start, canon_end - 1))
        return self.tokens[first].start, self.tokens[last].end

    def context(self, canon_start: int, canon_end: int) -> Context:
        """What stands around a match within its clause; both sides without outer spaces."""
        starts, ends = self._breaks
        before, after = bisect_right(ends, canon_start), bisect_left(starts, canon_end)
        left = max(ends[before - 1] if before else 0, canon_start - _REACH)
        right = starts[after] if after < len(starts) else len(self.canon)
        right = min(right, canon_end + _REACH)
        return Context(self.canon[left:canon_start].strip(), self.canon[canon_end:right].strip())

    def found(
        self, entity: str, value: Any, canon_start: int, canon_end: int, confidence: float
    ) -> Found:
        """A finding for a stretch of the canonical line."""
        start, end = self.span(canon_start, canon_end)
        return Found(entity, value, start, end, confidence)


def read(text: str, codes: Iterable[Found] = ()) -> Reading:
    """Read a text; ``codes`` (telephone numbers) hold no other values."""
    return Reading(text, tokenise(text, codes))
