"""Rasa as this product runs it: no TensorFlow, no telemetry, no talk in the logs, one thread.

Import this before anything of Rasa.
"""

from __future__ import annotations

import logging
import os

# Encoders and numpy would otherwise fight over the cores with the other engine processes.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("SANIC_WORKERS", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from bot.engine.without_tensorflow import install  # noqa: E402

install()

from rasa.utils.log_utils import configure_structlog  # noqa: E402

# Without this Rasa's debug lines, with what people say in them, end up in the log.
configure_structlog(logging.WARNING)
