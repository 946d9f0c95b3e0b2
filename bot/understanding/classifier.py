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
from sklearn.model_selection import StratifiedKFold


class LinearClassifier:
    """Two logistic regressions, blended in log space, then one temperature.

    The temperature is fitted on out-of-fold predictions (Guo et al. 2017, On Calibration of Modern
    Neural Networks: one scalar is enough), so that a probability means how often it is right.
    """

    def __init__(self, sparse_c: float = 8.0, dense_c: float = 20.0, blend: float = 0.5) -> None:
        """
        Args:
            sparse_c, dense_c: inverse regularisation of either part.
            blend: weight of the sentence vectors, 0 to 1.
        """
        self.sparse_c, self.dense_c, self.blend = sparse_c, dense_c, blend
        self.labels: list[str] = []
        self.temperature = 1.0
        self._sparse: _Weights | None = None
        self._dense: _Weights | None = None

    def fit(
        self, sparse: csr_matrix, dense: NDArray[Any], labels: Sequence[str], folds: int = 5
    ) -> LinearClassifier:
        """Learn; every label needs at least ``folds`` examples for the calibration."""
        y = np.asarray(labels)
        self.labels = sorted(set(labels))
        index = np.searchsorted(self.labels, y)
        if min(np.bincount(index)) >= folds:
            held_out = np.zeros((len(y), len(self.labels)))
            for train, test in StratifiedKFold(folds, shuffle=True, random_state=7).split(y, y):
                self._fit_parts(sparse[train], dense[train], y[train])
                held_out[test] = self._log_scores(sparse[test], dense[test])
            self.temperature = _temperature(held_out, index)
        self._fit_parts(sparse, dense, y)
        return self

    def probabilities(self, sparse: csr_matrix, dense: NDArray[Any]) -> NDArray[Any]:
        """Calibrated probabilities, one row a text, columns as in ``labels``; rows sum to 1."""
        scores = self._log_scores(sparse, dense) / self.temperature
        result: NDArray[Any] = np.exp(scores - logsumexp(scores, axis=1, keepdims=True))
        return result

    def _fit_parts(self, sparse: csr_matrix, dense: NDArray[Any], y: NDArray[Any]) -> None:
        self._sparse = _Weights.fit(sparse, y, self.sparse_c)
        self._dense = _Weights.fit(dense, y, self.dense_c)

    def _log_scores(self, sparse: csr_matrix, dense: NDArray[Any]) -> NDArray[Any]:
        assert self._sparse is not None and self._dense is not None
        result: NDArray[Any] = (1 - self.blend) * self._sparse.log_probabilities(
            sparse
        ) + self.blend * self._dense.log_probabilities(dense)
        return result


@dataclass(frozen=True)
class _Weights:
    """A fitted logistic regression as two arrays.

    scikit-learn's own `predict_log_proba` checks and copies its input anew each time, which costs
    more than the product itself.
    """

    by_feature: NDArray[Any]
    """Features × labels, in the order in which a product reads them."""
    bias: NDArray[Any]

    @classmethod
    def fit(cls, rows: Any, y: NDArray[Any], c: float) -> _Weights:
        """Learn the weights."""
        model = LogisticRegression(C=c, max_iter=300, class_weight="balanced").fit(rows, y)
        return cls(np.ascontiguousarray(model.coef_.T), model.intercept_)

    def log_probabilities(self, rows: Any) -> NDArray[Any]:
        """One row a text, one column a label."""
        scores: NDArray[Any] = rows @ self.by_feature + self.bias
        result: NDArray[Any] = scores - logsumexp(scores, axis=1, keepdims=True)
        return result


def _temperature(log_scores: NDArray[Any], index: NDArray[Any]) -> float:
    """The scalar that makes the held-out labels most likely."""

    def loss(temperature: float) -> float:
        scaled = log_scores / temperature
        chosen = scaled[np.arange(len(index)), index]
        return float(np.mean(logsumexp(scaled, axis=1) - chosen))

    return float(minimize_scalar(loss, bounds=(0.05, 5.0), method="bounded").x)
