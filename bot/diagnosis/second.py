"""A second need beside the main one: what the main one leaves unexplained (needs.md, 4.2.7).

Somebody with two needs answers about a third of the questions out of the second (the assumption
of the simulated world, needs.md section 5). So each line of the log comes from a mixture of the
two, and what the main need explains well says nothing about a second.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.diagnosis.belief import Tables, likelihood_of, tables
from bot.diagnosis.evidence import Evidence
from bot.knowledge import Knowledge

SHARE = 0.35
"""Part of what somebody with two needs says that is about the second."""

MIXED_UP = 0.6
"""Part of second needs that are of the kind that the main one is mixed up with."""


def second_needs(k: Knowledge, log: Sequence[Evidence], main: str) -> list[tuple[str, float]]:
    """All other needs with the probability of being the second, given that there is one."""
    t = tables(k)
    i = t.index[main]
    log_p = np.log(_prior(k, t, i))
    for line in log:
        if line.kind in ("confirmed", "rejected", "second"):
            continue
        likelihood = likelihood_of(t, line)
        log_p = log_p + np.log((1 - SHARE) * likelihood[i] + SHARE * likelihood)
    # What was shown and not recognised is no second need either.
    for line in log:
        if line.kind == "rejected":
            for need in line.needs or {}:
                log_p[t.index[need]] = -np.inf
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    ordered = np.argsort(-p, kind="stable")
    return [(t.needs[j], float(p[j])) for j in ordered if j != i]


def _prior(k: Knowledge, t: Tables, main: int) -> NDArray[Any]:
    weights = (1 - MIXED_UP) * t.prior.copy()
    mixed_up = [t.index[other] for other in k.needs[main].confusions]
    for j in mixed_up:
        weights[j] += MIXED_UP / len(mixed_up)
    weights[main] = 1e-12
    result: NDArray[Any] = weights / weights.sum()
    return result
