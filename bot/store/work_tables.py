"""The tables of the brokers' work, beside those of talks and records (`bot.store.tables`).

All that belongs to a record goes away with it. Full-text search has no tables here: on SQLite it
is FTS5 kept by triggers, on PostgreSQL an index on an expression (migration 0004,
`bot.store.search`).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.tables import metadata

work_items = Table(
    "work_items",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "record_id",
        String(32),
        ForeignKey("growth_questions.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("conversation_id", String(64), nullable=False, index=True),
    # Copies of parts of the record, to list and filter by: a record is some kilobytes, this is not.
    Column("question", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("need", String(64), nullable=False),
    Column("certainty", Float, nullable=False),  # probability of the main need
    Column("municipality", String(64), nullable=True),
    Column("sector", String(64), nullable=True),
    Column("stage", String(32), nullable=True),
    Column("channel", String(16), nullable=False),
    Column("route", String(24), nullable=False),
    # 2: somebody is in trouble; 1: waits for a person now; 0. Only while nobody took it up.
    Column("urgent", Integer, nullable=False, server_default="0"),
    Column("proposed_broker", String(64), nullable=True),  # id in brokers.yml
    # The broker whose work it is; one statement decides between two who want it.
    Column("owner_id", Integer, ForeignKey("brokers.id"), nullable=True),
    Column("claimed_at", DateTime(timezone=True), nullable=True),
    # Instruments that fit, may fit, or wait for one answer.
    Column("fitting", Integer, nullable=False, server_default="0"),
    Column("promised_on", Date, nullable=True),
    Column("promised", String(200), nullable=True),
    # Another wording by a broker, and what became of it: sent, approved, refused.
    Column("rewrite", Text, nullable=True),
    Column("rewrite_state", String(8), nullable=True),
    Column("rewrite_by", Integer, ForeignKey("brokers.id"), nullable=True),
    # Parts of the record that a broker wrote: a later turn of the bot leaves them alone.
    Column("held", JSON, nullable=False),
    # The bot's own count of versions, by which one that comes again is known.
    Column("bot_version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("ix_work_items_updated_at", "updated_at"),
    Index("ix_work_items_load", "owner_id", "status"),
    Index("ix_work_items_urgent_updated_at", "urgent", "updated_at"),
    Index("ix_work_items_owner_id", "owner_id", "urgent", "updated_at"),
    Index("ix_work_items_need", "need", "urgent", "updated_at"),
    Index("ix_work_items_municipality", "municipality", "urgent", "updated_at"),
    Index("ix_work_items_sector", "sector", "urgent", "updated_at"),
    Index("ix_work_items_created_at", "created_at"),
    Index("ix_work_items_proposed_broker", "proposed_broker", "status"),
    Index(
        "ix_work_items_promised_on",
        "promised_on",
        sqlite_where=text("promised_on is not null"),
        postgresql_where=text("promised_on is not null"),
    ),
    Index(
        "ix_work_items_free",
        "urgent",
        "updated_at",
        sqlite_where=text("owner_id is null and status in ('draft', 'confirmed')"),
        postgresql_where=text("owner_id is null and status in ('draft', 'confirmed')"),
    ),
)

record_notes = Table(
    "record_notes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "record_id",
        String(32),
        ForeignKey("growth_questions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("broker_id", Integer, ForeignKey("brokers.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

record_tags = Table(
    "record_tags",
    metadata,
    Column(
        "record_id",
        String(32),
        ForeignKey("growth_questions.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("tag", String(40), primary_key=True),
    Index("ix_record_tags_tag", "tag"),
)

record_texts = Table(
    "record_texts",
    metadata,
    # What is searched in: `record` (what stands in it) and `notes` (notes and tags).
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "record_id",
        String(32),
        ForeignKey("growth_questions.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("part", String(8), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("record_id", "part"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("broker_id", Integer, ForeignKey("brokers.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("query", Text, nullable=False),  # as in the address of the work list
    UniqueConstraint("broker_id", "name"),
)

audit_log = Table(
    "audit_log",
    metadata,
    # Rows are only added; the database itself refuses to change or remove one (migration 0004).
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("broker_id", Integer, nullable=True),  # no foreign key: it outlives the account
    Column("who", String(120), nullable=False),
    Column("action", String(48), nullable=False),
    Column("subject", String(80), nullable=False, index=True),  # a record, a talk, an account
    Column("detail", JSON, nullable=True),  # never words of an entrepreneur
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("message_id", Integer, nullable=True, index=True),
    Column("kind", String(8), nullable=False),  # intent, need, entity
    Column("text", Text, nullable=False),  # the entrepreneur's words, masked
    Column("was", String(120), nullable=True),
    Column("becomes", String(120), nullable=False),  # an intent, a need, or entity=value
    Column("words", String(200), nullable=True),  # entity: the words that it stands in
    Column("status", String(12), nullable=False),  # proposed, approved, rejected, live
    Column("proposed_by", Integer, ForeignKey("brokers.id"), nullable=False),
    Column("decided_by", Integer, ForeignKey("brokers.id"), nullable=True),
    Column("model", String(64), nullable=True),  # the model with which it went live
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=True),
    Column("live_at", DateTime(timezone=True), nullable=True),
    Index("ix_corrections_status", "status"),
)

model_choices = Table(
    "model_choices",
    metadata,
    # Rows are only added: the newest one counts, the others are its history.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("model", String(16), nullable=False),
    # The model of the data as it was then. Where the data has changed since, the choice has lapsed.
    Column("instead_of", String(16), nullable=False),
    Column("broker_id", Integer, nullable=True),  # no foreign key: it outlives the account
    Column("who", String(120), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

model_checks = Table(
    "model_checks",
    metadata,
    Column("model", String(16), primary_key=True),
    # Hash of what it was held against: the corrections, the held-out messages and today's code.
    Column("against", String(64), nullable=False),
    Column("passed", Integer, nullable=False),
    Column("figures", JSON, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

engine_models = Table(
    "engine_models",
    metadata,
    # One row for each engine process of each machine: what it answers with.
    Column("process", String(80), primary_key=True),
    Column("model", String(64), nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("problem", String(200), nullable=True),  # why it did not load the one that was chosen
)

model_weeks = Table(
    "model_weeks",
    metadata,
    # Counts of typed messages; which process counted keeps two from waiting for each other's row.
    Column("week", Date, primary_key=True),  # its Monday
    Column("model", String(64), primary_key=True),
    Column("process", String(80), primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),  # below the confidence that an intent is acted upon
    Column("outside", Integer, nullable=False),  # understood as nothing that is meant for us
    Column("asked_person", Integer, nullable=False),
    Column("corrected", Integer, nullable=False),  # messages of which a correction was approved
    Column("certainty", Float, nullable=False),  # sum of the confidences
)

notices = Table(
    "notices",
    metadata,
    # What everybody hears for a while, on every channel; the newest that has not ended counts.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("text", Text, nullable=False),
    Column("broker_id", Integer, ForeignKey("brokers.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", Float, nullable=False, index=True),  # epoch seconds
    Column("ended_at", DateTime(timezone=True), nullable=True),  # by hand, before that
    Column("ended_by", Integer, ForeignKey("brokers.id"), nullable=True),
)

notices_told = Table(
    "notices_told",
    metadata,
    # In which talks on WhatsApp and Telegram it was said: once in each.
    Column("notice_id", Integer, ForeignKey("notices.id"), primary_key=True),
    Column("conversation_id", String(64), primary_key=True, index=True),
)

ratings = Table(
    "ratings",
    metadata,
    # One for each talk: it is asked once.
    Column("conversation_id", String(64), primary_key=True),
    Column("record_id", String(32), nullable=True, index=True),
    Column("cause", String(8), nullable=False),  # question, takeover
    # due (still to be asked), asked, scored, words (typing is awaited), done
    Column("state", String(8), nullable=False),
    Column("score", Integer, nullable=True),  # 1 bad, 2 so-so, 3 good
    Column("words", Text, nullable=True),  # masked
    Column("due_at", Float, nullable=False),  # epoch seconds; not before
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("answered_at", DateTime(timezone=True), nullable=True),
)
