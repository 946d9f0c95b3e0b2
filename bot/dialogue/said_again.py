"""Who says again what we did not go into: "ik zeg net dat 70% op 2 klanten hangt".

It is what matters to them, and that they were not heard. So we say so, and ask on about just that;
what we had asked comes again later.
"""

from __future__ import annotations

import re

from bot.diagnosis import Evidence, belief
from bot.dialogue import asking_on, drawing_out, learn
from bot.dialogue.context import Context
from bot.dialogue.parts import said_again
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState
from bot.dialogue.turning import ONE_THING, UNDER
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

GO_INTO_IT = re.compile(
    r"\bdaar (?:mag|kun|kan|had|moet) (?:je|jij|u) (?:\w+ ){0,2}"
    r"(?:op ingaan|(?:iets |wat )?(?:over|naar) (?:vragen|doorvragen))\b"
    r"|\bvraagt? (?:je|jij|u) (?:daar |hier )?(?:nou |dan |nu )?"
    r"(?:niks|niets|niet) (?:over|naar|op)\b"
    r"|\bga(?:at)? (?:je|jij|u) (?:daar |hier )(?:nou |dan |nu )?niet op in\b",
    re.IGNORECASE,
)
"""Words of who wants to be asked about it."""

NO_TO_IT = re.compile(
    r"^\W*(?:(?:nou|ja|oh|ach|maar)\W+)*nee\b|\b(?:het|dat) is (?:geen|niet)\b"
    r"|\bgaat (?:het |er )?niet (?:om|over)\b",
    re.IGNORECASE,
)
"""Words of who does not recognise what was read back."""

NOT_ASKED = re.compile(
    r"\b(?:je|jij|u) (?:hebt|heb|heeft|had) (?:me |mij )?(?:nog )?(?:niet|nooit)"
    r"(?: (?:één|een|1) ?keer| eens| eenmaal)? gevraagd "
    r"(?P<what>(?:hoe|wat|waarom|wie|waar|wanneer)\b[^,.!?]{6,})",
    re.IGNORECASE,
)
"""Words of who says what we should have asked."""

NOT_ASKED_SAID = "said_again:not_asked"
"""Under which it is kept that it was asked then (`IntakeState.said`)."""

MOST = 2
"""Times in one talk."""

LISTENS_UNDER = (
    *(about for about in UNDER if about not in ONE_THING), "own_words", "readback", "weighed",
)  # fmt: skip
"""Questions that can wait."""


def heard(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> bool:
    """Ask on about what was said again. False where nothing was."""
    pending = state.pending
    if pending is None or state.confirmed():
        return False
    if (missed := NOT_ASKED.search(u.text)) is not None and NOT_ASKED_SAID not in state.said:
        state.said[NOT_ASKED_SAID] = 1
        learn.needs(state, u, context, always=True)
        speaker.lead(speaker.line("said_again.sorry_asked"))
        missing = speaker.line("said_again.ask_missed", words=missed["what"].strip())
        asking_on.put(missing, state, speaker)
        return True
    if state.question is not None:
        return False
    waits = pending.about in LISTENS_UNDER or pending.about in k.open_by_id
    if not waits or state.said.get(COUNT, 0) >= MOST:
        return False
    words = said_again(u.text)
    if words is None and not GO_INTO_IT.search(u.text):
        return False
    last = drawing_out.just_told(state) or ""
    about = words or last
    if not about:
        return False
    learn.needs(state, u, context, always=words is not None)
    learn.facts(state, u, overwrite=False)
    state.said[COUNT] = state.said.get(COUNT, 0) + 1
    if pending.about == "readback" and state.shown and NO_TO_IT.search(u.text):
        no = {state.shown[0]: 1.0}
        state.add_evidence(Evidence("rejected", u.message_id, u.text, None, None, no))
    likely = belief(k, state.log).probabilities
    question = (
        drawing_out.about_remark(about, state, speaker, k)
        or drawing_out.about_person(f"{about}. {last}", state, speaker, k)
        or asking_on.about([about], likely, asking_on.GOES_WITH, state, speaker, k)
        or speaker.line("said_again.ask", words=shortened(about, QUOTED))
    )
    if pending.asks == "fact":
        state.asked.pop(pending.about, None)
    speaker.drop(k.texts.get("listen.thanks_answer"))
    speaker.lead(speaker.line("said_again.sorry"))
    asking_on.put(question, state, speaker)
    return True


COUNT = "said_again"
"""Under which it is counted how often (`IntakeState.said`)."""

QUOTED = 12
"""Words that are said back."""
