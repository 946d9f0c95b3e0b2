"""Messages that are about the assistant, or about nothing: compliments, jokes, pasted mail.

Under a question that takes any words the classifier alone takes them for its answer.
"""

from __future__ import annotations

import re

from bot.dialogue.understood import SURE, Understood

ABOUT_YOU = re.compile(
    r"\b(?:je|jij)\s+(?:doet|bent|vraagt|snapt|klinkt|praat|lijkt|helpt|luistert)\b"
    r"|\b(?:doe|ben|snap|klink|praat|ken|heb|weet)\s+(?:je|jij)\b"
    r"(?! (?:daar|er|hier|ook|nog|iets|iemand|een)\b| (?:gek|mal)\b \w)"
    r"|\b(?:dat|of|hoe) je (?:zo|ook|nou|dit|dat)\b",
    re.IGNORECASE,
)
"""What is said to the assistant of itself."""

JOKE = re.compile(
    r"^(?:ken je die|komt (?:een|er een) \w+ bij|(?:ha){2,}|lol|grapje)\b|\bbadum\b|\btegeltje\b",
    re.IGNORECASE,
)

SIGH = re.compile(
    r"\W*(?:(?:nou|o+h?|ah?|ach|tja|pf+|hm+)\W+)?"
    r"(?:daar gaan we weer|(?:(?:daar gaan we weer|nou|o+h?|ah?|ach|tja|pf+|hm+|weer|alweer)\W+)"
    r"(?:een|zo'?n) (?:computer|robot|chatbot))\W*",
    re.IGNORECASE,
)
"""All that is said on hearing that it is a computer."""

BOT = re.compile(
    r"^\W*(?:(?:ben|is|zijn) (?:je|jij|dit|jullie) )?(?:een )?"
    r"(?:ro)?bot(?:je)?\W*\?\W*$|^\W*(?:computer|ai|chatgpt)\W*\?\W*$",
    re.IGNORECASE,
)
"""One word says too little for the classifier."""

OWN = re.compile(r"\b(?:we|wij|ons|onze|mijn|m'n|klant(?:en)?|personeel|bedrijf)\b", re.IGNORECASE)
"""Words of who tells about their firm."""

PERSON_WANTED = re.compile(
    r"\b(?:vlees en bloed|hartslag|echt(?:e)? (?:mens|persoon)|mens achter)\b", re.IGNORECASE
)
"""What a person is called by who wants to speak to one, other than a person."""

SNAP_JE = re.compile(r"\w.{8,}\bsnap je\W*$", re.IGNORECASE | re.DOTALL)
"""What only closes a sentence: "nieuwe klanten moet ik hebben. snap je"."""

LONGEST = 20
"""Words; whoever says more tells something."""

PASTED = re.compile(
    r"nieuwsbrief|afmelden|assortiment|korting|webwinkel|exclusief btw|op is op|openingstijden|"
    r"met vriendelijke groet|algemene voorwaarden|uitschrijven|voorbehouden",
    re.IGNORECASE,
)
LEAST_PASTED, SHORTEST_PASTED = 4, 40
"""Different phrases of a mailing, and words, from which a text is one."""

WANTS_PERSON = 0.2
"""How surely a person must be asked for in what is said about the assistant."""

REPLIES = ("complain", "ask_human", "ask_capabilities", "thank", "chitchat")
"""Acts that such a message can be."""

TAKEN_FOR = (*REPLIES, "express_need", "inform", "share_success", "out_of_scope")
"""What such a message is taken for. Whoever asks us something else ("je helpt me niet, wis alles")
says more than that, and must be heard."""


def is_pasted(text: str) -> bool:
    """Whether a text is a mailing that was pasted by mistake."""
    phrases = {found.lower() for found in PASTED.findall(text)}
    return len(phrases) >= LEAST_PASTED and len(text.split()) >= SHORTEST_PASTED


def act_to_assistant(u: Understood) -> str | None:
    """What somebody does who speaks to the assistant about itself; None if they tell something."""
    if BOT.search(u.text):
        return "ask_bot"
    # The no in "ken je die van de twee ambtenaren? nee?" is part of the joke.
    jokes = JOKE.search(u.text) is not None and u.intent in ("affirm", "deny")
    if u.intent not in TAKEN_FOR and u.confidence >= SURE and not jokes:
        return None
    if PERSON_WANTED.search(u.text) and "?" in u.text and u.words <= 2 * LONGEST:
        return "ask_human"
    if SIGH.fullmatch(u.text):
        return "ask_bot"
    if u.words > LONGEST or u.entities or SNAP_JE.search(u.text):
        return None
    if OWN.search(u.text) or not (ABOUT_YOU.search(u.text) or JOKE.search(u.text)):
        return None
    heard = {act: u.confidence if act == u.intent else u.second(act) for act in REPLIES}
    if heard["ask_human"] < WANTS_PERSON:
        heard["ask_human"] = 0.0  # who only says "ben je nou" is not put through
    likely = max(REPLIES, key=lambda act: heard[act])
    known = likely == u.intent or u.second(likely) > 0.0
    return likely if known else "chitchat"
