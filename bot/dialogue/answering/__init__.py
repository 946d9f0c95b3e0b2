"""Reads a message as the answer to the question that is open."""

from __future__ import annotations

import re
from typing import Callable

from bot.dialogue import learn
from bot.dialogue.agreeing import GOOD, NOT_ABOUT, agrees, lets_stand
from bot.dialogue.answering.care import CareAnswers
from bot.dialogue.answering.facts import OWN_WORDS, FactAnswers
from bot.dialogue.answering.needs import TO_US, NeedAnswers, begin, is_story
from bot.dialogue.asides import QUESTIONING
from bot.dialogue.state import Pending

__all__ = ["ABOUT_QUESTION", "OWN_WORDS", "SMALL_TALK", "Answering", "begin", "is_story"]

SMALL_TALK = (
    "chitchat", "out_of_scope", "share_success", "greet", "goodbye", "complain", "ask_instrument",
)  # fmt: skip
"""Acts that the answer to a question may look like."""

SURE_ACT = 0.7
"""Confidence from which an act that is no small talk is no answer to a question for any words."""

CLEAR_NEWS = 0.9
"""The same for good news: an example is told in much the same words."""

CERTAIN_ACT = 0.97
"""Confidence from which small talk stays that, however often it is said."""

CLEAR_ACT = 0.6
"""Confidence from which small talk is no answer to an open question."""

TAKING_BACK = re.compile(
    r"^\W*(?:o+h?|nee|nou nee|wacht|sorry|ho|correctie|toch|fout)\b|\bbedoel|\bvergis|"
    r"\bmoet zijn\b|\bklopt niet\b|\bniet \w+ maar\b|\bin plaats van\b",
    re.IGNORECASE,
)
"""Words of who corrects something."""

TELLS = re.compile(r"^\W*(?:dan|dat|zodat) (?:ik|we|wij|kan|kunnen|heb|hebben)\b", re.IGNORECASE)
"""How a wish begins, and no question does: "dan kan ik laten zien dat hun gegevens veilig zijn"."""

ABOUT_IT = re.compile(
    GOOD.pattern + r"|\bmaak er ?van\b|\bzodat\b|\bzin\b|\bresultaat\b|\bnooit gezegd\b"
    r"|\b(?:moet|mag|kan) (?:d'?r |er ?)?uit\b|\bstaat er niet\b|\bmist nog\b"
    r"|\bdat is (?:het|'?t) (?:echt |ook |dus )?niet\b",
    re.IGNORECASE,
)
"""Words about the growth question that stands there."""

ABOUT_QUESTION = ("growth_question", "change_question", "other_angle")
"""Questions about the growth question that stands there."""

ANSWERED_BY_YES_OR_NO = (
    "second", "readback", "growth_question", "turning", "share_with_partner", "follow_up",
)  # fmt: skip
"""Questions that a yes or a no answers, or the beginning of the answer."""

FIRST_WORDS = 2
"""Words among which a yes or a no stands that is one ("haha nee")."""

STORY = 7
"""Words from which small talk under an open question is a story."""

FREE = ("desired_result", "ladder", "tried", "sector", "own_sentence")
"""Questions that take nearly any words."""


class Answering(NeedAnswers, FactAnswers, CareAnswers):
    """One message against one open question: ``_<about>`` takes the answer to it."""

    def take(self, pending: Pending) -> bool:
        """Take the answer. False if the message is no answer to this question."""
        about = pending.about
        handler: Callable[[Pending], bool] | None = getattr(self, f"_{about}", None)
        if handler is None:
            if about in self.k.open_by_id:
                handler = self._open_question
            else:
                handler = self._question if about in self.k.questions_by_id else self._fact
        return handler(pending)

    def speaks_of_the_question(self, pending: Pending | None) -> bool:
        """Whether the words are about the growth question that stands there, whatever they look
        like ("lol die zin klopt niet, maak er van: ...")."""
        asked = pending is not None and pending.about in ABOUT_QUESTION
        about_it = ABOUT_IT.search(self.u.text) or NOT_ABOUT.search(self.u.text)
        if not asked or about_it is not None:
            return asked
        return lets_stand(self.u.text) or self.says_what_changes() or self.finds_part_wrong()

    def gives_number(self, pending: Pending | None) -> bool:
        """Whether somebody leaves a number or address where that, or what comes next, is asked."""
        asked = pending is not None and pending.about in ("contact", "route")
        return asked and bool(self.u.values("phone") or self.u.values("email"))

    def says_yes_or_no(self, pending: Pending | None) -> bool:
        """Whether a question that a yes or a no answers gets one, whatever stands around it."""
        if pending is None or pending.about not in ANSWERED_BY_YES_OR_NO:
            return False
        first = re.findall(r"\w+", self.u.text.lower())[:FIRST_WORDS]
        return bool({"ja", "nee"} & set(first)) or agrees(self.u.text) is not None

    def is_answer_after_all(self, act: str) -> bool:
        """Whether what looks like an act is the answer to the open question.

        Open questions take nearly any words, an example may sound like small talk, and a date like
        good news; but a clear side question is one here too.
        """
        pending, u = self.state.pending, self.u
        if pending is None or pending.about == "opening" or u.values("instrument"):
            return False
        if pending.about == "grey" and act in SMALL_TALK and u.words >= 3:
            return True  # "haha met mij gaat t prima. ik geef gewoon iedereen korting"
        if pending.about == "withdraw" and act in (*SMALL_TALK, "stop", "correct", "erase_data"):
            return True
        if pending.about == "route" and act == "ask_human":
            return True  # "bel mij maar" chooses that
        if self.says_yes_or_no(pending):
            return act not in ("ask_human", "restart")
        if self.speaks_of_the_question(pending):
            return act not in ("ask_human", "erase_data", "restart")
        if act in ("skip", "dont_know") and self.tells_of_talking(pending):
            return True
        if pending.about == "conflict" and act == "correct":
            return True  # which of the two it is, in words
        asks = "?" in u.text or (act.startswith("ask_") and QUESTIONING.match(u.text))
        tells = act.startswith("ask_") and act != "ask_human" and TELLS.match(u.text)
        unsure = u.confidence < SURE_ACT or tells
        doubtful = unsure and not asks and act not in ("stop", "correct")
        if act not in SMALL_TALK:
            # "Dan kan ik klanten laten zien dat hun gegevens veilig zijn" is no question.
            number = pending.asks == "fact" and self._value_of(pending.about) is not None
            told = sum(u.needs.values()) >= learn.LEAST_NEED_MASS
            free = pending.about in FREE or (pending.about in self.k.open_by_id and told)
            leaves = act in ("dont_know", "skip") and not number
            # "Binnen 4 maanden, die nieuwe wet wacht ook niet" takes nothing back.
            number = number and (act != "correct" or not TAKING_BACK.search(u.text))
            return not leaves and bool(number or (free and doubtful))
        if pending.about in self.k.open_by_id or pending.about in ("own_words", "deepen"):
            said_again = pending.side == u.text and u.confidence < CERTAIN_ACT
            story = u.words >= STORY and not TO_US.search(u.text)
            if story and act in ("chitchat", "out_of_scope"):
                return True  # "3 feesten gedaan en zelf de koude bitterballen opgegeten haha"
            if said_again or (pending.side and u.words >= 4):
                return True  # it is meant as the answer
            asks = "?" in u.text and act in ("ask_instrument", "out_of_scope")
            clear = CLEAR_NEWS if act == "share_success" else CLEAR_ACT
            return u.words >= 3 and u.confidence < clear and not asks
        if pending.about in FREE:
            return True
        return pending.asks == "fact" and self._value_of(pending.about) is not None
