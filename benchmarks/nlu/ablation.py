"""What each part of understanding is worth, and what it costs: one thing changed at a time.

Run with ``python -m benchmarks.nlu.ablation``; writes docs/understanding_choices.md. All variants
learn from the same part of four fifths of the examples and answer for the same fifth; the one
temperature of each is fitted on a thousand others of the four fifths. DIET is compared on fewer,
beside ours on those, for it takes too long on all.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax, logsumexp
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from benchmarks.nlu import encoded, perturb
from benchmarks.nlu.folds import SEED, folds
from benchmarks.nlu.systems import RasaDefault
from bot import spacy_nl
from bot.knowledge.examples import NEED, Example, read
from bot.paths import DATA, ROOT
from bot.understanding.classifier import LOG_P, MARGIN, fitted_temperature
from bot.understanding.features import NGrams, encode, regular
from bot.understanding.reader import VAGUE
from bot.understanding.spelling import Spelling

TARGET = ROOT / "docs" / "understanding_choices.md"
TUNED = 1000
"""Examples that the temperature is fitted on: it makes probabilities, whose sum over the needs
says that one is told."""
TIMED = 200
"""Messages that are timed one by one."""
MOST_TYPED = 800
"""Messages that are typed again with a slip in them."""


@dataclass(frozen=True)
class Variant:
    """One way to understand."""

    name: str
    sparse: float = MARGIN
    """Weight of the n-grams' margins; 0 leaves them out."""
    dense: float = LOG_P
    """Weight of the sentence vectors' log-probabilities; 0 leaves them out."""
    text: Callable[[str], str] = regular
    mend: bool = True
    logistic: bool = False
    """Logistic regression on the n-grams, in place of the support vector machine."""
    with_typos: bool = False
    """A second copy of each example with typing errors in it."""
    vectors: bool = False
    """spaCy's word vectors in place of the sentence encoder."""
    balanced: bool = False
    """Every label counts for as much in the machine, however many examples it has."""
    on_vectors: Callable[[], Any] = lambda: LogisticRegression(C=5, max_iter=300)
    """What learns from the sentence vectors."""


VARIANTS = (
    Variant("**chosen: n-grams, encoder, spelling**"),
    Variant("n-grams only (without the encoder)", dense=0),
    Variant("encoder only (without n-grams)", sparse=0, dense=1),
    Variant("twice the weight of the encoder", dense=2 * LOG_P),
    Variant("without mending the spelling", mend=False),
    Variant("text as it was typed", text=str, mend=False),
    Variant("examples with typos added", with_typos=True),
    Variant("logistic regression on the n-grams", sparse=1, logistic=True, dense=0),
    Variant("every label of the n-grams as heavy", balanced=True),
    Variant(
        "RBF kernel (1,000 landmarks) on the encoder",
        on_vectors=lambda: make_pipeline(
            Nystroem(gamma=1.0, n_components=1000, random_state=SEED),
            LogisticRegression(C=20, max_iter=100),
        ),
    ),
    Variant(
        "neural network (256) on the encoder",
        on_vectors=lambda: make_pipeline(
            StandardScaler(), MLPClassifier((256,), max_iter=15, random_state=SEED)
        ),
    ),
    Variant("spaCy's word vectors in place of the encoder", vectors=True),
)
COLUMNS = (
    "intent accuracy", "intent macro-F1", "need top-1", "need top-3",
    "need same with typos", "training CPU-s", "CPU-ms a message",
)  # fmt: skip


def main() -> None:
    """Measure all variants, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=6000, help="at most so many to learn from")
    parser.add_argument("--diet", type=int, default=1500, help="examples for DIET; 0 leaves it out")
    parser.add_argument("--diet-epochs", type=int, default=30)
    args = parser.parse_args()
    examples = read(DATA / "nlu")
    train, test = next(folds(examples, 5, by_voice=False))
    drawn = random.Random(SEED).sample(train, len(train))
    tuned = [examples[i] for i in drawn[:TUNED]]
    learnt = [examples[i] for i in drawn[TUNED:][: args.examples]]
    asked = [examples[i] for i in test]
    rows = []
    with threadpool_limits(1):
        for variant in VARIANTS:
            row = _measure(variant, learnt, tuned, asked)
            rows.append((variant.name, row))
            print(variant.name, row, flush=True)
    less = []
    if args.diet:
        rng = random.Random(SEED)
        part = rng.sample(learnt, min(args.diet, len(learnt)))
        few = rng.sample(asked, min(args.diet // 3, len(asked)))
        with threadpool_limits(1):
            less.append(("chosen", _measure(VARIANTS[0], part, tuned, few)))
        less.append((f"Rasa's default, DIET, {args.diet_epochs} epochs", _diet(part, few, args)))
        print(less, flush=True)
    _write(rows, less, len(learnt), len(asked), args)


def _measure(
    variant: Variant,
    train: Sequence[Example],
    tuned: Sequence[Example],
    test: Sequence[Example],
) -> dict[str, float] | None:
    """The figures of a variant; None where what it needs is not installed."""
    if variant.vectors and not _has_vectors():
        return None
    rng = random.Random(SEED)
    learnt = [(variant.text(e.text), e.label) for e in train]
    if variant.with_typos:
        learnt += [(variant.text(perturb.typos(e.text, rng)), e.label) for e in train]
    vectors = _word_vectors if variant.vectors else encode
    before = time.process_time()
    spelling = Spelling().fit([text for text, _ in learnt])
    ngrams = NGrams().fit([text for text, _ in learnt])
    texts, labels = [t for t, _ in learnt], [label for _, label in learnt]
    models = (
        _ngram_model(variant).fit(ngrams.transform(texts), labels) if variant.sparse else None,
        variant.on_vectors().fit(vectors(texts), labels) if variant.dense else None,
    )
    training = time.process_time() - before

    def scores(raw: Sequence[str], dense: Any = vectors) -> NDArray[Any]:
        plain = [variant.text(text) for text in raw]
        plain = [spelling.mend(text) for text in plain] if variant.mend else plain
        total: Any = 0.0
        if models[0] is not None:
            margins = models[0].decision_function(ngrams.transform(plain))
            total = variant.sparse * (log_softmax(margins, axis=1) if variant.logistic else margins)
        if models[1] is not None:
            total = total + variant.dense * models[1].predict_log_proba(dense(plain))
        return np.asarray(total)

    remembered = vectors if variant.vectors else encoded.encode
    names = sorted(set(labels))
    known = [e for e in tuned if e.label in names]
    temperature = fitted_temperature(
        scores([e.text for e in known], remembered), np.array([names.index(e.label) for e in known])
    )
    clean = scores([e.text for e in test], remembered)
    typed = [i for i, e in enumerate(test) if e.need not in (None, VAGUE)][:MOST_TYPED]
    slipped = scores([perturb.typos(test[i].text, rng) for i in typed], remembered)
    timed = [e.text for e in test[:TIMED]]
    before = time.process_time()
    for text in timed:
        scores([text])
    each = (time.process_time() - before) * 1000 / len(timed)
    return {
        **_right(names, clean, temperature, test),
        "need same with typos": float(
            np.mean(_needs(names, clean[typed])[1] == _needs(names, slipped)[1])
        ),
        "training CPU-s": training,
        "CPU-ms a message": each,
    }


def _has_vectors() -> bool:
    """Whether the spaCy pipeline in use has word vectors; only the large one does."""
    return len(spacy_nl.pipeline(spacy_nl.active()).vocab.vectors) > 0


def _word_vectors(texts: Sequence[str]) -> NDArray[Any]:
    """The mean of the words' vectors, one row a text."""
    nlp = spacy_nl.pipeline(spacy_nl.active())
    return np.array([nlp.make_doc(text).vector for text in texts])


def _ngram_model(variant: Variant) -> Any:
    if variant.logistic:
        return LogisticRegression(C=8, max_iter=30)
    return LinearSVC(class_weight="balanced" if variant.balanced else None, random_state=SEED)


def _needs(names: Sequence[str], scores: NDArray[Any]) -> tuple[list[str], NDArray[Any]]:
    """The needs, and the likeliest of them for each text."""
    columns = [i for i, n in enumerate(names) if n.startswith(NEED) and not n.endswith(VAGUE)]
    return [names[i] for i in columns], scores[:, columns].argmax(axis=1)


def _right(
    names: Sequence[str], scores: NDArray[Any], temperature: float, test: Sequence[Example]
) -> dict[str, float]:
    """Intents as the sum over their labels; needs among themselves."""
    p = np.exp(scores / temperature - logsumexp(scores / temperature, axis=1, keepdims=True))
    intents = sorted({name.partition("/")[0] for name in names})
    summed = np.stack(
        [
            p[:, [i for i, n in enumerate(names) if n.partition("/")[0] == x]].sum(1)
            for x in intents
        ],
        axis=1,
    )
    said = [intents[i] for i in summed.argmax(axis=1)]
    gold = [e.intent for e in test]
    told = [i for i, e in enumerate(test) if e.need not in (None, VAGUE)]
    needs, first = _needs(names, scores[told])
    columns = [names.index(need) for need in needs]
    three = np.argsort(-scores[told][:, columns], axis=1)[:, :3]
    labels = [test[i].label for i in told]
    return {
        "intent accuracy": float(np.mean([a == b for a, b in zip(gold, said, strict=True)])),
        "intent macro-F1": float(
            f1_score(gold, said, labels=sorted(set(gold)), average="macro", zero_division=0)
        ),
        "need top-1": float(np.mean([needs[a] == b for a, b in zip(first, labels, strict=True)])),
        "need top-3": float(
            np.mean([b in [needs[i] for i in row] for row, b in zip(three, labels, strict=True)])
        ),
    }


def _diet(
    train: Sequence[Example], test: Sequence[Example], args: argparse.Namespace
) -> dict[str, float]:
    """Rasa's default on the same, in a process of its own; its time is training and answering."""
    system = RasaDefault(args.diet_epochs)
    system.fit(train)
    started = time.perf_counter()
    answers = system.answer([e.text for e in test])
    took = time.perf_counter() - started
    told = [(e, a) for e, a in zip(test, answers, strict=True) if e.need not in (None, VAGUE)]
    said = [a.intent() for a in answers]
    gold = [e.intent for e in test]
    return {
        "intent accuracy": float(np.mean([a == b for a, b in zip(gold, said, strict=True)])),
        "intent macro-F1": float(
            f1_score(gold, said, labels=sorted(set(gold)), average="macro", zero_division=0)
        ),
        "need top-1": float(np.mean([a.top_needs(1) == [e.need] for e, a in told])),
        "need top-3": float(np.mean([e.need in a.top_needs(3) for e, a in told])),
        "seconds in all": took,
    }


def _write(
    rows: Sequence[tuple[str, dict[str, float] | None]],
    less: Sequence[tuple[str, dict[str, float]]],
    learnt: int,
    asked: int,
    args: argparse.Namespace,
) -> None:
    lines = [
        "# What was chosen to understand with, and what else was measured",
        "",
        "Written by `python -m benchmarks.nlu.ablation`. What the figures mean and why this was",
        "chosen stands in [understanding.md](understanding.md).",
        "",
        f"{learnt:,} examples learnt from, {asked:,} asked (one of five folds, near-duplicates",
        "kept together); one core. Training is one fit without calibration, which all need alike.",
        "",
        "| variant | " + " | ".join(COLUMNS) + " |",
        "|---|" + "---:|" * len(COLUMNS),
    ]
    for name, row in rows:
        cells = (
            ["not installed here"] + [""] * (len(COLUMNS) - 1)
            if row is None
            else [
                f"{row[column]:.1f}" if "CPU" in column else f"{row[column]:.3f}"
                for column in COLUMNS
            ]
        )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    if less:
        columns = ("intent accuracy", "intent macro-F1", "need top-1", "need top-3")
        lines += [
            "",
            f"On {args.diet:,} of the examples, {args.diet // 3:,} asked:",
            "",
            "| system | " + " | ".join(columns) + " | training and answering |",
            "|---|" + "---:|" * (len(columns) + 1),
        ]
        for name, row in less:
            took = row.get("seconds in all")
            if took is None:
                took = row["training CPU-s"] + row["CPU-ms a message"] * args.diet / 3000
            cells = [f"{row[column]:.3f}" for column in columns]
            lines.append(f"| {name} | " + " | ".join([*cells, f"{took:.0f} s"]) + " |")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
