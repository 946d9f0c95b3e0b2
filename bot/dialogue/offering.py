"""What fits a growth question and who can help: shown, with what would change it."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.diagnosis import belief
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.knowledge import Knowledge
from bot.language.extract import extract
from bot.matching import BrokerChoice, Match, choose_broker, match

SHOWN_MATCHES, MORE_MATCHES = 3, 5
"""Instruments that are shown at once, and more on request."""


def matches(state: IntakeState, k: Knowledge, context: Context) -> list[Match]:
    """Instruments for what is known now, best first; for a firm in trouble the safety nets."""
    found = match(k, likely_needs(state, k), facts_to_match(state, k, context), context.today)
    if NO_LOANS not in state.said:
        return found
    return [m for m in found if k.instruments_by_id[m.instrument].kind != "fund"]


NO_LOANS = "no_loans"
"""Under which it is kept that they want no money that has to be paid back (`IntakeState.said`)."""


def facts_to_match(state: IntakeState, k: Knowledge, context: Context) -> dict[str, Any]:
    """What instruments are held against."""
    trouble = {"in_trouble": True} if MONEY_FLAG in state.flags else {}
    known = {"trade_known": True} if _trade_is_known(state, k, context) else {}
    return {**state.values(), **trouble, **known}


def _trade_is_known(state: IntakeState, k: Knowledge, context: Context) -> bool:
    """Whether what they do is a trade of our lists, and not only words that no list has."""
    trade = state.facts.get("sector")
    words = trade.quote if trade is not None else None
    if not words:
        return False
    found = extract(words, context.today, k.gazetteer, asked="sector")
    return any(f.entity == "sector" and f.confidence >= TRADE_KNOWN for f in found)


TRADE_KNOWN = 0.9
"""How sure a trade is that our lists have, where it was asked for."""


MONEY_FLAG = "faillissement_schulden"
"""Rule of safety.yml for a firm in trouble; who is tired or threatened has no such firm."""


def likely_needs(state: IntakeState, k: Knowledge) -> list[str]:
    """The needs of the growth question; while none was recognised, the likeliest one."""
    return state.needs or [belief(k, state.log).top(1)[0][0]]


def show(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> list[Match]:
    """Show what fits and who can help.

    Returns:
        What may be shown on request.
    """
    state.asked["offer"] = "answered"
    fitting, rest = shown_and_rest(matches(state, k, context), k, context)
    if fitting:
        lines = [line_of(m, speaker, k) for m in fitting]
        label = k.needs_by_id[likely_needs(state, k)[0]].label.lower()
        speaker.tell("\n".join([speaker.line("match.intro", label=label), *lines]))
    else:
        speaker.tell(speaker.line("match.none"))
    broker = broker_for(state, k, context)
    if broker:
        state.broker = {
            "id": broker.id,
            "because": broker.because,
            "of": what_broker_rests_on(state),
        }
        name = k.brokers_by_id[broker.id].name
        speaker.lead(speaker.line("match.broker", name=name, because=broker.because))
    return rest


def ask_route(speaker: Speaker, more: bool) -> None:
    """Let them choose what happens next.

    Args:
        more: whether there are instruments that were not shown yet.
    """
    choices = ["broker", "instrument", "both", "later", *(["more"] if more else [])]
    speaker.ask(
        speaker.line("choice.ask"),
        "choice",
        "route",
        [(speaker.fixed(f"choice.{name}"), "inform", name) for name in choices],
    )


def shown_and_rest(
    found: list[Match], k: Knowledge, context: Context
) -> tuple[list[Match], list[Match]]:
    """What is shown at once, and what on request: the others that may fit, and what does not.

    Of which nobody looked for years whether it still runs, that is only shown where there is too
    little else.
    """
    fitting = [m for m in found if m.verdict != "does_not_fit"]
    stale = [
        m for m in fitting if _is_stale(k.instruments_by_id[m.instrument].checked, context.today)
    ]
    sure = [m for m in fitting if m not in stale]
    fitting = sure if len(sure) >= SHOWN_MATCHES else [*sure, *stale]
    # What nobody can change about a firm is no news: "dit is voor boeren" to a web designer.
    refused = [m for m in found if m.verdict == "does_not_fit" and _can_be_changed(m)]
    return fitting[:SHOWN_MATCHES], [*fitting[SHOWN_MATCHES:], *refused][:MORE_MATCHES]


def _is_stale(checked: date, today: date) -> bool:
    return (today - checked).days > STALE


STALE = 3 * 365
"""Days after which a source is too old to come first."""

FOR_OTHERS = ("sectors", "sectors_not", "municipalities", "owner_municipalities")
"""Conditions that a firm meets or not, whatever its owner does."""


def _can_be_changed(one: Match) -> bool:
    return not any(c["outcome"] == "no" and c["criterion"] in FOR_OTHERS for c in one.criteria)


def show_rest(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """The instruments that were not shown, with why not and what would change that."""
    _, rest = shown_and_rest(matches(state, k, context), k, context)
    if not rest:
        speaker.lead_once("match.no_more")
    for key, refused in (("match.more", False), ("match.refused", True)):
        lines = [line_of(m, speaker, k) for m in rest if (m.verdict == "does_not_fit") is refused]
        if lines:
            speaker.tell("\n".join([speaker.line(key), *lines]))
    ask_route(speaker, more=False)


def line_of(one: Match, speaker: Speaker, k: Knowledge) -> str:
    """One instrument in one line."""
    name = k.instruments_by_id[one.instrument].name
    if one.verdict == "does_not_fit":
        return speaker.fixed("match.refused_line").format(name=name, what_if=one.what_if)
    return speaker.fixed("match.line").format(name=name, because=one.because)


def links(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Say where to read about the instruments that were shown."""
    fitting = [m for m in matches(state, k, context) if m.verdict != "does_not_fit"]
    instruments = [k.instruments_by_id[m.instrument] for m in fitting[:SHOWN_MATCHES]]
    lines = [
        speaker.fixed("choice.link_line").format(name=i.name, url=i.url)
        for i in instruments
        if i.url
    ]
    if lines:
        speaker.tell("\n".join([speaker.line("choice.links"), *lines]))
    else:
        speaker.tell(speaker.line("choice.no_links"))


def broker_for(state: IntakeState, k: Knowledge, context: Context) -> BrokerChoice | None:
    """The broker who fits what is known now."""
    return choose_broker(
        k,
        likely_needs(state, k),
        state.values(),
        context.broker_load,
        context.today,
        state.language or "nl",
    )


def what_broker_rests_on(state: IntakeState) -> list[str]:
    place = state.facts.get("municipality")
    return [*state.needs, str(place.value) if place is not None else ""]
