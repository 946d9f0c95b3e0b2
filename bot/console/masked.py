"""An entrepreneur's words without what names them, for examples that others will read."""

from __future__ import annotations

from collections.abc import Mapping

from bot.language.identifiers import contacts

LABELS = {"phone": "(nummer)", "email": "(mailadres)"}
NAME = "(naam)"


def without_names(text: str, contact: Mapping[str, str] | None) -> str:
    """The text with numbers, addresses and the known name replaced. Whoever approves it looks for
    the rest.

    Args:
        contact: what is known of who said it.
    """
    for found in sorted(contacts(text), key=lambda f: -f.start):
        text = text[: found.start] + LABELS[found.entity] + text[found.end :]
    for name in sorted((contact or {}).get("name", "").split(), key=len, reverse=True):
        if len(name) > 2:
            text = text.replace(name, NAME)
    return " ".join(text.split())
