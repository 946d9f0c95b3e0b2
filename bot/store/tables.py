"""The tables. One place for every stored field.

``messages`` is inbox, outbox and transcript in one: what comes in is stored here before it is
acknowledged, what goes out is stored here in the transaction of the turn that said it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from bot.store.sealed import Sealed, SealedName

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("channel", String(16), nullable=False),
    # Who answers: bot, or broker. A turn of the bot that ends after it changed is not stored.
    Column("owner", String(16), nullable=False, server_default="bot"),
    # The broker who took over, since when, and since when they have to answer (epoch seconds).
    Column("broker_id", Integer, nullable=True),
    Column("taken_at", DateTime(timezone=True), nullable=True),
    Column("waiting_since", Float, nullable=True),
    # SHA-256 of the website visitor's key; other channels know who writes in another way.
    Column("key_hash", String(64), nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    # Small whatever the history: only the talks that a person has.
    Index(
        "ix_conversations_broker_id",
        "broker_id",
        sqlite_where=text("broker_id is not null"),
        postgresql_where=text("broker_id is not null"),
    ),
)

messages = Table(
    "messages",
    metadata,
    # Rises within a conversation, so it orders the talk and lets a reader resume.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("direction", String(3), nullable=False),  # in, out
    Column("author", String(16), nullable=False),  # entrepreneur, bot, broker, system
    Column("kind", String(8), nullable=False),  # open, text, choice, notice
    Column("text", Text, nullable=False),
    # out: buttons and custom; in: the title of a chosen option.
    Column("payload", JSON, nullable=True),
    # in: the platform's own id of the message, once per conversation.
    Column("external_id", String(128), nullable=True),
    # in: received, answered, failed. out, on the website: ready; on another channel: queued,
    # sending, held (until the entrepreneur writes again), sent, delivered, read, failed.
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", Float, nullable=False, server_default="0"),  # epoch seconds
    Column("in_reply_to", Integer, ForeignKey("messages.id"), nullable=True),
    # out, on another channel: the platform's id of it, how many parts of it went out (a long text
    # goes in parts), and why it did not arrive.
    Column("platform_id", String(128), nullable=True),
    Column("parts_sent", Integer, nullable=False, server_default="0"),
    Column("problem", String(200), nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("conversation_id", "external_id"),
    Index("ix_messages_conversation_id_id", "conversation_id", "id"),
    # Small whatever the history: only what still waits.
    Index(
        "ix_messages_waiting",
        "conversation_id",
        "id",
        sqlite_where=text("status = 'received'"),
        postgresql_where=text("status = 'received'"),
    ),
    Index(
        "ix_messages_to_send",
        "conversation_id",
        "id",
        sqlite_where=text("status in ('queued', 'sending')"),
        postgresql_where=text("status in ('queued', 'sending')"),
    ),
    Index(
        "ix_messages_stuck",
        "conversation_id",
        "id",
        sqlite_where=text("status in ('held', 'failed')"),
        postgresql_where=text("status in ('held', 'failed')"),
    ),
    Index("ix_messages_platform_id", "platform_id"),
    # A dropped id must never come back: readers resume after the last one they saw.
    sqlite_autoincrement=True,
)

TO_SEND, STUCK = ("queued", "sending"), ("held", "failed")


def in_state(*states: str) -> Any:
    """Messages in one of these states: ``received``, or all of :data:`TO_SEND` or :data:`STUCK`.

    Written out: by values that are bound SQLite does not see that a small index holds them, and
    reads all messages there ever were.
    """
    written = [literal_column(f"'{state}'") for state in states]
    return messages.c.status.in_(written) if len(states) > 1 else messages.c.status == written[0]


channel_users = Table(
    "channel_users",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    # Who it is to the platform: Telegram's chat id, WhatsApp's business-scoped id (a country, a
    # dot and up to 128 characters) or number.
    Column("address", SealedName(320), nullable=False),
    # A second name of the same person (WhatsApp: the number beside the business-scoped id).
    Column("alias", SealedName(320), nullable=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("last_in_at", Float, nullable=False),  # epoch seconds; opens WhatsApp's 24 hours
    Column("blocked", Integer, nullable=False, server_default="0"),  # 1: they shut us out
    # A template was sent because messages are held; one is enough until they write again.
    Column("nudged", Integer, nullable=False, server_default="0"),
    # For the limit on how much one person may send.
    Column("window_started_at", Float, nullable=False, server_default="0"),
    Column("window_count", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("channel", "address"),
    Index("ix_channel_users_channel_alias", "channel", "alias"),
    Index("ix_channel_users_conversation_id", "conversation_id"),
)

channel_receipts = Table(
    "channel_receipts",
    metadata,
    # Every id that a platform gave to what it brought: the same one again is not taken again,
    # whatever conversation the sender is in by then.
    Column("channel", String(16), primary_key=True),
    Column("external_id", String(128), primary_key=True),
    Column("at", Float, nullable=False, index=True),
)

transfer_codes = Table(
    "transfer_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),  # SHA-256; the code itself is not kept
    Column("conversation_id", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("expires_at", Float, nullable=False),  # epoch seconds
    Column("used", Integer, nullable=False, server_default="0"),
)

visitor_keys = Table(
    "visitor_keys",
    metadata,
    # Keys of devices beside the one on which a conversation began (see conversations.key_hash).
    Column("key_hash", String(64), primary_key=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

trackers = Table(
    "trackers",
    metadata,
    Column("conversation_id", String(64), primary_key=True),
    # Rises with every turn; a turn on an outdated tracker is refused (optimistic lock).
    Column("version", Integer, nullable=False),
    # Slots and active form, from which the engine goes on; all events stand in tracker_events.
    Column("state", Text, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

tracker_events = Table(
    "tracker_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(64), nullable=False),
    Column("events", Text, nullable=False),  # JSON list: the events of one turn
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_tracker_events_conversation_id_id", "conversation_id", "id"),
)

growth_questions = Table(
    "growth_questions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("record", JSON, nullable=False),
    # Copies of parts of the record, to list and filter by.
    Column("question", Text, nullable=False),
    Column("need", String(64), nullable=False),
    Column("municipality", String(64), nullable=True),
    Column("sector", String(64), nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, index=True),
)

growth_question_versions = Table(
    "growth_question_versions",
    metadata,
    Column("id", String(32), ForeignKey("growth_questions.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("record", JSON, nullable=False),
    Column("author", String(64), nullable=False),  # entrepreneur, or broker:<id>
    Column("created_at", DateTime(timezone=True), nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    # The record that they were left for, or the conversation where there is none yet.
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    # The one place where somebody's name, telephone number and mail address stand.
    Column("details", Sealed, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(32), ForeignKey("growth_questions.id"), nullable=False),
    Column("target", String(32), nullable=False),  # name of a CRM plugin, or mail
    # What must stand there, and what stands there: one row, however often the record changes.
    Column("wanted_version", Integer, nullable=False),
    Column("delivered_version", Integer, nullable=False, server_default="0"),
    Column("withdrawn", Integer, nullable=False, server_default="0"),  # 1: must be taken back
    Column("status", String(12), nullable=False),  # waiting, delivered, withdrawn, dead
    Column("attempts", Integer, nullable=False, server_default="0"),  # since it was last wanted
    Column("next_attempt_at", Float, nullable=False, server_default="0"),  # epoch seconds
    # Who works on it now, and until when nobody else may.
    Column("lease", String(32), nullable=True),
    Column("leased_until", Float, nullable=False, server_default="0"),
    Column("reference", String(200), nullable=True),  # the other side's own id
    Column("problem", Text, nullable=True),  # why it did not arrive, without personal data
    Column("delivered_at", DateTime(timezone=True), nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("record_id", "target"),
    Index(
        "ix_deliveries_waiting",
        "target",
        "next_attempt_at",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
    Index(
        "ix_deliveries_dead",
        "target",
        sqlite_where=text("status = 'dead'"),
        postgresql_where=text("status = 'dead'"),
    ),
)

erasures = Table(
    "erasures",
    metadata,
    # What somebody can show: not to be guessed, and says nothing of who they are.
    Column("id", String(32), primary_key=True),
    # Until the last word was sent and every CRM has let go; then these are emptied.
    Column("conversation_id", String(64), nullable=True, index=True),
    Column("records", JSON, nullable=True),
    # What must be found nowhere, until that was looked for.
    Column("sought", Sealed, nullable=True),
    # What was removed where, what was found after it, and what waits for others.
    Column("receipt", JSON, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("proven_at", DateTime(timezone=True), nullable=True),
    Column("finished_at", DateTime(timezone=True), nullable=True),
)

holds = Table(
    "holds",
    metadata,
    # What is kept longer than its period, and why; the subject is a record or a conversation.
    Column("subject", String(64), primary_key=True),
    Column("reason", String(400), nullable=False),
    Column("author", String(64), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

retention_runs = Table(
    "retention_runs",
    metadata,
    # One a day, whoever runs it.
    Column("day", String(10), primary_key=True),
    Column("report", JSON, nullable=True),
    Column("at", DateTime(timezone=True), nullable=False),
)

statistics = Table(
    "statistics",
    metadata,
    # Numbers of what was erased or expired, each by itself: no two of them can be laid together.
    Column("month", String(7), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
)

data_links = Table(
    "data_links",
    metadata,
    # SHA-256 of what stands in the link to somebody's data, or of the key of the opened page.
    Column("token_hash", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("kind", String(8), nullable=False),  # link, opened
    Column("expires_at", Float, nullable=False),  # epoch seconds
)

brokers = Table(
    "brokers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("password_hash", String(255), nullable=False),  # Argon2id, with its own salt
    Column("role", String(16), nullable=False, server_default="makelaar"),
    Column("active", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # Second factor: its secret once it was proved, and the last step used (a code works once).
    Column("totp_secret", Sealed, nullable=True),
    Column("totp_step", Integer, nullable=False, server_default="0"),
    Column("oidc_subject", String(255), nullable=True),  # who it is at the identity provider
    Column("capacity", Integer, nullable=False, server_default="20"),  # growth questions at once
    Column("absent_from", Date, nullable=True),
    Column("absent_to", Date, nullable=True),  # the last day
)

broker_sessions = Table(
    "broker_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 of the cookie's value
    Column("broker_id", Integer, ForeignKey("brokers.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", Float, nullable=False, server_default="0"),  # epoch seconds of its last use
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("email", String(254), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
)
