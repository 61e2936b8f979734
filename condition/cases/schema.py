"""The tables of the store, typed, and which record of `condition.cases.model` lies in which.

Every table but ``cases`` is only ever added to: triggers of the database refuse to change or delete a row
(`migrations/versions`). Text that has to stay byte for byte (canonical JSON) is stored as text, never as JSON.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, ClassVar

from sqlalchemy import Double, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from condition.cases import handwork, model
from condition.cases.entry import Entry

#: The newest version of the tables; `migrations/versions` carries an older store up to it.
REVISION = "0004"
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


class CaseRow(Base):
    """A case: the only row that changes; the number of its entries is its version."""

    __tablename__ = "cases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    entries: Mapped[int] = mapped_column()
    head: Mapped[str] = mapped_column(String(64))
    opened: Mapped[str] = mapped_column(String(27))
    kind: Mapped[str | None]
    material: Mapped[str | None]
    reference: Mapped[str | None]
    engraving: Mapped[str | None]
    dimensions_mm: Mapped[str]

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy declares it as an attribute of the class
        "version_id_col": entries,
        "version_id_generator": False,
    }


class CustodyRow(Base):
    """One entry of a custody log."""

    __tablename__ = "custody"

    case: Mapped[str] = mapped_column(ForeignKey("cases.name"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str]


class EntryRow:
    """Columns that every recorded thing has."""

    @declared_attr
    def case(cls) -> Mapped[str]:
        """Name of its case."""
        return mapped_column(ForeignKey("cases.name"), primary_key=True)

    number: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[int]
    who: Mapped[str]
    when: Mapped[str] = mapped_column(String(27))


class PartyRow(EntryRow, Base):
    """`model.Party`."""

    __tablename__ = "parties"
    role: Mapped[str]
    name: Mapped[str]


class PhotoRow(EntryRow, Base):
    """`model.CasePhoto`."""

    __tablename__ = "photos"
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    role: Mapped[str]
    side: Mapped[str | None]
    format: Mapped[str]
    size_bytes: Mapped[int]
    __table_args__ = (UniqueConstraint("case", "sha256", "role", "side"),)


class EventRow(EntryRow, Base):
    """`model.CaseEvent`."""

    __tablename__ = "events"
    kind: Mapped[str]
    time: Mapped[str]
    zone: Mapped[str | None]
    source: Mapped[str | None]
    label: Mapped[str | None]
    photo: Mapped[str | None]


class FactRow(EntryRow, Base):
    """`model.CaseFact`."""

    __tablename__ = "facts"
    name: Mapped[str]
    value: Mapped[str]
    source: Mapped[str]


class ComparisonRow(EntryRow, Base):
    """`model.CaseComparison`."""

    __tablename__ = "comparisons"
    before: Mapped[int]
    after: Mapped[int]
    before_sha256: Mapped[str] = mapped_column(String(64))
    after_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[str]
    new_marks: Mapped[int | None]
    version: Mapped[str]
    settings: Mapped[str]
    policy: Mapped[str | None]
    record: Mapped[str]


class DecisionRow(EntryRow, Base):
    """`model.Decision`."""

    __tablename__ = "decisions"
    comparison: Mapped[int]
    mark: Mapped[int]
    verdict: Mapped[str]
    reason: Mapped[str]


class NoteRow(EntryRow, Base):
    """`model.Note`."""

    __tablename__ = "notes"
    text: Mapped[str]


class ContestRow(EntryRow, Base):
    """`model.Contest`."""

    __tablename__ = "contests"
    text: Mapped[str]
    comparison: Mapped[int | None]
    mark: Mapped[int | None]


class ReplyRow(EntryRow, Base):
    """`model.Reply`."""

    __tablename__ = "replies"
    contest: Mapped[int]
    text: Mapped[str]


class BillRow(EntryRow, Base):
    """`model.Bill`."""

    __tablename__ = "bills"
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    format: Mapped[str]
    size_bytes: Mapped[int]
    amount: Mapped[str]
    source: Mapped[str | None]
    text: Mapped[str | None]


class SignOffRow(EntryRow, Base):
    """`model.SignOff`."""

    __tablename__ = "sign_offs"
    text: Mapped[str]


class DrawingRow(EntryRow, Base):
    """`handwork.Drawing`."""

    __tablename__ = "drawings"
    comparison: Mapped[int]
    shape: Mapped[str | None]
    points: Mapped[str | None]
    takes_back: Mapped[int | None]


class ScaleRow(EntryRow, Base):
    """`handwork.Scale`."""

    __tablename__ = "scales"
    photo: Mapped[int]
    method: Mapped[str]
    what: Mapped[str]
    known_mm: Mapped[float | None] = mapped_column(Double)
    error_mm: Mapped[float | None] = mapped_column(Double)
    points: Mapped[str | None]


class GradingRow(EntryRow, Base):
    """`handwork.Grading`."""

    __tablename__ = "gradings"
    comparison: Mapped[int]
    mark: Mapped[int | None]
    grade: Mapped[str]
    reason: Mapped[str]


class MarkNoteRow(EntryRow, Base):
    """`handwork.MarkNote`."""

    __tablename__ = "mark_notes"
    comparison: Mapped[int]
    mark: Mapped[int]
    text: Mapped[str]


class DrawnMarkRow(EntryRow, Base):
    """`handwork.DrawnMark`."""

    __tablename__ = "drawn_marks"
    drawing: Mapped[int]
    verdict: Mapped[str]
    grade: Mapped[str | None]
    reason: Mapped[str]


class EventChangeRow(EntryRow, Base):
    """`handwork.EventChange`."""

    __tablename__ = "event_changes"
    event: Mapped[int]
    kind: Mapped[str | None]
    time: Mapped[str | None]
    zone: Mapped[str | None]
    source: Mapped[str | None]
    label: Mapped[str | None]
    photo: Mapped[str | None]
    reason: Mapped[str]


#: Record -> (its table, what the custody log calls recording it). The table's name is also the field of `model.Case`.
TABLES: dict[type[Entry], tuple[type[Any], str]] = {
    model.Party: (PartyRow, "party added"),
    model.CasePhoto: (PhotoRow, "photo added"),
    model.CaseEvent: (EventRow, "event added"),
    model.CaseFact: (FactRow, "fact added"),
    model.CaseComparison: (ComparisonRow, "photos compared"),
    model.Decision: (DecisionRow, "mark decided"),
    model.Note: (NoteRow, "note added"),
    model.Contest: (ContestRow, "contested"),
    model.Reply: (ReplyRow, "contest answered"),
    model.Bill: (BillRow, "bill added"),
    model.SignOff: (SignOffRow, "signed off"),
    handwork.Drawing: (DrawingRow, "drawn"),
    handwork.Scale: (ScaleRow, "scale set"),
    handwork.Grading: (GradingRow, "graded"),
    handwork.MarkNote: (MarkNoteRow, "mark noted"),
    handwork.DrawnMark: (DrawnMarkRow, "drawn mark decided"),
    handwork.EventChange: (EventChangeRow, "event changed"),
}


def to_row(case: str, item: Entry) -> Base:
    """Return the row of a record."""
    row, _ = TABLES[type(item)]
    values = {each.name: getattr(item, each.name) for each in fields(item)}
    return row(case=case, **values)  # type: ignore[no-any-return]  # SQLAlchemy makes the constructor


def from_row(kind: type[Entry], row: Any) -> Entry:
    """Return the record in a row."""
    return kind(**{each.name: getattr(row, each.name) for each in fields(kind)})
