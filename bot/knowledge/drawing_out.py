"""What is asked on about words of their own, whatever they are about (``drawing_out.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Collection, Iterator, Mapping

WHO = "{who}"
"""What stands in a question for the person who was named."""

KINDS = ("money", "wish", "cause", "happened", "said", "reason", "fact", "more")
"""After a question for money; a wish; something that is the matter; something that happened; what
another said; words that tell the cause already; words that only tell how things are; and what is
the matter, told beside an answer."""


@dataclass(frozen=True)
class People:
    """Somebody who is named beside a trouble, and what a broker asks then."""

    roles: Mapping[str, str]
    """A word for who it is, in small letters → how it is said back ("breur" → "broer")."""
    ask: tuple[str, ...]
    """Questions with ``{who}``, the first about talking with them."""
    named: re.Pattern[str]
    """One of them in a text, as group ``role``, behind whose they are."""
    always: frozenset[str]
    """Those who have to do with it whatever is told of them: a partner in the firm."""
    called: Mapping[str, str]
    """How they are said back → ``she`` or ``he``; who may be either is not in it."""

    def always_matter(self, who: str) -> bool:
        """Whether somebody ("je compagnon Bas") has to do with it whatever is told of them."""
        return any(word in self.always for word in who.lower().split())


@dataclass(frozen=True)
class DrawingOut:
    """All of it."""

    people: tuple[People, ...]
    talks: re.Pattern[str]
    """Words of who tells that they talk with somebody, or do not."""
    no_more: re.Pattern[str]
    """Words after which nobody is asked about."""
    tension: re.Pattern[str]
    """Words beside somebody by whom it matters to the trouble that they are named."""
    happened: re.Pattern[str]
    """Words of who tells that something happened."""
    said: re.Pattern[str]
    """Words of who tells what another said or asked."""
    reasons: re.Pattern[str]
    """Words of who tells what it comes from."""
    questions: Mapping[str, tuple[str, ...]]
    """One of `KINDS` → questions, the best first."""
    named: Mapping[str, re.Pattern[str]]
    """Theme → words for it of who says what it is about."""
    aside: Mapping[str, re.Pattern[str]]
    """Theme → words of who says that there is enough of it, or that it is not what it is about."""


def load_drawing_out(data: Mapping[str, Any]) -> DrawingOut:
    """Read ``drawing_out.yml``.

    Raises:
        KeyError: something that is not there; `bot check` says what.
    """
    return DrawingOut(
        people=tuple(_people(one, data["whose"]) for one in data["people"]),
        talks=_any(data["talks"]),
        no_more=_any(data["no_more"]),
        tension=_any(data["tension"]),
        happened=_any(data["happened"]),
        said=_any(data["said"]),
        reasons=_any(data["reasons"]),
        questions={kind: tuple(data["questions"][kind]) for kind in KINDS},
        named={theme: _any(words) for theme, words in data["named"].items()},
        aside={theme: _aside(words) for theme, words in data["aside"].items()},
    )


def mistakes(data: Mapping[str, Any], themes: Collection[str]) -> Iterator[str]:
    """What is wrong in ``drawing_out.yml``."""
    wanted = (
        "people", "whose", "talks", "no_more", "tension", "happened", "said", "reasons",
        "questions", "named", "aside",
    )  # fmt: skip
    missing = [name for name in wanted if not data.get(name)]
    yield from (f"{name} ontbreekt" for name in missing)
    if missing:
        return
    for one in data["people"]:
        yield from (f"{text!r}: {WHO} ontbreekt" for text in one["ask"] if WHO not in text)
        said = {str(word).rpartition("=")[2] for word in one["roles"]}
        called = [str(role) for which in ("she", "he", "always") for role in one.get(which, ())]
        yield from (f"{role!r} staat niet bij roles" for role in called if role not in said)
        if not isinstance(one.get("mine"), bool):
            yield f"mine moet true of false zijn bij {one['roles'][0]!r}"
    for kind in KINDS:
        if not data["questions"].get(kind):
            yield f"questions: {kind} ontbreekt"
    every = [text for one in data["people"] for text in one["ask"]]
    every += [text for texts in data["questions"].values() for text in texts]
    for text in every:
        if not text.endswith("?") or text.count("?") != 1:
            yield f"dit is niet één vraag: {text!r}"
    for name in ("aside", "named"):
        yield from (f"{name}: onbekend thema {t!r}" for t in data[name] if t not in themes)


def _people(one: Mapping[str, Any], whose: Any) -> People:
    """ "breur=broer" is said back as "broer"; other words as they are."""
    pairs = (str(word).lower().partition("=") for word in one["roles"])
    roles = {word: said or word for word, _, said in pairs}
    # "De man" is nobody's husband, "de planner" is ours.
    before = [*whose["mine"], *([] if one["mine"] else whose["the"])]
    named = re.compile(
        rf"\b(?:{_or(before)}) (?:(?:{_or(whose['nearer'])}) ){{0,2}}(?P<role>{_or(roles)})\b",
        re.IGNORECASE,
    )
    called = {str(role): which for which in ("she", "he") for role in one.get(which, ())}
    always = frozenset(str(role) for role in one.get("always", ()))
    return People(roles, tuple(one["ask"]), named, always, called)


def _aside(words: Any) -> re.Pattern[str]:
    """Of one theme: there is enough of it, or it is not what it is about."""
    what = rf"\b(?:{_or(words)})\b"
    whose = r"(?:de |het |t |'t |mijn |m'?n |mn |onze |ons |die )?"
    have = r" (?:heb|hebben) (?:ik|we|wij) (?:gewoon|prima|op orde|wel|gelukkig)"
    there = r"(?: (?:heb|hebben|is|zijn|zit|zitten)(?: (?:ik|we|wij|er|d'r|hier))?)?"
    it_is = r"(?:ligt|is|zit|gaat|mankeert|scheelt|ontbreekt)"
    no = r"(?:niet|nie|niks|niets)"
    return re.compile(
        rf"{what}{have}\b"
        rf"|{what}{there} (?:genoeg|zat|voldoende|plenty)\b|\bgenoeg {what}"
        rf"|\b{no} met {whose}{what}"
        rf"|\b(?:aan|met|om|in) {whose}{what} {it_is} (?:het |t |'t |er )?{no}\b"
        rf"|{what} (?:is|zijn) (?:het |t |'t )?{no} (?:het |een |'t )?(?:probleem|punt)"
        rf"|{what} (?:is|zijn) (?:het |t |'t )(?:probleem )?{no}\b"
        rf"|\b(?:zoek|zoeken|hoef|bedoel) (?:\w+ ){{0,2}}geen {what}"
        rf"|\bniet {what} (?:vinden|zoeken)\b"
        rf"|\bgeen (?:last|gebrek|tekort|probleem|problemen) (?:van|aan|met) {whose}{what}",
        re.IGNORECASE,
    )


def _or(words: Any) -> str:
    """Any of these, the longest first."""
    return "|".join(re.escape(str(w)) for w in sorted(map(str, words), key=len, reverse=True))


def _any(words: Any) -> re.Pattern[str]:
    """Any of these words or phrases; ``*`` at the end stands for more of the word."""
    parts = (
        re.escape(str(word).rstrip("*")) + (r"\w*" if str(word).endswith("*") else "")
        for word in words
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
