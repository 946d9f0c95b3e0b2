"""Deals with what people do besides answering: ask why, want a person, stop, correct."""

from __future__ import annotations

import re
from typing import Callable, Sequence

from bot.diagnosis import explain
from bot.dialogue import (
    asking_on,
    closing,
    contact,
    door,
    drawing_out,
    learn,
    offering,
    overview,
    schemes,
    steps,
    turning,
)
from bot.dialogue.acts import (
    ABOUT_US,
    ASKED,
    ASKED_FOR_NUMBER,
    ASKED_ON,
    MORE_THAN_A_SHRUG,
    MOST_ASIDES,
    QUESTIONS,
    URGENT,
    WITH_PERSON,
)
from bot.dialogue.answering import ABOUT_QUESTION, Answering
from bot.dialogue.asides import asides_of
from bot.dialogue.context import Context
from bot.dialogue.parts import to_note
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge, OpenQuestion, Question
from bot.language.reading import read
from bot.matching import checked_in_words

ABOUT_CHANGES = ("other_angle", "change_question", "own_sentence")
"""Questions for what is to change in the growth question; leaving one leaves the sentence."""

OFTEN_ENOUGH = 3
"""Answers to the growth question that were none, after which the broker makes it with them."""


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
        if act == "ask_instrument" and self.state.confirmed() and not self.u.values("instrument"):
            offering.links(self.state, self.speaker, self.k, self.context)
        elif act == "ask_instrument" and self.u.values("instrument"):
            self.instrument(str(self.u.values("instrument")[0].value))
        elif act == "ask_own_data" and self.context.own_data is not None:
            self.own_data()
        elif act == "ask_status" and self.state.reference is not None:
            self.status(self.state.reference)
        elif act == "other_language":
            self.state.language = self.u.language or self.state.language
            if self.speaker.unused(self._language_key()):
                self.speaker.tell(self.speaker.line(self._language_key()))
        elif act != "greet" or self.state.turn > 1:  # the opening said hello already
            self.speaker.lead(self.speaker.line(f"side.{act}"))
            self.in_passing(act)
        if act == "complain":
            self.state.complaints += 1
            if self._cut_short():
                return
        self.back()

    def _cut_short(self) -> bool:
        """Somebody has had enough: no more questions about the need, but what is known now; and
        the first time, room to say what we do not see."""
        state = self.state
        pending = state.pending
        asks_need = pending is not None and (
            pending.asks == "need_question" or pending.about == "readback"
        )
        tells = self.u.words >= TELLS or not steps.knows_enough(state, self.k)
        if asks_need and not state.needs and state.presenting and tells and state.complaints == 1:
            # "Vraagt u niet waarom ze geen tijd hebben?" says what it should have been about.
            assert pending is not None
            learn.needs(state, self.u, self.context, always=self.u.words >= MORE_THAN_A_SHRUG)
            state.asked[pending.about] = asking_on.TOLD
            self.speaker.ask(self.speaker.line("complain.tell"), "need_question", "own_words")
            return True
        if pending is not None and pending.about == "angle" and state.needs and pending.options:
            # "Ik zeg net dat ze geen tijd hebben": none of our choices says it.
            asking_on.keep(state, self.u)
            self.speaker.ask(self.speaker.line("angle.own"), "need_question", "angle")
            return True
        if pending is not None and pending.about == "turning":
            # What we made of it was beside the point; it stays what it was.
            learn.needs(state, self.u, self.context, always=self.u.words >= MORE_THAN_A_SHRUG)
            state.pending = None
            steps.go_on(state, self.speaker, self.k, self.context)
            return True
        if self._listens_after_all():
            return True
        if pending is not None and (
            pending.about == asking_on.ABOUT or asking_on.replaces(pending, self.k)
        ):
            state.asked[pending.about] = "skipped"  # it was about a thing that we took wrongly
            state.pending = None
            steps.go_on(state, self.speaker, self.k, self.context)
            return True
        if pending is None or state.needs or pending.asks != "need_question" or not state.log:
            return False
        state.asked[pending.about] = "skipped"
        state.pending = None
        steps.go_on(state, self.speaker, self.k, self.context)
        return True

    def _listens_after_all(self) -> bool:
        """ "Ik vertel je net iets en jij komt met een lijstje": it is asked on about what was told
        last, once; what was asked comes again later."""
        state, pending = self.state, self.state.pending
        last = drawing_out.just_told(state)
        if pending is None or pending.asks != "fact" or pending.about not in turning.UNDER:
            return False
        if state.complaints != 1 or not state.need_confirmed or state.confirmed() or last is None:
            return False
        text = drawing_out.about_remark(last, state, self.speaker, self.k)
        text = text or drawing_out.about_person(last, state, self.speaker, self.k)
        if text is None and self.speaker.unused("complain.tell"):
            text = self.speaker.line("complain.tell")
        if text is None:
            return False
        state.asked.pop(pending.about, None)
        asking_on.put(text, state, self.speaker)
        return True

    def asides(self, names: Sequence[str]) -> None:
        """Answer short questions, and go on."""
        args = (self.state, self.u, self.speaker, self.k, self.context)
        if self.u.values("instrument") and self.state.needs and schemes.answer(*args):
            self.back()  # "die slim, hoeveel krijg ik dan" is about that one
            return
        if self.u.values("instrument") and not self.state.needs:
            # What it is for comes before what it costs; the rest is for when it is known.
            self.instrument(str(self.u.values("instrument")[0].value))
            self.state.note_for_broker(self.u.text, self.u.message_id)
            self.back()
            return
        of_firm = any(self.k.asides_by_id[name].told for name in names)
        if of_firm and self.state.asked.get("offer") and schemes.answer(*args):
            self.back()  # "moet ik die voucher aanvragen voor ik hem betaal" is about that help
            return
        for name in names[:MOST_ASIDES]:
            self.tell_aside(name)
        if len(names) > MOST_ASIDES:
            self.state.note_for_broker(self.u.text, self.u.message_id)
        if MORE in names and self.state.confirmed() and self.state.asked.get("offer"):
            offering.show_rest(self.state, self.speaker, self.k, self.context)
            return
        self.back()

    def tell_aside(self, name: str) -> None:
        """Answer one short question."""
        fixed, line = self.speaker.fixed, self.speaker.line
        aside = self.k.asides_by_id[name]
        if aside.noted:
            self.state.note_for_broker(to_note(self.u.text), self.u.message_id)
        args = (self.state, self.u, self.speaker, self.k, self.context)
        if aside.of_schemes and schemes.answer(*args):
            return
        if name == "question":
            shown = self.state.question or fixed("aside.no_question")
            self.speaker.lead(fixed("aside.question").format(question=shown))
        elif name == "called" and (
            self.state.contact is not None or self.u.values("phone") or self.u.values("email")
        ):
            self.speaker.lead(line("aside.called_left"))
        elif name in BY_NAME and (broker := self._broker()) is not None:
            self.speaker.lead(line("aside.broker", name=broker[0], because=broker[1]))
            if name == "who_calls":
                self.speaker.lead(line("aside.called"))
        elif name == "broker":
            self.speaker.lead(line("aside.what_broker"))
        elif name == "self_call" and self.k.desk.contact:
            self.speaker.lead(line("aside.self_call_contact", contact=self.k.desk.contact))
        elif name == "duration" and self.state.need_confirmed:
            done = self.state.confirmed()
            self.speaker.lead(line("aside.duration_done" if done else "aside.duration_near"))
        elif name == "next" and self.state.confirmed():
            self.speaker.lead(line("aside.next_done"))
        elif name == MORE and self.state.confirmed():
            return  # the rest is shown
        elif name == "myself" and self.state.needs:
            step = self.k.needs_by_id[self.state.needs[0]].first_step
            self.speaker.lead(line("aside.myself_now", step=step))
        elif name == "how_known" and (why := self._why_shown()) is not None:
            self.speaker.lead(why)
        elif name == "record":
            self._show_record()
        elif name == "keeping":
            talk, question = self.context.keep_days
            self.speaker.lead(line("aside.keeping", talk=talk, question=question))
        else:
            self.speaker.lead(line(f"aside.{name}"))

    def _show_record(self) -> None:
        """What is written down for the broker, row by row."""
        if not overview.tell(self.state, self.speaker, self.k):
            self.speaker.lead(self.speaker.fixed("aside.no_record"))

    def _why_shown(self) -> str | None:
        """Why the first help that was shown may fit; None while none was."""
        if not self.state.confirmed() or "offer" not in self.state.asked:
            return None
        found = offering.matches(self.state, self.k, self.context)
        shown, _ = offering.shown_and_rest(found, self.k, self.context)
        whys = (schemes.why(self.k.instruments_by_id[m.instrument], self.state, self.speaker)
                for m in shown)  # fmt: skip
        return next((why for why in whys if why is not None), None)

    def _broker(self) -> tuple[str, str] | None:
        """Name of the broker who fits, and why; None while nothing is known yet."""
        if not self.state.needs:
            return None
        broker = offering.broker_for(self.state, self.k, self.context)
        return (self.k.brokers_by_id[broker.id].name, broker.because) if broker else None

    def status(self, reference: str) -> None:
        """How the growth question stands, as far as is known here."""
        if not self.state.confirmed():
            where = "person" if self.state.route in URGENT else "open"
        else:
            where = "confirmed" if self.state.route in WITH_PERSON else "kept"
        self.speaker.lead(self.speaker.line(f"status.{where}", reference=reference))
        for line in self.context.deliveries(reference) if self.context.deliveries else ():
            self.speaker.tell(f"{line[:1].upper()}{line[1:]}.")

    def in_passing(self, answered: str | None = None) -> None:
        """A question in a message that is more than that gets its answer too."""
        if not ABOUT_US.search(self.u.text):
            return
        own = [self.u.intent] if self.u.confidence >= ASKED else []
        for act in (*self.u.also, *own):
            if act in QUESTIONS and act not in ("ask_why", answered):
                self.speaker.lead(self.speaker.line(f"side.{act}"))
                return

    def instrument(self, name: str) -> None:
        """Say what a scheme is; of one that ended, what came in its place; else who knows more."""
        known = self.k.instruments_by_id.get(name)
        if known is None:
            self.speaker.lead(self.speaker.line("side.instrument_other"))
            return
        following = self.k.instruments_by_id.get(known.replaced_by or "")
        if following is not None and not known.offered(self.context.today):
            self.speaker.lead(
                self.speaker.line("side.instrument_replaced", name=known.name, new=following.name)
            )
            known = following
        subject = schemes.subject_of(self.u.text)
        if subject in ("amount", "apply") or (subject == "fit" and self.state.needs):
            args = (known, subject, self.state, self.speaker, self.k, self.context)
            self.speaker.tell(schemes.tell(*args))
            return
        offered = known.offered(self.context.today)
        key = "side.instrument" if offered else "side.instrument_ended"
        checked = checked_in_words(self.k, known, self.context.today)
        self.speaker.tell(
            self.speaker.line(key, name=known.name, summary=known.summary, checked=checked)
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
        self.speaker.repeat()

    def why(self) -> None:
        """The true reason of the open question, and the question again."""
        self.tell_why()
        self.back()

    def tell_why(self) -> None:
        """The true reason of the open question."""
        pending = self.state.pending
        if pending is None:
            self.speaker.lead(self.speaker.line("side.ask_capabilities"))
        elif self._reason_was_given(pending.about):
            self.speaker.lead(self.speaker.line("why.again"))
        elif door.is_open(self.state, pending.about):
            why = self.k.door_by_field[pending.about].why
            self.speaker.lead(self.speaker.line("why.need_question", why=why))
        elif (question := self._question(pending.about)) is not None:
            self.speaker.lead(self.speaker.line("why.need_question", why=question.why))
        elif pending.about == "readback":
            self.speaker.lead(self._grounds())
        else:
            self.speaker.lead(self.speaker.fixed(f"why.{WHY.get(pending.about, pending.about)}"))

    def _question(self, about: str) -> Question | OpenQuestion | None:
        return self.k.questions_by_id.get(about) or self.k.open_by_id.get(about)

    def _reason_was_given(self, about: str) -> bool:
        """Whether the reason of this question was asked for before."""
        key = f"why:{about}"
        before = self.state.said.get(key, 0)
        self.state.said[key] = before + 1
        return before > 0

    def _grounds(self) -> str:
        """What was said that points to the need that is read back."""
        need = self.state.shown[0]
        quotes = [
            shortened(w.evidence.quote)
            for w in explain(self.k, self.state.log, need)
            if w.bits > 0 and w.evidence.quote and w.evidence.kind in ("text", "answer")
        ][:2]
        if not quotes:
            return self.speaker.fixed("why.readback")
        named = "”, “".join(quotes)
        return self.speaker.line("why.grounds", quotes=f"“{named}”")

    def own_data(self) -> None:
        """Tell what is kept of them, why, until when, and who looked."""
        for line in self.context.own_data() if self.context.own_data else ():
            self.speaker.tell(line)

    def erase(self) -> None:
        """Erase everything, or take the growth question back, if they are sure."""
        state, fixed = self.state, self.speaker.fixed
        if closing.told_held(self.speaker, self.context):
            self.back()
            return
        if state.pending is None or state.pending.about != "withdraw":
            state.waiting = state.pending
        key = "erase.ask" if state.reference is None else "withdraw.ask"
        options = [(fixed("erase.yes"), "erase_data", "all"), (fixed("withdraw.no"), "deny", "no")]
        if state.reference is not None:
            options.insert(1, (fixed("withdraw.yes"), "affirm", "yes"))
        self.speaker.ask(
            self.speaker.line(key, reference=state.reference), "confirm", "withdraw", options
        )

    def human(self) -> None:
        """A person can always be reached: write down what there is, and how to reach them."""
        state = self.state
        key = "side.human" if self.speaker.unused("side.human") else "side.human_again"
        self.speaker.lead(self.speaker.line(key))
        self._when_there_is_somebody()
        state.route = "human_now"
        for name in asides_of(self.u, self.k, self.context, self.state.pending)[:MOST_ASIDES]:
            self.tell_aside(name)
        contact.note_when(state, self.u)
        if state.flags and state.contact is not None:
            state.resting, state.pending = True, None
            self.speaker.tell(self.speaker.line("safety.alerted"))
            return
        state.resting = bool(state.flags)
        closing.record_without_question(state, self.u, self.speaker, self.context)
        if state.contact is None and (self.u.values("phone") or self.u.values("email")):
            Answering(state, self.u, self.speaker, self.k, self.context).leave_number()
            self.back()
        elif state.contact is None and state.said.get("contact.ask", 0) >= ASKED_FOR_NUMBER:
            # Asked often enough; who writes a number is heard whatever is asked.
            self.speaker.tell(self.speaker.line("contact.when_you_like"))
        elif state.contact is None:
            # Also when it was refused before: whoever asks for a person now wants to be reached.
            steps.ask_contact(state, self.speaker)
        else:
            self.back()

    def _when_there_is_somebody(self) -> None:
        """Outside opening hours nobody takes over: since when somebody does, and who else helps."""
        desk, state = self.k.desk, self.state
        when = desk.next_in_words(self.context.at)
        told = "takeover:when" in state.said
        state.said["takeover:when"] = 1
        if when is None or state.flags or told:
            return  # help that is there day and night was offered already
        self.speaker.lead(self.speaker.fixed("takeover.nobody").format(when=when))
        if desk.contact:
            reach = self.speaker.fixed("takeover.nobody_contact")
            self.speaker.lead(reach.format(contact=desk.contact))

    def dont_know(self) -> None:
        """Leave the question and go on; what is told beside it counts."""
        if self.u.words >= MORE_THAN_A_SHRUG:
            learn.needs(self.state, self.u, self.context)
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
        elif pending.about in ABOUT_CHANGES:
            pass  # the sentence that stands there is put again
        elif pending.about == "growth_question" and pending.misses >= OFTEN_ENOUGH:
            state.asked["growth_question"] = closing.LEFT
            self.speaker.lead(self.speaker.line("confirm.left"))
        elif pending.about in ASKED_ON:
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
        changed = learn.facts(state, self.u, overwrite=True, least=learn.CORRECTION)
        changed = changed or learn.other_number(state, self.u)
        if changed:
            shown = overview.changed_in_words(state, changed, self.k)
            self.speaker.lead(self.speaker.line("correct.ok", what=shown))
            self._question_follows()
            self._hear_the_rest()
            return
        pending = state.pending
        if pending is not None and learn.needs(state, self.u, self.context):
            # "Nee, ik bedoel dat ..." : what it is instead is evidence, whatever is asked now.
            self.speaker.lead_once("correct.heard")
            self.back()
            return
        if pending is not None and pending.about in ABOUT_QUESTION:
            self.speaker.lead(self.speaker.line("correct.which"))
            self.back()
            return
        if not TAKES_BACK.search(self.u.text):
            self.back()  # "ja rommelig, zei ik net" takes nothing back
            return
        given = ("answered", asking_on.TOLD)
        last = next((n for n in reversed(state.asked) if state.asked[n] in given), None)
        if last is None or last == "opening" or state.confirmed():
            self.speaker.lead(self.speaker.line("correct.which"))
            self.back()
            return
        self._take_back(last)

    def _hear_the_rest(self) -> None:
        """What is told beside a correction answers the open question about the need."""
        state, pending = self.state, self.state.pending
        told = sum(len(self.u.text[f.start : f.end].split()) for f in self.u.entities)
        tells = self.u.words - told >= TELLS and pending is not None
        if tells and pending is not None and pending.asks == "need_question":
            answering = Answering(state, self.u, self.speaker, self.k, self.context)
            if answering.take(pending):
                state.pending = None if state.pending is pending else state.pending
                if state.pending is None:
                    steps.go_on(state, self.speaker, self.k, self.context)
                return
        self.back()

    def corrects(self) -> bool:
        """Whether a message that looks like a correction says what is wrong or what it is to be."""
        numbers = [token for token in read(self.u.text).tokens if token.canon.startswith("#")]
        names_value = bool(self.u.entities) or len(numbers) > 1  # "niet twaalf maar 24"
        return names_value or TAKES_BACK.search(self.u.text) is not None

    def _take_back(self, name: str) -> None:
        """Drop the answer to a question, a fact or the read-back, and ask it again."""
        state = self.state
        del state.asked[name]
        state.facts.pop({asking_on.ABOUT: asking_on.FIELD}.get(name, name), None)
        if name == "readback":
            state.log = [line for line in state.log if line.kind != "confirmed"]
            state.needs, state.need_confirmed, state.question = [], False, None
            state.readbacks = 0
        else:
            asked = {"employees": "c_omvang"}.get(name, name)
            state.log = [line for line in state.log if line.question != asked]
        self.speaker.lead(self.speaker.line("correct.undone"))
        state.pending = None
        question = self._question(name)
        if question is not None:
            state.asked[name] = "open"
            steps.ask_question(question, state, self.speaker, self.k)
        else:
            steps.go_on(state, self.speaker, self.k, self.context)

    def _question_follows(self) -> None:
        """A changed fact changes the growth question, unless they wrote it themselves."""
        state = self.state
        if state.question is not None and state.needs and not state.own_words:
            state.question = closing.sentence(state, self.k, self.context)
            if state.pending and state.pending.about == "growth_question":
                state.pending = None

    def goodbye(self) -> None:
        """Say goodbye; the open question stays open for when they come back."""
        key = "side.goodbye" if self.speaker.unused("side.goodbye") else "side.goodbye_again"
        self.speaker.tell(self.speaker.line(key))

    def stop(self) -> None:
        """Stop without asking on."""
        self.speaker.tell(self.speaker.line("side.stop"))

    def restart(self, key: str = "restart.ask") -> None:
        """Ask before anything is set aside; the open question waits."""
        fixed = self.speaker.fixed
        if self.state.pending is not None and self.state.pending.about != "restart":
            self.state.waiting = self.state.pending
        self.speaker.ask(
            self.speaker.line(key),
            "confirm",
            "restart",
            [
                (fixed("restart.yes"), "affirm", "yes"),
                (fixed("restart.no"), "deny", "no"),
            ],
        )


TELLS = 6
"""Words beside the values of a correction from which it tells something as well."""

TAKES_BACK = re.compile(
    r"\b(?:klopte? niet|fout|vergis\w*|verkeerd|niet goed"
    r"|(?:vorige|mijn|dat) antwoord"
    r"|verander\w*|aanpass\w*|correctie|moet zijn|wijzig\w*|opnieuw)\b",
    re.IGNORECASE,
)
"""Words of who takes an answer back."""

MORE = "more"
"""Aside of who asks for other help than was shown."""

BY_NAME = ("broker", "who_calls", "broker_knows")
"""Asides that are answered with the broker who fits, once one does."""

WHY = {
    "conflict": "confirm", "care": "contact", "own_words": "opening",
    "growth_question": "confirm", "change_question": "confirm", "other_angle": "confirm",
    "own_sentence": "confirm", "route": "choice", "restart": "confirm", "withdraw": "confirm",
    "company_name": "changed", "kvk_number": "changed",
}  # fmt: skip
"""Question → whose reason it has."""

HANDLERS: dict[str, Callable[[Acting], None]] = {
    "erase_data": Acting.erase,
    "ask_why": Acting.why,
    "ask_human": Acting.human,
    "dont_know": Acting.dont_know,
    "skip": Acting.skip,
    "correct": Acting.correct,
    "goodbye": Acting.goodbye,
    "stop": Acting.stop,
    "restart": Acting.restart,
}
