"""Numbers as people write them: "1.250,-", "twaalf", "vijf en twintig", "twee en een half"."""

from __future__ import annotations

import re
from functools import lru_cache

from text_to_num import text2num

_MOST_DIGITS = 12
_STARTS = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
    "twaal", "der", "veer", "twin", "tach", "hond", "duiz",
)  # fmt: skip
_ORDINAL = re.compile(r".*(?:ste|[^n]de|nde)$")
_FRACTIONS = {"half": 0.5, "halve": 0.5, "kwart": 0.25, "driekwart": 0.75}
_SPECIAL = {
    **_FRACTIONS,
    "anderhalf": 1.5,
    "anderhalve": 1.5,
    "dozijn": 12.0,
    "tiental": 10.0,
    "twaalftal": 12.0,
    "vijftiental": 15.0,
    "twintigtal": 20.0,
    "dertigtal": 30.0,
    "veertigtal": 40.0,
    "vijftigtal": 50.0,
    "honderdtal": 100.0,
    "vyf": 5.0,
    "twalf": 12.0,
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
}
_AND_A_HALF = re.compile(r"^(.{3,20}?)en?(?:een)?(?:half|halve)$")
_SCALES = frozenset({"duizend", "miljoen", "miljard"})
_TRAILER = re.compile(r",[-=–—]+$")


@lru_cache(maxsize=4096)
def digits(written: str) -> float | None:
    """Value of a number in digits with Dutch or English separators; None where it is no number.

    A leading zero ("06", "0320") or very many digits make it a code, not a number.
    """
    body = _TRAILER.sub("", written).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if len(body) > _MOST_DIGITS + 4 or (body[0] == "0" and len(body) > 1 and body[1].isdigit()):
        return None
    groups = re.split(r"[.,]", body)
    if len(groups) == 1:
        return float(body) if len(body) <= _MOST_DIGITS else None
    separators = [c for c in body if c in ".,"]
    thousands = all(len(g) == 3 for g in groups[1:]) and len(groups[0]) <= 3 and groups[0] != "0"
    if thousands and len(set(separators)) == 1:
        return float("".join(groups))
    one_kind_before = len(set(separators[:-1])) <= 1 and separators[-1] not in separators[:-1]
    if one_kind_before and all(len(g) == 3 for g in groups[1:-1]):
        return float("".join(groups[:-1]) + "." + groups[-1])
    return None


@lru_cache(maxsize=8192)
def word(plain: str) -> float | None:
    """Value of one number word, or None. "een" is an article and "duizend" a scale: None."""
    if plain in _SPECIAL:
        return _SPECIAL[plain]
    if plain == "een" or plain in _SCALES or not plain.startswith(_STARTS):
        return None
    half = _AND_A_HALF.match(plain)
    if half is not None:
        whole = _whole(half.group(1))
        return None if whole is None else whole + 0.5
    return None if _ORDINAL.match(plain) and not plain.endswith("duizend") else _whole(plain)


def _whole(plain: str) -> float | None:
    try:
        # The parser knows "tweeëntwintig" with its diaeresis only.
        return float(text2num(plain.replace("tweeen", "tweeën"), "nl"))
    except ValueError:
        return None


def is_fraction(value: float) -> bool:
    """Whether the value is a part of one, as in "half" or "kwart"."""
    return 0 < value < 1


def canonical(value: float) -> str:
    """The number as the grammars see it: "#12", "#2.5"."""
    return "#" + (str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0"))


NUMBER = r"#(\d+(?:\.\d+)?)"
"""Pattern of one canonical number, with its value as a group."""


def values(canon: str) -> list[float]:
    """All canonical numbers in a piece of canonical text, in order."""
    return [float(v) for v in re.findall(NUMBER, canon)]


def whole(value: float) -> int:
    """The value as an integer, half rounded up."""
    return int(value + 0.5)
