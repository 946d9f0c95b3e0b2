"""A name that comes after the number."""

from __future__ import annotations

import re

from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
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
    value = str(found.value)
    part = value[-2:] if found.entity == "phone" else value[:2]
    return speaker.fixed(f"contact.hint.{found.entity}").format(part=part)
