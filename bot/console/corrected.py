"""What became of corrections, as brokers read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Mapping

from sqlalchemy.engine import Engine

from bot import model_files, models, moments
from bot.console.words import CORRECTION, ENTITIES, INTENTS
from bot.knowledge import Knowledge
from bot.store import corrections


@dataclass(frozen=True)
class Answering:
    """The model that answers now."""

    name: str
    trained_at: datetime | None
    """None where its file is not here, or does not say so."""

    def has_learnt(self, correction: Mapping[str, Any]) -> bool:
        """Whether a correction that went live once is in it: not where an earlier model was put
        back."""
        if correction["model"] == self.name or self.trained_at is None:
            return True
        live_at: datetime = correction["live_at"]
        return self.trained_at > moments.aware(live_at)


def answering(store: Engine) -> Answering:
    """Which one that is."""
    name, _ = models.live(store)
    kept = {one.name: one.trained_at for one in model_files.kept()}
    return Answering(name, kept.get(name))


def of_talk(
    store: Engine, k: Knowledge, conversation_id: str, me: int
) -> dict[int, list[dict[str, Any]]]:
    """Message id → its corrections in words (`in_words`)."""
    found = corrections.of_talk(store, conversation_id)
    now = answering(store) if found else Answering("", None)
    return {message: [in_words(row, k, now, me) for row in rows] for message, rows in found.items()}


def in_words(row: Mapping[str, Any], k: Knowledge, now: Answering, me: int) -> dict[str, Any]:
    """``was_label``, ``becomes_label`` and ``state`` of a correction, and ``since`` when it is live
    (None where it is not).

    Args:
        me: who reads it; of their own it is said that it is theirs.
    """
    state, since = row["status"], None
    if state == "live" and not now.has_learnt(row):
        state = "earlier"
    elif state == "live":
        state, since = "own_live" if row["proposed_by"] == me else "live", row["live_at"]
    return {
        "since": since,
        "was_label": _label(row["kind"], row["was"], k),
        "becomes_label": _label(row["kind"], row["becomes"], k),
        "state": CORRECTION[state],
    }


def _label(kind: str, value: str | None, k: Knowledge) -> str:
    if value is None:
        return "niets"
    if kind == "need":
        return k.needs_by_id[value].label if value in k.needs_by_id else value
    if kind == "intent":
        return INTENTS.get(value, value)
    entity, _, rest = value.partition("=")
    label = ENTITIES.get(entity, entity)
    return f"{label}: {rest}" if rest else f"geen {label}"
