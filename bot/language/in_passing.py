"""What a story tells of a firm in passing: what it does, what was tried, and which values are its.

A story holds terms and numbers of people that are not those of the wish and of the firm ("kom over
een maand maar terug", "met z'n vieren staan schuiven"); an answer to a question does not.
"""

from __future__ import annotations

import re

_ACTIVITY = re.compile(
    r"\b(?:ik|wij|we)(?:\s+[^.!?\n]{0,40}?\s+en)?\s+(?P<what>(?:"
    r"maken?|maak|bouwen?|bouw|kweken?|kweek|telen?|teel|verkopen?|verkoop|leveren?|lever|"
    r"wassen|was|geven|geef|verhuren?|verhuur|repareren?|repareer|ontwerpen?|ontwerp|doen|doe|"
    r"organiseren?|organiseer|ontwikkelen|ontwikkel|bakken|bak|timmeren|naaien|behandelen|"
    r"behandel|begeleiden|begeleid|vervoeren|vervoer|importeren|importeer)\s+"
    r"(?!niet|er|het|dit|dat|wel|al|ook|alles|niks|zelf|nu|me|mijn|ons|onze|daar|hier|veel|meer)"
    r"[^.,;!?\n]{3,60}?)(?=[.,;!?\n]| en | maar | want | voor | in | die |$)",
    re.IGNORECASE,
)
_TRIED = re.compile(
    r"(?:geprobeerd hebben|geprobeerd heb|al geprobeerd|geprobeerd)\s*(?::|is|was)\s*"
    r"(?P<what>[^.!?\n]{4,120})"
    r"|[^.!?\n]*\b(?:heb|hebben)\b[^.!?\n]*\bgeprobeerd\b[^.!?\n]*",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(wil|willen|wou|zou|zouden|moet|moeten|graag|hoop|geregeld|klaar|rond|voor elkaar|doel|"
    r"deadline|zover|lukken|duren|nodig|uiterlijk|eis|eist)\b"
)
_NO_WISH = re.compile(
    r"\b(levertijd|duurt|duurde|wachttijd|terug(komen|bellen)?|sinds|geleden|vorige?)\b"
)
_BARE_TERM = re.compile(r"\s*(?:binnen|voor|uiterlijk)\b(?:\s+\S+){1,5}\s*$")
_SOUGHT = re.compile(
    r"\b(nodig|zoek|zoeken|lenen|lening|financier\w*|investe\w*|krediet|rond(krijgen)?|voorschieten)\b"
)
_BARE_AMOUNT = re.compile(
    r"(?:(?:het gaat om|zo'n|ongeveer|ruim|circa|ca|kosten|kost|dat is|samen)\W+)*"
    r"[€\d.,\s-]*(?:\w+\s+)?(?:euro|ton|miljoen|mln|k|mille)?\W*"
)
_END = re.compile(r"[.!?\n]|$")
_BUYS = re.compile(
    r"\b(bank|subsidie|geld|kopen|aanschaf\w*|(?:wil|willen|zoek|zoeken)\b[^.!?\n]{0,40}"
    r"\b(?:nieuwe?|tweede|eigen|grotere?|extra))\b"
)
"""Words of who wants to buy something, or talks of money to be had."""
_TOGETHER = re.compile(r"\bmet (z'n|zn|zijn|ons|onze) \w+en\b")
_SOME_OF_THEM = re.compile(
    r"\b(?:aangenomen|vertrokken|weggegaan|ontslagen|opgezegd|gesolliciteerd|uitgevallen|kwijt)\b"
)
"""Words of who came or went, and not of how many there are."""
_STATED = re.compile(
    r"\b(?:we|wij)\b.*\b(?:zijn|werken|hebben|bestaan|draaien)\b"
    r"|\b(?:zijn|werken|hebben) (?:we|wij)\b|\bin dienst\b|\bons (?:bedrijf|team)\b"
    r"|\bbedrijf heeft\b"
)
_SETTLED = re.compile(
    r"\b(?:ik|we|wij|bedrijf|zaak|winkel|werkplaats|hal|pand)\b.{0,25}\b(?:zit|zitten|ben|zijn|sta|"
    r"staat|staan|woon|wonen|werk|werken|huur|huren)\b"
    r"|\b(?:zit|zitten|ben|zijn|sta|staan|woon|wonen|huur|huren|werk|werken) (?:ik|we|wij)\b"
    r"|\bgevestigd\b|\bverhuisd\b|\bvestiging\b|\bbedoel\w*|\b(?:moet|is) het\b|^\W*(?:uit|in|te) $"
)
_AT_WORK = re.compile(
    r"\b(zijn|bestaan|draaien|werken?|werkt|bedrijf|team|runnen|doen (het|dit|alles))\b"
)


_FIRM = re.compile(
    r"\b(?:heb|hebben|run|runnen)\s+(?:een |mijn |eigen |klein |kleine )*"
    r"(?P<what>\w*(?:bedrijf|zaak|winkel|bureau|praktijk)(?:je)?"
    r"(?: (?!en |in |met |van |op |voor |dat |die |wat |en$)\w+)?)",
    re.IGNORECASE,
)


def activity(text: str) -> str | None:
    """What somebody says they do, in their words: "wassen linnengoed"; None where nothing is."""
    found = _ACTIVITY.search(text) or _FIRM.search(text)
    what = found["what"].strip(" ,") if found else None
    return what if what not in ("bedrijf", "bedrijfje", "zaak", "zaakje") else None


def tried(text: str) -> str | None:
    """What somebody says they tried already, in their words."""
    found = _TRIED.search(text)
    return (found["what"] or found.group()).strip(" ,:") if found else None


def is_wished(text: str, start: int) -> bool:
    """Whether the term at this place of a story is one for what is wanted."""
    sentence = _sentence(text, start)
    wished = _WISH.search(sentence) is not None or _BARE_TERM.match(sentence) is not None
    return wished and _NO_WISH.search(sentence) is None


def is_of_firm(text: str, start: int) -> bool:
    """Whether the number of people at this place of a story is that of the firm."""
    sentence = _sentence(text, start)
    if _SOME_OF_THEM.search(sentence):
        return False
    return _TOGETHER.search(sentence) is None or _AT_WORK.search(sentence) is not None


def is_sought(text: str, start: int) -> bool:
    """Whether the amount at this place of a story is money that is needed.

    A sentence that is nothing but the amount ("ik wil een oven. 80.000 euro") belongs to what was
    said before it.
    """
    sentence = _sentence(text, start)
    end = _END.search(text, start)
    if end is not None and end.group() == "?":
        return False
    if _BARE_AMOUNT.fullmatch(sentence.strip()):
        around = text[:start].lower()
        return _SOUGHT.search(around) is not None or _BUYS.search(around) is not None
    return _SOUGHT.search(sentence) is not None


def states_size(text: str, start: int) -> bool:
    """Whether the number of people at this place is stated outright ("we zijn met 12")."""
    return _STATED.search(_sentence(text, start)) is not None


def settles(text: str, start: int) -> bool:
    """Whether the words before a place say that somebody's own firm is there."""
    return _SETTLED.search(re.split(r"[,;]", _sentence(text[:start], start))[-1]) is not None


def _sentence(text: str, start: int) -> str:
    """The sentence around a place, in lower case."""
    begin = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
    ends = [at for mark in ".!?\n" if (at := text.find(mark, start)) >= 0]
    return text[begin : min(ends, default=len(text))].lower()
