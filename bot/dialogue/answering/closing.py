"""Answers at the end: the growth question, what happens with it, and how to be reached."""

from __future__ import annotations

import re

from bot.dialogue import agreeing, change, closing, consents, contact, learn, overview, steps
from bot.dialogue.answering.base import Answer
from bot.dialogue.state import Fact, IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.growth_question import angle, wording
from bot.knowledge.models import Angle
from bot.language import in_passing

OWN_SENTENCE_WORDS = 6
"""Words of a growth question of their own."""


LONGEST_YES = 8
"""Words of a yes."""

YES = ("ja", "prima", "akkoord", "klopt", "helemaal goed", "zo is ie goed", "zo is het goed")
BUT = re.compile(r"\b(maar|alleen|behalve|niet)\b")
YET = re.compile(r"\b(maar|behalve|onderwerp)\b")
TERM = re.compile(r"\b(termijn|weken|maand(en)?|jaar|kwartaal|zomer|najaar|voorjaar|winter)\b")
"""Words of who talks about the term."""

SETS_TERM = re.compile(r"\bmaak er\b|\btermijn\b|\bbedoel", re.IGNORECASE)

NO_FIRST = re.compile(r"^\W*nee\b(?:[ ,.]+(?:joh|hoor|nou|ho|dat niet))*[ ,.!]+", re.IGNORECASE)
"""A no before what is wanted: "nee. ik wil dat ..."."""

RESULT = re.compile(
    r"\b(?:het |ons |mijn )?(?:resultaat|doel)(?: graag)?(?: (?:is|moet zijn|wordt)|[.,:])\W+"
    r"(\w.{5,}[^\s.!])",
    re.IGNORECASE | re.DOTALL,
)
"""What somebody says the result is."""

MAKE_OF_IT = re.compile(
    r"maak er (?:maar )?(?:\w+ )?van:? ?(?P<new>\w.+)", re.IGNORECASE | re.DOTALL
)
"""Words of who says what is to stand there."""

OUT = re.compile(
    r"\bnooit gezegd\b|\bniet gezegd\b|\b(?:mag|moet|kan|hoort)\b[^.!?]{0,12}\b(?:d'?r|er)? ?"
    r"(?:uit|weg|niet in)\b|\beruit\b",
    re.IGNORECASE,
)
"""Words of who wants something taken out."""

SO_THAT = re.compile(r"\bzodat (?!dit lukt)((?:\S+ ){3,}\S+)", re.IGNORECASE)

REMARK = re.compile(
    r"\b(?:bijna|mist|ontbreekt|staat er niet|klinkt|leest|aanhalingstekens|raar|krom|gemopper)\b",
    re.IGNORECASE,
)
"""Words of a remark about the sentence, which is no wish."""

HELP_ME = re.compile(
    r"\b(?:kun|kan) (?:jij|je) (?:dat|het|'?t) (?:niet|toch)\b|\b(?:jij|je) kan (?:dat|'?t"
    r"|het) (?:toch )?"
    r"beter\b|\bgeen schrijver\b|\bverzin (?:jij|iets|maar)\b|\bjij bent de makelaar\b"
    r"|\bgewoon opschrijven\b|\bmaak jij\b",
    re.IGNORECASE,
)
"""Words of who wants us to find the words."""

WISH = re.compile(
    r"^(dat|zodat|liever|meer|minder|(ik|we|wij) (wil|willen|wou)\b|dan |gewoon |vooral )|\bzodat\b"
    r"|\b(het|mijn|ons) (doel|resultaat)\b",
    re.IGNORECASE,
)
"""How words look that say what is wanted; a remark about the sentence does not."""


class ClosingAnswers(Answer):
    """The growth question and its changes, the route, contact details, starting over."""

    def _growth_question(self, pending: Pending) -> bool:
        state = self.state
        value = self.option(pending)
        if value == "yes" or (value is None and self._says_yes()):
            closing.confirm(state, self.speaker, self.context)
            return True
        if value == "own":
            return self._change_question(pending)
        if value == "change" or (value is None and self.u.is_sure("deny") and self.u.words <= 4):
            self._ask_what_to_change()
            return True
        if self._asks_help() or self._turns_to_another_need():
            return True
        turned = self._turns_to_angle()
        if self._change(self.u.text) or turned:
            return True
        if self.u.words >= 3:
            self._ask_angle()
            return True
        return False

    def _change_question(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value == "own":
            self.speaker.ask(self.speaker.line("confirm.own_ask"), "confirm", "own_sentence")
            return True
        if value == "need":
            change.ask(self.state, "need", self.speaker, self.k, self.context)
            return True
        if value == "angle":
            self._ask_angle()
            return True
        if value is None and self._says_yes():
            closing.confirm(self.state, self.speaker, self.context)
            return True
        if value in ("desired_result", "horizon_months"):
            self.state.facts.pop(value, None)
            self.state.own_words = False
            steps.ask_fact(value, self.state, self.speaker, self.k)
            return True
        if self._asks_help() or self._turns_to_another_need():
            return True
        turned = self._turns_to_angle()
        if self._change(self.u.text) or turned:
            return True
        if self.u.words >= 3 and not pending.misses:
            self._ask_angle()
            return True
        return False

    def _other_angle(self, pending: Pending) -> bool:
        """Which angle it is: chosen, or told in words of their own."""
        value = self.option(pending)
        if value in ("own", "need"):
            return self._change_question(pending)
        if value is not None:
            self._take_angle(next(a for a in self._angles() if a.short == value))
            return True
        if self.u.is_sure("deny") and self.u.words <= 4:
            self._ask_what_to_change()
            return True
        return self._change_question(pending)

    def _angle(self, pending: Pending) -> bool:
        """What it comes down to, asked before there is a growth question: any words tell of it."""
        state, value = self.state, self.option(pending)
        state.asked["angle"] = "answered"
        if value == "none" or (value is None and self.u.is_sure("deny", "skip", "dont_know")):
            self.speaker.lead_once("skip.ok")
            return True
        if value is not None:
            self._take_angle(next(a for a in self._angles() if a.short == value))
            self.speaker.lead_once("listen.thanks_answer")
            return True
        if self.u.words < 2:
            return False
        learn.needs(state, self.u, self.context, always=True)
        self.speaker.lead_once("listen.thanks_answer")
        return True

    def _asks_help(self) -> bool:
        """ "Kun jij dat niet doen, ik ben bakker": other words to choose from."""
        if self.u.kind != "text" or not HELP_ME.search(self.u.text):
            return False
        self._turns_to_angle()
        return closing.ask_angle(self.state, self.speaker, self.k, self.context)

    def _angles(self) -> tuple[Angle, ...]:
        return self.k.needs_by_id[self.state.needs[0]].angles

    def _turns_to_angle(self) -> bool:
        """Another angle of the same need: "het gaat om van pilot naar betaald contract"."""
        state = self.state
        others = [one for one in self._angles() if one.act not in (state.question or "")]
        ranked = angle.rank(others, [self.u.text], self.context.near)
        if not ranked or ranked[0].near < angle.NAMED:
            return False
        self._take_angle(ranked[0].angle)
        return True

    def _take_angle(self, one: Angle) -> None:
        source = "said" if self.u.kind == "text" else "chosen"
        learn.set_fact(self.state, "approach", one.act, self.u, source)
        self.state.own_words = False

    def _ask_angle(self) -> None:
        """Other angles to choose from, once; after that what is to change."""
        if "other_angle" in self.state.asked or not closing.ask_angle(
            self.state, self.speaker, self.k, self.context
        ):
            self._ask_what_to_change()

    def _turns_to_another_need(self) -> bool:
        """Another need than the one that was written down: "dit gaat niet over geld maar ..."."""
        state = self.state
        need = agreeing.instead(self.u, self.k, state.needs[0])
        if need is not None:
            learn.forget_need(state)
            learn.facts(state, self.u, overwrite=True, least=learn.CORRECTION)
            learn.recognised(state, self.u, need, self.k)
            state.asked["second"] = "skipped"
            label = self.k.needs_by_id[need].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
            return True
        if agreeing.NOT_ABOUT.search(self.u.text):
            learn.forget_need(state)
            self.speaker.ask(self.speaker.line("readback.rejected"), "need_question", "own_words")
            return True
        return False

    def _own_sentence(self, pending: Pending) -> bool:
        return self._asks_help() or self._change(self.u.text, insist=True)

    def _says_yes(self) -> bool:
        """ "Ja", "ja zo is ie goed", "de zin klopt"; not "ja maar ..."."""
        text = self.u.text.lower()
        first, _, rest = text.partition(".") if "." in text else text.partition(",")
        said_yes = agreeing.agrees(first) == "yes" and not BUT.search(first)
        if said_yes and rest and self.state.own_words and not text.startswith("ja maar"):
            return True  # it is their own sentence; what follows is a remark
        if agreeing.GOOD.search(text) and not YET.search(agreeing.GOOD.sub("", text)):
            return True
        short = self.u.words <= LONGEST_YES and not BUT.search(text) and not self.u.entities
        return short and (self.u.is_sure("affirm") or text.startswith(YES))

    def _ask_what_to_change(self) -> None:
        """What is to change; who was asked often enough may leave it to the broker."""
        fixed = self.speaker.fixed
        if not self.speaker.unused("confirm.what"):
            self.speaker.ask(
                self.speaker.line("confirm.leave", question=self.state.question),
                "confirm",
                "growth_question",
                [
                    (fixed("confirm.leave_yes"), "affirm", "yes"),
                    (fixed("confirm.own"), "inform", "own"),
                ],
            )
            return
        self.speaker.ask(
            self.speaker.line("confirm.what"),
            "confirm",
            "change_question",
            [
                (fixed("confirm.topic"), "inform", "need"),
                (fixed("confirm.approach"), "inform", "angle"),
                (fixed("confirm.result"), "inform", "desired_result"),
                (fixed("confirm.term"), "inform", "horizon_months"),
                (fixed("confirm.own"), "inform", "own"),
            ],
        )

    def _change(self, text: str, insist: bool = False) -> bool:
        """A sentence of their own, another term, or another result, in free words."""
        own = text if text.lower().startswith("hoe ") else wording.own_question_in(text)
        if own is not None and len(own.split()) >= OWN_SENTENCE_WORDS:
            self._put(own)
            return True
        if insist:
            self.speaker.ask(self.speaker.line("confirm.own_short"), "confirm", "own_sentence")
            return True
        made = MAKE_OF_IT.search(text)
        if made is not None and made["new"].lower().startswith(("hoe ", "zodat ")):
            self._put(made["new"])
            return True
        if self._takes_out_term(text):
            return True
        changed = self._changed_facts(text)
        result = self._new_result(text, beside=bool(changed))
        if result is not None:
            self.state.facts["desired_result"] = Fact(result, "said", result, self.u.message_id)
            self.state.own_words = False
        if changed:
            shown = overview.changed_in_words(self.state, changed, self.k)
            self.speaker.lead(self.speaker.line("correct.ok", what=shown))
            # Any field can be changed by saying so: "nee, veertien mensen". A sentence of their own
            # is not thrown away for a longer remark.
            keeps = self.state.own_words and self.u.words > LONGEST_YES
            self.state.own_words = keeps
        return bool(changed) or result is not None

    def _takes_out_term(self, text: str) -> bool:
        """ "Binnen een maand heb ik nooit gezegd", "dat half jaar mag eruit": it is asked again."""
        state = self.state
        named = self._value_of("horizon_months") is not None or TERM.search(text)
        if not named or not OUT.search(text) or "horizon_months" not in state.facts:
            return False
        del state.facts["horizon_months"]
        state.own_words = False
        steps.ask_fact("horizon_months", state, self.speaker, self.k)
        return True

    def _changed_facts(self, text: str) -> list[str]:
        """Fields that these words give another value."""
        state = self.state
        term_before = state.facts.get("horizon_months")
        changed = learn.facts(state, self.u, overwrite=True, least=learn.CORRECTION)
        no_term = "horizon_months" in changed and not self._is_new_term()
        if no_term:
            # "Dat ze niet na een half jaar weer weggaan" sets no term.
            changed.remove("horizon_months")
            if term_before is None:
                del state.facts["horizon_months"]
            else:
                state.facts["horizon_months"] = term_before
        new_term = not no_term and "horizon_months" not in changed and TERM.search(text)
        if new_term and (term := self._value_of("horizon_months")) and term.value is not None:
            words = text[term.start : term.end]
            state.facts["horizon_months"] = Fact(term.value, "said", words, self.u.message_id)
            changed = [*changed, "horizon_months"]
        return changed

    def _new_result(self, text: str, beside: bool) -> str | None:
        """What they say the result is.

        Args:
            beside: a field was changed by the same words; then only what is said to be it counts.
        """
        said = RESULT.search(text)
        if said is not None:
            return said[1]
        so_that = SO_THAT.search(text)
        if so_that is not None and so_that[1].strip(" .") not in (self.state.question or ""):
            return so_that[1].strip(" .")
        wish = NO_FIRST.sub("", text)
        keeps = self.state.own_words and self.u.words > LONGEST_YES  # a sentence of their own
        plain = "?" not in text and not keeps and not REMARK.search(text)
        if self.u.words < 3 or not plain or not WISH.search(wish):
            return None
        if beside and self.u.words <= LONGEST_YES:
            return None
        return re.sub(r"[.,;]\s*(?:over|binnen) (?:een )?[^.,;]{3,20}$", "", wish)

    def _is_new_term(self) -> bool:
        """Whether the term in these words is the one that the growth question is to have."""
        found = [f for f in self.u.entities if f.entity == "period_months"]
        said = self.u.words <= LONGEST_YES or SETS_TERM.search(self.u.text) is not None
        return said or any(
            in_passing.is_wished(self.u.text, f.start)
            or self.u.text[f.start :].lower().startswith((*learn.TERM_STARTS, "over"))
            for f in found
        )

    def _put(self, new: str) -> None:
        """ "Maak er van: hoe ..." or "zodat ..."; a term that was said stays in it."""
        state = self.state
        if not new.lower().startswith("hoe "):
            state.facts["desired_result"] = Fact(new, "said", new, self.u.message_id)
            state.own_words = False
            return
        state.question, state.own_words = wording.own_sentence(new), True
        horizon = state.facts.get("horizon_months")
        if horizon is not None and not wording.has_term(state.question):
            when = wording.said_term(horizon.quote or "") or wording.term(horizon.value)
            state.question = f"{state.question[:-1]}, {when}?"

    def _route(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value is None:
            value = _route_from_words(self.u)
        if value is None and (self.u.values("phone") or self.u.values("email")):
            value = "broker"  # whoever leaves a number wants to be called
        if value is None:
            return False
        state = self.state
        if value == "more":
            closing.show_rest(state, self.speaker, self.k, self.context)
            return True
        state.route = {
            "broker": "broker",
            "instrument": "instrument",
            "both": "broker_and_instrument",
            "later": "self_help",
        }[value]
        if value in ("instrument", "both"):
            closing.links(state, self.speaker, self.k, self.context)
        contact.note_when(state, self.u)
        if steps.wants_contact(state) and (self.u.values("phone") or self.u.values("email")):
            self._contact(pending)
        if value == "later":
            self.speaker.tell(self.speaker.line("choice.later_done", reference=state.reference))
        return True

    def _contact(self, pending: Pending) -> bool:
        state, u = self.state, self.u
        if not (u.values("phone") or u.values("email")):
            if self.option(pending) == "skip" or u.is_sure("deny", "skip"):
                state.asked["contact"] = "skipped"
                self._consent(False)
                self.speaker.tell(self.speaker.line("contact.none", reference=state.reference))
                return True
            return False
        self.leave_number()
        return True

    def leave_number(self) -> None:
        """Keep the number or address in this message, with the name beside it."""
        state, u = self.state, self.u
        given = {
            name: str(found[-1].value)  # who gives two corrected the first
            for name, entity in (("phone", "phone"), ("email", "email"))
            if (found := u.values(entity))
        }
        name = wording.name_beside_contact(u.text)
        if name:
            given["name"] = name
        given["preferred_channel"] = "phone" if "phone" in given else "email"
        state.contact = given
        contact.note_when(state, u)
        state.said[contact.TURN] = state.turn
        state.asked["contact"] = "answered"
        self._consent(True)
        key = "contact.done_urgent" if state.flags else "contact.done"
        self.speaker.tell(self.speaker.line(key, reference=state.reference))

    def _consent(self, given: bool) -> None:
        consents.note(self.state, self.k, self.context, "share_with_broker", given, "contact.ask")

    def _share_with_partner(self, pending: Pending) -> bool:
        return self._yes_or_no(pending)

    def _follow_up(self, pending: Pending) -> bool:
        return self._yes_or_no(pending)

    def _yes_or_no(self, pending: Pending) -> bool:
        """A consent: only a clear yes is one; no words and no silence are."""
        value = self.option(pending)
        if value is None and self.u.is_sure("affirm"):
            value = "yes"
        if value is None and self.u.is_sure("deny", "skip", "dont_know"):
            value = "no"
        if value is None:
            return False
        given = value == "yes"
        purpose = pending.about
        consents.note(self.state, self.k, self.context, purpose, given, f"consent.{purpose}")
        self.state.asked[purpose] = "answered"
        self.speaker.lead(self.speaker.line("consent.given" if given else "consent.refused"))
        return True

    def _withdraw(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value is None and self.u.is_sure("affirm", "erase_data"):
            # "Wis alles" says which of the two; a bare yes is the lesser one, where there are two.
            both = self.u.is_sure("affirm") and self.state.reference is not None
            value = "yes" if both else "all"
        if value == "all" and closing.told_held(self.speaker, self.context):
            # Since it was asked, somebody put a hold on it.
            self._keep()
            return True
        if value == "all":
            self.state.erase = True
            self.state.pending = self.state.waiting = None
            self.speaker.tell(self.speaker.line("erase.doing"))
            return True
        if value == "yes":
            closing.withdraw(self.state, self.speaker, self.context)
            return True
        if value == "no" or self.u.is_sure("deny"):
            self.speaker.lead(self.speaker.line("withdraw.kept"))
            self._keep()
            return True
        return False

    def _keep(self) -> None:
        """Go back to what was asked before."""
        self.state.pending, self.state.waiting = self.state.waiting, None
        if self.state.pending is not None:
            self.speaker.repeat()

    def _restart(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value == "yes" or (value is None and self.u.is_sure("affirm", "restart")):
            said = self.state.said
            self.state.__dict__.update(IntakeState(said=said, turn=self.state.turn).__dict__)
            self.speaker.tell(self.speaker.line("restart.done"))
            return True
        if value == "no" or self.u.is_sure("deny"):
            self.speaker.lead(self.speaker.line("restart.kept"))
            self.state.pending, self.state.waiting = self.state.waiting, None
            self.speaker.repeat()
            return True
        return False


def _route_from_words(u: Understood) -> str | None:
    text = u.text.lower()
    if text.startswith(("meer", "wat nog", "nog meer", "andere")):
        return "more"
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
