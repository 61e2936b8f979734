"""Everything that can be wrong with a case or a store, named: entries of the log, records, originals.

The custody log tells every record in full, or by its hash; so a record changed behind the store's back is found even
where the log itself was left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from condition.cases.custody import Line, Problem, check_chain, parse_body
from condition.cases.entry import Entry
from condition.cases.model import Case
from condition.cases.originals import PARTIAL
from condition.cases.schema import TABLES
from condition.cases.store import CaseStore
from condition.errors import CaseError


def check_case(case: Case, log: Sequence[Line], head: str | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with a case and its custody log; empty where nothing is.

    Parameters
    ----------
    case : Case
        As the store has it.
    log : sequence of Line
        As the store has it.
    head : str, optional
        A hash that somebody noted earlier; some entry has to have it.
    """
    problems = [*check_chain(case.name, log, entries=case.entries, head=case.head)]
    if head is not None and head not in {line.digest for line in log}:
        problems.append(
            Problem("HEAD", "log", f"No entry has the hash that was noted, {head}: the log was replaced.")
        )
    told = {line.place: body for line in log if (body := parse_body(line.body)) is not None}
    return (*problems, *check_records(case, told))


def check_records(case: Case, told: Mapping[int, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield every record that is not as the log tells it, and every one that the log tells and is not there.

    Parameters
    ----------
    case : Case
        The records.
    told : mapping
        Number of an entry -> what it says.
    """
    seen = set()
    opened = told.get(1)
    if opened is not None and opened["details"] != {"piece": asdict(case.piece)}:
        yield Problem(
            "RECORD_EDITED", "piece", "The piece was edited: entry 1 of the custody log tells it otherwise."
        )
    for kind, (table, what) in TABLES.items():
        for item in getattr(case, table.__tablename__):
            seen.add(item.entry)
            where = f"{kind.__name__} {item.number}"
            entry = told.get(item.entry)
            if entry is None or entry["what"] != what:
                yield Problem(
                    "RECORD_UNTOLD", where, f"{where} was put in: no entry of the custody log tells it."
                )
            elif not _agree(item, entry):
                yield Problem(
                    "RECORD_EDITED",
                    where,
                    f"{where} was edited: entry {item.entry} of the custody log tells it otherwise.",
                )
    names = {what for _, what in TABLES.values()}
    for number, entry in told.items():
        if entry["what"] in names and number not in seen:
            yield Problem(
                "RECORD_DELETED",
                f"entry {number}",
                f"Entry {number} tells of a record that is gone: {entry['what']}.",
            )


def _agree(item: Entry, entry: Mapping[str, Any]) -> bool:
    same = entry["details"] == item.details and tuple(entry["photos"]) == item.photo_hashes
    return same and (entry["who"], entry["when"]) == (item.who, item.when)


def fsck(store: CaseStore) -> tuple[Problem, ...]:
    """Return what is wrong with a store: every case, its log, every original; empty where nothing is."""
    known: dict[str, str] = {}
    problems: list[Problem] = []
    for name in store.names():
        case = store.case(name)
        found = check_case(case, store.log(name))
        problems += (Problem(each.code, f"{name}, {each.where}", each.text) for each in found)
        known.update({bill.sha256: f"bill {bill.number} of case {name}" for bill in case.bills})
        known.update({photo.sha256: f"photo {photo.number} of case {name}" for photo in case.photos})
    return (*problems, *_check_originals(store, known))


def _check_originals(store: CaseStore, known: Mapping[str, str]) -> Iterator[Problem]:
    there = set(store.originals.digests())
    for digest, what in known.items():
        if digest not in there:
            yield Problem("ORIGINAL_MISSING", digest, f"The original of {what} is missing: {digest}.")
            continue
        try:
            store.originals.read(digest)
        except CaseError:
            yield Problem("ORIGINAL_ALTERED", digest, f"The original of {what} was altered: {digest}.")
    for digest in sorted(there - known.keys()):
        yield Problem(
            "ORIGINAL_ORPHANED", digest,
            f"No case has the original {digest}: somebody put it there, or a crash came before it was recorded.",
        )  # fmt: skip
    for path in store.originals.strangers():
        why = "a crash left it half written" if path.name.startswith(PARTIAL) else "it is no original"
        yield Problem("STRANGE_FILE", path.name, f"{path.name} does not belong there: {why}.")
