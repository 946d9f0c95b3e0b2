"""Learns from confirmed intakes: what people with a need answered, beside what experts expect.

Each answer of an intake whose need was recognised is counted. The authored table stands for
`STRENGTH` intakes of each need (a Dirichlet prior), so that a few real ones move it a little and
many move it far (needs.md, section 0, rule 12). Nothing of it is used until a coordinator switches
it on (``BOT_LEARNED``).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Iterable, Mapping

from bot.knowledge import Knowledge, Question

STRENGTH = 15.0
"""Intakes of one need that the authored likelihoods of a question count for."""


@dataclass(frozen=True)
class Counts:
    """How often each option was chosen by people with each need."""

    intakes: int
    answers: Mapping[str, Mapping[str, Mapping[str, int]]]
    """Question → need → option → times."""

    @property
    def version(self) -> str:
        """A short hash: the same counts have the same version."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    def to_json(self) -> str:
        """For a file that people can read."""
        data = {"intakes": self.intakes, "answers": self.answers}
        return json.dumps(data, indent=1, sort_keys=True)

    @classmethod
    def read(cls, path: Path) -> Counts:
        """Read such a file.

        Raises:
            ValueError: it has another form.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(int(data["intakes"]), data["answers"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}: geen telling van intakes ({error})") from error


def count(k: Knowledge, records: Iterable[Mapping[str, Any]]) -> Counts:
    """Count the chosen answers of the records whose main need was recognised.

    Args:
        records: as in ``growth_question.schema.json``.
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    intakes = 0
    for record in records:
        need = record["needs"][0]
        if not need["confirmed"] or need["id"] not in k.needs_by_id:
            continue
        intakes += 1
        for evidence in need["evidence"]:
            question = k.questions_by_id.get(evidence.get("question_id", ""))
            option = _option(question, evidence.get("answer")) if question else None
            if question is not None and option is not None:
                counted[question.id, need["id"], option] += 1
    answers: dict[str, dict[str, dict[str, int]]] = {}
    for (question_id, need_id, option), times in sorted(counted.items()):
        answers.setdefault(question_id, {}).setdefault(need_id, {})[option] = times
    return Counts(intakes, answers)


def with_counts(k: Knowledge, counts: Counts) -> Knowledge:
    """The knowledge with its likelihoods moved towards what was counted."""
    questions = tuple(
        _moved(k, q, counts.answers[q.id]) if q.id in counts.answers else q for q in k.questions
    )
    return replace(k, questions=questions)


def _moved(k: Knowledge, question: Question, seen: Mapping[str, Mapping[str, int]]) -> Question:
    ratios: list[dict[str, float]] = [dict(option.lr) for option in question.options]
    for need in k.needs:
        times = seen.get(need.id)
        if not times:
            continue
        row = [o.base * o.lr.get(need.id, 1.0) for o in question.options]
        total = sum(times.values())
        for i, option in enumerate(question.options):
            expected = STRENGTH * row[i] / sum(row)
            p = (expected + times.get(option.id, 0)) / (STRENGTH + total)
            ratios[i][need.id] = p / option.base
    options = tuple(
        replace(option, lr=lr) for option, lr in zip(question.options, ratios, strict=True)
    )
    return replace(question, options=options)


def _option(question: Question, answer: str | None) -> str | None:
    """Id of the option with this text."""
    return next((o.id for o in question.options if answer in (o.text, o.short)), None)
