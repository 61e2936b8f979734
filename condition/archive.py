"""A ZIP archive -> each file in it as an open stream, or the sentence that says why it is not opened.

An archive is a stranger's: no name of it is used as a place, sizes are counted while reading and not believed, and whatever
is left out is one sentence; the rest goes on. Who takes the photos (`condition.batch`, `condition.sets`) says where they go.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO

from condition.language import plural, sentence

#: Endings of photos; `read_photo` decides by content.
PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".heic", ".heif", ".avif", ".png", ".webp", ".tif", ".tiff"})
ARCHIVE_SUFFIXES = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
#: What systems add to an archive without being asked.
CLUTTER = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini", ".DS_Store"})
#: Characters of one name.
NAME_LENGTH = 120
_ENCRYPTED, _SYMLINK, _KIND = 0x1, 0o120000, 0o170000
#: What reading a broken archive raises, by its kind of compression.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def is_archive(data: bytes) -> bool:
    """Return whether these bytes are a ZIP archive."""
    return data[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(data))


def place_of(name: str) -> PurePosixPath:
    """Return the path that an archive's name for a file means, whichever slashes it is written with."""
    return PurePosixPath(name.replace("\\", "/"))


def open_files(
    name: str,
    data: bytes,
    take: Callable[[str, IO[bytes]], None],
    leave_out: Callable[[str, str], None],
    *,
    most: int,
) -> None:
    """Hand every file in an archive to `take`, one at a time, and what cannot be opened to `leave_out`.

    Parameters
    ----------
    name : str
        Of the archive, for the sentences.
    data : bytes
        Its content.
    take : callable
        Gets a file's name as the archive writes it, and its content as a stream, which may end in an error of its own.
    leave_out : callable
        Gets a name and why: a sentence without its full stop.
    most : int
        Files that are looked at.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        leave_out(name, sentence("the archive is damaged ({error})", error=str(error)))
        return
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > most:
            told = plural("it holds one file", "it holds {number} files", len(entries))
            leave_out(name, sentence("{told}; only the first {limit} were looked at", told=told, limit=most))
        for entry in entries[:most]:
            if any(part in CLUTTER or part.startswith("._") for part in place_of(entry.filename).parts):
                continue
            if entry.flag_bits & _ENCRYPTED:
                leave_out(
                    entry.filename, sentence("it is locked with a password; send the archive without one")
                )
            elif (entry.external_attr >> 16) & _KIND == _SYMLINK:
                leave_out(entry.filename, sentence("it is a link and no file"))
            else:
                _hand(archive, entry, take, leave_out)


def name_problem(name: str) -> str | None:
    """Return why a file of this name is not taken as a photo, or None."""
    place = place_of(name)
    if any(len(part) > NAME_LENGTH or not part.isprintable() for part in place.parts[-2:]):
        return sentence("its name cannot be a file name here")
    if place.suffix.lower() in ARCHIVE_SUFFIXES:
        return sentence("an archive inside an archive is not opened; unpack it first")
    if place.suffix.lower() not in PHOTO_SUFFIXES:
        return sentence("it is no photo (JPEG, HEIC, PNG, WebP, TIFF or AVIF)")
    return None


def too_many(limit: int) -> str:
    """Return that no more photos are taken."""
    return sentence("only {limit} photos are taken at once", limit=limit)


def too_large(limit_bytes: int, *, together: bool) -> str:
    """Return that one photo, or all photos together, are over a limit."""
    of = sentence("all photos together") if together else sentence("one photo")
    return sentence("it is over the limit of {limit:.0f} MB for {of}", limit=limit_bytes / 1e6, of=of)


def left_out(name: str, problem: str) -> str:
    """Return the sentence for a file that was not taken."""
    return sentence("{name} was left out: {problem}.", name=name, problem=problem)


def _hand(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    take: Callable[[str, IO[bytes]], None],
    leave_out: Callable[[str, str], None],
) -> None:
    try:
        with archive.open(entry) as stream:
            take(entry.filename, stream)
    except _DAMAGED:
        leave_out(entry.filename, sentence("it is damaged inside the archive; pack it again"))
