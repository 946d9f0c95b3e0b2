"""Secrets of the second factor are sealed, as contact details are."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from bot.store.sealed import ring

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

BROKERS = sa.table('brokers', sa.column('id'), sa.column('totp_secret', sa.Text))


def upgrade() -> None:
    _widen(sa.String(length=64), sa.Text())
    _each(lambda secret: ring().seal(json.dumps(secret)))


def downgrade() -> None:
    _each(lambda sealed: json.loads(ring().open(sealed)))
    _widen(sa.Text(), sa.String(length=64))


def _widen(before, after):
    # SQLite keeps a text of any length in the column as it is.
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('brokers', 'totp_secret', type_=after, existing_type=before)


def _each(change):
    connection = op.get_bind()
    query = sa.select(BROKERS).where(BROKERS.c.totp_secret.is_not(None))
    for row in connection.execute(query).fetchall():
        connection.execute(
            sa.update(BROKERS)
            .where(BROKERS.c.id == row.id)
            .values(totp_secret=change(row.totp_secret))
        )
