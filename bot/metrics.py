"""Figures for whoever watches an installation (Prometheus); docs/beheer.md has the alerts.

What waits is counted in the database at the moment that it is asked: it is true for all processes
together, and after a restart.
"""

from __future__ import annotations

import math
import shutil
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Iterator

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.paths import BACKUPS, VAR
from bot.store import StoreUnavailable, WrongSchema, reading
from bot.store.tables import STUCK, TO_SEND, deliveries, in_state, messages, retention_runs


class Metrics:
    """The figures of one web process."""

    def __init__(self, store: Engine) -> None:
        self._store = store
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "bot_requests", "Requests by status", ["status"], registry=self.registry
        )
        self.limited = Counter(
            "bot_limited", "Requests refused by a rate limit", ["rule"], registry=self.registry
        )
        self.registry.register(self)

    def describe(self) -> list[GaugeMetricFamily]:
        """Names are known only when it is asked: nothing is read at the start."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What stands in the database now."""
        disk = GaugeMetricFamily("bot_disk_free_bytes", "Room left where the installation writes")
        disk.add_metric([], shutil.disk_usage(VAR if VAR.exists() else VAR.parent).free)
        yield disk
        backup = GaugeMetricFamily("bot_backup_age_seconds", "Since the last backup in var/backups")
        backup.add_metric([], backup_age())
        yield backup
        up = GaugeMetricFamily("bot_store_up", "1: the database answers")
        fits = GaugeMetricFamily("bot_schema_fits", "0: the database is of another version")
        found: list[GaugeMetricFamily] = []
        answers = True
        try:
            found = list(self._waiting())
            fits.add_metric([], 1.0)
        except WrongSchema:
            fits.add_metric([], 0.0)
        except StoreUnavailable:
            answers = False
        up.add_metric([], float(answers))
        yield up
        yield fits
        yield from found

    def _waiting(self) -> Iterator[GaugeMetricFamily]:
        count = GaugeMetricFamily("bot_messages", "Messages that wait", labels=["status"])
        oldest = GaugeMetricFamily(
            "bot_oldest_seconds", "How long the oldest of them waits", labels=["status"]
        )
        handed = GaugeMetricFamily(
            "bot_deliveries", "Growth questions by target and status", labels=["target", "status"]
        )
        late = GaugeMetricFamily(
            "bot_oldest_delivery_seconds",
            "How long the oldest growth question waits for its target",
            labels=["target"],
        )
        kept = GaugeMetricFamily(
            "bot_retention_age_seconds", "Since what was kept long enough last went"
        )
        t, d = messages, deliveries
        with reading(self._store) as connection:
            for states in (("received",), TO_SEND, STUCK):
                query = select(t.c.status, func.count(), func.min(t.c.created_at))
                query = query.where(in_state(*states)).group_by(t.c.status)
                found = {status: rest for status, *rest in connection.execute(query)}
                for status in states:
                    number, first = found.get(status, (0, None))
                    count.add_metric([status], number)
                    if first is not None:
                        oldest.add_metric([status], max(0.0, time.time() - _seconds(first)))
            query = select(d.c.target, d.c.status, func.count()).group_by(d.c.target, d.c.status)
            for target, status, number in connection.execute(query):
                handed.add_metric([target, status], number)
            query = select(d.c.target, func.min(d.c.updated_at)).where(d.c.status == "waiting")
            for target, moment in connection.execute(query.group_by(d.c.target)):
                late.add_metric([target], max(0.0, time.time() - _seconds(moment)))
            moment = connection.execute(select(func.max(retention_runs.c.at))).scalar()
            if moment is not None:
                kept.add_metric([], max(0.0, time.time() - _seconds(moment)))
        yield count
        yield oldest
        yield handed
        yield late
        yield kept


def backup_age(folder: Path = BACKUPS) -> float:
    """Seconds since the newest backup was made; endless where there is none."""
    made = [file.stat().st_mtime for file in folder.glob("*.jsonl.gz")]
    return max(0.0, time.time() - max(made)) if made else math.inf


def _seconds(moment: datetime) -> float:
    """SQLite gives moments back without their zone; they are UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
