"""Everybody who is named in a message besides who speaks: "Henk doet de planning", "ome Gerrit".

Known first names, and what stands behind "mevrouw" or "ome". They come with a confidence below
0.6: they are in the text, but they are not the speaker.
"""

from __future__ import annotations

from typing import Iterator

from bot.language.found import Found
from bot.language.name_forms import (
    NO_NAME,
    TITLES,
    Line,
    is_first_name,
    is_kind,
    is_trade,
    run,
)
from bot.language.patterns import words

SURE = 0.5
_FAMILY = words("ome oom tante nonkel zuster dokter kapitein buurman buurvrouw vrouwtje")
_ROLES = words("""
    vrouw man zoon dochter broer zus zusje vader moeder opa oma schoonvader schoonmoeder zwager neef
    nicht vriend vriendin partner compagnon vennoot maat zakenpartner collega boekhouder
    boekhoudster accountant bedrijfsleider bedrijfsleidster chef voorman planner secretaresse
    assistente stagiair stagiaire leerling monteur echtgenoot echtgenote schoonzoon schoondochter
    kapster juf meester wethouder notaris directeur voorzitter adviseur coach opvolger
""")
"""What somebody is to the speaker, with the name right behind it: "stille vennoot Albertine"."""
_ALSO_WORDS = words("""
    max bas ton mark floor pier pol said sam ada jet leen mien noor frans toon marina ben dora isa
    victor sharon mees fleur roos luna erna mia koos joost dirk sarah joke
""")
"""First names that are words as well: only with a capital that no sentence gives them."""
_PARTICLES = words("van de der den ten ter el")
_NO_PERSON_BEFORE = words("in eind begin per half medio sint st fa firma koning de het zakelijk")
"""Before "jan" (the month) or a saint's place; and before a company's name."""


def find(line: Line, taken: list[tuple[int, int]]) -> Iterator[Found]:
    """Names of people (``person_name``), as written, without "mevrouw"; none in ``taken``."""
    at = 0
    while at < len(line.reading.tokens):
        last = _person(line, at)
        if last > at:
            found = line.found("person_name", at, last, SURE)
            if not any(start < found.end and found.start < end for start, end in taken):
                yield found
        at = max(at + 1, last)


def _person(line: Line, at: int) -> int:
    """The end of a name that begins at a token; ``at`` itself where there is none."""
    token, before = line.token(at), line.token(at - 1)
    if token is None or token.kind not in ("word", "numeral"):
        return at
    titled = before is not None and (before.canon in TITLES or before.canon in _FAMILY)
    capital = line.has_capital(at)
    if capital and before is not None and before.canon in _ROLES and not line.is_known(at, at + 1):
        return _behind_role(line, at)
    if (titled or _is_initial(line, at)) and capital:
        return run(line, at, people=True)
    if not is_first_name(line, at) or (token.canon in NO_NAME and not capital):
        return at
    if before is not None and (before.canon in _NO_PERSON_BEFORE or before.canon.startswith("#")):
        return at
    after = line.token(at + 1)
    alone = after is None or after.kind == "mark"
    is_proper = capital and (alone or not line.begins_sentence(at))
    if token.canon in _ALSO_WORDS and not is_proper and not titled:
        return at
    if line.is_known(at, at + 1) or line.is_known(at, at + 2):
        return at
    return run(line, at, people=True) if capital else _plain(line, at)


def _behind_role(line: Line, at: int) -> int:
    """The end of a name behind "vennoot" or "mijn vrouw"; what is not like one is none."""
    last = run(line, at, people=True)
    is_adjective = line.reading.shouted or line.reading.tokens[at].canon in line.words.no_people
    is_firm = is_trade(line, last - 1) or is_kind(line, at)
    return at if is_adjective or is_firm or line.reading.tokens[at].canon in NO_NAME else last


def _is_initial(line: Line, at: int) -> bool:
    """Whether a name begins with a letter and a full stop here ("P. Coenen")."""
    token, dot, after = (line.token(at + i) for i in range(3))
    return (
        token is not None
        and dot is not None
        and after is not None
        and len(token.text) == 1
        and dot.text == "."
        and _before(line, at) != "tot"
        and (line.has_capital(at + 2) or after.canon in _PARTICLES)
    )


def _before(line: Line, at: int) -> str:
    """The canonical word before a token; empty at the beginning."""
    token = line.token(at - 1)
    return "" if token is None else token.canon


def _plain(line: Line, at: int) -> int:
    """The end of a name in lower case: "henk de vries", but no more of "jan fluit weer"."""
    number = line.token(at + 3)
    if at == 0 and number is not None and number.kind == "code":
        return at + 2  # "anneke visser, 0612345678"
    last = at + 1
    while (token := line.token(last)) is not None and token.canon in _PARTICLES:
        last += 1
    surname = line.token(last)
    joined = last > at + 1 and surname is not None and surname.kind == "word"
    return last + 1 if joined and surname is not None and surname.canon not in NO_NAME else at + 1
