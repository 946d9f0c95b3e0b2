"""One line of the log of evidence, from which the belief is computed anew each turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Mapping

Kind = Literal["text", "answer", "context", "story", "confirmed", "rejected", "weighed", "second"]


@dataclass(frozen=True)
class Evidence:
    """Something that was said, chosen, recognised or not recognised."""

    kind: Kind
    message_id: str
    quote: str | None
    """The entrepreneur's own words, or the title of what was chosen."""
    question: str | None
    """Id of the question, for an answer or a context fact."""
    option: str | None
    needs: Mapping[str, float] | None
    """text and story: the ranker's probabilities; confirmed, rejected and second: the need that it
    is about; weighed: how much likelier it makes each need that it names."""
