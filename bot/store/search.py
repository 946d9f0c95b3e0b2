"""Full-text search in what people typed and in records: FTS5 on SQLite, an index on PostgreSQL.

Both find words by their beginning (three letters or more), without regard to capitals; all words
must be there. On PostgreSQL an index of a word that stands everywhere costs more than it saves:
then the list itself is gone through until there is a page.
"""

from __future__ import annotations

import re
from typing import Any, Sequence

from sqlalchemy import and_, bindparam, false, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
BEGINNING = 3
"""Letters from which a word may go on."""

MOST_HITS = 2000
"""Messages that are looked at: on SQLite the newest. A word that stands everywhere is no help in
finding anything."""

MOST_LISTED = 1000
"""Growth questions of the list that are gone through for a word that stands everywhere."""

SAMPLE, COMMON = 200, 10
"""Messages, the newest, of which this many hold a word that stands everywhere."""

PLAIN = "to_tsvector('simple', regexp_replace({}, '[[:punct:]]+', ' ', 'g'))"
"""As the indexes of migration 0004 have it: PostgreSQL would read GV-2026-... as a number."""

SAID = "author in ('entrepreneur', 'broker') and kind = 'text'"

ON_SQLITE = (
    "select rowid from message_words where message_words match :words order by rowid desc "
    "limit :most"
)
FOUND_ON_SQLITE = (
    "(work_items.conversation_id in "
    f"(select conversation_id from messages where id in ({ON_SQLITE}))"
    " or work_items.record_id in (select record_id from record_texts where id in "
    f"({ON_SQLITE.replace('message_words', 'record_words')})))"
)
# All hits first, and then the newest: the planner would walk all messages backwards, which for a
# rare word takes a minute.
FOUND_ON_POSTGRESQL = (
    "(work_items.conversation_id in (with hits as materialized (select id, conversation_id from "
    f"messages where {PLAIN.format('text')} @@ to_tsquery('simple', :words) and {SAID}) "
    "select conversation_id from hits order by id desc limit :most)"
    " or work_items.record_id in (with hits as materialized (select id, record_id from "
    f"record_texts where {PLAIN.format('body')} @@ to_tsquery('simple', :words)) "
    "select record_id from hits order by id desc limit :most))"
)
STANDS = (
    "{0} ilike all(:parts) and " + PLAIN.replace("{}", "{0}") + " @@ to_tsquery('simple', :words)"
)
"""Asked of a text without the index. The first part costs a fiftieth of the second, and most texts
end there."""

HOW_COMMON = (
    f"select count(*) from (select text from messages where {SAID} order by id desc "
    f"limit {SAMPLE}) as newest where {STANDS.format('text')}"
)
# A subselect with "offset 0" is not taken apart: else the index would be asked for each talk.
STANDS_IN = (
    "(exists (select 1 from (select text from messages where "
    f"messages.conversation_id = listed.conversation_id and {SAID} offset 0) as said "
    f"where {STANDS.format('said.text')})"
    " or exists (select 1 from (select body from record_texts where "
    "record_texts.record_id = listed.record_id offset 0) as noted "
    f"where {STANDS.format('noted.body')}))"
)
IN_TALKS_ON_SQLITE = (
    "select conversation_id, max(id) as id from messages where conversation_id in :talks "
    f"and id in ({ON_SQLITE}) group by conversation_id"
)
# A page of talks is some hundred messages: reading those is less than asking the index of all.
IN_TALKS_ON_POSTGRESQL = (
    "with said as materialized (select id, conversation_id, text from messages "
    f"where conversation_id in :talks and {SAID}) "
    f"select conversation_id, max(id) as id from said where {STANDS.format('text')} "
    "group by conversation_id"
)


def among(connection: Connection, query: str, listed: Select, limit: int, offset: int) -> Select:
    """Ids of a page of work items in which all words stand: in the record, its notes or its talk.

    Args:
        listed: ``id``, ``conversation_id`` and ``record_id`` of work items, in their order.
    """
    words = _words(connection, query)
    item = listed.selected_columns
    if words is None:
        return listed.with_only_columns(item.id).where(false())
    parts = _parts(query)
    if _stands_everywhere(connection, words, parts):
        # It is read in its order, and no further than there is a page.
        first = listed.limit(MOST_LISTED).subquery("listed")
        found = select(first.c.id).where(text(STANDS_IN).bindparams(words=words, parts=parts))
        return found.limit(limit).offset(offset)
    _bound(connection)
    sqlite = connection.dialect.name == "sqlite"
    has = text(FOUND_ON_SQLITE if sqlite else FOUND_ON_POSTGRESQL)
    has = has.bindparams(words=words, most=MOST_HITS)
    return listed.with_only_columns(item.id).where(has).limit(limit).offset(offset)


def in_questions(query: str, question: Any) -> Any:
    """The condition that all words stand in a question, which holds nothing that is covered: for
    who may not read what was said, since a search would tell whether a name stands there.

    Args:
        question: the column.
    """
    words = WORD.findall(query)[:MOST_WORDS]
    return and_(*(question.ilike(f"%{word}%") for word in words)) if words else false()


def in_talks(connection: Connection, query: str, talks: Sequence[str]) -> dict[str, int]:
    """Conversation → its newest message in which all words stand, for these conversations."""
    words = _words(connection, query)
    if words is None or not talks:
        return {}
    told: dict[str, Any] = {"words": words, "talks": list(talks)}
    if connection.dialect.name == "sqlite":
        statement, told["most"] = IN_TALKS_ON_SQLITE, MOST_HITS
    else:
        statement, told["parts"] = IN_TALKS_ON_POSTGRESQL, _parts(query)
    rows = connection.execute(text(statement).bindparams(bindparam("talks", expanding=True)), told)
    return {row.conversation_id: row.id for row in rows}


def _stands_everywhere(connection: Connection, words: str, parts: list[str]) -> bool:
    """Whether so many of the newest messages hold them that a page is found at once. Of SQLite it
    is not asked: its index gives the newest first."""
    if connection.dialect.name == "sqlite":
        return False
    told = {"words": words, "parts": parts}
    return int(connection.execute(text(HOW_COMMON), told).scalar_one()) >= COMMON


def _bound(connection: Connection) -> None:
    """On PostgreSQL, for this transaction: of a word that stands in very many texts the index gives
    about so many, and the index is what is looked in."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"set local gin_fuzzy_search_limit = {MOST_HITS}"))
        connection.execute(text("set local enable_seqscan = off"))
        # Nor are the pages of an index far apart: with the default the planner walks whole tables.
        connection.execute(text("set local random_page_cost = 1.1"))


def _parts(query: str) -> list[str]:
    """What must stand in a text somewhere, for all words to stand in it."""
    return [f"%{word}%" for word in WORD.findall(query)[:MOST_WORDS]]


def _words(connection: Connection, query: str) -> str | None:
    words = WORD.findall(query)[:MOST_WORDS]
    if not words:
        return None
    sqlite = connection.dialect.name == "sqlite"
    whole, begins = ('"{}"', '"{}"*') if sqlite else ("{}", "{}:*")
    # Half of all words begin with "e": a letter or two is a word of its own.
    written = [(begins if len(word) >= BEGINNING else whole).format(word) for word in words]
    return (" " if sqlite else " & ").join(written)
