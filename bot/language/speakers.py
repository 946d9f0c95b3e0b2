"""The speaker's own name, by the words that it stands behind."""

from __future__ import annotations

import re
from typing import Iterator

from bot.language.found import Found
from bot.language.name_forms import (
    NO_NAME,
    SHORT_FIRMS,
    TITLES,
    Line,
    is_first_name,
    is_kind,
    plain_name,
    run,
)
from bot.language.patterns import any_of, words
from bot.language.reading import Reading

_SURE_CUE = any_of(r"""
    (?:mijn|me) (?:eigen )?(?:voor|achter)?naam is(?: trouwens)?, ik heet, (?:u|je|jij) spreekt met,
    vraagt?(?: u| je)?(?: dan| maar| even)? naar,
    (?:met )?(?:vriendelijke|hartelijke) groet(?:en)?, mvg
""")
_LIKELY_CUE = any_of("ik ben, ik, mij, groet, groeten, groetjes, gr, met, hier is, naam(?: is)?")
_PERSON_CUE = re.compile(
    rf"(?:^|(?<= ))(?:(?P<sure>{_SURE_CUE})|(?P<likely>{_LIKELY_CUE}))(?: [,:.\n])*(?= )"
)
_GREETED = re.compile(
    r"^(?:(?:hallo|hoi|dag|hi|hey|hé|moin|goe\w+|goedendag|beste|even|ja|\S+morgen|\S+middag) ?"
    r"(?:[,.!\n] ?)*)*$"
)
_APPOSITION = words("ik mij")


def find(line: Line) -> Iterator[Found]:
    """Names of the speaker (``person_name``), as written."""
    reading = line.reading
    for cue in _PERSON_CUE.finditer(reading.canon):
        at = reading.token_at(cue.end() + 1)
        sure = cue["sure"] is not None
        said = (cue["sure"] or cue["likely"]).split(" ")[0]
        if not sure and not _is_own_cue(line, cue, at, said):
            continue
        last = _person(line, at, plain=sure and said != "vraag")
        if last > at and _ends_name(line, at, last, sure):
            yield line.found("person_name", at, last, 0.9 if sure else 0.85)
    yield from _without_cue(line)


def _is_own_cue(line: Line, cue: re.Match[str], at: int, said: str) -> bool:
    """Whether a weak cue ("met", "groet", "mij,") introduces the speaker here."""
    before = line.reading.canon[: cue.start()].strip()
    text = cue.group()
    if said == "naam":
        return is_first_name(line, at) and line.has_capital(at)
    if said == "met":
        return bool(_GREETED.match(before))
    if said in _APPOSITION and cue["likely"] in _APPOSITION:
        return text.rstrip().endswith(",") and line.has_capital(at)
    return True


def _ends_name(line: Line, first: int, last: int, sure: bool) -> bool:
    """Whether what follows lets the words before be a name."""
    after = line.token(last)
    if sure or after is None or line.has_capital(first):
        return True
    return after.kind in ("mark", "code") or after.canon in ("van", "uit", "en", "hier", "ik", "de")


def _without_cue(line: Line) -> Iterator[Found]:
    for at, token in enumerate(line.reading.tokens):
        first = at - 1
        greeted = token.canon == "hier" and at and _GREETED.match(_before(line.reading, first))
        is_name = greeted and _person(line, first, plain=False) == at
        if is_name and (first or is_first_name(line, first)):
            yield line.found("person_name", first, at, 0.8)
        yield from _said_behind(line, at)
        after = line.token(at + 1)
        if token.kind == "code" and after is not None:
            first = at + 2 if after.canon == "," else at + 1
            last = _person(line, first, plain=False)
            if last - first > 1 and line.has_capital(first):
                yield line.found("person_name", first, last, 0.75)


_IS_MY_NAME = re.compile(r"^(?:is (?:de|mijn|m n|mn|me) naam|is hoe ik heet|heet ik)\b")


def _said_behind(line: Line, at: int) -> Iterator[Found]:
    """ "Joke Haverkamp is de naam": a first name makes it a person's and no company's."""
    if not line.has_capital(at) or (at and line.has_capital(at - 1)):
        return
    last = run(line, at, people=True)
    cue = _IS_MY_NAME.match(line.right(last))
    if cue is None or is_kind(line, at):
        return
    if is_first_name(line, at) or not cue.group().startswith("is de"):
        yield line.found("person_name", at, last, 0.85)


def _before(reading: Reading, at: int) -> str:
    """The canonical line before a token."""
    return reading.canon[: reading.offset_of(at)].strip()


def _person(line: Line, first: int, plain: bool) -> int:
    """The end of a person's name that begins at a token; ``first`` itself where there is none.

    ``plain``: nothing but a name can stand here, so capitals are not needed.
    """
    at = first
    token = line.token(at)
    while token is not None and token.canon in TITLES:
        at += 1
        token = line.token(at)
    titled = at > first
    if token is None or token.kind != "word" or token.canon in SHORT_FIRMS:
        return first
    is_proper = titled or (line.has_capital(at) and not line.begins_sentence(at))
    if token.canon in line.words.no_people or (token.canon in NO_NAME and not is_proper):
        return first
    if line.is_known(at, at + 1) and not is_first_name(line, at):
        return first
    if line.has_capital(at):
        return run(line, at, people=True)
    if is_first_name(line, at) or plain or (titled and token.canon in line.words.first_names):
        return plain_name(line, at)
    return run(line, at, people=True) if titled else first
