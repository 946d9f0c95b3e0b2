"""privacy: contact details and addresses sealed, erasure, retention, one's own data"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.sealed import NAME_PREFIX, open_name, ring, seal_name

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

DETAILS = ("name", "phone", "email")


def upgrade() -> None:
    op.create_table('contacts',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('details', sa.Text(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts'))
    )
    op.create_index(op.f('ix_contacts_conversation_id'), 'contacts', ['conversation_id'], unique=False)
    op.create_table('erasures',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=True),
    sa.Column('records', sa.JSON(), nullable=True),
    sa.Column('sought', sa.Text(), nullable=True),
    sa.Column('receipt', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proven_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures'))
    )
    op.create_index(op.f('ix_erasures_conversation_id'), 'erasures', ['conversation_id'], unique=False)
    op.create_table('holds',
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.Column('author', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_holds'))
    )
    op.create_table('retention_runs',
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('report', sa.JSON(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_retention_runs'))
    )
    op.create_table('statistics',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('value', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'kind', 'value', name=op.f('pk_statistics'))
    )
    op.create_table('data_links',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('expires_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_data_links'))
    )
    op.create_index(op.f('ix_data_links_conversation_id'), 'data_links', ['conversation_id'], unique=False)
    with op.batch_alter_table('channel_users', schema=None) as batch_op:
        batch_op.alter_column('address', type_=sa.String(length=320), existing_nullable=False)
        batch_op.alter_column('alias', type_=sa.String(length=320), existing_nullable=True)
    _each_address(lambda text: text if text.startswith(NAME_PREFIX) else seal_name(text))
    _take_details_out()


def downgrade() -> None:
    _each_address(open_name)
    _put_details_back()
    with op.batch_alter_table('channel_users', schema=None) as batch_op:
        batch_op.alter_column('alias', type_=sa.String(length=128), existing_nullable=True)
        batch_op.alter_column('address', type_=sa.String(length=160), existing_nullable=False)
    for name in ('data_links', 'statistics', 'retention_runs', 'holds', 'erasures', 'contacts'):
        op.drop_table(name)


USERS = sa.table('channel_users', sa.column('id'), sa.column('address'), sa.column('alias'))
CONTACTS = sa.table(
    'contacts',
    *(sa.column(name) for name in ('id', 'conversation_id', 'details')),
    sa.column('updated_at', sa.DateTime(timezone=True)),
)
QUESTIONS = sa.table(
    'growth_questions',
    *(sa.column(name) for name in ('id', 'conversation_id')),
    sa.column('record', sa.JSON),
    sa.column('updated_at', sa.DateTime(timezone=True)),
)
VERSIONS = sa.table(
    'growth_question_versions',
    *(sa.column(name) for name in ('id', 'version')),
    sa.column('record', sa.JSON),
)


def _each_address(change):
    connection = op.get_bind()
    for row in connection.execute(sa.select(USERS)).fetchall():
        changed = {n: change(getattr(row, n)) for n in ('address', 'alias') if getattr(row, n)}
        connection.execute(sa.update(USERS).where(USERS.c.id == row.id).values(**changed))


def _take_details_out():
    """The record keeps how somebody likes to be reached, and nothing to reach them by."""
    import json

    connection = op.get_bind()
    for row in connection.execute(sa.select(QUESTIONS)).fetchall():
        details = {n: v for n, v in (row.record.get('contact') or {}).items() if n in DETAILS}
        if details:
            connection.execute(sa.insert(CONTACTS).values(
                id=row.id, conversation_id=row.conversation_id,
                details=ring().seal(json.dumps(details, ensure_ascii=False)), updated_at=row.updated_at,
            ))
            connection.execute(
                sa.update(QUESTIONS).where(QUESTIONS.c.id == row.id).values(record=_bare(row.record))
            )
    for row in connection.execute(sa.select(VERSIONS)).fetchall():
        if row.record.get('contact'):
            connection.execute(
                sa.update(VERSIONS)
                .where(VERSIONS.c.id == row.id, VERSIONS.c.version == row.version)
                .values(record=_bare(row.record))
            )


def _bare(record):
    contact = record.get('contact')
    kept = {n: v for n, v in contact.items() if n not in DETAILS} if contact else contact
    return {**record, 'contact': kept}


def _put_details_back():
    import json

    connection = op.get_bind()
    for row in connection.execute(sa.select(CONTACTS)).fetchall():
        details = json.loads(ring().open(row.details))
        found = connection.execute(sa.select(QUESTIONS).where(QUESTIONS.c.id == row.id)).first()
        if found is not None:
            contact = {**details, **(found.record.get('contact') or {})}
            connection.execute(
                sa.update(QUESTIONS).where(QUESTIONS.c.id == row.id)
                .values(record={**found.record, 'contact': contact})
            )
