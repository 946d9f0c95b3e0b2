"""What people do besides answering: ask why, want a person, stop, correct, joke, be in trouble.

What is done about it stands in `bot.dialogue.acting`.
"""

from __future__ import annotations

import re

from bot.dialogue.asides import asks
from bot.dialogue.learn import LEAST_NEED_MASS, OWN
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood

ANSWERED_THEN_BACK = frozenset(
    {
        "ask_bot", "ask_capabilities", "ask_privacy", "ask_own_data", "erase_data",
        "ask_instrument", "ask_status", "share_success", "complain", "greet", "thank",
        "chitchat", "out_of_scope", "other_language",
    }
)  # fmt: skip
"""Acts that get an answer, after which the open question is put again."""

HANDLED = frozenset(
    {
        "erase_data", "ask_why", "ask_human", "dont_know", "skip", "correct", "goodbye", "stop",
        "restart",
    }
)  # fmt: skip
"""Acts that do more than get an answer (`bot.dialogue.acting.HANDLERS`)."""

QUESTIONS = ("ask_privacy", "ask_bot", "ask_capabilities", "ask_own_data", "ask_why")
"""Questions beside the interview that may stand in a message of more sentences."""

URGENT = ("human_now", "safety_net")
WITH_PERSON = ("broker", "broker_and_instrument", *URGENT)
"""Routes on which a broker has the growth question."""

ASKED_ON = (
    "growth_question",
    "change_question",
    "other_angle",
    "own_sentence",
    "restart",
    "withdraw",
)
"""Questions that are put again to who cannot or will not answer."""

HEARD = 0.6
"""How sure a need must be heard for a message to be more than the question in it."""

PERSON = 0.35
"""Confidence from which somebody is brought to a person: to miss that is worse than to offer it."""

QUESTION = 0.4
"""Confidence from which a question beside the interview is answered."""

ASKED = 0.3
"""The same for what ends in a question mark."""

ANNOYED = 0.2
"""How likely it must be that small talk is a complaint to take it for one."""

ASKED_FOR_NUMBER = 2
"""Times that somebody is asked how to reach them."""

FEW_WORDS = 4
"""Words below which, after as many turns in Dutch, another language is an exclamation."""

OWN_FIRM = re.compile(
    r"\b(?:we|wij|ons|onze|mijn|m'n|mn|me|klant(?:en)?|personeel|bedrijf|zaak)\b", re.IGNORECASE
)
"""Words of who tells of their own."""

MENS = re.compile(r"(?:^|[.!?,]\s*)mens\W*$|^\W*mens\s*[.!](?=\s)", re.IGNORECASE)
"""The word that was promised to bring them to a person, by itself, at the end or in front."""

ERASES = re.compile(
    r"\b(?:ge)?(?:wis|wist|wissen|verwijder\w*|delete\w*|gegevens|vergeet|vergeten"
    r"|intrek\w*|alles weg"
    r"|weghalen|gesprek|data|avg|account|bewaar\w*|bewaren)\b|\btrek\b.*\bin\b|\bweg met\b",
    re.IGNORECASE,
)
"""Words of who wants to be forgotten."""

ASK_ABOUT = re.compile(
    r"\bvraag\b[^.!?]{0,20}\b(?:over|naar) (?:dat|het|die|mijn|mn|de)\b", re.IGNORECASE
)
"""Words of who wants to be asked about something."""

OF_SENTENCE = re.compile(
    r"\b(?:haal|laat|gooi|streep)\b[^.!?]{0,25}\b(?:dat|dit|stuk(?:je)?|deel|zin|woord|die)\b"
    r"[^.!?]{0,25}\b(?:weg|eruit|er uit)\b",
    re.IGNORECASE,
)
"""Words of who wants a part of the sentence gone."""

CONFIDES = re.compile(
    r"\b(?:privacy|avg|gegevens|data|bewaa?r\w*|opgeslagen|opslaan|lees\w*|lezen|gelezen|meelez\w*"
    r"|mee ?kij\w*|delen|gedeeld|deelt|doorge\w+|doorstur\w*|geheim\w*|anoniem\w*"
    r"|vertrouwelijk\w*"
    r"|openbaar|terecht|wissen|wis|tussen ons|onder ons|bij wie|naar wie|met wie|veilig|uitlek\w*"
    r"|wie (?:ziet|weet|hoort|krijgt)|ziet|zien (?:jullie|anderen)"
    r"|(?:krijgt|hoort|weet) [^.!?]*\bdit)\b",
    re.IGNORECASE,
)
"""Words of who asks what becomes of what they tell."""

DARES = re.compile(r"\b(?:durf|durft|durven|bang|eng)\b", re.IGNORECASE)
"""Words of who says what holds them back."""

AGREED = re.compile(r"\bafspra(?:ak|ken)\b", re.IGNORECASE)
"""What is made with a person, and what people in a firm keep or do not."""

CALLS = re.compile(
    r"\b(?:mens\w*|persoon|iemand|bel\w*|terugbel\w*|gebeld|spreken|gesproken"
    r"|praten|gesprek\w*|makelaar\w*"
    r"|adviseur\w*|contact|medewerk\w*|collega|echte?|telefo\w*|langs ?komen|langskom\w*|nummer|wie"
    r"|afspraak (?:maken|plannen|inplannen)|(?:maak|plan) [^.!?]*afspraak|doorverbind\w*|verbind\w*"
    r"|human|baas|chef|helpdesk|vlees en bloed|bot|robot|computer|ding|apparaat|chatbot|ai)\b",
    re.IGNORECASE,
)
"""Words of who wants an appointment with a person."""

CERTAIN = 0.9
"""Confidence from which none of those words is needed."""

SCOLDS = re.compile(
    r"\b(?:slecht|stom|waardeloos|rot|dom|kut)\w* ?(?:ro)?(?:bot|computer|ding|systeem"
    r"|praatpaal)\b",
    re.IGNORECASE,
)
"""Words of who calls us names."""

LEAVING = re.compile(
    r"\b(later verder|straks verder|(ik|we) moet(en)? (nu |zo |er )?(gaan|ophangen|rennen|weg)|"
    r"ik stop (even|ff|er) ?\w*)\b",
    re.IGNORECASE,
)
"""What people say who have to go."""

STOPS_WITH = re.compile(
    r"\bstop (?:\w+ )?met (?!dit\b|deze\b|het (?:gesprek|praten)\b|vragen\b|praten\b)",
    re.IGNORECASE,
)
"""Words of who wants us to stop about something."""

PUT_DOWN = re.compile(
    r"(?:^|[.,;!?]|\b(?:nee|en|maar|dus|wacht|ja|toch)\b)\W*"
    r"(?:zet|maak|schrijf) (?:er|der|d'r|dat|daar|het|'t|mij|me) [^.!?]{0,40}\b(?:van|neer|op)\b",
    re.IGNORECASE,
)
"""Words of who tells what to write down in place of what stands there ("maak er drie jaar van")."""

MOST_ASIDES = 3
"""Short questions of one message that are answered."""

MORE_THAN_A_SHRUG = 5
"""Words from which who does not know the answer may tell something else."""

LONG = 8
"""Messages of more words than this are stories first; only a clear act interrupts them."""

CLEAR = 0.7

SMALL = 0.8
"""Confidence from which somebody who tells a fact of the firm makes small talk."""

CHAT = 0.4
"""The same for who tells none."""

ABOUT_US = re.compile(
    r"\?|\b(?:ro)?bot\b|computer|\bmens\b|\bpersoon\b|privacy|gegevens|bewaar|\blees|\bleest|waarom|"
    r"\bwie\b|\bwat\b|\bhoe\b|\bkun\b|\bkan je\b",
    re.IGNORECASE,
)
"""What stands in a question beside the interview."""

NEWS = 0.75
"""Confidence from which good news is congratulated on."""

ABOUT_SCHEME = re.compile(
    r"^(?:maar |ok[eé]? |hé |he )*(?:wat|hoe|is|kan|wanneer|waar|bestaat|en|ken|weet)\b|\?\s*$",
    re.IGNORECASE,
)
"""How a short question for a scheme begins, or ends."""


WORTH_AN_ANSWER = 5
"""Words of a question that is no small talk once it is known what it is about."""


def act_of(u: Understood, state: IntakeState) -> str | None:
    """The act that a message must be treated as, or None when it is an answer or a story."""
    if u.kind == "choice":
        return None
    if MENS.search(u.text):
        return "ask_human"  # the word that always brings somebody to a person
    strange = u.words < FEW_WORDS and state.turn > FEW_WORDS and state.language is None
    if u.intent == "other_language" and strange:
        return None  # "yesss finally", of somebody who wrote Dutch all the time
    if u.intent == "other_language" and u.language:
        return u.intent  # the language itself was recognised, or named
    if u.values("instrument") and u.words <= LONG and ABOUT_SCHEME.search(u.text):
        return "ask_instrument"  # "en het groeifonds dan"
    told_of = bool(u.values("instrument")) and u.words > LONG and not asks(u.text)
    if u.intent == "ask_instrument" and told_of and "?" not in u.text:
        return None  # "met Horizon een koffie gedaan, ze zeggen allemaal: kom terug als ..."
    tells_facts = any(found.confidence >= OWN for found in u.entities)
    if tells_facts and PUT_DOWN.search(u.text):
        return "correct"
    says_nothing_else = not tells_facts and sum(u.needs.values()) < LEAST_NEED_MASS
    if SCOLDS.search(u.text) and says_nothing_else and u.intent not in HANDLED:
        return "complain"
    if u.intent == "share_success" and u.confidence < NEWS:
        return None  # to congratulate somebody who is in a mess is worse than to miss good news
    if u.intent == "chitchat" and state.needs and asks(u.text) and u.words >= WORTH_AN_ANSWER:
        return None  # "als hij op cursus is, wie doet dan de ketels": "gezellig!" is an insult
    if u.intent in ("chitchat", "out_of_scope") and u.words >= LONG and OWN_FIRM.search(u.text):
        return None  # of a son and a daughter in the firm nobody chats
    asked_on = state.pending is not None and state.pending.asks == "need_question"
    if u.intent in ("chitchat", "out_of_scope") and asked_on and u.words >= LONG and state.log:
        return None  # "4 van de 10 pakketjes komt terug", asked on, is an answer
    if u.intent == "chitchat" and u.confidence < (SMALL if tells_facts else CHAT):
        return None  # "hebt ge iets voor een kapsalon" is what they come for
    if u.intent == "erase_data" and state.question is not None and OF_SENTENCE.search(u.text):
        return None  # "haal dat stuk weg" is about the sentence
    if u.intent == "erase_data" and u.confidence < CERTAIN and not ERASES.search(u.text):
        return None  # "aan het eind gooi ik vlees weg" is about meat
    if u.intent == "dont_know" and DARES.search(u.text):
        return None  # "dat ik het niet durf te vragen" is an answer
    if u.intent == "ask_human" and AGREED.search(u.text) and not CALLS.search(u.text):
        return None  # "dan is een afspraak een afspraak"
    if u.intent == "ask_human" and ASK_ABOUT.search(u.text):
        return None  # "vraag liever wat over dat bellen"
    if u.intent == "ask_privacy" and u.confidence < CERTAIN and not CONFIDES.search(u.text):
        return None  # "wie kan me leren verkopen, noem een naam" asks for help
    short = u.words <= LONG or u.intent.startswith("ask_") or u.intent == "correct"
    short = short or says_nothing_else
    needed = QUESTION if short else CLEAR
    if u.intent == "ask_human":
        needed = PERSON
    if u.intent.startswith("ask_") and asks(u.text):
        needed = min(needed, ASKED)
    cross = u.second("complain") >= ANNOYED or SCOLDS.search(u.text) is not None
    if u.intent in ("chitchat", "out_of_scope") and cross:
        return "complain"  # "gezellig!" is no reply to somebody who is cross
    if u.intent == "stop" and STOPS_WITH.search(u.text):
        return "complain"  # "stop ff met mn moeder": with that, not with the talk
    if LEAVING.search(u.text) and u.words <= 15:
        return "stop"
    asked = ABOUT_US.search(u.text) is not None
    in_passing = next((act for act in u.also if act in QUESTIONS and asked), None)
    heard = max(u.needs.values(), default=0.0) >= HEARD
    if u.intent in HANDLED and u.confidence >= needed:
        return u.intent
    if u.intent in ANSWERED_THEN_BACK and u.confidence >= needed:
        if u.intent == "ask_instrument" and state.presenting is None and not u.values("instrument"):
            return None  # "ik zoek subsidie" is how many begin: it is what they come with
        return u.intent
    # The rest of such a message says nothing that is an answer.
    return in_passing if not heard and not u.entities else None
