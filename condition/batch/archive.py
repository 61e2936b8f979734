"""Files as somebody sends them, loose or in ZIP archives -> a folder that `folder.list_pairs` reads, and what was left out.

Names are only ever the last two parts of a path; how a stranger's archive is opened is in `condition.archive`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from condition import archive
from condition.batch.folder import ROLES, role_of
from condition.language import plural, sentence

#: Name of the pair whose photos are called before and after and nothing else.
LOOSE_PAIR = "pair"
#: Names listed in one sentence, bytes read at once.
LISTED, CHUNK = 3, 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What is taken from one delivery at most.

    Attributes
    ----------
    files : int
        Photos; 200 pairs are an hour of work on a small machine.
    file_bytes : int
        Bytes of one photo, as `condition.photo.Limits`.
    total_bytes : int
        Bytes of all photos together on the disk.
    entries : int
        Entries of one archive that are looked at.
    """

    files: int = 400
    file_bytes: int = 100_000_000
    total_bytes: int = 3_000_000_000
    entries: int = 5000


@dataclass(slots=True)
class Unpacking:
    """A folder that fills with photos; `problems` says what was left out, one sentence each.

    Parameters
    ----------
    folder : Path
        An empty folder of the caller's.
    limits : ArchiveLimits
        What is taken at most.
    """

    folder: Path
    limits: ArchiveLimits = field(default_factory=ArchiveLimits)
    problems: list[str] = field(default_factory=list)
    _count: int = 0
    _bytes: int = 0
    _odd: list[str] = field(default_factory=list)

    def add(self, name: str, data: bytes) -> None:
        """Take a loose file: a ZIP archive is opened, a photo is taken, anything else is left out."""
        if archive.is_archive(data) and archive.place_of(name).suffix.lower() not in archive.PHOTO_SUFFIXES:
            archive.open_files(name, data, self._take, self._leave_out, most=self.limits.entries)
        elif archive.place_of(name).suffix.lower() in archive.ARCHIVE_SUFFIXES:
            self._leave_out(
                name, sentence("it is damaged, or no ZIP archive; pack the photos as ZIP once more")
            )
        else:
            self._take(name, io.BytesIO(data))

    def finish(self) -> tuple[str, ...]:
        """Return what was left out of everything, those that are named neither before nor after in one sentence."""
        if self._odd:
            shown = ", ".join(self._odd[:LISTED]) + (" …" if len(self._odd) > LISTED else "")
            self.problems.append(
                plural(
                    "One photo is named neither before nor after, so that nobody knows its partner: {names}. "
                    "Name the two photos of a pair ring-1_before.jpg and ring-1_after.jpg, or put them as before.jpg "
                    "and after.jpg into a folder of their own.",
                    "{number} photos are named neither before nor after, so that nobody knows their partners: {names}. "
                    "Name the two photos of a pair ring-1_before.jpg and ring-1_after.jpg, or put them as before.jpg "
                    "and after.jpg into a folder of their own.",
                    len(self._odd),
                    names=shown,
                )
            )
            self._odd = []
        return tuple(self.problems)

    def _take(self, name: str, stream: IO[bytes]) -> None:
        problem = self._refusal(name)
        if problem is not None:
            self._leave_out(name, problem)
            return
        path = self.folder / _place(name)
        if role_of(path) is None and path.stem.lower() not in ROLES:
            self._odd.append(name)
        elif path.exists():
            self._leave_out(name, sentence("another file has the same name"))
        else:
            try:
                self._write(path, stream, name)
            except OSError as error:
                why = error.strerror or str(error)
                self._leave_out(name, sentence("it could not be kept ({why})", why=why))

    def _refusal(self, name: str) -> str | None:
        parts = archive.place_of(name).parts
        if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0]:
            return sentence("its name leads out of the archive, as no honest program writes it")
        if problem := archive.name_problem(name):
            return problem
        if self._count >= self.limits.files:
            return archive.too_many(self.limits.files)
        if self._bytes >= self.limits.total_bytes:
            return archive.too_large(self.limits.total_bytes, together=True)
        return None

    def _write(self, path: Path, stream: IO[bytes], name: str) -> None:
        """Write in pieces, counting: what an archive says about the size of its files is not believed."""
        path.parent.mkdir(exist_ok=True)
        room = min(self.limits.file_bytes, self.limits.total_bytes - self._bytes)
        try:
            size = _copy(stream, path, room)
        except BaseException:  # whatever ends it: half a photo would be compared as if it were a whole one
            path.unlink(missing_ok=True)
            raise
        self._bytes += size
        if size <= room:
            self._count += 1
            return
        path.unlink()
        together = room < self.limits.file_bytes
        limit = self.limits.total_bytes if together else self.limits.file_bytes
        self._leave_out(name, archive.too_large(limit, together=together))

    def _leave_out(self, name: str, problem: str) -> None:
        self.problems.append(archive.left_out(name, problem))


def _copy(stream: IO[bytes], path: Path, room: int) -> int:
    """Write a stream into a file until it ends or is over `room` bytes; return how many were written."""
    size = 0
    with path.open("wb") as file:
        while size <= room and (piece := stream.read(CHUNK)):
            size += len(piece)
            file.write(piece)
    return size


def _place(name: str) -> Path:
    """Return where a photo goes: ``before.jpg`` into the folder it lay in, any other straight into the top."""
    *folders, file = archive.place_of(name).parts
    if Path(file).stem.lower() not in ROLES:
        return Path(file)
    return Path((folders[-1].lstrip(".") if folders else "") or LOOSE_PAIR, file)
