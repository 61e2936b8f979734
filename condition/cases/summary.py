"""All cases of a store in short, for a queue: what each is about, how far it is, what is left to decide.

A few queries for the whole store; the long record of a comparison is read only where somebody still has to decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select, true
from sqlalchemy.orm import Session

from condition.cases.carry import decisions_on
from condition.cases.custody import parse_body
from condition.cases.left_out import left_out_on
from condition.cases.recorded import recorded_verdicts
from condition.cases.schema import (
    CaseRow,
    ComparisonRow,
    ContestRow,
    CustodyRow,
    DecisionRow,
    DrawingRow,
    PhotoRow,
    ReplyRow,
    SignOffRow,
)
from condition.cases.store import CaseStore
from condition.novelty import Verdict

#: Verdicts of the program that a person has to look at.
TO_SETTLE = (Verdict.NEW, Verdict.CANNOT_TELL)
#: Entries of the log that change nothing about a case.
_HARMLESS = frozenset({"signed off", "sealing", "sealed", "pictures made"})


class State(StrEnum):
    """How far a case is, in the order in which it needs a person."""

    TO_DECIDE = "to_decide"
    CHANGED_SINCE = "changed_since"
    NOT_COMPARABLE = "not_comparable"
    TO_COMPARE = "to_compare"
    DECIDED = "decided"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a queue.

    Attributes
    ----------
    name : str
        Of the case.
    state : State
        How far it is.
    kind, material, reference : str or None
        Of the piece.
    opened, changed : str
        When the case was opened and last changed, UTC.
    by : str
        Who changed it last.
    photos : int
        How many it has.
    new_marks : int or None
        What the last comparison says; None where there is none, or the photos could not be compared.
    confirmed : int
        Marks of the last comparison that a person decided to be new.
    unsettled : int
        Marks of it that are new or cannot be told by the program, and that nobody has decided or left out.
    contested : int
        Contests that nobody has answered.
    """

    name: str
    state: State
    kind: str | None
    material: str | None
    reference: str | None
    opened: str
    changed: str
    by: str
    photos: int
    new_marks: int | None
    confirmed: int
    unsettled: int
    contested: int


@dataclass(slots=True)
class _Read:
    """What the queries gave, by case."""

    photos: Mapping[str, int]
    last: Mapping[str, Any]
    decisions: Mapping[str, list[Any]]
    signed: Mapping[str, int]
    contested: Mapping[str, int]
    has_regions: frozenset[str]


def summaries(store: CaseStore, only: str | None = None) -> tuple[Summary, ...]:
    """Return every case of a store in short, in the order of their names; with `only`, the one of this name."""
    with store.reading() as session:
        read = _read(session, only)
        rows = session.execute(
            select(CaseRow, CustodyRow.body)
            .outerjoin(CustodyRow, and_(CustodyRow.case == CaseRow.name, CustodyRow.number == CaseRow.entries))
            .where(_of(CaseRow.name, only))
            .order_by(CaseRow.name)
        ).all()  # fmt: skip
        return tuple(_summary(store, session, row, body, read) for row, body in rows)


def last_entry(store: CaseStore, name: str) -> dict[str, Any] | None:
    """Return the last entry of the custody log of a case; None where there is no such case."""
    with store.reading() as session:
        found = session.execute(
            select(CustodyRow.body)
            .join(CaseRow, and_(CustodyRow.case == CaseRow.name, CustodyRow.number == CaseRow.entries))
            .where(CaseRow.name == name)
        ).scalar_one_or_none()
    return None if found is None else parse_body(found)


def _read(session: Session, only: str | None) -> _Read:
    newest = (
        select(ComparisonRow.case, func.max(ComparisonRow.number).label("number"))
        .where(_of(ComparisonRow.case, only))
        .group_by(ComparisonRow.case)
    ).subquery()  # fmt: skip
    last = session.execute(
        select(ComparisonRow.case, ComparisonRow.number, ComparisonRow.status, ComparisonRow.new_marks).join(
            newest, and_(newest.c.case == ComparisonRow.case, newest.c.number == ComparisonRow.number)
        )
    )
    decisions = defaultdict(list)
    columns = (DecisionRow.case, DecisionRow.comparison, DecisionRow.mark, DecisionRow.verdict)
    for decided in session.execute(
        select(*columns).where(_of(DecisionRow.case, only)).order_by(DecisionRow.case, DecisionRow.number)
    ):
        decisions[decided.case].append(decided)
    answered = {
        (row.case, row.contest)
        for row in session.execute(select(ReplyRow.case, ReplyRow.contest).where(_of(ReplyRow.case, only)))
    }
    contests = session.execute(select(ContestRow.case, ContestRow.number).where(_of(ContestRow.case, only)))
    return _Read(
        photos=_counted(session, select(PhotoRow.case, func.count()).where(_of(PhotoRow.case, only)).group_by(PhotoRow.case)),
        last={row.case: row for row in last},
        decisions=decisions,
        signed=_counted(session, select(SignOffRow.case, func.max(SignOffRow.entry)).where(_of(SignOffRow.case, only)).group_by(SignOffRow.case)),
        contested=Counter(row.case for row in contests if (row.case, row.number) not in answered),
        has_regions=frozenset(
            session.execute(
                select(DrawingRow.case).where(DrawingRow.shape == "leave_out", _of(DrawingRow.case, only))
            ).scalars()
        ),
    )  # fmt: skip


def _of(column: Any, only: str | None) -> Any:
    return true() if only is None else column == only


def _counted(session: Session, statement: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(statement)}


def _summary(store: CaseStore, session: Session, row: CaseRow, body: str | None, read: _Read) -> Summary:
    told = parse_body(body or "") or {"when": row.opened, "who": ""}
    last = read.last.get(row.name)
    signed = read.signed.get(row.name)
    changed = signed is not None and any(_changes(session, row.name, signed))
    settled = signed is not None and not changed
    verdicts, decided = ({}, {}) if last is None else _decided(store, session, row.name, last, read, settled)
    unsettled = [mark for mark, verdict in verdicts.items() if verdict in TO_SETTLE and mark not in decided]
    return Summary(
        name=row.name, state=_state(last, len(unsettled), signed is not None, changed),
        kind=row.kind, material=row.material, reference=row.reference,
        opened=row.opened, changed=told["when"], by=told["who"], photos=read.photos.get(row.name, 0),
        new_marks=None if last is None else last.new_marks,
        confirmed=sum(verdict == "new" for verdict in decided.values()),
        unsettled=len(unsettled), contested=read.contested.get(row.name, 0),
    )  # fmt: skip


def _decided(
    store: CaseStore, session: Session, name: str, last: Any, read: _Read, settled: bool
) -> tuple[dict[int, Verdict], dict[int, str]]:
    """Return verdict of the program, and of people, by mark of the last comparison."""
    about = read.decisions.get(name, [])
    decided = {row.mark: row.verdict for row in about if row.comparison == last.number}
    if any(row.comparison != last.number for row in about):
        case = store.case(name)
        standing = decisions_on(case, case.comparisons[-1])
        decided = {mark: decision.verdict for mark, decision in standing.items()}
    if settled or last.new_marks is None:
        return {}, decided
    record = session.execute(
        select(ComparisonRow.record).where(ComparisonRow.case == name, ComparisonRow.number == last.number)
    ).scalar_one()
    verdicts = recorded_verdicts(record)
    if name in read.has_regions:
        case = store.case(name)
        left_out = left_out_on(case, case.comparisons[-1])
        verdicts = {mark: verdict for mark, verdict in verdicts.items() if mark not in left_out}
    return verdicts, decided


def _changes(session: Session, name: str, entry: int) -> Iterator[bool]:
    """Whether each entry of the log after this one changes the case."""
    bodies = select(CustodyRow.body).where(CustodyRow.case == name, CustodyRow.number > entry)
    for body in session.execute(bodies).scalars():
        told = parse_body(body)
        yield told is None or told["what"] not in _HARMLESS


def _state(last: Any, unsettled: int, signed: bool, changed: bool) -> State:
    if changed:
        return State.CHANGED_SINCE
    if signed:
        return State.SIGNED
    if last is None:
        return State.TO_COMPARE
    if last.new_marks is None:
        return State.NOT_COMPARABLE
    return State.TO_DECIDE if unsettled else State.DECIDED
