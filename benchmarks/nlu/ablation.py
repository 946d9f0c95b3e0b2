"""What each part of understanding is worth: the same folds with one thing changed at a time.

Run with ``python -m benchmarks.nlu.ablation``; prints the table of docs/understanding.md.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from benchmarks.nlu import perturb
from benchmarks.nlu.folds import SEED, folds
from bot.knowledge.examples import Example, read
from bot.paths import DATA
from bot.understanding.classifier import LOG_P, MARGIN
from bot.understanding.features import NGrams, encode, regular
from bot.understanding.spelling import Spelling

Text = Callable[[str], str]


@dataclass
class Variant:
    """One way to understand."""

    name: str
    sparse: float = MARGIN
    """Weight of the n-grams' margins; 0 leaves them out."""
    dense: float = LOG_P
    """Weight of the encoder's log-probabilities; 0 leaves it out."""
    text: Text = regular
    mend: bool = True
    logistic: bool = False
    """Logistic regression on the n-grams, in place of the support vector machine."""
    with_typos: bool = False
    """A second copy of each example with typing errors in it."""
    results: dict[str, list[float]] = field(default_factory=dict)


VARIANTS = (
    Variant("ours: n-grams, encoder, spelling"),
    Variant("n-grams only", dense=0),
    Variant("encoder only", sparse=0, dense=1),
    Variant("twice the encoder", dense=2 * LOG_P),
    Variant("without spelling", mend=False),
    Variant("text as it was typed", text=str, mend=False),
    Variant("examples with typos added", with_typos=True),
    Variant("logistic regression on n-grams", sparse=1, logistic=True),
)


def main() -> None:
    """Measure all variants and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=1, help="how many of the five folds")
    args = parser.parse_args()
    examples = read(DATA / "nlu")
    for number, (train, test) in enumerate(folds(examples, 5, by_voice=False)):
        if number == args.folds:
            break
        for variant in VARIANTS:
            started = time.perf_counter()
            _measure(variant, [examples[i] for i in train], [examples[i] for i in test])
            print(f"# {variant.name}: {time.perf_counter() - started:.0f} s", flush=True)
    names = list(VARIANTS[0].results)
    print("| variant | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names))
    for variant in VARIANTS:
        means = [float(np.mean(variant.results[name])) for name in names]
        print(f"| {variant.name} | " + " | ".join(f"{mean:.3f}" for mean in means) + " |")


def _measure(variant: Variant, train: Sequence[Example], test: Sequence[Example]) -> None:
    rng = random.Random(SEED)
    learnt = [(variant.text(e.text), e) for e in train]
    if variant.with_typos:
        learnt += [(variant.text(perturb.typos(e.text, rng)), e) for e in train]
    spelling = Spelling().fit([text for text, _ in learnt])

    def prepared(text: str) -> str:
        return spelling.mend(variant.text(text)) if variant.mend else variant.text(text)

    ngrams = NGrams().fit([text for text, _ in learnt])
    clean = [prepared(e.text) for e in test]
    slipped = [prepared(perturb.typos(e.text, rng)) for e in test]
    sparse, dense = ngrams.transform([t for t, _ in learnt]), _encoded([t for t, _ in learnt])
    for task in ("intent", "need"):
        a = [i for i, (_, e) in enumerate(learnt) if getattr(e, task)]
        b = [i for i, e in enumerate(test) if getattr(e, task)]
        gold = [getattr(test[i], task) for i in b]
        y = [getattr(learnt[i][1], task) for i in a]
        parts = _fit(variant, sparse[a], dense[a], y)
        scores = _scores(variant, parts, ngrams, [clean[i] for i in b])
        order = np.argsort(-scores, axis=1)
        labels = parts[0].classes_
        first = labels[order[:, 0]]
        _add(variant, f"{task} top-1", np.mean(first == np.array(gold)))
        if task == "need":
            three = [gold[i] in labels[order[i, :3]] for i in range(len(gold))]
            _add(variant, "need top-3", np.mean(three))
        after = _scores(variant, parts, ngrams, [slipped[i] for i in b])
        _add(variant, f"{task} same with typos", np.mean(labels[after.argmax(axis=1)] == first))


def _fit(variant: Variant, sparse: Any, dense: NDArray[Any], y: Sequence[str]) -> tuple[Any, Any]:
    if variant.logistic:
        one: Any = LogisticRegression(C=8, max_iter=200, class_weight="balanced")
    else:
        one = LinearSVC(class_weight="balanced", random_state=SEED)
    two = LogisticRegression(C=5, max_iter=300, class_weight="balanced")
    return one.fit(sparse, y), two.fit(dense, y)


def _scores(
    variant: Variant, parts: tuple[Any, Any], ngrams: NGrams, texts: Sequence[str]
) -> NDArray[Any]:
    margins = parts[0].decision_function(ngrams.transform(texts))
    if variant.logistic:
        margins = log_softmax(margins, axis=1)
    log_p = parts[1].predict_log_proba(_encoded(texts))
    result: NDArray[Any] = variant.sparse * margins + variant.dense * log_p
    return result


_KNOWN: dict[str, NDArray[Any]] = {}


def _encoded(texts: Sequence[str]) -> NDArray[Any]:
    """Sentence vectors, each text encoded once in a run."""
    new = [text for text in dict.fromkeys(texts) if text not in _KNOWN]
    if new:
        _KNOWN.update(zip(new, encode(new), strict=True))
    return np.array([_KNOWN[text] for text in texts])


def _add(variant: Variant, name: str, value: Any) -> None:
    variant.results.setdefault(name, []).append(float(value))


if __name__ == "__main__":
    main()
