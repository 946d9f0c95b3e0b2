"""What every answer is read with: the state, the message, and the options under the question."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace

from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.growth_question import acts
from bot.growth_question.wording import own_question_in
from bot.knowledge import Knowledge
from bot.language.extract import extract
from bot.language.found import Found


class Answer(ABC):
    """One message against one open question."""

    def __init__(
        self, state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
    ) -> None:
        self.state, self.u, self.speaker, self.k, self.context = state, u, speaker, k, context

    @abstractmethod
    def take(self, pending: Pending) -> bool:
        """Take the answer. False if the message is no answer to this question."""

    def option(self, pending: Pending) -> str | None:
        """The option that was chosen, by its button or by typing its title or number."""
        if self.u.choice is not None:
            return self.u.choice
        typed = SAID.sub("", self.u.text.lower()).strip(" .!?\"'").removeprefix("#")
        for i, option in enumerate(pending.options):
            if typed == option.title.lower() or typed == str(i + 1):
                # A bare number under "how many people" is a number of people.
                if typed.isdigit() and pending.about in ("employees", "horizon_months"):
                    return None
                return option.value
        numbered = NUMBERED.match(self.u.text)
        if numbered is not None and pending.about in WISHED and _says_the_sentence(self.u.text):
            return None  # "2. ik wil de planning uit mn kop krijgen" says what it is to be
        if numbered is not None and pending.about not in VALUES:
            at = int(numbered[1]) - 1
            if 0 <= at < len(pending.options):
                return pending.options[at].value
        if MOCKS.search(self.u.text) and len(typed.split()) > LONGEST_MOCKED:
            return None
        first = re.split(r"[.!,]", typed)[0].strip()
        return (
            _option_by_rank(pending, typed)
            or _option_by_rank(pending, first)
            or _option_of_word(pending, typed)
            or _option_in_words(pending, typed)
        )

    def gives_value(self, pending: Pending | None) -> bool:
        """Whether the message gives the number or the term that is asked for."""
        if pending is None or pending.about not in VALUES:
            return False
        return self._value_of(pending.about) is not None

    def reads_value(self, pending: Pending) -> bool:
        """Whether the message gives the value of the field that is asked for."""
        value = self._value_of(pending.about)
        return value is not None and value.value is not None

    def _value_of(self, name: str) -> Found | None:
        """The value of a field that the message gives, read as the answer to its question."""
        asked = READ_AS.get(name, name)
        # "8. nee 7": what was meant is read first, by itself.
        slip = next(reversed(list(SLIP.finditer(self.u.text))), None)
        if slip is not None and slip.start() > 0 and (meant := self._read(slip.end(), asked)):
            return meant
        return self._read(0, asked)

    def _read(self, start: int, asked: str) -> Found | None:
        """The surest value for a question in the text from this place on."""
        said = self.u.text[start:]
        found = [
            replace(f, start=f.start + start, end=f.end + start)
            for f in extract(said, self.context.today, self.k.gazetteer, asked=asked)
        ]
        entity = {
            "horizon_months": "period_months",
            "annual_turnover_eur": "amount_eur",
        }.get(asked, asked)
        meant = (f for f in found if f.entity == entity and not OFTEN.match(self.u.text[f.end :]))
        return max(meant, key=_sureness, default=None)


def _says_the_sentence(text: str) -> bool:
    """Whether words say what the growth question is to be."""
    return own_question_in(text) is not None or acts.outright(text, acts.TELLING) is not None


WISHED = ("change_question", "other_angle", "growth_question")
"""Questions for what the growth question is to say."""

MOCKS = re.compile(r"\b(?:ha(?:ha)+h?|lol|lmao|grapje)\b|\?\?", re.IGNORECASE)
LONGEST_MOCKED = 3
"""Words of who laughs at an option ("offerte naar klant haha ik verkoop potten whey"), and words
of a choice that are one all the same."""

SAID = re.compile(r"\W+zei ik(?: toch| net| al| dus)*\W*$", re.IGNORECASE)
"""What stands behind a choice that has to be made again."""

NUMBERED = re.compile(r"\s*([1-9])\s*[.):]\s+(?=\S)")
"""The number of an option with more behind it: "3. 1400 per maand"."""

OFTEN = re.compile(r"\s*(?:per|in de|elke|iedere)\b", re.IGNORECASE)
"""What stands behind a length of time that comes again and again: "drie dagen per week"."""

READ_AS = {
    "owner_municipality": "municipality",
    "earlier_aid": "amount_eur",
    "company_age_years": "horizon_months",
}
"""Field → the field that its answer is read like: a number of years is a term."""

SLIP = re.compile(
    r"(?<=[\w.,;])[\s.,;…-]+(?:nou |of |ach )*(?:nee|wacht|ik bedoel|zeg maar)[\s,]+", re.IGNORECASE
)
"""What people say between a slip and what they meant."""

VALUES = ("employees", "horizon_months")
"""Questions for a value: "negen maanden" is not the option with months in it."""

_NOTHING = frozenset("de het een man hoor wel toch dat is ja die dan maar gewoon denk ik".split())


SMALL_FIRST = ("nee", "ja", "ik", "zei", "zeg", "toch")
"""Words before a choice that say nothing."""

LISTS, MOST_FIRST = ("readback", "second", "own_words"), 3
"""Questions in which an option is chosen by the first telling word of it, and words among which
that stands."""


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _option_in_words(pending: Pending, typed: str) -> str | None:
    """The one option that a few words mean: its title with more behind it, or a word of it."""
    said = _tokens(typed)
    titles = {o.value: _tokens(o.title) for o in pending.options}
    whole = [v for v, title in titles.items() if len(title) > 1 and said[: len(title)] == title]
    if len(whole) == 1:
        return whole[0]
    begins = [w for w in said[:MOST_FIRST] if w not in SMALL_FIRST]
    first = begins[0] if begins and len(begins[0]) > 3 and pending.about in LISTS else None
    named = [v for v, title in titles.items() if first in title]
    doubts = "?" in typed.split(".")[0]  # "genoeg stroom?? dat was een grapje"
    refused = doubts or bool({"niet", "geen"} & set(said[:MOST_FIRST]))
    if len(named) == 1 and not refused:
        return named[0]  # "koers denk ik, maar dan samen met sanne"
    telling = {word for word in said if len(word) > 3 and word not in _NOTHING}
    if not telling or len(said) > 3 or pending.about in VALUES:
        return None
    having = [v for v, title in titles.items() if telling <= set(title)]
    return having[0] if len(having) == 1 else None


RANK = re.compile(
    r"(?:doe (?:maar )?|ik kies |toch )?(?:de |het |die |dat |optie |nummer |nr\.? ?|antwoord )*"
    r"(?P<which>eerste|tweede|derde|vierde|vijfde|laatste|[1-5])(?: optie| antwoord| maar| dan)*"
)
RANKS = {"eerste": 0, "tweede": 1, "derde": 2, "vierde": 3, "vijfde": 4, "laatste": -1}


def _option_by_rank(pending: Pending, typed: str) -> str | None:
    """ "De tweede", "doe maar optie 3"; a bare number was looked at before."""
    said = RANK.fullmatch(typed)
    if said is None or typed.isdigit() or not pending.options:
        return None
    which = said["which"]
    at = int(which) - 1 if which.isdigit() else RANKS[which]
    if which.isdigit() and not re.search(r"optie|nummer|nr|antwoord", typed):
        return None
    return pending.options[at].value if at < len(pending.options) else None


def _option_of_word(pending: Pending, typed: str) -> str | None:
    """The one option whose title has the one word that was typed ("verkopen", "Meer verkopen")."""
    if len(typed) < 4 or " " in typed:
        return None
    having = [o for o in pending.options if typed in o.title.lower().split()]
    return having[0].value if len(having) == 1 else None


def _sureness(found: Found) -> float:
    return found.confidence
