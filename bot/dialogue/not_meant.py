"""When a listed phrase (data/knowledge/safety.yml) is said of something or somebody else."""

from __future__ import annotations

import re

from bot.dialogue import closing

EXHAUSTED, MONEY_TROUBLE = "uitputting", closing.MONEY_FLAG
"""Rules of which the listed phrases are often said of something or somebody else."""

HARMLESS = ("concurrent", "lachen", "markt", "papier", "incassobureau", "vorige eigenaar")
"""Words beside a listed phrase that make it about something else (see safety.yml, test cases)."""

NO_TROUBLE = {
    "faillissement_schulden": re.compile(
        r"\b(?:ik heb|we hebben) (?:\w+ )?geen schuld(?:en)?\b(?![^.!?]*\bwel\b)"
        r"|\bgeen (?:\w+ )?(?:geldzorgen|geldproblemen|geldnood)\b"
        r"|\bdraaien (?:gewoon |goed |prima )*winst\b",
        re.IGNORECASE,
    ),
    "uitputting": re.compile(
        r"\bmankeer (?:niks|niets)\b|\bniks aan de hand\b|\bniks mis met mij\b"
        r"|\bzo(?:'n vaart)? (?:erg|zwaar) is het niet\b"
        r"|\b(?:ik )?bedoel\w* (?:ik )?(?:het|dat|'?t) (?:helemaal )?niet zo\b"
        r"|\b(?:het )?gaat (?:prima|goed) met (?:mij|me)\b"
        r"|\bmet mij (?:is|gaat)\b[^.!?]*\b(?:goed|prima|wel|niks|niets)\b|\bik huil niet\b"
        r"|\bniet in de put\b|\bgeen (?:donkere|zwarte|nare) gedachten\b"
        r"|\bik ben (?:zelf )?niet (?:ziek|moe|depressief|overspannen|op)\b",
        re.IGNORECASE,
    ),
}
"""Rule → words of who says that there is no such trouble."""

OF_ANOTHER = re.compile(
    r"\b(?:die|ze|zij|hij|klant\w*|cli[eë]nt\w*|mevr\w*|meneer|medewerk\w+|collega\w*|dame|meisje)\b"
    r"(?:(?!\bik\b)[^.!?]){0,30}\b(?:huilend|huilt|huilen|in paniek)\b|\bhuilende (?!ik\b)\w+",
    re.IGNORECASE,
)
"""Somebody else who cries: "die belt me huilend op"."""

SICK_AT_HOME = re.compile(
    r"\b(?:ze|zij|hij|klant\w*|mevr\w*|meneer|\w*medewerk\w+|collega\w*|iemand|jongens|man|mensen"
    r"|er (?:zit|zitten|ligt|liggen|loopt|lopen))\b"
    r"(?:(?!\b(?:ik|zelf|mezelf|mij|me)\b)[^.!?]){0,40}\bburn-?out\b",
    re.IGNORECASE,
)
"""Somebody of the team who is worn out: "er zit er een thuis met een burn-out"."""

NO_DEBT = {
    "beslag": re.compile(
        r"\b(?:\w*(?:tijd|uur|uren|dag|dagen|week|weken|avond|avonden|ochtend\w*|weekend\w*)|ruimte|plek"
        r"|aandacht|energie)\b[^.!?,]{0,25}\bin beslag\b"
        r"|\b(?!(?:loon|bank|derden)beslag)[^\W\d_]+beslag\b"
        r"|\bbeslag (?:voor|van) (?:de|het|onze) (?:\w*(?:wafel|pannenkoek|poffer|oliebol|vis)\w*)",
        re.IGNORECASE,
    ),
    "incasso": re.compile(
        r"\bautomatische?\b|\b(?:per|via|met|sepa|doorlopende?) incasso\b"
        r"|\bincasso(?:machtiging|batch)"
        r"|\bincasso\w*[^.!?]{0,30}\b(?:ingeschakeld|inschakelen|gestuurd|sturen|gezet|zetten)\b"
        r"|\b(?:naar|stuur|sturen) (?:\w+ ){0,2}(?:de |het |een )?incasso",
        re.IGNORECASE,
    ),
    "deurwaarder": re.compile(
        r"\b(?:ik|we|wij) (?:(?!krijg|kreg)\w+ ){0,4}(?:een |de )?deurwaarder[^.!?]{0,30}"
        r"\b(?:ingeschakeld|inschakelen|gestuurd|sturen|gezet|zetten|erop af)\b(?! gekregen)",
        re.IGNORECASE,
    ),
    "failliet": re.compile(
        r"\b(?:onze|mijn|m'?n|mn|een|die|hun) (?:\w+ ){0,2}\w*(?:klant|leverancier|opdrachtgever"
        r"|aannemer|debiteur|huurder|afnemer|fabrikant|coater|dealer|importeur|franchisegever)\b"
        r"(?: (?!ik\b|we\b|wij\b)\w+){0,5} failliet|\bfailliete\b",
        re.IGNORECASE,
    ),
}
"""Phrase of money trouble → how it is said of something else: time that is taken ("in beslag"),
batter, a way of being paid, a bailiff whom they send, a customer or supplier who went bankrupt."""


PANIC_AT_WORK = re.compile(
    r"\bgeen paniek\b|\bpaniek (?:elke|iedere|op (?:ma|di|wo|do|vr|za|zo)\w*dag)\b"
    r"|\bpaniek (?:met|om|over|door|in|bij|rond) (?:het|de|die|dat|onze|mijn|m'?n|mn)\b"
    r"|\b(?:altijd|weer|steeds|elke (?:week|dag|maandag)|totale?|lichte|complete) paniek\b"
    r"|\bpaniek(?:voetbal|verkoop|verkopen)\b",
    re.IGNORECASE,
)
"""Panic of a busy firm."""

SKIPS_ME = re.compile(
    r"\b(?:je|jij|u) slaat (?:me|mij)\b|\bslaat (?:me|mij) (?:steeds |altijd |gewoon )?over\b",
    re.IGNORECASE,
)
""" "Je slaat me oom over": said to us, and no blow."""

FOR_OTHERS = re.compile(
    r"\b(?:voor|van|over|met) (?:mensen|bedrijven|ondernemers|wie|iemand|anderen)\b[^.!?]*$",
    re.IGNORECASE,
)
"""What stands before money trouble of others: "is dat niet voor mensen met schulden?"."""

CRYING = re.compile(r"huil|paniek", re.IGNORECASE)
"""Listed phrases that somebody else may be meant by."""


def is_meant(rule: str, phrase: str, text: str) -> bool:
    """Whether a listed phrase is said of the firm or of themselves, and not denied."""
    if rule in NO_TROUBLE and NO_TROUBLE[rule].search(text):
        return False
    if rule == MONEY_TROUBLE:
        if is_denied(phrase, text) or _is_of_others(phrase, text):
            return False
        other = NO_DEBT.get(phrase)
        return other is None or any(
            phrase in sentence and not other.search(sentence)
            for sentence in re.split(r"(?<=[.!?])\s", text)
        )
    if phrase == "slaat me" and SKIPS_ME.search(text):
        return False
    if phrase == "paniek" and PANIC_AT_WORK.search(text):
        return False
    if phrase == "burn-out" and SICK_AT_HOME.search(text):
        return False
    return rule != EXHAUSTED or not (CRYING.search(phrase) and OF_ANOTHER.search(text))


def _is_of_others(phrase: str, text: str) -> bool:
    """Whether every time that a phrase about money trouble comes it is that of others."""
    before = [text[: found.start()] for found in re.finditer(re.escape(phrase), text)]
    return all(FOR_OTHERS.search(re.split(r"[.!?]", part)[-1]) for part in before)


def is_denied(phrase: str, text: str) -> bool:
    """Whether every time that a phrase about money trouble comes it is denied: "we gaan niet
    failliet", "ik heb geen schulden". "Nog niet failliet" denies nothing."""
    denied = rf"(?<!nog )\b(?:niet|geen|nooit) (?:\w+ ){{0,1}}\w*{re.escape(phrase)}"
    behind = rf"{re.escape(phrase)}\w* (?:\w+ ){{0,2}}niet\b(?! meer)"
    refused = len(re.findall(denied, text)) + len(re.findall(behind, text))
    return refused >= text.count(phrase)
