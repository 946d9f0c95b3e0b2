"""Care comes before everything: what is said when somebody, or their firm, is in danger."""

from __future__ import annotations

import re

from bot.dialogue import agreeing, closing, learn
from bot.dialogue.context import Context
from bot.dialogue.not_meant import (
    EXHAUSTED,
    HARMLESS,
    MONEY_TROUBLE,
    NO_TROUBLE,
    OF_ANOTHER,
    is_denied,
    is_meant,
)
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge

CLEAR = {"crisis_personal": 0.85, "crisis_business": 0.9}
"""Confidence of a crisis intent that counts without one of the listed phrases."""

WHEN_PROBED = 0.95
"""The same for the answer to a question of ours for what weighs on somebody or what they wish."""

GREY, GREY_WISH = 0.7, 0.9
"""Confidence from which it is asked, softly and once, how somebody means it, and the same where we
asked what they wish: of who wishes to sleep well again it is no cry for help. The reader leans
towards a crisis already: to miss one is worse than to ask once too often."""

TELLING_WORDS = 4
"""Words from which an answer to a question of ours may be about how somebody is."""

CRISES = {"crisis_personal": EXHAUSTED, "crisis_business": MONEY_TROUBLE}
"""Intent → rule."""

NO_ALARM = re.compile(
    r"\bonzin\b|\bwaar (?:heb|haal) (?:je|u|jij) (?:het|dat)\b|\bhoe kom (?:je|u|jij) daar"
    r"|\bmeer niet\b"
    r"|\b(?:politie|113|112|huisarts|geldfit)\s*\?|\bnee joh\b|\bverkeerd (?:begrepen|verstaan)\b"
    r"|\bdoe normaal\b|\bzo bedoel\w* ik (?:het|dat|'?t) niet\b"
    r"|\bgeen (?:politie|gevaar|geweld|dreiging|schuld\w*|huisarts)\b",
    re.IGNORECASE,
)
"""Words of who was offered help for a trouble that they do not have."""

WISH_FOR_REST = re.compile(
    r"\W*(?:(?:ik|we|wij|wil|willen|gewoon|graag|eens|weer|wat|meer|eindelijk|echt|een beetje)\W+)*"
    r"rust(?:\W+(?:in|op|aan|de|mijn|mn|m'n|huis|hoofd|kop|tent|zaak|week|bedrijf|avond|thuis))*\W*",
    re.IGNORECASE,
)
"""The commonest wish there is, in a few words and no others: the reader takes some of it for a cry
for help. "Rust, voor altijd" is none of these."""


FEARS_OTHERS = re.compile(
    r"\bbang (?:dat|voor) (?:\w+ )?(?:ze|zij|hij|die|iedereen|mensen|klanten|de klant\w*|mijn|m'?n"
    r"|onze)\b(?![^.!?]*\b(?:zonder mij beter|er niet meer)\b)",
    re.IGNORECASE,
)
"""Fear of what others do or say, which is no cry for help by itself: "bang dat ze wegloopt"."""


def signal(u: Understood, k: Knowledge, probed: bool = False, asks: bool = False) -> str | None:
    """The rule that a message triggers, the gravest first, or None.

    Args:
        probed: we asked what is worst about it, or for an example; that is answered in heavy words
            by people who are in no danger.
        asks: it asks us something, clearly; then only the listed phrases count, because the reader
            takes some of "hij doet niks meer, wat nu" for a cry for help.
    """
    if u.kind != "text":
        return None
    text = f" {u.text.lower()} "
    for rule in k.safety_rules:
        heard = [
            phrase for phrase in rule.triggers if phrase in text and is_meant(rule.id, phrase, text)
        ]
        if heard and (rule.grave or not any(word in text for word in HARMLESS)):
            return rule.id
    if asks:
        return None
    needed = WHEN_PROBED if probed else CLEAR.get(u.intent, 1.0)
    if u.intent not in CRISES or max(u.confidence, u.crisis) < needed:
        return None
    heard_rule = CRISES[u.intent]
    of_another = heard_rule == EXHAUSTED and OF_ANOTHER.search(text)
    well = NO_TROUBLE[heard_rule].search(text) or WISH_FOR_REST.fullmatch(u.text)
    return None if of_another or well else heard_rule


def take_back(state: IntakeState, u: Understood, k: Knowledge) -> bool:
    """Whether somebody says that there is no such trouble after all; then the talk goes on, and who
    gave no number is not called."""
    if not state.flags or u.kind != "text":
        return False
    text = f" {u.text.lower()} "
    offered = state.pending is not None and state.pending.about == "care"
    protests = offered and NO_ALARM.search(u.text) and not GRAVE & set(state.flags)
    if protests and signal(u, k) is None:  # "onzin, ik trek het niet meer" takes nothing back
        _lift(state)
        return True
    if not set(state.flags) <= set(CRISES.values()):
        return False
    rule = next(r for r in k.safety_rules if r.id == MONEY_TROUBLE)
    named = [phrase for phrase in rule.triggers if phrase in text]
    denied = named and all(is_denied(phrase, text) for phrase in named)
    if not denied and not all(NO_TROUBLE[flag].search(text) for flag in state.flags):
        return False
    _lift(state)
    return True


GRAVE = frozenset({"acuut_gevaar", "suicide"})
"""Rules that no protest takes back: who is in danger may deny it."""


def _lift(state: IntakeState) -> None:
    """No alarm any more; the talk goes on where it was."""
    state.flags, state.resting, state.pending = [], False, None
    # What was asked when the alarm came is asked again.
    state.asked = {name: how for name, how in state.asked.items() if how != "open"}
    waits = state.route == "human_now" and state.contact is not None
    if state.route in (*ROUTES.values(), "human_now") and not waits:
        state.route = None
    state.asked.pop("contact", None)
    if state.needs == [SHORT_OF_MONEY] and state.asked.get("readback") == "said":
        learn.forget_need(state)


def in_doubt(
    u: Understood, state: IntakeState, k: Knowledge, probed: bool = False, wished: bool = False
) -> str | None:
    """The crisis intent that a message may have, when that was not asked yet.

    Args:
        probed: as for `signal`; then a word or two ("op mezelf") say too little to ask about.
        wished: we asked what they wish.
    """
    if agreeing.GOOD.search(u.text) or WISH_FOR_REST.fullmatch(u.text):
        return None  # "niks, hij klopt zo"
    personal = "crisis_personal"
    said = f" {u.text.lower()} "
    if u.kind == "text" and any(phrase in said for phrase in k.grey_triggers):
        return None if f"grey:{personal}" in state.said else personal
    business = "crisis_business"
    if u.kind == "text" and any(phrase in said for phrase in k.grey_business):
        return None if f"grey:{business}" in state.said else business
    if u.kind != "text" or u.intent not in CRISES:
        return None
    if FEARS_OTHERS.search(u.text) and max(u.confidence, u.crisis) < WHEN_PROBED:
        return None
    if max(u.confidence, u.crisis) < (GREY_WISH if wished else GREY):
        return None
    if probed and u.words < TELLING_WORDS:
        return None
    return None if f"grey:{u.intent}" in state.said else u.intent


def ask_softly(intent: str, state: IntakeState, u: Understood, speaker: Speaker) -> None:
    """Is it as bad as it may sound? The open question waits, and so do the words."""
    state.said[f"grey:{intent}"] = 1
    state.waiting = state.pending
    state.waiting_words = Fact(u.text, "said", u.text, u.message_id)
    speaker.ask(
        speaker.line(f"grey.{intent}"),
        "consent",
        "grey",
        [
            (speaker.fixed(f"grey.{intent}.no"), "deny", "no"),
            (speaker.fixed(f"grey.{intent}.yes"), "affirm", intent),
            (speaker.fixed("grey.human"), "ask_human", "human"),
        ],
    )


SHORT_OF_MONEY = "fin_liquiditeit"
"""The need that money trouble tells of."""

OF_LIFE = re.compile(r"\b(er niet meer (ben|was|zijn)|leven|dood|eind(e)? (aan|an))\b")
"""Words over life and death: then 113, and not only rest (safety.yml, grey_zone)."""

ROUTES = {"faillissement_schulden": "safety_net"}
"""Rule → route of the record; a person at once for the others."""


def respond(
    rule_id: str,
    state: IntakeState,
    speaker: Speaker,
    k: Knowledge,
    context: Context,
) -> None:
    """Say where help is, end the interview, and alert a person.

    Only the code of the signal is kept, never the words (they are about health or debts). Nothing
    is matched or proposed any more while it stands (`recording.build`).
    """
    rule = next(r for r in k.safety_rules if r.id == rule_id)
    text = rule.reply
    if rule_id in state.flags:
        # Whoever says it again gets the numbers again: they are what matters.
        text = f"{speaker.line('safety.again')} {rule.reply}"
    else:
        state.flags.append(rule_id)
    state.route = ROUTES.get(rule_id, "human_now")
    state.resting = True
    if rule_id == MONEY_TROUBLE and state.needs and not state.confirmed():
        # Whatever it seemed to be about: who says this has another question now.
        learn.forget_need(state)
        state.needs = [SHORT_OF_MONEY]
        state.asked |= {"readback": "said", "second": "said"}
    closing.record_without_question(state, None, speaker, context)
    speaker.ask(
        text,
        "consent",
        "care",
        [
            (speaker.fixed("safety.yes"), "affirm", "yes"),
            (speaker.fixed("safety.no"), "deny", "no"),
        ],
    )
