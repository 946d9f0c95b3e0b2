"""Changes to the growth question in their own words: the parts that are said to be other."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Sequence

from bot.dialogue import agreeing, closing, learn, overview
from bot.dialogue.answering.base import Answer
from bot.dialogue.parts import understood
from bot.dialogue.state import Fact
from bot.growth_question import acts, changing, edits, leaving_out, wording
from bot.growth_question.clause import has_infinitive
from bot.language.extract import extract
from bot.language.found import Found

WHOLE = 14
"""Words of a sentence of their own to which nothing is added."""

OWN_SENTENCE_WORDS = 6
"""Words of a growth question of their own."""

MOST_EARLIER = 3
"""Sentences that stood there before and can be had back."""

FEW, LEAST_WISH = 8, 5
"""Words of a piece that tells a value and no more, and of one that tells a wish."""

STATES_SIZE = re.compile(
    r"\W*(?:en )?(?:het|er|we|wij) (?:zijn|werken)\b(?:[^,]{0,30}\b(?:man|mensen"
    r"|personen)| er (?:met )?\w+)\W*$",
    re.IGNORECASE,
)
"""How somebody says with how many they are, and no more."""

MAKE_OF_IT = re.compile(
    r"maak er (?:maar )?(?:\w+ )?van:? ?(?P<new>\w.+)", re.IGNORECASE | re.DOTALL
)
"""Words of who says what is to stand there."""

SEVERAL = 2
"""Changes in one message from which each is told back by its name."""

TOLD_BESIDE = ("employees", "municipality", "sector", "legal_form", "amount_eur")
"""Facts that are told beside a change of the sentence; a term has its place in it."""


class SentenceChanges(Answer):
    """What a message changes of the sentence."""

    rest: Sequence[str] = ()
    """Pieces beside the changes that tell what is wanted, in words that name no part."""

    def says_what_changes(self) -> bool:
        """Whether a message says of a part of the sentence what it is to be."""
        read = self._read_changes()
        return read.named or len(read.made) >= SEVERAL

    def finds_part_wrong(self) -> bool:
        """Whether a message says of a part that it is wrong: "de termijn klopt niet"."""
        return bool(self._read_changes().wanted)

    def _read_changes(self) -> changing.Changes:
        question = self.state.question
        if question is None or self.u.kind != "text" or is_whole(self.u.text):
            return changing.Changes()
        return changing.changes(self.u.text, question, self.context.today)

    def _changes_parts(self) -> bool:
        """Change each part that is said to be other, and tell back which. False where the message
        names none, and tells no more than one thing.

        What was not understood of it is said as well: nothing they ask for is lost in silence.
        """
        read = self._read_changes()
        facts = [piece for piece in read.left if self._tells_fact(piece)]
        several = len(read.made) + len(facts) + len(read.wanted) >= SEVERAL
        if not (read.made or facts) or not (read.named or several):
            return False
        told = self._write_parts(read.made)
        for piece in facts:
            told += self._take_facts(piece)
        left = [piece for piece in read.left if piece not in facts]
        unclear = [piece for piece in left if not self._changes_words(piece, told)]
        if told:
            self.speaker.lead(self.speaker.line("changed.told", what=", ".join(told)))
        wanted = read.wanted if len(unclear) == len(left) else ()
        for part in wanted:
            self.speaker.lead(self.speaker.line(f"changed.wanted_{part}"))
        for piece in unclear if not wanted else ():
            if changing.ASKS_CHANGE.search(piece) and not edits.REMARK.search(piece):
                self.speaker.lead(self.speaker.line("changed.unclear", words=piece))
        parts = {change.part for change in read.made}
        if "act" not in parts:
            self.rest = [p for p in unclear if _tells_wish(p, outright="result" in parts)]
        return True

    def _changes_words(self, piece: str, told: list[str]) -> bool:
        """Swap, add or take out words, as one piece of a longer message says."""
        state = self.state
        if state.question is None:
            return False
        if not state.own_words and state.needs:
            state.question = closing.sentence(state, self.k, self.context)
        names = [str(found.value) for found in self.u.values("person_name")]
        changed = (
            edits.with_word(state.question, piece)
            or edits.with_added(state.question, piece)
            or leaving_out.without(state.question, piece, names)
        )
        if changed is None or changed == state.question:
            return False
        self.write(changed)
        told.append(self.speaker.fixed("changed.words"))
        return True

    def _write_parts(self, made: tuple[changing.Change, ...]) -> list[str]:
        """Put each change into the sentence; how each is told back.

        A sentence of their own is changed where it stands; else it is made anew of what is known.
        """
        state, told = self.state, []
        sentence = state.question or ""
        for change in made:
            if change.part == "act":
                sentence = edits.with_act(sentence, change.words)
                said = Fact(change.words, "said", change.words, self.u.message_id)
                state.facts["approach"] = said
            elif change.part == "result":
                sentence = edits.with_result(sentence, change.words)
                wish = Fact(f"dat {change.words}", "said", change.words, self.u.message_id)
                state.facts["desired_result"] = wish
            else:
                sentence = edits.with_term(sentence, change.words)
                term = Fact(change.months, "said", change.said, self.u.message_id)
                state.facts["horizon_months"] = term
            named = change.part != "term"
            told.append(self.speaker.fixed(f"changed.{change.part}") if named else change.words)
        if state.own_words and made:
            self.write(sentence)
        return told

    def _tells_fact(self, piece: str) -> bool:
        """Whether a piece states the value of a field, and is no part of the sentence."""
        found = self._values_in(piece)
        least = _least(piece)
        fields = {learn.FACT_OF_ENTITY.get(f.entity) for f in found if f.confidence >= least}
        return bool(fields & set(TOLD_BESIDE)) and not edits.REMARK.search(piece)

    def _values_in(self, piece: str) -> list[Found]:
        """The values that a piece states, but for terms, which have their place in the sentence."""
        # "Het zijn 4 man" could be anybody; where a change is made it is the answer to how many.
        asked = "employees" if STATES_SIZE.match(piece) else None
        found = extract(piece, self.context.today, self.k.gazetteer, asked=asked)
        return [one for one in found if one.entity != "period_months"]

    def _take_facts(self, piece: str) -> list[str]:
        """Take over what a piece states of the firm; how it is told back."""
        state = self.state
        people = state.facts.get("employees")
        one = understood(self.u, piece, self.k, self.context)
        one = replace(one, entities=tuple(self._values_in(piece)))
        changed = learn.facts(state, one, overwrite=True, least=_least(piece))
        told = []
        for name in changed:
            if name != "employees":
                told.append(overview.changed_in_words(state, [name], self.k))
                continue
            now = state.facts[name].value
            number = wording.number_of_people(now)
            told.append(self.speaker.fixed("changed.employees").format(number=number))
            old, new = (wording.my_people(v) for v in (people and people.value, now))
            if state.own_words and old and new and old in (state.question or ""):
                self.write(str(state.question).replace(old, new))
        return [words for words in told if words]

    def _own_in(self, text: str) -> bool:
        """A growth question that somebody typed in full, wherever it stands in the message."""
        made = MAKE_OF_IT.search(text)
        if made is not None and made["new"].lower().startswith(("hoe ", "zodat ")):
            self._put(made["new"])
            return True
        first = re.split(r"[.!?\n]", text)[0]
        own = first if first.lower().startswith("hoe ") else wording.own_question_in(text)
        own = own or wording.typed_question(text)
        if own is None or len(own.split()) < OWN_SENTENCE_WORDS or _is_half(own):
            return False
        self._put(closing.with_term(own, self.state))
        return True

    def _edits(self) -> bool:
        """One word for another, another end, or the sentence that stood there before."""
        state, text = self.state, self.u.text
        assert state.question is not None
        if edits.BACK.search(text) and state.earlier:
            self.write(state.earlier[-1])
            return True
        now = state.facts.get("employees")
        known = now is None or all(f.value == now.value for f in self.u.values("employees"))
        swapped = edits.with_word(state.question, text) or edits.with_added(state.question, text)
        if swapped is None and known:
            swapped = edits.with_fewer(state.question, text)
        if swapped is not None:
            self.write(swapped)
            return True
        result = edits.new_result(text, state.question, wishes=False)
        if result is not None and state.own_words:
            self.write(edits.with_result(state.question, result))
            return True
        return False

    def _put(self, new: str) -> None:
        """ "Maak er van: hoe ..." or "zodat ..."; a term that was said stays in it."""
        state = self.state
        if not new.lower().startswith("hoe "):
            state.facts["desired_result"] = Fact(new, "said", new, self.u.message_id)
            state.own_words = False
            return
        own = wording.own_sentence(new)
        if len(own.split()) >= WHOLE:
            self.write(own)  # it is whole as they typed it: nothing is put behind it
            return
        horizon = state.facts.get("horizon_months")
        if horizon is not None and not wording.has_term(own):
            when = wording.said_term(horizon.quote or "") or wording.term(horizon.value)
            own = f"{own[:-1]}, {when}?"
        before = edits.read(state.question or "")
        wish = state.facts.get("desired_result")
        theirs = wish is not None and wish.source == "said"
        if before is not None and theirs and "zodat" not in own.lower():
            own = edits.with_result(own, before.result)  # only the beginning was said anew
        self.write(own)

    def write(self, sentence: str) -> None:
        """Their sentence stands, and what it says is what the record says."""
        state = self.state
        if state.question is not None and state.question != sentence:
            state.earlier = [*state.earlier, state.question][-MOST_EARLIER:]
        state.question, state.own_words = sentence, True
        told = edits.read(sentence)
        state.facts.pop("approach", None)
        if told is None:
            return
        result = f"dat {told.result.removeprefix('dat ')}"
        for name, value in (("approach", told.act), ("desired_result", result)):
            state.facts[name] = Fact(value, "said", sentence, self.u.message_id)
        found = extract(told.when or "", self.context.today, self.k.gazetteer, "horizon_months")
        term = next((f for f in found if f.entity == "period_months" and f.value), None)
        if term is not None and told.when is not None:
            state.facts["horizon_months"] = Fact(term.value, "said", told.when, self.u.message_id)


def _least(piece: str) -> float:
    """How sure a value must be: in a few words any is one to change."""
    return learn.CORRECTION if len(piece.split()) <= FEW else learn.OWN


def _tells_wish(piece: str, outright: bool) -> bool:
    """Whether a piece says what is wanted, or what it is about.

    Args:
        outright: whether only what they want to do counts, said in so many words.
    """
    if outright:
        return acts.outright(piece, acts.TELLING) is not None
    long = len(piece.split()) >= LEAST_WISH and not edits.REMARK.search(piece)
    wishes = edits.WISH.search(edits.NO_FIRST.sub("", piece)) or agreeing.TURNS.search(piece)
    return long and wishes is not None


def _is_half(own: str) -> bool:
    """Whether "hoe kan ik ..." has nothing that can be done in it: our own slip, thrown back."""
    can = re.match(r"hoe (?:kan|kunnen) (?:ik|we|wij) (.+)", own, re.IGNORECASE | re.DOTALL)
    if can is None:
        return False
    before_end = re.split(r",? zodat\b", can[1])[0]
    return not has_infinitive(before_end.split()) or not acts.reads_well(before_end)


def is_whole(text: str) -> bool:
    """Whether somebody types a growth question with its end, which is taken as it is."""
    own = wording.own_question_in(text)
    return own is not None and "zodat" in own.lower()
