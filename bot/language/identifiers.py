"""Legal form, chamber of commerce number, telephone number and e-mail address."""

from __future__ import annotations

import re
from collections.abc import Sequence

import phonenumbers
from phonenumbers import Leniency, PhoneNumber, PhoneNumberMatcher

from bot.language import company
from bot.language.found import Found
from bot.language.negation import is_denied
from bot.language.patterns import any_of, spaced, whole_words, words
from bot.language.reading import Context, Reading

_MOST_PHONES = 20
_DIALLED = re.compile(
    r"(?<![0-9A-Za-z])[+(0][0-9][0-9 ()./\u00a0\u2011\u2013-]{6,24}[0-9](?![0-9])"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}"
    r"[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_KVK_CODE = re.compile(r"(?<![0-9.,€-])[0-9](?:[ .-]?[0-9]){7}(?![0-9]|[.,-][0-9])")
_KVK_WORD = re.compile(r"k\.?v\.?k|kamer van koophandel|handelsregister|inschrijfnummer", re.I)
_KVK_REACH = 45
"""Characters around a number within which a word like "kvk" makes it a KVK number."""

_FORMS = {
    "eenmanszaak": spaced(
        "eenmanszaakje|eenmanszaak|eenmansbedrijf|een manszaak|#1 manszaak|eenmans zaak"
    ),
    "vof": spaced("vof|vofje|vof je|v o f|vennootschap onder firma"),
    "maatschap": spaced("maatschap"),
    "cv": spaced(r"commanditaire vennootschap|comm ?\.? ?v\.?"),
    "bv": spaced("besloten vennootschap|bvtje|bvba|b v|bee vee"),
    "nv": spaced("naamloze vennootschap"),
    "cooperatie": spaced("cooperatie|cooperatieve vereniging"),
    "stichting": spaced("stichting"),
    "vereniging": spaced("vereniging|vzw"),
}
_SHORT = spaced("(bv|nv|cv)s?")
_FREELANCE = spaced("zzp(?: er)?")
_NEEDS_OWN = words("stichting vereniging cooperatie")
_CALLED = re.compile(
    "(?:^| )"
    + any_of(r"""
        een, mijn, onze, ons, de, deze, die, als, in de, nu is, is nu, echte, jaar,
        is een, zijn een, werk\w*, eigen, holding, beheer, vorm, #?\d
    """)
    + "$"
)
_OWN_FORM = whole_words(
    "ik|we|wij|als|mijn|onze|ons|heb|hebben|ben|zijn|is|rechtsvorm|bedrijf|maakte er"
)
_OTHER_FORM = whole_words(
    any_of(r"""
        lid van, leden van, lever\w* aan, klant\w*, leverancier\w*, bij (?:een|de|die),
        voor (?:een|de zelfde|dezelfde)
    """)
)
_PARTY = any_of(r"""
    huisbaas, verhuurder, huurder, \w*leverancier, concurrent, buurman, buurvrouw, buren, bank,
    opdrachtgever, afnemer, partij, eigenaar, koper, verkoper, accountant, boekhouder, aannemer,
    dealer, verzekeraar, franchisegever, importeur, tegenpartij, verhuurmaatschappij
""")
_IS_PARTY = re.compile(
    rf"\b(?:mijn|onze|ons|de|die|een|hun|zijn|haar)(?: \w+e)? {_PARTY}(?: \S+){{0,3}}"
    r" (?:is|zijn|heeft|hebben|was|waren|werd|wordt|werkt)(?: \S+){0,2}$"
    r"|\b(?:huren|huur|kopen|koop|gekocht|gehuurd|pachten|pacht|overgenomen)(?: \S+){0,2} van een$"
    r"|\been (?:buitenlandse|duitse|belgische|poolse|engelse|amerikaanse)$"
)
"""Before a form that somebody else has: "onze huisbaas is een bv"."""
_OF_THE = re.compile(r"(?:^| )van (?:de|die)$")
"""Before an association or a foundation, which one can belong to without it being one's own."""
_OR_MINE = re.compile(r"of (?:de|het) (?:mijne|onze)\b")
_SELF_DESCRIPTION = re.compile(r"(?:(?:van|met|zonder|in|sinds|zijn we|i\W*o)\b|$)")
"""Behind a form that opens the message: "vereniging, met eigen kantine"."""
_CORRECTION = 8
"""Words of a message that does no more than correct what was said."""
_DONE = whole_words("omgezet|overgegaan|overgestapt|geworden")
_DONE_AFTER = re.compile(r"^(?:gegaan|overgegaan|omgezet|overgestapt|geworden|veranderd)\b")
_LEFT_FOR = re.compile(
    r"^naar (?:een )?(?:bv|vof|nv|maatschap|stichting|cooperatie) (?:gegaan|overgegaan|omgezet)\b"
)
"""Behind a form that is no longer: "van vof naar bv gegaan"."""
_TAKEN_BACK = re.compile(
    r"(?:^| )(?:(?:ik|we|wij) (?:zei|zeiden|noemde|schreef)(?: \S+){0,3}|verkeerd(?: \S+){0,5}"
    r"|daarvoor|vroeger|voorheen|eerst)$"
    r"|(?:^| )(?:vroeger|voorheen|eerst|eerder|destijds|daarvoor)"
    r"(?: (?!nu\b|maar\b|inmiddels\b)\S+){0,4} (?:een|als|in een)$"
)
"""Before a form that was said by mistake: "ik zei eenmanszaak maar het is een bv"."""
_ONCE = re.compile(
    r"\b(?:was|waren|had|hadden|wou|wouden|wilde|wilden|begon|begonnen|gestart)"
    r"(?: (?!nu\b|maar\b)\S+){0,3} (?:een|als|de)$"
)
"""Before a form that was, where another is told as well: "we waren een vof, nu een bv"."""
_DEFINITE = re.compile(r"(?:^| )(?:de|onze|mijn|deze|die|hun)$")
"""A form with such a word is there, whatever is denied of it ("niet de bv")."""
_PLANNED = re.compile(
    r"\b"
    + any_of(r"""
        naar(?: een)?, wil\w*, (?:wil|willen)(?: (?!en )\S+)?(?: (?!en )\S+)? een, om in(?: een)?,
        omzetten in(?: een)?, oprichten, overstappen, beginnen,
        (?:richt|richten|start|starten|begin|beginnen) (?:ik|we|wij|je) (?:zo )?een,
        moet ik(?: \S+){0,2}, zou,
        kan ik, worden, beter een, of een
    """)
    + "$"
)
_PLANNED_AFTER = re.compile(
    r"^(?:\S+ ){0,3}(?:oprichten|worden|maken|beginnen|starten|nemen|gaan)\b"
)


_SHARED = re.compile(r"\b(?:uit|in|van) (?:de|onze)$")
_TOGETHER = whole_words("we|wij|ons|onze|samen")
"""Who wants to leave "de vof" that "we" are in, is one of it: "mijn zus wil uit de vof"."""


def contacts(text: str) -> list[Found]:
    """E-mail addresses (lower case) and telephone numbers (digits with a leading 0)."""
    found: list[Found] = []
    if "@" in text:
        for match in _MAIL.finditer(text):
            value = match.group().lower()
            if ".." not in value and ".@" not in value:
                found.append(Found("email", value, match.start(), match.end(), 0.98))
    tried = 0
    for match in _DIALLED.finditer(text):
        tried += 1
        if tried > _MOST_PHONES:
            break
        if any(m.start <= match.start() < m.end for m in found):
            continue
        for hit in PhoneNumberMatcher(match.group(), "NL", Leniency.VALID, max_tries=5):
            start = match.start() + hit.start
            found.append(
                Found("phone", _national(hit.number), start, start + len(hit.raw_string), 0.95)
            )
    return found


def _national(number: PhoneNumber) -> str:
    """Digits to dial from the Netherlands: "0612345678", a foreign number with "00" before it."""
    if number.country_code == 31:
        return "0" + phonenumbers.national_significant_number(number)
    return f"00{number.country_code}{phonenumbers.national_significant_number(number)}"


def kvk_numbers(text: str, asked: bool) -> list[Found]:
    """Numbers of the chamber of commerce: eight digits near a word that says so, or when asked.

    They have no check digit, so nothing more can be verified here.
    """
    if not asked and not _KVK_WORD.search(text):
        return []
    cues = [m.span() for m in _KVK_WORD.finditer(text)]
    found = []
    for match in _KVK_CODE.finditer(text):
        near = any(
            match.start() - end <= _KVK_REACH and start - match.end() <= _KVK_REACH
            for start, end in cues
        )
        if near or asked:
            digits = "".join(c for c in match.group() if c.isdigit())
            sure = 0.95 if near or match.end() - match.start() >= len(text.strip()) - 12 else 0.7
            found.append(Found("kvk_number", digits, match.start(), match.end(), sure))
    return found


def legal_forms(
    reading: Reading, asked: bool, names_of_own: Sequence[tuple[int, int]] = ()
) -> list[Found]:
    """The own company's legal form; not one that is planned, denied or somebody else's.

    ``names_of_own``: where the own company's name stands, which tells its form: "stichting De Ark".
    """
    found = []
    for form, pattern in _FORMS.items():
        for match in pattern.finditer(reading.canon):
            start, end = reading.span(*match.span())
            in_name = any(first <= start and end <= last for first, last in names_of_own)
            if asked or in_name or _is_own_form(reading, match, form):
                found.append(_form(reading, form, match, 0.95 if asked else 0.9))
    for match in _SHORT.finditer(reading.canon):
        sure = _short_form(reading, match, asked)
        if sure:
            found.append(_form(reading, match.group(1), match, sure))
    if asked:
        for match in _FREELANCE.finditer(reading.canon):
            found.append(_form(reading, "eenmanszaak", match, 0.7))
    said = [f for f in found if not _is_unsaid(reading, f)]
    now = [f for f in said if not _ONCE.search(_around(reading, f).left)]
    return now or said


def _is_unsaid(reading: Reading, form: Found) -> bool:
    """Whether the words around a form deny it or take it back."""
    left, right = _around(reading, form)
    if _TAKEN_BACK.search(left):
        return True
    if left.endswith("van") and _LEFT_FOR.match(right):
        return True
    return not _DEFINITE.search(left) and is_denied(reading, form.start, form.end)


def _around(reading: Reading, form: Found) -> Context:
    """The words before and after a form in its clause."""
    first, last = reading.tokens_in(form.start, form.end)
    end = reading.offset_of(last - 1) + len(reading.tokens[last - 1].canon)
    return reading.context(reading.offset_of(first), end)


def _form(reading: Reading, form: str, match: re.Match[str], sure: float) -> Found:
    return reading.found("legal_form", form, match.start(), match.end(), sure)


def _is_own_form(reading: Reading, match: re.Match[str], form: str) -> bool:
    left, right = reading.context(match.start(), match.end())
    if _IS_PARTY.search(left):
        return False
    is_shared = _SHARED.search(left) and _TOGETHER.search(reading.canon)
    if (company.of_others(left) and not is_shared) or _planned(left, right):
        return False
    if form in _NEEDS_OWN:
        at_start = match.start() == 0 or reading.canon[: match.start()] == "een "
        if (at_start and _SELF_DESCRIPTION.match(right)) or left.endswith("bestuur van de"):
            return True
        others = _OTHER_FORM.search(left) or _OF_THE.search(left)
        if not left and not right and _is_listed(reading, match):
            return True
        # "geen stichting, vereniging": what is left when another is set aside
        instead = not left and not right and reading.words <= _CORRECTION
        return instead or (bool(_OWN_FORM.search(left)) and not others)
    return True


_SHORT_OPENING = 3
"""Words of a message's first piece that says what the company is, with its form behind it."""


def _is_listed(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a form stands apart right behind the opening: "thuiszorg, stichting, en ..."."""
    before = reading.canon[: match.start()].split()
    return before[-1:] == [","] and len(before) <= _SHORT_OPENING + 1 and before.count(",") == 1


def _planned(left: str, right: str) -> bool:
    is_done = _DONE.search(left) or _DONE_AFTER.match(right)
    return bool(_PLANNED.search(left) or _PLANNED_AFTER.match(right)) and not is_done


def _short_form(reading: Reading, match: re.Match[str], asked: bool) -> float:
    """How surely "bv", "nv" or "cv" is a legal form; 0 where it is not one.

    "bv" may be "bijvoorbeeld" and "cv" a heating system or a résumé.
    """
    form = match.group(1)
    written = reading.tokens[reading.token_at(match.start())].text
    left, right = reading.context(match.start(), match.end())
    if asked:
        return 0.95
    if _OR_MINE.match(right) or (left.endswith("naar") and _DONE_AFTER.match(right)):
        return 0.8
    if form == "cv" and match.start() == 0 and reading.canon[match.end() :].startswith(" ,"):
        return 0.8
    if (
        (form == "cv" and not left.endswith(("is een", "zijn een")))
        or company.of_others(left)
        or _planned(left, right)
        or _OTHER_FORM.search(left)
        or _IS_PARTY.search(left)
    ):
        return 0.0
    if "." in written or (written.isupper() and not reading.shouted):
        return 0.9
    if _CALLED.search(left):
        return 0.9
    if match.start() == 0 and _SELF_DESCRIPTION.match(right) and reading.words > 1:
        return 0.8
    # "bv" between commas or opening a message of more words is no "bijvoorbeeld".
    return 0.7 if not right and form == "bv" and reading.words > 1 else 0.0
