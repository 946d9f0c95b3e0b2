"""Words, numbers, codes and marks of a message, each with its offsets and canonical form."""

from __future__ import annotations

import re
from datetime import date
from typing import Iterable, NamedTuple, Sequence

from bot.language import numerals
from bot.language.found import Found
from bot.language.normalise import plain

_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"""
    (?P<mail>(?<![\w.+-])[A-Za-z0-9._%+-]{{1,64}}@[A-Za-z0-9.-]{{1,120}}[A-Za-z0-9])
  | (?P<url>(?:https?://|www\.)\S{{1,300}})
  | (?P<iban>\b[A-Z]{{2}}[0-9]{{2}}[ ]?[A-Z]{{4}}(?:[ ]?[0-9]{{2,4}}){{3,4}}\b)
  | (?P<date>(?<![0-9])(?:[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.](?:20)?[0-9]{{2}}
        |20[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}})(?![0-9]))
  | (?P<time>(?<![0-9])[0-9]{{1,2}}(?::[0-9]{{2}}|[:.][0-9]{{2}}[ ]?u(?:ur)?\b))
  | (?P<ordinal>[0-9]{{1,3}}(?:ste|de|e)\b)
  | (?P<postcode>(?<![0-9.,])[1-9][0-9]{{3}}[ ]?(?!SA|SD|SS|KM|KG|EU|MM|CM)[A-Z]{{2}}\b)
  | (?P<number>(?<![0-9])[0-9]{{1,3}}(?:[ \u00a0\u202f][0-9]{{3}})+(?![0-9.,]?[0-9])(?:,[-=–—]+)?
        |[0-9]+(?:[.,][0-9]+)*(?:,[-=–—]+)?)
  | (?P<dotted>(?:\b[A-Za-z]\.){{2,}}(?:[A-Za-z]\b\.?)?)
  | (?P<word>{_LETTER}[^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]|{_LETTER}|['’`´](?={_LETTER}))*)
  | (?P<line>\n)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)
_RESERVED = frozenset("#@<>")


class Token(NamedTuple):
    """A word, number or mark; ``canon`` is its form on the canonical line."""

    start: int
    end: int
    text: str
    canon: str
    kind: str
    value: float | None = None


def tokenise(text: str, codes: Iterable[Found] = ()) -> tuple[Token, ...]:
    """Tokens of a text. ``codes`` (telephone numbers) become one ``<code>`` token each."""
    tokens: list[Token] = []
    at = 0
    for code in sorted(codes, key=lambda f: f.start):
        if code.start >= at:
            _tokens(text, at, code.start, tokens)
            written = text[code.start : code.end]
            tokens.append(Token(code.start, code.end, written, "<code>", "code"))
            at = code.end
    _tokens(text, at, len(text), tokens)
    return tuple(tokens)


def _tokens(text: str, start: int, end: int, into: list[Token]) -> None:
    for match in _TOKEN.finditer(text, start, end):
        into.append(_token(match, bool(into) and into[-1].value is not None))
        if into[-1].value is not None:
            while _joined(into):
                pass


def _token(match: re.Match[str], after_number: bool) -> Token:
    kind, written = match.lastgroup or "mark", match.group()
    start, end = match.span()
    if kind == "word":
        # "k" is "ik" at the start of a sentence and "duizend" behind a number.
        canon = "duizend" if after_number and written in "kK" else plain(written)
        value = numerals.word(written if written in "½¼¾" else canon)
        if canon == "een" and not written.isascii():
            value = 1.0
        if value is not None:
            return Token(start, end, written, numerals.canonical(value), "numeral", value)
        return Token(start, end, written, canon.replace("half jaar", "#0.5 jaar") or ".", "word")
    if kind == "number":
        value = numerals.digits(written)
        if value is None:
            return Token(start, end, written, "<digits>", "code")
        return Token(start, end, written, numerals.canonical(value), "number", value)
    if kind == "date":
        day = _date(written)
        return Token(start, end, written, f"@{day:%Y%m%d}" if day else "<digits>", "code")
    if kind == "dotted":
        return Token(start, end, written, plain(written.replace(".", "")), "word")
    if kind == "ordinal":
        return Token(start, end, written, written.lower(), "word")
    if kind in ("line", "mark"):
        canon = "\n" if kind == "line" else "." if written in _RESERVED else written
        return Token(start, end, written, canon, "mark")
    return Token(start, end, written, f"<{kind}>", "code")


def _date(written: str) -> date | None:
    parts = [int(p) for p in re.split(r"[-/.]", written)]
    year, month, day = parts if parts[0] > 31 else parts[::-1]
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _joined(tokens: list[Token]) -> bool:
    """Join the last tokens when together they are one number ("drie honderd", "twee en een half").

    Returns whether something was joined.
    """
    last = tokens[-1]
    if last.value is None or len(tokens) < 2:
        return False
    before = tokens[-2]
    if before.value is not None:
        value = _side_by_side(before, last)
        if value is not None:
            return _join(tokens, 2, value)
    if len(tokens) >= 3 and before.canon == "en" and tokens[-3].value is not None:
        value = _with_and(tokens[-3], last, tokens[-5:-3])
        if value is not None:
            return _join(tokens, 3, value)
    if len(tokens) >= 4 and before.canon == "een" and tokens[-3].canon == "en":
        first = tokens[-4].value
        if first is not None and numerals.is_fraction(last.value) and first >= 1:
            return _join(tokens, 4, first + last.value)
    return False


def _side_by_side(a: Token, b: Token) -> float | None:
    if a.value is None or b.value is None:
        return None
    if b.text in "½¼¾" and b.kind == "numeral" and a.value == int(a.value):
        return a.value + b.value
    if b.kind != "numeral":
        return None
    if b.value == 100 and 2 <= a.value <= 99:
        return a.value * 100
    magnitude = 1000 if a.value % 1000 == 0 else 100 if a.value % 100 == 0 else 0
    if a.kind == "numeral" and a.value >= 100 and 1 <= b.value < magnitude:
        return a.value + b.value
    return None


def _with_and(a: Token, b: Token, before: Sequence[Token]) -> float | None:
    if a.value is None or b.value is None or b.kind != "numeral":
        return None
    if numerals.is_fraction(b.value) and a.value >= 1:
        return a.value + b.value
    is_range = any(t.canon == "tussen" for t in before)
    if a.kind == "numeral" and a.value in range(1, 10) and b.value in range(20, 100, 10):
        return None if is_range else a.value + b.value
    return None


def _join(tokens: list[Token], count: int, value: float) -> bool:
    parts = tokens[-count:]
    joined = Token(
        parts[0].start,
        parts[-1].end,
        " ".join(p.text for p in parts),
        numerals.canonical(value),
        "numeral",
        value,
    )
    tokens[-count:] = [joined]
    return True
