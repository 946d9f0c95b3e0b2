"""Changes to a growth question in somebody's own words: what to put, to swap or to take out.

Only what is said to change does: whoever mends the end keeps the beginning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.growth_question import acts
from bot.growth_question.clause import (
    FINITE,
    OBJECT_CLAUSE,
    TO_US,
    VERB_FIRST,
    is_infinitive,
    lower_first,
    reads_well,
    result_clause,
    tells_of_others,
    tidy,
)

RESULT = re.compile(
    r"\b(?:het |ons |mijn )?(?:resultaat|doel)(?: graag)?(?: (?:is|moet zijn|wordt)|[.,:])\W+"
    r"(\w.{5,}[^\s.!])",
    re.IGNORECASE | re.DOTALL,
)
"""What somebody says the result is."""

SO_THAT = re.compile(r"\bzodat (?!dit lukt)((?:[^\s'”\".!?]+ ){3,}[^\s'”\",.!?]+)", re.IGNORECASE)
"""A result in so many words; of two, the last one is meant ("niet zodat a, maar zodat b")."""

REMARK = re.compile(
    r"\b(?:bijna|mist|ontbreekt|staat er niet|klinkt|leest|aanhalingstekens|raar|krom"
    r"|gemopper|klacht"
    r"|onzin|nergens op|nederlands|fout|slechter|vorige|wollig|vaag|gelul|snap\w*|begrijp\w*"
    r"|waar haal|waar komt|welke vraag|letterlijk)\b",
    re.IGNORECASE,
)
"""Words of a remark about the sentence, which is no wish."""

WISH = re.compile(
    r"^(?:dat (?=(?:ik|we|wij|er|mijn|m'n|ons|onze|ze|hij|zij|iedereen|mensen|klanten|de|het)\b)"
    r"|zodat|liever|meer|minder"
    r"|(?:ik|we|wij) (?:wil|willen|wou)\b(?! (?:\w+ ){0,2}(?:niet|geen)\b)"
    r"|dan (?=heb|kan|hoef|weet|ben|is|zijn|staat|gaat)|gewoon |vooral )"
    r"|\b(?:het|mijn|ons) (?:doel|resultaat)\b",
    re.IGNORECASE,
)
"""How words look that say what is wanted."""

NO_FIRST = re.compile(r"^\W*nee\b(?:[ ,.]+(?:joh|hoor|nou|ho|dat niet))*[ ,.!]+", re.IGNORECASE)
"""A no before what is wanted: "nee. ik wil dat ..."."""

TO_BE_IN = re.compile(
    r",? (?:dat|die|het) (?:moet|mag|hoort) (?:er|d'?r)? ?(?:nog |ook )?(?:in|bij|erin|erbij)\b.*$",
    re.IGNORECASE,
)
"""What is said behind what is to be in the sentence: "..., dat moet erin"."""

TRAILING_TERM = re.compile(r"[.,;]\s*(?:over|binnen) (?:een )?[^.,;]{3,20}$", re.IGNORECASE)
"""A term behind a wish: "…, binnen een jaar"; it has its own place in the sentence."""

IN_PLACE_OF = re.compile(
    r"vervang (?:het woord )?['\"“‘]?(?P<old>[^'\"”’]+?)['\"”’]? door ['\"“‘]?(?P<new>[^'\"”’.!]+)"
    r"|['\"“‘]?(?P<new2>[\w-]+)['\"”’]? (?:in plaats van|ipv|i\.p\.v\.) ['\"“‘]?(?P<old2>[\w-]+)"
    r"|geen ['\"“‘]?(?P<old3>[\w-]+)['\"”’]? maar (?:een |de |het |mijn )?['\"“‘]?(?P<new3>[\w-]+)",
    re.IGNORECASE,
)
"""One word for another: "broer ipv compagnon", "vervang x door y"."""

BACK = re.compile(
    r"\b(?:vorige|eerdere|oude) (?:zin|vraag|versie|tekst)\b|\bzin(?:net)? terug\b"
    r"|\bterug naar de vorige\b",
    re.IGNORECASE,
)
"""Words of who wants the sentence back that stood there before."""

SENTENCE = re.compile(
    r"^Hoe \w+ (?:ik|we|wij) (?P<act>.+?),? (?:zodat|om(?!.* zodat )) (?P<result>.+?)"
    r"(?:,? (?P<when>(?:binnen|voor) [^,?]+))?\?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """What a growth question in somebody's own words says."""

    act: str
    result: str
    when: str | None


def read(question: str) -> Told | None:
    """The parts of a growth question; None where it has none that can be told apart."""
    found = SENTENCE.match(question.strip())
    if found is None:
        return None
    return Told(found["act"].strip(" ,"), found["result"].strip(" ,"), found["when"])


def new_result(text: str, question: str, wishes: bool = True) -> str | None:
    """What somebody says the result is to be, as a clause that can follow *zodat*.

    Args:
        question: the growth question as it stands; what is in it already is not new.
        wishes: whether a plain wish counts too, or only what is said to be the result.
    """
    said = RESULT.search(text)
    if said is not None:
        return said[1]
    of_all = [m[1].strip(" .'\"”’") for m in SO_THAT.finditer(text)]
    new = [
        clause
        for clause in (TO_BE_IN.sub("", said) for said in of_all)
        if clause.lower() not in question.lower() and not REMARK.search(clause)
    ]
    if new:
        return f"dat {new[-1]}"
    wish = NO_FIRST.sub("", text)
    if not wishes or "?" in text or REMARK.search(text) or not WISH.search(wish):
        return None
    new_one = TRAILING_TERM.sub("", wish)
    return new_one if reads_well(result_clause(new_one)) else None


def with_result(question: str, clause: str) -> str:
    """The same question with another result, or with one where it had none."""
    changed, count = re.subn(
        r"\bzodat .+?(?=(?:,? (?:binnen|voor) (?!mij|ons|de klant|mijn)[^,?]+)?\?$)",
        lambda _: f"zodat {tidy(clause).removeprefix('dat ')}",
        question,
        count=1,
        flags=re.IGNORECASE,
    )
    if count:
        return changed
    end = re.search(r"(?:,? (?:binnen|voor) [^,?]+)?\?$", question)
    at = end.start() if end is not None else len(question)
    return (
        f"{question[:at].rstrip(' ,?')}, zodat {tidy(clause).removeprefix('dat ')}{question[at:]}"
    )


_TERM_AT_END = r",? (?:binnen|voor) (?!mij|ons|de klant|mijn|onze|mensen)[^,?]+(?=\?$)"


def with_act(question: str, act: str) -> str:
    """The same question about something else that they want to do; its end and term stay."""
    kept = re.search(rf",? zodat\b.+$|{_TERM_AT_END}.$|\?$", question, re.IGNORECASE)
    end = question[kept.start() :] if kept is not None else "?"
    return f"Hoe kan ik {act}{end}"


def with_term(question: str, term: str) -> str:
    """The same question with another term ("voor kerst"), or with one where it had none."""
    plain = re.sub(_TERM_AT_END, "", question.rstrip(), flags=re.IGNORECASE)
    return f"{plain.rstrip(' ?,')}, {term}?"


def with_word(question: str, text: str) -> str | None:
    """The same question with one word for another; None where that is not asked, or not in it."""
    asked = IN_PLACE_OF.search(text)
    if asked is None:
        return None
    old = asked["old"] or asked["old2"] or asked["old3"]
    new = asked["new"] or asked["new2"] or asked["new3"]
    if old.strip().lower() in ARTICLES:
        return None  # "voor pasen ipv een half jaar"
    there = re.search(rf"\b{re.escape(old.strip())}\b", question, re.IGNORECASE)
    term = re.search(_TERM_AT_END, question, re.IGNORECASE)
    inside = term is not None and there is not None and term.start() <= there.start()
    if there is None or inside:
        return None  # "najaar ipv een half jaar" is another term, and no word for another
    return question[: there.start()] + new.strip() + question[there.end() :]


ADDS = re.compile(
    r"\b(?:zet|doe|schrijf|voeg)(?: (?:er|d'?r|daar))?(?: (?:ook|nog|wel|even))* ?(?:in|bij|toe)\b"
    r"(?: dat)?[: ]+['\"“‘]?(?P<new>[^.!?\n]{8,})",
    re.IGNORECASE,
)
"""Words of who wants something put into the sentence."""

ADDS_HOW = re.compile(
    r"^\W*(?:(?:bijna|ja|nee|goed|prima|ok[eé]?|beter|mooi|klopt)\b[ ,.!]*)*"
    r"(?:(?:maar|alleen|en|dan|mits|wel|ook|graag|nog)\b[ ,]*)+"
    r"(?P<new>(?:zonder|samen met) [^.!?\n]{4,80})\W*$",
    re.IGNORECASE,
)
"""The same, of how it is to be done: "bijna. wel zonder dat we ruzie krijgen"."""


def with_added(question: str, text: str) -> str | None:
    """ "Zet erin: nu 70% via bol loopt": the same question with those words before *zodat*; None
    where that is not asked, or it stands there already."""
    asked = ADDS.search(text) or ADDS_HOW.match(text)
    if asked is None:
        return None
    new = tidy(asked["new"]).strip(" ,'\"”’")
    at = re.search(r",? zodat\b|(?:,? (?:binnen|voor) [^,?]+)?\?$", question, re.IGNORECASE)
    if at is None or new.lower() in question.lower():
        return None
    made = f"{question[: at.start()].rstrip(' ,')}, {new}, {question[at.start() :].lstrip(' ,')}"
    return re.sub(r",\s+\?$", "?", made)


OF_ALL = re.compile(r"\bmijn (?:team van \d+ tot )?(?P<number>\d+) mensen\b", re.IGNORECASE)
ONLY_ONE = re.compile(
    r"\b(?:gaat|draait|is)\b[^.!?]{0,15}?\bom (?:(?:maar|alleen) )*(?:(?:1|een|één), )?"
    r"(?P<one>(?:1|een|één) )?(?P<who>[^\W\d_][\w' -]*?)(?=[.,!?]|$)",
    re.IGNORECASE,
)
"""Words of who says whom it is about."""


def with_fewer(question: str, text: str) -> str | None:
    """The same question about whom it is about, in place of all: "niet 11 man, het gaat om 1,
    dylan"; None where the number in it is not refused."""
    stands = OF_ALL.search(question)
    if stands is None:
        return None
    number = re.escape(stands["number"])
    refused = (
        rf"\b(?:niet|geen|nog steeds|staat|die|van)\b[^.!?]{{0,12}}\b{number}\b"
        rf"|\b{number}\b[^.!?]{{0,12}}\b(?:niet|eruit|weg)\b"
    )
    if re.search(refused, text, re.IGNORECASE) is None:
        return None
    only = next(iter(ONLY_ONE.finditer(text)), None)
    who = "mijn mensen" if only is None else f"{'een ' if only['one'] else ''}{only['who'].strip()}"
    return f"{question[: stands.start()]}{who}{question[stands.end() :]}"


LEADS = re.compile(
    r"^(?:(?:nee|bijna|ja|dus|eerder|liever|gewoon|nou|ho|haha|better|het moet zijn"
    r"|moet zijn|maak er"
    r"(?: maar)? van|ik wil(?: graag)?|we willen(?: graag)?|wij willen(?: graag)?|ik bedoel"
    r"|het gaat "
    r"(?:me |mij )?(?:erom )?(?:om|over)|ik zou graag|eerst)\b[:,.!]*\s*)+",
    re.IGNORECASE,
)
"""What stands before what somebody wants to do."""

SHORTEST_ACT, LONGEST_ACT, WITHIN = 2, 18, 9
"""Words of what somebody wants to do, and within how many of them its verb stands."""

SUBORDINATE = OBJECT_CLAUSE | {"die", "zodat", "waarin", "als", "terwijl"}
"""Words behind which a finite verb is that of a part of it."""


PROTEST = re.compile(
    r"^(?:niet|geen|of|en|maar|dat|als|is|was|wel|ook|zonder|alleen)\b|['\"“”‘’].*\b(?:geen|niet)\b",
    re.IGNORECASE,
)
"""Words of who mocks or refuses what stands there; they are no act of theirs."""

VERBS = frozenset(
    """plannen overdragen verdelen afspreken vastleggen uitbreiden beslissen besluiten kiezen vinden
    zoeken werven opleiden leren verkopen verhogen verlagen uitrekenen berekenen bouwen opbouwen
    verbeteren regelen organiseren digitaliseren automatiseren vergroten verkleinen verdienen
    investeren overnemen bespreken praten samenwerken uitkopen stoppen starten beginnen openen
    behouden vasthouden aantrekken inwerken begeleiden aansturen delegeren loslaten uitbesteden
    aannemen besparen verduurzamen isoleren kopen huren vernieuwen ontwikkelen testen uitproberen
    beschermen voldoen voorkomen oplossen aangaan omzetten maken krijgen houden brengen zetten doen
    gaan staan zien geven nemen leveren produceren onderhandelen spreiden verspreiden binnenhalen
    opzetten inrichten aanpakken versnellen verminderen voeren vragen bereiken benaderen bellen
    verhuizen groeien blijven overtuigen laten zorgen betalen financieren aanvragen afbouwen
    overleggen begrijpen leiden werken winnen hebben worden komen invoeren gebruiken inzetten
    combineren koppelen opvolgen nabellen opschonen afstoten vrijmaken verplaatsen dekken""".split()
)
"""Verbs of what people want to do. A list, for many a noun ends as a verb does ("groepslessen")."""

NO_ACT = frozenset(
    "zodat ik we wij je jij dat ze zij hij er het iedereen niemand dit die u waarom".split()
)
"""First words of what is a sentence of its own."""

ARTICLES = frozenset("een de het mijn ons onze".split())
"""Words behind which "verkoop" is a noun."""


WANTS = re.compile(r"\b(?:ik|we|wij) (?:wil|willen|zou)\b", re.IGNORECASE)
"""Words of who says that they want something."""

WEIGHS = re.compile(r"^weten (?=(of|hoe|wat|waar|wie|welke|wanneer|waarom)\b)\w+", re.IGNORECASE)
""" "Hoe kan ik weten hoe ...": two hows in one sentence."""


def new_act(text: str) -> tuple[str, str | None] | None:
    """What somebody wants to do, in words that can follow "Hoe kan ik": "afspraken maken met mijn
    zoon en dochter over wie de leiding heeft".

    Returns:
        What they want to do and, where they say so, to what end; None where the words are none.
    """
    text = acts.as_choice(text)
    plain = re.sub(r"[^.!?\n]+\?+", "", text)  # what is asked is no act of theirs
    for part in reversed(re.split(r"[.!\n]|:(?= )", plain)):
        said = LEADS.sub("", tidy(part).strip(" '\"“”‘’,;")).strip(" '\"“”‘’,;")
        act, _, end = said.partition(" zodat ")
        wishes = WANTS.search(part) is not None
        if (
            _is_act(act.strip(" ,"), wishes)
            and not REMARK.search(said)
            and not PROTEST.search(said)
        ):
            said = WEIGHS.sub(r"erachter komen \1", lower_first(act.strip(" ,'\"”’")))
            return said, (end.strip(" ,'\"”’") or None)
    return None


def _is_act(said: str, wishes: bool) -> bool:
    words = [word.strip(",'\"").lower() for word in said.split()]
    if not SHORTEST_ACT <= len(words) <= LONGEST_ACT or words[0] in NO_ACT | VERB_FIRST:
        return False
    if words[0] in ("wat", "hoe") or not acts.reads_well(said):
        return False
    if TO_US & set(words) or (tells_of_others(words) and not wishes):
        return False
    verb = next((i for i, word in enumerate(words[:WITHIN]) if word in VERBS), None)
    if verb is None or verb == 0:
        return False
    inside = next((i for i, word in enumerate(words) if word in SUBORDINATE), len(words))
    return not any(
        word in FINITE and not is_infinitive(word) and (i == 0 or words[i - 1] not in ARTICLES)
        for i, word in enumerate(words[:inside])
    )
