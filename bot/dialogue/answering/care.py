"""Answers while somebody may be in trouble."""

from __future__ import annotations

from bot.dialogue import closing, safety, steps
from bot.dialogue.answering.closing import ClosingAnswers
from bot.dialogue.state import Pending


class CareAnswers(ClosingAnswers):
    """Whether it is as bad as it sounded, and whether a person may call."""

    def _care(self, pending: Pending) -> bool:
        """After help was named in a crisis: be called, or not."""
        if self.u.values("phone") or self.u.values("email"):
            return self._contact(pending)
        if self.option(pending) == "yes" or self.u.is_sure("affirm", "ask_human"):
            steps.ask_contact(self.state, self.speaker)
            return True
        if self.option(pending) == "no" or self.u.is_sure("deny", "skip", "stop", "goodbye"):
            self.speaker.tell(self.speaker.line("safety.left"))
            self.state.pending = None
            return True
        return False

    def _grey(self, pending: Pending) -> bool:
        """Whether it is as bad as it sounded."""
        state = self.state
        value = self.option(pending)
        if value is None and self.u.is_sure("affirm"):
            value = pending.options[1].value
        if value is None and (self.u.is_sure("deny") or self.u.words >= 3):
            value = "no"
        if value is None:
            return False
        state.pending, state.waiting = state.waiting, None
        words, state.waiting_words = state.waiting_words, None
        if value in ("no", "human") and state.presenting is None and words is not None:
            state.presenting = words
            state.asked["opening"] = "answered"
            state.pending = None
        if value == "human":
            steps.ask_contact(state, self.speaker)
            state.route = "human_now"
            closing.record_without_question(state, self.u, self.speaker, self.context)
        elif value == "no":
            self.speaker.lead_once("grey.fine")
            if state.pending is None:
                steps.go_on(state, self.speaker, self.k, self.context)
            else:
                self.speaker.repeat()
        else:
            rule = safety.CRISES[value]
            safety.respond(rule, state, self.speaker, self.k, self.context)
        return True
