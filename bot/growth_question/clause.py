"""What somebody wants, as the clause behind *zodat*: a small grammar of how people say it.

What they want is said in loose words ("meer tijd", "dat ik weer rust heb", "dan heb ik drie dagen
vrij"); after *zodat* the verb goes to the end. What the grammar does not know is put behind "dit
lukt:".
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Mapping, Sequence

LONGEST_CLAUSE = 24
"""Words; a longer wish is quoted from its beginning, so that the question stays one sentence."""

FINITE = frozenset(
    """ben is zijn was heb heeft hebben kan kunnen wil willen moet moeten mag mogen hoef hoeft
    hoeven ga gaat gaan krijg krijgt krijgen kom komt komen sta staat staan loop loopt lopen
    draai draait draaien werk werkt werken weet weten doe doet doen verdien verdient verdienen
    hou houd houdt houden blijf blijft blijven slaap slaapt slapen zie ziet zien word wordt
    worden maak maakt maken lever levert leveren verkoop verkoopt verkopen groei groeit groeien
    betaal betaalt betalen past passen zit zitten zou zouden durf durft durven neem neemt nemen
    vind vindt vinden haal haalt halen kost kosten ligt liggen bel belt bellen geef geeft geven
    regelt regelen lukt hangt beslis beslist beslissen stijgt dalen daalt stroomt pakt pakken vraagt
    vragen stuurt sturen reageert reageren koopt kopen luistert luisteren snapt snappen begrijpt
    praat praten voelt voelen begint beginnen stopt stoppen helpt helpen leest lezen eet eten rijdt
    rijden speelt spelen kookt koken""".split()
)
SUBJECTS = frozenset("ik we wij er het dat iedereen niemand mensen klanten alles".split())
POSSESSIVES = frozenset("mijn ons onze de een".split())
MODALS = frozenset("""wil willen kan kunnen zou zouden moet moeten mag hoef hoeft hoeven""".split())
SHORT_INFINITIVES = frozenset("zijn gaan staan doen zien slaan ontslaan voldoen overzien".split())
OBJECT_CLAUSE = frozenset("wat dat welke hoe of wie waar waarom wanneer".split())
NOT_INFINITIVES = frozenset(
    """mensen klanten haven bedrijven dagen uren weken maanden kosten zaken orders opdrachten
    aanvragen handen
    inkomsten zorgen avonden weekenden vakmensen leerlingen cijfers afspraken taken markten landen
    collega's vergunningen bestellingen machines kansen kinderen kleinkinderen vrienden klussen
    prijzen spullen bomen planten koeien gasten leden ochtenden middagen nachten jaren
    buiten binnen boven samen tussen morgen eigen achteren alleen meteen iedereen heen""".split()
)

TO_US = frozenset("je jij jou jullie u uw".split())
"""Words of who speaks to us; of "waar jullie mee helpen" nobody makes an act of their own."""

VERB_FIRST = frozenset("kun kan kunt kunnen mag moet wil wilt heb hebt ben bent is zou doe".split())
"""First words of a question, or of a sentence without its subject."""

_PLURAL_HELPERS = frozenset(
    "hebben zijn moeten kunnen willen zullen mogen gaan weten staan".split()
)
_ONES_TOLD_OF = frozenset("de die deze onze mijn".split())


def tells_of_others(words: list[str]) -> bool:
    """Whether words begin with others and their verb, as "de mensen hebben daar niks mee te maken"
    does: verbs that look like what somebody wants to do. Behind "ik wil" they are just that."""
    helper = next((i for i, word in enumerate(words[:4]) if word in _PLURAL_HELPERS), None)
    return bool(helper) and helper != len(words) - 1 and words[0] in _ONES_TOLD_OF


_SAYS_RESULT = re.compile(
    r"^(?:het|mijn|ons) (?:resultaat|doel|bedoeling)(?: moet zijn| is| wordt)? dat\s+",
    re.IGNORECASE,
)
"""How a sentence begins that says what is wanted, among others."""


_ALREADY = r"(?: (?:net|toch|al|dus|je|ook|nou|eerder|hiervoor|zojuist|daarnet))*"
_SAID_BEFORE = "|".join((
    rf"(?:(?:dat|dit|het|'?t) )?(?:heb|had) ik(?: (?:je|u|dat|jullie))?{_ALREADY}"
    r" (?:gezegd|verteld|getypt|geschreven|genoemd|ingevuld)",
    rf"(?:(?:dat|dit|da|het|'?t) )?(?:zei|zeg|vertelde|schreef|typte) ik{_ALREADY}",
    r"ik (?:zei|zeg|heb)(?: (?:het|'?t|dat))?(?: (?:net|toch|al|je|eerder|nog))* "
    r"(?:net|toch|al|eerder|gezegd|verteld)",
    r"zoals (?:ik(?: al| net| eerder)* (?:zei|zeg|vertelde|schreef)|gezegd)",
    r"(?:(?:dat|dit) )?weet je(?: toch| nu)? al|nogmaals|nog een keer|nou gewoon|gewoon|tja+|pf+",
    r"nou|ja|nee|eh+m*|hm+|goe(?:ie|de) vraag|even denken|weet je|kijk|(?:heel )?simpel|eigenlijk",
))  # fmt: skip
"""What is said before an answer and is no part of it: "heb ik al gezegd", "zoals ik zei", "tja"."""

_REMARKS = re.compile(
    rf"^\W*(?:(?:{_SAID_BEFORE})(?:\s*[.,:;!…]+\s*|\s+(?=(?:dan|dat|zodat|gewoon)\b)|\W*$))+",
    re.IGNORECASE,
)


_TELLS_WISH = re.compile(
    r"\W*(?:(?:nou|ja|en|dus|gewoon|maar|eh|tja|gelukkig)\b[ ,]*)*(?:dat|zodat|dan)\b",
    re.IGNORECASE,
)
"""How a sentence begins that tells what is wanted."""

_AFTER_COLON = re.compile(
    r"\b(?:gezegd|zei(?: ik)?|zeg(?: ik)?)\b[^:.!?]{0,15}:\s*(?P<said>.+)$",
    re.IGNORECASE | re.DOTALL,
)
"""What somebody says once more: "heb ik toch net gezegd: dat het rustig is"."""

FEW = 3
"""Words of a sentence before others that tells nothing by itself ("gelukkig.", "welke vraag.")."""


def from_the_wish(text: str) -> str:
    """An answer from where it tells what is wanted, without the sentences before it."""
    again = _AFTER_COLON.search(text)
    if again is not None:
        return again["said"]
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    begins = next((i for i, s in enumerate(sentences) if _TELLS_WISH.match(s)), None)
    if begins is not None:
        return " ".join(sentences[begins:])
    while len(sentences) > 1 and len(sentences[0].split()) <= FEW:
        sentences.pop(0)
    return " ".join(sentences)


def without_remarks(text: str) -> str:
    """An answer without what is said before it ("dat zei ik al. rust" is "rust")."""
    return _REMARKS.sub("", text)


FINITE_OF: Mapping[str, str] = {
    "zijn": "ben", "hebben": "heb", "kunnen": "kan", "verdienen": "verdien", "slapen": "slaap",
    "werken": "werk", "overhouden": "overhoud", "krijgen": "krijg", "weten": "weet",
    "doen": "doe", "staan": "sta", "zitten": "zit", "durven": "durf",
}  # fmt: skip
"""Infinitive → how *ik* has it."""

_WOULD = re.compile(
    r"\W*(?:nou |ja |en )*(?:dan )?(?:zou|zouden) (?P<who>ik|we|wij) (?P<rest>[^.!?]+)",
    re.IGNORECASE,
)
"""How somebody tells what would be: "dan zou ik vrijdags vrij zijn met de kinderen"."""


def _as_it_is(would: re.Match[str]) -> str | None:
    """What would be, as it will be: "ik vrijdags vrij ben met de kinderen"."""
    words = would["rest"].split()
    at = next((i for i, word in enumerate(words) if word.lower().strip(",") in FINITE_OF), None)
    if at is None or len(words) > LONGEST_CLAUSE:
        return None
    if would["who"].lower() == "ik":
        words[at] = FINITE_OF[words[at].lower().strip(",")]
    return " ".join([would["who"].lower(), *words]).strip(" ,;")


_BEHIND_COMMA = re.compile(
    r"(?!\W*(?:zo)?dat (?!zei|zeg))(?!\W*dan\b)[^.!?]{4,60}?, (?:\w+ \w+, )?"
    r"(?P<wish>dat (?:ik|we|wij|er|iedereen|het) .+)$",
    re.IGNORECASE | re.DOTALL,
)
"""A wish behind what is said before it: "daar ben ik niet zo van, nou goed, dat we weten wie wat
doet"."""


def result_clause(text: str) -> str:
    """What somebody wants, as the clause after *zodat*."""
    wish = without_remarks(tidy(text))
    if (would := _WOULD.match(wish)) is not None and (turned := _as_it_is(would)) is not None:
        return turned
    behind = _BEHIND_COMMA.match(wish)
    if behind is not None:
        wish = behind["wish"]
    sentences = [s for s in re.split(r"(?<=[.!?])\s+|\n", wish) if s.strip(" .!?")]
    if not sentences:
        return "dit lukt"
    said = next((s for s in sentences if _SAYS_RESULT.match(s.strip())), sentences[0])
    inverted = re.match(r"\W*dan\b", said, re.IGNORECASE) is not None
    plain = _TIME_OF_DAY.sub("'s ", said.strip(" .!?,;\"'“”"))
    words = _without_lead(plain.split())
    if not words:
        return "dit lukt"
    head = plain.split(",")[0]
    if len(words) > LONGEST_CLAUSE and FEW < len(head.split()) <= LONGEST_CLAUSE:
        first = result_clause(head)  # of a long answer the first clause says it
        if not first.startswith("dit lukt"):
            return first
    if len(words) > LONGEST_CLAUSE:
        return f"dit lukt: {' '.join(words[:LONGEST_CLAUSE])} …"
    lower = [word.lower().strip(",") for word in words]
    if lower[0] in ("dat", "zodat") and len(words) > 2:
        return re.sub(r"\ben dat (?=(?:ik|we|wij|er|het|mijn)\b)", "en ", " ".join(words[1:]))
    if _SAID_SHORT.search(" ".join(lower)):
        return f"dit lukt: {' '.join(words)}"
    if lower[0] == "weten" and len(words) > 2 and lower[1] in OBJECT_CLAUSE:
        # "weten waar we aan toe zijn": who is it that knows?
        return " ".join(["we weten" if {"we", "wij"} & set(lower) else "ik weet", *words[1:]])
    verb_first = lower[0] in FINITE or (inverted and lower[1:2] and lower[1] in _PRONOUNS)
    if verb_first and len(words) > 1 and _subject_length(lower[1:]):
        # "heb ik weer tijd" → "ik weer tijd heb"
        if (both := _two_inverted(words, lower)) is not None:
            return both
        length = _subject_length(lower[1:])
        subject, rest = words[1 : 1 + length], words[1 + length :]
        if rest and (rest[0].lower() in OBJECT_CLAUSE):
            return " ".join([*subject, lower[0], *rest])
        return _verb_last(subject, lower[0], rest)
    if inverted and lower[0] in FINITE:
        return f"dit lukt: {' '.join(words)}"  # "dan komen dezelfde gezichten terug"
    if (joined := _two_infinitives(words)) is not None:
        return joined
    if (had := _thing_had(words, lower)) is not None:
        return had
    if (both := _two_main(words, lower)) is not None:
        return both
    if lower[0] in SUBJECTS | POSSESSIVES and len(words) > 1:
        of_mine = lower[0] in POSSESSIVES and _finite_at(lower) == 3
        clause = (_any_subject(words, lower) if of_mine else None) or _from_subject(words, lower)
        if clause:
            return clause
        if lower[0] not in ("een", "de", "het", "alles"):
            return f"dit lukt: {' '.join(words)}"
    if (clause := _any_subject(words, lower)) is not None:
        return clause
    if is_infinitive(lower[-1]):
        # "op tijd leveren" → "ik op tijd kan leveren"
        if len(words) > 2 and is_infinitive(lower[-2]):
            last = words[-1:] if lower[-2] == "kunnen" else words[-2:]
            return " ".join(["ik", lower_first(words[0]), *words[1:-2], "kan", *last])
        return (
            " ".join(["ik", lower_first(words[0]), *words[1:-1], "kan", words[-1]])
            if len(words) > 1
            else f"ik kan {lower[0]}"
        )
    if any(word in FINITE for word in lower) or any(is_infinitive(word) for word in lower[:-1]):
        return f"dit lukt: {' '.join(words)}"  # more than a thing to have
    return " ".join(["ik", lower_first(words[0]), *words[1:], "heb"])


def _thing_had(words: list[str], lower: list[str]) -> str | None:
    """A thing that is told of further: "een bedrijf waar de taken verdeeld zijn" → "ik een bedrijf
    heb waar ...", "genoeg stroom om te draaien"; and "weer leveren binnen 4 weken"."""
    if lower[0] in _ADVERBS and len(words) > 2 and is_infinitive(lower[1]):
        return " ".join(["ik", lower_first(words[0]), "kan", *words[1:]])
    at = next((i for i, word in enumerate(lower) if word in _TOLD_FURTHER and i > 0), None)
    head = lower[: at or 0]
    begins = bool(head) and head[0] in _THINGS and not any(word in FINITE for word in head)
    if at is None or not begins or lower[at - 1] in _BEFORE_THING or at >= len(words) - 1:
        return None
    return " ".join(["ik", lower_first(words[0]), *words[1:at], "heb", *words[at:]])


_ADVERBS = frozenset("weer eindelijk vaker altijd gewoon sneller".split())
_TOLD_FURTHER = frozenset("waar waarin die dat om".split())
_THINGS = frozenset("een genoeg mijn meer minder twee drie vier vijf voldoende".split())
"""Words that begin what somebody wants to have, and behind which it is told what it is like."""


_SHORT_FORMS = {
    "mn": "mijn", "m'n": "mijn", "zn": "zijn", "z'n": "zijn", "pm": "per maand", "p/m": "per maand",
    "pw": "per week", "wk": "week", "ff": "even", "ipv": "in plaats van", "mss": "misschien",
    "dgn": "dagen", "zo'n": "zo'n", "'t": "het", "t": "het", "'k": "ik", "k": "ik",
    "vd": "van de", "es": "eens", "gwn": "gewoon", "n": "een", "'n": "een",
    "savonds": "'s avonds", "smorgens": "'s ochtends",
    "smiddags": "'s middags", "snachts": "'s nachts", "egt": "echt", "kheb": "ik heb",
}  # fmt: skip
"""How people write on a phone → how it stands in a sentence that others read."""

_NO_TEXT = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2190-\u21FF\uFE0F\u200D]+")
"""Emoji."""


_TIME_OF_DAY = re.compile(
    r"(?<![\w'])s (?=(?:avonds|ochtends|morgens|middags|nachts|zomers|winters|zondags)\b)"
)
"""The s of "s avonds", as it is typed without its mark."""


_LAUGHS = re.compile(
    r"(?<!\S)(?:(?:lol|lmao|xd)(?=\s*[.,!?]|\s*$)|(?:ha(?:ha)+h?|hihi)(?=[\s.,!?]|$))",
    re.IGNORECASE,
)
"""Laughter, which is written and not said."""

_OF_ME = re.compile(r"\b(op|van|in|met|uit|voor|bij|naar|over) me (?=[^\W\d_]{4,})", re.IGNORECASE)
"""How "mijn" is typed before a noun: "op me rekening"."""

_TO_US = re.compile(
    r"\b(?:ik vroeg|vroeg ik|ik zei|zei ik|zeg ik|snap ik|denk ik|mm+|tja|pf+)\b",
    re.IGNORECASE,
)
_TWO_VERBS = re.compile(rf"\bte (?:{'|'.join(sorted(MODALS))})\b", re.IGNORECASE)


def reads_well(clause: str) -> bool:
    """Whether a clause may stand in a sentence: nothing in it is said to us, and no verb stands
    where none can ("hoef te kan wantrouwen")."""
    if re.match(r"(?:ik|we|wij) (?:wil|willen)\b", clause, re.IGNORECASE):
        return False  # it is what they want to do, and no end of it
    said = set(re.findall(r"[\w']+", clause.lower()))
    if (TO_US - {"u"}) & said:
        return False  # "je slaat mijn vraag over" is said to us; "40 u per week" is not
    return _TO_US.search(clause) is None and (
        _TWO_VERBS.search(re.sub(r"\bte kunnen\b", "", clause)) is None
    )


def tidy(text: str) -> str:
    """What somebody typed, without emoji and the short forms of a phone; not rewritten."""
    plain = _OF_ME.sub(r"\1 mijn ", _LAUGHS.sub(" ", _NO_TEXT.sub(" ", text)))
    words = [_SHORT_FORMS.get(word.lower(), word) for word in plain.split()]
    return _TIME_OF_DAY.sub("'s ", " ".join(words))


def _without_lead(words: list[str]) -> list[str]:
    """Drop what only leads in: *dan*, *ik hoop dat*, *ik wil graag dat*, *het liefst*."""
    text = " ".join(words)
    text = re.sub(r"^(?:en|maar|ook)\s+(?=dat\b|dan\b)", "", text, flags=re.IGNORECASE)
    text = re.sub(
        r"^(?:(?:nou|ja|eh|lol|eigenlijk|vooral|gewoon|gwn|"
        r"het liefst|liefst|liever|dan|en dan|iets met|"
        r"dat zou betekenen)\s+)+",
        "",
        text,
        flags=re.IGNORECASE,
    )
    # "Ik heb zojuist al verteld wat ik eraan zou hebben, namelijk ..."
    text = re.sub(
        r"^[^,:]*\b(?:verteld|gezegd|zei)\b[^:]*?(?:,? namelijk|:) ", "", text, flags=re.IGNORECASE
    )
    text = re.sub(
        r"^(?:als|wanneer) (?:het|dat|dit) (?:lukt|klaar is|geregeld is),? (?:dan )?",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(r",? dat is het(?: gewoon)?$", "", text)
    text = _SAYS_RESULT.sub("dat ", text)
    text = re.sub(
        r"^ik (hoop|wil|zou)( graag| het liefst)?( willen)? dat\s+",
        "dat ",
        text,
        flags=re.IGNORECASE,
    )
    return text.split()


def _from_subject(words: list[str], lower: list[str]) -> str | None:
    """The clause, if the words begin with a subject and have a verb that is known."""
    at = next((i for i, word in enumerate(lower[1:4], 1) if word in FINITE), None)
    follows = lower[at + 1] if at is not None and at < len(lower) - 1 else ""
    if at and (follows in OBJECT_CLAUSE or (lower[at] in MODALS and is_infinitive(follows))):
        # "ik weet wat het kost" and "ik kan groeien" are in order after *zodat* too.
        return " ".join([lower_first(words[0]), *words[1:]])
    known = at is not None and at <= 2 and at < len(words) - 1
    if known and at is not None and (at == 1 or lower[0] in POSSESSIVES | {"het"}):
        return _verb_last(words[:at], lower[at], words[at + 1 :])
    if any(word in FINITE for word in lower[1:]):
        # The verb is at the end already.
        return " ".join([lower_first(words[0]), *words[1:]])
    return None


_NO_SUBJECT = frozenset(
    """binnen in op met voor als na om zonder bij van naar over per tot uit elke elk iedere altijd
    nooit niet geen minder meer en of maar dan nee ja hoe wat waar wie zelf vaker eerder""".split()
)
"""First words of what is no subject with its verb behind it."""


def _any_subject(words: list[str], lower: list[str]) -> str | None:
    """ "Ouders krijgen binnen een dag antwoord" → "ouders binnen een dag antwoord krijgen": each of
    the sentences that *en* joins."""
    at = _finite_at(lower)
    if at is None or at >= len(words) - 1 or lower[0] in _NO_SUBJECT or is_infinitive(lower[0]):
        return None
    if lower[at + 1] in OBJECT_CLAUSE:
        return " ".join([lower_first(words[0]), *words[1:]])
    ands = [i for i, word in enumerate(lower) if word == "en" and at < i < len(words) - 2]
    for i in ands:
        second = _any_subject(words[i + 1 :], lower[i + 1 :])
        if second is not None and i - at > 1:
            return f"{_verb_last(words[:at], lower[at], words[at + 1 : i])} en {second}"
    return _verb_last(words[:at], lower[at], words[at + 1 :])


def _two_inverted(words: list[str], lower: list[str]) -> str | None:
    """ "Draait de zaak en hoef ik niemand weg te sturen": each with its verb at the end. Of two
    about the same one it is said once: "ik weer slaap en weet wat ik doe"."""
    for at in range(2, len(words) - 2):
        ends = words[at].endswith((",", ";")) or lower[at] == "en"
        after = at + 1
        while after < len(lower) and lower[after] in _AND_THEN:
            after += 1
        follows = lower[after + 1 :]
        known = after < len(lower) and (lower[after] in FINITE or follows[:1] == ["ik"])
        if ends and known and _subject_length(follows):
            head = words[:at] if lower[at] == "en" else words[: at + 1]
            first = result_clause(f"dan {' '.join(head).rstrip(',; ')}")
            second = result_clause(f"dan {' '.join(words[after:])}")
            fine = not first.startswith("dit lukt") and not second.startswith("dit lukt")
            return _joined(first, second) if fine else None
    return None


def _two_main(words: list[str], lower: list[str]) -> str | None:
    """ "Ik slaap weer en weet waar ik sta", "we hebben werk en ik hoef niemand te ontslaan"."""
    if lower[0] not in _PRONOUNS or lower[1:2] == [] or lower[1] not in FINITE - MODALS:
        return None
    for at in (i for i, word in enumerate(lower) if word == "en" and 1 < i < len(lower) - 2):
        after = lower[at + 1]
        again = after in FINITE and (not is_infinitive(after) or lower[0] in ("we", "wij"))
        if again or (after in SUBJECTS and lower[at + 2] in FINITE):
            first = result_clause(" ".join(words[:at]).rstrip(", "))
            second = result_clause(" ".join([*(words[:1] if again else ()), *words[at + 1 :]]))
            fine = not first.startswith("dit lukt") and not second.startswith("dit lukt")
            return _joined(first, second) if fine else None
    return None


_PRONOUNS = ("ik", "we", "wij")
_SAID_SHORT = re.compile(
    rf"^(?!dan ).*[^,] en (?:ik|we|wij) (?!(?:\w+ ){{0,9}}(?:{'|'.join(sorted(FINITE))})\b)"
)
"""A second clause that has no verb: "de kas op slot en ik naar huis"."""

_AND_THEN = frozenset("en dan ook daarna dus zo eindelijk".split())
"""Words between two clauses."""


def _joined(first: str, second: str) -> str:
    subject, _, rest = second.partition(" ")
    same = subject == first.partition(" ")[0] and subject in ("ik", "we", "wij")
    return f"{first} en {rest if same else second}"


def _finite_at(lower: list[str]) -> int | None:
    """Where the verb stands that a subject at the beginning has, if it has one."""
    return next((i for i, word in enumerate(lower[1:4], 1) if word in FINITE), None)


def _two_infinitives(words: list[str]) -> str | None:
    """ "De vrieslijn draaien en die klant houden" → "ik de vrieslijn kan draaien en die klant kan
    houden"; None where it is no such pair."""
    parts = re.split(r",? en ", " ".join(words).split(", zo ")[0])
    each = [part.strip(" ,").split() for part in parts]
    if len(each) != 2 or not all(len(p) > 1 and is_infinitive(p[-1].lower()) for p in each):
        return None
    if any(word.lower() in FINITE and not is_infinitive(word.lower()) for p in each for word in p):
        return None
    first, second = (" ".join([*p[:-1], "kan", p[-1]]) for p in each)
    return f"ik {lower_first(first)} en {second}"


def _subject_length(words: list[str]) -> int:
    """How many words the subject has that they begin with; 0 if they begin with none."""
    if not words:
        return 0
    if words[0] in SUBJECTS:
        return 1
    if words[0] in POSSESSIVES and len(words) > 1:
        return 2
    return 0


def _verb_last(subject: list[str], verb: str, rest: list[str]) -> str:
    """Main clause → subordinate clause."""
    start = [lower_first(subject[0]), *subject[1:]]
    rest, tail = _without_tail(rest)
    if len(rest) > 1 and rest[-2].lower() == "te" and is_infinitive(rest[-1].lower()):
        return " ".join([*start, *rest[:-2], verb, *rest[-2:], *tail])  # "weg hoef te sturen"
    if verb in MODALS and rest and is_infinitive(rest[-1].lower()):
        modal = {"wil": "kan", "zou": "kan", "willen": "kunnen", "zouden": "kunnen"}.get(verb, verb)
        return " ".join([*start, *rest[:-1], modal, rest[-1], *tail])
    if verb in ("wil", "zou", "willen", "zouden"):
        # "ik wil meer tijd" → "ik meer tijd heb"
        has = "heb" if verb in ("wil", "zou") else "hebben"
        return " ".join([*start, *rest, has, *tail])
    if verb not in _WHOLE and (at := _particle(rest)) is not None:
        # "doorloopt", "wegloopt om 400 euro"
        return " ".join([*start, *rest[:at], rest[at].lower() + verb, *rest[at + 1 :], *tail])
    # The verb stands before what hangs behind it: "ik tijd heb voor klanten".
    return " ".join([*start, *rest, verb, *tail])


def _particle(rest: list[str]) -> int | None:
    """Where the word stands that the verb is written with: at the end, or before what says why."""
    for at, word in enumerate(rest):
        last = at == len(rest) - 1
        if word.lower() in _PARTICLES and (last or rest[at + 1].lower() in _BEHIND_PARTICLE):
            return at
    return None


_BEHIND_PARTICLE = frozenset("om voor met naar bij zonder".split())
"""Words that begin what may stand behind the verb: "loopt weg om 400 euro"."""

_PARTICLES = frozenset("door op af uit aan terug binnen weg over toe stil vast".split())
"""What a verb is written with at the end of a clause: "loopt door" is "doorloopt"."""

_WHOLE = MODALS | frozenset("ben is zijn was heb heeft hebben word wordt worden weet weten".split())
"""Verbs that are written apart from such a word: "weg ben"."""

_HANGS = frozenset("als wanneer zodra terwijl omdat wat wie waar hoe waarom dat die zodat".split())
"""Words that begin what stands behind the verb."""


_BEHIND_SOME = frozenset("op aan over in van voor meer minder rust tijd ruimte lucht geld".split())
"""Words behind which "wat" is some of it, and begins no clause."""

_BEFORE_THING = frozenset("voor van met in op bij naar aan om over uit tot onder door".split())
"""Words behind which "die" points at a thing, and begins no clause."""


def _without_tail(rest: list[str]) -> tuple[list[str], list[str]]:
    """What stands before the verb, and what behind it: "door | als ik ziek ben"."""
    for at, word in enumerate(rest):
        points = at > 0 and word.lower() in ("die", "dat")
        if points and rest[at - 1].lower() in _BEFORE_THING:
            continue  # "voor die snack"
        if word.lower() == "wat" and rest[at + 1 : at + 2] and rest[at + 1] in _BEHIND_SOME:
            continue  # "eens wat op mijn rekening"
        after_particle = at > 0 and rest[at - 1].lower() in ("door", "terug", "binnen", "stil")
        if at > 0 and (word.lower() in _HANGS or (after_particle and word.lower() == "zonder")):
            return [*rest[: at - 1], rest[at - 1].rstrip(",")], rest[at:]
    return rest, []


def is_infinitive(word: str) -> bool:
    """Whether a word looks like the infinitive of a verb; "gekeken" is what was done."""
    return (
        word in SHORT_INFINITIVES
        or _PREFIXED.match(word) is not None
        or (
            word.endswith("en")
            and len(word) > 4
            and word not in NOT_INFINITIVES
            and (not _PARTICIPLE.match(word) or word in BEGIN_WITH_GE)
        )
    )


def has_infinitive(words: Sequence[str]) -> bool:
    """Whether one of some words is an infinitive; "zorgen" is one before "dat" and "voor"."""
    plain = [word.strip(_AROUND).lower() for word in words]
    sees_to = any(pair in (("zorgen", "dat"), ("zorgen", "voor")) for pair in pairwise(plain))
    return sees_to or any(is_infinitive(word) for word in plain)


_AROUND = " .,;:'\"“”‘’"
"""Marks around a word."""

_PREFIXED = re.compile(
    r"(?:aan|af|bij|door|in|mee|na|om|onder|op|over|tegen|terug|toe|uit|verder|voor|weg|samen)"
    r"(?:gaan|staan|doen|zien|slaan)$"
)
"""Short infinitives with what they are written with: "aangaan"."""

_PARTICIPLE = re.compile(r"(?:\w{2,5})?ge[^\W\d_]{3,}en$")
"""What was done: "gekeken", "weggelopen"."""

BEGIN_WITH_GE = frozenset(
    """gebruiken hergebruiken misbruiken geloven genieten gebeuren genezen gedragen gewennen
    getuigen gehoorzamen begeleiden vergelijken vergezellen""".split()
)
"""Verbs that look like it and are infinitives."""


def lower_first(word: str) -> str:
    """First letter in lower case, unless the word is an abbreviation or name-like capital run."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]
