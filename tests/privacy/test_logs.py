"""What is logged holds no person, tracebacks included."""

from __future__ import annotations

import io
import logging
import subprocess
import sys

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from bot.logs import Lines
from bot.store.tables import messages

SAID = " ".join(["een", "geheim", "verhaal"])


@pytest.fixture()
def log() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(()))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, stream


def test_numbers_and_addresses_are_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    try:
        raise ValueError("kan 06-12345678 niet bellen, probeer sam@voorbeeld.nl")
    except ValueError:
        logger.exception("bericht %s van %s", 42, "NL91ABNA0417164300")
    written = stream.getvalue()
    assert "ValueError" in written and "bericht 42" in written
    assert "12345678" not in written and "voorbeeld" not in written and "ABNA" not in written
    assert "[rekeningnummer]" in written


def test_the_database_does_not_log_what_was_said(
    any_store: Engine, log: tuple[logging.Logger, io.StringIO]
) -> None:
    logger, stream = log
    try:
        with any_store.begin() as connection:
            connection.execute(insert(messages).values(conversation_id="x", text=SAID))
    except IntegrityError:
        logger.exception("not stored")
    written = stream.getvalue()
    assert "not stored" in written and "IntegrityError" in written
    assert SAID not in written


WITHOUT_HANDLES = """
import logging, resource
from bot import logs
from bot.settings import Settings
logs.set_up(Settings())
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
for number in ("06 12345678", "+49 30 901820", "06 87654321", "+44 20 7946 0958"):
    logging.warning("bel %s", number)
"""


def test_without_a_file_handle_left_it_still_logs() -> None:
    """What is loaded on demand then fails; it must not leave a lock behind for those after it."""
    command = [sys.executable, "-W", "ignore", "-c", WITHOUT_HANDLES]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    told = done.stderr.splitlines()
    assert done.returncode == 0 and len(told) == 4, done.stderr
    assert not any(part in done.stderr for part in ("345678", "901820", "7946"))
