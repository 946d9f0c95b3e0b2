"""Need × facts → for each instrument a verdict, with every criterion and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Mapping, Sequence

from bot.matching.criteria import Judged, judge
from bot.matching.models import Instrument

if TYPE_CHECKING:
    from bot.knowledge import Knowledge

Verdict = Literal["fits", "may_fit", "one_answer_missing", "does_not_fit"]

MOST = 8
"""Matches that are kept in a record."""

CERTAINTY: dict[Verdict, float] = {
    "fits": 1.0,
    "one_answer_missing": 0.85,
    "may_fit": 0.7,
    "does_not_fit": 0.2,
}


@dataclass(frozen=True)
class Match:
    """One instrument against one growth question."""

    instrument: str
    verdict: Verdict
    score: float
    criteria: tuple[dict[str, str], ...]
    because: str
    """One short reason for the chat."""
    via: str | None = None
    what_if: str | None = None

    def to_record(self) -> dict[str, Any]:
        """As an item of ``matches`` in the record."""
        return {
            "instrument": self.instrument,
            "verdict": self.verdict,
            "score": self.score,
            "criteria": list(self.criteria),
            "via": self.via,
            "what_if": self.what_if,
        }


def match(
    k: Knowledge, need_ids: Sequence[str], facts: Mapping[str, Any], today: date
) -> list[Match]:
    """The instruments that help with these needs, best first.

    A firm in trouble (``in_trouble``) is matched with safety nets only; nothing that has ended is
    offered. Never says that somebody qualifies: that is for whoever runs the instrument.
    """
    found = []
    for instrument in k.instruments:
        usefulness = max((instrument.needs.get(need, 0) for need in need_ids), default=0)
        if not usefulness or not instrument.offered(today):
            continue
        if facts.get("in_trouble") and instrument.kind != "safety_net":
            continue
        one = _judge(k, instrument, usefulness, facts)
        if not _is_local_elsewhere(instrument, one):
            found.append(one)
    found.sort(key=lambda m: (-m.score, m.instrument))
    return found[:MOST]


def _is_local_elsewhere(instrument: Instrument, one: Match) -> bool:
    """Whether it is the desk of another town than theirs: no news, and nothing would change it."""
    local = any(
        c.name == "municipalities" and c.wanted != ["flevoland"] for c in instrument.criteria
    )
    refused = any(c["criterion"] == "municipalities" and c["outcome"] == "no" for c in one.criteria)
    return local and refused


def _judge(
    k: Knowledge, instrument: Instrument, usefulness: int, facts: Mapping[str, Any]
) -> Match:
    judged = [judge(criterion, facts) for criterion in instrument.criteria]
    refused = [j for j in judged if j.outcome == "no"]
    unknown = [j for j in judged if j.outcome == "unknown"]
    verdict: Verdict = (
        "does_not_fit"
        if refused
        else "fits"
        if not unknown
        else "one_answer_missing"
        if len(unknown) == 1
        else "may_fit"
    )
    what_if = None
    if refused:
        what_if = _words(k, "what_if.refused", what=_said(k, refused[0]))
    elif len(unknown) == 1:
        what_if = _words(k, "what_if.missing", what=_said(k, unknown[0]))
    because = instrument.summary
    if verdict == "one_answer_missing":
        because = f"{because} {_said(k, unknown[0])}"
    checked = _words(k, "checked", when=f"{instrument.checked:%m-%Y}")
    return Match(
        instrument.id,
        verdict,
        round(usefulness / 3 * CERTAINTY[verdict], 3),
        tuple(
            {"criterion": j.criterion, "outcome": j.outcome, "because": _said(k, j)} for j in judged
        ),
        f"{because} {checked}",
        instrument.via,
        what_if,
    )


def _said(k: Knowledge, judged: Judged) -> str:
    values = dict(judged.values)
    if isinstance(values.get("wanted"), list):
        name = k.municipality_name if judged.criterion == "municipalities" else k.sector_name
        values["wanted"] = ", ".join(name(value) for value in values["wanted"])
    return _words(k, judged.key, **values)


def _words(k: Knowledge, key: str, **values: Any) -> str:
    return k.texts.get(f"match.{key}")[0].format(**values)
