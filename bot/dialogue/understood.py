"""What the engine understood of one message, in a form that the conversation can use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Mapping, Sequence

from bot.language.found import Found

CHANGE = re.compile(r'/correct\{"choice":"change:(\w+)"\}')
"""Payload of a button on a card."""

SURE = 0.45
"""Below this confidence an intent is not acted upon, except while nothing else fits."""


@dataclass(frozen=True)
class Understood:
    """One message."""

    text: str
    kind: Literal["open", "text", "choice", "resume"]
    """``resume``: a person gives the talk back; the text is what was said to them."""
    message_id: str
    at: datetime
    """When it came in, with its zone; `today` follows from it."""
    intent: str = "inform"
    confidence: float = 1.0
    entities: tuple[Found, ...] = ()
    needs: Mapping[str, float] = field(default_factory=dict)
    choice: str | None = None
    """Value of the option that was chosen, if one was."""
    change: str | None = None
    """What is to be asked again, where that was chosen on a card."""
    also: tuple[str, ...] = ()
    """Intents of single sentences in it, other than its own."""
    ranking: Mapping[str, float] = field(default_factory=dict)
    """The likeliest intents with their confidence."""
    crisis: float = 0.0
    """How likely it is a crisis of either kind."""
    language: str | None = None
    """ISO 639-1 code of another language that it is in, or that is asked for."""
    quiet: bool = False
    """Say nothing now: words that still wait for an answer come next."""

    @property
    def words(self) -> int:
        """Number of words."""
        return len(self.text.split())

    def second(self, intent: str) -> float:
        """How likely another intent is than its own."""
        return self.ranking.get(intent, 0.0)

    def values(self, entity: str) -> list[Found]:
        """All finds of one entity, in the order of the text."""
        return [found for found in self.entities if found.entity == entity]

    def is_sure(self, *intents: str) -> bool:
        """Whether it is one of these intents, and clearly so."""
        return self.intent in intents and self.confidence >= SURE


def from_parse(
    parse: Mapping[str, Any],
    kind: str,
    message_id: str,
    at: datetime,
    pending_options: Sequence[Mapping[str, Any]] = (),
    quiet: bool = False,
) -> Understood:
    """Read Rasa's parse result.

    Args:
        parse: ``text``, ``intent``, ``entities`` and ``needs``.
        kind: ``open`` when the chat was just opened and nothing was said.
        pending_options: options under the open question, to recognise a chosen one.
        quiet: see `Understood`.
    """
    text = parse.get("text") or ""
    if kind == "choice" and (change := CHANGE.fullmatch(text)):
        return Understood("", "choice", message_id, at, "correct", change=change[1])
    chosen = next((o for o in pending_options if o["payload"] == text), None)
    if kind == "resume":
        chosen = None
    intent = parse.get("intent") or {}
    kinds: dict[str, Literal["open", "resume"]] = {"open": "open", "resume": "resume"}
    return Understood(
        text=chosen["title"] if chosen else text.strip(),
        kind=kinds.get(kind) or ("choice" if chosen else "text"),
        message_id=message_id,
        at=at,
        intent=intent.get("name") or "inform",
        confidence=float(intent.get("confidence") or 0.0),
        entities=tuple(
            Found(e["entity"], e["value"], e["start"], e["end"], e.get("confidence", 1.0))
            for e in parse.get("entities") or ()
            if not chosen
        ),
        needs={n["id"]: n["confidence"] for n in parse.get("needs") or ()},
        choice=chosen["value"] if chosen else None,
        also=tuple(parse.get("also") or ()),
        crisis=sum(
            float(i["confidence"])
            for i in parse.get("intent_ranking") or ()
            if i["name"].startswith("crisis_")
        ),
        ranking={
            i["name"]: float(i["confidence"]) for i in (parse.get("intent_ranking") or ())[:4]
        },
        language=parse.get("language"),
        quiet=quiet,
    )
