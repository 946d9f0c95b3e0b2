"""Need × facts → for each instrument a verdict, with every criterion and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Callable, Literal, Mapping, Sequence

from bot.matching.criteria import Judged, judge
from bot.matching.models import CRITERIA, Instrument, answered_by

if TYPE_CHECKING:
    from bot.knowledge import Knowledge

Verdict = Literal["fits", "may_fit", "one_answer_missing", "does_not_fit"]

MOST = 8
"""Matches that are kept in a record."""

LONG_AGO, STALE, OF_STALE = 4 * 365, 7 * 365, 0.9
"""Days after which a source is said to be old, and after which what it tells of goes down; what is
left of its score then."""

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

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return sum(c["outcome"] == "yes" for c in self.criteria)

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
        if facts.get("in_trouble"):
            # Help comes first, whatever the need is.
            best = max(instrument.needs.values(), default=1)
            usefulness = max(usefulness, best - 1, 1) if instrument.kind == "safety_net" else 0
        if not usefulness or not instrument.offered(today):
            continue
        judged = [judge(criterion, facts, today) for criterion in instrument.criteria]
        if not _is_local_elsewhere(instrument, judged):
            found.append((_rank(instrument, usefulness, judged, today), instrument, judged))
    found.sort(key=lambda one: one[0])
    # Words are made only for what is shown: in a large catalogue that is most of the work.
    return [
        _match(k, instrument, -rank[0], judged, today, need_ids)
        for rank, instrument, judged in found[:MOST]
    ]


def match_one(k: Knowledge, instrument: Instrument, facts: Mapping[str, Any], today: date) -> Match:
    """One instrument, whatever it helps with: whoever asks about it is told what it takes."""
    judged = [judge(criterion, facts, today) for criterion in instrument.criteria]
    return _match(k, instrument, 0.0, judged, today)


def checked_in_words(k: Knowledge, instrument: Instrument, today: date) -> str:
    """When a source last said this; of an old one, that it has to be looked up."""
    old = (today - instrument.checked).days > LONG_AGO and instrument.kind != "broker"
    key = "checked_long_ago" if old else "checked"
    return _words(k, key, when=f"{instrument.checked:{'%Y' if old else '%m-%Y'}}")


def most_telling(
    found: Sequence[Match], known: Mapping[str, Any], not_again: Sequence[str] = ()
) -> str | None:
    """The field that most useful instruments wait for, or None where no answer settles anything.

    An instrument counts for as much as it helps, shared among the answers that it waits for: the
    last missing answer opens a door, the first of three does not.

    Args:
        found: what `match` gave.
        known: field → value.
        not_again: fields that were asked already.
    """
    weight: dict[str, float] = {}
    for one in found:
        if one.verdict == "does_not_fit":
            continue
        fields = {
            field
            for c in one.criteria
            if c["outcome"] == "unknown" and (field := answered_by(c["criterion"]))
        }
        for field in fields:
            if field not in not_again and known.get(field) is None:
                weight[field] = weight.get(field, 0.0) + one.score / len(fields)
    return max(sorted(weight), key=lambda field: weight[field], default=None)


def _is_local_elsewhere(instrument: Instrument, judged: Sequence[Judged]) -> bool:
    """Whether it is the desk of another town than theirs: no news, and nothing would change it."""
    local = any(
        c.name == "municipalities" and c.wanted != ["flevoland"] for c in instrument.criteria
    )
    return local and any(j.criterion == "municipalities" and j.outcome == "no" for j in judged)


def _rank(
    instrument: Instrument, usefulness: int, judged: Sequence[Judged], today: date
) -> tuple[float, int, str]:
    """The order: the highest score first.

    Of two that are as useful and as certain, what is made for firms like this one goes first. What
    nobody has written of for years may be gone; brokers are there, or this would not be.
    """
    fresh = (today - instrument.checked).days <= STALE or instrument.kind == "broker"
    score = round(usefulness / 3 * CERTAINTY[_verdict(judged)] * (1.0 if fresh else OF_STALE), 3)
    return -score, -sum(j.outcome == "yes" for j in judged), instrument.id


def _answerable(judged: Sequence[Judged]) -> list[Judged]:
    """What an answer would settle: whether it is open now is for us to find out."""
    return [j for j in judged if j.outcome == "unknown" and answered_by(j.criterion)]


def _verdict(judged: Sequence[Judged]) -> Verdict:
    outcomes = [j.outcome for j in judged]
    if "no" in outcomes:
        return "does_not_fit"
    if "unknown" not in outcomes:
        return "fits"
    return "one_answer_missing" if len(_answerable(judged)) == 1 else "may_fit"


def reason_for(instrument: Instrument, need_ids: Sequence[str]) -> str:
    """What it is and does for the first of these needs that it helps with."""
    reasons = (instrument.reasons[need] for need in need_ids if need in instrument.reasons)
    return next(reasons, instrument.summary)


def _match(
    k: Knowledge,
    instrument: Instrument,
    score: float,
    judged: Sequence[Judged],
    today: date,
    need_ids: Sequence[str] = (),
) -> Match:
    """One instrument with the words for it."""
    verdict = _verdict(judged)
    answerable = _answerable(judged)
    unknown = [j for j in judged if j.outcome == "unknown"]
    what_if = None
    if verdict == "does_not_fit":
        refused = next(j for j in judged if j.outcome == "no")
        what_if = _words(k, "what_if.refused", what=_said(k, refused))
    elif len(answerable) == 1:
        what_if = _words(k, "what_if.missing", what=_said(k, answerable[0]))
    because = reason_for(instrument, need_ids)
    if verdict == "one_answer_missing":
        because = f"{because} {_said(k, answerable[0])}"
    elif unknown and not answerable:
        because = f"{because} {_said(k, unknown[0])}"
    checked = checked_in_words(k, instrument, today)
    return Match(
        instrument.id,
        verdict,
        score,
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
        name = _names(k).get(CRITERIA[judged.criterion] or "", str)
        values["wanted"] = ", ".join(name(value) for value in values["wanted"])
    return _words(k, judged.key, **values)


def _names(k: Knowledge) -> Mapping[str, Callable[[str], str]]:
    """How the values of a field are called."""
    stages = {stage.id: stage.label for stage in k.stages}
    return {
        "municipality": k.municipality_name,
        "owner_municipality": k.municipality_name,
        "sector": k.sector_name,
        "stage": lambda value: stages.get(value, value),
    }


def _words(k: Knowledge, key: str, **values: Any) -> str:
    return k.texts.get(f"match.{key}")[0].format(**values)
