"""The name that stands beside a number or address, without what leads to it or follows it."""

from __future__ import annotations

import re

from bot.language.name_forms import name_words

_CONTACT = re.compile(r"\S+@\S+|\+?\d[\d\s().-]{5,}\d")
_SENTENCE_END = re.compile(r"[.!?;\n]")
_NO_NAME = re.compile(
    r"\b(?:nee|sorry|wacht|bel(?:len)?|doe|je|u|kan|kunt|me|mij|bereik\w*|dit|hier|m'?n|nr|appen?|"
    r"liefst|graag|alleen|overdag|\w*ochtends?|\w*middags?|"
    r"\w*avonds?|na|voor|vanaf|tussen|tot|morgen|vandaag|maandag|dinsdag|woensdag|donderdag|vrijdag|"
    r"zaterdag|zondag|uur|maar|dat|niet|wel|ja|oke|bereikbaar|dank\w*|bedankt|groet\w*)\b",
    re.IGNORECASE,
)
"""Where a name beside a number ends: when to call, a correction, a greeting."""


_FILLERS = frozenset("nou vooruit ok oke oké goed tja dan dus eh prima akkoord hier".split())
"""Words in front of a name that are none."""


_NAMES_SELF = re.compile(
    r"\b(?:ik heet|mijn naam is|naam is|ik ben) ((?:[^\W\d_][\w'’-]*[ ]?){1,4})", re.IGNORECASE
)
"""Who says what they are called."""


def name_beside_contact(text: str) -> str | None:
    """The name in "Sam de Vries, 06 12 34 56 78" or "ik ben Fatima, fatima@bakker.nl"."""
    contact = _CONTACT.search(text)
    if contact is None:
        return None
    said = _NAMES_SELF.search(text)
    if said is not None and (name := _name_in(said[1])) is not None:
        return name
    before = _SENTENCE_END.split(text[: contact.start()])[-1]
    after = _SENTENCE_END.split(text[contact.end() :])[0]
    return _name_in(before) or _name_in(after)


def _name_in(text: str) -> str | None:
    """The name that a few words are, without what leads to it or follows it."""
    without = re.sub(
        r"\b(ik ben|ik heet|mijn naam is|je spreekt met|met|naam|bel me( maar)?( op)?|op|mail|"
        r"telefoon|nummer|tel|en|of|is|mijn)\b[:.]?",
        " ",
        text,
        flags=re.IGNORECASE,
    )
    words = re.findall(r"[^\W\d_][\w'’-]*", _NO_NAME.split(without)[0])
    while words and words[0].lower() in _FILLERS:
        words.pop(0)
    first = next((i for i, w in enumerate(words) if w.lower() in name_words().first_names), None)
    if first is not None:
        return " ".join(_whole_name(words[first:]))
    # A first name that is on no list: alone, or written as a name.
    written = all(word[:1].isupper() or word.lower() in _BEFORE_SURNAME for word in words)
    if not 0 < len(words) <= 5 or (len(words) > 1 and not written):
        return None
    return " ".join(words)


_BEFORE_SURNAME = frozenset("van de der den het ter ten el al ben 't in".split())
"""Words that stand between a first name and a surname."""


_NO_SURNAME = frozenset("smorgens morgens dan hoor graag trouwens tijdens even weer".split())
"""Words that stand behind a first name and belong to what follows."""


def _whole_name(words: list[str]) -> list[str]:
    """A first name with the surname behind it, if there is one: what is written as a name, or comes
    after "van", "de"."""
    if len(words) == 2 and words[1].lower() not in _NO_SURNAME:
        return words
    name = words[:1]
    for word in words[1:5]:
        after = name[-1].lower() in _BEFORE_SURNAME and len(name) > 1
        if not (word[:1].isupper() or word.lower() in _BEFORE_SURNAME or after):
            break
        name.append(word)
    while len(name) > 1 and name[-1].lower() in _BEFORE_SURNAME:
        name.pop()
    return name
