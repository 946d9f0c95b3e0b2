"""How a message is shown on every platform: who says it, and where it is cut.

A platform adds what is its own: buttons, lists, lengths.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Mapping

BORDERS = (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s+", r"\s+")
"""Where a text is cut, the best first: between paragraphs, lines, sentences, words."""


def text_of(author: str, text: str, custom: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """The text; a broker's under their name, so that nobody takes them for the computer."""
    if author != "broker":
        return text.strip()
    name = str(custom.get("name") or "").strip()
    shown = words["channel.broker_name"].format(name=name) if name else words["channel.broker"]
    return f"{words['channel.broker_line'].format(name=shown)}\n{text.strip()}"


def offers_web(custom: Mapping[str, Any], words: Mapping[str, str]) -> bool:
    """Whether going on on the website is offered: for what people would not say elsewhere."""
    return bool(custom.get("sensitive") and words.get("channel.web_address"))


def pieces(text: str, most: int, length: Callable[[str], int] = len) -> list[str]:
    """The text in pieces that a platform takes, cut where a reader would; always the same ones.

    Args:
        most: the longest piece, as ``length`` counts.
        length: adds up over characters.
    """
    found = []
    while length(text) > most:
        end, next_start = _cut(text, _fitting(text, most, length))
        found.append(text[:end].rstrip())
        text = text[next_start:].lstrip()
    return [*found, text] if text else found


def _cut(text: str, fits: int) -> tuple[int, int]:
    """Where the first piece ends and the next begins."""
    for border in BORDERS:
        found = [m for m in re.finditer(border, text[: fits + 1]) if text[: m.start()].strip()]
        # A piece of a few words, because a paragraph ends there, reads worse than a later cut.
        if found and found[-1].start() > fits // 3:
            return found[-1].start(), found[-1].end()
    return fits, fits


def _fitting(text: str, most: int, length: Callable[[str], int]) -> int:
    """How many characters fit."""
    used = 0
    for n, character in enumerate(text):
        used += length(character)
        if used > most:
            return n
    return len(text)
