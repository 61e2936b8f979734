"""What people say about marks they drew: as what each is decided, how severe it is, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from condition.cases.migrations.guard import guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the triggers that refuse to change it."""
    op.create_table(
        "drawn_marks",
        sa.Column("case", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("number", "entry", "drawing")),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("when", sa.String(27), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("verdict", "reason")),
        sa.Column("grade", sa.Text),
        sa.PrimaryKeyConstraint("case", "number", name="pk_drawn_marks"),
        sa.ForeignKeyConstraint(["case"], ["cases.name"], name="fk_drawn_marks_case"),
    )
    guard("drawn_marks")


def downgrade() -> None:
    """Remove the table, records included."""
    op.drop_table("drawn_marks")
