"""Answers to the questions for facts."""

from __future__ import annotations

import re
from typing import Any

from bot.diagnosis import Evidence
from bot.dialogue import asking_on, counts, door, drawing_out, firm, learn
from bot.dialogue.answering.base import Answer
from bot.dialogue.parts import SCOLDS_US, worth_noting
from bot.dialogue.state import Fact, Pending
from bot.growth_question import acts, clause, edits
from bot.growth_question.clause import from_the_wish, without_remarks
from bot.language import in_passing
from bot.language.extract import extract

OWN_WORDS = ("desired_result", "tried")
"""Facts of which any words are the answer."""


NONE_OF_THEM = re.compile(
    r"\W*(?:nee[,. ]+)?(?:(?:niets|niks|geen) (?:van (?:dat|die|deze|de ?drie\w*|allen?)|daarvan|"
    r"van (?:alle ?)?drie\w*)|geen van (?:die|deze|beide|alle|de ?drie\w*)|iets anders)\W+(?=\w)",
    re.IGNORECASE,
)
"""How an answer begins that sets the options aside and goes on in own words."""

SAID_AGAIN = re.compile(
    r"^\W*(?:(?:da|dat|das|'?k|ik)\s+)?(?:zeg|zei)\s+(?:ik|'?k)\b(?:\s+(?:net|toch|al|dus|je))*\W*"
    r"|^\W*(?:ik|'?k)\s+(?:zeg|zei)\s+(?:het\s+|'?t\s+)?(?:net|toch|al)\b\W*",
    re.IGNORECASE,
)
"""What people begin with who have to say it again."""

NO_WISH = re.compile(
    r"^\W*$|^\W*tweede\?|\?\W|\bjuist (?:het|'?t) eerste\b|\bslaat nergens op\b|\bsnap je\b",
    re.IGNORECASE,
)
"""Words that are an objection, and no wish."""

BEHIND = re.compile(
    r"[.!]\s+((?:ik wil|we willen|wij willen|dat (?:ik|we|wij|er|het)|zodat) \w+ \w+.+)",
    re.IGNORECASE | re.DOTALL,
)
"""A wish behind a sentence that is none."""

YEARS = range(1800, 2101)
"""What is a year rather than a number of people, where nothing says that it is one."""

STORY = 12
"""Words of an answer from which it may be a story in place of a wish."""

WISHED = re.compile(
    r"\b(?:dan|dat (?:ik|we|wij|er|het|mijn|ze|hij)|zodat|wil|willen|zou|hoop|graag|weer|meer"
    r"|minder|eindelijk|kunnen|zonder|rust|tijd|vrij|straks|gewoon)\b",
    re.IGNORECASE,
)
"""Words of who tells what is wished."""

RESULT = re.compile(r"\W*(?:zo)?dat (?:ik|we|wij|er|mijn|m'n|mn|onze) \S+ \S+", re.IGNORECASE)
"""How somebody says what it brings them."""

FINISHED = "finish"
"""Under which it is kept that somebody was asked to finish the sentence."""

LONGEST_NAME = 8
"""Words up to which an answer to what a firm is called is its name."""

LONGEST_QUOTE = 6
"""Words of an answer that is quoted whole as where a value comes from."""

LONGEST_TRADE = 25
"""Words up to which an answer to what a firm does is one."""


class FactAnswers(Answer):
    """One field of the record, and which of two values is right."""

    def _conflict(self, pending: Pending) -> bool:
        """Which of two values is right."""
        state = self.state
        assert state.conflict is not None
        name, old, new = state.conflict["name"], state.conflict["old"], state.conflict["new"]
        value = self.option(pending)
        if value is None and self.u.is_sure("affirm"):
            value = "new"
        if value is None and name == "municipality":
            value = self._place_meant(old["value"], new["value"])
        read = self._value_of(name) if value is None and name == "employees" else None
        if read is not None and read.value is not None:
            state.facts[name] = Fact(read.value, "said", self.u.text, self.u.message_id)
        elif value is None and not learn.facts(state, self.u, overwrite=True):
            return False
        if value is not None:
            state.facts[name] = Fact(**(new if value == "new" else old))
        if name == "employees":
            learn.size_as_evidence(state, state.facts[name].value, self.u)
        state.conflict = None
        self.speaker.lead_once("listen.thanks_fact")
        return True

    def _place_meant(self, old: str, new: str) -> str | None:
        """Which of two places is their own: the one where they say they are, or named first."""
        named = [f for f in self.u.entities if f.entity == "municipality" and f.value in (old, new)]
        own = [f for f in named if in_passing.settles(self.u.text, f.start)]
        first = next(iter([*own, *named]), None)
        return None if first is None else "old" if first.value == old else "new"

    def _ladder(self, pending: Pending) -> bool:
        """The wish behind the wish; the first one is kept as what they strive for."""
        state, u = self.state, self.u
        if self.option(pending) == "skip" or u.is_sure("skip", "dont_know", "deny"):
            state.asked["ladder"] = "skipped"
            self.speaker.lead_once("skip.ok")
            return True
        if not u.text.strip():
            return False
        state.asked["ladder"] = "answered"
        if u.words >= 2:
            state.facts["ambition"] = state.facts["desired_result"]
            learn.set_fact(state, "desired_result", u.text, u, "said")
        self.speaker.lead_once("listen.thanks_fact")
        return True

    def _fact(self, pending: Pending) -> bool:
        name = pending.about
        value = self.option(pending)
        if door.is_open(self.state, name):
            return self._door(name, value)
        if value is not None:
            learn.set_fact(self.state, name, self._fact_of_option(name, value), self.u, "chosen")
            self.speaker.lead_once("listen.thanks_fact")
            return True
        if others := firm.asked_beside(self.state, name):
            return self._firm([name, *others])
        return self._fact_in_words(name)

    def _firm(self, names: list[str]) -> bool:
        """Several fields of the firm in one answer; what it leaves out is asked by itself."""
        state, u = self.state, self.u
        known = [(f.start, f.end) for f in u.entities if f.entity in learn.FACT_OF_ENTITY]
        for name in names:
            read = None if name in state.facts else self._value_of(name)
            if read is None or not learn.plausible(name, read.value, u.text[: read.start]):
                continue
            if name == "employees" and read.value in YEARS:
                continue  # "familiebedrijf sinds 1952"
            learn.set_fact(state, name, read.value, u, "said")
            state.facts[name].quote = u.text[read.start : read.end]
            known.append((read.start, read.end))
            if name == "employees":
                learn.size_as_evidence(state, read.value, u)
        if (
            "sector" in names
            and "sector" not in state.facts
            and not learn.take_hint(state, "sector")
        ):
            trade = firm.trade_in(u.text, known) if u.words <= LONGEST_TRADE else None
            if trade is not None:
                learn.set_fact(state, "sector", "overig", u, "said")
                state.facts["sector"].quote = trade
        if not any(name in state.facts for name in names):
            return False
        firm.ask_what_is_left(state, names[0])
        self.speaker.lead_once("listen.thanks_fact")
        return True

    def _door(self, name: str, option: str | None) -> bool:
        if option == "skip":
            self.state.asked[name] = "skipped"
            self.speaker.lead_once("skip.ok")
            return True
        read = self._value_of(name) if option is None else None
        taken = door.take(self.state, self.u, self.k, name, option, read and read.value)
        if not taken and name == "sector" and self.u.words <= LONGEST_TRADE:
            return self._fact_in_words(name)
        if taken:
            self.speaker.lead_once("listen.thanks_fact")
        return taken

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
            if not any(c.isalpha() for c in u.text) or u.text.rstrip().endswith("?"):
                return False
            if name == "desired_result" and u.words <= 4 and u.is_sure("deny", "affirm", "correct"):
                return False  # "nee klopt niet" is no wish
            text = SAID_AGAIN.sub("", NONE_OF_THEM.sub("", u.text, count=1))
            noted = worth_noting(text)
            if name == "desired_result" and noted is None and SCOLDS_US.search(text):
                return False  # "pff je luistert niet, je geeft geen antwoord"
            text = noted or text
            if name == "desired_result" and self._is_what_they_want_to_do(text):
                return True
            if name == "desired_result" and self._tells_how_it_is(text):
                return True
            if name == "desired_result":
                text = without_remarks(
                    from_the_wish(text)
                )  # "heb ik al gezegd. de planning loopt door"
            if name == "desired_result" and (wish := BEHIND.search(text)) is not None:
                text = text[wish.start(1) :]  # "plezier heb ik wel. ik wil weten welke het wordt"
            if name == "desired_result" and NO_WISH.search(text):
                return False
            if name == "desired_result" and self._is_only_a_term(text):
                return False
            said = edits.SO_THAT.search(text) if name == "desired_result" else None
            if said is not None:
                text = f"dat {said[1].strip()}"  # "dat zei ik al. zodat mijn ploeg werk heeft"
            if name == "desired_result" and self._is_no_clause(text):
                return True
            learn.set_fact(state, name, [text] if name == "tried" else text, u, "said")
            state.facts[name].quote = text
            self.speaker.lead_once("listen.thanks_fact")
            return True
        value: Any
        named = counts.people_named(u.text) if name == "employees" else None
        surest = self._value_of(name) if named is None else None
        if named is not None:
            value = named
        elif surest is not None:
            # "Geen haast" is an answer too: the longest term that is offered.
            value = self.k.horizons[-1].months if surest.value is None else surest.value
        elif name == "company_name" and u.words <= LONGEST_NAME and u.kind == "text":
            value = u.text
        elif name == "sector" and u.words <= LONGEST_TRADE and not self._is_about_something_else():
            # Own words are worth more than no answer; the class stays open.
            value = "overig"
        else:
            return False
        if not learn.plausible(name, value, u.text[: surest.start] if surest else ""):
            return False
        learn.set_fact(state, name, value, u, "said")
        if surest is not None and u.words > LONGEST_QUOTE:
            # What else they said beside it is no proof of it.
            state.facts[name].quote = u.text[surest.start : surest.end]
        if name == "employees":
            learn.size_as_evidence(state, value, u)
        if name == "horizon_months" and surest is not None:
            self._result_beside(
                f"{u.text[: surest.start].rstrip()} {u.text[surest.end :].lstrip()}"
            )
        self.speaker.lead_once("listen.thanks_fact")
        return True

    def _result_beside(self, text: str) -> None:
        """What it brings them, told with the term ("dat ik in maart weer wat verdien"), where that
        was not said yet."""
        if "desired_result" in self.state.facts or RESULT.match(text) is None:
            return
        if clause.reads_well(clause.result_clause(text)):
            learn.set_fact(self.state, "desired_result", text.strip(), self.u, "said")

    def _is_what_they_want_to_do(self, text: str) -> bool:
        """ "Ik wil dat Jeroen de planning doet" under what it brings them: that is what they want
        to do, where that was not said yet; what it brings is asked then."""
        if "approach" in self.state.facts or FINISHED in self.state.asked:
            return False
        begins = acts.SAYS_WISH.match(text.strip()) is not None
        wish = acts.outright(text, acts.TELLING) if begins else None
        if wish is None:
            return False
        learn.set_fact(self.state, "approach", wish.act, self.u, "said")
        self.state.asked["angle"] = "answered"
        if wish.end is not None:
            learn.set_fact(self.state, "desired_result", f"dat {wish.end}", self.u, "said")
            return True
        self._ask_to_finish()
        return True

    def _tells_how_it_is(self, text: str) -> bool:
        """A story under what it brings them, in which nothing is wished: it is kept, and what it
        brings is asked once more."""
        if FINISHED in self.state.asked or len(text.split()) < STORY or WISHED.search(text):
            return False
        asking_on.keep(self.state, self.u)
        self._ask_to_finish()
        return True

    def _is_no_clause(self, text: str) -> bool:
        """A wish that cannot stand behind *zodat*: what it brings them is asked, once, with the
        results of the need to choose from."""
        fits = not clause.result_clause(text).startswith("dit lukt")
        if fits or FINISHED in self.state.asked:
            return False
        self._ask_to_finish()
        return True

    def _ask_to_finish(self) -> None:
        """What it brings them, with the results of the need to choose from."""
        self.state.asked[FINISHED] = "open"
        learn.needs(self.state, self.u, self.context, always=True)
        lists = bool(self.state.needs) and not drawing_out.tells_all(self.state)
        results = self.k.needs_by_id[self.state.needs[0]].results if lists else ()
        options = [(result.short, "inform", result.id) for result in results]
        self.speaker.ask(self.speaker.line("finish.ask"), "fact", "desired_result", options)

    def _is_only_a_term(self, text: str) -> bool:
        """ "Half jaar" under what they wish: the term is kept, and the wish asked again."""
        term = self._value_of("horizon_months")
        if term is None or term.value is None:
            return False
        rest = f"{text[: term.start]} {text[term.end :]}".split()
        if len(rest) > 1:
            return False
        words = text[term.start : term.end]
        self.state.facts["horizon_months"] = Fact(term.value, "said", words, self.u.message_id)
        return True

    def _is_about_something_else(self) -> bool:
        """Whether the words are a term, a number of people or another fact that was not asked."""
        u = self.u
        if u.entities:
            return True
        term = extract(u.text, self.context.today, self.k.gazetteer, asked="horizon_months")
        return any(f.entity == "period_months" for f in term)
