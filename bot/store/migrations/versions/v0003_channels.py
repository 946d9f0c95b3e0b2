"""channels"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('channel_receipts',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('external_id', sa.String(length=128), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'external_id', name=op.f('pk_channel_receipts'))
    )
    with op.batch_alter_table('channel_receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_channel_receipts_at'), ['at'], unique=False)

    op.create_table('channel_users',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('address', sa.String(length=160), nullable=False),
    sa.Column('alias', sa.String(length=128), nullable=True),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('last_in_at', sa.Float(), nullable=False),
    sa.Column('blocked', sa.Integer(), server_default='0', nullable=False),
    sa.Column('nudged', sa.Integer(), server_default='0', nullable=False),
    sa.Column('window_started_at', sa.Float(), server_default='0', nullable=False),
    sa.Column('window_count', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_channel_users_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_users')),
    sa.UniqueConstraint('channel', 'address', name=op.f('uq_channel_users_channel'))
    )
    with op.batch_alter_table('channel_users', schema=None) as batch_op:
        batch_op.create_index('ix_channel_users_channel_alias', ['channel', 'alias'], unique=False)
        batch_op.create_index('ix_channel_users_conversation_id', ['conversation_id'], unique=False)

    op.create_table('transfer_codes',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.Float(), nullable=False),
    sa.Column('used', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_transfer_codes_conversation_id')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_transfer_codes'))
    )
    op.create_table('visitor_keys',
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_visitor_keys_conversation_id')),
    sa.PrimaryKeyConstraint('key_hash', name=op.f('pk_visitor_keys'))
    )
    # Plain additions: SQLite need not copy the table for them.
    op.add_column('messages', sa.Column('platform_id', sa.String(length=128), nullable=True))
    op.add_column('messages', sa.Column('parts_sent', sa.Integer(), server_default='0', nullable=False))
    op.add_column('messages', sa.Column('problem', sa.String(length=200), nullable=True))
    op.create_index('ix_messages_platform_id', 'messages', ['platform_id'], unique=False)
    op.create_index('ix_messages_to_send', 'messages', ['conversation_id', 'id'], unique=False, sqlite_where=sa.text("status in ('queued', 'sending')"), postgresql_where=sa.text("status in ('queued', 'sending')"))


def downgrade() -> None:
    op.drop_index('ix_messages_to_send', table_name='messages')
    op.drop_index('ix_messages_platform_id', table_name='messages')
    for name in ('problem', 'parts_sent', 'platform_id'):
        op.drop_column('messages', name)

    op.drop_table('visitor_keys')
    op.drop_table('transfer_codes')
    with op.batch_alter_table('channel_users', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_users_conversation_id')
        batch_op.drop_index('ix_channel_users_channel_alias')

    op.drop_table('channel_users')
    with op.batch_alter_table('channel_receipts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_channel_receipts_at'))

    op.drop_table('channel_receipts')
