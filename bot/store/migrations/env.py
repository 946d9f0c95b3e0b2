"""Alembic's entry: run the migrations against the address that `bot.store.migrate` gives."""

from __future__ import annotations

from alembic import context

from bot.store import schema
from bot.store.database import connect
from bot.store.tables import metadata

engine = connect(context.config.attributes["url"], create=True)
with engine.connect() as plain:
    connection = plain.execution_options(sqlite_begin="IMMEDIATE")
    schema.claim_for_migration(connection)
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
