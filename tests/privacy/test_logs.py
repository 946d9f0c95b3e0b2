"""What is logged holds no person, tracebacks included."""

from __future__ import annotations

import io
import logging

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
