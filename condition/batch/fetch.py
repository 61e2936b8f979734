"""Addresses of photos -> files of this machine, for as long as a pair is compared.

A path stays what it is, and needs nothing installed. An address (``s3://bucket/ring.jpg``, ``https://...``) is opened by
fsspec on the machine that compares; its bytes are counted while they come, written to a private folder, and removed
with it. Whatever goes wrong is a `PhotoError`, and never repeats the address: it may hold a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

from condition.batch.model import Pair, Place
from condition.errors import ExtraMissing, PhotoNotFetched, PhotoTooLarge
from condition.language import sentence
from condition.photo import Limits

#: How an address begins, chains of fsspec (``simplecache::s3://``) included; one letter is a drive of Windows.
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(?:::|://)")
#: Bytes of one file at most, as for a photo from the disk.
LIMIT_BYTES = Limits().max_bytes
#: Bytes read at once; characters of a name that are kept.
CHUNK, NAME_LENGTH = 1 << 20, 120


@dataclass(frozen=True, slots=True)
class Files:
    """A pair on this machine.

    Attributes
    ----------
    before, after : Path
        The photos.
    points : Path or None
        The points.
    """

    before: Path
    after: Path
    points: Path | None


def is_address(text: str) -> bool:
    """Whether a text of a list is an address, and not a path."""
    return "://" in text and ADDRESS.match(text) is not None


def place_of(base: Path, text: str) -> Place:
    """Return an address as it is, and a path relative to `base`."""
    return text if is_address(text) else base / text


def check_fetching(pairs: Iterable[Pair]) -> None:
    """Demand fsspec where any pair has an address, before the first comparison.

    Raises
    ------
    ExtraMissing
        Where it is not installed.
    """
    if not any(isinstance(place, str) for pair in pairs for place in pair.places):
        return
    if find_spec("fsspec") is None:
        raise ExtraMissing(
            "the list names photos by address (such as s3://...), and the package fsspec is not installed"
        )


@contextmanager
def fetched(pair: Pair, limit_bytes: int = LIMIT_BYTES) -> Iterator[Files]:
    """Give the files of a pair, fetched where they are addresses; what was fetched is removed at the end.

    Raises
    ------
    PhotoNotFetched
        Where a file is not there, is not given out, or does not arrive.
    PhotoTooLarge
        Where it has more than `limit_bytes`; no more than that is kept.
    """
    if not any(isinstance(place, str) for place in pair.places):
        yield Files(Path(pair.before), Path(pair.after), None if pair.points is None else Path(pair.points))
        return
    with TemporaryDirectory(prefix="condition-fetched-", ignore_cleanup_errors=True) as folder:
        # a folder each: both photos may have one name
        near = [_near(place, Path(folder, str(n)), limit_bytes) for n, place in enumerate(pair.places)]
        yield Files(near[0], near[1], near[2] if len(near) > 2 else None)


def name_of(address: str) -> str:
    """Return the file name in an address, without what may be secret in it (a signature behind ``?``)."""
    path = address.split("::")[0].partition("://")[2].partition("?")[0]
    name = "".join(c for c in PurePosixPath(path).name if c.isprintable())[-NAME_LENGTH:]
    return name if name.strip(".") else "photo"


def _near(place: Place, folder: Path, limit_bytes: int) -> Path:
    """Return the path of a file on this machine, fetched into `folder` if need be."""
    if isinstance(place, Path):
        return place
    name = name_of(place)
    folder.mkdir()
    path = folder / name
    size = 0
    with _opened(place, name) as source, path.open("wb") as file:
        while size <= limit_bytes and (piece := _read(source, name)):
            size += len(piece)
            try:
                file.write(piece)
            except OSError as exc:  # the disk of this machine, not the store
                told = sentence("could not be kept while it is compared: {why}", why=exc.strerror or str(exc))
                raise PhotoNotFetched(name, told) from exc
    if size > limit_bytes:
        told = sentence("has more than the allowed {allowed:g} MB", allowed=limit_bytes / 1e6)
        raise PhotoTooLarge(name, told)
    return path


def _opened(address: str, name: str) -> IO[bytes]:
    """Open an address; every store has exceptions of its own, so that all end here."""
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(address)
        opened: IO[bytes] = system.open(path, "rb")
        return opened
    except Exception as exc:  # every store has exceptions of its own
        raise PhotoNotFetched(name, _why(exc)) from exc


def _read(source: IO[bytes], name: str) -> bytes:
    """Read on; a connection that breaks ends as a `PhotoNotFetched`."""
    try:
        return source.read(CHUNK)
    except Exception as exc:  # every store has exceptions of its own
        raise PhotoNotFetched(name, _why(exc)) from exc


def _why(exc: Exception) -> str:
    """Put what a store raised into words; its own text may repeat the address, and with it a key."""
    status: Any = getattr(exc, "status", None)  # of an answer by HTTP
    if isinstance(exc, FileNotFoundError) or status == 404:
        return sentence("does not exist at its address")
    if isinstance(exc, PermissionError) or status in (401, 403):
        return sentence("may not be read: the store denied it")
    if isinstance(exc, ImportError):
        return sentence("cannot be fetched: the package for this kind of address is not installed")
    if isinstance(exc, IsADirectoryError):
        return sentence("is a folder, not a photo")
    kind = type(exc).__name__ if status is None else f"HTTP {status}"
    return sentence("cannot be fetched ({kind})", kind=kind)
