"""Bills: files of a case with an amount as stated; only added to, as everything else that is recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXTS = ("name", "format", "amount")
MAYBE = ("source", "text")


def upgrade() -> None:
    """Make the table, and the triggers that refuse to change it."""
    op.create_table(
        "bills",
        sa.Column("case", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("number", "entry", "size_bytes")),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("when", sa.String(27), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        *(sa.Column(name, sa.Text) for name in MAYBE),
        sa.PrimaryKeyConstraint("case", "number", name="pk_bills"),
        sa.ForeignKeyConstraint(["case"], ["cases.name"], name="fk_bills_case"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER bills_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON bills EXECUTE FUNCTION condition_refuse()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER bills_no_{action.lower()} BEFORE {action} ON bills "
            "BEGIN SELECT RAISE(ABORT, 'bills: records are never changed or deleted'); END"
        )


def downgrade() -> None:
    """Remove the table, records included."""
    op.drop_table("bills")
