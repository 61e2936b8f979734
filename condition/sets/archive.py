"""A ZIP archive of photos -> its photos, each with the side its folder or its name says, and what was left out.

An archive is a stranger's: nothing of it is written to disk, sizes are counted while reading and not believed, and whatever is
left out is one sentence.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from condition.language import sentence
from condition.photo import Limits
from condition.sets.gather import MAX_PHOTOS
from condition.sets.model import Side

#: Entries that are looked at, photos that are taken, and what systems add without being asked.
MAX_ENTRIES, MAX_TAKEN, CLUTTER = 2000, 2 * MAX_PHOTOS, frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
SUFFIXES = frozenset({".jpg", ".jpeg", ".heic", ".heif", ".avif", ".png", ".webp", ".tif", ".tiff"})
_WORDS = re.compile(r"[a-z]+")
_ENCRYPTED = 0x1
#: What reading an entry of a broken archive raises, by its kind of compression.
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Packed:
    """A photo from an archive: its name without folders, its bytes, and its side where folder or name say so."""

    name: str
    data: bytes
    side: Side | None


def is_archive(data: bytes) -> bool:
    """Return whether these bytes are a ZIP archive."""
    return data[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(data))


def open_archive(name: str, data: bytes) -> tuple[tuple[Packed, ...], tuple[str, ...]]:
    """Return the photos in a ZIP archive, and a sentence for each thing that was left out.

    Parameters
    ----------
    name : str
        Of the archive, for the sentences.
    data : bytes
        Its content.
    """
    taken: list[Packed] = []
    left: list[str] = []
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        damaged = sentence("the archive is damaged ({error})", error=str(error))
        return (), (sentence("{name} was left out: {problem}.", name=name, problem=damaged),)
    with archive:
        entries = [entry for entry in archive.infolist() if _is_meant(entry)]
        for entry in entries[:MAX_ENTRIES]:
            found = _read(archive, entry) if len(taken) < MAX_TAKEN else _full()
            if isinstance(found, bytes):
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                taken.append(Packed(path.name, found, side_of(path)))
            else:
                left.append(sentence("{name} was left out: {problem}.", name=entry.filename, problem=found))
    return tuple(taken), tuple(left)


def side_of(path: PurePosixPath) -> Side | None:
    """Return the side that a name says: a word of the file's name, else of the nearest folder that says one."""
    for part in (path.stem, *reversed(path.parts[:-1])):
        said = {Side(word) for word in _WORDS.findall(part.lower()) if word in list(Side)}
        if len(said) == 1:
            return said.pop()
    return None


def _is_meant(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    hidden = [part for part in parts if part[0] == "." and part != ".."]
    return not entry.is_dir() and not hidden and not CLUTTER.intersection(parts)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | str:
    """The bytes of a photo, or why it was left out."""
    if PurePosixPath(entry.filename).suffix.lower() not in SUFFIXES:
        return sentence("it is no photo (JPEG, HEIC, PNG, WebP, TIFF or AVIF)")
    if entry.flag_bits & _ENCRYPTED:
        return sentence("it is locked with a password; send the archive without one")
    limit = Limits().max_bytes
    try:
        with archive.open(entry) as stream:
            data = stream.read(limit + 1)
    except _DAMAGED:
        return sentence("it is damaged inside the archive; pack it again")
    if len(data) > limit:
        of = sentence("one photo")
        return sentence("it is over the limit of {limit:.0f} MB for {of}", limit=limit / 1e6, of=of)
    return data


def _full() -> str:
    return sentence("only {limit} photos are taken at once", limit=MAX_TAKEN)
