"""Where one thing ends and the next begins, in chat text that may have no punctuation at all."""

from __future__ import annotations

from bot.language.found import Span
from bot.language.patterns import words
from bot.language.tokens import Token, tokenise

_SENTENCE_END = frozenset(".!?;…\n•")
_DASHES = frozenset("-–—")
_TRIMMED = _DASHES | frozenset("\n•*,")
_SHORTENED = frozenset(
    {"circa", "bijvoorbeeld", "nr", "tel", "inclusief", "excl", "max", "min", "ongeveer", "dhr"}
    | {"mevr", "mr", "ing", "ir", "drs", "st", "etc", "resp", "evt", "enz"}
)
"""Written with a full stop that ends no sentence."""

_ALWAYS = words("""
    want omdat terwijl zodat hoewel doordat waardoor aangezien tenzij behalve
""")
_SUBJECTS = words("ik we wij je jij ze zij hij er dat dit u")
_STARTERS = _SUBJECTS | words("""
    het de een die mijn ons onze nu dan toen daar hier wie wat hoe als wel niet geen ook toch
    daardoor daarna daarom verder daarnaast soms vroeger inmiddels intussen alleen maar dus en
    eigenlijk misschien want omdat terwijl zodat hoewel zelf volgens waarom waar heb moet kan
    wil zonder sinds vanaf zeker vooral tegelijk ondertussen bovendien
""")
_AFTER_AND = _SUBJECTS | words("""
    nu dan toen daar daardoor daarna daarom verder ook vervolgens opeens ineens het
""")
_AFTER_ONLY = _SUBJECTS | words("het de die mijn ons onze nu")
_AFTER_SO = _STARTERS - {"maar", "dus", "niet", "ook", "toch"}
_SOFT_SO = words("is zijn ben was waren heb hebben heeft wil kan moet werk zit ik we")
"""After these "dus" is a filler: "dat is dus het probleem"."""
_SOFT_BUT = words("""
    alleen nog zeg laat doe sla kom ga vraag probeer bel dan toch gewoon stop vertel geef zie
    kijk hou wacht schrijf stuur begin
""")
"""Before "maar" these make it a filler: "laat maar", "nog maar", "doe maar"."""


def split(text: str) -> list[Span]:
    """The clauses of a text in order; every word lies in exactly one, offsets are exact."""
    tokens = tokenise(text)
    clauses = (tokens[first:last] for first, last in bounds(tokens))
    return [_span(text, clause) for clause in clauses if any(t.canon != "\n" for t in clause)]


def _span(text: str, tokens: tuple[Token, ...]) -> Span:
    """The tokens as one span, without the line ends and bullets around them."""
    outer = [t for t in tokens if t.canon not in _TRIMMED] or list(tokens)
    return Span(outer[0].start, outer[-1].end, text[outer[0].start : outer[-1].end])


def bounds(tokens: tuple[Token, ...]) -> list[tuple[int, int]]:
    """The clauses as ranges of token indexes [first, last)."""
    cuts = [0]
    for i in range(1, len(tokens)):
        if _begins(tokens, i, cuts[-1]):
            cuts.append(i)
    ranges = list(zip(cuts, [*cuts[1:], len(tokens)], strict=True))
    return _merged(tokens, [r for r in ranges if r[0] < r[1]])


def _merged(tokens: tuple[Token, ...], ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put stretches of mere punctuation with the clause before them."""
    merged: list[tuple[int, int]] = []
    for first, last in ranges:
        if merged and all(t.kind == "mark" for t in tokens[first:last]):
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def _begins(tokens: tuple[Token, ...], i: int, clause: int) -> bool:
    """Whether token i begins a new clause, where the present one began at token ``clause``."""
    before, token = tokens[i - 1], tokens[i]
    if before.kind == "mark":
        if before.canon in _SENTENCE_END:
            return not (before.canon == "." and i >= 2 and _is_shortened(tokens, i - 2, i))
        if token.kind == "mark":
            return False
        if before.canon == ":":
            return _enough(tokens, i, 2)
        if before.canon in _DASHES:
            return before.start > tokens[i - 2].end and token.start > before.end if i >= 2 else True
        if before.canon == ",":
            return (
                _long(tokens, clause, i - 1) and _enough(tokens, i, 2) and token.canon in _STARTERS
            )
    if not (_long(tokens, clause, i) and _enough(tokens, i, 3)):
        return False
    following = tokens[i + 1].canon
    if token.canon in _ALWAYS:
        return True
    if token.canon == "maar":
        return (
            before.canon not in _SOFT_BUT
            and not following.startswith("#")
            and (following not in ("een", "weinig"))
        )
    if token.canon == "dus":
        return following in _AFTER_SO and before.canon not in _SOFT_SO
    if token.canon == "alleen":
        return following in _AFTER_ONLY
    if token.canon == "en":
        return following in _AFTER_AND and _long(tokens, clause, i, 3)
    return False


def _is_shortened(tokens: tuple[Token, ...], word: int, following: int) -> bool:
    glued = tokens[following].start == tokens[following - 1].end
    return glued or tokens[word].canon in _SHORTENED


def _long(tokens: tuple[Token, ...], first: int, last: int, least: int = 2) -> bool:
    """Whether the range holds at least so many words."""
    return sum(1 for t in tokens[first : min(last, first + 12)] if t.kind != "mark") >= least


def _enough(tokens: tuple[Token, ...], first: int, least: int) -> bool:
    """Whether at least so many words follow without a sentence ending first."""
    count = 0
    for token in tokens[first : first + least + 3]:
        if token.kind == "mark" and token.canon in _SENTENCE_END:
            break
        count += token.kind != "mark"
    return count >= least
