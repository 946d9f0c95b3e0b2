"""an index of what is held and what failed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

STUCK = sa.text("status in ('held', 'failed')")


def upgrade() -> None:
    op.create_index(
        'ix_messages_stuck',
        'messages',
        ['conversation_id', 'id'],
        sqlite_where=STUCK,
        postgresql_where=STUCK,
    )


def downgrade() -> None:
    op.drop_index('ix_messages_stuck', 'messages')
