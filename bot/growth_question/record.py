"""The record's reference number and its check against the schema."""

from __future__ import annotations

import json
import random
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Mapping

from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).resolve().parent / "growth_question.schema.json"

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that it can be read out over the phone."""

LENGTH = 8
"""32⁸ is a million million: not to be guessed, and two alike are not to be expected."""


class RecordError(ValueError):
    """A record does not fit the schema; the message names the place."""


def new_id(at: datetime, rng: random.Random) -> str:
    """A reference such as GV-2026-7K3M9QXA."""
    return f"GV-{at.year}-" + "".join(rng.choice(ALPHABET) for _ in range(LENGTH))


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def validate(record: Mapping[str, Any]) -> None:
    """Check a record.

    Raises:
        RecordError: it does not fit.
    """
    problem = next(iter(_validator().iter_errors(record)), None)
    if problem is not None:
        place = "/".join(str(part) for part in problem.absolute_path) or "record"
        raise RecordError(f"{place}: {problem.message}")
