"""The end of an intake: the growth question is made, proposed and confirmed."""

from __future__ import annotations

from typing import Any

from bot.diagnosis import Evidence
from bot.dialogue import asking_on, drawing_out, overview
from bot.dialogue.context import Context
from bot.dialogue.parts import parts_of
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.growth_question import acts, angle, ends, record, wording
from bot.growth_question.changing import NAMES_TIME
from bot.growth_question.pyramid import position
from bot.growth_question.who import with_who
from bot.knowledge import Knowledge

LEFT = "left"
"""What is kept of a growth question that somebody would not have, and that a broker makes."""

SHOWN_ANGLES, FIRST_ANGLES = 3, 4
"""Angles of a need that are put to somebody in place of what stands there, and at first."""


PUT = "sentence:put:"
"""Before the sentence that was put to them last (`IntakeState.said`)."""

ASKED_ON = "sentence:asked_on"
"""Under which it is kept that it was asked on about a sentence that is not right yet."""


def propose(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Show the growth question and ask whether it is right."""
    note_position(state, k)
    before = state.question
    if not state.own_words:
        takes_wish_told(state, context)
        state.question = sentence(state, k, context)
    names = [*drawing_out.names_told(state, k), *k.plain_names]
    state.question = wording.with_capitals(state.question or "", names)
    asked_on = state.said.pop(ASKED_ON, 0)
    if asked_on and state.question == before:
        if _asks_on(state, speaker, k):
            return  # what they told beside it does something that is worth going into
        if speaker.unused("confirm.what"):
            ask_what_to_change(speaker)  # they told more, and it is no other for it
            return
        if not state.own_words and ask_angle(state, speaker, k, context):
            return  # nothing changed for the second time: other words to choose from
    first = speaker.unused("overview.intro")
    rows = overview.rows(state, speaker, k)
    lines = [row.line for row in rows]
    if first or (context.shows_cards and lines != state.overview):
        intro = speaker.line("overview.intro" if first else "overview.again")
        speaker.tell("\n".join([intro, *lines]), overview.card(rows, speaker))
    state.overview = lines
    key = "confirm.propose" if speaker.unused("confirm.propose") else "confirm.propose_again"
    if key == "confirm.propose_again" and f"{PUT}{state.question}" in state.said:
        key = "confirm.unchanged"  # to call it changed would be untrue
    for put in [one for one in state.said if one.startswith(PUT)]:
        del state.said[put]
    state.said[f"{PUT}{state.question}"] = 1
    speaker.ask(
        speaker.line(key, question=state.question),
        "confirm",
        "growth_question",
        [
            (speaker.fixed("confirm.yes"), "affirm", "yes"),
            (speaker.fixed("confirm.change"), "deny", "change"),
        ],
    )
    start_record(state, context)


def _asks_on(state: IntakeState, speaker: Speaker, k: Knowledge) -> bool:
    """Ask on about what they told in place of another sentence, twice at most."""
    count, told = state.said.get(ON_SENTENCE, 0), asking_on.just_told(state)
    if told is None or count >= MOST_ON_SENTENCE:
        return False
    text = drawing_out.about_remark(told, state, speaker, k)
    if text is None:
        return False
    state.said[ON_SENTENCE], state.said[ASKED_ON] = count + 1, 1
    asking_on.put(text, state, speaker)
    return True


ON_SENTENCE, MOST_ON_SENTENCE = "sentence:on", 2
"""Under which it is counted how often that was done (`IntakeState.said`), and how often it is."""


def ask_what_to_change(speaker: Speaker) -> None:
    """What is to be other in the sentence: in their own words, or one of its parts."""
    fixed = speaker.fixed
    speaker.ask(
        speaker.line("confirm.what"),
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


def note_position(state: IntakeState, k: Knowledge) -> None:
    """Where the firm stands on the growth pyramid, with the reason."""
    employees = state.facts.get("employees")
    found = position(k, state.needs[0], employees.value if employees else None)
    for name in ("stage", "pyramid_level"):
        state.facts.pop(name, None)  # of another need, or another number of people
    if found is None:
        return
    message = employees.message_id if employees else None
    state.facts["stage"] = Fact(found.stage, "inferred", found.because, message)
    if found.level is not None:
        state.facts["pyramid_level"] = Fact(found.level, "inferred", found.because, message)


def start_record(state: IntakeState, context: Context) -> None:
    """From now on there is a growth question, with a reference."""
    if state.reference is None:
        state.reference = record.new_id(context.at, context.rng)
        state.created_at = context.at.isoformat()


def record_without_question(
    state: IntakeState, u: Understood | None, speaker: Speaker, context: Context
) -> None:
    """A record for a broker before there is a growth question: somebody wants to talk.

    Args:
        u: the message that asks for it; None where its words must not be kept (care signals).
    """
    if state.question is None:
        if state.presenting is None:
            words = u.text if u is not None else speaker.fixed("safety.presenting")
            source = "said" if u is not None else "inferred"
            quote = u.text if u is not None else None
            state.presenting = Fact(words, source, quote, u.message_id if u else None)
        state.question = speaker.fixed("human.question")
    start_record(state, context)


def content(state: IntakeState) -> tuple[Any, ...]:
    """What a new version of the record would differ in."""
    return (
        state.reference,
        state.question,
        tuple(state.needs),
        state.need_confirmed,
        state.confirmed_at,
        state.withdrawn_at,
        state.route,
        str(state.contact),
        len(state.consents),
        str(state.values()),
    )


def write_anew(state: IntakeState, k: Knowledge, context: Context) -> None:
    """Make the growth question that stands there anew of what is known now; not one of their own,
    nor one that was confirmed, nor while it is open again what it is about."""
    ours = state.question is not None and not (state.own_words or state.confirmed())
    if ours and state.needs:
        state.question = sentence(state, k, context)


def sentence(state: IntakeState, k: Knowledge, context: Context) -> str:
    """The growth question in one sentence, from the entrepreneur's own words."""
    need = k.needs_by_id[state.needs[0]]
    wish = state.facts.get("desired_result")
    chosen = wish is not None and wish.source == "chosen"
    sector = state.facts.get("sector")
    known = {**state.values(), "work": sector.quote if sector else None}
    note_angle(state, k, context)
    horizon = state.facts.get("horizon_months")
    if horizon is not None and horizon.source == "said" and horizon.quote:
        known["when"] = wording.said_term(horizon.quote)
    made = wording.growth_question(need, known, chosen, state.values().get("approach"))
    made = wording.with_term_once(made)
    return with_who(made, drawing_out.persons_told(state, k))


def note_angle(state: IntakeState, k: Knowledge, context: Context) -> None:
    """What they want to do about it: as they said or chose, else as far as their words tell."""
    known = state.facts.get("approach")
    standing = [one.act for one in k.needs_by_id[state.needs[0]].angles]
    if known is not None and (known.source == "said" or known.value in standing):
        return  # once it stands, it changes only where they say so
    ranked = angles(state, k, context)
    state.facts.pop("approach", None)
    # Who said what it is for needs something to begin with: the nearest, to be changed.
    needs_one = END_SAID in state.said
    settled = state.need_confirmed or needs_one
    if settled and ranked and ranked[0].near >= (ANY if needs_one else angle.NEAR):
        if not needs_one and context.read is not None:
            told_of = context.read(ranked[0].words)
            if told_of is not None and told_of.get(state.needs[0], 0.0) < TELLS_IT:
                return  # "maar de stroom krijgen we niet" says nothing of suppliers who are late
        because = k.texts.get("overview.because_said")[0].format(quote=ranked[0].words)
        state.facts["approach"] = Fact(ranked[0].angle.act, "inferred", because)


def takes_wish_told(state: IntakeState, context: Context) -> bool:
    """What they want to do, where they said it outright when they were asked on; the last such
    words that go with the need. To ask for it once more is not to listen.

    Returns:
        Whether there are such words; then they are what they want to do.
    """
    known = state.facts.get("approach")
    if context.read is None or (known is not None and known.source != "inferred"):
        return False
    told = [line for line in state.log if line.kind == "text" and line.quote]
    for line in reversed(told[1:]):  # with what they came may not be what it is about
        words = parts_of(str(line.quote)).told
        wish = acts.outright(words, acts.TELLING)
        last = line in told[-LAST_TOLD:]
        if wish is None:
            continue
        if wish.end is None and ends.is_end(wish.act):
            of = Fact(f"dat {ends.as_result(wish.act)}", "said", line.quote, line.message_id)
            state.facts.setdefault("desired_result", of)
            state.said[END_SAID] = 1
            continue
        if not last and (context.read(wish.act) or {}).get(state.needs[0], 0.0) < GOES_WITH_NEED:
            continue
        state.facts["approach"] = Fact(wish.act, "said", line.quote, line.message_id)
        state.asked["angle"] = "answered"
        return True
    return False


END_SAID, ANY = "sentence:end", 0.3
"""Under which it is kept that they said what it is all for (`IntakeState.said`), and how near an
angle must be then."""

TELLS_IT = 0.2
"""How sure the need must be heard in the words that an angle lies near to."""

AGAIN = "angle.again"
"""Text of the question that is put once more."""

GOES_WITH_NEED, LAST_TOLD = 0.5, 2
"""How surely what somebody wants to do must tell the need, and how many of the last messages count
whatever need they tell."""


def angles(state: IntakeState, k: Knowledge, context: Context) -> list[angle.Nearest]:
    """The angles of the main need, the one that was told first."""
    return angle.rank(k.needs_by_id[state.needs[0]].angles, told(state), context.near)


def ask_angle_first(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """What it comes down to, once the need is recognised: the likeliest angles. Who told how things
    are instead is asked once more, without a list."""
    again = state.asked.get("angle") == asking_on.TOLD
    state.asked["angle"] = "open"
    if END_SAID in state.said and not again:
        ask_where_to_begin(state, speaker, k, context)
    elif again or drawing_out.tells_all(state):
        speaker.ask(speaker.line(AGAIN), "need_question", "angle")
    else:
        _put_first_angles("angle.ask", state, speaker, k, context)


def ask_where_to_begin(
    state: IntakeState, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    """What they do about it, of who said what it is all for: the likeliest angles."""
    _put_first_angles("angle.begin", state, speaker, k, context)


def _put_first_angles(
    key: str, state: IntakeState, speaker: Speaker, k: Knowledge, context: Context
) -> None:
    """Put the likeliest angles to them under the question of a text."""
    shown = [n.angle for n in angles(state, k, context)][:FIRST_ANGLES]
    speaker.ask(
        speaker.line(key),
        "need_question",
        "angle",
        [
            *[(one.short, "inform", one.short) for one in shown],
            (speaker.fixed("angle.none"), "deny", "none"),
        ],
    )


def ask_angle(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> bool:
    """What it comes down to: the likeliest angles that do not stand in the growth question yet.

    Returns:
        Whether there are any.
    """
    ranked = [n.angle for n in angles(state, k, context)]
    others = [one for one in ranked if one.act not in (state.question or "")][:SHOWN_ANGLES]
    if not others:
        return False
    state.asked["other_angle"] = "open"
    acts = [speaker.fixed("confirm.angle_line").format(act=one.act) for one in others]
    options = [(one.short, "inform", one.short) for one in others]
    speaker.ask(
        "\n".join([speaker.line("confirm.angle"), *acts]),
        "confirm",
        "other_angle",
        [
            *options,
            (speaker.fixed("confirm.topic"), "inform", "need"),
            (speaker.fixed("confirm.own"), "inform", "own"),
        ],
    )
    return True


def told(state: IntakeState) -> list[str]:
    """What they said of it in their own words, in order."""
    said = [line.quote for line in state.log if line.kind == "text" and line.quote]
    facts = (state.facts.get(name) for name in ("obstacle", "tried", "desired_result"))
    return [*said, *(f.quote for f in facts if f is not None and f.source == "said" and f.quote)]


def withdraw(state: IntakeState, speaker: Speaker, context: Context) -> None:
    """Take the growth question back: nobody calls, nothing is shared any more."""
    state.withdrawn_at = context.at.isoformat()
    state.contact, state.resting = None, True
    state.consents = [{**c, "given": False, "at": state.withdrawn_at} for c in state.consents]
    state.pending = state.waiting = None
    speaker.tell(speaker.line("withdraw.done", reference=state.reference))


def told_held(speaker: Speaker, context: Context) -> bool:
    """Whether it must be kept for now; then it was told why."""
    held = context.held() if context.held else None
    if held is not None:
        reason, until = held
        speaker.lead(speaker.line("erase.held", reason=reason, until=until))
    return held is not None


def with_term(own: str, state: IntakeState) -> str:
    """A sentence of their own, with the term that they said before where it names none."""
    horizon = state.facts.get("horizon_months")
    if horizon is None or horizon.source != "said" or acts.term_in(own) is not None:
        return own
    if "zodat" not in own.lower() or NAMES_TIME.search(own):
        return own
    term = wording.said_term(horizon.quote or "") or wording.term(horizon.value)
    return f"{own.rstrip(' ?')}, {term}?"


TOLD, LEFT_OUT = 0.6, 0.2
"""How sure the sentence must tell another need, and how little the one that was recognised, for
help and a broker to be looked for under the other."""


def follow_sentence(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Once it is confirmed, help is looked for under what they want to do in their own sentence,
    and under what they recognised as well.

    Who came for a higher price and wrote "horecaklanten binnenhalen" is not helped with prices.
    """
    approach = state.facts.get("approach")
    theirs = state.own_words or (approach is not None and approach.source == "said")
    if not state.confirmed() or not theirs or not state.question or SENTENCE_READ in state.said:
        return
    state.said[SENTENCE_READ] = 1
    # What it is all for ("zodat ik vrijdags vrij ben") is the same for every need.
    to_do = state.question.split(", zodat")[0]
    told = (context.read(to_do) if context.read else None) or {}
    need = max(told, key=lambda n: told[n], default=None)
    now = state.needs[0] if state.needs else None
    if need is None or now is None or need == now:
        return
    if k.needs_by_id[need].theme == k.needs_by_id[now].theme:
        return  # "of mijn zoon het wil" may be of both; what they recognised stays
    if told[need] < TOLD or told.get(now, 0.0) > LEFT_OUT:
        return
    state.needs = [need, now]
    state.asked["second"] = "answered"
    words, labels = state.question, [k.needs_by_id[one].label.lower() for one in (need, now)]
    of = state.log[-1].message_id if state.log else ""
    state.add_evidence(Evidence("confirmed", of, words, None, None, {need: 1.0}))
    note_position(state, k)
    speaker.lead(speaker.line("confirm.topic_of_sentence", label=labels[0], other=labels[1]))


SENTENCE_READ = "sentence_read"
"""Under which it is kept that the confirmed sentence was read (`IntakeState.said`)."""


def confirm(state: IntakeState, speaker: Speaker, context: Context) -> None:
    """The entrepreneur says that it is right: give the reference."""
    state.said.pop(SENTENCE_READ, None)
    state.confirmed_at = context.at.isoformat()
    speaker.tell(speaker.line("confirm.done", reference=state.reference))
