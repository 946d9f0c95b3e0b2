"""Trains Rasa's default pipeline on a task file and writes its answers beside it.

Run by `benchmarks.nlu.systems.RasaDefault`, in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

PIPELINE = """
recipe: default.v1
language: nl
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: {epochs}
  constrain_similarities: true
  ranking_length: 0
  random_seed: 7
- name: EntitySynonymMapper
"""
"""What `rasa init` writes, without the parts that only entities and retrieval need."""


def main() -> None:
    """Train, answer, write."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import LiteralScalarString

    path = Path(sys.argv[1])
    task = json.loads(path.read_text())
    folder = path.parent
    (folder / "config.yml").write_text(PIPELINE.format(epochs=task["epochs"]))
    by_label: dict[str, list[str]] = {}
    for text, label in task["train"]:
        by_label.setdefault(label, []).append(" ".join(text.split()))
    data = {
        "version": "3.1",
        "nlu": [
            {"intent": label, "examples": LiteralScalarString("".join(f"- {t}\n" for t in texts))}
            for label, texts in by_label.items()
        ],
    }
    with open(folder / "nlu.yml", "w", encoding="utf-8") as out:
        YAML().dump(data, out)
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    agent = Agent.load(model)
    loop = asyncio.new_event_loop()
    answers = []
    for text in task["texts"]:
        parsed = loop.run_until_complete(agent.parse_message(text))
        answers.append({r["name"]: float(r["confidence"]) for r in parsed["intent_ranking"]})
    (folder / "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main()
