"""The first tables: cases, their custody log, what is recorded in them, and triggers that refuse to change it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NO_HASH = "0" * 64
#: Table -> its columns beside case, number, entry, who, when. A ? may be empty, a # is a number.
RECORDED = {
    "parties": "role name",
    "photos": "sha256 name role side? format size_bytes#",
    "events": "kind time zone? source? label? photo?",
    "facts": "name value source",
    "comparisons": "before# after# before_sha256 after_sha256 status new_marks#? version settings policy? record",
    "decisions": "comparison# mark# verdict reason",
    "notes": "text",
    "contests": "text comparison#? mark#?",
    "replies": "contest# text",
    "sign_offs": "text",
}
ONLY_ADDED_TO = ("custody", *RECORDED)


def upgrade() -> None:
    """Make everything."""
    _make_cases()
    _make_custody()
    for table, columns in RECORDED.items():
        _make_recorded(table, columns)
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Remove everything, records included."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in (*RECORDED, "custody", "cases"):
        op.drop_table(table)
    if postgresql:
        op.execute("DROP FUNCTION condition_refuse(), condition_follow()")


def _make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("opened", sa.String(27), nullable=False),
        *(sa.Column(name, sa.Text) for name in ("kind", "material", "reference", "engraving")),
        sa.Column("dimensions_mm", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cases"),
    )


def _make_custody() -> None:
    op.create_table(
        "custody",
        sa.Column("case", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        *_keys("custody"),
    )


def _make_recorded(table: str, columns: str) -> None:
    unique = (
        [sa.UniqueConstraint("case", "sha256", "role", "side", name="uq_photos_case")]
        if table == "photos"
        else []
    )
    op.create_table(
        table,
        sa.Column("case", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("number", "entry")),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("when", sa.String(27), nullable=False),
        *map(_column, columns.split()),
        *_keys(table),
        *unique,
    )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("case", "number", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["case"], ["cases.name"], name=f"fk_{table}_case"),
    )


def _column(described: str) -> sa.Column[object]:
    name = described.rstrip("?#")
    text: sa.types.TypeEngine[str] = sa.String(64) if name.endswith("sha256") else sa.Text()
    return sa.Column(name, sa.Integer() if "#" in described else text, nullable="?" in described)


def _guard_sqlite() -> None:
    for table in (*ONLY_ADDED_TO, "cases"):
        for action in ("DELETE",) if table == "cases" else ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: records are never changed or deleted'); END"
            )
    op.execute(
        "CREATE TRIGGER custody_follows BEFORE INSERT ON custody WHEN NEW.previous <> coalesce((SELECT digest FROM "
        f"custody WHERE \"case\" = NEW.\"case\" AND number = NEW.number - 1), iif(NEW.number = 1, '{NO_HASH}', '')) "
        "BEGIN SELECT RAISE(ABORT, 'custody: an entry has to follow the one before'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION condition_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%: records are never changed or deleted', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION condition_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        'IF NEW.previous <> coalesce((SELECT digest FROM custody WHERE "case" = NEW."case" AND number = NEW.number - 1), '
        f"CASE WHEN NEW.number = 1 THEN '{NO_HASH}' ELSE '' END) THEN "
        "RAISE EXCEPTION 'custody: an entry has to follow the one before'; END IF; RETURN NEW; END $$"
    )
    for table in (*ONLY_ADDED_TO, "cases"):
        actions = "DELETE OR TRUNCATE" if table == "cases" else "UPDATE OR DELETE OR TRUNCATE"
        op.execute(
            f"CREATE TRIGGER {table}_guard BEFORE {actions} ON {table} EXECUTE FUNCTION condition_refuse()"
        )
    op.execute(
        "CREATE TRIGGER custody_follows BEFORE INSERT ON custody FOR EACH ROW EXECUTE FUNCTION condition_follow()"
    )
