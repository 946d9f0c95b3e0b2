"""notices on all channels, and what people thought of a talk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notices',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.Float(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['broker_id'], ['brokers.id'], name=op.f('fk_notices_broker_id')),
    sa.ForeignKeyConstraint(['ended_by'], ['brokers.id'], name=op.f('fk_notices_ended_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    op.create_index('ix_notices_ends_at', 'notices', ['ends_at'])
    op.create_table('notices_told',
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_notices_told_notice_id')),
    sa.PrimaryKeyConstraint('notice_id', 'conversation_id', name=op.f('pk_notices_told'))
    )
    op.create_index('ix_notices_told_conversation_id', 'notices_told', ['conversation_id'])
    op.create_table('ratings',
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('record_id', sa.String(length=32), nullable=True),
    sa.Column('cause', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('due_at', sa.Float(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_ratings'))
    )
    op.create_index('ix_ratings_record_id', 'ratings', ['record_id'])
    op.create_index('ix_ratings_created_at', 'ratings', ['created_at'])


def downgrade() -> None:
    for table in ('ratings', 'notices_told', 'notices'):
        op.drop_table(table)
