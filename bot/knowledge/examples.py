"""Examples: reads files in Rasa's NLU format or JSON lines, and finds what repeats itself."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterable, Iterator, Sequence

import numpy as np
import yaml
from rapidfuzz import fuzz, process

from bot.knowledge.placed import read_placed

NEED = "express_need"

ALIKE = 80.0
"""Similarity (0-100, of sorted words) from which two examples are near-duplicates."""

LEAST_WORDS = 5
"""Shorter ones are alike by nature ("ja klopt", "ja dat klopt")."""

_MARKED = re.compile(r"\[(?P<words>[^\]]+)\](?:\((?P<short>[^)]+)\)|(?P<full>\{[^}]+\}))")


class ExampleError(ValueError):
    """A file of examples cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Marked:
    """An entity as its writer marked it."""

    entity: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """One utterance with what it means."""

    text: str
    intent: str
    need: str | None = None
    """Id of the need, for ``express_need``."""
    entities: tuple[Marked, ...] = ()
    voice: str = ""
    """Who wrote it: examples of one voice resemble each other more than strangers' do."""
    answer: bool = False
    """Said in answer to an open question, after a story: it may say little by itself."""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """The intent, with its need: ``express_need/tal_werven``."""
        return f"{self.intent}/{self.need}" if self.need else self.intent


def read(path: Path) -> list[Example]:
    """Read one file, or every ``.yml`` and ``.jsonl`` file under a folder.

    Raises:
        ExampleError: a file has another form.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix in (".yml", ".yaml", ".jsonl"))
        return [example for file in files for example in read(file)]
    try:
        if path.suffix in (".yml", ".yaml"):
            return list(_from_yaml(path))
        return list(_from_json_lines(path))
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        if isinstance(error, ExampleError):
            raise
        raise ExampleError(f"{path}: {error}") from error


def _from_yaml(path: Path) -> Iterator[Example]:
    for entry in read_placed(path.read_text(encoding="utf-8"))["nlu"]:
        if "intent" not in entry:
            continue  # synonyms, regular expressions and lookup tables
        first = entry.lines["examples"] + 1
        metadata = entry.get("metadata") or {}
        voice, answer = metadata.get("voice", ""), bool(metadata.get("answer", False))
        for line, item in enumerate(entry["examples"].splitlines(), first):
            if item.strip():
                text, entities = unmark(item.removeprefix("- ").strip())
                yield _example(text, entry["intent"], None, entities, voice, answer, path, line)


def _from_json_lines(path: Path) -> Iterator[Example]:
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not row.strip():
            continue
        try:
            data = json.loads(row)
            text, intent = data["text"], data["intent"]
        except (KeyError, TypeError, ValueError) as error:
            raise ExampleError(f"{path}:{number}: {error!r}") from error
        entities = [
            Marked(e["entity"], _plain(e["value"]), e["start"], e["end"])
            for e in data.get("entities", ())
        ]
        yield _example(
            text,
            intent,
            data.get("need"),
            entities,
            data.get("voice", ""),
            bool(data.get("answer", False)),
            path,
            number,
        )


def _example(
    text: str,
    intent: str,
    need: str | None,
    entities: Sequence[Marked],
    voice: str,
    answer: bool,
    path: Path,
    line: int,
) -> Example:
    name, _, behind = intent.partition("/")
    return Example(
        text, name, need or behind or None, tuple(entities), voice, answer, str(path), line
    )


def unmark(marked: str) -> tuple[str, list[Marked]]:
    """``in [Urk](place)`` → the text as it was said, and the entities marked in it."""
    text, entities, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        start = len(text)
        text += match["words"]
        if match["short"]:
            entity, _, value = match["short"].partition(":")
        else:
            data = json.loads(match["full"])
            entity, value = data["entity"], data.get("value", "")
        entities.append(Marked(entity, _plain(value) or match["words"], start, len(text)))
        at = match.end()
    return text + marked[at:], entities


def _plain(value: Any) -> str:
    """Values as text: ranges as ``10-15``, numbers without a useless fraction."""
    if isinstance(value, (list, tuple)):
        return "-".join(_plain(v) for v in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def near_duplicates(examples: Sequence[Example]) -> list[tuple[int, int]]:
    """Pairs of examples (by position) of which one nearly repeats the other's words.

    Templates with other nouns in them show up here too: most of their words are the same.
    """
    long_enough = [i for i, e in enumerate(examples) if len(e.text.split()) >= LEAST_WORDS]
    # Sorted once here: rapidfuzz's token_sort_ratio would sort both texts of every pair anew.
    words = {i: " ".join(sorted(re.findall(r"\w+", examples[i].text.lower()))) for i in long_enough}
    by_length = sorted(long_enough, key=lambda i: len(words[i]))
    texts = [words[i] for i in by_length]
    lengths = [len(text) for text in texts]
    pairs: list[tuple[int, int]] = []
    block = 512
    for start in range(0, len(texts), block):
        rows = texts[start : start + block]
        # A text that is much longer cannot be alike: the ratio is at most 2 a / (a + b).
        end = bisect_right(lengths, len(rows[-1]) * (200 / ALIKE - 1))
        scores = process.cdist(
            rows,
            texts[start:end],
            scorer=fuzz.ratio,
            score_cutoff=ALIKE,
            dtype=np.uint8,
            workers=-1,
        )
        for row, column in np.argwhere(scores > 0):
            if row < column:
                one, other = by_length[start + row], by_length[start + column]
                pairs.append((min(one, other), max(one, other)))
    return sorted(pairs)


def groups(examples: Sequence[Example], keep_voices: bool) -> list[int]:
    """A group number for each example, so that what resembles each other can be kept together.

    Args:
        keep_voices: whether all examples of one voice are one group as well.
    """
    parent = list(range(len(examples)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in near_duplicates(examples):
        parent[root(a)] = root(b)
    if keep_voices:
        first: dict[str, int] = {}
        for i, example in enumerate(examples):
            parent[root(i)] = root(first.setdefault(example.voice, i))
    return [root(i) for i in range(len(examples))]


def by_label(examples: Iterable[Example]) -> dict[str, list[Example]]:
    """Label → its examples."""
    result: dict[str, list[Example]] = {}
    for example in examples:
        result.setdefault(example.label, []).append(example)
    return result
