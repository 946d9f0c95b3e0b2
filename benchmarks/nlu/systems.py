"""What is compared: ours, and the baselines beside it, on the same folds."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from benchmarks.nlu.encoded import encode
from benchmarks.nlu.figures import Answer
from bot.knowledge.examples import NEED, Example
from bot.understanding.reader import Reader


class System(Protocol):
    """Something that learns from examples and answers for texts."""

    name: str

    def fit(self, examples: Sequence[Example]) -> None:
        """Learn, from nothing."""

    def answer(self, texts: Sequence[str]) -> list[Answer]:
        """What it makes of each text."""


class Ours:
    """The reader of the product, as it is."""

    name = "ours"
    scored = 2
    """Folds that the temperature is fitted on, of four: one scalar needs no more than the thousands
    of answers in two, and the others would cost a third of the evaluation."""

    def fit(self, examples: Sequence[Example]) -> None:
        self.reader = Reader(encode)
        self.reader.fit(
            [e.text for e in examples],
            [e.intent for e in examples],
            [e.need for e in examples],
            [e.voice for e in examples],
            scored=self.scored,
        )

    def answer(self, texts: Sequence[str]) -> list[Answer]:
        readings = [self.reader.read(text) for text in texts]
        return [
            Answer(
                {r.name: r.confidence for r in reading.intents},
                {r.name: r.confidence for r in reading.needs},
            )
            for reading in readings
        ]


class NGramSvm:
    """TF-IDF of character n-grams, and a linear support vector machine."""

    name = "n-grams + SVM"

    def fit(self, examples: Sequence[Example]) -> None:
        self.vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        rows = self.vectors.fit_transform([e.text.lower() for e in examples])
        told = [i for i, e in enumerate(examples) if e.need]
        self.intents = LinearSVC(class_weight="balanced").fit(rows, [e.intent for e in examples])
        self.needs = LinearSVC(class_weight="balanced").fit(
            rows[told], [examples[i].need for i in told]
        )

    def answer(self, texts: Sequence[str]) -> list[Answer]:
        rows = self.vectors.transform([text.lower() for text in texts])
        return _answers(
            self.intents.classes_,
            softmax(self.intents.decision_function(rows), axis=1),
            self.needs.classes_,
            softmax(self.needs.decision_function(rows), axis=1),
        )


class EncoderOnly:
    """The sentence encoder and a logistic regression, nothing else."""

    name = "encoder + regression"

    def fit(self, examples: Sequence[Example]) -> None:
        rows = encode([e.text for e in examples])
        told = [i for i, e in enumerate(examples) if e.need]
        self.intents = LogisticRegression(C=20, max_iter=500, class_weight="balanced").fit(
            rows, [e.intent for e in examples]
        )
        self.needs = LogisticRegression(C=20, max_iter=500, class_weight="balanced").fit(
            rows[told], [examples[i].need for i in told]
        )

    def answer(self, texts: Sequence[str]) -> list[Answer]:
        rows = encode(list(texts))
        return _answers(
            self.intents.classes_,
            self.intents.predict_proba(rows),
            self.needs.classes_,
            self.needs.predict_proba(rows),
        )


class RasaDefault:
    """Rasa's default pipeline with DIET, in a process of its own (it needs TensorFlow).

    Each need is an intent of its own there, so that its one softmax ranks both.
    """

    name = "Rasa default (DIET)"

    def __init__(self, epochs: int = 100) -> None:
        self.epochs = epochs
        self.examples: Sequence[Example] = ()

    def fit(self, examples: Sequence[Example]) -> None:
        self.examples = examples

    def answer(self, texts: Sequence[str]) -> list[Answer]:
        with tempfile.TemporaryDirectory() as folder:
            task = Path(folder) / "task.json"
            task.write_text(
                json.dumps(
                    {
                        "train": [[e.text, e.label.replace("/", "+")] for e in self.examples],
                        "texts": list(texts),
                        "epochs": self.epochs,
                    }
                )
            )
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "benchmarks.nlu.diet", str(task)],
                capture_output=True,
                text=True,
            )
            if done.returncode != 0:
                raise RuntimeError(done.stderr[-4000:])
            rankings = json.loads((Path(folder) / "answers.json").read_text())
        return [_split(ranking) for ranking in rankings]


def _split(ranking: dict[str, float]) -> Answer:
    """One softmax over intents and needs → intents, and needs among themselves."""
    intents: dict[str, float] = {}
    needs: dict[str, float] = {}
    for label, p in ranking.items():
        intent, _, need = label.partition("+")
        intents[intent] = intents.get(intent, 0.0) + p
        if need:
            needs[need] = p
    intents.setdefault(NEED, 0.0)
    return Answer(intents, needs or {"": 0.0})


def _answers(
    intents: Sequence[str], intent_p: np.ndarray, needs: Sequence[str], need_p: np.ndarray
) -> list[Answer]:
    return [
        Answer(
            dict(zip(intents, map(float, a), strict=True)),
            dict(zip(needs, map(float, b), strict=True)),
        )
        for a, b in zip(intent_p, need_p, strict=True)
    ]
