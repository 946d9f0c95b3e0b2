"""Where things are: the project's own folders, found from this file."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: config.yml, data/ and the rest stand here."""

DATA = ROOT / "data"
KNOWLEDGE = DATA / "knowledge"
VAR = ROOT / "var"
"""What a running installation writes: database, logs, engine token, spaCy pipeline."""

BACKUPS = VAR / "backups"
"""Where `bot backup` writes when nobody says where."""

MODELS = ROOT / "models"
