"""A second need is asked for, not inferred (needs.md, section 0, rule 9)."""

from __future__ import annotations

from bot.diagnosis import Evidence
from bot.diagnosis.second import second_needs
from bot.dialogue import drawing_out
from bot.dialogue.parts import said_again, worth_noting
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

SHOWN = 4

HEARD = 0.75
"""How sure a need must be heard in some words to come back to them."""

TOLD = 0.75
"""How sure a need must be heard in the answer to be taken as the second; what is told less clearly
is kept in their own words."""


def wanted(state: IntakeState) -> bool:
    """Whether it is time to ask: the main need was recognised, and nobody is in a hurry.

    Who began with two things is asked right away which is the other; of everybody else it waits
    until their growth question stands, so that no list comes between what they tell and that.
    """
    free = state.need_confirmed and "second" not in state.asked and state.complaints == 0
    return free and (state.confirmed() or bool(state.both))


def ask(state: IntakeState, speaker: Speaker, k: Knowledge, key: str = "second.ask") -> None:
    """Ask what else there is, with the likeliest as quick replies."""
    others = [need for need, _ in second_needs(k, state.log, state.needs[0])[:SHOWN]]
    quote = next(filter(None, (heard_in(state, need) for need in others)), None)
    if quote is not None and key == "second.ask" and f"quote:{shortened(quote)}" not in state.said:
        state.said[f"quote:{shortened(quote)}"] = 1
        # In their own words: what we make of it may be wrong, that they said it is not.
        words = said_again(quote) or worth_noting(quote) or quote
        speaker.lead(speaker.line("second.named", quote=shortened(words)))
    if state.confirmed() and key == "second.ask":
        key = "second.ask_late"
    state.asked["second"] = "open"
    listed = [] if drawing_out.tells_all(state) else others  # names of ours say nothing to them
    speaker.ask(
        speaker.line(key),
        "need_question",
        "second",
        [
            *[(k.needs_by_id[n].short, "inform", n) for n in listed],
            (speaker.fixed("second.no"), "deny", "none"),
        ],
    )


def take(state: IntakeState, u: Understood, k: Knowledge, value: str) -> None:
    """Keep what was chosen beside the main need."""
    state.asked["second"] = "answered"
    if value == "none" or value == state.needs[0]:
        return
    state.needs = [state.needs[0], value]
    state.add_evidence(Evidence("second", u.message_id, u.text, "second", value, {value: 1.0}))


def told(state: IntakeState, u: Understood) -> str | None:
    """The need that is told in words of their own, other than the main one."""
    others = {need: p for need, p in u.needs.items() if need != state.needs[0]}
    need = max(others, key=lambda n: others[n], default=None)
    return need if need is not None and others[need] >= TOLD else None


def heard_in(state: IntakeState, need: str) -> str | None:
    """The words in which a need was heard surely, other than the first ones; the main need is in
    those, unless they told of two."""
    texts = [line for line in state.log if line.kind == "text" and line.quote]
    for line in texts if need in state.both else texts[1:]:
        if (line.needs or {}).get(need, 0.0) >= HEARD:
            return line.quote
    return None
