"""A case -> JSON record, schema 1, and back; within a schema number there are only additions.

The record holds everything that the custody log tells, so that a package can be checked without the store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from condition.cases.custody import canonical
from condition.cases.entry import Entry
from condition.cases.model import Case, Piece
from condition.cases.schema import TABLES
from condition.errors import CaseError
from condition.version import __version__

SCHEMA = 1
#: Texts of canonical JSON, which the record shows as what they hold.
_JSON = frozenset({"settings", "record", "value", "points"})
#: Kinds that the first records did not have.
_LATER = frozenset({"bills", "drawings", "scales", "gradings", "mark_notes", "drawn_marks", "event_changes"})


def case_record(case: Case) -> dict[str, Any]:
    """Return a case as plain dicts, lists, numbers and texts."""
    recorded = {
        table.__tablename__: [entry_record(item) for item in getattr(case, table.__tablename__)]
        for table, _ in TABLES.values()
    }
    return {
        "schema": SCHEMA,
        "version": __version__,
        "case": case.name,
        "entries": case.entries,
        "head": case.head,
        "opened": case.opened,
        "piece": asdict(case.piece),
        **recorded,
    }


def entry_record(item: Entry) -> dict[str, Any]:
    """Return one recorded thing."""
    told = asdict(item)
    return {
        name: json.loads(value) if name in _JSON and value is not None else value
        for name, value in told.items()
    }


def parse_case(record: Any) -> Case:
    """Return the case in a record; keys of a later version are left alone.

    Raises
    ------
    CaseError
        Where something is missing or of the wrong type.
    """
    try:
        recorded = {
            table.__tablename__: tuple(_parse_entry(kind, row) for row in _rows(record, table.__tablename__))
            for kind, (table, _) in TABLES.items()
        }
        return Case(
            name=record["case"], entries=record["entries"], head=record["head"], opened=record["opened"],
            piece=Piece(**_known(Piece, record["piece"])), **recorded,  # type: ignore[arg-type]  # `TABLES` fixes which field holds what
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CaseError(f"the record of the case cannot be read ({error!r})") from error


def _rows(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """What a record holds of one kind; a record of an earlier version may know nothing of later kinds."""
    rows: list[Mapping[str, Any]] = record.get(name, []) if name in _LATER else record[name]
    return rows


def _parse_entry(kind: type[Entry], row: Mapping[str, Any]) -> Entry:
    values = _known(kind, row)
    there = [name for name in _JSON & values.keys() if values[name] is not None]
    texts: dict[str, Any] = {name: canonical(values[name]) for name in there}
    return kind(**(values | texts))


def _known(kind: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in fields(kind)}
