"""What the assistant knows, as frozen data: needs, questions, texts, places, instruments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Mapping

from bot.knowledge.desk import Desk
from bot.knowledge.drawing_out import DrawingOut
from bot.knowledge.ratings import RatingWords
from bot.knowledge.remarks import Remark
from bot.language.gazetteer import Gazetteer
from bot.matching.models import Broker, Instrument


@dataclass(frozen=True)
class ResultOption:
    """A result that people with this need often want."""

    id: str
    short: str
    clause: str
    """What comes after *zodat*."""


@dataclass(frozen=True)
class Need:
    """One of the 30 latent needs."""

    id: str
    label: str
    theme: str
    symptom: str
    prior: float
    """Weight, not yet divided by the sum of all."""
    stages: tuple[str, ...]
    referral_types: tuple[str, ...]
    confusions: Mapping[str, str]
    """Need that it is mixed up with → how to tell them apart."""
    evidence: tuple[str, ...]
    utterances: tuple[str, ...]
    reflection: str
    reflections: tuple[str, ...]
    """Other ways to say back what was heard."""
    readback: str
    """What comes after *Het lijkt erop dat*."""
    readbacks: tuple[str, ...]
    """Other ways to say it."""
    rival: str
    """What holds them back, after *Is geld de rem, of vooral*."""
    actions: Mapping[str, str]
    """What comes after *Hoe kan ik*, with what is known filled in: ``plain``, ``people``,
    ``work``, ``work_people`` and where it makes sense ``amount``."""
    short: str
    """Label of a button."""
    results: tuple[ResultOption, ...]
    angles: tuple[Angle, ...] = ()
    """What it may come down to; which of them is told by what somebody said."""
    ask_on: tuple[str, ...] = ()
    """Open questions to go deeper once it is recognised."""
    first_step: str = ""
    """Something small that an entrepreneur can do this week; after a colon."""


@dataclass(frozen=True)
class Topic:
    """A thing that entrepreneurs name, with what to ask on about it."""

    id: str
    needs: tuple[str, ...]
    """Needs under which it is often named."""
    words: tuple[str, ...]
    """Words and phrases in small letters; ``*`` at the end stands for more of the word."""
    ask: tuple[str, ...]
    """Questions, the best first."""
    first: bool = False
    """Whether it goes before all other things that are named beside it: what somebody dares not,
    what never comes off."""


@dataclass(frozen=True)
class Angle:
    """One thing that a need may come down to."""

    act: str
    """What comes after *Hoe kan ik*."""
    short: str
    """Label of a button."""
    says: tuple[str, ...]
    """How people tell of it."""


@dataclass(frozen=True)
class Stage:
    """A stage of a firm's growth."""

    id: str
    label: str
    people: tuple[int, int] | None
    """Fewest and most people; None where the size says nothing."""
    level: int | None
    """Of the growth pyramid, 1 to 5."""


@dataclass(frozen=True)
class Option:
    """One answer to a question."""

    id: str
    text: str
    short: str
    base: float
    lr: Mapping[str, float]
    flag: str | None = None


@dataclass(frozen=True)
class Question:
    """A question of the diagnosis, or one for context."""

    id: str
    kind: str
    theme: str
    text: str
    why: str
    options: tuple[Option, ...]
    skip_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_turn: int = 0
    max_turn: int = 99
    """Questions after which it is not asked any more: a broad one comes first or not at all."""
    sensitive: bool = False
    field: str | None = None


@dataclass(frozen=True)
class OpenQuestion:
    """A question that is answered in free words, which the need ranker then reads."""

    id: str
    text: str
    why: str
    right: float
    """How often the ranker names the true need from an answer to it (measured)."""
    min_turn: int = 0
    field: str | None = None
    """Field of the record that the answer fills too."""
    instead_of: str | None = None
    """Question with options that asks the same; only one of the two is asked."""
    wish: str | None = None
    """The question to somebody who told what they want, and of no trouble."""
    again: str | None = None
    """The same in other words, for who began anew."""
    asks_on: bool = False
    """Whether a question about a thing that was named may take its place."""


@dataclass(frozen=True)
class DoorOption:
    """An answer to such a question."""

    id: str
    short: str
    value: Any
    """What it means: a number, a range, a name, or whether it is so."""


@dataclass(frozen=True)
class DoorQuestion:
    """A question for a field that instruments wait for (`bot.dialogue.door`)."""

    field: str
    text: str
    why: str
    options: tuple[DoorOption, ...]
    """Empty where it is typed."""


@dataclass(frozen=True)
class Policy:
    """When to ask on and when to stop (needs.md, section 4.3)."""

    answer_noise: float
    max_questions: int
    min_questions: int
    stop_top1: float
    stop_margin: float
    stop_eig_bits: float
    coherence_ratio: float
    max_open: int
    """Open questions after the opening; typing on a phone is work."""
    open_worth: float
    """What a bit from an open question counts for beside one from a tap: 0 to 1."""


@dataclass(frozen=True)
class SafetyRule:
    """What is said, before anything else, when somebody or their firm is in danger."""

    id: str
    triggers: tuple[str, ...]
    reply: str
    grave: bool
    """A matter of life: counts whatever words stand around it."""


@dataclass(frozen=True)
class Aside:
    """A question to us beside the interview, to which the answer is fixed."""

    id: str
    starts: tuple[str, ...] = ()
    """How a sentence begins that asks it; lower case."""
    noted: bool = False
    """Whether it holds a wish or a question that the broker should read."""
    of_schemes: bool = False
    """Whether what we know of the help that was shown goes before the general answer."""
    told: bool = False
    """Whether it is about their own firm, so that who asks it tells what it is about too."""


@dataclass(frozen=True)
class Horizon:
    """A term that is offered as an answer."""

    id: str
    short: str
    months: int


class Texts:
    """Every sentence that the assistant can say, by key."""

    def __init__(self, texts: Mapping[str, tuple[str, ...]]) -> None:
        self._texts = texts

    def get(self, key: str) -> tuple[str, ...]:
        """The variants of a text.

        Raises:
            KeyError: there is no text with this key in data/texts.
        """
        try:
            return self._texts[key]
        except KeyError:
            raise KeyError(f"data/texts heeft geen tekst {key!r}") from None

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._texts

    def names(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._texts)

    def version(self, key: str) -> str:
        """A short hash of the text as it is now, to keep beside a consent."""
        return hashlib.sha256("\n".join(self.get(key)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Knowledge:
    """All of it."""

    needs: tuple[Need, ...]
    questions: tuple[Question, ...]
    context_questions: tuple[Question, ...]
    open_questions: tuple[OpenQuestion, ...]
    door_questions: tuple[DoorQuestion, ...]
    topics: tuple[Topic, ...]
    """Things that are asked on about when they are named."""
    drawing_out: DrawingOut
    remarks: tuple[Remark, ...]
    stages: tuple[Stage, ...]
    themes: Mapping[str, str]
    policy: Policy
    safety_rules: tuple[SafetyRule, ...]
    grey_triggers: tuple[str, ...]
    """Phrases after which is asked, softly, how somebody is."""
    grey_business: tuple[str, ...]
    """The same for whether the firm holds out."""
    """Phrases after which it is asked, softly, whether it is about the firm or about them too."""
    horizons: tuple[Horizon, ...]
    asides: tuple[Aside, ...]
    texts: Texts
    gazetteer: Gazetteer
    instruments: tuple[Instrument, ...]
    brokers: tuple[Broker, ...]
    desk: Desk
    rating_words: RatingWords

    # The same Knowledge is one object for the life of a process, and tables are cached by it.
    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def needs_by_id(self) -> Mapping[str, Need]:
        """Needs by their id."""
        return {need.id: need for need in self.needs}

    @cached_property
    def asides_by_id(self) -> Mapping[str, Aside]:
        """Questions to us by their id."""
        return {aside.id: aside for aside in self.asides}

    @cached_property
    def questions_by_id(self) -> Mapping[str, Question]:
        """Diagnostic questions by their id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def door_by_field(self) -> Mapping[str, DoorQuestion]:
        """Questions that open doors, by the field that they fill."""
        return {question.field: question for question in self.door_questions}

    @cached_property
    def open_by_id(self) -> Mapping[str, OpenQuestion]:
        """Open questions by their id."""
        return {question.id: question for question in self.open_questions}

    @cached_property
    def context_by_field(self) -> Mapping[str, Question]:
        """Context questions by the field of the record that they fill."""
        return {question.field: question for question in self.context_questions if question.field}

    @cached_property
    def instruments_by_id(self) -> Mapping[str, Instrument]:
        """Instruments by their id."""
        return {instrument.id: instrument for instrument in self.instruments}

    @cached_property
    def brokers_by_id(self) -> Mapping[str, Broker]:
        """Brokers by their id."""
        return {broker.id: broker for broker in self.brokers}

    def theme_label(self, theme: str) -> str:
        """A theme as people read it."""
        return self.themes[theme]

    def municipality_name(self, value: str) -> str:
        """A municipality as people read it."""
        return self._municipality_names.get(value, value.capitalize())

    @cached_property
    def plain_names(self) -> tuple[str, ...]:
        """Countries, and places in Flevoland whose name is no word for anything else."""
        return tuple(
            place.name
            for place in self.gazetteer.places
            if place.is_country or (place.in_flevoland and place.caution == "none")
        )

    def sector_name(self, value: str) -> str:
        """A sector as people read it."""
        return self._sector_names.get(value, value)

    @cached_property
    def _municipality_names(self) -> Mapping[str, str]:
        return {p.municipality: p.name for p in self.gazetteer.places if p.is_municipality}

    @cached_property
    def _sector_names(self) -> Mapping[str, str]:
        return {sector.id: sector.name for sector in self.gazetteer.sectors}

    def employee_range(self, option: str) -> int | list[int]:
        """Number of people of an option of the size question: 1, or [low, high]."""
        low, high = SIZES[option]
        return low if low == high else [low, high]

    def employee_option(self, value: Any) -> str:
        """The option of the size question that a number of people, or a range, falls under."""
        return size_option(value)


def size_option(value: Any) -> str:
    """The option of the size question that a number of people, or a range, falls under."""
    middle = sum(value) / 2 if isinstance(value, list) else value
    return next((option for option, (_, high) in SIZES.items() if middle <= high), list(SIZES)[-1])


SIZES = {"a": (1, 1), "b": (2, 9), "c": (10, 24), "d": (25, 49), "e": (50, 250)}
"""Options of the size question → number of people."""
