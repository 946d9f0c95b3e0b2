"""Logs as lines of JSON: what happened, in which talk, and nothing of anybody.

The talk is told by a mark that is made of its id and does not lead back to it, the same in every
process: ``bot logs MARK`` is a search for one word. Whatever looks like somebody's address or
number is masked, and so is each secret of the settings.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from dataclasses import fields
from datetime import datetime, timezone
from typing import Iterable

from phonenumbers import PhoneMetadata

from bot.privacy import masking
from bot.settings import Settings

talk: ContextVar[str] = ContextVar("talk", default="")
"""The conversation that is being worked on, in this task or thread."""

SHORTEST_SECRET = 6

BOT_TOKEN = re.compile(r"/bot\d+:[\w-]+")
"""In Telegram's addresses."""

ROW = re.compile(r"^DETAIL: .*$", re.MULTILINE)
"""Where PostgreSQL shows the row that it refuses, with what somebody said in it."""

LONGEST = 4000
"""Characters of what is told; masking much more would cost more than it tells."""


def mark(conversation_id: str) -> str:
    """How a talk is called in logs."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:12]


class Lines(logging.Formatter):
    """One line of JSON for each record."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = sorted((s for s in secrets if len(s) >= SHORTEST_SECRET), key=len)[::-1]

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        told: dict[str, object] = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": self._clean(record.getMessage()),
        }
        if talk.get():
            told["talk"] = mark(talk.get())
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            # Where, and not with which values: a message may repeat what somebody said.
            told["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-8:]
            ]
        return json.dumps(told, ensure_ascii=False)

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[geheim]")
        text = ROW.sub("DETAIL: -", BOT_TOKEN.sub("/bot[geheim]", text[:LONGEST]))
        return masking.mask(text, only=masking.NUMBERS)


def set_up(settings: Settings) -> None:
    """Let this process log so, to its standard error."""
    # Loaded when it is first needed, it keeps its lock where that fails (no file handle left, say),
    # and from then on everything that masks a number waits for ever.
    PhoneMetadata.load_all()
    handler = logging.StreamHandler(sys.stderr)
    secrets = (getattr(settings, f.name) for f in fields(settings) if f.metadata.get("secret"))
    handler.setFormatter(Lines(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    # httpx tells every address it calls, and Telegram's holds the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
