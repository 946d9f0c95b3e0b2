"""One turn of the conversation: from what was understood to what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.dialogue import closing, learn, progress, recording, safety, welcome
from bot.dialogue.acting import Acting
from bot.dialogue.acts import act_of
from bot.dialogue.context import Context
from bot.dialogue.hearing import Turn, hear
from bot.dialogue.hearing.first import CARE
from bot.dialogue.speech import Say, Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge


@dataclass(frozen=True)
class Outcome:
    """What a turn leads to."""

    state: IntakeState
    says: list[Say]
    record: dict[str, Any] | None
    """The growth question as it stands, if there is one."""


def take_turn(state: IntakeState, u: Understood, k: Knowledge, context: Context) -> Outcome:
    """Take one turn.

    Args:
        state: changed in place and given back in the outcome.
        u: what was understood of the message.
        k: needs, questions, texts, instruments.

    Returns:
        The same outcome for the same arguments (but for a new reference number).
    """
    if state.withdrawn_at is not None:
        state.__dict__.update(IntakeState(said=state.said, turn=state.turn).__dict__)
    speaker = Speaker(k.texts, state)
    state.turn += 1
    before = closing.content(state)
    if speaker.unused("opening.hello"):
        # The law, and decency: it says that it is a computer before anything else.
        speaker.tell(speaker.line("opening.hello"))
        speaker.tell(speaker.line("opening.privacy"))
    long_ago = welcome.back(state, speaker, context) if u.kind != "resume" else False
    asks_on = u.kind != "choice" and safety.signal(u, k) is None and act_of(u, state) != "ask_human"
    if long_ago and asks_on:
        learn.facts(state, u, overwrite=False)
        Acting(state, u, speaker, k, context).restart(key="welcome.choose")
    else:
        hear(Turn(state, u, speaker, k, context))
    if speaker.silent() and u.kind in ("text", "choice") and not (u.quiet or state.erase):
        speaker.tell(speaker.line("miss.nothing"))  # whoever writes gets an answer
    says = speaker.finish()
    for say in says:
        if say.about is not None:
            say.progress = progress.of(state, say.about, speaker, k)
            say.sensitive = _is_sensitive(say.about, k)
    if closing.content(state) != before and state.reference is not None:
        state.version += 1
    return Outcome(state, says, recording.build(state, k, context))


def _is_sensitive(about: str, k: Knowledge) -> bool:
    """Whether a question is about money trouble, health or the like, or about how to be reached."""
    question = k.questions_by_id.get(about)
    return about in CARE or (question is not None and question.sensitive)
