"""What is told after the need was recognised, and points to another one: asked about, not missed.

People come out with it late: under "wanneer?" somebody says that two team leaders do not speak to
each other. Then it is said back, and asked whether that is what it is about.
"""

from __future__ import annotations

import re

from bot.dialogue import asking_on, drawing_out, learn, second, steps
from bot.dialogue.context import Context
from bot.dialogue.parts import parts_of
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState, Pending
from bot.dialogue.understood import Understood
from bot.dialogue.wishes import TROUBLE
from bot.growth_question import angle
from bot.growth_question.wording import own_question_in
from bot.knowledge import Knowledge
from bot.language import clauses

HEARD_AGAIN, HEARD = 0.5, 0.85
"""How sure the second need must be heard again in what is told later, and any other need."""

SHORTEST = 8
"""Words of what is told later; less tells too little to turn for."""

MOST = 2
"""Times that it is asked in one talk."""

OUTRIGHT = 0.95
"""How sure it must be heard for its angles not to matter."""

AHEAD = 0.06
"""How much nearer the angles of the other need must lie than those of the one that stands."""

UNDER = (
    "deepen", "angle", "desired_result", "horizon_months", "municipality", "sector", "employees",
    "tried", "ladder",
)  # fmt: skip
"""Questions under which something else may be told."""

BY_THE_WAY = re.compile(
    r"\b(?:trouwens|overigens|o ja|oja|daarnaast|eigenlijk|wat ook)\b", re.IGNORECASE
)
"""How something else begins where one thing is asked for: its answer is no other need."""

SAYS_WHAT = re.compile(r"\b(?:gaat|draait)\b[^.!?]{0,20}\b(?:om|over)\b", re.IGNORECASE)
"""Words of who says what it is about."""

ONE_THING = ("municipality", "sector", "employees")
"""Questions whose answer is about what was asked, and tells no other need by itself."""

ASKED_FOR = ("deepen", "angle")
"""Questions for how it goes and for what they want: an answer tells another need only where they
say that it does."""

WISHES = ("desired_result", "ladder", "horizon_months", "tried")
"""Questions whose answer tells another need only where it tells a trouble too."""


def other_need(
    state: IntakeState, u: Understood, pending: Pending, k: Knowledge, context: Context
) -> str | None:
    """The need that was told under a question for something else; None where it is none."""
    if not state.need_confirmed or state.confirmed() or pending.about not in UNDER:
        return None
    if u.kind != "text" or u.words < SHORTEST or state.said.get(ASKED, 0) >= MOST:
        return None
    if own_question_in(u.text) is not None:
        return None  # it is their own growth question, whatever need it tells
    if pending.about in ONE_THING and not BY_THE_WAY.search(u.text):
        return None
    asked_on = pending.about == "deepen" and state.question is not None
    says_so = BY_THE_WAY.search(u.text) or SAYS_WHAT.search(u.text)
    if pending.about in ASKED_FOR and not says_so and not asked_on:
        return None  # it was asked how that goes: the answer is about that
    if pending.about in WISHES and not (says_so or TROUBLE.search(u.text)):
        return None
    need = max(u.needs, key=lambda n: u.needs[n], default=None)
    if f"{ASKED}:{need}" in state.said:
        return None  # that was asked, and it is not
    if need is None or need == state.needs[0] or drawing_out.denies(u.text, need, k):
        return None
    # Who was asked on about a sentence that is not right yet tells what it is about.
    if u.needs[need] < (HEARD_AGAIN if asked_on or need in state.needs[1:] else HEARD):
        return None
    if asked_on or u.needs[need] >= OUTRIGHT:
        return need
    here, there = (_nearest(k, n, u.text, context) for n in (state.needs[0], need))
    return need if there >= here + AHEAD else None


ASKED = "turning"
"""Under which it is counted how often this was asked (`IntakeState.said`)."""


def _nearest(k: Knowledge, need: str, text: str, context: Context) -> float:
    ranked = angle.rank(k.needs_by_id[need].angles, [text], context.near)
    return ranked[0].near if ranked else 0.0


def may_ask(state: IntakeState, need: str) -> bool:
    """Whether it was not asked of this need yet, nor too often."""
    return state.said.get(ASKED, 0) < MOST and f"{ASKED}:{need}" not in state.said


def ask(
    state: IntakeState,
    u: Understood,
    speaker: Speaker,
    k: Knowledge,
    context: Context,
    need: str,
) -> None:
    """Say it back, and ask whether that is what it is about."""
    state.said[ASKED] = state.said.get(ASKED, 0) + 1
    state.said[f"{ASKED}:{need}"] = 1
    learn.needs(state, u, context, always=True)
    now, other = k.needs_by_id[state.needs[0]], k.needs_by_id[need]
    speaker.ask(
        speaker.line(
            "turning.ask", quote=_quote(u, need, context), now=now.rival, other=other.rival
        ),
        "need_question",
        "turning",
        [
            (speaker.fixed("turning.yes"), "affirm", other.id),
            (now.short, "deny", "now"),
            (speaker.fixed("rival.both"), "inform", f"both:{other.id}"),
        ],
    )


def _quote(u: Understood, need: str, context: Context) -> str:
    """The part of the message that tells most of it."""
    told = parts_of(u.text).told or u.text
    parts = [span.text.strip(" .,;:!?") for span in clauses.split(told)]
    parts = [part for part in parts if len(part.split()) >= 4]
    if context.read is None or len(told.split()) <= 14 or not parts:
        return shortened(told)
    read = context.read
    return shortened(max(parts, key=lambda part: (read(part) or {}).get(need, 0.0)))


def take(state: IntakeState, u: Understood, k: Knowledge, value: str) -> str | None:
    """Take the answer.

    Args:
        value: the other need, ``now`` for the one that stood, or ``both:`` with the other.

    Returns:
        The need that it is about from now on, where that is another one.
    """
    if value == "now":
        return None
    if value.startswith("both:"):
        second.take(state, u, k, value.removeprefix("both:"))
        return None
    learn.recognised(state, u, value, k)
    state.asked.pop("angle", None)
    for counted in (asking_on.BEFORE, asking_on.ABOUT):
        state.said[counted] = 0  # of this one nothing was asked yet
    return value


REFUSES = re.compile(
    r"\b(?:gaat|draait|ligt|zit)\b[^.!?]{0,20}\bniet\b[^.!?]{0,10}\b(?:om|over|aan|in)\b"
    r" (?P<a>[^.!?]+)"
    r"|\bniet (?:echt |zozeer )?(?:om|over|aan) (?P<b>[^.!?]+?)(?: gaat| ging| ligt| draait)?"
    r"(?= maar |[.!?,]|$)"
    r"|(?P<c>[^.!?,]+?) is (?:het|'?t|dat) (?:echte |hele )?(?:probleem |punt )?niet\b"
    r"|^\W*nee+[ ,.!]+(?:het is )?(?:niet|geen) (?P<d>[^.!?]{3,25})(?=[.!?]|$)",
    re.IGNORECASE,
)
"""Words of who says that it is not about something, and what that is."""

_LEAD = re.compile(r"^(?:(?:nee|dus|dat|maar|en|eigen|mijn|mien)\b[ ,]*)+", re.IGNORECASE)

SAME, LONGEST_REFUSED, OTHER = 0.35, 8, 0.4
"""How sure what is refused must tell a need of the theme that stands there, words of it, and how
sure another must be heard to be read back at once."""


def refuses(state: IntakeState, u: Understood, k: Knowledge, context: Context) -> bool:
    """Whether somebody says that it is not about what was written down: "t geld is t niet"."""
    if not state.need_confirmed or state.confirmed() or u.kind != "text" or context.read is None:
        return False
    now = k.needs_by_id[state.needs[0]]
    for found in REFUSES.finditer(u.text):
        what = next(group for group in found.groups() if group).strip()
        what = _LEAD.sub("", what)
        if not what or len(what.split()) > LONGEST_REFUSED:
            continue
        told = context.read(f"het gaat om {what}") or {}
        of_theme = sum(p for need, p in told.items() if k.needs_by_id[need].theme == now.theme)
        if of_theme >= SAME:
            return True
    return False


def start_anew(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    """It is not what was written down: read back what was told instead, or ask for it."""
    now = state.needs[0]
    learn.forget_need(state, u)
    learn.needs(state, u, context, always=True)
    other = max(u.needs, key=lambda n: u.needs[n], default=None)
    if other is None or other == now or u.needs[other] < OTHER:
        speaker.ask(speaker.line("readback.rejected"), "need_question", "own_words")
        return
    learn.told_directly(state, u, OTHER)
    steps.read_back(state, speaker, k, context)
