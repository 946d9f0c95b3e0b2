"""What is known, field by field, with the words that prove it: the entrepreneur checks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue import drawing_out
from bot.dialogue.speech import Speaker, payload, shortened
from bot.dialogue.state import Fact, IntakeState
from bot.growth_question import wording
from bot.knowledge import Knowledge

SHOWN = (
    "approach",
    "ambition", "desired_result", "horizon_months", "municipality", "place", "sector", "employees",
    "amount_eur", "legal_form", "company_name", "kvk_number",
    "situation", "tried", "trigger", "stage", "for_broker",
)  # fmt: skip
"""Fields in the order in which they are shown."""


CHANGED_BY_ASKING = {
    "need": "need", "second": "second", "approach": "approach", "ambition": "desired_result",
    "desired_result": "desired_result", "horizon_months": "horizon_months",
    "municipality": "municipality", "place": "municipality", "sector": "sector",
    "employees": "employees", "stage": "employees", "amount_eur": "amount_eur",
    "legal_form": "legal_form", "company_name": "company_name", "kvk_number": "kvk_number",
    "tried": "tried",
}  # fmt: skip
"""Row → what is asked again to change it; the others are changed by saying so."""


def tell(state: IntakeState, speaker: Speaker, k: Knowledge) -> bool:
    """Say all that is written down for the broker, row by row. False while nothing is."""
    shown = lines(state, speaker, k) if state.needs else []
    if not shown:
        return False
    if state.question:
        shown.append(f"“{state.question}”")
    speaker.tell("\n".join([speaker.fixed("aside.record"), *shown]))
    return True


@dataclass(frozen=True)
class Row:
    """One thing that was written down."""

    field: str
    label: str
    value: str
    how: str | None
    """Where it comes from, in words; None for a need, which was recognised."""
    line: str
    """All of it as one line of text."""


def lines(state: IntakeState, speaker: Speaker, k: Knowledge) -> list[str]:
    """One line for each need and each field."""
    return [row.line for row in rows(state, speaker, k)]


def rows(state: IntakeState, speaker: Speaker, k: Knowledge) -> list[Row]:
    """Each need and each field, in the order in which they are shown."""
    shown = []
    for i, need in enumerate(state.needs):
        name = "need" if i == 0 else "second"
        label = k.needs_by_id[need].label.lower()
        line = speaker.fixed(f"overview.{name}").format(label=label)
        shown.append(Row(name, speaker.fixed(f"field.{name}"), label, None, line))
    for name in SHOWN:
        fact = state.facts.get(name)
        if fact is None and name == "horizon_months":
            shown.append(_proposed(name, wording.term(None), speaker))
        if fact is None and name == "desired_result" and (ours := _our_result(state, k)):
            shown.append(_proposed(name, ours, speaker))
        if fact is not None and name == "situation":
            fact = _told_beside(fact, state)
        if fact is None or fact.value is None or (name == "place" and _same_place(state)):
            continue
        label, value = speaker.fixed(f"field.{name}"), value_in_words(name, fact, k)
        how = _how(fact, speaker, value)
        line = speaker.fixed("overview.line").format(field=label, value=value, how=how)
        shown.append(Row(name, label, value, how, line))
    return shown


def _told_beside(situation: Fact, state: IntakeState) -> Fact | None:
    """How things are without the words that stand there as what they want to do."""
    wish = state.facts.get("approach")
    if not isinstance(situation.value, list):
        return situation  # a broker wrote it
    said = wish.quote if wish is not None and wish.source == "said" else None
    told = [one for one in situation.value if one != said]
    return replace(situation, value=told) if told else None


def _our_result(state: IntakeState, k: Knowledge) -> str | None:
    """The result of ours that stands in the growth question while none was said."""
    clause = k.needs_by_id[state.needs[0]].results[0].clause if state.needs else ""
    return f"dat {clause}" if clause and f"zodat {clause}" in (state.question or "") else None


def _proposed(name: str, value: str, speaker: Speaker) -> Row:
    """A term or result of ours, while none was said."""
    label = speaker.fixed(f"field.{name}")
    line = speaker.fixed("overview.proposed").format(field=label, value=value)
    return Row(name, label, value, speaker.fixed("overview.proposal"), line)


def card(shown: list[Row], speaker: Speaker) -> list[dict[str, Any]]:
    """The same rows for a channel that can show a card, each with how to change it."""
    result = []
    for row in shown:
        asks = CHANGED_BY_ASKING.get(row.field)
        change = None
        if asks is not None:
            title = speaker.fixed("overview.change").format(field=row.label)
            change = {"title": title, "payload": payload("correct", f"{CHANGE}{asks}")}
        result.append(
            {
                "field": row.field,
                "label": row.label,
                "value": row.value,
                "how": row.how,
                "change": change,
            }
        )
    return result


CHANGE = "change:"
"""Before what is to be asked again, in the payload of a card's button."""


def changed_in_words(state: IntakeState, names: list[str], k: Knowledge) -> str:
    """What was changed, as people say it: their own words where those are few."""
    shown = []
    for name in names:
        fact = state.facts[name]
        words = fact.quote or ""
        if name != "place":
            brief = 0 < len(words.split()) <= MOST_WORDS or name == "desired_result"
            shown.append(shortened(words) if brief else value_in_words(name, fact, k))
    return ", ".join(shown)


MOST_WORDS = 4
"""Words of a quote that says what was changed."""


TELLS = 6
"""Words of what somebody told of how it goes that tell something to who reads only that."""

TOLD_LAST_FIRST = ("for_broker",)
MOST_OF_EACH, MOST_TOLD = 24, 4
"""Fields of several things told, words that are shown of each, and how many of them."""

MOST_SHOWN = 30
"""Words of a field that are shown; what is cut off may be what matters."""


def value_in_words(name: str, fact: Fact, k: Knowledge) -> str:
    """A value as people read it."""
    value: Any = fact.value
    if name == "horizon_months":
        said = wording.said_term(fact.quote or "") if fact.source == "said" else None
        return said or wording.term(value)
    if name == "municipality":
        return k.municipality_name(str(value))
    if name == "sector":
        quote = fact.quote or ""
        # "Garage", and not what a list of sectors makes of it.
        brief = fact.source == "said" and 0 < len(quote.split()) <= MOST_WORDS
        own = quote if brief or (value == "overig" and quote) else None
        return own or k.sector_name(str(value))
    if name == "employees":
        return wording.number_of_people(value)
    if name == "amount_eur":
        return wording.euros(value)
    if name == "stage":
        return next(s.label for s in k.stages if s.id == value)
    if name == "situation" and isinstance(value, list):
        # In order, each by what it comes down to: who reads this has a phone, or a minute.
        main = [drawing_out.main_words(str(v), k) for v in value if len(str(v).split()) >= TELLS]
        each = list(dict.fromkeys(words for words in main if words))
        return "; ".join(each[-MOST_TOLD:] or [shortened(str(v), MOST_OF_EACH) for v in value])
    if name in TOLD_LAST_FIRST and isinstance(value, list):
        # What was told last was drawn out; a few words tell nothing by themselves.
        told = [str(v) for v in reversed(value) if len(str(v).split()) >= TELLS] or value
        each = [shortened(str(v).rstrip(" .;"), MOST_OF_EACH) for v in told[:MOST_TOLD]]
        return "; ".join(each)
    if isinstance(value, list):
        return shortened("; ".join(str(v).rstrip(" .;") for v in value), MOST_SHOWN)
    return shortened(str(value), MOST_SHOWN)


def _how(fact: Fact, speaker: Speaker, shown: str) -> str:
    """Where it comes from; their own words are not told a second time behind themselves."""
    if fact.source == "inferred":
        return speaker.fixed("overview.inferred").format(because=fact.quote or "")
    if fact.source == "chosen":
        return speaker.fixed("overview.chosen")
    if isinstance(fact.value, list) and all(isinstance(one, str) for one in fact.value):
        return speaker.fixed("overview.own")  # all of it is theirs, told at different times
    if shown in (shortened(fact.quote or ""), shortened(fact.quote or "", MOST_SHOWN)):
        return speaker.fixed("overview.own")
    return speaker.fixed("overview.said").format(quote=shortened(fact.quote or ""))


def _same_place(state: IntakeState) -> bool:
    """Whether the place says no more than the municipality ("Urk", "urk")."""
    municipality = state.facts.get("municipality")
    place = state.facts["place"].value
    return municipality is not None and str(place).lower() == str(municipality.value).lower()
