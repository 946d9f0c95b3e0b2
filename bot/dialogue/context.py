"""What a turn needs besides the state and the message."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Callable, Mapping, Sequence

from bot.growth_question.angle import Near

Asking = Callable[[Sequence[str]], "list[tuple[str, float, float]] | None"]


@dataclass(frozen=True)
class Context:
    """The surroundings of one turn.

    Args:
        conversation_id: whose turn it is.
        channel: as in the record.
        at: when the message came in, with its zone.
        rng: source of reference numbers; a test gives its own.
        broker_load: broker id → growth questions in hand, for the choice of a broker.
        deliveries: reference → how its handing over stands, in words, for who asks.
        own_data: what is kept of them, in words, for who asks.
        held: why it may not be erased now, and until what day; None where it may.
        keep_days: days that a talk is kept after its last message, and a growth question.
        read: reads a text for the needs in it, so that what was told can be read as one story;
            without it each message counts for itself.
        near: how near texts are to each other in meaning, to find the angle that was told; without
            it the growth question has the general words of its need.
        asked: for each text which question to us it is likeliest to be, how likely it is, and how
            likely among such questions; without it only those are heard that begin as listed.
        asked_of_firm: the same for questions about their own firm.
    """

    conversation_id: str
    channel: str
    at: datetime
    rng: random.Random = field(default_factory=random.SystemRandom)
    broker_load: Mapping[str, int] = field(default_factory=dict)
    deliveries: Callable[[str], Sequence[str]] | None = None
    own_data: Callable[[], Sequence[str]] | None = None
    held: Callable[[], tuple[str, str] | None] | None = None
    keep_days: tuple[int, int] = (90, 730)
    read: Callable[[str], Mapping[str, float] | None] | None = None
    near: Near | None = None
    asked: Asking | None = None
    asked_of_firm: Asking | None = None

    @property
    def today(self) -> date:
        """The day of the turn."""
        return self.at.date()

    @property
    def shows_cards(self) -> bool:
        """Whether the channel shows what was written down row by row, and anew when it changes."""
        return self.channel == "website"
