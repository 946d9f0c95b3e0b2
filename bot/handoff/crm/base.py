"""What a CRM plugin is: what it is told, what it gives back, and the ways in which it may fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Mapping


@dataclass(frozen=True)
class Company:
    """What is known of the firm; municipality and sector as names that people read."""

    name: str | None = None
    kvk_number: str | None = None
    municipality: str | None = None
    sector: str | None = None


@dataclass(frozen=True)
class Person:
    """How to reach the entrepreneur. Only there if they agreed to it."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Handoff:
    """One growth question as a CRM gets it: a summary and a link, never the talk itself."""

    key: str
    """The reference of the record (``GV-2026-7K3M9P``): the same for every version of it, so that
    what is sent twice is known."""
    version: int
    question: str
    """At most 400 characters."""
    summary: str
    """The brief in plain text, at most 1,000 characters."""
    need: str
    """Label of the main need."""
    urgent: bool
    """Somebody waits for a person now."""
    channel: str
    """website, whatsapp, telegram, cli or rest."""
    created_at: str
    """ISO 8601 with a zone."""
    brief: str = ""
    """The whole brief in plain text, for whoever can take it; with contact details where those may
    be shared."""
    link: str | None = None
    """Address of the record on the console, where our own address is known."""
    broker_id: str | None = None
    broker_name: str | None = None
    company: Company = Company()
    person: Person | None = None


@dataclass(frozen=True)
class Delivered:
    """What a CRM made of it."""

    reference: str
    """The CRM's own id, at most 200 characters; given back with the next version."""


class CrmError(Exception):
    """It did not arrive. The message says why, without personal data: a broker reads it."""

    status: int | None = None
    """Status of the answer, where there was one."""


class Rejected(CrmError):
    """The CRM refuses this content; the same again will be refused too. A person must look."""


class NotAllowed(CrmError):
    """The credentials are missing or wrong; nothing is lost, all of it waits."""


class Unavailable(CrmError):
    """Busy, down, too slow, or somebody else was first: try again later.

    Args:
        retry_after: seconds that the CRM asks to wait, if it does.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Conflict(Unavailable):
    """The CRM has another version, or has it already (409, 412): look again, then once more."""


class CrmSettingsError(ValueError):
    """A plugin is not known or not set up; the message says what to set."""


@dataclass(frozen=True)
class Setting:
    """One setting of a plugin: ``BOT_CRM_<PLUGIN>_<NAME>``."""

    name: str
    """Lower case, without the prefix."""
    help: str
    default: str | None = None
    """None where it must be set."""
    secret: bool = False


class Crm(ABC):
    """One CRM.

    A plugin is made from its settings, and used by one thread at a time. Whatever a CRM does, an
    error is one of the `CrmError`s; after any of them the same call may come again, and must then
    have one effect all the same: look up by ``handoff.key`` before making anything.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    """As a broker knows it: "aangekomen in <title>"."""
    settings: ClassVar[tuple[Setting, ...]] = ()

    def __init__(self, values: Mapping[str, str]) -> None:
        """
        Args:
            values: setting → value, the defaults filled in; all that must be set are.

        Raises:
            CrmSettingsError: one of them has a value that cannot be used.
        """
        self.values = values

    @abstractmethod
    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Make it there, or bring what is there up to this version.

        Args:
            reference: what an earlier delivery gave back; None the first time, and also when the
                answer to the first time was lost.

        Raises:
            CrmError: it is not certain that it arrived.
        """

    @abstractmethod
    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Take it back: the entrepreneur wants no more of it. Well done too if nothing is there.

        Raises:
            CrmError: it is not certain that it is gone.
        """

    @abstractmethod
    def check(self) -> None:
        """Whether it can be reached and lets us in, without changing anything there.

        Raises:
            CrmError: no, and why.
        """

    def close(self) -> None:  # noqa: B027  # most have nothing to let go of
        """Let go of connections."""


def clipped(text: str, most: int) -> str:
    """A text within a length limit, cut at a word, with an ellipsis where it was cut."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,.;:") + "…"
