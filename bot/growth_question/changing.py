"""What one message changes of a growth question, part by part: what to do, to what end, by when.

People say several things at once: "het moet zijn zodat ik weer slaap. en voor kerst ipv een half
jaar". Each is read for itself, so that one change never stands in the way of another, and what is
no change of the sentence is given back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.growth_question import acts, wording
from bot.growth_question.clause import SUBJECTS, has_infinitive, lower_first, result_clause, tidy
from bot.growth_question.edits import REMARK, read
from bot.language import periods
from bot.language.reading import read as reading

Part = Literal["act", "result", "term"]
ORDER: tuple[Part, ...] = ("act", "result", "term")


@dataclass(frozen=True)
class Change:
    """What one part of the growth question is to be."""

    part: Part
    words: str
    """As they stand in the sentence: behind "Hoe kan ik", behind "zodat", or the whole term."""
    named: bool = True
    """Whether it is said which part it is; else they told what they want, and no more."""
    months: int | list[int] | None = None
    """Of a term."""
    said: str = ""
    """A term as they said it, where it stands otherwise in the sentence."""


@dataclass(frozen=True)
class Changes:
    """One message, read as changes of the growth question."""

    made: tuple[Change, ...] = ()
    left: tuple[str, ...] = ()
    """The pieces that change no part of the sentence."""
    wanted: tuple[Part, ...] = ()
    """Parts that are said to be wrong, and not what they are to be."""

    @property
    def named(self) -> bool:
        """Whether it is said of any part what it is to be."""
        return any(change.named for change in self.made)


ASKS_CHANGE = re.compile(
    r"\b(?:moet (?:zijn|worden)|maak|doe|zet|verander|vervang|ipv|voeg|haal|schrap|er ?uit"
    r"|eraf)\b"
    r"|^(?:en )?niet\b.+\bmaar\b",
    re.IGNORECASE,
)
"""Words of who wants something changed."""

_END = re.compile(r"(?:[!?;\n]|(?<!\d)[.]|[.](?!\d))+\s*")
_NUMBER = r"(?:\d+|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\w+tien)"
_PARTS: dict[Part, str] = {
    "act": r"(?:eerste|voorste) (?:stuk(?:je)?|deel|helft|gedeelte)|begin(?:stuk)?",
    "result": r"(?:laatste|tweede|achterste) (?:stuk(?:je)?|deel|helft|gedeelte)"
    r"|resultaat|doel|eind(?:e|stuk)?|stuk (?:achter|na) zodat",
    "term": r"termijn|tijd|datum",
}
_NAMED = re.compile(
    r"\b(?:" + "|".join(f"(?P<{part}>{words})" for part, words in _PARTS.items()) + r")\b",
    re.IGNORECASE,
)
"""A part of the sentence, as people call it."""

_ANY_PART = "(?:(?:het|'t|t|dat|mijn|de) )?(?:" + "|".join(_PARTS.values()) + ")"

_NEXT = re.compile(
    r",?\s+(?:en|maar|plus)\s+(?:(?:dan|ook|wel|graag|liever|nog|trouwens)\s+)*(?=(?:"
    rf"(?:het|we|wij|er) (?:zijn|is|werken) (?:er |met |nu |maar )*{_NUMBER}\b"
    r"|doe (?:er|maar|dan|de|het|een|voor|binnen|\d)|zet (?:er|maar|daar|de)|maak (?:er|van|het|de)"
    rf"|{_ANY_PART} (?:moet|wordt|mag)|de termijn|hoe (?:kan|kunnen) (?:ik|we|wij)"
    r"|zodat|ik wil|we willen|wij willen)\b|(?:doe|maak|zet) ['\"“‘])"
    r"|,\s+(?=(?:ik wil|we willen|wij willen|liever|maak er|maak van|het moet|doe maar)\b"
    rf"|{_ANY_PART}(?: moet| wordt|:))"
    r"|\s+(?=doe (?:dan )?maar (?:voor|binnen|een|over|half)\b)"
    rf"|{acts.WISH_BEGINS}",
    re.IGNORECASE,
)
"""Where a change begins behind something else in the same sentence."""

_AND_TERM = re.compile(
    r"(?:,?\s+(?:en|maar)|,)\s+(?:(?:dan|wel|graag|liever) )*(?=(?:niet |liever )?(?:voor|binnen"
    rf"|uiterlijk|tegen|per|nog dit|eind|{_NUMBER} (?:jaar|maand|maanden|weken)|\d+ \w+)\b)",
    re.IGNORECASE,
)
"""Where one may begin, if what follows is a term: "en voor kerst", not "en voor mijn mensen"."""

_LEAD = re.compile(
    r"^(?:(?:nee|neen|nou|nu|ja|bijna|lol|haha\w*|ok[eé]?|en|maar|dan|dus|toch|kijk|ho|eh+|hm+"
    r"|half goed|beter|o ja|oja|gewoon|liever|graag|trouwens|nogmaals|alsjeblieft|aub)\b[ ,:!]*)+",
    re.IGNORECASE,
)
"""What stands before a change."""

_HOW = re.compile(r"(?:^|[:,] ?|['\"“‘])hoe (?:kan|kunnen) (?:ik|we|wij) (.+)", re.IGNORECASE)
_PART_IS = re.compile(
    rf"^(?:maak (?:er )?van )?{_ANY_PART}"
    r"(?: (?:moet|wordt)(?: (?:dan|dus|wel|gewoon|eigenlijk|nu|zijn|worden))*)?\s*:?\s*"
    r"(?P<words>.+?)(?: (?:zijn|worden))?$",
    re.IGNORECASE,
)
"""A part that is named, with what it is to be."""

_SAYS_WHAT = re.compile(r"\b(?:moet|wordt)\b|:|^maak\b", re.IGNORECASE)
_IS_TO_BE = re.compile(
    r"^(?:(?:het|dat|'t|t|die|dit) )?(?:moet|wordt)(?: (?:zijn|worden|dan|dus|gewoon))+\s*:?\s*"
    r"(.+)$",
    re.IGNORECASE,
)
"""What is to stand there, where the part was named in the piece before."""

_WRONG = re.compile(
    r"\b(?:niet|nie|geen|fout|nog steeds|onzin|raar|krom|verkeerd|anders|moet)\b", re.IGNORECASE
)
"""Words of who finds a part wrong."""

_QUOTED = r"['\"“‘](?P<{0}>[^\"“”‘’]+?)['\"”’]"
_FOR_QUOTED = re.compile(
    rf"{_QUOTED.format('old')} (?:maar |dan |moet |wordt |door |gewoon )*{_QUOTED.format('new')}"
    rf"|{_QUOTED.format('new2')} ipv {_QUOTED.format('old2')}"
    rf"|ipv {_QUOTED.format('old3')}[^'\"“‘]{{0,25}} {_QUOTED.format('new3')}",
    re.IGNORECASE,
)
"""Words of the sentence in quotes, and those that come in their place."""

_WANTS = re.compile(
    r"^(?:ik|we|wij) (?:wil|willen|wou) (?!(?:dat|een mens|iemand spreken|stoppen|weten)\b)",
    re.IGNORECASE,
)
_ABOUT_SENTENCE = re.compile(
    r"\b(?:zin|vraag|groeivraag|tekst|termijn|resultaat|stuk|veranderen|aanpassen|makelaar|bellen"
    r"|gebeld|mens|je|jij|jullie|u)\b",
    re.IGNORECASE,
)
"""Words of who talks about the sentence, or to us."""

_TO_US = re.compile(
    r"(?:dit|dat|deze|die|hier|daar|het|hem|'m|verder|nu|nou|dan)\b|(?:\S+\s*){1,2}$", re.IGNORECASE
)
"""How it goes on behind "hoe kan ik" where something is asked of us: "hoe kan ik dit opslaan"."""

_IN_PLACE = re.compile(r"\b(?:in plaats van|i\.p\.v\.?)(?= )", re.IGNORECASE)
_SWAPS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?P<new>.+?),? ipv (?P<old>.+)$",
        r"^niet (?P<old>.+?),? maar (?P<new>.+)$",
        r"^(?P<new>.+?),? (?:en )?(?:niet|geen) (?P<old>.+)$",
        r"^(?P<new>.+?), (?P<old>[^,]+?) (?:is|was|duurt|vind ik) (?:\w+ )?te"
        r" (?:laat|lang|kort|vroeg|snel|krap)$",
        r"^(?P<old>.+?) (?:is|was|duurt|vind ik) (?:\w+ )?te (?:laat|lang|kort|vroeg|snel|krap)"
        r"\b,?(?P<new>.+)$",
    )
)
"""One term in place of another."""

_AROUND_TERM = frozenset(
    """doe zet maak neem het moet mag dat is zijn worden wordt de termijn gewoon weer maar dan dus
    toch liever graag nee en ja ook wel even alsjeblieft aub er van klaar in hem 't t m 'm ik wil
    weten rond hebben af we wij
    bedoel bedoelde zei uiterlijk lukken gebeuren hoor denk eigenlijk nou juist""".split()
)
"""Words around a term that say no more than that it is the term."""

NAMES_TIME = re.compile(
    r"jaar|jaren|maand|we+k|kwarta|seizoen|\b20\d\d|januari|februari|maart|april|\bmei\b|juni|juli"
    r"|augustus|september|oktober|november|december|zomer|winter|herfst|lente|bouwvak|oogst|kerst"
    r"|vakantie|pasen|sinterklaas|jaarwisseling|feestdagen|black friday",
    re.IGNORECASE,
)
"""What a term has that can stand in the sentence; "snel" has none."""

_NOT_THEN = re.compile(
    r"\b(?:geen|niet|te (?:lang|laat|kort|vroeg|snel|krap)|ipv)\b", re.IGNORECASE
)
"""Words of who says what the term is not."""

LONGEST_DENIAL = 9
"""Words of such a piece; who says more tells something."""

_QUOTES = " .,;:'\"“”‘’"
LEAST_ACT, LEAST_RESULT = 2, 3
"""Words of what they want to do, and of a result."""


def changes(text: str, question: str, today: date) -> Changes:
    """What a message says that the growth question is to be.

    Args:
        question: as it stands; what is in it already is no change.
    """
    made: dict[Part, Change] = {}
    left: list[str] = []
    wanted: list[Part] = []
    open_part: Part | None = None
    for piece in _pieces(text, today):
        found = _of_piece(piece, question, open_part, today)
        made.update((change.part, change) for change in found)
        if found:
            open_part = None
            continue
        left.append(piece)
        named = _NAMED.search(piece)
        if named is not None and _WRONG.search(piece):
            open_part = _part_of(named)
            wanted.append(open_part)
    return Changes(
        tuple(made[part] for part in ORDER if part in made),
        tuple(piece for piece in left if not _goes_with_term(piece, "term" in made)),
        tuple(part for part in dict.fromkeys(wanted) if part not in made),
    )


def _goes_with_term(piece: str, term: bool) -> bool:
    """Whether a piece says no more than that it is the term, or what the term is not."""
    words = re.findall(r"[\w']+", piece.lower())
    around = all(word in _AROUND_TERM for word in words)
    denied = NAMES_TIME.search(piece) is not None and _NOT_THEN.search(piece) is not None
    return term and (around or (denied and len(words) <= LONGEST_DENIAL))


def _pieces(text: str, today: date) -> list[str]:
    """The message, cut where another change may begin."""
    plain = tidy(_IN_PLACE.sub("ipv", text)).replace("in plaats van", "ipv")
    plain = acts.to_be_in_as_wish(plain)
    pieces: list[str] = []
    for sentence in _END.split(plain):
        at = 0
        for cut in [*_NEXT.finditer(sentence), None]:
            end = cut.start() if cut is not None else len(sentence)
            pieces += _before_terms(sentence[at:end], today)
            at = cut.end() if cut is not None else end
    return [piece.strip() for piece in pieces if piece.strip(_QUOTES)]


def _before_terms(piece: str, today: date) -> list[str]:
    for cut in _AND_TERM.finditer(piece):
        if _term(piece[cut.end() :], today) is not None:
            return [piece[: cut.start()], piece[cut.end() :]]
    first, also, rest = piece.partition(" en ")
    if also and _term(first, today) is not None:
        return [first, rest]  # "doe maar voor de zomer en vaste koers wil ik er niet in"
    return [piece]


def _of_piece(piece: str, question: str, open_part: Part | None, today: date) -> list[Change]:
    said = _LEAD.sub("", piece).strip(" ,:")
    term = _term(said, today)
    if term is not None:
        return [term]
    how = _HOW.search(said)
    if how is not None and not (_ABOUT_SENTENCE.search(how[1]) or _TO_US.match(how[1])):
        return _act_and_result(how[1], question, today)
    swapped = _for_quoted(piece, question)
    if swapped is not None:
        return [swapped]
    named, is_part = _NAMED.search(said), _PART_IS.match(said)
    if named is not None and is_part is not None and _SAYS_WHAT.search(said):
        return _named(_part_of(named), is_part["words"], question, today)
    to_be = _IS_TO_BE.match(said)
    if to_be is not None and open_part is not None:
        return _named(open_part, to_be[1], question, today)
    before, zodat, after = said.partition("zodat ")
    if zodat and before[-1:] in ("'", '"', "“", "‘"):
        after = re.split(r"['\"”’](?=\W|$)", after)[0]  # "'zodat ik rust heb' was goed"
    if zodat:
        found = [_result(after, question, named="moet" in before or not before.strip(_QUOTES))]
        found += [_wanted(before) or _outright(before)]
        return [change for change in found if change is not None]
    wanted = _wanted(said)
    return [wanted] if wanted is not None else []


def _named(part: Part, words: str, question: str, today: date) -> list[Change]:
    """What a part is to be that was called by its name; a term is one wherever it is put."""
    said = words.strip(_QUOTES)
    term = _term(said, today)
    if term is not None or part == "term":
        return [term] if term is not None else []
    if "zodat " in said or part == "act":
        return _act_and_result(said, question, today)
    result = _result(result_clause(said), question) if len(said.split()) >= LEAST_RESULT else None
    return [result] if result is not None else []


def _act_and_result(words: str, question: str, today: date) -> list[Change]:
    """Both, where both are said, and the term that stands in them."""
    before, zodat, after = words.partition("zodat ")
    when = acts.term_in(words)
    found = [_act(before), _result(after, question) if zodat else None]
    found += [_bare_term(when, today)] if when is not None else []
    return [change for change in found if change is not None]


def _act(words: str) -> Change | None:
    """What they want to do, as it is said to be; without a verb it is none ("korter")."""
    said = re.sub(r"^(?:ik|we|wij) (?:wil|willen) ", "", words.strip(_QUOTES), flags=re.IGNORECASE)
    told = acts.finished(f"ik wil {said}")
    plain = said.split()
    if len(plain) < LEAST_ACT or told is None:
        return None
    return Change("act", told.act.strip(_QUOTES)) if has_infinitive(plain) else None


def _wanted(words: str) -> Change | None:
    """What they want to do, where they say no more than that they want it."""
    said = re.sub(r"\b(wil|willen) liever\b", r"\1", _LEAD.sub("", words).strip(_QUOTES))
    if not _WANTS.match(said) or _ABOUT_SENTENCE.search(said) or REMARK.search(said):
        return None
    told = acts.finished(said)
    if told is None or len(told.act.split()) <= LEAST_ACT:
        return None
    return Change("act", told.act.strip(_QUOTES), named=False)


def _outright(words: str) -> Change | None:
    """The same before an end that they name too: "ik wil dat er iemand de baas is, zodat ..."."""
    told = acts.outright(words, acts.TELLING)
    return Change("act", told.act, named=False) if told is not None else None


def _result(words: str, question: str, named: bool = True) -> Change | None:
    said = re.sub(r"^(?:dat|zodat) ", "", words.strip(_QUOTES), flags=re.IGNORECASE)
    said = acts.without_term_at_end(said).strip(_QUOTES)
    known = said.lower() in question.lower()
    if len(said.split()) < LEAST_RESULT or known or REMARK.search(said):
        return None
    return Change("result", lower_first(said), named)


def _term(words: str, today: date) -> Change | None:
    """The term that a few words say, or that they put in place of another."""
    said = _LEAD.sub("", acts.without_reason(words)).strip(_QUOTES)
    for swap in _SWAPS:
        found = swap.match(said)
        if found is not None and NAMES_TIME.search(found["old"]):
            return _bare_term(found["new"], today)
    return _bare_term(said, today)


def _bare_term(words: str, today: date) -> Change | None:
    said = re.sub(r"['\"“”‘’](?!\w\b)", "", words).strip(_QUOTES)
    while (first := said.partition(" "))[0].lower() in _AROUND_TERM and first[2]:
        said = first[2].strip(_QUOTES)
    finds = [f for f in periods.find(reading(said), today, asked=True) if f.value is not None]
    best = max(finds, key=lambda f: (f.end - f.start, f.confidence), default=None)
    if best is None or best.value is None:
        return None
    around = f"{said[: best.start]} {said[best.end :]}".lower().split()
    if any(word.strip(_QUOTES) not in _AROUND_TERM for word in around if word.strip(_QUOTES)):
        return None
    told = said[best.start : best.end]
    if not NAMES_TIME.search(told):
        return None
    stands = wording.said_term(told) or wording.term(best.value)
    return Change("term", stands, months=best.value, said=told)


def _for_quoted(piece: str, question: str) -> Change | None:
    """ "Maak van 'niet meer afhang' maar 'nee durf te zeggen'": the part that has those words, be
    it with others between them, says the new ones; who it is about stays."""
    asked, told = _FOR_QUOTED.search(piece), read(question)
    if asked is None or told is None:
        return None
    old, new = (
        str(asked[name] or asked[f"{name}2"] or asked[f"{name}3"]).strip()
        for name in ("old", "new")
    )
    between = re.compile(
        r"\b(?:.* )?".join(re.escape(word) for word in old.split()) + r"\b", re.IGNORECASE
    )
    parts: tuple[tuple[Part, str], ...] = (("act", told.act), ("result", told.result))
    for part, stands in parts:
        whole = re.search(rf"\b{re.escape(old)}\b", stands, re.IGNORECASE)
        if whole is not None:
            return Change(part, stands[: whole.start()] + new + stands[whole.end() :])
        if between.search(stands):
            subject = stands.split()[0]
            keeps = part == "result" and subject.lower() in SUBJECTS
            has_one = new.split()[0].lower() in SUBJECTS
            return Change(part, f"{subject} {new}" if keeps and not has_one else new)
    return None


def _part_of(named: re.Match[str]) -> Part:
    return next(part for part in ORDER if named[part])
