"""For how many days what is kept."""

from __future__ import annotations

from typing import Mapping

from bot.settings import Settings

Kept = Mapping[str, int]
"""Name of a period in the register → days."""


def periods(settings: Settings) -> dict[str, int]:
    """The periods that this installation keeps, in days, by their names in the register."""
    return {
        "chat_days": settings.keep_chat_days,
        "question_days": settings.keep_question_days,
        "log_days": settings.keep_log_days,
        "proof_days": settings.keep_proof_days,
        "backup_days": settings.keep_backup_days,
    }
