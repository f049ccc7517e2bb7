"""Keep who of staff wants the daily digest, and who got which."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "digest_choice",
        sa.Column("staff_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id"),
    )
    op.create_table(
        "digest_sent",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day", "staff_id"),
    )


def downgrade() -> None:
    op.drop_table("digest_sent")
    op.drop_table("digest_choice")
