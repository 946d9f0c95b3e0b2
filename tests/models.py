"""A second model beside the trained one, without training for minutes."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.model_files import path_of

EARLIER = "2026-11-01T09:00:00"


@contextmanager
def earlier_model(model: Path, name: str) -> Iterator[Path]:
    """The same model once more, as one that was trained earlier under another name; a real file
    that the engine loads. It is gone afterwards."""
    made = path_of(name)
    with tarfile.open(model) as source, tarfile.open(made, "w:gz", compresslevel=1) as target:
        for member in source:
            content = source.extractfile(member)
            data = content.read() if content else b""
            if member.name == "metadata.json":
                said = json.loads(data)
                data = json.dumps({**said, "model_id": name, "trained_at": EARLIER}).encode()
                member.size = len(data)
            target.addfile(member, io.BytesIO(data))
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)
