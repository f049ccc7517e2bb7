"""Let the log be searched and judged: folded text, topic, feedback; counters by outcome, hour and topic."""

import json
from collections import Counter
from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa

from knowledge.base import slug
from knowledge.vietnamese import fold

revision = "0004"
down_revision = "0003"

BATCH = 1000
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ABOUT = sa.text("about_id IS NOT NULL")
OLD = sa.table(
    "interaction",
    sa.column("id"), sa.column("key"), sa.column("at", sa.DateTime(timezone=True)), sa.column("day", sa.Date()),
    sa.column("channel"), sa.column("is_counted", sa.Boolean()), sa.column("outcome"), sa.column("text"),
    sa.column("announcement_ids", sa.JSON()), sa.column("detail", sa.JSON()), sa.column("folded"),
    sa.column("topic"), sa.column("about_id"), sa.column("is_useful", sa.Boolean()),
)  # fmt: skip
COUNTERS = {
    "outcome_counter": (("outcome", sa.String(16)), ("channel", sa.String(16))),
    "hour_counter": (("hour", sa.SmallInteger()), ("outcome", sa.String(16))),
    "topic_counter": (("topic", sa.String(40)),),
}


def upgrade() -> None:
    with op.batch_alter_table("interaction") as batch:
        batch.add_column(sa.Column("folded", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("topic", sa.String(length=40), nullable=False, server_default=""))
        batch.add_column(sa.Column("about_id", BIG_KEY, nullable=True))
        batch.add_column(sa.Column("is_useful", sa.Boolean(), nullable=True))
    for name, subjects in COUNTERS.items():
        op.create_table(
            name,
            sa.Column("day", sa.Date(), nullable=False),
            *(sa.Column(column, kind, nullable=False, autoincrement=False) for column, kind in subjects),
            sa.Column("count", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("day", *(column for column, _ in subjects)),
        )
    _fill(op.get_bind())
    with op.batch_alter_table("interaction") as batch:
        batch.alter_column("folded", server_default=None)
        batch.alter_column("topic", server_default=None)
    op.create_index("interaction_about", "interaction", ["about_id"], sqlite_where=ABOUT, postgresql_where=ABOUT)
    op.create_index("visit_counter_subject", "visit_counter", ["subject", "day", "count"])


def _fill(bind) -> None:
    counts = {name: Counter() for name in COUNTERS}
    topics, last = _topics(bind), 0
    wanted = (OLD.c.id, OLD.c.at, OLD.c.day, OLD.c.channel, OLD.c.is_counted, OLD.c.outcome, OLD.c.text,
              OLD.c.announcement_ids, OLD.c.detail)  # fmt: skip
    while True:
        query = sa.select(*wanted).where(OLD.c.id > last).order_by(OLD.c.id).limit(BATCH)
        rows = bind.execute(query).mappings().all()
        if not rows:
            break
        last = rows[-1]["id"]
        filled = [_filled(row, topics) for row in rows]
        bind.execute(
            sa.update(OLD).where(OLD.c.id == sa.bindparam("row")).values(
                folded=sa.bindparam("new_folded"), topic=sa.bindparam("new_topic")
            ),
            [{"row": row["id"], "new_folded": fold(row["text"]), "new_topic": topic} for row, topic in zip(rows, filled)],
        )
        for row, topic in zip(rows, filled):
            _tie(bind, row)
            if row["is_counted"]:
                counts["outcome_counter"][row["day"], row["outcome"], row["channel"]] += 1
                counts["hour_counter"][row["day"], _hour(row), row["outcome"]] += 1
                if topic:
                    counts["topic_counter"][row["day"], topic] += 1
    for name, counted in counts.items():
        columns = ("day", *(column for column, _ in COUNTERS[name]), "count")
        table = sa.table(name, sa.column("day", sa.Date()), *(sa.column(column) for column in columns[1:]))
        added = [dict(zip(columns, (*key, count))) for key, count in sorted(counted.items())]
        if added:
            bind.execute(sa.insert(table), added)


def _topics(bind) -> dict:
    table = sa.table("announcement", sa.column("id"), sa.column("category_path", sa.JSON()))
    rows = bind.execute(sa.select(table.c.id, table.c.category_path))
    return {row.id: slug(row.category_path[-1]) for row in rows if row.category_path}


def _filled(row, topics: dict) -> str:
    browsed = str(row["detail"].get("category", "")).partition("@")[0]
    first = next(iter(row["announcement_ids"]), None)
    return browsed[:40] or topics.get(first, "")


def _tie(bind, row) -> None:
    """Tie feedback to the question that it is about, and a look at the other matches likewise."""
    about = row["detail"].get("about")
    asked = bind.scalar(sa.select(OLD.c.id).where(OLD.c.key == about)) if about and about != "subscription" else None
    if asked is None:
        return
    is_useful = row["detail"].get("is_useful")
    bind.execute(sa.update(OLD).where(OLD.c.id == row["id"]).values(about_id=asked, is_useful=is_useful))
    if is_useful is not None:
        bind.execute(sa.update(OLD).where(OLD.c.id == asked).values(is_useful=is_useful))


def _hour(row) -> int:
    """The hour of the day in Viet Nam, UTC+7: the zone is a setting, which a migration does not read."""
    at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
    return (at.astimezone(UTC).hour + 7) % 24


def downgrade() -> None:
    op.drop_index("visit_counter_subject", "visit_counter")
    op.drop_index("interaction_about", "interaction")
    for name in reversed(COUNTERS):
        op.drop_table(name)
    with op.batch_alter_table("interaction") as batch:
        for name in ("is_useful", "about_id", "topic", "folded"):
            batch.drop_column(name)
