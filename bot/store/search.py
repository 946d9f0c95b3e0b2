"""Full-text search in what people typed and in records: FTS5 on SQLite, an index on PostgreSQL.

Both find words by their beginning (three letters or more), without regard to capitals; all words
must be there.
"""

from __future__ import annotations

import re
from typing import Any, Sequence

from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection

MOST_WORDS = 8
BEGINNING = 3
"""Letters from which a word may go on."""

MOST_HITS = 2000
"""Messages that are looked at: on SQLite the newest. A word that stands everywhere is no help in
finding anything."""

PLAIN = "to_tsvector('simple', regexp_replace({}, '[[:punct:]]+', ' ', 'g'))"
"""As the indexes of migration 0004 have it: PostgreSQL would read GV-2026-... as a number."""

SAID = "author in ('entrepreneur', 'broker') and kind = 'text'"

ON_SQLITE = (
    "select rowid from message_words where message_words match :words order by rowid desc "
    "limit :most",
    "select rowid from record_words where record_words match :words order by rowid desc "
    "limit :most",
)
ON_POSTGRESQL = (
    # All hits first, and then the newest: the planner would walk all messages backwards, which for
    # a rare word takes a minute.
    f"with hits as materialized (select id from messages where {PLAIN.format('text')} @@ "
    f"to_tsquery('simple', :words) and {SAID}) select id from hits order by id desc limit :most",
    f"with hits as materialized (select id from record_texts where {PLAIN.format('body')} @@ "
    "to_tsquery('simple', :words)) select id from hits order by id desc limit :most",
)

FOUND = (
    "(work_items.conversation_id in (select conversation_id from messages where id in ({}))"
    " or work_items.record_id in (select record_id from record_texts where id in ({})))"
)
IN_TALKS_ON_SQLITE = (
    "select conversation_id, max(id) as id from messages where conversation_id in :talks "
    f"and id in ({ON_SQLITE[0]}) group by conversation_id"
)
# A page of talks is some hundred messages: reading those is less than asking the index of all.
IN_TALKS_ON_POSTGRESQL = (
    "with said as materialized (select id, conversation_id, text from messages "
    f"where conversation_id in :talks and {SAID}) "
    f"select conversation_id, max(id) as id from said where {PLAIN.format('text')} @@ "
    "to_tsquery('simple', :words) group by conversation_id"
)


def found(connection: Connection, query: str) -> Any:
    """The condition on ``work_items`` that all words stand in the record, its notes or its talk;
    None where there are no words in the query."""
    words = _words(connection, query)
    if words is None:
        return None
    _bound(connection)
    return text(FOUND.format(*_hits(connection))).bindparams(words=words, most=MOST_HITS)


def in_talks(connection: Connection, query: str, talks: Sequence[str]) -> dict[str, int]:
    """Conversation → its newest message in which all words stand, for these conversations."""
    words = _words(connection, query)
    if words is None or not talks:
        return {}
    told: dict[str, Any] = {"words": words, "talks": list(talks)}
    if connection.dialect.name == "sqlite":
        statement, told["most"] = IN_TALKS_ON_SQLITE, MOST_HITS
    else:
        statement = IN_TALKS_ON_POSTGRESQL
    rows = connection.execute(text(statement).bindparams(bindparam("talks", expanding=True)), told)
    return {row.conversation_id: row.id for row in rows}


def _bound(connection: Connection) -> None:
    """On PostgreSQL, for this transaction: of a word that stands in very many texts the index gives
    about so many, and the index is what is looked in."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"set local gin_fuzzy_search_limit = {MOST_HITS}"))
        connection.execute(text("set local enable_seqscan = off"))
        # Nor are the pages of an index far apart: with the default the planner walks whole tables.
        connection.execute(text("set local random_page_cost = 1.1"))


def _hits(connection: Connection) -> tuple[str, str]:
    return ON_SQLITE if connection.dialect.name == "sqlite" else ON_POSTGRESQL


def _words(connection: Connection, query: str) -> str | None:
    words = re.findall(r"[^\W_]+", query)[:MOST_WORDS]
    if not words:
        return None
    sqlite = connection.dialect.name == "sqlite"
    whole, begins = ('"{}"', '"{}"*') if sqlite else ("{}", "{}:*")
    # Half of all words begin with "e": a letter or two is a word of its own.
    written = [(begins if len(word) >= BEGINNING else whole).format(word) for word in words]
    return (" " if sqlite else " & ").join(written)
