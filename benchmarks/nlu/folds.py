"""Folds that keep together what resembles each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from bot.knowledge.examples import Example, groups

SEED = 7


def folds(
    examples: Sequence[Example], count: int, by_voice: bool
) -> Iterator[tuple[list[int], list[int]]]:
    """Pairs of train and test positions.

    Args:
        by_voice: nobody's sentences stand on both sides, which is how strangers will write;
            otherwise only near-duplicates are kept together.
    """
    labels = [example.label for example in examples]
    split = StratifiedGroupKFold(count, shuffle=True, random_state=SEED)
    kept = groups(examples, keep_voices=by_voice)
    for train, test in split.split(np.zeros(len(labels)), labels, kept):
        yield train.tolist(), test.tolist()
