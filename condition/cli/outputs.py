"""Where results go: checked before the work begins, opened when it is done, never left half written."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from condition.errors import ConditionError

STANDARD_STREAM = "-"

#: A file name that is not text holds lone surrogates; escaped like this they are valid JSON.
JSON_ERRORS = "backslashreplace"


class OutputError(ConditionError):
    """A place that cannot be written to."""

    advice = "Choose a path in a folder that exists and that you may write to."


def check_file(path: str) -> None:
    """Demand that `path` can be written later, without creating it.

    Raises
    ------
    OutputError
        Where the folder is missing or read-only, or `path` is itself a folder.
    """
    if path == STANDARD_STREAM:
        if sys.stdout is None:
            raise OutputError("standard output is closed; the result has nowhere to go")
        return
    target = Path(path)
    if target.is_dir():
        raise OutputError(f"{path}: is a folder; a file was expected")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: the folder {target.parent} does not exist")
    _check_access(target if target.exists() else target.parent, path)


def check_folder(path: str) -> None:
    """Demand that the folder `path` exists and can be written to, or can be made; without making it."""
    target = Path(path)
    if target.exists() and not target.is_dir():
        raise OutputError(f"{path}: is a file; a folder was expected")
    existing = next(folder for folder in (target, *target.absolute().parents) if folder.exists())
    if not existing.is_dir():
        raise OutputError(f"{path}: {existing} is a file; a folder was expected")
    _check_access(existing, path)


def print_json(text: str) -> None:
    """Write JSON to standard output, in UTF-8 whatever the terminal speaks (RFC 8259)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=JSON_ERRORS)
    print(text)


def write_text(path: str, text: str) -> None:
    """Write JSON to a file in one step, or to standard output where `path` is ``-``."""
    if path == STANDARD_STREAM:
        print_json(text)
        return
    target = Path(path)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".condition-") as folder:
        temporary = Path(folder, target.name)
        temporary.write_text(text + "\n", encoding="utf-8", errors=JSON_ERRORS)
        os.replace(temporary, target)


def write_bytes(path: str, data: bytes) -> None:
    """Write a file in one step."""
    target = Path(path)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".condition-") as folder:
        temporary = Path(folder, target.name)
        temporary.write_bytes(data)
        os.replace(temporary, target)


def write_folder(path: str, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary folder, then move what it made into the folder `path`.

    A folder of an earlier run (the pictures of its marks) is replaced as a whole, not mixed with the new one.
    """
    target = Path(path)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".condition-") as folder:
        write(Path(folder))
        for made in sorted(Path(folder).iterdir()):
            old = target / made.name
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            os.replace(made, old)


def _check_access(existing: Path, path: str) -> None:
    if not os.access(existing, os.W_OK):
        raise OutputError(f"{path}: may not be written to")
