"""Full-text search in what people typed and in records: FTS5 on SQLite, an index on PostgreSQL.

Both find words by their beginning, without regard to capitals; all words must be there.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

MOST_WORDS = 8
MOST_HITS = 5000
"""Messages, the newest, that are looked at: a word that stands everywhere finds nothing anyway."""

ON_SQLITE = {
    "messages": "select id, conversation_id from messages where id in (select rowid from "
    "message_words where message_words match :words order by rowid desc limit :most)",
    "records": "select record_id from record_texts where id in (select rowid from record_words "
    "where record_words match :words order by rowid desc limit :most)",
}
PLAIN = "to_tsvector('simple', regexp_replace({}, '[[:punct:]]+', ' ', 'g'))"
"""As the indexes of migration 0004 have it: PostgreSQL would read GV-2026-... as a number."""

ON_POSTGRESQL = {
    # The hits first, and then the newest of them: the planner would walk all messages backwards.
    "messages": "with hits as materialized (select id, conversation_id from messages where "
    f"{PLAIN.format('text')} @@ to_tsquery('simple', :words) and "
    "author in ('entrepreneur', 'broker') and kind = 'text') "
    "select id, conversation_id from hits order by id desc limit :most",
    "records": "with hits as materialized (select id, record_id from record_texts where "
    f"{PLAIN.format('body')} @@ to_tsquery('simple', :words)) "
    "select record_id from hits order by id desc limit :most",
}


def in_talks(connection: Connection, query: str, most: int = MOST_HITS) -> dict[str, int]:
    """Conversation → its newest message in which all words stand."""
    found: dict[str, int] = {}
    for row in _hits(connection, "messages", query, most):
        found[row.conversation_id] = max(row.id, found.get(row.conversation_id, 0))
    return found


def in_records(connection: Connection, query: str, most: int = MOST_HITS) -> set[str]:
    """Ids of the growth questions in whose record, notes or tags all words stand."""
    return {row.record_id for row in _hits(connection, "records", query, most)}


def _hits(connection: Connection, what: str, query: str, most: int) -> Any:
    sqlite = connection.dialect.name == "sqlite"
    words = re.findall(r"[^\W_]+", query)[:MOST_WORDS]
    if not words:
        return ()
    if sqlite:
        written = " ".join(f'"{word}"*' for word in words)
    else:
        written = " & ".join(f"{word}:*" for word in words)
    statement = (ON_SQLITE if sqlite else ON_POSTGRESQL)[what]
    return connection.execute(text(statement), {"words": written, "most": most})
