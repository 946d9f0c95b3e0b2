"""Learns from a message whatever it tells: facts about the firm, and evidence for needs."""

from __future__ import annotations

import re
from typing import Any

from bot.diagnosis import Evidence
from bot.dialogue.context import Context
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.knowledge.models import size_option
from bot.language import in_passing
from bot.language.extract import extract
from bot.language.found import Found
from bot.language.gazetteer import phrase
from bot.language.reading import read

FACT_OF_ENTITY = {
    "municipality": "municipality",
    "place": "place",
    "sector": "sector",
    "employees": "employees",
    "amount_eur": "amount_eur",
    "period_months": "horizon_months",
    "legal_form": "legal_form",
    "kvk_number": "kvk_number",
    "company_name": "company_name",
}
"""Entity → field of the growth question. Name, phone and e-mail are contact details, not facts."""

TELLING = frozenset(
    {"express_need", "inform", "complain", "ask_instrument", "dont_know", "correct"}
)
"""Intents of messages in which needs may be heard."""

CORRECTION = 0.3
"""Confidence from which a find in a correction counts."""

HINT = 0.45
"""Confidence from which a sector is used in place of a question for it."""

SHORT_ANSWER = 15
"""Words up to which a term that is told as a fact is one for what is wanted."""

TERM_STARTS = ("binnen", "voor", "uiterlijk")
"""How a term begins that goes with a result."""

SURE_TERM = 0.8
"""Confidence from which a term in a story is taken."""

OWN = 0.6
"""Confidence from which what was found is about the own firm (see `bot.language.found`)."""

OTHER_MONEY = ("annual_turnover_eur", "earlier_aid", "tried")
"""Questions for another amount than what the growth question takes."""

PER_MONTH = re.compile(
    r"\s*(?:euro\s*)?(?:per|p/?m\b|pm\b|in de|elke|iedere) ?(?:maand|week|uur|dag)?\b",
    re.IGNORECASE,
)
"""What stands behind an amount that comes again and again."""

ELSEWHERE = re.compile(
    r"\b(?:tweede|nieuwe|andere|extra) (?:\w+ )?(?:zaak|vestiging|winkel|plek|locatie|pand"
    r"|filiaal|tent)\b"
    r"|\bfiliaal\b|\b(?:beginnen|openen|uitbreiden|kopen)\b"
    r"|\bteken(?:en)?\b[^.!?,]*\bpand\b|\b(?:woningen|klus|klant(?:en)?|project|bouwplaats)\b[^.!?,]*$",
    re.IGNORECASE,
)
"""Words before a place where somebody wants to go and is not yet, or where a job is."""

OWN_TRADE = re.compile(
    r"\b(?:ik ben|we zijn|wij zijn|ben ik|zijn we|sector|branche|vak|wij doen|we doen)\b",
    re.IGNORECASE,
)
"""Words of who says what they are, where another trade was understood before."""

NAMED = re.compile(
    r"(?:\b(?:heet|heten|naam|bedrijf|zaak|winkel|wij zijn|we zijn|ik ben|ons|onze"
    r"|mijn)\b[^.!?]{0,12}|^\W*)$",
    re.IGNORECASE,
)
"""What stands before the name of somebody's own firm."""

AFTER = re.compile(r"\b(?:na|sinds|al|elke|iedere|per|om de) $", re.IGNORECASE)
"""What stands before a length of time that is no term."""

OTHERS_WANT = re.compile(
    r"\b(?:(?:de|het|die|mijn|mn|onze|een) [^\W\d_]+|hij|zij|ze)"
    r" (?:wil|willen|eist|eisen|vraagt|vragen|verwacht)\b[^.!?,]*$",
    re.IGNORECASE,
)
"""What stands before a term that somebody else sets for something."""

OF_MINE = re.compile(r"\b(?:mijn|m'?n|onze|die|de) $", re.IGNORECASE)
"""What stands before a number of some of them: "mn 2 planners hebben ruzie"."""

PLACES = ("municipality", "place")

CONTRADICTABLE = ("employees", "municipality")
"""Fields of which two different values are asked about."""

LIMITS: dict[str, tuple[float, float]] = {
    "employees": (1, 5000),
    "horizon_months": (0, 240),
    "amount_eur": (250, 1e9),
    "company_age_years": (0, 300),
    "annual_turnover_eur": (0, 1e11),
    "earlier_aid": (0, 1e9),
}
"""What can be true: people, months from today, euros (185 for a cheese cellar are thousands)."""

MOST_IN_STORY = 10
"""Needs of a story that are kept."""

LEAST_NEED_MASS = 0.5
"""Sum of the ranker's confidences under which a text says nothing about needs: it is 1 where a need
is told more likely than not, and less below that."""


def facts(state: IntakeState, u: Understood, overwrite: bool, least: float = OWN) -> list[str]:
    """Take over the facts that a message states.

    Args:
        overwrite: a correction, or the answer to just this question; otherwise what was chosen or
            said before stays.
        least: confidence from which a find counts.

    Returns:
        Names of the fields that are new or changed.
    """
    changed: list[str] = []
    for found in u.entities:
        name = FACT_OF_ENTITY.get(found.entity)
        if name == "sector" and HINT <= found.confidence < least and name not in state.facts:
            words = u.text[found.start : found.end]
            state.hints.setdefault(name, Fact(found.value, "said", words, u.message_id))
        if name is None or name in changed or found.confidence < least:
            continue
        known = state.facts.get(name)
        if known is not None and (known.value == found.value or not overwrite):
            continue
        if name == "sector" and not OWN_TRADE.search(u.text) and _is_anothers(state):
            continue  # a customer's, or who helped once
        if name in PLACES and known is not None and _is_named_beside(known, found, u):
            continue
        if not plausible(name, found.value, u.text[: found.start]):
            continue
        if name == "amount_eur" and state.pending and state.pending.about in OTHER_MONEY:
            continue
        if name == "company_name" and not overwrite and not NAMED.search(u.text[: found.start]):
            continue  # "in de loods van Bakker Transport" is a customer's
        some = OF_MINE.search(u.text[: found.start]) is not None
        beside = name == "employees" and known is not None and some
        if beside and not in_passing.states_size(u.text, found.start):
            continue  # "mn 2 planners hebben ruzie"
        if name == "horizon_months" and AFTER.search(u.text[: found.start]):
            continue  # "die jongens durven na een maand niks meer te vragen"
        by_others = name == "horizon_months" and not overwrite
        if by_others and OTHERS_WANT.search(u.text[: found.start]):
            continue  # "de verhuurder wil voor het eind van de maand antwoord"
        if name == "amount_eur" and PER_MONTH.match(u.text[found.end :]):
            continue  # a wage, a rent
        asked = overwrite or least < OWN or _is_asked(name, state, u, found.start)
        if not asked and not _is_told(name, found.confidence, u, found.start, state):
            continue
        state.facts[name] = Fact(found.value, "said", u.text[found.start : found.end], u.message_id)
        changed.append(name)
        if name == "employees":
            size_as_evidence(state, found.value, u)
    return changed


def _is_anothers(state: IntakeState) -> bool:
    """Whether a trade that is named now is probably not their own."""
    if "sector" in state.facts:
        return True
    return state.pending is not None and state.pending.about in (
        "tried",
        "desired_result",
        "ladder",
    )


def _is_named_beside(known: Fact, other: Found, u: Understood) -> bool:
    """ "Zeewolde, dat zei ik toch. Utrecht is waar we rijden": what is known is said once more."""
    again = any(f.entity == other.entity and f.value == known.value for f in u.entities)
    return again and not in_passing.settles(u.text, other.start)


def _is_asked(name: str, state: IntakeState, u: Understood, start: int) -> bool:
    """Whether a number of people or a term is what the open question is about."""
    if name == "employees":
        return state.presenting is None  # who introduces themselves
    if name != "horizon_months" or state.pending is None:
        return False
    words = u.text.lower()
    within = words[start:].startswith(TERM_STARTS) and "lever" not in words
    about = state.pending.about
    return about == name or (about == "desired_result" and within)


def _is_told(name: str, sure: float, u: Understood, start: int, state: IntakeState) -> bool:
    """Whether a term or a number of people in a story is that of the wish and of the firm."""
    pending = state.pending
    if name == "horizon_months" and pending is not None and pending.about == "desired_result":
        return False  # "ook over vijf jaar nog werk" is what they wish, not by when
    if u.intent in ("inform", "correct") and u.words <= SHORT_ANSWER:
        return True
    if name == "employees":
        return in_passing.is_of_firm(u.text, start)
    if name == "amount_eur":
        return in_passing.is_sought(u.text, start)
    if name in ("municipality", "place"):
        before = u.text[:start].lower()
        return not before.rstrip().endswith("naar") and not ELSEWHERE.search(before[-60:])
    if name == "horizon_months":
        return sure >= SURE_TERM and in_passing.is_wished(u.text, start)
    return True


def unasked(state: IntakeState, u: Understood) -> list[str]:
    """What a story tells of the firm without naming it: what they do, and what they tried.

    Returns:
        Names of the fields that are new.
    """
    if u.kind != "text" or u.words < 4:
        return []
    doing = in_passing.activity(u.text)
    if doing is not None and "sector" not in state.hints and "sector" not in state.facts:
        state.hints["sector"] = Fact("overig", "said", doing, u.message_id)
    tried = in_passing.tried(u.text)
    if tried is None or "tried" in state.facts:
        return []
    state.facts["tried"] = Fact([tried], "said", tried, u.message_id)
    return ["tried"]


def trade_in_passing(state: IntakeState, u: Understood, k: Knowledge, context: Context) -> None:
    """What they do, from a few words by themselves: "petra hier uit lelystad, catering".

    In a sentence such a word may be anybody's trade; alone it is what the question for it takes.
    """
    known = "sector" in state.facts or "sector" in state.hints
    if u.kind != "text" or known or state.turn > FIRST_TURNS:
        return
    for words in (part.strip() for part in re.split(r"[,.;:!?\n]", u.text)):
        if not 0 < len(words.split()) <= LONGEST_BARE_TRADE:
            continue
        for found in extract(words, context.today, k.gazetteer, asked="sector"):
            trade = words[found.start : found.end]
            if phrase(trade) in k.gazetteer.tools:
                continue  # "marketing", "de website": everybody has those
            if found.entity == "sector" and found.confidence >= BARE_TRADE:
                state.hints["sector"] = Fact(found.value, "said", trade, u.message_id)
                return


LONGEST_BARE_TRADE, BARE_TRADE, FIRST_TURNS = 4, 0.9, 3
"""Words of such a part, how sure the trade in it must be, and turns in which people introduce
themselves."""


def take_hint(state: IntakeState, name: str) -> bool:
    """Use what was heard in passing before asking for it. True if there was something."""
    hint = state.hints.pop(name, None)
    if hint is None:
        return False
    state.facts[name] = hint
    return True


def is_missing(state: IntakeState, name: str) -> bool:
    """Whether a fact is still to be asked; what was heard in passing is taken before asking."""
    if name in state.facts or name in state.asked:
        return False
    return not take_hint(state, name)


def corrected_term(state: IntakeState, u: Understood) -> bool:
    """ "Niet een half jaar maar 3 maanden", "de termijn is 3 maanden": whatever is asked now."""
    known = state.facts.get("horizon_months")
    if known is None or u.kind != "text":
        return False
    for found in u.values("period_months"):
        before = u.text[: found.start].lower()
        fits = found.value != known.value and plausible("horizon_months", found.value)
        if fits and TERM_INSTEAD.search(before[-40:]):
            words = u.text[found.start : found.end]
            state.facts["horizon_months"] = Fact(found.value, "said", words, u.message_id)
            return True
    return False


TERM_INSTEAD = re.compile(
    r"\bniet\b[^.!?]{0,30}\bmaar (?:binnen |over )?$|\btermijn (?:is|moet zijn|wordt) (?:binnen )?$"
    r"|\bmaak er (?:maar )?(?:binnen )?$|\bik zei (?:toch )?(?:binnen |over )?$"
)
"""Words before a term that comes in place of another."""


def other_number(state: IntakeState, u: Understood) -> list[str]:
    """ "Niet twaalf maar 24": the fact that has the one number gets the other.

    Returns:
        Names of the fields that are changed.
    """
    named = [token.canon[1:] for token in read(u.text).tokens if token.canon.startswith("#")]
    numbers = [float(n) for n in dict.fromkeys(named) if n.replace(".", "", 1).isdigit()]
    if len(numbers) != 2:
        return []
    for name in ("employees", "horizon_months"):
        known = state.facts.get(name)
        if known is None or known.value not in numbers:
            continue
        new = next(n for n in numbers if n != known.value)
        value = int(new) if new.is_integer() else new
        if plausible(name, value):
            state.facts[name] = Fact(value, "said", u.text, u.message_id)
            if name == "employees":
                size_as_evidence(state, value, u)
            return [name]
    return []


def conflict(state: IntakeState, u: Understood) -> tuple[str, Fact] | None:
    """A field that this message gives another value than was said before, with the new value.

    Only where the two cannot both be so: 12 people and "between 10 and 15" can.
    """
    for found in u.entities:
        name = FACT_OF_ENTITY.get(found.entity)
        known = state.facts.get(name or "")
        if name not in CONTRADICTABLE or known is None or found.confidence < OWN:
            continue
        if known.message_id == u.message_id or _agree(known.value, found.value):
            continue
        if name == "employees" and not in_passing.states_size(u.text, found.start):
            continue
        if name == "employees" and OF_SOME.search(u.text[: found.start]):
            continue
        if name == "municipality" and not in_passing.settles(u.text, found.start):
            continue  # a customer's, a yard's, a road's
        if plausible(name, found.value, u.text[: found.start]):
            words = u.text[found.start : found.end]
            return name, Fact(found.value, "said", words, u.message_id)
    return None


OF_SOME = re.compile(
    r"\b(?:\d{1,3}|twee|drie|vier|vijf|zes|zeven|acht|negen|tien)"
    r" (?!man\b|mensen\b|medewerkers\b|personen\b)[^\W\d_]{3,}(?:s|en)\b(?! geleden)",
    re.IGNORECASE,
)
"""A number of some of them ("drie engineers"), before the number that is meant to set it right."""


def _agree(one: Any, other: Any) -> bool:
    low, high = one if isinstance(one, list) else (one, one)
    low2, high2 = other if isinstance(other, list) else (other, other)
    if isinstance(low, str) or isinstance(low2, str):
        return bool(one == other)
    return bool(low <= high2 and low2 <= high)


def plausible(name: str, value: Any, before: str = "") -> bool:
    """Whether a value can be true at all.

    Args:
        before: the text in front of it, where a minus sign may stand.
    """
    limits = LIMITS.get(name)
    if limits is None or value is None:
        return True
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(v, (int, float)) for v in values):
        return False  # another extractor's words in place of a number
    negative = before.rstrip(" ").endswith(("-", "min", "minus"))
    return not negative and all(limits[0] <= v <= limits[1] for v in values)


def size_as_evidence(state: IntakeState, value: Any, u: Understood) -> None:
    """The size of a firm tells something about its needs."""
    state.add_evidence(
        Evidence("context", u.message_id, u.text, "c_omvang", size_option(value), None)
    )


def set_fact(state: IntakeState, name: str, value: Any, u: Understood, source: str) -> None:
    """Store the answer to the question about one field."""
    state.facts[name] = Fact(value, source, u.text, u.message_id)
    state.asked[name] = "answered"


def needs(state: IntakeState, u: Understood, context: Context, always: bool = False) -> bool:
    """Log what a text says about needs.

    Args:
        always: an answer to an open question is part of the story, whatever it says by itself.

    Returns:
        Whether it says something by itself.
    """
    if u.kind not in ("text", "resume"):
        return False
    telling = u.intent in TELLING and sum(u.needs.values()) >= LEAST_NEED_MASS
    if not telling and not (always and u.intent not in ("dont_know", "skip")):
        return False
    state.add_evidence(
        Evidence("text", u.message_id, u.text, None, None, dict(u.needs) if telling else {})
    )
    if EMPHASIS.search(u.text) and not state.need_confirmed:
        told_directly(state, u)
    read_story(state, context)
    return telling


EMPHASIS = re.compile(
    r"\b(?:is het punt niet|daar zit (?:het|'?t|m)|het zit '?m|waar het om gaat"
    r"|(?:het|'?t|dat) gaat (?:me |mij |eigenlijk |er |erom |vooral |gewoon )*(?:om|over)"
    r"|dat is het (?:probleem|punt)|het (?:echte )?probleem is|luister\w*|lees je|eerlijk gezegd"
    r"|eigenlijk|ik zei|zei ik|zeg net|nogmaals|dat bedoel ik|snap je)\b",
    re.IGNORECASE,
)
"""Words of who says what it is really about, or has to say it again: what stands beside them
counts as told outright."""


def theme_told(state: IntakeState, u: Understood, theme: str, k: Knowledge) -> None:
    """They say outright that it is about this theme: its needs count more, the others less."""
    weights = {n.id: OF_THEME if n.theme == theme else OF_OTHERS for n in k.needs}
    state.add_evidence(Evidence("weighed", u.message_id, u.text, "theme", theme, weights))


OF_THEME, OF_OTHERS = 6.0, 0.4
"""How much likelier the needs of a theme are that is named outright, and those of the others."""


def told_directly(state: IntakeState, u: Understood, least: float = 0.5) -> None:
    """Words in answer to "waar gaat het dan wel om?" say outright what it is.

    Args:
        least: how sure a need must be heard to be told outright.
    """
    need = max(u.needs, key=lambda n: u.needs[n], default=None)
    if u.kind != "text" or need is None or u.needs[need] < least:
        return
    weights = {need: 1.0 + OUTRIGHT * u.needs[need]}
    state.add_evidence(Evidence("weighed", u.message_id, u.text, "own_words", need, weights))


OUTRIGHT = 9.0
"""How much likelier a need is at most that is told outright."""


def recognised(state: IntakeState, u: Understood, need: str, k: Knowledge) -> None:
    """They say that this is what it is about. A result that was chosen for another need goes."""
    wish = state.facts.get("desired_result")
    offered = [result.clause for result in k.needs_by_id[need].results]
    if wish is not None and wish.source == "chosen" and wish.value not in offered:
        del state.facts["desired_result"]
        state.asked.pop("desired_result", None)
    if state.needs[:1] not in ([], [need]):
        # What they want to do was said of the other one.
        state.facts.pop("approach", None)
        state.own_words, state.question = False, None
    state.needs, state.need_confirmed = [need], True
    state.asked["readback"] = "answered"
    state.add_evidence(Evidence("confirmed", u.message_id, u.text, None, None, {need: 1.0}))


def swap_needs(state: IntakeState, u: Understood, k: Knowledge) -> None:
    """What was put second comes first."""
    first, other = state.needs
    forget_need(state)
    recognised(state, u, other, k)
    state.needs, state.asked["second"] = [other, first], "answered"
    state.add_evidence(Evidence("second", u.message_id, u.text, "second", first, {first: 1.0}))
    state.pending = None


def forget_need(state: IntakeState, refused: Understood | None = None) -> None:
    """What it is about is open again, and everything that rests on it.

    Args:
        refused: the message that says that it is not this; then it is not read back again.
    """
    if refused is not None and state.needs:
        no = {state.needs[0]: 1.0}
        state.add_evidence(Evidence("rejected", refused.message_id, refused.text, None, None, no))
    for name in ("second", "readback", "deepen"):
        state.asked.pop(name, None)
    state.said.pop("deepen", None)
    state.facts.pop("approach", None)  # it was what they wanted to do about that
    state.log = [line for line in state.log if line.kind not in ("second", "confirmed")]
    state.needs, state.need_confirmed, state.question = [], False, None
    state.own_words = False
    state.readbacks, state.both = 0, []


def read_story(state: IntakeState, context: Context) -> None:
    """Read all that was told so far as one story, anew after each part that comes or goes.

    Not after the need was recognised: then what it is about is no longer guessed. What is said
    twice is told once.
    """
    if state.need_confirmed:
        return
    state.log = [line for line in state.log if line.kind != "story"]
    texts = [line for line in state.log if line.kind == "text" and line.quote]
    told = list(dict.fromkeys(str(line.quote) for line in texts))
    if context.read is None or len(told) < 2:
        return
    heard = context.read("\n".join(told))
    if heard is not None:
        likeliest = dict(sorted(heard.items(), key=lambda item: -item[1])[:MOST_IN_STORY])
        state.log.append(Evidence("story", texts[-1].message_id, None, None, None, likeliest))


def presenting(state: IntakeState, u: Understood) -> None:
    """Keep the first words about the problem, literally."""
    if state.presenting is None or state.presenting.source == "inferred":
        state.presenting = Fact(u.text, "said", u.text, u.message_id)
        state.asked["opening"] = "answered"
