"""A list of pairs -> `Pair`, ...: JSON Lines, CSV, a folder, or what a program has at hand.

Everything wrong with a list is found before the first comparison, and the message names line and key. What is wrong
with a photo is not looked at here: that is one error line of the results.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from condition.batch.fetch import place_of
from condition.batch.folder import list_pairs
from condition.batch.model import Pair
from condition.errors import ManifestError

REQUIRED = ("id", "before", "after")

#: A row of a list: what to call it in a message ("line 3"), and its keys and values.
Row = tuple[str, Mapping[str, Any]]

PathLike = str | os.PathLike[str]
#: A pair, and what to call its place in a message.
Placed = tuple[str, Pair]
#: A list as a program has it: a file or folder, pairs, mappings with the keys of a list, or photos two by two.
Listed = PathLike | Iterable[Pair | Mapping[str, Any] | tuple[PathLike, PathLike]]
#: What a file that holds no pair should hold.
ONE_LINE = 'expected lines such as {"id": "1", "before": "1/before.jpg", "after": "1/after.jpg"}'
ONE_ROW = "expected a header with id, before, after, and a row a pair"
ONE_FOLDER = "expected NAME/before.* and NAME/after.*, or NAME_before.* and NAME_after.*"


def list_of(pairs: Listed) -> tuple[Pair, ...]:
    """Return pairs however they are given; `run.batch` says how.

    Raises
    ------
    ManifestError
        As `read_pairs`, with the position of the pair in place of the line.
    """
    if isinstance(pairs, str | os.PathLike):
        return read_pairs(Path(pairs))
    return _checked(
        (_given(number, pair) for number, pair in enumerate(pairs, 1)), "pairs", "expected at least one"
    )


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of a .jsonl file, a .csv file or a folder, in their order.

    Raises
    ------
    ManifestError
        Where the list cannot be read, is empty, lacks a key, or repeats an id.
    """
    if path.is_dir():
        found = ((f"pair {number}", pair) for number, pair in enumerate(list_pairs(path), 1))
        return _checked(found, str(path), ONE_FOLDER)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise ManifestError(f"{path}: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise ManifestError(f"{path}: byte {exc.start} is not UTF-8 text; save it as UTF-8") from exc
    if path.suffix.lower() in (".csv", ".tsv"):
        return parse_csv(text, path.parent, str(path))
    return parse_json_lines(text, path.parent, str(path))


def parse_json_lines(text: str, base: Path, name: str) -> tuple[Pair, ...]:
    """Return the pairs of JSON Lines; paths are relative to `base`, `name` is for messages."""
    return _checked(_pairs(_json_rows(text, name), base, name), name, ONE_LINE)


def parse_csv(text: str, base: Path, name: str) -> tuple[Pair, ...]:
    """Return the pairs of a CSV with a header; comma, semicolon and tab separate."""
    return _checked(_pairs(_csv_rows(text, name), base, name), name, ONE_ROW)


def _json_rows(text: str, name: str) -> Iterator[Row]:
    # only line feeds end a line: splitlines() would also cut at U+2028 inside a string
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise ManifestError(f"{name}, {where}: not JSON ({exc})") from exc
        if not isinstance(row, dict):
            raise ManifestError(f"{name}, {where}: expected an object with {', '.join(REQUIRED)}")
        yield where, row


def _csv_rows(text: str, name: str) -> Iterator[Row]:
    header = text.partition("\n")[0]
    # spreadsheets of half of Europe write semicolons
    separator = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns = [column.strip() for column in reader.fieldnames or ()]
    if not columns:
        return
    _demand(columns, "column", f"{name}, line 1")
    reader.fieldnames = columns
    try:
        for row in reader:
            where = f"line {reader.line_num}"
            # an unquoted comma in a name would shift what follows, and another file would be compared
            if any(row.pop(None, ())):  # under this key is what is left over
                raise ManifestError(
                    f"{name}, {where}: has more cells than the header; put a name that holds {separator!r} in quotes"
                )
            yield where, {key: value or None for key, value in row.items() if key}
    except csv.Error as exc:
        raise ManifestError(f"{name}, line {reader.line_num}: {exc}") from exc


def _given(number: int, pair: Pair | Mapping[str, Any] | tuple[PathLike, PathLike]) -> Placed:
    """Return a pair of a program's own list."""
    where = f"pair {number}"
    if isinstance(pair, Pair):
        return where, pair
    if not isinstance(pair, Mapping):
        if len(pair) != 2:
            raise ManifestError(f"pairs, {where}: expected (before, after), found {len(pair)} items")
        pair = {"id": str(number), "before": pair[0], "after": pair[1]}
    texts = {
        key: os.fspath(value) if isinstance(value, os.PathLike) else value for key, value in pair.items()
    }
    return where, _pair(texts, Path(), f"pairs, {where}")


def _pairs(rows: Iterable[Row], base: Path, name: str) -> Iterator[Placed]:
    for where, row in rows:
        yield where, _pair(row, base, f"{name}, {where}")


def _pair(row: Mapping[str, Any], base: Path, where: str) -> Pair:
    _demand(row, "key", where)
    texts = {key: _text(row, key, where) for key in REQUIRED}
    points = row.get("points")
    if points is not None and not isinstance(points, str):
        raise ManifestError(f"{where}: key 'points' must be a path or null")
    return Pair(
        id=texts["id"],
        before=place_of(base, texts["before"]),
        after=place_of(base, texts["after"]),
        points=place_of(base, points) if points else None,
    )


def _demand(found: Iterable[str], what: str, where: str) -> None:
    """Demand what every pair needs."""
    names = list(found)
    missing = [key for key in REQUIRED if key not in names]
    if missing:
        several = (
            f"{what}s {', '.join(map(repr, missing))} are"
            if len(missing) > 1
            else f"{what} {missing[0]!r} is"
        )
        raise ManifestError(f"{where}: {several} missing; found {', '.join(map(str, names)) or 'none'}")


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    """Return a required value; numbers are allowed as ids, because spreadsheets make them."""
    value = row.get(key)
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        found = "is empty" if value is None else f"must be a text, found {value!r}"
        raise ManifestError(f"{where}: key {key!r} {found}")
    return value


def _checked(pairs: Iterable[Placed], name: str, expected: str) -> tuple[Pair, ...]:
    """Demand at least one pair and no id twice."""
    checked: dict[str, Placed] = {}
    for where, pair in pairs:
        if pair.id in checked:
            first, _ = checked[pair.id]
            raise ManifestError(
                f"{name}, {where}: id {pair.id!r} is that of {first} already; give every pair an id of its own"
            )
        checked[pair.id] = (where, pair)
    if not checked:
        raise ManifestError(f"{name}: holds no pair; {expected}")
    return tuple(pair for _, pair in checked.values())
