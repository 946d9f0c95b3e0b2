"""A name that comes after the number."""

from __future__ import annotations

import re

from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.language.found import Found
from bot.language.name_forms import name_words

TURN = "contact:turn"
"""Where the state keeps the turn in which a number or address was left (`IntakeState.said`)."""

LONGEST_NAME = 5
"""Words; "Jan Willem van der Berg"."""

NAME = re.compile(
    r"(?P<lead>(?:ik heet|ik ben|(?:mijn )?naam is|met) )?(?P<name>[^\d.,!?]+)[.!]?", re.IGNORECASE
)


def name_told_later(state: IntakeState, u: Understood) -> str | None:
    """A name by itself, right after the number or address that was left without one."""
    if state.contact is None or "name" in state.contact or u.kind != "text":
        return None
    if state.said.get(TURN) != state.turn - 1 or u.words > LONGEST_NAME:
        return None
    whole = NAME.fullmatch(u.text.strip())
    if whole is None:
        return None
    name = whole["name"].split()
    # One word by itself may be "Top", however it is written: phones begin with a capital.
    known = u.values("person_name") or name[0].lower() in name_words().first_names
    if not (whole["lead"] or known or (len(name) > 1 and whole["name"].istitle())):
        return None
    options = state.pending.options if state.pending else []
    if any(whole["name"].lower() in option.title.lower() for option in options):
        return None
    ordinary = u.is_sure("affirm", "deny", "thank", "goodbye", "stop", "ask_human", "dont_know")
    return None if ordinary else " ".join([name[0][:1].upper() + name[0][1:], *name[1:]])


def hint(found: Found, speaker: Speaker) -> str:
    """A number or address that its owner knows it by: what is said is kept, and this may be."""
    return hint_of(found.entity, str(found.value), speaker)


def hint_of(kind: str, value: str, speaker: Speaker) -> str:
    """The same for a ``phone`` or ``email`` that was kept."""
    part = value[-2:] if kind == "phone" else value[:2]
    return speaker.fixed(f"contact.hint.{kind}").format(part=part)


LONGEST_WHEN = 14
"""Words of who says no more than when or how to be called."""

WHEN = re.compile(
    r"\b(?:na|voor|vanaf|tussen|rond|tot|niet|liefst|alleen|pas|om)\b[^.,;!?\d]{0,15}"
    r"(?:\d{1,2}(?:[.:]\d\d)?\s*(?:u|uur|en)?\b(?! ?(?:jaar|maand|week|weken|euro|man|mensen))"
    r"|\b(?:een|twee|drie|vier|vijf|vijven|zes|zessen|zeven|acht|negen|tien|elf|twaalf)\b"
    r"|\bde lunch\b|\bhet (?:eten|werk)\b)"
    r"|\b(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:s|en)?\b"
    r"|\b(?:'?s ?)?(?:ochtends?|morgens?|smorgens|middags?|smiddags|avonds?|savonds)\b|\boverdag\b"
    r"|\bweekend\b|\bnummer van de (?:winkel|zaak)\b|\bvoicemail\b"
    r"|\bniet (?:op|via|naar|over) (?:het |de |mijn )?(?:kantoor|winkel|zaak|algemene|vaste|werk)\b"
    r"|\b(?:alleen|uitsluitend) (?:op|via) (?:mijn |m'n )?(?:eigen|mobiel\w*|06)\b"
    r"|\b(?:mag|mogen|moet|moeten)\b[^.!?,]{0,25}\bni(?:et|ks|ets)\b[^.!?,]{0,10}\b(?:weten|horen|merken|lezen)\b"
    r"|\bni(?:ks|ets) van (?:weten|weet|horen|hoort)\b"
    r"|\bwe(?:et|ten)\b[^.!?,]{0,25}\bni(?:ks|ets)\b(?: (?:van|over)\b)?",
    re.IGNORECASE,
)
"""When somebody can be called, and when or where not."""

BY_APP = re.compile(r"\b(?:app(?:en|je|t)?|whatsapp|appje)\b", re.IGNORECASE)
BY_MAIL = re.compile(
    r"\b(?:liever|liefst|graag|alleen)[^.!?]{0,12}\bmail(?:en|t|tje)?\b", re.IGNORECASE
)

CALLING = re.compile(
    r"\b(?:bel\w*|gebeld|bereik\w*|app\w*|mail\w*|liefst|kan dat)\b", re.IGNORECASE
)
"""What stands beside a time that is one to call."""


_SPOKEN = r"(?:nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\w*tien|\w*tig)"
REACHES = re.compile(
    rf"\S+@\S+|\+?\d[\d\s().-]{{6,}}\d|(?:\b{_SPOKEN}\b[ ,]*){{5,}}", re.IGNORECASE
)
"""A number or an address, as it is typed."""


def asks_when(state: IntakeState, u: Understood) -> bool:
    """Whether somebody asks if it was noted when to call: "staat erbij dat het na vijf uur is?"."""
    noted = re.search(r"\b(?:staat|weet|genoteerd|opgeschreven|erbij)\b", u.text, re.IGNORECASE)
    return state.contact is not None and noted is not None and WHEN.search(u.text) is not None


def note_when(state: IntakeState, u: Understood) -> bool:
    """Keep when and how somebody wants to be reached, as they said it. False if nothing is said.

    Where a number stands beside it, any time is one to call; by itself it must be said to be. The
    number is no part of what is kept.
    """
    without = REACHES.sub(" ", u.text)
    parts = [part.strip() for part in re.split(r"[;\n]|(?<!\d)\.|\.(?!\d)|,(?! ?\d)", without)]
    beside = bool(u.values("phone") or u.values("email")) or CALLING.search(without) is not None
    parts = [part for part in parts if not part.endswith("?")]
    said = [p for p in parts if (beside and WHEN.search(p)) or BY_APP.search(p)]
    how = "whatsapp" if BY_APP.search(without) else "email" if BY_MAIL.search(without) else None
    if state.contact is not None:
        earlier = state.facts.get("call_when")
        if how is None and earlier is not None and BY_APP.search(str(earlier.value)):
            how = "whatsapp"
        if how is not None and (how != "email" or "email" in state.contact):
            state.contact["preferred_channel"] = how
    if not said:
        return how is not None
    words = " ".join(", ".join(_around_when(part) for part in said).split())
    known = state.facts.get("call_when")
    if known is not None and words not in str(known.value):
        words = f"{known.value}, {words}"
    state.facts["call_when"] = Fact(words[:MOST_LETTERS], "said", words, u.message_id)
    return True


AROUND = 6
"""Words that are kept on either side of when to call, where much else stands beside it."""


def _around_when(part: str) -> str:
    part = re.sub(r"\b(\w+) \1\b", r"\1", part)  # "bel mij maar maar niet op zaterdag"
    words, found = part.split(), list(WHEN.finditer(part))
    if len(words) <= 2 * AROUND or not found:
        return part
    first, last = len(part[: found[0].start()].split()), len(part[: found[-1].end()].split())
    return " ".join(words[max(0, first - AROUND) : last + AROUND])


MOST_LETTERS = 400
"""Characters that are kept of when to call."""
