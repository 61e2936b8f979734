"""The results file: one line a pair, appended as it is done, mended where a batch was cut off."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from condition.batch.record import ERROR
from condition.errors import ManifestError

#: What a line is counted as: its status, or "new" where it was compared and something is new.
NEW = "new"


def classify(record: dict[str, Any]) -> str:
    """Return ``"new"``, ``"compared"`` (nothing new), ``"not_comparable"`` or ``"error"`` for one record."""
    if record["status"] == "compared" and record["findings"]:
        return NEW
    return str(record["status"])


def read_done(path: Path) -> dict[str, str]:
    """Return id -> class for every whole line of a results file; nothing where there is no file.

    A last line that was cut off (the machine stopped while it was written) is removed from the file.

    Raises
    ------
    ManifestError
        Where a line other than the last is not one of ours: then it is some other file, and is left alone.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as exc:
        raise ManifestError(f"{path}: {exc.strerror or exc}") from exc
    whole, _, rest = content.rpartition(b"\n")
    done = dict(
        _parsed(line, f"{path}, line {n}") for n, line in enumerate(whole.split(b"\n"), 1) if line.strip()
    )
    if rest.strip():
        os.truncate(path, len(content) - len(rest))
    return done


def _parsed(line: bytes, where: str) -> tuple[str, str]:
    try:
        record = json.loads(line)
        return str(record["id"]), classify(record)
    except (ValueError, KeyError, TypeError) as exc:
        raise ManifestError(f"{where}: is not a result of `condition batch`; choose another --out") from exc


class Results:
    """An open results file; use it as a context manager.

    Parameters
    ----------
    path : Path
        The file.
    done : mapping
        Id -> class of the lines it already holds; empty starts it anew.
    """

    def __init__(self, path: Path, done: dict[str, str]) -> None:
        self.counts = Counter(done.values())
        # lone surrogates (a file name that is not text) become \\udcXX, which is valid JSON
        self._file = path.open(
            "a" if done else "w", encoding="utf-8", errors="backslashreplace", newline="\n"
        )

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, lines: Iterable[str]) -> None:
        """Write each line as it comes, and hand it to the system at once."""
        for line in lines:
            self._file.write(line + "\n")
            self._file.flush()
            self.counts[classify(json.loads(line))] += 1

    @property
    def errors(self) -> int:
        """Number of pairs that ended in an error."""
        return self.counts[ERROR]
