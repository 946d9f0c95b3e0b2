"""What comes next: one question, by what is known and what is not."""

from __future__ import annotations

import re

from bot.diagnosis import belief, diagnostic, explain, next_question, should_stop
from bot.dialogue import (
    asking_on,
    both,
    closing,
    consents,
    door,
    drawing_out,
    firm,
    learn,
    offering,
    remarks,
    rival,
    schemes,
    second,
)  # fmt: skip
from bot.dialogue.context import Context
from bot.dialogue.parts import parts_of, said_again
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState
from bot.dialogue.wishes import is_wish
from bot.knowledge import Knowledge, OpenQuestion, Question
from bot.language import clauses

FACTS = ("desired_result", "horizon_months")
"""Asked once it is known what they want to do, in this order, and only what was not said yet."""

TOLD_ENOUGH = 2
"""Answers to being asked on after which it is not asked what they tried: they said that already, or
it is not what matters."""

SURE_READBACK = 0.45
"""Below this probability the read-back shows the top three as equals (needs.md, section 0)."""

PATIENCE = 2
"""Questions that somebody who is annoyed is asked all the same while nothing is known."""

TERSE = 2
"""Words of an answer to an open question after which no other is asked."""

SHORT_WISH = 4
"""Words under which a wish is asked on: "zodat" wants a clause."""

QUOTED, SHORTEST_PART, MOST_PARTS = 14, 4, 12
"""Words of a quote, words from which a part of it can stand alone, and parts that are looked at."""

JOINING = re.compile(r"^(?:maar|en|want|dus|ook)\s+", re.IGNORECASE)
"""Words with which a clause follows another one."""

SIDE_BY_SIDE = ("rival", "both")
"""Questions that put two needs side by side; they count as diagnostic ones."""

FED_UP = 2
"""Complaints after which it is not asked what they want to do."""

EXTRA_QUESTIONS = 3
"""Diagnostic questions after a read-back that was not recognised."""

MOST_READBACKS = 2


def go_on(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Put the next question."""
    if state.resting:
        return
    closing.follow_sentence(state, speaker, k, context)
    if state.presenting is None:
        ask_opening(state, speaker)
    elif not state.needs:
        diagnose(state, speaker, k, context)
    elif second.wanted(state):
        second.ask(state, speaker, k)
    elif firm.may_come_first(state) and (fields := firm.missing(state)):
        ask_firm(fields, state, speaker, k)
    elif asking_on.wanted(state, likes_to_type(state, k)) and drawing_out.ask_deeper(
        state, speaker, k
    ):
        return
    elif wants_tried(state):
        ask_fact("tried", state, speaker, k)
    elif wants_angle(state, k, context):
        closing.ask_angle_first(state, speaker, k, context)
    elif wants_wish(state, context):
        state.asked["angle"] = "open"
        speaker.ask(speaker.line(closing.AGAIN), "need_question", "angle")
    else:
        if wants_ladder(state):
            ask_ladder(state, speaker)
            return
        missing = next((f for f in FACTS if learn.is_missing(state, f)), None)
        if missing:
            ask_fact(missing, state, speaker, k)
        elif fields := firm.missing(state):
            ask_firm(fields, state, speaker, k)
        elif not state.confirmed() and state.asked.get("growth_question") != closing.LEFT:
            closing.propose(state, speaker, k, context)
        elif state.route is not None and "offer" not in state.asked and not state.flags:
            # They asked for a person, or left a number, before it was shown what fits.
            offering.show(state, speaker, k, context)
            go_on(state, speaker, k, context)
        elif state.route is None:
            field = door.wanted(state, k, context)
            if field is not None:
                door.ask(state, speaker, k, field)
            else:
                schemes.offer(state, speaker, k, context)
        elif wants_contact(state):
            ask_contact(state, speaker)
        elif (purpose := consents.next_to_ask(state, k, context)) is not None:
            consents.ask(state, speaker, k, context, purpose)
        else:
            state.pending = None
            if speaker.silent():
                speaker.tell(speaker.line("done.open", reference=state.reference))


def wants_angle(state: IntakeState, k: Knowledge, context: Context) -> bool:
    """Whether they were not asked yet what they want to do about it; their own words say it better
    than the angle that lies nearest to their story."""
    told_else = state.asked.get("angle") == asking_on.TOLD and "approach" not in state.facts
    again = told_else and closing.AGAIN not in state.said
    known = state.need_confirmed or closing.END_SAID in state.said
    if ("angle" in state.asked and not again) or not known:
        return False
    if state.complaints > FED_UP:
        return False
    if state.confirmed() or state.question is not None or context.near is None:
        return False
    if closing.takes_wish_told(state, context):
        return False
    if closing.END_SAID in state.said and drawing_out.tells_all(state):
        return False  # what it is for was said; what to do for it is taken from what they told
    return len(closing.angles(state, k, context)) > 1


def wants_wish(state: IntakeState, context: Context) -> bool:
    """Whether they are asked what they want, where it stayed open what it is about and they did not
    say it yet: what is made of the likeliest need would be a guess."""
    known = "approach" in state.facts or "angle" in state.asked
    unsure = not state.need_confirmed and state.readbacks > 0 and state.reference is None
    asks = unsure and not known and state.complaints <= FED_UP
    return asks and not closing.takes_wish_told(state, context)


def wants_ladder(state: IntakeState) -> bool:
    """Whether the wish is too short to be one, and may have another behind it ("opdrachten")."""
    wish = state.facts.get("desired_result")
    return (
        wish is not None
        and wish.source == "said"
        and len(str(wish.value).split()) < SHORT_WISH
        and not state.own_words
        and "ladder" not in state.asked
        and state.complaints == 0
        and not state.confirmed()
    )


def ask_ladder(state: IntakeState, speaker: Speaker) -> None:
    """What the wish is for (laddering: Reynolds and Gutman 1988)."""
    state.asked["ladder"] = "open"
    speaker.ask(
        speaker.line("ladder.ask"), "fact", "ladder", [(speaker.fixed("fact.skip"), "skip", "skip")]
    )


def wants_tried(state: IntakeState) -> bool:
    """Whether it is asked what they did about it so far."""
    told = state.said.get(asking_on.BEFORE, 0) + state.said.get(asking_on.ABOUT, 0)
    begun = state.need_confirmed and state.reference is None and not state.complaints
    return (
        told < TOLD_ENOUGH
        and begun
        and "approach" not in state.facts
        and learn.is_missing(state, "tried")
    )


def wants_contact(state: IntakeState) -> bool:
    """Whether a broker has to reach somebody who left no way to be reached yet."""
    return (
        state.route in ("broker", "broker_and_instrument", "human_now")
        and state.contact is None
        and "contact" not in state.asked
    )


def ask_opening(state: IntakeState, speaker: Speaker) -> None:
    """Ask what it is about, in other words each time."""
    key = "opening.ask" if speaker.unused("opening.ask") else "opening.ask_again"
    speaker.ask(speaker.line(key), "need_question", "opening")


def diagnose(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Ask the question that tells most, or read back what is likely."""
    chosen: Question | OpenQuestion | None = None
    if may_ask_more(state, k):
        if both.wanted(state):
            both.ask(state, speaker, k)
            return
        if drawing_out.ask(state, speaker, k):
            return
        other = rival.rival_of(state, k)
        if other is not None:
            rival.ask(state, speaker, k, other)
            return
        if drawing_out.only_types(state, k) and told_since_readback(state):
            read_back(state, speaker, k, context)
            return
        theme = theme_of_last(state, k)
        aside = drawing_out.themes_set_aside(state, k)
        choice = next_question(
            k,
            state.log,
            state.questions_asked(),
            theme,
            state.values(),
            likes_to_type(state, k),
            aside,
        )
        chosen = choice.question if choice else None
    if chosen is None:
        read_back(state, speaker, k, context)
        return
    if state.readbacks and state.extra_questions:
        state.extra_questions -= 1
    state.asked[chosen.id] = "open"
    ask_question(chosen, state, speaker, k)


def told_since_readback(state: IntakeState) -> bool:
    """Whether enough was told in their own words since something was read back."""
    told = sum(line.kind == "text" for line in state.log)
    return not state.readbacks or told - state.said.get(READ_AT, 0) >= TOLD_SINCE


READ_AT, TOLD_SINCE = "readback:lines", 2
"""Under which it is kept how much was told when something was read back, and how much more makes it
worth to try again."""


def may_ask_more(state: IntakeState, k: Knowledge) -> bool:
    """Whether another diagnostic question is wanted: enough is known, or enough was asked."""
    if state.readbacks:
        return state.extra_questions > 0 and not state.complaints
    if state.complaints and knows_enough(state, k):
        return False
    asked = [*diagnostic(k, state.asked), *(q for q in SIDE_BY_SIDE if q in state.asked)]
    # Not knowing what to type is no wish to stop: taps may do.
    last_two = [state.asked[q] for q in asked if q not in k.open_by_id][-2:]
    if last_two == ["dont_know", "dont_know"]:
        return False
    return should_stop(k, state.log, asked) is None


def knows_enough(state: IntakeState, k: Knowledge) -> bool:
    """Whether there is something to read back to somebody who has had enough."""
    likely = belief(k, state.log).top(1)[0][1] >= SURE_READBACK
    return likely or len(diagnostic(k, state.asked)) >= PATIENCE


def likes_to_type(state: IntakeState, k: Knowledge) -> bool:
    """Not who left an open question or answered one with next to nothing: they rather tap."""
    terse = any(
        line.kind == "text" and len((line.quote or "").split()) <= TERSE for line in state.log[1:]
    )
    return not drawing_out.rather_not(state, k) and not terse


def theme_of_last(state: IntakeState, k: Knowledge) -> str | None:
    """Theme of the diagnostic question that was asked last."""
    for question_id in reversed(state.asked):
        question = k.questions_by_id.get(question_id)
        if question:
            return question.theme
    return None


def ask_question(
    question: Question | OpenQuestion, state: IntakeState, speaker: Speaker, k: Knowledge
) -> None:
    """Put a diagnostic question, with its answers as quick replies if it has them."""
    if isinstance(question, OpenQuestion):
        first = len(diagnostic(k, state.asked)) == 1
        about_it = asking_on.in_place_of(state, speaker, k, first) if question.asks_on else None
        if about_it is not None:
            speaker.ask(about_it, "need_question", question.id)
            return
        told = " ".join(line.quote for line in state.log if line.kind == "text" and line.quote)
        text = question.wish if question.wish and is_wish(told) else question.text
        if f"put:{text}" in state.said and question.again is not None:
            text = question.again
        state.said[f"put:{text}"] = 1
        speaker.ask(text, "need_question", question.id)
        return
    if question.sensitive:
        speaker.lead_once("listen.sensitive")
    speaker.ask(
        question.text,
        "need_question",
        question.id,
        [(option.short, "inform", option.id) for option in question.options],
    )


def read_back(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Say what it seems to be, with the next likely needs beside it."""
    state.readbacks += 1
    state.said[READ_AT] = sum(line.kind == "text" for line in state.log)
    aside = drawing_out.themes_set_aside(state, k)
    out = rejected(state) | {need.id for need in k.needs if need.theme in aside}
    likely = belief(k, state.log).top(len(k.needs))
    top = [(need, p) for need, p in likely if need not in out][:3] or likely[:3]
    state.shown = [need for need, _ in top]
    first, probability = top[0]
    need = k.needs_by_id[first]
    other = (speaker.fixed("readback.other"), "deny", "none")
    alternatives = [(k.needs_by_id[n].short, "inform", n) for n, _ in top[1:]]
    if probability >= SURE_READBACK:
        speaker.drop((need.reflection, *need.reflections))  # the read-back says the same
        connected = _connected(state, k)
        words = connected or proof(state, k, first, context)
        last = _last_words(state, first, context)
        missing = last is not None and last.removesuffix(" …") not in (words or "")
        if words is not None and missing and connected is None:
            words = f"{words}” en “{last}"
        if words is not None and f"quote:{words}" not in state.said:
            speaker.lead_once("readback.quote", quote=words)
            state.said[f"quote:{words}"] = 1
        key = "readback.sure" if speaker.unused("readback.sure") else "readback.again"
        yes = (speaker.fixed("readback.yes"), "affirm", first)
        phrases = (need.readback, *need.readbacks)
        phrase = speaker.variant(f"readback.{first}", phrases) or phrases[-1]
        speaker.ask(
            speaker.line(key, readback=phrase),
            "confirm",
            "readback",
            [yes, *alternatives, other],
        )
    elif drawing_out.only_types(state, k) and speaker.unused("readback.wish"):
        # Who told all of it in words is not given a list to guess from.
        speaker.ask(speaker.line("readback.wish"), "need_question", "own_words")
    else:
        options = [(k.needs_by_id[n].short, "inform", n) for n, _ in top]
        speaker.ask(speaker.line("readback.unsure"), "confirm", "readback", [*options, other])


def _connected(state: IntakeState, k: Knowledge) -> str | None:
    """Two or three things that they told at different times, side by side: what they say of them
    apart, they may not have seen together. None where there are fewer."""
    told = [str(line.quote) for line in state.log if line.kind == "text" and line.quote]
    words = remarks.clauses_told(told, k, MOST_CONNECTED)
    if len(words) < LEAST_CONNECTED:
        return None
    return "”, “".join(words[:-1]) + f"” en “{words[-1]}"


LEAST_CONNECTED, MOST_CONNECTED = 2, 3
"""Things they told that are put side by side."""


def proof(state: IntakeState, k: Knowledge, need: str, context: Context) -> str | None:
    """The entrepreneur's own words that point to a need most, if any do."""
    told = [
        str(weight.evidence.quote)
        for weight in explain(k, state.log, need)
        if weight.evidence.kind == "text" and weight.evidence.quote and weight.bits > 0.5
    ]
    if not told:
        return None
    read = [telling(said_again(one) or one, need, context) for one in told[:MOST_PROOFS]]
    return shortened(max(read, key=lambda one: one[1])[0])


def _last_words(state: IntakeState, need: str, context: Context) -> str | None:
    """What was told last, where it tells of the need as well: what they just said was heard."""
    last = drawing_out.just_told(state)
    if last is None or context.read is None:
        return None
    part, told = telling(said_again(last) or last, need, context)
    return shortened(part, LAST_WORDS) if told >= TELLS_TOO else None


LAST_WORDS, TELLS_TOO = 10, 0.2
"""Words of what was told last that are quoted, and how sure the need must be heard in them."""

MOST_PROOFS = 2
"""Messages of which the one is quoted that tells most of a need; to read each of their parts takes
some 10 CPU-ms a part."""


def telling(text: str, need: str, context: Context) -> tuple[str, float]:
    """The part of a text that tells most of a need, and how surely; people begin elsewhere."""
    text = drawing_out.BEGINS.sub("", parts_of(text).told or text)
    if context.read is None:
        return text, 0.0
    if len(text.split()) <= QUOTED:
        return text, (context.read(text) or {}).get(need, 0.0)
    parts = [JOINING.sub("", span.text.strip(" .,;:!?")) for span in clauses.split(text)]
    parts = [part for part in parts if len(part.split()) >= SHORTEST_PART][:MOST_PARTS]
    told = {part: (context.read(part) or {}).get(need, 0.0) for part in parts}
    best = max(told, key=lambda part: told[part], default=text)
    return (best, told[best]) if told.get(best, 0.0) > 0.0 else (text, 0.0)


def rejected(state: IntakeState) -> set[str]:
    """Needs that were not recognised."""
    return {n for line in state.log if line.kind == "rejected" for n in (line.needs or {})}


def ask_fact(name: str, state: IntakeState, speaker: Speaker, k: Knowledge) -> None:
    """Ask for one field."""
    options: list[tuple[str, str, str]] = []
    if name == "employees":
        options = [(o.short, "inform", o.id) for o in k.context_by_field["employees"].options]
    elif name == "desired_result" and state.need_confirmed and not drawing_out.tells_all(state):
        # Who told all of it in words is not given three wishes that are not theirs.
        options = [(r.short, "inform", r.id) for r in k.needs_by_id[state.needs[0]].results]
    elif name == "horizon_months":
        options = [(o.short, "inform", o.id) for o in k.horizons]
    elif name == "tried":
        options = [(o.short, "inform", o.id) for o in k.questions_by_id["q_geprobeerd"].options]
    state.asked[name] = "open"
    speaker.ask(speaker.line(f"fact.{name}"), "fact", name, options)


def ask_firm(fields: list[str], state: IntakeState, speaker: Speaker, k: Knowledge) -> None:
    """Ask for what is not known of the firm yet."""
    if len(fields) == 1:
        ask_fact(fields[0], state, speaker, k)
    else:
        firm.ask(fields, state, speaker)


def ask_contact(state: IntakeState, speaker: Speaker) -> None:
    """Ask how a broker can reach the entrepreneur."""
    state.asked["contact"] = "open"
    speaker.ask(
        speaker.line("contact.ask"),
        "consent",
        "contact",
        [(speaker.fixed("fact.skip"), "skip", "skip")],
    )
