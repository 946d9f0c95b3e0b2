"""Figures from predictions: accuracy, macro-F1, top-k, calibration, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, precision_recall_fscore_support

BINS = 10


@dataclass(frozen=True)
class Answer:
    """What a system makes of one text: label → probability."""

    intents: dict[str, float]
    needs: dict[str, float]

    def intent(self) -> str:
        """The likeliest intent."""
        return max(self.intents, key=lambda name: self.intents[name])

    def top_needs(self, count: int) -> list[str]:
        """The likeliest needs."""
        return sorted(self.needs, key=lambda name: -self.needs[name])[:count]


def intent_figures(gold: Sequence[str], answers: Sequence[Answer]) -> dict[str, Any]:
    """Accuracy, macro-F1, ECE, and precision and recall for each intent."""
    said = [answer.intent() for answer in answers]
    labels = sorted(set(gold))
    precision, recall, f1, support = precision_recall_fscore_support(
        gold, said, labels=labels, zero_division=0
    )
    return {
        "accuracy": float(np.mean([g == s for g, s in zip(gold, said, strict=True)])),
        "macro_f1": float(f1_score(gold, said, labels=labels, average="macro", zero_division=0)),
        "ece": ece(
            [answer.intents[s] for answer, s in zip(answers, said, strict=True)],
            [g == s for g, s in zip(gold, said, strict=True)],
        )["ece"],
        "by_label": {
            label: {
                "precision": round(float(precision[i]), 4),
                "recall": round(float(recall[i]), 4),
                "f1": round(float(f1[i]), 4),
                "examples": int(support[i]),
            }
            for i, label in enumerate(labels)
        },
        "confusions": confusions(gold, said),
    }


def need_figures(gold: Sequence[str], answers: Sequence[Answer]) -> dict[str, Any]:
    """Top-1 and top-3, calibration of the likeliest need, and recall for each need."""
    first = [answer.top_needs(1)[0] for answer in answers]
    right = [g == f for g, f in zip(gold, first, strict=True)]
    in_three = [g in answer.top_needs(3) for g, answer in zip(gold, answers, strict=True)]
    by_need: dict[str, dict[str, float]] = {}
    for need in sorted(set(gold)):
        at = [i for i, g in enumerate(gold) if g == need]
        by_need[need] = {
            "top1": round(float(np.mean([right[i] for i in at])), 4),
            "top3": round(float(np.mean([in_three[i] for i in at])), 4),
            "examples": len(at),
        }
    return {
        "top1": float(np.mean(right)),
        "top3": float(np.mean(in_three)),
        "calibration": ece([a.needs[f] for a, f in zip(answers, first, strict=True)], right),
        "by_need": by_need,
        "confusions": confusions(gold, first),
    }


def confusions(gold: Sequence[str], said: Sequence[str], most: int = 20) -> list[dict[str, Any]]:
    """The mistakes that are made most."""
    counted = Counter((g, s) for g, s in zip(gold, said, strict=True) if g != s)
    return [{"is": g, "taken_for": s, "times": n} for (g, s), n in counted.most_common(most)]


def ece(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> dict[str, Any]:
    """Expected calibration error over bins of equal width, and the bins for its diagram.

    The mean distance between how sure a system is and how often it is right, weighted by how many
    answers fall in each bin (Naeini et al. 2015; Guo et al. 2017).
    """
    sure, hit = np.asarray(confidences, float), np.asarray(right, float)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    shown, total = [], 0.0
    for b in range(bins):
        inside = place == b
        if inside.any():
            mean_sure, mean_right = float(sure[inside].mean()), float(hit[inside].mean())
            total += abs(mean_sure - mean_right) * float(inside.mean())
            shown.append({"sure": mean_sure, "right": mean_right, "count": int(inside.sum())})
    return {"ece": total, "bins": shown}
