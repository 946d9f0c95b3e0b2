"""What kind of thing a message is, before anybody tries to understand it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Kind = Literal["empty", "emoji", "markup", "text"]

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
    """Whether a text is empty, only emoji, markup or code, or something to read.

    Punctuation alone ("?") is text: it means something. Invisible characters alone are empty.
    """
    visible = [c for c in text if unicodedata.category(c) not in _INVISIBLE]
    if not visible:
        return "empty"
    if _is_emoji(text):
        return "emoji"
    if _TAG.search(text) or _CODE.search(text):
        return "markup"
    return "text"


def _is_emoji(text: str) -> bool:
    rest = _EMOTICONS.sub("", _KEYCAP.sub("", text)) if len(text) <= 200 else text
    return all(
        unicodedata.category(c) in _PICTURES or unicodedata.category(c) in _INVISIBLE for c in rest
    )
