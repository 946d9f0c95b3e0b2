"""Reads a message as the answer to the question that is open."""

from __future__ import annotations

from typing import Any, Callable

from bot.diagnosis import Evidence, belief, option_from_text
from bot.dialogue import closing, learn, steps
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.growth_question import wording
from bot.knowledge import Knowledge
from bot.language.extract import extract
from bot.language.found import Found

LEAST_CERTAIN = 0.5
"""Below this an option is not taken from free text (needs.md, section 4.2)."""

OWN_SENTENCE_WORDS = 6

YES_NO = (("affirm", ("ja",)), ("deny", ("nee", "geen van deze", "er ligt niets", "niets")))
"""Intent of a short answer → how the option begins that it means."""


OWN_WORDS = ("desired_result", "tried")
"""Facts of which any words are the answer."""

SHORT_STORY = 3
"""Words up to which somebody is asked, once, to say a little more."""


def is_story(u: Understood) -> bool:
    """Whether somebody tells what it is about, and not only hello, yes, or where they are."""
    if u.words >= 8 or u.intent in ("express_need", "ask_instrument"):
        return True
    # "We zitten in Urk met acht man" tells where they are, not what it is about.
    return u.intent in ("inform", "correct") and not u.entities


REFLECT = 0.6
"""How likely a need must be to be said back at once; a wrong guess here would grate."""


def begin(state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge) -> None:
    """Take somebody's first words about it, and say back what was heard."""
    learn.presenting(state, u)
    heard = learn.needs(state, u)
    need, probability = belief(k, state.log).top(1)[0]
    if u.intent == "ask_instrument":
        speaker.lead_once("listen.wish_money")
    elif heard and probability >= REFLECT:
        speaker.lead(k.needs_by_id[need].reflection)
    if u.words <= SHORT_STORY and u.intent != "ask_instrument":
        speaker.ask(speaker.line("opening.probe"), "need_question", "own_words")


class Answering:
    """One message against one open question."""

    def __init__(
        self, state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
    ) -> None:
        self.state, self.u, self.speaker, self.k, self.context = state, u, speaker, k, context

    def take(self, pending: Pending) -> bool:
        """Take the answer. False if the message is no answer to this question."""
        about = pending.about
        handler: Callable[[Pending], bool] | None = getattr(self, f"_{about}", None)
        if handler is None:
            handler = self._question if about in self.k.questions_by_id else self._fact
        return handler(pending)

    # --- the steps ---

    def _opening(self, pending: Pending) -> bool:
        if not is_story(self.u):
            return False
        begin(self.state, self.u, self.speaker, self.k)
        return True

    def _question(self, pending: Pending) -> bool:
        question = self.k.questions_by_id[pending.about]
        option = self.option(pending) or self._match_question(pending)
        if option:
            self.state.asked[question.id] = "answered"
            self.state.add_evidence(
                Evidence("answer", self.u.message_id, self.u.text, question.id, option, None)
            )
            flag = next(o.flag for o in question.options if o.id == option)
            if flag and flag not in self.state.flags:
                self.state.flags.append(flag)
            self.speaker.lead_once("listen.thanks_answer")
            return True
        # Not one of the options, but words that say something: they count as evidence, and the
        # same question is not asked again.
        if self.u.words >= 4 and learn.needs(self.state, self.u):
            self.state.asked[question.id] = "answered"
            self.speaker.lead_once("listen.thanks_answer")
            return True
        return False

    def _match_question(self, pending: Pending) -> str | None:
        question = self.k.questions_by_id[pending.about]
        found = option_from_text(question, self.u.text)
        if found and found[1] >= LEAST_CERTAIN:
            return found[0]
        # A plain yes or no means the option that begins so, if there is just one.
        for intent, beginnings in YES_NO:
            if self.u.is_sure(intent) and self.u.words <= 3:
                fitting = [o for o in question.options if o.text.lower().startswith(beginnings)]
                if len(fitting) == 1:
                    return fitting[0].id
        return None

    def _readback(self, pending: Pending) -> bool:
        state = self.state
        value = self.option(pending)
        in_doubt = not any(o.payload.startswith("/affirm") for o in pending.options)
        if value is None and self.u.is_sure("affirm") and in_doubt and self.u.words <= 4:
            return False  # "ja" to a choice between three says nothing yet
        if value is None and self.u.is_sure("affirm"):
            value = state.shown[0]
        if value is None and self.u.is_sure("deny"):
            value = "none"
        if value is None and self.u.words >= 4 and learn.needs(state, self.u):
            # "Nee, het is meer dat ..." : what was shown was not it, the words say what is.
            value = "none"
        if value is None:
            return False
        if value == "none":
            self._not_recognised()
            return True
        state.needs = [value]
        state.need_confirmed = True
        state.asked["readback"] = "answered"
        state.add_evidence(
            Evidence("confirmed", self.u.message_id, self.u.text, None, None, {value: 1.0})
        )
        if value == state.shown[0]:
            self.speaker.lead(self.speaker.line("readback.confirmed"))
        else:
            label = self.k.needs_by_id[value].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
        return True

    def _not_recognised(self) -> None:
        state = self.state
        for need in state.shown:
            state.add_evidence(
                Evidence("rejected", self.u.message_id, self.u.text, None, None, {need: 1.0})
            )
        if state.readbacks >= steps.MOST_READBACKS:
            # Twice not recognised: it stays open for the broker, with what is most likely now.
            state.needs = [belief(self.k, state.log).top(1)[0][0]]
            self.speaker.tell(self.speaker.line("readback.left_open"))
            return
        state.extra_questions = steps.EXTRA_QUESTIONS
        if self.u.kind == "text" and self.u.words >= 4:
            return  # the words were given already
        self.speaker.ask(self.speaker.line("readback.rejected"), "need_question", "own_words")

    def _own_words(self, pending: Pending) -> bool:
        self.state.asked["own_words"] = "answered"
        learn.needs(self.state, self.u)
        self.speaker.lead_once("listen.thanks_answer")
        return True

    def _growth_question(self, pending: Pending) -> bool:
        state = self.state
        value = self.option(pending)
        if value == "yes" or (value is None and self.u.is_sure("affirm") and self.u.words <= 4):
            closing.confirm(state, self.speaker, self.context)
            return True
        if value == "change" or (value is None and self.u.is_sure("deny") and self.u.words <= 4):
            self._ask_what_to_change()
            return True
        return self._change(self.u.text)

    def _change_question(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value == "own":
            self.speaker.ask(self.speaker.line("confirm.own_ask"), "confirm", "own_sentence")
            return True
        if value in ("desired_result", "horizon_months"):
            self.state.facts.pop(value, None)
            self.state.own_words = False
            steps.ask_fact(value, self.state, self.speaker, self.k)
            return True
        return self._change(self.u.text)

    def _own_sentence(self, pending: Pending) -> bool:
        return self._change(self.u.text, insist=True)

    def _ask_what_to_change(self) -> None:
        fixed = self.speaker.fixed
        self.speaker.ask(
            self.speaker.line("confirm.what"),
            "confirm",
            "change_question",
            [
                (fixed("confirm.result"), "inform", "desired_result"),
                (fixed("confirm.term"), "inform", "horizon_months"),
                (fixed("confirm.own"), "inform", "own"),
            ],
        )

    def _change(self, text: str, insist: bool = False) -> bool:
        """A sentence of their own, another term, or another result, in free words."""
        state = self.state
        if text.lower().startswith("hoe ") and self.u.words >= OWN_SENTENCE_WORDS:
            state.question = wording.own_sentence(text)
            state.own_words = True
            return True
        if insist:
            self.speaker.ask(self.speaker.line("confirm.own_short"), "confirm", "own_sentence")
            return True
        if self.u.values("period_months"):
            learn.facts(state, self.u, overwrite=True)
            state.own_words = False
            return True
        if self.u.words >= 3:
            state.facts["desired_result"] = Fact(text, "said", text, self.u.message_id)
            state.own_words = False
            return True
        return False

    def _route(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value is None:
            value = _route_from_words(self.u)
        if value is None:
            return False
        state = self.state
        state.route = {
            "broker": "broker",
            "instrument": "instrument",
            "both": "broker_and_instrument",
            "later": "self_help",
        }[value]
        if value in ("instrument", "both"):
            closing.links(state, self.speaker, self.k, self.context)
        if value == "later":
            self.speaker.tell(self.speaker.line("choice.later_done", reference=state.reference))
        return True

    def _contact(self, pending: Pending) -> bool:
        state, u = self.state, self.u
        contact = {
            name: str(found[0].value)
            for name, entity in (("phone", "phone"), ("email", "email"))
            if (found := u.values(entity))
        }
        if not contact:
            if self.option(pending) == "skip" or u.is_sure("deny", "skip"):
                state.asked["contact"] = "skipped"
                self._consent(False)
                self.speaker.tell(self.speaker.line("contact.none", reference=state.reference))
                return True
            return False
        name = wording.name_beside_contact(u.text)
        if name:
            contact["name"] = name
        contact["preferred_channel"] = "phone" if "phone" in contact else "email"
        state.contact = contact
        state.asked["contact"] = "answered"
        self._consent(True)
        self.speaker.tell(self.speaker.line("contact.done", reference=state.reference))
        return True

    def _consent(self, given: bool) -> None:
        self.state.consents = [
            {
                "purpose": "share_with_broker",
                "given": given,
                "at": self.context.at.isoformat(),
                "text_version": self.k.texts.version("contact.ask"),
            }
        ]

    def _restart(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value == "yes" or (value is None and self.u.is_sure("affirm", "restart")):
            said = self.state.said
            self.state.__dict__.update(IntakeState(said=said, turn=self.state.turn).__dict__)
            self.speaker.tell(self.speaker.line("restart.done"))
            return True
        if value == "no" or self.u.is_sure("deny"):
            self.speaker.lead(self.speaker.line("restart.kept"))
            self.state.pending = None
            return True
        return False

    # --- facts ---

    def _fact(self, pending: Pending) -> bool:
        name = pending.about
        value = self.option(pending)
        if value is not None:
            learn.set_fact(self.state, name, self._fact_of_option(name, value), self.u, "chosen")
            self.speaker.lead_once("listen.thanks_fact")
            return True
        return self._fact_in_words(name)

    def _fact_of_option(self, name: str, value: str) -> Any:
        if name == "employees":
            option = next(o for o in self.k.context_by_field[name].options if o.id == value)
            self.state.add_evidence(
                Evidence("context", self.u.message_id, self.u.text, "c_omvang", option.id, None)
            )
            return self.k.employee_range(value)
        if name == "horizon_months":
            return next(o.months for o in self.k.horizons if o.id == value)
        if name == "desired_result":
            results = self.k.needs_by_id[self.state.needs[0]].results
            return next(r.clause for r in results if r.id == value)
        return self.u.text

    def _fact_in_words(self, name: str) -> bool:
        u, state = self.u, self.state
        if name in OWN_WORDS:
            if not u.text or u.words < 1:
                return False
            learn.set_fact(state, name, [u.text] if name == "tried" else u.text, u, "said")
            self.speaker.lead_once("listen.thanks_fact")
            return True
        found = extract(u.text, self.context.today, self.k.gazetteer, asked=name)
        entity = {"horizon_months": "period_months"}.get(name, name)
        surest = max((f for f in found if f.entity == entity), key=_sureness, default=None)
        if surest is not None:
            # "Geen haast" is an answer too: the longest term that is offered.
            value = self.k.horizons[-1].months if surest.value is None else surest.value
        elif name == "sector" and u.words <= 25 and not self._is_about_something_else():
            # Own words are worth more than no answer; the class stays open.
            value = "overig"
        else:
            return False
        learn.set_fact(state, name, value, u, "said")
        if name == "employees":
            self._size_as_evidence(value)
        self.speaker.lead_once("listen.thanks_fact")
        return True

    def _is_about_something_else(self) -> bool:
        """Whether the words are a term, a number of people or another fact that was not asked."""
        u = self.u
        if u.entities:
            return True
        term = extract(u.text, self.context.today, self.k.gazetteer, asked="horizon_months")
        return any(f.entity == "period_months" for f in term)

    def _size_as_evidence(self, value: Any) -> None:
        option = self.k.employee_option(value)
        self.state.add_evidence(
            Evidence("context", self.u.message_id, self.u.text, "c_omvang", option, None)
        )

    # --- options ---

    def option(self, pending: Pending) -> str | None:
        """The option that was chosen, by its button or by typing its title or number."""
        if self.u.choice is not None:
            return self.u.choice
        typed = self.u.text.lower().strip(" .!?\"'")
        for i, option in enumerate(pending.options):
            if typed == option.title.lower() or typed == str(i + 1):
                # A bare number under "how many people" is a number of people.
                if typed.isdigit() and pending.about in ("employees", "horizon_months"):
                    return None
                return option.value
        return _option_of_word(pending, typed)


def _option_of_word(pending: Pending, typed: str) -> str | None:
    """The one option whose title has the one word that was typed ("verkopen", "Meer verkopen")."""
    if len(typed) < 4 or " " in typed:
        return None
    having = [o for o in pending.options if typed in o.title.lower().split()]
    return having[0].value if len(having) == 1 else None


def _sureness(found: Found) -> float:
    return found.confidence


def _route_from_words(u: Understood) -> str | None:
    text = u.text.lower()
    if u.is_sure("ask_human") or "bel" in text:
        return "broker"
    if u.is_sure("ask_instrument") or "lees" in text or "link" in text:
        return "instrument"
    if "allebei" in text or "beide" in text:
        return "both"
    if u.is_sure("deny", "stop", "dont_know", "skip") or "later" in text or "denk" in text:
        return "later"
    if u.is_sure("affirm"):
        return "broker"
    return None
