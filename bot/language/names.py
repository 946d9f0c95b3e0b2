"""What the speaker and the own company are called, by the words that names stand behind.

A name has capitals; behind words that nothing but a name can follow ("mijn naam is", "ons bedrijf
heet") it need not have them. First names that are no ordinary words count in lower case too.
"""

from __future__ import annotations

import re
from typing import Iterator

from bot.language import company, people_named, speakers
from bot.language.found import Found
from bot.language.gazetteer import Gazetteer
from bot.language.name_forms import (
    ARTICLES,
    FORMS,
    NO_NAME,
    SHORT_FIRMS,
    TITLES,
    Line,
    is_first_name,
    is_kind,
    is_link,
    is_trade,
    name_words,
    plain_name,
    run,
)
from bot.language.patterns import any_of, words
from bot.language.reading import Reading

_SURNAME = 2
"""Words from which "Van" at the beginning is part of a name ("Van Dalfsen Steigers")."""
_LEGAL = words("bv nv vof cv bva")
_OWN_COMPANY = any_of(r"""
    bedrijf, zaak, winkel, onderneming, firma, praktijk, salon, tent, toko, website, stichting, bv,
    \w+bedrijf, \w+winkel, \w+zaak, eenmanszaak, vof
""")
_COMPANY_CUE = re.compile(
    r"(?:^|(?<= ))"
    + any_of(rf"""
        naam[^.!?]*? {_OWN_COMPANY}[^.!?]*? moet (?:zijn|worden),
        (?:bedrijfs|handels)naam[^.!?]*? moet (?:zijn|worden),
        {_OWN_COMPANY}(?: van (?:mij|ons|mijn man))? heet, ^heet, (?:het|t) heet, genaamd,
        op naam van, (?:we|wij) heten(?: samen)?, (?:bedrijfs|handels)naam(?: is| wordt)?,
        onder de naam,
        (?:bekend|ingeschreven|aangemeld) als, de naam is,
        (?<!mijn )(?<!de )naam(?: is)?
    """)
    + r"(?: [,:])?(?= )"
)
_IS_THE_NAME = re.compile(
    r"^(?:(?:is|heet|heten) (?:de naam|het bedrijf|we|wij"
    r"|(?:ons|onze|mijn|mn) (?:bedrijf\w*|zaak|winkel\w*|tent))\b"
    r"|heet (?:het|t)\b)"
)
_SUBJECT = any_of(r"""
    gegevens, alles, formulier\w*, dossier\w*, aanvraag, bestand, systeem, account, informatie,
    inzage\w*, uitzoeken, uitgezocht, registratie, inschrijving, data, iets, wat, status, stukken,
    mails?, afspraak, gesprek, intake, profiel
""")
_ABOUT = re.compile(
    rf"\b{_SUBJECT}(?: [^ .!?]+){{0,7}} (?:van|over|op|voor|namens)$|"
    + any_of(r"""
        \b(?:insta\w*|facebook\w*|website|site|webshop|pagina|mailbox) van$,
        \b(?:haal|verwijder|schrap|wis|gooi|schrijf|namens)$,
        \b(?:vertegenwoordig|vertegenwoordigen)(?: (?:ik|wij|we|hier|de firma))?$,
        \b(?:run|runnen|leid|leiden|bestier|bestieren)(?: (?:ik|we|wij))?$,
        ^(?:ik ben|wij zijn|we zijn|hier) van$,
        \b(?:wij|we|ik) van$, ^bij$,
        \b(?:helft|baas|directeur|eigenaar|eigenaresse|oprichter|oprichtster) van$,
        \b(?:bestuurder|dga|vennoot|zaakvoerder|bedrijfsleider|bedrijfsleidster) van$
    """)
)
_WE_ARE = re.compile(r"^(?:wij|we) zijn$")
_OUT_OF_LIST = re.compile(r"^(?:mag|moet|kan|graag|verwijderen|wissen)(?: \S+){0,4} (?:uit|weg)\b")
_FROM = re.compile(r"^(?:uit|in|te|op|,|en (?:we|wij))(?: |$)")
_HEARD_OF = re.compile(r"^(?:gehoord|weten|weet)\b")
_OF_US = re.compile(r"\b(?:we|wij|ons|onze|ik|mijn|er)\b")
_EXISTS = re.compile(r"^(?:bestaat|is|zit|staat|werd|viert|heeft|gaat)\b")
_STARTS_LABEL = re.compile(r"^(?:(?:in|uit|te|op) \S+|\( ?\S+ ?\))(?: [,.]|$)")


def find(reading: Reading, gazetteer: Gazetteer) -> list[Found]:
    """Names of people (``person_name``; the speaker's is surer) and the own ``company_name``."""
    line = Line(reading, gazetteer, name_words())
    people = list(speakers.find(line))
    taken = [(f.start, f.end) for f in people]
    companies = [
        f
        for f in _companies(line, people)
        if not any(start < f.end and f.start < end for start, end in taken)
    ]
    companies = _longest(companies)
    named = people_named.find(line, [*taken, *((f.start, f.end) for f in companies)])
    return [*people, *companies, *named]


def _longest(found: list[Found]) -> list[Found]:
    """One finding for each stretch of text, and each name once."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, -f.confidence)):
        overlaps = any(k.start < one.end and one.start < k.end for k in kept)
        if not overlaps and not any(k.value == one.value for k in kept):
            kept.append(one)
    return kept


def _companies(line: Line, people: list[Found]) -> Iterator[Found]:
    yield from _with_legal_form(line)
    yield from _said_to_be_called(line)
    yield from _behind_kind(line)
    yield from _in_small_letters(line)
    yield from _kept_of(line)
    yield from _by_capitals(line)
    yield from _with_ampersand(line)
    yield from _behind_opening(line)
    yield from _introduced(line)
    for person in people:
        yield from _behind_person(line, person)


def _with_legal_form(line: Line) -> Iterator[Found]:
    """ "Hoekstra Bollen BV": capitals before a legal form."""
    for at, token in enumerate(line.reading.tokens):
        if token.canon not in _LEGAL or not at or not line.has_capital(at - 1):
            continue
        first = at - 1
        while first and (line.has_capital(first - 1) or _links_back(line, first - 1)):
            first -= 1
        first = _without_filler(line, first, at)
        if first < at and not line.is_known(first, at):
            yield line.found("company_name", first, at + 1, 0.85)


def _links_back(line: Line, at: int) -> bool:
    return is_link(line, at, people=False) and at > 0 and line.has_capital(at - 1)


def _without_filler(line: Line, first: int, last: int) -> int:
    """The first word that can belong to the name ("Mijn Jansen BV")."""
    while first < last:
        canon = line.reading.tokens[first].canon
        if canon not in NO_NAME or (canon in ("de", "het") and last - first > 1):
            break
        proper = not line.begins_sentence(first) or last - first > _SURNAME
        if canon == "van" and line.has_capital(first) and proper:
            break
        first += 1
    return first


def _said_to_be_called(line: Line) -> Iterator[Found]:
    """ "Ons bedrijf heet", "op naam van", "... is de naam"."""
    for cue in _COMPANY_CUE.finditer(line.reading.canon):
        at = _called(line, line.reading.token_at(cue.end() + 1))
        token = line.token(at)
        if token is None or token.kind != "word" or line.is_known(at, at + 1):
            continue
        if line.has_capital(at):
            last = run(line, at)
        elif cue.start() == 0 or _SURELY_CALLED.search(cue.group()):
            name = at
            while (part := line.token(name)) is not None and part.canon in _NAME_STARTS | ARTICLES:
                name += 1
            after = line.token(name)
            is_name = after is not None and after.canon not in NO_NAME
            last = plain_name(line, at) if is_name else at
        else:
            continue
        if last > at and not is_first_name(line, at):
            yield line.found("company_name", at, last, 0.9)


_SURELY_CALLED = re.compile("heet|genaamd|moet (?:zijn|worden)")
_FILLER = words("officieel eigenlijk nu gewoon trouwens sinds")


def _called(line: Line, at: int) -> int:
    """Where the name begins: behind "officieel", and behind "maar" in "geen X meer maar Y"."""
    token = line.token(at)
    if token is not None and token.canon == "geen":
        for later in range(at, min(at + 8, len(line.reading.tokens))):
            if line.reading.tokens[later].canon == "maar":
                return later + 1
    while token is not None and token.canon in _FILLER:
        at += 1
        token = line.token(at)
    return at


def _behind_kind(line: Line) -> Iterator[Found]:
    """ "Slagerij van 't Hof": the kind of company with its name behind it."""
    for at in range(len(line.reading.tokens)):
        if not is_kind(line, at):
            continue
        after = at + 1
        while is_link(line, after, people=False):
            after += 1
        left = line.left(at)
        preceded = left.rpartition(" ")[2]
        if line.has_capital(after) and not line.begins_sentence(after):
            last = run(line, after)
        elif preceded in ("van", "namens") or (
            preceded in ("", "met") and line.right(after).split(" ")[0] in _AUNTS
        ):
            last = plain_name(line, at + 1)
        else:
            continue
        if last <= after:
            continue
        if line.reading.tokens[at].canon in _ANY_COMPANY and preceded in _OURS:
            if line.reading.tokens[at + 1].canon not in NO_NAME:
                yield line.found("company_name", at + 1, last, 0.85)
            continue
        if line.is_known(after, last) or line.is_known(at + 1, last):
            continue
        if line.reading.tokens[at].canon in FORMS:
            if not _is_own_form(line, at):
                continue
        elif preceded in ARTICLES:
            continue
        if company.of_others(left) or preceded == "naar":
            continue
        yield line.found("company_name", at, last, 0.85)


_SPEAKS_FOR = re.compile(
    r"(?:\b(?:namens|ik|we|wij|run|runnen|leid|leiden|heb|hebben|ben|zijn|onze|ons|mijn|hier"
    r"|heet|heten|genaamd|vertegenwoordig|vertegenwoordigen"
    r"|(?:heb|hebben|runnen|run) (?:samen )?met(?: \S+){1,3})"
    r"|\b(?:bestuurder|bestuurslid|bestuur|voorzitter|secretaris|penningmeester|directeur|directrice"
    r"|eigenaar|eigenaresse|oprichter|oprichtster|coordinator|beheerder|maat|vennoot) (?:van|bij)"
    r"|^(?:\S+ )?(?:van|met|vanuit|bij))(?: de)?$"
)
"""Before a form with a name behind it that is one's own: "namens stichting De Warme Deken"."""
_PRIVATE_FORMS = words("vof maatschap firma")
"""Forms of a few people, whose own they are when a message opens with them."""


def _is_own_form(line: Line, at: int) -> bool:
    """Whether a legal form before a name is the own one: anybody may speak of a foundation."""
    left = line.left(at)
    if not left or _SPEAKS_FOR.search(left):
        return True
    return left == "de" and at == 1 and line.reading.tokens[at].canon in _PRIVATE_FORMS


_ANY_COMPANY = words("bedrijf zaak winkel onderneming firma tent")
_OURS = words("ons onze mijn")
_AUNTS = words("tante ome oom opa oma")
"""Behind a kind of company nothing but its name begins with these."""
_NAME_STARTS = words("de het t van der den ten")
_NEVER_FIRST = words("hoe wat zo en maar hier daar nu dan die dat dit ja nee zoals")
_KVK_NEXT = re.compile(r"^(?:, )?kvk\b")
_AND_SONS = words("zn zonen zoon")
_TAKE = re.compile(r"\b(?:haal|verwijder|schrap|wis|gooi)$")
_OUT_OF = re.compile(r"^(?:eruit|uit)\b")
_LONGEST_SMALL = 4
"""Words up to "heet" in "kapsalon bij ons heet ie"."""
_OF_MANY = re.compile(r"^van (?:#\d+ )?\w+(?:s|en)(?= ?(?:$|[,.]| (?:in|uit|te) ))")
"""Behind a form, of whom it is and no name: "maatschap van tandartsen"."""
_ENDS_NAME = re.compile(r"^(?:$|[,.(]|(?:in|uit|te|op) \S+(?: [,.]|$| ik| wij| we)|kvk\b)")
_CALLED_THAT = re.compile(
    r"^heet (?:ie|hij|(?:de|mijn|mn|m n|onze|ons) (?:zaak|bedrijf\w*|winkel\w*|tent|salon|toko))\b"
)


def _in_small_letters(line: Line) -> Iterator[Found]:
    """Names without capitals: "eetcafe het hoekje in Rutten", "juweeltje heet mijn zaak"."""
    tokens = line.reading.tokens
    if len(tokens) > _SURNAME and is_kind(line, 0) and tokens[1].canon in _NAME_STARTS:
        last = plain_name(line, 1)
        is_firm_of = tokens[0].canon in FORMS and _OF_MANY.match(line.right(1)) is not None
        if last > _SURNAME and not is_firm_of and _ENDS_NAME.match(line.right(last)):
            yield line.found("company_name", 0, last, 0.8)
    for at in range(len(tokens)):
        if _ends_in_family(line, at):
            yield line.found("company_name", at, at + 3, 0.8)
        yield from _between_commas(line, at)
    if len(tokens) > _SURNAME and is_kind(line, 0) and _KVK_NEXT.match(line.right(_SURNAME)):
        yield line.found("company_name", 0, _SURNAME, 0.8)
    for at in range(1, len(tokens)):
        last = plain_name(line, at)
        if tokens[at - 1].canon == "namens" and tokens[at].canon not in NO_NAME:
            told = line.has_capital(at) or (is_kind(line, at) and line.has_capital(at + 1))
            if not is_first_name(line, at) and not told and last - at > 1:
                yield line.found("company_name", at, last, 0.75)
            continue
        about = last - at > 1 and _OUT_OF.match(line.right(last)) and _TAKE.search(line.left(at))
        if about and is_trade(line, last - 1):
            yield line.found("company_name", at, last, 0.8)
    for last in range(1, min(len(tokens), _LONGEST_SMALL) + 1):
        if _CALLED_THAT.match(line.right(last)) and tokens[0].canon not in _NEVER_FIRST:
            yield line.found("company_name", 0, last, 0.85)


_WE_RUN = re.compile(
    r"(?:^| )(?:(?:we|wij) (?:zijn|runnen|hebben)|ik (?:ben|run|heb)|hier is|dit is|met)$"
)
_PLACED = re.compile(r"^(?:(?:in|uit|te|op) \S+|,|en (?:we|wij|ik|\w+en)\b|met #)")
_NO_LAST = re.compile(r"(?:^ge\w+|en|je|ig|lijk)$")
"""Words that are more likely a verb or an adjective than the end of a name."""


def _introduced(line: Line) -> Iterator[Found]:
    """ "Wij zijn slagerij smit uit ens": a kind with one or two words of a name, no capitals."""
    tokens = line.reading.tokens
    for at in range(1, len(tokens) - 1):
        if not is_kind(line, at) or not _WE_RUN.search(line.left(at)):
            continue
        last = at + 1
        while last < len(tokens) and tokens[last].canon in _NAME_STARTS:
            last += 1
        name = line.token(last)
        if name is None or name.kind != "word" or name.canon in NO_NAME or line.has_capital(last):
            continue
        is_word = name.canon in line.gazetteer.sector_words and not name.canon.endswith("er")
        known = is_word or line.is_known(last, last + 1)
        if not known and not _NO_LAST.search(name.canon) and _PLACED.match(line.right(last + 1)):
            yield line.found("company_name", at, last + 1, 0.75)


def _kept_of(line: Line) -> Iterator[Found]:
    """ "Wat jullie van staalwerk de ketting bewaren"."""
    for cue in _KEPT_OF.finditer(line.reading.canon):
        at = line.reading.token_at(cue.end() + 1)
        token, last = line.token(at), plain_name(line, at)
        if token is None or token.canon in NO_NAME or line.has_capital(at):
            continue
        parts = {t.canon for t in line.reading.tokens[at + 1 : last]}
        name_like = bool(parts & _NAME_STARTS) or is_trade(line, last - 1)
        if name_like and last - at > 1 and not is_first_name(line, at):
            yield line.found("company_name", at, last, 0.75)


_KEPT_OF = re.compile(
    r"\b(?:wat|alles|gegevens die|informatie die) (?:jullie|u|je) (?:\S+ )?(?:van|over)(?= )"
)


def _ends_in_family(line: Line, at: int) -> bool:
    """Whether a name with its family begins here: "visser & zn"."""
    parts = [t.text.lower() for t in line.reading.tokens[at : at + 3]]
    if len(parts) < 3 or line.has_capital(at) or parts[0] in NO_NAME or len(parts[0]) < 3:
        return False
    return parts[1] == "&" and parts[2] in _AND_SONS


def _between_commas(line: Line, at: int) -> Iterator[Found]:
    """ "Ons bedrijf, Nautilus, maakt motoren"."""
    tokens = line.reading.tokens
    own = tokens[at].canon in _ANY_COMPANY and at and tokens[at - 1].canon in _OURS
    if not own or at + 2 >= len(tokens) or tokens[at + 1].canon != ",":
        return
    last = run(line, at + 2) if line.has_capital(at + 2) else at
    is_closed = at < last < len(tokens) and tokens[last].canon == ","
    if is_closed and not line.is_known(at + 2, last) and tokens[at + 2].canon not in NO_NAME:
        yield line.found("company_name", at + 2, last, 0.8)


def _by_capitals(line: Line) -> Iterator[Found]:
    """Capitals that a request, a trade or the start of the message make a company's name."""
    at = 0
    while at < len(line.reading.tokens):
        if not line.has_capital(at):
            at += 1
            continue
        last = _run_on(line, at, run(line, at))
        first = _of_whom(line, _without_filler(line, at, last), last)
        if first < last:
            sure = _capitals_confidence(line, first, last)
            if sure:
                yield line.found("company_name", first, last, sure)
        at = max(last, at + 1)


def _run_on(line: Line, at: int, last: int) -> int:
    """The end of a name that goes on: "Fa. Hoekstra", and "site van Naald en Draad"."""
    token, after = line.token(last), line.token(last + 1)
    if token is None or after is None or not line.has_capital(last + 1):
        return last
    if token.canon == "." and line.reading.tokens[at].canon in SHORT_FIRMS:
        return run(line, last + 1)
    names = any(is_first_name(line, i) or line.is_known(i, i + 1) for i in (at, last + 1))
    pair = token.canon == "en" and last - at == 1 and not names
    return run(line, last + 1) if pair and _ABOUT.search(line.left(at)) else last


def _of_whom(line: Line, first: int, last: int) -> int:
    """Where the company begins in "Marit van de Wolwinkel"."""
    kind = last - first > _SURNAME and is_kind(line, last - 1)
    if kind and is_first_name(line, first) and line.reading.tokens[first + 1].canon == "van":
        return first + 2
    return first


def _capitals_confidence(line: Line, first: int, last: int) -> float:
    if {line.reading.tokens[i].canon for i in (first, max(first - 1, 0))} & TITLES:
        return 0.0  # "meneer De Boer"
    if line.is_known(first, last) or line.is_known(first, first + 1):
        return 0.0
    if line.reading.tokens[first].canon in ARTICLES and line.is_known(first + 1, last):
        return 0.0  # "De Kamer van Koophandel"
    left, right = line.left(first), line.right(last)
    starts = line.begins_sentence(first)
    size = last - first
    if company.of_others(left) or left.endswith("geen") or _PARTY.search(left):
        return 0.0
    if _IS_THE_NAME.match(right):
        is_person = right.startswith("is de naam") and is_first_name(line, first)
        return 0.0 if is_person else 0.9
    has_article = left.rpartition(" ")[2] in ARTICLES
    if size > 1 and is_trade(line, last - 1) and not is_trade(line, first) and not has_article:
        return 0.75
    if not starts and size > 1 and (is_trade(line, first) or left.endswith(" als")):
        return 0.7
    if (
        starts
        and size > 1
        and not line.is_known(last - 1, last)
        and _OUT_OF_LIST.match(right)
        and not is_first_name(line, first)
    ):
        return 0.75
    if size == 1 and _is_joined_up(line, first):
        return 0.75
    if starts:
        if size > 1 and line.reading.tokens[first].canon in SHORT_FIRMS:
            return 0.75
        is_label = size > 1 and not first and _is_label(line, first, last)
        return 0.7 if is_label and not is_first_name(line, first) else 0.0
    if _WE_ARE.search(left) and (_FROM.match(right) or (size > 1 and not right)):
        return 0.0 if _is_origin(line, first) else 0.8
    article = line.reading.tokens[first].canon in ("de", "het", "t")
    about = _ABOUT.search(left)
    if about and about.group() == "bij" and not _OF_US.search(right):
        about = None
    if about or (left.endswith("van") and _HEARD_OF.match(right)):
        return 0.8 if article or not is_first_name(line, first) else 0.0
    if article and size > 1 and left.rpartition(" ")[2] in ("van", "over", "voor", "namens"):
        return 0.7
    return 0.7 if size > 1 and _EXISTS.match(right) and right.startswith("bestaat") else 0.0


_PARTY = re.compile(
    r"(?:^| )(?:mijn|onze|ons|de|een|zijn|hun)(?: \w+e)? "
    + any_of("""
        boekhouder, boekhoudster, accountant, notaris, adviseur, bank, verhuurder, huisbaas,
        aannemer, leverancier, toeleverancier, klant, opdrachtgever, verzekeraar, advocaat,
        makelaar, installateur, dealer, webbouwer, concurrent, uitzendbureau, importeur,
        groothandel, transporteur
    """)
    + "$"
)
"""Right before a name: somebody that the speaker deals with is called so."""


def _is_label(line: Line, first: int, last: int) -> bool:
    """Whether a place behind capitals makes them the sender: "Bakker Oumnia, Utrecht"."""
    right = line.right(last)
    if _ASKS_OF_IT.search(right):
        return False
    town = right.startswith(", ") and is_trade(line, first) and line.is_known(last + 1, last + 2)
    return town or _STARTS_LABEL.match(right) is not None


_ASKS_OF_IT = re.compile(r"\b(?:mag|mogen|kan|kun|kunnen) (?:\w+ )?daar\b|\bis dat\b")
"""Behind a name that is asked about: it is somebody else's."""


def _is_joined_up(line: Line, at: int) -> bool:
    """Whether a word has a capital inside, as names of companies have: "SolarBert"."""
    token = line.reading.tokens[at]
    if token.canon in line.words.programs or not token.text.isalpha():
        return False
    return bool(_INNER_CAPITAL.match(token.text))


def _with_ampersand(line: Line) -> Iterator[Found]:
    """ "Rap&Schoon": written as one word, as nothing but a company's name is."""
    for at, token in enumerate(line.reading.tokens):
        before, after = line.token(at - 1), line.token(at + 1)
        if token.text not in ("&", "+") or before is None or after is None:
            continue
        is_one = before.end == token.start and token.end == after.start
        if not is_one or not (line.has_capital(at - 1) and line.has_capital(at + 1)):
            continue
        last = run(line, at - 1)
        long_enough = min(len(before.text), len(after.text)) > 1
        if long_enough and not line.is_known(at - 1, last) and not _is_others(line, at - 1):
            yield line.found("company_name", at - 1, last, 0.75)


def _is_others(line: Line, at: int) -> bool:
    """Whether the words before a name make it that of somebody else."""
    left = line.left(at)
    return company.of_others(left) or left.endswith(("bij", "naar", "geen"))


def _behind_opening(line: Line) -> Iterator[Found]:
    """ "Escaperoom! Het Verdronken Dorp! in Nagele": a name apart, behind a kind that opens."""
    tokens = line.reading.tokens
    mark = next((i for i, t in enumerate(tokens) if t.kind == "mark"), len(tokens))
    if not 0 < mark <= _LONGEST_OPENING or mark + 2 >= len(tokens):
        return
    first = mark + 1
    if not any(is_trade(line, i) for i in range(mark)) or not line.has_capital(first):
        return
    last = run(line, first)
    after = line.token(last)
    is_closed = after is None or after.kind == "mark" or after.canon in ("in", "uit", "te")
    has_article = tokens[first].canon in _NAME_ARTICLES and last - first > 1
    if is_closed and has_article and not line.is_known(first, last):
        yield line.found("company_name", first, last, 0.75)


_LONGEST_OPENING = 3
"""Words of a message's first piece that says no more than the kind of company."""
_NAME_ARTICLES = words("de het t 't")
_INNER_CAPITAL = re.compile(r"^[A-Z][a-z]{2,}(?:[A-Z][a-z]{2,})+$")


def _is_origin(line: Line, at: int) -> bool:
    """Whether a word says where people are from ("Urkers", "Vlamingen")."""
    canon = line.reading.tokens[at].canon
    forms = (canon, canon.removesuffix("s"), canon.removesuffix("en"))
    return any(form in line.words.no_people for form in forms)


def _behind_person(line: Line, person: Found) -> Iterator[Found]:
    """ "Hedwig van Oosterzee van Zonnekring Thuis": who somebody is of."""
    _, at = line.reading.tokens_in(person.start, person.end)
    token = line.token(at)
    if token is not None and token.canon == ",":
        at += 1
        token = line.token(at)
    if token is None or token.canon != "van" or not line.has_capital(at + 1):
        return
    last = run(line, at + 1)
    if not line.is_known(at + 1, last):
        yield line.found("company_name", at + 1, last, 0.85)
