"""Two troubles in one message: both are said back, and which of them weighs most is asked once."""

from __future__ import annotations

from typing import Mapping

from bot.diagnosis import Evidence
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.language import addition

HEARD = 0.7
"""How sure a need must be heard in a part of a message to be named as one of two."""

MOST_PARTS = 6
"""Parts of a message that are read; each takes as long as a message does."""

TOLD = 0.6
"""How sure one of the two must be heard in the answer to be what is meant."""

BOTH = (
    "allebei", "beide", "ze allebei", "alle twee", "alletwee", "hangt aan elkaar", "hangt samen",
    "het een of het ander", "met elkaar te maken", "komt door het ander",
)  # fmt: skip

WEIGHTS: Mapping[str, tuple[float, float, float]] = {
    "one": (5.0, 1.5, 0.5),
    "both": (2.5, 2.5, 0.6),
    "none": (0.3, 0.3, 1.0),
}
"""Answer → how much likelier it makes the one that was chosen, the other of the two, and the rest.
The other was told as well, and stays likely enough to come back as the second need."""


def hear(state: IntakeState, u: Understood, context: Context) -> bool:
    """Log the parts of the first message as what each tells, where they tell of different needs.

    Returns:
        Whether it tells of two or more; else nothing is logged.
    """
    parts = addition.parts(u.text)[:MOST_PARTS]
    if context.read is None or len(parts) < 2:
        return False
    told: dict[str, tuple[str, Mapping[str, float]]] = {}
    for part in parts:
        needs = context.read(part) or {}
        need = max(needs, key=lambda n: needs[n], default=None)
        if need is not None and needs[need] >= HEARD:
            told.setdefault(need, (part, needs))
    if len(told) < 2:
        return False
    state.both = list(told)[:2]
    for part, needs in told.values():
        state.add_evidence(Evidence("text", u.message_id, part, None, None, dict(needs)))
    return True


def wanted(state: IntakeState) -> bool:
    """Whether it is time to ask which of the two it is most."""
    return bool(state.both) and "both" not in state.asked and not state.readbacks


def ask(state: IntakeState, speaker: Speaker, k: Knowledge) -> None:
    """Say the two back, and ask which weighs most now."""
    state.asked["both"] = "open"
    one, other = (k.needs_by_id[need] for need in state.both)
    speaker.ask(
        speaker.line("both.ask", one=one.rival, other=other.rival),
        "need_question",
        "both",
        [
            (one.short, "inform", one.id),
            (other.short, "inform", other.id),
            (speaker.fixed("rival.both"), "inform", "both"),
            (speaker.fixed("rival.none"), "deny", "none"),
        ],
    )


def told(state: IntakeState, u: Understood) -> str | None:
    """The answer in words of their own: "vooral dat personeel", "allebei even erg"."""
    if u.text.lower().startswith(BOTH):
        return "both"
    return next((need for need in state.both if u.needs.get(need, 0.0) >= TOLD), None)


def take(state: IntakeState, u: Understood, k: Knowledge, value: str) -> None:
    """Weigh the answer."""
    chosen, other, rest = WEIGHTS[value if value in WEIGHTS else "one"]
    weights = dict.fromkeys((need.id for need in k.needs), rest)
    for need in state.both:
        weights[need] = chosen if need == value or value not in state.both else other
    state.asked["both"] = "answered"
    state.add_evidence(Evidence("weighed", u.message_id, u.text, "both", value, weights))
