"""Original photos on disk, each under the SHA-256 of its bytes; written once, never altered.

A file is written under a temporary name in its folder, synced, renamed, and the folder synced: after `Originals.put`
returns, a power cut takes nothing away, and before that no half-written original can be seen.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from condition.cases.custody import sha256_of
from condition.errors import CaseError

_DIGEST = re.compile(r"[0-9a-f]{64}")
PARTIAL = ".partial-"


class Originals:
    """The folder of originals.

    Parameters
    ----------
    folder : Path
        Made when the first original is put.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return where the original with a hash lies, or would lie."""
        return self.folder / digest[:2] / digest

    def put(self, data: bytes) -> str:
        """Store bytes and return their hash; bytes that are there already are left as they are."""
        digest = sha256_of(data)
        target = self.path(digest)
        if target.is_file() and sha256_of(target.read_bytes()) == digest:
            return digest
        try:
            _make_folder(target.parent)
            _write_durably(target, data)
        except OSError as error:
            raise CaseError(f"{target.parent}: the photo cannot be stored ({error.strerror})") from error
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of an original.

        Raises
        ------
        CaseError
            Where it is missing, or its bytes are no longer those that were put.
        """
        try:
            data = self.path(digest).read_bytes()
        except OSError as error:
            raise CaseError(f"original {digest} is missing from {self.folder} ({error.strerror})") from error
        if sha256_of(data) != digest:
            raise CaseError(f"original {digest} was altered: its bytes no longer have this hash")
        return data

    def digests(self) -> Iterator[str]:
        """Yield the hash in the name of every original that is there."""
        yield from (path.name for path in self._files() if _DIGEST.fullmatch(path.name))

    def strangers(self) -> Iterator[Path]:
        """Yield every other file: what a crash left half written, and what somebody put there."""
        yield from (path for path in self._files() if not _DIGEST.fullmatch(path.name))

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.rglob("*") if not path.is_dir())


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each entry durable."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def _write_durably(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=PARTIAL)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o444)
            os.fsync(file.fileno())
        os.replace(name, target)
        sync_folder(target.parent)
    except BaseException:  # whatever ends it: half an original stays nowhere
        Path(name).unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
