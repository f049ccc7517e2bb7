"""Staff by unit and topic, the first admin's code, what officials decided about announcements."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("staff", sa.Column("name", sa.String(length=80), server_default="", nullable=False))
    op.add_column("staff", sa.Column("unit_id", sa.String(length=40), server_default="", nullable=False))
    op.add_column("staff", sa.Column("topics", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "founding_code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "founding_try",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id"),
    )
    op.create_table(
        "standing",
        sa.Column("announcement_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("announcement_id"),
    )
    op.create_index("audit_staff", "audit", ["staff_id", "id"], unique=False)
    op.create_index("audit_deed", "audit", ["deed", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("audit_deed", table_name="audit")
    op.drop_index("audit_staff", table_name="audit")
    op.drop_table("standing")
    op.drop_table("founding_try")
    op.drop_table("founding_code")
    op.drop_column("staff", "topics")
    op.drop_column("staff", "unit_id")
    op.drop_column("staff", "name")
