"""Questions about schemes and other help: what it is, how much, whether it is for them, where to
ask for it, and whether there is money for something at all."""

from __future__ import annotations

import re
from typing import Literal, Sequence

from bot.dialogue import offering
from bot.dialogue.context import Context
from bot.dialogue.parts import is_question
from bot.dialogue.speech import Speaker
from bot.dialogue.state import IntakeState
from bot.dialogue.understood import Understood
from bot.knowledge import Knowledge
from bot.matching import Instrument, Match, checked_in_words, match, match_one, reason_for

Subject = Literal["amount", "cost", "fit", "apply", "still", "what"]

MOST = 3
"""Schemes that are spoken of in one answer."""

MOST_REASONS = 2
"""Conditions that are named of one scheme."""

OR_NOT = re.compile(r"\b(?:ja of nee|of niet)\b\W*(?:vroeg ik\W*)?$", re.IGNORECASE)
"""How a question ends that was not answered before."""

LONGEST = 25
"""Words of a question; whoever says more tells something."""

MONEY_KINDS = ("fund", "subsidy")

SUBJECTS: Sequence[tuple[Subject, re.Pattern[str]]] = (
    (
        "amount",
        re.compile(
            r"\bhoeveel\b|\bwat krijg\b|\bbedrag\w*|\bmaximaal\b|\bhoe hoog\b|\bprocent\b"
            r"|\bwat levert\b",
            re.IGNORECASE,
        ),
    ),
    ("cost", re.compile(r"\bkost(?:en)?\b|\bmoet ik (?:dan )?betalen\b|\bgratis\b", re.IGNORECASE)),
    (
        "fit",
        re.compile(
            r"\bvoor (?:mij|me|ons|m'?n|mijn|onze?|zo'?n|een|mensen|zzp\w*)\b|\bin aanmerking\b"
            r"|\bwat heb ik (?:daar |d'r |er )?aan\b"
            r"|\bpas(?:t|sen)\b|\bmag ik\b|\bkan ik (?:die|dat|er|daar)\b"
            r"|\bheb ik (?:er |daar )?recht\b|\bgeldt\b|\bvoorwaarde\w*|\bwaarom (?:die|dat"
            r"|deze)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "apply",
        re.compile(
            r"\baanvra\w+|\bvraag (?:ik|je) (?:die|dat|het)\b|\baanmelden\b|\bwaar (?:moet"
            r"|kan) ik\b"
            r"|\bopen\b|\bwanneer\b|\bnummer\b|\bwebsite\b|\blink\b",
            re.IGNORECASE,
        ),
    ),
)
"""What is asked about a scheme; the first that is found. Anything else: what it is."""

KINDS: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = (
    (re.compile(r"\b(?:lening|krediet|fonds|geld)\b", re.IGNORECASE), ("fund",)),
    (re.compile(r"\b(?:subsidie|voucher|regeling|potje)\b", re.IGNORECASE), ("subsidy",)),
    (re.compile(r"\b(?:netwerk|club|vereniging)\b", re.IGNORECASE), ("network",)),
    (re.compile(r"\b(?:loket|adviseur|schakelteam)\b", re.IGNORECASE), ("advice", "broker")),
    (re.compile(r"\b(?:cursus|training|programma)\b", re.IGNORECASE), ("programme", "talent")),
)
"""Words for a kind of help → the kinds."""

ORDER = re.compile(r"\b(?:die|dat|de|het) (eerste|tweede|derde|laatste)\b", re.IGNORECASE)
ORDERS = {"eerste": 0, "tweede": 1, "derde": 2, "laatste": -1}

POINTS = re.compile(r"\b(?:dat|die|dit|deze|daar\w*|er|hier\w*|ze|zij)\b", re.IGNORECASE)
"""Words that point to what was just shown."""

ABOUT_CALLING = re.compile(r"\bmakelaar\b|\bbel(?:t|len)?\b|\bgebeld\b|\bgesprek", re.IGNORECASE)
"""Words of who asks about being called, not about a scheme."""

MONEY_BACK = re.compile(
    r"\b(?:subsidie|lening|investeerder|voucher|vergoeding|fonds|krediet|geld\b)\w*\b",
    re.IGNORECASE,
)
ASKS_BACK = re.compile(
    r"\bterugkomen\b|\bzou je\b|\bbestaat\b|\bvergeten\b|\b(?:en|over) (?:die|dat|de)\b|\bnou\b",
    re.IGNORECASE,
)
"""Words of who comes back to a question for money, in whatever order."""

MONEY = re.compile(
    r"\b(?:is|zijn|bestaat|bestaan|hebben|heb je|krijg ik|krijgen|weet je|ken je|zeggen|nou"
    r"|nu|en|over)"
    r"\b[^.!?]{0,40}"
    r"\b(?:subsidies?|vouchers?|vergoeding(?:en)?|potjes?|leningen|lening|krediet"
    r"|fonds(?:en)?|geld voor"
    r"|investeerders?"
    r"|regelingen)\b|^\W*(?:subsidie|investeerders?)\b",
    re.IGNORECASE,
)
"""Who asks whether there is money for something."""

OF_A_PERSON = re.compile(
    r"\b(?:geld|geld- ?en[ -]?groei|verkoop)[ -]?(?:gast|man|vrouw|makelaar|mens|persoon)\b"
    r"|\bmakelaar (?:voor|van|die)\b|\b(?:wie|welke)\b[^.!?]{0,15}\b(?:belt|makelaar)\b",
    re.IGNORECASE,
)
"""Who asks about the person that was named."""

COSTS = re.compile(r"\b(?:kost|kosten)\b[^.!?]{0,15}\bgeld\b", re.IGNORECASE)
"""Who asks what it costs, and not for money."""

STILL = re.compile(
    r"\bbestaat\b|\bgecontroleerd\b|\bgecheckt\b|\bnog wel\b|\bloopt\b.*\bnog\b", re.IGNORECASE
)
"""Who doubts whether what was shown is still there."""

LONG_NAME = 7
"""Letters of a part of a name by which a scheme is known."""

ORDINARY = frozenset(
    "flevoland flevolandse regeling subsidie fonds netwerk almere lelystad dronten zeewolde urk "
    "noordoostpolder ondernemers ondernemer ondernemersloket programma stichting vereniging club "
    "voor van het een met and the groei mkb lab team loket werk".split()
)
"""Words in names that say nothing about which one is meant."""


def answer(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> bool:
    """Answer a question about what was shown, or for money. False where it is none."""
    if OF_A_PERSON.search(u.text):
        return False  # "die van verkopen of die geld gast" asks who calls
    if u.kind != "text" or u.words > LONGEST or state.presenting is None or state.flags:
        return False
    comes_back = bool(MONEY_BACK.search(u.text) and ASKS_BACK.search(u.text)) and u.words <= 12
    asked = is_question(u.text) or "?" in u.text or u.is_sure("ask_instrument") or comes_back
    if not asked and not OR_NOT.search(u.text):
        return False
    if not state.needs:
        if MONEY.search(u.text) and not u.values("instrument"):
            speaker.lead_once("scheme.later")
            return True
        return False
    shown, _ = offering.shown_and_rest(offering.matches(state, k, context), k, context)
    meant = _meant(state, u, k, shown) if state.confirmed() else []
    if meant:
        subjects = subjects_of(u.text)
        told = [
            tell(one, subject, state, speaker, k, context, link=subject == subjects[-1])
            for one in meant[:MOST]
            for subject in subjects
        ]
        speaker.tell("\n".join(told))
        if MONEY_BACK.search(COSTS.sub(" ", u.text)) and not of_money(meant):
            money(state, speaker, k, context, u.text)
        return True
    if (MONEY.search(u.text) or comes_back) and not u.values("instrument"):
        money(state, speaker, k, context, u.text)
        return True
    return False


TOLD_OF_MONEY = "scheme:money"
"""Under which it is kept that the question for money got its answer (`IntakeState.said`)."""

MONEY_NEED = "fin_groeikapitaal"


def offer(state: IntakeState, speaker: Speaker, k: Knowledge, context: Context) -> None:
    """Show what fits and who can help, answer what was put off, and let them choose."""
    rest = offering.show(state, speaker, k, context)
    if _owes_money_answer(state):
        asked = str(state.presenting.value) if state.presenting is not None else ""
        money(state, speaker, k, context, asked, promised=True)
    offering.ask_route(speaker, more=bool(rest))


def offer_besides(
    state: IntakeState, u: Understood, speaker: Speaker, k: Knowledge, context: Context
) -> bool:
    """Who saw what fits, and asks for help with something else: "heb je niks over samenwerken met
    een compagnon?". What there is for that is shown, or said that there is nothing.

    Returns:
        Whether the message tells what else it is.
    """
    told = (context.read(u.text) if context.read else None) or {}
    need = max(told, key=lambda n: told[n], default=None)
    if need is None or told[need] < ELSE or need in state.needs:
        return False
    found = match(k, [need], offering.facts_to_match(state, k, context), context.today)
    fitting, _ = offering.shown_and_rest(found, k, context)
    label = k.needs_by_id[need].label.lower()
    if fitting:
        lines = [offering.line_of(m, speaker, k) for m in fitting]
        speaker.tell("\n".join([speaker.line("match.besides", label=label), *lines]))
        state.scheme = fitting[0].instrument
    else:
        speaker.tell(speaker.line("match.besides_none", label=label))
    state.note_for_broker(u.text, u.message_id)
    offering.ask_route(speaker, more=False)
    return True


ELSE = 0.4
"""How surely a question for help must tell what it is for."""


def _owes_money_answer(state: IntakeState) -> bool:
    """Whether somebody was told that money would come up later, and it did not yet."""
    put_off = "scheme.later" in state.said or state.asks_money
    return put_off and TOLD_OF_MONEY not in state.said


def of_money(meant: Sequence[Instrument]) -> bool:
    """Whether what is spoken of is money itself."""
    return any(one.kind in MONEY_KINDS for one in meant)


def subjects_of(text: str) -> list[Subject]:
    """All that is asked about a scheme, two things at most; what it is comes first."""
    found = [subject for subject, said in SUBJECTS if said.search(text)]
    if STILL.search(text):
        return ["still"]
    if WHAT_DO.search(text):
        found = ["what", *found]
    return (found or ["what"])[:2]


WHAT_DO = re.compile(r"\bwat (?:doe\w*|is|zijn|houdt)\b", re.IGNORECASE)
"""Who asks what it is, or what they do."""


def subject_of(text: str) -> Subject:
    """What a question about a scheme is after."""
    if STILL.search(text):
        return "still"
    return next((subject for subject, said in SUBJECTS if said.search(text)), "what")


def tell(
    one: Instrument,
    subject: Subject,
    state: IntakeState,
    speaker: Speaker,
    k: Knowledge,
    context: Context,
    link: bool = True,
) -> str:
    """One answer about one scheme, with what is known of the firm.

    Args:
        link: whether to say where to read more.
    """
    state.scheme = one.id
    fixed = speaker.fixed
    checked = checked_in_words(k, one, context.today)
    where = fixed("scheme.where").format(url=one.url) if one.url and link else ""
    if subject == "amount" and one.amount:
        said = fixed("scheme.amount").format(name=one.name, amount=one.amount, checked=checked)
    elif subject == "amount":
        key = "scheme.amount_unknown" if one.kind in MONEY_KINDS else "scheme.no_money"
        said = fixed(key).format(name=one.name, summary=one.summary)
    elif subject == "cost":
        key = "scheme.costs_nothing" if one.kind in MONEY_KINDS else "scheme.cost_unknown"
        said = fixed(key).format(name=one.name)
    elif subject == "still":
        said = fixed("scheme.still").format(name=one.name, when=f"{one.checked:%Y}")
    elif subject == "fit":
        found = match_one(k, one, offering.facts_to_match(state, k, context), context.today)
        said = _fit(one, found, state, speaker)
    elif subject == "apply":
        key = "scheme.via" if one.via else "scheme.apply" if one.url else "scheme.apply_unknown"
        said = fixed(key).format(name=one.name, via=one.via)
        window = next((c for c in one.criteria if c.name == "window"), None)
        if window is not None and window.wanted == "varies":
            said += " " + fixed("match.criterion.window.unknown")
    else:
        said = fixed("scheme.what").format(name=one.name, summary=one.summary, checked=checked)
    return f"{said} {where}".rstrip()


def _fit(one: Instrument, found: Match, state: IntakeState, speaker: Speaker) -> str:
    """Why it may be for them: what it does for what they want; then what else it depends on."""
    outcome = {"does_not_fit": "no", "fits": "yes"}.get(found.verdict, "unknown")
    reasons = [c["because"] for c in found.criteria if c["outcome"] == outcome][:MOST_REASONS]
    key = "open" if not found.criteria else outcome
    said = speaker.fixed(f"scheme.fit.{key}")
    reason = why(one, state, speaker)
    if reason is not None and not reasons:
        return reason
    words = said.format(name=one.name, reasons=" ".join(reasons), summary=one.summary).strip()
    return f"{reason} {words}" if reason is not None and outcome != "no" else words


def why(one: Instrument, state: IntakeState, speaker: Speaker) -> str | None:
    """What it does for the need, behind what they want in their own words; None where unknown."""
    reason = reason_for(one, state.needs)
    if reason == one.summary:
        return None
    approach = state.facts.get("approach")
    if approach is None:
        return speaker.fixed("scheme.why").format(name=one.name, reason=reason)
    return speaker.fixed("scheme.why_act").format(name=one.name, act=approach.value, reason=reason)


def _meant(
    state: IntakeState, u: Understood, k: Knowledge, shown: Sequence[Match]
) -> list[Instrument]:
    """The schemes that a question is about; none where it is about something else."""
    named = [k.instruments_by_id.get(str(found.value)) for found in u.values("instrument")]
    if any(named):
        return list({one.id: one for one in named if one is not None}.values())
    instruments = [k.instruments_by_id[m.instrument] for m in shown]
    words = set(re.findall(r"[^\W_]{3,}", u.text.lower()))
    part = [w for w in words if len(w) >= LONG_NAME]
    for one in instruments:
        name = " ".join((one.name, *one.aliases)).lower()
        if any(w in name for w in part if w not in ORDINARY):
            return [one]  # "die klankbord": a part of its name
        if words & set(re.findall(r"[^\W_]{3,}", one.name.lower())) - ORDINARY:
            return [one]
    about_help = subject_of(u.text) != "what" or u.is_sure("ask_instrument")
    about_help = about_help or WHAT_DO.search(u.text) is not None
    ranked = ORDER.search(u.text)
    if ranked is not None and instruments:
        at = ORDERS[ranked[1].lower()]
        return [instruments[at]] if at < len(instruments) else []
    if MONEY.search(u.text) or ABOUT_CALLING.search(u.text) or not POINTS.search(u.text):
        return []
    of_kind = [kinds for said, kinds in KINDS if said.search(u.text)]
    if of_kind:
        return [one for one in instruments if any(one.kind in kinds for kinds in of_kind)]
    if not about_help:
        return []
    if (last := k.instruments_by_id.get(state.scheme or "")) is not None:
        return [last]
    return instruments if u.is_sure("ask_instrument") else []


def money(
    state: IntakeState,
    speaker: Speaker,
    k: Knowledge,
    context: Context,
    text: str = "",
    promised: bool = False,
) -> None:
    """Whether there is money for it: what may fit, or an honest no.

    Args:
        text: the question; a subsidy is no loan, and what it is for says more than the need.
        promised: it was asked for before, and put off.
    """
    subsidy = SUBSIDY.search(text) is not None and not LOAN.search(text)
    kinds = ("subsidy",) if subsidy else MONEY_KINDS
    # Who asks for money is told of money, whatever it is that they need most.
    purposes = [need for said, need in PURPOSES if said.search(text)]
    needs = [*offering.likely_needs(state, k), *purposes, *([] if subsidy else [MONEY_NEED])]
    found = [
        m
        for m in match(k, needs, offering.facts_to_match(state, k, context), context.today)
        if k.instruments_by_id[m.instrument].kind in kinds and m.verdict != "does_not_fit"
    ]
    purposely = [m for m in found if _serves(k, m, purposes)] or found
    state.said[TOLD_OF_MONEY] = 1
    if not found:
        speaker.lead(speaker.line("scheme.subsidy.none" if subsidy else "scheme.money.none"))
        return
    lines = [offering.line_of(m, speaker, k) for m in purposely[:MOST]]
    key = "scheme.money.asked" if promised else "scheme.money.some"
    speaker.tell("\n".join([speaker.line(key), *lines]))
    state.scheme = purposely[0].instrument


def _serves(k: Knowledge, one: Match, needs: Sequence[str]) -> bool:
    return any(k.instruments_by_id[one.instrument].needs.get(need) for need in needs)


SUBSIDY = re.compile(r"\bsubsidie\w*|\bvoucher\w*|\bvergoeding\w*|\bpotje\w*", re.IGNORECASE)
LOAN = re.compile(
    r"\b(?:en|of) (?:een )?(?:lening|krediet)\b|\bik zoek een lening\b", re.IGNORECASE
)
"""Who asks for a subsidy, and who would take a loan too."""

PURPOSES: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(words, re.IGNORECASE), need)
    for words, need in (
        (r"opleid|scholing|training|cursus|zij-?instro", "tal_ontwikkelen"),
        (r"energie|zonnepan|laadpa|isoler|verduurza|warmtepomp|elektrisch", "duur_verduurzamen"),
        (r"export|buitenland|duitsland|belgi|\bbeurs", "markt_internationaal"),
        (r"uitvind|ontwikkel|prototype|innovat", "inno_product"),
    )
)
"""What money is asked for → the need that schemes for it serve."""
