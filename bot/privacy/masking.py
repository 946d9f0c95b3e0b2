"""Masks persons in text before it is stored to learn from, to review, to log or to count.

In layers, each over what the one before left: numbers with check digits (python-stdnum,
phonenumbers), addresses and dates by their form, the names that we know belong to the speaker,
names behind words that introduce them, and names by lists (`deduce`, loaded at the first use).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, Iterator, Protocol

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban
from stdnum.nl import bsn

from bot.language.gazetteer import key
from bot.language.identifiers import contacts
from bot.language.name_forms import NO_NAME, name_words

LABELS = {
    "name": "[naam]",
    "phone": "[telefoonnummer]",
    "email": "[mailadres]",
    "address": "[adres]",
    "bsn": "[bsn]",
    "iban": "[rekeningnummer]",
    "kvk": "[kvk-nummer]",
    "birth_date": "[geboortedatum]",
}


@dataclass(frozen=True)
class Hidden:
    """A stretch of text that tells who somebody is."""

    kind: str
    start: int
    end: int


class Names(Protocol):
    """Finds names of people by lists."""

    def find(self, text: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Where names stand.

        Args:
            known: names of the speaker.
        """


_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\bapenstaartje\b|\(at\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\s?\d{2}(?:[ .]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_NINE = re.compile(r"(?<![\w.,])\d(?:[ .-]?\d){7,8}(?![\w]|[.,]\d)")
_EIGHT = re.compile(r"(?<![\w.,€])\d(?:[ .-]?\d){7}(?![\w]|[.,]\d)")
_BSN_WORD = re.compile(r"\b(?:bsn|burgerservice\w*|sofi\w*)\b", re.IGNORECASE)
_KVK_WORD = re.compile(
    r"k\.?v\.?k|kamer van koophandel|handelsregister|inschrijfnummer", re.IGNORECASE
)
_NEAR = 40
"""Characters around a number within which a word says what it is."""

_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|maart|mrt|apr(?:il)?|mei|juni?|juli?|aug(?:ustus)?|"
    r"sep(?:t(?:ember)?)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = rf"(?:\d{{1,2}}[-/. ]\d{{1,2}}[-/. ](?:19|20)?\d\d|\d{{1,2}} {_MONTH}\.? (?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)"  # noqa: E501
_BORN = re.compile(
    rf"(?:\bgeb(?:oren)?\b\.?|geboortedatum|geboortedag|\bjarig\b|verjaardag)[^.!?\d]{{0,25}}?({_DATE})"
    rf"|({_DATE})[^.!?\d]{{0,20}}?\bgeboren\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b")
_POSTCODE_PLAIN = re.compile(r"\b(?:postcode (?:is )?)([1-9]\d{3}\s?[a-z]{2})\b", re.IGNORECASE)
_KIND = (
    r"(?:straat|laan|weg|dreef|plein|gracht|kade|singel|dijk|hof|pad|steeg|plantsoen|boulevard|"
    r"tocht|wal|park|meent|werf|haven|ring|baan|akker|veld|vaart|oever|burg|eiland|kamp|zoom|donk|"
    r"sluis|gang|markt|haag)"
)
_HOUSE = (
    r"\s?\d{1,4}(?:\s?-?\s?[a-hA-H]\b|-\d{1,3}\b)?(?!\d|\s?(?:mensen|man|uur|euro|jaar|weken|"
    r"dagen|procent|%|k\b|klanten|keer|schepen))"
)
_STREET = re.compile(
    r"\b(?:(?:De|Het|Lange|Korte|Oude|Nieuwe|Grote|Kleine|Oost|West|Noord|Zuid|Burgemeester|Dr\.|"
    r"Prof\.|Van|Jan)\s){0,2}"
    rf"(?:(?=[A-Z])[\w'’-]*?(?i:{_KIND})|[a-z]{{3,}}{_KIND}){_HOUSE}"
)
_ADDRESS_SAID = re.compile(
    rf"\b[Aa]dres(?: is)?:? ((?:(?:[Dd]e|[Hh]et) )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){{0,2}}{_HOUSE})"
)

_ROLE = (
    r"(?:collega|medewerk(?:er|ster)|werknemer|chef|baas|compagnon|partner|zakenpartner|vennoot|"
    r"vrouw|man|echtgenoot|echtgenote|zoon|dochter|broer|zus|zusje|vader|moeder|neef|nicht|oom|"
    r"tante|schoonzoon|schoondochter|schoonvader|schoonmoeder|zwager|schoonzus|boekhouder|"
    r"boekhoudster|accountant|adviseur|advocaat|notaris|monteur|stagiair|stagiaire|leerling|"
    r"planner|verkoper|bedrijfsleider|bedrijfsleidster|teamleider|voorman|chauffeur|assistent|"
    r"assistente|secretaresse|buurman|buurvrouw|vriend|vriendin|huisarts|dokter|opvolger|klant|"
    r"leverancier|verhuurder|directeur|eigenaar|receptioniste|kok|ex)"
)
_BEHIND = re.compile(
    rf"\b(?:(?:mijn|me|m'n|onze|ons|de|een|zijn|haar|die|oud-|ex-)\s{_ROLE}(?:\s(?:heet|is|heette))?,?\s"
    rf"|{_ROLE}\s"
    r"|(?:mevrouw|meneer|mijnheer|dhr\.?|mevr\.?|mw\.?|dr\.|mr\.|ing\.|ir\.|drs\.)\s"
    r"|(?:hallo|hoi|dag|hi|hey|goede\w+)[,.!]?\smet\s|^met\s"
    r"|(?:ik heet|ik ben|mijn naam is|me naam is|naam:|naam is|je spreekt met|u spreekt met|"
    r"spreek je met|met vriendelijke groet(?:en)?,?|groet(?:jes|en)?,?|mvg,?|gr\.?,?|vraag naar|"
    r"vragen naar|vraag (?:maar )?even naar|contactpersoon(?: is)?:?|t\.?a\.?v\.?|bel|mail|"
    r"overleg(?:gen)? met|gesproken met|gebeld met|getrouwd met|genaamd|(?<!bedrijf )(?<!zaak )"
    r"(?<!winkel )heet|heette|noem me)\s)",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"(?:heet|heette|(?:hallo|hoi|dag|hi|hey|goede\w+)[,.!]? met|naam is|naam:|"
    r"genaamd|spreekt met|spreek je met|mevrouw|meneer|mijnheer|"
    r"dhr\.?|mevr\.?|mw\.?|vraag naar|vragen naar|even naar|contactpersoon(?: is)?:?)\s$",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"\b(?:[A-Z]\.\s?)+(?:(?:van|de|der|den|het|'t|ten|ter|el|al)\s){0,3}[A-Z][\w'’-]+"
)
_BEFORE_CONTACT = re.compile(
    r"^((?:[A-Z][\w'’-]+|van|de|der|den|ten|ter|el|al)(?: (?:[A-Z][\w'’-]+|van|de|der|den|ten|ter|"
    r"el|al)){0,4})[,:]? $"
)
_MOBILE = re.compile(r"(?<![\w])06(?:[ .-]{0,3}\d){8}(?![\w])")
_PARTICLES = frozenset(
    "van de der den het 't ten ter te op aan el al ben la le du da von zu in".split()
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*", re.UNICODE)


NUMBERS = frozenset({"phone", "email", "bsn", "iban", "kvk", "birth_date"})
"""Kinds for which a form or check digits vouch: these are masked in logs, where a capital tells no
name."""


def find(text: str, known: Iterable[str] = (), names: Names | None = None) -> list[Hidden]:
    """All that must be masked, in the order of the text; nothing overlaps.

    Args:
        known: names that are the speaker's, as they were left.
        names: finds names by lists; without it, names that nobody introduces stay.
    """
    found: list[Hidden] = []

    def take(kind: str, start: int, end: int) -> None:
        if start < end and not any(h.start < end and start < h.end for h in found):
            found.append(Hidden(kind, start, end))

    for kind, start, end in _numbers(text):
        take(kind, start, end)
    for start, end in _addresses(text):
        take("address", start, end)
    for start, end in _known(text, known):
        take("name", start, end)
    for start, end in _introduced(text):
        take("name", start, end)
    for hidden in list(found):
        if hidden.kind in ("phone", "email"):
            before = _BEFORE_CONTACT.match(text[: hidden.start])
            first = before[1].split()[0].lower() if before else ""
            if before and first not in NO_NAME and not is_place(first):
                take("name", before.start(1), before.end(1))
    if names is not None:
        for start, end in names.find(text, known):
            take("name", start, end)
    for start, end in _by_first_name(text):
        take("name", start, end)
    return _joined(text, sorted(found, key=lambda h: h.start))


def mask(
    text: str,
    known: Iterable[str] = (),
    names: Names | None = None,
    only: frozenset[str] = frozenset(LABELS),
) -> str:
    """The text with labels in place of persons; see `find`.

    Args:
        only: kinds to mask.
    """
    found = find(text, known, names) if only - NUMBERS else _of_numbers(text)
    for hidden in reversed([hidden for hidden in found if hidden.kind in only]):
        text = text[: hidden.start] + LABELS[hidden.kind] + text[hidden.end :]
    return text


def _of_numbers(text: str) -> list[Hidden]:
    found: list[Hidden] = []
    for kind, start, end in _numbers(text):
        if not any(h.start < end and start < h.end for h in found):
            found.append(Hidden(kind, start, end))
    return sorted(found, key=lambda hidden: hidden.start)


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _MAIL.finditer(text):
        yield "email", match.start(), match.end()
    at = 0
    while (account := _IBAN.search(text, at)) is not None:
        # The form is greedy: words behind the number may be taken for a part of it.
        whole, at = account.group(), account.start() + 1
        for end in range(len(whole), 14, -1):
            if whole[end - 1].isalnum() and iban.is_valid(whole[:end]):
                yield "iban", account.start(), account.start() + end
                at = account.start() + end
                break
    for match in _BORN.finditer(text):
        group = 1 if match[1] else 2
        yield "birth_date", match.start(group), match.end(group)
    for match in _NINE.finditer(text):
        if bsn.is_valid(match.group().zfill(9)) and _is_near(_BSN_WORD, text, match):
            yield "bsn", match.start(), match.end()
    for found in contacts(text):
        yield found.entity, found.start, found.end
    for match in _MOBILE.finditer(text):
        yield "phone", match.start(), match.end()
    for match in _EIGHT.finditer(text):
        if _is_near(_KVK_WORD, text, match):
            yield "kvk", match.start(), match.end()
    for phone in PhoneNumberMatcher(text, "NL", Leniency.VALID):
        yield "phone", int(phone.start), int(phone.end)
    for match in _NINE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) == 9 and bsn.is_valid(digits):
            yield "bsn", match.start(), match.end()


def _is_near(words: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    return bool(words.search(text[max(0, match.start() - _NEAR) : match.end() + _NEAR]))


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for match in _STREET.finditer(text):
        yield match.start(), match.end()
    for match in _ADDRESS_SAID.finditer(text):
        yield match.start(1), match.end(1)
    for match in _POSTCODE.finditer(text):
        yield match.start(), match.end()
    for match in _POSTCODE_PLAIN.finditer(text):
        yield match.start(1), match.end(1)


def _known(text: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in known:
        words = name.split()
        if not words:
            continue
        parts = [r"\s+".join(map(re.escape, words))]
        capital = [w for w in words if w[:1].isupper() and len(w) > 2]
        for match in re.finditer(rf"(?<!\w)(?:{parts[0]})(?!\w)", text, re.IGNORECASE):
            yield match.start(), match.end()
        for word in capital:
            for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                yield match.start(), match.end()
        if key(words[0]) in name_words().first_names:
            for match in re.finditer(rf"(?<!\w){re.escape(words[0])}(?!\w)", text, re.IGNORECASE):
                yield match.start(), match.end()


def _introduced(text: str) -> Iterator[tuple[int, int]]:
    for cue in _BEHIND.finditer(text):
        start = cue.end()
        end = _name_end(text, start, plain=bool(_SURE.search(cue.group())))
        if end > start:
            yield start, end
    for match in _INITIALS.finditer(text):
        yield match.start(), match.end()


def _by_first_name(text: str) -> Iterator[tuple[int, int]]:
    """First names that are no ordinary word and written with a capital, with what follows."""
    for match in _WORD.finditer(text):
        word = match.group().rstrip(".,")
        plain = key(word)
        if not word[0].isupper() or plain not in name_words().first_names:
            continue
        if plain in name_words().no_people:
            continue
        end = max(_name_end(text, match.start(), plain=False), match.start() + len(word))
        if key(text[match.start() : end]) not in name_words().organisations:
            yield match.start(), end


def _name_end(text: str, start: int, plain: bool) -> int:
    """The end of a name that begins at ``start``; ``start`` where there is none.

    Args:
        plain: it may be written without capitals.
    """
    at, end, words = start, start, 0
    while words < 5:
        match = _WORD.match(text, at)
        if match is None:
            break
        word = match.group()
        bare = word.rstrip(".,")
        lower, capital = bare.lower(), bare[:1].isupper()
        known = key(bare) in name_words().first_names
        particle = lower in _PARTICLES
        if words == 0:
            surname = particle and capital and _surname_follows(text, match.end(), False)
            if not surname and not _may_begin(lower, capital, known, plain):
                return start
            plain = plain and not capital
        if words and not (capital or particle or (known and plain) or _goes_on(text, at, plain)):
            break
        if words and particle and not capital and not _surname_follows(text, match.end(), plain):
            break
        if words and capital and lower in NO_NAME and not particle:
            break
        ended = match.start() + len(bare)
        initial = (len(bare) == 1 and word.endswith(".")) or re.fullmatch(r"(?:[A-Z]\.)+", word)
        if initial:
            ended = match.end()
        at, words = match.end(), words + 1
        if not particle or capital:
            end = ended
        if at < len(text) and text[at] != " " and not initial:
            break
        if word != bare and not initial:
            break
        at += 1 if at < len(text) and text[at] == " " else 0
    return end


def _may_begin(lower: str, capital: bool, known: bool, plain: bool) -> bool:
    if lower in NO_NAME or lower in name_words().no_people or lower in _places():
        return False
    return capital or known or (plain and lower not in _PARTICLES)


def _goes_on(text: str, at: int, plain: bool) -> bool:
    """Whether a name without capitals goes on: nothing but a name can stand here."""
    if not plain:
        return False
    before = text[:at].rstrip().rsplit(" ", 1)[-1].lower()
    return before in _PARTICLES


def _surname_follows(text: str, at: int, plain: bool) -> bool:
    words = re.match(r"\s+([^\s,.!?]+)(?:\s+([^\s,.!?]+))?(?:\s+([^\s,.!?]+))?", text[at:])
    for word in words.groups() if words else ():
        if word is None:
            return False
        if word.lower() in _PARTICLES and not word[0].isupper():
            continue
        return word[0].isupper() or (plain and word.lower() not in NO_NAME)
    return False


def is_place(word: str) -> bool:
    """Whether a word is the name of a place here."""
    return word.lower() in _places()


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    from bot.knowledge import load

    return frozenset(name.lower() for name in load().gazetteer.names)


def _joined(text: str, found: list[Hidden]) -> list[Hidden]:
    """Two names with only a space between them are one; so are street and postcode."""
    joined: list[Hidden] = []
    for hidden in found:
        last = joined[-1] if joined else None
        between = text[last.end : hidden.start] if last else ""
        if last and last.kind == hidden.kind and re.fullmatch(r",?\s{1,2}", between):
            if hidden.kind == "name" and "," in between:
                joined.append(hidden)
                continue
            joined[-1] = Hidden(last.kind, last.start, hidden.end)
        else:
            joined.append(hidden)
    return joined
