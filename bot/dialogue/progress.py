"""How far a talk is, for a channel that can show it: no promise that is not kept."""

from __future__ import annotations

from typing import Any

from bot.diagnosis import diagnostic
from bot.dialogue import door, firm
from bot.dialogue.asking_on import ABOUT as DEEPEN
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.steps import FACTS, SIDE_BY_SIDE
from bot.knowledge import Knowledge

STEPS = ("need", "picture", "wish", "question")
"""What a talk goes through until there is a growth question."""

ABOUT = {
    "opening": "need", "own_words": "need", "rival": "need", "both": "need",
    "readback": "picture", "second": "picture",
    **dict.fromkeys(firm.FIELDS, "picture"), "tried": "picture", "turning": "picture",
    "angle": "wish", "ladder": "wish", **dict.fromkeys(FACTS, "wish"),
    **dict.fromkeys(door.ONLY, "question"), "company_name": "question", "kvk_number": "question",
    "growth_question": "question", "change_question": "question", "other_angle": "question",
    "own_sentence": "question",
}  # fmt: skip
"""What is asked → the step it belongs to; diagnostic questions are of the first."""


def of(state: IntakeState, about: str, speaker: Speaker, k: Knowledge) -> dict[str, Any] | None:
    """The step of a question, with a count where one can be told; None where it belongs to none."""
    if state.confirmed():
        label = speaker.fixed("progress.done")
        return {"step": len(STEPS), "of": len(STEPS), "label": label, "done": True}
    asked = [q for q in state.asked if q in SIDE_BY_SIDE or q in diagnostic(k, state.asked)]
    step = "need" if about in asked else ABOUT.get(about)
    if about == DEEPEN:  # asked on before the need is known, and after it
        step = "picture" if state.needs else "need"
    if step is None:
        return None
    number = STEPS.index(step) + 1
    label = speaker.fixed(f"progress.{step}")
    shown: dict[str, Any] = {"step": number, "of": len(STEPS), "label": label}
    if about in asked:
        most = k.policy.max_questions
        if state.readbacks:
            # After a read-back that was not recognised some more may come.
            most = len(asked) + state.extra_questions
        shown |= {"question": asked.index(about) + 1, "most": most}
    return shown
