"""What every listener is given: the turn while it is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from bot.dialogue import steps
from bot.dialogue.acting import Acting
from bot.dialogue.answering import ABOUT_QUESTION, OWN_WORDS, Answering
from bot.dialogue.answering.sentence import HELP_ME
from bot.dialogue.asides import Asked, asked_under
from bot.dialogue.besides import CHOOSES
from bot.dialogue.context import Context
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.growth_question.wording import own_question_in
from bot.knowledge import Knowledge

WANTED = ("angle", "own_words", "desired_result", "ladder")
"""Questions for what they want."""

I_WANT = re.compile(
    r"(?:\W*\b(?:ja|nou|gewoon|dus|eh|dat|ok|oke|oké)\b)*\W*(?:ik|we|wij) (?:wil|willen|zou|wou)\b"
    r"(?!.{0,20}\bweten (?:of |wat |hoe |hoe lang |hoeveel |wie |wanneer |waarom )"
    r"(?:dit|dat|het|'?t|je|jij|jullie|u|die|er|ik|mijn gegevens)\b)",
    re.IGNORECASE,
)
"""How somebody finishes "ik wil ..." who does not ask us something with it."""

MAY_ASK = re.compile(r"\?|\b(?:kan|kun|mag|kunnen|hoe|wat|wie|wanneer)\b", re.IGNORECASE)
"""Words of who chooses and may ask something with it: "bellen maar kan dat ook na zeven uur"."""

NOT_ME = re.compile(
    r"\W*(?:(?:ach|nou|oh|o|haha|joh|hoor|ja|nee|neuh)\W+)*(?:niet (?:met|over) mij\b"
    r"|(?:(?:het|dit|dat|'?t) gaat (?:mij |me |ons |gewoon |alleen )*)?"
    r"(?:om|over) (?:het|de|ons|onze|mijn|m'?n) \w*"
    r"(?:bedrijf|zaak|winkel|boerderij|werk|geld|klanten|praktijk|salon|tent|toko)\b)",
    re.IGNORECASE,
)
"""How somebody begins who says that it is not about themselves."""

ME_TOO = re.compile(
    r"\b(?:maar|ook|zelf)\b.*\b(?:ik|mij|me)\b|\bik\b.*\b(?:ook|zelf)\b", re.IGNORECASE
)
"""Words of who goes on about themselves after all."""

LONGEST_ADDED = 7
"""Words that somebody adds to one of our answers."""


@dataclass
class Turn:
    """One message on its way through the listeners, of which the first that knows it deals with it.

    A listener may answer a part of it and leave the rest in ``u`` for those that come after.
    """

    state: IntakeState
    u: Understood
    """What is left to be heard."""
    speaker: Speaker
    k: Knowledge
    context: Context
    whole: Understood = field(init=False)
    """The message as it came."""
    told: list[str] = field(default_factory=list)
    """Names of the facts that were learnt from it."""
    answered: bool = False
    """Whether what it asks was answered, and all of it is to be heard as told."""

    def __post_init__(self) -> None:
        self.whole = self.u

    @cached_property
    def asked(self) -> Asked:
        """What the whole message asks of us; nothing where it chooses or gives what we asked."""
        if self.whole.kind != "text" or self.writes_the_sentence:
            return Asked()
        if self.state.presenting is None:
            # What somebody begins with is what it is about; of their own firm it may be asked too.
            asked = asked_under(None, self.whole, self.k, self.context)
            return asked if asked.of_firm else Asked()
        at_route = self.pending is not None and self.pending.about == "route"
        text = self.whole.text
        if at_route and CHOOSES.search(text) and not MAY_ASK.search(text):
            return Asked()  # "doe maar bellen dan, maar na 8 uur"
        consents = self.pending is not None and self.pending.asks == "consent"
        if self.chosen or (consents and self.answering.says_yes_or_no(self.pending)):
            return Asked()
        asked = asked_under(self.pending, self.whole, self.k, self.context)
        return Asked() if asked.of_firm and self.finishes_i_want else asked

    @property
    def writes_the_sentence(self) -> bool:
        """Whether a growth question is typed where one is to come, or we are to make it: neither
        asks anything that has an answer."""
        text = self.whole.text
        open_still = bool(self.state.needs) and not self.state.confirmed()
        at_it = self.pending is not None and self.pending.about in ABOUT_QUESTION
        asks_us_to = at_it and HELP_ME.search(text) is not None
        return open_still and (own_question_in(text) is not None or asks_us_to)

    @property
    def asks_nothing(self) -> bool:
        """Whether it is what is to be written down, however much it looks like a question to us."""
        return self.writes_the_sentence or self.finishes_i_want

    @property
    def finishes_i_want(self) -> bool:
        """Whether we asked what they want and they say it: "ik wil weten wat een reparatie mij echt
        kost" is no question about their firm then; "ik wil weten wat dit kost" is one to us."""
        text = self.whole.text.strip()
        wished = self.pending is not None and self.pending.about in WANTED
        return wished and I_WANT.match(text) is not None and not text.endswith("?")

    @property
    def pending(self) -> Pending | None:
        """The question that is open."""
        return self.state.pending

    @property
    def is_text(self) -> bool:
        """Whether it was typed, not chosen."""
        return self.u.kind == "text"

    @property
    def acting(self) -> Acting:
        """Deals with what people do besides answering."""
        return Acting(self.state, self.u, self.speaker, self.k, self.context)

    @property
    def answering(self) -> Answering:
        """Reads the message as an answer."""
        return Answering(self.state, self.u, self.speaker, self.k, self.context)

    @property
    def chosen(self) -> bool:
        """Whether an option was chosen or typed in full: an answer, whatever it looks like."""
        pending, answering = self.pending, self.answering
        by_option = pending is not None and answering.option(pending) is not None
        return by_option or answering.gives_number(pending)

    @property
    def no_cry(self) -> bool:
        """Whether heavy words are none: they ask something of us, repeat what we offered, or say,
        softly asked how they are, that it is about the firm; then only what is listed counts."""
        if self.asked.clearly:
            return True
        asked_softly = self.pending is not None and self.pending.about == "grey"
        if asked_softly and ME_TOO.search(self.u.text):
            return False
        about_firm = asked_softly and self.is_text and NOT_ME.match(self.u.text) is not None
        return about_firm or self._repeats_an_option()

    @property
    def was_probed(self) -> bool:
        """Whether the open question asks what weighs on somebody, or what they wish for."""
        pending = self.pending
        if pending is None or pending.about == "opening":
            return False
        return pending.asks == "need_question" or pending.about in PROBES

    @property
    def wish_was_asked(self) -> bool:
        """Whether the open question asks what they wish."""
        return self.pending is not None and self.pending.about in WISHES

    def back(self) -> None:
        """Back to the question that is open."""
        self.acting.back()

    def go_on(self) -> None:
        """To what is asked next."""
        steps.go_on(self.state, self.speaker, self.k, self.context)

    def _repeats_an_option(self) -> bool:
        """Whether words begin with an answer that we offered, and add little: "op mezelf denk ik".

        No single word is one, nor is a longer story: in those the same words may be a cry for help.
        """
        if self.pending is None or not self.is_text:
            return False
        titles = [o.title.lower() for o in self.pending.options if len(o.title.split()) > 1]
        said = self.u.text.lower()
        return any(
            said.startswith(title) and self.u.words - len(title.split()) <= LONGEST_ADDED
            for title in titles
        )


WISHES = ("desired_result", "ladder", "angle", *ABOUT_QUESTION, "own_sentence")
"""Questions for what somebody wishes."""

PROBES = (*OWN_WORDS, "ladder")
"""Questions for what somebody wishes for or tried, beside those about the need."""
