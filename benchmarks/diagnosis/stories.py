"""Entrepreneurs in their own words: written for testing, never learnt from.

One JSON line is one entrepreneur with a need: what they open with, and what they answer to each
open question. Who wrote them did not see the training examples or each other's lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.learn import LEAST_NEED_MASS, MOST_IN_STORY, TELLING
from bot.paths import ROOT
from bot.understanding.reader import Reader

FOLDER = ROOT / "tests" / "diagnosis" / "stories"

FIELD = {"o_voorval": "more", "o_vervelend": "worst", "o_wens": "wonder"}
"""Open question → field of a story that answers it."""


@dataclass(frozen=True)
class Story:
    """One entrepreneur."""

    need: str
    writer: str
    misleading: bool
    """The opening points to another need."""
    texts: Mapping[str, str]
    """``opening`` and, but for the oldest stories, ``more``, ``worst`` and ``wonder``."""


def load(folder: Path = FOLDER, writers: Sequence[str] = ()) -> list[Story]:
    """All stories, or those of some writers (the names of the files)."""
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        if writers and file.stem not in writers:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            fields = ("opening", *FIELD.values())
            texts = {name: entry[name] for name in fields if entry.get(name)}
            found.append(Story(entry["need"], file.stem, bool(entry["misleading"]), texts))
    return found


class Read:
    """What the ranker makes of texts; each is read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._alone: dict[str, Mapping[str, float] | None] = {}
        self._story: dict[str, Mapping[str, float]] = {}

    def alone(self, text: str) -> Mapping[str, float] | None:
        """As one message: None where it says nothing about needs."""
        if text not in self._alone:
            reading = self._reader.read(text)
            needs = {r.name: r.confidence for r in reading.needs[:10]}
            telling = reading.intents[0].name in TELLING and sum(needs.values()) >= LEAST_NEED_MASS
            self._alone[text] = needs if telling else None
        return self._alone[text]

    def story(self, text: str) -> Mapping[str, float]:
        """As all that was told."""
        if text not in self._story:
            heard = self._reader.needs_in(text)
            ranked = sorted(heard.items(), key=lambda item: -item[1])
            self._story[text] = dict(ranked[:MOST_IN_STORY])
        return self._story[text]
