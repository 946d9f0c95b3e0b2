"""Which model answers, what was found of each, and how well it went week by week."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('model_choices',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('model', sa.String(length=16), nullable=False),
    sa.Column('instead_of', sa.String(length=16), nullable=False),
    sa.Column('broker_id', sa.Integer(), nullable=True),
    sa.Column('who', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_choices'))
    )
    op.create_table('model_checks',
    sa.Column('model', sa.String(length=16), nullable=False),
    sa.Column('against', sa.String(length=64), nullable=False),
    sa.Column('passed', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('model', name=op.f('pk_model_checks'))
    )
    op.create_table('engine_models',
    sa.Column('process', sa.String(length=80), nullable=False),
    sa.Column('model', sa.String(length=64), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('problem', sa.String(length=200), nullable=True),
    sa.PrimaryKeyConstraint('process', name=op.f('pk_engine_models'))
    )
    op.create_table('model_weeks',
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('model', sa.String(length=64), nullable=False),
    sa.Column('process', sa.String(length=80), nullable=False),
    sa.Column('messages', sa.Integer(), nullable=False),
    sa.Column('unsure', sa.Integer(), nullable=False),
    sa.Column('outside', sa.Integer(), nullable=False),
    sa.Column('asked_person', sa.Integer(), nullable=False),
    sa.Column('corrected', sa.Integer(), nullable=False),
    sa.Column('certainty', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('week', 'model', 'process', name=op.f('pk_model_weeks'))
    )


def downgrade() -> None:
    for table in ('model_weeks', 'engine_models', 'model_checks', 'model_choices'):
        op.drop_table(table)
