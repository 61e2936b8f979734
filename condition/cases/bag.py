"""An unpacked package as files: read without trust, and checked to be a whole bag (RFC 8493)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import bagit

from condition.cases.custody import Problem
from condition.cases.model import Case
from condition.cases.record import parse_case
from condition.cases.sealing import ALGORITHMS, CHAIN, PUBLIC_KEY, SIGNED, STAMP
from condition.errors import ConditionError

#: Tag files are lists of hashes; a larger one is an attack on the reader. Bytes.
LARGEST_TAG_FILE = 64 << 20
CHUNK = 1 << 20
TAG_FILES = frozenset(
    {"bagit.txt", "bag-info.txt", PUBLIC_KEY, *(f"manifest-{each}.txt" for each in ALGORITHMS), *SIGNED}
)
SIGNATURES = frozenset(f"signature/{Path(name).name}.sig" for name in (*SIGNED, STAMP, CHAIN))


def problem_of(code: str, where: str, text: str) -> Problem:
    """Return a problem whose text is a sentence."""
    return Problem(code, where, f"{text[0].upper()}{text[1:]}.")


class Bag:
    """The unpacked files of a package; whatever cannot be read is None.

    Parameters
    ----------
    folder : Path
        The bag.

    Attributes
    ----------
    case : Case or None
        What ``data/case.json`` holds.
    package : dict
        What ``data/package.json`` holds; empty where it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.case = self._case()
        self.package: dict[str, Any] = self._json("data/package.json") or {}

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file; a name that leads outside is no file."""
        try:
            return (self.folder / name).read_bytes() if self._is_inside(name) else None
        except (OSError, ValueError):
            return None

    def digests(self, name: str) -> dict[str, str] | None:
        """Return the hashes of a file by algorithm, read in pieces; None where it cannot be read."""
        hashes = {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
        try:
            if not self._is_inside(name):
                return None
            with (self.folder / name).open("rb") as file:
                while chunk := file.read(CHUNK):
                    for each in hashes.values():
                        each.update(chunk)
        except (OSError, ValueError):
            return None
        return {algorithm: each.hexdigest() for algorithm, each in hashes.items()}

    def _is_inside(self, name: str) -> bool:
        path = self.folder / name
        return path.resolve().is_relative_to(self.folder.resolve()) and not path.is_symlink()

    def files(self) -> set[str]:
        """Return the names of all files."""
        return {
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if not path.is_dir()
        }

    def photo(self, number: int, kind: str) -> bytes | None:
        """Return the bytes of a photo, as one of the "originals" or as a "shared" copy, or of one of the "bills"."""
        paths = self.package.get(kind)
        path = paths.get(str(number)) if isinstance(paths, dict) else None
        return self.read(f"data/{path}") if isinstance(path, str) else None

    def _json(self, name: str) -> Any:
        try:
            value = json.loads(self.read(name) or b"")
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def _case(self) -> Case | None:
        try:
            return parse_case(self._json("data/case.json"))
        except ConditionError:
            return None


def check_bag(bag: Bag) -> tuple[list[Problem], str]:
    """Return everything that is wrong with the bag as such, and what a person should know about it."""
    files = bag.files()
    large = [
        name
        for name in sorted(files)
        if not name.startswith("data/") and (bag.folder / name).lstat().st_size > LARGEST_TAG_FILE
    ]
    if large:
        return [
            problem_of("TOO_LARGE", name, "no list of hashes is as long as this file") for name in large
        ], ""
    problems = [*_check_names(bag, files)]
    try:
        entries = bagit.Bag(str(bag.folder)).entries
    except (bagit.BagError, OSError, ValueError, LookupError) as error:
        return [*problems, problem_of("NO_BAG", bag.folder.name, f"it cannot be read as a bag ({error})")], ""
    problems += _check_entries(bag, entries)
    known = set(entries) | set(SIGNED) | SIGNATURES | {STAMP, CHAIN}
    problems += [
        problem_of("FILE_UNEXPECTED", name, "no manifest names it") for name in sorted(files - known)
    ]
    unlisted = sorted(TAG_FILES - set(SIGNED) - set(entries))
    problems += [problem_of("FILE_UNLISTED", name, "the tag manifests do not name it") for name in unlisted]
    return problems, f"{len(entries)} files, each by SHA-256 and SHA-512"


def _check_names(bag: Bag, files: Collection[str]) -> Iterator[Problem]:
    for name in sorted(files):
        if (bag.folder / name).is_symlink():
            yield problem_of("NOT_A_FILE", name, "it is a link")
        if name.startswith("data/") and name.endswith("/bagit.txt"):
            yield problem_of("NESTED_BAG", name, "there is a bag within the bag")


def _check_entries(bag: Bag, entries: dict[str, dict[str, str]]) -> Iterator[Problem]:
    for name, digests in sorted(entries.items()):
        found = bag.digests(name)
        if found is None:
            yield problem_of("FILE_MISSING", name, "the manifests name it, and it is not there")
            continue
        for algorithm in ALGORITHMS:
            if digests.get(algorithm) != found[algorithm]:
                yield problem_of(
                    "FILE_ALTERED", name, f"it does not have the {algorithm} that its manifest gives"
                )
