"""`CaseStore`: cases on disk. Each change is one transaction: the record, its entry in the custody log, the new version.

Whoever changes a case can say which version they have seen; a change made by somebody else in between is then refused
with `CaseChanged`. What a method has returned from is on the disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from condition.cases.custody import NO_HASH, Line, canonical, make_line
from condition.cases.engine import bring_up_to_date, database_errors, make_engine
from condition.cases.entry import Entry
from condition.cases.model import Case, Piece
from condition.cases.originals import Originals
from condition.cases.schema import TABLES, CaseRow, CustodyRow, from_row, to_row
from condition.errors import CaseChanged, CaseError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
E = TypeVar("E", bound=Entry)
Clock = Callable[[], datetime]


def default_folder() -> Path:
    """Return where the store lies unless somebody says otherwise: CONDITION_STORE, or a folder of the user's data."""
    named = os.environ.get("CONDITION_STORE")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "condition"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Writer:
    """One transaction on one case; `add` and `tell` write to its log."""

    who: str
    when: str
    _session: Session
    _row: CaseRow

    @property
    def case(self) -> Case:
        """The case as it is inside this transaction."""
        return _snapshot(self._session, self._row)

    def add(self, item: E) -> E:
        """Record something, and return it with its number and envelope."""
        row, what = TABLES[type(item)]
        numbers = select(func.coalesce(func.max(row.number), 0)).where(row.case == self._row.name)
        number = self._session.execute(numbers).scalar_one() + 1
        item = replace(item, number=number, entry=self._row.entries + 1, who=self.who, when=self.when)
        self.tell(what, item.details, item.photo_hashes)
        self._session.add(to_row(self._row.name, item))
        self._session.flush()
        return item

    def tell(self, what: str, details: dict[str, Any], photos: Sequence[str] = ()) -> None:
        """Write one entry of the custody log."""
        row = self._row
        line = make_line(
            row.name, row.entries + 1, row.head,
            who=self.who, when=self.when, what=what, details=details, photos=photos,
        )  # fmt: skip
        self._session.add(
            CustodyRow(
                case=row.name, number=line.place, previous=row.head, digest=line.digest, body=line.body
            )
        )
        row.entries, row.head = line.place, line.digest
        self._session.flush()


class CaseStore:
    """A store of cases; use it as a context manager, or call `close`.

    Parameters
    ----------
    folder : path, optional
        Where originals and, by default, the database lie; made if missing. `default_folder` by default.
    url : str, optional
        ``postgresql://...``; CONDITION_DATABASE_URL by default, and where that is not set a SQLite file.
    clock : callable
        Returns the time now, with its zone.

    Raises
    ------
    CaseError
        Where the folder or the database cannot be used.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None = None, *, url: str | None = None, clock: Clock = _now
    ) -> None:
        self.folder = Path(folder) if folder is not None else default_folder()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CaseError(f"{self.folder}: no store can be made here ({error.strerror})") from error
        self.originals = Originals(self.folder / "originals")
        self._clock = clock
        self._engine = make_engine(self.folder, url or os.environ.get("CONDITION_DATABASE_URL") or None)
        with database_errors(self.name):
            bring_up_to_date(self._engine)

    @property
    def name(self) -> str:
        """What the store is called in messages; never a password."""
        return str(self.folder) if self._engine.dialect.name == "sqlite" else repr(self._engine.url)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Nothing but the store itself."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Close."""
        self.close()

    def new(self, name: str, *, who: str, piece: Piece | None = None) -> Case:
        """Open a case and return it.

        Parameters
        ----------
        name : str
            Letters, digits, dots, dashes and underscores; at most 64.
        who : str
            Who opens it.
        piece : Piece, optional
            What it is about.
        """
        if not NAME.fullmatch(name):
            raise CaseError(
                f"{name!r} is no name of a case; write at most 64 letters, digits, dots, dashes and underscores"
            )
        described = asdict(piece or Piece())
        check_texts(who, described)
        when = self._when()
        with self._session(writes=True) as session:
            if session.get(CaseRow, name) is not None:
                raise CaseError(f"there is a case {name!r} already")
            columns = {**described, "dimensions_mm": canonical(described["dimensions_mm"])}
            row = CaseRow(name=name, entries=0, head=NO_HASH, opened=when, **columns)
            session.add(row)
            session.flush()
            Writer(who, when, session, row).tell("case opened", {"piece": described})
            return _snapshot(session, row)

    def names(self) -> tuple[str, ...]:
        """Return the names of all cases, in their order."""
        with self._session() as session:
            return tuple(session.execute(select(CaseRow.name).order_by(CaseRow.name)).scalars())

    def case(self, name: str) -> Case:
        """Return a case as it is now.

        Raises
        ------
        CaseError
            Where there is no such case.
        """
        with self._session() as session:
            return _snapshot(session, self._row(session, name))

    def log(self, name: str) -> tuple[Line, ...]:
        """Return the custody log of a case as it is stored, not checked."""
        with self._session() as session:
            self._row(session, name)
            rows = session.execute(
                select(CustodyRow).where(CustodyRow.case == name).order_by(CustodyRow.number)
            )
            return tuple(Line(row.number, row.digest, row.body) for row in rows.scalars())

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look at the tables in one transaction that writes nothing."""
        with self._session() as session:
            yield session

    @contextmanager
    def writing(self, name: str, who: str, version: int | None = None) -> Iterator[Writer]:
        """Change a case in one transaction; nothing is written where the block raises.

        Parameters
        ----------
        name : str
            The case.
        who : str
            Who changes it.
        version : int, optional
            The version that `who` has seen: `Case.entries`.

        Raises
        ------
        CaseChanged
            Where the case has another version by now.
        """
        check_texts(who)
        with self._session(writes=True) as session:
            row = self._row(session, name, lock=True)
            if version is not None and row.entries != version:
                raise CaseChanged(
                    f"case {name} was changed by somebody else: it is at version {row.entries}, you have seen {version}"
                )
            yield Writer(who, self._when(), session, row)

    def add(self, name: str, item: E, *, who: str, version: int | None = None) -> E:
        """Record one thing in a case and return it with its number."""
        check_texts(item.content)
        with self.writing(name, who, version) as writer:
            return writer.add(item)

    def _when(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    @contextmanager
    def _session(self, *, writes: bool = False) -> Iterator[Session]:
        """One transaction, committed at the end of the block."""
        with database_errors(self.name):
            try:
                engine = self._engine.execution_options(writes=True) if writes else self._engine
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    yield session
            except StaleDataError as error:
                raise CaseChanged("the case was changed by somebody else at the same moment") from error

    @staticmethod
    def _row(session: Session, name: str, *, lock: bool = False) -> CaseRow:
        row = session.get(CaseRow, name, with_for_update=True if lock else None)
        if row is None:
            raise CaseError(f"there is no case {name!r} in this store")
        return row


def check_known(word: str, known: Collection[str], fault: str) -> None:
    """Refuse a word that is none of those that are known; `fault` is what is wrong with it: "is no grade"."""
    if word not in known:
        raise CaseError(f"{word!r} {fault}; known are {', '.join(known)}")


def check_texts(*values: Any) -> None:
    """Demand texts that every database and JSON can hold: no null characters, no halves of characters."""
    for value in values:
        if isinstance(value, dict):
            check_texts(*value.values())
        elif isinstance(value, str) and ("\0" in value or any("\ud800" <= c <= "\udfff" for c in value)):
            raise CaseError(f"{value!r} holds characters that are no text")


def _snapshot(session: Session, row: CaseRow) -> Case:
    import json

    held = {
        table.__tablename__: tuple(
            from_row(kind, each)
            for each in session.execute(
                select(table).where(table.case == row.name).order_by(table.number)
            ).scalars()
        )
        for kind, (table, _) in TABLES.items()
    }
    piece = Piece(
        kind=row.kind, material=row.material, reference=row.reference, engraving=row.engraving,
        dimensions_mm=json.loads(row.dimensions_mm),
    )  # fmt: skip
    return Case(
        name=row.name, entries=row.entries, head=row.head, opened=row.opened, piece=piece, **held  # type: ignore[arg-type]  # `TABLES` fixes which field holds what
    )  # fmt: skip
