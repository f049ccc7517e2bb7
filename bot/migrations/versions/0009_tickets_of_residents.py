"""Lay the tables of tickets: questions and reports in officials' care, who waits, what must be told."""

from alembic import op
import sqlalchemy as sa


revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table('ticket',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('topic', sa.String(length=80), nullable=False),
    sa.Column('photo', sa.String(length=255), nullable=True),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('assignee', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('wording', sa.Text(), nullable=True),
    sa.Column('worded_by', sa.BigInteger(), nullable=True),
    sa.Column('knowledge_id', sa.String(length=36), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sqlite_autoincrement=True
    )
    op.create_index('ticket_answered', 'ticket', ['answered_at'], unique=False)
    op.create_index('ticket_opened', 'ticket', ['opened_at'], unique=False)
    op.create_index('ticket_state', 'ticket', ['state', 'due_at'], unique=False)
    op.create_table('ticket_asker',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ticket_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=48), nullable=False),
    sa.Column('person', sa.String(length=20), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_index(op.f('ix_ticket_asker_ticket_id'), 'ticket_asker', ['ticket_id'], unique=False)
    op.create_index('ticket_asker_person', 'ticket_asker', ['person', 'at'], unique=False)
    op.create_table('ticket_draft',
    sa.Column('person', sa.String(length=20), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('step', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=48), nullable=False),
    sa.Column('heard', sa.String(length=48), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('photo', sa.String(length=255), nullable=True),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person')
    )
    op.create_table('ticket_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ticket_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('staff_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('key', sa.String(length=48), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_index(op.f('ix_ticket_event_ticket_id'), 'ticket_event', ['ticket_id'], unique=False)
    op.create_table('ticket_group',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('set_by', sa.BigInteger(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('problem', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('chat_id')
    )
    op.create_table('ticket_notice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ticket_id', sa.BigInteger(), nullable=False),
    sa.Column('asker_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('is_repeated', sa.Boolean(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_ticket_notice_asker_id'), 'ticket_notice', ['asker_id'], unique=False)
    op.create_index(op.f('ix_ticket_notice_ticket_id'), 'ticket_notice', ['ticket_id'], unique=False)
    op.create_index('ticket_notice_waiting', 'ticket_notice', ['next_at'], unique=False, sqlite_where=sa.text("state in ('pending', 'sending')"), postgresql_where=sa.text("state in ('pending', 'sending')"))


def downgrade() -> None:
    op.drop_index('ticket_notice_waiting', table_name='ticket_notice', sqlite_where=sa.text("state in ('pending', 'sending')"), postgresql_where=sa.text("state in ('pending', 'sending')"))
    op.drop_index(op.f('ix_ticket_notice_ticket_id'), table_name='ticket_notice')
    op.drop_index(op.f('ix_ticket_notice_asker_id'), table_name='ticket_notice')
    op.drop_table('ticket_notice')
    op.drop_table('ticket_group')
    op.drop_index(op.f('ix_ticket_event_ticket_id'), table_name='ticket_event')
    op.drop_table('ticket_event')
    op.drop_table('ticket_draft')
    op.drop_index('ticket_asker_person', table_name='ticket_asker')
    op.drop_index(op.f('ix_ticket_asker_ticket_id'), table_name='ticket_asker')
    op.drop_table('ticket_asker')
    op.drop_index('ticket_state', table_name='ticket')
    op.drop_index('ticket_opened', table_name='ticket')
    op.drop_index('ticket_answered', table_name='ticket')
    op.drop_table('ticket')
