"""The triggers by which a database refuses to change or delete what was recorded; for versions from 0004 on.

The earlier ones have them written out, and a published version is never changed.
"""

from __future__ import annotations

from alembic import op


def guard(table: str) -> None:
    """Guard a table of records; PostgreSQL has the function from the first version of the tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "EXECUTE FUNCTION condition_refuse()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: records are never changed or deleted'); END"
        )
