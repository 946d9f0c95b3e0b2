"""What a platform must be able to do, and how it may fail."""

from __future__ import annotations

from typing import Any, Protocol, Sequence

from bot.conversations.sending import Noticed, Outgoing


class NotSent(RuntimeError):
    """A message did not go out; the text says why, without personal data."""


class TryLater(NotSent):
    """It may go out later.

    Args:
        wait_s: seconds that the platform asks us to wait; None where it does not say.
        for_all: it concerns everybody on this platform, not this person alone.
    """

    def __init__(self, why: str, wait_s: float | None = None, for_all: bool = False) -> None:
        super().__init__(why)
        self.wait_s = wait_s
        self.for_all = for_all


class NotAllowed(NotSent):
    """The platform does not let us in (a wrong or expired token): nothing goes out until that is
    mended, and nothing is given up for it."""


class Blocked(NotSent):
    """This person shut us out, or is not there any more."""


class OutsideWindow(NotSent):
    """The platform lets us write only once this person has written again."""


class Undeliverable(NotSent):
    """This message will never arrive."""


class Platform(Protocol):
    """One platform, such as Telegram."""

    @property
    def channel(self) -> str:
        """Its name in the contract."""

    def parts(self, out: Outgoing) -> Sequence[Any]:
        """The message in the platform's own form, in as many parts as it needs; always the same
        for the same message."""

    async def send(self, out: Outgoing, part: Any) -> str | None:
        """Send one part.

        Returns:
            The platform's id of it, if it gives one.

        Raises:
            NotSent
        """

    async def nudge(self, out: Outgoing) -> bool:
        """Tell, by whatever the platform allows outside its window, that something waits.

        Returns:
            Whether there is such a means and it was used.

        Raises:
            NotSent
        """

    async def noticed(self, message: Noticed) -> None:
        """Show that a message came in (read, being typed). Best effort.

        Raises:
            NotSent
        """

    async def close(self) -> None:
        """Let go of connections."""
