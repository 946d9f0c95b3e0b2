"""A linear classifier over n-grams and sentence vectors, with calibrated probabilities."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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


CORES = 2
"""Fits at the same time while calibrating; each holds some hundred megabytes."""


class LinearClassifier:
    """A support vector machine on n-grams and a logistic regression on sentence vectors, added up.

    The machine learns a topic's words in a second where a logistic regression on as many n-grams
    takes a minute, and is as good. One temperature makes probabilities of the sums: it is fitted on
    out-of-fold predictions (Guo et al. 2017, On Calibration of Modern Neural Networks: one scalar
    is enough), so that a probability means how often it is right.
    """

    def __init__(self, sparse_c: float = 1.0, dense_c: float = 5.0) -> None:
        """
        Args:
            sparse_c, dense_c: inverse regularisation of either part.
        """
        self.sparse_c, self.dense_c = sparse_c, dense_c
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
        folds: int = 4,
        scored: int | None = None,
    ) -> LinearClassifier:
        """Learn; every label needs at least ``folds`` examples for the calibration.

        Args:
            groups: who wrote each example. Calibrated on strangers, because those will write.
            scored: of so many of the folds the temperature is fitted on; all of them by default.
        """
        y = np.asarray(labels)
        self.labels = sorted(set(labels))
        index = np.searchsorted(self.labels, y)
        whole: list[tuple[NDArray[Any], NDArray[Any]]] = []
        if min(np.bincount(index)) >= folds:
            # A label that only those in the test fold have examples of cannot be scored there.
            whole = [
                (train, test)
                for train, test in _folds(y, groups, folds)
                if len(set(y[train])) == len(self.labels)
            ][:scored]
        held_out = np.full((len(y), len(self.labels)), np.nan)
        # Threads are enough: both solvers let go of the interpreter.
        with ThreadPoolExecutor(CORES) as pool:
            on_all = pool.submit(self._parts_of, sparse, dense, y)
            fitted = pool.map(lambda f: self._parts_of(sparse[f[0]], dense[f[0]], y[f[0]]), whole)
            for (_, test), parts in zip(whole, fitted, strict=True):
                held_out[test] = _scores(parts, sparse[test], dense[test])
            self._sparse, self._dense = on_all.result()
        known = ~np.isnan(held_out[:, 0])
        if known.any():
            self.temperature = fitted_temperature(held_out[known], index[known])
        return self

    def probabilities(self, sparse: csr_matrix, dense: NDArray[Any]) -> NDArray[Any]:
        """Calibrated probabilities, one row a text, columns as in ``labels``; rows sum to 1."""
        scores = self._scores(sparse, dense) / self.temperature
        result: NDArray[Any] = np.exp(scores - logsumexp(scores, axis=1, keepdims=True))
        return result

    def certainty(self, sparse: csr_matrix, among: Sequence[str]) -> NDArray[Any]:
        """How clearly each text names one of these labels, by its n-grams alone: its highest
        margin."""
        assert self._sparse is not None
        columns = [self.labels.index(label) for label in among]
        result: NDArray[Any] = self._sparse.scores(sparse)[:, columns].max(axis=1)
        return result

    def _parts_of(
        self, sparse: csr_matrix, dense: NDArray[Any], y: NDArray[Any]
    ) -> tuple[_Weights, _Weights]:
        # No label is made likelier than its share of the examples: most of what people say tells a
        # need, and most examples do.
        machine = LinearSVC(C=self.sparse_c, random_state=7)
        regression = LogisticRegression(C=self.dense_c, max_iter=300)
        return _Weights.of(machine.fit(sparse, y)), _Weights.of(regression.fit(dense, y))

    def _scores(self, sparse: csr_matrix, dense: NDArray[Any]) -> NDArray[Any]:
        assert self._sparse is not None and self._dense is not None
        return _scores((self._sparse, self._dense), sparse, dense)


def _scores(
    parts: tuple[_Weights, _Weights], sparse: csr_matrix, dense: NDArray[Any]
) -> NDArray[Any]:
    margins, told = parts[0].scores(sparse), parts[1].scores(dense)
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


def fitted_temperature(log_scores: NDArray[Any], index: NDArray[Any]) -> float:
    """The scalar that makes the held-out labels most likely."""

    def loss(temperature: float) -> float:
        scaled = log_scores / temperature
        chosen = scaled[np.arange(len(index)), index]
        return float(np.mean(logsumexp(scaled, axis=1) - chosen))

    return float(minimize_scalar(loss, bounds=(0.05, 20.0), method="bounded").x)
