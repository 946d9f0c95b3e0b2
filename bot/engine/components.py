"""Our understanding of Dutch as components of Rasa's graph."""

from __future__ import annotations

import hashlib
import pickle
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import spacy_nl
from bot.knowledge import load as load_knowledge
from bot.knowledge import load_aside_examples, load_matter_examples
from bot.language.extract import extract
from bot.paths import ROOT
from bot.understanding import current
from bot.understanding.asides import AsideReader
from bot.understanding.asides import examples as asides_to_learn
from bot.understanding.asides import matter_examples as matters_to_learn
from bot.understanding.reader import LONGEST, Reader
from bot.understanding.stored import ASIDES_FILE, MATTERS_FILE, MODEL_FILE

LEARNT_FROM = (
    "bot/understanding",
    "bot/language",
    "data/knowledge/places.yml",
    "data/knowledge/names.yml",
    "data/knowledge/aside_examples.yml",
    "data/knowledge/matter_examples.yml",
)
"""What a trained model depends on besides its examples and this file."""


SCORED = 2
"""Of the four folds on so many the temperature is fitted: one scalar needs no more than thousands
of answers."""


def fingerprint_of(*places: str) -> str:
    """Hash of the files in ``places``, for Rasa's cache: it only sees this file's own source."""
    digest = hashlib.sha256()
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DutchReader(GraphComponent):
    """Gives each message its intent, the ranking of ``needs``, and its ``language``."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """No options: what can be tuned is tuned on data and stands in the code."""
        return {}

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        reader: Reader,
        asides: AsideReader,
        matters: AsideReader,
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader
        self._asides = asides
        self._matters = matters

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DutchReader:
        """A new component, to be trained."""
        return cls(model_storage, resource, Reader(), AsideReader(), AsideReader())

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Train again when the code under `bot/understanding` or `bot/language` changed."""
        return fingerprint_of(*LEARNT_FROM)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples in data/nlu."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._reader.fit(
            [e.get(TEXT) for e in examples],
            [e.get(INTENT) for e in examples],
            [need_of(e) for e in examples],
            [voice_of(e) for e in examples],
            [place.name for place in load_knowledge().gazetteer.places],
            scored=SCORED,
        )
        others = [(e.get(TEXT), e.get(INTENT)) for e in examples]
        asides = load_aside_examples()
        self._asides.fit(asides_to_learn(asides, others))
        self._matters.fit(matters_to_learn(load_matter_examples(), asides, others))
        with self._model_storage.write_to(self._resource) as folder:
            (Path(folder) / MODEL_FILE).write_bytes(pickle.dumps(self._reader))
            (Path(folder) / ASIDES_FILE).write_bytes(pickle.dumps(self._asides))
            (Path(folder) / MATTERS_FILE).write_bytes(pickle.dumps(self._matters))
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DutchReader:
        """The trained component."""
        with model_storage.read_from(resource) as folder:
            reader = pickle.loads((Path(folder) / MODEL_FILE).read_bytes())
            # A model of before they were learnt goes on without.
            kept = (Path(folder) / ASIDES_FILE, Path(folder) / MATTERS_FILE)
            asides, matters = (
                pickle.loads(one.read_bytes()) if one.is_file() else None for one in kept
            )
        current.use(reader, asides, matters)
        reader.read("warm")  # the encoder loads at its first use: now, not in somebody's turn
        return cls(
            model_storage, resource, reader, asides or AsideReader(), matters or AsideReader()
        )

    def process(self, messages: List[Message]) -> List[Message]:
        """Add intent, intent ranking and needs."""
        for message in messages:
            reading = self._reader.read(message.get(TEXT) or "")
            ranking = [
                {"name": r.name, PREDICTED_CONFIDENCE_KEY: r.confidence} for r in reading.intents
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:10], add_to_output=True)
            message.set(
                "needs",
                [{"id": r.name, "confidence": r.confidence} for r in reading.needs[:10]],
                add_to_output=True,
            )
            message.set("language", reading.language, add_to_output=True)
            message.set("also", list(reading.also), add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DutchExtractor(GraphComponent):
    """Finds places, sectors, numbers of people, amounts, periods and the rest by grammar."""

    def __init__(self) -> None:
        self._gazetteer = load_knowledge().gazetteer
        spacy_nl.people("warm")  # loads now, not in somebody's turn

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DutchExtractor:
        """A new component."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = [
                {
                    "entity": f.entity,
                    "value": f.value,
                    "start": f.start,
                    "end": f.end,
                    "confidence": f.confidence,
                    "extractor": "DutchExtractor",
                }
                for f in extract(text, date.today(), self._gazetteer)
            ]
            taken = [(f["start"], f["end"]) for f in found]
            found += [
                {
                    "entity": "person_name",
                    "value": name,
                    "start": start,
                    "end": end,
                    "confidence": 0.8,
                    "extractor": "spaCy",
                }
                for start, end, name in spacy_nl.people(text[:LONGEST])
                if all(end <= first or last <= start for first, last in taken)
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def voice_of(example: Message) -> str:
    """Who wrote an example (its block's ``metadata: {voice: ...}`` in data/nlu)."""
    metadata = (example.get("metadata") or {}).get("intent") or {}
    return str(metadata.get("voice", ""))


def need_of(example: Message) -> Optional[str]:
    """The need of an ``express_need/<need>`` example, None for other intents."""
    key = example.get(INTENT_RESPONSE_KEY)
    return str(key).split("/", 1)[1] if key else None
