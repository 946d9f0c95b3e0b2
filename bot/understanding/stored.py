"""A trained reader as it stands in a model's archive."""

from __future__ import annotations

import pickle
import tarfile
from pathlib import Path

from bot.understanding.reader import Reader

MODEL_FILE = "reader.pickle"
ASIDES_FILE = "asides.pickle"
MATTERS_FILE = "matters.pickle"


def reader_of(model: Path) -> Reader:
    """The reader of a model that was trained here (`bot.training`), without Rasa.

    Raises:
        LookupError: the archive has no reader in it.
    """
    with tarfile.open(model) as archive:
        for member in archive:
            stored = archive.extractfile(member) if member.name.endswith(MODEL_FILE) else None
            if stored is not None:
                reader: Reader = pickle.loads(stored.read())
                return reader
    raise LookupError(f"{model.name} has no {MODEL_FILE}")
