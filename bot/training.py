"""`bot train`: train the model when what it is made of changed, and only then."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
import warnings

from bot.model_files import forget_old, model_path, used_now
from bot.paths import MODELS, ROOT


def train(force: bool = False) -> str:
    """Train if needed.

    Returns:
        One line that says what was done.

    Raises:
        RuntimeError: training failed; no model was put in place.
    """
    target = model_path()
    if target.exists() and not force:
        used_now(target)
        return f"Model {target.stem.split('.')[0]} is bij."
    print("Trainen (een paar minuten) …", file=sys.stderr, flush=True)
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
    forget_old()
    return f"Getraind in {time.monotonic() - started:.0f} s: model {target.name.split('.')[0]}."
