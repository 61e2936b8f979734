"""A ZIP archive of photos -> its photos, each with the side its folder or its name says, and what was left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from condition import archive
from condition.photo import Limits
from condition.sets.gather import MAX_PHOTOS
from condition.sets.model import Side

#: Entries that are looked at; photos that are taken, and their bytes together, which stay in memory.
MAX_ENTRIES, MAX_TAKEN, MAX_BYTES = 2000, 2 * MAX_PHOTOS, 600_000_000
_WORDS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Packed:
    """A photo from an archive: its name without folders, its bytes, and its side where folder or name say so."""

    name: str
    data: bytes
    side: Side | None


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
    limit = Limits().max_bytes

    def take(file: str, stream: IO[bytes]) -> None:
        room = MAX_BYTES - sum(len(photo.data) for photo in taken)
        problem = archive.name_problem(file)
        if problem is None and len(taken) >= MAX_TAKEN:
            problem = archive.too_many(MAX_TAKEN)
        if problem is None:
            content = stream.read(min(limit, room) + 1)
            if len(content) <= min(limit, room):
                place = archive.place_of(file)
                taken.append(Packed(place.name, content, side_of(place)))
                return
            together = len(content) <= limit
            problem = archive.too_large(MAX_BYTES if together else limit, together=together)
        leave_out(file, problem)

    def leave_out(file: str, problem: str) -> None:
        left.append(archive.left_out(file, problem))

    archive.open_files(name, data, take, leave_out, most=MAX_ENTRIES)
    return tuple(taken), tuple(left)


def side_of(path: PurePosixPath) -> Side | None:
    """Return the side that a name says: a word of the file's name, else of the nearest folder that says one."""
    for part in (path.stem, *reversed(path.parts[:-1])):
        said = {Side(word) for word in _WORDS.findall(part.lower()) if word in list(Side)}
        if len(said) == 1:
            return said.pop()
    return None
