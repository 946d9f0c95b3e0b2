"""Answers at the end: what happens with the growth question, and how to be reached."""

from __future__ import annotations

import re
from typing import Mapping

from bot.dialogue import closing, consents, contact, names, offering, steps
from bot.dialogue.answering.sentence import SentenceAnswers
from bot.dialogue.state import IntakeState, Pending
from bot.dialogue.understood import Understood

CONSENTS = re.compile(r"(?:ja|dat mag|mag|prima|goed|is goed|mwah[. ]+goed)\b(?!.*\bniet\b)")
"""How a clear yes to a consent begins."""

MAY_ASK = re.compile(
    r"^(?:ja|dat mag|prima|is goed)\b(?![^.!?]*\bniet\b)"
    r"|\b(?:je|jij|jullie|ze|u) m[ao]g\w* (?:(?:het|dat|me|mij|wel|best|gerust) )*"
    r"(?:over [^.!?]{2,20} )?(?:vragen|bellen|mailen)\b(?!.*\bniet\b)"
)
"""The same where it is asked whether we may ask later, and no more hangs on it: what stands in
another sentence takes nothing back."""

REFUSES = re.compile(
    r"^nee\b|\b(?:zei|zeg) (?:ik )?(?:al |toch |dus )*nee\b|\b(?:liever|nog even) niet\b"
)
"""How a no to a consent is said."""

KEEPS = re.compile(
    r"^\W*(?:\w+ )?neen?\b|\blaat (?:maar )?staan\b|\bniet wissen\b|\bbedoel(?:de)? ik niet\b"
    r"|\bwis\w* (?:\w+ )?(?:niet|niks|niets)\b",
    re.IGNORECASE,
)
"""Words of who does not want to be forgotten after all."""

NO_AT_ALL = re.compile(r"\b(?:nee|neen|niet|niks|geen|nooit|stop|wacht|ho)\b", re.IGNORECASE)
"""Words beside which nothing is erased, for that cannot be undone: it is asked again."""

WRONG_NUMBER = re.compile(r"\+?\d[\d\s().-]{5,}\d")
"""Digits that are meant as a number to call, and are none."""

PASS_ON = re.compile(
    r"\b(?:die |de )?makelaar\b[^.!?]{0,15}\b(?:moet|mag)\b[^.!?]{0,12}\bweten\b[^.!?]+"
    r"|\b(?:zet|geef|zeg)\b[^.!?]{0,20}\b(?:erbij|door|tegen)\b[^.!?]+",
    re.IGNORECASE,
)
"""What somebody wants the broker to know."""

ONLY_SO = re.compile(
    r"\b(?:mail|mailen|app|appen|bel|bellen)\b[^.!?]{0,12}\b(?:fijn\w*|liever|liefst|alleen|niet)\b"
    r"[^.!?]*|\b(?:liever|liefst|alleen|niet) (?:mailen|appen|bellen|via)\b[^.!?]*",
    re.IGNORECASE,
)
"""How somebody wants to be reached, or not: "mailen is het fijnst want als piet opneemt ..."."""

BESIDE = re.compile(
    r"\b(?:liefst|graag|alleen|maar dan|wel|met) (?:wel )?(?:iemand|een|door|die)\b[^.!?]{8,}",
    re.IGNORECASE,
)
"""What somebody who wants to be called asks of who calls."""

SHORT_CHOICE = 6
"""Words of who says no more than that they do not want to choose now."""


class ClosingAnswers(SentenceAnswers):
    """The growth question, the route, contact details, starting over."""

    def _route(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value is None:
            value = route_in(self.u)
        if value is None and (self.u.values("phone") or self.u.values("email")):
            value = "broker"  # whoever leaves a number wants to be called
        if value is None:
            return False
        state = self.state
        if value == "more":
            offering.show_rest(state, self.speaker, self.k, self.context)
            return True
        state.route = {
            "broker": "broker",
            "instrument": "instrument",
            "both": "broker_and_instrument",
            "later": "self_help",
        }[value]
        if value in ("instrument", "both"):
            offering.links(state, self.speaker, self.k, self.context)
        if state.contact is None and state.route in ("broker", "broker_and_instrument"):
            state.asked.pop("contact", None)  # whoever wants to be called is asked how, again
        reached = self.u.values("phone") or self.u.values("email")
        if beside := BESIDE.search(self.u.text) if self.u.kind == "text" else None:
            # "Bel maar, maar dan iemand die snapt van verkopen."
            state.note_for_broker(beside[0].strip(" ,."), self.u.message_id)
            self.speaker.lead_once("choice.noted")
        if contact.note_when(state, self.u) and not reached and "call_when" in state.facts:
            when = state.facts["call_when"].value
            self.speaker.lead(self.speaker.line("contact.when_told", when=when))
        if steps.wants_contact(state) and reached:
            self._contact(pending)
        elif steps.wants_contact(state) and (wrong := WRONG_NUMBER.search(self.u.text)):
            number = wrong[0].strip()
            self.speaker.lead(self.speaker.line("contact.wrong_number", number=number))
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
            wrong = WRONG_NUMBER.search(u.text)
            if wrong is not None and not pending.misses:
                pending.misses += 1
                number = wrong[0].strip()
                self.speaker.lead(self.speaker.line("contact.wrong_number", number=number))
                self.speaker.ask_again_without_text()
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
        name = names.name_beside_contact(u.text)
        if name:
            given["name"] = name
        given["preferred_channel"] = "phone" if "phone" in given else "email"
        state.contact = given
        if not contact.note_when(state, u) and (asks := ONLY_SO.search(u.text)) is not None:
            state.note_for_broker(asks[0].strip(" ,."), u.message_id)
            self.speaker.lead_once("choice.noted")
        state.said[contact.TURN] = state.turn
        state.asked["contact"] = "answered"
        self._consent(True)
        self._tell_how_reached(given)

    def _tell_how_reached(self, given: Mapping[str, str]) -> None:
        """What was kept is told back: the number, and when."""
        state, when = self.state, self.state.facts.get("call_when")
        kept = "phone" if "phone" in given else "email"
        what = contact.hint_of(kept, given[kept], self.speaker)
        if state.reference is None:
            said = self.speaker.line("contact.early", what=what)  # nobody asked for it yet
        elif state.flags:
            said = self.speaker.line("contact.done_urgent", reference=state.reference)
        elif when is None:
            said = self.speaker.line("contact.done", what=what, reference=state.reference)
        else:
            values = {"what": what, "when": when.value, "reference": state.reference}
            said = self.speaker.line("contact.done_when", **values)
        self.speaker.tell(said)

    def _consent(self, given: bool) -> None:
        consents.note(self.state, self.k, self.context, "share_with_broker", given, "contact.ask")

    def _share_with_partner(self, pending: Pending) -> bool:
        return self._yes_or_no(pending)

    def _follow_up(self, pending: Pending) -> bool:
        return self._yes_or_no(pending)

    def _yes_or_no(self, pending: Pending) -> bool:
        """A consent: only a clear yes is one; no words and no silence are."""
        value = self.option(pending)
        text = self.u.text.lower().lstrip()
        if value is None and (self.u.is_sure("deny", "skip", "dont_know") or REFUSES.search(text)):
            value = "no"
        if value is None and (self.u.is_sure("affirm") or CONSENTS.match(text)):
            value = "yes"
        if value is None and pending.about == "follow_up" and MAY_ASK.search(text):
            value = "yes"
        if value is None:
            return False
        if passed := PASS_ON.search(self.u.text) if self.u.kind == "text" else None:
            self.state.note_for_broker(passed[0].strip(" ,."), self.u.message_id)
            self.speaker.lead_once("choice.noted")
        given = value == "yes"
        purpose = pending.about
        consents.note(self.state, self.k, self.context, purpose, given, f"consent.{purpose}")
        self.state.asked[purpose] = "answered"
        self.speaker.lead(self.speaker.line("consent.given" if given else "consent.refused"))
        return True

    def _withdraw(self, pending: Pending) -> bool:
        value = self.option(pending)
        if value is None and KEEPS.search(self.u.text):
            value = "no"  # "nee niet wissen!! alleen die naam": whatever else it looks like
        if value is None and NO_AT_ALL.search(self.u.text) and not self.u.is_sure("deny"):
            return False
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


def route_in(u: Understood) -> str | None:
    """What somebody wants to happen next, in words of their own."""
    text = u.text.lower()
    if text.rstrip().endswith("?") or text.startswith("ja maar"):
        return "broker" if re.search(r"\bbel (?:me|mij)\b", text) else None  # a question first
    if text.startswith(("meer", "wat nog", "nog meer", "andere")):
        return "more"
    if u.is_sure("ask_human") or "bel" in text:
        return "broker"
    if u.is_sure("ask_instrument") or "lees" in text or "link" in text:
        return "instrument"
    if "allebei" in text or "beide" in text:
        return "both"
    waits = re.search(r"\b(?:later|nadenken|denk er(?:over)?|erover na)\b", text) is not None
    if waits or (u.is_sure("deny", "stop", "dont_know", "skip") and u.words <= SHORT_CHOICE):
        return "later"
    if u.is_sure("affirm"):
        return "broker"
    return None
