"""Take chats and content out of updates that are over: done ones and dead letters of earlier days."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    inbox = sa.table("inbox", sa.column("state"), sa.column("chat_id"), sa.column("raw"))
    op.execute(sa.update(inbox).where(inbox.c.state != 0).values(chat_id=0, raw=None))


def downgrade() -> None:
    """What is wiped is gone."""
