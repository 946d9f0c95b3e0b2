"""Speaks: picks sentences that were not said yet, and puts questions with their options."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Sequence

from bot.dialogue import alike
from bot.dialogue.state import Asks, IntakeState, Option, Pending
from bot.knowledge import Texts

THANKS = "Dank je"
SORRY = ("Sorry", "Je hebt gelijk", "Vervelend")
"""How a text begins behind which thanks sound false."""


@dataclass
class Say:
    """One message of the assistant."""

    text: str
    options: list[Option] = field(default_factory=list)
    asks: Asks | None = None
    about: str | None = None
    card: list[dict[str, Any]] | None = None
    """What `text` tells below its first line, row by row."""
    progress: dict[str, Any] | None = None
    """How far the talk is (see `bot.dialogue.progress`)."""
    sensitive: bool = False
    """Something that some rather tell on a page of our own than in WhatsApp."""

    def custom(self, rich: bool = False) -> dict[str, Any]:
        """What is asked, as the contract has it.

        Args:
            rich: for a channel of ours that can show more: the card and how far it is.
        """
        named: dict[str, Any] = {"asks": self.asks, "about": self.about} if self.asks else {}
        if self.sensitive:
            named["sensitive"] = True
        if rich and self.card:
            named["card"] = self.card
        if rich and self.progress:
            named["progress"] = self.progress
        return named


class Speaker:
    """Collects what is said in one turn."""

    def __init__(self, texts: Texts, state: IntakeState) -> None:
        self._texts = texts
        self._state = state
        self.said: list[Say] = []
        self._lead: list[str] = []

    def line(self, key: str, **values: Any) -> str:
        """A variant of the text that was not used yet; when all were, the first one again."""
        variants = self._texts.get(key)
        used = self._state.said.get(key, 0)
        self._state.said[key] = used + 1
        return variants[used % len(variants)].format(**values)

    def fixed(self, key: str) -> str:
        """A label or other text that is the same each time."""
        return self._texts.get(key)[0]

    def unused(self, key: str) -> bool:
        """Whether this text still has a variant that was not said."""
        return self._state.said.get(key, 0) < len(self._texts.get(key))

    def variant(self, key: str, variants: Sequence[str]) -> str | None:
        """One of these texts that was not said yet under this key; None when all were."""
        used = self._state.said.get(key, 0)
        if used >= len(variants):
            return None
        self._state.said[key] = used + 1
        return variants[used]

    def lead(self, text: str) -> None:
        """Say this in front of what follows, in the same message. Thanks are said once."""
        thanked = any(said.startswith((THANKS, *SORRY)) for said in self._lead)
        if thanked and text.startswith(THANKS) and len(text.split()) <= len(THANKS.split()) + 4:
            return
        if text and text not in self._lead:
            self._lead.append(text)

    def lead_once(self, key: str, **values: Any) -> None:
        """`lead` with a text of which a variant is left; silence otherwise."""
        if self.unused(key):
            self.lead(self.line(key, **values))

    def drop(self, texts: Sequence[str]) -> None:
        """Do not say these in front of what follows, after all."""
        self._lead = [lead for lead in self._lead if lead not in texts]

    def tell(self, text: str, card: list[dict[str, Any]] | None = None) -> None:
        """Say this as a message of its own."""
        self._flush()
        self.said.append(Say(text, card=card))

    def ask(
        self, text: str, asks: Asks, about: str, options: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Put a question; it is the open one from now on.

        Args:
            options: title, intent of choosing it, and its value.
        """
        choices = [
            Option(title, payload(intent, f"{about}:{value}"), value)
            for title, intent, value in options
        ]
        misses, side = 0, None
        before = self._state.pending
        if before and before.about == about:
            misses, side = before.misses, before.side
        self._state.pending = Pending(asks, about, text, choices, misses, side)
        if asks == "need_question":
            alike.note(text, self._state)
        self._put(text, choices, asks, about)

    def repeat(self) -> None:
        """Put the open question again, in another sentence than before.

        Behind a few words that lead back to it; when those are used up, only its options, and then
        it and a way on by turns.
        """
        pending = self._state.pending
        if pending is None:
            return
        if self.unused("again.question"):
            text = self.line("again.question", question=_lower_first(pending.text))
        else:
            text = self._again(pending)
        self._put(text, pending.options, pending.asks, pending.about)

    def _again(self, pending: Pending) -> str:
        """What is put where all that leads back to a question was said."""
        if self.unused("again.options"):
            return self.line("again.options")
        times = self._state.said.get("again.rest", 0)
        self._state.said["again.rest"] = times + 1
        return pending.text if times % 2 else self.fixed("again.rest")

    def ask_again_without_text(self) -> None:
        """Put the open question again with only what was led in, and its options."""
        pending = self._state.pending
        if pending:
            self._put("", pending.options, pending.asks, pending.about)

    def silent(self) -> bool:
        """Whether nothing was said yet in this turn."""
        return not self.said and not self._lead

    def finish(self) -> list[Say]:
        """All that was said."""
        self._flush()
        return self.said

    def _put(self, text: str, options: list[Option], asks: Asks, about: str) -> None:
        whole = " ".join(part for part in [*self._lead, text] if part)
        self._lead.clear()
        self.said.append(Say(whole, list(options), asks, about))

    def _flush(self) -> None:
        if self._lead:
            self.said.append(Say(" ".join(self._lead)))
            self._lead.clear()


def shortened(text: str, words: int = 14) -> str:
    """The first words of a text, with an ellipsis where there are more."""
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + " …"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def payload(intent: str, choice: str) -> str:
    """Payload of an option, in Rasa's form; at most 64 bytes, for Telegram."""
    return f"/{intent}" + json.dumps({"choice": choice}, ensure_ascii=False, separators=(",", ":"))
