"""What people do besides answering: ask why, want a person, stop, correct, joke, be in trouble."""

from __future__ import annotations

from typing import Callable

from bot.dialogue import closing, learn, steps
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

ANSWERED_THEN_BACK = frozenset(
    {
        "ask_bot", "ask_capabilities", "ask_privacy", "ask_own_data", "erase_data",
        "ask_instrument", "ask_status", "share_success", "complain", "greet", "thank",
        "chitchat", "out_of_scope", "other_language",
    }
)  # fmt: skip
"""Acts that get an answer, after which the open question is put again."""

LONG = 8
"""Messages of more words than this are stories first; only a clear act interrupts them."""

CLEAR = 0.7

CORRECTION = 0.3
"""Confidence from which a find in a correction counts."""


def act_of(u: Understood, state: IntakeState) -> str | None:
    """The act that a message must be treated as, or None when it is an answer or a story."""
    if u.kind == "choice":
        return None
    if u.intent == "other_language" and u.language:
        return u.intent  # the language itself was recognised, or named
    needed = CLEAR if u.words > LONG else 0.5
    if u.intent in HANDLERS and u.confidence >= needed:
        return u.intent
    if u.intent in ANSWERED_THEN_BACK and u.confidence >= needed:
        if u.intent == "ask_instrument" and state.presenting is None and not u.values("instrument"):
            return None  # "ik zoek subsidie" is how many begin: it is what they come with
        return u.intent
    return None


class Acting:
    """Deals with one such message."""

    def __init__(
        self, state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
    ) -> None:
        self.state, self.u, self.speaker, self.k, self.context = state, u, speaker, k, context

    def do(self, act: str) -> None:
        """Answer it, and go on where the talk was."""
        handler: Callable[[Acting], None] | None = HANDLERS.get(act)
        if handler:
            handler(self)
            return
        if act == "ask_instrument" and self.u.values("instrument"):
            self.instrument(str(self.u.values("instrument")[0].value))
        elif act == "other_language":
            self.speaker.tell(self.speaker.line(self._language_key()))
        elif act != "greet" or self.state.turn > 1:  # the opening said hello already
            self.speaker.lead(self.speaker.line(f"side.{act}"))
        self.back()

    def instrument(self, name: str) -> None:
        """Say what a scheme is, if it is one that is offered now; else who knows more."""
        known = self.k.instruments_by_id.get(name)
        if known is None:
            self.speaker.lead(self.speaker.line("side.instrument_other"))
            return
        checked = self.speaker.fixed("match.checked").format(when=f"{known.checked:%m-%Y}")
        self.speaker.tell(
            self.speaker.line(
                "side.instrument", name=known.name, summary=known.summary, checked=checked
            )
        )

    def _language_key(self) -> str:
        """The text in the language that was written or asked for, if there is one."""
        key = f"side.other_language.{self.u.language}"
        return key if self.k.texts.has(key) else "side.other_language"

    def back(self) -> None:
        """Put the open question again, or go on if there is none."""
        if self.state.pending is None or self.state.presenting is None:
            steps.go_on(self.state, self.speaker, self.k, self.context)
            return
        if self.u.intent != "ask_why":
            self.speaker.lead_once("side.back")
        self.speaker.repeat()

    def why(self) -> None:
        """The true reason of the open question."""
        pending = self.state.pending
        if pending is None:
            self.speaker.lead(self.speaker.line("side.ask_capabilities"))
        elif pending.about in self.k.questions_by_id:
            why = self.k.questions_by_id[pending.about].why
            self.speaker.lead(self.speaker.fixed("why.need_question").format(why=why))
        else:
            about = {
                "own_words": "opening",
                "growth_question": "confirm",
                "change_question": "confirm",
                "own_sentence": "confirm",
                "route": "choice",
                "restart": "confirm",
            }.get(pending.about, pending.about)
            self.speaker.lead(self.speaker.fixed(f"why.{about}"))
        self.back()

    def human(self) -> None:
        """A person can always be reached: write down what there is, and how to reach them."""
        state = self.state
        key = "side.human" if self.speaker.unused("side.human") else "side.human_again"
        self.speaker.lead(self.speaker.line(key))
        state.route = "human_now"
        self._make_record()
        if state.contact is None:
            # Also when it was refused before: whoever asks for a person now wants to be reached.
            steps.ask_contact(state, self.speaker)
        else:
            self.back()

    def _make_record(self) -> None:
        """A growth question that says: I want to talk this through. So a broker sees it."""
        state = self.state
        if state.question is not None:
            return
        if state.presenting is None:
            state.presenting = Fact(self.u.text, "said", self.u.text, self.u.message_id)
        state.question = self.speaker.fixed("human.question")
        closing.start_record(state, self.context)

    def dont_know(self) -> None:
        """No update; leave the question and go on. Where only words help, ask in other words."""
        self._leave("dont_know", "dont_know.ok")

    def skip(self) -> None:
        """Go on without an answer."""
        self._leave("skipped", "skip.ok")

    def _leave(self, how: str, key: str) -> None:
        state = self.state
        pending = state.pending
        if pending is None or state.presenting is None:
            self.speaker.lead_once(key)
        elif pending.about == "readback":
            state.needs = [state.shown[0]]
            state.asked["readback"] = how
            self.speaker.lead_once(key)
        elif pending.about in ("growth_question", "change_question", "own_sentence", "restart"):
            self.speaker.lead_once(key)
            self.speaker.repeat()
            return
        elif pending.about == "route":
            state.route = "self_help"
            self.speaker.tell(self.speaker.line("choice.later_done", reference=state.reference))
        elif pending.about == "contact":
            state.asked["contact"] = how
            self.speaker.tell(self.speaker.line("contact.none", reference=state.reference))
        else:
            state.asked[pending.about] = how
            self.speaker.lead_once(key)
        state.pending = None
        steps.go_on(state, self.speaker, self.k, self.context)

    def correct(self) -> None:
        """Change a fact that was stated again, or take the last answer back."""
        state = self.state
        # Whoever corrects says little around it, so less is needed to believe it.
        changed = learn.facts(state, self.u, overwrite=True, least=CORRECTION)
        if changed:
            shown = [state.facts[name].quote or "" for name in changed if name != "place"]
            self.speaker.lead(self.speaker.line("correct.ok", what=", ".join(shown)))
            self._question_follows()
            self.back()
            return
        last = next((n for n in reversed(state.asked) if state.asked[n] == "answered"), None)
        if last is None or last == "opening" or state.confirmed():
            self.speaker.lead(self.speaker.line("correct.which"))
            self.back()
            return
        self._take_back(last)

    def _take_back(self, name: str) -> None:
        """Drop the answer to a question, a fact or the read-back, and ask it again."""
        state = self.state
        del state.asked[name]
        state.facts.pop(name, None)
        if name == "readback":
            state.log = [line for line in state.log if line.kind != "confirmed"]
            state.needs, state.need_confirmed, state.question = [], False, None
            state.readbacks = 0
        else:
            asked = {"employees": "c_omvang"}.get(name, name)
            state.log = [line for line in state.log if line.question != asked]
        self.speaker.lead(self.speaker.line("correct.undone"))
        state.pending = None
        if name in self.k.questions_by_id:
            state.asked[name] = "open"
            steps.ask_question(self.k.questions_by_id[name], self.speaker)
        else:
            steps.go_on(state, self.speaker, self.k, self.context)

    def _question_follows(self) -> None:
        """A changed fact changes the growth question, unless they wrote it themselves."""
        state = self.state
        if state.question is not None and state.needs and not state.own_words:
            state.question = closing.sentence(state, self.k)
            if state.pending and state.pending.about == "growth_question":
                state.pending = None

    def goodbye(self) -> None:
        """Say goodbye; the open question stays open for when they come back."""
        key = "side.goodbye" if self.speaker.unused("side.goodbye") else "side.goodbye_again"
        self.speaker.tell(self.speaker.line(key))

    def stop(self) -> None:
        """Stop without asking on."""
        self.speaker.tell(self.speaker.line("side.stop"))

    def restart(self) -> None:
        """Ask before anything is set aside."""
        fixed = self.speaker.fixed
        self.speaker.ask(
            self.speaker.fixed("restart.ask"),
            "confirm",
            "restart",
            [
                (fixed("restart.yes"), "affirm", "yes"),
                (fixed("restart.no"), "deny", "no"),
            ],
        )


HANDLERS: dict[str, Callable[[Acting], None]] = {
    "ask_why": Acting.why,
    "ask_human": Acting.human,
    "dont_know": Acting.dont_know,
    "skip": Acting.skip,
    "correct": Acting.correct,
    "goodbye": Acting.goodbye,
    "stop": Acting.stop,
    "restart": Acting.restart,
}
