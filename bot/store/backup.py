"""Backup and restore: every row of every table in one file, the same for SQLite and PostgreSQL.

A file is gzipped lines of JSON: a head with the schema's version, a line for each row, and a foot
with how many rows there were and a checksum. It is read from one snapshot while the installation
works on, and can be restored on the other database than it came from. It holds personal data: only
its owner may read it, and the keys that data is encrypted with are not in it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, Iterator

from alembic.script import ScriptDirectory
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    func,
    select,
)
from sqlalchemy import text as sql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SAWarning
from sqlalchemy.types import JSON

from bot.store.database import connect, migrate, now, reading, writing
from bot.store.schema import MIGRATIONS, VERSION_TABLE

FORMAT = 1

AT_ONCE = 500
"""Rows in one statement."""


class BackupError(RuntimeError):
    """The file or the database cannot be used; the message says why."""


@dataclass(frozen=True)
class Contents:
    """What stands in a backup."""

    made_at: datetime
    revision: str
    """Version of the schema."""
    rows: dict[str, int]
    """By table."""


def backup(engine: Engine, target: Path) -> Contents:
    """Write all that is stored to a new file; when this returns, it is on disk.

    Raises:
        BackupError: there is such a file already, or nothing to back up.
        StoreUnavailable, OSError: nothing was written.
    """
    if target.exists():
        raise BackupError(f"{target} is er al")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        # Never readable for others, not even while it is written.
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8") as lines, _snapshot(engine) as connection:
                contents = _write(connection, _Lines(lines))
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return contents


def restore(url: str, source: Path) -> Contents:
    """Fill the empty database at ``url`` from a backup, and bring it to the newest schema.

    All of it is restored or nothing.

    Raises:
        BackupError: the file is damaged or of a later version, or the database is not empty.
    """
    contents = check(source)
    if contents.revision not in {r.revision for r in _scripts().walk_revisions()}:
        raise BackupError(f"{source} is van een nieuwere versie (schema {contents.revision})")
    engine = connect(url, create=True)
    try:
        if any(count for _, count in _counts(engine)):
            raise BackupError("de database is niet leeg; zet BOT_DATABASE_URL op een lege")
        migrate(url, contents.revision)
        with writing(engine, any_schema=True) as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(sql("pragma defer_foreign_keys = on"))
            _read(connection, source)
    finally:
        engine.dispose()
    migrate(url)
    return contents


def check(source: Path) -> Contents:
    """Read a backup through.

    Raises:
        BackupError: it is none, or it is damaged.
    """
    counts: dict[str, int] = {}
    digest = hashlib.sha256()
    head: dict[str, Any] | None = None
    foot: dict[str, Any] = {}
    try:
        for line, entry in _lines(source):
            if head is None:
                head = entry
            elif isinstance(entry, dict):
                foot = entry
                break
            else:
                counts[entry[0]] = counts.get(entry[0], 0) + 1
            digest.update(line.encode())
    except (OSError, EOFError, ValueError) as problem:
        raise BackupError(f"{source} is beschadigd ({type(problem).__name__})") from None
    if head is None or head.get("format") != FORMAT:
        raise BackupError(f"{source} is geen reservekopie van deze versie")
    if foot.get("sha256") != digest.hexdigest():
        raise BackupError(f"{source} is beschadigd: niet alles staat erin")
    made_at = datetime.fromisoformat(head["made_at"])
    return Contents(made_at, head["revision"], {name: counts.get(name, 0) for name in head["rows"]})


def made(folder: Path) -> list[tuple[Path, datetime]]:
    """The backups in a folder and when each was made, oldest first."""
    found = []
    for file in folder.glob("*.jsonl.gz"):
        _, head = next(_lines(file))
        found.append((file, datetime.fromisoformat(head["made_at"])))
    return sorted(found, key=lambda each: each[1])


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment, however long it reads."""
    with reading(engine, any_schema=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sql("set transaction isolation level repeatable read read only"))
            connection.execute(sql("set local statement_timeout = 0"))
        yield connection


class _Lines:
    """Writes entries, and sums them up."""

    def __init__(self, file: Any) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def add(self, entry: Any) -> None:
        """One line."""
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
        self.digest.update(line.encode())
        self._file.write(line)


def _write(connection: Connection, lines: _Lines) -> Contents:
    tables = _tables(connection)
    revision = connection.execute(sql(f"select version_num from {VERSION_TABLE}")).scalar_one()
    moment = now()
    counts = {
        t.name: int(connection.execute(select(func.count()).select_from(t)).scalar_one())
        for t in tables
    }
    lines.add(
        {
            "format": FORMAT,
            "made_at": moment.isoformat(),
            "revision": revision,
            "rows": counts,
            "last_ids": {t.name: _last_id(connection, t) for t in tables if _number(t) is not None},
        }
    )
    for table in tables:
        # JSON as it stands there: null in JSON and no value are two things.
        read = [cast(c, Text).label(c.name) if _json(c) else c for c in table.columns]
        for row in connection.execute(select(*read).order_by(*table.primary_key.columns)):
            lines.add([table.name, {c.name: _out(row[i]) for i, c in enumerate(table.columns)}])
    lines.add({"sha256": lines.digest.hexdigest()})
    return Contents(moment, revision, counts)


def _read(connection: Connection, source: Path) -> None:
    tables = {t.name: t for t in _tables(connection)}
    for table in tables.values():
        for column in table.columns:
            if _json(column):
                column.type = Text()
    head: dict[str, Any] | None = None
    name = ""
    rows: list[dict[str, Any]] = []
    for _, entry in _lines(source):
        if head is None:
            head = entry
            continue
        if not isinstance(entry, list):
            break
        if rows and (entry[0] != name or len(rows) == AT_ONCE):
            connection.execute(tables[name].insert(), rows)
            rows = []
        name = entry[0]
        rows.append({c.name: _in(c, entry[1][c.name]) for c in tables[name].columns})
    if rows:
        connection.execute(tables[name].insert(), rows)
    for name, last in (head or {}).get("last_ids", {}).items():
        _set_last_id(connection, tables[name], last)


def _tables(connection: Connection) -> list[Table]:
    """All tables as they are, those that others are about first."""
    # Indexes to search in are filled by triggers while rows are put back.
    indexes = _search_indexes(connection)

    def ours(name: str, _: MetaData) -> bool:
        of_index = any(name == index or name.startswith(f"{index}_") for index in indexes)
        return not (of_index or name.startswith("sqlite_") or name == VERSION_TABLE)

    found = MetaData()
    with warnings.catch_warnings():
        # An index over an expression has no bearing on the columns.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
        found.reflect(connection, only=ours)
    return list(found.sorted_tables)


def _search_indexes(connection: Connection) -> list[str]:
    """On SQLite, tables that only hold the words of others; each has more whose names begin so."""
    if connection.dialect.name != "sqlite":
        return []
    virtual = sql("select name from sqlite_master where sql like 'create virtual table%'")
    return list(connection.execute(virtual).scalars())


def _counts(engine: Engine) -> Iterator[tuple[str, int]]:
    with reading(engine, any_schema=True) as connection:
        for table in _tables(connection):
            count = select(func.count()).select_from(table)
            yield table.name, int(connection.execute(count).scalar_one())


def _number(table: Table) -> Any:
    """The column that counts up by itself, if there is one."""
    key = list(table.primary_key.columns)
    return key[0] if len(key) == 1 and key[0].type.python_type is int else None


def _last_id(connection: Connection, table: Table) -> int:
    """The highest id that was ever given: one that was removed must not come back."""
    highest = int(connection.execute(select(func.max(_number(table)))).scalar() or 0)
    if connection.dialect.name == "postgresql":
        sequence = _sequence(connection, table)
        given = (
            sequence
            and connection.execute(
                sql(
                    "select last_value from pg_sequences "
                    "where schemaname || '.' || sequencename = :s"
                ),
                {"s": sequence},
            ).scalar()
        )
    else:
        known = "select 1 from sqlite_master where name = 'sqlite_sequence'"
        given = (
            connection.execute(sql(known)).scalar()
            and connection.execute(
                sql("select seq from sqlite_sequence where name = :t"), {"t": table.name}
            ).scalar()
        )
    return max(highest, int(given or 0))


def _set_last_id(connection: Connection, table: Table, last: int) -> None:
    if not last:
        return
    if connection.dialect.name == "postgresql":
        sequence = _sequence(connection, table)
        if sequence:
            connection.execute(sql("select setval(:s, :last)"), {"s": sequence, "last": last})
        return
    values = {"t": table.name, "last": last}
    made_with = "select sql from sqlite_master where name = :t"
    if "AUTOINCREMENT" in str(connection.execute(sql(made_with), values).scalar()).upper():
        connection.execute(sql("delete from sqlite_sequence where name = :t"), values)
        connection.execute(sql("insert into sqlite_sequence values (:t, :last)"), values)


def _sequence(connection: Connection, table: Table) -> str | None:
    found = connection.execute(
        sql("select pg_get_serial_sequence(:t, :c)"),
        {"t": table.name, "c": _number(table).name},
    ).scalar()
    return str(found) if found else None


def _json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _out(value: Any) -> Any:
    if isinstance(value, datetime):
        # SQLite gives moments back without their zone; they are UTC.
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, (bytes, memoryview)) else value


def _in(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value)
        return moment if getattr(column.type, "timezone", False) else moment.replace(tzinfo=None)
    if value is not None and isinstance(column.type, Date):
        return date.fromisoformat(value)
    if value is not None and isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    return value


def _lines(source: Path) -> Iterator[tuple[str, Any]]:
    with gzip.open(source, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line, json.loads(line)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
