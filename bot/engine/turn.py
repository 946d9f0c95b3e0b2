"""One turn: what the tracker store needs to know of it to store it whole or not at all."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


class AlreadyAnswered(RuntimeError):
    """This message was answered before, by another attempt; nothing was stored now."""


class OutdatedTracker(RuntimeError):
    """Another turn of this conversation was stored in the meantime; nothing was stored now."""


class WithPerson(RuntimeError):
    """A person took the talk over meanwhile: the bot is silent, and nothing was stored."""


@dataclass
class Turn:
    """The message that is being answered."""

    channel: str
    message_id: int | None
    """Its row in ``messages``; none when it came over Rasa's own REST interface."""
    kind: str = "text"
    payload: dict[str, object] | None = None
    draft: bool = False
    """What would be said is only looked at: nothing is stored."""
    acts: bool = False
    """Set for a draft that would do more than say something."""
    error: Exception | None = None
    """Set when an action failed. Rasa would go on and lose its events; we store nothing."""


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)
