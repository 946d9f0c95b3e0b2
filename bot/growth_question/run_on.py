"""What somebody wants in a message without full stops.

"Ik bedoel dat ze niet praten, en wat ik wil is dat we aan tafel gaan zitten dat zei ik net ook al"
wants "dat we aan tafel gaan zitten".
"""

from __future__ import annotations

import re

_BEGINS = re.compile(
    r"(?:^|[,.;:!?]\s*|\ben )(?:(?:maar|en|dus|nee|ja|nou)[, ]+)*"
    r"(?:wat (?:ik|we|wij) (?:wil|willen|zou willen) is,?\s+"
    r"|wat (?:zou|wil) (?:ik|je) (?:het |'?t )?liefst,?\s+(?=dat\b)"
    r"|(?:ik|we|wij) (?:wil|willen)(?! (?:niet|geen|daar|dat niet)\b)\s+"
    r"|(?:het|'?t) (?:gaat|draait) (?:er)?(?:om|over)\s+(?=of\b|hoe\b|dat we\b|dat ik\b))",
    re.IGNORECASE,
)
"""Where a wish begins, also behind a comma; not what they do not want."""

_SAID = re.compile(r",? (?:dat|wat) (?:zei|zeg) ik(?: (?:toch|net|ook|al|je|eigenlijk))*\b", re.I)
"""What is said of the message itself in the middle of it."""

_GOES_ON = re.compile(
    r",? (?:en|maar|want) (?:ja|dan|we|wij|ik|het|de|er|hoe|dat we daar)\b.*$|,? voordat\b.*$",
    re.IGNORECASE | re.DOTALL,
)
"""Where something else begins."""


def wish_in(text: str) -> str | None:
    """The last wish as who begins with it: "ik wil dat we aan tafel gaan zitten, met z'n drieën";
    None where there is none."""
    found = list(_BEGINS.finditer(text))
    if not found:
        return None
    rest = re.split(r"[.!?\n]", text[found[-1].end() :])[0]
    rest = _GOES_ON.sub("", _SAID.sub("", rest)).strip(" ,;:")
    return f"ik wil {rest}" if rest else None
