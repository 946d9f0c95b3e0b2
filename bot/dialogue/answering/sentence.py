"""Answers about the growth question that stands there: a yes, other words, another need."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import (
    agreeing,
    asking_on,
    change,
    closing,
    drawing_out,
    learn,
    overview,
    steps,
    turning,
)
from bot.dialogue.answering.changes import SentenceChanges, is_whole
from bot.dialogue.parts import parts_of, understood, worth_noting
from bot.dialogue.speech import shortened
from bot.dialogue.state import Fact, Pending
from bot.growth_question import acts, angle, changing, edits, ends, leaving_out, wording
from bot.knowledge.models import Angle
from bot.language import clauses, in_passing
from bot.language.extract import extract

CHANGES = {
    "mijn eigen zin": "own", "eigen zin": "own", "het onderwerp": "need", "de termijn":
    "horizon_months", "het resultaat": "desired_result", "wat ik wil doen": "angle",
}  # fmt: skip
"""Titles of what can be changed, typed where they do not stand."""

YES_AT_LAST = re.compile(
    r"(?:^|[.!,]\s*)ja(?: hoor)?\s*[.!](?!.*\b(?:maar|niet|alleen)\b)"
    r"|\bja[ ,]+(?:(?:het|dat) is )?goed genoeg\b|\bvooruit\b\W*(?:dan )?(?:maar )?(?:\W*ja)?\W*$"
    r"|^\W*ja\b.*\b(?:laat maar zo|kan ermee door|kan zo|prima zo)\b"
    r"|^\W*(?:ik zei )?ja[ ,]+(?:dat|die|deze|dit|zo|hij) is (?:hem|'?m|het|'?t|ie|goed|prima)\b"
    r"|\blaat maar\W+(?:ja\W+)?(?:hij |die |dat |het )?(?:klopt|is goed|is prima)\b",
    re.IGNORECASE,
)
"""A yes with something before or behind it: "kromme zin, maar vooruit, ja"."""

LONGEST_YES = 8
"""Words of a yes."""

YES = ("ja", "prima", "akkoord", "klopt", "helemaal goed", "zo is ie goed", "zo is het goed")
BUT = re.compile(r"\b(maar|alleen|behalve|niet)\b")
YET = re.compile(r"\b(maar|behalve|onderwerp)\b")
TERM = re.compile(r"\b(termijn|weken|maand(en)?|jaar|kwartaal|zomer|najaar|voorjaar|winter)\b")
"""Words of who talks about the term."""

SETS_TERM = re.compile(r"\bmaak er\b|\btermijn\b|\bbedoel", re.IGNORECASE)

OUT = re.compile(
    r"\bnooit gezegd\b|\bniet gezegd\b|\b(?:mag|moet|kan|hoort)\b[^.!?]{0,12}\b(?:d'?r|er)? ?"
    r"(?:uit|weg|niet in)\b|\b(?:haal|gooi|laat|streep|doe)\b[^.!?]{0,25}\beruit\b"
    r"|\bklopt (?:ook |dus |echt )*niet\b"
    r"|\b(?:is|duurt) te (?:lang|kort|snel)\b",
    re.IGNORECASE,
)
"""Words of who wants a term taken out."""

TOO = re.compile(r"\bte (?:lang|kort|snel)\b", re.IGNORECASE)
"""Words of who finds a term wrong, and names no other."""

LEAST_NEW, MOST_QUOTED = 9, 12
"""Words of what is told beside the sentence from which it is asked on about, and words of it that
are said back."""

LEAST_TOLD = 5
"""Words of an objection that tells what is the matter."""

TOPIC_WRONG = re.compile(
    r"\bonderwerp\b[^.!?]{0,20}\b(?:niet|fout|anders|verkeerd|dan)\b", re.IGNORECASE
)
"""Words of who says that the topic is wrong, and not what it is."""

HELP_ME = re.compile(
    r"\b(?:kun|kan|wil) (?:jij|je|u) (?:daar|er|hier|dat)[^.!?]{0,15}"
    r"\b(?:zin|vraag|groeivraag) van maken\b"
    r"|\b(?:kun|kan) (?:jij|je) (?:dat|het|'?t) (?:niet|toch)\b"
    r"|\b(?:jij|je) kan (?:dat|'?t|het) (?:toch )?beter\b"
    r"|\bgeen schrijver\b|\bverzin (?:jij|iets|maar)\b|\bjij bent de makelaar\b"
    r"|\bgewoon opschrijven\b|\bmaak jij\b"
    r"|\bmaak er (?:\w+ ){0,2}(?:iets |wat )?(?:beters|moois|wat anders)\b",
    re.IGNORECASE,
)
"""Words of who wants us to find the words."""


QUOTED_RIGHT = re.compile(
    r"\b(?:het is|moet zijn|wordt|het wordt|moet er staan|maak er|zeg)\W*['\"“‘]"
    r"(?P<said>[^'\"”’]{8,90})['\"”’]",
    re.IGNORECASE,
)
"""How somebody writes out what is to stand there."""

ADDS = re.compile(
    r"\bzet (?:er|d'?r) (?:nog |ook |dan )*(?:bij|in) dat "
    r"(?P<what>(?:niemand|ik|we|er|ze|het|mijn|de) [^.!?]+)",
    re.IGNORECASE,
)
"""How somebody has something written down besides."""

KEEPS_IT = re.compile(
    r"\b(?:vorige|eerste|oude|laatste) (?:zin|vraag) (?:was|is) (?:wel )?(?:goed|prima|beter)\b"
    r"|\bdie (?:zin )?(?:wil|hou|houd) ik(?: (?:zo|graag))?(?: houden)?\b|\bhij was goed\b"
    r"|\blaat (?:hem|'?m|het|de zin)? ?(?:maar )?(?:zo )?staan\b",
    re.IGNORECASE,
)
"""Words of who keeps the sentence that stood there."""

MOSTLY, LEAST_QUOTED = 0.6, 3
"""Share of the quoted words that stand there already, and words of it."""

BADLY_SAID = re.compile(
    r"\b(?:krom|loopt (?:zo )?niet|rammelt|lelijk|klinkt (?:raar|gek|niet)|(?:2|twee) ?(?:x|keer)"
    r"(?: precies)? hetzelfde|dubbelop|(?:wat|gewoon|alleen) (?:wat )?ik (?:zelf )?(?:al )?zei"
    r"|niks aan|niets aan|nergens op|slaat nergens)\b",
    re.IGNORECASE,
)
"""Words of who finds the sentence badly made."""


class SentenceAnswers(SentenceChanges):
    """The growth question and its changes."""

    def _growth_question(self, pending: Pending) -> bool:
        value = self.option(pending)
        typed = CHANGES.get(self.u.text.lower().strip(" .!")) if value is None else None
        if typed is not None:
            return self._change_one(typed)
        if value is None and (self._changes_each() or self.leaves_out()):
            return True  # "ja beter. maar haal kim der naam eruit" is no yes yet
        if value is None and self._adds_to_result():
            return True
        if value == "yes" or (value is None and self._says_yes()):
            closing.confirm(self.state, self.speaker, self.context)
            return True
        if value == "own":
            return self._change_question(pending)
        if value == "change" or (value is None and self.u.is_sure("deny") and self.u.words <= 4):
            self._ask_what_to_change()
            return True
        badly = self._says_it_badly() and self._changes_nothing()
        if badly and closing.ask_angle(self.state, self.speaker, self.k, self.context):
            return True
        if self._changes() or self._asks_for_part():
            return True
        if self.u.words >= 3:
            self._ask_angle()
            return True
        return False

    def _says_it_badly(self) -> bool:
        """Whether they say that the sentence is no good, and not what it is to be."""
        return self.u.kind == "text" and BADLY_SAID.search(self.u.text) is not None

    def _changes_nothing(self) -> bool:
        """Whether they do not say what they want in its place."""
        told = parts_of(self.u.text).told
        wants = acts.outright(told) or edits.new_result(told, self.state.question or "")
        return wants is None and wording.own_question_in(self.u.text) is None

    def _changes_each(self) -> bool:
        """Make the changes that are named; what they want beside those is read by itself."""
        if self._quotes_the_result():
            return True
        puts_in = acts.to_be_in_as_wish(self.u.text) != self.u.text
        if puts_in and self.u.kind == "text" and self._takes_wish():
            return True  # "haal dat eruit en zet erin dat één iemand beslist"
        if not self._changes_parts():
            return False
        if self.rest:
            rest = understood(self.u, ". ".join(self.rest), self.k, self.context)
            if not type(self)(self.state, rest, self.speaker, self.k, self.context)._changes():
                self.speaker.lead(self.speaker.line("changed.unclear", words=rest.text))
        return True

    def _adds_to_result(self) -> bool:
        """ "Ja dat is m. zet er nog bij dat niemand mij belt voor acht uur": it comes behind what
        it brings them."""
        found = ADDS.search(self.u.text) if self.u.kind == "text" else None
        wish = self.state.facts.get("desired_result")
        if found is None or wish is None or self.state.own_words:
            return False
        more = f"{wish.value} en {found['what'].strip()}"
        self.state.facts["desired_result"] = Fact(more, "said", self.u.text, self.u.message_id)
        return True

    def _quotes_the_result(self) -> bool:
        """ "Het is 'vrijdags vrij ben met de kinderen'": what stands between the marks comes behind
        *zodat*, where most of its words stand there."""
        found = QUOTED_RIGHT.search(self.u.text) if self.u.kind == "text" else None
        _, so_that, end = (self.state.question or "").lower().partition("zodat")
        if found is None or not so_that:
            return False
        said = found["said"].strip(" .,")
        words = re.findall(r"\w+", said.lower())
        if sum(word in end for word in words) < MOSTLY * len(words) or len(words) < LEAST_QUOTED:
            return False
        begins = re.match(r"(?:dat |zodat )?(?:ik|we|wij|er|het|mijn|de)\b", said, re.IGNORECASE)
        clause = said.removeprefix("zodat ").removeprefix("dat ") if begins else f"ik {said}"
        wish = Fact(f"dat {clause}", "said", self.u.text, self.u.message_id)
        self.state.facts["desired_result"] = wish
        self.state.own_words = False
        return True

    def _asks_for_part(self) -> bool:
        """ "De termijn klopt niet": it is asked anew; the beginning has a question of its own."""
        wanted = self._read_changes().wanted
        if TOPIC_WRONG.search(self.u.text):
            return self._change_one("need")
        asks = {"result": "desired_result", "term": "horizon_months"}.get(
            wanted[0] if len(wanted) == 1 else ""
        )
        return asks is not None and self._change_one(asks)

    def _change_one(self, what: str) -> bool:
        """Ask anew for the part that is to change. False where that is none of them."""
        if what == "own":
            self.speaker.ask(self.speaker.line("confirm.own_ask"), "confirm", "own_sentence")
        elif what == "need":
            change.ask(self.state, "need", self.speaker, self.k, self.context)
        elif what == "angle":
            if not closing.ask_angle(self.state, self.speaker, self.k, self.context):
                self._ask_what_to_change()
        elif what in ("desired_result", "horizon_months"):
            self.state.facts.pop(what, None)
            self.state.own_words = False
            steps.ask_fact(what, self.state, self.speaker, self.k)
        else:
            return False
        return True

    def _change_question(self, pending: Pending) -> bool:
        value = self.option(pending) or CHANGES.get(self.u.text.lower().strip(" .!"))
        if value is not None and self._change_one(value):
            return True
        if value is None and self._changes_each():
            return True
        if value is None and self._says_yes():
            closing.confirm(self.state, self.speaker, self.context)
            return True
        if self._changes() or self._asks_for_part() or self._finishes_wish():
            return True
        if self.u.words >= 3 and not pending.misses:
            self._ask_angle()
            return True
        return False

    def _finishes_wish(self) -> bool:
        """What they want, where they were asked to finish "ik wil ..."."""
        if self.u.kind != "text":
            return False
        told = acts.finished(parts_of(self.u.text).told)
        if told is None or self._taken_out(told.act):
            return False
        self.state.own_words = False
        self._take_act(told.act, told.end)
        return True

    def leaves_out(self) -> bool:
        """Take out of the growth question what is said to go. False where nothing is."""
        state = self.state
        if state.question is None or self.u.kind != "text" or is_whole(self.u.text):
            return False
        names = [str(found.value) for found in self.u.values("person_name")]
        shorter = leaving_out.without(state.question, self.u.text, names)
        if shorter is None or shorter == state.question:
            return False
        if "zodat" in state.question.lower() and "zodat" not in shorter.lower():
            state.facts.pop("desired_result", None)
        term = state.facts.get("horizon_months")
        self.write(shorter)
        if term is not None and not wording.has_term(shorter):
            state.facts.pop("horizon_months", None)
            state.asked["horizon_months"] = "skipped"  # they want none in it
        return True

    def _changes(self) -> bool:
        """Whatever is to be changed, in words of their own; what they typed in full comes first."""
        if self.leaves_out():
            return True
        if self._own_in(self.u.text) or self._asks_help() or self._takes_out_term(self.u.text):
            return True
        if self._edits():
            return True
        # Who says what the end is to be does not say that it is about something else.
        mends = edits.new_result(self.u.text, self.state.question or "", wishes=False) is not None
        if not mends and self._takes_wish():
            return True
        if not mends and (self._turns_to_another_need() or self._takes_act()):
            return True
        turned = self._turns_to_angle()
        return self._change(self.u.text) or turned

    def _other_angle(self, pending: Pending) -> bool:
        """Which angle it is: chosen, or told in words of their own."""
        if self.u.kind == "text" and KEEPS_IT.search(self.u.text):
            closing.confirm(self.state, self.speaker, self.context)
            return True
        value = self.option(pending) or self._named_first(pending)
        if value in ("own", "need"):
            return self._change_question(pending)
        if value is not None:
            self._take_angle(next(a for a in self._angles() if a.short == value))
            return True
        if self.u.is_sure("deny") and self.u.words <= 4:
            self._ask_what_to_change()
            return True
        return self._change_question(pending)

    def _named_first(self, pending: Pending) -> str | None:
        """The option that somebody names and goes on about: "kostprijs.. tja, laatste keer ..."."""
        if self.u.kind != "text":
            return None
        first = re.split(r"[.,!?\n]", self.u.text.strip().lower())[0].strip()
        titles = {option.title.lower(): option.value for option in pending.options}
        value = titles.get(first)
        return value if value not in ("own", "need") else None

    def _angle(self, pending: Pending) -> bool:
        """What it comes down to, asked before there is a growth question: any words tell of it."""
        state, value = self.state, self.option(pending)
        state.asked["angle"] = "answered"
        if value == "none" and pending.options:
            # "Iets anders": then it is asked what.
            self.speaker.ask(self.speaker.line("angle.own"), "need_question", "angle")
            return True
        if value is None and self.u.is_sure("deny", "skip", "dont_know"):
            self.speaker.lead_once("skip.ok")
            return True
        if value is not None:
            self._take_angle(next(a for a in self._angles() if a.short == value))
            self.speaker.lead_once("listen.thanks_answer")
            return True
        if self.u.words < 2:
            return False
        learn.needs(state, self.u, self.context, always=True)
        told = acts.finished(self.u.text) if self.u.kind == "text" else None
        new = edits.new_act(self.u.text) if told is None and self.u.kind == "text" else None
        wanted, end = (told.act, told.end) if told is not None else new or (None, None)
        if wanted is not None and end is None and self._is_end(wanted):
            return True
        if told is not None:
            self._take_act(told.act, told.end)
        elif not self._takes_act() and not self._turns_to_angle():
            state.asked["angle"] = asking_on.TOLD  # it tells how things are, and not what they want
        self.speaker.lead_once("listen.thanks_answer")
        return True

    def _is_end(self, act: str) -> bool:
        """What they want to have or to be ("om zes uur thuis zijn"): that is the end of it, and
        what they do for it is asked, or taken from what they told. False where it is no such
        thing."""
        state = self.state
        if not ends.is_end(act):
            return False
        wish = Fact(f"dat {ends.as_result(act)}", "said", self.u.text, self.u.message_id)
        state.facts.setdefault("desired_result", wish)
        state.said[closing.END_SAID] = 1
        first = state.asked.get("angle") != "end"
        state.asked["angle"] = "end"
        if first and not drawing_out.tells_all(state):
            closing.ask_where_to_begin(state, self.speaker, self.k, self.context)
        return True

    def _asks_help(self) -> bool:
        """ "Kun jij dat niet doen, ik ben bakker": other words to choose from."""
        if self.u.kind != "text" or not HELP_ME.search(self.u.text):
            return False
        if self._turns_to_angle():
            return True
        return closing.ask_angle(self.state, self.speaker, self.k, self.context)

    def _angles(self) -> tuple[Angle, ...]:
        return self.k.needs_by_id[self.state.needs[0]].angles

    def _turns_to_angle(self) -> bool:
        """Another angle of the same need: "het gaat om van pilot naar betaald contract"."""
        state = self.state
        if edits.SO_THAT.search(self.u.text) or (state.own_words and self.u.words > LONGEST_YES):
            return False  # it is about the end of it, or their own sentence
        others = [one for one in self._angles() if one.act not in (state.question or "")]
        ranked = angle.rank(others, [self.u.text], self.context.near)
        if not ranked or ranked[0].near < angle.NAMED:
            return False
        self._take_angle(ranked[0].angle)
        return True

    def _takes_wish(self) -> bool:
        """What they say outright that they want to know, choose or do: that comes in the sentence,
        whatever need it tells; of another need it is that one."""
        told = parts_of(self.u.text).told if self.u.kind == "text" else ""
        wish = None if self.state.own_words else acts.outright(told)
        if wish is None or self._taken_out(wish.act):
            return False
        need = agreeing.instead(self.u, self.k, self.state.needs[0])
        if need is not None:
            learn.forget_need(self.state, self.u)
            learn.recognised(self.state, self.u, need, self.k)
            self.state.asked["second"] = "skipped"
        learn.facts(self.state, self.u, overwrite=True, least=learn.OWN)
        self._take_act(wish.act, wish.end)
        return True

    def _taken_out(self, act: str) -> bool:
        """Whether it is in the sentence already."""
        return act.lower() in (self.state.question or "").lower()

    def _takes_act(self) -> bool:
        """What they want to do, in words of their own that can stand in the sentence."""
        state = self.state
        placed = self.u.values("municipality") and self.u.words <= LONGEST_YES
        told = edits.new_act(self.u.text) if self.u.kind == "text" and not placed else None
        # Their own sentence is only changed by who says what it is to be.
        says_what = edits.LEADS.match(self.u.text) or acts.as_choice(self.u.text) != self.u.text
        theirs = state.own_words and not says_what
        if told is None or theirs:
            return False
        self._take_act(*told)
        return True

    def _take_act(self, act: str, result: str | None) -> None:
        learn.set_fact(self.state, "approach", act, self.u, "said")
        if result is not None:
            wish = Fact(f"dat {result}", "said", result, self.u.message_id)
            self.state.facts["desired_result"] = wish
        self.state.own_words = False

    def _take_angle(self, one: Angle) -> None:
        source = "said" if self.u.kind == "text" else "chosen"
        learn.set_fact(self.state, "approach", one.act, self.u, source)
        self.state.own_words = False

    def _asks_on(self) -> bool:
        """Somebody is named who stands in the way, or it is told what is the matter: to ask on
        about that goes before any list of ours."""
        if self.u.kind != "text" or self.u.words < LEAST_TOLD:
            return False
        args = (self.u.text, self.state, self.speaker, self.k)
        about = drawing_out.about_person(*args) or drawing_out.about_more(*args)
        about = about or self._about_what_is_new()
        if about is None:
            return False
        learn.needs(self.state, self.u, self.context, always=True)
        asking_on.keep(self.state, self.u)
        self.state.said[closing.ASKED_ON] = 1
        asking_on.put(about, self.state, self.speaker)
        return True

    def _about_what_is_new(self) -> str | None:
        """A question about what they told of the matter, where it says nothing of the sentence."""
        told = worth_noting(self.u.text)
        if told is None or len(told.split()) < LEAST_NEW or edits.REMARK.search(told):
            return None
        if agreeing.TURNS.search(told) or changing.ASKS_CHANGE.search(told):
            return None
        if not self.speaker.unused("said_again.ask"):
            return None
        said = [span.text.strip(" .,;:") for span in clauses.split(told)]
        last = next((c for c in reversed(said) if len(c.split()) >= LEAST_TOLD), told)
        return self.speaker.line("said_again.ask", words=shortened(last, MOST_QUOTED))

    def _ask_angle(self) -> None:
        """Room to say it in their own words, then other angles to choose from, once; after that
        what is to change again."""
        if self._asks_on():
            return
        said = self.u.kind == "text" and "confirm.what" not in self.state.said
        if said:
            self._ask_what_to_change()
            return
        if "other_angle" in self.state.asked or not closing.ask_angle(
            self.state, self.speaker, self.k, self.context
        ):
            self._ask_what_to_change()

    def _turns_to_another_need(self) -> bool:
        """Another need than the one that was written down: "dit gaat niet over geld maar ..."."""
        state = self.state
        need = self._says_it_is() or self._need_of_angle()
        if need is not None and need != agreeing.named(self.u.text, self.k):
            sure = self.u.needs.get(need, 0.0) >= turning.OUTRIGHT
            if not sure and turning.may_ask(state, need) and self.u.words >= turning.SHORTEST:
                args = (state, self.u, self.speaker, self.k, self.context)
                turning.ask(*args, need)
                return True
        if need is not None:
            learn.forget_need(state, self.u)
            learn.facts(state, self.u, overwrite=True, least=learn.CORRECTION)
            learn.recognised(state, self.u, need, self.k)
            learn.needs(state, self.u, self.context, always=True)
            state.asked["second"] = "skipped"
            label = self.k.needs_by_id[need].label.lower()
            self.speaker.lead(self.speaker.line("readback.chosen", label=label))
            return True
        if agreeing.NOT_ABOUT.search(self.u.text):
            learn.forget_need(state, self.u)
            self.speaker.ask(self.speaker.line("readback.rejected"), "need_question", "own_words")
            return True
        return False

    def _says_it_is(self) -> str | None:
        """Another need, named or told surely. Who only says no has not said what it is: to make
        another thing of an objection is to hear what was not said."""
        need = agreeing.instead(self.u, self.k, self.state.needs[0])
        if need is None or need == agreeing.named(self.u.text, self.k):
            return need
        says = agreeing.ABOUT_IT.search(self.u.text) is not None
        return need if self.u.needs.get(need, 0.0) >= (TOLD_SO if says else TOLD_SURELY) else None

    def _need_of_angle(self) -> str | None:
        """The need of an angle of another one, that somebody names outright ("het gaat om het
        conflict tussen mijn teamleiders")."""
        if self.u.kind != "text" or not agreeing.ABOUT_IT.search(self.u.text):
            return None
        every = [(need.id, one) for need in self.k.needs for one in need.angles]
        ranked = angle.rank([one for _, one in every], [self.u.text], self.context.near)
        if not ranked or ranked[0].near < OUTRIGHT:
            return None
        need = next(need for need, one in every if one is ranked[0].angle)
        return need if need != self.state.needs[0] else None

    def _own_sentence(self, pending: Pending) -> bool:
        if self._asks_help() or self._own_in(self.u.text) or self._says_yes_again():
            return True
        if self._finishes_wish():
            return True
        self.speaker.ask(self.speaker.line("confirm.own_short"), "confirm", "own_sentence")
        return True

    def _says_yes_again(self) -> bool:
        """ "Laat maar, hij klopt zo" where another sentence was asked for."""
        if not self._says_yes():
            return False
        closing.confirm(self.state, self.speaker, self.context)
        return True

    def _says_yes(self) -> bool:
        """ "Ja", "ja zo is ie goed", "de zin klopt"; not "ja maar ..."."""
        text = self.u.text.lower()
        if YES_AT_LAST.search(text) or agreeing.lets_stand(text):
            return True
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
        if not self.speaker.unused("confirm.leave"):
            # Asked often enough: the broker makes it with them, and the talk goes on.
            self.state.asked["growth_question"] = closing.LEFT
            self.state.pending = None
            self.speaker.lead(self.speaker.line("confirm.left"))
            return
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
        closing.ask_what_to_change(self.speaker)

    def _change(self, text: str) -> bool:
        """Another term, another field, or another result, in free words."""
        state = self.state
        changed = self._changed_facts(text)
        long = self.u.words > LONGEST_YES
        keeps = state.own_words and long  # a sentence of their own is not lost for a remark
        refuses = self.u.is_sure("deny") and not long
        wishes = self.u.words >= 3 and not keeps and not refuses and (long or not changed)
        result = edits.new_result(text, state.question or "", wishes)
        if result is not None:
            state.facts["desired_result"] = Fact(result, "said", result, self.u.message_id)
            state.own_words = False
        if changed:
            shown = overview.changed_in_words(state, changed, self.k)
            self.speaker.lead(self.speaker.line("correct.ok", what=shown))
            # Any field can be changed by saying so: "nee, veertien mensen".
            state.own_words = state.own_words and long
        return bool(changed) or result is not None

    def _takes_out_term(self, text: str) -> bool:
        """ "Binnen een maand heb ik nooit gezegd", "dat half jaar mag eruit": it is asked again."""
        state = self.state
        named = self._value_of("horizon_months") is not None or TERM.search(text)
        if not named or not OUT.search(text) or "horizon_months" not in state.facts:
            return False
        now = state.facts["horizon_months"].value
        found = extract(text, self.context.today, self.k.gazetteer, asked="horizon_months")
        other = next(
            (f for f in found if f.entity == "period_months" and f.value not in (None, now)), None
        )
        state.own_words = False
        if other is not None and TOO.search(text):
            # "Een jaar is te lang, ik wil het over vier maanden."
            words = text[other.start : other.end]
            state.facts["horizon_months"] = Fact(other.value, "said", words, self.u.message_id)
            self.speaker.lead(self.speaker.line("correct.ok", what=words))
            return True
        del state.facts["horizon_months"]
        steps.ask_fact("horizon_months", state, self.speaker, self.k)
        return True

    def _changed_facts(self, text: str) -> list[str]:
        """Fields that these words give another value."""
        state = self.state
        term_before = state.facts.get("horizon_months")
        # In a short remark any value is one to change; in a longer one there are those of others.
        least = learn.CORRECTION if self.u.words <= LONGEST_YES else learn.OWN
        told = [
            found
            for found in self.u.entities
            if found.entity != "amount_eur" or in_passing.is_sought(text, found.start)
        ]  # "toen kostte het me 40 mille" is not what is sought
        u = replace(self.u, entities=tuple(told))
        changed = learn.facts(state, u, overwrite=True, least=least)
        no_term = "horizon_months" in changed and not self._is_new_term()
        if no_term:
            # "Dat ze niet na een half jaar weer weggaan" sets no term.
            changed.remove("horizon_months")
            if term_before is None:
                del state.facts["horizon_months"]
            else:
                state.facts["horizon_months"] = term_before
        sets = TERM.search(text) and (self.u.words <= LONGEST_YES or SETS_TERM.search(text))
        new_term = not no_term and "horizon_months" not in changed and sets
        if new_term and (term := self._value_of("horizon_months")) and term.value is not None:
            words = text[term.start : term.end]
            state.facts["horizon_months"] = Fact(term.value, "said", words, self.u.message_id)
            changed = [*changed, "horizon_months"]
        return changed

    def _is_new_term(self) -> bool:
        """Whether the term in these words is the one that the growth question is to have."""
        found = [f for f in self.u.entities if f.entity == "period_months"]
        said = self.u.words <= LONGEST_YES or SETS_TERM.search(self.u.text) is not None
        return said or any(
            in_passing.is_wished(self.u.text, f.start)
            or self.u.text[f.start :].lower().startswith((*learn.TERM_STARTS, "over"))
            for f in found
        )


TOLD_SO, TOLD_SURELY = 0.75, 0.9
"""How surely another need must be heard of who says "het gaat om ...", and of who only objects."""

OUTRIGHT = 0.7
"""How near an angle of another need must be to be what it is about."""
