"""The record of an intake: each field and need with the words that prove it."""

from __future__ import annotations

from typing import Any

from bot.diagnosis import Evidence, belief, explain
from bot.dialogue import offering
from bot.dialogue.context import Context
from bot.dialogue.state import Fact, IntakeState
from bot.growth_question import record
from bot.knowledge import Knowledge
from bot.matching import BrokerChoice

RECORD_FIELDS = (
    "approach", "desired_result", "ambition", "situation", "obstacle", "tried", "horizon_months",
    "urgency",
    "municipality", "sector",
    "employees", "stage", "legal_form", "company_age_years", "annual_turnover_eur", "amount_eur",
    "owner_municipality", "company_name",
    "kvk_number", "started_already", "earlier_aid", "wanted_help", "trigger", "pyramid_level",
    "call_when", "for_broker",
)  # fmt: skip


def build(state: IntakeState, k: Knowledge, context: Context) -> dict[str, Any] | None:
    """The record as it stands, or None while there is no growth question yet.

    Raises:
        record.RecordError: it would not fit the schema (a fault of ours, never stored).
    """
    if state.question is None or state.presenting is None or state.reference is None:
        return None
    confirmed = state.confirmed()
    broker = offering.broker_for(state, k, context)
    named = state.broker
    if named is not None and named["of"] == offering.what_broker_rests_on(state):
        # Who was named to them is who the record says, whatever load has changed since.
        broker = BrokerChoice(named["id"], named["because"])
    built: dict[str, Any] = {
        "id": state.reference,
        "version": state.version,
        "status": "withdrawn" if state.withdrawn_at else "confirmed" if confirmed else "draft",
        "conversation_id": context.conversation_id,
        "channel": context.channel,
        "created_at": state.created_at,
        "confirmed_at": state.confirmed_at,
        "question": state.question,
        "presenting_problem": field(state.presenting, confirmed),
        "needs": needs_of(state, k),
        "fields": {
            name: field(state.facts[name], confirmed)
            for name in RECORD_FIELDS
            if name in state.facts and state.facts[name].value is not None
        },
        "contact": state.contact,
        "consents": state.consents,
        # Nothing is offered to somebody in trouble: first a person.
        "matches": []
        if state.resting
        else [m.to_record() for m in offering.matches(state, k, context)],
        "broker": {"id": broker.id, "because": broker.because} if broker else None,
        "route": state.route or "broker",
    }
    record.validate(built)
    return built


def field(fact: Fact, confirmed: bool) -> dict[str, Any]:
    """A fact in the record's form, with the words that prove it."""
    evidence: dict[str, Any] = {"kind": fact.source}
    if fact.quote:
        # A reason of ours is no quote.
        evidence["quote" if fact.source == "said" else "answer"] = fact.quote
    if fact.message_id:
        evidence["message_id"] = fact.message_id
    return {
        "value": fact.value,
        "source": fact.source,
        "confirmed": confirmed,
        "evidence": [evidence],
    }


def needs_of(state: IntakeState, k: Knowledge) -> list[dict[str, Any]]:
    """The needs with their probability and the evidence that points to them, strongest first."""
    probabilities = dict(belief(k, state.log).probabilities)
    if state.need_confirmed and len(state.needs) > 1:
        # Beside the one that was recognised, as likely as it is among the others.
        open_log = [line for line in state.log if line.kind not in ("confirmed", "second")]
        without = belief(k, open_log).probabilities
        left = max(1e-9, 1.0 - without[state.needs[0]])
        probabilities |= {need: without[need] / left for need in state.needs[1:]}
    result = []
    for i, need in enumerate(offering.likely_needs(state, k)[:3]):
        pointing = [
            w.evidence
            for w in explain(k, state.log, need)
            if w.bits > 0 or (w.evidence.kind == "second" and w.evidence.option == need)
        ]
        evidence = [shown for line in pointing if (shown := evidence_of(line, k))]
        if i == 0:
            evidence = with_presenting(evidence, state)
        result.append(
            {
                "id": need,
                "probability": round(min(1.0, probabilities[need]), 4),
                "confirmed": state.need_confirmed,
                "evidence": evidence[:6],
            }
        )
    return result


def evidence_of(line: Evidence, k: Knowledge) -> dict[str, Any] | None:
    """One line of the log in the record's form."""
    if line.kind == "text":
        return {"kind": "said", "quote": line.quote, "message_id": line.message_id}
    if line.kind == "answer" and line.question:
        question = k.questions_by_id[line.question]
        answer = next((o.text for o in question.options if o.id == line.option), line.option)
        shown: dict[str, Any] = {
            "kind": "chosen",
            "question_id": line.question,
            "answer": answer,
            "message_id": line.message_id,
        }
        if line.quote and line.quote != answer:
            shown["quote"] = line.quote
        return shown
    asked = {"second": "second", "confirmed": "readback"}.get(line.kind)
    if asked is None:
        return None
    return {
        "kind": "chosen",
        "question_id": asked,
        "answer": line.quote,
        "message_id": line.message_id,
    }


def with_presenting(evidence: list[dict[str, Any]], state: IntakeState) -> list[dict[str, Any]]:
    """The main need always carries the entrepreneur's first words (no quote, no claim)."""
    assert state.presenting is not None
    if state.presenting.quote is None:
        return evidence  # words of care are not kept
    first = {
        "kind": "said",
        "quote": state.presenting.quote,
        "message_id": state.presenting.message_id,
    }
    return [first, *(e for e in evidence if e.get("message_id") != first["message_id"])]
