"""Takes words out of a growth question, as somebody says: "haal de naam Kim eruit", "dat van die
zondag eraf", "de vraag stopt bij 'op papier'"; others come in their place where they say so."""

from __future__ import annotations

import re
from typing import Collection, Sequence

_OUT = r"(?:er ?af|er ?uit|d'?r ?uit|weg|weglaten|schrappen)"

TAKE_OUT = re.compile(
    rf"\b(?:haal|laat|gooi|streep|schrap|doe) (?:(?:dit|dat|het volgende) {_OUT} ?:"
    rf" ?(?P<listed>[^.!?\n]+)"
    rf"|(?P<what>.+?)(?: (?:der|d'r|haar|zijn|z'n) naam)? {_OUT}\b)"
    rf"|(?P<short>\b(?:dat van|het stuk|het woord|de naam|alleen de naam|dat|die) .+?)"
    rf" (?:mag |moet |kan )?{_OUT}\b"
    r"|['\"“‘](?P<quoted>[^'\"“”‘’]{3,60})['\"”’] (?:mag|moet|kan)(?: (?:toch|echt|wel|nog))* "
    rf"{_OUT}\b"
    r"|\b(?P<not_in>(?:dat|die|dat van|het stuk) [^.!?,]+?) hoeft? (?:er|d'?r) (?:ook )?niet in\b",
    re.IGNORECASE,
)
"""What is to go."""

STOPS = re.compile(
    r"\b(?:stopt|eindigt|ophoud\w*) (?:bij|na|met) ['\"“‘](?P<last>[^'\"”’]+)['\"”’]", re.IGNORECASE
)
"""The words with which it is to end."""

BY = re.compile(
    r"\b(?:zet|maak er(?: ?van)?|verander (?:m|'m|hem|haar|het|dat|die)? ?in|vervang \w+ door"
    r"|in plaats daarvan|en dan)(?: er| daar)?[ :]+['\"“‘]?(?P<new>[^'\"”’.!?,]+)",
    re.IGNORECASE,
)
"""What is to come in its place."""

_ABOUT_IT = re.compile(
    r"^(?:alleen |dan |nog |wel |er |even |ff |eerst )*"
    r"(?:de naam |het woord |het stuk(?:je)? |dat van |van |die |dat |de |het )+(?:over )?",
    re.IGNORECASE,
)
"""What stands before the words themselves."""

PART = re.compile(
    r"(?:(?:dat|dit|die) (?:(?:stuk(?:je)?|deel|zin(?:netje)?) )?"
    r"|(?:het )?(?:stuk(?:je)?|deel|zin(?:netje)?) )(?:van|over|met)\b",
    re.IGNORECASE,
)
"""How a part of the sentence is meant, not the word itself: "dat van die zondag"."""

RESULT = re.compile(r",? ?\bzodat\b.+?(?=(?:, (?:binnen|voor) [^,?]+)*\?$)", re.IGNORECASE)
"""All that stands behind *zodat*, and the word; not the terms at the end."""

LEADS_UP = re.compile(
    r"(?:\b(?:voor|in|met|op|van|binnen|per|over|bij|naar|aan|door|zonder) )?"
    r"(?:\b(?:de|het|een|mijn|ons|onze) )?$",
    re.IGNORECASE,
)
"""What goes with one word that is taken out."""

TELLING = 4
"""Letters of a word by which a part of the sentence is known."""

SOMEBODY = "iemand"
"""What comes in place of a name, where nothing else is said."""


def without(question: str, text: str, names: Sequence[str] = ()) -> str | None:
    """The growth question without what is to go; None where that is not asked, or is not in it.

    Args:
        names: names of people in the text; in place of one comes "iemand".
    """
    stops = STOPS.search(text)
    if stops is not None:
        at = question.lower().find(stops["last"].lower())
        end = at + len(stops["last"])
        return None if at < 0 or end >= len(question.rstrip("?")) else f"{question[:end].rstrip()}?"
    asked = TAKE_OUT.search(text)
    if asked is None:
        return None
    names_it = ("listed", "what", "short", "quoted", "not_in")
    what = str(next(asked[group] for group in names_it if asked[group])).strip(" '\"“”‘’.,;")
    by = BY.search(text)
    new = by["new"].strip() if by is not None else None
    called = {name.lower() for name in names}
    plain = _ABOUT_IT.sub("", what).strip(" '\"“”‘’.")
    if re.search(r"\bnaam\b", asked[0], re.IGNORECASE):
        called.add(plain.lower())
    is_part = PART.match(what) is not None or plain.lower().startswith("zodat")
    for words in () if is_part else (what, plain):
        found = _place(question, words)
        if found is not None:
            clause = _inside_result(question, found) if new is None and " " in words else None
            return _put(question, clause or found, new, called)
    part = _part_with(question, plain if plain.lower().startswith("zodat") else what)
    return _put(question, part, new, called) if part is not None else None


def _place(question: str, words: str) -> tuple[int, int] | None:
    if len(words) < 2:
        return None
    found = re.search(rf"\b{re.escape(words)}\b", question, re.IGNORECASE)
    return found.span() if found is not None else None


def _inside_result(question: str, at: tuple[int, int]) -> tuple[int, int] | None:
    """All of what stands behind *zodat*, where the words that go are a part of it: what would be
    left of it is no sentence."""
    clause = RESULT.search(question)
    inside = clause is not None and clause.start() < at[0] and at[1] <= clause.end()
    joined = _JOINED.search(question[: at[0]])
    if inside and joined is not None:
        return joined.start(), at[1]  # "een half plan en een halve compagnon" keeps the plan
    return clause.span() if clause is not None and inside else None


_JOINED = re.compile(r" en (?:(?:een|de|het|mijn|die) )?$", re.IGNORECASE)
"""What stands before the second of two things."""


def _part_with(question: str, what: str) -> tuple[int, int] | None:
    """The part of the sentence, up to a comma or *zodat*, that has the last telling word."""
    if what.lower().startswith("zodat"):
        clause = RESULT.search(question)
        return clause.span() if clause is not None else None
    telling = [w for w in re.findall(r"[^\W\d_]+", what) if len(w) > TELLING]
    for word in reversed(telling):
        for part in re.finditer(r"(?:, ?|\b(?=zodat\b))(?:(?!, | zodat ).)+", question.rstrip("?")):
            if re.search(rf"\b{re.escape(word)}\b", part[0], re.IGNORECASE):
                return part.span()
    return None


def _put(question: str, at: tuple[int, int], new: str | None, names: Collection[str]) -> str:
    gone = question[at[0] : at[1]].strip()
    start, end = at
    put = new or (SOMEBODY if gone.lower() in names else "")
    if not put and " " not in gone:
        # "voor het seizoen": what leads up to one word goes with it.
        lead = LEADS_UP.search(question[:start])
        start = lead.start() if lead is not None else start
    gap = " " if question[start - 1 : start].isalnum() and question[end : end + 1].isalnum() else ""
    made = question[:start] + (put or gap) + question[end:]
    made = re.sub(r"\s+([,?])", r"\1", re.sub(r"\s{2,}", " ", made))
    made = re.sub(r"(?:,\s*)+([,?])", r"\1", made)
    return made if made.endswith("?") else f"{made.rstrip(' ,')}?"
