"""Working copies: report and pictures of each comparison, apart from the originals, under ``work/CASE/NUMBER``.

They can be made again at any time. Their hashes are told by the custody log, so that a report changed in the store's
folder is not taken for the one that was made.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from condition.cases.custody import parse_body, sha256_of
from condition.cases.model import Case
from condition.cases.store import CaseStore, Writer
from condition.comparison import Comparison
from condition.language import language
from condition.report import write_folder

TOLD = "pictures made"


@dataclass(slots=True)
class Pictures:
    """Pictures that wait in a temporary folder until their comparison is recorded."""

    folder: Path
    number: int | None = None

    def tell(self, writer: Writer, number: int) -> None:
        """Tell their hashes in the log, as those of a comparison."""
        self.number = number
        writer.tell(TOLD, {"comparison": number, "files": hashes(self.folder)})


@contextmanager
def keep_pictures(store: CaseStore, name: str, comparison: Comparison) -> Iterator[Pictures]:
    """Make the pictures of a comparison, and put them in place if the block has told them in the log."""
    target = store.folder / "work" / name
    target.mkdir(parents=True, exist_ok=True)
    temporary = tempfile.mkdtemp(dir=target, prefix=".condition-")
    try:
        pictures = Pictures(Path(temporary, "pictures"))
        with language("en"):  # what a case keeps does not depend on who looked at it
            write_folder(comparison, pictures.folder)
        yield pictures
        if pictures.number is not None:
            final = folder_of(store, name, pictures.number)
            shutil.rmtree(final, ignore_errors=True)
            os.replace(pictures.folder, final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def folder_of(store: CaseStore, name: str, number: int) -> Path:
    """Return where the pictures of a comparison lie."""
    return store.folder / "work" / name / f"{number:02d}"


def sound_pictures(store: CaseStore, name: str, number: int) -> bool:
    """Whether the pictures of a comparison are there, and those that the log tells."""
    folder = folder_of(store, name, number)
    return folder.is_dir() and hashes(folder) == _told(store, name, number)


def read_pictures(folder: Path, number: int) -> dict[str, bytes]:
    """Return the pictures in the folder of a comparison as the report of a case names them, ``NN/NAME``."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".jpg", ".png", ".svg"})
    return {f"{number:02d}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in files}


def stored_pictures(store: CaseStore, case: Case) -> dict[str, bytes]:
    """Return the pictures of all comparisons of a case that are still those that were made."""
    numbers = [each.number for each in case.comparisons if sound_pictures(store, case.name, each.number)]
    return {
        name: data
        for number in numbers
        for name, data in read_pictures(folder_of(store, case.name, number), number).items()
    }


def hashes(folder: Path) -> dict[str, str]:
    """Return path inside the folder -> SHA-256, for every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path.read_bytes()) for path in files}


def _told(store: CaseStore, name: str, number: int) -> Mapping[str, str] | None:
    """What the log said last about the pictures of a comparison."""
    bodies = [body for line in store.log(name) if (body := parse_body(line.body)) is not None]
    told = [
        body["details"] for body in bodies if body["what"] == TOLD and body["details"]["comparison"] == number
    ]
    return told[-1]["files"] if told else None
