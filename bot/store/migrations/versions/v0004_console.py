"""console"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

FREE = sa.text("owner_id is null and status in ('draft', 'confirmed')")
PROMISED = sa.text("promised_on is not null")
DEAD = sa.text("status = 'dead'")
TAKEN = sa.text("broker_id is not null")

SAID = "author in ('entrepreneur', 'broker') and kind = 'text'"
"""Messages that are searched in: what people typed."""

PLAIN = "to_tsvector('simple', regexp_replace({}, '[[:punct:]]+', ' ', 'g'))"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    # Plain additions: SQLite need not copy the table for them.
    op.add_column('conversations', sa.Column('broker_id', sa.Integer(), nullable=True))
    op.add_column('conversations', sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('conversations', sa.Column('waiting_since', sa.Float(), nullable=True))
    op.create_index('ix_conversations_broker_id', 'conversations', ['broker_id'], sqlite_where=TAKEN, postgresql_where=TAKEN)
    op.add_column('brokers', sa.Column('totp_secret', sa.String(length=64), nullable=True))
    op.add_column('brokers', sa.Column('totp_step', sa.Integer(), server_default='0', nullable=False))
    op.add_column('brokers', sa.Column('oidc_subject', sa.String(length=255), nullable=True))
    op.add_column('brokers', sa.Column('capacity', sa.Integer(), server_default='20', nullable=False))
    op.add_column('brokers', sa.Column('absent_from', sa.Date(), nullable=True))
    op.add_column('brokers', sa.Column('absent_to', sa.Date(), nullable=True))
    op.add_column('broker_sessions', sa.Column('seen_at', sa.Float(), server_default='0', nullable=False))

    op.create_table('work_items',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('record_id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('need', sa.String(length=64), nullable=False),
    sa.Column('certainty', sa.Float(), nullable=False),
    sa.Column('municipality', sa.String(length=64), nullable=True),
    sa.Column('sector', sa.String(length=64), nullable=True),
    sa.Column('stage', sa.String(length=32), nullable=True),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('route', sa.String(length=24), nullable=False),
    sa.Column('urgent', sa.Integer(), server_default='0', nullable=False),
    sa.Column('proposed_broker', sa.String(length=64), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fitting', sa.Integer(), server_default='0', nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('promised', sa.String(length=200), nullable=True),
    sa.Column('rewrite', sa.Text(), nullable=True),
    sa.Column('rewrite_state', sa.String(length=8), nullable=True),
    sa.Column('rewrite_by', sa.Integer(), nullable=True),
    sa.Column('held', sa.JSON(), nullable=False),
    sa.Column('bot_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['growth_questions.id'], name=op.f('fk_work_items_record_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['brokers.id'], name=op.f('fk_work_items_owner_id')),
    sa.ForeignKeyConstraint(['rewrite_by'], ['brokers.id'], name=op.f('fk_work_items_rewrite_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_items')),
    sa.UniqueConstraint('record_id', name=op.f('uq_work_items_record_id'))
    )
    op.create_index('ix_work_items_conversation_id', 'work_items', ['conversation_id'])
    op.create_index('ix_work_items_urgent_updated_at', 'work_items', ['urgent', 'updated_at'])
    for name in ('owner_id', 'need', 'municipality', 'sector'):
        op.create_index(f'ix_work_items_{name}', 'work_items', [name, 'urgent', 'updated_at'])
    op.create_index('ix_work_items_updated_at', 'work_items', ['updated_at'])
    op.create_index('ix_work_items_load', 'work_items', ['owner_id', 'status'])
    op.create_index('ix_deliveries_dead', 'deliveries', ['target'], sqlite_where=DEAD, postgresql_where=DEAD)
    op.create_index('ix_work_items_created_at', 'work_items', ['created_at'])
    op.create_index('ix_work_items_proposed_broker', 'work_items', ['proposed_broker', 'status'])
    op.create_index('ix_work_items_promised_on', 'work_items', ['promised_on'], sqlite_where=PROMISED, postgresql_where=PROMISED)
    op.create_index('ix_work_items_free', 'work_items', ['urgent', 'updated_at'], sqlite_where=FREE, postgresql_where=FREE)

    op.create_table('record_notes',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('record_id', sa.String(length=32), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['growth_questions.id'], name=op.f('fk_record_notes_record_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['broker_id'], ['brokers.id'], name=op.f('fk_record_notes_broker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_notes'))
    )
    op.create_index('ix_record_notes_record_id', 'record_notes', ['record_id'])
    op.create_table('record_tags',
    sa.Column('record_id', sa.String(length=32), nullable=False),
    sa.Column('tag', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['growth_questions.id'], name=op.f('fk_record_tags_record_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('record_id', 'tag', name=op.f('pk_record_tags'))
    )
    op.create_index('ix_record_tags_tag', 'record_tags', ['tag'])
    op.create_table('record_texts',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('record_id', sa.String(length=32), nullable=False),
    sa.Column('part', sa.String(length=8), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['growth_questions.id'], name=op.f('fk_record_texts_record_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_texts')),
    sa.UniqueConstraint('record_id', 'part', name=op.f('uq_record_texts_record_id'))
    )
    op.create_table('saved_views',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['broker_id'], ['brokers.id'], name=op.f('fk_saved_views_broker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('broker_id', 'name', name=op.f('uq_saved_views_broker_id'))
    )
    op.create_table('audit_log',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=True),
    sa.Column('who', sa.String(length=120), nullable=False),
    sa.Column('action', sa.String(length=48), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_log'))
    )
    op.create_index('ix_audit_log_at', 'audit_log', ['at'])
    op.create_index('ix_audit_log_subject', 'audit_log', ['subject'])
    op.create_table('corrections',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('was', sa.String(length=120), nullable=True),
    sa.Column('becomes', sa.String(length=120), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=True),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('model', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('live_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['proposed_by'], ['brokers.id'], name=op.f('fk_corrections_proposed_by')),
    sa.ForeignKeyConstraint(['decided_by'], ['brokers.id'], name=op.f('fk_corrections_decided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections'))
    )
    op.create_index('ix_corrections_message_id', 'corrections', ['message_id'])
    op.create_index('ix_corrections_status', 'corrections', ['status'])

    _take_along()
    if sqlite:
        _search_on_sqlite()
        _only_append_on_sqlite()
    else:
        _search_on_postgresql()
        _only_append_on_postgresql()


def _take_along() -> None:
    """Work items of the growth questions that are there already."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(
        "select id, conversation_id, version, status, question, need, municipality, sector, record, "
        "created_at, updated_at from growth_questions"
    )).mappings().all()
    meta = sa.MetaData()
    items = sa.Table('work_items', meta, autoload_with=connection)
    texts = sa.Table('record_texts', meta, autoload_with=connection)
    stored = sa.Table('growth_questions', meta, autoload_with=connection)
    times = {r.id: r for r in connection.execute(
        sa.select(stored.c.id, stored.c.created_at, stored.c.updated_at)
    )}
    for row in rows:
        record = row['record'] if isinstance(row['record'], dict) else json.loads(row['record'])
        stage = record['fields'].get('stage', {}).get('value')
        waits = {'safety_net': 2, 'human_now': 1}.get(record['route'], 0)
        connection.execute(items.insert().values(
            record_id=row['id'], conversation_id=row['conversation_id'], question=row['question'],
            status=row['status'], need=row['need'], certainty=record['needs'][0]['probability'],
            municipality=row['municipality'], sector=row['sector'], stage=stage,
            channel=record['channel'], route=record['route'],
            urgent=waits if row['status'] in ('draft', 'confirmed') else 0,
            fitting=sum(m['verdict'] != 'does_not_fit' for m in record.get('matches') or []),
            proposed_broker=(record.get('broker') or {}).get('id'), held=[],
            bot_version=row['version'], created_at=times[row['id']].created_at,
            updated_at=times[row['id']].updated_at,
        ))
        words = [row['question'], str(record['presenting_problem']['value'])]
        words += [str(field['value']) for field in record['fields'].values()]
        connection.execute(texts.insert().values(
            record_id=row['id'], part='record', body='\n'.join(words)
        ))


def _search_on_sqlite() -> None:
    for index, table, column, when_new, when_old in (
        ('message_words', 'messages', 'text',
         SAID.replace('author', 'new.author').replace('kind', 'new.kind'),
         SAID.replace('author', 'old.author').replace('kind', 'old.kind')),
        ('record_words', 'record_texts', 'body', '1', '1'),
    ):
        op.execute(
            f"create virtual table {index} using fts5({column}, content='{table}', content_rowid='id')"
        )
        add = f"insert into {index}(rowid, {column}) values (new.id, new.{column});"
        drop = f"insert into {index}({index}, rowid, {column}) values ('delete', old.id, old.{column});"
        op.execute(f"create trigger {index}_added after insert on {table} when {when_new} begin {add} end")
        op.execute(f"create trigger {index}_dropped after delete on {table} when {when_old} begin {drop} end")
        op.execute(
            f"create trigger {index}_changed after update of {column} on {table} when {when_old} "
            f"begin {drop} {add} end"
        )
    op.execute(f"insert into message_words(rowid, text) select id, text from messages where {SAID}")
    op.execute("insert into record_words(rowid, body) select id, body from record_texts")


def _search_on_postgresql() -> None:
    op.execute(
        f"create index ix_messages_words on messages using gin ({PLAIN.format('text')}) "
        f"where {SAID}"
    )
    op.execute(
        f"create index ix_record_texts_words on record_texts using gin ({PLAIN.format('body')})"
    )


def _only_append_on_sqlite() -> None:
    for what in ('update', 'delete'):
        op.execute(
            f"create trigger audit_log_no_{what} before {what} on audit_log "
            "begin select raise(abort, 'audit_log: rows are only added'); end"
        )


def _only_append_on_postgresql() -> None:
    op.execute(
        "create function audit_log_only_append() returns trigger language plpgsql as "
        "$$ begin raise exception 'audit_log: rows are only added'; end $$"
    )
    op.execute(
        "create trigger audit_log_no_change before update or delete or truncate on audit_log "
        "for each statement execute function audit_log_only_append()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for index in ('message_words', 'record_words'):
            for when in ('added', 'dropped', 'changed'):
                op.execute(f"drop trigger {index}_{when}")
            op.execute(f"drop table {index}")
    else:
        op.execute("drop index ix_messages_words")
    for table in ('corrections', 'audit_log', 'saved_views', 'record_texts', 'record_tags', 'record_notes', 'work_items'):
        op.drop_table(table)
    if op.get_bind().dialect.name != 'sqlite':
        op.execute("drop function audit_log_only_append()")
    op.drop_column('broker_sessions', 'seen_at')
    for name in ('absent_to', 'absent_from', 'capacity', 'oidc_subject', 'totp_step', 'totp_secret'):
        op.drop_column('brokers', name)
    op.drop_index('ix_deliveries_dead', table_name='deliveries')
    op.drop_index('ix_conversations_broker_id', table_name='conversations')
    for name in ('waiting_since', 'taken_at', 'broker_id'):
        op.drop_column('conversations', name)
