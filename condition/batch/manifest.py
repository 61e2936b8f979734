"""A list of pairs -> `Pair`, ...: JSON Lines, CSV, or a folder.

Everything wrong with a list is found before the first comparison, and the message names line and key. What is wrong
with a photo is not looked at here: that is one error line of the results.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from condition.batch.folder import list_pairs
from condition.batch.model import Pair
from condition.errors import ManifestError

REQUIRED = ("id", "before", "after")

#: A row of a list: what to call it in a message ("line 3"), and its keys and values.
Row = tuple[str, Mapping[str, Any]]


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of a .jsonl file, a .csv file or a folder, in their order.

    Raises
    ------
    ManifestError
        Where the list cannot be read, is empty, lacks a key, or repeats an id.
    """
    if path.is_dir():
        return _checked(list_pairs(path), str(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise ManifestError(f"{path}: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise ManifestError(f"{path}: byte {exc.start} is not UTF-8 text") from exc
    if path.suffix.lower() in (".csv", ".tsv"):
        return parse_csv(text, path.parent, str(path))
    return parse_json_lines(text, path.parent, str(path))


def parse_json_lines(text: str, base: Path, name: str) -> tuple[Pair, ...]:
    """Return the pairs of JSON Lines; paths are relative to `base`, `name` is for messages."""
    return _checked(_pairs(_json_rows(text, name), base, name), name)


def parse_csv(text: str, base: Path, name: str) -> tuple[Pair, ...]:
    """Return the pairs of a CSV with a header; comma, semicolon and tab separate."""
    return _checked(_pairs(_csv_rows(text, name), base, name), name)


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
    for key in REQUIRED:
        if key not in columns:
            raise ManifestError(
                f"{name}, line 1: column {key!r} is missing; found {', '.join(columns) or 'none'}"
            )
    reader.fieldnames = columns
    try:
        for row in reader:
            yield f"line {reader.line_num}", {key: value or None for key, value in row.items() if key}
    except csv.Error as exc:
        raise ManifestError(f"{name}, line {reader.line_num}: {exc}") from exc


def _pairs(rows: Iterable[Row], base: Path, name: str) -> Iterator[Pair]:
    for where, row in rows:
        texts = {key: _text(row, key, f"{name}, {where}") for key in REQUIRED}
        points = row.get("points")
        if points is not None and not isinstance(points, str):
            raise ManifestError(f"{name}, {where}: key 'points' must be a path or null")
        yield Pair(
            id=texts["id"],
            before=base / texts["before"],
            after=base / texts["after"],
            points=base / points if points else None,
        )


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    """Return a required value; numbers are allowed as ids, because spreadsheets make them."""
    value = row.get(key)
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        found = "is missing" if value is None else f"must be a text, found {value!r}"
        raise ManifestError(f"{where}: key {key!r} {found}")
    return value


def _checked(pairs: Iterable[Pair], name: str) -> tuple[Pair, ...]:
    """Demand at least one pair and no id twice."""
    checked: dict[str, Pair] = {}
    for position, pair in enumerate(pairs, 1):
        if pair.id in checked:
            raise ManifestError(f"{name}, pair {position}: key 'id' repeats {pair.id!r}")
        checked[pair.id] = pair
    if not checked:
        raise ManifestError(f"{name}: holds no pair")
    return tuple(checked.values())
