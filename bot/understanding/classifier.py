"""A linear classifier over n-grams and sentence vectors, with calibrated probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC

MARGIN, LOG_P = 4.0, 0.3
"""Weights of the margin of the n-grams and of the log-probability of the sentence vectors, chosen
on voices that were not learnt from (docs/understanding.md)."""


class LinearClassifier:
    """A support vector machine on n-grams and a logistic regression on sentence vectors, added up.

    The machine learns a topic's words in a second where a logistic regression on as many n-grams
    takes a minute, and is as good. One temperature makes probabilities of the sums: it is fitted on
    out-of-fold predictions (Guo et al. 2017, On Calibration of Modern Neural Networks: one scalar
    is enough), so that a probability means how often it is right.
    """

    def __init__(self, sparse_c: float = 1.0, dense_c: float = 5.0, balanced: bool = True) -> None:
        """
        Args:
            sparse_c, dense_c: inverse regularisation of either part.
            balanced: whether every label is as likely beforehand, however many examples it has.
        """
        self.sparse_c, self.dense_c = sparse_c, dense_c
        self.class_weight = "balanced" if balanced else None
        self.labels: list[str] = []
        self.temperature = 1.0
        self._sparse: _Weights | None = None
        self._dense: _Weights | None = None

    def fit(
        self,
        sparse: csr_matrix,
        dense: NDArray[Any],
        labels: Sequence[str],
        groups: Sequence[int] | None = None,
        folds: int = 5,
    ) -> LinearClassifier:
        """Learn; every label needs at least ``folds`` examples for the calibration.

        Args:
            groups: who wrote each example. Calibrated on strangers, because those will write.
        """
        y = np.asarray(labels)
        self.labels = sorted(set(labels))
        index = np.searchsorted(self.labels, y)
        if min(np.bincount(index)) >= folds:
            held_out = np.full((len(y), len(self.labels)), np.nan)
            for train, test in _folds(y, groups, folds):
                if len(set(y[train])) < len(self.labels):
                    continue  # a label that only those in the test fold have examples of
                self._fit_parts(sparse[train], dense[train], y[train])
                held_out[test] = self._scores(sparse[test], dense[test])
            known = ~np.isnan(held_out[:, 0])
            if known.any():
                self.temperature = _temperature(held_out[known], index[known])
        self._fit_parts(sparse, dense, y)
        return self

    def probabilities(self, sparse: csr_matrix, dense: NDArray[Any]) -> NDArray[Any]:
        """Calibrated probabilities, one row a text, columns as in ``labels``; rows sum to 1."""
        scores = self._scores(sparse, dense) / self.temperature
        result: NDArray[Any] = np.exp(scores - logsumexp(scores, axis=1, keepdims=True))
        return result

    def certainty(self, sparse: csr_matrix) -> NDArray[Any]:
        """How clearly each text names some label, by its n-grams alone: its highest margin."""
        assert self._sparse is not None
        result: NDArray[Any] = self._sparse.scores(sparse).max(axis=1)
        return result

    def _fit_parts(self, sparse: csr_matrix, dense: NDArray[Any], y: NDArray[Any]) -> None:
        machine = LinearSVC(C=self.sparse_c, class_weight=self.class_weight, random_state=7)
        regression = LogisticRegression(
            C=self.dense_c, max_iter=300, class_weight=self.class_weight
        )
        self._sparse = _Weights.of(machine.fit(sparse, y))
        self._dense = _Weights.of(regression.fit(dense, y))

    def _scores(self, sparse: csr_matrix, dense: NDArray[Any]) -> NDArray[Any]:
        assert self._sparse is not None and self._dense is not None
        margins = self._sparse.scores(sparse)
        told = self._dense.scores(dense)
        log_p = told - logsumexp(told, axis=1, keepdims=True)
        result: NDArray[Any] = MARGIN * margins + LOG_P * log_p
        return result


def _folds(y: NDArray[Any], groups: Sequence[int] | None, folds: int) -> Any:
    if groups is not None and len(set(groups)) >= folds:
        return StratifiedGroupKFold(folds, shuffle=True, random_state=7).split(y, y, groups)
    return StratifiedKFold(folds, shuffle=True, random_state=7).split(y, y)


@dataclass(frozen=True)
class _Weights:
    """A fitted linear model as two arrays.

    scikit-learn's own prediction checks and copies its input anew each time, which costs more than
    the product itself.
    """

    by_feature: NDArray[Any]
    """Features × labels, in the order in which a product reads them."""
    bias: NDArray[Any]

    @classmethod
    def of(cls, model: Any) -> _Weights:
        """The weights of a fitted model, in half the memory it keeps them in."""
        return cls(
            np.ascontiguousarray(model.coef_.T, dtype=np.float32),
            model.intercept_.astype(np.float32),
        )

    def scores(self, rows: Any) -> NDArray[Any]:
        """One row a text, one column a label."""
        result: NDArray[Any] = rows @ self.by_feature + self.bias
        return result


def _temperature(log_scores: NDArray[Any], index: NDArray[Any]) -> float:
    """The scalar that makes the held-out labels most likely."""

    def loss(temperature: float) -> float:
        scaled = log_scores / temperature
        chosen = scaled[np.arange(len(index)), index]
        return float(np.mean(logsumexp(scaled, axis=1) - chosen))

    return float(minimize_scalar(loss, bounds=(0.05, 20.0), method="bounded").x)
