"""What kind of thing a message is, before anybody tries to understand it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Kind = Literal["empty", "emoji", "markup", "noise", "text"]

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,300}>")
_CODE = re.compile(
    r"javascript:|\{\{.{0,200}\}\}|\{%.{0,200}%\}|\[/?(?:url|img|b|i)\b[^\]]{0,200}\]"
    r"|^\s*[\[{].{0,100}\"\s*:.{0,2000}[\]}]\s*$",
    re.IGNORECASE | re.DOTALL,
)
_EMOTICONS = re.compile(r"[:;=][-'^]?[()DdPpOo/|\\*]+|\bx[dD]+\b|\bX[dD]+\b|<3+|\^_?\^|-_-")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp", "Mn", "Me"})
_PICTURES = frozenset({"So", "Sk"})
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


def kind(text: str) -> Kind:
    """Whether a text is empty, only emoji, markup or code, a cat on the keyboard, or something to
    read.

    Punctuation alone ("?") is text: it means something. Invisible characters alone are empty.
    """
    visible = [c for c in text if unicodedata.category(c) not in _INVISIBLE]
    if not visible:
        return "empty"
    if _is_emoji(text):
        return "emoji"
    if _TAG.search(text) or _CODE.search(text):
        return "markup"
    return "noise" if _is_noise(text) else "text"


_COMMAND = re.compile(r"\s*/?\w+\{\W")
"""How a command of the engine looks; nobody writes so to a person."""

_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{7,}", re.IGNORECASE)
_STRETCHED = re.compile(r"([^\W\d_])\1{4,}")
_LETTERS = re.compile(r"[^\W\d_]+")


def _is_noise(text: str) -> bool:
    """Whether no word in it can be a word; digits, marks and short forms are something to read."""
    if re.fullmatch(r"\s*#\d{1,2}\s*", text):
        return True  # a number of an option where there are none
    if _COMMAND.match(text):
        return True
    words = _LETTERS.findall(text)
    if not words or len(text) > 200 or any(c.isdigit() for c in words[0]):
        return False
    return all(_CONSONANTS.search(word) or _is_stretched(word) or word in "qwxz" for word in words)


def _is_stretched(word: str) -> bool:
    """ "ffffffff" is no word, "neeeeeee" is."""
    found = _STRETCHED.search(word)
    return found is not None and found.group(1).lower() not in "aeiouyj"


def _is_emoji(text: str) -> bool:
    rest = _EMOTICONS.sub("", _KEYCAP.sub("", text)) if len(text) <= 200 else text
    return all(
        unicodedata.category(c) in _PICTURES or unicodedata.category(c) in _INVISIBLE for c in rest
    )
