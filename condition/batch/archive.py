"""Files as somebody sends them, loose or in ZIP archives -> a folder that `folder.list_pairs` reads, and what was left out.

An archive is a stranger's: names are only ever the last two parts of a path, sizes are counted while unpacking and not
believed, and whatever is left out is one sentence; the rest goes on.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from condition.batch.folder import ROLES, role_of
from condition.language import plural, sentence

#: Endings of photos; the photo room decides by content.
PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".heic", ".heif", ".avif", ".png", ".webp", ".tif", ".tiff"})
ARCHIVE_SUFFIXES = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
#: Name of the pair whose photos are called before and after and nothing else.
LOOSE_PAIR = "pair"
#: What systems add to an archive without being asked.
CLUTTER = ("__MACOSX", "Thumbs.db", "desktop.ini", ".DS_Store")
#: Names listed in one sentence, characters of one name, bytes read at once.
LISTED, NAME_LENGTH, CHUNK = 3, 120, 1 << 20
_ENCRYPTED, _SYMLINK, _KIND = 0x1, 0o120000, 0o170000
#: What reading an entry of a broken archive raises, by its kind of compression.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


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
        if zipfile.is_zipfile(io.BytesIO(data)) and _suffix(name) not in PHOTO_SUFFIXES:
            self._add_archive(name, data)
        else:
            self._take(name, io.BytesIO(data), name)

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

    def _add_archive(self, name: str, data: bytes) -> None:
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            self._leave_out(name, sentence("the archive is damaged ({error})", error=str(error)))
            return
        with archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > self.limits.entries:
                told = plural("it holds one file", "it holds {number} files", len(entries))
                limit = sentence(
                    "{told}; only the first {limit} were looked at", told=told, limit=self.limits.entries
                )
                self._leave_out(name, limit)
            for entry in entries[: self.limits.entries]:
                self._take_entry(archive, entry)

    def _take_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        if any(part in CLUTTER or part.startswith("._") for part in PurePosixPath(name).parts):
            return
        if entry.flag_bits & _ENCRYPTED:
            self._leave_out(name, sentence("it is locked with a password; send the archive without one"))
        elif (entry.external_attr >> 16) & _KIND == _SYMLINK:
            self._leave_out(name, sentence("it is a link and no file"))
        else:
            try:
                with archive.open(entry) as stream:
                    self._take(name, stream, name)
            except _DAMAGED:
                self._leave_out(name, sentence("it is damaged inside the archive; pack it again"))

    def _take(self, name: str, stream: IO[bytes], told: str) -> None:
        problem = self._refusal(name)
        if problem is not None:
            self._leave_out(told, problem)
            return
        path = self.folder / _place(name)
        if role_of(path) is None and path.stem.lower() not in ROLES:
            self._odd.append(told)
        elif path.exists():
            self._leave_out(told, sentence("another file has the same name"))
        else:
            try:
                self._write(path, stream, told)
            except OSError as error:
                self._leave_out(
                    told, sentence("it could not be kept ({why})", why=error.strerror or str(error))
                )

    def _refusal(self, name: str) -> str | None:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0]:
            return sentence("its name leads out of the archive, as no honest program writes it")
        if any(len(part) > NAME_LENGTH or not part.isprintable() for part in parts[-2:]):
            return sentence("its name cannot be a file name here")
        if _suffix(name) in ARCHIVE_SUFFIXES:
            return sentence("an archive inside an archive is not opened; unpack it first")
        if _suffix(name) not in PHOTO_SUFFIXES:
            return sentence("it is no photo (JPEG, HEIC, PNG, WebP, TIFF or AVIF)")
        if self._count >= self.limits.files:
            return sentence("only {limit} photos are taken at once", limit=self.limits.files)
        if self._bytes >= self.limits.total_bytes:
            return self._over(self.limits.total_bytes, sentence("all photos together"))
        return None

    def _write(self, path: Path, stream: IO[bytes], told: str) -> None:
        """Write in pieces, counting: what an archive says about the size of its files is not believed."""
        path.parent.mkdir(exist_ok=True)
        room = min(self.limits.file_bytes, self.limits.total_bytes - self._bytes)
        try:
            size = _copy(stream, path, room)
        except BaseException:
            path.unlink(missing_ok=True)  # half a photo would be compared as if it were a whole one
            raise
        self._bytes += size
        if size <= room:
            self._count += 1
            return
        path.unlink()
        is_single = room == self.limits.file_bytes
        of = sentence("one photo") if is_single else sentence("all photos together")
        limit = self.limits.file_bytes if is_single else self.limits.total_bytes
        self._leave_out(told, self._over(limit, of))

    def _over(self, limit_bytes: int, of: str) -> str:
        return sentence("it is over the limit of {limit:.0f} MB for {of}", limit=limit_bytes / 1e6, of=of)

    def _leave_out(self, name: str, problem: str) -> None:
        self.problems.append(sentence("{name} was left out: {problem}.", name=name, problem=problem))


def _copy(stream: IO[bytes], path: Path, room: int) -> int:
    """Write a stream into a file until it ends or is over `room` bytes; return how many were written."""
    size = 0
    with path.open("wb") as file:
        while size <= room and (piece := stream.read(CHUNK)):
            size += len(piece)
            file.write(piece)
    return size


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _place(name: str) -> Path:
    """Return where a photo goes: ``before.jpg`` into the folder it lay in, any other straight into the top."""
    *folders, file = PurePosixPath(name.replace("\\", "/")).parts
    if PurePosixPath(file).stem.lower() not in ROLES:
        return Path(file)
    return Path((folders[-1].lstrip(".") if folders else "") or LOOSE_PAIR, file)
