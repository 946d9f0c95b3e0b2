"""Logs without persons: what is logged is masked as it is written, tracebacks too."""

from __future__ import annotations

import logging
import re

from bot.privacy import masking

DETAIL = re.compile(r"^DETAIL: .*$", re.MULTILINE)
"""Where PostgreSQL shows the row that it refuses, with what somebody said in it."""

LONGEST = 8000
"""Characters of one entry; what is longer is cut, so that masking it costs little."""


class Masked(logging.Formatter):
    """Masks what another formatter makes.

    Args:
        inner: makes the line; the standard one where left out.
    """

    def __init__(self, inner: logging.Formatter | None = None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter(logging.BASIC_FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        """One entry, with its traceback."""
        written = DETAIL.sub("DETAIL: -", self._inner.format(record))
        return masking.mask(written[:LONGEST], only=masking.NUMBERS)


def configure(level: str) -> None:
    """Log to the standard error, as all of our processes do."""
    logging.basicConfig(level=level)
    for handler in logging.getLogger().handlers:
        if not isinstance(handler.formatter, Masked):
            handler.setFormatter(Masked(handler.formatter))
