"""Alembic's entry: runs the migrations on the connection that `upgrade` hands over."""

from alembic import context

import bot.tables  # noqa: F401 - fills METADATA
from knowledge.store import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction is the one that counts
)
context.run_migrations()
