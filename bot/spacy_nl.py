"""The Dutch spaCy pipeline: the large one where it is installed, else the project's own.

`nl_core_news_md` 3.4.0 (the one that fits spaCy 3.4) is a release outside the package index, so
set-up may not reach it. The project's own pipeline takes its place: blank Dutch with sentence
splitting, lookup lemmas, and the catalogue's places as entity rules. Both are loaded the same way
and give the names in a text; what only the large one adds is names it was not told of.
"""

from __future__ import annotations

import importlib.util
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from bot.knowledge import load as load_knowledge
from bot.paths import VAR
from bot.settings import load as load_settings

LARGE = "nl_core_news_md"
OWN = VAR / "spacy" / "nl_groeimakelaar"


@lru_cache(maxsize=1)
def active() -> str:
    """Name or path of the pipeline in use: the setting, else the best one there is."""
    wanted: str = load_settings().spacy_model
    if wanted:
        return wanted
    return LARGE if importlib.util.find_spec(LARGE) else str(OWN)


@lru_cache(maxsize=2)
def pipeline(name: str) -> Language:
    """Load a pipeline; the project's own is built if it is not there yet.

    Raises:
        OSError: the pipeline that is asked for does not exist.
    """
    if name == str(OWN) and not (OWN / "meta.json").exists():
        build(OWN)
    return spacy.load(name)


def build(target: Path) -> None:
    """Make the project's own pipeline from packages and the catalogue, in a moment."""
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    ruler: Any = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    nlp.initialize()  # before the patterns: they run through the lemmatizer
    places = load_knowledge().gazetteer.places
    ruler.add_patterns([{"label": "GPE", "pattern": place.name} for place in places])
    # Beside its target first: whoever loads it meanwhile sees all of it or nothing.
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def people(text: str) -> list[tuple[int, int, str]]:
    """Names of people in a text: start, end, name.

    Only the large pipeline knows names it was not told of; the speaker's own name, by the words
    it stands behind, is found by `bot.language.names` with either.
    """
    if active() == str(OWN):
        return []
    return [
        (entity.start_char, entity.end_char, entity.text)
        for entity in pipeline(active())(text).ents
        if entity.label_ in ("PER", "PERSON")
    ]
