"""The growth question in one sentence, from the entrepreneur's own words.

*Hoe kan ik ..., zodat ..., binnen ...?* What they want is said in loose words ("meer tijd", "dat ik
weer rust heb", "dan heb ik drie dagen vrij"); after *zodat* the verb goes to the end. A small
grammar does that for the forms that people use; what it does not know it quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Mapping

from bot.growth_question.quality import shortcomings
from bot.language.name_forms import name_words

if TYPE_CHECKING:
    from bot.knowledge import Need

LONGEST_CLAUSE = 18
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
    praat praten voelt voelen begint beginnen stopt stoppen helpt helpen leest lezen""".split()
)
SUBJECTS = frozenset("ik we wij er het dat iedereen niemand mensen klanten alles".split())
POSSESSIVES = frozenset("mijn ons onze de een".split())
MODALS = frozenset("""wil willen kan kunnen zou zouden moet moeten mag hoef hoeft hoeven""".split())
SHORT_INFINITIVES = frozenset("zijn gaan staan doen zien slaan".split())
OBJECT_CLAUSE = frozenset("wat dat welke hoe of wie waar waarom wanneer".split())
NOT_INFINITIVES = frozenset(
    """mensen klanten dagen uren weken maanden kosten zaken orders opdrachten aanvragen handen
    inkomsten zorgen avonden weekenden vakmensen leerlingen cijfers afspraken taken markten landen
    collega's vergunningen bestellingen machines kansen""".split()
)

MONTHS = {
    1: "een maand", 6: "een half jaar", 12: "een jaar", 18: "anderhalf jaar", 24: "twee jaar",
    36: "drie jaar", 48: "vier jaar", 60: "vijf jaar",
}  # fmt: skip
NUMBERS = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf".split()

FIRMS = (
    "bedrijf", "zaak", "winkel", "praktijk", "bureau", "erij", "salon", "restaurant", "webshop",
    "garage", "camping", "hotel", "café", "cafe", "kantoor", "atelier", "studio", "werkplaats",
    "groothandel", "handel", "fabriek", "werf", "school", "kwekerij", "opvang",
)  # fmt: skip
"""How words end that name a firm of one's own."""

_SAYS_RESULT = re.compile(
    r"^(?:het|mijn|ons) (?:resultaat|doel|bedoeling)(?: moet zijn| is| wordt)? dat\s+",
    re.IGNORECASE,
)
"""How a sentence begins that says what is wanted, among others."""

DEFAULT_TERM = 12
"""Months, where no term was said; the entrepreneur sees it and can change it."""


def growth_question(
    need: Need, facts: Mapping[str, Any], is_clause: bool = False, act: str | None = None
) -> str:
    """The sentence for one need.

    Args:
        facts: ``desired_result`` and ``horizon_months``, where known, and ``when`` where they gave
            the term in words that can stand in it (`said_term`).
        is_clause: the desired result was chosen, and is a clause already; else it is own words.
        act: what they want to do, where that is known; else the general words of the need.
    """
    wish = facts.get("desired_result")
    if wish is None:
        result = need.results[0].clause
    else:
        result = str(wish) if is_clause else result_clause(str(wish))
    when = facts.get("when") or term(facts.get("horizon_months"))
    if act is not None:
        return f"Hoe kan ik {act}, zodat {result}, {when}?"
    questions = [f"Hoe kan ik {act}, zodat {result}, {when}?" for act in actions(need, facts)]
    return min(questions, key=lambda question: len(shortcomings(question)))


def actions(need: Need, facts: Mapping[str, Any]) -> list[str]:
    """What they want to do, in the ways that it can be said, what says most first.

    The amount says most, then what the firm does and with how many; what was not said is left out.
    """
    known = {
        "amount": euros(facts["amount_eur"]) if facts.get("amount_eur") else None,
        "people": my_people(facts.get("employees")),
        "work": my_work(str(facts.get("work") or "")),
    }
    sayable = [
        need.actions[wanted].format(**{part: known[part] for part in wanted.split("_")})
        for wanted in ("amount", "work_people", "people", "work")
        if wanted in need.actions and all(known[part] for part in wanted.split("_"))
    ]
    return [*sayable, need.actions["plain"]]


def euros(value: Any) -> str:
    """An amount in words: 400000 → ``400.000 euro``; a range with both its ends."""
    if isinstance(value, list):
        return f"{_thousands(value[0])} tot {_thousands(value[1])} euro"
    return f"{_thousands(value)} euro"


def _thousands(value: float) -> str:
    return f"{round(value):,}".replace(",", ".")


def number_of_people(value: Any) -> str:
    """``12``, or ``10 tot 24``; ``alleen jij`` for one."""
    if isinstance(value, list):
        return f"{value[0]} tot {value[1]}"
    return "alleen jij" if value == 1 else str(value)


def my_people(value: Any) -> str | None:
    """``mijn 14 mensen``; None for somebody who works alone, or with one other."""
    if isinstance(value, list):
        return f"mijn team van {value[0]} tot {value[1]} mensen" if value[0] > 2 else None
    return f"mijn {value} mensen" if value and value > 2 else None


def my_work(said: str) -> str | None:
    """``mijn hoveniersbedrijf`` from "een hoveniersbedrijf"; None where the words name no firm."""
    words = [w.strip(" .,!?") for w in said.split()]
    while words and words[0].lower() in ("een", "mijn", "ons", "onze", "wij", "we", "hebben", "ik",
                                         "heb", "n", "'n", "het", "de"):  # fmt: skip
        words.pop(0)
    if not 0 < len(words) <= 2 or not words[-1].lower().endswith(FIRMS):
        return None
    return "mijn " + " ".join(_lower_first(word) for word in words)


def term(months: int | list[int] | None) -> str:
    """A term in words: 6 → ``binnen een half jaar``; of a range its end counts."""
    if isinstance(months, list):
        months = months[-1]
    value = max(1, round(months or DEFAULT_TERM))
    if value in MONTHS:
        return f"binnen {MONTHS[value]}"
    if value < len(NUMBERS):
        return f"binnen {NUMBERS[value]} maanden"
    if value % 12 == 0:
        return f"binnen {value // 12} jaar"
    return f"binnen {value} maanden"


_SAID_TERM = re.compile(
    r"\bvoor (?:(?:de )?(?:zomer(?:vakantie)?|winter|herfst|lente|kerst|bouwvak|oogst)"
    r"|het (?:seizoen|voorjaar|najaar)|(?:januari|februari|maart|april|mei|juni|juli|augustus"
    r"|september|oktober|november|december))(?: volgend jaar)?\b",
    re.IGNORECASE,
)
"""Terms that people name and that can stand in a growth question as they are."""


def said_term(words: str) -> str | None:
    """ "voor de zomer" from "eh voor de zomer zou fijn zijn"; None where there is no such term."""
    found = _SAID_TERM.search(tidy(words))
    return found[0].lower() if found is not None else None


def has_term(question: str) -> bool:
    """Whether a growth question says by when."""
    return "term" not in shortcomings(question)


def result_clause(text: str) -> str:
    """What somebody wants, as the clause after *zodat*."""
    sentences = [s for s in re.split(r"(?<=[.!?])\s+|\n", tidy(text)) if s.strip(" .!?")]
    if not sentences:
        return "dit lukt"
    said = next((s for s in sentences if _SAYS_RESULT.match(s.strip())), sentences[0])
    words = _without_lead(said.strip(" .!?,;\"'“”").split())
    if not words:
        return "dit lukt"
    if len(words) > LONGEST_CLAUSE:
        return f"dit lukt: {' '.join(words[:LONGEST_CLAUSE])} …"
    lower = [word.lower().strip(",") for word in words]
    if lower[0] in ("dat", "zodat") and len(words) > 2:
        return " ".join(words[1:])
    if lower[0] in FINITE and len(words) > 1 and _subject_length(lower[1:]):
        # "heb ik weer tijd" → "ik weer tijd heb"
        if (both := _two_inverted(words, lower)) is not None:
            return both
        length = _subject_length(lower[1:])
        subject, rest = words[1 : 1 + length], words[1 + length :]
        if rest and (rest[0].lower() in OBJECT_CLAUSE):
            return " ".join([*subject, lower[0], *rest])
        return _verb_last(subject, lower[0], rest)
    if (joined := _two_infinitives(words)) is not None:
        return joined
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
        return (
            " ".join(["ik", _lower_first(words[0]), *words[1:-1], "kan", words[-1]])
            if len(words) > 1
            else f"ik kan {lower[0]}"
        )
    if any(word in FINITE for word in lower) or any(is_infinitive(word) for word in lower[:-1]):
        return f"dit lukt: {' '.join(words)}"  # more than a thing to have
    return " ".join(["ik", _lower_first(words[0]), *words[1:], "heb"])


_SHORT_FORMS = {
    "mn": "mijn", "m'n": "mijn", "zn": "zijn", "z'n": "zijn", "pm": "per maand", "p/m": "per maand",
    "pw": "per week", "wk": "week", "ff": "even", "ipv": "in plaats van", "mss": "misschien",
    "dgn": "dagen", "zo'n": "zo'n", "'t": "het", "t": "het", "'k": "ik", "k": "ik",
}  # fmt: skip
"""How people write on a phone → how it stands in a sentence that others read."""

_NO_TEXT = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2190-\u21FF\uFE0F\u200D]+")
"""Emoji."""


def tidy(text: str) -> str:
    """What somebody typed, without emoji and the short forms of a phone; not rewritten."""
    plain = _NO_TEXT.sub(" ", text)
    words = [_SHORT_FORMS.get(word.lower(), word) for word in plain.split()]
    return " ".join(words)


SHORTEST_QUESTION = 7
"""Words of a growth question in somebody's own words."""


def own_sentence(text: str) -> str:
    """A growth question as the entrepreneur typed it: tidied at its ends, not rewritten."""
    plain = tidy(text).rstrip(" .!?")
    return plain[:1].upper() + plain[1:399] + "?"


_OWN_QUESTION = re.compile(
    r"\bhoe (?:kan|kunnen|zorg|zorgen|krijg|krijgen|zet|zetten|maak|maken|hou|houd|houden|kom|komen"
    r"|vind|vinden|verkoop|verkopen|voorkom|voorkomen|regel|regelen|bouw|bouwen|haal|halen|trek"
    r"|los|leer|leren|laat|laten|begin|beginnen|pak|pakken|win|winnen|verdien|verdienen|geef) "
    r"(?:ik|we|wij)\b[^.!?\n]+",
    re.IGNORECASE,
)


def own_question_in(text: str) -> str | None:
    """A growth question that somebody asks in so many words: "Hoe kan ik binnen een jaar ...?"."""
    found = _OWN_QUESTION.search(text)
    if found is None or len(found[0].split()) < SHORTEST_QUESTION:
        return None
    return own_sentence(found[0])


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


_FILLERS = frozenset(
    "nou vooruit ok oke oké goed tja vooruit dan dus eh prima akkoord hier".split()
)
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


def _without_lead(words: list[str]) -> list[str]:
    """Drop what only leads in: *dan*, *ik hoop dat*, *ik wil graag dat*, *het liefst*."""
    text = " ".join(words)
    text = re.sub(
        r"^(?:(?:nou|ja|eh|lol|eigenlijk|vooral|gewoon|gwn|"
        r"het liefst|liefst|liever|dan|en dan|iets met|"
        r"dat zou betekenen)\s+)+",
        "",
        text,
        flags=re.IGNORECASE,
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
        return " ".join([_lower_first(words[0]), *words[1:]])
    known = at is not None and at <= 2 and at < len(words) - 1
    if known and at is not None and (at == 1 or lower[0] in POSSESSIVES | {"het"}):
        return _verb_last(words[:at], lower[at], words[at + 1 :])
    if any(word in FINITE for word in lower[1:]):
        # The verb is at the end already.
        return " ".join([_lower_first(words[0]), *words[1:]])
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
        return " ".join([_lower_first(words[0]), *words[1:]])
    ands = [i for i, word in enumerate(lower) if word == "en" and at < i < len(words) - 2]
    for i in ands:
        second = _any_subject(words[i + 1 :], lower[i + 1 :])
        if second is not None and i - at > 1:
            return f"{_verb_last(words[:at], lower[at], words[at + 1 : i])} en {second}"
    return _verb_last(words[:at], lower[at], words[at + 1 :])


def _two_inverted(words: list[str], lower: list[str]) -> str | None:
    """ "Draait de zaak en hoef ik niemand weg te sturen": each with its verb at the end."""
    for at in range(2, len(words) - 2):
        joined = lower[at] == "en" and lower[at + 1] in FINITE and _subject_length(lower[at + 2 :])
        if joined:
            first = result_clause(" ".join(words[:at]))
            second = result_clause(" ".join(words[at + 1 :]))
            fine = not first.startswith("dit lukt") and not second.startswith("dit lukt")
            return f"{first} en {second}" if fine else None
    return None


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
    return f"ik {_lower_first(first)} en {second}"


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
    start = [_lower_first(subject[0]), *subject[1:]]
    if len(rest) > 1 and rest[-2].lower() == "te" and is_infinitive(rest[-1].lower()):
        return " ".join([*start, *rest[:-2], verb, *rest[-2:]])  # "niemand weg hoef te sturen"
    if verb in MODALS and rest and is_infinitive(rest[-1].lower()):
        modal = {"wil": "kan", "zou": "kan", "willen": "kunnen", "zouden": "kunnen"}.get(verb, verb)
        return " ".join([*start, *rest[:-1], modal, rest[-1]])
    if verb in ("wil", "zou", "willen", "zouden"):
        # "ik wil meer tijd" → "ik meer tijd heb"
        return " ".join([*start, *rest, "heb" if verb in ("wil", "zou") else "hebben"])
    # The verb stands before what hangs behind it: "ik tijd heb voor klanten".
    return " ".join([*start, *rest, verb])


def is_infinitive(word: str) -> bool:
    """Whether a word looks like the infinitive of a verb."""
    return word in SHORT_INFINITIVES or (
        word.endswith("en") and len(word) > 4 and word not in NOT_INFINITIVES
    )


def _lower_first(word: str) -> str:
    """First letter in lower case, unless the word is an abbreviation or name-like capital run."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]
