"""The growth question in one sentence, from the entrepreneur's own words.

*Hoe kan ik ..., zodat ..., binnen ...?* What comes after *zodat* is made in
`bot.growth_question.clause`; what comes after *Hoe kan ik* is an angle of the need
(`bot.growth_question.angle`), their own words (`bot.growth_question.edits`) or an action of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from bot.growth_question.clause import lower_first, reads_well, result_clause, tidy
from bot.growth_question.quality import shortcomings

if TYPE_CHECKING:
    from bot.knowledge import Need

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

DEFAULT_TERM = 12
"""Months, where no term was said; the entrepreneur sees it and can change it."""


LONGEST_ACT, LONGEST_RESULT = 140, 170
"""Characters of either part of the sentence: a record takes 400 of it, and nobody reads more."""


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
        if not reads_well(result) or len(result) > LONGEST_RESULT:
            result = need.results[0].clause  # theirs cannot stand in a sentence
    when = facts.get("when") or term(facts.get("horizon_months"))
    if act is not None and len(act) <= LONGEST_ACT:
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
    """``mijn 14 mensen``; None for somebody who works alone or with a few: they are one of those,
    and the others are a partner as often as staff."""
    if isinstance(value, list):
        return f"mijn team van {value[0]} tot {value[1]} mensen" if value[0] > 2 else None
    return f"mijn {value} mensen" if value and value > A_FEW else None


A_FEW = 4
"""People, with who speaks, of whom the growth question does not speak."""


def my_work(said: str) -> str | None:
    """``mijn hoveniersbedrijf`` from "een hoveniersbedrijf"; None where the words name no firm."""
    words = [w.strip(" .,!?") for w in said.split()]
    while words and words[0].lower() in ("een", "mijn", "ons", "onze", "wij", "we", "hebben", "ik",
                                         "heb", "n", "'n", "het", "de"):  # fmt: skip
        words.pop(0)
    if not 0 < len(words) <= 2 or not words[-1].lower().endswith(FIRMS):
        return None
    return "mijn " + " ".join(lower_first(word) for word in words)


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


_MONTH = (
    "(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
)
_SAID_TERM = re.compile(
    r"\b(?:voor|uiterlijk|tegen|per|op) (?P<moment>(?:(?:de )?(?:zomer(?:vakantie)?|winter|herfst"
    r"|lente|kerst(?:vakantie)?|bouwvak|oogst|feestdagen|jaarwisseling)|pasen|sinterklaas"
    r"|black friday"
    rf"|het (?:\w*seizoen|voorjaar|najaar)|(?:(?:begin|half|eind) |\d{{1,2}} )?{_MONTH}"
    r"|(?:het )?einde? van de (?:winter|zomer|herfst|lente)"
    r"|(?:het )?einde? (?:van )?(?:dit |het |volgend )?(?:jaar|seizoen))(?: volgend jaar)?)\b",
    re.IGNORECASE,
)
"""Terms that people name and that can stand in a growth question as they are."""

_BARE_TERM = re.compile(
    rf"^\W*(?P<term>(?:(?:begin|half|eind) |\d{{1,2}} ){_MONTH}"
    r"|(?:het )?einde? (?:van )?(?:dit|het) jaar"
    r"|(?:de )?(?:zomer|winter|herfst|lente|kerst|bouwvak|oogst)|het (?:voorjaar|najaar))\W*$",
    re.IGNORECASE,
)
"""The same, where only the moment itself is said."""


def said_term(words: str) -> str | None:
    """ "voor de zomer" from "eh voor de zomer zou fijn zijn", "voor 1 oktober" from "1 oktober";
    None where there is no such term."""
    found = _SAID_TERM.search(tidy(words))
    if found is not None:
        return f"voor {found['moment'].lower()}"
    bare = _BARE_TERM.match(words)
    return f"voor {bare['term'].lower()}" if bare is not None else None


def has_term(question: str) -> bool:
    """Whether a growth question says by when."""
    return "term" not in shortcomings(question)


SHORTEST_QUESTION = 7
"""Words of a growth question in somebody's own words."""


def own_sentence(text: str) -> str:
    """A growth question as the entrepreneur typed it: tidied at its ends, not rewritten."""
    plain = tidy(text).rstrip(" .!?")
    return plain[:1].upper() + plain[1:399] + "?"


_TYPED = re.compile(r"(?:^|[:.!,]\s+)(?P<own>hoe (?!laat|lang|vaak|duur)[^!?\n]+)", re.IGNORECASE)
_TO_US = re.compile(r"\b(?:je|jij|jullie|u)\b", re.IGNORECASE)


def typed_question(text: str) -> str | None:
    """A growth question behind a few words of its own, where one is asked for: "mijn eigen zin: hoe
    komen mijn broer en ik tot een besluit"."""
    found = _TYPED.search(text)
    if found is None or len(found["own"].split()) < SHORTEST_QUESTION:
        return None
    return None if _TO_US.search(found["own"]) else own_sentence(found["own"])


_OWN_QUESTION = re.compile(
    r"\bhoe (?:kan|kunnen|zorg|zorgen|krijg|krijgen|zet|zetten|maak|maken|hou|houd|houden|kom|komen"
    r"|vind|vinden|verkoop|verkopen|voorkom|voorkomen|regel|regelen|bouw|bouwen|haal|halen|trek"
    r"|beslis|beslissen|kies|kiezen|bepaal|bepalen|draag|dragen|voer|voeren|overtuig|overtuigen"
    r"|verdeel|verdelen|zeg|zeggen|bescherm|beschermen|blijf|blijven|durf|durven"
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


def with_term_once(question: str) -> str:
    """A growth question whose term stands at its end only: "zodat ik klanten voor de zomer kan
    zeggen wat er komt, voor de zomer?" says it twice."""
    body, comma, last = question.rstrip("?").rpartition(", ")
    term = last.strip().lower()
    if not comma or not term or term not in body.lower():
        return question
    once = re.sub(rf",? ?\b{re.escape(term)}\b", "", body, flags=re.IGNORECASE)
    return f"{once}, {last}?"


def with_capitals(question: str, names: Iterable[str]) -> str:
    """A growth question in which people who are known by name are written with a capital.

    Args:
        names: first names as they are written ("Ineke").
    """
    for name in names:
        question = re.sub(rf"\b{re.escape(name)}\b", name, question, flags=re.IGNORECASE)
    return question
