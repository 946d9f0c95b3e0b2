"""Answers to the questions about the need."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.diagnosis import Evidence, belief, option_from_text
from bot.dialogue import (
    agreeing,
    asking_on,
    both,
    closing,
    drawing_out,
    learn,
    listening,
    rival,
    second,
    steps,
    turning,
)
from bot.dialogue.answering.base import Answer
from bot.dialogue.context import Context
from bot.dialogue.parts import parts_of, worth_noting
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.growth_question import acts, edits, ends
from bot.knowledge import Knowledge

LEAST_CERTAIN = 0.5
"""Below this an option is not taken from free text (needs.md, section 4.2)."""

YES_NO = (("affirm", ("ja",)), ("deny", ("nee", "geen van deze", "er ligt niets", "niets")))
"""Intent of a short answer → how the option begins that it means."""

NOTHING_TO_DO = re.compile(
    r"\b(?:heeft|hebben|staat|staan) (?:hier|er|daar) (?:\w+ )?(?:niks|niets|geen \w+|los)\b"
    r"[^.!?]{0,12}\b(?:mee te maken|mee|van)\b",
    re.IGNORECASE,
)
"""Words of who says that somebody has nothing to do with it."""

BEGINS_NO = re.compile(
    r"\W*(?:(?:nou|ja|oh|ach|eh|tja|goh|maar)\b\W+)*(?:nee|niks|niets|geen)\b", re.IGNORECASE
)
"""How a message begins that is a no, also behind a word or two."""

NO = ("nee", "niks", "niets", "geen ")
"""How an answer begins that is one, whatever follows."""

SET_ASIDE = re.compile(
    r"\b(?:genoeg|zat|geen probleem|(?:is|zijn) (?:het|'?t) (?:probleem )?niet)\b", re.IGNORECASE
)
"""Words of who says that what is asked about is no trouble ("klanten genoeg")."""

LEAST_LIKELY = 0.05
"""How likely a need must be to be written down for the broker in place of one that was refused."""

NONE = "geen van deze"
"""How the option begins that is none of the others."""

SHRUG = re.compile(
    r"(?:tja|nou|eh|euh|pff+|ja)?[ ,.]*(?:geen idee|(?:ik )?(?:zou (?:ik )?)?(?:het )?(?:echt )?"
    r"(?:niet weten|weet (?:ik )?(?:het )?(?:echt )?niet)|(?:gewoon |eigenlijk )?(?:van )?alles|"
    r"zeg het maar|moeilijk te zeggen)\b",
    re.IGNORECASE,
)
"""How an answer begins that is none."""

LONGEST_SHRUG = 5
"""Words of such an answer: "geen idee, gewoon alles"; what is longer tells something."""

SAID_IT = 8
"""Words of who agrees in part from which they have said what is missing."""

BESIDES = re.compile(r"\b(?:ook|daarnaast|verder|bovendien)\b", re.IGNORECASE)
"""Words of who names something that comes besides."""

DENIES = re.compile(
    r"\W*(?:nee(?! (?:moeten|zeggen|verkopen|durven|kunnen|te)\b)"
    r"|nogmaals|niet)\b|\W*dat bedoel ik niet",
    re.IGNORECASE,
)
"""How an answer begins that takes back what we made of it."""

SAYS_NO = re.compile(r"^\W*nee\b|\bnee(?: dus| hoor| joh| man)?\W*$", re.IGNORECASE)
"""How an answer begins or ends that is a no."""

NOTHING_ELSE = re.compile(
    r"\b(?:niks|niets) (?:daar)?naast\b|\b(?:het|dat) is (?:wel |allemaal |gewoon )?hetzelfde\b"
    r"|\b(?:juist|gewoon) (?:het|'?t) eerste\b|\bdeel van hetzelfde\b"
    r"|\b(?:verder )?(?:is |was )?(?:dit|dat) (?:is |was )?(?:het|'?t|alles|wel alles)\W*$",
    re.IGNORECASE,
)
"""Words of who has no second point."""

TELLS = 6
"""Words of an answer to a list that tell something, whatever the reader makes of them."""

WANTS = re.compile(r"\b(?:ik|we|wij) (?:wil|willen)\b", re.IGNORECASE)
"""How somebody begins to say what they want to do."""

SAME = 0.7
"""How sure what was read back must be heard in other words to be recognised by them."""


def is_story(u: Understood) -> bool:
    """Whether somebody tells what it is about, and not only hello, yes, or where they are."""
    if u.words >= 8 or u.intent in ("express_need", "ask_instrument"):
        return True
    # "We zitten in Urk met acht man" tells where they are, not what it is about.
    return u.intent in ("inform", "correct") and not u.entities


def begin(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    """Take somebody's first words about it, and say back what was heard."""
    learn.presenting(state, u)
    rival.note_stated_theme(state, u, k)
    if u.intent == "ask_instrument" or state.asks_money:
        learn.needs(state, u, context)
        speaker.lead_once("listen.wish_money")
    elif both.hear(state, u, context):
        pass  # said back in the question which of the two it is
    elif learn.needs(state, u, context):
        listening.to_words(speaker, k, u, state.log)
    else:
        speaker.lead_once("listen.vague")


AMONG_THEM = re.compile(
    r"\b(?<!laten )(?:we|wij|ze|zij|hij|niemand)\b(?!.*\bliever\b)", re.IGNORECASE
)
"""Words of who tells how they talk with each other; not "laten we het daar niet over hebben"."""

TO_US = re.compile(r"\b(?:je|jij|jou|jullie|u|uw)\b|\?", re.IGNORECASE)
"""Words of who talks to us, and tells nothing of their own."""


class NeedAnswers(Answer):
    """The opening, questions with options, open questions, the rival, the read-back, the second."""

    def _opening(self, pending: Pending) -> bool:
        if not is_story(self.u):
            return False
        begin(self.state, self.u, self.speaker, self.k, self.context)
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
            if question.field and self.u.kind == "text":
                self._fill(question.field)
            listening.to_choice(self.speaker, self.k, question, option)
            return True
        none = next((o.id for o in question.options if o.text.lower().startswith(NONE)), None)
        text = self.u.text.lower()
        if none and self.u.words >= 2 and (text.startswith(NO) or SET_ASIDE.search(text)):
            # "Nee, mijn kapsters zijn weg", "klanten genoeg": none of these, and perhaps what is.
            self.state.asked[question.id] = "answered"
            quote, of = self.u.text, self.u.message_id
            self.state.add_evidence(Evidence("answer", of, quote, question.id, none, None))
            if not SET_ASIDE.search(text) and learn.needs(self.state, self.u, self.context):
                listening.to_words(self.speaker, self.k, self.u, self.state.log)
            else:
                self.speaker.lead_once("listen.thanks_answer")
            return True
        # Not one of the options, but words that say something: they count as evidence, and the
        # same question is not asked again.
        tells = self.u.words >= TELLS and not self.u.entities
        if self.u.words >= 4 and (learn.needs(self.state, self.u, self.context, tells) or tells):
            self.state.asked[question.id] = asking_on.TOLD
            listening.to_words(self.speaker, self.k, self.u, self.state.log)
            return True
        return False

    def _open_question(self, pending: Pending) -> bool:
        """Any words are an answer, but a bare yes."""
        question = self.k.open_by_id[pending.about]
        if self._says_nothing():
            return False
        if self._leaves(question.id):
            return True
        self.state.asked[question.id] = "answered"
        if self._denies_what_was_heard():
            self.speaker.lead_once("listen.not_that")
            return True
        learn.needs(self.state, self.u, self.context, always=True)
        if question.field:
            self._fill(question.field)
        listening.to_words(self.speaker, self.k, self.u, self.state.log)
        return True

    def tells_of_talking(self, pending: Pending) -> bool:
        """Whether it was asked how they talk about it, or about somebody, and they say that they do
        not: "ach daar praten we niet zo over" leaves nothing open."""
        talks, text = self.k.drawing_out.talks, self.u.text
        asked = pending.asks == "need_question" and (
            talks.search(pending.text) is not None
            or drawing_out.asks_about_person(pending.text, self.state)
        )
        told = talks.search(text) is not None and AMONG_THEM.search(text) is not None
        return asked and told and TO_US.search(text) is None

    def _deepen(self, pending: Pending) -> bool:
        """How it goes now: any words but a bare yes."""
        if self._says_nothing():
            return False
        if self._leaves(asking_on.ABOUT):
            return True
        if NOTHING_TO_DO.search(self.u.text) and drawing_out.asks_about_person(
            pending.text, self.state
        ):
            # "Me neef? die heeft er niks mee te maken": we took it wrongly, and ask something else.
            self.state.said.pop(drawing_out.HEARD_OF, None)
            self.speaker.lead_once("listen.my_mistake")
            return True
        if not self.state.needs and self._denies_what_was_heard():
            self.state.asked[asking_on.ABOUT] = "answered"
            self.speaker.lead_once("listen.not_that")
            return True
        refused = bool(self.state.readbacks) and not self.state.needs
        if refused and self._is_their_question():
            return True
        talks = self.tells_of_talking(pending)
        told = replace(self.u, intent="inform") if talks else self.u
        learn.needs(self.state, told, self.context, always=True)
        asking_on.keep(self.state, self.u)
        if self.state.needs:
            self._wants_after_all()
            self.speaker.lead_once("listen.thanks_answer")
        else:
            listening.to_words(self.speaker, self.k, self.u, self.state.log)
        return True

    def _wants_after_all(self) -> bool:
        """ "Ik wil weten of zij het overneemt", when something else was asked: that is what they
        want to do, whatever was said or chosen before.

        Returns:
            Whether it was said.
        """
        told = parts_of(self.u.text).told if self.u.kind == "text" else ""
        wish = acts.outright(told)
        if wish is None or self.state.own_words or self.state.confirmed():
            return False
        learn.set_fact(self.state, "approach", wish.act, self.u, "said")
        learn.facts(self.state, self.u, overwrite=True, least=learn.OWN)
        self.state.asked["angle"] = "answered"
        return True

    def _says_nothing(self) -> bool:
        """No words, or a bare yes, to a question for words."""
        return not self.u.text.strip() or (self.u.is_sure("affirm") and self.u.words <= 2)

    def _leaves(self, name: str) -> bool:
        """Whether an open question is left: "nee", "geen idee"."""
        if self.u.is_sure("deny") and self.u.words <= 3:
            self.state.asked[name] = "skipped"
            self.speaker.lead_once("skip.ok")
            return True
        if self.u.words <= LONGEST_SHRUG and SHRUG.match(self.u.text.strip()):
            self.state.asked[name] = "dont_know"
            self.speaker.lead_once("dont_know.ok")
            return True
        return False

    def _denies_what_was_heard(self) -> bool:
        """ "Nee, er gaat niets dubbel": the reader hears once more what is denied."""
        if not DENIES.match(self.u.text):
            return False
        likely = belief(self.k, self.state.log).top(1)[0][0]
        if agreeing.heard(self.u) != likely:
            return False
        words = self.u.text
        self.state.add_evidence(
            Evidence("rejected", self.u.message_id, words, None, None, {likely: 1.0})
        )
        return True

    def _fill(self, name: str) -> None:
        """A question about the need that fills a field of the record too."""
        if name not in self.state.facts and self.u.words >= 2:
            value: Any = [self.u.text] if name == "tried" else self.u.text
            learn.set_fact(self.state, name, value, self.u, "said")

    def _rival(self, pending: Pending) -> bool:
        value = self.option(pending) or rival.told(self.state, self.u)
        if value is None:
            return self._told_otherwise(pending)
        rival.take(self.state, self.u, self.k, value)
        self.speaker.lead_once("listen.thanks_answer")
        return True

    def _both(self, pending: Pending) -> bool:
        value = self.option(pending) or both.told(self.state, self.u)
        if value is None:
            return self._told_otherwise(pending)
        both.take(self.state, self.u, self.k, value)
        self.speaker.lead_once("listen.thanks_answer")
        return True

    def _told_otherwise(self, pending: Pending) -> bool:
        """Neither of the two, but words that say something."""
        if self.u.words < 3 or not learn.needs(self.state, self.u, self.context):
            return False
        self.state.asked[pending.about] = asking_on.TOLD
        listening.to_words(self.speaker, self.k, self.u, self.state.log)
        return True

    def _second(self, pending: Pending) -> bool:
        state = self.state
        value = self.option(pending)
        if value is None and self._wants_after_all():
            value = "none"
        if value is None and not state.confirmed() and self._turns_first():
            return True
        no = self.u.is_sure("deny", "dont_know", "skip") or self.u.text.lower().startswith(NO)
        no = no or NOTHING_ELSE.search(self.u.text) is not None
        if value is None and no:
            # "Nee, plek zat" names a need to set it aside.
            value = "none"
        if value is None:
            value = second.told(state, self.u)
            if value is not None and drawing_out.denies(self.u.text, value, self.k):
                value = None
        tells = self.u.words >= 4 and not self.u.is_sure("affirm")
        if value is None and tells:
            # Told at the beginning, and meant now: "dat geld, dat is de tweede".
            value = next((need for need in state.both if need != state.needs[0]), None)
        if value is None and tells:
            # Said in words that name no need clearly: kept for the broker, and told from.
            self._note()
            learn.needs(state, self.u, self.context, always=True)
            state.asked["second"] = "answered"
            self.speaker.lead_once("second.kept")
            about = drawing_out.about_person(self.u.text, state, self.speaker, self.k)
            if about is not None:
                asking_on.put(about, state, self.speaker)
            return True
        if value is None and self.u.is_sure("affirm"):
            second.ask(state, self.speaker, self.k, "second.which")
            return True
        if value is None:
            return False
        second.take(state, self.u, self.k, value)
        if value != "none" and self.u.kind == "text":
            learn.needs(state, self.u, self.context, always=True)  # it tells which angle it is
        if len(state.needs) < 2:
            self.speaker.lead_once("second.none")
        else:
            label = self.k.needs_by_id[state.needs[1]].label.lower()
            self.speaker.lead_once("second.noted", label=label)
        return True

    def _note(self) -> None:
        """Keep for the broker what the message tells."""
        told = worth_noting(self.u.text)
        if told is not None:
            self.state.note_for_broker(told, self.u.message_id)

    def _turns_first(self) -> bool:
        """ "Nee, het gaat om mijn werkwijze": not a second point but another first one."""
        state = self.state
        if self.u.kind != "text" or self.u.words < 4 or BESIDES.search(self.u.text):
            return False
        need = agreeing.instead(self.u, self.k, state.needs[0])
        if need is not None and agreeing.SETS_ASIDE.search(self.u.text):
            learn.recognised(state, self.u, need, self.k)
            learn.needs(state, self.u, self.context, always=True)
            state.asked["second"] = "skipped"
            label = self.k.needs_by_id[need].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
            return True
        if agreeing.names_to_refuse(self.u.text, self.k, state.needs[0]):
            learn.forget_need(state)
            state.add_evidence(
                Evidence("rejected", self.u.message_id, self.u.text, None, None,
                         {state.shown[0]: 1.0} if state.shown else {})
            )  # fmt: skip
            self.speaker.ask(self.speaker.line("readback.rejected"), "need_question", "own_words")
            return True
        return False

    def _turning(self, pending: Pending) -> bool:
        """Whether it is about what was told later."""
        value = self.option(pending)
        if value is None and self._wants_after_all():
            value = "now"
        other = next(o.value for o in pending.options if not o.value.startswith(("now", "both:")))
        text = self.u.text.lower()
        if value is None and drawing_out.denies(self.u.text, other, self.k):
            value = "now"
        if value is None and (self.u.is_sure("affirm") or agreeing.agrees(text) == "yes"):
            value = other
        if value is None and any(word in text for word in both.BOTH):
            value = f"both:{other}"  # "niet het een of het ander, het hangt aan elkaar"
        says_no = text.startswith((*NO, "geen")) or "nee" in re.findall(r"\w+", text)[:3]
        if value is None and (self.u.is_sure("deny") or says_no):
            value = "now"
        if value is None and self.u.needs.get(other, 0.0) >= both.TOLD:
            value = other
        if value is None and (self.u.words >= TELLS or pending.misses):
            # Neither, and said otherwise: it is written down, and not put a second time.
            learn.needs(self.state, self.u, self.context, always=True)
            learn.told_directly(self.state, self.u)
            value = "now"
        if value is None:
            return False
        turned = turning.take(self.state, self.u, self.k, value)
        if turned is not None:
            label = self.k.needs_by_id[turned].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
        else:
            self.speaker.lead_once("listen.thanks_answer")
        return True

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
        if value is None and self.u.kind == "text":
            called = agreeing.named(self.u.text, self.k)
            value = called if called in state.shown else None
        in_doubt = not any(o.payload.startswith("/affirm") for o in pending.options)
        if value is None and self.u.is_sure("affirm") and in_doubt and self.u.words <= 4:
            return False  # "ja" to a choice between three says nothing yet
        agreed = agreeing.agrees(self.u.text) if self.u.kind == "text" else None
        if value is None and agreed == "partly" and not in_doubt:
            return self._recognised_in_part()
        yes = agreed == "yes"
        if value is None and (self.u.is_sure("affirm") or (yes and not in_doubt)):
            # "Ja maar ...": yes, and more; that is kept.
            value = state.shown[0]
            other = agreeing.rather(self.u)
            if agreeing.hurries(self.u.text):
                state.asked["second"] = "skipped"
            elif other is not None and other != value and not pending.misses:
                self._rather(other, beside=value)
                return True
            elif self.u.words > 3:
                learn.needs(state, self.u, self.context, always=True)
                self._note()
        refuses = self.u.is_sure("deny") or SAYS_NO.search(self.u.text) is not None
        if value is None and (in_doubt or refuses) and self._is_their_question():
            return True
        said = agreeing.heard(self.u)
        if value is None and said in state.shown[1:] and self.u.needs[str(said)] >= SAME:
            # "Nee. ik hou te weinig over" is another of those that were shown.
            learn.needs(state, self.u, self.context)
            value = said
        if value is None and self.u.is_sure("deny"):
            value = "none"
        if value is None and pending.misses and self.u.kind == "text" and self.u.words >= 2:
            learn.needs(state, self.u, self.context, always=True)
            value = "none"
        heard = max(self.u.needs, key=lambda n: self.u.needs[n], default=None)
        clear = agreeing.heard(self.u) is not None
        if value is None and self.u.words >= 4 and clear and heard not in state.shown[:1]:
            # "Nee, het is meer dat ..." : what was shown was not it, the words say what is.
            learn.needs(state, self.u, self.context)
            value = heard if heard in state.shown else "none"
        if value is None and self.u.kind == "text" and SAYS_NO.search(self.u.text):
            value = "none"  # "nee. ik heb mensen zat, 9 man", "offertes?? ik knip haar. nee dus"
        more_of_it = heard is not None and heard in state.shown[:1] and self.u.needs[heard] >= SAME
        told = any(fact.message_id == self.u.message_id for fact in state.facts.values())
        more_of_it = more_of_it and self.u.words >= 3 and not in_doubt
        says_yes = self.u.text.lower().lstrip().startswith("ja ")
        if (
            value is None
            and more_of_it
            and agreeing.SETS_RIGHT.search(self.u.text)
            and not says_yes
        ):
            return self._recognised_in_part()  # "ik wil niet stoppen, ik wil weten ..."
        if value is None and more_of_it and not told:
            # More of what was read back: it is recognised.
            learn.needs(state, self.u, self.context)
            value = heard
        if value is None and not in_doubt and self._wants_something():
            value = state.shown[0]
        chats = self.u.intent in ("chitchat", "out_of_scope")
        if value is None and self.u.kind == "text" and self.u.words >= TELLS and not chats:
            if in_doubt or state.readbacks >= steps.MOST_READBACKS:
                learn.needs(state, self.u, self.context, always=True)
                value = "none"  # told otherwise, and put before us often enough
            else:
                return self._recognised_in_part()
        if value is None:
            return False
        if value == "none":
            self._not_recognised()
            return True
        learn.recognised(state, self.u, value, self.k)
        if value == state.shown[0]:
            self.speaker.lead(self.speaker.line("readback.confirmed"))
        else:
            label = self.k.needs_by_id[value].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
        return True

    def _is_their_question(self) -> bool:
        """ "Ik wil dat Wim voor de zomer weg is", where we look for what it is about: that is their
        question, and no more is shown to choose from. Of which need it is decides where help is
        looked for; where it is not heard in these words, the likeliest stays open.
        """
        state = self.state
        told = parts_of(self.u.text).told if self.u.kind == "text" else ""
        wish = acts.outright(told, acts.TELLING)
        if wish is None:
            return False
        need = agreeing.heard(self.u)
        learn.needs(state, self.u, self.context, always=True)
        if need is not None and not drawing_out.denies(self.u.text, need, self.k):
            learn.recognised(state, self.u, need, self.k)
        else:
            aside = steps.rejected(state)
            likely = belief(self.k, state.log).top(len(self.k.needs))
            state.needs = [next((n for n, _ in likely if n not in aside), likely[0][0])]
        state.asked["readback"] = "answered"
        if wish.end is None and ends.is_end(wish.act):
            # What it is all for; what to do for it is asked, or taken from what they told.
            result = ends.with_more(ends.as_result(wish.act), told)
            learn.set_fact(state, "desired_result", f"dat {result}", self.u, "said")
            state.said[closing.END_SAID] = 1
            self.speaker.lead_once("readback.theirs")
            return True
        state.asked["angle"] = "answered"
        learn.set_fact(state, "approach", wish.act, self.u, "said")
        if wish.end is not None:
            learn.set_fact(state, "desired_result", f"dat {wish.end}", self.u, "said")
        self.speaker.lead_once("readback.theirs")
        return True

    def _wants_something(self) -> bool:
        """ "Ik wil iemand naast Sandra voor het najaar": the next step, taken before the yes.

        It is kept as what they want to do, and what was read back counts as recognised where it is
        the likeliest still with these words.
        """
        state = self.state
        begins = WANTS.search(self.u.text)
        if self.u.words < SAID_IT or begins is None:
            return False
        learn.needs(state, self.u, self.context, always=True)
        if belief(self.k, state.log).top(1)[0][0] != state.shown[0]:
            return False
        told = acts.finished(self.u.text[begins.start() :])
        if told is not None:
            state.facts["approach"] = Fact(told.act, "said", self.u.text, self.u.message_id)
        return True

    def _rather(self, need: str, beside: str) -> None:
        """ "Ja dat ook, maar het zit 'm in ...": that comes first, what was read back second."""
        state = self.state
        learn.needs(state, self.u, self.context)
        learn.recognised(state, self.u, need, self.k)
        second.take(state, self.u, self.k, beside)
        label = self.k.needs_by_id[need].label.lower()
        self.speaker.lead(self.speaker.line("readback.chosen", label=label))

    def _recognised_in_part(self) -> bool:
        """ "Ja en nee": what is missing is asked in their own words, and nothing is ruled out."""
        state = self.state
        if state.readbacks >= steps.MOST_READBACKS:
            # It was asked often enough: that is it for a part, and the broker asks on.
            self._note()
            learn.recognised(state, self.u, state.shown[0], self.k)
            self.speaker.lead_once("listen.thanks_answer")
            return True
        learn.needs(state, self.u, self.context, always=self.u.words >= 4)
        state.extra_questions = steps.EXTRA_QUESTIONS
        if self.u.words >= SAID_IT and agreeing.heard(self.u) not in (None, state.shown[0]):
            # They said what is missing already: to ask for it again is not to listen.
            learn.told_directly(state, self.u)
            self.speaker.lead_once("listen.thanks_answer")
            return True
        goes_on = self.u.words >= TELLS and agreeing.agrees(self.u.text) is None
        args = (self.u.text, state, self.speaker, self.k)
        asked = drawing_out.about_remark(*args) if goes_on else None
        if asked is not None:
            # "Heb nooit uitgerekend wat het me kost" goes on with the story: so do we.
            asking_on.put(asked, state, self.speaker)
            return True
        self.speaker.ask(self.speaker.line("readback.partly"), "need_question", "own_words")
        return True

    def _not_recognised(self) -> None:
        state = self.state
        told = agreeing.heard(self.u) if self.u.words >= 4 else None
        if told in state.shown[:1] and BEGINS_NO.match(self.u.text):
            told = None  # "nee, geen aanvragen, dus ook geen offertes" says it is not that
        if told is not None and drawing_out.denies(self.u.text, told, self.k):
            told = None  # "nee, cijfers heb ik gewoon"
        if told is not None:
            # "Geen van drieën, alles loopt via mij": what they say it is counts again, also where
            # we took an earlier answer for a no.
            state.log = [
                e for e in state.log if e.kind != "rejected" or told not in (e.needs or {})
            ]
        # A no in words is about what was read back; only "iets anders" is about all of them.
        refused = state.shown[:1] if self.u.kind == "text" else state.shown
        heard = agreeing.heard(self.u)
        again = heard in state.shown[:1] and BEGINS_NO.match(self.u.text) is not None
        if heard is not None and not again and not drawing_out.denies(self.u.text, heard, self.k):
            learn.told_directly(state, self.u)
        for need in refused:
            if need != told:
                state.add_evidence(
                    Evidence("rejected", self.u.message_id, self.u.text, None, None, {need: 1.0})
                )
        if state.readbacks >= steps.MOST_READBACKS and told is not None:
            learn.recognised(state, self.u, told, self.k)
            label = self.k.needs_by_id[told].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
            return
        if state.readbacks >= steps.MOST_READBACKS:
            # Twice not recognised: it stays open for the broker, with what is most likely now.
            set_aside = steps.rejected(state)
            ordered = [need for need, _ in belief(self.k, state.log).top(len(self.k.needs))]
            likely = dict(belief(self.k, state.log).top(len(self.k.needs)))
            left = (n for n in ordered if n not in set_aside and likely[n] >= LEAST_LIKELY)
            state.needs = [next(left, ordered[0])]
            self.speaker.tell(self.speaker.line("readback.left_open"))
            return
        state.extra_questions = steps.EXTRA_QUESTIONS
        if self.u.kind == "text" and self.u.words >= 4:
            return  # the words were given already
        self.speaker.ask(self.speaker.line("readback.rejected"), "need_question", "own_words")

    def _own_words(self, pending: Pending) -> bool:
        self.state.asked["own_words"] = "answered"
        chosen = self.option(pending)
        if chosen is not None:
            learn.recognised(self.state, self.u, chosen, self.k)
            label = self.k.needs_by_id[chosen].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
            return True
        if self.state.readbacks and self._is_their_question():
            return True
        learn.needs(self.state, self.u, self.context, always=True)
        learn.told_directly(self.state, self.u)
        told = edits.new_act(self.u.text)
        if told is not None and told[1] is not None:
            # "Ik wil met mijn compagnons een besluit nemen, zodat ...": nearly the question itself.
            act, result = told
            of = self.u.message_id
            self.state.facts["approach"] = Fact(act, "said", self.u.text, of)
            self.state.facts["desired_result"] = Fact(f"dat {result}", "said", self.u.text, of)
        self.speaker.lead_once("listen.thanks_answer")
        return True
