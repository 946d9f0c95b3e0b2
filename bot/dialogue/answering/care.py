"""Answers while somebody may be in trouble."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import closing, learn, safety, steps
from bot.dialogue.answering.closing import ClosingAnswers
from bot.dialogue.state import Fact, Pending

FINE = re.compile(
    r"\bniet failliet\b|\bgeen schulden\b|\bgaat (?:het |'?t )?(?:prima|goed|wel|best)\b"
    r"|\bniks aan de hand\b"
    r"|\bchill\b"
    r"|\bvalt mee\b|\bover het bedrijf\b",
    re.IGNORECASE,
)
"""Words of who is well, whatever else they say."""


TELLS = 6
"""Words of who says more than that they are well."""


class CareAnswers(ClosingAnswers):
    """Whether it is as bad as it sounded, and whether a person may call."""

    def _care(self, pending: Pending) -> bool:
        """After help was named in a crisis: be called, or not."""
        if self.u.values("phone") or self.u.values("email"):
            return self._contact(pending)
        text = self.u.text.lower()
        yes = self.u.is_sure("affirm", "ask_human") or text.startswith(("ja", "graag"))
        if self.option(pending) == "yes" or (yes and "?" not in text):
            if self.state.contact is None:
                steps.ask_contact(self.state, self.speaker)
            else:
                self.speaker.tell(self.speaker.line("safety.alerted"))
                self.state.pending = None
            return True
        no = self.u.is_sure("deny", "skip", "stop", "goodbye") and "?" not in text
        if self.option(pending) == "no" or no:
            self.state.asked.setdefault("contact", "skipped")
            self.speaker.tell(self.speaker.line("safety.left"))
            self.state.pending = None
            return True
        if self.u.words < 3 or "?" in text:
            return False
        # Neither: they go on with what they came for.
        self.state.resting, self.state.pending = False, None
        learn.needs(self.state, self.u, self.context, always=True)
        self.speaker.lead_once("listen.thanks_answer")
        return True

    def _grey(self, pending: Pending) -> bool:
        """Whether it is as bad as it sounded."""
        state = self.state
        value = self.option(pending)
        if value is None and FINE.search(self.u.text):
            value = "no"
        if value is None and self.u.is_sure("affirm"):
            value = pending.options[1].value
        if value is None and (self.u.is_sure("deny") or self.u.words >= 3):
            value = "no"
        if value is None:
            return False
        state.pending, state.waiting = state.waiting, None
        words, state.waiting_words = state.waiting_words, None
        if value == "no" and state.presenting is None and words is not None:
            state.presenting = words
            state.asked["opening"] = "answered"
            state.pending = None
        if value == "human":
            steps.ask_contact(state, self.speaker)
            state.route = "human_now"
            # What sounded heavy is theirs to tell, to the person who calls.
            closing.record_without_question(state, None, self.speaker, self.context)
        elif value == "no":
            self.speaker.lead_once("grey.fine")
            if self.u.kind == "text" and self.u.words >= TELLS:
                # "Met mij gaat t prima. Ik geef gewoon iedereen korting": that tells as well.
                learn.needs(state, self.u, self.context, always=True)
            self._take_waiting(words)
        else:
            rule = safety.CRISES[value]
            if words is not None and safety.OF_LIFE.search(str(words.value).lower()):
                rule = "suicide"
            safety.respond(rule, state, self.speaker, self.k, self.context)
        return True

    def _take_waiting(self, words: Fact | None) -> None:
        """What was said before the soft question is the answer to the question that waited."""
        state, waiting = self.state, self.state.pending
        if waiting is not None and words is not None:
            answer = replace(
                self.u, text=str(words.value), kind="text", message_id=str(words.message_id),
                intent="express_need", confidence=1.0, choice=None, entities=(),
                needs=(self.context.read and self.context.read(str(words.value))) or {},
            )  # fmt: skip
            before, self.u = self.u, answer
            taken = self.take(waiting)
            self.u = before
            if taken and state.pending is waiting:
                state.pending = None
            if not taken:
                self.speaker.repeat()
        if state.pending is None:
            steps.go_on(state, self.speaker, self.k, self.context)
