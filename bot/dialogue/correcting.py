"""What was written down wrongly, set right in words: "14 klopt niet, ik zei 16", "niet webshop, ik
maak granola", "ik zei nooit dat wij een AI-bedrijf zijn".

The old value is named and denied; what it is to be stands beside it, or else it goes. What else the
message says is left for others to hear.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import counts, learn
from bot.dialogue.context import Context
from bot.dialogue.overview import value_in_words
from bot.dialogue.speech import Speaker
from bot.dialogue.state import Fact, IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.language import in_passing
from bot.language.extract import extract
from bot.language.found import Found
from bot.language.reading import read

FIELDS = ("sector", "municipality", "place", "employees")
"""What is set right so; terms, results and the rest have their place in the sentence."""

ENTITIES = {"sector": "sector", "municipality": "municipality", "employees": "employees"}

IS_RATHER = re.compile(
    r"\b(?:maar|gewoon|ik ben|wij zijn|we zijn|is|bedoel(?:de)?) (?:een |gewoon )*"
    r"(?P<what>[^\W\d_][\w-]+(?: [^\W\d_][\w-]+)?)(?=[.,!?;]|$)",
    re.IGNORECASE,
)
"""What a trade is in place of the one that is denied: "geen webshop maar een bakkerij"."""

SHORTEST = 2
"""Letters or digits by which a value is known in a text; fewer may be anything."""


def heard(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> Understood | None:
    """Set right what is said to be wrong, and say so.

    Returns:
        What is left of the message, its text empty where nothing is; None where nothing was wrong.
    """
    if u.kind != "text" or not state.facts:
        return None
    told, used = [], []
    for name in FIELDS:
        fact = state.facts.get(name)
        denied = _denied(name, fact, u.text, k) if fact is not None else None
        if fact is None or denied is None:
            continue
        used.append(denied)
        told.append(_set_right(name, fact, state, u, speaker, k, context))
    if not told:
        return None
    speaker.lead(speaker.line("correct.ok", what=", ".join(dict.fromkeys(told))))
    left = _without(u.text, used)
    return replace(u, text=left, entities=(), intent="inform" if left else u.intent)


def _denied(name: str, fact: Fact, text: str, k: Knowledge) -> str | None:
    """The sentence that denies a value; None where none does."""
    names = {value_in_words(name, fact, k), str(fact.value)}
    if name != "employees" and fact.quote and len(fact.quote.split()) <= 3:
        names.add(fact.quote)
    known = (n for n in names if len(n) >= SHORTEST)
    said = "|".join(re.escape(n) for n in sorted(known, key=len, reverse=True))
    if not said:
        return None
    value = rf"['\"“‘]?\b(?:{said})\b['\"”’]?"
    if name == "employees":
        value += counts.OTHER  # "niet 14 maanden" is no number of people
    denies = re.compile(
        r"\b(?:niet|geen|nooit|ipv|in plaats van)"
        rf"(?: (?:in|uit|op|bij|aan|een|de|het|meer|dat))* {value}"
        rf"|{value}(?: [\w']+){{0,2}} (?:klopt|klopte|is|was) (?:\w+ )?(?:niet|fout|onzin)\b"
        rf"|{value}[ ,]+(?:dat )?(?:heb|zei) ik (?:\w+ )?(?:nooit|niet)\b"
        rf"|\b(?:nooit|niet) (?:gezegd )?dat\b[^.!?]{{0,25}}{value}"
        rf"|\bhaal\b[^.!?]{{0,12}}{value}[^.!?]{{0,12}}\b(?:weg|eruit)\b",
        re.IGNORECASE,
    )
    return next((s for s in _pieces(text) if denies.search(s)), None)


def _pieces(text: str) -> list[str]:
    """Sentences; of those without an end the clauses, so that the rest is still heard."""
    pieces: list[str] = []
    for sentence in re.findall(r"[^.!?\n]+[.!?]*", text):
        long = len(sentence.split()) > LONG_SENTENCE
        pieces += re.split(r"(?<=,)\s+(?=en |maar |we |ik |het )", sentence) if long else [sentence]
    return pieces


LONG_SENTENCE = 15
"""Words of a sentence from which its clauses are taken for themselves."""


def _set_right(
    name: str,
    fact: Fact,
    state: IntakeState,
    u: Understood,
    speaker: Speaker,
    k: Knowledge,
    context: Context,
) -> str:
    """Write down what it is, or nothing; how that is told."""
    new = _new_value(name, fact, u, k, context)
    old = value_in_words(name, fact, k)
    state.facts.pop(name)
    if name == "municipality":
        state.facts.pop("place", None)
    if new is None:
        state.hints.pop(name, None)
        state.asked.pop(name, None)  # it is asked for when it is needed
        return speaker.fixed("correct.gone").format(what=old)
    state.facts[name] = new
    state.asked[name] = "answered"
    if name == "employees":
        learn.size_as_evidence(state, new.value, u)
        number = value_in_words(name, new, k)
        return speaker.fixed("changed.employees").format(number=number)
    return value_in_words(name, new, k)


def _new_value(name: str, fact: Fact, u: Understood, k: Knowledge, context: Context) -> Fact | None:
    if name == "place":
        return None
    if name == "sector" and (doing := in_passing.activity(u.text)) is not None:
        # "maak granola": what they make is what they do.
        return Fact("overig", "said", doing.split(" ", 1)[-1], u.message_id)
    if name == "employees":
        return _other_number(fact, u)
    found = extract(u.text, context.today, k.gazetteer, asked=name)
    others = [f for f in found if f.entity == ENTITIES[name] and _is_other(f, fact, u.text)]
    best = max(others, key=lambda f: (f.start, f.confidence), default=None)
    if best is not None and learn.plausible(name, best.value):
        return Fact(best.value, "said", u.text[best.start : best.end], u.message_id)
    rather = IS_RATHER.search(u.text) if name == "sector" else None
    return Fact("overig", "said", rather["what"], u.message_id) if rather is not None else None


def _other_number(fact: Fact, u: Understood) -> Fact | None:
    """The last whole number in the message that is not the one that is denied."""
    for token in reversed(read(u.text).tokens):
        number = token.canon[1:] if token.canon.startswith("#") else ""
        other = number.isdigit() and int(number) != fact.value
        if other and learn.plausible("employees", int(number)):
            said = u.text[token.start : token.end]
            return Fact(int(number), "said", said, u.message_id)
    return None


def _is_other(found: Found, fact: Fact, text: str) -> bool:
    """Whether it is another value, or the same in other words ("dronten, niet swifterbant")."""
    said = text[found.start : found.end].lower()
    return found.value is not None and said != (fact.quote or str(fact.value)).lower()


def _without(text: str, used: list[str]) -> str:
    """The message without the sentences that set something right."""
    for sentence in used:
        text = text.replace(sentence, " ", 1)
    return " ".join(text.split())
