"""The custody log of a case: who did what to which photos and when, each entry with the hash of the one before.

An entry is canonical JSON (RFC 8785 [1]_); its hash is the SHA-256 of these bytes. `make_line` writes an entry,
`check_chain` finds and names what was deleted, reordered or edited. Nothing here opens a file or knows a database.

A chain proves that entries belong together, not that nobody wrote a whole new chain: for that, somebody else has to have
noted the hash of the last entry. Every package holds it, and so does `condition case show`.

References
----------
.. [1] Rundgren, Jordan, Erdtman, JSON Canonicalization Scheme, RFC 8785, 2020.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: What stands in place of a hash before the first entry.
NO_HASH = "0" * 64
KEYS = frozenset({"case", "details", "number", "photos", "previous", "what", "when", "who"})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is stored.

    Attributes
    ----------
    place : int
        Where it stands, from 1; equal to the number inside unless somebody moved it.
    digest : str
        The hash stored beside it.
    body : str
        Canonical JSON.
    """

    place: int
    digest: str
    body: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold.

    Attributes
    ----------
    code : str
        What kind of problem: ``ENTRY_EDITED``, ``FILE_ALTERED`` ...
    where : str
        The entry, file or step it was found in.
    text : str
        One sentence for a person.
    """

    code: str
    where: str
    text: str


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of `data` as hex digits."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> str:
    """Return `value` as canonical JSON (RFC 8785)."""
    import rfc8785

    return rfc8785.dumps(value).decode()


def make_line(
    case: str, number: int, previous: str, *, who: str, when: str, what: str,
    details: Mapping[str, Any], photos: Iterable[str] = (),
) -> Line:  # fmt: skip
    """Return the next entry of a case's log.

    Parameters
    ----------
    case : str
        Name of the case.
    number : int
        Number of the entry, from 1.
    previous : str
        Hash of the entry before; `NO_HASH` for the first.
    who, when, what : str
        A person, a moment in UTC, and what was done.
    details : mapping
        Everything that was recorded; JSON types only.
    photos : iterable of str
        SHA-256 of the photos it is about.
    """
    body = canonical(
        {"case": case, "number": number, "previous": previous, "who": who, "when": when, "what": what,
         "details": dict(details), "photos": list(photos)}
    )  # fmt: skip
    return Line(number, sha256_of(body.encode()), body)


def parse_body(body: str) -> dict[str, Any] | None:
    """Return what an entry says; None where it is no canonical entry."""
    try:
        entry = json.loads(body)
        sound = isinstance(entry, dict) and entry.keys() == KEYS and canonical(entry) == body
    except (ValueError, RecursionError):
        return None
    sound = sound and isinstance(entry["number"], int) and isinstance(entry["details"], dict)
    return entry if sound else None


def render_log(lines: Iterable[Line]) -> str:
    """Return the log as text, one ``HASH BODY`` a line; `parse_log` reads it back."""
    return "".join(f"{line.digest} {line.body}\n" for line in lines)


def parse_log(text: str) -> tuple[Line, ...]:
    """Return the lines of a log file; a line without a hash gives an empty one, which `check_chain` names."""
    rows = text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")
    parted = [row.partition(" ") for row in rows]
    return tuple(Line(place, digest, body) for place, (digest, _, body) in enumerate(parted, 1))


def check_chain(
    case: str, lines: Sequence[Line], *, entries: int | None = None, head: str | None = None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a log; empty for a sound one.

    The steps: (1) each entry is canonical and has its hash; (2) each stands at its place and none is missing; (3) each
    names the hash of the one before; (4) the last one is the one that was noted elsewhere.

    Parameters
    ----------
    case : str
        Name of the case the log belongs to.
    lines : sequence of Line
        In the order in which they stand.
    entries : int, optional
        How many there have to be.
    head : str, optional
        The hash that the last one has to have.
    """
    read = [(line, parse_body(line.body)) for line in lines]
    problems = [problem for line, body in read for problem in _check_line(case, line, body)]
    numbered = [(line, body) for line, body in read if body is not None]
    problems += _check_places(numbered, [line.place for line, body in read if body is None], entries)
    by_number = {body["number"]: line for line, body in numbered}
    problems += [problem for _, body in numbered for problem in _check_link(body, by_number)]
    last = by_number[max(by_number)].digest if by_number else NO_HASH
    if head is not None and last != head and not problems:
        problems.append(
            _problem("HEAD", "log", f"the log ends with hash {last}, and {head} was noted elsewhere")
        )
    return tuple(problems)


def _check_line(case: str, line: Line, body: Mapping[str, Any] | None) -> Iterable[Problem]:
    """Step 1."""
    where = f"entry {line.place}"
    if body is None:
        yield _problem(
            "ENTRY_EDITED", where, f"{where} was edited: it is no canonical entry of a custody log"
        )
    elif sha256_of(line.body.encode()) != line.digest:
        where = f"entry {body['number']}"
        yield _problem("ENTRY_EDITED", where, f"{where} was edited: it does not have the hash beside it")
    elif body["case"] != case:
        yield _problem("ENTRY_OF_ANOTHER_CASE", where, f"{where} belongs to the case {body['case']!r}")


def _check_places(
    numbered: Sequence[tuple[Line, Mapping[str, Any]]], unread: Sequence[int], entries: int | None
) -> Iterable[Problem]:
    """Step 2."""
    present = [body["number"] for _, body in numbered]
    last = max([entries or 0, *present, *unread])
    for missing in sorted(set(range(1, last + 1)) - set(present) - set(unread)):
        where = f"entry {missing}"
        yield _problem("ENTRY_DELETED", where, f"{where} was deleted: the log has no entry with this number")
    highest = 0
    for line, body in numbered:
        number, where = body["number"], f"entry {body['number']}"
        if present.count(number) > 1:
            yield _problem("ENTRY_TWICE", where, f"{where} stands in the log more than once")
        elif number < highest:
            yield _problem(
                "ENTRY_REORDERED",
                where,
                f"{where} was moved: it stands at place {line.place}, after entry {highest}",
            )
        elif entries is not None and number > entries:
            yield _problem("ENTRY_ADDED", where, f"{where} was added: the case knows of {entries} entries")
        highest = max(highest, number)


def _check_link(body: Mapping[str, Any], by_number: Mapping[int, Line]) -> Iterable[Problem]:
    """Step 3; where the entry before is missing, step 2 has said so."""
    number = body["number"]
    before = by_number.get(number - 1)
    expected = NO_HASH if number == 1 else None if before is None else before.digest
    if expected is not None and body["previous"] != expected:
        what = "the start of the log" if number == 1 else f"entry {number - 1}"
        yield _problem(
            "CHAIN_BROKEN", f"entry {number}",
            f"entry {number} does not follow {what}: one of them was replaced, hash and all",
        )  # fmt: skip


def _problem(code: str, where: str, text: str) -> Problem:
    return Problem(code, where, f"{text[0].upper()}{text[1:]}.")
