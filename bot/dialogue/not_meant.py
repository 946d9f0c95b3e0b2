"""When a listed phrase (data/knowledge/safety.yml) is said of something or somebody else."""

from __future__ import annotations

import re

from bot.dialogue import offering

EXHAUSTED, MONEY_TROUBLE = "uitputting", offering.MONEY_FLAG
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
    r"(?:(?!\bik\b)[^.!?]){0,30}\b(?:huilend|huilt|huilen|in paniek)\b",
    re.IGNORECASE,
)
"""Somebody else who cries: "die belt me huilend op"."""

BY_US = (
    r"\b(?:ik|we|wij) (?:(?!krijg|kreg|word|werd)\w+ ){0,5}"
    r"%s\w*[^.!?]{0,30}\b(?:ingeschakeld|inschakelen|gestuurd|sturen|gezet|zetten|erop af)\b"
    r"(?! gekregen)"
)
"""Who is owed money sends somebody for it."""

SAID_ELSE = {
    phrase: re.compile(words, re.IGNORECASE)
    for phrase, words in {
        "beslag": (  # time that is taken, and batter
            r"\b(?:\w*(?:tijd|uur|uren|dag|dagen|week|weken|avond|avonden|ochtend\w*|weekend\w*)"
            r"|ruimte|plek|aandacht|energie)\b[^.!?,]{0,25}\bin beslag\b"
            r"|\b(?!(?:loon|bank|derden)beslag)[^\W\d_]+beslag\b"
            r"|\bbeslag (?:voor|van) (?:de|het|onze) \w*(?:wafel|pannenkoek|poffer|oliebol|vis)"
        ),
        "incasso": (  # a way of being paid, and who is owed money
            r"\bautomatische? incasso|\b(?:per|via|met|sepa|doorlopende?) incasso\b"
            r"|\bincasso(?:machtiging|batch)|"
            + BY_US % "incasso"
            + r"|\b(?:ik|we|wij) (?:(?!krijg|kreg|word|werd)\w+ ){0,4}naar (?:\w+ ){0,2}incasso"
        ),
        "deurwaarder": BY_US % "deurwaarder",
        "failliet": (  # a customer or supplier
            r"\b(?:onze|mijn|m'?n|mn|een|die|hun) (?:\w+ ){0,2}\w*(?:klant|leverancier"
            r"|opdrachtgever|aannemer|debiteur|huurder|afnemer|fabrikant|coater|dealer|importeur|franchisegever)\b"
            r"(?: (?!(?:ik|we|wij|en|dus|straks)\b)\w+){0,5} failliet|\bfailliete\b"
        ),
        "paniek": (  # a busy firm
            r"\bgeen paniek\b|\bpaniek (?:elke|iedere|op (?:ma|di|wo|do|vr|za|zo)\w*dag)\b"
            r"|\bpaniek (?:met|om|over|door|in|bij|rond) (?:het|de|die|dat|onze|mijn|m'?n|mn)\b"
            r"|\b(?:altijd|weer|steeds|elke (?:week|dag|maandag)|totale?|lichte|complete) paniek\b"
            r"|\bpaniek(?:voetbal|verkoop|verkopen)\b"
        ),
        "burn-out": (  # somebody of the team
            r"\b(?:ze|zij|hij|klant\w*|mevr\w*|meneer|\w*medewerk\w+|collega\w*|iemand|jongens|man"
            r"|mensen|er (?:zit|zitten|ligt|liggen|loopt|lopen))\b"
            r"(?:(?!\b(?:ik|zelf|mezelf|mij|me)\b)[^.!?]){0,40}\bburn-out\b"
        ),
        "huilend": r"\bhuilende (?:moeder|vader|ouder|kind|klant|collega|medewerk|mens)\w*",
        "slaat me": (  # to us, and no blow: "je slaat me oom over"
            r"\b(?:je|jij|u) slaat me\b|\bslaat me (?:steeds |altijd |gewoon )?over\b"
        ),
    }.items()
}
"""Phrase → how it is said of something or somebody else, with the phrase in it."""

FOR_OTHERS = re.compile(
    r"\b(?:voor|van|over|met) (?:mensen|bedrijven|ondernemers|wie|iemand|anderen)\b[^.!?]*$",
    re.IGNORECASE,
)
"""What stands before money trouble of others: "is dat niet voor mensen met schulden?"."""

CRYING = re.compile(r"huil|paniek", re.IGNORECASE)
"""Listed phrases that somebody else may be meant by."""


def is_meant(rule: str, phrase: str, text: str) -> bool:
    """Whether a listed phrase is said of the firm or of themselves, and not denied; of several
    times that it is said one is enough."""
    if rule in NO_TROUBLE and NO_TROUBLE[rule].search(text):
        return False
    if rule == MONEY_TROUBLE and (is_denied(phrase, text) or _is_of_others(phrase, text)):
        return False
    if rule == EXHAUSTED and CRYING.search(phrase):
        text = OF_ANOTHER.sub(" ", text)
    if phrase in SAID_ELSE:
        text = SAID_ELSE[phrase].sub(" ", text)
    return phrase in text


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
