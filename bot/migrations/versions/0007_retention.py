"""Note which retention was applied; take chats and content out of updates that are over."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

HAS_TEXT = sa.text("text <> ''")


def upgrade() -> None:
    op.create_table(
        "retention",
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule"),
    )
    op.create_index("interaction_text", "interaction", ["at"], sqlite_where=HAS_TEXT, postgresql_where=HAS_TEXT)
    inbox = sa.table("inbox", sa.column("state"), sa.column("chat_id"), sa.column("raw"))
    op.execute(sa.update(inbox).where(inbox.c.state != 0).values(chat_id=0, raw=None))


def downgrade() -> None:
    op.drop_index("interaction_text", "interaction")
    op.drop_table("retention")
