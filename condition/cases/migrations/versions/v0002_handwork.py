"""What people add by hand: drawings, scales, grades, notes on a mark, changes of events; only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: Table -> its columns beside case, number, entry, who, when. A ? may be empty, a # is a whole number, a ~ any number.
RECORDED = {
    "drawings": "comparison# shape? points? takes_back#?",
    "scales": "photo# method what known_mm~? error_mm~? points?",
    "gradings": "comparison# mark#? grade reason",
    "mark_notes": "comparison# mark# text",
    "event_changes": "event# kind? time? zone? source? label? photo? reason",
}


def upgrade() -> None:
    """Make the tables and what guards them."""
    for table, columns in RECORDED.items():
        op.create_table(
            table,
            sa.Column("case", sa.String(64), nullable=False),
            *(sa.Column(name, sa.Integer, nullable=False) for name in ("number", "entry")),
            sa.Column("who", sa.Text, nullable=False),
            sa.Column("when", sa.String(27), nullable=False),
            *map(_column, columns.split()),
            sa.PrimaryKeyConstraint("case", "number", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(["case"], ["cases.name"], name=f"fk_{table}_case"),
        )
        _guard(table)


def downgrade() -> None:
    """Remove the tables, records included."""
    for table in RECORDED:
        op.drop_table(table)


def _column(described: str) -> sa.Column[object]:
    kinds: dict[str, sa.types.TypeEngine[object]] = {"#": sa.Integer(), "~": sa.Double()}  # type: ignore[dict-item]  # invariant in the type
    text: sa.types.TypeEngine[object] = sa.Text()  # type: ignore[assignment]  # the same
    kind = next((kind for sign, kind in kinds.items() if sign in described), text)
    return sa.Column(described.rstrip("?#~"), kind, nullable="?" in described)


def _guard(table: str) -> None:
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
