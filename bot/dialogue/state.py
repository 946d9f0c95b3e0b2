"""What is known halfway an intake: a log of evidence and facts, and the question that is open.

It is plain data, kept by the engine in one slot, and everything else (belief, next question, the
growth question) is computed from it anew each turn. Taking an answer back is dropping its line.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Mapping

from bot.diagnosis import Evidence

Asks = Literal["need_question", "fact", "confirm", "consent", "choice"]

MOST_EVIDENCE = 40
"""Lines of evidence that are kept; a talk of hundreds of turns must not grow without end."""


FOR_BROKER, MOST_NOTES = "for_broker", 12
"""Field of the record with what is for the broker to read, and how many things it holds."""


@dataclass
class Option:
    """An answer that was offered."""

    title: str
    payload: str
    value: str
    """What choosing it means for the open question."""


@dataclass
class Pending:
    """The question that is open."""

    asks: Asks
    about: str
    """Id of the diagnostic question, the field, or the step (``readback``, ``growth_question``)."""
    text: str
    options: list[Option] = field(default_factory=list)
    misses: int = 0
    """How often the answer was not understood."""
    side: str | None = None
    """The last small talk that came in place of an answer."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Pending:
        """Read it back."""
        return cls(**{**data, "options": [Option(**o) for o in data["options"]]})


@dataclass
class Fact:
    """One thing that is known about the firm or the wish, with the words that prove it."""

    value: Any
    source: str
    """``said``, ``chosen`` or ``inferred``, as in the record."""
    quote: str | None = None
    message_id: str | None = None


@dataclass
class IntakeState:
    """One intake."""

    log: list[Evidence] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    hints: dict[str, Fact] = field(default_factory=dict)
    """Facts that were heard in passing and not surely enough to be taken at once."""
    asked: dict[str, str] = field(default_factory=dict)
    """Question or field id → ``open``, ``answered``, ``told`` (in words that are none of the
    options), ``skipped`` or ``dont_know``; in order."""
    pending: Pending | None = None
    waiting: Pending | None = None
    """The question that waits while it is asked, softly, how somebody is."""
    waiting_words: Fact | None = None
    """What was said before that; kept only when it is not about a crisis."""
    said: dict[str, int] = field(default_factory=dict)
    """Key of a text → how many of its variants were used, so that nothing is said twice."""
    turn: int = 0
    presenting: Fact | None = None
    needs: list[str] = field(default_factory=list)
    """Needs that go into the growth question, the main one first; empty while diagnosing."""
    need_confirmed: bool = False
    readbacks: int = 0
    shown: list[str] = field(default_factory=list)
    """Needs that stood in the last read-back."""
    extra_questions: int = 0
    """Diagnostic questions that may still be asked after a read-back that was not recognised."""
    question: str | None = None
    """The growth question as it was proposed or written by the entrepreneur."""
    earlier: list[str] = field(default_factory=list)
    """Growth questions that stood there before, the last one last."""
    own_words: bool = False
    """The entrepreneur wrote the growth question."""
    overview: list[str] = field(default_factory=list)
    """What was shown last of what was written down."""
    reference: str | None = None
    version: int = 0
    created_at: str | None = None
    confirmed_at: str | None = None
    withdrawn_at: str | None = None
    """The growth question was taken back; with the next message a new talk begins."""
    erase: bool = False
    """All that is kept of them is to be erased, this talk too; nothing comes after that."""
    route: str | None = None
    broker: dict[str, Any] | None = None
    """The broker who was named: ``id``, ``because``, and the ``need`` and ``municipality`` then."""
    scheme: str | None = None
    """Instrument that was spoken of last."""
    contact: dict[str, str] | None = None
    consents: list[dict[str, Any]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    """Care signals: codes only, never the words."""
    resting: bool = False
    """Help was offered in a crisis; nothing is asked until the entrepreneur goes on."""
    complaints: int = 0
    """How often they were annoyed: from the first on, only what is needed is asked."""
    conflict: dict[str, Any] | None = None
    """Two values that were said for one field: ``name``, ``old`` and ``new`` (a `Fact` each)."""
    stated_theme: str | None = None
    """Theme of the first words on the face of it; ``financiering`` for who asks for a subsidy."""
    asks_money: bool = False
    """They asked for money or a scheme outright."""
    rival: str | None = None
    """Need that was put beside the stated theme."""
    both: list[str] = field(default_factory=list)
    """Two needs that the first message told of."""
    language: str | None = None
    """ISO 639-1 code of another language that they wrote in or asked for."""
    just_back: bool = False
    """This is the first message after an hour or more."""
    last_at: str | None = None
    """When the last message came in."""

    @classmethod
    def from_slot(cls, slot: Mapping[str, Any] | None) -> IntakeState:
        """The state from the engine's slot; a new one where there is none."""
        if not slot:
            return cls()
        data = dict(slot)
        data["log"] = [Evidence(**line) for line in data["log"]]
        data["facts"] = {name: Fact(**fact) for name, fact in data["facts"].items()}
        data["hints"] = {name: Fact(**fact) for name, fact in data.get("hints", {}).items()}
        data["pending"] = Pending.from_dict(data["pending"]) if data["pending"] else None
        waiting = data.get("waiting")
        data["waiting"] = Pending.from_dict(waiting) if waiting else None
        words = data.get("waiting_words")
        data["waiting_words"] = Fact(**words) if words else None
        data["presenting"] = Fact(**data["presenting"]) if data["presenting"] else None
        # A slot of an earlier version may lack or have fields; the talk goes on all the same.
        known = {f.name for f in fields(cls)}
        state = cls(**{name: value for name, value in data.items() if name in known})
        for text in slot.get("notes", ()):  # as they were kept before they stood in the record
            state.note_for_broker(text, "")
        return state

    def to_slot(self) -> dict[str, Any]:
        """The state as JSON-ready data."""
        return asdict(self)

    def add_evidence(self, line: Evidence) -> None:
        """Add a line to the log. An answer to the same question replaces the earlier one."""
        if line.kind in ("answer", "context"):
            self.log = [
                kept
                for kept in self.log
                if not (kept.kind == line.kind and kept.question == line.question)
            ]
        self.log.append(line)
        if len(self.log) > MOST_EVIDENCE:
            # The first text and everything chosen stay; the oldest later text goes.
            for i, kept in enumerate(self.log[1:], start=1):
                if kept.kind == "text":
                    del self.log[i]
                    break
            else:
                del self.log[1]

    def note_for_broker(self, text: str, message_id: str) -> None:
        """Keep something for the broker, word for word: a question that we cannot answer, a wish,
        what was added when the growth question stood. It stands in the record."""
        known = self.facts.get(FOR_BROKER)
        before = list(known.value) if known is not None else []
        if text not in before:
            value = [*before, text][-MOST_NOTES:]
            self.facts[FOR_BROKER] = Fact(value, "said", text, message_id)

    def values(self) -> dict[str, Any]:
        """Fact name → value."""
        return {name: fact.value for name, fact in self.facts.items()}

    def questions_asked(self) -> list[str]:
        """Ids of everything that was asked, in order."""
        return list(self.asked)

    def confirmed(self) -> bool:
        """Whether the entrepreneur said that the growth question is right."""
        return self.confirmed_at is not None
