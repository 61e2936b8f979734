"""What Alembic runs: the versions in this folder, over the connection it was given."""

from __future__ import annotations

from alembic import context

from condition.cases.schema import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
context.run_migrations()
