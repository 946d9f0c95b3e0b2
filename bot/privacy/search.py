"""Looks for texts byte for byte: in the database, its files, logs and other files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Iterable, Iterator, Sequence

from sqlalchemy import text
from sqlalchemy.engine import Engine

from bot.store import reading
from bot.store.tables import metadata

CHUNK = 1 << 20
"""Bytes that are read at once: a database may be larger than the memory."""

BESIDE = ("", "-wal", "-shm", "-journal")
"""Files that SQLite keeps beside its database."""


def forms(word: str) -> set[bytes]:
    """How a text may stand in a file: as it is, and inside JSON, with or without escapes."""
    plain, escaped = json.dumps(word, ensure_ascii=False), json.dumps(word)
    found = {word, plain[1:-1], escaped[1:-1], escaped[1:-1].replace("\\", "\\\\")}
    return {form.encode() for form in found}


def in_file(path: Path, words: Iterable[str]) -> set[str]:
    """Which of the words stand in a file."""
    wanted = {form: word for word in words for form in forms(word)}
    if not wanted:
        return set()
    overlap = max(map(len, wanted)) - 1
    found: set[str] = set()
    with open(path, "rb") as handle:
        tail = b""
        while chunk := handle.read(CHUNK):
            block = tail + chunk
            found |= {word for form, word in wanted.items() if form in block}
            tail = block[-overlap:] if overlap else b""
    return found


def files_in(folders: Sequence[Path], skip: Sequence[Path] = ()) -> Iterator[Path]:
    """All files below these folders, each once; those that are gone by now are passed over."""
    seen: set[Path] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            real = path.resolve()
            inside = any(real.is_relative_to(other.resolve()) for other in skip)
            if real.is_file() and real not in seen and not inside:
                seen.add(real)
                yield path


def in_files(
    folders: Sequence[Path], words: Sequence[str], skip: Sequence[Path] = ()
) -> dict[str, set[str]]:
    """File → which of the words stand in it; only files in which one does."""
    found = {}
    for path in files_in(folders, skip):
        try:
            hits = in_file(path, words)
        except FileNotFoundError:  # a log that was just rotated away
            continue
        if hits:
            found[str(path)] = hits
    return found


def in_rows(store: Engine, words: Sequence[str]) -> dict[str, set[str]]:
    """Table → which of the words stand in a row of it, in any column."""
    found: dict[str, set[str]] = {}
    wanted = [(form.decode(), word) for word in words for form in forms(word)]
    with reading(store) as connection:
        for table in metadata.sorted_tables:
            columns = [f'"{column.name}"' for column in table.columns]
            for form, word in wanted:
                if store.dialect.name == "sqlite":
                    holds = " or ".join(f"instr(cast({c} as text), :word) > 0" for c in columns)
                else:
                    holds = " or ".join(f"position(:word in {c}::text) > 0" for c in columns)
                query = text(f'select 1 from "{table.name}" where {holds} limit 1')
                if connection.execute(query, {"word": form}).first() is not None:
                    found.setdefault(table.name, set()).add(word)
    return found


def database_files(store: Engine) -> list[Path]:
    """The files of a SQLite database; none for a server elsewhere."""
    name = store.url.database
    if store.dialect.name != "sqlite" or not name or name == ":memory:":
        return []
    return [path for end in BESIDE if (path := Path(f"{name}{end}")).exists()]


def overwrite(path: Path, words: Sequence[str]) -> int:
    """Write over the words in a file, in place and as long as they were: whoever adds lines to it
    meanwhile loses none.

    Returns:
        How often one stood there.
    """
    content = path.read_bytes()
    number = 0
    with open(path, "r+b") as handle:
        for form in sorted({f for word in words for f in forms(word)}, key=len, reverse=True):
            at = content.find(form)
            while at >= 0:
                handle.seek(at)
                handle.write(b"x" * len(form))
                content = content[:at] + b"x" * len(form) + content[at + len(form) :]
                number += 1
                at = content.find(form, at + len(form))
    return number
