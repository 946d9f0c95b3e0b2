"""Covers what somebody can be reached by in all that is kept of their talk.

The details themselves go to one sealed table (`bot.privacy.contacts`); in the transcript, the
tracker and the record a label takes their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Iterable, Mapping

from bot.language.identifiers import contacts
from bot.language.name_forms import name_words

NAME, PHONE, EMAIL = "[naam]", "[telefoonnummer]", "[mailadres]"

FREE = frozenset({"text", "quote"})
"""Keys whose value is what somebody said, however short."""

MAY_HOLD = re.compile(r"@|\d(?:[^\w\n]{0,3}\d){6}")
"""Text without this holds no number and no address: most messages are done with here."""


@dataclass(frozen=True)
class Cover:
    """What to cover, each with its label."""

    words: tuple[tuple[str, str], ...] = ()
    """As they were written, the longest first."""
    name: str | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.name)

    def text(self, text: str, free: bool = True) -> str:
        """A text with all of it covered.

        Args:
            free: it is something that was said; of other strings, one word is a value and no name.
        """
        for word, label in self.words:
            text = text.replace(word, label)
        if self.name is not None and (free or " " in text.strip()):
            text = self._pattern().sub(NAME, text)
        return text

    def inside(self, data: Any, key: str = "") -> Any:
        """The same for every string in JSON-ready data; the data itself is left as it is."""
        if isinstance(data, str):
            return self.text(data, free=key in FREE)
        if isinstance(data, Mapping) and data.get("entity") == "person_name":
            return {**data, "value": self.text(str(data["value"]))}
        if isinstance(data, Mapping) and "entities" in data and isinstance(data.get("text"), str):
            return self._parsed(data)
        if isinstance(data, Mapping):
            return {name: self.inside(value, name) for name, value in data.items()}
        if isinstance(data, (list, tuple)):
            return [self.inside(value, key) for value in data]
        return data

    def _parsed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What was understood of a text: where its entities stood is no longer so."""
        covered = {name: self.inside(value, name) for name, value in data.items()}
        if covered["text"] != data["text"]:
            places = ("start", "end")
            covered["entities"] = [
                {n: v for n, v in entity.items() if n not in places}
                for entity in covered["entities"] or ()
            ]
        return covered

    def _pattern(self) -> re.Pattern[str]:
        assert self.name is not None
        words = self.name.split()
        whole = r"\s+".join(map(re.escape, words))
        either = [rf"(?i:{whole})"]
        known = words[0].lower() in name_words().first_names
        written = len(words) > 1 and words[-1][:1].isupper()
        if (known or written) and words[0][:1].isupper() and len(words[0]) > 1:
            either.append(re.escape(words[0]))  # "Sam hier"; the ordinary word stays
        return re.compile(rf"(?<!\w)(?:{'|'.join(either)})(?!\w)")


def cover_of(details: Mapping[str, str] | None, texts: Iterable[str]) -> Cover:
    """What must be covered.

    Args:
        details: what is known of how to reach somebody (`name`, `phone`, `email`).
        texts: what they said; numbers and addresses in it count too.
    """
    details = details or {}
    words: dict[str, str] = {}
    for kind, label in (("phone", PHONE), ("email", EMAIL)):
        if details.get(kind):
            words[details[kind]] = label
    for text in texts:
        if not MAY_HOLD.search(text):
            continue
        for found in contacts(text):
            label = PHONE if found.entity == "phone" else EMAIL
            words[text[found.start : found.end]] = label
            words[str(found.value)] = label
    ordered = sorted(words.items(), key=lambda pair: -len(pair[0]))
    return Cover(tuple(ordered), details.get("name") or None)
